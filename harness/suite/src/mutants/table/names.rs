//! Mutants of names: what is lost of them, and objects that are told apart by nothing else.

use std::collections::BTreeSet;

use livebridge_fake::{Answer, Edit};
use livebridge_port::id::PathShape;
use livebridge_port::{IdRef, Mutation, Name, TrackId};

use super::super::{Hooks, Mutant};
use super::{FAITHFUL, index, mutant};

/// Changes the name that a track is to have.
fn rename_track(mutation: &mut Mutation, change: impl Fn(&str) -> String) {
    if let Mutation::SetTrackProps { props, .. } = mutation {
        props.name = props.name.take().map(|name| change(&name).into());
    }
}

fn cut(name: &str, characters: usize) -> String {
    name.chars().take(characters).collect()
}

/// The rows.
pub(super) static ROWS: &[Mutant] = &[
    mutant(
        "names-trimmed",
        "LB-TRACK-008",
        "names come from a form, and forms trim what is typed",
        Hooks { received: |mutation| rename_track(mutation, |name| name.trim().to_owned()), ..FAITHFUL },
    ),
    mutant(
        "names-of-255-characters",
        "LB-TRACK-008",
        "the message format has a length in one byte",
        Hooks { received: |mutation| rename_track(mutation, |name| cut(name, 255)), ..FAITHFUL },
    ),
    mutant(
        "names-composed",
        "LB-TRACK-008",
        "names are normalised, as file names are on some systems",
        Hooks { received: |mutation| rename_track(mutation, |name| name.replace("e\u{301}", "\u{e9}")), ..FAITHFUL },
    )
    .not_explorable("names in programs have no combining marks"),
    mutant(
        "names-of-the-basic-plane",
        "LB-TRACK-008",
        "the host's language has characters of 16 bits",
        Hooks {
            received: |mutation| {
                rename_track(mutation, |name| name.chars().filter(|character| *character <= '\u{ffff}').collect());
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "names-made-unique",
        "LB-TRACK-008",
        "objects are kept in a map by name, so a name must not come twice",
        Hooks {
            edits: |_, _, set, edits| {
                let tracks = set.to_snapshot().tracks;
                for edit in edits {
                    if let Edit::TrackName(at, name) = edit {
                        let taken = |(i, track): (usize, &livebridge_port::snapshot::TrackSnapshot)| {
                            index(i) != *at && track.name == *name
                        };
                        if !name.is_empty() && tracks.iter().enumerate().any(taken) {
                            *name = format!("{name} 2").into();
                        }
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "tracks-by-name",
        "LB-TRACK-007",
        "positions shift, so a track is looked for again by the name that it had",
        Hooks {
            id: |_, id, set| {
                let Some(PathShape::Track { track }) = id.as_path().map(|path| path.shape()) else { return };
                let names: Vec<Name> = set.to_snapshot().tracks.into_iter().map(|track| track.name).collect();
                let first = names.get(track as usize).and_then(|name| names.iter().position(|other| other == name));
                if let Some(first) = first {
                    *id = IdRef::from(TrackId(index(first)));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "find-answers-each-name-once",
        "LB-READ-010",
        "what was found is collected in a map by name",
        Hooks {
            answer: |_, answer| {
                if let Answer::Matches(_, matches) = answer {
                    let mut seen = BTreeSet::new();
                    matches.retain(|track| seen.insert(track.name.clone()));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "clip-names-of-64-characters",
        "LB-CLIP-009",
        "the name goes through a field of a fixed size",
        Hooks {
            received: |mutation| {
                if let Mutation::SetClipProps { props, .. } = mutation {
                    props.name = props.name.take().map(|name| cut(&name, 64).into());
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "cue-names-trimmed",
        "LB-CUE-003",
        "names come from a form, and forms trim what is typed",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateCuePoint { name, .. } = mutation {
                    *name = name.trim().into();
                }
            },
            ..FAITHFUL
        },
    ),
];
