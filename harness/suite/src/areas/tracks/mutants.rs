//! Mutants of tracks: patches, names, and which track is meant.

use livebridge_fake::Edit;
use livebridge_port::id::PathShape;
use livebridge_port::{IdRef, Mutation, Name, TrackId, TrackKind, TrackPropsPatch};

use crate::mutants::changes::cut;
use crate::mutants::row::{FAITHFUL, about, index, mutant};
use crate::mutants::{Hooks, Mutant};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS];

/// Changes the name that a track is to have.
fn rename_track(mutation: &mut Mutation, change: impl Fn(&str) -> String) {
    if let Mutation::SetTrackProps { props, .. } = mutation {
        props.name = props.name.take().map(|name| change(&name).into());
    }
}

static ROWS: &[Mutant] = &[
    mutant(
        "patch-writes-absent-keys",
        "LB-TRACK-001",
        "a patch is merged with defaults",
        Hooks {
            received: |mutation| {
                if let Mutation::SetTrackProps { props, .. } = mutation {
                    props.arm.get_or_insert(false);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "empty-patch-accepted",
        "LB-TRACK-002",
        "a loop over no keys does nothing, and succeeds",
        Hooks {
            waives: |mutation, error| matches!(mutation, Mutation::SetTrackProps { .. }) && about(error, "no key"),
            ..FAITHFUL
        },
    ),
    mutant(
        "solo-is-exclusive",
        "LB-TRACK-003",
        "the program does what the mouse does in Live",
        Hooks {
            edits: |mutation, _, set, edits| {
                if let Mutation::SetTrackProps { props, .. } = mutation
                    && props.solo == Some(true)
                {
                    let others = (0..set.track_count()).filter_map(|i| u32::try_from(i).ok());
                    edits.splice(0..0, others.map(|track| Edit::TrackSolo(track, false)));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "empty-name-ignored",
        "LB-TRACK-004",
        "an empty string counts as no string",
        Hooks {
            edits: |_, _, _, edits| edits.retain(|edit| !matches!(edit, Edit::TrackName(_, name) if name.is_empty())),
            ..FAITHFUL
        },
    ),
    mutant(
        "new-track-is-always-midi",
        "LB-TRACK-005",
        "the kind is read from the wrong field",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateTrack { kind } = mutation {
                    *kind = TrackKind::Midi;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "new-track-after-the-first",
        "LB-TRACK-006",
        "the host inserts after the selected track",
        Hooks {
            edits: |_, _, _, edits| {
                for edit in edits {
                    if let Edit::InsertTrack(at, _) = edit {
                        *at = 1.min(*at);
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "deletes-the-track-before",
        "LB-TRACK-007",
        "the host counts tracks from one",
        Hooks {
            edits: |_, _, _, edits| {
                for edit in edits {
                    if let Edit::RemoveTrack(at) = edit {
                        *at = at.saturating_sub(1);
                    }
                }
            },
            ..FAITHFUL
        },
    ),
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
        "solo-unmutes",
        "LB-TRACK-001",
        "who solos a track wants to hear it",
        Hooks {
            edits: |mutation, _, _, edits| {
                if let Mutation::SetTrackProps { props, .. } = mutation
                    && props.mute.is_none()
                {
                    let soloed = edits.iter().find_map(|edit| match edit {
                        Edit::TrackSolo(track, true) => Some(*track),
                        _ => None,
                    });
                    edits.extend(soloed.map(|track| Edit::TrackMute(track, false)));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "audio-tracks-are-not-armed",
        "LB-TRACK-001",
        "who plays live plays MIDI",
        Hooks {
            edits: |_, _, set, edits| {
                let tracks = set.to_snapshot().tracks;
                let is_audio =
                    |track: u32| tracks.get(track as usize).is_some_and(|track| track.kind == TrackKind::Audio);
                edits.retain(|edit| !matches!(edit, Edit::TrackArm(track, _) if is_audio(*track)));
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "first-digit-of-a-track",
        "LB-TRACK-008",
        "a pattern for ids with one digit in it, tried on small Sets",
        Hooks {
            id: |_, id, _| {
                if let Some(PathShape::Track { track }) = id.as_path().map(|path| path.shape()) {
                    let first = track.to_string().chars().next().and_then(|digit| digit.to_digit(10));
                    *id = TrackId(first.unwrap_or(track)).into();
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("the Sets of programs are small"),
    mutant(
        "patch-writes-its-first-key",
        "LB-TRACK-008",
        "a chain of else-if looks for the key that is there",
        Hooks {
            received: |mutation| {
                if let Mutation::SetTrackProps { props, .. } = mutation
                    && props.name.is_some()
                {
                    *props = TrackPropsPatch { name: props.name.take(), ..TrackPropsPatch::default() };
                }
            },
            ..FAITHFUL
        },
    ),
];
