//! Long lists: nothing is left out of them, however many there are. Contract, section 4.

use livebridge_port::snapshot::{ClipSnapshot, CuePointSnapshot, ParamSnapshot, SceneSnapshot, TrackSnapshot};
use livebridge_port::{ClipLocation, Mutation, Operation, Snapshot, TrackInfo, TrackKind, fixtures};

use super::model;
use crate::check::{Check, Checked, Stop, require};
use crate::stage::{Stage, Via};

pub(super) fn checks() -> Vec<Check> {
    use Operation as O;
    vec![
        Check::new("reads/show-many-tracks", "LB-READ-019", |stage| model::shows(stage, many_tracks())),
        Check::new("reads/show-many-of-everything", "LB-READ-019", |stage| model::shows(stage, many_on_a_track())),
        Check::new("reads/find-all-of-many", "LB-READ-011", find_all_of_many).calling(&[O::CreateTrack]),
        Check::new("reads/counts-agree-on-many-clips", "LB-READ-003", many_clips)
            .calling(&[O::ListClips, O::CreateArrangementMidiClip]),
    ]
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

/// At least so many tracks, made through the port: a small edition of the host may not take them.
pub(super) fn many_tracks_made(stage: &mut Stage, count: usize) -> Checked<Vec<TrackInfo>> {
    match stage.several_tracks(count) {
        Err(Stop::Untestable(_)) => stage.missing(&format!("host that takes {count} tracks"), &[]),
        made => made,
    }
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

/// Tracks made through the port, so that a target is asked that cannot load a Set.
fn find_all_of_many(stage: &mut Stage) -> Checked {
    const TRACKS: usize = 40;
    many_tracks_made(stage, TRACKS)?;
    let (listed, found) = (stage.tracks()?.len(), stage.find_track("")?.len());
    require(found == listed, || format!("an empty query finds all {listed} tracks"), || format!("{found} tracks"))
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
    Err(Stop::broken(format!("arrangementClipCount is {placed}, as listClips has it"), format!("{counted:?}")))
}
