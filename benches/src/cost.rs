//! Costs that must not grow too much: a table of what one call costs in several settings, and how many times more in
//! the last setting than in the first.

use std::fmt::Write as _;
use std::time::Duration;

use crate::contest::{Spread, Times};

/// What one kind of call costs in each setting.
pub struct Cost {
    /// What is called.
    pub what: String,
    /// How many calls each round makes.
    pub calls: usize,
    /// The rounds of each setting.
    pub settings: Vec<Times>,
}

impl Cost {
    /// Nothing measured so far in settings of these names.
    pub fn new(what: impl Into<String>, calls: usize, settings: &[String]) -> Self {
        let settings = settings.iter().map(|name| Times { name: name.clone(), rounds: Vec::new() }).collect();
        Self { what: what.into(), calls, settings }
    }

    /// Adds a round of one setting.
    pub fn push(&mut self, setting: usize, round: Duration) {
        self.settings[setting].rounds.push(round);
    }

    /// Nanoseconds of one call in a setting.
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    pub fn nanos(&self, setting: usize) -> Spread {
        let rounds = &self.settings[setting].rounds;
        Spread::of(rounds.iter().map(|round| round.as_secs_f64() * 1e9 / self.calls as f64).collect())
    }

    /// How many times more a call costs in the last setting than in the first, round by round.
    pub fn growth(&self) -> Spread {
        match self.settings.as_slice() {
            [first, .., last] => last.over(first),
            _ => Spread::of(Vec::new()),
        }
    }
}

/// `met` or `missed` for a value that must not be larger than another.
pub fn at_most(value: f64, target: f64) -> &'static str {
    if value <= target { "met" } else { "**missed**" }
}

/// A table in Markdown: nanoseconds per call in each setting, and the ratio of the last to the first with its target.
pub fn table(title: &str, costs: &[Cost], target: f64) -> String {
    let mut out = format!("### {title}\n\n| ns per call, median (min-max) |");
    let Some(first) = costs.first() else { return out };
    for setting in &first.settings {
        let _ = write!(out, " {} |", setting.name);
    }
    let _ = write!(out, " ratio, median (min-max) | target |\n|---|");
    let _ = writeln!(out, "{}", "---|".repeat(first.settings.len() + 2));
    for cost in costs {
        let _ = write!(out, "| {} |", cost.what);
        for setting in 0..cost.settings.len() {
            let ns = cost.nanos(setting);
            let _ = write!(out, " {:.0} ({:.0}-{:.0}) |", ns.median, ns.min, ns.max);
        }
        let ratio = cost.growth();
        let (median, min, max) = (ratio.median, ratio.min, ratio.max);
        let _ = writeln!(out, " {median:.2} ({min:.2}-{max:.2}) | <= {target}: {} |", at_most(median, target));
    }
    out
}
