//! Numbers as a musician reads them: times, levels, panning.
//!
//! Numbers stand in the shortest form that reads back as the same float. Decibels, panning and times are rounded, and
//! give way to the raw values where rounding would hide the difference.

#![expect(clippy::float_cmp, reason = "a difference is any difference")]

use livebridge_port::snapshot::{ParamSnapshot, levels};
use livebridge_transforms::live_db;

/// The shortest text that reads back as the same float, whole numbers without a fraction.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:?}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".into(),
        Some(whole) => whole.into(),
        None => text,
    }
}

/// How many digits of a number are said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digits {
    /// As many as help: thousandths of a beat, the steps of a knob.
    Few,
    /// All that there are.
    All,
}

impl Digits {
    /// `1.589` or `1.588754995004995`.
    pub(super) fn say(self, value: f64) -> String {
        match self {
            Self::Few => number((value * 1000.0).round() / 1000.0),
            Self::All => number(value),
        }
    }

    /// As Live shows it: `30R`, `25L`, `C`.
    pub(super) fn pan(self, value: f64) -> String {
        match self {
            Self::All => number(value),
            Self::Few => levels::panning(value),
        }
    }

    /// A linear gain in dB, without the unit; what Live shows as minus infinity is that.
    pub(super) fn gain(self, value: f64) -> String {
        match self {
            Self::All => number(value),
            Self::Few if value <= SILENCE => "-inf".into(),
            Self::Few => levels::decibels(20.0 * value.log10()),
        }
    }
}

/// Up to this linear gain Live shows minus infinity.
pub(super) const SILENCE: f64 = 0.000_316_3;

/// Two values in few digits, or in all of them where the few are the same.
pub(super) fn apart<T: ?Sized>(old: &T, new: &T, say: impl Fn(&T, Digits) -> String) -> (String, String) {
    in_digits(|digits| (say(old, digits), say(new, digits)))
}

/// Like [`apart`], for two values that are said at once.
pub(super) fn in_digits(both: impl Fn(Digits) -> (String, String)) -> (String, String) {
    let few = both(Digits::Few);
    if few.0 == few.1 { both(Digits::All) } else { few }
}

/// Two linear gains: `-18.0 -> 0.0 dB`.
pub(super) fn gains(old: f64, new: f64) -> String {
    let (from, to) = apart(&old, &new, |gain, digits| digits.gain(*gain));
    let unit = if from == Digits::Few.gain(old) { " dB" } else { "" };
    format!("{from} -> {to}{unit}")
}

/// With a sign: `+12`, `-5`.
pub(super) fn signed(value: f64) -> String {
    let sign = if value >= 0.0 { "+" } else { "" };
    format!("{sign}{}", Digits::Few.say(value))
}

/// `4 beats`.
pub(super) fn beats(value: f64) -> String {
    format!("{} beats", Digits::Few.say(value))
}

/// Two values of a fader: in dB where that tells them apart and its curve is known, else as they are.
pub(super) fn fader(old: &ParamSnapshot, new: &ParamSnapshot) -> String {
    let known = |fader: &ParamSnapshot| fader.min == 0.0 && fader.max == 1.0 && fader.default_value == 0.85;
    let (from, to) = (decibels(old.value), decibels(new.value));
    if known(old) && known(new) && from != to {
        format!("{from} -> {to} dB")
    } else {
        format!("{} -> {}", number(old.value), number(new.value))
    }
}

fn decibels(value: f64) -> String {
    levels::decibels(fader_db(value))
}

/// The level of a track's fader as Live shows it: by its curve, and silence at 0.
fn fader_db(value: f64) -> f64 {
    if value <= 0.0 { f64::NEG_INFINITY } else { live_db(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fader_goes_through_the_measured_pairs() {
        let pairs = [
            (-51.0, 0.085_236),
            (-42.0, 0.142_881_6),
            (-36.0, 0.187_037),
            (-30.0, 0.238_438_9),
            (-24.0, 0.302_414_2),
            (-18.0, 0.4),
            (-12.0, 0.55),
            (-6.0, 0.7),
            (0.0, 0.85),
            (3.0, 0.924_942_4),
            (6.0, 1.0),
        ];
        for (db, value) in pairs {
            assert!((fader_db(value) - db).abs() <= 0.02, "{value}: {} and not {db}", fader_db(value));
        }
        assert!((fader_db(0.034_623_6) + 60.0).abs() <= 0.3);
        assert_eq!(decibels(0.0), "-inf");
        assert_eq!(decibels(0.8499), "0.0");
    }

    #[test]
    fn numbers_read_back_as_they_were() {
        for value in [0.0, -1.5, 0.1 + 0.2, 1e300, 1e-9, 1_576_800.0, 1.0 / 3.0] {
            assert_eq!(number(value).parse::<f64>(), Ok(value));
        }
        assert_eq!([120.0, -0.0, -5.0].map(number), ["120", "0", "-5"]);
        assert_eq!([12.0, -0.25].map(signed), ["+12", "-0.25"]);
    }

    #[test]
    fn rounding_gives_way_to_a_difference() {
        let apart = |old: f64, new: f64| apart(&old, &new, |number, digits| digits.say(*number));
        assert_eq!(apart(1.588_754_9, 2.0), ("1.589".into(), "2".into()));
        assert_eq!(apart(1.5887, 1.5888), ("1.5887".into(), "1.5888".into()));
        assert_eq!([0.6, -0.5, 0.0, -0.004, 1.0].map(|pan| Digits::Few.pan(pan)), ["30R", "25L", "C", "C", "50R"]);
        assert_eq!(gains(0.125_892_541_2, 1.0), "-18.0 -> 0.0 dB");
        assert_eq!(gains(0.000_316_227_757_1, 0.5), "-inf -> -6.0 dB");
        assert_eq!(gains(0.5, 0.500_001), "0.5 -> 0.500001");
    }
}
