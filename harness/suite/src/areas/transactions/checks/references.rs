//! References to what the transaction made: to each kind of result, below it, to what is gone and of the wrong kind.
//! Contract, section 6, and the wire protocol.

use livebridge_port::ErrorCode::{BadInput, StaleReference, WrongType};
use livebridge_port::{Batch, ClipPropsPatch, IdRef, Mutation, Note, Operation, Outcome, TrackKind, TrackPropsPatch};

use super::{fails_with, must_fail};
use crate::check::{Check, Checked, Stop, refused, require, told};
use crate::stage::{Region, Stage};

pub(super) fn checks() -> Vec<Check> {
    use Operation as O;
    vec![
        Check::new("references/gone-at-the-commit", "LB-TX-012", gone_at_the_commit).calling(&[
            O::ListTracks,
            O::ListClips,
            O::CreateMidiClip,
            O::DeleteClip,
        ]),
        Check::new("references/a-staged-clip", "LB-TX-013", a_staged_clip).calling(&[
            O::ListTracks,
            O::ListClips,
            O::CreateMidiClip,
            O::SetNotes,
            O::GetNotes,
        ]),
        Check::new("references/a-staged-track", "LB-TX-013", a_staged_track).calling(&[
            O::ListTracks,
            O::ListClips,
            O::CreateTrack,
            O::CreateMidiClip,
        ]),
        Check::new("references/a-staged-parameter", "LB-TX-013", a_staged_parameter).calling(&[
            O::ListTracks,
            O::ListDeviceParams,
            O::InsertDevice,
            O::SetParam,
        ]),
        Check::new("references/a-staged-parameter-of-the-last", "LB-TX-013", a_staged_parameter_of_the_last)
            .calling(&[O::ListTracks, O::ListDeviceParams, O::InsertDevice, O::SetParam]),
        Check::new("references/when-places-shift", "LB-TX-017", ids_when_places_shift).calling(&[
            O::ListTracks,
            O::ListClips,
            O::CreateArrangementMidiClip,
            O::SetClipProps,
        ]),
        Check::new("references/when-devices-shift", "LB-TX-007", params_when_devices_shift).calling(&[
            O::ListTracks,
            O::ListDeviceParams,
            O::InsertDevice,
            O::SetParam,
        ]),
        Check::new("references/to-nothing", "LB-TX-014", to_nothing).calling(&[O::SetTempo, O::SetNotes]),
        Check::new("references/to-each-kind-of-result", "LB-TX-017", each_kind).calling(&[
            O::CreateTrack,
            O::SetTrackProps,
            O::CreateMidiClip,
            O::SetClipProps,
            O::SetNotes,
            O::CreateArrangementMidiClip,
            O::SetParam,
            O::ListTracks,
            O::ListClips,
            O::GetNotes,
        ]),
        Check::new("references/to-what-is-gone", "LB-TX-018", to_what_is_gone).calling(&[
            O::CreateTrack,
            O::DeleteTrack,
            O::SetTrackProps,
            O::CreateMidiClip,
        ]),
        Check::new("references/of-the-wrong-kind", "LB-TX-018", wrong_kind).calling(&[
            O::CreateTrack,
            O::SetNotes,
            O::DeleteClip,
            O::CreateMidiClip,
        ]),
        Check::new("references/to-what-was-cut", "LB-TX-018", to_what_was_cut).calling(&[
            O::CreateArrangementMidiClip,
            O::ClearClipsInRange,
            O::SetClipProps,
            O::ListTracks,
            O::ListClips,
        ]),
        Check::new("references/a-track-that-is-gone", "LB-TX-012", gone_track).calling(&[
            O::CreateTrack,
            O::SetTrackProps,
            O::DeleteTrack,
        ]),
    ]
}

fn staged(text: &str) -> IdRef {
    text.into()
}

fn gone_at_the_commit(stage: &mut Stage) -> Checked {
    let slot_id = stage.empty_slot_on(TrackKind::Midi)?;
    let make = Mutation::CreateMidiClip { slot_id, length_beats: 4.0 };
    let commit = stage.transaction(vec![make, Mutation::DeleteClip { clip_id: staged("#0") }])?;
    require(
        commit.outcomes == [None, None],
        || "the outcome of a clip that was deleted again is absent".to_owned(),
        || told(&commit.outcomes),
    )
}

fn a_staged_clip(stage: &mut Stage) -> Checked {
    let slot_id = stage.empty_slot_on(TrackKind::Midi)?;
    let notes = [Note::new(60.0, 0.0, 1.0), Note::new(64.0, 1.0, 1.0)];
    let commit = stage.transaction(vec![
        Mutation::SetTempo { bpm: 98.0 },
        Mutation::CreateMidiClip { slot_id, length_beats: 4.0 },
        Mutation::SetNotes { clip_id: staged("#1"), notes: notes.into() },
    ])?;
    let Some(Some(Outcome::Clip(clip))) = commit.outcomes.get(1) else {
        return Err(Stop::broken("the outcome of op 1 is the clip", told(&commit.outcomes)));
    };
    let read = stage.notes(&clip.id)?;
    require(
        stage.same_notes(&notes, &read),
        || "the clip made by op 1 holds the notes that op 2 wrote to `#1`".to_owned(),
        || format!("it holds {} notes", read.len()),
    )
}

fn a_staged_track(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let commit = stage.transaction(vec![
        Mutation::CreateTrack { kind: TrackKind::Midi },
        Mutation::CreateMidiClip { slot_id: staged("#0/clipslot:0"), length_beats: 4.0 },
    ])?;
    let (track, clip) = match commit.outcomes.as_slice() {
        [Some(Outcome::Track(track)), Some(Outcome::Clip(clip))] => (track, clip),
        other => return Err(Stop::broken("a track and a clip are answered", told(&other))),
    };
    let first = stage.clips(&track.id)?.into_iter().next();
    require(
        first.as_ref().is_some_and(|first| first.id == clip.id && first.is_midi),
        || format!("the clip `{}` is in the first slot of the new track `{}`", clip.id, track.id),
        || told(&first),
    )
}

fn a_staged_parameter(stage: &mut Stage) -> Checked {
    let device_name = stage.device_name()?;
    let track_id = stage.track(TrackKind::Audio)?.id;
    let insert = Mutation::InsertDevice { track_id: track_id.clone(), device_name, index: 0.0 };
    // Which parameters the device has is the host's choice: a first insertion tells.
    let Some(Outcome::Device(device)) = stage.prepare(insert.clone())? else {
        return Err(Stop::Untestable("insertDevice answered with no device".to_owned()));
    };
    let Some((place, param)) = device.parameters.iter().enumerate().find(|(_, param)| param.max > param.min) else {
        return Err(Stop::Missing("device with a parameter".to_owned()));
    };
    let value = if stage.same_param(param.value, param.max) { param.min } else { param.max };
    let set = Mutation::SetParam { param_id: staged(&format!("#0/param:{place}")), value };
    let commit = stage.transaction(vec![insert, set])?;
    let read = stage.device_params(&track_id)?.get(place).map(|param| param.value);
    require(
        read.is_some_and(|read| stage.same_param(value, read)),
        || format!("parameter {place} of the device that op 0 inserted is {value}"),
        || format!("it is {read:?}; the outcomes are {}", told(&commit.outcomes)),
    )
}

/// The last parameter of a device at the end of a chain that has one already: neither the first device nor the first
/// parameter will do.
fn a_staged_parameter_of_the_last(stage: &mut Stage) -> Checked {
    let Some(device_name) = stage.effect_name() else { return stage.missing("device by name", &[]) };
    let track = stage.track(TrackKind::Audio)?;
    let insert = |index: usize| Mutation::InsertDevice {
        track_id: track.id.clone(),
        device_name: device_name.clone(),
        index: f64::from(u32::try_from(index).unwrap_or(u32::MAX)),
    };
    let Some(Outcome::Device(first)) = stage.prepare(insert(track.device_count))? else {
        return Err(Stop::Untestable("insertDevice answered with no device".to_owned()));
    };
    let Some((place, param)) = first.parameters.iter().enumerate().rfind(|(_, param)| param.max > param.min) else {
        return Err(Stop::Missing("device with a parameter".to_owned()));
    };
    let value = if stage.same_param(param.value, param.max) { param.min } else { param.max };
    let before = stage.device_params(&track.id)?;
    let set = Mutation::SetParam { param_id: staged(&format!("#0/param:{place}")), value };
    stage.transaction(vec![insert(track.device_count + 1), set])?;
    let after = stage.device_params(&track.id)?;
    let untouched = before.iter().zip(&after).all(|(was, now)| stage.same_param(was.value, now.value));
    let seen = after.get(before.len() + place).map(|param| param.value);
    require(
        untouched && seen.is_some_and(|seen| stage.same_param(value, seen)),
        || format!("parameter {place} of the last device is {value}, and no other is changed"),
        || format!("it is {}, the others are {}", told(&seen), if untouched { "as before" } else { "not" }),
    )
}

/// What was there when the transaction began keeps its id in it, whatever is inserted before it; what is made keeps its
/// reference, whatever comes before it.
fn ids_when_places_shift(stage: &mut Stage) -> Checked {
    let region = stage.free_region(TrackKind::Midi)?;
    let place = |start: f64| Mutation::CreateArrangementMidiClip {
        track_id: region.track.clone(),
        start_beat: region.base + start,
        length_beats: 2.0,
    };
    let old = stage.place(&region, 16.0, 2.0)?.id;
    stage.transaction(vec![
        place(8.0),
        place(0.0),
        place(4.0),
        clip_name("#0", "At 8"),
        clip_name("#2", "At 4"),
        Mutation::SetClipProps { clip_id: old, props: ClipPropsPatch { name: Some("Old".into()), color: None } },
    ])?;
    let clips = stage.clips_in(&region)?;
    let named: Vec<_> = clips.iter().map(|clip| (clip.start_time - region.base, clip.name.to_string())).collect();
    let is_at = |at: f64, name: &str| named.iter().any(|(start, is)| stage.same_beats(at, *start) && is == name);
    require(
        is_at(8.0, "At 8") && is_at(4.0, "At 4") && is_at(16.0, "Old"),
        || format!("from beat {} on, `At 4` stands at 4, `At 8` at 8 and `Old` at 16", region.base),
        || told(&named),
    )
}

/// A parameter that was there keeps its id in a transaction that inserts a device before it.
fn params_when_devices_shift(stage: &mut Stage) -> Checked {
    let Some(device_name) = stage.effect_name() else { return stage.missing("device by name", &[]) };
    let track_id = stage.track(TrackKind::Audio)?.id;
    let insert = Mutation::InsertDevice { track_id: track_id.clone(), device_name, index: 0.0 };
    let Some(Outcome::Device(old)) = stage.prepare(insert.clone())? else {
        return Err(Stop::Untestable("insertDevice answered with no device".to_owned()));
    };
    let Some((place, param)) = old.parameters.iter().enumerate().find(|(_, param)| param.max > param.min) else {
        return Err(Stop::Missing("device with a parameter".to_owned()));
    };
    let value = if stage.same_param(param.value, param.max) { param.min } else { param.max };
    stage.transaction(vec![insert, Mutation::SetParam { param_id: param.id.clone(), value }])?;
    let after = stage.device_params(&track_id)?;
    let of = |device: usize| after.get(device * old.parameters.len() + place).map(|param| param.value);
    require(
        of(1).is_some_and(|seen| stage.same_param(value, seen))
            && of(0).is_some_and(|seen| !stage.same_param(value, seen)),
        || format!("the device that was there, now the second, has its parameter {place} at {value}"),
        || format!("the first device has {}, the second {}", told(&of(0)), told(&of(1))),
    )
}

fn to_nothing(stage: &mut Stage) -> Checked {
    let slot_id = stage.empty_slot_on(TrackKind::Midi)?;
    let make = Mutation::CreateMidiClip { slot_id, length_beats: 4.0 };
    if stage.offers(make.operation()) {
        // What stands before it would fit.
        let mutations = vec![make, Mutation::SetNotes { clip_id: staged("#1"), notes: [].into() }];
        fails_with(stage, mutations, BadInput, 1, "a reference to itself, `#1`,")?;
    }
    stage.fresh("seeded")?;
    let write = |id: &str| Mutation::SetNotes { clip_id: staged(id), notes: [].into() };
    let tempo = Mutation::SetTempo { bpm: 98.0 };
    for (id, what) in [
        ("#2", "a reference forward"),
        ("#1", "a reference to itself"),
        ("#977", "a reference out of range"),
        ("#0", "a reference to an operation without an object"),
        ("#00", "a reference with a leading zero"),
    ] {
        let mutations = vec![tempo.clone(), write(id), tempo.clone()];
        fails_with(stage, mutations.clone(), BadInput, 1, &format!("{what}, `{id}`,"))?;
        names_the_reference(stage, mutations, id)?;
    }
    refused(stage.commit(&Batch::Call(write("#0"))), &[BadInput], "a reference outside of a transaction").map(drop)
}

/// A `subjectId`, where there is one, is the reference as it was given; a kind or an object that is wrong has one.
fn names_the_reference(stage: &Stage, mutations: Vec<Mutation>, given: &str) -> Checked {
    let error = must_fail(stage.transaction(mutations))?;
    let wanted = matches!(error.code, StaleReference | WrongType);
    require(
        error.subject_id.as_deref() == Some(given) || (error.subject_id.is_none() && !wanted),
        || format!("the subjectId is the reference as it was given: `{given}`"),
        || error.subject_id.as_ref().map_or_else(|| "there is none".to_owned(), |seen| format!("it is `{seen}`")),
    )
}

/// A clip that the transaction itself made and then cut: the reference names its first piece; when nothing of it is
/// left, it names nothing.
fn to_what_was_cut(stage: &mut Stage) -> Checked {
    let make = |region: &Region| Mutation::CreateArrangementMidiClip {
        track_id: region.track.clone(),
        start_beat: region.base,
        length_beats: 8.0,
    };
    let clear = |region: &Region, from: f64, to: f64| Mutation::ClearClipsInRange {
        track_id: region.track.clone(),
        start_beat: region.base + from,
        end_beat: region.base + to,
    };
    let region = stage.free_region(TrackKind::Midi)?;
    let cut = vec![make(&region), clear(&region, 6.0, 8.0), clip_name("#0", "What is left")];
    let commit = stage.transaction(cut)?;
    let clips = stage.clips_in(&region)?;
    let named: Vec<&str> = clips.iter().map(|clip| &*clip.name).collect();
    let ends: Vec<f64> = clips.iter().map(|clip| clip.end_time).collect();
    require(
        named == ["What is left"] && ends.iter().all(|end| stage.same_beats(region.base + 6.0, *end)),
        || format!("one clip named `What is left` up to {}", region.base + 6.0),
        || told(&clips),
    )?;
    let answered = commit.outcomes.first().and_then(|outcome| outcome.as_ref()?.id()).cloned();
    require(
        answered.as_ref() == clips.first().map(|clip| &clip.id),
        || "the outcome of the clip has the id of what is left of it".to_owned(),
        || told(&answered),
    )?;
    let region = stage.free_region(TrackKind::Midi)?;
    let gone = vec![make(&region), clear(&region, 0.0, 8.0), clip_name("#0", "too late")];
    fails_with(stage, gone.clone(), StaleReference, 2, "a mutation of a clip that was made and cleared whole")?;
    names_the_reference(stage, gone, "#0")
}

fn track_name(track_id: &str, name: &str) -> Mutation {
    let props = TrackPropsPatch { name: Some(name.into()), ..TrackPropsPatch::default() };
    Mutation::SetTrackProps { track_id: track_id.into(), props }
}

fn clip_name(clip_id: &str, name: &str) -> Mutation {
    Mutation::SetClipProps { clip_id: clip_id.into(), props: ClipPropsPatch { name: Some(name.into()), color: None } }
}

fn notes(clip_id: &str, pitch: f64) -> Mutation {
    Mutation::SetNotes { clip_id: clip_id.into(), notes: [Note::new(pitch, 0.0, 1.0)].into() }
}

fn volume(param_id: &str, value: f64) -> Mutation {
    Mutation::SetParam { param_id: param_id.into(), value }
}

const NEW_TRACK: Mutation = Mutation::CreateTrack { kind: TrackKind::Midi };

fn each_kind(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let slot_id: IdRef = "#0/clipslot:0".into();
    let place = |track_id: &str| Mutation::CreateArrangementMidiClip {
        track_id: track_id.into(),
        start_beat: 4.0,
        length_beats: 8.0,
    };
    let commit = stage.transaction(vec![
        NEW_TRACK,
        track_name("#0", "Made"),
        Mutation::CreateMidiClip { slot_id, length_beats: 4.0 },
        clip_name("#2", "In the Session"),
        notes("#3", 61.0),
        place("#1"),
        notes("#5", 62.0),
        clip_name("#6", "In the Arrangement"),
        notes("#0/clip:0", 63.0),
        notes("#0/clipslot:0/clip", 64.0),
        volume("#0/mixer/volume", 0.5),
        volume("#10", 0.25),
    ])?;
    let Some(Some(Outcome::Track(track))) = commit.outcomes.first() else {
        return Err(Stop::broken("the outcome of op 0 is the track", told(&commit.outcomes)));
    };
    require(
        &*track.name == "Made" && stage.same_param(0.25, track.mixer.volume),
        || "the new track is named `Made` and its fader is at 0.25".to_owned(),
        || format!("`{}`, {}", track.name, track.mixer.volume),
    )?;
    let clips = stage.clips(&track.id)?;
    for (name, pitch) in [("In the Session", 64.0), ("In the Arrangement", 63.0)] {
        let Some(clip) = clips.iter().find(|clip| &*clip.name == name) else {
            return Err(Stop::broken(format!("a clip named `{name}` on the new track"), told(&clips)));
        };
        let read = stage.notes(&clip.id)?;
        require(
            stage.same_notes(&[Note::new(pitch, 0.0, 1.0)], &read),
            || format!("the clip `{name}` holds the note {pitch} that was written last"),
            || told(&read),
        )?;
    }
    Ok(())
}

fn to_what_is_gone(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let delete = Mutation::DeleteTrack { track_id: "#0".into() };
    let below = Mutation::CreateMidiClip { slot_id: "#0/clipslot:0".into(), length_beats: 4.0 };
    for last in [track_name("#0", "too late"), below] {
        let what = format!("{} of a track that the transaction made and deleted", last.operation());
        let given = last.subject().map(ToString::to_string).unwrap_or_default();
        fails_with(stage, vec![NEW_TRACK, delete.clone(), last.clone()], StaleReference, 2, &what)?;
        names_the_reference(stage, vec![NEW_TRACK, delete.clone(), last], &given)?;
    }
    Ok(())
}

fn wrong_kind(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let below = Mutation::DeleteClip { clip_id: "#0/clipslot:0".into() };
    let slot = Mutation::CreateMidiClip { slot_id: "#0".into(), length_beats: 4.0 };
    for last in [notes("#0", 60.0), below, slot] {
        let what = format!("{} of a reference to something else", last.operation());
        let given = last.subject().map(ToString::to_string).unwrap_or_default();
        fails_with(stage, vec![NEW_TRACK, last.clone()], WrongType, 1, &what)?;
        names_the_reference(stage, vec![NEW_TRACK, last], &given)?;
    }
    Ok(())
}

fn gone_track(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let delete = Mutation::DeleteTrack { track_id: "#0".into() };
    let commit = stage.transaction(vec![NEW_TRACK, track_name("#0", "For a while"), delete])?;
    require(
        commit.outcomes == [None, None, None],
        || "the outcomes of a track that was deleted again are absent".to_owned(),
        || told(&commit.outcomes),
    )
}
