//! What `livebridge measure` prints: the table for people, JSON for programs, and names for pictures.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use livebridge_loudness::{Levels, R128Report};
use livebridge_sets::measure::{HIGHEST_TRUE_PEAK_DBTP, Measured, Measurement};
use livebridge_text::phrasing::shown;
use serde::Serialize;

use crate::terminal::Paint;

/// One line for each file that was measured, and what the columns mean. Nothing when there is no such file.
pub(super) fn table(files: &[PathBuf], measured: &[Measured], target: f64, paint: Paint) -> String {
    let mut out = String::new();
    let mut marked = false;
    for (file, measured) in files.iter().zip(measured) {
        let Ok(measured) = measured else { continue };
        if out.is_empty() {
            let header = "  length    LUFS    LRA    dBTP    peak     RMS  crest     trim   file";
            let _ = writeln!(out, "{}", paint.bold(header));
        }
        let Measurement { report, levels, trim_db, .. } = measured;
        let mark = if measured.trim_is_too_loud() { "*" } else { " " };
        marked |= measured.trim_is_too_loud();
        let _ = writeln!(
            out,
            "{:>8} {:>7} {:>6} {:>7} {:>7} {:>7} {:>6} {:>8}{mark}  {}",
            clock(measured.seconds()),
            tenth(report.integrated_lufs),
            tenth(report.loudness_range),
            tenth(report.true_peak_dbtp),
            tenth(Some(levels.peak_db)),
            tenth(Some(levels.rms_db)),
            tenth(Some(levels.crest)),
            trim_db.map_or_else(|| "-".to_owned(), |trim| format!("{:+.1}", rounded(trim))),
            shown(file),
        );
    }
    if !out.is_empty() {
        let _ =
            writeln!(out, "\nintegrated loudness in LUFS, range in LU, levels in dBFS; trim in dB to {target} LUFS");
    }
    if marked {
        let warning =
            format!("* the trim would take the true peak above {HIGHEST_TRUE_PEAK_DBTP} dBTP: limit it first");
        let _ = writeln!(out, "{}", paint.yellow(&warning));
    }
    out
}

/// Minutes, seconds and tenths.
fn clock(seconds: f64) -> String {
    let tenths = (seconds * 10.0).round() / 10.0;
    format!("{}:{:04.1}", (tenths / 60.0).floor(), tenths % 60.0)
}

/// To a tenth, or a dash for nothing.
fn tenth(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{:.1}", rounded(value)))
}

/// To a tenth, without a minus sign at zero.
fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0 + 0.0
}

/// Everything, as a program reads it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    target_lufs: f64,
    files: Vec<Entry<'a>>,
}

/// A file has either an error, or the rest.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loudness: Option<&'a R128Report>,
    #[serde(skip_serializing_if = "Option::is_none")]
    levels: Option<Levels>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trim_db: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trimmed_true_peak_dbtp: Option<f64>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
}

impl<'a> Entry<'a> {
    fn of(file: &Path, measured: &'a Measured) -> Self {
        let (file, error) = (file.display().to_string(), measured.as_ref().err().map(ToString::to_string));
        let measured = measured.as_ref().ok();
        Self {
            file,
            error,
            seconds: measured.map(Measurement::seconds),
            loudness: measured.map(|measured| &measured.report),
            levels: measured.map(|measured| measured.levels),
            trim_db: measured.and_then(|measured| measured.trim_db),
            trimmed_true_peak_dbtp: measured.and_then(Measurement::trimmed_true_peak_dbtp),
            notes: measured.map_or(&[], |measured| &measured.notes),
        }
    }
}

/// JSON with every digit.
pub(super) fn json(files: &[PathBuf], measured: &[Measured], target: f64) -> serde_json::Result<String> {
    let files = files.iter().zip(measured).map(|(file, measured)| Entry::of(file, measured)).collect();
    Ok(serde_json::to_string_pretty(&Report { target_lufs: target, files })? + "\n")
}

/// The name of each file's picture: its own and `.svg`, with a number where several have the same.
pub(super) fn names(files: &[PathBuf]) -> Vec<OsString> {
    let mut taken = BTreeSet::new();
    let name = |file: &PathBuf| {
        let own = file.file_name().unwrap_or(file.as_os_str());
        let numbered = |n: u32| {
            let mut name = own.to_owned();
            name.push(if n == 1 { ".svg".to_owned() } else { format!("-{n}.svg") });
            name
        };
        let mut n = 1;
        while !taken.insert(numbered(n)) {
            n += 1;
        }
        numbered(n)
    };
    files.iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_never_share_a_name() {
        let files = ["a/x.wav", "b/x.wav", "x.wav", "y.wav"].map(PathBuf::from);
        assert_eq!(names(&files), ["x.wav.svg", "x.wav-2.svg", "x.wav-3.svg", "y.wav.svg"]);
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!((tenth(Some(-0.04)), tenth(Some(-14.26)), tenth(None)), ("0.0".into(), "-14.3".into(), "-".into()));
        assert_eq!((clock(59.97), clock(0.0), clock(3_661.25)), ("1:00.0".into(), "0:00.0".into(), "61:01.3".into()));
    }
}
