//! Clip slots of the Session.

use super::{index_in, number, object, text};
use crate::engine::{Engine, Interface};
use crate::history::Written;
use crate::refusal::{Res, range, refuse, runtime};
use crate::rules::Rule as R;
use crate::table::D::{B, F, I, N};
use crate::table::{Def, computed, func, val};
use crate::value::{Id, Value};

pub(super) const MEMBERS: &[Def] = &[
    val("ClipSlot.clip", N),
    val("ClipSlot.has_stop_button", B(true)),
    val("ClipSlot._state", I(0)).free(),
    computed("ClipSlot.has_clip", |e, id| Ok((e.live_ref(id, "clip") != 0).into())),
    computed("ClipSlot.is_group_slot", |e, id| Ok(is_group(e, id).into())),
    computed("ClipSlot.controls_other_clips", |e, id| Ok(Value::Bool(controls(e, id)))),
    computed("ClipSlot.color", |e, id| of_clip(e, id, "color")),
    computed("ClipSlot.color_index", |e, id| of_clip(e, id, "color_index")),
    computed("ClipSlot.is_playing", |e, id| Ok((e.i(id, "_state") == 2).into())),
    computed("ClipSlot.is_triggered", |e, id| Ok((e.i(id, "_state") == 1).into())),
    // Where the playhead was when recording into the slot began.
    val("ClipSlot._since", F(0.0)).free(),
    computed("ClipSlot.is_recording", |e, id| Ok((e.i(id, "_state") == RECORDS).into())),
    computed("ClipSlot.playing_status", |e, id| Ok(Value::Int(i64::from(e.i(id, "_state") == 2)))),
    computed("ClipSlot.will_record_on_start", |e, id| {
        let track = e.parent(id);
        Ok((e.b(track, "arm") && e.live_ref(id, "clip") == 0).into())
    }),
    func("ClipSlot.create_clip", create_clip),
    func("ClipSlot.create_audio_clip", create_audio_clip),
    func("ClipSlot.delete_clip", |e, id, _| {
        let clip = e.live_ref(id, "clip");
        if clip == 0 {
            if e.on(R::ClipsDeleteEmptyRaises) {
                return refuse(R::ClipsDeleteEmptyRaises, "the slot is empty");
            }
            return Ok(Value::Null);
        }
        clear(e, id);
        Ok(Value::Null)
    }),
    func("ClipSlot.duplicate_clip_to", |e, id, args| copy_to(e, id, object(args, 0))),
    func("ClipSlot.fire", |e, id, _| {
        super::transport::fire(e, id);
        Ok(Value::Null)
    }),
    func("ClipSlot.set_fire_button_state", |e, id, args| {
        if args[0] == Value::Bool(true) {
            super::transport::fire(e, id);
        }
        Ok(Value::Null)
    }),
    func("ClipSlot.stop", |e, id, _| super::transport::stop_track(e, e.parent(id), &[])),
];

/// The state of a slot that is being recorded into.
pub(super) const RECORDS: i64 = 3;

/// Whether firing a slot records into it.
pub(super) fn will_record(engine: &Engine, slot: Id) -> bool {
    let track = engine.parent(slot);
    engine.on(R::TransportRecordIntoEmptySlot)
        && super::track::kind(engine, track) < super::track::GROUP
        && engine.b(track, "arm")
        && !engine.b(track, "is_frozen")
        && engine.live_ref(slot, "clip") == 0
}

/// What was recorded into a slot becomes a clip, in a step of its own: as many beats as have passed. Nothing is heard
/// here, so a MIDI clip is empty and an audio clip has no file.
pub(super) fn end_recording(engine: &mut Engine, slot: Id) {
    if !engine.alive(slot) || engine.i(slot, "_state") != RECORDS {
        return;
    }
    engine.put_free(slot, "_state", 0);
    let length = engine.f(engine.song, "_playhead") - engine.f(slot, "_since");
    if engine.live_ref(slot, "clip") != 0 || !(length > 0.0 && length <= super::arrangement::LATEST) {
        return;
    }
    let face = engine.face;
    engine.enter(Interface::User);
    let made = engine.edit(Written::Other, |engine| {
        let clip = super::clip::make_midi(engine, slot, length)?;
        if super::track::kind(engine, engine.parent(slot)) == super::track::AUDIO {
            engine.put(clip, "is_audio_clip", true);
            engine.put(clip, "warping", true);
        }
        engine.put(slot, "clip", Value::Obj(clip));
        Ok(Value::Null)
    });
    debug_assert!(made.is_ok(), "an empty slot takes a clip");
    engine.enter(face);
}

/// A new slot at the end of a track's slots.
pub(crate) fn make(engine: &mut Engine, track: Id) -> Res<Id> {
    let slot = engine.create("ClipSlot", track)?;
    engine.insert(track, "clip_slots", usize::MAX, slot);
    Ok(slot)
}

fn is_group(engine: &Engine, slot: Id) -> bool {
    super::track::kind(engine, engine.parent(slot)) == super::track::GROUP
}

fn controls(engine: &Engine, slot: Id) -> bool {
    let group = engine.parent(slot);
    if !is_group(engine, slot) {
        return false;
    }
    let Some(at) = engine.kids(group, "clip_slots").iter().position(|other| *other == slot) else { return false };
    super::track::members(engine, group)
        .iter()
        .any(|track| engine.kids(*track, "clip_slots").get(at).is_some_and(|slot| engine.live_ref(*slot, "clip") != 0))
}

fn of_clip(engine: &Engine, slot: Id, name: &str) -> Res {
    let clip = engine.live_ref(slot, "clip");
    if clip == 0 {
        return Ok(Value::Int(0));
    }
    if name == "color" { super::track::get_color(engine, clip) } else { Ok(engine.val(clip, name).clone()) }
}

/// Takes the clip out of a slot.
pub(crate) fn clear(engine: &mut Engine, slot: Id) {
    let clip = engine.live_ref(slot, "clip");
    if clip != 0 {
        engine.put(slot, "clip", Value::Null);
        engine.kill(clip);
        let track = engine.parent(slot);
        if engine.i(slot, "_state") != 0 {
            engine.put_free(slot, "_state", 0);
            engine.put_free(track, "_playing", -1);
        }
    }
}

fn create_clip(engine: &mut Engine, id: Id, args: &[Value]) -> Res {
    let track = engine.parent(id);
    let length = number(args, 0);
    if super::track::kind(engine, track) != super::track::MIDI {
        return refuse(R::ClipsCreateOccupiedThrows, "only MIDI tracks take MIDI clips");
    }
    if engine.live_ref(id, "clip") != 0 {
        if engine.on(R::ClipsCreateOccupiedThrows) {
            return refuse(R::ClipsCreateOccupiedThrows, "the slot has a clip already");
        }
        clear(engine, id);
    }
    super::song::not_frozen(engine, track)?;
    if !(length > 0.0 && length <= super::arrangement::LATEST) {
        return range(format!("a clip cannot be {length} beats long"));
    }
    let clip = super::clip::make_midi(engine, id, length)?;
    engine.put(id, "clip", Value::Obj(clip));
    if !engine.on(R::ClipsNewNameEmpty) {
        let name = engine.s(track, "name");
        engine.put(clip, "name", Value::Str(name));
    }
    Ok(Value::Obj(clip))
}

fn create_audio_clip(engine: &mut Engine, id: Id, args: &[Value]) -> Res {
    let track = engine.parent(id);
    since(engine, [12, 0, 5], "create_audio_clip")?;
    if super::track::kind(engine, track) != super::track::AUDIO {
        return refuse(R::AudioBadFileRaises, "only audio tracks take audio clips");
    }
    super::song::not_frozen(engine, track)?;
    if engine.live_ref(id, "clip") != 0 {
        return refuse(R::AudioBadFileRaises, "the slot has a clip already");
    }
    let clip = super::warp::make_audio(engine, id, text(args, 0))?;
    engine.put(id, "clip", Value::Obj(clip));
    Ok(Value::Obj(clip))
}

/// Refuses a function that the simulated version of Live does not have yet.
pub(super) fn since(engine: &Engine, version: [u32; 3], name: &str) -> Res<()> {
    if engine.live < version && engine.on(R::ArrCreateVersions) {
        let text = format!("{name} came with Live {}", super::application::version(version));
        return Err(crate::refusal::Refusal::new(crate::refusal::Kind::AttributeError, text).by(R::ArrCreateVersions));
    }
    Ok(())
}

/// Copies the clip of a slot into another.
fn copy_to(engine: &mut Engine, from: Id, to: Id) -> Res {
    if to == 0 {
        return range("a slot is wanted");
    }
    let clip = engine.live_ref(from, "clip");
    if clip == 0 {
        return refuse(R::ClipsDuplicateToSlotReplaces, "the slot is empty");
    }
    let track = engine.parent(to);
    if is_group(engine, to) {
        return refuse(R::ClipsDuplicateToSlotReplaces, "a group's slot takes no clip");
    }
    super::song::not_frozen(engine, track)?;
    if super::track::kind(engine, track) != super::track::kind(engine, engine.parent(from)) {
        return refuse(R::ClipsDuplicateToSlotReplaces, "a track of the other type takes no such clip");
    }
    if from == to {
        return Ok(Value::Null);
    }
    if engine.live_ref(to, "clip") != 0 {
        if !engine.on(R::ClipsDuplicateToSlotReplaces) {
            return runtime("the slot has a clip already");
        }
        clear(engine, to);
    }
    let copy = super::clip::copy(engine, clip, to)?;
    engine.put(to, "clip", Value::Obj(copy));
    Ok(Value::Null)
}

/// Copies the clip of a slot into the next free one below. The index of that slot.
pub(super) fn duplicate_in_track(engine: &mut Engine, track: Id, args: &[Value]) -> Res {
    let slots = engine.kids(track, "clip_slots").to_vec();
    let at = index_in(args, 0, slots.len(), "slot")?;
    if engine.live_ref(slots[at], "clip") == 0 {
        return refuse(R::ClipsDuplicateToSlotReplaces, "the slot is empty");
    }
    let free = (at + 1..slots.len()).find(|at| engine.live_ref(slots[*at], "clip") == 0);
    let to = if let Some(free) = free {
        free
    } else {
        super::scene::insert(engine, slots.len())?;
        slots.len()
    };
    let target = engine.kids(track, "clip_slots").get(to).copied().unwrap_or(0);
    copy_to(engine, slots[at], target)?;
    Ok(Value::count(to))
}
