//! Reads: what they agree on, and that they leave no trace. Contract, section 4.

mod devices;
mod finding;
mod two_views;
mod whole_sets;

use livebridge_port::ErrorCode::{StaleReference, WrongType};
use livebridge_port::{
    ClipInfo, ClipKind, ClipLocation, Mutation, Operation, SlotId, TrackKind, TrackPropsPatch, fixtures,
};

use crate::check::{Check, Checked, Stop, refused, require, told};
use crate::checks::clip_places::stand_at;
use crate::checks::no_trace::leaves_no_trace;
use crate::stage::Stage;

pub(in crate::areas) fn checks() -> Vec<Check> {
    let mut checks = vec![
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
            let slot = stage.empty_slot_on(TrackKind::Midi)?;
            let path = slot.as_path().and_then(|path| SlotId::try_from(path).ok());
            let Some(slot) = path else {
                return Err(Stop::broken("an empty slot has the id of a slot", slot.to_string()));
            };
            refused(stage.notes(&slot.clip().into()), &[StaleReference], "reading the clip of an empty slot").map(drop)
        }),
        Check::new("reads/muted-via-solo", "LB-READ-009", muted_via_solo),
        Check::new("reads/a-solo-goes-with-its-track", "LB-READ-009", solo_goes_with_its_track)
            .calling(&[Operation::DeleteTrack]),
        Check::new("reads/slots-then-arrangement", "LB-READ-012", slots_then_arrangement),
        Check::new("reads/empty-slot", "LB-READ-013", empty_slot),
        Check::new("reads/optional-fields-of-a-clip", "LB-READ-014", optional_fields),
        Check::new("reads/scenes", "LB-READ-018", scenes),
        Check::new("arrangement/sorted-without-overlaps", "LB-READ-008", sorted),
    ];
    checks.extend(devices::checks());
    checks.extend(finding::checks());
    checks.extend(two_views::checks());
    checks.extend(whole_sets::checks());
    checks
}

fn muted_via_solo(stage: &mut Stage) -> Checked {
    let tracks = stage.several_tracks(2)?;
    for solos in [[false, false], [true, false], [true, true], [false, true]] {
        for (track, solo) in tracks.iter().zip(solos) {
            let props = TrackPropsPatch { solo: Some(solo), ..TrackPropsPatch::default() };
            stage.call(Mutation::SetTrackProps { track_id: track.id.clone(), props })?;
        }
        let read = stage.tracks()?;
        for (i, track) in read.iter().enumerate() {
            let other = read.iter().enumerate().any(|(j, other)| j != i && other.solo);
            let wanted = other && !track.solo;
            require(
                track.muted_via_solo == wanted,
                || format!("mutedViaSolo of `{}` is {wanted} when the solos are {solos:?}", track.id),
                || track.muted_via_solo.to_string(),
            )?;
        }
    }
    Ok(())
}

fn solo_goes_with_its_track(stage: &mut Stage) -> Checked {
    let tracks = stage.several_tracks(2)?;
    let props = TrackPropsPatch { solo: Some(true), ..TrackPropsPatch::default() };
    stage.call(Mutation::SetTrackProps { track_id: tracks[1].id.clone(), props })?;
    let soloed = stage.tracks()?.iter().filter(|track| track.solo).count();
    stage.call(Mutation::DeleteTrack { track_id: tracks[1].id.clone() })?;
    // In a Set that is not ours another track may be soloed.
    let left = stage.tracks()?;
    let muted = left.iter().filter(|track| track.muted_via_solo).map(|track| track.id.to_string());
    let muted: Vec<_> = muted.collect();
    require(
        muted.is_empty() || soloed > 1,
        || "no track is muted by the solo of one that is deleted".to_owned(),
        || format!("mutedViaSolo of {muted:?}"),
    )
}

/// The clips of every track of a Set that has both kinds of them.
fn clips_by_track(stage: &mut Stage) -> Checked<Vec<Vec<ClipInfo>>> {
    stage.fresh("seeded")?;
    stage.tracks()?.iter().map(|track| Ok(stage.clips(&track.id)?)).collect()
}

fn slots_then_arrangement(stage: &mut Stage) -> Checked {
    for clips in clips_by_track(stage)? {
        let session = clips.iter().take_while(|clip| clip.location == ClipLocation::Session).count();
        let rest = clips[session..].iter().all(|clip| clip.location == ClipLocation::Arrangement);
        let shown = || clips.iter().map(|clip| clip.id.to_string()).collect::<Vec<_>>().join(", ");
        require(rest, || "Session slots come before Arrangement clips".to_owned(), shown)?;
        let slots: Vec<_> = clips[..session]
            .iter()
            .filter_map(|clip| SlotId::try_from(clip.slot_id.as_ref()?.as_path()?).ok())
            .map(|slot| slot.slot as usize)
            .collect();
        let in_order = slots.is_empty() || slots.iter().copied().eq(0..session);
        require(in_order, || format!("{session} slots in scene order, empty ones included"), shown)?;
    }
    Ok(())
}

fn empty_slot(stage: &mut Stage) -> Checked {
    let mut seen = false;
    for clip in clips_by_track(stage)?.into_iter().flatten().filter(|clip| clip.kind == ClipKind::Empty) {
        seen = true;
        let zero = [clip.start_time, clip.end_time, clip.duration, clip.loop_start, clip.loop_end, clip.end_marker];
        let plain = !clip.is_midi
            && clip.location == ClipLocation::Session
            && clip.slot_id.as_ref() == Some(&clip.id)
            && clip.name.is_empty()
            && zero.iter().all(|number| number.abs() <= 0.0)
            && clip.color == 0
            && !(clip.looping || clip.muted)
            && clip.file_path.is_none();
        require(plain, || "an empty slot has the id of its slot, zeros and false flags".to_owned(), || told(&clip))?;
    }
    if seen { Ok(()) } else { Err(Stop::Missing("empty slot".to_owned())) }
}

fn optional_fields(stage: &mut Stage) -> Checked {
    for clip in clips_by_track(stage)?.into_iter().flatten() {
        let in_session = clip.location == ClipLocation::Session;
        require(
            clip.slot_id.is_some() == in_session
                && clip.file_path.is_some() == (clip.kind == ClipKind::Audio)
                && clip.is_midi == (clip.kind == ClipKind::Midi),
            || "slotId in the Session only, filePath for audio only, isMidi as kind says".to_owned(),
            || told(&clip),
        )?;
    }
    Ok(())
}

fn change_nothing(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    leaves_no_trace(stage, "every read", &read_everything)?;
    if stage.offers(Operation::SetParam) && stage.offers(Operation::ListDeviceParams) {
        // A value that no display shows whole: a read that puts it right would change it.
        let (_, param) = match stage.device_param(false) {
            Ok(found) => found,
            Err(Stop::Missing(_)) => return Ok(()),
            Err(stop) => return Err(stop),
        };
        let value = param.min + (param.max - param.min) * 0.437_219_37;
        stage.prepare(Mutation::SetParam { param_id: param.id, value })?;
        leaves_no_trace(stage, "every read", &read_everything)?;
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
    if let Some(difference) = first.difference(&second) {
        return Err(Stop::broken("two reads with nothing between them are equal", difference));
    }
    // The same read twice in a row: what goes to and fro is not seen when all are read an even number of times.
    if stage.offers(Operation::GetNotes) && stage.offers(Operation::ListTracks) && stage.offers(Operation::ListClips) {
        for clip in stage.all_clips(None)?.iter().filter(|clip| clip.is_midi) {
            let (first, second) = (stage.notes(&clip.id)?, stage.notes(&clip.id)?);
            require(
                first == second,
                || format!("two reads of the notes of `{}` are equal", clip.id),
                || format!("{first:?}, then {second:?}"),
            )?;
        }
    }
    Ok(())
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
    let tracks = stage.own_tracks()?;
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

fn scenes(stage: &mut Stage) -> Checked {
    for name in ["seeded", "seeded_devices"] {
        let Some(set) = fixtures::by_name(name) else { continue };
        stage.fixture(name)?;
        let wanted: Vec<_> = set
            .scenes
            .into_iter()
            .map(|scene| (scene.name, scene.tempo, scene.signature_numerator, scene.signature_denominator))
            .collect();
        let listed: Vec<_> = stage
            .scenes()?
            .into_iter()
            .map(|scene| (scene.name, scene.tempo, scene.signature_numerator, scene.signature_denominator))
            .collect();
        require(
            listed == wanted,
            || format!("the scenes of `{name}` are {wanted:?} (name, tempo, signature)"),
            || told(&listed),
        )?;
    }
    Ok(())
}

fn sorted(stage: &mut Stage) -> Checked {
    let region = stage.free_region(TrackKind::Midi)?;
    for start in [12.0, 0.0, 8.0, 4.0] {
        stage.place(&region, start, 3.0)?;
    }
    let places = [(0.0, 3.0), (4.0, 3.0), (8.0, 3.0), (12.0, 3.0)];
    stand_at(stage, &region, &places, "clips are listed in time order without overlaps").map(drop)
}
