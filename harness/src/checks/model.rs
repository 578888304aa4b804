//! Whole Sets against the reference: what the reads show of an unusual Set, and that a mutation changes nothing else.
//!
//! The target and the fake are brought to the same Set and called alike; then their Sets are compared as a whole.

use livebridge_core::capabilities::Precision;
use livebridge_core::{Mutation, Operation, Reset, SetView, Snapshot, TrackKind, fixtures};
use pollster::block_on;

use super::scenario::{self, Scenario};
use crate::check::{Check, Checked, Stop};
use crate::stage::Stage;
use crate::target::TargetSpec;

pub(super) fn checks() -> Vec<Check> {
    let mut checks = vec![Check::new("reads/show-the-whole-set", "LB-READ-019", reads_show_the_set)];
    checks.extend(scenario::ALL.iter().map(|scenario| {
        let name = format!("mutations/nothing-else-changes/{}", scenario.operation);
        Check::new(name, "LB-MUT-009", |stage| nothing_else_changes(stage, scenario)).calling(&[scenario.operation])
    }));
    checks
}

/// A Set with something unusual in every field that a read shows.
fn unusual() -> Snapshot {
    let mut set = fixtures::seeded();
    let devices = fixtures::seeded_devices();
    (set.tempo, set.root_note, set.scale_mode, set.grid_is_triplet) = (97.25, 7, false, true);
    set.grid_quantization = "1/8".into();
    set.scenes = devices.scenes;
    set.cue_points = devices.cue_points;
    for (track, like) in set.tracks.iter_mut().zip(devices.tracks) {
        track.devices.extend(like.devices);
        (track.mute, track.solo, track.arm) = (!like.mute, like.solo, true);
        track.panning = -0.25;
    }
    for clip in set.tracks.iter_mut().flat_map(|track| track.session.iter_mut().chain(&mut track.arrangement)) {
        clip.muted = true;
        clip.name = format!("{} ü", clip.name).into();
        (clip.loop_start, clip.end_marker) = (clip.loop_start + 0.5, clip.end_marker + 1.0);
    }
    for track in set.tracks.iter_mut().filter(|track| track.kind == TrackKind::Midi) {
        for clip in &mut track.arrangement {
            clip.start_time = clip.start_time.map(|start| start + 3.25);
        }
    }
    set
}

fn reads_show_the_set(stage: &mut Stage) -> Checked {
    let mut wanted = unusual();
    stage.reset(&Reset::Snapshot(Box::new(wanted.clone())))?;
    let mut read = block_on(Snapshot::read(&*stage.target().bridge))?;
    // No read tells the name of a device; and without positional ids none tells which device a parameter is of.
    for set in [&mut wanted, &mut read] {
        for track in &mut set.tracks {
            let parameters = track.devices.drain(..).flat_map(|device| device.parameters).collect();
            track.devices.push(livebridge_core::snapshot::DeviceSnapshot {
                name: None,
                parameters,
                extra: livebridge_core::snapshot::Extra::default(),
            });
        }
    }
    if read.cue_points.is_none() {
        wanted.cue_points = None;
    }
    differ(stage, &wanted, &read, "the reads show the Set that was loaded, in every field")
}

/// The same scenario on the target and on the fake, from the same fixture; what a mutation makes itself is the host's
/// to choose, and is taken out of both before they are compared.
fn nothing_else_changes(stage: &mut Stage, scenario: &Scenario) -> Checked {
    let mut fake = Stage::open(TargetSpec::Fake, livebridge_adapters::wire::Timeouts::default(), stage.seed())
        .map_err(|error| Stop::Undecided(error.to_string()))?;
    let mut sets = Vec::new();
    for stage in [&mut fake, &mut *stage] {
        let call = (scenario.prepare)(stage)?;
        let before = canonical(stage)?;
        stage.call(call.clone())?;
        sets.push((before, canonical(stage)?, call));
    }
    let Some((before, seen, call)) = sets.pop() else { return Ok(()) };
    let Some((reference_before, mut wanted, _)) = sets.pop() else { return Ok(()) };
    if !before.diff(&reference_before).changes.is_empty() {
        return Err(Stop::Missing("Set that is the same as that of the fake before the call".to_owned()));
    }
    let mut seen = seen;
    for set in [&mut wanted, &mut seen] {
        take_out_what_is_new(&before, set, &call);
    }
    let expected = format!("{} changes what it is for and nothing else", scenario.operation);
    differ(stage, &wanted, &seen, &expected)
}

fn canonical(stage: &Stage) -> Checked<Snapshot> {
    match stage.snapshot()? {
        SetView::Canonical(snapshot) => Ok(*snapshot),
        SetView::Opaque(_) => Err(Stop::broken("a canonical snapshot, as declared", "an opaque one")),
    }
}

/// Takes the object that a mutation makes out of the Set: its name, colour and so on are the host's choice.
fn take_out_what_is_new(before: &Snapshot, set: &mut Snapshot, call: &Mutation) {
    match call.operation() {
        Operation::CreateTrack if set.tracks.len() == before.tracks.len() + 1 => {
            let at = before.tracks.iter().zip(&set.tracks).position(|(was, now)| was != now);
            set.tracks.remove(at.unwrap_or(before.tracks.len()));
        }
        Operation::CreateMidiClip => {
            for (was, now) in before.tracks.iter().zip(&mut set.tracks) {
                now.session.retain(|clip| was.session.iter().any(|other| other.scene == clip.scene));
            }
        }
        Operation::CreateArrangementMidiClip | Operation::CreateArrangementAudioClip => {
            for (was, now) in before.tracks.iter().zip(&mut set.tracks) {
                now.arrangement.retain(|clip| was.arrangement.iter().any(|other| other.start_time == clip.start_time));
            }
        }
        Operation::InsertDevice => {
            for (was, now) in before.tracks.iter().zip(&mut set.tracks) {
                if now.devices.len() == was.devices.len() + 1 {
                    let at = was.devices.iter().zip(&now.devices).position(|(was, now)| was != now);
                    now.devices.remove(at.unwrap_or(was.devices.len()));
                }
            }
        }
        _ => {}
    }
}

/// Two Sets are the same. Compared exactly, and so only where the target keeps 64-bit floats.
fn differ(stage: &Stage, wanted: &Snapshot, seen: &Snapshot, expected: &str) -> Checked {
    if stage.capabilities().precision == Precision::F32 {
        return Err(Stop::Missing("64-bit floats (capability precision: f64)".to_owned()));
    }
    let diff = wanted.diff(seen);
    if diff.changes.is_empty() { Ok(()) } else { Err(Stop::broken(expected, diff.to_string())) }
}
