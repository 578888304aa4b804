//! Each rule that the engine implements, with its effect on and off: the rows stand in `tests/rules/*.txt`.
//!
//! A row begins with `## NAME`, `=NUMBER` behind it gives the rule a number, `live=VERSION` another Live. A line holds
//! commands of the script language, `;` between them; behind `=>` stands what the last one answers, behind `|` what it
//! answers with the rule off. `!Kind` is a refusal.

use std::collections::BTreeSet;
use std::fmt::Write;

use livebridge_live::rules::{self, By, Rule, Rules};
use livebridge_live::script::Script;
use livebridge_live::{Engine, Value};

struct Row<'a> {
    rule: Rule,
    number: Option<f64>,
    live: [u32; 3],
    lines: Vec<&'a str>,
}

const FILES: &[(&str, &str)] = &[
    ("undo", include_str!("../rules/undo.txt")),
    ("ids", include_str!("../rules/ids.txt")),
    ("tracks", include_str!("../rules/tracks.txt")),
    ("clips", include_str!("../rules/clips.txt")),
    ("arrangement", include_str!("../rules/arrangement.txt")),
    ("mixer", include_str!("../rules/mixer.txt")),
    ("devices", include_str!("../rules/devices.txt")),
    ("time", include_str!("../rules/time.txt")),
];

fn rows() -> Vec<Row<'static>> {
    let mut rows = Vec::new();
    for (_, text) in FILES {
        for part in text.split("## ").skip(1) {
            let (head, lines) = part.split_once('\n').unwrap();
            let mut words = head.split_whitespace();
            let name = words.next().unwrap();
            let rule = Rule::parse(name).unwrap_or_else(|| panic!("no rule {name}"));
            let mut row = Row { rule, number: None, live: rules::LIVE, lines: Vec::new() };
            for word in words {
                if let Some(number) = word.strip_prefix('=') {
                    row.number = Some(number.parse().unwrap());
                } else if let Some(live) = word.strip_prefix("live=") {
                    let parts: Vec<u32> = live.split('.').map(|part| part.parse().unwrap()).collect();
                    row.live = [parts[0], parts[1], parts[2]];
                }
            }
            row.lines = lines.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).collect();
            rows.push(row);
        }
    }
    rows
}

/// `@381` is a dictionary of that many notes, `@ids` the ids that they get.
fn spelled_out(line: &str) -> String {
    let notes: Vec<String> =
        (0..381).map(|at| format!(r#"{{"pitch":{},"start_time":{},"duration":0.5}}"#, at % 128, at / 128)).collect();
    let ids: Vec<String> = (1..=381).map(|id| id.to_string()).collect();
    line.replace("@381", &format!(r#"{{"notes":[{}]}}"#, notes.join(",")))
        .replace("@ids", &format!("[{}]", ids.join(",")))
}

fn run(row: &Row, on: bool) -> Result<(), String> {
    let mut rules = Rules::of(row.live);
    let to = match (on, row.number) {
        (true, Some(number)) => Value::Float(number),
        (on, _) => Value::Bool(on),
    };
    rules.switch(row.rule, &to)?;
    let mut script = Script::new(Engine::new(rules));
    for line in &row.lines {
        let line = &spelled_out(line);
        let (commands, expected) =
            line.split_once("=>").map_or((line.as_str(), None), |(commands, text)| (commands, Some(text)));
        let mut told = Ok(String::new());
        for command in commands.split(';').map(str::trim).filter(|command| !command.is_empty()) {
            told = script.run(command);
            if expected.is_none()
                && let Err(refusal) = &told
            {
                return Err(format!("`{command}` was refused: {refusal}"));
            }
        }
        let told = told.unwrap_or_else(|refusal| format!("!{:?}", refusal.kind));
        if let Some(expected) = expected {
            let (with, without) =
                expected.split_once('|').map_or((expected, expected), |(with, without)| (with, without));
            let wanted = if on { with } else { without }.trim();
            if told.trim() != wanted {
                return Err(format!("`{commands}` gave `{told}`, not `{wanted}`"));
            }
        }
    }
    Ok(())
}

#[test]
fn each_rule_does_what_it_says_on_and_off() {
    let mut wrong = String::new();
    let rows = rows();
    for row in &rows {
        for on in [true, false] {
            if let Err(text) = run(row, on) {
                writeln!(wrong, "{} {}: {text}", row.rule.name(), if on { "on" } else { "off" }).unwrap();
            }
        }
        let differs = row.lines.iter().any(|line| {
            let expected = line.split_once("=>").and_then(|(_, expected)| expected.split_once('|'));
            expected.is_some_and(|(with, without)| with.trim() != without.trim())
        });
        if !differs {
            writeln!(wrong, "{}: no line tells on from off", row.rule.name()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{wrong}", wrong.lines().count(), rows.len());
}

#[test]
fn each_rule_of_the_engine_has_a_row() {
    let tested: BTreeSet<&str> = rows().iter().map(|row| row.rule.name()).collect();
    let missing: Vec<&str> = rules::rows()
        .iter()
        .filter(|row| row.by == By::Engine)
        .map(|row| row.rule.name())
        .filter(|name| !tested.contains(name))
        .collect();
    assert!(missing.is_empty(), "{} rules without a test: {missing:?}", missing.len());
}

#[test]
fn the_rules_are_the_published_behaviours() {
    let names: Vec<&str> = rules::behaviours().iter().map(|known| known["id"].as_str().unwrap()).collect();
    assert_eq!(names, rules::NAMES);
    // Those that were gathered, and four that the runs of bridges have added.
    assert_eq!(rules::rows().len(), 307 + 4);
}

#[test]
fn each_rule_of_a_face_has_the_test_that_it_names() {
    let tests = [
        ("max", include_str!("../../javascript/test/live-api.test.mjs")),
        ("max", include_str!("../../javascript/test/node-script.test.mjs")),
        ("sdk", include_str!("../../inside/test/host.test.mjs")),
        ("python", include_str!("../../python/tests/test_engine.py")),
        ("python", include_str!("../../python/tests/test_host.py")),
    ];
    let mut count = 0;
    for row in rules::rows() {
        let By::Face(face, test) = row.by else { continue };
        count += 1;
        let begins = if face == "python" { format!("def {test}(self)") } else { format!("test('{test}'") };
        let all: String = tests.iter().filter(|(of, _)| *of == face).map(|(_, file)| *file).collect();
        let (_, body) = all.split_once(&begins).unwrap_or_else(|| panic!("{}: no test `{test}`", row.rule.name()));
        // Up to the next test: it names the rule, on and off, in its title, its body or its class.
        let body = body.split("\n\n").next().unwrap();
        let named = test.contains(row.rule.name())
            || body.contains(row.rule.name())
            || all.contains(&format!("{}=off", row.rule.name()))
            || all.contains(&format!("{}=on", row.rule.name()));
        assert!(named, "{}: `{test}` does not name it", row.rule.name());
    }
    assert_eq!(count, 32);
}
