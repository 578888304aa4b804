//! The way back from a snapshot to the model of a file, for rules that look at Sets of either form.
//!
//! A snapshot tells less than the file it was taken from: what it does not tell is absent, as in any Set that was
//! read. It has no ids, envelopes or absolute paths, calls the tracks that others
//! play into by name, and does not say from where a relative path leads.

use livebridge_port::snapshot::als::{
    BusSection, ChainSection, ClipSection, DeviceSection, InnerDeviceSection, LoopUnit, SOURCE, SetSection,
    TrackSection,
};
use livebridge_port::snapshot::{ClipSnapshot, DeviceSnapshot, TrackSnapshot};
use livebridge_port::{Name, Snapshot, TrackKind as PortKind};
use livebridge_transforms::{FaderCurve, FaderParam, param_value_to_db};

use super::model::{
    AudioContent, Automated, Chain, Clip, Content, Device, FileRef, LiveTrackKind, Locator, Loop, Scene, Send, Set,
    SongScale, Track,
};
use super::signature;

impl From<&Snapshot> for Set {
    fn from(snapshot: &Snapshot) -> Self {
        let file: SetSection = snapshot.extra.read(SOURCE);
        let mut tracks: Vec<_> = snapshot.tracks.iter().map(track).collect();
        tracks.extend(file.groups.iter().map(|group| bus(group, LiveTrackKind::Group)));
        tracks.extend(file.returns.iter().map(|track| bus(track, LiveTrackKind::Return)));
        let locators = snapshot.cue_points.iter().flatten();
        let number = file.signature.map(signature::to_number);
        Self {
            creator: file.live.unwrap_or_default(),
            tempo: manual(snapshot.tempo),
            signature: number.map(|number| manual(f64::from(number))).unwrap_or_default(),
            scale: Some(SongScale {
                root: Some(snapshot.root_note.into()),
                name: snapshot.scale_name.clone(),
                notes: Some(snapshot.scale_intervals.clone()).filter(|notes| !notes.is_empty()),
            }),
            scale_mode: Some(snapshot.scale_mode),
            scenes: snapshot
                .scenes
                .iter()
                .map(|scene| Scene { name: scene.name.clone(), ..Scene::default() })
                .collect(),
            locators: locators.map(|cue| Locator { time: Some(cue.time), name: cue.name.clone() }).collect(),
            tracks,
            main: file.main.as_ref().map(|main| bus(main, LiveTrackKind::Main)),
            ..Self::default()
        }
    }
}

fn manual(value: f64) -> Automated {
    Automated { manual: Some(value), ..Automated::default() }
}

fn track(track: &TrackSnapshot) -> Track {
    let fader = FaderParam { min: track.volume.min, max: track.volume.max, default_value: track.volume.default_value };
    let db = param_value_to_db(track.volume.value, fader, FaderCurve::Live).ok();
    let slots = track.session.iter().filter_map(|clip| Some((clip.scene?, self::clip(clip))));
    Track {
        kind: if track.kind == PortKind::Midi { LiveTrackKind::Midi } else { LiveTrackKind::Audio },
        volume: db.map(|db| manual(10_f64.powf(db / 20.0))).unwrap_or_default(),
        pan: manual(track.panning),
        active: Some(!track.mute),
        solo: Some(track.solo),
        arm: Some(track.arm),
        session: slots.collect(),
        arrangement: track.arrangement.iter().map(clip).collect(),
        devices: track.devices.iter().map(device).collect(),
        ..details(&track.extra.read(SOURCE), &track.name)
    }
}

/// A track that the port does not list.
fn bus(section: &BusSection, kind: LiveTrackKind) -> Track {
    let name = section.name.as_deref().unwrap_or_default();
    let details = section.details.as_ref().map(|section| details(section, name));
    Track {
        kind,
        name: name.into(),
        volume: section.gain.map(manual).unwrap_or_default(),
        active: Some(!section.mute),
        solo: Some(section.solo),
        devices: section.devices.iter().map(inner_device).collect(),
        ..details.unwrap_or_default()
    }
}

/// What every kind of track has in its section.
fn details(section: &TrackSection, name: &str) -> Track {
    let gains = section.send_gains.iter().copied();
    Track {
        name: name.into(),
        user_name: if section.auto_name { "" } else { name }.into(),
        frozen: section.frozen,
        sends: gains.map(|gain| Send { gain: gain.map(manual).unwrap_or_default(), active: None }).collect(),
        // Only their number is told, and all that matters is whether there are any.
        take_clips: vec![Clip::default(); usize::from(section.take_clips > 0)],
        ..Track::default()
    }
}

fn clip(clip: &ClipSnapshot) -> Clip {
    let section: ClipSection = clip.extra.read(SOURCE);
    let content = match clip.kind {
        PortKind::Midi => Content::Midi(clip.notes.clone().unwrap_or_default()),
        PortKind::Audio => {
            let audio = section.audio.unwrap_or_default();
            let warped = match (audio.loop_unit, audio.warp) {
                (Some(LoopUnit::Seconds), _) => Some(false),
                (None, Some(_)) => Some(true),
                (None, None) => None,
            };
            let file = clip.file_path.as_ref().map(file_ref).unwrap_or_default();
            let file = FileRef { size: audio.file_bytes, crc: audio.file_crc, ..file };
            Content::Audio(Box::new(AudioContent { warped, file, ..AudioContent::default() }))
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
        envelopes: section.envelopes,
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
    with_details(&device.extra.read(SOURCE), device.name.clone().unwrap_or_default(), on)
}

fn inner_device(device: &InnerDeviceSection) -> Device {
    let on = device.parameters.as_ref().and_then(|parameters| parameters.get("On"));
    let name = device.name.clone().unwrap_or_default();
    let none = DeviceSection::default();
    with_details(device.details.as_ref().unwrap_or(&none), name, on.map(|on| *on > 0.0))
}

fn with_details(section: &DeviceSection, name: Name, on: Option<bool>) -> Device {
    let class = section.class.clone().unwrap_or_default();
    Device {
        plugin: matches!(&*class, "PluginDevice" | "AuPluginDevice").then(|| name.clone()),
        class,
        user_name: name,
        on,
        chains: section.chains.iter().map(chain).collect(),
        returns: section.returns.iter().map(chain).collect(),
        samples: section.files.iter().map(file_ref).collect(),
        ..Device::default()
    }
}

fn chain(chain: &ChainSection) -> Chain {
    Chain {
        name: chain.name.clone().unwrap_or_default(),
        note: chain.note,
        active: Some(!chain.mute),
        solo: Some(chain.solo),
        devices: chain.devices.iter().map(inner_device).collect(),
        ..Chain::default()
    }
}
