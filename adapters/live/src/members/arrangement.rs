//! The Arrangement: clips on tracks and take lanes, and what happens to those that others are put over.

use super::{number, object, text};
use crate::engine::{Engine, Interface};
use crate::refusal::{Kind, Refusal, Res, argument, range, refuse};
use crate::rules::Rule as R;
use crate::table::D::{K, S};
use crate::table::{Def, func, val};
use crate::value::{Id, Value};

pub(super) const MEMBERS: &[Def] = &[
    val("TakeLane.arrangement_clips", K),
    val("TakeLane.name", S("")),
    func("Track.create_take_lane", |e, id, _| {
        super::slot::since(e, [12, 2, 0], "create_take_lane")?;
        if super::track::kind(e, id) >= super::track::GROUP {
            return refuse(R::TracksGroupHasNoArrangementClips, "the track has no take lanes");
        }
        let lane = e.create("TakeLane", id)?;
        let count = e.kids(id, "take_lanes").len();
        e.put(lane, "name", format!("Lane {}", count + 1));
        e.insert(id, "take_lanes", count, lane);
        Ok(Value::Obj(lane))
    }),
    func("TakeLane.create_midi_clip", |e, id, args| create_midi(e, id, number(args, 0), number(args, 1))),
    func("TakeLane.create_audio_clip", |e, id, args| create_audio(e, id, text(args, 0), number(args, 1), None)),
    func("Track.create_midi_clip", |e, id, args| {
        super::slot::since(e, [12, 1, 10], "create_midi_clip")?;
        create_midi(e, id, number(args, 0), number(args, 1))
    }),
    func("Track.create_audio_clip", |e, id, args| {
        super::slot::since(e, [12, 0, 5], "create_audio_clip")?;
        create_audio(e, id, text(args, 0), number(args, 1), None)
    }),
    func("Track.delete_clip", delete_clip),
    func("Track.duplicate_clip_to_arrangement", duplicate),
];

/// The last beat at which a clip can be made.
pub(crate) const LATEST: f64 = 1_576_800.0;

fn track_of(engine: &Engine, place: Id) -> Id {
    if engine.is(place, "TakeLane") { engine.parent(place) } else { place }
}

/// The clips of a track or lane, in order.
pub(crate) fn clips(engine: &Engine, place: Id) -> &[Id] {
    engine.kids(place, "arrangement_clips")
}

fn may_create(engine: &Engine, place: Id, kind: i64, start: f64) -> Res<()> {
    let track = track_of(engine, place);
    if super::track::kind(engine, track) != kind {
        return refuse(R::ClipsCreateRefusedReturns1, "the track is of another type");
    }
    super::song::not_frozen(engine, track)?;
    if !(0.0..=LATEST).contains(&start) && engine.on(R::ArrCreateRange) || !(-1e8..=1e8).contains(&start) {
        return Err(Refusal::new(Kind::RuntimeError, format!("a clip cannot start at {start}")).by(R::ArrCreateRange));
    }
    Ok(())
}

fn create_midi(engine: &mut Engine, place: Id, start: f64, length: f64) -> Res {
    if let Err(refusal) = may_create(engine, place, super::track::MIDI, start) {
        // Without the rule the refusal is told as one would expect of a call: nothing comes back.
        let silent = engine.face == Interface::Max && !engine.on(R::ClipsCreateRefusedReturns1);
        return if silent { Ok(Value::Null) } else { Err(refusal) };
    }
    if !(length > 0.0 && length <= LATEST) {
        return range(format!("a clip cannot be {length} beats long"));
    }
    let start = start.max(0.0);
    let clip = super::clip::make_midi(engine, place, length)?;
    engine.put(clip, "looping", false);
    put(engine, place, clip, start, start + length)?;
    Ok(Value::Obj(clip))
}

/// An audio clip, at most so long as is said.
pub(crate) fn create_audio(engine: &mut Engine, place: Id, file: &str, start: f64, longest: Option<f64>) -> Res {
    may_create(engine, place, super::track::AUDIO, start)?;
    let clip = super::warp::make_audio(engine, place, file)?;
    let natural = super::clip::length(engine, clip);
    let length = natural.min(longest.unwrap_or(f64::INFINITY));
    if length < natural {
        // What is behind the length that was asked for is no part of the clip.
        let marker = engine.f(clip, "start_marker") + length / super::warp::beats_per_unit(engine, clip);
        engine.put(clip, "end_marker", marker);
    }
    let start = start.max(0.0);
    put(engine, place, clip, start, start + length)?;
    Ok(Value::Obj(clip))
}

/// Puts a clip at its place, over whatever is there.
pub(crate) fn put(engine: &mut Engine, place: Id, clip: Id, start: f64, end: f64) -> Res<()> {
    in_reach(start, end)?;
    let lane = engine.is(place, "TakeLane");
    engine.put(clip, "_arr", true);
    engine.put(clip, "_lane", lane);
    if lane && engine.on(R::ArrTakeLaneClipsOverwrite) {
        for other in clips(engine, place).to_vec() {
            if engine.f(other, "_start") < end && start < engine.f(other, "_end") {
                drop_clip(engine, place, other);
            }
        }
    } else {
        clear(engine, place, start, end, clip)?;
    }
    engine.put(clip, "_start", start);
    engine.put(clip, "_end", end);
    let at = position(engine, place, start);
    engine.insert(place, "arrangement_clips", at, clip);
    Ok(())
}

/// Refuses a clip that would reach further than an Arrangement does.
fn in_reach(start: f64, end: f64) -> Res<()> {
    if start >= 0.0 && start < end && end <= 1e8 {
        Ok(())
    } else {
        range(format!("a clip cannot stand from {start} to {end}"))
    }
}

fn position(engine: &Engine, place: Id, start: f64) -> usize {
    let clips = clips(engine, place);
    if engine.on(R::ArrSorted) { clips.partition_point(|clip| engine.f(*clip, "_start") < start) } else { clips.len() }
}

fn drop_clip(engine: &mut Engine, place: Id, clip: Id) {
    engine.remove_child(place, "arrangement_clips", clip);
    engine.kill(clip);
}

/// Clears a range of a track: clips inside go, those that reach in are cut. `except` stays.
pub(crate) fn clear(engine: &mut Engine, place: Id, start: f64, end: f64, except: Id) -> Res<()> {
    for clip in clips(engine, place).to_vec() {
        let (from, to) = (engine.f(clip, "_start"), engine.f(clip, "_end"));
        if clip == except || from >= end || to <= start {
            continue;
        }
        if except != 0 && !engine.on(R::ArrNoReportOfLoss) {
            return refuse(R::ArrNoReportOfLoss, format!("the clip from {from} to {to} would be lost or cut"));
        }
        match (from < start, to > end) {
            (false, false) => {
                if engine.on(R::ArrOverlapExactReplaces) || from > start || to < end {
                    drop_clip(engine, place, clip);
                } else {
                    return refuse(R::ArrOverlapExactReplaces, "a clip is there already");
                }
            }
            (true, false) => {
                if !engine.on(R::ArrOverlapEndTrims) {
                    drop_clip(engine, place, clip);
                    continue;
                }
                cut_end(engine, clip, start);
            }
            (false, true) => {
                if !engine.on(R::ArrOverlapFrontTrims) {
                    drop_clip(engine, place, clip);
                    continue;
                }
                front(engine, place, clip, end)?;
            }
            (true, true) => {
                let drops = engine.on(R::ArrOverlapMiddleDropsTail) || !engine.on(R::ArrOverlapMiddleSplits);
                if !drops {
                    // The tail is a clip of its own; the head stays what it was.
                    let tail = super::clip::copy(engine, clip, place)?;
                    cut_front(engine, tail, end);
                    if !engine.on(R::IdsSplitHeadKeepsId) {
                        let head = super::clip::copy(engine, clip, place)?;
                        drop_clip(engine, place, clip);
                        cut_end(engine, head, start);
                        insert_sorted(engine, place, head);
                        insert_sorted(engine, place, tail);
                        continue;
                    }
                    cut_end(engine, clip, start);
                    insert_sorted(engine, place, tail);
                    continue;
                }
                cut_end(engine, clip, start);
            }
        }
    }
    Ok(())
}

fn front(engine: &mut Engine, place: Id, clip: Id, end: f64) -> Res<()> {
    if engine.on(R::IdsFrontTrimNewId) {
        // What remains is another clip.
        let rest = super::clip::copy(engine, clip, place)?;
        drop_clip(engine, place, clip);
        cut_front(engine, rest, end);
        insert_sorted(engine, place, rest);
    } else {
        cut_front(engine, clip, end);
        sort(engine, clip);
    }
    Ok(())
}

fn insert_sorted(engine: &mut Engine, place: Id, clip: Id) {
    let at = position(engine, place, engine.f(clip, "_start"));
    engine.insert(place, "arrangement_clips", at, clip);
}

fn cut_end(engine: &mut Engine, clip: Id, end: f64) {
    let start = engine.f(clip, "_start");
    engine.put(clip, "_end", end);
    if !engine.b(clip, "looping") {
        let marker = engine.f(clip, "start_marker") + (end - start) / super::warp::beats_per_unit(engine, clip);
        engine.put(clip, "end_marker", marker);
    }
}

/// Moves the front of a clip; what is heard after it stays in its place.
fn cut_front(engine: &mut Engine, clip: Id, start: f64) {
    let by = (start - engine.f(clip, "_start")) / super::warp::beats_per_unit(engine, clip);
    engine.put(clip, "_start", start);
    let mut marker = engine.f(clip, "start_marker") + by;
    if engine.b(clip, "looping") {
        let (from, to) = (engine.f(clip, "_loop_start"), engine.f(clip, "_loop_end"));
        if marker >= to && to > from {
            marker = from + (marker - from).rem_euclid(to - from);
        }
    }
    engine.put(clip, "start_marker", marker);
}

/// Restores the order after a clip has moved its front.
pub(super) fn sort(engine: &mut Engine, clip: Id) {
    let place = engine.parent(clip);
    if engine.remove_child(place, "arrangement_clips", clip) {
        insert_sorted(engine, place, clip);
    }
}

/// Makes room for a clip that grows.
pub(super) fn make_room(engine: &mut Engine, clip: Id, start: f64, end: f64) -> Res<()> {
    let place = engine.parent(clip);
    clear(engine, place, start, end, clip)
}

/// Gives a clip another end.
pub(crate) fn stretch(engine: &mut Engine, clip: Id, end: f64) -> Res<()> {
    let start = engine.f(clip, "_start");
    in_reach(start, end)?;
    make_room(engine, clip, start, end)?;
    engine.put(clip, "_end", end);
    Ok(())
}

fn delete_clip(engine: &mut Engine, track: Id, args: &[Value]) -> Res {
    let clip = object(args, 0);
    if clip == 0 {
        return argument("a clip is wanted");
    }
    let place = engine.parent(clip);
    if engine.b(clip, "_lane") {
        if engine.on(R::ArrTakeLaneOneWay) {
            return Ok(Value::Null);
        }
        drop_clip(engine, place, clip);
        return Ok(Value::Null);
    }
    let owner = if engine.is(place, "ClipSlot") { engine.parent(place) } else { place };
    if owner != track && engine.on(R::ArrDeleteClipOtherTrackRaises) {
        return refuse(R::ArrDeleteClipOtherTrackRaises, "the clip is on another track");
    }
    if engine.is(place, "ClipSlot") {
        super::slot::clear(engine, place);
    } else {
        drop_clip(engine, place, clip);
    }
    super::view::keep_selection(engine);
    Ok(Value::Null)
}

fn duplicate(engine: &mut Engine, track: Id, args: &[Value]) -> Res {
    let (source, to) = (object(args, 0), number(args, 1));
    if source == 0 {
        return Err(Refusal::new(Kind::ArgumentError, "a Clip is wanted, not a slot").by(R::ArrDupClipObject));
    }
    let kind = if engine.b(source, "is_audio_clip") { super::track::AUDIO } else { super::track::MIDI };
    super::song::not_frozen(engine, track)?;
    if super::track::kind(engine, track) != kind {
        if engine.face == Interface::Max && !engine.on(R::ArrDupRefusedSilent) {
            return Ok(Value::Null);
        }
        return refuse(R::ArrDupRefusedSilent, "the track is of another type");
    }
    if engine.b(source, "_lane") {
        return Ok(Value::Null);
    }
    if !(0.0..=LATEST).contains(&to) {
        return range(format!("a clip cannot start at {to}"));
    }
    let mut length = if engine.b(source, "_arr") {
        engine.f(source, "_end") - engine.f(source, "_start")
    } else {
        span(engine, source)
    };
    if length <= 0.0 || length.is_nan() {
        length = 1.0;
    }
    let occupied = |clip: &Id| engine.f(*clip, "_start") < to + length && to < engine.f(*clip, "_end");
    if engine.b(source, "_arr") && engine.on(R::ArrDupArrOverArrCrash) && clips(engine, track).iter().any(occupied) {
        let text = "Live crashes: an Arrangement clip was duplicated over another";
        return Err(Refusal::new(Kind::Crash, text).by(R::ArrDupArrOverArrCrash));
    }
    if !engine.on(R::ArrDuplicateSplitsEdges) {
        for clip in clips(engine, track).to_vec() {
            if clip != source && engine.f(clip, "_start") < to + length && to < engine.f(clip, "_end") {
                drop_clip(engine, track, clip);
            }
        }
    }
    let copy = super::clip::copy(engine, source, track)?;
    if !engine.b(source, "_arr") && engine.on(R::MiscAutomationToArrangement) {
        // The envelopes become automation of the track.
        for envelope in engine.kids(copy, "automation_envelopes").to_vec() {
            engine.remove_child(copy, "automation_envelopes", envelope);
            let parameter = engine.live_ref(envelope, "parameter");
            // The device that the parameter was of may be gone.
            if parameter != 0 {
                engine.put(parameter, "automation_state", 1);
            }
        }
    }
    put(engine, track, copy, to, to + length)?;
    Ok(if engine.on(R::ArrDupReturnsId) { Value::Obj(copy) } else { Value::Null })
}

/// How many beats a Session clip covers in the Arrangement: the loop, and what its start marker lies before it.
fn span(engine: &Engine, clip: Id) -> f64 {
    let length = super::clip::length(engine, clip);
    if engine.b(clip, "looping") && engine.on(R::ArrCopySpanWithPreroll) {
        let before = engine.f(clip, "_loop_start") - engine.f(clip, "start_marker");
        return length + before.max(0.0);
    }
    length
}

/// What the Extensions API has beside: `Track.clearClipsInRange`.
pub(crate) fn clear_range(engine: &mut Engine, track: Id, start: f64, end: f64) -> Res {
    if !(start < end && start >= 0.0) {
        return range(format!("{start} to {end} is no range"));
    }
    if engine.on(R::ArrClearRangeEdges) {
        if engine.on(R::ArrClearRangeFakeLosesTail) {
            let spans = |clip: &Id| engine.f(*clip, "_start") < start && engine.f(*clip, "_end") > end;
            if let Some(clip) = clips(engine, track).iter().copied().find(spans) {
                cut_end(engine, clip, start);
            }
        }
        clear(engine, track, start, end, 0)?;
    } else {
        for clip in clips(engine, track).to_vec() {
            if engine.f(clip, "_start") < end && start < engine.f(clip, "_end") {
                drop_clip(engine, track, clip);
            }
        }
    }
    Ok(Value::Null)
}
