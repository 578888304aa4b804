//! Mutants of the control plane.

use livebridge_port::{Operation, TrackKind};
use serde_json::{Value, json};

use crate::mutants::messages::{PLAIN, changed, method};
use crate::mutants::row::{FAITHFUL, mutant, on_the_wire};
use crate::mutants::{Hooks, Mutant, WireHooks};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS];

static ROWS: &[Mutant] = &[
    mutant(
        "fixture-without-its-notes",
        "LB-CTRL-003",
        "fixtures are constants",
        Hooks {
            loaded: |snapshot| {
                if let [track] = &mut snapshot.tracks[..]
                    && let [clip] = &mut track.session[..]
                    && &*clip.name == "Clip"
                {
                    clip.notes = Some([].into());
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("no program resets to that fixture with notes"),
    mutant(
        "reset-keeps-history",
        "LB-CTRL-001",
        "a reset loads a Set and leaves the undo stack alone",
        Hooks { reset_leaves_a_step: || true, ..FAITHFUL },
    ),
    mutant(
        "snapshot-forgets-colours",
        "LB-CTRL-002",
        "a field of the snapshot is not written",
        Hooks {
            snapshot: |snapshot| {
                for clip in snapshot.tracks.iter_mut().flat_map(|track| &mut track.session) {
                    clip.color = 0;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "fixture-with-another-tempo",
        "LB-CTRL-003",
        "a fixture was typed in by hand",
        Hooks {
            loaded: |snapshot| {
                if snapshot.tracks.len() == 1 && snapshot.tracks[0].kind == TrackKind::Audio {
                    snapshot.tempo = 121.0;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "count-starts-again",
        "LB-CTRL-004",
        "a reset sets the counter to zero",
        Hooks { transaction_count: |counted| counted.since_reset, ..FAITHFUL },
    ),
    mutant(
        "declared-and-not-served",
        "LB-CTRL-005",
        "the list of operations is that of the documentation",
        Hooks { serves: |operation| operation != Operation::CreateCuePoint, ..FAITHFUL },
    ),
    mutant(
        "reset-begins-with-the-history",
        "LB-CTRL-006",
        "the history is emptied, and then the fixture is looked for",
        Hooks { reset_begins_with_the_history: || true, ..FAITHFUL },
    )
    .not_explorable("programs have no reset that is refused"),
    on_the_wire(
        "undo-declared-and-not-offered",
        "LB-CTRL-005",
        "the capability was written down first, and the list of operations forgotten",
        WireHooks {
            answer: |line| {
                changed(line, |answer| {
                    if let Some(operations) = answer.pointer_mut("/result/operations").and_then(Value::as_array_mut) {
                        operations.retain(|operation| operation != "control/undo");
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("no call of a program shows what is declared"),
    on_the_wire(
        "unknown-fixture-is-seeded",
        "LB-CTRL-007",
        "a fixture that is not found is the first one",
        WireHooks {
            request: |line| {
                changed(line, |request| {
                    if method(request) == "control/reset" && request["params"].is_object() {
                        let known = |name: &str| livebridge_port::fixtures::by_name(name).is_some();
                        if request["params"]["fixture"].as_str().is_some_and(|name| !known(name)) {
                            request["params"]["fixture"] = json!("seeded");
                        }
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("programs name no unknown fixture"),
    on_the_wire(
        "snapshot-wins",
        "LB-CTRL-008",
        "the first key that fits is taken",
        WireHooks {
            request: |line| {
                changed(line, |request| {
                    if let Some(params) = request.pointer_mut("/params").and_then(Value::as_object_mut)
                        && params.contains_key("snapshot")
                    {
                        params.remove("fixture");
                        params.remove("notes");
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("the calls of a program are well formed"),
    mutant(
        "settle-is-a-step",
        "LB-CTRL-010",
        "a tick of the host is a change like any other",
        Hooks { read_adds_step: |operation| operation == Operation::ControlSettle, ..FAITHFUL },
    )
    .not_explorable("a program waits for the host in doubt only"),
    on_the_wire(
        "domain-of-nothing",
        "LB-CTRL-009",
        "the names of arguments are those of the host",
        WireHooks {
            answer: |line| {
                changed(line, |answer| {
                    if let Some(domain) = answer.pointer_mut("/result/capabilities/domain") {
                        *domain = json!({ "setTempo": { "tempo": { "min": 20, "max": 999 } } });
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("no call of a program shows what is declared"),
];
