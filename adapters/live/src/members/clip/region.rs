//! The two regions of a clip: from marker to marker, and the loop; how they are read and written.

use crate::engine::{Engine, Interface};
use crate::refusal::{Kind, Refusal, Res, range, refuse};
use crate::rules::Rule as R;
use crate::value::{Id, Value};

/// The region that plays, in content time: the loop, or what lies between the markers.
pub(crate) fn region(engine: &Engine, id: Id) -> (f64, f64) {
    if engine.b(id, "looping") {
        (engine.f(id, "_loop_start"), engine.f(id, "_loop_end"))
    } else if engine.b(id, "_arr") {
        let start = engine.f(id, "start_marker");
        (
            start,
            start + (engine.f(id, "_end") - engine.f(id, "_start")) / crate::members::warp::beats_per_unit(engine, id),
        )
    } else {
        (engine.f(id, "start_marker"), engine.f(id, "end_marker"))
    }
}

/// Length in beats.
pub(crate) fn length(engine: &Engine, id: Id) -> f64 {
    if engine.b(id, "is_audio_clip") && !engine.b(id, "warping") {
        return crate::members::warp::unwarped_length(engine, id);
    }
    let (start, end) = region(engine, id);
    if engine.b(id, "looping") || engine.b(id, "_arr") || engine.on(R::ClipsLengthLooped) {
        end - start
    } else {
        engine.f(id, "_loop_end") - engine.f(id, "_loop_start")
    }
}

pub(super) fn midi_only(engine: &Engine, id: Id) -> Res<()> {
    if engine.b(id, "is_audio_clip") {
        return Err(Refusal::new(Kind::RuntimeError, "only MIDI clips have notes"));
    }
    Ok(())
}

pub(super) fn not_sdk(engine: &Engine) -> Res<()> {
    if engine.face == Interface::Sdk && engine.on(R::ClipsSdkMarkersReadonly) {
        let text = "loop and markers are read-only in the Extensions API";
        return Err(Refusal::new(Kind::AttributeError, text).by(R::ClipsSdkMarkersReadonly));
    }
    Ok(())
}

/// The largest time that a marker takes.
const FAR: f64 = 1e8;

pub(super) fn time(value: &Value) -> Res<f64> {
    let time = value.number().unwrap_or(f64::NAN);
    if time.abs() <= FAR { Ok(time) } else { range(format!("{time} is no time of a clip")) }
}

pub(super) fn set_looping(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    let on = value == Value::Bool(true);
    if on && engine.b(id, "is_audio_clip") && !engine.b(id, "warping") {
        if !engine.on(R::ClipsLoopingAudioNeedsWarp) {
            return refuse(R::ClipsLoopingAudioNeedsWarp, "audio that is not warped cannot loop");
        }
        crate::members::warp::crash(engine, id)?;
        crate::members::warp::set_warping(engine, id, true);
    }
    if on == engine.b(id, "looping") {
        return Ok(());
    }
    if !engine.on(R::ClipsTwoRegions) {
        // Carries the region over, as one would think.
        let (start, end) = region(engine, id);
        for (name, value) in [("_loop_start", start), ("_loop_end", end), ("start_marker", start), ("end_marker", end)]
        {
            engine.put(id, name, value);
        }
    } else if on && !engine.b(id, "_brace") {
        // The loop was never written while looping was on: it is the whole clip.
        let (start, end) = (engine.f(id, "start_marker"), engine.f(id, "end_marker"));
        engine.put(id, "_loop_start", start);
        engine.put(id, "_loop_end", end.max(start + 1e-3));
    }
    engine.put(id, "looping", on);
    crate::members::warp::note_toggle(engine, id);
    Ok(())
}

pub(super) fn set_loop_start(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    not_sdk(engine)?;
    let to = time(&value)?;
    let (_, end) = region(engine, id);
    if to >= end {
        if engine.on(R::ClipsLoopStartPastEndRejected) {
            return refuse(R::ClipsLoopStartPastEndRejected, "Cannot set LoopStart behind LoopEnd");
        }
        set_loop_end(engine, id, Value::Float(to + 1.0))?;
    }
    if engine.b(id, "looping") {
        engine.put(id, "_loop_start", to);
        engine.put(id, "_brace", true);
        return Ok(());
    }
    if !engine.on(R::ClipsBraceSurvivesOnlyWhenWrittenLooped) {
        engine.put(id, "_loop_start", to.min(engine.f(id, "_loop_end") - 1e-3));
    }
    if engine.b(id, "_arr") {
        // The front moves, the content stays in its place.
        let by = (to - engine.f(id, "start_marker")) * crate::members::warp::beats_per_unit(engine, id);
        let start = engine.f(id, "_start") + by;
        let end = engine.f(id, "_end");
        if start < 0.0 || start >= end {
            return range("a clip begins within the Arrangement, and before its own end");
        }
        crate::members::arrangement::make_room(engine, id, start, end)?;
        engine.put(id, "_start", start);
        crate::members::arrangement::sort(engine, id);
    }
    engine.put(id, "start_marker", to);
    Ok(())
}

pub(super) fn set_loop_end(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    not_sdk(engine)?;
    let mut to = time(&value)?;
    let (start, _) = region(engine, id);
    if to <= start {
        return refuse(R::ClipsLoopStartPastEndRejected, "Cannot set LoopEnd before LoopStart");
    }
    let unwarped = engine.b(id, "is_audio_clip") && !engine.b(id, "warping");
    if engine.b(id, "looping") {
        engine.put(id, "_loop_end", to);
        engine.put(id, "_brace", true);
        if engine.b(id, "_arr") && !engine.on(R::ArrLoopedLengthFixed) {
            let end = engine.f(id, "_start") + to - start;
            crate::members::arrangement::stretch(engine, id, end)?;
        }
        return Ok(());
    }
    if unwarped && engine.on(R::ArrUnloopedUnwarpedClamped) {
        to = to.min(crate::members::warp::file_seconds(engine, id));
    } else if engine.b(id, "is_audio_clip") && !unwarped && !engine.on(R::ArrUnloopedWarpedNotClamped) {
        to = to.min(crate::members::warp::file_beats(engine, id));
    }
    if engine.b(id, "_arr") {
        if engine.on(R::ArrUnloopedMidiLoopEndExtends) || engine.b(id, "is_audio_clip") {
            let end = engine.f(id, "_start") + (to - start) * crate::members::warp::beats_per_unit(engine, id);
            crate::members::arrangement::stretch(engine, id, end)?;
        } else {
            return Ok(());
        }
    }
    if !engine.on(R::ClipsBraceSurvivesOnlyWhenWrittenLooped) {
        engine.put(id, "_loop_end", to.max(engine.f(id, "_loop_start") + 1e-3));
        engine.put(id, "_brace", true);
    }
    // The end marker of an unwarped clip of the Arrangement stays in beats, where it stood.
    if !(unwarped && engine.b(id, "_arr") && engine.on(R::WarpOffLeavesEndMarker)) {
        engine.put(id, "end_marker", to);
    }
    Ok(())
}

pub(super) fn set_start_marker(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    not_sdk(engine)?;
    let to = time(&value)?;
    if !engine.b(id, "looping") && engine.on(R::ClipsStartMarkerIgnoredUnlooped) {
        return Ok(());
    }
    if to >= engine.f(id, "end_marker") {
        return if engine.on(R::ClipsLoopStartPastEndRejected) {
            Ok(())
        } else {
            range("a start marker stands before the end marker")
        };
    }
    if !engine.b(id, "looping") {
        return set_loop_start(engine, id, value);
    }
    engine.put(id, "start_marker", to);
    Ok(())
}

pub(super) fn set_end_marker(engine: &mut Engine, id: Id, value: Value) -> Res<()> {
    not_sdk(engine)?;
    let mut to = time(&value)?;
    if to <= engine.f(id, "start_marker") {
        return range("an end marker stands after the start marker");
    }
    if engine.b(id, "is_audio_clip") && !engine.on(R::ArrEndMarkerUnclamped) {
        let unwarped = !engine.b(id, "warping");
        to = to.min(if unwarped {
            crate::members::warp::file_seconds(engine, id)
        } else {
            crate::members::warp::file_beats(engine, id)
        });
    }
    engine.put(id, "end_marker", to);
    Ok(())
}

pub(super) fn signature(engine: &Engine, id: Id, name: &str) -> Res {
    let holder = if engine.on(R::ClipsTimeSignatureOwn) { id } else { engine.song };
    Ok(engine.val(holder, name).clone())
}

pub(super) fn own_signature(engine: &mut Engine, id: Id, name: &str, value: Value) -> Res<()> {
    let number = value.int().unwrap_or(0);
    let fits =
        if name == "signature_numerator" { (1..=99).contains(&number) } else { [1, 2, 4, 8, 16].contains(&number) };
    if !fits {
        return range(format!("a signature has no {number} there"));
    }
    engine.put(id, name, value);
    Ok(())
}
