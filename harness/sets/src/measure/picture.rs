//! Loudness over time as one self-contained SVG: no script, no font, no link, light or dark as the reader prefers.
//!
//! Each column of pixels shows all values that fall on it: for the momentary loudness the span from the smallest to the
//! largest, for the short-term loudness the largest. A value stands at the end of its window, where a meter would show it.

use std::fmt::Write as _;

use maud::{PreEscaped, html};

use super::Measurement;
use crate::picture::style::{Palette, in_both_schemes, plain, tenth, text_rules};

/// The picture is this large, in pixels.
const SIZE: (f64, f64) = (960.0, 360.0);
/// The plot within it: left, top, right, bottom.
const PLOT: [f64; 4] = [48.0, 56.0, 944.0, 324.0];
/// The loudest and the quietest of the scale, in LUFS, and the distance of its lines in LU.
const SCALE: (f64, f64, u8) = (0.0, -60.0, 6);
/// Columns of the plot.
const COLUMNS: usize = 896;

/// What is the same in both schemes.
const FORMS: &str = "\
svg { font: 12px system-ui, sans-serif }
.end { text-anchor: end } .middle { text-anchor: middle } .name { font-size: 15px; font-weight: 600 }
.short { fill: none; stroke-width: 1.5 } .integrated { stroke-width: 1.5 } .target { stroke-dasharray: 4 4 }
";

fn rules(palette: &Palette) -> String {
    let Palette { paper, dim, blue, amber, .. } = palette;
    format!(
        "{}.paper {{ fill: {paper} }} .momentary {{ fill: {blue}; fill-opacity: .45 }} .short {{ stroke: {blue} }}\n\
         .integrated {{ stroke: {amber} }} .target {{ stroke: {dim} }}\n\
         .above {{ paint-order: stroke; stroke: {paper}; stroke-width: 4 }}\n",
        text_rules(palette)
    )
}

/// The picture of a measurement that was made with its series; `name` is its title.
pub fn draw(name: &str, measured: &Measurement, target_lufs: f64) -> String {
    let [left, top, right, bottom] = PLOT;
    let seconds = measured.seconds();
    let series = measured.series.as_ref();
    let momentary = series.map(|series| columns(&series.momentary_lufs, series.step, 0.4, seconds));
    let short_term = series.map(|series| columns(&series.short_term_lufs, series.step, 3.0, seconds));
    let (name, headline) = (plain(name, 120), headline(measured));
    let picture = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (SIZE.0) " " (SIZE.1) } width=(SIZE.0) height=(SIZE.1) role="img" {
            title { "Loudness of " (name) }
            desc { (headline) }
            style { (PreEscaped(FORMS)) (PreEscaped(in_both_schemes(rules))) }
            rect.paper width="100%" height="100%" {}
            text.name x=(left) y="22" { (name) }
            text x=(left) y="42" { (headline) }
            @for step in (0..=60).step_by(usize::from(SCALE.2)) {
                @let lufs = SCALE.0 - f64::from(step);
                line.grid x1=(left) x2=(right) y1=(tenth(height(lufs))) y2=(tenth(height(lufs))) {}
                text."small"."end" x=(left - 8.0) y=(tenth(height(lufs) + 4.0)) { (lufs) }
            }
            @for second in ticks(seconds) {
                @let x = tenth(left + (right - left) * second / seconds);
                line.grid x1=(x) x2=(x) y1=(top) y2=(bottom) {}
                text."small"."middle" x=(x) y=(bottom + 16.0) { (clock(second)) }
            }
            @if let Some(columns) = &momentary { path.momentary d=(band(columns)) { title { "momentary" } } }
            @if let Some(columns) = &short_term { path.short d=(line(columns)) { title { "short-term" } } }
            @let integrated = measured.report.integrated_lufs;
            @let target_below = integrated.is_some_and(|lufs| lufs > target_lufs);
            (level("target", target_lufs, &format!("target {target_lufs}"), target_below))
            @if let Some(lufs) = integrated {
                (level("integrated", lufs, &format!("integrated {lufs:.1}"), !target_below))
            }
            text.small x=(left) y=(SIZE.1 - 6.0) { "LUFS: momentary (400 ms) as a band, short-term (3 s) as a line" }
        }
    };
    picture.into_string() + "\n"
}

/// The numbers in one line.
fn headline(measured: &Measurement) -> String {
    let report = &measured.report;
    let mut line = String::new();
    let mut add = |name: &str, value: Option<f64>, unit: &str| {
        let gap = if line.is_empty() { "" } else { " · " };
        // Writing to a String cannot fail.
        let _ = match value {
            Some(value) => write!(line, "{gap}{name} {value:.1} {unit}"),
            None => write!(line, "{gap}no {name}"),
        };
    };
    add("integrated", report.integrated_lufs, "LUFS");
    add("range", report.loudness_range, "LU");
    add("momentary max", report.momentary_max_lufs, "LUFS");
    add("short-term max", report.short_term_max_lufs, "LUFS");
    add("true peak", report.true_peak_dbtp, "dBTP");
    line
}

/// A line across the plot with its name at the right, above or below it: of two lines the names must not meet. The
/// name has a margin in the colour of the paper, so that curves below it leave it readable.
fn level(class: &str, lufs: f64, name: &str, below: bool) -> maud::Markup {
    let (y, [left, _, right, _]) = (height(lufs), PLOT);
    let text = if below { y + 14.0 } else { y - 4.0 };
    html! {
        line class=(class) x1=(left) x2=(right) y1=(tenth(y)) y2=(tenth(y)) {}
        text."end"."above" x=(right - 4.0) y=(tenth(text)) { (name) }
    }
}

/// Where a loudness stands; what is beyond the scale stands at its end.
fn height(lufs: f64) -> f64 {
    let (loud, quiet, _) = SCALE;
    let [_, top, _, bottom] = PLOT;
    top + (bottom - top) * (loud - lufs.clamp(quiet, loud)) / (loud - quiet)
}

/// The smallest and largest value of each column that has one: its x and the two.
type Columns = Vec<(f64, f64, f64)>;

/// Sorts values, one every `step` seconds, that stand at the ends of windows of `window` seconds, into columns.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "columns are few, and times are positive"
)]
fn columns(values: &[f64], step: f64, window: f64, seconds: f64) -> Columns {
    let [left, _, right, _] = PLOT;
    let mut out: Columns = Vec::new();
    let mut last = None;
    for (i, &value) in values.iter().enumerate() {
        let at = ((i as f64).mul_add(step, window) / seconds).clamp(0.0, 1.0);
        let column = ((at * COLUMNS as f64) as usize).min(COLUMNS);
        match out.last_mut() {
            Some((_, low, high)) if last == Some(column) => (*low, *high) = (low.min(value), high.max(value)),
            _ => out.push((left + (right - left) * column as f64 / COLUMNS as f64, value, value)),
        }
        last = Some(column);
    }
    out
}

/// A closed shape from the largest values forth to the smallest back.
fn band(columns: &Columns) -> String {
    // A pixel of width at least, so that a steady tone can be seen.
    let upper = columns.iter().map(|(x, _, high)| (*x, height(*high) - 0.5));
    let lower = columns.iter().rev().map(|(x, low, _)| (*x, height(*low) + 0.5));
    let path = path(upper.chain(lower));
    if path.is_empty() { path } else { path + "Z" }
}

fn line(columns: &Columns) -> String {
    path(columns.iter().map(|(x, _, high)| (*x, height(*high))))
}

fn path(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut out = String::new();
    for (x, y) in points {
        let letter = if out.is_empty() { 'M' } else { 'L' };
        let _ = write!(out, "{letter}{} {}", tenth(x), tenth(y));
    }
    out
}

/// At most ten times to name on the axis, in seconds, at round distances.
fn ticks(seconds: f64) -> Vec<f64> {
    const ROUND: [f64; 15] =
        [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 3_600.0];
    let wide = |step: &f64| seconds / step <= 10.0;
    let step = ROUND.into_iter().find(wide).unwrap_or_else(|| 3_600.0 * (seconds / 36_000.0).ceil());
    (0..=10_u32).map(|i| f64::from(i) * step).take_while(|second| *second <= seconds && seconds > 0.0).collect()
}

/// Minutes and seconds, with tenths where there are some.
fn clock(seconds: f64) -> String {
    let (minutes, rest) = ((seconds / 60.0).floor(), seconds % 60.0);
    if rest.fract() > 0.0 { format!("{minutes}:{rest:04.1}") } else { format!("{minutes}:{rest:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_few_and_round() {
        for seconds in [0.01, 0.4, 1.0, 3.0, 59.0, 600.0, 7_200.0, 1e6] {
            let ticks = ticks(seconds);
            assert!(!ticks.is_empty() && ticks.len() <= 11, "{seconds}: {ticks:?}");
        }
        assert!(ticks(0.0).is_empty());
        assert_eq!((clock(0.5), clock(75.0), clock(3_600.0)), ("0:00.5".into(), "1:15".into(), "60:00".into()));
    }

    #[test]
    fn columns_hold_every_value() {
        let values: Vec<f64> = (0..6_000_u32).map(|i| -f64::from(i % 50)).collect();
        let columns = columns(&values, 0.01, 0.4, 60.4);
        assert!(columns.len() <= COLUMNS + 1);
        assert!(columns.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let (low, high) = columns.iter().fold((0.0_f64, -99.0_f64), |(l, h), (_, a, b)| (l.min(*a), h.max(*b)));
        assert_eq!((low, high), (-49.0, 0.0));
    }
}
