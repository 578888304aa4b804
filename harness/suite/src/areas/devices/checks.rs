//! Devices and parameters. Contract, section 5.

use livebridge_port::ErrorCode::{BadInput, SdkRejected};
use livebridge_port::{DeviceParamInfo, Mutation, Operation, Outcome, Reset, TrackKind, fixtures};

use crate::check::{Check, Checked, Stop, require, told};
use crate::checks::devices::{insert, named};
use crate::checks::refusals::refuse_each;
use crate::stage::{Stage, Via};

pub(in crate::areas) fn checks() -> Vec<Check> {
    vec![
        Check::new("devices/value-in-range", "LB-PARAM-001", |stage| {
            let (_, param) = stage.device_param(false)?;
            let calls = [param.min - 1.0, param.max + 1.0]
                .map(|value| Mutation::SetParam { param_id: param.id.clone(), value });
            refuse_each(stage, calls, &[BadInput])
        }),
        Check::new("devices/quantised-value", "LB-PARAM-002", quantised),
        Check::new("devices/quantised-value-in-range", "LB-PARAM-001", |stage| {
            let (_, param) = stage.device_param(true)?;
            // Rounded they would be in it.
            let calls = [param.min - 0.25, param.max + 0.25]
                .map(|value| Mutation::SetParam { param_id: param.id.clone(), value });
            refuse_each(stage, calls, &[BadInput])
        }),
        Check::new("devices/of-its-own-device", "LB-PARAM-003", of_its_own_device).calling(&[Operation::InsertDevice]),
        Check::new("devices/fader-is-read-back", "LB-PARAM-003", fader_is_read_back)
            .calling(&[Operation::GetTrackMixer]),
        Check::new("devices/steps-from-the-minimum", "LB-PARAM-004", steps_from_the_minimum),
        Check::new("devices/value-is-read-back", "LB-PARAM-003", |stage| read_back(stage, false)),
        Check::new("devices/quantised-value-is-read-back", "LB-PARAM-003", |stage| read_back(stage, true)),
        Check::new("devices/insert-at-index", "LB-DEV-001", |stage| inserted_at(stage, 1, false)),
        Check::new("devices/index-is-whole", "LB-DEV-002", |stage| {
            let device_name = stage.device_name()?;
            let track_id = stage.track(TrackKind::Audio)?.id;
            let calls = [-1.0, 0.5].map(|index| Mutation::InsertDevice {
                track_id: track_id.clone(),
                device_name: device_name.clone(),
                index,
            });
            refuse_each(stage, calls, &[BadInput])
        }),
        Check::new("devices/insert-past-the-end", "LB-DEV-003", |stage| inserted_at(stage, 0, true)),
        Check::new("devices/unknown-name", "LB-DEV-004", |stage| {
            let track_id = stage.track(TrackKind::Audio)?.id;
            let device_name = "No Such Device".into();
            refuse_each(stage, [Mutation::InsertDevice { track_id, device_name, index: 0.0 }], &[SdkRejected])
        }),
    ]
}

/// A device is inserted `from_end` places before the end of a chain whose last device is ours.
fn inserted_at(stage: &mut Stage, from_end: usize, past_the_end: bool) -> Checked {
    let track = stage.track(TrackKind::Audio)?;
    #[expect(clippy::cast_precision_loss, reason = "a chain of devices is short")]
    let last = insert(stage, &track.id, track.device_count as f64)?;
    let before = stage.device_params(&track.id)?;
    let devices = track.device_count + 1;
    let place = devices - from_end;
    #[expect(clippy::cast_precision_loss, reason = "a chain of devices is short")]
    let index = if past_the_end { 977.0 } else { place as f64 };
    let device = insert(stage, &track.id, index)?;
    let after = stage.device_params(&track.id)?;
    let at = before.len() - from_end * last.parameters.len();
    let mut wanted = named(&before);
    wanted.splice(at..at, named(&device.parameters));
    require(
        named(&after) == wanted && after.get(at..at + device.parameters.len()) == Some(&device.parameters),
        || format!("the device is number {place} of the chain, its parameters begin at {at}: {wanted:?}"),
        || format!("{:?}", named(&after)),
    )
}

fn written(stage: &mut Stage, param: &DeviceParamInfo, value: f64) -> Checked<f64> {
    written_via(stage, Via::Call, param, value)
}

fn written_via(stage: &mut Stage, via: Via, param: &DeviceParamInfo, value: f64) -> Checked<f64> {
    match stage.send(via, Mutation::SetParam { param_id: param.id.clone(), value })? {
        Some(Outcome::Param(param)) => Ok(param.value),
        other => Err(Stop::broken("setParam answers with a DeviceParamInfo", told(&other))),
    }
}

fn quantised(stage: &mut Stage) -> Checked {
    let (_, param) = stage.device_param(true)?;
    let steps = [(param.min + 0.7, param.min + 1.0), (param.max - 0.8, param.max - 1.0), (param.max, param.max)];
    let cases = steps.map(|step| stage.ways().into_iter().map(move |via| (step, via)));
    for ((value, kept), via) in cases.into_iter().flatten() {
        let seen = written_via(stage, via, &param, value)?;
        require(
            stage.same_param(kept, seen),
            || format!("`{}` set to {value} goes to the step {kept}", param.name),
            || format!("it is {seen}"),
        )?;
    }
    Ok(())
}

/// A parameter whose steps are no whole numbers, which no built-in device need have.
fn steps_from_the_minimum(stage: &mut Stage) -> Checked {
    let mut set = fixtures::seeded_devices();
    let Some(param) = set.tracks[0].devices[0].parameters.iter_mut().find(|param| param.is_quantized) else {
        return Err(Stop::Undecided("the fixture has no quantised parameter".to_owned()));
    };
    (param.min, param.max, param.default_value, param.value) = (0.5, 4.5, 0.5, 0.5);
    stage.reset(&Reset::Snapshot(Box::new(set)))?;
    let track = stage.tracks()?[0].id.clone();
    let Some(param) = stage.device_params(&track)?.into_iter().find(|param| param.is_quantized) else {
        return Err(Stop::broken("the quantised parameter of the snapshot is listed", "it is not"));
    };
    for (value, kept) in [(0.9, 0.5), (1.1, 1.5), (2.4, 2.5), (4.2, 4.5)] {
        let seen = written(stage, &param, value)?;
        require(
            stage.same_param(kept, seen),
            || format!("`{}` over 0.5..4.5 set to {value} goes to the step {kept}", param.name),
            || format!("it is {seen}"),
        )?;
    }
    Ok(())
}

/// Both ends of the range and 1/3 of it, or the step next to the lowest.
fn read_back(stage: &mut Stage, quantized: bool) -> Checked {
    let (track, param) = stage.device_param(quantized)?;
    let before = stage.device_params(&track)?;
    let between = if quantized { param.min + 1.0 } else { param.min + (param.max - param.min) / 3.0 };
    for value in [param.min, between, param.max] {
        written(stage, &param, value)?;
        for (was, now) in before.iter().zip(stage.device_params(&track)?) {
            let wanted = if was.id == param.id { value } else { was.value };
            require(
                was.id == now.id && stage.same_param(wanted, now.value),
                || format!("`{}` is {wanted} after `{}` was set to {value}", was.name, param.name),
                || format!("`{}` is {}", now.name, now.value),
            )?;
        }
    }
    Ok(())
}

/// The fader, which has the ends that a parameter of a device need not have: 0 and 1.
fn fader_is_read_back(stage: &mut Stage) -> Checked {
    let track = stage.track(TrackKind::Midi)?.id;
    let fader = stage.mixer(&track)?.volume;
    for value in [1.0, 0.0, 1.0 / 3.0] {
        written(stage, &fader, value)?;
        let seen = stage.mixer(&track)?.volume.value;
        require(stage.same_param(value, seen), || format!("the fader is at {value}"), || format!("it is at {seen}"))?;
    }
    Ok(())
}

/// The same parameter of two devices of one name, which stand side by side at the head of the chain.
fn of_its_own_device(stage: &mut Stage) -> Checked {
    let track = stage.track(TrackKind::Audio)?.id;
    let devices = [insert(stage, &track, 0.0)?, insert(stage, &track, 1.0)?];
    let fits = |param: &DeviceParamInfo| !param.is_quantized && param.max > param.min;
    let Some(at) = devices[0].parameters.iter().position(fits) else {
        return stage.missing("continuous parameter", &[]);
    };
    let values = |param: &DeviceParamInfo| [param.max, param.min, param.max];
    // The first is written again at last, so that neither is right by what it was before.
    for (device, which) in [(0, 0), (1, 1), (0, 2)] {
        let Some(param) = devices[device].parameters.get(at) else {
            return Err(Stop::broken("two devices of one name have the same parameters", "they do not"));
        };
        written(stage, param, values(param)[which])?;
    }
    let read = stage.device_params(&track)?;
    for (device, which) in devices.iter().zip([2, 1]) {
        let param = &device.parameters[at];
        let (wanted, seen) = (values(param)[which], read.iter().find(|read| read.id == param.id));
        require(
            seen.is_some_and(|seen| stage.same_param(wanted, seen.value)),
            || format!("`{}` of the device `{}` is {wanted}", param.name, device.id),
            || seen.map_or_else(|| format!("`{}` is not listed", param.id), |seen| format!("it is {}", seen.value)),
        )?;
    }
    Ok(())
}
