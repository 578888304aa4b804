//! Names that a host may refuse or replace: control characters, and more characters than anybody types.

use livebridge_port::{CallError, ClipPropsPatch, Mutation, Name, Operation, Outcome, TrackKind, TrackPropsPatch};

use crate::check::{Check, Checked, Stop, require};
use crate::checks::names::unusual_names;
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("mutations/unusual-names/tracks", "LB-MUT-013", of_tracks).calling(&[Operation::SetTrackProps]),
        Check::new("mutations/unusual-names/clips", "LB-MUT-013", of_clips)
            .calling(&[Operation::SetClipProps, Operation::ListClips]),
        Check::new("mutations/unusual-names/cue-points", "LB-MUT-013", of_cue_points)
            .calling(&[Operation::CreateCuePoint, Operation::ListCuePoints]),
    ]
}

/// What was answered, as far as it was taken; a host that refuses is right, too.
fn taken(answer: Result<Option<Outcome>, CallError>) -> Checked<Option<Outcome>> {
    match answer {
        Ok(Some(outcome)) => Ok(Some(outcome)),
        Ok(None) => Err(Stop::broken("a mutation that names something answers with it", "it answered with null")),
        Err(CallError::Refused(_)) => Ok(None),
        Err(CallError::Fault(fault)) => Err(Stop::Fault(fault)),
    }
}

fn is_read(written: &str, answered: &Name, read: Option<Name>) -> Checked {
    // Long names are no help in a finding.
    let shown = |name: &str| format!("{:?}", name.chars().take(60).collect::<String>());
    require(
        read.as_ref() == Some(answered),
        || format!("the name that was answered when {} was written is read: {}", shown(written), shown(answered)),
        || read.map_or_else(|| "nothing with that id is listed".to_owned(), |read| shown(&read)),
    )
}

fn of_tracks(stage: &mut Stage) -> Checked {
    let track = stage.track(TrackKind::Midi)?;
    let others = |stage: &Stage| -> Checked<Vec<Name>> {
        Ok(stage.tracks()?.into_iter().filter(|other| other.id != track.id).map(|other| other.name).collect())
    };
    let before = others(stage)?;
    for name in unusual_names() {
        let props = TrackPropsPatch { name: Some(name.as_str().into()), ..TrackPropsPatch::default() };
        let answer = stage.call(Mutation::SetTrackProps { track_id: track.id.clone(), props });
        let Some(Outcome::Track(answered)) = taken(answer)? else { continue };
        let read = stage.tracks()?.into_iter().find(|read| read.id == answered.id).map(|read| read.name);
        is_read(&name, &answered.name, read)?;
    }
    let after = others(stage)?;
    require(after == before, || "the other tracks keep their names".to_owned(), || format!("{} of them", after.len()))
}

fn of_clips(stage: &mut Stage) -> Checked {
    let clip = stage.midi_clip(&[])?;
    for name in unusual_names() {
        let props = ClipPropsPatch { name: Some(name.as_str().into()), color: None };
        let answer = stage.call(Mutation::SetClipProps { clip_id: clip.clone(), props });
        let Some(Outcome::Clip(answered)) = taken(answer)? else { continue };
        let read = stage.all_clips(None)?.into_iter().find(|read| read.id == answered.id).map(|read| read.name);
        is_read(&name, &answered.name, read)?;
    }
    Ok(())
}

fn of_cue_points(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let first = stage.free_cue_beat();
    for (i, name) in (0_u32..).zip(unusual_names()) {
        let beat = first + f64::from(i) / 4.0;
        let answer = stage.call(Mutation::CreateCuePoint { beat, name: name.as_str().into() });
        let Some(Outcome::CuePoint(answered)) = taken(answer)? else { continue };
        let read = stage.cue_points()?.into_iter().find(|read| stage.same_beats(beat, read.time)).map(|read| read.name);
        is_read(&name, &answered.name, read)?;
    }
    Ok(())
}
