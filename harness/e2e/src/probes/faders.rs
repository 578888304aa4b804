//! The curve of Live's faders: six faders at known values, and what a person reads below them.

use livebridge_port::{Mutation, Operation, TrackKind, TrackPropsPatch};
use livebridge_suite::check::{Checked, Stop};
use livebridge_suite::stage::Stage;
use livebridge_transforms::{FaderCurve, FaderParam, param_value_to_db};

use super::Observed;

/// The values, over all three pieces of the curve.
const VALUES: [f64; 6] = [0.04, 0.1, 0.2, 0.4, 0.7, 1.0];

/// How far a level that Live shows, with one decimal, may be from the curve: in dB, and in the lowest piece, where others
/// have measured less exactly.
const CLOSE: f64 = 0.11;
const CLOSE_BELOW: f64 = 0.4;
const LOWEST_PIECE: f64 = -57.0;

/// Six audio tracks, named after what they show, in the order of their numbers.
pub(super) fn make(stage: &mut Stage) -> Checked<String> {
    stage.needs(
        "fader",
        &[Operation::CreateTrack, Operation::SetTrackProps, Operation::SetParam, Operation::GetTrackMixer],
    )?;
    stage.fresh("seeded")?;
    for (at, value) in VALUES.iter().enumerate() {
        let made = stage.prepare(Mutation::CreateTrack { kind: TrackKind::Audio })?;
        let Some(livebridge_port::Outcome::Track(track)) = made else {
            return Err(Stop::Missing("new track".to_owned()));
        };
        let props = TrackPropsPatch { name: Some(format!("Fader {}", at + 1).into()), ..TrackPropsPatch::default() };
        stage.prepare(Mutation::SetTrackProps { track_id: track.id.clone(), props })?;
        let param_id = stage.mixer(&track.id)?.volume.id;
        stage.prepare(Mutation::SetParam { param_id, value: *value })?;
    }
    Ok("the tracks `Fader 1` to `Fader 6`".to_owned())
}

/// Reads six levels, with a comma or a point, a minus or a longer one, and whatever unit.
pub(super) fn read(note: &str) -> Result<Observed, String> {
    let text = note.replace(['\u{2212}', '\u{2013}'], "-").replace("dB", " ").replace(';', " ");
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.replace(',', ".").parse().ok()).collect();
    let levels: [f64; 6] =
        numbers.try_into().ok().filter(|levels: &[f64; 6]| levels.iter().all(|level| level.is_finite())).ok_or(
            "six levels in dB are wanted, from `Fader 1` to `Fader 6`, such as -63.7 -51.0 -34.4 -18.0 -6.0 6.0",
        )?;
    let param = FaderParam { min: 0.0, max: 1.0, default_value: 0.85 };
    let (mut evidence, mut on) = (Vec::new(), true);
    for (value, read) in VALUES.into_iter().zip(levels) {
        let curve = param_value_to_db(value, param, FaderCurve::Live).map_err(|error| error.to_string())?;
        let most = if curve < LOWEST_PIECE { CLOSE_BELOW } else { CLOSE };
        on &= (read - curve).abs() <= most;
        evidence.push(format!("{value}: {read:.1} dB is shown, {curve:.2} dB is on the curve"));
    }
    evidence.extend(fits(levels));
    Ok(Observed::with(if on { "on the curve" } else { "off the curve" }, evidence))
}

/// The curve that is shown, for whoever has to write another one: the line that is nearest to the upper three levels, and
/// the parabola through those of the piece below it.
fn fits(levels: [f64; 6]) -> [String; 2] {
    let [_, (x0, y0), (x1, y1), (x2, y2), ..]: [(f64, f64); 6] = std::array::from_fn(|at| (VALUES[at], levels[at]));
    let upper = &levels[3..];
    let mean = |numbers: &[f64]| numbers.iter().sum::<f64>() / 3.0;
    let (value, level) = (mean(&VALUES[3..]), mean(upper));
    let around = |weight: &dyn Fn(f64, f64) -> f64| {
        VALUES[3..].iter().zip(upper).map(|(x, y)| weight(x - value, y - level)).sum::<f64>()
    };
    let slope = around(&|x, y| x * y) / around(&|x, _| x * x);
    // Divided differences.
    let (first, second) = ((y1 - y0) / (x1 - x0), (y2 - y1) / (x2 - x1));
    let square = (second - first) / (x2 - x0);
    let linear = first - square * (x0 + x1);
    let constant = y0 - x0 * (linear + square * x0);
    [
        format!("fitted from 0.4 to 1: {slope:.2} v {:+.2} dB", level - slope * value),
        format!("fitted from 0.1 to 0.4: {square:.2} v\u{b2} {linear:+.2} v {constant:+.2} dB"),
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn six_levels_are_read_however_they_are_written() {
        let curve =
            |value| param_value_to_db(value, FaderParam { min: 0.0, max: 1.0, default_value: 0.85 }, FaderCurve::Live);
        let levels: Vec<String> = VALUES.iter().map(|value| format!("{:.1} dB", curve(*value).unwrap())).collect();
        let note = levels.join("  ");
        assert_eq!(read(&note).unwrap().answer, "on the curve", "{note}");
        assert_eq!(read(&note.replace('-', "\u{2212}").replace('.', ",")).unwrap().answer, "on the curve");
        assert_eq!(read(&note.replace("-18.0", "-17.0")).unwrap().answer, "off the curve");
        let fitted = |seen: Observed| seen.evidence[6..].join("; ");
        // A line, and 100 v\u{b2} + 20 v - 40.
        let shown = read("0 -37 -32 -16 -10 -4").unwrap();
        assert_eq!(
            fitted(shown),
            "fitted from 0.4 to 1: 20.00 v -24.00 dB; fitted from 0.1 to 0.4: 100.00 v\u{b2} +20.00 v -40.00 dB"
        );
        assert!(read("-6 and more").is_err() && read("inf 1 2 3 4 5").is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_noted_is_read_or_told(note in "\\PC{0,60}|([-0-9., dB]{0,6} ){6}") {
            prop_assert!(read(&note).map_or_else(|why| why.contains("six levels"), |seen| seen.evidence.len() == VALUES.len() + 2));
        }
    }
}
