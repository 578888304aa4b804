//! How times are said: as bar, beat and sixteenth where the time signatures are known, else in beats.

use livebridge_port::Snapshot;
use livebridge_port::snapshot::{Bars, ClipSnapshot};

use super::numbers::{Digits, in_digits};

/// What the times of an Arrangement, or those within a clip, are said in. A time that rounding would hide is said in
/// beats.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Timeline {
    /// `beat 32`.
    #[default]
    Beats,
    /// `9|1`.
    Bars(Bars),
    /// `1.5 s`: of audio that does not follow the tempo.
    Seconds,
}

/// The old timeline and the new one.
pub(super) type Times<'a> = [&'a Timeline; 2];

/// A time before and a time now, said so that they differ.
pub(super) fn times_apart(times: &Times<'_>, old: f64, new: f64) -> (String, String) {
    in_digits(|digits| (times[0].say(old, digits), times[1].say(new, digits)))
}

impl Timeline {
    /// That of the Arrangement.
    pub(super) fn of_set(set: &Snapshot) -> Self {
        Bars::of_set(set).map_or(Self::Beats, Self::Bars)
    }

    /// That within a clip of this Arrangement.
    pub(super) fn within(&self, clip: &ClipSnapshot) -> Self {
        let unit = |section: &serde_json::Value| section.get("audio")?.get("loopUnit")?.as_str().map(str::to_owned);
        match self {
            _ if clip.extra.sections().any(|(_, section)| unit(section).as_deref() == Some("seconds")) => Self::Seconds,
            Self::Bars(_) => Self::Bars(Bars::of_clip(clip)),
            _ => Self::Beats,
        }
    }

    /// The signature at the beginning, where it is known: `4/4`.
    pub(super) fn signature(&self) -> Option<String> {
        match self {
            Self::Bars(bars) => bars.signatures().next().map(|(_, first)| first.to_string()),
            Self::Beats | Self::Seconds => None,
        }
    }

    /// A time: `9|1`, `beat 32`.
    pub(super) fn say(&self, at: f64, digits: Digits) -> String {
        match (self, self.position(at, digits)) {
            (_, Some(position)) => position,
            (Self::Seconds, None) => format!("{} s", digits.say(at)),
            (Self::Beats | Self::Bars(_), None) => format!("beat {}", digits.say(at)),
        }
    }

    /// From here to there: `1|1..2|1`, `beat 0..4`.
    pub(super) fn range(&self, [from, to]: [f64; 2], digits: Digits) -> String {
        match (self, self.position(from, digits), self.position(to, digits)) {
            (_, Some(from), Some(to)) => format!("{from}..{to}"),
            (Self::Seconds, ..) => format!("{}..{} s", digits.say(from), digits.say(to)),
            (Self::Beats | Self::Bars(_), ..) => format!("beat {}..{}", digits.say(from), digits.say(to)),
        }
    }

    fn position(&self, at: f64, digits: Digits) -> Option<String> {
        match (self, digits) {
            (Self::Bars(bars), Digits::Few) => bars.position(at),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use livebridge_port::fixtures;
    use livebridge_port::snapshot::Extra;
    use serde_json::json;

    use super::*;

    /// The timeline of a Set with this section, and that of a clip with that one.
    fn timelines(set: &serde_json::Value, clip: &serde_json::Value) -> [Timeline; 2] {
        let mut snapshot = fixtures::seeded();
        snapshot.extra = Extra::of("als", set);
        snapshot.tracks[0].session[0].extra = Extra::of("als", clip);
        let of_set = Timeline::of_set(&snapshot);
        let within = of_set.within(&snapshot.tracks[0].session[0]);
        [of_set, within]
    }

    #[test]
    fn a_clip_has_bars_of_its_own() {
        let [set, clip] = timelines(&json!({ "signature": "3/4" }), &json!({}));
        assert_eq!([set.say(12.0, Digits::Few), clip.say(12.0, Digits::Few)], ["5|1", "4|1"]);
        assert_eq!(set.signature().as_deref(), Some("3/4"));
        let [_, clip] = timelines(&json!({ "signature": "3/4" }), &json!({ "signature": "6/8" }));
        assert_eq!(clip.range([0.0, 6.0], Digits::Few), "1|1..3|1");
    }

    #[test]
    fn without_signatures_times_are_beats() {
        let [set, clip] = timelines(&json!({}), &json!({ "signature": "6/8" }));
        assert_eq!([set.say(12.0, Digits::Few), clip.range([0.0, 1.5], Digits::Few)], ["beat 12", "beat 0..1.5"]);
        assert_eq!(set.signature(), None);
    }

    #[test]
    fn audio_that_is_not_warped_has_seconds() {
        let unwarped = json!({ "audio": { "loopUnit": "seconds" } });
        for set in [json!({}), json!({ "signature": "4/4" })] {
            let [_, clip] = timelines(&set, &unwarped);
            assert_eq!([clip.say(1.5, Digits::Few), clip.range([0.0, 1.5], Digits::Few)], ["1.5 s", "0..1.5 s"]);
        }
    }

    #[test]
    fn rounding_gives_way_to_a_difference() {
        let [beats, _] = timelines(&json!({}), &json!({}));
        let [bars, _] = timelines(&json!({ "signature": "4/4" }), &json!({}));
        let times = |timeline, old, new| times_apart(&[timeline; 2], old, new);
        assert_eq!(times(&beats, 1.588_754_9, 2.0), ("beat 1.589".into(), "beat 2".into()));
        assert_eq!(times(&beats, 1.5887, 1.5888), ("beat 1.5887".into(), "beat 1.5888".into()));
        assert_eq!(times(&bars, 1.588_754_9, 2.0), ("1|2|3.355".into(), "1|3".into()));
        assert_eq!(times(&bars, 1.588_7, 1.588_71), ("beat 1.5887".into(), "beat 1.58871".into()));
        assert_eq!(bars.say(1e300, Digits::Few), "beat 1e300");
    }
}
