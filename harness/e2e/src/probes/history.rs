//! The history: what is a step of undo, and what is not.

use livebridge_port::{
    Batch, CallError, ClipPropsPatch, Mutation, Note, Operation, StagedRef, TrackKind, TrackPropsPatch,
};
use livebridge_suite::check::{Checked, Stop};
use livebridge_suite::stage::Stage;

use super::{Observed, Sight, attempt, needs_undo, said, steps_back};

/// A name that no device has.
pub(super) const NO_DEVICE: &str = "No Such Device";

type Write = fn(&mut Stage) -> Checked<Mutation>;

fn on_a_track(stage: &mut Stage, props: TrackPropsPatch) -> Checked<Mutation> {
    let track = stage.track(TrackKind::Midi)?;
    Ok(Mutation::SetTrackProps { track_id: track.id, props })
}

fn on_a_clip(stage: &mut Stage, props: ClipPropsPatch) -> Checked<Mutation> {
    Ok(Mutation::SetClipProps { clip_id: stage.midi_clip(&[])?, props })
}

/// Each setter of the port with a value that is not there.
const SETTERS: [(&str, Write); 9] = [
    ("the tempo", |stage| stage.fresh("seeded").map(|()| Mutation::SetTempo { bpm: 99.0 })),
    ("a track's name", |stage| {
        on_a_track(stage, TrackPropsPatch { name: Some("E2E".into()), ..TrackPropsPatch::default() })
    }),
    ("a track's mute", |stage| on_a_track(stage, TrackPropsPatch { mute: Some(true), ..TrackPropsPatch::default() })),
    ("a track's solo", |stage| on_a_track(stage, TrackPropsPatch { solo: Some(true), ..TrackPropsPatch::default() })),
    ("a track's arm", |stage| {
        let track = stage.track(TrackKind::Midi)?;
        let props = TrackPropsPatch { arm: Some(!track.arm), ..TrackPropsPatch::default() };
        Ok(Mutation::SetTrackProps { track_id: track.id, props })
    }),
    ("a clip's name", |stage| on_a_clip(stage, ClipPropsPatch { name: Some("E2E".into()), color: None })),
    ("a clip's colour", |stage| on_a_clip(stage, ClipPropsPatch { name: None, color: Some(0x001a_ff2f) })),
    ("the notes of a clip", |stage| {
        let clip_id = stage.midi_clip(&[])?;
        Ok(Mutation::SetNotes { clip_id, notes: [Note::new(62.0, 0.0, 1.0)].into() })
    }),
    ("a fader", |stage| {
        let track = stage.track(TrackKind::Audio)?;
        let param_id = stage.mixer(&track.id)?.volume.id;
        Ok(Mutation::SetParam { param_id, value: 0.5 })
    }),
];

/// Each of them on a fresh Set, and one undo.
pub(super) fn each_setter(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    needs_undo(stage)?;
    let (mut evidence, mut all) = (Vec::new(), true);
    for (what, write) in SETTERS {
        let mutation = match write(stage) {
            Ok(mutation) if stage.offers(mutation.operation()) => mutation,
            Ok(_) | Err(Stop::Missing(_)) => {
                evidence.push(format!("{what}: not offered"));
                continue;
            }
            Err(stop) => return Err(stop),
        };
        let before = stage.view()?;
        if let Err(refusal) = attempt(stage, mutation)? {
            evidence.push(format!("{what}: {}", said(&refusal)));
            continue;
        }
        if before.difference(&stage.view()?).is_none() {
            evidence.push(format!("{what}: nothing was to be seen of it"));
            continue;
        }
        let is_a_step = steps_back(stage, &before, 1)? == Some(1);
        all &= is_a_step;
        evidence
            .push(format!("{what}: one undo {}", if is_a_step { "takes it back" } else { "does not take it back" }));
    }
    Ok(Observed::with(if all { "each is a step" } else { "not each is a step" }, evidence))
}

/// The tempo of a fresh Set, and three writes: 98, 99, and 99 once more.
pub(super) fn make_same_value(stage: &mut Stage) -> Checked<String> {
    stage.fresh("seeded")?;
    for bpm in [98.0, 99.0, 99.0] {
        stage.prepare(Mutation::SetTempo { bpm })?;
    }
    Ok("the tempo: 98, then 99, then 99 once more".to_owned())
}

/// What one undo says of a write that follows two others.
fn last_step(first: f64, written: [f64; 2], now: f64) -> &'static str {
    let is = |value: f64| (now - value).abs() < 1e-4;
    match () {
        () if is(written[0]) => "no step",
        () if is(written[1]) => "a step",
        () if is(first) => "merged",
        () => "otherwise",
    }
}

/// Writes two values, then `last`, and undoes once: what that says, with a line.
fn undone(
    stage: &mut Stage,
    what: &str,
    written: [f64; 2],
    look: impl Fn(&Stage) -> Checked<f64>,
    write: impl Fn(f64) -> Mutation,
    last: impl FnOnce(&Stage) -> Checked,
) -> Checked<(&'static str, String)> {
    let first = look(stage)?;
    for value in written {
        stage.call(write(value))?;
    }
    last(stage)?;
    stage.undo()?;
    let now = look(stage)?;
    let line = format!("{what} was {first}, then {}, then {}; after one undo it is {now}", written[0], written[1]);
    Ok((last_step(first, written, now), line))
}

const TEMPOS: [f64; 2] = [98.0, 99.0];
const LEVELS: [f64; 2] = [0.5, 0.625];

fn tempo(stage: &Stage) -> Checked<f64> {
    Ok(stage.overview()?.tempo)
}

/// The tempo, and a fader, for parameters are written in another way.
pub(super) fn same_value(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    needs_undo(stage)?;
    stage.fresh("seeded")?;
    let again = |write: Mutation| move |stage: &Stage| stage.call(write).map(drop).map_err(Stop::from);
    let set_tempo = |bpm| Mutation::SetTempo { bpm };
    let mut seen = vec![undone(stage, "the tempo", TEMPOS, tempo, set_tempo, again(set_tempo(TEMPOS[1])))?];
    if stage.offers(Operation::SetParam) && stage.offers(Operation::GetTrackMixer) {
        let track = stage.track(TrackKind::Audio)?.id;
        let param_id = stage.mixer(&track)?.volume.id;
        let level = |stage: &Stage| Ok(stage.mixer(&track)?.volume.value);
        let set = |value| Mutation::SetParam { param_id: param_id.clone(), value };
        match undone(stage, "a fader", LEVELS, level, set, again(set(LEVELS[1]))) {
            // The tempo has been seen.
            Err(Stop::Broken { seen: said, .. }) => seen.push((seen[0].0, format!("a fader: {said}"))),
            other => seen.push(other?),
        }
    }
    let answer = if seen.iter().any(|(answer, _)| *answer == "a step") { "a step" } else { seen[0].0 };
    Ok(Observed::with(answer, seen.into_iter().map(|(_, line)| format!("{line} (written twice)")).collect()))
}

pub(super) fn empty_transaction(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    needs_undo(stage)?;
    stage.needs("transaction", &[Operation::Transaction])?;
    stage.fresh("seeded")?;
    let mut refusal = None;
    let empty = |stage: &Stage| match stage.commit(&Batch::Transaction(Vec::new())) {
        Ok(_) => Ok(()),
        Err(CallError::Refused(error)) => {
            refusal = Some(error);
            Ok(())
        }
        Err(CallError::Fault(fault)) => Err(Stop::Fault(fault)),
    };
    let (answer, line) = undone(stage, "the tempo", TEMPOS, tempo, |bpm| Mutation::SetTempo { bpm }, empty)?;
    Ok(match refusal {
        Some(refusal) => Observed::new("refused", said(&refusal)),
        None => Observed::new(answer, line),
    })
}

pub(super) fn make_empty_transaction(stage: &mut Stage) -> Checked<String> {
    stage.needs("transaction", &[Operation::Transaction])?;
    stage.fresh("seeded")?;
    for bpm in [98.0, 99.0] {
        stage.prepare(Mutation::SetTempo { bpm })?;
    }
    stage.commit(&Batch::Transaction(Vec::new()))?;
    Ok("the tempo: 98, then 99; then a transaction of nothing".to_owned())
}

/// A tempo, and a device that is none, in one transaction.
fn refused(stage: &mut Stage) -> Checked<(f64, Result<(), String>)> {
    stage.needs("transaction that can be refused in the middle", &[Operation::Transaction, Operation::InsertDevice])?;
    let track = stage.track(TrackKind::Audio)?;
    let first = stage.overview()?.tempo;
    let none = Mutation::InsertDevice { track_id: track.id, device_name: NO_DEVICE.into(), index: 0.0 };
    match stage.transaction(vec![Mutation::SetTempo { bpm: 99.0 }, none]) {
        Ok(_) => Ok((first, Ok(()))),
        Err(CallError::Refused(refusal)) => Ok((first, Err(said(&refusal)))),
        Err(CallError::Fault(fault)) => Err(Stop::Fault(fault)),
    }
}

pub(super) fn refused_in_transaction(sight: &mut Sight<'_>) -> Checked<Observed> {
    let (first, ended) = refused(sight.stage)?;
    let now = sight.stage.overview()?.tempo;
    let tempo = format!("the tempo was {first}, was to be 99, and is {now}");
    Ok(match ended {
        Ok(()) => Observed::new("not refused", tempo),
        Err(said) => {
            let stays = sight.stage.same_number(99.0, now);
            Observed::with(if stays { "the rest stays" } else { "nothing stays" }, vec![said, tempo])
        }
    })
}

pub(super) fn make_refused_in_transaction(stage: &mut Stage) -> Checked<String> {
    refused(stage).map(|_| "a transaction of a tempo of 99 and a device that is none".to_owned())
}

/// Makes a clip in an empty slot and fills it, in one transaction.
fn filled(stage: &Stage, slot_id: livebridge_port::IdRef) -> Checked {
    let notes = [Note::new(60.0, 0.0, 1.0), Note::new(64.0, 1.0, 1.0)];
    stage.transaction(vec![
        Mutation::CreateMidiClip { slot_id, length_beats: 4.0 },
        Mutation::SetNotes { clip_id: StagedRef::new(0).into(), notes: notes.into() },
    ])?;
    Ok(())
}

/// One step or two, by how many lead back.
fn counted(steps: Option<usize>) -> &'static str {
    match steps {
        Some(1) => "one step",
        Some(2) => "two steps",
        Some(_) | None => "otherwise",
    }
}

fn told(steps: Option<usize>) -> String {
    match steps {
        Some(steps) => format!("the Set is as before after so many steps of undo: {steps}"),
        None => "no number of steps of undo brings the Set back".to_owned(),
    }
}

/// The most steps that are undone to find the Set of before.
const MOST_STEPS: usize = 4;

pub(super) fn create_then_fill(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    needs_undo(stage)?;
    stage.needs("transaction", &[Operation::Transaction, Operation::CreateMidiClip, Operation::SetNotes])?;
    let slot = stage.empty_slot_on(TrackKind::Midi)?;
    let before = stage.view()?;
    filled(stage, slot)?;
    let steps = steps_back(stage, &before, MOST_STEPS)?;
    Ok(Observed::new(counted(steps), told(steps)))
}

pub(super) fn make_create_then_fill(stage: &mut Stage) -> Checked<String> {
    stage.needs("transaction", &[Operation::Transaction, Operation::CreateMidiClip, Operation::SetNotes])?;
    let slot = stage.empty_slot_on(TrackKind::Midi)?;
    filled(stage, slot)?;
    Ok("a Session clip of four beats with two notes".to_owned())
}

pub(super) fn cue_with_name(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    needs_undo(stage)?;
    stage.needs("cue point", &[Operation::CreateCuePoint])?;
    stage.fresh("seeded")?;
    let (before, beat) = (stage.view()?, stage.free_cue_beat());
    stage.call(Mutation::CreateCuePoint { beat, name: "E2E".into() })?;
    let steps = steps_back(stage, &before, MOST_STEPS)?;
    Ok(Observed::new(counted(steps), told(steps)))
}

pub(super) fn make_cue_with_name(stage: &mut Stage) -> Checked<String> {
    stage.needs("cue point", &[Operation::CreateCuePoint])?;
    stage.fresh("seeded")?;
    let beat = stage.free_cue_beat();
    stage.prepare(Mutation::CreateCuePoint { beat, name: "E2E".into() })?;
    Ok("the locator `E2E`".to_owned())
}

pub(super) fn two_deletes(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    stage.needs("transaction", &[Operation::Transaction, Operation::DeleteTrack])?;
    let tracks = stage.several_tracks(3)?;
    let count = stage.tracks()?.len();
    let deleted = tracks[..2].iter().map(|track| Mutation::DeleteTrack { track_id: track.id.clone() }).collect();
    match stage.transaction(deleted) {
        Ok(_) => {}
        Err(CallError::Refused(refusal)) => return Ok(Observed::new("refused", said(&refusal))),
        Err(CallError::Fault(fault)) => return Err(Stop::Fault(fault)),
    }
    let now = stage.tracks()?;
    let name = |at: usize| tracks.get(at).map_or("", |track| &*track.name);
    let named = |name: &str| now.iter().filter(|track| &*track.name == name).count();
    let right = now.len() + 2 == count && named(name(0)) == 0 && named(name(1)) == 0 && named(name(2)) == 1;
    let left: Vec<_> = now.iter().map(|track| format!("`{}`", track.name)).collect();
    let evidence =
        format!("`{}` and `{}` were to go of {count} tracks; left are {}", name(0), name(1), left.join(", "));
    Ok(Observed::new(if right { "the two that were named" } else { "others" }, evidence))
}

pub(super) fn merging(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    needs_undo(stage)?;
    stage.fresh("seeded")?;
    let before = stage.tracks()?.len();
    for _ in 0..2 {
        stage.call(Mutation::CreateTrack { kind: TrackKind::Midi })?;
    }
    stage.undo()?;
    let now = stage.tracks()?.len();
    let answer = match now.checked_sub(before) {
        Some(1) => "a step each",
        Some(0) => "merged",
        Some(_) | None => "otherwise",
    };
    Ok(Observed::new(answer, format!("{before} tracks, then two more in two calls; after one undo {now}")))
}

pub(super) fn make_two_tracks(stage: &mut Stage) -> Checked<String> {
    stage.fresh("seeded")?;
    for _ in 0..2 {
        stage.prepare(Mutation::CreateTrack { kind: TrackKind::Midi })?;
    }
    Ok("two new MIDI tracks, in two calls".to_owned())
}

pub(super) fn make_one_change(stage: &mut Stage) -> Checked<String> {
    let track = stage.track(TrackKind::Midi)?;
    stage.prepare(Mutation::SetTempo { bpm: 98.0 })?;
    let props = TrackPropsPatch { name: Some("E2E one change".into()), mute: Some(true), ..TrackPropsPatch::default() };
    stage.prepare(Mutation::SetTrackProps { track_id: track.id, props })?;
    Ok(format!("the tempo is 98; then, in one call, the track `{}` is muted and called `E2E one change`", track.name))
}
