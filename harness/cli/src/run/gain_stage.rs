//! `livebridge run gain-stage`.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use livebridge_port::CallError;
use livebridge_suite::handlers::{Handler, decode, levels};
use livebridge_suite::target::Instance;
use livebridge_text::phrasing::count;
use livebridge_transforms::handlers::{GainStageDoctor, GainStageRow, Measure, plan_gain_stage_doctor};
use livebridge_transforms::{FaderCurve, FaderParam, param_value_to_db};

use super::{Common, Prepare, Prepared, headings};
use crate::contents::Contents;
use crate::stop::Stop;

/// Bring audio tracks to one level with their faders
///
/// Each track is rendered over the extent of its Arrangement clips (4 beats where it has none), measured, and its fader
/// set so that the level becomes the target. A silent track is reported and left alone.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge run gain-stage als:song.als --dry-run
  livebridge run gain-stage als:song.als --track Vocals --target-db -14 --measure lufs --save out.json
  livebridge run gain-stage --track track:2 --target-db -18 -- python3 my_bridge.py")]
pub(super) struct Arguments {
    /// An audio track, by its id or name; can be given several times. Without it every audio track
    #[arg(long, value_name = "TRACK")]
    track: Vec<String>,
    /// The level that every track gets, in dBFS or LUFS
    #[arg(long, value_name = "LEVEL", default_value = "-18", value_parser = level, allow_negative_numbers = true)]
    target_db: f64,
    /// Which level is measured: the mean level in dBFS, or the integrated loudness in LUFS
    #[arg(long, default_value = "rms", value_parser = PossibleValuesParser::new(["rms", "lufs"]).map(measured))]
    measure: Measure,
    /// The curve of the faders: as measured in Live, or a straight line of 70 dB up to unity
    #[arg(long, default_value = "live", value_parser = PossibleValuesParser::new(["live", "linear"]).map(curve))]
    curve: FaderCurve,
    #[command(flatten)]
    common: Common,
}

fn level(text: &str) -> Result<f64, String> {
    let level: f64 = text.parse().map_err(|_| format!("`{text}` is no number of decibels"))?;
    if (-120.0..=24.0).contains(&level) { Ok(level) } else { Err(format!("{text} dB is not between -120 and 24")) }
}

#[expect(clippy::needless_pass_by_value, reason = "what clap hands on")]
fn measured(text: String) -> Measure {
    if text == "lufs" { Measure::Lufs } else { Measure::Rms }
}

#[expect(clippy::needless_pass_by_value, reason = "what clap hands on")]
fn curve(text: String) -> FaderCurve {
    if text == "linear" { FaderCurve::Linear } else { FaderCurve::Live }
}

impl Prepare for Arguments {
    const HANDLER: Handler = Handler::GainStage;
    const LISTENS: bool = true;

    fn common(&self) -> &Common {
        &self.common
    }

    fn prepare(&self, target: &Instance, contents: &Contents) -> Result<Prepared, Stop> {
        let track_ids = if self.track.is_empty() {
            contents.audio_tracks().map(|track| track.id.clone()).collect()
        } else {
            self.track.iter().map(|track| contents.track(track)).collect::<Result<_, _>>()?
        };
        let request =
            GainStageDoctor { track_ids, target_db: self.target_db, measure: self.measure, curve: self.curve };
        let plan = livebridge_wire::block_on(plan_gain_stage_doctor(target.bridge.as_ref(), &request, decode, levels))?;

        let mut rows = vec![headings(["track", "id", "peak", "RMS", "crest", "LUFS", "trim", "fader"])];
        for row in &plan.report.rows {
            rows.push(vec![
                row.track.to_string(),
                row.track_id.to_string(),
                tenth(Some(row.peak_db)),
                tenth(Some(row.rms_db)),
                tenth(Some(row.crest)),
                tenth(row.lufs),
                row.trim_db.map_or_else(|| "-".to_owned(), |trim| format!("{trim:+.1} dB")),
                self.fader(target, row)?,
            ]);
        }
        let unit = if self.measure == Measure::Lufs { "LUFS" } else { "dBFS RMS" };
        let faders = plan.mutations.len();
        let summary = format!(
            "{faders} of {} {} for {} {unit}",
            count(plan.report.rows.len(), "fader"),
            if faders == 1 { "moves" } else { "move" },
            self.target_db
        );
        Ok(Prepared::of(plan, rows, summary)?)
    }
}

impl Arguments {
    /// What becomes of a fader, and whether it goes far enough.
    fn fader(&self, target: &Instance, row: &GainStageRow) -> Result<String, Stop> {
        let (old, new) = (row.old_value, row.new_value);
        let Some(trim) = row.trim_db else { return Ok(format!("{old:.3}, silent: left alone")) };
        let fader = livebridge_wire::block_on(target.bridge.get_track_mixer(&row.track_id))?.volume;
        let reached = param_value_to_db(new, FaderParam::from(&fader), self.curve).map_err(CallError::from)?;
        let falls_short = (reached - trim).abs() > 0.05;
        let remark = if falls_short {
            format!(", {:.1} dB short: it goes no further", (trim - reached).abs())
        } else {
            String::new()
        };
        Ok(format!("{old:.3} -> {new:.3}{remark}"))
    }
}

fn tenth(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.1}"))
}
