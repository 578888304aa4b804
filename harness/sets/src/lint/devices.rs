//! Rules about devices, those in Racks too.

use livebridge_als::model::Device;

use super::context::{Context, devices, mixer};

pub(super) fn switched_off(context: &mut Context<'_>) {
    for track in mixer(context.set) {
        for device in devices(track).into_iter().filter(|device| device.on == Some(false)) {
            let name = device.shown_name();
            context.tell(Some(track), Some(&name), format!("has its device {:?} switched off", &*name));
        }
    }
}

/// The name of a plug-in, by which it is found on a machine, whatever the device is called in the Set.
fn plugin(device: &Device) -> Option<&str> {
    device.plugin.as_ref().map(|name| if name.is_empty() { "unnamed" } else { &**name })
}

pub(super) fn plugins(context: &mut Context<'_>) {
    for track in mixer(context.set) {
        for name in devices(track).into_iter().filter_map(plugin) {
            context.tell(Some(track), Some(name), format!("needs the plug-in {name:?}"));
        }
    }
}

pub(super) fn plugins_not_allowed(context: &mut Context<'_>) {
    let Some(allowed) = context.patterns("allowed") else { return };
    for track in mixer(context.set) {
        for name in devices(track).into_iter().filter_map(plugin) {
            if !allowed.iter().any(|pattern| pattern.matches(name)) {
                context.tell(Some(track), Some(name), format!("needs the plug-in {name:?}, which is not on the list"));
            }
        }
    }
}
