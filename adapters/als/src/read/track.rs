//! Tracks of all kinds: what is their own, their mixer, their slots and lanes.

use std::io;

use super::clip;
use super::device::{self, Keys};
use super::envelope::{automated, of_track};
use crate::model::{Clip, LiveTrackKind, Send, Set, Track};
use crate::palette;
use crate::xml::{Parsed, Step, Xml};

/// A track. What the main track knows of tempo and signature goes into `set`.
pub(super) fn track<R: io::Read>(
    xml: &mut Xml<R>,
    keys: &mut Keys,
    kind: LiveTrackKind,
    set: &mut Set,
) -> Parsed<Track> {
    let level = xml.level();
    let mut track = Track { kind, id: xml.id()?, ..Track::default() };
    while xml.child(level)? {
        match xml.name() {
            "Name" => {
                let inner = xml.level();
                while xml.child(inner)? {
                    match xml.name() {
                        "EffectiveName" => track.name = xml.text()?,
                        "UserName" => track.user_name = xml.text()?,
                        _ => {}
                    }
                }
            }
            _ if kind == LiveTrackKind::Unknown => {}
            "Color" => track.color = palette::color(xml.integer()?),
            "ColorIndex" => track.color = palette::track_color_index(xml.integer()?),
            "TrackGroupId" => track.group = xml.integer()?.filter(|&id| id >= 0),
            "Freeze" => track.frozen = xml.flag()?.unwrap_or_default(),
            "AutomationEnvelopes" => track.envelopes = of_track(xml)?,
            "TakeLanes" => take_lanes(xml, &mut track.take_clips)?,
            "DeviceChain" | "MasterChain" => chain(xml, keys, &mut track, set)?,
            _ => {}
        }
    }
    if track.name.is_empty() {
        track.name = track.user_name.clone();
    }
    Ok(track)
}

fn chain<R: io::Read>(xml: &mut Xml<R>, keys: &mut Keys, track: &mut Track, set: &mut Set) -> Parsed<()> {
    let level = xml.level();
    while xml.child(level)? {
        match xml.name() {
            "Mixer" => mixer(xml, track, set)?,
            "MainSequencer" => sequencer(xml, track)?,
            "FreezeSequencer" => track.frozen_clips = count_clips(xml)?,
            "AudioOutputRouting" => {
                let inner = xml.level();
                while xml.child(inner)? {
                    if xml.name() == "Target" {
                        track.output = xml.text()?;
                        if &*track.output == "AudioOut/Master" {
                            // What it is called until Live 11.
                            track.output = "AudioOut/Main".into();
                        }
                    }
                }
            }
            "DeviceChain" => {
                let inner = xml.level();
                while xml.child(inner)? {
                    if xml.name() == "Devices" {
                        track.devices = device::devices(xml, keys, 0)?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn mixer<R: io::Read>(xml: &mut Xml<R>, track: &mut Track, set: &mut Set) -> Parsed<()> {
    let level = xml.level();
    while xml.child(level)? {
        match xml.name() {
            "Volume" => track.volume = automated(xml)?,
            "Pan" => track.pan = automated(xml)?,
            "Speaker" => track.active = automated(xml)?.manual.map(|value| value > 0.0),
            "SoloSink" => track.solo = xml.flag()?,
            "Sends" => {
                let list = xml.level();
                while xml.child(list)? {
                    xml.count_item()?;
                    track.sends.push(send(xml)?);
                }
            }
            "Tempo" if track.kind == LiveTrackKind::Main => set.tempo = automated(xml)?,
            "TimeSignature" if track.kind == LiveTrackKind::Main => set.signature = automated(xml)?,
            _ => {}
        }
    }
    Ok(())
}

fn send<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Send> {
    let (level, mut send) = (xml.level(), Send::default());
    while xml.child(level)? {
        match xml.name() {
            "Send" => send.gain = automated(xml)?,
            "EnabledByUser" | "Active" => send.active = xml.flag()?,
            _ => {}
        }
    }
    Ok(send)
}

fn sequencer<R: io::Read>(xml: &mut Xml<R>, track: &mut Track) -> Parsed<()> {
    let level = xml.level();
    while xml.child(level)? {
        match xml.name() {
            "ClipSlotList" => {
                let list = xml.level();
                while xml.child(list)? {
                    xml.count_item()?;
                    let slot = track.slots;
                    track.slots += 1;
                    let inner = xml.level();
                    while xml.child(inner)? {
                        if xml.name() == "ClipSlot" {
                            track.session.extend(slot_clip(xml)?.map(|clip| (slot, clip)));
                        }
                    }
                }
            }
            // MIDI tracks have the one, audio tracks the other.
            "ClipTimeable" | "Sample" => arrangement(xml, &mut track.arrangement)?,
            "MonitoringEnum" => track.monitor = xml.integer()?,
            "Recorder" => {
                let inner = xml.level();
                while xml.child(inner)? {
                    if xml.name() == "IsArmed" {
                        track.arm = xml.flag()?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn slot_clip<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Option<Clip>> {
    let (level, mut clip) = (xml.level(), None);
    while xml.child(level)? {
        if xml.name() == "Value" {
            let inner = xml.level();
            while xml.child(inner)? {
                clip = clip::clip(xml)?.or(clip);
            }
        }
    }
    Ok(clip)
}

/// `ArrangerAutomation/Events`, and in it the clips.
fn arrangement<R: io::Read>(xml: &mut Xml<R>, clips: &mut Vec<Clip>) -> Parsed<()> {
    let level = xml.level();
    while xml.child(level)? {
        if xml.name() == "ArrangerAutomation" {
            events(xml, clips)?;
        }
    }
    Ok(())
}

/// `TakeLanes/TakeLanes/TakeLane/ClipAutomation/Events`, and in it the clips.
fn take_lanes<R: io::Read>(xml: &mut Xml<R>, clips: &mut Vec<Clip>) -> Parsed<()> {
    let level = xml.level();
    while xml.child(level)? {
        let lanes = xml.level();
        while xml.child(lanes)? {
            let lane = xml.level();
            while xml.child(lane)? {
                if xml.name() == "ClipAutomation" {
                    events(xml, clips)?;
                }
            }
        }
    }
    Ok(())
}

/// `Events`, and in it the clips.
fn events<R: io::Read>(xml: &mut Xml<R>, clips: &mut Vec<Clip>) -> Parsed<()> {
    let level = xml.level();
    while xml.child(level)? {
        if xml.name() == "Events" {
            let list = xml.level();
            while xml.child(list)? {
                clips.extend(clip::clip(xml)?);
            }
        }
    }
    Ok(())
}

/// How many clips there are anywhere in an element.
fn count_clips<R: io::Read>(xml: &mut Xml<R>) -> Parsed<usize> {
    let (level, mut count) = (xml.level(), 0);
    loop {
        match xml.walk(level)? {
            Step::Open | Step::Leaf => count += usize::from(matches!(xml.name(), "MidiClip" | "AudioClip")),
            Step::Close => {}
            Step::End => return Ok(count),
        }
    }
}
