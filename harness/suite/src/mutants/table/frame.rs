//! Mutants that change more than they are asked to, or something else.

use livebridge_fake::{ClipPlace, Edit, ParamPlace};
use livebridge_port::id::PathShape;
use livebridge_port::snapshot::{ClipSnapshot, TrackSnapshot};
use livebridge_port::{Mutation, Operation, Snapshot, TrackId, TrackKind};

use super::super::{Hooks, Mutant};
use super::{FAITHFUL, index, mutant};

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

/// The rows.
pub(super) static ROWS: &[Mutant] = &[
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
        "clips-of-the-first-track",
        "LB-NOTES-001",
        "the slot is found by its scene, in the track that was selected when the bridge began",
        Hooks {
            id: |operation, id, set| {
                let shape = id.as_path().map(|path| path.shape());
                let (Operation::SetNotes, Some(PathShape::SessionClip { slot, .. })) = (operation, shape) else {
                    return;
                };
                let first = set.to_snapshot().tracks.into_iter().next();
                let there = |clip: &ClipSnapshot| clip.scene.map(index) == Some(slot);
                if first.is_some_and(|track| track.kind == TrackKind::Midi && track.session.iter().any(there)) {
                    *id = TrackId(0).slot(slot).clip().into();
                }
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
        "macro-moves-the-next",
        "LB-PARAM-003",
        "a switch of the device sets what it switches to its highest value",
        Hooks {
            edits: |_, _, set, edits| {
                let tracks = set.to_snapshot().tracks;
                let mut more = Vec::new();
                for edit in edits.iter() {
                    let Edit::Param(ParamPlace::Device { track, device, param }, value) = edit else { continue };
                    let (track, device, param) = (*track, *device, *param);
                    let chain = tracks.get(track as usize).map_or(&[][..], |track| &track.devices);
                    let params = chain.get(device as usize).map_or(&[][..], |device| &device.parameters);
                    if let [switch, next, ..] = params.get(param as usize..).unwrap_or_default()
                        && switch.is_quantized
                        && *value > 0.0
                    {
                        more.push(Edit::Param(ParamPlace::Device { track, device, param: param + 1 }, next.max));
                    }
                }
                edits.extend(more);
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "arm-is-exclusive",
        "LB-MUT-011",
        "the program does what the mouse does in Live",
        Hooks {
            edits: |mutation, _, set, edits| {
                if let Mutation::SetTrackProps { props, .. } = mutation
                    && props.arm == Some(true)
                {
                    edits.splice(0..0, (0..set.track_count()).map(|track| Edit::TrackArm(index(track), false)));
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
        "device-of-the-chain-forgotten",
        "LB-PARAM-003",
        "a parameter is found by its index, in the device that is selected",
        Hooks {
            id: |operation, id, set| {
                let shape = id.as_path().map(|path| path.shape());
                if let (Operation::SetParam, Some(PathShape::DeviceParam { track, param, .. })) = (operation, shape)
                    && (param as usize) < set.parameter_count(track, 0)
                {
                    *id = format!("track:{track}/device:0/param:{param}").as_str().into();
                }
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
        "renders-the-first-audio-track",
        "LB-RENDER-003",
        "the bridge was written with one audio track at hand",
        Hooks {
            id: |operation, id, set| {
                let shape = id.as_path().map(|path| path.shape());
                if let (Operation::RenderTrack, Some(PathShape::Track { track })) = (operation, shape) {
                    let kinds: Vec<TrackKind> = set.to_snapshot().tracks.iter().map(|track| track.kind).collect();
                    let first = kinds.iter().position(|kind| *kind == TrackKind::Audio);
                    if let (Some(TrackKind::Audio), Some(first)) = (kinds.get(track as usize), first) {
                        *id = TrackId(index(first)).into();
                    }
                }
            },
            ..FAITHFUL
        },
    ),
];
