//! Whether a Set can be said in JSON, which has no NaN and no infinity. Whether its numbers can be those of a Set is
//! another question: see [`Snapshot::check_values`].

use super::{ClipSnapshot, ParamSnapshot, Snapshot, TrackSnapshot};
use crate::error::BridgeError;
use crate::rules::Argument;

type Rule = Result<(), BridgeError>;

impl Snapshot {
    /// Checks that every number is finite; the error names the first that is not.
    pub fn check_finite(&self) -> Rule {
        self.tempo.check_finite("tempo")?;
        self.scenes.iter().filter_map(|scene| scene.tempo).try_for_each(|tempo| tempo.check_finite("tempo"))?;
        self.cue_points.iter().flatten().try_for_each(|cue_point| cue_point.time.check_finite("time"))?;
        self.tracks.iter().try_for_each(TrackSnapshot::check_finite)
    }
}

impl TrackSnapshot {
    fn check_finite(&self) -> Rule {
        self.volume.check_finite()?;
        self.panning.check_finite("panning")?;
        self.devices.iter().flat_map(|device| &device.parameters).try_for_each(ParamSnapshot::check_finite)?;
        self.session.iter().chain(&self.arrangement).try_for_each(ClipSnapshot::check_finite)
    }
}

impl ParamSnapshot {
    fn check_finite(&self) -> Rule {
        self.min.check_finite("min")?;
        self.max.check_finite("max")?;
        self.default_value.check_finite("default_value")?;
        self.value.check_finite("value")
    }
}

impl ClipSnapshot {
    fn check_finite(&self) -> Rule {
        self.start_time.map_or(Ok(()), |start| start.check_finite("start_time"))?;
        self.duration.check_finite("duration")?;
        self.loop_start.check_finite("loop_start")?;
        self.loop_end.check_finite("loop_end")?;
        self.end_marker.check_finite("end_marker")?;
        self.start_marker.map_or(Ok(()), |marker| marker.check_finite("start_marker"))?;
        self.notes.as_ref().map_or(Ok(()), |notes| notes.check_finite("notes"))
    }
}
