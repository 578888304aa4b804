//! How much of Live is simulated: members of its object model and behaviours of a running Live, counted.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Add;

use serde_json::{Value as Json, json};

use crate::rules::{LIVE, Rules};
use crate::table::{Sort, Table};

/// How many of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// What is simulated.
    pub done: usize,
    /// What there is.
    pub of: usize,
}

impl Tally {
    fn count(&mut self, is_done: bool) {
        self.of += 1;
        self.done += usize::from(is_done);
    }

    fn to_json(self) -> Json {
        json!({ "done": self.done, "of": self.of })
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { done: self.done + other.done, of: self.of + other.of }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = (100 * self.done).checked_div(self.of).unwrap_or(100);
        write!(f, "{} of {} ({percent} %)", self.done, self.of)
    }
}

/// The whole score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// Members by the class that defines them.
    pub classes: BTreeMap<String, Tally>,
    /// Behaviours by area.
    pub areas: BTreeMap<String, Tally>,
    /// Behaviours by kind of evidence.
    pub evidence: BTreeMap<String, Tally>,
}

impl Score {
    /// As JSON: `{ "members", "areas", "evidence" }`, each from a name to `{ "done", "of" }`.
    pub fn to_json(&self) -> Json {
        let all = |tallies: &BTreeMap<String, Tally>| -> Json {
            tallies
                .iter()
                .map(|(name, tally)| (name.clone(), tally.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into()
        };
        json!({ "members": all(&self.classes), "areas": all(&self.areas), "evidence": all(&self.evidence) })
    }
}

/// Counts the members of the object model's own classes, where they are defined, and the behaviours. A member that
/// answers as a Live at rest does and brings nothing about is not counted as simulated.
pub fn score() -> Score {
    let mut score = Score { classes: BTreeMap::new(), areas: BTreeMap::new(), evidence: BTreeMap::new() };
    for class in Table::get().classes.iter().filter(|class| class.kind == "lom") {
        let own = class.members.iter().filter(|member| member.owner == class.name);
        for member in own.filter(|member| !matches!(member.sort, Sort::Hidden)) {
            score.classes.entry(class.name.to_owned()).or_default().count(member.simulated && !member.inert);
        }
    }
    for rule in Rules::of(LIVE).describe().as_array().into_iter().flatten() {
        let is_done = rule["implemented"] != "no";
        let text = |key: &str| rule[key].as_str().unwrap_or_default().to_owned();
        score.areas.entry(text("area")).or_default().count(is_done);
        score.evidence.entry(text("evidence")).or_default().count(is_done);
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The classes that a bridge touches; those of single devices and of controllers are not among them.
    const TOUCHED: [&str; 28] = [
        "Application",
        "Application.View",
        "Browser",
        "Chain",
        "ChainMixerDevice",
        "Clip",
        "Clip.View",
        "ClipSlot",
        "CuePoint",
        "Device",
        "Device.View",
        "DeviceParameter",
        "DrumChain",
        "DrumPad",
        "Envelope",
        "Groove",
        "GroovePool",
        "MixerDevice",
        "RackDevice",
        "RackDevice.View",
        "Scene",
        "Song",
        "Song.View",
        "TakeLane",
        "Track",
        "Track.View",
        "TuningSystem",
        "Eq8Device",
    ];

    #[test]
    fn four_of_five_members_behave_in_the_classes_that_bridges_touch() {
        let score = score();
        let touched = TOUCHED.iter().map(|class| score.classes[*class]).fold(Tally::default(), Add::add);
        assert!(100 * touched.done >= 80 * touched.of, "{touched}");
    }

    #[test]
    fn every_behaviour_counts_once() {
        let score = score();
        let sum =
            |tallies: &BTreeMap<String, Tally>| tallies.values().fold(Tally::default(), |sum, tally| sum + *tally);
        assert_eq!(sum(&score.areas), sum(&score.evidence));
        assert_eq!(sum(&score.areas).of, crate::rules::behaviours().len());
        assert!(score.classes.contains_key("Song"));
    }
}
