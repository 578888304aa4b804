//! What holds for the semantic diff of any two snapshots: nothing is overlooked, nothing panics, size is no matter.
//!
//! The words for each sort of edit are in `facts.rs`.

use std::sync::Arc;

use livebridge_diff::{DiffExt, Op, SetDiff};
use livebridge_port::snapshot::{
    ClipSnapshot, CuePointSnapshot, DeviceSnapshot, Extra, ParamSnapshot, SceneSnapshot, TrackSnapshot,
};
use livebridge_port::{Note, Snapshot, TrackKind, fixtures, json};
use proptest::prelude::*;
use serde_json::Value;

fn edit_notes(clip: &mut ClipSnapshot, edit: impl FnOnce(&mut Vec<Note>)) {
    let mut notes = clip.notes.as_deref().unwrap().to_vec();
    edit(&mut notes);
    clip.notes = Some(notes.into());
}

fn midi_track(name: &str) -> TrackSnapshot {
    TrackSnapshot { name: name.into(), ..fixtures::with_one_midi_clip(&[]).tracks.remove(0) }
}

/// Every number, text and flag of a fixture, and every key that may be absent, changed alone: it is seen, and said
/// with the place where it is.
#[test]
fn no_leaf_is_overlooked() {
    let mut seen = 0;
    for name in fixtures::NAMES {
        let mut old = fixtures::by_name(name).unwrap();
        if let Some(clip) = old.tracks.iter_mut().flat_map(|track| &mut track.session).next() {
            clip.start_marker = Some(0.5);
            clip.notes = clip.notes.is_some().then(|| {
                let note = Note::new(60.0, 0.0, 1.0).with_velocity(1.0).with_probability(0.5).with_muted(true);
                let note = note.with_velocity_deviation(3.0).with_release_velocity(4.0).with_selected(false);
                Arc::from([note, Note::new(61.0, 0.0, 1.0)])
            });
        }
        let value: Value = serde_json::to_value(&old).unwrap();
        let mut variants = Vec::new();
        leaves(&value, &mut Vec::new(), &mut |path, edited| variants.push((path.to_vec(), edited)));
        for (path, leaf) in variants {
            let mut edited = value.clone();
            put(&mut edited, &path, leaf);
            let Ok(new) = serde_json::from_value::<Snapshot>(edited) else { continue };
            let diff = old.diff(&new);
            assert_eq!(diff.is_empty(), old == new, "{name} {path:?}");
            assert!(new.diff(&old).is_empty() == diff.is_empty(), "{name} {path:?}");
            assert!(diff.changes.len() <= 2, "{name} {path:?}: {diff}");
            let top = path[0].as_str();
            assert!(diff.changes.iter().all(|change| change.path.starts_with(top)), "{name} {path:?}: {diff}");
            seen += 1;
        }
    }
    assert!(seen > 700, "{seen}");
}

/// Calls `edit` with each leaf's path and another value for it (none: without the key).
fn leaves(value: &Value, path: &mut Vec<String>, edit: &mut dyn FnMut(&[String], Option<Value>)) {
    let mut inside = |key: String, value: &Value| {
        path.push(key);
        edit(path, None);
        leaves(value, path, edit);
        path.pop();
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| inside(key.clone(), value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, value)| inside(i.to_string(), value)),
        Value::Bool(flag) => edit(path, Some((!flag).into())),
        Value::String(text) => edit(path, Some(format!("{text}x").into())),
        Value::Number(number) => match number.as_u64() {
            Some(whole) => edit(path, Some((whole + 1).into())),
            None => edit(path, number.as_f64().map(|number| (number + 0.125).into())),
        },
        Value::Null => {}
    }
}

fn put(value: &mut Value, path: &[String], leaf: Option<Value>) {
    let [step, rest @ ..] = path else { return };
    match value {
        Value::Object(fields) if rest.is_empty() => match leaf {
            Some(leaf) => _ = fields.insert(step.clone(), leaf),
            None => _ = fields.remove(step),
        },
        Value::Array(items) if rest.is_empty() => match leaf {
            Some(leaf) => items[step.parse::<usize>().unwrap()] = leaf,
            None => _ = items.remove(step.parse().unwrap()),
        },
        Value::Object(fields) => put(&mut fields[step], rest, leaf),
        Value::Array(items) => put(&mut items[step.parse::<usize>().unwrap()], rest, leaf),
        _ => {}
    }
}

/// What is not finite or has a sign on its zero cannot come from JSON, but must not be overlooked or panic either.
#[test]
fn odd_numbers() {
    let old = fixtures::seeded();
    let mut negative = old.clone();
    negative.tracks[0].panning = -0.0;
    assert!(old.diff(&negative).is_empty());
    let odd = |value: f64| {
        let mut set = old.clone();
        set.tempo = value;
        set.tracks[0].volume.value = value;
        set.tracks[0].devices[0].parameters[0].value = value;
        set.tracks[1].arrangement[0].start_time = Some(value);
        edit_notes(&mut set.tracks[0].session[0], |notes| {
            notes[0] = Note::new(value, value, value).with_velocity(value);
        });
        set
    };
    for (a, b) in [(f64::NAN, f64::NAN), (f64::INFINITY, f64::NEG_INFINITY), (f64::MAX, f64::MIN), (1e-300, f64::NAN)] {
        let diff = odd(a).diff(&odd(b));
        assert!(diff.changes.len() >= 5, "{diff}");
    }
}

#[test]
fn a_large_set_is_told_as_exactly_as_a_small_one() {
    let notes: Vec<_> = (0..100).map(|n| Note::new(f64::from(36 + n % 12), f64::from(n) * 0.25, 0.25)).collect();
    let clip = &fixtures::with_one_midi_clip(&notes).tracks[0].session[0];
    let mut old = fixtures::seeded();
    old.tracks = (0..1000_u32)
        .map(|n| {
            let mut track = midi_track(if n % 3 == 0 { "MIDI" } else { "Synth" });
            track.session[0] = clip.clone();
            edit_notes(&mut track.session[0], |notes| notes.iter_mut().for_each(|note| note.duration += f64::from(n)));
            track
        })
        .collect();
    let mut new = old.clone();
    new.tracks.reverse();
    for (n, track) in new.tracks.iter_mut().enumerate() {
        if n % 2 == 0 {
            track.name = format!("Renamed {n}").into();
        }
        edit_notes(&mut track.session[0], |notes| notes[n % 100].start_time += 0.01);
    }
    let diff = old.diff(&new);
    let text = diff.to_string();
    // Every note was nudged, every track found again: 999 moved and half of them renamed.
    assert_eq!(diff.changes.iter().filter(|change| change.op == Op::Move).count(), 999);
    assert_eq!(text.matches("renamed from").count(), 500);
    assert_eq!(text.matches("nudged to").count(), 1000);
}

/// One random edit; numbers choose what and where.
type Edit = (u8, u16, u16, i8);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    prop::collection::vec(any::<Edit>(), 0..12)
}

fn pick<T>(list: &mut [T], at: u16) -> Option<&mut T> {
    let len = list.len().max(1);
    list.get_mut(usize::from(at) % len)
}

fn apply(set: &mut Snapshot, (what, at, inside, by): Edit) {
    let amount = f64::from(by) / 8.0;
    let (track_count, scene_count) = (set.tracks.len(), set.scenes.len());
    let name = || format!("{}", by % 4).into();
    match what % 36 {
        0 => set.tempo += amount,
        1 => set.scale_name = name(),
        2 => set.scenes.push(SceneSnapshot {
            name: name(),
            tempo: None,
            signature_numerator: 4,
            signature_denominator: 4,
            extra: Extra::of("test", &amount),
        }),
        3 if scene_count > 0 => _ = set.scenes.remove(usize::from(at) % scene_count),
        4 if scene_count > 0 => set.scenes.rotate_left(usize::from(at) % scene_count),
        5 => set.cue_points = if by > 0 { Some(Vec::new()) } else { None },
        6 => set.cue_points.get_or_insert_default().push(CuePointSnapshot { time: amount, name: name() }),
        7 => set.tracks.push(midi_track(&name())),
        8 if track_count > 0 => _ = set.tracks.remove(usize::from(at) % track_count),
        9 if track_count > 0 => set.tracks.rotate_left(usize::from(at) % track_count),
        10 if track_count > 0 => set.tracks.swap(usize::from(at) % track_count, usize::from(inside) % track_count),
        11 => set.tracks.extend(set.tracks.clone().into_iter().take(2)),
        12 => {
            if let Some(scene) = pick(&mut set.scenes, at) {
                scene.tempo = (by > 0).then_some(amount);
            }
        }
        _ => {
            if let Some(track) = pick(&mut set.tracks, at) {
                edit_track(track, what, inside, by);
            }
        }
    }
}

fn edit_track(track: &mut TrackSnapshot, what: u8, at: u16, by: i8) {
    let amount = f64::from(by) / 8.0;
    let name = || format!("{}", by % 4).into();
    let (devices, clips) = (track.devices.len(), track.session.len());
    match what % 36 {
        13 => track.name = name(),
        14 => track.kind = if by > 0 { TrackKind::Midi } else { TrackKind::Audio },
        15 => track.volume.value += amount,
        16 => track.mute = by > 0,
        17 if devices > 0 => track.devices.rotate_left(usize::from(at) % devices),
        18 if devices > 0 => _ = track.devices.remove(usize::from(at) % devices),
        19 => {
            track.devices.push(DeviceSnapshot {
                name: (by > 0).then(name),
                parameters: vec![ParamSnapshot::fader()],
                extra: Extra::default(),
            });
        }
        20 => track.devices.iter_mut().for_each(|device| device.parameters.reverse()),
        21 => {
            track.devices.iter_mut().flat_map(|device| &mut device.parameters).for_each(|param| param.value += amount);
        }
        22 if clips > 0 => track.session.rotate_left(usize::from(at) % clips),
        23 if clips > 0 => _ = track.session.remove(usize::from(at) % clips),
        24 => std::mem::swap(&mut track.session, &mut track.arrangement),
        25 => track.session.extend(track.arrangement.pop()),
        _ => {
            let clip = if by % 2 == 0 { pick(&mut track.session, at) } else { pick(&mut track.arrangement, at) };
            if let Some(clip) = clip {
                edit_clip(clip, what, at, by);
            }
        }
    }
}

fn edit_clip(clip: &mut ClipSnapshot, what: u8, at: u16, by: i8) {
    let amount = f64::from(by) / 8.0;
    let mut notes = clip.notes.as_deref().unwrap_or_default().to_vec();
    let place = usize::from(at) % notes.len().max(1);
    match what % 36 {
        26 => clip.name = format!("{}", by % 4).into(),
        27 => clip.scene = (by > 0).then_some(usize::from(at) % 3),
        28 => clip.start_time = (by > 0).then_some(amount),
        29 => clip.loop_end += amount,
        30 => clip.file_path = (by > 0).then(|| "a.wav".into()),
        31 => notes.iter_mut().for_each(|note| note.pitch += amount),
        32 if !notes.is_empty() => _ = notes.remove(place),
        33 => notes.insert(place, Note::new(amount, f64::from(at % 4), 0.25)),
        34 => notes.reverse(),
        _ => notes.iter_mut().take(2).for_each(|note| *note = note.with_velocity(100.0)),
    }
    if what % 36 > 30 {
        clip.notes = if by == 0 { None } else { Some(notes.into()) };
    }
}

fn fixture() -> impl Strategy<Value = Snapshot> {
    (0..fixtures::NAMES.len()).prop_map(|i| fixtures::by_name(fixtures::NAMES[i]).unwrap())
}

/// What holds for any two Sets.
fn holds(a: &Snapshot, b: &Snapshot) -> Result<(), TestCaseError> {
    let diff = a.diff(b);
    prop_assert_eq!(diff.is_empty(), a == b);
    prop_assert_eq!(b.diff(a).is_empty(), a == b);
    prop_assert!(a.diff(&a.clone()).is_empty());
    prop_assert_eq!(&a.diff(b), &diff);
    let text = diff.to_string();
    prop_assert!(text.lines().count() <= diff.changes.len() + 1);
    prop_assert!(
        text.lines().skip(1).all(|line| ["+ ", "- ", "~ ", "> "].iter().any(|marker| line.starts_with(marker)))
    );
    let read: SetDiff = serde_json::from_str(&json::to_string(&diff).unwrap()).unwrap();
    prop_assert_eq!(read, diff);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_set_and_its_edit(base in fixture(), edits in edits()) {
        let mut new = base.clone();
        for edit in edits {
            apply(&mut new, edit);
        }
        holds(&base, &new)?;
    }

    #[test]
    fn two_edits_of_any_two_sets(a in fixture(), b in fixture(), of_a in edits(), of_b in edits()) {
        let (mut a, mut b) = (a, b);
        for edit in of_a {
            apply(&mut a, edit);
        }
        for edit in of_b {
            apply(&mut b, edit);
        }
        holds(&a, &b)?;
    }

    /// Tracks with a name and a content of their own are found wherever they went.
    #[test]
    fn moves_are_never_removals(order in Just((0..12_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let mut old = fixtures::seeded();
        old.tracks = (0..12).map(|n| midi_track(&format!("Track {n}"))).collect();
        let new = Snapshot { tracks: order.iter().map(|&n| old.tracks[n].clone()).collect(), ..old.clone() };
        prop_assert!(old.diff(&new).changes.iter().all(|change| change.op == Op::Move));
    }
}
