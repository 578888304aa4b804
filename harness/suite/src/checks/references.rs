//! What ids mean inside of a transaction, and references to what it made itself. Contract, section 6.

use livebridge_port::ErrorCode::{self, BadInput, StaleReference};
use livebridge_port::{
    Batch, ClipLocation, ClipPropsPatch, IdRef, Mutation, Note, Operation, Outcome, SlotId, TrackKind,
};
use serde_json::json;

use super::transactions::must_fail;
use crate::check::{Check, Checked, Stop, refused, require};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    use Operation as O;
    vec![
        Check::new("references/ids-name-the-beginning", "LB-TX-007", ids_name_the_beginning)
            .calling(&[O::ListTracks, O::DeleteTrack]),
        Check::new("references/arrangement-ids-name-the-beginning", "LB-TX-007", clips_name_the_beginning).calling(&[
            O::ListTracks,
            O::ListClips,
            O::CreateArrangementMidiClip,
            O::DeleteClip,
        ]),
        Check::new("references/deleted-before", "LB-TX-008", deleted_before).calling(&[
            O::ListTracks,
            O::ListClips,
            O::DeleteClip,
            O::SetClipProps,
        ]),
        Check::new("references/made-in-it", "LB-TX-009", made_in_it).calling(&[
            O::ListTracks,
            O::ListClips,
            O::CreateMidiClip,
            O::SetNotes,
        ]),
        Check::new("references/a-freed-slot", "LB-TX-010", a_freed_slot).calling(&[
            O::ListTracks,
            O::ListClips,
            O::DeleteClip,
            O::CreateMidiClip,
        ]),
        Check::new("references/a-cut-clip", "LB-TX-011", a_cut_clip).calling(&[
            O::ListTracks,
            O::ListClips,
            O::CreateArrangementMidiClip,
            O::ClearClipsInRange,
            O::SetClipProps,
        ]),
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
        Check::new("references/to-nothing", "LB-TX-014", to_nothing).calling(&[O::SetTempo, O::SetNotes]),
        Check::new("references/outcome-ids-after-deletes", "LB-TX-015", outcome_ids_after_deletes).calling(&[
            O::ListTracks,
            O::DeleteTrack,
            O::CreateTrack,
            O::SetTrackProps,
        ]),
        Check::new("references/no-mutation-in-a-batch", "LB-TX-016", no_mutation_in_a_batch).calling(&[O::SetTempo]),
    ]
}

fn staged(text: &str) -> IdRef {
    text.into()
}

fn names(stage: &Stage) -> Checked<Vec<String>> {
    Ok(stage.own_tracks()?.into_iter().map(|track| track.name.to_string()).collect())
}

fn ids_name_the_beginning(stage: &mut Stage) -> Checked {
    let tracks = stage.several_tracks(3)?;
    let delete = |i: usize| Mutation::DeleteTrack { track_id: tracks[i].id.clone() };
    stage.transaction(vec![delete(0), delete(1)])?;
    let wanted: Vec<_> = tracks[2..].iter().map(|track| track.name.to_string()).collect();
    let left = names(stage)?;
    let gone = (&tracks[0].name, &tracks[1].name);
    require(left == wanted, || format!("{gone:?} are deleted, left is {wanted:?}"), || format!("left is {left:?}"))
}

fn clips_name_the_beginning(stage: &mut Stage) -> Checked {
    let region = stage.free_region(TrackKind::Midi)?;
    for start in [0.0, 4.0, 8.0] {
        stage.place(&region, start, 2.0)?;
    }
    let clips = stage.clips_in(&region)?;
    require(clips.len() == 3, || "the three clips are listed".to_owned(), || format!("{} are", clips.len()))?;
    let delete = |i: usize| Mutation::DeleteClip { clip_id: clips[i].id.clone() };
    stage.transaction(vec![delete(0), delete(1)])?;
    let left: Vec<_> = stage.clips_in(&region)?.iter().map(|clip| clip.start_time - region.base).collect();
    require(
        left.len() == 1 && stage.same_beats(8.0, left[0]),
        || "the first two of three clips are deleted, the one at 8 is left".to_owned(),
        || format!("left are clips at {left:?}"),
    )
}

/// The transaction fails with this code, at this position.
pub(super) fn fails_with(stage: &Stage, mutations: Vec<Mutation>, code: ErrorCode, op: usize, what: &str) -> Checked {
    let error = must_fail(stage.transaction(mutations))?;
    require(
        error.code == code && error.op == Some(op),
        || format!("{what} is {code} of op {op}"),
        || format!("it is {error}"),
    )
}

fn rename(clip_id: IdRef, name: &str) -> Mutation {
    Mutation::SetClipProps { clip_id, props: ClipPropsPatch { name: Some(name.into()), color: None } }
}

fn deleted_before(stage: &mut Stage) -> Checked {
    let clip = stage.midi_clip(&[])?;
    let mutations = vec![Mutation::DeleteClip { clip_id: clip.clone() }, rename(clip, "too late")];
    fails_with(stage, mutations, StaleReference, 1, "a mutation of a clip that was deleted before it")
}

/// An empty slot on a MIDI track, and the id that a clip in it would have.
fn slot_and_its_clip(stage: &mut Stage) -> Checked<(IdRef, IdRef)> {
    let slot = stage.empty_slot_on(TrackKind::Midi)?;
    match slot.as_path().and_then(|path| SlotId::try_from(path).ok()) {
        Some(id) => Ok((slot, id.clip().into())),
        None => Err(Stop::broken("an empty slot has the id of a slot", slot.to_string())),
    }
}

fn made_in_it(stage: &mut Stage) -> Checked {
    let (slot_id, clip_id) = slot_and_its_clip(stage)?;
    let notes = [Note::new(60.0, 0.0, 1.0)];
    let mutations = vec![
        Mutation::CreateMidiClip { slot_id, length_beats: 4.0 },
        Mutation::SetNotes { clip_id, notes: notes.into() },
    ];
    fails_with(stage, mutations, StaleReference, 1, "the id of a clip that was made in the transaction itself")
}

fn a_freed_slot(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let clips = stage.all_clips(Some(TrackKind::Midi))?;
    let filled = clips.into_iter().find(|clip| clip.is_midi && clip.location == ClipLocation::Session);
    let Some(clip) = filled else { return Err(Stop::Missing("MIDI clip in a slot".to_owned())) };
    let Some(slot_id) = clip.slot_id else { return Err(Stop::broken("a Session clip has a slotId", "it has none")) };
    stage.trace().clear();
    let again = Mutation::CreateMidiClip { slot_id, length_beats: 12.0 };
    let commit = stage.transaction(vec![Mutation::DeleteClip { clip_id: clip.id }, again])?;
    match commit.outcomes.as_slice() {
        [None, Some(Outcome::Clip(made))] if stage.same_beats(12.0, made.duration) => Ok(()),
        other => Err(Stop::broken("the slot that was freed before takes a new clip of 12 beats", format!("{other:?}"))),
    }
}

fn a_cut_clip(stage: &mut Stage) -> Checked {
    let region = stage.free_region(TrackKind::Midi)?;
    let clip = stage.place(&region, 0.0, 8.0)?.id;
    let clear = |from: f64, to: f64| Mutation::ClearClipsInRange {
        track_id: region.track.clone(),
        start_beat: region.base + from,
        end_beat: region.base + to,
    };
    stage.transaction(vec![clear(2.0, 4.0), rename(clip, "itself")])?;
    let pieces: Vec<_> = stage.clips_in(&region)?.into_iter().map(|piece| piece.name.to_string()).collect();
    // That a clip which spans the range becomes two is another requirement: one piece will do here.
    let named: Vec<bool> = pieces.iter().map(|name| name == "itself").collect();
    require(
        named == [true] || named == [true, false],
        || "after a cut in the middle the id names the first piece, and only that".to_owned(),
        || format!("the pieces are named {pieces:?}"),
    )?;
    let Some(first) = stage.clips_in(&region)?.into_iter().next().map(|clip| clip.id) else {
        return Err(Stop::broken("the first piece is listed", "it is not"));
    };
    let mutations = vec![clear(0.0, 2.0), rename(first, "too late")];
    fails_with(stage, mutations, StaleReference, 1, "a mutation of a clip of which nothing remained")
}

fn gone_at_the_commit(stage: &mut Stage) -> Checked {
    let slot_id = stage.empty_slot_on(TrackKind::Midi)?;
    let make = Mutation::CreateMidiClip { slot_id, length_beats: 4.0 };
    let commit = stage.transaction(vec![make, Mutation::DeleteClip { clip_id: staged("#0") }])?;
    require(
        commit.outcomes == [None, None],
        || "the outcome of a clip that was deleted again is absent".to_owned(),
        || format!("{:?}", commit.outcomes),
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
        return Err(Stop::broken(
            "the outcome of op 1 is the clip",
            livebridge_port::json::to_string(&commit.outcomes).unwrap_or_default(),
        ));
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
        other => return Err(Stop::broken("a track and a clip are answered", format!("{other:?}"))),
    };
    let first = stage.clips(&track.id)?.into_iter().next();
    require(
        first.as_ref().is_some_and(|first| first.id == clip.id && first.is_midi),
        || format!("the clip `{}` is in the first slot of the new track `{}`", clip.id, track.id),
        || format!("{first:?}"),
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
    let value = if stage.same_number(param.value, param.max) { param.min } else { param.max };
    let set = Mutation::SetParam { param_id: staged(&format!("#0/param:{place}")), value };
    let commit = stage.transaction(vec![insert, set])?;
    let read = stage.device_params(&track_id)?.get(place).map(|param| param.value);
    require(
        read.is_some_and(|read| stage.same_number(value, read)),
        || format!("parameter {place} of the device that op 0 inserted is {value}"),
        || format!("it is {read:?}; the outcomes are {:?}", commit.outcomes),
    )
}

fn to_nothing(stage: &mut Stage) -> Checked {
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
        fails_with(stage, mutations, BadInput, 1, &format!("{what}, `{id}`,"))?;
    }
    refused(stage.commit(&Batch::Call(write("#0"))), &[BadInput], "a reference outside of a transaction").map(drop)
}

fn outcome_ids_after_deletes(stage: &mut Stage) -> Checked {
    let tracks = stage.several_tracks(3)?;
    let props = livebridge_port::TrackPropsPatch { name: Some("Kept".into()), ..Default::default() };
    let commit = stage.transaction(vec![
        Mutation::SetTrackProps { track_id: tracks[2].id.clone(), props },
        Mutation::CreateTrack { kind: TrackKind::Audio },
        Mutation::DeleteTrack { track_id: tracks[0].id.clone() },
    ])?;
    let read = stage.tracks()?;
    for op in [0, 1] {
        let Some(Some(Outcome::Track(track))) = commit.outcomes.get(op) else {
            return Err(Stop::broken(
                format!("the outcome of op {op} is a track"),
                livebridge_port::json::to_string(&commit.outcomes).unwrap_or_default(),
            ));
        };
        let now = read.iter().find(|read| read.id == track.id);
        require(
            now == Some(track),
            || format!("the id `{}` in the outcome of op {op} names that track after the commit: {track:?}", track.id),
            || format!("{now:?}"),
        )?;
    }
    Ok(())
}

fn no_mutation_in_a_batch(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let before = stage.view()?;
    let good = json!({ "method": "setTempo", "params": { "bpm": 98 } });
    for (op, code) in [
        (json!({ "method": "getSongOverview", "params": {} }), BadInput),
        (
            json!({ "method": "renderTrack", "params": { "trackId": "track:0", "startBeat": 0, "endBeat": 1 } }),
            BadInput,
        ),
        (json!({ "method": "transaction", "params": { "ops": [] } }), BadInput),
        (json!({ "params": {} }), BadInput),
        (json!({ "method": "setTempo", "params": { "bpm": null } }), BadInput),
        (json!({ "method": "noSuchMethod", "params": {} }), ErrorCode::Unsupported),
    ] {
        let answer = stage.raw("transaction", &json!({ "ops": [good, op, good] }));
        let error = refused(answer, &[code], format!("a transaction with {op}"))?;
        require(error.op == Some(1), || format!("the fault of {op} is at op 1"), || format!("it is {error}"))?;
    }
    match before.difference(&stage.view()?) {
        Some(difference) => Err(Stop::broken("the Set is as before the refused transactions", difference)),
        None => Ok(()),
    }
}
