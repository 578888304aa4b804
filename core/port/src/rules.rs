//! The value rules that need no Set: what makes a mutation, a read or a render `BAD_INPUT` before any id is looked at.
//!
//! Contract, section 5 "Values". The same rules serve the fake and the client side of an adapter.

use std::sync::Arc;

use serde_json::Value;

use crate::dto::{ClipPropsPatch, CreateAudioClipArgs, Name, TrackKind, TrackPropsPatch};
use crate::error::BridgeError;
use crate::id::IdRef;
use crate::mutation::Mutation;
use crate::note::Note;

/// The largest beat that any argument may name.
pub const MAX_BEAT: f64 = 1_576_800.0;

/// The tempos that a host takes, in beats per minute.
pub const TEMPO_RANGE: std::ops::RangeInclusive<f64> = 20.0..=999.0;

/// Two cue points may not be closer than this, in beats.
pub const CUE_POINT_TOLERANCE: f64 = 1e-6;

/// The highest colour, 24-bit RGB.
pub const MAX_COLOR: i64 = 0xFF_FFFF;

type Rule = Result<(), BridgeError>;

/// A type of an argument: what can be judged of it before it is sent anywhere.
pub trait Argument {
    /// Refuses what JSON cannot say, a number that is not finite. `name` is that of the argument, as in Rust.
    fn check_finite(&self, name: &str) -> Rule {
        let _ = name;
        Ok(())
    }

    /// The numbers that it is made of, to change them. The notes of a clip are not counted among them.
    fn numbers_mut(&mut self) -> Vec<&mut f64> {
        Vec::new()
    }
}

/// What holds no number that might not be finite.
macro_rules! without_floats {
    ($($type:ty),+) => { $(impl Argument for $type {})+ };
}

// A `Value` is JSON already.
without_floats!(IdRef, Name, String, TrackKind, TrackPropsPatch, ClipPropsPatch, Value);

impl Argument for f64 {
    fn check_finite(&self, name: &str) -> Rule {
        // Words are for the error only: this is on the way of every mutation.
        if self.is_finite() { Ok(()) } else { finite(&camel_case(name), *self) }
    }

    fn numbers_mut(&mut self) -> Vec<&mut f64> {
        vec![self]
    }
}

impl Argument for [Note] {
    fn check_finite(&self, name: &str) -> Rule {
        let Some(i) = self.iter().position(|note| !note.is_finite()) else { return Ok(()) };
        self[i].numbers().try_for_each(|(field, value)| finite(&format!("{}[{i}].{field}", camel_case(name)), value))
    }
}

impl Argument for Arc<[Note]> {
    fn check_finite(&self, name: &str) -> Rule {
        (**self).check_finite(name)
    }
}

impl Argument for CreateAudioClipArgs {
    fn check_finite(&self, _: &str) -> Rule {
        self.start_time.check_finite("start_time")?;
        self.duration.check_finite("duration")
    }

    fn numbers_mut(&mut self) -> Vec<&mut f64> {
        vec![&mut self.start_time, &mut self.duration]
    }
}

/// The name of an argument as it is on the wire.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

impl Mutation {
    /// Checks what can be judged without a Set: numbers are finite and in their fixed ranges, patches are not empty.
    pub fn validate(&self) -> Rule {
        self.check_finite()?;
        match self {
            Self::SetTempo { bpm } => require(*bpm > 0.0, || format!("bpm must be above 0, not {bpm}")),
            Self::SetTrackProps { props, .. } => {
                require(*props != TrackPropsPatch::default(), || "props holds no key to write".to_owned())
            }
            Self::SetNotes { notes, .. } => notes.iter().enumerate().try_for_each(|(i, note)| check_note(i, note)),
            Self::CreateTrack { .. } | Self::DeleteTrack { .. } | Self::DeleteClip { .. } | Self::SetParam { .. } => {
                Ok(())
            }
            Self::CreateMidiClip { length_beats, .. } => length("lengthBeats", *length_beats),
            Self::SetClipProps { props, .. } => {
                require(*props != ClipPropsPatch::default(), || "props holds no key to write".to_owned())?;
                props.color.map_or(Ok(()), |color| {
                    require((0..=MAX_COLOR).contains(&color), || format!("color must be 0 to {MAX_COLOR}, not {color}"))
                })
            }
            Self::CreateArrangementMidiClip { start_beat, length_beats, .. } => {
                place("startBeat", *start_beat)?;
                length("lengthBeats", *length_beats)
            }
            Self::CreateArrangementAudioClip { args, .. } => {
                require(!args.file_path.is_empty(), || "filePath is empty".to_owned())?;
                place("startTime", args.start_time)?;
                length("duration", args.duration)
            }
            Self::ClearClipsInRange { start_beat, end_beat, .. } => range(*start_beat, *end_beat),
            Self::CreateCuePoint { beat, .. } => place("beat", *beat),
            Self::InsertDevice { index, .. } => require(*index >= 0.0 && index.fract() == 0.0, || {
                format!("index must be a whole number from 0, not {index}")
            }),
        }
    }
}

/// A range of the Arrangement: `0 <= start < end`, both at most [`MAX_BEAT`].
pub fn range(start: f64, end: f64) -> Rule {
    finite("startBeat", start)?;
    finite("endBeat", end)?;
    place("startBeat", start)?;
    beat("endBeat", end)?;
    require(end > start, || format!("endBeat must be above startBeat {start}, not {end}"))
}

/// A length in beats: above 0.
fn length(name: &str, value: f64) -> Rule {
    beat(name, value)?;
    require(value > 0.0, || format!("{name} must be above 0, not {value}"))
}

/// A place in the Arrangement: at least 0.
fn place(name: &str, value: f64) -> Rule {
    beat(name, value)?;
    require(value >= 0.0, || format!("{name} must be at least 0, not {value}"))
}

fn beat(name: &str, value: f64) -> Rule {
    require(value <= MAX_BEAT, || format!("{name} must be at most {MAX_BEAT} beats, not {value}"))
}

fn finite(name: &str, value: f64) -> Rule {
    require(value.is_finite(), || format!("{name} must be a finite number, not {value}"))
}

fn check_note(i: usize, note: &Note) -> Rule {
    for (name, value) in [("startTime", note.start_time), ("duration", note.duration)] {
        require(value <= MAX_BEAT, || format!("notes[{i}].{name} must be at most {MAX_BEAT} beats, not {value}"))?;
    }
    require(note.duration >= 0.0, || format!("notes[{i}].duration must be at least 0, not {}", note.duration))?;
    if let Some(probability) = note.probability() {
        require((0.0..=1.0).contains(&probability), || {
            format!("notes[{i}].probability must be 0 to 1, not {probability}")
        })?;
    }
    if let Some(deviation) = note.velocity_deviation() {
        require((-127.0..=127.0).contains(&deviation), || {
            format!("notes[{i}].velocityDeviation must be -127 to 127, not {deviation}")
        })?;
    }
    Ok(())
}

fn require(holds: bool, otherwise: impl FnOnce() -> String) -> Rule {
    if holds { Ok(()) } else { Err(BridgeError::bad_input(otherwise())) }
}

/// The note as it is kept: pitch rounded half up and clamped to 0..127, velocities clamped and not rounded.
pub fn normalized(note: Note) -> Note {
    let mut kept = note;
    kept.pitch = round_half_up(note.pitch).clamp(0.0, 127.0);
    if let Some(velocity) = note.velocity() {
        kept = kept.with_velocity(velocity.clamp(0.0, 127.0));
    }
    if let Some(velocity) = note.release_velocity() {
        kept = kept.with_release_velocity(velocity.clamp(0.0, 127.0));
    }
    kept
}

/// The nearest whole number, the upper one on a tie; exact for every float.
pub fn round_half_up(value: f64) -> f64 {
    let below = value.floor();
    if value - below >= 0.5 { below + 1.0 } else { below }
}
