//! Whole Sets against the reference: what the reads show of an unusual Set, and that a mutation changes nothing else.
//!
//! The target and the fake are brought to the same Set and called alike; then their Sets are compared as a whole.

use std::sync::Arc;

use livebridge_diff::DiffExt;
use livebridge_port::capabilities::Precision;
use livebridge_port::{
    ClipKind, ClipLocation, ClipPropsPatch, CreateAudioClipArgs, Mutation, Note, Operation, Reset, SetView, Snapshot,
    TrackKind, TrackPropsPatch, fixtures,
};
use pollster::block_on;

use super::scenario::{self, Scenario};
use super::undo::undone_to;
use crate::check::{Check, Checked, Stop};
use crate::stage::{Stage, Via};
use crate::target::FakeTarget;

pub(super) fn checks() -> Vec<Check> {
    let mut checks = vec![Check::new("reads/show-the-whole-set", "LB-READ-019", |stage| shows(stage, unusual()))];
    checks.extend(scenario::ALL.iter().map(|scenario| {
        let name = format!("mutations/nothing-else-changes/{}", scenario.operation);
        Check::new(name, "LB-MUT-009", |stage| nothing_else_changes(stage, scenario)).calling(&[scenario.operation])
    }));
    checks.push(
        Check::new("mutations/nothing-else-changes-in-an-unusual-set", "LB-MUT-011", in_an_unusual_set)
            .calling(&[Operation::ListTracks, Operation::ListClips]),
    );
    checks.push(Check::new("undo/in-an-unusual-set", "LB-UNDO-009", undone_in_an_unusual_set));
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
        clip.notes = clip.notes.take().map(|notes| notes.iter().map(in_full).collect());
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

/// The note with every optional field, none at its default.
fn in_full(note: &Note) -> Note {
    note.with_velocity(33.25)
        .with_muted(true)
        .with_probability(0.625)
        .with_velocity_deviation(-7.5)
        .with_release_velocity(12.5)
        .with_selected(true)
}

/// The reads show this Set, in every field.
pub(super) fn shows(stage: &mut Stage, mut wanted: Snapshot) -> Checked {
    stage.reset(&Reset::Snapshot(Box::new(wanted.clone())))?;
    let mut read = block_on(Snapshot::read(&*stage.instance().bridge))?;
    // No read tells the name of a device; and without positional ids none tells which device a parameter is of.
    for set in [&mut wanted, &mut read] {
        for track in &mut set.tracks {
            let parameters = track.devices.drain(..).flat_map(|device| device.parameters).collect();
            track.devices.push(livebridge_port::snapshot::DeviceSnapshot {
                name: None,
                parameters,
                extra: livebridge_port::snapshot::Extra::default(),
            });
        }
    }
    if read.cue_points.is_none() {
        wanted.cue_points = None;
    }
    differ(stage, &wanted, &read, "the reads show the Set that was loaded, in every field")
}

/// The fake, with a stage of its own.
fn reference(stage: &Stage) -> Checked<Stage> {
    Stage::open(Arc::new(FakeTarget), livebridge_wire::Timeouts::default(), stage.seed())
        .map_err(|error| Stop::Undecided(error.to_string()))
}

fn nothing_else_changes(stage: &mut Stage, scenario: &Scenario) -> Checked {
    stage.ways().into_iter().try_for_each(|via| nothing_else_changes_via(stage, scenario, via))
}

/// The same scenario on the target and on the fake, from the same fixture; what a mutation makes itself is the host's
/// to choose, and is taken out of both before they are compared.
fn nothing_else_changes_via(stage: &mut Stage, scenario: &Scenario, via: Via) -> Checked {
    let mut fake = reference(stage)?;
    let mut sets = Vec::new();
    for stage in [&mut fake, &mut *stage] {
        let call = (scenario.prepare)(stage)?;
        let before = canonical(stage)?;
        stage.send(via, call.clone())?;
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

/// Every mutation again, from a Set in which there is more to break; each begins with that Set.
fn in_an_unusual_set(stage: &mut Stage) -> Checked {
    let mut fake = reference(stage)?;
    let before = unusual();
    let reset = Reset::Snapshot(Box::new(before.clone()));
    fake.reset(&reset)?;
    for which in 0..of_each_kind(&mut fake)?.len() {
        let mut sets = Vec::new();
        let mut called = None;
        for stage in [&mut fake, &mut *stage] {
            stage.reset(&reset)?;
            // Ids are read again: opaque ones need not outlive a reset.
            let Some(call) = of_each_kind(stage)?.into_iter().nth(which) else { return Ok(()) };
            if !stage.offers(call.operation()) {
                break;
            }
            stage.trace().clear();
            stage.call(call.clone())?;
            let mut set = canonical(stage)?;
            take_out_what_is_new(&before, &mut set, &call);
            sets.push(set);
            called = Some(call);
        }
        if let (Some(call), [wanted, seen]) = (called, &sets[..]) {
            let expected = format!("{} changes what it is for and nothing else", call.operation());
            differ(stage, wanted, seen, &expected)?;
        }
    }
    Ok(())
}

/// Mutations of the first things of their kind in the unusual Set, as its ids are now.
fn of_each_kind(stage: &mut Stage) -> Checked<Vec<Mutation>> {
    use Mutation as M;
    let device_name = stage.device_name()?;
    let tracks = stage.tracks()?;
    let clips = tracks.iter().map(|track| stage.clips(&track.id)).collect::<Result<Vec<_>, _>>()?;
    let find = |kind: ClipKind, location: ClipLocation| {
        let found = clips.iter().flatten().find(|clip| clip.kind == kind && clip.location == location);
        found.map(|clip| clip.id.clone()).ok_or_else(|| Stop::broken("the Set that was loaded is listed", "it is not"))
    };
    let in_session = find(ClipKind::Midi, ClipLocation::Session)?;
    let placed = find(ClipKind::Midi, ClipLocation::Arrangement)?;
    let slot_id = find(ClipKind::Empty, ClipLocation::Session)?;
    let track = |i: usize| tracks.get(i).map_or_else(|| slot_id.clone(), |track| track.id.clone());
    let named = |name: &str| TrackPropsPatch { name: Some(name.into()), ..TrackPropsPatch::default() };
    let note = [Note::new(61.0, 0.5, 0.5)];
    let param_id = stage.mixer(&track(1))?.volume.id;
    let file = |start_time| CreateAudioClipArgs { file_path: "/audio/any.wav".into(), start_time, duration: 2.0 };
    Ok(vec![
        M::SetTempo { bpm: 140.0 },
        M::SetTrackProps { track_id: track(0), props: named("Other") },
        M::SetTrackProps { track_id: track(1), props: TrackPropsPatch { solo: Some(true), ..named("Alone") } },
        M::SetTrackProps {
            track_id: track(0),
            props: TrackPropsPatch { arm: Some(true), ..TrackPropsPatch::default() },
        },
        M::SetNotes { clip_id: in_session.clone(), notes: [].into() },
        M::SetNotes { clip_id: placed.clone(), notes: note.into() },
        M::CreateTrack { kind: TrackKind::Midi },
        M::CreateTrack { kind: TrackKind::Audio },
        M::CreateMidiClip { slot_id: slot_id.clone(), length_beats: 2.0 },
        M::SetClipProps { clip_id: placed.clone(), props: ClipPropsPatch { name: Some("Other".into()), color: None } },
        M::SetClipProps { clip_id: in_session.clone(), props: ClipPropsPatch { name: None, color: Some(255) } },
        M::DeleteTrack { track_id: track(1) },
        M::DeleteClip { clip_id: in_session },
        M::DeleteClip { clip_id: placed },
        M::CreateArrangementMidiClip { track_id: track(1), start_beat: 500.0, length_beats: 4.0 },
        M::CreateArrangementAudioClip { track_id: track(2), args: file(500.0) },
        M::ClearClipsInRange { track_id: track(1), start_beat: 0.0, end_beat: 4.0 },
        M::ClearClipsInRange { track_id: track(2), start_beat: 6.0, end_beat: 500.0 },
        M::CreateCuePoint { beat: 50.0, name: "Between".into() },
        M::SetParam { param_id, value: 0.125 },
        M::InsertDevice { track_id: track(0), device_name, index: 1.0 },
    ])
}

/// Each of the mutations of the unusual Set is undone exactly: what they displace has more to lose there.
fn undone_in_an_unusual_set(stage: &mut Stage) -> Checked {
    let reset = Reset::Snapshot(Box::new(unusual()));
    stage.reset(&reset)?;
    for which in 0..of_each_kind(stage)?.len() {
        stage.reset(&reset)?;
        // Ids are read again: opaque ones need not outlive a reset.
        let Some(call) = of_each_kind(stage)?.into_iter().nth(which) else { return Ok(()) };
        if !stage.offers(call.operation()) {
            continue;
        }
        stage.trace().clear();
        let before = stage.view()?;
        stage.call(call)?;
        undone_to(stage, &before, "one undo restores exactly the Set before the call")?;
    }
    Ok(())
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
