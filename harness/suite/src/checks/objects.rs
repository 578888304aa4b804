//! One object of each kind that has an id, made for a check or gone again.
//! The ids are those of a track made for it and of what is on it, so nothing depends on how a target writes them.

use livebridge_port::{IdRef, Mutation, Operation, Outcome, SubjectKind, TrackKind};

use crate::check::{Checked, Stop};
use crate::stage::Stage;

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Track,
    Slot,
    Clip,
    Param,
    Device,
    Scene,
    CuePoint,
}

impl From<SubjectKind> for Kind {
    fn from(subject: SubjectKind) -> Self {
        match subject {
            SubjectKind::Track => Self::Track,
            SubjectKind::Slot => Self::Slot,
            SubjectKind::Clip => Self::Clip,
            SubjectKind::Param => Self::Param,
        }
    }
}

/// What [`family`] calls.
pub(crate) const STAGE: &[Operation] =
    &[Operation::CreateTrack, Operation::ListClips, Operation::CreateMidiClip, Operation::GetTrackMixer];

/// A new MIDI track at the end of a fresh Set, its first slot, the clip in there, and its fader; and of what no call
/// takes as much as the target offers: a device, a scene, a cue point.
pub(crate) fn family(stage: &mut Stage) -> Checked<Vec<(Kind, IdRef)>> {
    stage.fresh("seeded")?;
    let Some(Outcome::Track(track)) = stage.prepare(Mutation::CreateTrack { kind: TrackKind::Midi })? else {
        return Err(Stop::Untestable("createTrack answered with no track".to_owned()));
    };
    let slot = stage.clips(&track.id)?.into_iter().next().and_then(|slot| slot.slot_id);
    let Some(slot) = slot else { return Err(Stop::Missing("slot on a new track".to_owned())) };
    let make = Mutation::CreateMidiClip { slot_id: slot.clone(), length_beats: 4.0 };
    let Some(Outcome::Clip(clip)) = stage.prepare(make)? else {
        return Err(Stop::Untestable("createMidiClip answered with no clip".to_owned()));
    };
    let fader = stage.mixer(&track.id)?.volume.id;
    let track_id = track.id.clone();
    let mut family = vec![(Kind::Track, track.id), (Kind::Slot, slot), (Kind::Clip, clip.id), (Kind::Param, fader)];
    if stage.offers(Operation::InsertDevice)
        && let Ok(device_name) = stage.device_name()
        && let Some(Outcome::Device(device)) =
            stage.prepare(Mutation::InsertDevice { track_id, device_name, index: 0.0 })?
    {
        family.push((Kind::Device, device.id));
        family.extend(device.parameters.into_iter().take(1).map(|param| (Kind::Param, param.id)));
    }
    if stage.offers(Operation::ListScenes) {
        family.extend(stage.scenes()?.into_iter().take(1).map(|scene| (Kind::Scene, scene.id)));
    }
    if stage.offers(Operation::CreateCuePoint)
        && let Some(Outcome::CuePoint(cue)) =
            stage.prepare(Mutation::CreateCuePoint { beat: stage.free_cue_beat(), name: "Here".into() })?
    {
        family.push((Kind::CuePoint, cue.id));
    }
    stage.trace().clear();
    Ok(family)
}

/// The ids of [`family`] after its track was deleted, with all that was on it.
pub(crate) fn family_that_is_gone(stage: &mut Stage) -> Checked<Vec<(Kind, IdRef)>> {
    let family = family(stage)?;
    let (_, track_id) = &family[0];
    if stage.tracks()?.last().is_none_or(|last| last.id != *track_id) {
        // A positional id would name what moves into the place.
        return Err(Stop::Missing("new track that is the last one".to_owned()));
    }
    stage.prepare(Mutation::DeleteTrack { track_id: track_id.clone() })?;
    stage.trace().clear();
    Ok(family)
}
