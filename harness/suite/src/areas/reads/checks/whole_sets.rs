//! Whole Sets: the reads show every field, and nothing is left out of long lists. Contract, section 4.

use livebridge_port::snapshot::{ClipSnapshot, CuePointSnapshot, ParamSnapshot, SceneSnapshot, TrackSnapshot};
use livebridge_port::{ClipLocation, Mutation, Operation, Reset, Snapshot, TrackKind, fixtures};
use livebridge_wire::block_on;

use crate::check::{Check, Checked, Stop, require, told};
use crate::checks::expected_set::differ;
use crate::checks::neighbours::neighbours;
use crate::checks::unusual_set::unusual;
use crate::stage::{Stage, Via};

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("reads/show-the-whole-set", "LB-READ-019", |stage| shows(stage, unusual())),
        Check::new("reads/show-neighbours", "LB-READ-019", |stage| shows(stage, neighbours())),
        Check::new("reads/show-many-tracks", "LB-READ-019", |stage| shows(stage, many_tracks())),
        Check::new("reads/show-many-of-everything", "LB-READ-019", |stage| shows(stage, many_on_a_track())),
        Check::new("reads/counts-agree-on-many-clips", "LB-READ-003", many_clips)
            .calling(&[Operation::ListClips, Operation::CreateArrangementMidiClip]),
    ]
}

/// The reads show this Set, in every field.
pub(super) fn shows(stage: &mut Stage, mut wanted: Snapshot) -> Checked {
    stage.reset(&Reset::Snapshot(Box::new(wanted.clone())))?;
    let mut read = block_on(Snapshot::read(&*stage.instance().bridge))?;
    // No read tells the name of a device; and without positional ids none tells which device a parameter is of.
    for set in [&mut wanted, &mut read] {
        for track in &mut set.tracks {
            // Nor where a piece of a loop begins.
            let clips = track.session.iter_mut().chain(&mut track.arrangement);
            clips.for_each(|clip| clip.start_marker = None);
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

/// More than fits in a byte, and in the pages that hosts like.
const MANY: usize = 260;

/// As a number of beats.
fn beat(i: usize) -> f64 {
    f64::from(u32::try_from(i).unwrap_or(u32::MAX))
}

fn many_tracks() -> Snapshot {
    let set = fixtures::seeded();
    let empty =
        TrackSnapshot { session: Vec::new(), arrangement: Vec::new(), devices: Vec::new(), ..set.tracks[0].clone() };
    let tracks = (0..MANY).map(|i| TrackSnapshot { name: format!("Track {i}").into(), ..empty.clone() });
    Snapshot { tracks: tracks.collect(), ..set }
}

/// Scenes, clips in both places, devices with parameters, and cue points.
fn many_on_a_track() -> Snapshot {
    const PARAMETERS: usize = 100;
    let mut set = fixtures::seeded();
    let scene = set.scenes[0].clone();
    set.scenes = (0..MANY).map(|i| SceneSnapshot { name: format!("Scene {i}").into(), ..scene.clone() }).collect();
    let cues = (0..MANY).map(|i| CuePointSnapshot { time: beat(i), name: format!("Cue {i}").into() });
    set.cue_points = Some(cues.collect());
    let track = &mut set.tracks[1];
    let (slot, placed) = (track.session[0].clone(), track.arrangement[0].clone());
    track.session =
        (0..MANY).map(|i| ClipSnapshot { scene: Some(i), name: format!("Slot {i}").into(), ..slot.clone() }).collect();
    track.arrangement = (0..MANY)
        .map(|i| ClipSnapshot { start_time: Some(beat(i) * 8.0), name: format!("Clip {i}").into(), ..placed.clone() })
        .collect();
    let mut device = set.tracks[2].devices[0].clone();
    let like = device.parameters[0].clone();
    device.parameters =
        (0..PARAMETERS).map(|i| ParamSnapshot { name: format!("Parameter {i}").into(), ..like.clone() }).collect();
    set.tracks[2].devices = vec![device; MANY.div_ceil(PARAMETERS)];
    set
}

/// Clips made through the port, so that a target is asked that cannot load a Set.
fn many_clips(stage: &mut Stage) -> Checked {
    const CLIPS: usize = 130;
    let region = stage.free_region(TrackKind::Midi)?;
    let before = stage.clips(&region.track)?.len();
    let clips = (0..CLIPS).map(|i| Mutation::CreateArrangementMidiClip {
        track_id: region.track.clone(),
        start_beat: region.base + beat(i),
        length_beats: 0.5,
    });
    if stage.ways().contains(&Via::Transaction) {
        stage.transaction(clips.collect())?;
    } else {
        clips.into_iter().try_for_each(|clip| stage.call(clip).map(drop))?;
    }
    let listed = stage.clips(&region.track)?;
    let (wanted, seen) = (before + CLIPS, listed.len());
    require(seen == wanted, || format!("all {wanted} clips are listed after {CLIPS} more"), || format!("{seen} are"))?;
    let placed = listed.iter().filter(|clip| clip.location == ClipLocation::Arrangement).count();
    let track = stage.tracks()?.into_iter().find(|track| track.id == region.track);
    let counted = track.map(|track| track.arrangement_clip_count);
    if counted == Some(placed) {
        return Ok(());
    }
    Err(Stop::broken(format!("arrangementClipCount is {placed}, as listClips has it"), told(&counted)))
}
