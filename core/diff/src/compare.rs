//! The walk over two Sets: fields of the Set, scenes, cue points; tracks are in `tracks.rs`.
//!
//! Every struct is taken apart by name, so that a new field cannot be forgotten here.

#![expect(clippy::float_cmp, reason = "a difference is any difference")]

use livebridge_port::Snapshot;
use livebridge_port::snapshot::{CuePointSnapshot, SceneSnapshot};

use super::context::Context;
use super::extra::{self, Form};
use super::facts::{Facts, Field, Subject};
use super::matching::{Pairing, out_of_order, pair};
use super::numbers::{Digits, number};
use super::text::{labels, on_off, ordinal, pitch_class, quoted};
use super::timeline::Timeline;
use super::{Change, ChangeClass, content, tracks};

/// All that differs, in the order of the Set.
pub(super) fn compare(old: &Snapshot, new: &Snapshot) -> Vec<Change> {
    if old == new {
        return Vec::new();
    }
    let mut facts = Facts { context: Context::of(old, new), ..Facts::default() };
    own_fields(&mut facts, old, new);
    let items = (content::tracks(old), content::tracks(new));
    let scene_pairs = if old.scenes == new.scenes {
        Pairing::identity(old.scenes.len())
    } else {
        pair(&content::scenes(old, &items.0), &content::scenes(new, &items.1))
    };
    scenes(&mut facts, &old.scenes, &new.scenes, &scene_pairs);
    match (&old.cue_points, &new.cue_points) {
        (Some(old), Some(new)) => cue_points(&mut facts, old, new),
        (old, new) => {
            let at = &Subject::set().of(ChangeClass::Structure);
            let (old, new) = (old.as_deref(), new.as_deref());
            facts.optional(at, &Field("cuePoints", "cue points"), old, new, |list| list.len().to_string());
        }
    }
    if old.tracks != new.tracks {
        let mut scene_of_old = vec![None; old.scenes.len()];
        for &(from, to) in &scene_pairs.pairs {
            scene_of_old[from] = Some(to);
        }
        tracks::compare(&mut facts, &tracks::Ground { old, new, items: &items, scene_of_old: &scene_of_old });
    }
    extra::compare(&mut facts, &Subject::set(), Form::Set, &old.extra, &new.extra);
    facts.changes
}

fn own_fields(facts: &mut Facts, old: &Snapshot, new: &Snapshot) {
    let Snapshot {
        format,
        tempo,
        root_note,
        scale_name,
        scale_mode,
        scale_intervals,
        grid_quantization,
        grid_is_triplet,
        return_track_count,
        scenes: _,
        cue_points: _,
        tracks: _,
        extra: _,
    } = old;
    let at = &Subject::set();
    facts.field(at, &Field("format", "format"), format, &new.format, |format| format!("{format:?}"));
    facts.field(at, &Field("tempo", "tempo"), tempo, &new.tempo, |bpm| format!("{} BPM", number(*bpm)));
    facts.field(at, &Field("rootNote", "root note"), root_note, &new.root_note, |class| pitch_class(*class));
    facts.field(at, &Field("scaleName", "scale"), scale_name, &new.scale_name, |name| quoted(name));
    facts.field(at, &Field("scaleMode", "scale mode"), scale_mode, &new.scale_mode, |on| on_off(*on));
    facts.field(at, &Field("scaleIntervals", "scale intervals"), scale_intervals, &new.scale_intervals, |list| {
        format!("{list:?}")
    });
    let grid = &Field("gridQuantization", "grid");
    facts.field(at, grid, grid_quantization, &new.grid_quantization, |name| quoted(name));
    facts.field(at, &Field("gridIsTriplet", "triplet grid"), grid_is_triplet, &new.grid_is_triplet, |on| on_off(*on));
    let returns = &Field("returnTrackCount", "return tracks");
    facts.field(
        &at.of(ChangeClass::Structure),
        returns,
        return_track_count,
        &new.return_track_count,
        ToString::to_string,
    );
}

fn scenes(facts: &mut Facts, old: &[SceneSnapshot], new: &[SceneSnapshot], pairing: &Pairing) {
    let names = |scenes: &[SceneSnapshot]| {
        labels("scene ", &scenes.iter().map(|scene| Some(&*scene.name)).collect::<Vec<_>>(), ordinal)
    };
    let (old_labels, new_labels) = (names(old), names(new));
    let element = |i: usize, label: &str| Subject::set().element("scenes", i, label, ChangeClass::Structure);
    let say = |[numerator, denominator]: &[u32; 2]| format!("{numerator}/{denominator}");
    let signature = |scene: &SceneSnapshot| [scene.signature_numerator, scene.signature_denominator];
    // Where the Set's own is known, a scene that has the same one has none of its own.
    let [of_old, of_new] = facts.context.timelines.each_ref().map(Timeline::signature);
    let own = |scene: &SceneSnapshot, set: &Option<String>| {
        Some(say(&signature(scene))).filter(|signature| Some(signature) != set.as_ref())
    };
    let summary = |i: usize, scene: &SceneSnapshot, set: &Option<String>| {
        let tempo = scene.tempo.map(|bpm| format!("{} BPM", number(bpm)));
        [Some(ordinal(i)), own(scene, set), tempo].into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    for &i in &pairing.removed {
        facts.removed(&element(i, &old_labels[i]), summary(i, &old[i], &of_old), &old[i]);
    }
    let moved = out_of_order(&pairing.pairs);
    for (j, partner) in pairing.partners().into_iter().enumerate() {
        let at = &element(j, &new_labels[j]);
        let Some(i) = partner else {
            facts.added(at, summary(j, &new[j], &of_new), &new[j]);
            continue;
        };
        if moved.contains(&j) {
            facts.order(at, "", i, j);
        }
        let SceneSnapshot { name, tempo, signature_numerator: _, signature_denominator: _, extra } = &old[i];
        facts.name(at, name, &new[j].name);
        let field = &Field("tempo", "tempo");
        facts.optional(at, field, tempo.as_ref(), new[j].tempo.as_ref(), |bpm| format!("{} BPM", number(*bpm)));
        if own(&old[i], &of_old).is_some() || own(&new[j], &of_new).is_some() {
            facts.field(at, &Field("signature", "signature"), &signature(&old[i]), &signature(&new[j]), say);
        }
        extra::compare(facts, at, Form::Scene, extra, &new[j].extra);
    }
}

fn cue_points(facts: &mut Facts, old: &[CuePointSnapshot], new: &[CuePointSnapshot]) {
    if old == new {
        return;
    }
    let items = |cues: &[CuePointSnapshot]| cues.iter().map(content::cue_point).collect::<Vec<_>>();
    let pairing = pair(&items(old), &items(new));
    let [before, now] = facts.context.timelines.clone();
    let names = |cues: &[CuePointSnapshot], times: &Timeline| {
        let names: Vec<_> = cues.iter().map(|cue| Some(&*cue.name)).collect();
        labels("cue point ", &names, |i| times.say(cues[i].time, Digits::Few))
    };
    let (old_labels, new_labels) = (names(old, &before), names(new, &now));
    let place = |cue: &CuePointSnapshot, times: &Timeline| format!("at {}", times.say(cue.time, Digits::Few));
    let element = |i: usize, label: &str| Subject::set().element("cuePoints", i, label, ChangeClass::Structure);
    for &i in &pairing.removed {
        facts.removed(&element(i, &old_labels[i]), place(&old[i], &before), &old[i]);
    }
    let staying: Vec<_> = pairing.pairs.iter().copied().filter(|&(i, j)| old[i].time == new[j].time).collect();
    let moved = out_of_order(&staying);
    for (j, partner) in pairing.partners().into_iter().enumerate() {
        let at = &element(j, &new_labels[j]);
        let Some(i) = partner else {
            facts.added(at, place(&new[j], &now), &new[j]);
            continue;
        };
        let CuePointSnapshot { time, name } = &old[i];
        if *time != new[j].time {
            facts.time(at, *time, new[j].time);
        } else if moved.contains(&j) {
            facts.order(at, "in the list ", i, j);
        }
        facts.name(at, name, &new[j].name);
    }
}
