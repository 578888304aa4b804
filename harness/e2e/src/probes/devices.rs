//! Devices, parameters and cue points: what is taken, and what is refused.

use livebridge_port::{Mutation, Operation, Outcome, TrackKind};
use livebridge_suite::check::{Checked, Stop};
use livebridge_suite::stage::Stage;

use super::history::NO_DEVICE;
use super::{Observed, Sight, attempt, said};

/// Inserts a device at the end of a track, or says why not.
fn insert(stage: &Stage, track: &livebridge_port::IdRef, name: &str, index: f64) -> Checked<Result<(), String>> {
    let mutation = Mutation::InsertDevice { track_id: track.clone(), device_name: name.into(), index };
    Ok(attempt(stage, mutation)?.map(drop).map_err(|refusal| said(&refusal)))
}

fn line(name: &str, inserted: &Result<(), String>) -> String {
    match inserted {
        Ok(()) => format!("`{name}`: taken"),
        Err(said) => format!("`{name}`: {said}"),
    }
}

pub(super) fn device_names(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    let track = stage.track(TrackKind::Audio)?;
    let known = stage.effect_name().ok_or_else(|| Stop::Missing("device by name".to_owned()))?;
    let small = known.to_lowercase();
    let (mut evidence, mut taken) = (Vec::new(), false);
    for name in [NO_DEVICE, small.as_str()] {
        let inserted = insert(stage, &track.id, name, 0.0)?;
        taken |= inserted.is_ok();
        evidence.push(line(name, &inserted));
    }
    Ok(Observed::with(if taken { "one is taken" } else { "both are refused" }, evidence))
}

/// An instrument of every edition of Live that has devices to insert.
const INSTRUMENT: &str = "Operator";
/// A MIDI effect.
const MIDI_EFFECT: &str = "Pitch";

/// An instrument first, and then another device, which Live refuses.
fn behind_an_instrument(stage: &mut Stage, second: &str) -> Checked<Observed> {
    // A new one: those of a fresh Set may have an instrument.
    stage.needs("new track", &[Operation::CreateTrack])?;
    stage.fresh("seeded")?;
    let Some(Outcome::Track(track)) = stage.prepare(Mutation::CreateTrack { kind: TrackKind::Midi })? else {
        return Err(Stop::Untestable("createTrack answered with no track".to_owned()));
    };
    let first = insert(stage, &track.id, INSTRUMENT, 0.0)?;
    if let Err(said) = first {
        return Err(Stop::Missing(format!("instrument `{INSTRUMENT}` ({said})")));
    }
    let inserted = insert(stage, &track.id, second, 1.0)?;
    let evidence = vec![line(INSTRUMENT, &Ok(())), line(second, &inserted)];
    Ok(Observed::with(if inserted.is_ok() { "taken" } else { "refused" }, evidence))
}

pub(super) fn second_instrument(sight: &mut Sight<'_>) -> Checked<Observed> {
    behind_an_instrument(sight.stage, INSTRUMENT)
}

pub(super) fn effect_behind_instrument(sight: &mut Sight<'_>) -> Checked<Observed> {
    behind_an_instrument(sight.stage, MIDI_EFFECT)
}

/// How far above a step is written: nearer to the next one.
const BETWEEN: f64 = 0.6;

pub(super) fn between_steps(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    stage.needs("parameter", &[Operation::SetParam, Operation::ListDeviceParams])?;
    let (track, param) = stage.device_param(true)?;
    let (written, nearest) = (param.min + BETWEEN, param.min + 1.0);
    if let Err(refusal) = attempt(stage, Mutation::SetParam { param_id: param.id.clone(), value: written })? {
        return Ok(Observed::new("refused", said(&refusal)));
    }
    let read = stage.device_params(&track)?.into_iter().find(|now| now.id == param.id).map(|now| now.value);
    let read = read.ok_or_else(|| Stop::broken("the parameter is still listed", "it is not"))?;
    let answer = match () {
        () if stage.same_param(nearest, read) => "the nearest step",
        () if stage.same_param(written, read) => "in between",
        () => "another step",
    };
    let line =
        format!("`{}` runs from {} in whole steps; {written} was written, {read} is read", param.name, param.min);
    Ok(Observed::new(answer, line))
}

/// Where a cue point is far behind everything, but for those of earlier runs.
const LATE: f64 = 4096.0;

pub(super) fn late_cue(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    stage.needs("cue point", &[Operation::CreateCuePoint])?;
    stage.fresh("seeded")?;
    let mut beat = LATE;
    if stage.offers(Operation::ListCuePoints) {
        while stage.cue_points()?.iter().any(|cue| (cue.time - beat).abs() < 0.5) {
            beat += 4.0;
        }
    }
    Ok(match attempt(stage, Mutation::CreateCuePoint { beat, name: "E2E late".into() })? {
        Ok(_) => Observed::new("made", "a cue point a thousand bars behind the last clip"),
        Err(refusal) => Observed::new("refused", said(&refusal)),
    })
}

pub(super) fn near_cue(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    stage.needs("cue point", &[Operation::CreateCuePoint])?;
    stage.fresh("seeded")?;
    let beat = stage.free_cue_beat();
    stage.call(Mutation::CreateCuePoint { beat, name: "E2E one".into() })?;
    let mut evidence = Vec::new();
    for (distance, name) in [(0.001, "E2E two"), (0.0003, "E2E three")] {
        let near = Mutation::CreateCuePoint { beat: beat + distance, name: name.into() };
        if let Err(refusal) = attempt(stage, near)? {
            evidence.push(format!("{distance} beats away: {}", said(&refusal)));
            return Ok(Observed::with("refused", evidence));
        }
        evidence.push(format!("{distance} beats away: made"));
    }
    Ok(Observed::with("all are made", evidence))
}

/// What is seen once a person has put the insert marker elsewhere.
pub(super) fn cue_elsewhere(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    stage.needs("cue point to be seen", &[Operation::CreateCuePoint, Operation::ListCuePoints])?;
    let (beat, before) = (stage.free_cue_beat(), stage.cue_points()?);
    if let Err(refusal) = attempt(stage, Mutation::CreateCuePoint { beat, name: "E2E here".into() })? {
        return Ok(Observed::new("refused", said(&refusal)));
    }
    let new = stage.cue_points()?.into_iter().find(|cue| before.iter().all(|old| (old.time - cue.time).abs() > 1e-6));
    Ok(match new {
        Some(cue) if stage.same_beats(beat, cue.time) => Observed::new("at the beat asked for", "the locator is there"),
        Some(cue) => Observed::new("elsewhere", format!("the locator is {} beats off", cue.time - beat)),
        None => Observed::new("elsewhere", "no new locator is listed"),
    })
}
