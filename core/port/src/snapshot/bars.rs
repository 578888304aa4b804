//! Where the bars are: the time signatures of a timeline, and its times as bar, beat and sixteenth.
//!
//! The port knows beats only. What knows signatures says so in its section (`extra`): the Arrangement's first one as
//! `signature`, the later ones as `signatures`, a clip's own as `signature`.

use std::fmt;

use serde_json::Value;

use super::{ClipSnapshot, Snapshot};

/// A sixteenth is cut into so many ticks: finer times are rounded.
const TICKS: f64 = 1000.0;
/// Ticks of a beat.
const BEAT: f64 = 4.0 * TICKS;
/// Beyond this many beats ticks are not exact any more.
const FARTHEST: f64 = 1e12;

/// A time signature as Live has them: up to 99 counts in a bar, each 1, 1/2, 1/4, 1/8 or 1/16 of a whole note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    numerator: u8,
    denominator: u8,
}

impl Signature {
    /// 4/4: that of a new Set, and of a clip that says nothing else.
    pub const COMMON: Self = Self { numerator: 4, denominator: 4 };

    /// Nothing when Live has no such signature.
    pub fn new(numerator: u32, denominator: u32) -> Option<Self> {
        let is_one = (1..=99).contains(&numerator) && [1, 2, 4, 8, 16].contains(&denominator);
        let (numerator, denominator) = (u8::try_from(numerator).ok()?, u8::try_from(denominator).ok()?);
        is_one.then_some(Self { numerator, denominator })
    }

    /// From its text, such as `6/8`.
    pub fn parse(text: &str) -> Option<Self> {
        let (numerator, denominator) = text.split_once('/')?;
        Self::new(numerator.parse().ok()?, denominator.parse().ok()?)
    }

    /// How many counts a bar has.
    pub fn numerator(self) -> u32 {
        self.numerator.into()
    }

    /// Which part of a whole note a count is.
    pub fn denominator(self) -> u32 {
        self.denominator.into()
    }

    /// The length of its bar, in beats: 3 for 6/8.
    pub fn beats(self) -> f64 {
        f64::from(self.numerator) * 4.0 / f64::from(self.denominator)
    }

    /// Ticks of a bar.
    fn bar(self) -> f64 {
        ticks(self.beats())
    }

    /// Ticks from one count to the next: of an eighth in 6/8.
    fn count(self) -> f64 {
        4.0 * BEAT / f64::from(self.denominator)
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

/// The bars of a timeline.
///
/// ```
/// use livebridge_port::fixtures;
/// use livebridge_port::snapshot::{Bars, Extra};
///
/// let mut set = fixtures::seeded();
/// assert_eq!(Bars::of_set(&set), None, "a bridge knows of no signature");
/// set.extra = Extra::of("als", &serde_json::json!({ "signature": "4/4", "signatures": [[8, "6/8"]] }));
/// let bars = Bars::of_set(&set).unwrap();
/// let positions = [0.0, 1.25, 8.0, 11.5, -0.5].map(|beat| bars.position(beat).unwrap());
/// assert_eq!(positions, ["1|1", "1|2|2", "3|1", "4|2", "-1|4|3"]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Bars(Vec<Section>);

/// From one signature to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Section {
    /// Where it begins, in beats.
    start: f64,
    /// How many bars are before it.
    bars: f64,
    signature: Signature,
}

impl Bars {
    /// The same signature from beginning to end.
    pub fn steady(signature: Signature) -> Self {
        Self(vec![Section { start: 0.0, bars: 0.0, signature }])
    }

    /// Those of the Arrangement, where a section of the Set tells its signature.
    pub fn of_set(set: &Snapshot) -> Option<Self> {
        set.extra.sections().find_map(|(_, section)| {
            let mut bars = Self::steady(signature(section)?);
            let list = section.get("signatures").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            signature_changes(list).for_each(|(at, next)| bars.change(at, next));
            Some(bars)
        })
    }

    /// Those within a clip, which begins with a bar: of its own signature, or 4/4.
    pub fn of_clip(clip: &ClipSnapshot) -> Self {
        let own = clip.extra.sections().find_map(|(_, section)| signature(section));
        Self::steady(own.unwrap_or(Signature::COMMON))
    }

    /// Another signature from here on: its first bar begins here, and that before it may be cut short.
    fn change(&mut self, start: f64, signature: Signature) {
        let Some(before) = self.0.last().filter(|before| before.start < start) else { return };
        let bars = before.bars + ((ticks(start) - ticks(before.start)) / before.signature.bar()).ceil();
        self.0.push(Section { start, bars, signature });
    }

    /// The signatures, each with the beat from which it holds.
    pub fn signatures(&self) -> impl Iterator<Item = (f64, Signature)> {
        self.0.iter().map(|section| (section.start, section.signature))
    }

    /// Where a bar begins, in beats; the first one is bar 1.
    pub fn start(&self, bar: f64) -> f64 {
        let before = bar - 1.0;
        let section = self.0.iter().rev().find(|section| section.bars <= before).or(self.0.first());
        section.map_or(0.0, |section| section.start + (before - section.bars) * section.signature.beats())
    }

    /// A time in beats as `bar|beat|sixteenth`, each counted from 1: `33|1|3`. A sixteenth that is the first is left
    /// out, and one that is not hit has a fraction. Before the first bar comes bar -1, as in Live. Nothing for a time
    /// that is out of all bounds.
    pub fn position(&self, beat: f64) -> Option<String> {
        if beat.is_nan() || beat.abs() > FARTHEST {
            return None;
        }
        let begun = |section: &&Section| ticks(section.start) <= ticks(beat);
        let section = self.0.iter().rev().find(begun).or(self.0.first())?;
        let ticks = ticks(beat) - ticks(section.start);
        let (bar, count) = (section.signature.bar(), section.signature.count());
        let bars = section.bars + (ticks / bar).floor();
        let within = ticks.rem_euclid(bar);
        let number = if bars < 0.0 { bars } else { bars + 1.0 };
        let sixteenth = within.rem_euclid(count) / TICKS + 1.0;
        let rest = if sixteenth > 1.0 { format!("|{sixteenth}") } else { String::new() };
        Some(format!("{number}|{}{rest}", (within / count).floor() + 1.0))
    }
}

/// What of a list of `[beat, signature]` can be understood.
pub fn signature_changes(list: &[Value]) -> impl Iterator<Item = (f64, Signature)> {
    list.iter().filter_map(|change| {
        let (at, signature) = (change.get(0)?.as_f64()?, Signature::parse(change.get(1)?.as_str()?)?);
        (at.abs() <= FARTHEST).then_some((at, signature))
    })
}

fn signature(section: &Value) -> Option<Signature> {
    Signature::parse(section.get("signature")?.as_str()?)
}

/// Beats in whole ticks.
fn ticks(beats: f64) -> f64 {
    (beats * BEAT).round()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn bars(first: &str, changes: &[(f64, &str)]) -> Bars {
        let mut bars = Bars::steady(Signature::parse(first).unwrap());
        for (at, next) in changes {
            bars.change(*at, Signature::parse(next).unwrap());
        }
        bars
    }

    fn positions<const N: usize>(bars: &Bars, beats: [f64; N]) -> [String; N] {
        beats.map(|beat| bars.position(beat).unwrap())
    }

    #[test]
    fn a_count_is_what_the_denominator_says() {
        let beats = [0.0, 0.25, 0.5, 1.0, 3.0, 3.75];
        assert_eq!(positions(&bars("4/4", &[]), beats), ["1|1", "1|1|2", "1|1|3", "1|2", "1|4", "1|4|4"]);
        assert_eq!(positions(&bars("6/8", &[]), beats), ["1|1", "1|1|2", "1|2", "1|3", "2|1", "2|2|2"]);
        assert_eq!(positions(&bars("5/16", &[]), beats), ["1|1", "1|2", "1|3", "1|5", "3|3", "4|1"]);
        assert_eq!(positions(&bars("2/2", &[]), beats), ["1|1", "1|1|2", "1|1|3", "1|1|5", "1|2|5", "1|2|8"]);
    }

    #[test]
    fn what_rounds_to_the_next_bar_is_in_it() {
        let bars = bars("4/4", &[]);
        assert_eq!(positions(&bars, [3.999_99, 4.000_01, 1.26, 4.0 / 3.0]), ["2|1", "2|1", "1|2|2.04", "1|2|2.333"]);
        assert_eq!(positions(&bars, [-4.0, -4.25, -0.000_01]), ["-1|1", "-2|4|4", "1|1"]);
        assert_eq!(
            [f64::NAN, f64::INFINITY, -1e300, 1e12].map(|beat| bars.position(beat).is_some()),
            [false, false, false, true]
        );
    }

    #[test]
    fn a_new_signature_begins_a_bar() {
        let bars = bars("4/4", &[(14.0, "3/4"), (20.0, "4/4")]);
        assert_eq!(
            positions(&bars, [12.0, 13.75, 14.0, 17.0, 19.5, 20.0, 24.0]),
            ["4|1", "4|2|4", "5|1", "6|1", "6|3|3", "7|1", "8|1"]
        );
        let numbers = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
        let starts = numbers.map(|bar| bars.start(bar));
        assert_eq!(starts.map(|beat| beat.to_string()), ["0", "4", "8", "12", "14", "17", "20", "24"]);
        assert_eq!(starts.map(|beat| bars.position(beat)), numbers.map(|bar| Some(format!("{bar}|1"))));
    }

    #[test]
    fn only_what_live_has_is_a_signature() {
        for text in ["4", "4294967300/4", "4/4/4", "0/4", "100/4", "4/3", "4/32", "4/0", "a/4", "-3/4", ""] {
            assert_eq!(Signature::parse(text), None, "{text}");
        }
        assert_eq!(Signature::parse("99/16").unwrap().to_string(), "99/16");
    }

    #[test]
    fn what_is_no_change_is_passed_over() {
        let list = json!([[4, "3/4"], [2, "5/4"], ["x", "5/4"], [9, 5], 7, [1e300, "5/4"], [10, "7/8"]]);
        let changes: Vec<_> = signature_changes(list.as_array().unwrap()).collect();
        assert_eq!(changes.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [4.0, 2.0, 10.0]);
        let mut bars = Bars::steady(Signature::COMMON);
        for (at, next) in changes {
            bars.change(at, next);
        }
        assert_eq!(bars.0.len(), 3, "what goes back in time is left out");
    }
}
