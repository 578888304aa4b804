//! Levels and panning as Live shows them: rounded, for reading and not for comparing.

/// A panning from -1 to 1, in the steps of Live's knob: `30R`, `25L`, `C`.
///
/// ```
/// use livebridge_port::snapshot::levels::panning;
///
/// assert_eq!([-1.0, -0.5, 0.0, 0.004, 0.6].map(panning), ["50L", "25L", "C", "C", "30R"]);
/// ```
pub fn panning(pan: f64) -> String {
    let steps = (pan * 50.0).round();
    match steps {
        0.0 => "C".to_owned(),
        _ => format!("{}{}", steps.abs(), if steps < 0.0 { 'L' } else { 'R' }),
    }
}

/// A level in dB to a tenth, without the unit: `-6.0`, `0.0`, `3.0`; silence is `-inf`.
///
/// ```
/// use livebridge_port::snapshot::levels::decibels;
///
/// assert_eq!([-6.02, -0.04, 3.0, f64::NEG_INFINITY].map(decibels), ["-6.0", "0.0", "3.0", "-inf"]);
/// ```
pub fn decibels(db: f64) -> String {
    let text = format!("{db:.1}");
    if text == "-0.0" { "0.0".to_owned() } else { text }
}
