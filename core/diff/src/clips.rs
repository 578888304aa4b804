//! Clips of two tracks that are the same: places and properties. Their notes are in `notes.rs`.

use std::collections::BTreeMap;

use livebridge_port::snapshot::{ClipSnapshot, TrackSnapshot};
use livebridge_port::{Snapshot, TrackKind};
use serde::Serialize;

use super::extra::{self, Form};
use super::facts::{Facts, Field, Subject};
use super::matching::out_of_order;
use super::numbers::{Digits, beats};
use super::text::{self, color, count, labels, on_off, or_absent, ordinal, quoted};
use super::timeline::Timeline;
use super::tracks::{List, Spot, Walk};
use super::{ChangeClass, notes};

/// Compares the clips of `track`, in the Session and in the Arrangement.
pub(super) fn compare(facts: &mut Facts, track: &Subject, walk: &Walk<'_>) {
    let [before, now] = &facts.context.timelines.clone();
    let (old_labels, new_labels) = (clip_labels(walk.old, before), clip_labels(walk.new, now));
    for list in [List::Session, List::Arrangement] {
        let (old, new) = (list.clips(walk.old), list.clips(walk.new));
        let (old_labels, new_labels) = (&old_labels[&list], &new_labels[&list]);
        let pairing = &walk.plan.lists[&list];
        let element = |i: usize, label: &str| track.element(list.key(), i, label, ChangeClass::Clip);
        for &i in &pairing.removed {
            let words = clip_in_words(walk.ground.old, &old[i], before);
            facts.removed(&element(i, &old_labels[i]), words, &ClipSummary::of(&old[i]));
        }
        let staying: Vec<_> = pairing.pairs.iter().copied().filter(|&(i, j)| stays(walk, &old[i], &new[j])).collect();
        let moved = out_of_order(&staying);
        for (j, partner) in pairing.partners().into_iter().enumerate() {
            let at = &element(j, &new_labels[j]);
            let spot = Spot { track: walk.plan.new, list, index: j };
            if let Some(i) = partner {
                if moved.contains(&j) {
                    facts.order(at, "in the list ", i, j);
                }
                move_within(facts, at, walk, &old[i], &new[j]);
                clip(facts, at, &old[i], &new[j]);
            } else if let Some(from) = walk.arrivals.get(&spot) {
                let old = &from.list.clips(&walk.ground.old.tracks[from.track])[from.index];
                let place = |set, clip, times| clip_place(set, clip, times).unwrap_or_else(|| list.key().into());
                let was = format!("{} {}", walk.old_labels[from.track], place(walk.ground.old, old, before));
                let is = format!("{}{}", walk.arrived(track, from), place(walk.ground.new, &new[j], now));
                facts.place(at, "", (&was, &from.path()), (&is, &spot.path()));
                clip(facts, at, old, &new[j]);
            } else {
                let words = clip_in_words(walk.ground.new, &new[j], now);
                facts.added(at, words, &ClipSummary::of(&new[j]));
            }
        }
    }
}

/// Whether a clip stayed where it was: in the same scene, wherever that scene is now, or at the same beat.
fn stays(walk: &Walk<'_>, old: &ClipSnapshot, new: &ClipSnapshot) -> bool {
    same_scene(walk, old, new) && old.start_time == new.start_time
}

fn same_scene(walk: &Walk<'_>, old: &ClipSnapshot, new: &ClipSnapshot) -> bool {
    let carried = match old.scene.and_then(|scene| walk.ground.scene_of_old.get(scene)) {
        Some(now) => now.is_some() && *now == new.scene,
        None => old.scene == new.scene,
    };
    // A move that cannot be put in words is none: its scene has another neighbour, and that is said there.
    carried || old.scene == new.scene && scene_of(walk.ground.old, old) == scene_of(walk.ground.new, new)
}

fn scene_of(set: &Snapshot, clip: &ClipSnapshot) -> Option<String> {
    clip.scene.map(|scene| scene_in_words(set, scene))
}

/// Another place in the same list.
fn move_within(facts: &mut Facts, at: &Subject, walk: &Walk<'_>, old: &ClipSnapshot, new: &ClipSnapshot) {
    let scenes = (scene_of(walk.ground.old, old), scene_of(walk.ground.new, new));
    match (old.scene.zip(scenes.0), new.scene.zip(scenes.1)) {
        _ if same_scene(walk, old, new) => {}
        (Some((from, old)), Some((to, new))) => facts.place(at, "", (&old, &from), (&new, &to)),
        _ => facts
            .optional(at, &Field("scene", "scene"), old.scene.as_ref(), new.scene.as_ref(), |scene| ordinal(*scene)),
    }
    match (old.start_time, new.start_time) {
        (from, to) if from == to => {}
        (Some(from), Some(to)) => facts.time(at, from, to),
        (from, to) => {
            let times = facts.context.timelines.clone();
            facts.timed(at, &Field("startTime", "start"), &times.each_ref(), &from, &to, time_or_absent);
        }
    }
}

/// Everything of a clip but its place.
fn clip(facts: &mut Facts, at: &Subject, old: &ClipSnapshot, new: &ClipSnapshot) {
    let ClipSnapshot {
        scene: _,
        start_time: _,
        kind,
        name,
        color: rgb,
        muted,
        duration,
        looping,
        loop_start,
        loop_end,
        end_marker,
        start_marker,
        file_path,
        notes,
        extra,
    } = old;
    facts.name(at, name, &new.name);
    facts.field(at, &Field("kind", "kind"), kind, &new.kind, |kind| text::kind(*kind).into());
    facts.field(at, &Field("color", "colour"), rgb, &new.color, |rgb| color(*rgb));
    facts.field(at, &Field("muted", "mute"), muted, &new.muted, |on| on_off(*on));
    let length = &Field("duration", "length");
    facts.rounded(at, length, duration, &new.duration, |beats, digits| format!("{} beats", digits.say(*beats)));
    facts.field(at, &Field("looping", "looping"), looping, &new.looping, |on| on_off(*on));
    let [before, now] = &facts.context.timelines;
    let times = &[&before.within(old), &now.within(new)];
    let (from, to) = ([*loop_start, *loop_end], [new.loop_start, new.loop_end]);
    facts.timed(at, &Field("loop", "loop"), times, &from, &to, |times, at, digits| times.range(*at, digits));
    let marker = &Field("endMarker", "end marker");
    facts.timed(at, marker, times, end_marker, &new.end_marker, |times, at, digits| times.say(*at, digits));
    let marker = &Field("startMarker", "start marker");
    facts.timed(at, marker, times, start_marker, &new.start_marker, time_or_absent);
    let file = &Field("filePath", "file");
    facts.optional(&at.of(ChangeClass::File), file, file_path.as_deref(), new.file_path.as_deref(), quoted);
    extra::compare(facts, at, Form::Clip, extra, &new.extra);
    match (notes, &new.notes) {
        (Some(old), Some(new)) if old != new => notes::compare(facts, at, times, old, new),
        (Some(_), Some(_)) | (None, None) => {}
        (old, new) => {
            let (old, new) = (old.as_ref().map(|notes| notes.len()), new.as_ref().map(|notes| notes.len()));
            let at = &at.of(ChangeClass::Notes);
            facts.optional(at, &Field("notes", "notes"), old.as_ref(), new.as_ref(), ToString::to_string);
        }
    }
}

/// Labels for both lists of clips: a name counts once on the track.
fn clip_labels(track: &TrackSnapshot, times: &Timeline) -> BTreeMap<List, Vec<String>> {
    let clips: Vec<_> = track.session.iter().chain(&track.arrangement).collect();
    let names: Vec<_> = clips.iter().map(|clip| Some(&*clip.name)).collect();
    let place = |i: usize| match (clips[i].scene, clips[i].start_time) {
        (Some(scene), _) => format!("{} scene", ordinal(scene)),
        (None, Some(start)) => times.say(start, Digits::Few),
        (None, None) => ordinal(i),
    };
    let mut session = labels("clip ", &names, place);
    let arrangement = session.split_off(track.session.len());
    [(List::Session, session), (List::Arrangement, arrangement)].into()
}

fn scene_in_words(set: &Snapshot, scene: usize) -> String {
    let named = set.scenes.get(scene).filter(|scene| !scene.name.is_empty());
    let name = named.map(|scene| format!(" {}", quoted(&scene.name)));
    format!("{} scene{}", ordinal(scene), name.unwrap_or_default())
}

#[expect(clippy::ref_option, reason = "the signature that `Facts::timed` asks for")]
fn time_or_absent(times: &Timeline, at: &Option<f64>, digits: Digits) -> String {
    or_absent(at.as_ref(), |at| times.say(*at, digits))
}

/// Where it is in a Set with this timeline.
fn clip_place(set: &Snapshot, clip: &ClipSnapshot, times: &Timeline) -> Option<String> {
    let scene = clip.scene.map(|scene| scene_in_words(set, scene));
    scene.or_else(|| clip.start_time.map(|start| times.say(start, Digits::Few)))
}

/// `MIDI, 1st scene "Verse", 4 beats, 16 notes`.
fn clip_in_words(set: &Snapshot, clip: &ClipSnapshot, times: &Timeline) -> String {
    let mut parts = vec![text::kind(clip.kind).to_owned()];
    parts.extend(clip_place(set, clip, times));
    parts.push(beats(clip.duration));
    parts.extend(clip.notes.as_ref().map(|notes| count(notes.len(), "note")));
    parts.extend(clip.file_path.as_ref().map(|path| format!("file {}", quoted(path))));
    parts.join(", ")
}

/// What the data say of a clip that came or went.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClipSummary<'a> {
    kind: TrackKind,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scene: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<f64>,
    duration: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<usize>,
}

impl<'a> ClipSummary<'a> {
    fn of(clip: &'a ClipSnapshot) -> Self {
        Self {
            kind: clip.kind,
            name: &clip.name,
            scene: clip.scene,
            start_time: clip.start_time,
            duration: clip.duration,
            file_path: clip.file_path.as_deref(),
            notes: clip.notes.as_ref().map(|notes| notes.len()),
        }
    }
}
