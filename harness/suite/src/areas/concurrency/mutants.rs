//! Mutants of several clients.

use serde_json::json;

use crate::mutants::messages::{PLAIN, asks_for, changed};
use crate::mutants::row::{FAITHFUL, mutant, on_the_wire};
use crate::mutants::{Hooks, Mutant, WireHooks};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS];

static ROWS: &[Mutant] = &[
    mutant(
        "no-isolation",
        "LB-CONC-001",
        "the lock is taken for each mutation",
        Hooks { lets_others_in: || true, ..FAITHFUL },
    )
    .not_explorable("it needs two clients"),
    mutant(
        "lost-update",
        "LB-CONC-002",
        "a commit works on a copy that was taken before it had its turn",
        Hooks { works_on_a_copy: |batch| batch.mutations().len() > 1, ..FAITHFUL },
    )
    .not_explorable("it needs two clients"),
    mutant(
        "transaction-begins-when-it-arrives",
        "LB-CONC-003",
        "the first change is made at once and the others when the client listens",
        Hooks { applied_early: |batch| usize::from(batch.mutations().len() > 1), ..FAITHFUL },
    ),
    on_the_wire(
        "reads-overtake",
        "LB-CONC-004",
        "reads are answered from the thread that read them, mutations wait in a queue",
        WireHooks {
            gathers: writes,
            gathered: |mut lines, _| {
                lines.sort_by_key(|line| writes(line));
                lines
            },
            ..PLAIN
        },
    )
    .not_explorable("a program waits for each answer"),
    on_the_wire(
        "failure-takes-the-next-with-it",
        "LB-CONC-004",
        "roll-back goes to the state before the transaction, whatever came in between",
        WireHooks {
            gathers: |line| asks_for(line, "transaction"),
            gathered: |lines, _| losing_what_is_behind(lines, fails),
            answer: without_the_undo,
            ..PLAIN
        },
    )
    .not_explorable("a program waits for each answer"),
    on_the_wire(
        "undo-takes-the-next-with-it",
        "LB-CONC-004",
        "an undo puts back the whole Set when the host has done it, and loses what was changed meanwhile",
        WireHooks {
            gathers: |line| asks_for(line, "control/undo"),
            gathered: |lines, _| losing_what_is_behind(lines, |line| asks_for(line, "control/undo")),
            answer: without_the_undo,
            ..PLAIN
        },
    )
    .not_explorable("a program waits for each answer"),
    on_the_wire(
        "one-transaction-at-a-time",
        "LB-CONC-004",
        "a transaction that comes while another is open is refused, not queued",
        WireHooks {
            gathers: |line| asks_for(line, "transaction"),
            gathered: |lines, _| {
                with_behind(lines, |first, second| {
                    let busy = asks_for(first, "transaction") && asks_for(second, "transaction");
                    busy.then(|| {
                        vec![changed(second, |request| request["params"]["ops"] = json!([{ "method": "listTracks" }]))]
                    })
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("a program waits for each answer"),
    Mutant {
        hooks: Hooks { lets_others_in: || true, ..FAITHFUL },
        ..on_the_wire(
            "no-isolation-between-connections",
            "LB-CONC-005",
            "each connection has a thread, and the lock is taken for each mutation",
            PLAIN,
        )
    }
    .not_explorable("it needs two clients"),
    Mutant {
        hooks: Hooks { works_on_a_copy: |_| true, ..FAITHFUL },
        ..on_the_wire(
            "lost-update-between-connections",
            "LB-CONC-005",
            "each connection works on a copy that was taken before it had its turn",
            PLAIN,
        )
    }
    .not_explorable("it needs two clients"),
    on_the_wire(
        "half-a-transaction-of-a-lost-connection",
        "LB-CONC-006",
        "operations are sent on one by one, until the connection is found to be gone",
        WireHooks {
            gathers: |line| asks_for(line, "transaction"),
            gathered: |mut lines, ended| {
                if let Some(last) = lines.last_mut().filter(|last| ended && asks_for(last, "transaction")) {
                    *last = first_operation(last);
                }
                lines
            },
            ..PLAIN
        },
    )
    .not_explorable("no client of a program goes away"),
];

/// Takes back the step before. Its answer is kept from the client.
const UNDO: &str = r#"{"jsonrpc":"2.0","id":"roll-back","method":"control/undo"}"#;

/// Gathered requests, in which a `setTempo` right behind one of these is taken back again.
fn losing_what_is_behind(lines: Vec<String>, is_one: impl Fn(&str) -> bool) -> Vec<String> {
    with_behind(lines, |first, second| {
        let lost = is_one(first) && asks_for(second, "setTempo");
        lost.then(|| vec![second.to_owned(), UNDO.to_owned()])
    })
}

fn without_the_undo(answer: &str) -> String {
    if answer.contains("\"roll-back\"") { String::new() } else { answer.to_owned() }
}

fn writes(line: &str) -> bool {
    ["setTempo", "setTrackProps", "setNotes", "transaction"].iter().any(|method| asks_for(line, method))
}

/// Whether a request is a transaction of the kind that is sent to fail.
fn fails(line: &str) -> bool {
    asks_for(line, "transaction") && line.contains("track:977")
}

/// Gathered requests, some of them changed for what is right before them.
fn with_behind(lines: Vec<String>, change: impl Fn(&str, &str) -> Option<Vec<String>>) -> Vec<String> {
    let mut before = String::new();
    let mut out = Vec::new();
    for line in lines {
        out.extend(change(&before, &line).unwrap_or_else(|| vec![line.clone()]));
        before = line;
    }
    out
}

/// The first operation of a transaction as a call of its own.
fn first_operation(line: &str) -> String {
    changed(line, |request| {
        let first = request["params"]["ops"][0].take();
        request["method"] = first["method"].clone();
        request["params"] = first["params"].clone();
    })
}
