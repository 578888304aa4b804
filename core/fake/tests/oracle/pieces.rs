//! The small random pieces that programs are made of: beats, names, notes, patches, ids.

use std::sync::Arc;

use livebridge_port::{
    ClipPropsPatch, CueId, IdRef, Name, Note, PathId, SceneId, StagedRef, TrackId, TrackKind, TrackPropsPatch,
};

use crate::apply::Kind;
use crate::random::Random;
use crate::set::{SetState, TrackState, index};

const MAX_BEAT: f64 = 1_576_800.0;

/// Beats at and around every bound of the contract, good and bad.
const EDGES: [f64; 22] = [
    0.0,
    -0.0,
    1e-9,
    1e-6,
    f64::MIN_POSITIVE,
    f64::EPSILON,
    1.0 + 1e-6,
    2.000_001_1,
    MAX_BEAT,
    MAX_BEAT - 0.25,
    1_576_800.000_000_000_2,
    MAX_BEAT + 1.0,
    1e300,
    f64::MAX,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::MIN,
    -1e-9,
    -1.0,
    -0.25,
    0.5,
];

pub(crate) const NAMES: [&str; 16] = [
    "",
    "Bass",
    "bass",
    "Drums",
    "ÄÖÜ Äther",
    "Straße",
    "日本語",
    "🎹 Lead",
    "Привет",
    "a/b:c",
    "#2",
    "track:0",
    "null",
    "\"quoted\"\n\t\\",
    "MIDI",
    "a name that is a good deal longer than the names of tracks and clips are as a rule",
];

/// Strings that are no path, and so no id.
const MALFORMED: [&str; 20] = [
    "",
    " ",
    "track",
    "track:",
    "track:-1",
    "track:+1",
    "track:01",
    "track: 1",
    "track:4294967296",
    "track:0/",
    "/track:0",
    "Track:0",
    "track:0/clip:0x1",
    "track:0//clip:0",
    "mixer:0",
    "track:0/clipslot:0/clip/clip:0/clip",
    "#01",
    "#",
    "#0/",
    "7f3a-opaque",
];

/// Well-formed paths that no call takes.
const NAMELESS: [&str; 10] = [
    "returntrack:0",
    "track:0/mixer",
    "takelane:0",
    "track:0/clip:0/device:1",
    "clip",
    "volume",
    "track:0/clipslot:0/clip/device:0",
    "track:0/track:0",
    "scene:0/clipslot:0",
    "returntrack:0/mixer/volume",
];

/// How the beats of one program are drawn: on which grid, and how often at the edges.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid {
    /// Steps per beat.
    pub(crate) steps: u32,
    /// The range that clips crowd into, in beats.
    pub(crate) span: u32,
    /// How often a beat is one of the edges, in per cent.
    pub(crate) edges: usize,
}

impl Grid {
    pub(crate) fn random(random: &mut Random) -> Self {
        Self {
            // Halves and quarters are exact; thirds, fifths and sevenths are not.
            steps: *random.pick(&[1, 2, 4, 4, 4, 3, 5, 7]),
            span: *random.pick(&[4, 8, 16, 32]),
            edges: *random.pick(&[0, 1, 3, 10]),
        }
    }

    /// A place in the Arrangement.
    pub(crate) fn beat(self, random: &mut Random) -> f64 {
        if random.chance(self.edges) {
            return *random.pick(&EDGES);
        }
        f64::from(random.small(self.span * self.steps + 1)) / f64::from(self.steps)
    }

    /// A length, mostly above 0 and up to half the span.
    pub(crate) fn length(self, random: &mut Random) -> f64 {
        if random.chance(self.edges) {
            return *random.pick(&EDGES);
        }
        f64::from(random.small(self.span * self.steps / 2) + 1) / f64::from(self.steps)
    }
}

pub(crate) fn name(random: &mut Random) -> Name {
    (*random.pick(&NAMES)).into()
}

/// Something to look for in the names of tracks, in any case.
pub(crate) fn query(random: &mut Random, set: &SetState) -> String {
    let name = match set.tracks.len() {
        0 => name(random),
        count => set.tracks[random.below(count)].body.name.clone(),
    };
    let letters: Vec<char> = name.chars().collect();
    let start = random.below(letters.len() + 1);
    let end = start + random.below(letters.len() - start + 1);
    let part: String = letters[start..end].iter().collect();
    match random.below(4) {
        0 => part.to_uppercase(),
        1 => part.to_lowercase(),
        2 => part,
        _ => name.chars().rev().collect(),
    }
}

pub(crate) fn notes(random: &mut Random, grid: Grid) -> Arc<[Note]> {
    (0..random.below(4)).map(|_| note(random, grid)).collect()
}

fn note(random: &mut Random, grid: Grid) -> Note {
    let pitch = match random.below(8) {
        0 => *random.pick(&[-0.5, 0.5, 60.5, 61.5, 126.5, 127.5, 60.499_999_999_999_99, 0.499_999_999_999_999_94]),
        1 => *random.pick(&[-1.0, -1e9, 128.0, 1e300, 60.2, 59.8, -0.0, 127.0]),
        _ => f64::from(random.small(128)),
    };
    let start = if random.chance(10) { -grid.length(random) } else { grid.beat(random) };
    let duration = if random.chance(5) { 0.0 } else { grid.length(random) };
    let mut note = Note::new(pitch, start, duration);
    let velocities = [0.0, 64.5, 100.0, 127.0, 127.1, 300.0, -3.0];
    if random.chance(40) {
        note = note.with_velocity(*random.pick(&velocities));
    }
    if random.chance(20) {
        note = note.with_release_velocity(*random.pick(&velocities));
    }
    if random.chance(20) {
        note = note.with_probability(*random.pick(&[0.0, 0.25, 0.999, 1.0, 1.0]));
    }
    if random.chance(20) {
        note = note.with_velocity_deviation(*random.pick(&[0.0, -127.0, 127.0, 3.5]));
    }
    if random.chance(20) {
        note = note.with_muted(random.chance(50));
    }
    if random.chance(20) {
        note = note.with_selected(random.chance(50));
    }
    if random.chance(grid.edges) {
        match random.below(6) {
            0 => note = note.with_velocity(f64::NAN),
            1 => note = note.with_probability(*random.pick(&[-1e-9, 1.000_000_1, f64::NAN])),
            2 => note = note.with_velocity_deviation(*random.pick(&[-127.001, 128.0, f64::INFINITY])),
            3 => note = note.with_release_velocity(f64::INFINITY),
            4 => note.duration = *random.pick(&EDGES),
            _ => note.pitch = f64::NEG_INFINITY,
        }
    }
    note
}

pub(crate) fn track_patch(random: &mut Random) -> TrackPropsPatch {
    TrackPropsPatch {
        name: random.maybe(50, name),
        mute: random.maybe(50, |random| random.chance(50)),
        solo: random.maybe(50, |random| random.chance(50)),
        arm: random.maybe(50, |random| random.chance(50)),
    }
}

pub(crate) fn clip_patch(random: &mut Random) -> ClipPropsPatch {
    let colors = [0, 1, 255, 0x12_34_56, 0xFF_FFFF, 0xFF_FFFF, 0x100_0000, -1, i64::MAX, i64::MIN];
    // The last four are refused.
    let count = if random.chance(10) { colors.len() } else { 6 };
    ClipPropsPatch { name: random.maybe(60, name), color: random.maybe(60, |random| colors[random.below(count)]) }
}

/// What an id is wanted for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Want {
    pub(crate) kind: Kind,
    /// The kind of track that suits the call, when only one does.
    pub(crate) on: Option<TrackKind>,
    /// The track that most calls are about.
    pub(crate) focus: usize,
}

/// An id: good as a rule, else stale, of another kind, or no id at all.
pub(crate) fn id(random: &mut Random, set: &SetState, want: Want) -> IdRef {
    match random.below(100) {
        0..90 => good(random, set, want).unwrap_or_else(|| stale(random, set, want.kind)),
        90..94 => stale(random, set, want.kind),
        94..97 => other(random, set, want),
        97 => IdRef::from(*random.pick(&NAMELESS)),
        98 => IdRef::from(*random.pick(&MALFORMED)),
        _ => StagedRef::new(random.small(2)).into(),
    }
}

/// An id of something that is there, most often on the track in focus.
fn good(random: &mut Random, set: &SetState, want: Want) -> Option<IdRef> {
    let suits = |kind: TrackKind| want.on.is_none_or(|on| on == kind);
    let tracks = set.tracks.iter().enumerate().map(|(i, track)| (TrackId(index(i)), track));
    let suited: Vec<_> = tracks.clone().filter(|(_, track)| suits(track.body.kind)).collect();
    // Now and then a track of the other kind.
    let tracks = if suited.is_empty() || random.chance(8) { tracks.collect() } else { suited };
    if tracks.is_empty() {
        return None;
    }
    let place = if random.chance(70) { want.focus % tracks.len() } else { random.below(tracks.len()) };
    let (id, track) = tracks[place];
    match want.kind {
        Kind::Track => Some(id.into()),
        Kind::Slot => {
            let free = track.slots.iter().position(Option::is_none).filter(|_| random.chance(50));
            let scene = free.unwrap_or_else(|| random.below(track.slots.len()));
            (!track.slots.is_empty()).then(|| id.slot(index(scene)).into())
        }
        Kind::Clip => {
            clip(random, id, track).or_else(|| tracks.iter().find_map(|(id, track)| clip(random, *id, track)))
        }
        Kind::Param => param(random, id, track),
    }
}

fn clip(random: &mut Random, id: TrackId, track: &TrackState) -> Option<IdRef> {
    let in_slots = track.slots.iter().enumerate().filter(|(_, slot)| slot.is_some());
    let in_slots = in_slots.map(|(scene, _)| id.slot(index(scene)).clip());
    let in_arrangement = (0..track.arrangement.len()).map(|place| id.arrangement_clip(index(place)));
    let clips: Vec<_> = in_slots.chain(in_arrangement).collect();
    (!clips.is_empty()).then(|| (*random.pick(&clips)).into())
}

fn param(random: &mut Random, id: TrackId, track: &TrackState) -> Option<IdRef> {
    if track.devices.is_empty() || random.chance(20) {
        return Some(id.volume().into());
    }
    let device = random.below(track.devices.len());
    let params = track.devices[device].body.parameters.len();
    (params > 0).then(|| id.device(index(device)).param(index(random.below(params))).into())
}

/// An id of the right kind, of something that is not there (or, by chance, is).
fn stale(random: &mut Random, set: &SetState, kind: Kind) -> IdRef {
    let tracks = index(set.tracks.len());
    let far = [0, 1, 2, 3, tracks, tracks.saturating_add(1), 1000, u32::MAX];
    let track = TrackId(if random.chance(50) { random.small(tracks) } else { *random.pick(&far) });
    let place = *random.pick(&far);
    match kind {
        Kind::Track => TrackId(*random.pick(&[tracks, tracks.saturating_add(1), 77, u32::MAX])).into(),
        Kind::Slot => track.slot(place).into(),
        Kind::Clip if random.chance(50) => track.slot(place).clip().into(),
        Kind::Clip => track.arrangement_clip(place).into(),
        Kind::Param if random.chance(80) => track.device(place).param(*random.pick(&far)).into(),
        Kind::Param => track.volume().into(),
    }
}

/// An id of any kind.
fn other(random: &mut Random, set: &SetState, want: Want) -> IdRef {
    let track = TrackId(random.small(4));
    match random.below(8) {
        0 => SceneId(random.small(3)).into(),
        1 => CueId(random.small(3)).into(),
        2 => track.device(random.small(3)).into(),
        3 => track.slot(random.small(3)).into(),
        n => {
            let kind = [Kind::Track, Kind::Slot, Kind::Clip, Kind::Param][n - 4];
            good(random, set, Want { kind, ..want }).unwrap_or_else(|| track.into())
        }
    }
}

/// A reference to the result of some operation, with something below it that may or may not fit.
pub(crate) fn any_reference(random: &mut Random, op: usize) -> IdRef {
    const TAILS: [&str; 12] = [
        "param:0",
        "param:1",
        "param:9",
        "mixer/volume",
        "mixer",
        "clipslot:0",
        "clipslot:0/clip",
        "clip:0",
        "clip",
        "device:0/param:0",
        "track:0",
        "clipslot:0/clip/param:0",
    ];
    let op = index(random.below(op + 3));
    let tail = random.maybe(60, |random| random.pick(&TAILS).parse::<PathId>().ok()).flatten();
    StagedRef { op, tail }.into()
}
