//! What ids mean inside of a transaction. Contract, section 6.

use livebridge_port::ErrorCode::StaleReference;
use livebridge_port::{ClipLocation, ClipPropsPatch, IdRef, Mutation, Note, Operation, Outcome, SlotId, TrackKind};

use super::fails_with;
use crate::check::{Check, Checked, Stop, require, told};
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
        Check::new("references/outcome-ids-after-deletes", "LB-TX-015", outcome_ids_after_deletes).calling(&[
            O::ListTracks,
            O::DeleteTrack,
            O::CreateTrack,
            O::SetTrackProps,
        ]),
    ]
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
    let gone = format!("`{}` and `{}`", tracks[0].name, tracks[1].name);
    let listed = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    require(
        left == wanted,
        || format!("{gone} are deleted, left is {}", listed(&wanted)),
        || format!("left is {}", listed(&left)),
    )
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
    let left: Vec<_> = stage.clips_in(&region)?.iter().map(|clip| clip.start_time).collect();
    let last = region.base + 8.0;
    require(
        left.len() == 1 && stage.same_beats(last, left[0]),
        || format!("the first two of three clips are deleted, the one at {last} is left"),
        || format!("left are clips at {left:?}"),
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
        other => Err(Stop::broken("the slot that was freed before takes a new clip of 12 beats", told(&other))),
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
            || {
                format!(
                    "the id `{}` in the outcome of op {op} names that track after the commit: {}",
                    track.id,
                    told(track)
                )
            },
            || now.map_or_else(|| "it names nothing".to_owned(), |now| format!("it names {}", told(now))),
        )?;
    }
    Ok(())
}
