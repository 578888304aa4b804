//! Contests: contestants run in turn in one process, round after round, and are compared pair by pair, so that what
//! disturbs one round disturbs both sides of its ratios.

use std::fmt::Write as _;
use std::time::Duration;

use crate::machine::Clock;

/// Something that is measured.
pub struct Contestant<'a> {
    name: String,
    work: Box<dyn FnMut() + 'a>,
}

/// Several contestants on one task.
///
/// ```
/// use std::hint::black_box;
/// use livebridge_benches::contest::{Contest, table};
/// use livebridge_benches::machine::Clock;
/// use livebridge_benches::signals::noise;
/// use livebridge_loudness::analyze_loudness;
///
/// let signal = noise(1, 4_800); // the same on every machine
/// let mut copy = vec![0.0_f32; signal.len()];
/// let times = Contest::new(Clock::ThreadCpu, 7)
///     .with("memcpy", || { copy.copy_from_slice(black_box(&signal)); black_box(&copy); })
///     .with("peak, RMS and crest", || { let _ = black_box(analyze_loudness(black_box(&[&signal]))); })
///     .run();
/// assert!(table("A tenth of a second of noise", &times, &[]).contains("| memcpy |"));
/// ```
pub struct Contest<'a> {
    clock: Clock,
    rounds: usize,
    contestants: Vec<Contestant<'a>>,
}

/// The times of one contestant, round by round.
pub struct Times {
    /// Its name.
    pub name: String,
    /// One duration per round.
    pub rounds: Vec<Duration>,
}

/// Median, smallest and largest of some numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The median.
    pub median: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

impl Spread {
    /// Of at least one number; all zero of none.
    pub fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |i: usize| values.get(i).copied().unwrap_or(0.0);
        Self { median: at(values.len() / 2), min: at(0), max: at(values.len().saturating_sub(1)) }
    }
}

impl<'a> Contest<'a> {
    /// A contest of some rounds by a clock. One more round comes first and does not count.
    pub fn new(clock: Clock, rounds: usize) -> Self {
        Self { clock, rounds, contestants: Vec::new() }
    }

    /// Adds a contestant. Its work ends with `std::hint::black_box` of what it found.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, work: impl FnMut() + 'a) -> Self {
        self.contestants.push(Contestant { name: name.into(), work: Box::new(work) });
        self
    }

    /// Runs all rounds.
    pub fn run(mut self) -> Vec<Times> {
        let mut times: Vec<Times> =
            self.contestants.iter().map(|c| Times { name: c.name.clone(), rounds: Vec::new() }).collect();
        for round in 0..=self.rounds {
            for (contestant, times) in self.contestants.iter_mut().zip(&mut times) {
                let time = self.clock.time(&mut contestant.work);
                if round > 0 {
                    times.rounds.push(time);
                }
            }
        }
        times
    }
}

impl Times {
    /// How many times longer `self` took than `other`, round by round.
    pub fn over(&self, other: &Self) -> Spread {
        let pairs = self.rounds.iter().zip(&other.rounds);
        Spread::of(pairs.map(|(a, b)| a.as_secs_f64() / b.as_secs_f64().max(1e-12)).collect())
    }

    /// Milliseconds.
    pub fn millis(&self) -> Spread {
        Spread::of(self.rounds.iter().map(|d| d.as_secs_f64() * 1e3).collect())
    }
}

/// A ratio that was aimed at.
#[derive(Debug, Clone, Copy)]
pub struct RatioTarget {
    /// Its name in the specification, such as `P1`.
    pub name: &'static str,
    /// The ratio to reach.
    pub at_least: f64,
}

/// A table in Markdown: each contestant's time and how many times faster it is than the first one, with the target.
pub fn table(title: &str, times: &[Times], targets: &[(usize, RatioTarget)]) -> String {
    let mut out = format!(
        "### {title}\n\n| contestant | ms, median (min-max) | ratio, median (min-max) | target |\n|---|---|---|---|\n"
    );
    let Some(base) = times.first() else {
        return out;
    };
    for (i, contestant) in times.iter().enumerate() {
        let (ms, ratio) = (contestant.millis(), base.over(contestant));
        let target: Vec<String> = targets
            .iter()
            .filter(|(at, _)| *at == i)
            .map(|(_, t)| {
                let verdict = if ratio.median >= t.at_least { "met" } else { "**missed**" };
                format!("{} >= {}: {verdict}", t.name, t.at_least)
            })
            .collect();
        let _ = writeln!(
            out,
            "| {} | {:.3} ({:.3}-{:.3}) | {:.2} ({:.2}-{:.2}) | {} |",
            contestant.name,
            ms.median,
            ms.min,
            ms.max,
            ratio.median,
            ratio.min,
            ratio.max,
            target.join("; ")
        );
    }
    out
}
