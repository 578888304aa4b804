//! Functions of Live's modules, which belong to no object.

use super::{object, whole};
use crate::engine::Engine;
use crate::refusal::{Res, argument, range};
use crate::table::Call;
use crate::value::{Id, Value};

/// A function by its full name, where it behaves.
pub(crate) fn module_function(name: &str) -> Option<Call> {
    Some(match name {
        "Live.Application.get_application" => |e, _, _| Ok(Value::Obj(e.app)),
        "Live.Application.get_random_int" => random,
        "Live.Base.log" => |_, _, _| Ok(Value::Null),
        "Live.Conversions.is_convertible_to_midi" => |e, _, args| {
            let clip =
                args.iter().rev().find_map(|arg| if let Value::Obj(id) = arg { Some(*id) } else { None }).unwrap_or(0);
            Ok(e.b(clip, "is_audio_clip").into())
        },
        "Live.Conversions.create_midi_track_with_simpler" => |e, _, args| {
            let clip = object(args, 1);
            if clip == 0 || !e.is(clip, "Clip") || !e.b(clip, "is_audio_clip") {
                return argument("an audio clip is wanted");
            }
            let at = e.kids(e.song, "tracks").len();
            let track = super::track::make(e, super::track::MIDI, at)?;
            super::device::insert(e, track, "Simpler", None)?;
            super::track::rename_defaults(e);
            Ok(Value::Null)
        },
        "Live.SimplerDevice.get_available_voice_numbers" => |_, _, _| {
            Ok(Value::list([1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 32].into_iter().map(Value::Int).collect()))
        },
        "Live.Song.get_all_scales_ordered" => scales,
        _ => return None,
    })
}

fn random(engine: &mut Engine, _: Id, args: &[Value]) -> Res {
    let (Some(low), Some(high)) = (whole(args, 0), whole(args, 1)) else { return argument("two ints are wanted") };
    if high < low {
        return range("the highest is below the lowest");
    }
    let span = u64::try_from(i128::from(high) - i128::from(low) + 1).unwrap_or(u64::MAX);
    let offset = i64::try_from(engine.draw() % span).unwrap_or(0);
    Ok(Value::Int(low.saturating_add(offset)))
}

#[expect(clippy::unnecessary_wraps, reason = "the signature of a function")]
fn scales(engine: &mut Engine, _: Id, _: &[Value]) -> Res {
    let names = engine.table.json["scale_names"].as_array();
    let one = |name: &str| {
        let steps = super::song::intervals(name).into_iter().map(|step| Value::Int(i64::from(step))).collect();
        Value::list(vec![name.into(), Value::list(steps)])
    };
    Ok(Value::list(names.into_iter().flatten().filter_map(serde_json::Value::as_str).map(one).collect()))
}
