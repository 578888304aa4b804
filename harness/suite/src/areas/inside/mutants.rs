//! Mutants of the other side: bridges that agree with themselves, and not with their host.

use livebridge_fake::{Edit, ReadAnswer};
use livebridge_port::{Mutation, Outcome};

use crate::mutants::caches::from_the_cache;
use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Mutant};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS];

/// Why no random program finds what only the host or its user shows.
const ONLY_INSIDE: &str = "a program has no user beside it";

/// The tempo of the Set that targets start with.
const TEMPO_AT_START: f64 = 124.0;

static ROWS: &[Mutant] = &[
    mutant(
        "cache-of-own-changes-alone",
        "LB-INSIDE-001",
        "reads are cached until the bridge itself changes something: the user is forgotten",
        Hooks {
            remembering: |memory, answer| {
                let version = memory.changes + memory.undos + memory.redos;
                from_the_cache(version, memory, answer);
            },
            ..FAITHFUL
        },
    )
    .not_explorable(ONLY_INSIDE),
    mutant(
        "success-without-effect",
        "LB-INSIDE-002",
        "the command is queued, answered, and lost when the host has not come to it",
        Hooks {
            edits: |mutation, _, _, edits| {
                if matches!(mutation, Mutation::SetTempo { .. }) {
                    edits.clear();
                }
            },
            outcome: |mutation, outcome| {
                if let (Mutation::SetTempo { bpm }, Some(Outcome::Overview(overview))) = (mutation, outcome) {
                    overview.tempo = *bpm;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "notes-above-a-datagram",
        "LB-INSIDE-002",
        "what does not fit into one datagram is cut off, and the count that was sent is answered",
        Hooks {
            edits: |_, _, _, edits| {
                for edit in edits {
                    if let Edit::Notes(_, notes) = edit
                        && notes.len() > 1000
                    {
                        *notes = notes[..1000].into();
                    }
                }
            },
            outcome: |mutation, outcome| {
                if let (Mutation::SetNotes { notes, .. }, Some(Outcome::Notes(result))) = (mutation, outcome) {
                    result.count = notes.len();
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("programs write no thousand notes"),
    mutant(
        "an-error-after-the-effect",
        "LB-INSIDE-003",
        "the change is made first, and its arguments are looked at when the answer is built",
        Hooks {
            residue: |mutation, set| match mutation {
                Mutation::CreateCuePoint { .. } => Some(Edit::Tempo(set.to_snapshot().tempo + 1.0)),
                _ => None,
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "tempo-mutes-a-track",
        "LB-INSIDE-004",
        "one function writes the settings of the Set and of its first track, with defaults for those that were not given",
        Hooks {
            edits: |mutation, _, _, edits| {
                if matches!(mutation, Mutation::SetTempo { .. }) {
                    edits.push(Edit::TrackMute(0, true));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "writes-back-what-it-knew",
        "LB-INSIDE-005",
        "the bridge keeps a copy of the Set's settings and writes all of them with each change",
        Hooks {
            edits: |mutation, _, _, edits| {
                if matches!(mutation, Mutation::SetTrackProps { .. }) {
                    edits.push(Edit::Tempo(TEMPO_AT_START));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "rolls-back-by-undo",
        "LB-INSIDE-006",
        "a failed command is taken back by one undo, whoever made the last step",
        Hooks {
            residue: |mutation, _| match mutation {
                Mutation::DeleteTrack { .. } => Some(Edit::Tempo(TEMPO_AT_START)),
                _ => None,
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "ids-of-the-first-listing",
        "LB-INSIDE-007",
        "a table from names to indices is made when tracks are listed for the first time",
        Hooks {
            remembering: |memory, answer| {
                let ReadAnswer::Tracks(tracks) = answer else { return };
                let loads = memory.loads;
                match &memory.tracks {
                    Some((of, first)) if *of == loads && first.len() > tracks.len() => {
                        for track in tracks.iter_mut() {
                            if let Some(known) = first.iter().find(|known| known.name == track.name) {
                                track.id = known.id.clone();
                            }
                        }
                    }
                    _ => memory.tracks = Some((loads, tracks.clone())),
                }
            },
            ..FAITHFUL
        },
    ),
];
