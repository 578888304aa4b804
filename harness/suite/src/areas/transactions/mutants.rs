//! Mutants of transactions.

use livebridge_fake::{Edit, Ending};
use livebridge_port::{Batch, ErrorCode, IdRef, Mutation, Operation, Outcome, StagedRef};
use serde_json::Value;

use crate::mutants::forgetting;
use crate::mutants::messages::{PLAIN, changed, method};
use crate::mutants::row::{FAITHFUL, mutant, on_the_wire};
use crate::mutants::{Hooks, Mutant, WireHooks};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS, forgetting::ROLLED_BACK];

static ROWS: &[Mutant] = &[
    mutant(
        "step-per-mutation",
        "LB-TX-001",
        "a transaction is only a loop of calls",
        Hooks {
            steps: |batch, _, _, faithful| match batch {
                Batch::Transaction(mutations) if mutations.len() > 1 => mutations.len(),
                _ => faithful,
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "rollback-leaks-first-op",
        "LB-TX-002",
        "the roll-back undoes what came after the first change, off by one",
        Hooks { rolled_back: |_, applied| applied.saturating_sub(1), ..FAITHFUL },
    ),
    mutant(
        "position-of-the-last-op",
        "LB-TX-003",
        "the error is reported where the batch ends",
        Hooks { refusal: |_, error| error.op = error.op.map(|op| op + 1), ..FAITHFUL },
    ),
    mutant(
        "outcomes-at-their-time",
        "LB-TX-004",
        "outcomes are built while the transaction runs, not when it is committed",
        Hooks {
            outcome: |mutation, outcome| {
                if let (Mutation::SetNotes { notes, .. }, Some(Outcome::Notes(result))) = (mutation, outcome) {
                    result.count = notes.len();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "empty-transaction-adds-step",
        "LB-TX-005",
        "the host opens a step whatever happens in it",
        Hooks { steps: |_, ending, _, faithful| if ending == Ending::Empty { 1 } else { faithful }, ..FAITHFUL },
    ),
    mutant(
        "empty-transaction-ends-redo",
        "LB-TX-006",
        "every transaction clears the redo stack when it begins",
        Hooks { discards_redo: |_| true, ..FAITHFUL },
    ),
    mutant(
        "index-shift-in-transaction",
        "LB-TX-007",
        "ids are looked up when their mutation runs",
        Hooks { ids_name_the_beginning: || false, ..FAITHFUL },
    ),
    mutant(
        "deleted-before-as-rejected",
        "LB-TX-008",
        "the host is asked, and it does not know the object any more",
        Hooks {
            refusal: |_, error| {
                if error.op.is_some() && error.code == ErrorCode::StaleReference {
                    error.code = ErrorCode::SdkRejected;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "ids-of-things-just-made",
        "LB-TX-009",
        "ids are looked up in the running state where the beginning has nothing",
        Hooks { ids_name_the_beginning: || false, ..FAITHFUL },
    ),
    mutant(
        "deletes-come-last",
        "LB-TX-010",
        "deletes are collected and carried out at the end of the transaction",
        Hooks {
            edits: |mutation, in_transaction, _, edits| {
                if in_transaction && matches!(mutation, Mutation::DeleteClip { .. }) {
                    edits.clear();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "cut-clip-is-its-last-piece",
        "LB-TX-011",
        "the host makes a new clip of the first piece",
        Hooks {
            edits: |mutation, _, _, edits| {
                if matches!(mutation, Mutation::ClearClipsInRange { .. }) {
                    for edit in edits {
                        if let Edit::Arrangement { inserted, .. } = edit
                            && let [first, .., last] = &mut **inserted
                        {
                            std::mem::swap(&mut first.key, &mut last.key);
                        }
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "gone-outcome-is-there",
        "LB-TX-012",
        "outcomes are built while the transaction runs",
        Hooks {
            outcome: |mutation, outcome| {
                if let (Mutation::CreateMidiClip { .. }, None) = (mutation, &outcome) {
                    *outcome = Some(Outcome::Notes(livebridge_port::SetNotesResult {
                        id: "track:0/clipslot:1/clip".into(),
                        name: "MIDI Clip".into(),
                        count: 0,
                    }));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "reference-to-the-op-before",
        "LB-TX-013",
        "references count from one",
        Hooks { referred: |op| op.saturating_sub(1), ..FAITHFUL },
    ),
    mutant(
        "forward-reference-as-stale",
        "LB-TX-014",
        "a result that is not there yet is an object that is not there",
        Hooks {
            refusal: |_, error| {
                let staged = error.subject_id.as_deref().is_some_and(|id| id.starts_with('#'));
                if staged && error.code == ErrorCode::BadInput {
                    error.code = ErrorCode::StaleReference;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "outcome-ids-before-deletes",
        "LB-TX-015",
        "ids of outcomes are taken when the mutation runs, before later ones shift them",
        Hooks {
            outcome: |mutation, outcome| {
                if let (Mutation::SetTrackProps { track_id, .. }, Some(Outcome::Track(track))) = (mutation, outcome) {
                    track.id = track_id.clone();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "gone-track-outcome-is-there",
        "LB-TX-012",
        "a track that was written is answered from what was written",
        Hooks {
            outcome: |mutation, outcome| {
                if let (Mutation::SetTrackProps { track_id, props }, None) = (mutation, &outcome) {
                    let name = props.name.clone().unwrap_or_else(|| "".into());
                    let result = livebridge_port::SetNotesResult { id: track_id.clone(), name, count: 0 };
                    *outcome = Some(Outcome::Notes(result));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "below-a-reference-in-the-first-track",
        "LB-TX-017",
        "what lies below a reference is looked for before the reference is expanded",
        Hooks {
            id: |operation, id, _| {
                if let (Operation::SetParam, IdRef::Staged(StagedRef { tail: Some(tail), .. })) = (operation, &*id)
                    && tail.to_string() == "mixer/volume"
                {
                    *id = "track:0/mixer/volume".into();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "wrong-reference-as-bad-input",
        "LB-TX-018",
        "whatever is wrong with a reference is a fault of the batch",
        Hooks {
            refusal: |_, error| {
                let staged = error.subject_id.as_deref().is_some_and(|id| id.starts_with('#'));
                if staged && error.code == ErrorCode::WrongType {
                    error.code = ErrorCode::BadInput;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "gone-reference-as-bad-input",
        "LB-TX-018",
        "a result that is not there any more is one that is not there",
        Hooks {
            refusal: |_, error| {
                let staged = error.subject_id.as_deref().is_some_and(|id| id.starts_with('#'));
                if staged && error.code == ErrorCode::StaleReference {
                    error.code = ErrorCode::BadInput;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "rollback-of-sixteen",
        "LB-TX-019",
        "the roll-back keeps the last changes in a ring",
        Hooks { rolled_back: |_, applied| applied.min(16), ..FAITHFUL },
    )
    .not_explorable("transactions of programs are short"),
    mutant(
        "rollback-forgets-devices",
        "LB-TX-002",
        "each kind of change is taken back by a call of the host, and there is none for devices",
        Hooks {
            rolled_back: |batch, applied| {
                let inserts = |mutation: &Mutation| matches!(mutation, Mutation::InsertDevice { .. });
                applied.saturating_sub(usize::from(batch.mutations().iter().any(inserts)))
            },
            ..FAITHFUL
        },
    ),
    on_the_wire(
        "batch-skips-what-it-does-not-know",
        "LB-TX-016",
        "a batch is a loop over a table of mutations",
        WireHooks {
            request: |line| {
                changed(line, |request| {
                    if let Some(ops) = request.pointer_mut("/params/ops").and_then(Value::as_array_mut) {
                        ops.retain(|op| method(op).starts_with("set"));
                    }
                })
            },
            ..PLAIN
        },
    ),
    on_the_wire(
        "undo-steps-as-mutations",
        "LB-TX-020",
        "undoSteps is the number of mutations",
        WireHooks {
            answer: |line| {
                changed(line, |answer| {
                    let count = answer.pointer("/result/outcomes").and_then(Value::as_array).map(Vec::len);
                    if let (Some(count), Some(steps)) = (count, answer.pointer_mut("/result/undoSteps")) {
                        *steps = count.into();
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("what a target says of its steps is no evidence"),
    on_the_wire(
        "an-empty-transaction-says-one-step",
        "LB-TX-020",
        "undoSteps is a constant",
        WireHooks {
            answer: |line| {
                changed(line, |answer| {
                    if let Some(steps) = answer.pointer_mut("/result/undoSteps") {
                        *steps = 1.into();
                    }
                })
            },
            ..PLAIN
        },
    )
    .not_explorable("what a target says of its steps is no evidence"),
    mutant(
        "no-position-in-errors",
        "LB-TX-021",
        "the error of the call is handed on as it is",
        Hooks { refusal: |_, error| error.op = None, ..FAITHFUL },
    ),
    mutant(
        "a-failure-keeps-one-of-two",
        "LB-TX-022",
        "what failed is taken back, and the one before it with it, and no more",
        Hooks { rolled_back: |_, applied| applied.min(1), ..FAITHFUL },
    ),
    mutant(
        "bad-references-without-a-subject",
        "LB-TX-018",
        "a reference is replaced before the call is made, and the error is about the path",
        Hooks {
            refusal: |_, error| {
                if error.subject_id.as_ref().is_some_and(|subject| subject.starts_with('#')) {
                    error.subject_id = Some("track:0".to_owned());
                }
            },
            ..FAITHFUL
        },
    ),
];
