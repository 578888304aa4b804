//! A run that was kept as events: read again whole, cut anywhere, or left behind by a harness that was killed.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use livebridge_suite::report::{Summary, record};
use livebridge_suite::verdict::{Conformance, Verdict};

use super::{FORMATS, MUTANT, verify};
use crate::support::{Folder, LIVEBRIDGE, livebridge, python_is_here};

#[test]
fn a_whole_stream_is_the_run() {
    let folder = Folder::new();
    verify(&folder, "run", &[MUTANT]).expect(1, &[]);
    let mut arguments = vec!["report".to_owned(), "from-events".to_owned(), folder.argument("run.ndjson")];
    for (flag, ending) in FORMATS.iter().filter(|(flag, _)| *flag != "events") {
        arguments.extend([format!("--{flag}"), folder.argument(&format!("again.{ending}"))]);
    }
    let ran = livebridge(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    ran.expect(1, &["\nFAIL ", "\nNONCONFORMANT ("]);
    for (flag, ending) in FORMATS.iter().filter(|(flag, _)| *flag != "events") {
        assert!(folder.read(&format!("run.{ending}")) == folder.read(&format!("again.{ending}")), "{flag} differs");
    }
}

#[test]
fn a_stream_that_is_cut_anywhere_keeps_what_it_told() {
    let folder = Folder::new();
    verify(&folder, "run", &["--check", "notes/", "fake"]).expect(0, &[]);
    let text = folder.read("run.ndjson");
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
    let told = |text: &str| text.lines().filter(|line| line.starts_with(r#"{"event":"checkEnded""#)).count();
    // After each line but the last, and in the middle of the line that follows.
    for pair in ends.windows(2) {
        for cut in [pair[0], usize::midpoint(pair[0], pair[1])] {
            let run = record::read(&text.as_bytes()[..cut]).unwrap();
            assert!(run.interrupted);
            let known = run.checks.iter().filter(|result| result.verdict == Verdict::Pass).count();
            assert_eq!(known, told(&text[..pair[0]]), "cut at {cut}");
            let unknown: Vec<_> = run.checks.iter().filter(|result| result.verdict == Verdict::Unknown).collect();
            assert!(unknown.len() <= 1, "{unknown:?}");
            let summary = Summary::of(&run);
            assert_ne!(summary.exit_code, 0, "a part of a run is never green");
            assert_eq!(summary.verdict, Conformance::NotDecided);
        }
    }
    assert!(!record::read(text.as_bytes()).unwrap().interrupted);
}

#[test]
fn what_is_no_stream_is_refused_by_line() {
    let folder = Folder::new();
    verify(&folder, "run", &["--check", "notes/", "fake"]).expect(0, &[]);
    let text = folder.read("run.ndjson");
    let lines: Vec<&str> = text.lines().collect();
    let refused = |text: String, why: &str| {
        fs::write(folder.argument("broken"), text).unwrap();
        livebridge(&["report", "from-events", &folder.argument("broken")]).expect(2, &[why, "hint: "]);
    };
    refused(String::new(), "does not begin with `runStarted`");
    refused(lines[1..].join("\n"), "does not begin with `runStarted`");
    refused("not JSON\n".to_owned(), "line 1 is no event");
    refused(format!("{}\n{{\"event\":\"nothing\"}}\n", lines[0]), "line 2 is no event: unknown variant `nothing`");
    refused(format!("{text}{}\n", lines[0]), "the run has ended before");
    refused(format!("{0}\n{0}\n", lines[0]), "line 2: a second run starts here");
    refused(lines[0].replace(r#""suite":"1"#, r#""suite":"99"#) + "\n", "version 99");
    let unknown = lines[1].replace("LB-", "LB-NONE-");
    refused(format!("{}\n{unknown}\n", lines[0]), "in this version of the suite");
    livebridge(&["report", "from-events", &folder.argument("none")]).expect(2, &["failed to read"]);
    // A stream is not written over by its own report.
    let (stream, roundabout) = (folder.argument("broken"), folder.argument("./broken"));
    let before = folder.read("broken");
    livebridge(&["report", "from-events", &stream, "--json", &roundabout]).expect(2, &["it is what is read"]);
    livebridge(&["report", "merge", &stream, "--html", &roundabout]).expect(2, &["it is what is read"]);
    assert_eq!(folder.read("broken"), before);
}

/// Answers the greeting and the first calls, then nothing more.
const HANGS: &str = r#"
import json, sys
for n, line in enumerate(sys.stdin):
    if n > 0:
        continue
    implementation = {"name": "hangs", "version": "1", "language": "Python"}
    result = {"protocolVersion": 1, "implementation": implementation, "capabilities": {}, "operations": ["getSongOverview"]}
    print(json.dumps({"jsonrpc": "2.0", "id": json.loads(line)["id"], "result": result}), flush=True)
"#;

#[test]
fn a_harness_that_is_killed_leaves_what_it_saw() {
    if !python_is_here() {
        return;
    }
    let folder = Folder::new();
    let events = folder.argument("run.ndjson");
    let mut child = LIVEBRIDGE
        .command()
        .args(["verify", "--timeout", "3600", "--events", &events, "--json", &folder.argument("run.json")])
        .args(["--", "python3", "-c", HANGS])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The run hangs in the first check that calls something: then its beginning is there, and nothing follows.
    let deadline = Instant::now() + Duration::from_mins(1);
    let hangs = |text: &str| text.lines().last().is_some_and(|line| line.contains(r#""checkStarted","check":"reads/"#));
    while !hangs(&fs::read_to_string(&events).unwrap_or_default()) && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(folder.names(), ["run.ndjson"], "no report, and no rest of one");
    let ran = livebridge(&["report", "from-events", &events, "--json", &folder.argument("run.json")]);
    ran.expect(130, &["interrupted after", "cut short while this was checked", "\nNOT DECIDED (-- python3 -c"]);
    let summary: Summary = serde_json::from_str(&folder.read("run.json")).unwrap();
    let unknown: Vec<_> = summary.run.checks.iter().filter(|result| result.verdict == Verdict::Unknown).collect();
    assert!(unknown.len() == 1 && unknown[0].check.starts_with("reads/"), "{unknown:?}");
}
