//! Random calls: no panic, undo to the beginning gives the beginning, redo the end, the snapshot always loads.
//!
//! `LIVEBRIDGE_RANDOM_CALLS` sets how many calls are made in all; 20,000 by default.

use livebridge_diff::DiffExt;
use livebridge_fake::FakeLiveBridge;
use livebridge_live::rules::Rules;
use livebridge_live::{Engine, Id, Interface, Sort, Value};
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

/// Objects that can be reached, in some order; a few dead ones among them.
fn reachable(engine: &mut Engine, draw: &mut Draw, seen: &[Id]) -> Vec<Id> {
    let mut ids: Vec<Id> = (0..6).filter(|_| !seen.is_empty()).map(|_| *draw.one(seen)).collect();
    let mut at = engine.resolve("live_set");
    let song = at;
    for _ in 0..40 {
        ids.push(at);
        let class = engine.class(at);
        let children: Vec<&str> = class
            .members
            .iter()
            .filter(|member| matches!(member.sort, Sort::Child { .. }))
            .map(|member| member.name)
            .collect();
        let next =
            if children.is_empty() { Err(()) } else { engine.get(at, draw.one::<&str>(&children)).map_err(|_| ()) };
        at = match next {
            Ok(Value::Obj(id)) => id,
            Ok(Value::Ids(list)) if !list.is_empty() => *draw.one(&list),
            _ => song,
        };
    }
    ids
}

fn without_scale(mut snapshot: Snapshot) -> Snapshot {
    // Not in the history, as the rule has it.
    snapshot.root_note = 0;
    snapshot.scale_name = "Major".into();
    snapshot.scale_mode = false;
    snapshot.scale_intervals = Vec::new();
    snapshot
}

fn check_loads(engine: &Engine, seed: u64) {
    let snapshot = engine.snapshot();
    let text = snapshot.to_canonical();
    let read = Snapshot::from_canonical(&text).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    FakeLiveBridge::from_snapshot(&read).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
}

fn round(seed: u64, calls: usize) {
    let mut draw = Draw(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut engine = Engine::new(Rules::default());
    engine.enter(Interface::User);
    let beginning = without_scale(engine.snapshot());
    let faces = [Interface::Python, Interface::Max, Interface::Sdk, Interface::User];
    let mut seen: Vec<Id> = Vec::new();
    let mut ids = reachable(&mut engine, &mut draw, &seen);
    for step in 0..calls {
        if step % 16 == 0 {
            ids = reachable(&mut engine, &mut draw, &seen);
            seen.extend(ids.iter().take(8));
            seen.truncate(4000);
        }
        engine.enter(*draw.one(&faces));
        let id = *draw.one(&ids);
        let class = engine.class(id);
        let member = &class.members[draw.below(class.members.len())];
        match draw.below(20) {
            0 => engine.tick(),
            1 if draw.below(3) == 0 => {
                engine.undo();
            }
            1 => {
                engine.redo();
            }
            2 => engine.touch(),
            3..=6 => drop(engine.get(id, member.name)),
            7 => {
                let _ = engine.observe(seed, id, member.name);
            }
            8 => {
                let _ = engine.path(id);
            }
            _ => {
                let args: Vec<Value> = (0..draw.below(4)).map(|_| value(&mut draw, &ids, 0)).collect();
                if member.sort == Sort::Function {
                    // A script that opens steps or walks the history is among them.
                    let _ = engine.call(id, member.name, &args, &[]);
                } else if let Some(value) = args.into_iter().next() {
                    let _ = engine.set(id, member.name, value);
                }
            }
        }
        if engine.object_count() > 60_000 {
            break;
        }
    }
    check_loads(&engine, seed);
    let end = without_scale(engine.snapshot());
    let mut steps = 0;
    while engine.undo().is_some() {
        steps += 1;
        if steps % 50 == 0 {
            check_loads(&engine, seed);
        }
    }
    same(&without_scale(engine.snapshot()), &beginning, seed, "the beginning");
    for _ in 0..steps {
        engine.redo().unwrap();
    }
    same(&without_scale(engine.snapshot()), &end, seed, "the end");
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
    let each = 500;
    for seed in first..first + all.div_ceil(each) as u64 {
        round(seed, each);
    }
}
