//! Audio clips: the file, warping, and what changes its unit with it.

use std::path::{Component, Path, PathBuf};

use super::{number, single};
use crate::engine::{Engine, Interface};
use crate::refusal::{Kind, Refusal, Res, range, refuse};
use crate::rules::Rule as R;
use crate::table::D::{B, F, I, N, S};
use crate::table::{Def, computed, func, val};
use crate::value::{Id, Value};

pub(super) const MEMBERS: &[Def] = &[
    // As the Set has it; what is relative is read from the folder of the Set, as Live shows it.
    val("Clip.file_path", S("")).on_get(|e, id| Ok(file_path(e, id))),
    // Length of the file in seconds, 0 where it is not known.
    val("Clip._seconds", F(0.0)),
    val("Clip._rate", F(44_100.0)),
    // The length in beats that an unwarped clip keeps of the tempo at import.
    val("Clip._frozen_length", F(0.0)),
    // Pairs of seconds and beats.
    val("Clip._markers", N),
    val("Clip._toggled", I(-1)).free(),
    val("Clip.warping", B(false)).on_set(|e, id, value| {
        crash(e, id)?;
        let on = value == Value::Bool(true);
        if on != e.b(id, "warping") {
            set_warping(e, id, on);
            note_toggle(e, id);
        }
        Ok(())
    }),
    val("Clip.warp_mode", I(0)).on_set(|e, id, value| {
        let mode = value.int().unwrap_or(-1);
        if mode == 5 && e.on(R::WarpModes) && !e.s(id, "file_path").to_lowercase().ends_with(".rx2") {
            return Err(Refusal::new(Kind::RuntimeError, "only REX files have the mode REX").by(R::WarpModes));
        }
        e.put(id, "warp_mode", value);
        Ok(())
    }),
    computed("Clip.available_warp_modes", |e, id| {
        let rex = !e.on(R::WarpModes) || e.s(id, "file_path").to_lowercase().ends_with(".rx2");
        Ok(Value::list([0, 1, 2, 3, 4, 5, 6].into_iter().filter(|mode| *mode != 5 || rex).map(Value::Int).collect()))
    }),
    val("Clip.gain", F(0.4)),
    computed("Clip.gain_display_string", |e, id| {
        Ok(super::parameter::decibels(super::parameter::gain_db(e.f(id, "gain"))).into())
    }),
    val("Clip.pitch_coarse", I(0)),
    val("Clip.pitch_fine", F(0.0)).on_set(|e, id, value| {
        e.put(id, "pitch_fine", value);
        Ok(())
    }),
    val("Clip.ram_mode", B(false)),
    computed("Clip.sample_rate", |e, id| audio_only(e, id, e.f(id, "_rate").into())),
    computed("Clip.sample_length", |e, id| {
        #[expect(clippy::cast_possible_truncation, reason = "files are shorter than 2^53 frames")]
        audio_only(e, id, Value::Int((e.f(id, "_seconds") * e.f(id, "_rate")) as i64))
    }),
    computed("Clip.warp_markers", |e, id| {
        let one = |(seconds, beats): (f64, f64)| {
            Value::record("WarpMarker", &[("sample_time", seconds.into()), ("beat_time", beats.into())])
        };
        Ok(Value::list(markers(e, id).into_iter().map(one).collect()))
    }),
    func("Clip.add_warp_marker", |e, id, args| {
        if e.face == Interface::Max && e.on(R::WarpMaxMarkerWritesNoop) {
            return Ok(Value::Null);
        }
        let Some(Value::Record(marker)) = args.first() else { return range("a warp marker is wanted") };
        let part = |name: &str| marker.field(name).and_then(Value::number).unwrap_or(f64::NAN);
        let new = (part("sample_time"), part("beat_time"));
        if !new.0.is_finite() || !new.1.is_finite() {
            return range("a warp marker has sample_time and beat_time");
        }
        let mut all = markers(e, id);
        let at = all.partition_point(|marker| marker.1 < new.1);
        let crosses = at > 0 && all[at - 1].0 >= new.0 || all.get(at).is_some_and(|next| next.0 <= new.0);
        if crosses && e.on(R::WarpPythonMarkers) {
            return refuse(R::WarpPythonMarkers, "a warp marker cannot cross its neighbour");
        }
        if !crosses {
            all.insert(at, new);
            keep(e, id, &all);
        }
        Ok(Value::Null)
    }),
    func("Clip.move_warp_marker", |e, id, args| {
        if e.face == Interface::Max && e.on(R::WarpMaxMarkerWritesNoop) {
            return Ok(Value::Null);
        }
        let (at, mut all) = find(e, id, number(args, 0))?;
        let before = at.checked_sub(1).map_or(f64::NEG_INFINITY, |at| all[at].1 + 1e-3);
        let after = all.get(at + 1).map_or(f64::INFINITY, |next| next.1 - 1e-3);
        // Past a neighbour it stops there.
        all[at].1 = (all[at].1 + number(args, 1)).max(before).min(after);
        keep(e, id, &all);
        Ok(Value::Null)
    }),
    func("Clip.remove_warp_marker", |e, id, args| {
        let (at, mut all) = find(e, id, number(args, 0))?;
        if all.len() <= 2 {
            return refuse(R::WarpPythonMarkers, "two markers stay");
        }
        all.remove(at);
        keep(e, id, &all);
        Ok(Value::Null)
    }),
    func("Clip.beat_to_sample_time", |e, id, args| Ok((seconds_at(e, id, number(args, 0)) * e.f(id, "_rate")).into())),
    func("Clip.sample_to_beat_time", |e, id, args| {
        Ok(beats_at(e, id, number(args, 0) / e.f(id, "_rate").max(1.0)).into())
    }),
    func("Clip.seconds_to_sample_time", |e, id, args| Ok((number(args, 0) * e.f(id, "_rate")).into())),
];

/// The file of a clip, as Live shows it.
fn file_path(engine: &Engine, id: Id) -> Value {
    let path = engine.s(id, "file_path");
    match &engine.folder {
        Some(folder) if !path.is_empty() && Path::new(&*path).is_relative() => plain(&folder.join(&*path)).into(),
        _ => Value::Str(path),
    }
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> String {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => plain.push(part),
        }
    }
    plain.to_string_lossy().into_owned()
}

fn audio_only(engine: &Engine, id: Id, value: Value) -> Res {
    if !engine.b(id, "is_audio_clip") {
        return refuse(R::PyRuntimeerrorNotAttribute, "only audio clips have a sample");
    }
    Ok(value)
}

fn find(engine: &Engine, id: Id, beat: f64) -> Res<(usize, Vec<(f64, f64)>)> {
    let all = markers(engine, id);
    match all.iter().position(|marker| (marker.1 - beat).abs() < 1e-9) {
        Some(at) => Ok((at, all)),
        None => refuse(R::WarpPythonMarkers, format!("no warp marker stands at beat {beat}")),
    }
}

/// The markers of a clip; a fresh one has three.
fn markers(engine: &Engine, id: Id) -> Vec<(f64, f64)> {
    if let Value::List(list) = engine.val(id, "_markers") {
        let pair =
            |item: &Value| if let Value::List(pair) = item { (number(pair, 0), number(pair, 1)) } else { (0.0, 0.0) };
        return list.iter().map(pair).collect();
    }
    let seconds = engine.f(id, "_seconds").max(1e-3);
    // Warped at the tempo that the Set had when the file came.
    let tempo = engine.f(engine.song, "tempo");
    let beats = seconds * tempo / 60.0;
    vec![(0.0, 0.0), (seconds, beats), (seconds + 60.0 / tempo / 32.0, beats + 1.0 / 32.0)]
}

pub(crate) fn keep(engine: &mut Engine, id: Id, all: &[(f64, f64)]) {
    let list = all.iter().map(|(seconds, beats)| Value::list(vec![(*seconds).into(), (*beats).into()])).collect();
    engine.put(id, "_markers", Value::list(list));
}

fn between(points: impl Iterator<Item = (f64, f64)> + Clone, at: f64) -> f64 {
    let list: Vec<(f64, f64)> = points.collect();
    let after = list.iter().position(|point| point.0 > at).unwrap_or(list.len() - 1).max(1);
    let ((x0, y0), (x1, y1)) = (list[after - 1], list[after]);
    y0 + (at - x0) * (y1 - y0) / (x1 - x0)
}

fn seconds_at(engine: &Engine, id: Id, beats: f64) -> f64 {
    if !engine.on(R::WarpConversionByGrid) {
        return beats * 60.0 / engine.f(engine.song, "tempo").max(1.0);
    }
    between(markers(engine, id).into_iter().map(|(seconds, beats)| (beats, seconds)), beats)
}

fn beats_at(engine: &Engine, id: Id, seconds: f64) -> f64 {
    if !engine.on(R::WarpConversionByGrid) {
        return seconds * engine.f(engine.song, "tempo") / 60.0;
    }
    between(markers(engine, id).into_iter(), seconds)
}

/// The place of a clip's gain slider for a linear gain: 0.4 is unity.
pub(crate) fn slider(gain: f64) -> f64 {
    if gain <= 0.0 { 0.0 } else { single(super::parameter::gain_place(20.0 * gain.log10())) }
}

/// Length of the file in seconds.
pub(super) fn file_seconds(engine: &Engine, id: Id) -> f64 {
    let seconds = engine.f(id, "_seconds");
    if seconds > 0.0 { seconds } else { f64::INFINITY }
}

/// Length of the file in beats of the clip.
pub(super) fn file_beats(engine: &Engine, id: Id) -> f64 {
    let seconds = file_seconds(engine, id);
    if seconds.is_finite() { beats_at(engine, id, seconds) } else { seconds }
}

/// How many beats of the Arrangement one unit of the clip's content takes.
pub(crate) fn beats_per_unit(engine: &Engine, id: Id) -> f64 {
    let seconds = engine.b(id, "is_audio_clip") && !engine.b(id, "warping") && engine.on(R::WarpUnits);
    if seconds { engine.f(engine.song, "tempo").max(1.0) / 60.0 } else { 1.0 }
}

/// Length in beats of a clip that is not warped.
pub(super) fn unwarped_length(engine: &Engine, id: Id) -> f64 {
    if engine.b(id, "_arr") {
        return engine.f(id, "_end") - engine.f(id, "_start");
    }
    let frozen = engine.f(id, "_frozen_length");
    if engine.on(R::ClipsLengthFreezesUnwarped) && frozen > 0.0 {
        return frozen;
    }
    let (start, end) = super::clip::region(engine, id);
    let factor = if engine.on(R::WarpUnwarpedLength) { beats_per_unit(engine, id) } else { 2.0 };
    (end.min(file_seconds(engine, id)) - start).max(0.0) * factor
}

/// Switches warping: what is seconds becomes beats, and the other way round.
pub(super) fn set_warping(engine: &mut Engine, id: Id, on: bool) {
    if engine.on(R::WarpUnits) {
        for name in ["start_marker", "_loop_start", "_loop_end", "end_marker"] {
            if name == "end_marker" && !on && engine.on(R::WarpOffLeavesEndMarker) {
                continue;
            }
            let now = engine.f(id, name);
            let then = if on { beats_at(engine, id, now) } else { seconds_at(engine, id, now) };
            engine.put(id, name, then);
        }
    }
    engine.put(id, "warping", on);
    if !on {
        let length = (engine.f(id, "_loop_end") - engine.f(id, "_loop_start")) * beats_per_unit(engine, id);
        engine.put(id, "_frozen_length", length.max(0.0));
        if engine.on(R::ClipsLoopingAudioNeedsWarp) {
            engine.put(id, "looping", false);
        }
    }
}

/// Remembers that looping or warping was switched in this turn.
pub(super) fn note_toggle(engine: &mut Engine, id: Id) {
    let tick = i64::try_from(engine.clock.tick).unwrap_or(0);
    if engine.b(id, "is_audio_clip") {
        engine.put_free(id, "_toggled", tick);
    }
}

/// Where older versions of Live crashed: both switched in one turn.
pub(super) fn crash(engine: &Engine, id: Id) -> Res<()> {
    let tick = i64::try_from(engine.clock.tick).unwrap_or(0);
    if engine.on(R::WarpLoopingWarpingSameEventCrash) && engine.i(id, "_toggled") == tick {
        let text = "Live crashes: looping and warping were switched in one event";
        return Err(Refusal::new(Kind::Crash, text).by(R::WarpLoopingWarpingSameEventCrash));
    }
    Ok(())
}

const AUDIO: [&str; 9] = ["wav", "aif", "aiff", "aifc", "flac", "mp3", "ogg", "m4a", "rx2"];

/// What a clip of the Set tells of a file that is not there: its length in seconds, and its rate.
fn known(engine: &Engine, file: &str) -> Option<(f64, f64)> {
    let tracks = engine.kids(engine.song, "tracks").iter();
    let clips = tracks.flat_map(|track| {
        let slots = engine.kids(*track, "clip_slots").iter().map(|slot| engine.live_ref(*slot, "clip"));
        super::arrangement::clips(engine, *track).iter().copied().chain(slots).filter(|clip| *clip != 0)
    });
    clips
        .filter(|clip| engine.f(*clip, "_seconds") > 0.0 && file_path(engine, *clip).as_str() == Some(file))
        .map(|clip| (engine.f(clip, "_seconds"), engine.f(clip, "_rate")))
        .next()
}

/// How far from a whole number a tempo may be that a file was cut to.
const CUT: f64 = 0.01;

/// How many beats a new file is taken to have: as many as it lasts at the tempo of the Set; or 1, 2, 4 or 8 bars, where
/// it is well cut. That it is nobody can hear here: so says a whole tempo less than half an octave away.
fn beats_of(engine: &Engine, seconds: f64) -> f64 {
    let tempo = engine.f(engine.song, "tempo");
    let beats = seconds * tempo / 60.0;
    if !engine.on(R::WarpStraightLoop) {
        return beats;
    }
    let bar =
        engine.f(engine.song, "signature_numerator") * 4.0 / engine.f(engine.song, "signature_denominator").max(1.0);
    let away = |bars: f64| (bars * bar / beats).log2().abs();
    let own = |bars: f64| bars * bar * 60.0 / seconds;
    [1.0, 2.0, 4.0, 8.0]
        .into_iter()
        .filter(|bars| away(*bars) < 0.5 && (own(*bars) - own(*bars).round()).abs() < CUT)
        .min_by(|a, b| away(*a).total_cmp(&away(*b)))
        .map_or(beats, |bars| bars * bar)
}

/// A new audio clip of a file. Of a WAV or AIFF file that is there the length is read, of another one it is what a
/// clip of the Set tells; else it is 2 seconds.
pub(crate) fn make_audio(engine: &mut Engine, parent: Id, file: &str) -> Res<Id> {
    let extension =
        Path::new(file).extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_lowercase();
    if !AUDIO.contains(&extension.as_str()) && engine.on(R::AudioBadFileRaises) {
        return refuse(R::AudioBadFileRaises, format!("{file} is no audio file"));
    }
    let (seconds, rate) = measure(file).or_else(|| known(engine, file)).unwrap_or((2.0, 44_100.0));
    let clip = super::clip::make(engine, parent)?;
    let beats = beats_of(engine, seconds);
    let name = Path::new(file).file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    engine.put(clip, "is_audio_clip", true);
    engine.put(clip, "name", name);
    engine.put(clip, "file_path", file);
    engine.put(clip, "_seconds", seconds);
    engine.put(clip, "_rate", rate);
    let markers = [(0.0, 0.0), (seconds, beats), (seconds + seconds / beats / 32.0, beats + 1.0 / 32.0)];
    keep(engine, clip, &markers);
    let warped = engine.on(R::WarpAuto);
    engine.put(clip, "warping", warped);
    engine.put(clip, "looping", warped && engine.is(parent, "ClipSlot"));
    let end = if warped || !engine.on(R::WarpUnits) { beats } else { seconds };
    engine.put(clip, "_loop_end", end);
    engine.put(clip, "end_marker", end);
    engine.put(clip, "_frozen_length", beats);
    let gain = single(0.4);
    engine.put(clip, "gain", gain);
    Ok(clip)
}

/// Length in seconds and sample rate of a WAV or AIFF file.
fn measure(file: &str) -> Option<(f64, f64)> {
    use std::io::Read;
    let mut head = Vec::new();
    std::fs::File::open(file).ok()?.take(1 << 16).read_to_end(&mut head).ok()?;
    if head.get(..4)? == b"FORM" && matches!(head.get(8..12)?, b"AIFF" | b"AIFC") {
        return measure_aiff(&head);
    }
    if head.get(..4)? != b"RIFF" || head.get(8..12)? != b"WAVE" {
        return None;
    }
    let number = |at: usize| Some(u32::from_le_bytes(head.get(at..at + 4)?.try_into().ok()?));
    let (mut at, mut rate, mut per_second) = (12, 0.0, 0.0);
    for _ in 0..64 {
        let (name, length) = (head.get(at..at + 4)?, number(at + 4)?);
        if name == b"fmt " {
            (rate, per_second) = (f64::from(number(at + 12)?), f64::from(number(at + 16)?));
        } else if name == b"data" {
            let seconds = f64::from(length) / per_second;
            return (seconds.is_finite() && seconds > 0.0 && rate > 0.0).then_some((seconds, rate));
        }
        at += 8 + length as usize + (length as usize & 1);
    }
    None
}

/// The chunk `COMM` of an AIFF file: its frames, and the rate as a float of 80 bits.
fn measure_aiff(head: &[u8]) -> Option<(f64, f64)> {
    let mut at = 12;
    for _ in 0..64 {
        let name = head.get(at..at + 4)?;
        let length = u32::from_be_bytes(head.get(at + 4..at + 8)?.try_into().ok()?) as usize;
        if name == b"COMM" {
            let frames = f64::from(u32::from_be_bytes(head.get(at + 10..at + 14)?.try_into().ok()?));
            let exponent = i32::from(u16::from_be_bytes(head.get(at + 16..at + 18)?.try_into().ok()?) & 0x7fff);
            let mantissa = u32::from_be_bytes(head.get(at + 18..at + 22)?.try_into().ok()?);
            let rate = f64::from(mantissa) * 2.0_f64.powi(exponent - 16_383 - 31);
            return (frames > 0.0 && (1.0..1e7).contains(&rate)).then_some((frames / rate, rate));
        }
        at = at.checked_add(8 + length + (length & 1))?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_an_aiff_file_is_read_from_its_head() {
        // 2 channels, 88,200 frames of 16 bits at 44,100 Hz.
        let mut head = b"FORM\0\0\0\x1eAIFFCOMM\0\0\0\x12\0\x02".to_vec();
        head.extend(88_200_u32.to_be_bytes());
        head.extend([0, 16, 0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0]);
        assert_eq!(measure_aiff(&head), Some((2.0, 44_100.0)));
        assert_eq!(measure_aiff(&head[..30]), None);
    }
}
