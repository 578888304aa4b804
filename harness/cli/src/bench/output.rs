//! What `livebridge bench` prints: tables for people, JSON for programs.

use std::fmt::Write as _;

use livebridge_suite::bench::results::{BenchReport, Direction, Metric, TimingChange};
use serde::Serialize;

use crate::terminal::Paint;

/// One line for each operation, then those without times.
pub(super) fn table(report: &BenchReport, paint: Paint) -> String {
    let mut out = String::new();
    let implementation = &report.implementation;
    let _ = writeln!(
        out,
        "{} {} ({}), {} rounds, {}\n",
        implementation.name, implementation.version, report.target, report.rounds, report.machine
    );
    if !report.operations.is_empty() {
        let callers = format!("{} callers", report.callers);
        let header = format!(
            "{:<26} {:>7} {:>9} {:>9} {:>9} {:>11} {callers:>11}",
            "operation", "calls", "p50", "p95", "p99", "calls/s"
        );
        let _ = writeln!(out, "{}", paint.bold(&header));
    }
    for times in &report.operations {
        let _ = writeln!(
            out,
            "{:<26} {:>7} {:>9} {:>9} {:>9} {:>11} {:>11}",
            times.operation.name(),
            times.calls,
            time(times.p50),
            time(times.p95),
            time(times.p99),
            rate(Some(times.per_second)),
            rate(times.pipelined_per_second),
        );
    }
    for (title, operations) in [("failed", &report.failed), ("not measured", &report.left_out)] {
        for left_out in operations {
            let line = format!("{:<26} {title}: {}", left_out.operation.name(), left_out.reason);
            let line = if title == "failed" { paint.red(&line) } else { line };
            let _ = writeln!(out, "{line}");
        }
    }
    out
}

/// What has changed beyond the noise, and how many numbers have not.
pub(super) fn comparison(
    before: &BenchReport,
    now: &BenchReport,
    changes: &[TimingChange],
    floor: f64,
    paint: Paint,
) -> String {
    let mut out = String::from("\n");
    for (what, then, today) in [
        ("machine", &before.machine, &now.machine),
        ("target", &before.target, &now.target),
        ("version", &before.implementation.version, &now.implementation.version),
    ] {
        if then != today {
            let _ = writeln!(out, "{}", paint.yellow(&format!("another {what}: it was {then}, now it is {today}")));
        }
    }
    let same = changes.iter().filter(|change| change.direction == Direction::Same).count();
    for change in changes.iter().filter(|change| change.direction != Direction::Same) {
        let what = match change.measure {
            Metric::P50 => "p50",
            Metric::Pipelined => "with several callers",
        };
        let name = change.operation.name();
        let line = match (change.direction, change.now) {
            (Direction::Slower, Some(now)) => {
                paint.red(&format!("slower  {name}, {what}: {} to {}", time(change.before), ratio(change.before, now)))
            }
            (_, Some(now)) => {
                format!("faster  {name}, {what}: {} to {}", time(change.before), ratio(change.before, now))
            }
            (_, None) => paint.red(&format!("lost    {name}, {what}: it was {}", time(change.before))),
        };
        let _ = writeln!(out, "{line}");
    }
    let _ = writeln!(out, "{same} of {} numbers within the noise (floor {floor} %)", changes.len());
    out
}

/// A time, and what it is of another.
fn ratio(before: f64, now: f64) -> String {
    format!("{} ({:+.0} %)", time(now), (now / before.max(1e-9) - 1.0) * 100.0)
}

/// Microseconds in a unit that reads well.
fn time(micros: f64) -> String {
    match micros {
        x if x < 1.0 => format!("{:.0} ns", x * 1e3),
        x if x < 1e3 => format!("{x:.1} µs"),
        x if x < 1e6 => format!("{:.1} ms", x / 1e3),
        x => format!("{:.2} s", x / 1e6),
    }
}

/// Calls per second in whole numbers, or a dash for nothing.
fn rate(per_second: Option<f64>) -> String {
    match per_second {
        None => "-".to_owned(),
        Some(x) if x < 100.0 => format!("{x:.1}"),
        Some(x) if x < 1e6 => format!("{x:.0}"),
        Some(x) => format!("{:.2} M", x / 1e6),
    }
}

/// A run and, where it was compared, what has changed.
#[derive(Serialize)]
struct Printed<'a> {
    run: &'a BenchReport,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<&'a [TimingChange]>,
}

/// JSON with every digit; times in microseconds.
pub(super) fn json(run: &BenchReport, changes: Option<&[TimingChange]>) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(&Printed { run, changes })? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_read_well() {
        assert_eq!([0.25, 12.34, 1_234.0, 2.5e6].map(time), ["250 ns", "12.3 µs", "1.2 ms", "2.50 s"]);
        assert_eq!([None, Some(12.5), Some(12_345.6), Some(3.2e6)].map(rate), ["-", "12.5", "12346", "3.20 M"]);
    }
}
