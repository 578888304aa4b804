//! The transforms against `golden/vectors/reference.py`, the same contract read by other eyes in another language, on
//! thousands of seeded random cases: the same bits where arithmetic is exact, 1e-12 elsewhere, the same refusals.
//!
//! Needs `python3`; without it the test says so and checks nothing.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking, and so do their helpers")]

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use livebridge_port::json;
use livebridge_transforms::{DrawKind, NoteRng, by_name};
use serde_json::{Value, json};

/// Cases of each transform.
const CASES: usize = 600;

/// Random values of one case. Edges come up often: ties, bounds, halves, things that are absent.
struct Dice {
    rng: NoteRng,
    thrown: usize,
}

impl Dice {
    fn unit(&mut self) -> f64 {
        self.thrown += 1;
        self.rng.get(self.thrown, DrawKind::Timing)
    }

    #[expect(clippy::cast_possible_truncation, reason = "small numbers")]
    fn whole(&mut self, from: i64, to: i64) -> i64 {
        let width = i32::try_from(to - from).map_or(0.0, f64::from);
        from + (self.unit() * width) as i64
    }

    fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        let i = self.whole(0, i64::try_from(from.len()).unwrap());
        from[usize::try_from(i).unwrap()].clone()
    }

    fn list(&mut self, most: i64, item: impl Fn(&mut Self) -> Value) -> Value {
        (0..self.whole(0, most + 1)).map(|_| item(self)).collect()
    }

    /// A number from `low` to `high`: any, a quarter, or now and then a whole one.
    fn number(&mut self, low: f64, high: f64) -> f64 {
        let any = low + self.unit() * (high - low);
        match self.whole(0, 4) {
            0 => any.round(),
            1 => (any * 4.0).round() / 4.0,
            2 => (any * 3.0).round() / 3.0,
            _ => any,
        }
    }

    fn note(&mut self) -> Value {
        let pitch = if self.chance(0.8) { self.number(0.0, 127.0).round() } else { self.number(-20.0, 150.0) };
        let mut note = json!({
            "pitch": pitch, "startTime": self.number(-2.0, 12.0), "duration": self.number(0.0, 5.0)
        });
        for (key, low, high) in
            [("velocity", 0.0, 127.0), ("probability", 0.0, 1.0), ("velocityDeviation", -127.0, 127.0)]
        {
            if self.chance(0.4) {
                note[key] = self.number(low, high).into();
            }
        }
        if self.chance(0.2) {
            note["muted"] = self.chance(0.5).into();
        }
        note
    }

    fn color(&mut self) -> Value {
        self.pick(&[json!(0), json!(255), json!(16_711_680), json!(12_345), json!(16_777_215), json!(16_776_960)])
    }

    fn id(&mut self, shape: &str, track: usize, index: usize) -> Value {
        let opaque = self.chance(0.3);
        if opaque { format!("{shape}~{track}~{index}").into() } else { positional(shape, track, index).into() }
    }

    fn name(&mut self) -> Value {
        self.pick(&[
            "MIDI",
            "1-MIDI",
            " Audio 12\u{2003}",
            "Audio",
            "2-Audio 3",
            "midi",
            "Bass",
            "",
            "1--MIDI",
            "MIDI 1x",
            "٣-MIDI",
            "\u{feff}MIDI",
        ])
        .into()
    }

    fn clips(&mut self, track: usize) -> Value {
        let count = usize::try_from(self.whole(0, 5)).unwrap();
        (0..count)
            .map(|i| {
                let location = self.pick(&["session", "session", "arrangement"]);
                let id = self.id(location, track, i);
                let kind = self.pick(&["midi", "audio", "empty"]);
                json!({
                    "id": id, "name": self.name(), "kind": kind, "location": location, "color": self.color(),
                    "looping": self.chance(0.5), "loopEnd": self.number(0.0, 4.0), "endMarker": self.number(0.0, 4.0),
                    "unread": null
                })
            })
            .collect()
    }

    fn tracks(&mut self) -> Value {
        let count = usize::try_from(self.whole(0, 5)).unwrap();
        (0..count)
            .map(|i| {
                let id = self.id("track", i, 0);
                let kind = self.pick(&["midi", "audio"]);
                json!({ "id": id, "kind": kind, "name": self.name(), "deviceCount": self.whole(0, 2), "clips": self.clips(i) })
            })
            .collect()
    }
}

fn positional(shape: &str, track: usize, index: usize) -> String {
    match shape {
        "session" => format!("track:{track}/clipslot:{index}/clip"),
        "arrangement" => format!("track:{track}/clip:{index}"),
        _ => format!("track:{track}"),
    }
}

/// The input of one case.
fn input(transform: &str, dice: &mut Dice) -> Value {
    match transform {
        "snapToScale" => json!({
            "notes": dice.list(12, Dice::note),
            "scale": { "root": dice.whole(0, 13), "intervals": dice.list(8, |dice| dice.whole(-30, 30).into()) },
            "mode": dice.pick(&["nearest", "up", "down"]),
        }),
        "transpose" => json!({ "notes": dice.list(12, Dice::note), "semitones": dice.number(-40.0, 40.0) }),
        "beatsPerCell" => {
            let labels =
                ["None", "1 Bar", "1/0", "1/04", "1/+4", "1/ 4", "2/4", "1/4294967295", "1/4294967296", "1/", "1/٣"];
            let label =
                if dice.chance(0.7) { format!("1/{}", dice.whole(1, 200)) } else { dice.pick(&labels).to_owned() };
            json!({ "label": label, "triplet": dice.chance(0.5) })
        }
        "humanize" => humanize(dice),
        "suggestTrimDb" => json!({ "levelDb": dice.number(-120.0, 12.0), "targetDb": dice.number(-60.0, 0.0) }),
        "dbToParamValue" => {
            json!({ "db": dice.number(-90.0, 20.0), "param": fader(dice), "curve": dice.pick(&["live", "linear"]) })
        }
        "paramValueToDb" => {
            let param = fader(dice);
            let (low, high) = (param["min"].as_f64().unwrap() - 0.1, param["max"].as_f64().unwrap() + 0.1);
            json!({ "value": dice.number(low, high), "param": param, "curve": dice.pick(&["live", "linear"]) })
        }
        "planArrangement" => plan_arrangement(dice),
        "fill" => {
            let length = dice.number(-0.2, 6.0);
            let repeats = if dice.chance(0.05) { 2e5 } else { 12.0 };
            json!({
                "kind": dice.pick(&["midi", "audio"]), "notes": dice.list(8, Dice::note), "sourceStart": dice.number(-2.0, 4.0),
                "sourceLength": length, "duration": dice.number(0.01, length.abs().max(0.1) * repeats), "fill": dice.chance(0.8),
            })
        }
        "detectIssues" => {
            let mut input = json!({ "set": { "tracks": dice.tracks() } });
            if dice.chance(0.5) {
                input["palette"] = dice.list(5, Dice::color);
            }
            input
        }
        _ => plan_fixes(dice),
    }
}

fn humanize(dice: &mut Dice) -> Value {
    let notes = dice.list(12, Dice::note);
    let mut opts = json!({ "strength": dice.number(-0.1, 1.2) });
    let mut per_note = 0;
    for (key, draws) in [("doTiming", 1), ("doVelocity", 1), ("doDuration", 1), ("living", 2)] {
        let is_on = dice.chance(0.6);
        opts[key] = is_on.into();
        per_note += if is_on { draws } else { 0 };
    }
    if dice.chance(0.7) {
        opts["swing"] = dice.number(-0.2, 1.2).into();
    }
    let cell = dice.pick(&[0.25, 0.5, 1.0, 1.0 / 3.0, 4.0 / 7.0 * (2.0 / 3.0), 1e-3, 3.0, 0.0]);
    // Now and then one draw too few.
    let count = notes.as_array().unwrap().len() * per_note + usize::from(dice.chance(0.9));
    let draws: Value = (1..count).map(|_| dice.unit()).collect::<Vec<f64>>().into();
    json!({ "notes": notes, "opts": opts, "grid": { "beatsPerCell": cell }, "draws": draws })
}

fn fader(dice: &mut Dice) -> Value {
    if dice.chance(0.6) {
        return json!({ "min": 0, "max": 1, "defaultValue": dice.pick(&[0.85, 0.850_000_023_841_857_9, 0.849_999_9]) });
    }
    let mut ends = [dice.number(-40.0, 40.0), dice.number(-40.0, 40.0), dice.number(-40.0, 40.0)];
    if dice.chance(0.9) {
        ends.sort_by(f64::total_cmp);
    }
    json!({ "min": ends[0], "defaultValue": ends[1], "max": ends[2] })
}

fn plan_arrangement(dice: &mut Dice) -> Value {
    let scene = |dice: &mut Dice| {
        let (numerator, denominator) = (dice.pick(&[-1, 0, 3, 4, 4, 7]), dice.pick(&[-1, 4, 4, 8]));
        json!({ "signatureNumerator": numerator, "signatureDenominator": denominator, "tempo": null })
    };
    let section = |dice: &mut Dice| {
        let bars = if dice.chance(0.97) { dice.number(0.5, 32.0) } else { dice.number(-2.0, 1.0) };
        let mut section = json!({ "name": dice.name(), "sceneIndex": dice.whole(-1, 5), "bars": bars });
        if dice.chance(0.3) {
            section["color"] = dice.color();
        }
        section
    };
    json!({
        "session": { "scenes": dice.list(4, scene), "tracks": dice.tracks() },
        "sectionMap": dice.list(6, section),
        "timeSig": { "numerator": dice.whole(1, 13), "denominator": dice.pick(&[2, 4, 8, 16, 3]) },
    })
}

/// Issues as they are found in a random Set, and a choice of some, of strangers and of stale ones.
fn plan_fixes(dice: &mut Dice) -> Value {
    let found = by_name::call("detectIssues", &json!({ "set": { "tracks": dice.tracks() } })).unwrap();
    let issues = found["issues"].clone();
    let mut chosen: Vec<Value> = Vec::new();
    for issue in issues.as_array().unwrap() {
        if dice.chance(0.6) {
            chosen.push(issue["id"].clone());
        }
    }
    let strangers = [
        "placeholderName:track:77",
        "emptyTrack:track:7",
        "emptyTrack:@0000",
        "emptyTrack:track:1@00FF",
        "",
        "emptyTrack:track:1@0000",
        "emptyTrack:\u{e9}@12ab",
        "emptyTrack:a@12ab\n",
    ];
    if dice.chance(0.3) {
        let place = usize::try_from(dice.whole(0, i64::try_from(chosen.len()).unwrap() + 1)).unwrap();
        chosen.insert(place, dice.pick(&strangers).into());
    }
    let mut input = json!({ "issues": issues, "chosen": chosen });
    if dice.chance(0.4) {
        input["palette"] = dice.list(3, Dice::color);
    }
    input
}

/// What may differ: nothing where arithmetic is exact.
fn tolerance(transform: &str) -> f64 {
    if matches!(transform, "dbToParamValue" | "paramValueToDb") { 1e-12 } else { 0.0 }
}

fn agrees(expected: &Value, seen: &Value, tolerance: f64) -> bool {
    match (expected, seen) {
        (Value::Number(a), Value::Number(b)) => {
            (a.as_f64().unwrap_or(f64::NAN) - b.as_f64().unwrap_or(f64::NAN)).abs() <= tolerance
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| agrees(a, b, tolerance))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| agrees(a, b, tolerance)))
        }
        _ => expected == seen,
    }
}

#[test]
fn the_reference_and_the_transforms_agree() {
    let script: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "..", "..", "golden", "vectors", "reference.py"].iter().collect();
    let started =
        Command::new("python3").arg(script).arg("--eval").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut python = match started {
        Ok(python) => python,
        Err(error) => {
            eprintln!("SKIPPED: python3 cannot be started ({error}); nothing was compared with the reference");
            return;
        }
    };
    let cases: Vec<(&str, Value)> = by_name::names()
        .enumerate()
        .flat_map(|(i, transform)| {
            let mut dice = Dice { rng: NoteRng::new(5).for_clip(i), thrown: 0 };
            (0..CASES).map(move |_| (transform, input(transform, &mut dice)))
        })
        .collect();

    let mut requests = python.stdin.take().unwrap();
    let lines: Vec<String> = cases
        .iter()
        .map(|(transform, input)| json::to_string(&json!({ "transform": transform, "input": input })).unwrap())
        .collect();
    let writer = std::thread::spawn(move || lines.iter().try_for_each(|line| writeln!(requests, "{line}")));
    let mut answers = BufReader::new(python.stdout.take().unwrap()).lines();

    let (mut refusals, mut wrong) = (0, Vec::new());
    for (transform, input) in &cases {
        let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        let seen = by_name::call(transform, input);
        let fits = match &seen {
            Ok(output) => answer.get("output").is_some_and(|expected| agrees(expected, output, tolerance(transform))),
            Err(error) => {
                refusals += 1;
                let subject = error.subject_id.as_deref().map_or(Value::Null, Value::from);
                answer["error"]["code"] == error.code.name()
                    && answer["error"].get("subjectId").unwrap_or(&Value::Null) == &subject
            }
        };
        if !fits {
            wrong.push(format!("{transform} of {input}\n  expected {answer}\n  but saw {seen:?}"));
        }
    }
    writer.join().unwrap().unwrap();
    assert!(answers.next().is_none() && python.wait().unwrap().success());
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong[..wrong.len().min(5)].join("\n"));
    // The dice must throw both: a comparison of refusals alone would prove nothing.
    assert!((100..cases.len() / 4).contains(&refusals), "{refusals} of {} were refused", cases.len());
}
