//! What the reads say of devices and mixers. Contract, section 4.

use livebridge_port::{Mutation, TrackKind};

use crate::check::{Check, Checked, require};
use crate::checks::devices::{insert, named};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("devices/params-in-chain-order", "LB-READ-015", chain_order),
        Check::new("devices/mixer-agrees", "LB-READ-016", mixer_agrees),
        Check::new("devices/device-count", "LB-READ-017", device_count),
    ]
}

fn chain_order(stage: &mut Stage) -> Checked {
    let track = stage.track(TrackKind::Audio)?;
    let before = stage.device_params(&track.id)?;
    let device = insert(stage, &track.id, 0.0)?;
    let after = stage.device_params(&track.id)?;
    let mut wanted = named(&device.parameters);
    wanted.extend(named(&before));
    require(
        named(&after) == wanted,
        || format!("all parameters in chain order: {wanted:?}"),
        || format!("{:?}", named(&after)),
    )?;
    for param in &after {
        let (min, max) = (param.min, param.max);
        require(
            (min..=max).contains(&param.value) && (min..=max).contains(&param.default_value),
            || format!("`{}` is between {min} and {max}, its default too", param.name),
            || format!("value {}, default {}", param.value, param.default_value),
        )?;
    }
    Ok(())
}

fn mixer_agrees(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    for track in stage.tracks()? {
        let volume = stage.mixer(&track.id)?.volume;
        require(
            stage.same_param(track.mixer.volume, volume.value),
            || format!("the volume of `{}` is {} as in listTracks", track.id, track.mixer.volume),
            || format!("it is {}", volume.value),
        )?;
    }
    let track = stage.track(TrackKind::Midi)?;
    let param_id = stage.mixer(&track.id)?.volume.id;
    stage.call(Mutation::SetParam { param_id, value: 0.5 })?;
    let (mixer, listed) = (stage.mixer(&track.id)?.volume.value, stage.tracks()?);
    let listed = listed.into_iter().find(|read| read.id == track.id).map_or(f64::NAN, |read| read.mixer.volume);
    require(
        stage.same_param(0.5, mixer) && stage.same_param(0.5, listed),
        || "after setParam of its volume both reads give 0.5".to_owned(),
        || format!("getTrackMixer {mixer}, listTracks {listed}"),
    )
}

fn device_count(stage: &mut Stage) -> Checked {
    let track = stage.track(TrackKind::Audio)?;
    for more in 1..=3 {
        insert(stage, &track.id, 0.0)?;
        let count = stage.tracks()?.into_iter().find(|read| read.id == track.id).map_or(0, |read| read.device_count);
        let wanted = track.device_count + more;
        require(count == wanted, || format!("deviceCount is {wanted}"), || format!("it is {count}"))?;
    }
    Ok(())
}
