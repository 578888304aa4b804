//! References in a transaction to each kind of result, below it, to what is gone and of the wrong kind. Contract,
//! section 6, and the wire protocol.

use livebridge_port::ErrorCode::{StaleReference, WrongType};
use livebridge_port::{ClipPropsPatch, IdRef, Mutation, Note, Operation, Outcome, TrackKind, TrackPropsPatch};

use super::references::fails_with;
use crate::check::{Check, Checked, Stop, require};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    use Operation as O;
    vec![
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
        Check::new("references/a-track-that-is-gone", "LB-TX-012", gone_track).calling(&[
            O::CreateTrack,
            O::SetTrackProps,
            O::DeleteTrack,
        ]),
    ]
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
        return Err(Stop::broken("the outcome of op 0 is the track", format!("{:?}", commit.outcomes)));
    };
    require(
        &*track.name == "Made" && stage.same_number(0.25, track.mixer.volume),
        || "the new track is named `Made` and its fader is at 0.25".to_owned(),
        || format!("`{}`, {}", track.name, track.mixer.volume),
    )?;
    let clips = stage.clips(&track.id)?;
    for (name, pitch) in [("In the Session", 64.0), ("In the Arrangement", 63.0)] {
        let Some(clip) = clips.iter().find(|clip| &*clip.name == name) else {
            return Err(Stop::broken(format!("a clip named `{name}` on the new track"), format!("{clips:?}")));
        };
        let read = stage.notes(&clip.id)?;
        require(
            stage.same_notes(&[Note::new(pitch, 0.0, 1.0)], &read),
            || format!("the clip `{name}` holds the note {pitch} that was written last"),
            || format!("{read:?}"),
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
        fails_with(stage, vec![NEW_TRACK, delete.clone(), last], StaleReference, 2, &what)?;
    }
    Ok(())
}

fn wrong_kind(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let below = Mutation::DeleteClip { clip_id: "#0/clipslot:0".into() };
    let slot = Mutation::CreateMidiClip { slot_id: "#0".into(), length_beats: 4.0 };
    for last in [notes("#0", 60.0), below, slot] {
        let what = format!("{} of a reference to something else", last.operation());
        fails_with(stage, vec![NEW_TRACK, last], WrongType, 1, &what)?;
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
        || format!("{:?}", commit.outcomes),
    )
}
