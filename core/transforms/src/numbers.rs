//! How the transforms judge numbers, and how they read whole ones from JSON, where `4.0` is a whole number too.

use livebridge_port::rules::MAX_COLOR;
use livebridge_port::{BridgeError, Note};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Refuses NaN and infinities.
pub(super) fn finite(name: &str, value: f64) -> Result<f64, BridgeError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(BridgeError::bad_input(format!("{name} must be a finite number, not {value}")))
    }
}

/// Refuses what is not finite and above zero.
pub(super) fn positive(name: &str, value: f64) -> Result<f64, BridgeError> {
    if finite(name, value)? > 0.0 {
        Ok(value)
    } else {
        Err(BridgeError::bad_input(format!("{name} must be above 0, not {value}")))
    }
}

/// A duration that ends at `end` at the latest, in floating point too: `start + duration` is never above it. `end`
/// lies after `start`.
pub(super) fn until(start: f64, duration: f64, end: f64) -> f64 {
    if start + duration <= end {
        return duration;
    }
    let mut held = end - start;
    // The difference may have been rounded up.
    while held > 0.0 && start + held > end {
        held = held.next_down();
    }
    held
}

/// Refuses the first note in which a number that `read` gives is not finite. `first` is the index of the first one.
pub(super) fn finite_notes<const N: usize>(
    first: usize,
    notes: &[Note],
    read: impl Fn(&Note) -> [(&'static str, f64); N],
) -> Result<(), BridgeError> {
    let is_bad = |(_, value): &(&str, f64)| !value.is_finite();
    match notes.iter().position(|note| read(note).iter().any(is_bad)) {
        None => Ok(()),
        Some(i) => read(&notes[i])
            .into_iter()
            .try_for_each(|(name, value)| finite(&format!("notes[{}].{name}", first + i), value).map(drop)),
    }
}

/// Reads a whole number that `T` can hold.
pub(super) fn whole<'de, D: Deserializer<'de>, T: TryFrom<i64>>(deserializer: D) -> Result<T, D::Error> {
    /// Above this not every whole number is a 64-bit float.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let value = f64::deserialize(deserializer)?;
    if value.fract() != 0.0 {
        return Err(D::Error::custom(format_args!("must be a whole number, not {value}")));
    }
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of at most 2^53 is an i64")]
    let exact = (value.abs() <= EXACT).then_some(value as i64);
    exact
        .and_then(|value| T::try_from(value).ok())
        .ok_or_else(|| D::Error::custom(format_args!("{value} is out of range")))
}

/// Reads a 24-bit RGB colour.
pub(super) fn color<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let value: i64 = whole(deserializer)?;
    judge_color(value).map_err(D::Error::custom)
}

/// Reads a colour that may be absent; `null` is an error.
pub(super) fn present_color<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    color(deserializer).map(Some)
}

/// Judges a colour that did not come from JSON, or not yet.
pub(super) fn judge_color(value: i64) -> Result<u32, String> {
    let fits = (0..=MAX_COLOR).contains(&value);
    let color = if fits { u32::try_from(value).ok() } else { None };
    color.ok_or_else(|| format!("must be a colour from 0 to {MAX_COLOR}, not {value}"))
}

/// A colour in a list.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Color(#[serde(deserialize_with = "color")] pub(super) u32);

/// A whole number in a list.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Whole(#[serde(deserialize_with = "whole")] pub(super) i64);
