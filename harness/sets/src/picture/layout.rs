//! What is in the picture, and in which order: strips of the mixer, rows of scenes, locators; each with its mark.
//!
//! Knows nothing of pixels. Huge Sets are cut down here, and what was left out is said ([`Layout::left_out`]).

use std::collections::BTreeMap;

use livebridge_port::Snapshot;
use livebridge_port::snapshot::ClipSnapshot;
use livebridge_port::snapshot::als::{SOURCE, SceneSection};
use livebridge_text::phrasing::count;

use super::marks::{Mark, Marks};
use super::strips::{self, Kind, Strip};

/// The most tracks and groups that are drawn.
pub(super) const TRACKS: usize = 160;
/// The most return tracks that are drawn, the main track among them.
const BUSES: usize = 32;
/// The most scenes that are drawn.
const SCENES: usize = 256;
/// The most clips that are drawn, in both views together.
const CLIPS: usize = 4_000;
/// The most locators that are drawn.
const CUES: usize = 256;
/// The most runs of notes that are drawn, over all clips; a clip that holds any gets eight at least.
const NOTE_RUNS: usize = 120_000;

/// A Set as it will be drawn.
pub(super) struct Layout<'a> {
    pub strips: Vec<Strip<'a>>,
    pub rows: Vec<Row<'a>>,
    pub cues: Vec<Cue<'a>>,
    /// Where the Arrangement ends, in beats; 0 when nothing is in it.
    pub beats: f64,
    /// How many runs of notes each clip may have.
    pub note_runs: usize,
    /// What there was no room for, in words.
    pub left_out: Vec<String>,
}

/// A scene, or one that is gone.
pub(super) struct Row<'a> {
    /// Its number as people count, where it is still there.
    pub number: Option<usize>,
    pub name: &'a str,
    pub tempo: Option<f64>,
    pub color: Option<u32>,
    pub mark: Option<&'a Mark>,
}

/// A locator, or one that is gone.
pub(super) struct Cue<'a> {
    pub time: f64,
    pub name: &'a str,
    pub mark: Option<&'a Mark>,
}

/// A clip in the picture.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    pub clip: &'a ClipSnapshot,
    /// The row it stands in, in the Session.
    pub row: usize,
    /// Its index among the clips of its track and view, where it is one of the present Set.
    pub index: Option<u32>,
    pub mark: Option<&'a Mark>,
    /// Whether it is no more: such clips lie below the others.
    pub gone: bool,
}

impl<'a> Layout<'a> {
    pub(super) fn of(set: &'a Snapshot, marks: Option<&'a Marks<'a>>) -> Self {
        let (rows, row_of) = rows(set, marks);
        let mut layout = Self {
            strips: strips::all(set, marks, &row_of),
            rows,
            cues: cues(set, marks),
            beats: 0.0,
            note_runs: 0,
            left_out: Vec::new(),
        };
        layout.cut_down();
        let ends = layout.strips.iter().flat_map(|strip| &strip.arrangement);
        let ends = ends.map(|placed| placed.clip.start_time.unwrap_or_default() + placed.clip.duration);
        let last = ends.chain(layout.cues.iter().map(|cue| cue.time)).filter(|end| end.is_finite());
        layout.beats = last.fold(0.0, f64::max);
        // A locator at the very end has room for its name.
        if layout.cues.last().is_some_and(|cue| cue.time >= layout.beats * 0.95) {
            layout.beats *= 1.08;
        }
        layout
    }

    /// Whether anything stands in the Session.
    pub(super) fn has_session(&self) -> bool {
        self.strips.iter().any(|strip| !strip.session.is_empty())
    }

    /// Leaves out what there is no room for, and scenes at the end that say nothing.
    fn cut_down(&mut self) {
        let mut out = |left: usize, what: &str| {
            if left > 0 {
                self.left_out.push(count(left, what));
            }
        };
        let (before, mut places) = (self.strips.len(), [TRACKS, BUSES]);
        self.strips.retain(|strip| {
            let places = &mut places[usize::from(matches!(strip.kind, Kind::Return | Kind::Main))];
            let room = *places > 0;
            *places -= usize::from(room);
            room
        });
        out(before - self.strips.len(), "track");
        let used = self.strips.iter().flat_map(|strip| &strip.session).map(|placed| placed.row + 1).max();
        let says = |row: &Row<'_>| !row.name.is_empty() || row.tempo.is_some() || row.mark.is_some();
        let said = self.rows.iter().rposition(says).map_or(0, |last| last + 1);
        let kept = used.unwrap_or_default().max(said).max(1).min(self.rows.len());
        out(self.rows.len() - kept, "empty scene");
        self.rows.truncate(kept);
        out(self.rows.len().saturating_sub(SCENES), "scene");
        self.rows.truncate(SCENES);
        out(self.cues.len().saturating_sub(CUES), "locator");
        self.cues.truncate(CUES);
        let (rows, mut room, mut clips) = (self.rows.len(), CLIPS, 0);
        for strip in &mut self.strips {
            for list in [&mut strip.session, &mut strip.arrangement] {
                let before = list.len();
                list.retain(|placed| placed.row < rows);
                list.truncate(room);
                room -= list.len();
                clips += before - list.len();
            }
        }
        out(clips, "clip");
        self.note_runs = (NOTE_RUNS / (CLIPS - room).max(1)).clamp(8, 600);
    }
}

/// The scenes, those that are gone where they stood, and the row of each scene of the Set.
fn rows<'a>(set: &'a Snapshot, marks: Option<&'a Marks<'a>>) -> (Vec<Row<'a>>, RowOf) {
    let color = |scene: &livebridge_port::snapshot::SceneSnapshot| scene.extra.read::<SceneSection>(SOURCE).color;
    let row = |(i, scene): (usize, &'a livebridge_port::snapshot::SceneSnapshot)| Row {
        number: Some(i + 1),
        name: &scene.name,
        tempo: scene.tempo,
        color: color(scene),
        mark: marks.and_then(|marks| marks.at(&format!("scenes[{i}]"))),
    };
    let mut rows: Vec<_> = set.scenes.iter().enumerate().map(row).collect();
    let mut gone = BTreeMap::new();
    for (i, mark) in marks.iter().flat_map(|marks| marks.gone("scenes")) {
        let Some(scene) = marks.and_then(|marks| marks.old.scenes.get(i)) else { continue };
        let at = i.min(rows.len());
        rows.insert(
            at,
            Row { number: None, name: &scene.name, tempo: scene.tempo, color: color(scene), mark: Some(mark) },
        );
        gone.insert(i, scene);
    }
    let mut row_of = RowOf { new: Vec::new(), gone: BTreeMap::new() };
    let mut gone = gone.into_keys();
    for (at, row) in rows.iter().enumerate() {
        match row.number {
            Some(_) => row_of.new.push(at),
            // They stand in the order in which they stood.
            None => row_of.gone.extend(gone.next().map(|old| (old, at))),
        }
    }
    (rows, row_of)
}

/// In which row a scene stands.
pub(super) struct RowOf {
    new: Vec<usize>,
    gone: BTreeMap<usize, usize>,
}

impl RowOf {
    /// The row of a scene of the new Set.
    pub(super) fn new_scene(&self, scene: usize) -> Option<usize> {
        self.new.get(scene).copied()
    }

    /// The row of a scene of the old Set.
    pub(super) fn old_scene(&self, scene: usize, marks: &Marks<'_>) -> Option<usize> {
        self.gone.get(&scene).copied().or_else(|| self.new_scene(marks.new_scene(scene)?))
    }
}

fn cues<'a>(set: &'a Snapshot, marks: Option<&'a Marks<'a>>) -> Vec<Cue<'a>> {
    let here = set.cue_points.iter().flatten().enumerate().map(|(i, cue)| Cue {
        time: cue.time,
        name: &cue.name,
        mark: marks.and_then(|marks| marks.at(&format!("cuePoints[{i}]"))),
    });
    let gone = marks.iter().flat_map(|marks| {
        let old = marks.old.cue_points.as_deref().unwrap_or_default();
        let gone = marks.gone("cuePoints").into_iter();
        gone.filter_map(|(i, mark)| old.get(i).map(|cue| Cue { time: cue.time, name: &cue.name, mark: Some(mark) }))
    });
    let mut cues: Vec<_> = here.chain(gone).collect();
    cues.sort_by(|a, b| a.time.total_cmp(&b.time));
    cues
}
