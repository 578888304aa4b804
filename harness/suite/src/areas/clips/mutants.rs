//! Mutants of Session clips, and of the properties of all clips.

use livebridge_fake::{ClipPlace, Edit};
use livebridge_port::snapshot::{ClipSnapshot, TrackSnapshot};
use livebridge_port::{ErrorCode, Mutation, Snapshot, TrackKind};

use crate::mutants::changes::cut;
use crate::mutants::row::{FAITHFUL, about, index, mutant};
use crate::mutants::{Hooks, Mutant};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS];

/// Where every clip stands, and its colour.
fn coloured(set: &Snapshot) -> Vec<(ClipPlace, u32)> {
    let on_a_track = |(track, on): (usize, &TrackSnapshot)| {
        let track = index(track);
        let session = on.session.iter().map(move |clip| {
            let slot = clip.scene.map_or(0, index);
            (ClipPlace::Session { track, slot }, clip.color)
        });
        let placed = on.arrangement.iter().enumerate();
        let placed = placed.map(move |(at, clip)| (ClipPlace::Arrangement { track, clip: index(at) }, clip.color));
        session.chain(placed).collect::<Vec<_>>()
    };
    set.tracks.iter().enumerate().flat_map(on_a_track).collect()
}

static ROWS: &[Mutant] = &[
    mutant(
        "clip-lengths-in-ticks",
        "LB-CLIP-001",
        "the host keeps 960 ticks a beat",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateMidiClip { length_beats, .. } = mutation {
                    *length_beats = (*length_beats * 960.0).round() / 960.0;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "colour-zero-ignored",
        "LB-CLIP-006",
        "a language in which 0 is as good as nothing",
        Hooks { edits: |_, _, _, edits| edits.retain(|edit| !matches!(edit, Edit::ClipColor(_, 0))), ..FAITHFUL },
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
        "clips-of-a-colour-follow",
        "LB-CLIP-009",
        "colours are entries of a table, and the entry is written",
        Hooks {
            edits: |_, _, set, edits| {
                let clips = coloured(&set.to_snapshot());
                let mut more = Vec::new();
                for edit in edits.iter() {
                    let Edit::ClipColor(place, color) = edit else { continue };
                    let was = clips.iter().find(|(other, _)| other == place).map(|(_, was)| *was);
                    let alike = clips.iter().filter(|(_, other)| Some(*other) == was);
                    more.extend(alike.map(|(place, _)| Edit::ClipColor(*place, *color)));
                }
                edits.extend(more);
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "slot-of-the-first-track",
        "LB-CLIP-001",
        "the slot is found by its scene, in the track that was selected when the bridge began",
        Hooks {
            edits: |mutation, _, set, edits| {
                let Mutation::CreateMidiClip { .. } = mutation else { return };
                let first = set.to_snapshot().tracks.into_iter().next();
                for edit in edits {
                    if let Edit::Slot { track, slot, .. } = edit {
                        let taken = |clip: &ClipSnapshot| clip.scene.map(index) == Some(*slot);
                        let free =
                            |track: &TrackSnapshot| track.kind == TrackKind::Midi && !track.session.iter().any(taken);
                        if first.as_ref().is_some_and(free) {
                            *track = 0;
                        }
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "clip-length-in-bars",
        "LB-CLIP-001",
        "lengths are rounded up to whole beats",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateMidiClip { length_beats, .. } = mutation {
                    *length_beats = length_beats.ceil();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "clip-of-no-length",
        "LB-CLIP-002",
        "the host takes the smallest length instead",
        Hooks {
            waives: |mutation, error| matches!(mutation, Mutation::CreateMidiClip { .. }) && about(error, "above 0"),
            ..FAITHFUL
        },
    ),
    mutant(
        "midi-clip-on-audio-track",
        "LB-CLIP-003",
        "the kind of the track is not looked at",
        Hooks {
            waives: |mutation, error| {
                matches!(mutation, Mutation::CreateMidiClip { .. }) && error.code == ErrorCode::WrongType
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "occupied-slot-overwritten",
        "LB-CLIP-004",
        "a clip is replaced as in the Arrangement",
        Hooks {
            waives: |mutation, error| {
                matches!(mutation, Mutation::CreateMidiClip { .. }) && error.code == ErrorCode::SdkRejected
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "colour-wraps",
        "LB-CLIP-005",
        "the colour is masked to 24 bits",
        Hooks {
            received: |mutation| {
                if let Mutation::SetClipProps { props, .. } = mutation {
                    props.color = props.color.map(|color| color & 0xFF_FFFF);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "colour-as-bgr",
        "LB-CLIP-006",
        "the host keeps colours in the other byte order",
        Hooks {
            edits: |_, _, _, edits| {
                for edit in edits {
                    if let Edit::ClipColor(_, color) = edit {
                        *color = color.swap_bytes() >> 8;
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "clip-patch-clears-colour",
        "LB-CLIP-007",
        "an absent colour is written as 0",
        Hooks {
            received: |mutation| {
                if let Mutation::SetClipProps { props, .. } = mutation
                    && props.name.is_some()
                {
                    props.color.get_or_insert(0);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "delete-keeps-arrangement-clips",
        "LB-CLIP-008",
        "only Session clips are deleted, the other call of the host is forgotten",
        Hooks {
            edits: |mutation, _, _, edits| {
                if matches!(mutation, Mutation::DeleteClip { .. }) {
                    edits.retain(|edit| !matches!(edit, Edit::Arrangement { .. }));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "arrangement-clips-keep-their-name",
        "LB-CLIP-009",
        "names are written through the slot of a clip, and an Arrangement clip has none",
        Hooks {
            edits: |_, _, _, edits| {
                edits.retain(|edit| !matches!(edit, Edit::ClipName(ClipPlace::Arrangement { .. }, _)));
            },
            ..FAITHFUL
        },
    ),
];
