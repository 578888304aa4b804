//! Gain Stage Doctor on tracks of a Set: renders, measures, and sets the faders. Transforms, section 3.
//!
//! The render is taken before the fader, so that the trim that brings the measured level to its target is the gain of
//! the fader itself, and a second run finds nothing to do. Reading the file and measuring it are injected: this file
//! does no I/O and knows no meter.

use livebridge_loudness::{LEVEL_FLOOR_DB, Layout};
use livebridge_port::{BridgeError, ClipLocation, DeviceParamInfo, IdRef, LiveBridge, Mutation, Name, Result};
use serde::{Deserialize, Serialize};

use super::{Plan, each_once};
use crate::{FaderCurve, FaderParam, db_to_param_value, suggest_trim_db};

/// Which level is brought to the target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Measure {
    /// The mean level in dBFS.
    #[default]
    Rms,
    /// Integrated loudness in LUFS.
    Lufs,
}

/// What to stage, and where to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GainStageDoctor {
    /// Audio tracks; one that is named twice counts once.
    pub track_ids: Vec<IdRef>,
    /// The level that every track gets, in dBFS or LUFS as `measure` says.
    pub target_db: f64,
    /// Which level is measured.
    #[serde(default)]
    pub measure: Measure,
    /// The curve of the faders.
    #[serde(default)]
    pub curve: FaderCurve,
}

/// A decoded audio file.
#[derive(Debug, Clone, PartialEq)]
pub struct DecodedAudio {
    /// Samples per second.
    pub sample_rate: u32,
    /// The samples of each channel, full scale being 1; channels may differ in length.
    pub channels: Vec<Vec<f32>>,
    /// Which loudspeaker each channel is for, where the file tells.
    pub layout: Option<Layout>,
}

/// The levels of a track, in dBFS unless said.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrackLevels {
    /// The highest sample.
    pub peak_db: f64,
    /// The mean level.
    pub rms_db: f64,
    /// `peak_db - rms_db`, in dB.
    pub crest: f64,
    /// Integrated loudness in LUFS, when it was measured and there was something above its gate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lufs: Option<f64>,
}

/// What Gain Stage Doctor did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GainStageReport {
    /// Every track in the order given.
    pub rows: Vec<GainStageRow>,
}

/// What Gain Stage Doctor did to one track.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GainStageRow {
    /// The track.
    pub track_id: IdRef,
    /// Its name.
    pub track: Name,
    /// The highest sample in dBFS.
    pub peak_db: f64,
    /// The mean level in dBFS.
    pub rms_db: f64,
    /// `peak_db - rms_db`, in dB.
    pub crest: f64,
    /// Integrated loudness in LUFS, when it was measured and there was something above its gate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lufs: Option<f64>,
    /// The gain in dB from the level to the target; absent for a silent track, which is not trimmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trim_db: Option<f64>,
    /// The fader value before.
    pub old_value: f64,
    /// The fader value after: the trim as far as the fader goes, the old value for a silent track.
    pub new_value: f64,
}

/// A track before it is rendered: its fader, and the range to render.
struct Candidate<'a> {
    id: &'a IdRef,
    fader: DeviceParamInfo,
    range: (f64, f64),
}

/// Renders and measures the tracks and plans their faders. `decode` reads a rendered file, `measure` its levels.
///
/// All ids are looked up before the first render. A stale id, a MIDI track, a file that cannot be read or a level
/// that is no number refuses the whole run.
pub async fn plan_gain_stage_doctor<B, D, M>(
    bridge: &B,
    request: &GainStageDoctor,
    mut decode: D,
    mut measure: M,
) -> Result<Plan<GainStageReport>>
where
    B: LiveBridge + ?Sized,
    D: FnMut(&str) -> std::result::Result<DecodedAudio, BridgeError>,
    M: FnMut(&DecodedAudio, Measure) -> std::result::Result<TrackLevels, BridgeError>,
{
    suggest_trim_db(0.0, request.target_db)?;
    let mut candidates = Vec::new();
    for id in each_once(&request.track_ids) {
        let range = render_range(bridge, id)?;
        candidates.push(Candidate { id, fader: bridge.get_track_mixer(id).await?.volume, range });
    }
    let mut report = GainStageReport { rows: Vec::new() };
    let mut mutations = Vec::new();
    for Candidate { id, fader, range: (start, end) } in candidates {
        let render = bridge.render_track(id, start, end).await?;
        let levels = measure(&decode(&render.path)?, request.measure)?;
        let old_value = fader.value;
        let trim_db = trim(&levels, request).map_err(|error| error.about(id))?;
        let new_value = match trim_db {
            Some(trim) => db_to_param_value(trim, FaderParam::from(&fader), request.curve)?,
            None => old_value,
        };
        let TrackLevels { peak_db, rms_db, crest, lufs } = levels;
        let track_id = id.clone();
        let track = render.track;
        report.rows.push(GainStageRow { track_id, track, peak_db, rms_db, crest, lufs, trim_db, old_value, new_value });
        if !is_same(old_value, new_value) {
            mutations.push(Mutation::SetParam { param_id: fader.id, value: new_value });
        }
    }
    Ok(Plan { report, mutations })
}

/// Brings the levels of some tracks to a target with their faders, all in one undo step.
///
/// See [`plan_gain_stage_doctor`] for what is injected and what is refused.
///
/// ```
/// use livebridge_transforms::handlers::{
///     DecodedAudio, GainStageDoctor, Measure, TrackLevels, run_gain_stage_doctor,
/// };
/// use livebridge_transforms::FaderCurve;
/// use livebridge_port::{BridgeError, TrackId};
/// use livebridge_fake::FakeLiveBridge;
///
/// # fn read_wav(_: &str) -> Result<DecodedAudio, BridgeError> {
/// #     Ok(DecodedAudio { sample_rate: 48_000, channels: vec![vec![0.25; 4800]], layout: None })
/// # }
/// # fn measure(audio: &DecodedAudio, _: Measure) -> Result<TrackLevels, BridgeError> {
/// #     let levels = livebridge_loudness::analyze_loudness(&audio.channels);
/// #     let levels = levels.map_err(|error| BridgeError::bad_input(error.to_string()))?;
/// #     Ok(TrackLevels { peak_db: levels.peak_db, rms_db: levels.rms_db, crest: levels.crest, lufs: None })
/// # }
/// # pollster::block_on(async {
/// let bridge = FakeLiveBridge::seeded();
/// let vocals = TrackId(2).into();
/// let request = GainStageDoctor {
///     track_ids: vec![vocals],
///     target_db: -18.0,
///     measure: Measure::Rms,
///     curve: FaderCurve::Live,
/// };
/// let report = run_gain_stage_doctor(&bridge, &request, read_wav, measure).await?;
/// println!("{}: {:?} dB", report.rows[0].track, report.rows[0].trim_db);
/// # Ok::<(), livebridge_port::CallError>(())
/// # }).unwrap();
/// ```
pub async fn run_gain_stage_doctor<B, D, M>(
    bridge: &B,
    request: &GainStageDoctor,
    decode: D,
    measure: M,
) -> Result<GainStageReport>
where
    B: LiveBridge + ?Sized,
    D: FnMut(&str) -> std::result::Result<DecodedAudio, BridgeError>,
    M: FnMut(&DecodedAudio, Measure) -> std::result::Result<TrackLevels, BridgeError>,
{
    let plan = plan_gain_stage_doctor(bridge, request, decode, measure).await?;
    plan.apply(bridge).await
}

/// The extent of the track's Arrangement clips, or one bar where it has none.
fn render_range<B: LiveBridge + ?Sized>(bridge: &B, track: &IdRef) -> Result<(f64, f64)> {
    let clips = bridge.list_clips(track)?;
    let placed = clips.iter().filter(|clip| clip.location == ClipLocation::Arrangement);
    let extent = placed.map(|clip| (clip.start_time, clip.end_time)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    Ok(extent.unwrap_or((0.0, 4.0)))
}

/// The trim that is asked for; `None` for a silent track. NaN is refused, so that it reaches neither a fader nor a
/// report.
fn trim(levels: &TrackLevels, request: &GainStageDoctor) -> std::result::Result<Option<f64>, BridgeError> {
    if [levels.peak_db, levels.rms_db, levels.crest].iter().any(|level| level.is_nan()) {
        return Err(BridgeError::bad_input("a measured level is no number").with_hint("look for NaN in the render"));
    }
    let level = match request.measure {
        Measure::Rms => levels.rms_db,
        Measure::Lufs => levels.lufs.unwrap_or(f64::NEG_INFINITY),
    };
    if level <= LEVEL_FLOOR_DB {
        return Ok(None);
    }
    suggest_trim_db(level, request.target_db).map(Some)
}

/// Whether a value that was read is the one to be written, for hosts that keep 32-bit floats (port, section 1).
fn is_same(old: f64, new: f64) -> bool {
    /// The relative precision to which a value is read back.
    const PRECISION: f64 = 1.0 / 4_194_304.0;
    (old - new).abs() <= PRECISION * old.abs().max(new.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The precision is that of 32-bit floats, relative to the value, large or small.
    #[test]
    fn a_value_is_the_same_up_to_what_32_bits_keep_of_it() {
        for value in [1.0, 0.7, -35.0, 0.001, 1000.0] {
            #[expect(clippy::cast_possible_truncation, reason = "what such a host does")]
            let kept = f64::from(value as f32);
            assert!(is_same(value, kept), "{value}");
            assert!(!is_same(value, value * 1.000_001), "{value}");
        }
        assert!(is_same(0.0, 0.0));
        assert!(!is_same(0.0, 1e-12));
    }
}
