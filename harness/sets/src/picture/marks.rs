//! What a difference says of each thing in the picture: marks by path, and where what is gone used to stand.
//!
//! A path is that of a [`Change`], cut off at the track, clip, device, scene or cue point that it is about. Which thing
//! of the old Set is which of the new one follows from the changes alone: what did not move kept its order.

use std::collections::{BTreeMap, BTreeSet};

use livebridge_diff::{Change, Op, SetDiff};
use livebridge_port::Snapshot;

/// What happened to one thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Mark {
    ops: BTreeSet<Op>,
    /// The facts, in words.
    pub facts: Vec<String>,
}

impl Mark {
    /// What weighs most of what happened.
    pub(super) fn op(&self) -> Op {
        self.ops.iter().copied().find(|op| *op != Op::Change).unwrap_or(Op::Change)
    }

    /// The signs of all that happened: `+`, `-`, `~`, `>`.
    pub(super) fn signs(&self) -> String {
        self.ops.iter().map(|op| sign(*op)).collect()
    }
}

/// The sign of a change, as the text of a difference has it.
pub(super) fn sign(op: Op) -> char {
    match op {
        // A minus, as wide as the plus.
        Op::Remove => '\u{2212}',
        op => op.sign(),
    }
}

/// The name of a change, which is its class too.
pub(super) fn name(op: Op) -> &'static str {
    match op {
        Op::Add => "added",
        Op::Remove => "removed",
        Op::Change => "changed",
        Op::Move => "moved",
    }
}

/// The marks of a difference, and the Set as it was.
pub(super) struct Marks<'a> {
    /// The Set before.
    pub old: &'a Snapshot,
    here: BTreeMap<String, Mark>,
    gone: BTreeMap<String, Mark>,
    /// Where each old scene stands now.
    scenes: BTreeMap<usize, usize>,
    /// Where each track stood.
    tracks: BTreeMap<usize, usize>,
}

impl<'a> Marks<'a> {
    pub(super) fn of(old: &'a Snapshot, new: &Snapshot, diff: &SetDiff) -> Self {
        let (mut here, mut gone) = (BTreeMap::new(), BTreeMap::new());
        for change in &diff.changes {
            let thing = thing(&change.path);
            let whole = thing.len() == change.path.len();
            let marks = if whole && change.op == Op::Remove { &mut gone } else { &mut here };
            let mark: &mut Mark = marks.entry(thing.to_owned()).or_default();
            mark.ops.insert(if whole { change.op } else { Op::Change });
            mark.facts.push(change.fact.clone());
        }
        let scenes = pairs(&diff.changes, "scenes", old.scenes.len(), new.scenes.len());
        let tracks = pairs(&diff.changes, "tracks", old.tracks.len(), new.tracks.len());
        Self {
            old,
            here,
            gone,
            scenes: scenes.into_iter().collect(),
            tracks: tracks.into_iter().map(|(i, j)| (j, i)).collect(),
        }
    }

    /// The mark of what stands at this path in the new Set.
    pub(super) fn at(&self, path: &str) -> Option<&Mark> {
        self.here.get(path)
    }

    /// What is gone from this list, by its place in the old Set.
    pub(super) fn gone(&self, list: &str) -> Vec<(usize, &Mark)> {
        let mut gone: Vec<_> =
            self.gone.iter().filter_map(|(path, mark)| Some((place(path.strip_prefix(list)?)?, mark))).collect();
        gone.sort_by_key(|(index, _)| *index);
        gone
    }

    /// Where the track at this place stood, if it is not new.
    pub(super) fn old_track(&self, new: usize) -> Option<usize> {
        self.tracks.get(&new).copied()
    }

    /// Where the scene at this place stands now, if it is still there.
    pub(super) fn new_scene(&self, old: usize) -> Option<usize> {
        self.scenes.get(&old).copied()
    }
}

/// The part of a path that names a thing of the picture; nothing for the Set itself.
fn thing(path: &str) -> &str {
    let mut ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
    let first = ends.next().unwrap_or_default();
    let second = ends.next().unwrap_or(first);
    let below = path.get(first + 1..second).unwrap_or_default();
    match &path[..first] {
        track if track.starts_with("tracks[") => {
            let drawn = ["session[", "arrangement[", "devices["].iter().any(|list| below.starts_with(list));
            &path[..if drawn { second } else { first }]
        }
        list if list.starts_with("scenes[") || list.starts_with("cuePoints[") => list,
        "extra" => {
            // `extra/als/returns[0]`: a track that only the file knows.
            let third = ends.next().unwrap_or(second);
            let bus = path.get(second + 1..third).unwrap_or_default();
            let drawn = bus == "main" || bus.starts_with("groups[") || bus.starts_with("returns[");
            if drawn { &path[..third] } else { "" }
        }
        _ => "",
    }
}

/// The index in `[3]`.
fn place(text: &str) -> Option<usize> {
    text.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

/// Old and new places of what is in both lists: what moved says so, and the rest kept its order.
fn pairs(changes: &[Change], list: &str, old: usize, new: usize) -> Vec<(usize, usize)> {
    let (mut pairs, mut left, mut came) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for change in changes {
        let Some(index) = change.path.strip_prefix(list).and_then(place) else { continue };
        let before = change.old.as_ref().and_then(|old| usize::try_from(old.as_u64()?).ok());
        match (change.op, before) {
            (Op::Remove, _) => {
                left.insert(index);
            }
            (Op::Move, Some(before)) => {
                left.insert(before);
                came.insert(index);
                pairs.push((before, index));
            }
            (Op::Add, _) => {
                came.insert(index);
            }
            _ => {}
        }
    }
    let stayed = |length: usize, without: BTreeSet<usize>| (0..length).filter(move |index| !without.contains(index));
    pairs.extend(stayed(old, left).zip(stayed(new, came)));
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use livebridge_diff::DiffExt;
    use livebridge_port::fixtures;

    use super::*;

    #[test]
    fn paths_lead_to_what_is_drawn() {
        let paths = [
            ("tempo", ""),
            ("tracks[1]", "tracks[1]"),
            ("tracks[1]/volume/value", "tracks[1]"),
            ("tracks[1]/session[12]/notes[3]", "tracks[1]/session[12]"),
            ("tracks[1]/devices[0]/parameters[2]/value", "tracks[1]/devices[0]"),
            ("scenes[2]/name", "scenes[2]"),
            ("extra/als/returns[1]/gain", "extra/als/returns[1]"),
            ("extra/als/main/devices[0]/name", "extra/als/main"),
            ("extra/als/live", ""),
            ("", ""),
        ];
        for (path, drawn) in paths {
            assert_eq!(thing(path), drawn, "{path}");
        }
    }

    #[test]
    fn what_stayed_is_found_between_what_moved_came_and_went() {
        let old = fixtures::seeded();
        let mut new = old.clone();
        new.tracks.swap(0, 2);
        new.tracks.remove(1);
        new.tracks.insert(0, fixtures::with_one_midi_clip(&[]).tracks.remove(0));
        let marks = Marks::of(&old, &new, &old.diff(&new));
        assert_eq!((0..3).map(|j| marks.old_track(j)).collect::<Vec<_>>(), [None, Some(2), Some(0)]);
        assert_eq!(marks.gone("tracks").iter().map(|(i, _)| *i).collect::<Vec<_>>(), [1]);
        assert_eq!(marks.at("tracks[0]").map(Mark::op), Some(Op::Add));
        assert_eq!(marks.new_scene(1), Some(1));
    }

    #[test]
    fn a_mark_says_all_that_happened() {
        let old = fixtures::seeded();
        let mut new = old.clone();
        new.tracks[0].session[0].color = 255;
        new.tracks[0].session[0].scene = Some(1);
        let marks = Marks::of(&old, &new, &old.diff(&new));
        let mark = marks.at("tracks[0]/session[0]").unwrap();
        assert_eq!((mark.op(), mark.signs().as_str(), mark.facts.len()), (Op::Move, "~>", 2));
    }
}
