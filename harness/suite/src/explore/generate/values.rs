//! The pieces of a call: ids, beats, names, notes, patches, queries; good ones mostly, and those at the edges.

use std::sync::Arc;

use livebridge_port::capabilities::NoteKeeping;
use livebridge_port::id::PathShape;
use livebridge_port::rules::MAX_BEAT;
use livebridge_port::snapshot::ParamSnapshot;
use livebridge_port::{ClipPropsPatch, IdRef, Name, Note, Snapshot, SubjectKind, TrackKind, TrackPropsPatch};

use super::super::program::Step;
use crate::random::Random;

/// What an id is wanted of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Want {
    pub(super) kind: SubjectKind,
    /// On a track of this kind, if it matters.
    pub(super) on: Option<TrackKind>,
    /// The track that most calls are about.
    pub(super) focus: usize,
}

/// Strings that are no id of anything.
const MALFORMED: [&str; 16] = [
    "",
    " ",
    "track",
    "track:",
    "track:-1",
    "track:01",
    "track: 1",
    "track:4294967296",
    "track:0/",
    "/track:0",
    "Track:0",
    "track:0 junk",
    "track:0//clip:0",
    "mixer:0",
    "#01",
    "7f3a-opaque",
];

/// Well-formed paths that no call takes.
const NAMELESS: [&str; 9] = [
    "returntrack:0",
    "track:0/mixer",
    "takelane:0",
    "track:0/clip:0/device:1",
    "clip",
    "track:0/clipslot:0/clip/device:0",
    "track:0/track:0",
    "scene:0/clipslot:0",
    "returntrack:0/mixer/volume",
];

/// An id: mostly of an object that is there and of the right kind.
pub(super) fn id(random: &mut Random, set: &Snapshot, before: &[Step], want: Want) -> IdRef {
    match random.below(100) {
        0..84 => existing(random, set, want),
        84..89 => stale(random, set, want.kind),
        89..93 => {
            let kind = *random.pick(&[SubjectKind::Track, SubjectKind::Slot, SubjectKind::Clip, SubjectKind::Param]);
            existing(random, set, Want { kind, ..want })
        }
        93 => (*random.pick(&NAMELESS)).into(),
        94..96 => (*random.pick(&MALFORMED)).into(),
        _ => {
            // The id that an earlier call was answered with, wherever its object is by now.
            let made: Vec<usize> = (0..before.len()).filter(|step| matches!(before[*step], Step::Commit(_))).collect();
            if made.is_empty() {
                existing(random, set, want)
            } else {
                format!("@{}", random.pick(&made)).as_str().into()
            }
        }
    }
}

/// An object that is there, if there is one; else the first that might be.
fn existing(random: &mut Random, set: &Snapshot, want: Want) -> IdRef {
    let fitting: Vec<usize> =
        (0..set.tracks.len()).filter(|i| want.on.is_none_or(|kind| set.tracks[*i].kind == kind)).collect();
    let track = if fitting.contains(&want.focus) && random.chance(60) {
        want.focus
    } else if fitting.is_empty() {
        random.below(set.tracks.len())
    } else {
        *random.pick(&fitting)
    };
    path(random, set, want.kind, track).as_str().into()
}

fn path(random: &mut Random, set: &Snapshot, kind: SubjectKind, at: usize) -> String {
    let Some(track) = set.tracks.get(at) else { return format!("track:{at}") };
    match kind {
        SubjectKind::Track => format!("track:{at}"),
        SubjectKind::Slot => format!("track:{at}/clipslot:{}", random.below(set.scenes.len())),
        SubjectKind::Clip => {
            let clip = random.below(track.session.len() + track.arrangement.len());
            match track.session.get(clip) {
                Some(clip) => format!("track:{at}/clipslot:{}/clip", clip.scene.unwrap_or_default()),
                None => format!("track:{at}/clip:{}", clip - track.session.len()),
            }
        }
        SubjectKind::Param => {
            let devices: Vec<usize> =
                (0..track.devices.len()).filter(|i| !track.devices[*i].parameters.is_empty()).collect();
            if devices.is_empty() || random.chance(25) {
                return format!("track:{at}/mixer/volume");
            }
            let device = *random.pick(&devices);
            format!("track:{at}/device:{device}/param:{}", random.small(track.devices[device].parameters.len()))
        }
    }
}

/// A path of the right kind that names nothing, mostly one past the end.
fn stale(random: &mut Random, set: &Snapshot, kind: SubjectKind) -> IdRef {
    let last = set.tracks.len();
    let track = if random.chance(50) { random.below(last) } else { last };
    let (clips, devices) = set.tracks.get(track).map_or((0, 0), |track| (track.arrangement.len(), track.devices.len()));
    let text = match kind {
        SubjectKind::Track => format!("track:{}", last + random.below(2) * 977),
        SubjectKind::Slot => format!("track:{track}/clipslot:{}", set.scenes.len()),
        SubjectKind::Clip if random.chance(50) => format!("track:{track}/clip:{clips}"),
        SubjectKind::Clip => format!("track:{track}/clipslot:{}/clip", random.below(set.scenes.len() + 1)),
        SubjectKind::Param if random.chance(50) => format!("track:{track}/device:{devices}/param:0"),
        SubjectKind::Param => format!("track:{track}/device:0/param:977"),
    };
    text.as_str().into()
}

/// How the beats of one program are drawn: on which grid, and how often at the edges.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    /// Steps per beat.
    steps: u32,
    /// The range that clips crowd into, in beats.
    span: usize,
    /// How often a beat is one of the edges, in per cent.
    edges: usize,
    is_f32: bool,
}

/// Beats at which something changes, and those that are out of range.
const EDGES: [f64; 20] = [
    0.0,
    -0.0,
    0.1 + 0.2,
    1.234_567_890_123_456_7,
    1e21,
    -0.25,
    -1.0,
    1e-7,
    1e-6,
    2e-6,
    0.1,
    1.0 / 3.0,
    MAX_BEAT,
    MAX_BEAT - 1.0,
    MAX_BEAT + 0.5,
    1_576_800.000_001,
    1e300,
    -1e300,
    5e-324,
    123.456_789,
];

/// Lengths at which something changes, and those that are out of range. None that is good is so short that it
/// vanishes beside the place of a clip: the contract does not say what a clip of no length is.
const LENGTHS: [f64; 12] = [
    0.0,
    -0.25,
    -1.0,
    0.001,
    0.1,
    1.0 / 3.0,
    MAX_BEAT,
    MAX_BEAT - 1.0,
    MAX_BEAT + 0.5,
    1_576_800.000_001,
    1e300,
    123.456_789,
];

impl Grid {
    pub(super) fn random(random: &mut Random, is_f32: bool) -> Self {
        // Thirds and sevenths are not exact, the others are.
        let steps = if is_f32 { *random.pick(&[1, 2, 4, 16]) } else { *random.pick(&[1, 2, 4, 4, 4, 3, 7]) };
        Self { steps, span: *random.pick(&[4, 8, 16, 32]), edges: *random.pick(&[0, 1, 3, 10]), is_f32 }
    }

    /// The number as the target can keep it.
    #[expect(clippy::cast_possible_truncation, reason = "that is what a target with 32-bit floats does")]
    pub(super) fn kept(self, value: f64) -> f64 {
        let short = f64::from(value as f32);
        if self.is_f32 && short.is_finite() { short } else { value }
    }

    fn steps(self, random: &mut Random, span: usize) -> f64 {
        let step = random.small(span * self.steps as usize + 1);
        f64::from(u32::try_from(step).unwrap_or_default()) / f64::from(self.steps)
    }

    /// A place in the Arrangement.
    pub(super) fn beat(self, random: &mut Random) -> f64 {
        let beat = if random.chance(self.edges) { *random.pick(&EDGES) } else { self.steps(random, self.span) };
        self.kept(beat)
    }

    /// A length, mostly above 0 and up to half the span.
    pub(super) fn length(self, random: &mut Random) -> f64 {
        let length = if random.chance(self.edges) {
            *random.pick(&LENGTHS)
        } else {
            self.steps(random, self.span / 2) + 1.0 / f64::from(self.steps)
        };
        self.kept(length)
    }

    /// A beat, now and then one of `others` or one that is almost the same.
    pub(super) fn beat_near(self, random: &mut Random, others: &[f64]) -> f64 {
        if others.is_empty() || random.chance(75) {
            return self.beat(random);
        }
        // Nothing at the tolerance itself: which side of it a sum falls on is a matter of rounding.
        let off = *random.pick(&[0.0, 0.0, 0.0, 5e-7, -5e-7, 2e-6, -2e-6, 1e-9]);
        self.kept(random.pick(others) + off)
    }
}

/// Where clips begin and end in the Arrangement.
pub(super) fn edges(set: &Snapshot) -> Vec<f64> {
    let clips = set.tracks.iter().flat_map(|track| &track.arrangement);
    clips.flat_map(|clip| clip.start_time.into_iter().flat_map(|start| [start, start + clip.duration])).collect()
}

const NAMES: [&str; 17] = [
    "<b>&amp;'",
    "e\u{301}\u{1f468}\u{200d}\u{1f469}",
    "cr\r\nlf",
    "",
    "Bass",
    "bass 2",
    "Ñame",
    "Ünï 🎹",
    "トラック",
    "a\"b\\c",
    "tab\there",
    "line\nbreak",
    "Straße",
    "x",
    "/slash:0",
    "#0",
    " spaced ",
];

pub(super) fn name(random: &mut Random) -> Name {
    if random.chance(2) { "long ".repeat(*random.pick(&[26, 60, 200])).into() } else { (*random.pick(&NAMES)).into() }
}

/// A query: mostly a part of a name that is there, in another case.
pub(super) fn query(random: &mut Random, set: &Snapshot) -> String {
    let names: Vec<&Name> = set.tracks.iter().map(|track| &track.name).collect();
    if names.is_empty() || random.chance(25) {
        return (*random.pick(&["", "zzz", "A", "ü", "🎹", "ラ"])).to_owned();
    }
    let letters: Vec<char> = random.pick(&names).chars().collect();
    let start = random.below(letters.len());
    let part: String = letters[start..].iter().take(1 + random.below(5)).collect();
    match random.below(3) {
        0 => part,
        1 => part.to_lowercase(),
        // An upper case that is more letters than before folds to something else.
        _ => part
            .chars()
            .map(|letter| letter.to_uppercase().next().filter(|_| letter != 'ß').unwrap_or(letter))
            .collect(),
    }
}

pub(super) fn track_patch(random: &mut Random) -> TrackPropsPatch {
    TrackPropsPatch {
        name: random.maybe(40, name),
        mute: random.maybe(40, |random| random.chance(50)),
        solo: random.maybe(40, |random| random.chance(50)),
        arm: random.maybe(40, |random| random.chance(50)),
    }
}

pub(super) fn clip_patch(random: &mut Random) -> ClipPropsPatch {
    const EDGES: [i64; 8] = [0, 1, 0xFF_FFFF, 0x100_0000, -1, i64::MAX, 0x12_3456, 0xFF_0000];
    let color = |random: &mut Random| match random.below(3) {
        0 => *random.pick(&EDGES),
        _ => i64::try_from(random.below(0x100_0000)).unwrap_or_default(),
    };
    ClipPropsPatch { name: random.maybe(50, name), color: random.maybe(60, color) }
}

/// Notes: mostly a few, now and then none or very many.
pub(super) fn notes(random: &mut Random, grid: Grid, kept: NoteKeeping) -> Arc<[Note]> {
    let count = match random.below(200) {
        0 => 500 + random.below(1500),
        1..40 => 0,
        _ => 1 + random.small(8),
    };
    let odd = random.chance(40);
    let list: Vec<Note> = (0..count).map(|_| note(random, grid, odd && count < 100)).collect();
    match kept {
        NoteKeeping::AsWritten => list.into(),
        NoteKeeping::Live => apart(list).into(),
    }
}

/// Those that meet none before them of the same pitch: where notes do not stay as they are written, programs have none
/// that change each other.
fn apart(list: Vec<Note>) -> Vec<Note> {
    let mut apart: Vec<Note> = Vec::new();
    for note in list {
        let pitch = |note: &Note| (note.pitch + 0.5).floor().clamp(0.0, 127.0);
        let meets = |other: &Note| {
            let (a, b) = (&note, other);
            pitch(a).total_cmp(&pitch(b)).is_eq()
                && a.start_time < b.start_time + b.duration + 1e-3
                && b.start_time < a.start_time + a.duration + 1e-3
        };
        if !apart.iter().any(meets) {
            apart.push(note);
        }
    }
    apart
}

fn note(random: &mut Random, grid: Grid, odd: bool) -> Note {
    const PITCHES: [f64; 9] = [0.0, 127.0, 60.5, 59.499, 127.5, 128.0, -0.5, -3.0, 1e9];
    const VELOCITIES: [f64; 8] = [0.0, 127.0, 64.5, 99.9, 127.5, 200.0, -1.0, 1.0];
    let whole = |random: &mut Random| f64::from(u8::try_from(random.below(128)).unwrap_or_default());
    // Not all at once: a good field shows nothing beside a bad one.
    let pitch_is_odd = odd && random.chance(50);
    let odd = odd && random.chance(30);
    let pitch = if pitch_is_odd { *random.pick(&PITCHES) } else { whole(random) };
    let start = if odd { -grid.beat(random) } else { grid.beat(random).abs() };
    let duration = if odd { *random.pick(&LENGTHS) } else { grid.length(random).abs() };
    let mut note = Note::new(grid.kept(pitch), start, grid.kept(duration));
    let velocity = |random: &mut Random| match (odd, random.chance(25)) {
        (true, _) => *random.pick(&VELOCITIES),
        (false, halved) => whole(random) + if halved { 0.5 } else { 0.0 },
    };
    let optional = if odd { 40 } else { 15 };
    if random.chance(40) {
        note = note.with_velocity(grid.kept(velocity(random)));
    }
    if random.chance(optional) {
        let probability = if odd { *random.pick(&[0.0, 1.0, 1.5, -0.1, 0.3]) } else { 0.25 };
        note = note.with_probability(grid.kept(probability));
    }
    if random.chance(optional) {
        let deviation = if odd { *random.pick(&[127.0, -127.0, 127.5, -128.0, 0.5]) } else { 12.0 };
        note = note.with_velocity_deviation(deviation);
    }
    if random.chance(optional) {
        note = note.with_release_velocity(grid.kept(velocity(random)));
    }
    if random.chance(15) {
        note = note.with_muted(random.chance(50));
    }
    if random.chance(15) {
        note = note.with_selected(random.chance(50));
    }
    note
}

/// A tempo, now and then the one that is set already.
pub(super) fn tempo(random: &mut Random, set: &Snapshot, grid: Grid) -> f64 {
    const EDGES: [f64; 10] = [20.0, 999.0, 19.999, 999.01, 0.0, -120.0, 1e300, 5e-324, 123.456, 119.999_999];
    let bpm = match random.below(10) {
        0 | 1 => set.tempo,
        2..5 => *random.pick(&EDGES),
        _ => 60.0 + f64::from(u16::try_from(random.below(480)).unwrap_or_default()) / 4.0,
    };
    grid.kept(bpm)
}

/// A value for a parameter: in its range, at its ends, between its steps, or outside.
pub(super) fn value(random: &mut Random, set: &Snapshot, id: &IdRef, grid: Grid) -> f64 {
    let Some(param) = parameter(set, id) else { return grid.kept(0.5) };
    let quarter = f64::from(u8::try_from(random.below(5)).unwrap_or_default()) / 4.0;
    let value = match random.below(12) {
        0 => param.min,
        1 => param.max,
        2 => param.min - 1.0,
        3 => param.max + 0.001,
        4 => param.value,
        5..9 if param.is_quantized => {
            let steps = random.below(4);
            (param.min + f64::from(u8::try_from(steps).unwrap_or_default()) + quarter).min(param.max)
        }
        _ => param.min + (param.max - param.min) * quarter,
    };
    grid.kept(value)
}

fn parameter<'a>(set: &'a Snapshot, id: &IdRef) -> Option<&'a ParamSnapshot> {
    match id.as_path()?.shape() {
        PathShape::Volume { track } => Some(&set.tracks.get(track as usize)?.volume),
        PathShape::DeviceParam { track, device, param } => {
            set.tracks.get(track as usize)?.devices.get(device as usize)?.parameters.get(param as usize)
        }
        _ => None,
    }
}
