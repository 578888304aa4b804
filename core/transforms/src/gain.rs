//! The arithmetic of gain staging: trims, and faders between decibels and parameter values. Transforms, section 3.
//!
//! The levels themselves are measured elsewhere; this file knows no samples.

use livebridge_port::{BridgeError, DeviceParamInfo};
use serde::{Deserialize, Serialize};

use super::numbers::finite;

/// The gain in dB that brings a level to its target: `target_db - level_db`. `BAD_INPUT` when one is not finite.
///
/// ```
/// use livebridge_transforms::suggest_trim_db;
///
/// assert_eq!(suggest_trim_db(-23.5, -18.0)?, 5.5);
/// # Ok::<(), livebridge_port::BridgeError>(())
/// ```
pub fn suggest_trim_db(level_db: f64, target_db: f64) -> Result<f64, BridgeError> {
    Ok(finite("targetDb", target_db)? - finite("levelDb", level_db)?)
}

/// How a fader's value and its gain in dB belong together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FaderCurve {
    /// The curve of Live's faders, fitted to measurements: -70 dB at 0, unity at 0.85, +6 dB at 1. A parameter that
    /// does not run 0..1 with default 0.85 falls back to [`Linear`](Self::Linear).
    #[default]
    Live,
    /// A straight line: 70 dB from the minimum to the default.
    Linear,
}

/// The range of a fader: `min <= default_value <= max`, the default being unity gain.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FaderParam {
    /// The lowest value.
    pub min: f64,
    /// The highest value.
    pub max: f64,
    /// The value of 0 dB.
    pub default_value: f64,
}

impl From<&DeviceParamInfo> for FaderParam {
    fn from(param: &DeviceParamInfo) -> Self {
        Self { min: param.min, max: param.max, default_value: param.default_value }
    }
}

impl FaderParam {
    fn judge(self) -> Result<Self, BridgeError> {
        finite("param.min", self.min)?;
        finite("param.max", self.max)?;
        finite("param.defaultValue", self.default_value)?;
        if self.min <= self.default_value && self.default_value <= self.max {
            return Ok(self);
        }
        let Self { min, max, default_value } = self;
        Err(BridgeError::bad_input(format!("param.defaultValue must be {min} to {max}, not {default_value}")))
    }

    /// Whether this is a fader of Live. A host that keeps 32-bit floats reports its default as 0.8500000238418579.
    #[expect(clippy::float_cmp, reason = "0 and 1 are exact in every host's floats")]
    fn is_live(self) -> bool {
        /// The relative precision to which a value is read back from a host.
        const PRECISION: f64 = 1.0 / 4_194_304.0;
        self.min == 0.0 && self.max == 1.0 && (self.default_value - 0.85).abs() <= 0.85 * PRECISION
    }
}

/// The fader value of a gain in dB: exactly the default at 0 dB, monotonic, within min..max. Transforms, section 3.
///
/// `BAD_INPUT` when a number is not finite or the default lies outside of min..max.
///
/// ```
/// use livebridge_transforms::{FaderCurve, FaderParam, db_to_param_value};
///
/// let fader = FaderParam { min: 0.0, max: 1.0, default_value: 0.85 };
/// assert_eq!(db_to_param_value(0.0, fader, FaderCurve::Live)?, 0.85);
/// assert_eq!(db_to_param_value(-6.0, fader, FaderCurve::Live)?, 0.7);
/// assert_eq!(db_to_param_value(40.0, fader, FaderCurve::Live)?, 1.0);
/// # Ok::<(), livebridge_port::BridgeError>(())
/// ```
pub fn db_to_param_value(db: f64, param: FaderParam, curve: FaderCurve) -> Result<f64, BridgeError> {
    let (db, param) = (finite("db", db)?, param.judge()?);
    let unity = param.default_value;
    let value = match curve {
        FaderCurve::Live if param.is_live() => hold_unity(live_value(db), db, unity),
        FaderCurve::Live | FaderCurve::Linear => unity + db * (unity - param.min) / 70.0,
    };
    Ok(value.clamp(param.min, param.max))
}

/// The gain in dB of a fader value, the inverse of [`db_to_param_value`]. The value is held within min..max first,
/// so that on Live's curve nothing is below -70 dB. A linear fader whose default is its minimum answers 0 dB.
///
/// `BAD_INPUT` when a number is not finite or the default lies outside of min..max.
///
/// ```
/// use livebridge_transforms::{FaderCurve, FaderParam, param_value_to_db};
///
/// let fader = FaderParam { min: 0.0, max: 1.0, default_value: 0.85 };
/// assert_eq!(param_value_to_db(0.85, fader, FaderCurve::Live)?, 0.0);
/// assert_eq!(param_value_to_db(0.0, fader, FaderCurve::Live)?, -70.0);
/// # Ok::<(), livebridge_port::BridgeError>(())
/// ```
pub fn param_value_to_db(value: f64, param: FaderParam, curve: FaderCurve) -> Result<f64, BridgeError> {
    let (value, param) = (finite("value", value)?, param.judge()?);
    let (unity, value) = (param.default_value, value.clamp(param.min, param.max));
    Ok(match curve {
        FaderCurve::Live if param.is_live() => hold_unity(live_db(value), value - unity, 0.0),
        _ if unity > param.min => (value - unity) * 70.0 / (unity - param.min),
        _ => 0.0,
    })
}

/// Keeps a result on its own side of unity, and at unity when the offset is 0: a default that is not 0.85 to the
/// last bit would else break both that 0 dB is the default and that the curve is monotonic.
fn hold_unity(result: f64, offset: f64, unity: f64) -> f64 {
    let result = if offset >= 0.0 { result.max(unity) } else { result };
    if offset <= 0.0 { result.min(unity) } else { result }
}

// No fused multiply-add below: it gives other bits than other languages.

// Where the branches of the curve really meet. The contract prints both to nine or ten digits; with those the curve
// would step back at the upper seam.
const UPPER_SEAM: f64 = 0.400_736_256_969_954_2;
const UPPER_SEAM_DB: f64 = -17.970_549_721_201_83;
const LOWER_SEAM: f64 = 0.049_242_598_009_165_8;
const LOWER_SEAM_DB: f64 = -57.313_725_383_557_724;

/// Live's curve from value to dB, not clamped.
pub fn live_db(value: f64) -> f64 {
    if value >= UPPER_SEAM {
        40.0 * value - 34.0
    } else if value >= LOWER_SEAM {
        let t = 399.751_894 * value - 201.871_345;
        -(t * t + 12_630.611_32) / 799.503_788
    } else {
        118.426_374 * value.powf(5567.0 / 7504.0) - 70.0
    }
}

/// Live's curve from dB to value, not clamped above.
fn live_value(db: f64) -> f64 {
    if db >= UPPER_SEAM_DB {
        (db + 34.0) / 40.0
    } else if db >= LOWER_SEAM_DB {
        -((-799.503_788 * db - 12_630.611_32).sqrt() - 201.871_345) / 399.751_894
    } else if db > -70.0 {
        ((db + 70.0) / 118.426_374).powf(7504.0 / 5567.0)
    } else {
        0.0
    }
}
