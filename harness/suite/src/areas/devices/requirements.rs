//! Requirements of devices and their parameters.

use livebridge_port::Operation as O;
use livebridge_port::capabilities::ResetCapability;

use crate::areas::Area;
use crate::registry::row::must;
use crate::requirement::{Needs, Requirement};

/// Every requirement of the area.
pub(in crate::areas) static ALL: &[Requirement] = &[
    must("LB-PARAM-001", Area::Devices, "5 setParam", "A value outside min..max is refused with BAD_INPUT.")
        .calling(&[O::ListTracks, O::ListDeviceParams, O::SetParam]),
    must(
        "LB-PARAM-002",
        Area::Devices,
        "5 setParam",
        "A quantised parameter rounds to the nearest step of 1 from min.",
    )
    .calling(&[O::ListTracks, O::ListDeviceParams, O::SetParam]),
    must(
        "LB-PARAM-003",
        Area::Devices,
        "5 setParam",
        "A value within the range is read back, and no other parameter changes.",
    )
    .calling(&[O::ListTracks, O::ListDeviceParams, O::SetParam]),
    must(
        "LB-PARAM-004",
        Area::Devices,
        "5 setParam",
        "The steps of a quantised parameter begin at its minimum, also when that is no whole number.",
    )
    .needs(Needs {
        operations: &[O::ListTracks, O::ListDeviceParams, O::SetParam, O::ControlReset],
        reset: ResetCapability::Snapshots,
        ..Needs::NOTHING
    }),
    must("LB-DEV-001", Area::Devices, "5 insertDevice", "insertDevice puts the device at the index.").calling(&[
        O::ListTracks,
        O::ListDeviceParams,
        O::InsertDevice,
    ]),
    must(
        "LB-DEV-002",
        Area::Devices,
        "5 insertDevice",
        "An index that is no whole number from 0 is refused with BAD_INPUT.",
    )
    .calling(&[O::ListTracks, O::InsertDevice]),
    must("LB-DEV-003", Area::Devices, "5 insertDevice", "An index past the end of the chain puts the device last.")
        .calling(&[O::ListTracks, O::ListDeviceParams, O::InsertDevice]),
    must("LB-DEV-004", Area::Devices, "5 insertDevice", "An unknown device name is refused with SDK_REJECTED.")
        .calling(&[O::ListTracks, O::InsertDevice]),
];
