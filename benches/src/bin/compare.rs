//! `compare [--quick] [loudness|levels|wav]...` runs us and the peers in turn in one process and prints ratios as Markdown.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints tables")]

use std::process::ExitCode;

use livebridge_benches::{loudness, machine, wav};

const TOPICS: [&str; 3] = ["loudness", "levels", "wav"];

fn main() -> ExitCode {
    let (mut quick, mut topics) = (false, Vec::new());
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--quick" => quick = true,
            topic if TOPICS.contains(&topic) => topics.push(argument),
            other => {
                eprintln!("unknown argument {other}: give --quick and any of {}", TOPICS.join(", "));
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
        let show = |text: &str| println!("{text}");
        if topic == "loudness" {
            loudness::compare(quick, show);
        } else if topic == "levels" {
            loudness::compare_levels(quick, show);
        } else if let Err(error) = wav::compare(quick, show) {
            eprintln!("failed to compare {topic}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
