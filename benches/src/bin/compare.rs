//! `compare [--quick] [loudness|levels|wav|processes]...` runs us and the peers in turn, in one process or as
//! processes, and prints ratios as Markdown.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints tables")]

use std::process::ExitCode;

use livebridge_benches::{loudness, machine, processes, wav};

const TOPICS: [&str; 4] = ["loudness", "levels", "wav", "processes"];

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
        let done = match topic.as_str() {
            "loudness" => {
                loudness::compare(quick, show);
                Ok(())
            }
            "levels" => {
                loudness::compare_levels(quick, show);
                Ok(())
            }
            "wav" => wav::compare(quick, show),
            _ => processes::compare(quick, show),
        };
        if let Err(error) = done {
            eprintln!("failed to compare {topic}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
