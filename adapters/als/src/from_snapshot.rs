//! The way back from a snapshot to the model of a file, for rules that look at Sets of either form.
//!
//! A snapshot tells less than the file it was taken from: what it does not tell is absent, as in any Set that was
//! read. It has no ids, envelopes or absolute paths, calls the tracks that others
//! play into by name, and does not say from where a relative path leads.

use livebridge_port::snapshot::{ClipSnapshot, DeviceSnapshot, Extra, Signature, TrackSnapshot};
use livebridge_port::{Name, Snapshot, TrackKind as PortKind};
use livebridge_transforms::{FaderCurve, FaderParam, param_value_to_db};
use serde_json::Value;

use super::model::{
    Audio, Automated, Chain, Clip, Content, Device, FileRef, Locator, Loop, Scale, Scene, Send, Set, Track, TrackKind,
};
use super::{SOURCE, signature};

impl From<&Snapshot> for Set {
    fn from(snapshot: &Snapshot) -> Self {
        let file = section(&snapshot.extra);
        let mut tracks: Vec<_> = snapshot.tracks.iter().map(track).collect();
        for (key, kind) in [("groups", TrackKind::Group), ("returns", TrackKind::Return)] {
            tracks.extend(list(file, key).map(|track| mixer_track(track, kind)));
        }
        let locators = snapshot.cue_points.iter().flatten();
        let number = text(file, "signature").and_then(Signature::parse).map(signature::to_number);
        Self {
            creator: text(file, "live").unwrap_or_default().into(),
            tempo: manual(snapshot.tempo),
            signature: number.map(|number| manual(f64::from(number))).unwrap_or_default(),
            scale: Some(Scale { root: Some(snapshot.root_note.into()), name: snapshot.scale_name.clone() }),
            scale_mode: Some(snapshot.scale_mode),
            scenes: snapshot
                .scenes
                .iter()
                .map(|scene| Scene { name: scene.name.clone(), ..Scene::default() })
                .collect(),
            locators: locators.map(|cue| Locator { time: Some(cue.time), name: cue.name.clone() }).collect(),
            tracks,
            main: file.get("main").map(|main| mixer_track(main, TrackKind::Main)),
            ..Self::default()
        }
    }
}

fn manual(value: f64) -> Automated {
    Automated { manual: Some(value), ..Automated::default() }
}

/// What only the file knew; null where there was none.
fn section(extra: &Extra) -> &Value {
    extra.section(SOURCE).unwrap_or(&Value::Null)
}

fn list<'a>(section: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    section.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(section: &'a Value, key: &str) -> Option<&'a str> {
    section.get(key).and_then(Value::as_str)
}

/// A switch that is written only when it is on.
fn flag(section: &Value, key: &str) -> bool {
    section.get(key).and_then(Value::as_bool).unwrap_or_default()
}

fn number(section: &Value, key: &str) -> Option<i64> {
    section.get(key).and_then(Value::as_i64)
}

fn track(track: &TrackSnapshot) -> Track {
    let fader = FaderParam { min: track.volume.min, max: track.volume.max, default_value: track.volume.default_value };
    let db = param_value_to_db(track.volume.value, fader, FaderCurve::Live).ok();
    let slots = track.session.iter().filter_map(|clip| Some((clip.scene?, self::clip(clip))));
    Track {
        kind: if track.kind == PortKind::Midi { TrackKind::Midi } else { TrackKind::Audio },
        volume: db.map(|db| manual(10_f64.powf(db / 20.0))).unwrap_or_default(),
        pan: manual(track.panning),
        active: Some(!track.mute),
        solo: Some(track.solo),
        arm: Some(track.arm),
        session: slots.collect(),
        arrangement: track.arrangement.iter().map(clip).collect(),
        devices: track.devices.iter().map(device).collect(),
        ..details(section(&track.extra), &track.name)
    }
}

/// A track that the port does not list.
fn mixer_track(section: &Value, kind: TrackKind) -> Track {
    let gain = section.get("gain").and_then(Value::as_f64);
    Track {
        kind,
        volume: gain.map(manual).unwrap_or_default(),
        active: Some(!flag(section, "mute")),
        solo: Some(flag(section, "solo")),
        devices: list(section, "devices").map(inner_device).collect(),
        ..details(section.get("details").unwrap_or(&Value::Null), text(section, "name").unwrap_or_default())
    }
}

/// What every kind of track has in its section.
fn details(section: &Value, name: &str) -> Track {
    let gains = list(section, "sendGains").map(Value::as_f64);
    Track {
        name: name.into(),
        user_name: if flag(section, "autoName") { "" } else { name }.into(),
        frozen: flag(section, "frozen"),
        sends: gains.map(|gain| Send { gain: gain.map(manual).unwrap_or_default(), active: None }).collect(),
        // Only their number is told, and all that matters is whether there are any.
        take_clips: vec![Clip::default(); usize::from(number(section, "takeClips").is_some_and(|n| n > 0))],
        ..Track::default()
    }
}

fn clip(clip: &ClipSnapshot) -> Clip {
    let section = section(&clip.extra);
    let content = match clip.kind {
        PortKind::Midi => Content::Midi(clip.notes.clone().unwrap_or_default()),
        PortKind::Audio => {
            let audio = section.get("audio").unwrap_or(&Value::Null);
            let warped = if text(audio, "loopUnit") == Some("seconds") {
                Some(false)
            } else {
                text(audio, "warp").map(|_| true)
            };
            let file = clip.file_path.as_ref().map(file_ref).unwrap_or_default();
            let (size, crc) = (number(audio, "fileBytes"), number(audio, "fileCrc"));
            Content::Audio(Box::new(Audio { warped, file: FileRef { size, crc, ..file }, ..Audio::default() }))
        }
    };
    let start = clip.start_time.unwrap_or_default();
    Clip {
        content,
        name: clip.name.clone(),
        time: Some(start),
        start: Some(start),
        end: Some(start + clip.duration),
        disabled: Some(clip.muted),
        looping: Loop {
            on: Some(clip.looping),
            start: Some(clip.loop_start),
            end: Some(clip.loop_end),
            start_relative: Some(clip.start_marker.map_or(0.0, |marker| marker - clip.loop_start)),
            out_marker: Some(clip.end_marker),
        },
        envelopes: number(section, "envelopes").and_then(|n| usize::try_from(n).ok()).unwrap_or_default(),
        ..Clip::default()
    }
}

/// A snapshot has one path: an absolute one only where the file had no other.
fn file_ref(path: &Name) -> FileRef {
    let is_absolute = path.starts_with(['/', '\\']) || path.get(1..2) == Some(":");
    if is_absolute {
        FileRef { path: path.clone(), ..FileRef::default() }
    } else {
        FileRef { relative: path.clone(), ..FileRef::default() }
    }
}

fn device(device: &DeviceSnapshot) -> Device {
    let on = device.parameters.iter().find(|parameter| *parameter.name == *"On").map(|on| on.value > 0.0);
    with_details(section(&device.extra), device.name.clone().unwrap_or_default(), on)
}

fn inner_device(device: &Value) -> Device {
    let on = device.get("parameters").and_then(|parameters| parameters.get("On")).and_then(Value::as_f64);
    let name = text(device, "name").unwrap_or_default().into();
    with_details(device.get("details").unwrap_or(&Value::Null), name, on.map(|on| on > 0.0))
}

fn with_details(section: &Value, name: Name, on: Option<bool>) -> Device {
    let class = text(section, "class").unwrap_or_default();
    let chains = |key| list(section, key).map(chain).collect();
    Device {
        class: class.into(),
        plugin: matches!(class, "PluginDevice" | "AuPluginDevice").then(|| name.clone()),
        user_name: name,
        on,
        chains: chains("chains"),
        returns: chains("returns"),
        samples: list(section, "files").filter_map(Value::as_str).map(|path| file_ref(&path.into())).collect(),
        ..Device::default()
    }
}

fn chain(chain: &Value) -> Chain {
    Chain {
        name: text(chain, "name").unwrap_or_default().into(),
        note: number(chain, "note"),
        active: Some(!flag(chain, "mute")),
        solo: Some(flag(chain, "solo")),
        devices: list(chain, "devices").map(inner_device).collect(),
        ..Chain::default()
    }
}
