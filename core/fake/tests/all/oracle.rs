//! The oracle: the whole port once more, naively, and a million random operations on which the fake must agree.
//!
//! The oracle is written from the contract. It clones the whole Set for every undo step, finds everything by looking
//! through all of it, and shares with the fake only the fixtures, the fader and the list of devices. Where the contract
//! leaves a choice (content times that differ from the clip's length, clips of no length), it makes the fake's.
//!
//! `cargo test -p livebridge-fake --test all oracle` compares 100,000 steps, `LIVEBRIDGE_ORACLE_OPS=1000000` more of them,
//! `LIVEBRIDGE_ORACLE_SEED=7` others, `LIVEBRIDGE_ORACLE_PROGRAM=SEED` the one program that a failure names.

#![expect(clippy::float_cmp, reason = "the fake keeps 64-bit floats, and the contract wants them back exactly")]

mod answers;
mod apply;
mod arrangement;
mod compare;
mod found;
mod generate;
mod journal;
mod model;
mod pieces;
mod program;
mod set;
mod sets;
mod tolerance;
mod values;

use std::str::FromStr;

use livebridge_port::{ErrorCode, Operation, OperationKind};

use self::compare::Tally;

/// A number from the environment.
fn setting<T: FromStr>(name: &str) -> Option<T> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().ok().unwrap_or_else(|| panic!("{name} must be a whole number, not `{text}`")))
}

#[test]
fn the_fake_agrees_with_the_oracle() {
    let mut tally = Tally::new();
    if let Some(seed) = setting("LIVEBRIDGE_ORACLE_PROGRAM") {
        compare::run(seed, 1, &mut tally).unwrap_or_else(|report| panic!("{report}"));
        return;
    }
    let wanted: usize = setting("LIVEBRIDGE_ORACLE_OPS").unwrap_or(100_000);
    // Comparing whole Sets is what takes the time.
    let every = if cfg!(debug_assertions) { 4 } else { 1 };
    let mut done = 0;
    for seed in compare::seeds(setting("LIVEBRIDGE_ORACLE_SEED").unwrap_or(1)) {
        done += compare::run(seed, every, &mut tally).unwrap_or_else(|report| panic!("{report}"));
        if done >= wanted {
            break;
        }
    }
    for ((step, answer), count) in &tally {
        println!("{step:>28} {answer:16} {count}");
    }
    if wanted >= 100_000 {
        reaches_everything(&tally);
    }
}

/// A generator that no longer reaches something would agree on everything.
fn reaches_everything(tally: &Tally) {
    let takes_no_id = [Operation::SetTempo, Operation::CreateTrack, Operation::CreateCuePoint];
    let mutations = Operation::PORT.iter().filter(|operation| operation.kind() == OperationKind::Mutation);
    for operation in mutations.chain([&Operation::Transaction]) {
        let mut answers = vec!["ok"];
        if !takes_no_id.contains(operation) {
            answers.extend([ErrorCode::BadInput, ErrorCode::WrongType, ErrorCode::StaleReference].map(ErrorCode::name));
        }
        for answer in answers {
            let count = tally.get(&(operation.name(), answer)).copied().unwrap_or_default();
            assert!(count >= 10, "{operation} was answered with {answer} {count} times only");
        }
    }
}
