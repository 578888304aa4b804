//! `compare [--quick] [loudness|levels|wav|transforms|als|processes|fake|wire|suite]...` runs us and the peers in turn, in one
//! process or as processes, and prints ratios as Markdown.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints tables")]

use std::process::ExitCode;

use livebridge_benches::{als, fake, loudness, machine, memory, processes, suite, transforms, wav, wire};

const TOPICS: [&str; 9] = ["loudness", "levels", "wav", "transforms", "als", "processes", "fake", "wire", "suite"];

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

fn main() -> ExitCode {
    let (mut quick, mut topics) = (false, Vec::new());
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--quick" => quick = true,
            // Hidden: what the contest of the wire starts as its peer.
            wire::ECHO => return if wire::echo().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE },
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
        let compared: Result<(), Box<dyn std::error::Error>> = match topic.as_str() {
            "loudness" => {
                loudness::compare(quick, show);
                Ok(())
            }
            "levels" => {
                loudness::compare_levels(quick, show);
                Ok(())
            }
            "transforms" => {
                transforms::compare(quick, show);
                Ok(())
            }
            "wav" => wav::compare(quick, show).map_err(Into::into),
            "als" => als::compare(quick, show).map_err(Into::into),
            "processes" => processes::compare(quick, show).map_err(Into::into),
            "fake" => fake::compare(quick, show).map_err(Into::into),
            "wire" => wire::compare(quick, show),
            _ => suite::compare(quick, show),
        };
        if let Err(error) = compared {
            eprintln!("failed to compare {topic}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
