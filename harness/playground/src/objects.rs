//! What can be chosen in a form: every object of the Set that a call can name, by its id, with a label for people.

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{ClipKind, ClipLocation, LiveBridge};
use serde_json::{Value, json};

use crate::Refused;
use crate::session::ready;

/// The most objects that a page gets: a list nobody can choose from helps nobody.
const MOST: usize = 4_000;

/// All of them, track by track.
pub(crate) fn all(bridge: &FakeLiveBridge) -> Result<Vec<Value>, Refused> {
    let mut objects = Vec::new();
    for track in bridge.list_tracks()? {
        if objects.len() > MOST {
            break;
        }
        let kind = match track.kind {
            livebridge_port::TrackKind::Midi => "midi",
            livebridge_port::TrackKind::Audio => "audio",
        };
        let name = &track.name;
        objects.push(json!({ "what": "track", "id": track.id, "kind": kind, "label": name, "track": track.id }));
        // The slots come first, one for each scene.
        for (i, clip) in bridge.list_clips(&track.id)?.into_iter().enumerate() {
            let place = match clip.location {
                ClipLocation::Session => format!("scene {}", i + 1),
                ClipLocation::Arrangement => format!("beat {}", number(clip.start_time)),
            };
            if let Some(slot) = clip.slot_id.as_ref().filter(|_| clip.kind == ClipKind::Empty) {
                objects.push(
                    json!({ "what": "slot", "id": slot, "label": format!("{name}: empty slot, {place}"), "track": track.id }),
                );
                continue;
            }
            let kind = if clip.is_midi { "midi" } else { "audio" };
            let title = if clip.name.is_empty() { "unnamed" } else { &*clip.name };
            let label = format!("{name}: {title}, {place}");
            objects.push(json!({ "what": "clip", "id": clip.id, "kind": kind, "label": label, "track": track.id }));
        }
        let volume = ready(bridge.get_track_mixer(&track.id))?.volume;
        objects.push(param(&format!("{name}: volume"), &volume, &track.id));
        for parameter in ready(bridge.list_device_params(&track.id))? {
            objects.push(param(&format!("{name}: {}", parameter.name), &parameter, &track.id));
        }
    }
    objects.truncate(MOST);
    Ok(objects)
}

/// A beat as people write it.
fn number(beat: f64) -> String {
    format!("{beat:.2}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A parameter with its range, for a slider.
fn param(label: &str, parameter: &livebridge_port::DeviceParamInfo, track: &livebridge_port::IdRef) -> Value {
    json!({
        "what": "param",
        "id": parameter.id,
        "label": label,
        "track": track,
        "min": parameter.min,
        "max": parameter.max,
        "value": parameter.value,
    })
}
