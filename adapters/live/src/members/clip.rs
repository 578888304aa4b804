//! Clips: their two regions, loop, colour, launch settings; how they are made and copied.
//!
//! A clip keeps two regions, from marker to marker and the loop; `looping` says which one plays. In the Arrangement it
//! also has a place, `_start` to `_end` in beats.

mod region;

use super::{number, whole};
use crate::engine::{Engine, Interface};
use crate::refusal::{Kind, Refusal, Res, range, refuse};
use crate::rules::Rule as R;
use crate::table::D::{B, F, I, K, N, S};
use crate::table::{Def, computed, func, val};
use crate::value::{Id, Value};

pub(crate) use region::{length, region};
use region::{
    midi_only, own_signature, set_end_marker, set_loop_end, set_loop_start, set_looping, set_start_marker, signature,
};

pub(super) const MEMBERS: &[Def] = &[
    val("Clip.name", S(""))
        .on_set(|e, id, value| {
            if e.on(R::ClipsNameRoundtripAfterTick) {
                let old = e.val(id, "name").clone();
                e.put_free(id, "_shown_name", old);
                e.later(crate::clock::Late::Shown(id));
            }
            e.put(id, "name", value);
            Ok(())
        })
        .on_get(|e, id| {
            Ok(if e.clock.waits(crate::clock::Late::Shown(id)) && e.on(R::ClipsNameRoundtripAfterTick) {
                e.val(id, "_shown_name")
            } else {
                e.val(id, "name")
            }
            .clone())
        }),
    val("Clip._shown_name", S("")).free(),
    val("Clip._shown_color", I(0)).free(),
    val("Clip.color", I(0)).on_get(get_color).on_set(|e, id, value| {
        shown_later(e, id)?;
        super::track::set_color(e, id, value)
    }),
    val("Clip.color_index", I(0)).on_set(|e, id, value| {
        shown_later(e, id)?;
        super::track::set_color_index(e, id, value)
    }),
    val("Clip.muted", B(false)).on_set(|e, id, value| {
        if e.face == Interface::Sdk && !e.on(R::ClipsMutedClipWritable) {
            return Err(Refusal::new(Kind::AttributeError, "Clip.muted cannot be set").by(R::ClipsMutedClipWritable));
        }
        e.put(id, "muted", value);
        Ok(())
    }),
    val("Clip.view", N),
    val("Clip.groove", N).on_set(|e, id, value| {
        if value == Value::Null && e.on(R::ClipsGrooveUnsettable) {
            return refuse(R::ClipsGrooveUnsettable, "a groove cannot be cleared");
        }
        e.put(id, "groove", value);
        Ok(())
    }),
    computed("Clip.has_groove", |e, id| Ok((e.live_ref(id, "groove") != 0).into())),
    val("Clip.is_audio_clip", B(false)),
    computed("Clip.is_midi_clip", |e, id| Ok((!e.b(id, "is_audio_clip")).into())),
    val("Clip._colorless", B(false)),
    val("Clip._arr", B(false)),
    val("Clip._lane", B(false)),
    val("Clip._start", F(0.0)),
    val("Clip._end", F(0.0)),
    val("Clip._launched", F(0.0)).free(),
    val("Clip._position", F(0.0)).free(),
    val("Clip._extra", N),
    computed("Clip.is_arrangement_clip", |e, id| Ok(e.b(id, "_arr").into())),
    computed("Clip.is_session_clip", |e, id| Ok((!e.b(id, "_arr")).into())),
    computed("Clip.is_take_lane_clip", |e, id| Ok(e.b(id, "_lane").into())),
    val("Clip.looping", B(true)).on_set(set_looping),
    // The loop, and the region from marker to marker.
    val("Clip._loop_start", F(0.0)),
    val("Clip._loop_end", F(4.0)),
    // Whether the loop was written while looping was on.
    val("Clip._brace", B(true)),
    val("Clip.start_marker", F(0.0)).on_set(set_start_marker),
    val("Clip.end_marker", F(4.0))
        .on_get(|e, id| {
            let absolute = e.face == Interface::Sdk && e.b(id, "_arr") && e.on(R::ClipsSdkEndMarkerAbsolute);
            Ok(e.val(id, if absolute { "_end" } else { "end_marker" }).clone())
        })
        .on_set(set_end_marker),
    computed("Clip.loop_start", |e, id| Ok(region(e, id).0.into())).on_set(set_loop_start),
    computed("Clip.loop_end", |e, id| Ok(region(e, id).1.into())).on_set(set_loop_end),
    computed("Clip.position", |e, id| Ok(region(e, id).0.into())).on_set(|e, id, value| {
        // Moves the region as a whole.
        let (start, end) = region(e, id);
        let to = value.number().unwrap_or(0.0);
        if to > start {
            set_loop_end(e, id, Value::Float(to + end - start))?;
            set_loop_start(e, id, Value::Float(to))
        } else {
            set_loop_start(e, id, Value::Float(to))?;
            set_loop_end(e, id, Value::Float(to + end - start))
        }
    }),
    computed("Clip.length", |e, id| Ok(length(e, id).into())),
    computed("Clip.start_time", |e, id| {
        Ok(if e.b(id, "_arr") {
            e.f(id, "_start")
        } else if e.on(R::ClipsEndTimeSession) {
            e.f(id, "_launched")
        } else {
            0.0
        }
        .into())
    }),
    computed("Clip.end_time", |e, id| {
        Ok(if e.b(id, "_arr") {
            e.f(id, "_end")
        } else if e.on(R::ClipsEndTimeSession) {
            region(e, id).1
        } else {
            length(e, id)
        }
        .into())
    }),
    computed("Clip.is_playing", |e, id| Ok(is_playing(e, id).into())).on_set(|e, id, value| {
        if value == Value::Bool(true) {
            super::transport::fire(e, e.parent(id));
        } else {
            super::transport::stop_track(e, e.parent(e.parent(id)), &[])?;
        }
        Ok(())
    }),
    computed("Clip.is_triggered", |e, id| Ok((!e.b(id, "_arr") && e.i(e.parent(id), "_state") == 1).into())),
    computed("Clip.is_recording", |_, _| Ok(false.into())),
    computed("Clip.is_overdubbing", |_, _| Ok(false.into())).inert(),
    computed("Clip.will_record_on_start", |_, _| Ok(false.into())).inert(),
    computed("Clip.playing_position", |e, id| Ok(e.f(id, "_position").into())),
    computed("Clip.playing_status", |e, id| {
        Ok(Value::list(vec![is_playing(e, id).into(), (!e.b(id, "_arr") && e.i(e.parent(id), "_state") == 1).into()]))
    }),
    val("Clip.launch_mode", I(0)),
    val("Clip.launch_quantization", I(0)),
    val("Clip.legato", B(false)),
    val("Clip.velocity_amount", F(0.0)),
    val("Clip.signature_numerator", I(4))
        .on_set(|e, id, v| own_signature(e, id, "signature_numerator", v))
        .on_get(|e, id| signature(e, id, "signature_numerator")),
    val("Clip.signature_denominator", I(4))
        .on_set(|e, id, v| own_signature(e, id, "signature_denominator", v))
        .on_get(|e, id| signature(e, id, "signature_denominator")),
    val("Clip.has_envelopes", B(false)).on_get(|e, id| Ok((!e.kids(id, "automation_envelopes").is_empty()).into())),
    val("Clip.automation_envelopes", K),
    computed("Clip.root_note", |e, _| Ok(e.val(e.song, "root_note").clone())),
    computed("Clip.scale_name", |e, _| Ok(e.val(e.song, "scale_name").clone())),
    computed("Clip.scale_mode", |e, _| Ok(e.val(e.song, "scale_mode").clone())),
    computed("Clip.scale_intervals", |e, _| e.peek(e.song, "scale_intervals")),
    func("Clip.fire", |e, id, _| {
        super::transport::fire(e, e.parent(id));
        Ok(Value::Null)
    }),
    func("Clip.set_fire_button_state", |e, id, args| {
        if args[0] == Value::Bool(true) {
            super::transport::fire(e, e.parent(id));
        }
        Ok(Value::Null)
    }),
    func("Clip.stop", |e, id, _| {
        let slot = e.parent(id);
        if e.b(id, "_arr") { Ok(Value::Null) } else { super::transport::stop_track(e, e.parent(slot), &[]) }
    }),
    func("Clip.scrub", |_, _, _| Ok(Value::Null)).inert(),
    func("Clip.stop_scrub", |_, _, _| Ok(Value::Null)).inert(),
    func("Clip.move_playing_pos", |e, id, args| {
        let position = e.f(id, "_position") + number(args, 0);
        e.put_free(id, "_position", position);
        Ok(Value::Null)
    }),
    func("Clip.crop", |e, id, _| {
        let (start, end) = region(e, id);
        if !e.b(id, "is_audio_clip") {
            super::notes::crop(e, id, start, end);
        }
        e.put(id, "start_marker", start);
        e.put(id, "end_marker", end);
        Ok(Value::Null)
    }),
    func("Clip.duplicate_loop", |e, id, _| {
        midi_only(e, id)?;
        let (start, end) = region(e, id);
        super::notes::duplicate_loop(e, id, start, end);
        let doubled = end + (end - start);
        if e.b(id, "looping") {
            e.put(id, "_loop_end", doubled);
        }
        let marker = e.f(id, "end_marker");
        e.put(id, "end_marker", if e.b(id, "looping") { marker.max(doubled) } else { doubled });
        Ok(Value::Null)
    }),
    func("Clip.note_number_to_name", |_, _, args| match whole(args, 0) {
        Some(pitch @ 0..=127) => Ok(super::notes::name(pitch).into()),
        _ => range("a pitch is 0 to 127"),
    }),
    val("Clip.View.grid_quantization", I(8)).free(),
    val("Clip.View.grid_is_triplet", B(false)).free(),
    func("Clip.View.show_envelope", |_, _, _| Ok(Value::Null)).inert(),
    func("Clip.View.hide_envelope", |_, _, _| Ok(Value::Null)).inert(),
    func("Clip.View.show_loop", |_, _, _| Ok(Value::Null)).inert(),
    func("Clip.View.select_envelope_parameter", |_, _, _| Ok(Value::Null)).inert(),
    val("Clip._notes", N),
    val("Clip._next_note", I(1)),
];

fn shown_later(engine: &mut Engine, id: Id) -> Res<()> {
    engine.put(id, "_colorless", false);
    if engine.on(R::ColorAfterTick) {
        let old = super::track::get_color(engine, id)?;
        engine.put_free(id, "_shown_color", old);
        engine.later(crate::clock::Late::Shown(id));
    }
    Ok(())
}

fn get_color(engine: &Engine, id: Id) -> Res {
    if engine.on(R::ColorAfterTick) && engine.clock.waits(crate::clock::Late::Shown(id)) {
        return Ok(engine.val(id, "_shown_color").clone());
    }
    super::track::get_color(engine, id)
}

/// Whether a Session clip plays; it may say so while the transport is stopped.
pub(super) fn is_playing(engine: &Engine, id: Id) -> bool {
    if engine.b(id, "_arr") {
        return false;
    }
    let playing = engine.i(engine.parent(id), "_state") == 2;
    playing && (engine.on(R::ClipsIsPlayingStale) || engine.b(engine.song, "_playing"))
}

/// A new clip below a slot, a track or a take lane, with the colour of the track.
pub(super) fn make(engine: &mut Engine, parent: Id) -> Res<Id> {
    let clip = engine.create("Clip", parent)?;
    let view = engine.create("Clip.View", clip)?;
    engine.put(clip, "view", Value::Obj(view));
    let mut track = parent;
    while track != 0 && !engine.is(track, "Track") {
        track = engine.parent(track);
    }
    if track != 0 {
        let color = engine.i(track, "color_index");
        engine.put(clip, "color_index", color);
        if !engine.on(R::ColorNoUnset) {
            engine.put(clip, "color_index", -1);
        }
    }
    for name in ["signature_numerator", "signature_denominator"] {
        let value = engine.val(engine.song, name).clone();
        engine.put(clip, name, value);
    }
    Ok(clip)
}

/// A new MIDI clip of this many beats; a loop in the Session, none in the Arrangement.
pub(crate) fn make_midi(engine: &mut Engine, parent: Id, length: f64) -> Res<Id> {
    let clip = make(engine, parent)?;
    engine.put(clip, "_loop_end", length);
    engine.put(clip, "end_marker", length);
    Ok(clip)
}

/// What a copy of a clip takes over.
const COPIED: &[&str] = &[
    "name",
    "color",
    "color_index",
    "muted",
    "groove",
    "is_audio_clip",
    "_arr",
    "_start",
    "_end",
    "looping",
    "_loop_start",
    "_loop_end",
    "_brace",
    "start_marker",
    "end_marker",
    "launch_mode",
    "launch_quantization",
    "legato",
    "velocity_amount",
    "signature_numerator",
    "signature_denominator",
    "_notes",
    "_next_note",
    "_bent",
    "file_path",
    "warping",
    "warp_mode",
    "gain",
    "pitch_coarse",
    "pitch_fine",
    "ram_mode",
    "_seconds",
    "_frozen_length",
    "_markers",
    "_extra",
];

/// A copy of a clip below another parent; the caller puts it into its list.
pub(crate) fn copy(engine: &mut Engine, clip: Id, parent: Id) -> Res<Id> {
    let copy = engine.create("Clip", parent)?;
    let view = engine.create("Clip.View", copy)?;
    engine.put(copy, "view", Value::Obj(view));
    for name in COPIED {
        let value = engine.val(clip, name).clone();
        engine.put(copy, name, value);
    }
    for envelope in engine.kids(clip, "automation_envelopes").to_vec() {
        super::envelope::copy(engine, envelope, copy)?;
    }
    Ok(copy)
}
