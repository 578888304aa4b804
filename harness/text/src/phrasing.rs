//! Levels, counts and places in the words of people: rounded, for reading and not for comparing. And names as a terminal
//! may show them.

use std::fmt::Write as _;
use std::path::Path;

use livebridge_port::snapshot::ParamSnapshot;
use livebridge_port::snapshot::levels::decibels;
use livebridge_transforms::{FaderCurve, FaderParam, param_value_to_db};

/// The level of a fader with its unit: `-6.0 dB`, `-inf`.
pub fn fader_level(fader: &ParamSnapshot) -> String {
    let param = FaderParam { min: fader.min, max: fader.max, default_value: fader.default_value };
    match param_value_to_db(fader.value, param, FaderCurve::Live) {
        Ok(db) if fader.value > fader.min => level(db),
        _ => "-inf".to_owned(),
    }
}

/// A level in dB with its unit: `-6.0 dB`, `3.0 dB`, `0.0 dB`.
pub fn level(db: f64) -> String {
    format!("{} dB", decibels(db))
}

/// `3 clips`, `1 clip`.
pub fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// `C`, `F#`; `?` for what is no pitch class.
pub fn pitch_class(class: u8) -> &'static str {
    ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"].get(usize::from(class)).unwrap_or(&"?")
}

/// A scale as musicians call it: `A Minor`; `none` where none was chosen.
pub fn scale(root: u8, name: &str) -> String {
    if name.is_empty() { "none".to_owned() } else { format!("{} {name}", pitch_class(root)) }
}

/// At most three digits behind the point, and none that say nothing.
pub fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// The last part of a path of any system.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// A text as it can be shown on one line, whoever wrote it: control characters stand as JSON has them, `\u001b`, and can
/// neither move a cursor nor colour what follows.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Writing to a String cannot fail.
            c if c.is_control() => drop(write!(out, "\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// A path as it can be shown on one line.
pub fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy())
}

/// Text of a target in one line, without what would move the cursor, and not longer than a few lines of a terminal.
pub fn plain(text: &str) -> String {
    const SHOWN: usize = 600;
    let shown = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c });
    let mut plain: String = shown.clone().take(SHOWN).collect();
    if shown.count() > SHOWN {
        plain.push_str(" ...");
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_steer_a_terminal() {
        let name = "a\u{1b}]0;x\u{7}\u{9b}2J\u{7f}\r\n\tö\\";
        assert_eq!(visible(name), r"a\u001b]0;x\u0007\u009b2J\u007f\r\n\tö\");
        // It is what a string in JSON would say, but for what JSON does not have to escape.
        assert_eq!(
            serde_json::from_str::<String>(&format!("\"{}\"", visible("\u{1b}\u{9b}\n"))).unwrap(),
            "\u{1b}\u{9b}\n"
        );
        assert_eq!(shown(Path::new("songs/Ünder\u{1b}.als")), r"songs/Ünder\u001b.als");
    }
}
