//! A MIDI note: 64 bytes, so that a million of them move at memory speed.

mod live;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::json::present;

/// A MIDI note of a clip. Pitch, start and duration are always there; the rest may be absent, which compares
/// unequal to any value but means the same as the default (see [`Note::same_as`]).
///
/// ```
/// use livebridge_port::Note;
///
/// let note = Note::new(60.0, 0.0, 1.0).with_velocity(90.0);
/// assert_eq!(note.velocity(), Some(90.0));
/// assert_eq!(note.muted(), None);
/// assert!(Note::new(60.0, 0.0, 1.0).same_as(&Note::new(60.0, 0.0, 1.0).with_velocity(100.0), f64::eq));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Note {
    /// MIDI note number. Written values are rounded half up and clamped to 0..127 by the target.
    pub pitch: f64,
    /// Beats from the start of the clip's content; may be negative.
    pub start_time: f64,
    /// Beats, at least 0.
    pub duration: f64,
    // What is absent is zero here, so that the derived equality is right.
    velocity: f64,
    probability: f64,
    velocity_deviation: f64,
    release_velocity: f64,
    flags: u8,
}

const HAS_VELOCITY: u8 = 1;
const HAS_PROBABILITY: u8 = 1 << 1;
const HAS_DEVIATION: u8 = 1 << 2;
const HAS_RELEASE: u8 = 1 << 3;
const HAS_MUTED: u8 = 1 << 4;
const MUTED: u8 = 1 << 5;
const HAS_SELECTED: u8 = 1 << 6;
const SELECTED: u8 = 1 << 7;

impl Note {
    /// What an absent velocity means.
    pub const DEFAULT_VELOCITY: f64 = 100.0;
    /// What an absent probability means.
    pub const DEFAULT_PROBABILITY: f64 = 1.0;
    /// What an absent velocity deviation means.
    pub const DEFAULT_VELOCITY_DEVIATION: f64 = 0.0;
    /// What an absent release velocity means.
    pub const DEFAULT_RELEASE_VELOCITY: f64 = 64.0;

    /// A note with everything optional absent. Times in beats.
    pub const fn new(pitch: f64, start_time: f64, duration: f64) -> Self {
        Self {
            pitch,
            start_time,
            duration,
            velocity: 0.0,
            probability: 0.0,
            velocity_deviation: 0.0,
            release_velocity: 0.0,
            flags: 0,
        }
    }

    /// Velocity 0..127, not necessarily whole.
    pub fn velocity(&self) -> Option<f64> {
        (self.flags & HAS_VELOCITY != 0).then_some(self.velocity)
    }

    /// Chance 0..1 that the note sounds.
    pub fn probability(&self) -> Option<f64> {
        (self.flags & HAS_PROBABILITY != 0).then_some(self.probability)
    }

    /// Range -127..127 of the random change of velocity.
    pub fn velocity_deviation(&self) -> Option<f64> {
        (self.flags & HAS_DEVIATION != 0).then_some(self.velocity_deviation)
    }

    /// Release velocity 0..127.
    pub fn release_velocity(&self) -> Option<f64> {
        (self.flags & HAS_RELEASE != 0).then_some(self.release_velocity)
    }

    /// Whether the note is deactivated.
    pub fn muted(&self) -> Option<bool> {
        self.switch(HAS_MUTED, MUTED)
    }

    /// Whether the note is selected in the editor.
    pub fn selected(&self) -> Option<bool> {
        self.switch(HAS_SELECTED, SELECTED)
    }

    /// Whether it is on, where it is there at all.
    fn switch(&self, there: u8, on: u8) -> Option<bool> {
        (self.flags & there != 0).then_some(self.flags & on != 0)
    }

    /// The same note with this velocity.
    #[must_use]
    pub fn with_velocity(mut self, velocity: f64) -> Self {
        self.velocity = velocity;
        self.flags |= HAS_VELOCITY;
        self
    }

    /// The same note with this probability.
    #[must_use]
    pub fn with_probability(mut self, probability: f64) -> Self {
        self.probability = probability;
        self.flags |= HAS_PROBABILITY;
        self
    }

    /// The same note with this velocity deviation.
    #[must_use]
    pub fn with_velocity_deviation(mut self, deviation: f64) -> Self {
        self.velocity_deviation = deviation;
        self.flags |= HAS_DEVIATION;
        self
    }

    /// The same note with this release velocity.
    #[must_use]
    pub fn with_release_velocity(mut self, velocity: f64) -> Self {
        self.release_velocity = velocity;
        self.flags |= HAS_RELEASE;
        self
    }

    /// The same note, deactivated or not.
    #[must_use]
    pub fn with_muted(self, muted: bool) -> Self {
        self.with_switch(HAS_MUTED, MUTED, muted)
    }

    /// The same note, selected or not.
    #[must_use]
    pub fn with_selected(self, selected: bool) -> Self {
        self.with_switch(HAS_SELECTED, SELECTED, selected)
    }

    fn with_switch(mut self, there: u8, on: u8, value: bool) -> Self {
        self.flags |= there;
        if value {
            self.flags |= on;
        } else {
            self.flags &= !on;
        }
        self
    }

    /// Every number of the note that is there, with its JSON name: to check ranges and finiteness.
    pub fn numbers(&self) -> impl Iterator<Item = (&'static str, f64)> {
        [
            ("pitch", Some(self.pitch)),
            ("startTime", Some(self.start_time)),
            ("duration", Some(self.duration)),
            ("velocity", self.velocity()),
            ("probability", self.probability()),
            ("velocityDeviation", self.velocity_deviation()),
            ("releaseVelocity", self.release_velocity()),
        ]
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name, value)))
    }

    /// Whether every number of the note is finite. It looks at all of them at once: each note of each write passes here.
    pub fn is_finite(&self) -> bool {
        // What is absent is zero, see above.
        [
            self.start_time,
            self.duration,
            self.velocity,
            self.probability,
            self.velocity_deviation,
            self.release_velocity,
        ]
        .iter()
        .fold(self.pitch.is_finite(), |all, value| all & value.is_finite())
    }

    /// The note with every absent field at its default.
    #[must_use]
    pub fn with_defaults(self) -> Self {
        self.with_velocity(self.velocity().unwrap_or(Self::DEFAULT_VELOCITY))
            .with_probability(self.probability().unwrap_or(Self::DEFAULT_PROBABILITY))
            .with_velocity_deviation(self.velocity_deviation().unwrap_or(Self::DEFAULT_VELOCITY_DEVIATION))
            .with_release_velocity(self.release_velocity().unwrap_or(Self::DEFAULT_RELEASE_VELOCITY))
            .with_muted(self.muted().unwrap_or(false))
            .with_selected(self.selected().unwrap_or(false))
    }

    /// Whether two notes say the same: absent fields equal their default, numbers agree as `agree` judges.
    pub fn same_as(&self, other: &Self, agree: impl Fn(&f64, &f64) -> bool) -> bool {
        let (a, b) = (self.with_defaults(), other.with_defaults());
        a.flags == b.flags && a.numbers().zip(b.numbers()).all(|((_, x), (_, y))| agree(&x, &y))
    }
}

/// A MIDI note. What is optional may be absent, which means its default.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct NoteFields {
    /// MIDI note number. A written value is rounded half up and clamped to 0..127.
    pitch: f64,
    /// Beats from the start of the clip's content; may be negative.
    start_time: f64,
    /// Beats, at least 0.
    duration: f64,
    /// 0..127, not necessarily whole; absent: 100.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    velocity: Option<f64>,
    /// Whether the note is deactivated; absent: false.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    muted: Option<bool>,
    /// Chance 0..1 that the note sounds; absent: 1.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
    /// Range -127..127 of the random change of velocity; absent: 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    velocity_deviation: Option<f64>,
    /// 0..127; absent: 64.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    release_velocity: Option<f64>,
    /// Whether the note is selected; absent: false.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    selected: Option<bool>,
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        NoteFields {
            pitch: self.pitch,
            start_time: self.start_time,
            duration: self.duration,
            velocity: self.velocity(),
            muted: self.muted(),
            probability: self.probability(),
            velocity_deviation: self.velocity_deviation(),
            release_velocity: self.release_velocity(),
            selected: self.selected(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Note {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = NoteFields::deserialize(deserializer)?;
        let mut note = Self::new(fields.pitch, fields.start_time, fields.duration);
        if let Some(velocity) = fields.velocity {
            note = note.with_velocity(velocity);
        }
        if let Some(muted) = fields.muted {
            note = note.with_muted(muted);
        }
        if let Some(probability) = fields.probability {
            note = note.with_probability(probability);
        }
        if let Some(deviation) = fields.velocity_deviation {
            note = note.with_velocity_deviation(deviation);
        }
        if let Some(velocity) = fields.release_velocity {
            note = note.with_release_velocity(velocity);
        }
        if let Some(selected) = fields.selected {
            note = note.with_selected(selected);
        }
        Ok(note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_at_most_64_bytes() {
        assert!(size_of::<Note>() <= 64);
    }

    /// Each switch by itself, beside the other in every state, and turned again.
    #[test]
    fn what_is_muted_or_selected_is_absent_off_or_on() {
        let states = [None, Some(false), Some(true)];
        let note = |muted: Option<bool>, selected: Option<bool>| {
            let note = Note::new(60.0, 0.0, 1.0);
            let note = muted.map_or(note, |muted| note.with_muted(muted));
            selected.map_or(note, |selected| note.with_selected(selected))
        };
        for (muted, selected) in states.iter().flat_map(|a| states.map(|b| (*a, b))) {
            let one = note(muted, selected);
            assert_eq!((one.muted(), one.selected()), (muted, selected));
            for again in [false, true] {
                assert_eq!(one.with_muted(again), note(Some(again), selected));
                assert_eq!(one.with_selected(again), note(muted, Some(again)));
            }
        }
    }

    #[test]
    fn notes_say_the_same_when_numbers_agree_and_what_is_absent_is_the_default() {
        let about = |a: &f64, b: &f64| (a - b).abs() <= 0.5;
        let note = Note::new(60.0, 0.0, 1.0);
        assert!(note.same_as(&note.with_defaults(), f64::eq));
        assert!(note.same_as(&Note::new(60.0, 0.25, 1.0), about));
        for other in [
            Note::new(61.0, 0.0, 1.0),
            Note::new(60.0, 1.0, 1.0),
            Note::new(60.0, 0.0, 2.0),
            note.with_velocity(99.0),
            note.with_probability(0.25),
            note.with_velocity_deviation(1.0),
            note.with_release_velocity(63.0),
            note.with_muted(true),
            note.with_selected(true),
        ] {
            assert!(!note.same_as(&other, about), "{other:?}");
        }
    }
}
