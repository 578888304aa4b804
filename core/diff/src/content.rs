//! Fingerprints of tracks, devices, clips, scenes and cue points, for `matching.rs`.
//!
//! Hashes decide only which elements are compared with which; no hash reaches a result.

use std::hash::{DefaultHasher, Hash, Hasher};

use livebridge_port::snapshot::{
    ClipSnapshot, CuePointSnapshot, DeviceSnapshot, ParamSnapshot, SceneSnapshot, TrackSnapshot,
};
use livebridge_port::{Note, Snapshot};
use serde_json::Value;

use super::matching::Item;

/// The fingerprints of a track and of all that is on it.
pub(super) struct TrackItems {
    pub track: Item,
    pub devices: Vec<Item>,
    pub session: Vec<Item>,
    pub arrangement: Vec<Item>,
}

/// A number that orders as the float does, equal for 0 and -0.
pub(super) fn ordered(value: f64) -> i64 {
    #[expect(clippy::cast_possible_wrap, reason = "the bits are wanted, whatever they are as a number")]
    let bits = (value + 0.0).to_bits() as i64;
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

/// The note with all its fields.
pub(super) fn note(note: &Note) -> u64 {
    let optional = [note.velocity(), note.probability(), note.velocity_deviation(), note.release_velocity()];
    print(&(sounding(note), optional.map(|value| value.map(ordered)), note.muted(), note.selected()))
}

/// The fingerprints of every track.
pub(super) fn tracks(set: &Snapshot) -> Vec<TrackItems> {
    set.tracks.iter().map(track).collect()
}

/// The fingerprints of every scene: two scenes of one name are told apart by the clips in them.
pub(super) fn scenes(set: &Snapshot, tracks: &[TrackItems]) -> Vec<Item> {
    let mut clips = vec![Vec::new(); set.scenes.len()];
    for (track, items) in set.tracks.iter().zip(tracks) {
        for (clip, item) in track.session.iter().zip(&items.session) {
            if let Some(scene) = clip.scene.and_then(|scene| clips.get_mut(scene)) {
                scene.push(item.content);
            }
        }
    }
    set.scenes.iter().zip(clips).map(|(scene, clips)| self::scene(scene, clips)).collect()
}

/// The fingerprint of a cue point: name and beat.
pub(super) fn cue_point(cue: &CuePointSnapshot) -> Item {
    let time = print(&ordered(cue.time));
    let kind = 0;
    Item { key: print(&cue.name), kind, content: time, place: Some(time), features: vec![time], positional: false }
}

/// The fingerprint of a parameter. Without its name, its range and place tell which it is.
pub(super) fn parameter(param: &ParamSnapshot) -> Item {
    let range = (ordered(param.min), ordered(param.max), param.is_quantized);
    Item {
        key: print(&param.name),
        kind: print(&range),
        content: print(&(range, ordered(param.default_value), ordered(param.value))),
        place: None,
        features: Vec::new(),
        positional: true,
    }
}

/// The fingerprint of an element of a section: its name, its class, and what is on or in it.
pub(super) fn section_element(element: &Value) -> Item {
    let mut parts = Vec::new();
    for list in ["chains", "devices", "parameters"] {
        leaves(element.get(list).unwrap_or(&Value::Null), &mut parts);
    }
    let features = features(parts.into_iter());
    let kind = print(&element.get("details").and_then(|details| details.get("class")).and_then(Value::as_str));
    Item {
        key: print(&(kind, element.get("name").and_then(Value::as_str))),
        kind,
        content: print(&element.to_string()),
        place: None,
        positional: features.is_empty(),
        features,
    }
}

/// The fingerprints of all that holds nothing more, with their keys.
fn leaves(value: &Value, out: &mut Vec<u64>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| leaves(value, out)),
        Value::Object(map) => {
            for (key, value) in map {
                if value.is_array() || value.is_object() {
                    leaves(value, out);
                } else {
                    out.push(print(&(key, value.to_string())));
                }
            }
        }
        _ => {}
    }
}

fn track(track: &TrackSnapshot) -> TrackItems {
    let devices: Vec<_> = track.devices.iter().map(device).collect();
    let session: Vec<_> = track.session.iter().map(clip).collect();
    let arrangement: Vec<_> = track.arrangement.iter().map(clip).collect();
    let clips = || session.iter().chain(&arrangement);
    // Some notes of each clip stand for all, so that a track whose every clip was edited is known still.
    let parts = clips().chain(&devices).flat_map(|item| item.sketch().iter().copied().chain([item.key, item.content]));
    let features = features(parts);
    let mixer =
        (track.mute, track.solo, track.arm, parameter(&track.volume).content, ordered(track.panning), track.send_count);
    let places: Vec<_> = clips().chain(&devices).map(|item| (item.key, item.content, item.place)).collect();
    let item = Item {
        key: print(&(track.kind, &track.name)),
        kind: print(&track.kind),
        content: print(&(mixer, session.len(), places)),
        place: None,
        positional: features.is_empty(),
        features,
    };
    TrackItems { track: item, devices, session, arrangement }
}

fn device(device: &DeviceSnapshot) -> Item {
    let params: Vec<_> = device.parameters.iter().map(parameter).collect();
    // Without a name, the names of its parameters say what it is.
    let unnamed: Vec<_> =
        if device.name.is_none() { params.iter().map(|param| param.key).collect() } else { Vec::new() };
    let features =
        features(params.iter().flat_map(|param| [print(&(param.key, param.kind)), print(&(param.key, param.content))]));
    let all: Vec<_> = params.iter().map(|param| (param.key, param.content)).collect();
    Item {
        key: print(&(&device.name, unnamed)),
        kind: 0,
        content: print(&all),
        place: None,
        positional: features.is_empty(),
        features,
    }
}

fn clip(clip: &ClipSnapshot) -> Item {
    let notes = clip.notes.as_deref().unwrap_or_default();
    let all: Vec<_> = notes.iter().map(note).collect();
    let geometry = [clip.duration, clip.loop_start, clip.loop_end, clip.end_marker].map(ordered);
    let content =
        (clip.color, clip.muted, clip.looping, geometry, clip.start_marker.map(ordered), &clip.file_path, all);
    let file = clip.file_path.as_ref().map(print);
    Item {
        key: print(&(clip.kind, &clip.name)),
        kind: print(&clip.kind),
        content: print(&content),
        place: Some(print(&(clip.scene, clip.start_time.map(ordered)))),
        features: features(notes.iter().map(|note| print(&sounding(note))).chain(file)),
        positional: false,
    }
}

fn scene(scene: &SceneSnapshot, mut clips: Vec<u64>) -> Item {
    clips.sort_unstable();
    let own = (scene.tempo.map(ordered), scene.signature_numerator, scene.signature_denominator);
    Item {
        key: print(&scene.name),
        kind: 0,
        content: print(&(own, &clips)),
        place: None,
        features: features(clips.into_iter()),
        positional: true,
    }
}

/// What of a note is heard as the same note, however loud.
fn sounding(note: &Note) -> [i64; 3] {
    [note.pitch, note.start_time, note.duration].map(ordered)
}

/// Sorted parts, where the n-th of equal ones is a part of its own.
fn features(parts: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut parts: Vec<_> = parts.collect();
    parts.sort_unstable();
    let mut repeated = 0;
    let mut counted: Vec<_> = (0..parts.len())
        .map(|i| {
            repeated = if i > 0 && parts[i] == parts[i - 1] { repeated + 1 } else { 0_usize };
            if repeated == 0 { parts[i] } else { print(&(parts[i], repeated)) }
        })
        .collect();
    counted.sort_unstable();
    counted
}

fn print<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
