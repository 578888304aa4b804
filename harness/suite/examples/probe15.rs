//! Temporary: verify, explore and hunt without the command line.
#![allow(clippy::all, clippy::pedantic, clippy::restriction)]
use std::sync::Arc;
use std::time::Instant;
use livebridge_suite::explore::{ExploreOptions, explore, finding_text};
use livebridge_suite::mutants;
use livebridge_suite::runner::{self, RunOptions};
use livebridge_suite::target::{FakeTarget, MutantTarget, ProgramTarget, Target};
use livebridge_suite::checks;

fn target(name: &str) -> Arc<dyn Target> {
    if name == "fake" { return Arc::new(FakeTarget); }
    if let Some(m) = name.strip_prefix("fake+") { return Arc::new(MutantTarget(mutants::by_name(m).unwrap())); }
    let words: Vec<String> = name.split(' ').map(str::to_owned).collect();
    Arc::new(ProgramTarget(livebridge_wire::Command { program: words[0].clone().into(), args: words[1..].to_vec() }))
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args[0].as_str() {
        "verify" => {
            let filter = args.get(2).map_or("", |f| f.as_str());
            let all: Vec<_> = checks::all().into_iter().filter(|c| c.name.contains(filter)).collect();
            let mut last = Instant::now();
            let began = Instant::now();
            let options = RunOptions::new(target(&args[1]));
            let run = runner::run(&options, &all, |event| {
                if let livebridge_suite::report::Event::CheckEnded(r) = event {
                    let t = last.elapsed(); last = Instant::now();
                    if r.check.starts_with("exploration") || r.finding.is_some() { println!("{} {} {:?} {}", r.verdict, r.check, t, r.reason.clone().unwrap_or_default()); }
                    if let Some(f) = &r.finding { println!("  expected {}\n  seen {}", f.expected, f.seen); for c in &f.calls { println!("    {} -> {}", c.call, c.answer); } }
                }
            }).unwrap();
            println!("{:?} in {:?}", run.judge(), began.elapsed());
        }
        "explore" => {
            let mut options = ExploreOptions::new(target(&args[1]));
            options.cases = args[2].parse().unwrap();
            if let Some(k) = args.get(3) { options.findings = k.parse().unwrap(); }
            if let Some(k) = args.get(4) { options.seed = k.parse().unwrap(); }
            let began = Instant::now();
            let e = explore(&options, None, |_| {}).unwrap();
            for f in &e.findings { println!("{}", finding_text::finding(f)); }
            println!("{:?} {:?} programs {} steps {} in {:?} lost {:?}", e.again, e.muted, e.programs, e.steps, began.elapsed(), e.lost.map(|e| e.to_string()));
        }
        "mutants" => {
            let all = checks::all();
            for m in mutants::all().filter(|m| args.get(1).is_none_or(|r| m.requirement == r || m.name == r)) {
                let began = Instant::now();
                let own: Vec<_> = checks::all().into_iter().filter(|c| c.requirement == m.requirement).collect();
                let run = runner::run(&RunOptions::new(Arc::new(MutantTarget(m))), &own, |_| {}).unwrap();
                let by: Vec<String> = run.checks.iter().filter(|r| r.finding.is_some()).map(|r| r.check.clone()).collect();
                let others: Vec<_> = all.iter().filter(|c| c.requirement != m.requirement).count().to_string().into_bytes();
                let _ = others;
                println!("{} {} {:?} {:?}", if by.is_empty() { "SURVIVED" } else { "killed" }, m.name, by, began.elapsed());
            }
        }
        _ => {}
    }
}
