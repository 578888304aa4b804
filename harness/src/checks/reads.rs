//! Reads: what they agree on, and that they leave no trace. Contract, section 4.

use livebridge_core::ErrorCode::{StaleReference, WrongType};
use livebridge_core::id::SlotId;
use livebridge_core::{ClipKind, ClipLocation, Mutation, Operation, TrackKind};

use crate::check::{Check, Checked, Stop, refused, require};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("reads/change-nothing", "LB-READ-001", change_nothing),
        Check::new("reads/twice-the-same", "LB-READ-002", twice_the_same),
        Check::new("reads/counts-agree", "LB-READ-003", counts_agree),
        Check::new("reads/a-slot-per-scene", "LB-READ-004", a_slot_per_scene),
        Check::new("reads/end-is-start-plus-duration", "LB-READ-005", ends),
        Check::new("reads/notes-of-an-audio-clip", "LB-READ-006", |stage| {
            let clip = stage.audio_clip()?;
            refused(stage.notes(&clip), &[WrongType], "reading the notes of an audio clip").map(drop)
        }),
        Check::new("reads/notes-of-an-empty-slot", "LB-READ-007", |stage| {
            let slot = stage.empty_slot()?;
            let path = slot.id.as_path().and_then(|path| SlotId::try_from(path).ok());
            let Some(slot) = path else {
                return Err(Stop::broken("an empty slot has the id of a slot", slot.id.to_string()));
            };
            refused(stage.notes(&slot.clip().into()), &[StaleReference], "reading the clip of an empty slot").map(drop)
        }),
    ]
}

fn change_nothing(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let counts = stage.offers(Operation::ControlTransactionCount);
    let count = counts.then(|| stage.transaction_count()).transpose()?;
    let before = stage.view()?;
    read_everything(stage)?;
    let after = stage.view()?;
    if let Some(difference) = before.difference(&after) {
        return Err(Stop::broken("the Set is the same after every read", difference));
    }
    if let Some(count) = count {
        let now = stage.transaction_count()?;
        require(now == count, || format!("transactionCount stays {count} after reads"), || format!("it is {now}"))?;
    }
    if stage.offers(Operation::ControlUndo) {
        let done = stage.undo()?;
        require(
            !done,
            || "there is nothing to undo after a reset and reads".to_owned(),
            || "a step was undone".to_owned(),
        )?;
    }
    Ok(())
}

/// Calls every read that is offered, on every object.
fn read_everything(stage: &Stage) -> Checked {
    if stage.offers(Operation::GetSongOverview) {
        stage.overview()?;
    }
    if stage.offers(Operation::FindTrack) {
        stage.find_track("")?;
    }
    if stage.offers(Operation::ListScenes) {
        stage.scenes()?;
    }
    let tracks = if stage.offers(Operation::ListTracks) { stage.tracks()? } else { Vec::new() };
    for track in tracks {
        if stage.offers(Operation::ListDeviceParams) {
            stage.device_params(&track.id)?;
        }
        if stage.offers(Operation::GetTrackMixer) {
            stage.mixer(&track.id)?;
        }
        let clips = if stage.offers(Operation::ListClips) { stage.clips(&track.id)? } else { Vec::new() };
        for clip in clips.iter().filter(|clip| clip.is_midi && stage.offers(Operation::GetNotes)) {
            stage.notes(&clip.id)?;
        }
    }
    Ok(())
}

fn twice_the_same(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let first = stage.reads()?;
    let second = stage.reads()?;
    match first.difference(&second) {
        Some(difference) => Err(Stop::broken("two reads with nothing between them are equal", difference)),
        None => Ok(()),
    }
}

fn counts_agree(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let overview = stage.overview()?;
    let tracks = stage.tracks()?;
    same("trackCount and the tracks of the overview", overview.track_count, overview.tracks.len())?;
    same("trackCount and listTracks", overview.track_count, tracks.len())?;
    for (reference, track) in overview.tracks.iter().zip(&tracks) {
        let agree = reference.id == track.id && reference.name == track.name && reference.kind == track.kind;
        require(
            agree,
            || format!("the overview and listTracks agree on track `{}`", reference.id),
            || format!("`{}` {:?} there, `{}` {:?} here", reference.name, reference.kind, track.name, track.kind),
        )?;
    }
    if stage.offers(Operation::ListScenes) {
        same("sceneCount and listScenes", overview.scene_count, stage.scenes()?.len())?;
    }
    if stage.offers(Operation::ListClips) {
        for track in &tracks {
            let clips = stage.clips(&track.id)?;
            let session = clips.iter().filter(|clip| clip.location == ClipLocation::Session).count();
            same("clipSlotCount and the slots of listClips", track.clip_slot_count, session)?;
            same("arrangementClipCount and listClips", track.arrangement_clip_count, clips.len() - session)?;
        }
    }
    Ok(())
}

fn same(what: &str, a: usize, b: usize) -> Checked {
    require(a == b, || format!("{what} agree"), || format!("{a} and {b}"))
}

fn a_slot_per_scene(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let scenes = stage.overview()?.scene_count;
    for track in stage.tracks()? {
        let slots = stage.clips(&track.id)?.iter().filter(|clip| clip.location == ClipLocation::Session).count();
        require(
            slots == scenes,
            || format!("track `{}` has one slot for each of {scenes} scenes", track.id),
            || format!("it has {slots} slots"),
        )?;
    }
    Ok(())
}

fn ends(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let tracks = stage.tracks()?;
    if let Some(midi) = tracks.iter().find(|track| track.kind == TrackKind::Midi)
        && stage.offers(Operation::CreateArrangementMidiClip)
    {
        // Only a clip that does not start at 0 tells an end from a length.
        let track_id = midi.id.clone();
        stage.call(Mutation::CreateArrangementMidiClip { track_id, start_beat: 16.0, length_beats: 3.0 })?;
    }
    for track in tracks {
        for clip in stage.clips(&track.id)? {
            require(
                (clip.end_time - clip.start_time - clip.duration).abs() <= 1e-6,
                || format!("`{}` ends at {} + {}", clip.id, clip.start_time, clip.duration),
                || format!("endTime is {}", clip.end_time),
            )?;
            let placed = clip.location == ClipLocation::Arrangement || clip.start_time.total_cmp(&0.0).is_eq();
            require(
                placed && (clip.kind != ClipKind::Empty || clip.id == *clip.slot_id.as_ref().unwrap_or(&clip.id)),
                || format!("the Session clip `{}` starts at 0", clip.id),
                || format!("startTime is {}", clip.start_time),
            )?;
        }
    }
    Ok(())
}
