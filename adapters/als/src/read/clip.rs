//! Clips: place, loop, launch properties, notes or audio.

use std::io;

use livebridge_port::Note;

use super::envelope::Fingerprint;
use super::file;
use super::scene::scale;
use crate::error::WarningCode;
use crate::model::{AudioContent, Clip, Content, Loop};
use crate::palette;
use crate::xml::{Parsed, Xml, number};

/// The current element as a clip; nothing when it is none.
pub(super) fn clip<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Option<Clip>> {
    let is_audio = match xml.name() {
        "MidiClip" => false,
        "AudioClip" => true,
        _ => {
            xml.not_known();
            return Ok(None);
        }
    };
    xml.count_item()?;
    let level = xml.level();
    let time = xml.attribute("Time")?.as_deref().and_then(number);
    let mut clip = Clip { id: xml.id()?, time, ..Clip::default() };
    let (mut notes, mut audio) = (Vec::new(), AudioContent::default());
    while xml.child(level)? {
        match xml.name() {
            "Name" => clip.name = xml.text()?,
            "Color" | "ColorIndex" => clip.color = palette::color(xml.integer()?),
            "CurrentStart" => clip.start = xml.number()?,
            "CurrentEnd" => clip.end = xml.number()?,
            "Loop" => clip.looping = geometry(xml)?,
            "Disabled" => clip.disabled = xml.flag()?,
            "LaunchMode" => clip.launch_mode = xml.integer()?,
            "LaunchQuantisation" => clip.launch_quantization = xml.integer()?,
            "Legato" => clip.legato = xml.flag()?,
            "TimeSignature" => clip.signature = signature(xml)?,
            "FollowAction" => clip.follow = follow(xml)?,
            "Envelopes" => clip.envelopes = envelopes(xml)?,
            "ScaleInformation" => clip.scale = Some(scale(xml)?),
            "IsInKey" => clip.scale_mode = xml.flag()?,
            "Notes" if !is_audio => notes = self::notes(xml)?,
            "IsWarped" if is_audio => audio.warped = xml.flag()?,
            "WarpMode" if is_audio => audio.warp_mode = xml.integer()?,
            "WarpMarkers" if is_audio => warp_markers(xml, &mut audio)?,
            "PitchCoarse" if is_audio => audio.pitch_coarse = xml.number()?,
            "PitchFine" if is_audio => audio.pitch_fine = xml.number()?,
            "SampleVolume" if is_audio => audio.gain = xml.number()?,
            "SampleRef" if is_audio => sample(xml, &mut audio)?,
            _ => {}
        }
    }
    clip.content = if is_audio { Content::Audio(Box::new(audio)) } else { Content::Midi(notes.into()) };
    Ok(Some(clip))
}

/// The file of an audio clip, and how long it is.
fn sample<R: io::Read>(xml: &mut Xml<R>, audio: &mut AudioContent) -> Parsed<()> {
    let level = xml.level();
    while xml.child(level)? {
        match xml.name() {
            "FileRef" => audio.file = file::file_ref(xml)?,
            "DefaultDuration" => audio.frames = xml.number()?,
            "DefaultSampleRate" => audio.rate = xml.number()?,
            _ => {}
        }
    }
    Ok(())
}

fn geometry<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Loop> {
    let (level, mut looping) = (xml.level(), Loop::default());
    while xml.child(level)? {
        match xml.name() {
            "LoopStart" => looping.start = xml.number()?,
            "LoopEnd" => looping.end = xml.number()?,
            "StartRelative" => looping.start_relative = xml.number()?,
            "LoopOn" => looping.on = xml.flag()?,
            "OutMarker" => looping.out_marker = xml.number()?,
            _ => {}
        }
    }
    Ok(looping)
}

fn signature<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Option<(i64, i64)>> {
    let (level, mut found) = (xml.level(), None);
    while xml.child(level)? {
        let list = xml.level();
        while xml.child(list)? {
            let (inner, mut numerator, mut denominator) = (xml.level(), None, None);
            while xml.child(inner)? {
                match xml.name() {
                    "Numerator" => numerator = xml.integer()?,
                    "Denominator" => denominator = xml.integer()?,
                    _ => {}
                }
            }
            found = found.or(numerator.zip(denominator));
        }
    }
    Ok(found)
}

/// `FollowAction`, Live 11 and later: both actions where it is on.
fn follow<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Option<(i64, i64)>> {
    let (level, mut is_on, mut first, mut second) = (xml.level(), None, None, None);
    while xml.child(level)? {
        match xml.name() {
            "FollowActionEnabled" => is_on = xml.flag()?,
            "FollowActionA" => first = xml.integer()?,
            "FollowActionB" => second = xml.integer()?,
            _ => {}
        }
    }
    Ok(first.zip(second).filter(|_| is_on == Some(true)))
}

fn envelopes<R: io::Read>(xml: &mut Xml<R>) -> Parsed<usize> {
    let (level, mut count) = (xml.level(), 0);
    while xml.child(level)? {
        let list = xml.level();
        while xml.child(list)? {
            count += 1;
        }
    }
    Ok(count)
}

fn warp_markers<R: io::Read>(xml: &mut Xml<R>, audio: &mut AudioContent) -> Parsed<()> {
    let (level, mut fingerprint) = (xml.level(), Fingerprint::default());
    while xml.child(level)? {
        if xml.name() != "WarpMarker" {
            xml.not_known();
            continue;
        }
        xml.count_item()?;
        audio.warp_markers += 1;
        let (mut seconds, mut beats) = (None, None);
        for attribute in xml.attributes() {
            let (key, value) = attribute?;
            match key {
                "SecTime" => seconds = number(&value),
                "BeatTime" => beats = number(&value),
                _ => {}
            }
            if key != "Id" {
                fingerprint.piece(key.as_bytes());
                fingerprint.piece(value.as_bytes());
            }
        }
        audio.warp_points.extend(seconds.zip(beats));
    }
    audio.warp_fingerprint = fingerprint.0;
    Ok(())
}

/// `Notes/KeyTracks/KeyTrack`: the notes of one pitch each, in any order. In the order of time, then pitch.
fn notes<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Vec<Note>> {
    let (level, mut notes) = (xml.level(), Vec::new());
    while xml.child(level)? {
        if xml.name() == "KeyTracks" {
            let list = xml.level();
            while xml.child(list)? {
                key_track(xml, &mut notes)?;
            }
        }
    }
    notes.sort_by(|a: &Note, b: &Note| {
        let order = |a: f64, b: f64| a.total_cmp(&b);
        order(a.start_time, b.start_time).then(order(a.pitch, b.pitch)).then(order(a.duration, b.duration))
    });
    Ok(notes)
}

fn key_track<R: io::Read>(xml: &mut Xml<R>, notes: &mut Vec<Note>) -> Parsed<()> {
    let (level, first, mut key) = (xml.level(), notes.len(), None);
    while xml.child(level)? {
        match xml.name() {
            "MidiKey" => key = xml.integer()?,
            "Notes" => {
                let list = xml.level();
                while xml.child(list)? {
                    if xml.name() == "MidiNoteEvent" {
                        xml.count_note()?;
                        notes.extend(note(xml)?);
                    } else {
                        xml.not_known();
                    }
                }
            }
            _ => {}
        }
    }
    if let Some(pitch) = key.and_then(|key| u8::try_from(key).ok()).filter(|&pitch| pitch <= 127) {
        for note in &mut notes[first..] {
            note.pitch = f64::from(pitch);
        }
    } else if notes.len() > first {
        xml.note(WarningCode::Range, "notes of a pitch that MIDI has not are left out");
        notes.truncate(first);
    }
    Ok(())
}

/// A note without its pitch. What is not written, or written and as Live has it by default, is absent: since Live
/// 12.2 defaults are not written, and a Set must not change by being saved by another version.
#[expect(clippy::float_cmp, reason = "defaults are exact")]
fn note<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Option<Note>> {
    let (mut time, mut duration, mut velocity) = (None, None, None);
    let mut note = Note::new(0.0, 0.0, 0.0);
    let (mut unread, mut unknown) = (None, false);
    for attribute in xml.attributes() {
        let (key, text) = attribute?;
        if key == "NoteId" {
            continue;
        }
        if key == "IsEnabled" {
            if text == "false" {
                note = note.with_muted(true);
            }
            continue;
        }
        let Some(value) = number(&text) else {
            unread = Some(format!("{text:?} is no number for a note's {key}"));
            continue;
        };
        match key {
            "Time" => time = Some(value),
            "Duration" => duration = Some(value),
            "Velocity" => velocity = Some(value),
            "OffVelocity" if value != Note::DEFAULT_RELEASE_VELOCITY => note = note.with_release_velocity(value),
            "VelocityDeviation" if value != 0.0 => note = note.with_velocity_deviation(value),
            "Probability" if value != 1.0 => note = note.with_probability(value),
            "OffVelocity" | "VelocityDeviation" | "Probability" => {}
            _ => unknown = true,
        }
    }
    if let Some(message) = unread {
        xml.note(WarningCode::BadNumber, &message);
    }
    if unknown {
        xml.not_known();
    }
    let (Some(time), Some(duration), Some(velocity)) = (time, duration, velocity) else {
        xml.note(WarningCode::MissingField, "a note without time, length or velocity is left out");
        return Ok(None);
    };
    if duration == 0.0 {
        xml.diagnostics.note(WarningCode::ZeroNote, || "a note without length".to_owned());
    } else if duration < 0.0 {
        xml.note(WarningCode::Range, "a note of negative length is left out");
        return Ok(None);
    }
    if velocity.fract() != 0.0 {
        let message = || format!("a velocity of {velocity}, which is no whole number");
        xml.diagnostics.note(WarningCode::FractionalVelocity, message);
    }
    (note.start_time, note.duration) = (time, duration);
    Ok(Some(note.with_velocity(velocity)))
}
