//! Each format on its own: verdicts, counts, escaping, and places that cannot be written.

use std::fs;

use livebridge_suite::report::{NoPictures, Summary, badge, html, junit, markdown};
use livebridge_suite::verdict::{Conformance, Verdict};
use quick_junit::{NonSuccessKind, Report, TestCaseStatus};
use serde_json::Value;

use super::{FORMATS, MUTANT, verify};
use crate::support::{Folder, livebridge, python_is_here};

fn summary(folder: &Folder, name: &str) -> Summary {
    serde_json::from_str(&folder.read(&format!("{name}.json"))).unwrap()
}

#[test]
fn every_report_says_the_verdict_of_the_run() {
    let folder = Folder::new();
    let mut targets = vec![("whole", vec!["fake"], 0), ("broken", vec![MUTANT], 1)];
    targets.push(("part", vec!["--check", "notes/", "fake"], 0));
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/python/minimal.py");
    if python_is_here() {
        let few = ["--check", "notes/optional-fields", "--check", "undo/"];
        targets.push(("partial", [&few[..], &["--", "python3", example]].concat(), 0));
    }
    for (name, target, code) in targets {
        let ran = verify(&folder, name, &target);
        let summary = summary(&folder, name);
        let conclusion = summary.conclusion();
        ran.expect(code, &[&conclusion, &summary.tally()]);
        assert_eq!(i32::from(summary.exit_code), code);
        let badge: Value = serde_json::from_str(&folder.read(&format!("{name}.badge"))).unwrap();
        let verdict = summary.verdict.to_string().to_lowercase();
        assert!(badge["message"].as_str().unwrap().starts_with(&format!("{verdict} ")), "{badge}");
        assert_eq!(badge["isError"], code != 0);
        assert!(folder.read(&format!("{name}.md")).contains(&conclusion));
        let page = folder.read(&format!("{name}.html"));
        assert!(page.contains(&format!("<h1>{}</h1>", summary.verdict)) && page.contains(&conclusion));
        let last = folder.read(&format!("{name}.ndjson"));
        let last: Value = serde_json::from_str(last.lines().last().unwrap()).unwrap();
        assert_eq!((&last["event"], &last["exitCode"]), (&"runEnded".into(), &code.into()));
        assert_eq!(last["verdict"], serde_json::to_value(summary.verdict).unwrap());
        let junit = Report::deserialize_from_str(&folder.read(&format!("{name}.xml"))).unwrap();
        assert_eq!(junit.tests, summary.run.checks.len() + 1, "each check, and the verdict");
        assert_eq!(junit.failures + junit.errors > 0, code != 0);
        assert_eq!(summary.operations.len(), 24);
    }
    // Every format was written, and nothing else stayed.
    assert_eq!(folder.names().len() % FORMATS.len(), 0, "{:?}", folder.names());
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let folder = Folder::new();
    // With several jobs too: who is faster must not matter. (How many there are may: a target counts on.)
    for (name, jobs) in [("a", "1"), ("b", "1"), ("c", "3"), ("d", "3")] {
        verify(&folder, name, &["--jobs", jobs, MUTANT]).expect(1, &[]);
    }
    for (_, ending) in FORMATS {
        let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| folder.read(&format!("{name}.{ending}")));
        assert!(a == b, "two runs differ in {ending}");
        assert!(c == d, "two runs with jobs differ in {ending}");
    }
    assert!(
        folder.read("a.json").contains("livebridge-*/tone.wav"),
        "the mutant shows the name of a temporary directory"
    );
}

#[test]
fn junit_tells_findings_from_what_was_not_checked() {
    let folder = Folder::new();
    verify(&folder, "run", &[MUTANT]).expect(1, &[]);
    let summary = summary(&folder, "run");
    let junit = Report::deserialize_from_str(&folder.read("run.xml")).unwrap();
    for result in &summary.run.checks {
        let cases = junit.test_suites.iter().flat_map(|suite| &suite.test_cases);
        let case = cases.clone().find(|case| case.name.as_str() == result.check).unwrap();
        let right = match (&case.status, result.verdict) {
            (TestCaseStatus::Success { .. }, Verdict::Pass | Verdict::Warn)
            | (TestCaseStatus::Skipped { .. }, Verdict::OutOfScope) => true,
            (TestCaseStatus::NonSuccess { kind, .. }, Verdict::Fail) => *kind == NonSuccessKind::Failure,
            _ => false,
        };
        assert!(right, "{} is {}, and {:?} in JUnit", result.check, result.verdict, case.status);
    }
}

/// A run whose target says of itself, and does, what would be markup.
fn hostile() -> Summary {
    const TEXT: &str = "</script><script>alert(1)</script> ``` `x` | ]]> \u{1b}[31m\u{0}\n# no heading";
    let folder = Folder::new();
    verify(&folder, "run", &["--check", "tracks/", "--check", "undo/", MUTANT]).expect(1, &[]);
    let mut run = summary(&folder, "run").run;
    TEXT.clone_into(&mut run.description.implementation.name);
    TEXT.clone_into(&mut run.target);
    for result in &mut run.checks {
        if let Some(finding) = &mut result.finding {
            TEXT.clone_into(&mut finding.seen);
            finding.log = Some(TEXT.repeat(30));
            TEXT.clone_into(&mut finding.calls[0].call);
        }
    }
    Summary::of(&run)
}

#[test]
fn text_of_a_target_is_never_markup() {
    let summary = hostile();
    let page = html::html(&summary, &NoPictures);
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"), "{page}");
    let xml = junit::junit(&summary).unwrap();
    assert!(Report::deserialize_from_str(&xml).is_ok(), "{xml}");
    assert!(!xml.contains(['\u{0}', '\u{1b}']));
    let markdown = markdown::markdown(&summary);
    // Outside of fences no line begins with what the target wrote.
    let mut fence: Option<String> = None;
    for line in markdown.lines() {
        let ticks: String = line.chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) if line == open => fence = None,
            None if ticks.len() >= 3 && line.ends_with("text") => fence = Some(ticks),
            None => assert!(!line.contains("# no heading") || line.contains('`'), "{line}"),
            Some(_) => {}
        }
    }
    assert_eq!(fence, None, "{markdown}");
    assert!(!summary.to_string().contains(['\u{0}', '\u{1b}']));
}

#[test]
fn the_page_stands_alone() {
    let folder = Folder::new();
    verify(&folder, "run", &[MUTANT]).expect(1, &[]);
    let page = folder.read("run.html");
    for loaded in ["src=", "href=", "url(", "@import", "http://", "https://"] {
        assert!(!page.contains(loaded), "the page has `{loaded}`");
    }
    assert!(page.contains("prefers-color-scheme: dark") && page.contains("width=device-width"));
    assert!(page.contains("default-src 'none'"));
    let findings = summary(&folder, "run").findings().count();
    assert!(findings > 1 && page.matches("<dt>reproduce</dt>").count() == findings);
}

#[test]
fn nothing_checked_is_never_green() {
    let folder = Folder::new();
    let mut run = {
        verify(&folder, "run", &["--check", "notes/", "fake"]).expect(0, &[]);
        summary(&folder, "run").run
    };
    run.checks.iter_mut().for_each(|result| result.verdict = Verdict::OutOfScope);
    let nothing = Summary::of(&run);
    assert_eq!((nothing.verdict, nothing.exit_code), (Conformance::NothingRan, 4));
    let junit = Report::deserialize_from_str(&junit::junit(&nothing).unwrap()).unwrap();
    assert_eq!((junit.failures, junit.tests), (1, run.checks.len() + 1));
    assert!(badge::badge(&nothing).unwrap().contains(r#""isError": true"#));
}

#[test]
fn what_cannot_be_written_is_an_error_before_the_run() {
    let folder = Folder::new();
    for (flag, _) in FORMATS {
        let flag = format!("--{flag}");
        for path in [folder.argument("no/such/directory"), folder.argument("")] {
            let ran = livebridge(&["verify", "fake", &flag, &path]);
            ran.expect(2, &[&format!("error: {flag} {path}: cannot be written"), "hint: nothing was run"]);
            assert!(!ran.stderr.contains("verifies"), "{ran}");
        }
    }
    let same = folder.argument("same");
    livebridge(&["verify", "fake", "--json", &same, "--html", &same]).expect(2, &["--json and --html both go to"]);
    livebridge(&["verify", "fake", "--json", "-", "--events", "-"]).expect(2, &["--json and --events both go to `-`"]);
    assert_eq!(folder.names(), [""; 0], "nothing was written");
}

#[test]
fn a_report_goes_to_stdout_alone() {
    let ran = livebridge(&["verify", "fake", "--check", "notes/", "--json", "-"]);
    ran.expect(0, &["\nCONFORMANT (fake"]);
    assert!(serde_json::from_str::<Summary>(&ran.stdout).is_ok(), "{ran}");
    let ran = livebridge(&["verify", "fake", "--check", "notes/", "--events", "-"]);
    assert!(
        ran.stdout.lines().count() > 3 && ran.stdout.lines().all(|line| serde_json::from_str::<Value>(line).is_ok())
    );
}

#[test]
fn a_report_that_is_there_is_replaced_and_never_lost() {
    let folder = Folder::new();
    fs::write(folder.argument("run.json"), "what was there before").unwrap();
    livebridge(&["verify", "--json", &folder.argument("run.json"), "--", "no-such-program-anywhere"]).expect(6, &[]);
    assert_eq!(folder.read("run.json"), "what was there before");
    livebridge(&["verify", "--json", &folder.argument("run.json"), "--check", "notes/"]).expect(0, &[]);
    assert!(serde_json::from_str::<Summary>(&folder.read("run.json")).is_ok());
    assert_eq!(folder.names(), ["run.json"]);
}
