//! `livebridge e2e` as its users meet it: on the simulated Live over three ways in, at a prompt, ended and gone on with,
//! and what a report changes. What is about the checklist itself is tested beside it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use livebridge_e2e::checklist::{Checklist, ChecklistStep};
use serde_json::Value;

use crate::inside::node_is_here;
use crate::support::{BINARY, Folder, LIVEBRIDGE, Ran, livebridge_with, workspace};

/// The answers that ship.
fn answers() -> String {
    workspace().join("harness/e2e/answers/simulated.toml").to_string_lossy().into_owned()
}

/// Our extension on the simulated Live.
const EXTENSION: [&str; 5] = ["--", BINARY, "live", "extension", "--stdio"];

/// Our Max device on it, with what the engine is told.
fn device(rule: Option<&str>) -> Vec<&str> {
    let mut command = vec!["--", BINARY, "live", "run"];
    command.extend(rule);
    command.extend(["--", "node", "adapters/live/inside/bin/device.mjs", "--stdio", "--fixtures", "golden/fixtures"]);
    command
}

/// A run with the answers that ship, its JSON on stdout.
fn e2e(folder: &Folder, flags: &[&str], target: &[&str]) -> Ran {
    let (state, answers) = (folder.argument("state.json"), answers());
    let own = ["e2e", "--timeout", "60", "--state", &state, "--answers", &answers, "--json", "-"];
    livebridge_with(&[&own[..], flags, target].concat(), |command| command.current_dir(workspace()))
}

fn report(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}\n{ran}"))
}

#[test]
fn it_runs_over_our_extension_and_our_device() {
    if !node_is_here() {
        return;
    }
    for (target, way, least) in [(EXTENSION.to_vec(), "sdk", 38), (device(None), "max", 33)] {
        let folder = Folder::new();
        let ran = e2e(&folder, &[], &target);
        ran.expect(0, &["the simulated Live (this says nothing about a real one)", " 0 otherwise"]);
        let report = report(&ran);
        assert_eq!((&report["run"]["simulated"], &report["run"]["through"]), (&Value::Bool(true), &way.into()));
        assert_eq!((&report["complete"], &report["run"]["live"]), (&Value::Bool(true), &Value::Null));
        let steps = report["steps"].as_array().unwrap();
        let expected = steps.iter().filter(|step| step["ended"]["verdict"] == "asExpected").count();
        assert!(expected >= least, "{way}: only {expected} of {} steps", steps.len());
        assert_eq!(folder.names(), [""; 0], "the state of a complete run goes");
    }
}

/// Rules of the simulated Live flip the steps whose rows name them; the other rows are flipped beside the checklist.
#[test]
fn every_step_that_names_a_rule_is_flipped_by_it() {
    if !node_is_here() {
        return;
    }
    let mut flipped = 0;
    for ChecklistStep { id, flip, .. } in &Checklist::shipped().steps {
        let Some((face @ ("sdk" | "max"), rule)) = flip.split_once(' ') else { continue };
        let rule = format!("--rule={rule}");
        let verdict = |rule: Option<&str>| {
            let target = match face {
                "sdk" => EXTENSION.iter().copied().chain(rule).collect(),
                _ => device(rule),
            };
            let ran = e2e(&Folder::new(), &["--step", id], &target);
            report(&ran)["steps"][0]["ended"]["verdict"].as_str().unwrap_or_default().to_owned()
        };
        assert_eq!([verdict(None), verdict(Some(&rule))], ["asExpected", "otherwise"], "{id}: {flip}");
        flipped += 1;
    }
    assert!(flipped > 10);
}

/// At an address, as a person has it in Live: a Set that stays, and no undo. What was there is there afterwards.
#[test]
fn a_new_set_behind_an_address_is_given_back() {
    if !node_is_here() {
        return;
    }
    let folder = Folder::new();
    let (storage, scratch) = (folder.argument("storage"), Folder::new());
    let mut live = Command::new(BINARY)
        .args(["live", "extension", "--storage", &storage])
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(live.stderr.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("listens at")));
    let place: Value = serde_json::from_str(&folder.read("storage/bridge.json")).unwrap();
    let (url, token) = (place["url"].as_str().unwrap(), place["token"].as_str().unwrap());
    let run = |arguments: &[&str]| {
        LIVEBRIDGE.run_with(arguments, |command| command.env("LIVEBRIDGE_TOKEN", token).current_dir(scratch.root()))
    };
    let (answers, step) = (answers(), "--step=default-names");
    // It says that it is simulated, and so cannot be given out for a real one.
    run(&["e2e", url, "--live", "12.4.15", "--answers", &answers])
        .expect(2, &["--live says which Live it is", "is none"]);
    let ran =
        run(&["e2e", url, "--answers", &answers, "--json", "-", step, "--step=muted-via-solo", "--step=loopback-only"]);
    ran.expect(0, &["The Set of `ws:", "3 as expected"]);
    assert!(!ran.stderr.contains("left in the Set"), "{ran}");
    assert_eq!(scratch.names(), [""; 0], "neither state nor note stays");
    // With something in it, it is left alone.
    run(&["e2e", url, "--answers", &answers, "--json", "-", "--step=near-cue-points"]).expect(0, &["left in the Set"]);
    run(&["e2e", url, "--answers", &answers, "--json", "-", step])
        .expect(2, &["there is something in the Set", "--scratch-set"]);
    live.kill().unwrap();
    live.wait().unwrap();
}

#[test]
fn a_person_is_asked_one_question_with_its_keys() {
    let folder = Folder::new();
    let state = folder.argument("state.json");
    let mut child = LIVEBRIDGE
        .command()
        .args(["e2e", "fake", "--state", &state, "--step", "last-track", "--step", "fader-curve", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"perhaps\ny, it stayed\nnote -59.1 -48.6 -34.4 -18.0 -6.0 6.0\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let (told, asked) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{asked}");
    for text in ["press Delete", "Did the last track stay?", "that is none of them", "Which levels in dB"] {
        assert!(asked.contains(text), "`{text}` is missing\n{asked}");
    }
    let report: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(report["steps"][0]["ended"]["note"], "it stayed");
    assert_eq!(report["steps"][1]["ended"]["answer"], "on the curve");
}

/// The end of the answers is a `later`: the same command goes on, and the report is that of a run that was not ended.
#[test]
fn ended_and_gone_on_with_it_is_the_same_report() {
    let folder = Folder::new();
    let whole = e2e(&Folder::new(), &[], &["fake"]);
    let text = std::fs::read_to_string(answers()).unwrap();
    let some: Vec<_> = text.lines().take_while(|line| !line.starts_with("last-track")).collect();
    let some = folder.write("some.toml", some.join("\n"));
    let state = folder.argument("state.json");
    let command =
        |answers: &str| LIVEBRIDGE.run(&["e2e", "fake", "--state", &state, "--answers", answers, "--json", "-"]);
    let begun = command(&some);
    begun.expect(130, &["`last-track` is put off; the same command goes on from there"]);
    assert_eq!(report(&begun)["complete"], false);
    let rest = command(&answers());
    rest.expect(0, &["steps were answered before"]);
    assert_eq!(rest.stdout, whole.stdout);
    // A state of another run is not taken.
    command(&some).expect(130, &[]);
    let other =
        LIVEBRIDGE.run(&["e2e", "fake+tempo-rounded", "--state", &state, "--answers", &answers(), "--json", "-"]);
    other.expect(2, &["it is of another run: the target is another one", "begin --anew"]);
}

/// Everything that the commands tell of rules and requirements, line by line.
fn told(provenance: &str) -> Vec<String> {
    let known = |arguments: &[&str]| {
        let ran = LIVEBRIDGE.run(&[arguments, &["--provenance", provenance]].concat());
        ran.expect(0, &[]);
        ran.stdout
    };
    let mut texts = vec![known(&["live", "rules"])];
    for id in ["LB-ARR-010", "LB-READ-009", "LB-TX-002", "LB-TRACK-004", "LB-UNDO-001"] {
        texts.push(known(&["explain", id]));
    }
    texts.iter().flat_map(|text| text.lines()).map(str::to_owned).collect()
}

#[test]
fn a_report_that_is_applied_changes_the_words_and_nothing_else() {
    let folder = Folder::new();
    let (json, known) = (folder.argument("mine.json"), folder.argument("known.json"));
    let answers = answers();
    let own = ["e2e", "fake", "--answers", &answers, "--json", &json];
    LIVEBRIDGE
        .run(&[&own[..], &["--step", "clear-inside-a-clip", "--state", &folder.argument("state")]].concat())
        .expect(0, &[]);
    std::fs::copy(workspace().join("golden/live/provenance.json"), &known).unwrap();
    let (before, files) = (told(&known), folder.names());
    // What is simulated is refused, and nothing is written.
    let refused = LIVEBRIDGE.run(&["e2e", "apply", &json, "--provenance", &known]);
    refused.expect(2, &["the report of a simulated Live, which confirms nothing about a real one", "--rehearse"]);
    assert_eq!((told(&known), folder.names()), (before.clone(), files));
    // The same as one of a real Live would be.
    let text = folder.read("mine.json").replace(r#""simulated": true"#, r#""simulated": false"#);
    let text =
        text.replace(r#""live": null"#, r#""live": "12.4.15""#).replace(r#""through": "fake""#, r#""through": "sdk""#);
    folder.write("mine.json", text);
    LIVEBRIDGE
        .run(&["e2e", "apply", &json, "--provenance", &known])
        .expect(0, &["says 4 things by report mine, from Live 12.4.15"]);
    let after = told(&known);
    let new: Vec<_> = after.iter().filter(|line| !before.contains(line)).collect();
    let gone: Vec<_> = before.iter().filter(|line| !after.contains(line)).collect();
    assert!(new.iter().all(|line| line.contains("confirmed in Live 12.4.15 by report mine")), "{new:#?}");
    assert!(new.iter().any(|line| line.starts_with("in Live   confirmed")), "{new:#?}");
    assert_eq!(gone, ["in Live   open; `livebridge e2e` asks: clear-inside-a-clip"]);
    // Beside the words: the JSON of the rules has the same in one field.
    let rules = |file: &str| -> Value {
        let ran = LIVEBRIDGE.run(&["live", "rules", "--json", "--provenance", file]);
        let mut rules: Value = serde_json::from_str(&ran.stdout).unwrap();
        rules.as_array_mut().unwrap().iter_mut().for_each(|rule| {
            let words = rule["inLive"].take().to_string();
            assert!(words == "\"open\"" || rule["name"] == "arr.clear-range-edges", "{rule} {words}");
        });
        rules
    };
    let shipped = workspace().join("golden/live/provenance.json");
    assert_eq!(rules(&known), rules(&shipped.to_string_lossy()));
}

#[test]
fn a_rehearsal_says_that_it_proves_nothing() {
    let folder = Folder::new();
    let (json, rehearsal) = (folder.argument("tried.json"), folder.argument("rehearsal.json"));
    let answers = answers();
    let state = folder.argument("state");
    LIVEBRIDGE.run(&["e2e", "fake", "--answers", &answers, "--state", &state, "--json", &json]).expect(0, &[]);
    LIVEBRIDGE
        .run(&["e2e", "apply", &json, "--rehearse", &rehearsal])
        .expect(0, &["by report tried, from the fake (simulated"]);
    let ran = LIVEBRIDGE.run(&["explain", "LB-ARR-010", "--provenance", &rehearsal]);
    assert!(
        ran.stdout.contains("in Live   confirmed on the simulated Live, which proves nothing, by report tried"),
        "{ran}"
    );
    assert!(!ran.stdout.contains("confirmed in Live"), "{ran}");
}

/// What is known of a requirement, with its sources, as the page shows it.
#[test]
fn explain_tells_behaviours_with_their_sources() {
    assert_eq!(LIVEBRIDGE.shows("docs/e2e.md", "."), 1);
    let ran = LIVEBRIDGE.run(&["explain", "LB-UNDO-001"]);
    for text in [
        "in Live   open; `livebridge e2e` asks: one-undo-per-action",
        "known     undo.max-merges-until-closed (max, Live 12.4.x, measured): Two separate Max LiveAPI write calls",
        "          by PE-UNDO (adamjmurray/producer-pal, e2e/",
    ] {
        assert!(ran.stdout.contains(text), "`{text}` is missing\n{ran}");
    }
}

/// Where the report begins in the page.
const MARK: &str = "and says nothing about a real one.\n\n";

/// The page shows a whole report, made by the command that it names.
#[test]
fn the_page_shows_the_report_of_its_command() {
    if !node_is_here() {
        return;
    }
    let page = std::fs::read_to_string(workspace().join("docs/e2e.md")).unwrap();
    let command =
        "livebridge e2e --answers harness/e2e/answers/simulated.toml --markdown - -- livebridge live extension --stdio";
    assert!(page.contains(command), "docs/e2e.md does not name `{command}`");
    let folder = Folder::new();
    let (state, answers) = (folder.argument("state.json"), answers());
    let own = ["e2e", "--timeout", "60", "--state", &state, "--answers", &answers, "--markdown", "-"];
    let ran = livebridge_with(&[&own[..], &EXTENSION].concat(), |command| command.current_dir(workspace()));
    ran.expect(0, &[]);
    let lower = |line: &str| if line.starts_with('#') { format!("##{line}\n") } else { format!("{line}\n") };
    let shown: String = ran.stdout.replace(BINARY, "livebridge").lines().map(lower).collect();
    let (before, there) = page.split_once(MARK).unwrap();
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        std::fs::write(workspace().join("docs/e2e.md"), format!("{before}{MARK}{shown}")).unwrap();
    } else {
        assert_eq!(there, shown, "run this test with INSTA_UPDATE=always");
    }
}
