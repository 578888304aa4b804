//! Mutants that change more than they should: the neighbour, the namesake, the rest of the track.

use livebridge_fake::{ClipContent, ClipPlace, ClipState, Edit, ParamPlace, SetState};
use livebridge_port::snapshot::{CuePointSnapshot, TrackSnapshot};
use livebridge_port::{Mutation, MutationKind};

use crate::mutants::row::{FAITHFUL, index, mutant};
use crate::mutants::{Hooks, Mutant};

/// The first track with the name of the one at a place.
fn first_track_named_as(set: &SetState, at: u32) -> u32 {
    let tracks = set.to_snapshot().tracks;
    let named = tracks.get(at as usize).map(|track| &track.name);
    tracks.iter().position(|track| Some(&track.name) == named).map_or(at, index)
}

/// The first clip of the Arrangement of its track with the name of the one at a place.
fn first_clip_named_as(set: &SetState, place: ClipPlace) -> ClipPlace {
    let ClipPlace::Arrangement { track, clip } = place else { return place };
    let clips =
        set.to_snapshot().tracks.into_iter().nth(track as usize).map_or_else(Vec::new, |track| track.arrangement);
    let named = clips.get(clip as usize).map(|clip| clip.name.clone());
    let first = clips.iter().position(|clip| Some(&clip.name) == named.as_ref());
    ClipPlace::Arrangement { track, clip: first.map_or(clip, index) }
}

/// The first device of its chain with the name of the one at a place.
fn first_device_named_as(set: &SetState, place: ParamPlace) -> ParamPlace {
    let ParamPlace::Device { track, device, param } = place else { return place };
    let devices = set.to_snapshot().tracks.into_iter().nth(track as usize).map_or_else(Vec::new, |track| track.devices);
    let named = devices.get(device as usize).and_then(|device| device.name.clone());
    let first = devices.iter().position(|device| device.name == named);
    ParamPlace::Device { track, device: first.map_or(device, index), param }
}

/// What is at a place of the Arrangement, with all that it is.
fn clip_at(set: &SetState, track: u32, at: u32) -> Option<Box<ClipState>> {
    let taken = Edit::Arrangement { track, at, removed: 1, inserted: Box::new([]) }.apply(&mut set.clone());
    if let Edit::Arrangement { inserted, .. } = taken { inserted.into_iter().next() } else { None }
}

fn track(set: &SetState, at: u32) -> Option<TrackSnapshot> {
    set.to_snapshot().tracks.into_iter().nth(at as usize)
}

/// The track that a mutation names.
fn track_of(mutation: &Mutation) -> Option<u32> {
    let path = mutation.subject()?.as_path()?;
    path.to_string().strip_prefix("track:")?.split('/').next()?.parse().ok()
}

fn track_edits(set: &SetState, edits: &mut [Edit]) {
    for edit in edits {
        if let Edit::TrackName(at, _) | Edit::TrackMute(at, _) | Edit::TrackArm(at, _) = edit {
            *at = first_track_named_as(set, *at);
        }
    }
}

/// The edits that a kind of mutation makes, changed.
macro_rules! damaging {
    ($($name:literal $why:literal |$mutation:pat_param, $set:pat_param, $edits:pat_param| $change:expr;)+) => {
        &[$(
            mutant(
                $name,
                "LB-MUT-011",
                $why,
                Hooks { edits: |$mutation, _, $set, $edits| $change, ..FAITHFUL },
            ),
        )+]
    };
}

/// Namesakes, neighbours and whole rows.
pub(super) static DAMAGING: &[Mutant] = damaging! {
    "tracks-by-their-name" "a track is looked up by its name, and the first one is taken"
    |_, set, edits| track_edits(set, edits);
    "clip-names-by-their-name" "a clip is looked up by its name, and the first one is taken"
    |_, set, edits| for edit in edits {
        if let Edit::ClipName(place, _) = edit {
            *place = first_clip_named_as(set, *place);
        }
    };
    "clip-colours-by-their-name" "a clip is looked up by its name, and the first one is taken"
    |_, set, edits| for edit in edits {
        if let Edit::ClipColor(place, _) = edit {
            *place = first_clip_named_as(set, *place);
        }
    };
    "notes-by-the-name-of-their-clip" "a clip is looked up by its name, and the first one is taken"
    |_, set, edits| for edit in edits {
        if let Edit::Notes(place, _) = edit {
            *place = first_clip_named_as(set, *place);
        }
    };
    "params-by-the-name-of-their-device" "a device is looked up by its name, and the first one is taken"
    |_, set, edits| for edit in edits {
        if let Edit::Param(place, _) = edit {
            *place = first_device_named_as(set, *place);
        }
    };
    "clear-takes-session-clips" "the track is cleared, and the Session is on it too"
    |mutation, set, edits| if let (Mutation::ClearClipsInRange { .. }, Some(at)) = (mutation, track_of(mutation))
        && let Some(scene) = track(set, at).and_then(|track| track.session.first()?.scene)
    {
        edits.push(Edit::Slot { track: at, slot: index(scene), clip: None });
    };
    "insert-device-resets-the-chain" "the chain is built anew, each device as it comes"
    |mutation, set, edits| if let (Mutation::InsertDevice { .. }, Some(at)) = (mutation, track_of(mutation)) {
        let devices = track(set, at).map_or_else(Vec::new, |track| track.devices);
        let reset = devices.iter().enumerate().flat_map(|(device, there)| {
            there.parameters.iter().enumerate().map(move |(param, there)| {
                let place = ParamPlace::Device { track: at, device: index(device), param: index(param) };
                Edit::Param(place, there.default_value)
            })
        });
        edits.splice(0..0, reset.collect::<Vec<_>>());
    };
    "new-clips-flatten-loops" "the whole Arrangement of the track is written again, as clips that play once"
    |mutation, set, edits| if let (
        Mutation::CreateArrangementMidiClip { .. } | Mutation::CreateArrangementAudioClip { .. },
        Some(at),
    ) = (mutation, track_of(mutation))
    {
        let count = track(set, at).map_or(0, |track| track.arrangement.len());
        let flat = (0..count).map(index).filter_map(|place| {
            let mut clip = clip_at(set, at, place).filter(|clip| clip.looping)?;
            clip.looping = false;
            Some(Edit::Arrangement { track: at, at: place, removed: 1, inserted: Box::new([clip]) })
        });
        edits.splice(0..0, flat.collect::<Vec<_>>());
    };
    "right-pieces-without-notes" "the piece on the right is a new clip, and its notes are copied from nowhere"
    |_, _, edits| for edit in edits {
        if let Edit::Arrangement { removed, inserted, .. } = edit
            && *removed > 0
            && let Some(last) = inserted.last_mut()
            && last.loop_start > 1.5
            && let ClipContent::Midi(notes) = &mut last.content
        {
            *notes = [].into();
        }
    };
    "right-pieces-without-colour" "the piece on the right is a new clip, and new clips have no colour"
    |_, _, edits| for edit in edits {
        if let Edit::Arrangement { removed, inserted, .. } = edit
            && *removed > 0
            && let Some(last) = inserted.last_mut()
            && last.loop_start > 1.5
        {
            last.color = 0;
        }
    };
    "clip-props-of-the-whole-row" "a scene is changed where a slot was meant"
    |mutation, set, edits| if let Mutation::SetClipProps { props, .. } = mutation
        && let Some(name) = &props.name
        && let Some(Edit::ClipName(ClipPlace::Session { track: at, slot }, _)) = edits.first()
    {
        let (next, slot) = (at + 1, *slot);
        let filled = |track: TrackSnapshot| track.session.iter().any(|clip| clip.scene == Some(slot as usize));
        if track(set, next).is_some_and(filled) {
            edits.push(Edit::ClipName(ClipPlace::Session { track: next, slot }, name.clone()));
        }
    };
    "deletes-the-whole-row" "a scene is emptied where a slot was meant"
    |mutation, set, edits| if let Mutation::DeleteClip { .. } = mutation
        && let Some(Edit::Slot { track: at, slot, clip: None }) = edits.first()
    {
        let (next, slot) = (at + 1, *slot);
        if (next as usize) < set.track_count() {
            edits.push(Edit::Slot { track: next, slot, clip: None });
        }
    };
    "delete-track-ends-the-solo" "solo is set back whenever the list of tracks changes"
    |mutation, set, edits| if let Mutation::DeleteTrack { .. } = mutation {
        edits.splice(0..0, (0..set.track_count()).map(|at| Edit::TrackSolo(index(at), false)));
    };
    "create-track-disarms" "the new track is to be recorded on, and no other"
    |mutation, set, edits| if let Mutation::CreateTrack { .. } = mutation {
        edits.splice(0..0, (0..set.track_count()).map(|at| Edit::TrackArm(index(at), false)));
    };
    "tempo-moves-the-last-cue" "cue points are kept in seconds"
    |mutation, set, edits| if let Mutation::SetTempo { bpm } = mutation {
        let cues = set.to_snapshot().cue_points.unwrap_or_default();
        if let Some(last) = cues.last().filter(|last| last.time > 0.0) {
            let moved = CuePointSnapshot { time: last.time * bpm / set.tempo() + 1e-3, ..last.clone() };
            let at = index(cues.len() - 1);
            edits.extend([Edit::RemoveCuePoint(at), Edit::InsertCuePoint(at, Box::new(moved))]);
        }
    };
    "notes-activate-their-clip" "a clip that is written to is switched on"
    |mutation, set, edits| if let Mutation::SetNotes { .. } = mutation
        && let Some(Edit::Notes(ClipPlace::Arrangement { track: at, clip: place }, notes)) = edits.first()
        && let Some(mut clip) = clip_at(set, *at, *place)
    {
        clip.muted = false;
        clip.name = if clip.looping { "Loop".into() } else { clip.name };
        clip.content = ClipContent::Midi(notes.clone());
        edits.push(Edit::Arrangement { track: *at, at: *place, removed: 1, inserted: Box::new([clip]) });
    };
    "a-new-cue-takes-the-next-away" "a toggle that sets a cue point where there is none, and takes away the next"
    |mutation, set, edits| if let Mutation::CreateCuePoint { beat, .. } = mutation {
        let cues = set.to_snapshot().cue_points.unwrap_or_default();
        if let Some(next) = cues.iter().position(|cue| cue.time > *beat) {
            edits.push(Edit::RemoveCuePoint(index(next + 1)));
        }
    };
    "insert-device-unmutes" "a track that gets a device is to be heard"
    |mutation, _, edits| if let (Mutation::InsertDevice { .. }, Some(at)) = (mutation, track_of(mutation)) {
        edits.extend([Edit::TrackMute(at, false), Edit::TrackSolo(at, false)]);
    };
    "faders-in-pairs" "two tracks of one name are taken for a stereo pair"
    |_, set, edits| if let Some(Edit::Param(ParamPlace::Volume { track: at }, value)) = edits.first() {
        let (next, value) = (at + 1, *value);
        if first_track_named_as(set, next) == first_track_named_as(set, *at) && (next as usize) < set.track_count() {
            edits.push(Edit::Param(ParamPlace::Volume { track: next }, value));
        }
    };
};

/// A mutant for each kind of mutation: it turns an arm that is none of its business.
macro_rules! turning {
    ($($kind:ident $name:literal)+) => {
        &[$(
            mutant(
                concat!("turns-an-arm-with-", $name),
                "LB-MUT-011",
                "the change selects a track, and selecting arms",
                Hooks {
                    edits: |mutation, _, set, edits| {
                        if mutation.kind() == MutationKind::$kind && let Some(second) = track(set, 1) {
                            edits.splice(0..0, [Edit::TrackArm(1, !second.arm)]);
                        }
                    },
                    ..FAITHFUL
                },
            ),
        )+]
    };
}

/// One for each kind.
pub(super) static TURNING: &[Mutant] = turning! {
    SetTempo "set-tempo"
    SetNotes "set-notes"
    CreateTrack "create-track"
    CreateMidiClip "create-midi-clip"
    DeleteTrack "delete-track"
    DeleteClip "delete-clip"
    CreateArrangementMidiClip "create-arrangement-midi-clip"
    CreateArrangementAudioClip "create-arrangement-audio-clip"
    ClearClipsInRange "clear-clips-in-range"
    SetParam "set-param"
    InsertDevice "insert-device"
};
