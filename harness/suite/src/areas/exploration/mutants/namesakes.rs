//! Objects that are found again by their names: a change hits the first of those that are called the same.

use livebridge_fake::SetState;
use livebridge_port::id::PathShape;
use livebridge_port::{IdRef, MutationKind, Name, Operation, Snapshot};

use super::REQUIREMENT;
use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Mutant};

/// One mutation looks for its object by name.
const fn by_name<const KIND: u8>(name: &'static str, why: &'static str) -> Mutant {
    mutant(name, REQUIREMENT, why, Hooks { id: the_first_of_its_name::<KIND>, ..FAITHFUL })
}

fn the_first_of_its_name<const KIND: u8>(operation: Operation, id: &mut IdRef, set: &SetState) {
    let concerned = operation.mutation().is_some_and(|kind| kind as u8 == KIND);
    if let Some(path) = id.as_path().filter(|_| concerned)
        && let Some(first) = first(&set.to_snapshot(), path.shape())
    {
        *id = first.as_str().into();
    }
}

/// The first object of the name of this one.
fn first(set: &Snapshot, shape: PathShape) -> Option<String> {
    let tracks = || set.tracks.iter().enumerate();
    match shape {
        PathShape::Track { track } => {
            let name = &set.tracks.get(track as usize)?.name;
            tracks().find(|(_, track)| track.name == *name).map(|(at, _)| format!("track:{at}"))
        }
        PathShape::SessionClip { track, slot } => {
            let track = set.tracks.get(track as usize)?;
            first_clip(set, &track.session.iter().find(|clip| clip.scene == Some(slot as usize))?.name)
        }
        PathShape::ArrangementClip { track, clip } => {
            first_clip(set, &set.tracks.get(track as usize)?.arrangement.get(clip as usize)?.name)
        }
        PathShape::DeviceParam { track, device, param } => {
            let name = &set.tracks.get(track as usize)?.devices.get(device as usize)?.name;
            tracks().find_map(|(at, track)| {
                let device = track.devices.iter().position(|device| device.name == *name)?;
                Some(format!("track:{at}/device:{device}/param:{param}"))
            })
        }
        PathShape::Volume { track } => {
            let name = &set.tracks.get(track as usize)?.name;
            tracks().find(|(_, track)| track.name == *name).map(|(at, _)| format!("track:{at}/mixer/volume"))
        }
        PathShape::Slot { .. }
        | PathShape::Device { .. }
        | PathShape::Scene { .. }
        | PathShape::CuePoint { .. }
        | PathShape::ReturnTrack { .. }
        | PathShape::Other => None,
    }
}

fn first_clip(set: &Snapshot, name: &Name) -> Option<String> {
    set.tracks.iter().enumerate().find_map(|(at, track)| {
        let session = track.session.iter().find(|clip| clip.name == *name).and_then(|clip| clip.scene);
        let arrangement = || track.arrangement.iter().position(|clip| clip.name == *name);
        match session {
            Some(scene) => Some(format!("track:{at}/clipslot:{scene}/clip")),
            None => arrangement().map(|clip| format!("track:{at}/clip:{clip}")),
        }
    })
}

pub(super) static ROWS: &[Mutant] = &[
    by_name::<{ MutationKind::SetTrackProps as u8 }>("a-track-is-changed-by-name", "the host has tracks by name only"),
    by_name::<{ MutationKind::DeleteTrack as u8 }>("a-track-is-deleted-by-name", "the host has tracks by name only"),
    by_name::<{ MutationKind::InsertDevice as u8 }>(
        "devices-go-to-a-track-by-name",
        "the browser loads into a track that it finds",
    ),
    by_name::<{ MutationKind::ClearClipsInRange as u8 }>(
        "a-track-is-cleared-by-name",
        "the host has tracks by name only",
    ),
    by_name::<{ MutationKind::CreateArrangementMidiClip as u8 }>(
        "clips-go-to-a-track-by-name",
        "the host has tracks by name only",
    ),
    by_name::<{ MutationKind::SetClipProps as u8 }>(
        "a-clip-is-changed-by-name",
        "clips are looked up in a list by name",
    ),
    by_name::<{ MutationKind::DeleteClip as u8 }>("a-clip-is-deleted-by-name", "clips are looked up in a list by name"),
    by_name::<{ MutationKind::SetNotes as u8 }>("notes-go-to-a-clip-by-name", "clips are looked up in a list by name"),
    by_name::<{ MutationKind::SetParam as u8 }>(
        "a-parameter-is-set-by-name",
        "devices are looked up in a list by name",
    ),
];
