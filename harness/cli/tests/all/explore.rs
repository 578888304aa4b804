//! Exploration, replay and analysis through the library and through the built binary.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use livebridge_suite::explore::mutant_search::{self, MutantSearch};
use livebridge_suite::explore::program::Program;
use livebridge_suite::explore::{ExploreOptions, RunningTarget, explore, record, replay};
use livebridge_suite::interrupt::Interrupt;
use livebridge_suite::mutants;
use livebridge_suite::target::{FakeTarget, MutantTarget, Target};
use tempfile::TempDir;

use crate::support::{BINARY, LIVEBRIDGE, Ran, finish, livebridge, livebridge_with, python_is_here};

fn options(target: impl Target + 'static, cases: u64) -> ExploreOptions {
    ExploreOptions { cases, ..ExploreOptions::new(Arc::new(target)) }
}

fn mutant(name: &str) -> MutantTarget {
    MutantTarget(mutants::by_name(name).unwrap())
}

fn recorded(options: &ExploreOptions) -> (Vec<u8>, usize) {
    let mut bytes = Vec::new();
    let explored = explore(options, Some(&mut bytes), |_| {}).unwrap();
    (bytes, explored.findings.len())
}

/// The number of the program that finds a mutant.
fn first_finding(name: &str) -> u64 {
    explore(&options(mutant(name), 1000), None, |_| {}).unwrap().findings[0].number
}

fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/explore/programs").join(name)
}

/// The A/A control: the fake against itself.
#[test]
fn the_fake_agrees_with_the_model() {
    for seed in ["1", "another"] {
        let options = ExploreOptions { seed: seed.parse().unwrap(), ..options(FakeTarget, 150) };
        let explored = explore(&options, None, |_| {}).unwrap();
        assert!(explored.findings.is_empty(), "{:#?}", explored.findings);
        assert_eq!(explored.programs, 150);
        assert!(explored.steps >= 150 * 20, "{}", explored.steps);
    }
}

#[test]
fn the_same_seed_gives_the_same_record() {
    let (once, _) = recorded(&options(FakeTarget, 40));
    let (again, _) = recorded(&options(FakeTarget, 40));
    assert!(once == again, "two records of the same seed differ");
    let other = ExploreOptions { seed: "other".parse().unwrap(), ..options(FakeTarget, 40) };
    assert!(once != recorded(&other).0, "two seeds give the same record");
    let analysis = record::analyze(&*once).unwrap();
    assert_eq!((analysis.programs, analysis.incomplete, analysis.found.len()), (40, None, 0));
}

#[test]
fn a_record_is_judged_again_without_its_target() {
    let options = options(mutant("pieces-lose-their-colour"), 200);
    let (bytes, findings) = recorded(&options);
    assert_eq!(findings, 1);
    let found = record::analyze(&*bytes).unwrap().found;
    let explored = explore(&options, None, |_| {}).unwrap();
    assert_eq!(found.iter().map(|(number, ..)| *number).collect::<Vec<_>>(), [explored.findings[0].number]);
    // What was recorded is what is judged: with the faulty answers taken out nothing fits any more.
    let text = String::from_utf8(bytes).unwrap();
    let damaged = text.replacen("\"answers\":[{\"result\"", "\"answers\":[{\"fault\"", 9);
    assert!(
        record::analyze(damaged.as_bytes()).is_err() || !record::analyze(damaged.as_bytes()).unwrap().found.is_empty()
    );
}

/// Every mutant that a program can find, by a few programs: most are found by then, and become small. The whole table
/// is made by `livebridge explore --mutants`.
#[test]
fn few_programs_find_most_mutants() {
    let all: Vec<_> = mutants::all().collect();
    let options = options(FakeTarget, 60);
    let halves: Vec<Vec<MutantSearch>> = std::thread::scope(|scope| {
        let searches = all.chunks(all.len().div_ceil(2)).map(|half| {
            scope
                .spawn(|| half.iter().map(|mutant| mutant_search::search(mutant, &options).unwrap().unwrap()).collect())
        });
        searches.collect::<Vec<_>>().into_iter().map(|search| search.join().unwrap()).collect()
    });
    let searches: Vec<MutantSearch> = halves.into_iter().flatten().collect();
    let explorable = searches.iter().filter(|search| search.mutant.not_explorable.is_none()).count();
    let sizes: Vec<usize> = searches.iter().filter_map(|search| search.found).map(|(_, size)| size).collect();
    let small = sizes.iter().filter(|size| **size <= 5).count();
    assert!(sizes.len() * 10 >= explorable * 7, "{}", mutant_search::table(&searches));
    assert!(small * 10 >= sizes.len() * 8, "{}", mutant_search::table(&searches));
}

#[test]
fn every_reason_not_to_explore_is_a_reason() {
    for mutant in mutants::all() {
        assert!(mutant.not_explorable.is_none_or(|reason| !reason.is_empty()), "{}", mutant.name);
    }
}

#[test]
fn saved_programs_agree_everywhere() {
    let python = format!("{}/../../examples/python/complete.py", env!("CARGO_MANIFEST_DIR"));
    let script = format!("{}/../../examples/javascript/complete.mjs", env!("CARGO_MANIFEST_DIR"));
    for name in [
        "slivers.json",
        "symbolic-ids.json",
        "unseen-parameters.json",
        "deleted-sound.json",
        "renamed-piece.json",
        "coloured-piece.json",
    ] {
        let file = program(name);
        let file = file.to_str().unwrap();
        livebridge(&["replay", file, "fake"]).expect(0, &["AGREES (fake)"]);
        livebridge(&["replay", file, "--", BINARY, "serve", "fake"]).expect(0, &["AGREES (-- "]);
        if python_is_here() {
            livebridge(&["replay", file, "--", "python3", &python]).expect(0, &["AGREES (-- python3"]);
        }
        if node_is_here() {
            livebridge(&["replay", file, "--", "node", &script]).expect(0, &["AGREES (-- node"]);
        }
    }
}

/// What a host puts into a new track is not what the batch inserts by a reference to the track's renaming.
#[test]
fn devices_of_a_renamed_track_are_told_apart() {
    if python_is_here() {
        let python = format!("{}/../../examples/python/complete.py", env!("CARGO_MANIFEST_DIR"));
        let file = program("renamed-track.json");
        for variant in ["new-tracks-have-devices", "all-side-effects"] {
            livebridge(&["replay", file.to_str().unwrap(), "--", "python3", &python, "--variant", variant])
                .expect(0, &["AGREES (-- python3"]);
        }
    }
}

fn node_is_here() -> bool {
    let started = std::process::Command::new("node").arg("--version").stdout(std::process::Stdio::null()).status();
    started.is_ok_and(|status| status.success())
}

/// The complete examples, by a few programs; their ids are positional in one and opaque in the other.
#[test]
fn the_examples_agree_with_the_model() {
    let python = format!("{}/../../examples/python/complete.py", env!("CARGO_MANIFEST_DIR"));
    let script = format!("{}/../../examples/javascript/complete.mjs", env!("CARGO_MANIFEST_DIR"));
    let minimal = format!("{}/../../examples/python/minimal.py", env!("CARGO_MANIFEST_DIR"));
    let agrees = |cases: &str, interpreter: &str, example: &str| {
        livebridge(&["explore", "--cases", cases, "--", interpreter, example]).expect(0, &["\nNOTHING FOUND (-- "]);
    };
    if python_is_here() {
        agrees("40", "python3", &python);
        // It offers seven operations and no reset: it is started anew for each program.
        agrees("4", "python3", &minimal);
    }
    if node_is_here() {
        agrees("40", "node", &script);
    }
}

#[test]
fn what_is_found_over_the_wire_replays_in_process() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("found.json");
    let file = file.to_str().unwrap();
    let mutant = "fake+content-stays-with-the-cut";
    let ran = livebridge(&["explore", "--save", file, "--", BINARY, "serve", mutant]);
    ran.expect(
        1,
        &["\nDIVERGES in program ", "  expected: ", "  seen: ", "  calls:\n", "  reproduce: livebridge replay "],
    );
    livebridge(&["replay", file, mutant])
        .expect(1, &["  expected: ", "\nDIVERGES (fake+content-stays-with-the-cut)\n"]);
    livebridge(&["replay", file, "fake"]).expect(0, &["AGREES (fake)"]);
    // The same program is found in process.
    let program = Program::from_json(&fs::read_to_string(file).unwrap()).unwrap();
    let target = Arc::new(self::mutant("content-stays-with-the-cut"));
    let mut live = RunningTarget::open(target, livebridge_wire::Timeouts::default()).unwrap();
    assert!(replay(&mut live, &program).unwrap().is_err());
}

#[test]
fn a_finding_in_words() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("found.json");
    let ran = livebridge(&["explore", "--save", file.to_str().unwrap(), "fake+clear-drops-tail"]);
    assert_eq!(ran.code, Some(1), "{ran}");
    // What comes after the finding tells the time that it took.
    let (_, finding) = ran.stderr.split_once("\n\n").unwrap();
    let (finding, rest) = finding.split_once("\n\n").unwrap();
    let finding = finding.replace(file.to_str().unwrap(), "FILE");
    let number = first_finding("clear-drops-tail");
    assert!(rest.starts_with(&format!("programs {number}, steps ")), "{ran}");
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/exploration.md")).unwrap();
    assert!(page.contains(&format!("```text\n{finding}\n```")), "docs/exploration.md shows another finding");
    insta::assert_snapshot!("explore_finding", format!("{finding}\n{}", rest.split_once('\n').unwrap().1));
    insta::assert_snapshot!("explore_saved", fs::read_to_string(&file).unwrap());
    let ran = livebridge(&["replay", file.to_str().unwrap(), "fake+clear-drops-tail"]);
    insta::assert_snapshot!("replay_finding", ran);
}

#[test]
fn several_findings_are_saved_one_by_one() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("found.json");
    let arguments =
        ["explore", "--keep-going", "--cases", "60", "--save", file.to_str().unwrap(), "fake+stale-id-accepted"];
    livebridge(&arguments).expect(1, &["\nDIVERGES in ", " ways (fake+stale-id-accepted, seed 1, programs 60)\n"]);
    assert!(file.exists() && folder.path().join("found-2.json").exists());
}

/// What is known is passed over, and told at the end; what is new is told.
#[test]
fn known_causes_are_passed_over() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (known, found) = (at("known.toml"), at("found.json"));
    let explored = explore(&options(mutant("tempo-rounded"), 1000), None, |_| {}).unwrap();
    let finding = &explored.findings[0];
    let cause = &finding.divergence.cause;
    assert!(cause.starts_with("setTempo: "), "{cause}");
    let listed = |cause: &str| format!("version = 1\n[[known]]\ncause = \"{cause}\"\nreason = \"an old one\"\n");
    fs::write(&known, listed(cause)).unwrap();
    let cases = finding.number.to_string();
    let explored = |known: &str| {
        livebridge(&["explore", "--cases", &cases, "--baseline", known, "--save", &found, "fake+tempo-rounded"])
    };
    explored(&known).expect(0, &[&format!("\nknown in 1 program: {cause}\n"), "\nNOTHING FOUND (fake+tempo-"]);
    fs::write(&known, listed("setNotes: answer, count")).unwrap();
    explored(&known).expect(1, &["\nknown, and not seen: setNotes: answer, count\n", "\nDIVERGES (fake+tempo-"]);
    fs::write(&known, "version = 2\n").unwrap();
    explored(&known).expect(2, &["version is 2, and only 1 is known", "hint: list each as `[[known]]`"]);
}

/// One cause is one finding, however many programs show it.
#[test]
fn findings_are_told_by_cause() {
    let options = ExploreOptions { findings: 20, ..options(mutant("tempo-rounded"), 300) };
    let explored = explore(&options, None, |_| {}).unwrap();
    let causes: Vec<&str> = explored.findings.iter().map(|finding| finding.divergence.cause.as_str()).collect();
    let distinct: std::collections::BTreeSet<&str> = causes.iter().copied().collect();
    assert_eq!(causes.len(), distinct.len(), "{causes:?}");
    assert!(explored.programs == 300 && explored.again.values().sum::<u64>() > 20, "{:?}", explored.again);
}

/// Several instances find what one finds, whoever is faster.
#[test]
fn the_findings_are_the_same_with_several_jobs() {
    for name in ["rollback-leaks-first-op", "clear-drops-tail", "stale-id-accepted"] {
        let with = |jobs: usize| {
            let options = ExploreOptions { jobs: jobs.try_into().unwrap(), ..options(mutant(name), 1000) };
            let explored = explore(&options, None, |_| {}).unwrap();
            let found = &explored.findings[0];
            (explored.findings.len(), explored.programs, explored.steps, found.number, found.program.clone())
        };
        let alone = with(1);
        for jobs in [2, 3, 3, 5] {
            assert_eq!(alone, with(jobs), "{name} with {jobs} jobs");
        }
    }
    let all_of = |jobs: usize| {
        let jobs = jobs.try_into().unwrap();
        let options = ExploreOptions { jobs, findings: 20, ..options(mutant("tempo-rounded"), 300) };
        let explored = explore(&options, None, |_| {}).unwrap();
        let causes: Vec<(u64, String)> =
            explored.findings.into_iter().map(|finding| (finding.number, finding.divergence.cause)).collect();
        (explored.programs, explored.steps, causes, explored.again)
    };
    assert_eq!(all_of(4), all_of(4));
    // Which further ones there are depends on what an instance has seen before.
    assert_eq!(all_of(1).2[0], all_of(4).2[0]);
}

/// A run ends when one of its instances is lost, and does not go on with the others for as many programs as were asked for.
#[test]
fn a_lost_instance_ends_the_run_of_all() {
    if !python_is_here() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let script = folder.path().join("dies.py");
    let text = format!(
        r#"
import os, sys
sys.path.insert(0, {examples:?})
from livebridge_example.bridge import Complete
from livebridge_kit import serve
marks = [name for name in os.listdir({folder:?}) if name.startswith("mark")]
if len(marks) > 1:
    sys.exit("two have been started")
open(os.path.join({folder:?}, f"mark{{len(marks)}}-{{os.getpid()}}"), "w").close()
class Dies(Complete):
    calls = 0
    def call(self, method, params):
        self.calls += 1
        if not marks and self.calls > 300:
            os._exit(3)
        return super().call(method, params)
serve(Dies())
"#,
        examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/python"),
        folder = folder.path(),
    );
    fs::write(&script, text).unwrap();
    let arguments =
        ["explore", "-j", "2", "--keep-going", "--cases", "1000000", "--", "python3", script.to_str().unwrap()];
    livebridge_with(&arguments, |command| command.current_dir(folder.path()))
        .expect(6, &["the target exited with code 3", "could not be made ready", "two have been started"]);
}

/// Somebody else's program cannot be started twice, and a record is written by one.
#[test]
fn several_jobs_need_several_targets() {
    livebridge(&["explore", "-j", "2", "tcp:127.0.0.1:1"])
        .expect(2, &["`tcp:127.0.0.1:1` cannot be started several times", "hint: leave out --jobs"]);
    livebridge(&["explore", "-j", "2", "--record", "-"]).expect(2, &["cannot be used with", "--jobs"]);
    livebridge(&["explore", "-j", "0"]).expect(2, &["`0` is no number of jobs from 1"]);
    livebridge(&["explore", "-j", "3", "--cases", "2"]).expect(0, &["programs 2, ", "NOTHING FOUND (fake, seed 1, "]);
}

/// A target that shows another Set at the start is told once, and then explored from what it shows.
#[test]
fn what_is_shown_at_the_start_is_told_once() {
    for name in ["fixture-with-another-tempo", "snapshot-forgets-colours", "scene-tempo-of-the-set"] {
        let options = ExploreOptions { findings: 20, ..options(mutant(name), 120) };
        let explored = explore(&options, None, |_| {}).unwrap();
        let at_the_start = explored.findings.iter().filter(|finding| finding.program.steps.is_empty()).count();
        assert!(explored.programs == 120 && at_the_start < 4, "{name}: {:#?}", explored.findings);
    }
}

/// A finding is worth more than the file of its program.
#[test]
fn a_finding_that_cannot_be_saved_is_told() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(".livebridge"), "in the way").unwrap();
    let ran = livebridge_with(&["explore", "fake+clear-drops-tail"], |command| command.current_dir(folder.path()));
    ran.expect(
        1,
        &["  expected: ", "  seen:     ", "  calls:\n", "the program is not saved: failed to create `.livebr"],
    );
    assert!(ran.stderr.contains("\nDIVERGES (fake+clear-drops-tail, seed 1, programs "), "{ran}");
    // What is known before is said before, and no directory is made.
    let nowhere = folder.path().join("none/found.json");
    livebridge(&["explore", "--save", nowhere.to_str().unwrap()]).expect(2, &["--save ", "hint: nothing was run"]);
    assert!(!folder.path().join("none").exists());
}

#[test]
fn where_things_go_is_checked_before() {
    let folder = TempDir::new().unwrap();
    let run = |arguments: &[&str]| {
        livebridge_with(&[&["explore", "--cases", "1"], arguments].concat(), |command| command.current_dir(&folder))
    };
    run(&["--save", "-"]).expect(2, &["`-` is no file"]);
    run(&["--save", ""]).expect(2, &["give the name of a file"]);
    run(&["--seed", ""]).expect(2, &["'--seed <SEED>': it is empty"]);
    run(&["--save", "d.json", "--record", "./d.json"]).expect(2, &["--save and --record both go to `./d.json`"]);
    run(&["--record", "bridge.py", "--", "python3", "bridge.py"]).expect(6, &[]);
    fs::write(folder.path().join("bridge.py"), "pass").unwrap();
    run(&["--record", "bridge.py", "--", "python3", "bridge.py"]).expect(2, &["it is what is read, and would be lost"]);
    let ran = run(&["--record", "-"]);
    ran.expect(0, &["NOTHING FOUND"]);
    let analysis = record::analyze(ran.stdout.as_bytes()).unwrap();
    assert_eq!((analysis.programs, analysis.incomplete), (1, None));
    assert!(!folder.path().join("-").exists());
}

/// However a record was cut, it is not taken for a whole one in which nothing was found.
#[test]
fn an_incomplete_record_is_never_green() {
    let (bytes, _) = recorded(&options(FakeTarget, 3));
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    assert!(lines.last().unwrap().starts_with("{\"end\":{\"programs\":3,\"steps\":"), "{:?}", lines.last());
    let starts: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].starts_with("{\"program\"")).collect();
    let a_read = (2..lines.len()).find(|at| lines[*at].contains("\"step\":{\"method\":\"list")).unwrap();
    let without = |range: std::ops::Range<usize>| [&lines[..range.start], &lines[range.end..]].concat().concat();
    let end = lines.len();
    let cut = [
        ("all but the first line", without(1..end), 0),
        ("the end", without(end - 1..end), 3),
        ("the middle of a line", text[..text.len() - 5].to_owned(), 3),
        ("the end of a program", without(end - 2..end), 3),
        ("a step", without(a_read..a_read + 1), 3),
        ("the end of the first program", without(starts[1] - 1..starts[1]), 3),
        ("a program", without(starts[1]..starts[2]), 2),
    ];
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.ndjson");
    for (what, text, programs) in cut {
        fs::write(&file, &text).unwrap();
        let ran = livebridge(&["analyze", file.to_str().unwrap()]);
        let verdict = format!("\nNOT DECIDED (fake, seed 1, programs {programs})\n");
        assert_eq!((what, ran.code), (what, Some(5)), "{ran}");
        ran.expect(5, &["\nthe record is incomplete: ", &verdict]);
    }
    // What was found before the cut stays found.
    let (bytes, findings) = recorded(&options(mutant("clear-drops-tail"), 100));
    let text = String::from_utf8(bytes).unwrap();
    fs::write(&file, text.rsplit_once("{\"end\"").unwrap().0).unwrap();
    assert_eq!(findings, 1);
    livebridge(&["analyze", file.to_str().unwrap()]).expect(1, &["the record is incomplete: ", "\nDIVERGES (fake+"]);
    // After the end comes nothing.
    fs::write(&file, format!("{text}{text}")).unwrap();
    livebridge(&["analyze", file.to_str().unwrap()]).expect(2, &["the record has ended before"]);
}

#[test]
fn an_interruption_leaves_what_was_found() {
    let interrupt = Interrupt::default();
    let options =
        ExploreOptions { interrupt: interrupt.clone(), findings: 9, ..options(mutant("clear-drops-tail"), 2000) };
    let mut bytes = Vec::new();
    let explored = explore(&options, Some(&mut bytes), |explored| {
        if explored.findings.len() == 1 {
            interrupt.raise();
        }
    });
    let explored = explored.unwrap();
    let number = explored.findings[0].number;
    assert_eq!((explored.programs, explored.findings.len(), explored.interrupted), (number, 1, true));
    let analysis = record::analyze(&*bytes).unwrap();
    assert_eq!((analysis.programs, analysis.found.len(), analysis.incomplete.is_some()), (number, 1, true));
}

/// Starts `livebridge`, interrupts it when `ready` says so of its process, and gives what it said.
#[cfg(target_os = "linux")]
fn interrupted(arguments: &[&str], folder: &Path, ready: impl Fn(u32) -> bool) -> Ran {
    use std::process::{Command, Stdio};
    let mut command = LIVEBRIDGE.command();
    command.args(arguments).current_dir(folder);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let process = child.id();
    let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
    while !ready(process) {
        assert!(std::time::Instant::now() < deadline, "it is never ready");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(Command::new("kill").args(["-INT", &process.to_string()]).status().unwrap().success());
    finish(child, &command)
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_loses_no_finding() {
    let folder = TempDir::new().unwrap();
    let saved = folder.path().join(format!(".livebridge/divergence-1-{}.json", first_finding("clear-drops-tail")));
    let arguments = ["explore", "--keep-going", "--cases", "100000000", "fake+clear-drops-tail"];
    let ran = interrupted(&arguments, folder.path(), |_| saved.exists());
    ran.expect(130, &["\nDIVERGES in program ", ", at clearClipsInRange\n", "\ninterrupted after ", "\nDIVERGES "]);
    // Nothing is found here: there is nothing to wait for but the handler of the signal.
    let listens = |process| {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
        u64::from_str_radix(caught.trim(), 16).unwrap() & 2 != 0
    };
    let ran = interrupted(&["explore", "--cases", "100000000"], folder.path(), listens);
    ran.expect(130, &["\ninterrupted after ", "\nNOT DECIDED (fake, seed 1, programs "]);
    let ran = interrupted(&["mutants"], folder.path(), listens);
    ran.expect(130, &[" mutants, "]);
    assert!(ran.stdout.contains("\ninterrupted: of ") && ran.stdout.contains("\ncanary "), "{ran}");
    interrupted(&["explore", "--mutants"], folder.path(), listens).expect(130, &["interrupted after "]);
}

/// Writes the complete example in Python whose `control/undo` never answers, with more of it replaced.
fn hanging(script: &Path, more: &str) {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/python");
    let source = format!(
        "import runpy, sys, time\nsys.path.insert(0, {examples:?})\nfrom livebridge_example import bridge\n\
         bridge.Complete.undo = lambda *_: time.sleep(1000)\n{more}\
         runpy.run_path({examples:?} + '/complete.py', run_name='__main__')\n"
    );
    fs::write(script, source).unwrap();
}

/// A call that hangs is the finding, not what is asked after it; and it is found again. It is waited for in short while
/// the program is made smaller, and told with the whole time-out.
#[test]
fn a_call_that_hangs_is_named_and_shrunk() {
    if !python_is_here() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let (script, file) = (folder.path().join("hangs.py"), folder.path().join("found.json"));
    hanging(&script, "");
    let (script, file) = (script.to_str().unwrap(), file.to_str().unwrap());
    let target = ["--timeout", "0.5", "--", "python3", script];
    let arguments = ["explore", "--ops", "control/undo,setTempo", "--cases", "3", "--save", file];
    livebridge(&[&arguments[..], &target].concat()).expect(
        1,
        &[
            "  program:  1 operation, shrunk from ",
            "  expected: control/undo is answered\n",
            "  seen:     control/undo timed out after 0.5 s\n",
        ],
    );
    livebridge(&[&["replay", file][..], &target].concat()).expect(1, &["  seen:     control/undo timed out"]);
}

/// What is slow, and answers within the time-out, is not taken for what hangs, however short it is waited for while the
/// program is made smaller.
#[test]
fn a_call_that_is_slow_is_not_told_for_one_that_hangs() {
    if !python_is_here() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let (script, file) = (folder.path().join("slow.py"), folder.path().join("found.json"));
    hanging(
        &script,
        "redo = bridge.Complete.redo\n\
         bridge.Complete.redo = lambda *given: (time.sleep(0.5), redo(*given))[1]\n",
    );
    let (script, file) = (script.to_str().unwrap(), file.to_str().unwrap());
    // The first program of this seed is a redo and an undo: in short, the redo alone would show it.
    let arguments = ["explore", "--ops", "control/undo,control/redo", "--seed", "12", "--save", file];
    livebridge(&[&arguments[..], &["--timeout", "2", "--", "python3", script]].concat()).expect(
        1,
        &["  program:  2 operations, ", "    control/redo\n", "  seen:     control/undo timed out after 2 s\n"],
    );
}

#[test]
fn exit_codes() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let record = at("run.ndjson");
    livebridge(&["explore", "--cases", "5", "--record", &record])
        .expect(0, &["\nNOTHING FOUND (fake, seed 1, programs 5)"]);
    livebridge(&["analyze", &record]).expect(0, &["programs 5, steps ", "\nNOTHING FOUND (fake, seed 1, programs 5)"]);
    livebridge(&["explore", "--budget", "0", "--record", &record])
        .expect(5, &["\nNO PROGRAM RAN (fake, seed 1, programs 0)"]);
    livebridge(&["analyze", &record]).expect(5, &["\nNO PROGRAM RAN (fake, seed 1, programs 0)"]);
    livebridge(&["explore", "--mutants", "--cases", "1", "--steps", "1"]).expect(8, &[]);
    livebridge(&["explore", "--", "no-such-program-anywhere"]).expect(6, &["could not be made ready", "hint: "]);
    if python_is_here() {
        let minimal = format!("{}/../../examples/python/minimal.py", env!("CARGO_MANIFEST_DIR"));
        livebridge(&["explore", "--ops", "control/undo", "--", "python3", &minimal]).expect(4, &["nothing to explore"]);
    }
    fs::write(at("text"), "[1]").unwrap();
    insta::assert_snapshot!("explore_unknown_operation", livebridge(&["explore", "--ops", "setTempo,quantize"]));
    insta::assert_snapshot!("explore_no_time", livebridge(&["explore", "--budget", "soon"]));
    for command in ["replay", "analyze"] {
        livebridge(&[command, &at("nothing-there")]).expect(2, &["failed to read"]);
        livebridge(&[command, &at("text")]).expect(2, &["hint: give a "]);
    }
}
