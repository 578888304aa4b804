//! Random calls by every interface, with ticks, undo, redo and edits of a user in between: no panic, undo to the
//! beginning gives the beginning, redo the end, the snapshot always loads. Every fourth round has some rules switched.
//!
//! `LIVEBRIDGE_RANDOM_CALLS` sets how many calls are made in all, 20,000 by default; `LIVEBRIDGE_RANDOM_SEED` the first
//! seed. What was done is printed: `--nocapture` shows it.

use std::collections::BTreeMap;

use livebridge_diff::DiffExt;
use livebridge_fake::FakeLiveBridge;
use livebridge_live::rules::{self, By, Rules};
use livebridge_live::{Engine, Id, Interface, Recorded, Session, Sort, Table, Value};
use livebridge_port::Snapshot;

struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap()
    }

    fn one<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// A value as a script might write it: mostly plausible, sometimes not.
fn value(draw: &mut Draw, ids: &[Id], depth: usize) -> Value {
    match draw.below(15) {
        0 => Value::Null,
        1 => Value::Bool(draw.below(2) == 0),
        2 | 3 => Value::Int(i64::try_from(draw.below(12)).unwrap() - 2),
        4 => Value::Int(*draw.one(&[-1, 60, 127, 128, 999, i64::MAX, i64::MIN, 65535])),
        5..=7 => Value::Float(*draw.one(&[0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 4.0, 8.0, 16.0, 120.0])),
        8 => Value::Float(*draw.one(&[-1.0, 1e9, -1e300, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e-12])),
        9 => Value::text(draw.one(&[
            "",
            "A",
            "5678",
            "Compressor",
            "Operator",
            "Drum Rack",
            "Minor",
            "Audio Effect Rack",
            "a.wav",
            "Session",
            "Simpler",
            "Main",
        ])),
        10..=12 => Value::obj(*draw.one(ids)),
        13 => {
            let number = |draw: &mut Draw| Value::Float(*draw.one(&[0.0, 0.5, 1.0, 2.0, 3.0, -1.0, 4.0]));
            let pitch = Value::Int(i64::try_from(60 + draw.below(3)).unwrap());
            let id = Value::Int(i64::try_from(draw.below(9)).unwrap());
            let note = [
                ("pitch", pitch),
                ("note_id", id),
                ("start_time", number(draw)),
                ("duration", number(draw)),
                ("sample_time", number(draw)),
                ("beat_time", number(draw)),
                ("time", number(draw)),
                ("value", Value::Float(0.5)),
            ];
            let name = *draw.one(&["MidiNoteSpecification", "MidiNote", "WarpMarker", "EnvelopeEvent"]);
            Value::record(name, &note)
        }
        _ if depth < 2 => {
            let items: Vec<Value> = (0..draw.below(4)).map(|_| value(draw, ids, depth + 1)).collect();
            if draw.below(4) == 0 { Value::record("x", &[("notes", Value::list(items))]) } else { Value::list(items) }
        }
        _ => Value::Int(0),
    }
}

/// A value of a type of the table: as a script that knows what it does would write it.
fn typed(draw: &mut Draw, engine: &Engine, ids: &[Id], ty: &str) -> Value {
    match ty {
        "bool" => Value::Bool(draw.below(2) == 0),
        "int" => Value::Int(*draw.one(&[-1, -1, 0, 0, 0, 1, 1, 2, 3, 6])),
        "float" => Value::Float(*draw.one(&[0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 60.0])),
        "string" => Value::text(draw.one(&[
            "Compressor",
            "Operator",
            "Drum Rack",
            "Audio Effect Rack",
            "Pitch",
            "Utility",
            "a.wav",
            "Minor",
            "A",
            "Session",
            "",
        ])),
        "list<MidiNoteSpecification>" | "list<MidiNote>" => {
            let notes = (0..=draw.below(5)).map(|_| {
                let fields = [
                    ("note_id", Value::Int(i64::try_from(1 + draw.below(6)).unwrap())),
                    ("pitch", Value::Int(i64::try_from(60 + draw.below(3)).unwrap())),
                    ("start_time", Value::Float(draw.below(32) as f64 * 0.25)),
                    ("duration", Value::Float(0.25 + draw.below(12) as f64 * 0.25)),
                    ("velocity", Value::Float(draw.below(128) as f64)),
                ];
                Value::record("MidiNote", &fields)
            });
            let list = Value::list(notes.collect());
            if draw.below(2) == 0 { list } else { Value::record("", &[("notes", list)]) }
        }
        "list<int>" => Value::list((0..3).map(|_| Value::Int(i64::try_from(1 + draw.below(6)).unwrap())).collect()),
        "WarpMarker" => Value::record(
            ty,
            &[("sample_time", Value::Float(0.5)), ("beat_time", Value::Float(draw.below(9) as f64 * 0.5))],
        ),
        "EnvelopeEvent" => {
            Value::record(ty, &[("time", Value::Float(draw.below(8) as f64)), ("value", Value::Float(0.5))])
        }
        class => {
            let fits: Vec<Id> = ids
                .iter()
                .copied()
                .filter(|id| {
                    class.split('|').any(|class| {
                        engine.class(*id).name == class || Table::get().is_a(engine.class(*id).name, class)
                    })
                })
                .collect();
            if fits.is_empty() { value(draw, ids, 0) } else { Value::Obj(*draw.one(&fits)) }
        }
    }
}

/// Objects that can be reached, those of every kind; a few dead ones among them.
fn reachable(engine: &mut Engine, draw: &mut Draw, seen: &[Id]) -> Vec<Id> {
    let mut ids: Vec<Id> = (0..4).filter(|_| !seen.is_empty()).map(|_| *draw.one(seen)).collect();
    let roots = [engine.resolve("live_set"), engine.resolve("live_set view"), engine.resolve("live_app browser")];
    let mut at = roots[0];
    for _ in 0..120 {
        ids.push(at);
        let class = engine.class(at);
        let children: Vec<&str> = class
            .members
            .iter()
            .filter(|member| {
                matches!(member.sort, Sort::Child { .. }) && member.name != "canonical_parent" && member.simulated
            })
            .map(|member| member.name)
            .collect();
        let next = if children.is_empty() {
            Value::Null
        } else {
            engine.get(at, draw.one::<&str>(&children)).unwrap_or_default()
        };
        at = match next {
            Value::Obj(id) => id,
            Value::Ids(list) if !list.is_empty() => *draw.one(&list),
            _ => *draw.one(&roots),
        };
    }
    ids.extend(roots);
    ids
}

fn without_scale(mut snapshot: Snapshot) -> Snapshot {
    // Not in the history, as the rule has it.
    snapshot.root_note = 0;
    snapshot.scale_name = "Major".into();
    snapshot.scale_mode = false;
    snapshot.scale_intervals = Vec::new();
    // Nor is which notes are selected.
    for track in &mut snapshot.tracks {
        for clip in track.session.iter_mut().chain(&mut track.arrangement) {
            let notes = clip.notes.take();
            clip.notes = notes.map(|notes| notes.iter().map(|note| note.with_selected(false)).collect());
        }
    }
    snapshot
}

fn check_loads(engine: &Engine, seed: u64) {
    let snapshot = engine.snapshot();
    let text = snapshot.to_canonical();
    let read = Snapshot::from_canonical(&text).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    FakeLiveBridge::from_snapshot(&read).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
}

/// What a round did, so that a test that does nothing is seen.
#[derive(Default, Debug)]
struct Done {
    gets: usize,
    changes: usize,
    accepted: usize,
    ticks: usize,
    undone: usize,
    redone: usize,
    user_edits: usize,
    steps: usize,
    clips: usize,
    notes: usize,
    devices: usize,
}

impl Done {
    fn add(&mut self, other: &Self) {
        self.gets += other.gets;
        self.changes += other.changes;
        self.accepted += other.accepted;
        self.ticks += other.ticks;
        self.undone += other.undone;
        self.redone += other.redone;
        self.user_edits += other.user_edits;
        self.steps += other.steps;
        self.clips += other.clips;
        self.notes += other.notes;
        self.devices += other.devices;
    }
}

/// Rules without which the history does not reach back to the beginning, or not on to the end.
const OF_THE_HISTORY: [&str; 3] = ["undo.history-is-global", "undo.redo-restores", "ids.session-lived"];

/// The rules of a round: Live's, or some of them otherwise.
fn drawn_rules(draw: &mut Draw, seed: u64) -> Rules {
    let mut rules = Rules::default();
    if !seed.is_multiple_of(4) {
        return rules;
    }
    for row in rules::rows() {
        if row.by == By::Engine && !OF_THE_HISTORY.contains(&row.rule.name()) && draw.below(6) == 0 {
            let on = !rules.on(row.rule);
            rules.switch(row.rule, &Value::Bool(on)).unwrap();
        }
    }
    rules
}

/// What only a person does.
fn user_edit(session: &mut Session, draw: &mut Draw) -> bool {
    let (track, other) = (draw.below(6), draw.below(6));
    let path = format!("live_set tracks {track}");
    let mixer = format!("{path} mixer_device panning");
    let edit = match draw.below(8) {
        0 => serde_json::json!({"do": "freeze", "path": path, "name": if draw.below(2) == 0 { "on" } else { "off" }}),
        1 => serde_json::json!({"do": "group", "args": [{"path": path}, {"path": format!("live_set tracks {other}")}]}),
        2 => {
            serde_json::json!({"do": "map_macro", "path": format!("{path} devices 0"), "args": [other, {"path": mixer}]})
        }
        3 => serde_json::json!({"do": "automate", "path": mixer}),
        4 => serde_json::json!({"do": "groove", "path": "live_set", "name": "Swing"}),
        5 => serde_json::json!({"do": "host", "path": path}),
        6 => serde_json::json!({"do": "set", "path": path, "name": "name", "value": "User"}),
        _ => serde_json::json!({"do": "touch"}),
    };
    session.user(&edit).is_ok()
}

/// An object of a class drawn first: else parameters, of which there are most, would be nearly all that is drawn.
fn chosen(engine: &Engine, draw: &mut Draw, ids: &[Id]) -> Id {
    let wanted =
        ["Clip", "Clip", "Clip", "ClipSlot", "Track", "Track", "Song", "RackDevice", "Device", "Chain", "Browser"];
    let class = *draw.one(&wanted);
    let of_class: Vec<Id> = ids.iter().copied().filter(|id| engine.class(*id).name == class).collect();
    if of_class.is_empty() || draw.below(5) == 0 { *draw.one(ids) } else { *draw.one(&of_class) }
}

fn act(engine: &mut Engine, draw: &mut Draw, ids: &[Id]) -> bool {
    let id = chosen(engine, draw, ids);
    let class = engine.class(id);
    let wild = draw.below(8) == 0;
    let useful: Vec<&livebridge_live::Member> = class
        .members
        .iter()
        .filter(|member| wild || member.simulated && (member.writable || member.sort == Sort::Function))
        // Undo and redo are drawn by themselves, and not as often as there would be members.
        .filter(|member| {
            wild || !matches!(member.name, "undo" | "redo" | "delete_track" | "delete_scene" | "delete_device")
        })
        .collect();
    if useful.is_empty() {
        return false;
    }
    // What makes something is drawn more often than what takes it away: a round builds a Set.
    let makers: Vec<&livebridge_live::Member> = useful
        .iter()
        .copied()
        .filter(|member| {
            ["create_", "add_", "insert_", "duplicate_", "load_"].iter().any(|word| member.name.starts_with(word))
        })
        .collect();
    let member = if makers.is_empty() || draw.below(3) > 0 { *draw.one(&useful) } else { *draw.one(&makers) };
    let of_type = |draw: &mut Draw, ty: Option<&str>| match ty {
        Some(ty) if draw.below(10) > 0 => typed(draw, engine, ids, ty),
        _ => value(draw, ids, 0),
    };
    if member.sort == Sort::Function {
        let rows = member.row.and_then(|row| row["args"].as_array()).map(Vec::as_slice).unwrap_or_default();
        let args: Vec<Value> = if wild && draw.below(3) == 0 {
            (0..draw.below(4)).map(|_| value(draw, ids, 0)).collect()
        } else {
            rows.iter().map(|row| of_type(draw, row["type"].as_str())).collect()
        };
        return engine.call(id, member.name, &args, &[]).is_ok();
    }
    let ty = member.row.map(|row| row["type"].as_str().or(row["class"].as_str()).unwrap_or("any"));
    let value = of_type(draw, ty);
    engine.set(id, member.name, value).is_ok()
}

/// The Set as it was at each depth of the history: what undo must come back to, step by step.
struct Seen {
    at_depth: BTreeMap<usize, Snapshot>,
    depth: usize,
    /// Whether every step is looked at: in two of eight rounds, for it is most of the time that a round takes.
    each_step: bool,
}

impl Seen {
    fn look(&mut self, engine: &Engine) {
        if !self.each_step {
            return;
        }
        let now = engine.undo_depth();
        // Depths that were passed without being seen belong to a history that is gone.
        for passed in self.depth + 1..now {
            self.at_depth.remove(&passed);
        }
        self.depth = now;
        self.at_depth.insert(now, without_scale(engine.snapshot()));
    }
}

fn round(seed: u64, calls: usize) -> Done {
    let mut draw = Draw(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let rules = drawn_rules(&mut draw, seed);
    let mut session = Session::new(Engine::new(rules), None);
    let engine = &mut session.engine;
    engine.enter(Interface::User);
    let beginning = engine.document();
    let first = without_scale(engine.snapshot());
    let faces = [Interface::Python, Interface::Max, Interface::Sdk, Interface::User];
    let mut earlier: Vec<Id> = Vec::new();
    let mut ids = reachable(engine, &mut draw, &earlier);
    let mut done = Done::default();
    let mut steps = Seen { at_depth: BTreeMap::from([(0, first.clone())]), depth: 0, each_step: seed % 8 < 2 };
    for step in 0..calls {
        if draw.below(50) == 0 {
            done.user_edits += usize::from(user_edit(&mut session, &mut draw));
            steps.look(&session.engine);
        }
        let engine = &mut session.engine;
        if step % 16 == 0 {
            ids = reachable(engine, &mut draw, &earlier);
            earlier.extend(ids.iter().take(8));
            earlier.truncate(4000);
        }
        engine.enter(*draw.one(&faces));
        match draw.below(40) {
            0 | 1 => {
                engine.tick();
                done.ticks += 1;
            }
            2 => {
                done.undone += usize::from(engine.undo().is_some());
            }
            3 => {
                done.redone += usize::from(engine.redo().is_some());
            }
            4 => engine.touch(),
            5..=9 => {
                let id = *draw.one(&ids);
                let members = &engine.class(id).members;
                if members.is_empty() {
                    continue;
                }
                let name = members[draw.below(members.len())].name;
                done.gets += 1;
                let _ = engine.get(id, name);
                let _ = engine.observe(seed, id, name);
                let _ = engine.path(id);
                continue;
            }
            _ => {
                done.changes += 1;
                if !act(engine, &mut draw, &ids) {
                    // Nothing has changed, or undo will not come back to what was seen.
                    continue;
                }
                done.accepted += 1;
            }
        }
        steps.look(engine);
        if engine.object_count() > 20_000 {
            break;
        }
    }
    let engine = &mut session.engine;
    check_loads(engine, seed);
    let end = engine.document();
    let last = without_scale(engine.snapshot());
    for track in &last.tracks {
        done.devices += track.devices.len();
        for clip in track.session.iter().chain(&track.arrangement) {
            done.clips += 1;
            done.notes += clip.notes.as_ref().map_or(0, |notes| notes.len());
        }
    }
    while engine.undo().is_some() {
        done.steps += 1;
        if let Some(then) = steps.at_depth.get(&engine.undo_depth()) {
            same(&without_scale(engine.snapshot()), then, seed, "what it was at that depth");
        }
        if done.steps % 25 == 0 {
            check_loads(engine, seed);
        }
    }
    same(&without_scale(engine.snapshot()), &first, seed, "the beginning");
    equal(&engine.document(), &beginning, seed, "the beginning");
    for _ in 0..done.steps {
        engine.redo().unwrap();
    }
    same(&without_scale(engine.snapshot()), &last, seed, "the end");
    equal(&engine.document(), &end, seed, "the end");
    done
}

/// Members that are outside of the history although the values beside them are not.
const UNTRACKED: [&str; 5] = ["root_note", "scale_name", "scale_mode", "_scale", "automation_state"];

fn equal(now: &[Recorded], then: &[Recorded], seed: u64, what: &str) {
    let ids = |document: &[Recorded]| {
        document.iter().map(|(id, class, parent, _)| (*id, *class, *parent)).collect::<Vec<_>>()
    };
    assert_eq!(ids(now), ids(then), "seed {seed}: other objects than at {what}");
    for (now, then) in now.iter().zip(then) {
        for ((name, a), (_, b)) in now.3.iter().zip(&then.3) {
            assert!(
                a == b || UNTRACKED.contains(name),
                "seed {seed}: {}.{name} of {} is {a:?}, at {what} {b:?}",
                now.1,
                now.0
            );
        }
    }
}

fn same(now: &Snapshot, then: &Snapshot, seed: u64, what: &str) {
    if now == then {
        return;
    }
    let changes: Vec<String> = then.diff(now).changes.iter().take(8).map(|change| format!("{change:?}")).collect();
    panic!("seed {seed}: not {what}:\n{}", changes.join("\n"));
}

#[test]
fn random_calls_can_be_undone_and_redone_and_saved() {
    let all: usize = std::env::var("LIVEBRIDGE_RANDOM_CALLS").ok().and_then(|text| text.parse().ok()).unwrap_or(20_000);
    let first: u64 = std::env::var("LIVEBRIDGE_RANDOM_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let each = 1000;
    let mut all_done = Done::default();
    let rounds = all.div_ceil(each);
    for seed in first..first + rounds as u64 {
        let done = round(seed, each);
        all_done.add(&done);
    }
    eprintln!("{rounds} rounds of {each} calls, seeds {first} and on: {all_done:?}");
    // A draw whose calls are all refused would pass without showing anything.
    assert!(all_done.accepted >= rounds * each / 5, "{all_done:?}");
    assert!(
        all_done.steps >= rounds * 30
            && all_done.clips >= rounds
            && all_done.notes >= rounds
            && all_done.devices >= rounds / 2,
        "{all_done:?}"
    );
}
