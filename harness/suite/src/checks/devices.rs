//! Devices that a check inserts, and their parameters.

use livebridge_port::{DeviceParamInfo, IdRef, Mutation, Outcome};

use crate::check::{Checked, Stop, told};
use crate::stage::Stage;

/// Inserts a device at an index and gives its track, the answer, and the parameters of the track before.
pub(crate) fn insert(stage: &mut Stage, track: &IdRef, index: f64) -> Checked<livebridge_port::DeviceInfo> {
    let device_name = stage.device_name()?;
    match stage.call(Mutation::InsertDevice { track_id: track.clone(), device_name, index })? {
        Some(Outcome::Device(device)) => Ok(device),
        other => Err(Stop::broken("insertDevice answers with a DeviceInfo", told(&other))),
    }
}

/// A parameter without its id, which says where it stands.
pub(crate) fn named(params: &[DeviceParamInfo]) -> Vec<String> {
    params.iter().map(|param| param.name.to_string()).collect()
}
