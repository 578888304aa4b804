//! The walk over the tracks: which are the same, their own fields, and what moved from one list to another.
//!
//! Devices are compared in `devices.rs`, clips in `clips.rs`.

use std::collections::{BTreeMap, BTreeSet};

use livebridge_port::snapshot::{ClipSnapshot, TrackSnapshot};
use livebridge_port::{Snapshot, TrackKind};
use serde::Serialize;

use super::content::TrackItems;
use super::devices::{self, parameter};
use super::extra::{self, Form};
use super::facts::{Facts, Field, Subject};
use super::matching::{Item, Pairing, out_of_order, pair, travelled};
use super::numbers::fader;
use super::text::{self, count, labels, on_off, ordinal};
use super::{ChangeClass, clips};

/// The two Sets, with what is known of them.
pub(super) struct Ground<'a> {
    pub old: &'a Snapshot,
    pub new: &'a Snapshot,
    /// Fingerprints of the old and the new tracks.
    pub items: &'a (Vec<TrackItems>, Vec<TrackItems>),
    /// Where each old scene is now.
    pub scene_of_old: &'a [Option<usize>],
}

/// A list of a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum List {
    Devices,
    Session,
    Arrangement,
}

/// An element of a track's list, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub track: usize,
    pub list: List,
    pub index: usize,
}

impl List {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Devices => "devices",
            Self::Session => "session",
            Self::Arrangement => "arrangement",
        }
    }

    fn items(self, track: &TrackItems) -> &[Item] {
        match self {
            Self::Devices => &track.devices,
            Self::Session => &track.session,
            Self::Arrangement => &track.arrangement,
        }
    }

    fn is_same(self, old: &TrackSnapshot, new: &TrackSnapshot) -> bool {
        match self {
            Self::Devices => old.devices == new.devices,
            Self::Session => old.session == new.session,
            Self::Arrangement => old.arrangement == new.arrangement,
        }
    }

    pub(super) fn clips(self, track: &TrackSnapshot) -> &[ClipSnapshot] {
        match self {
            Self::Devices => &[],
            Self::Session => &track.session,
            Self::Arrangement => &track.arrangement,
        }
    }
}

impl Spot {
    pub(super) fn path(self) -> String {
        format!("tracks[{}]/{}[{}]", self.track, self.list.key(), self.index)
    }
}

/// How the lists of two tracks that are the same belong together.
pub(super) struct Plan {
    pub old: usize,
    pub new: usize,
    pub lists: BTreeMap<List, Pairing>,
}

/// Compares all tracks.
pub(super) fn compare(facts: &mut Facts, ground: &Ground<'_>) {
    let (old, new) = (&ground.old.tracks, &ground.new.tracks);
    let pairing = pair(&tracks_alone(&ground.items.0), &tracks_alone(&ground.items.1));
    facts.context.tracks(pairing.pairs.iter().map(|&(i, j)| (&*old[i].name, &*new[j].name)));
    let mut plans: BTreeMap<usize, Plan> = pairing.pairs.iter().map(|&(i, j)| (j, Plan::new(ground, i, j))).collect();
    let mut arrivals = arrivals(ground, &mut plans, &[List::Session, List::Arrangement]);
    arrivals.extend(self::arrivals(ground, &mut plans, &[List::Devices]));

    let (old_labels, new_labels) = (track_labels(old), track_labels(new));
    let element = |i: usize, label: &str| Subject::set().element("tracks", i, label, ChangeClass::Structure);
    for &i in &pairing.removed {
        facts.removed(&element(i, &old_labels[i]), track_in_words(i, &old[i]), &TrackSummary::of(&old[i]));
    }
    let moved = out_of_order(&pairing.pairs);
    for (j, label) in new_labels.iter().enumerate() {
        let at = &element(j, label);
        let Some(plan) = plans.get(&j) else {
            facts.added(at, track_in_words(j, &new[j]), &TrackSummary::of(&new[j]));
            continue;
        };
        if moved.contains(&j) {
            facts.order(at, "", plan.old, j);
        }
        let (before, now) = (&old[plan.old], &new[j]);
        let walk = Walk { ground, plan, old: before, new: now, arrivals: &arrivals, old_labels: &old_labels };
        walk.own_fields(facts, at);
        devices::compare(facts, at, &walk);
        clips::compare(facts, at, &walk);
    }
}

impl Plan {
    fn new(ground: &Ground<'_>, old: usize, new: usize) -> Self {
        let (a, b) = (&ground.old.tracks[old], &ground.new.tracks[new]);
        let lists = [List::Devices, List::Session, List::Arrangement].into_iter().map(|list| {
            let (from, to) = (list.items(&ground.items.0[old]), list.items(&ground.items.1[new]));
            (list, if list.is_same(a, b) { Pairing::identity(to.len()) } else { pair(from, to) })
        });
        Self { old, new, lists: lists.collect() }
    }
}

/// Takes what left one of `lists` and stands in another out of the plans' removed and added elements.
/// The answer maps new spots to old ones.
fn arrivals(ground: &Ground<'_>, plans: &mut BTreeMap<usize, Plan>, lists: &[List]) -> BTreeMap<Spot, Spot> {
    let (mut from, mut to) = (Vec::new(), Vec::new());
    for plan in plans.values() {
        for (&list, pairing) in plan.lists.iter().filter(|(list, _)| lists.contains(list)) {
            from.extend(pairing.removed.iter().map(|&index| Spot { track: plan.old, list, index }));
            to.extend(pairing.added.iter().map(|&index| Spot { track: plan.new, list, index }));
        }
    }
    let found = travelled(&items_at(&ground.items.0, &from), &items_at(&ground.items.1, &to));
    let arrivals: BTreeMap<_, _> = found.into_iter().map(|(j, i)| (to[j], from[i])).collect();
    let left: BTreeSet<_> = arrivals.values().copied().collect();
    for plan in plans.values_mut() {
        let track = plan.old;
        for (&list, pairing) in &mut plan.lists {
            pairing.removed.retain(|&index| !left.contains(&Spot { track, list, index }));
        }
    }
    arrivals
}

fn tracks_alone(items: &[TrackItems]) -> Vec<&Item> {
    items.iter().map(|track| &track.track).collect()
}

fn items_at<'a>(items: &'a [TrackItems], spots: &[Spot]) -> Vec<&'a Item> {
    spots.iter().map(|spot| &spot.list.items(&items[spot.track])[spot.index]).collect()
}

/// Two tracks that are the same.
pub(super) struct Walk<'a> {
    pub ground: &'a Ground<'a>,
    pub plan: &'a Plan,
    pub old: &'a TrackSnapshot,
    pub new: &'a TrackSnapshot,
    /// New spots of what came from another list, and where it was.
    pub arrivals: &'a BTreeMap<Spot, Spot>,
    /// What the old tracks are called.
    pub old_labels: &'a [String],
}

impl Walk<'_> {
    /// What stands before the place of something that came from another track: this one, whose subject is `track`.
    pub(super) fn arrived(&self, track: &Subject, from: &Spot) -> String {
        if from.track == self.plan.old { String::new() } else { format!("{} ", track.label) }
    }

    fn own_fields(&self, facts: &mut Facts, at: &Subject) {
        let new = self.new;
        let TrackSnapshot {
            kind,
            name,
            mute,
            solo,
            arm,
            volume,
            panning,
            send_count,
            devices: _,
            session: _,
            arrangement: _,
            extra,
        } = self.old;
        facts.name(at, name, &new.name);
        facts.field(at, &Field("kind", "kind"), kind, &new.kind, |kind| text::kind(*kind).into());
        let at = &at.of(ChangeClass::Mixer);
        facts.field(at, &Field("mute", "mute"), mute, &new.mute, |on| on_off(*on));
        facts.field(at, &Field("solo", "solo"), solo, &new.solo, |on| on_off(*on));
        facts.field(at, &Field("arm", "arm"), arm, &new.arm, |on| on_off(*on));
        parameter(facts, &at.part("volume"), "volume", volume, &new.volume, fader);
        facts.rounded(at, &Field("panning", "pan"), panning, &new.panning, |pan, digits| digits.pan(*pan));
        // One send for each return track: which of those came or went is said of the Set.
        let returns = (self.ground.old.return_track_count, self.ground.new.return_track_count);
        if (*send_count, new.send_count) != returns {
            facts.field(at, &Field("sendCount", "sends"), send_count, &new.send_count, ToString::to_string);
        }
        extra::compare(facts, &at.of(ChangeClass::Structure), Form::Track, extra, &new.extra);
    }
}

fn track_labels(tracks: &[TrackSnapshot]) -> Vec<String> {
    labels("track ", &tracks.iter().map(|track| Some(&*track.name)).collect::<Vec<_>>(), ordinal)
}

/// `2nd, MIDI, 3 clips, 16 notes, 1 device`.
fn track_in_words(index: usize, track: &TrackSnapshot) -> String {
    let summary = TrackSummary::of(track);
    let counts = [(summary.clips, "clip"), (summary.notes, "note"), (summary.devices, "device")];
    let counts = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!(", {}", count(*n, what)));
    format!("{}, {}{}", ordinal(index), text::kind(track.kind), counts.collect::<String>())
}

/// What the data say of a track that came or went.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TrackSummary<'a> {
    kind: TrackKind,
    name: &'a str,
    devices: usize,
    clips: usize,
    notes: usize,
}

impl<'a> TrackSummary<'a> {
    fn of(track: &'a TrackSnapshot) -> Self {
        let clips = || track.session.iter().chain(&track.arrangement);
        let notes = clips().filter_map(|clip| clip.notes.as_ref()).map(|notes| notes.len()).sum();
        Self { kind: track.kind, name: &track.name, devices: track.devices.len(), clips: clips().count(), notes }
    }
}
