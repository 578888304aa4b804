//! `compare [--quick] [loudness|wav]...` runs us and the peers in turn in one process and prints ratios as Markdown.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program that prints tables"
)]

use std::process::ExitCode;

use livebridge_benches::{loudness, machine, wav};

const TOPICS: [&str; 2] = ["loudness", "wav"];

fn main() -> ExitCode {
    let (mut quick, mut topics) = (false, Vec::new());
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--quick" => quick = true,
            topic if TOPICS.contains(&topic) => topics.push(argument),
            other => {
                eprintln!(
                    "unknown argument {other}: give --quick and any of {}",
                    TOPICS.join(", ")
                );
                return ExitCode::from(2);
            }
        }
    }
    if topics.is_empty() {
        topics = TOPICS.map(str::to_owned).to_vec();
    }
    println!("CPU: {}.\n", machine::describe());
    for topic in topics {
        println!("## {topic}\n");
        if topic == "loudness" {
            loudness::compare(quick, |text| println!("{text}"));
        } else if let Err(error) = wav::compare(quick, |text| println!("{text}")) {
            eprintln!("failed to compare {topic}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
