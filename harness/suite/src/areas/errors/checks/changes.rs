//! Refusals of changes to objects that are there: what they leave, and which of several reasons is told. Contract,
//! section 3.

use livebridge_port::ErrorCode::{BadInput, WrongType};
use livebridge_port::capabilities::IdScheme;
use livebridge_port::{
    ClipInfo, ClipKind, ClipLocation, ClipPropsPatch, CreateAudioClipArgs, IdRef, Mutation, Note, Operation, TrackKind,
    TrackPropsPatch,
};

use crate::check::{Check, Checked, Stop, refused, require};
use crate::checks::objects;
use crate::checks::objects::Kind;
use crate::checks::refusals::Taken;
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    use Operation as O;
    let stale = [objects::STAGE, &[O::DeleteTrack]].concat();
    vec![
        Check::new("errors/a-refused-change-leaves-everything", "LB-ERR-001", leaves_everything)
            .calling(&[O::ListTracks, O::ListClips]),
        Check::new("errors/a-hint-in-every-refusal", "LB-ERR-002", |stage| {
            let mut taken = Taken::default();
            for call in refused_changes(stage)? {
                let Some(error) = taken.or_refused(stage.call(call.clone()), &call)? else { continue };
                let expected = || format!("the refusal of {} has a hint that says how to recover", call.operation());
                require(!error.hint.trim().is_empty(), expected, || "the hint is empty".to_owned())?;
            }
            taken.end()
        }),
        Check::new("errors/order-of-faults", "LB-ERR-004", order_of_reasons).calling(&[O::ListTracks, O::ListClips]),
        Check::new("errors/values-before-kinds", "LB-ERR-004", values_before_kinds).calling(objects::STAGE),
        Check::new("errors/values-before-existence", "LB-ERR-004", values_before_existence).calling(&stale),
    ]
}

/// Changes of what is there, each of which is refused after there was something to begin with: a range to clear, notes
/// to replace, a first key of two.
fn refused_changes(stage: &mut Stage) -> Checked<Vec<Mutation>> {
    use Mutation as M;
    stage.fresh("seeded")?;
    let mut calls = vec![M::SetTempo { bpm: 5000.0 }];
    let file = |duration| CreateAudioClipArgs { file_path: "/audio/any.wav".into(), start_time: 0.0, duration };
    for track in stage.own_tracks()?.into_iter().filter(|track| track.arrangement_clip_count > 0) {
        let track_id = track.id;
        let clip =
            |length_beats| M::CreateArrangementMidiClip { track_id: track_id.clone(), start_beat: 0.0, length_beats };
        let audio = |args| M::CreateArrangementAudioClip { track_id: track_id.clone(), args };
        // Of the other kind, and of no length.
        calls.extend(match track.kind {
            TrackKind::Midi => [audio(file(4.0)), clip(-1.0)],
            TrackKind::Audio => [clip(4.0), audio(file(-1.0))],
        });
        calls.push(M::ClearClipsInRange { track_id: track_id.clone(), start_beat: 4.0, end_beat: 0.0 });
        calls.push(M::InsertDevice { track_id: track_id.clone(), device_name: "No Such Device".into(), index: 0.0 });
        if stage.offers(Operation::GetTrackMixer) {
            calls.push(M::SetParam { param_id: stage.mixer(&track_id)?.volume.id, value: 1.5 });
        }
    }
    let filled = |clip: &ClipInfo| clip.kind != ClipKind::Empty;
    for clip in stage.all_clips(None)?.into_iter().filter(filled) {
        let notes = [Note::new(60.0, 0.0, 1.0), Note::new(61.0, 1.0, -1.0)];
        calls.push(M::SetNotes { clip_id: clip.id.clone(), notes: notes.into() });
        let props = ClipPropsPatch { name: Some("No".into()), color: Some(-1) };
        calls.push(M::SetClipProps { clip_id: clip.id, props });
        calls.extend(clip.slot_id.map(|slot_id| M::CreateMidiClip { slot_id, length_beats: 4.0 }));
    }
    if stage.offers(Operation::CreateCuePoint) {
        let beat = stage.free_cue_beat();
        stage.prepare(M::CreateCuePoint { beat, name: "Here".into() })?;
        calls.push(M::CreateCuePoint { beat, name: "There".into() });
    }
    stage.trace().clear();
    Ok(calls.into_iter().filter(|call| stage.offers(call.operation())).collect())
}

fn leaves_everything(stage: &mut Stage) -> Checked {
    let calls = refused_changes(stage)?;
    let mut before = stage.view()?;
    let mut taken = Taken::default();
    for call in calls {
        for via in stage.ways() {
            if taken.or_refused(stage.send(via, call.clone()), &call)?.is_none() {
                before = stage.view()?;
                continue;
            }
            if let Some(difference) = before.difference(&stage.view()?) {
                let expected = format!("the Set is as before the refused {}", call.operation());
                return Err(Stop::broken(expected, difference));
            }
        }
    }
    taken.end()
}

/// A mutation of the object with this id, with a value that is wrong whatever the object is.
type Spoilt = fn(IdRef) -> Mutation;

/// One for each call that takes an id and a value with a fixed range, with the kind of object that it takes.
const SPOILT: &[(Kind, Spoilt)] = &[
    (Kind::Track, |track_id| Mutation::SetTrackProps { track_id, props: TrackPropsPatch::default() }),
    (Kind::Track, |track_id| Mutation::CreateArrangementMidiClip { track_id, start_beat: -1.0, length_beats: 4.0 }),
    (Kind::Track, |track_id| Mutation::CreateArrangementAudioClip {
        track_id,
        args: CreateAudioClipArgs { file_path: "".into(), start_time: 0.0, duration: 1.0 },
    }),
    (Kind::Track, |track_id| Mutation::ClearClipsInRange { track_id, start_beat: 4.0, end_beat: 0.0 }),
    (Kind::Track, |track_id| Mutation::InsertDevice { track_id, device_name: "No Such Device".into(), index: -1.0 }),
    (Kind::Clip, |clip_id| Mutation::SetNotes { clip_id, notes: [Note::new(60.0, 0.0, -1.0)].into() }),
    (Kind::Clip, |clip_id| Mutation::SetClipProps { clip_id, props: ClipPropsPatch { name: None, color: Some(-1) } }),
    (Kind::Slot, |slot_id| Mutation::CreateMidiClip { slot_id, length_beats: 0.0 }),
];

/// Each of them with ids of these kinds is refused for its value.
fn refused_for_the_value(
    stage: &Stage,
    ids: &[(Kind, IdRef)],
    fits: impl Fn(Kind, Kind) -> bool,
    what: &str,
) -> Checked {
    for (wants, spoilt) in SPOILT {
        for (_, id) in ids.iter().filter(|(kind, _)| fits(*wants, *kind)) {
            let call = spoilt(id.clone());
            if stage.offers(call.operation()) {
                let operation = call.operation();
                refused(stage.call(call), &[BadInput], format!("{operation} with a bad value and {what}, `{id}`,"))?;
            }
        }
    }
    Ok(())
}

fn values_before_kinds(stage: &mut Stage) -> Checked {
    let family = objects::family(stage)?;
    refused_for_the_value(stage, &family, |wants, kind| wants != kind, "an id of the wrong kind")
}

fn values_before_existence(stage: &mut Stage) -> Checked {
    let family = objects::family_that_is_gone(stage)?;
    refused_for_the_value(stage, &family, |wants, kind| wants == kind, "the id of what is gone")
}

/// Calls whose reasons to be refused lie further on: MIDI or audio, and an id of the wrong kind that names nothing.
fn order_of_reasons(stage: &mut Stage) -> Checked {
    let clip_id = stage.audio_clip()?;
    let notes = [Note::new(60.0, 0.0, -1.0)].into();
    let answer = stage.call(Mutation::SetNotes { clip_id, notes });
    refused(answer, &[BadInput], "a bad note and an audio clip")?;
    if stage.capabilities().ids == IdScheme::Positional {
        let answer = stage.call(Mutation::SetNotes { clip_id: "track:977".into(), notes: [].into() });
        refused(answer, &[WrongType], "an id of the wrong kind that is stale")?;
    }
    let occupied = stage
        .all_clips(Some(TrackKind::Midi))?
        .into_iter()
        .find(|clip| clip.kind != ClipKind::Empty && clip.location == ClipLocation::Session);
    if let Some(slot_id) = occupied.and_then(|clip| clip.slot_id)
        && stage.offers(Operation::CreateMidiClip)
    {
        let answer = stage.call(Mutation::CreateMidiClip { slot_id, length_beats: -1.0 });
        refused(answer, &[BadInput], "a bad length and an occupied slot")?;
    }
    Ok(())
}
