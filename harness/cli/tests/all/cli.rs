//! The command line as its users meet it: exit codes, and the texts as snapshots of stdout, stderr and exit code.

use crate::support::{BINARY, livebridge, livebridge_with, python_is_here};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/python/minimal.py");

#[test]
fn exit_code_0_for_the_fake() {
    livebridge(&["verify"]).expect(0, &["\nCONFORMANT (fake, seed 1)\n"]);
    livebridge(&["verify", "fake", "--seed", "7"]).expect(0, &["\nCONFORMANT (fake, seed 7)\n"]);
}

/// A seed is what `explore` takes for one, and is told as it was given: in words, in JSON and in what reproduces it.
#[test]
fn a_seed_is_an_integer_or_any_text() {
    livebridge(&["verify", "--check", "ids/", "--seed", "3f9a2c"]).expect(0, &["CONFORMANT (fake, seed 3f9a2c, only "]);
    livebridge(&["verify", "--seed", ""]).expect(2, &["it is empty: give an integer, or any text"]);
    let property =
        ["verify", "fake+no-undo-step-for-tempo", "--check", "undo/one_call_is_one_undo", "--json", "-", "--seed"];
    let run = |seed: &str| {
        let ran = livebridge(&[&property[..], &[seed]].concat());
        let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        (ran, summary["run"]["seed"].clone())
    };
    let (ran, told) = run("a b");
    ran.expect(
        1,
        &[
            "reproduce livebridge verify --seed 'a b' --check ",
            "\nNONCONFORMANT (fake+no-undo-step-for-tempo, seed a b, ",
        ],
    );
    assert_eq!(told, "a b");
    assert_eq!(run("7").1, 7);
}

#[test]
fn exit_code_0_for_the_fake_over_the_wire() {
    let program = BINARY;
    livebridge(&["verify", "--", program, "serve", "fake"]).expect(0, &["over the wire", "\nCONFORMANT (-- "]);
}

#[test]
fn exit_code_1_for_a_mutant() {
    let ran = livebridge(&["verify", "fake+rollback-leaks-first-op", "--check", "transactions/all"]);
    ran.expect(1, &["\nNONCONFORMANT (fake+rollback-leaks-first-op, seed 1, only 1 of "]);
    // The first line names the version, the summary follows the finding.
    let (_, findings) = ran.stderr.split_once('\n').unwrap();
    let (finding, _) = findings.split_once("\noperations ").unwrap();
    insta::assert_snapshot!("finding", finding);
}

#[test]
fn exit_code_2_for_wrong_usage() {
    insta::assert_snapshot!("unknown_target", livebridge(&["verify", "live"]));
    insta::assert_snapshot!("unknown_mutant", livebridge(&["verify", "fake+no-such-fault"]));
    insta::assert_snapshot!("near_miss", livebridge(&["verify", "fake+rollback-leaks"]));
    insta::assert_snapshot!("unknown_flag", livebridge(&["verify", "--fixture", "seeded"]));
    insta::assert_snapshot!("target_and_command", livebridge(&["verify", "fake", "--", "python3", "bridge.py"]));
    insta::assert_snapshot!("unknown_check", livebridge(&["verify", "--check", "ids/", "--check", "tuning"]));
    insta::assert_snapshot!("no_time", livebridge(&["verify", "--timeout", "0"]));
    insta::assert_snapshot!("no_number", livebridge(&["verify", "--start-timeout", "soon"]));
    insta::assert_snapshot!("unknown_requirement", livebridge(&["explain", "LB-NONE-001"]));
    insta::assert_snapshot!("serve_what", livebridge(&["serve", "live"]));
    insta::assert_snapshot!("no_command", livebridge(&[]));
    insta::assert_snapshot!("only_what", livebridge(&["mutants", "--only", "no-such-fault"]));
}

#[test]
fn exit_code_4_when_nothing_ran() {
    if !python_is_here() {
        return;
    }
    let ran = livebridge(&["verify", "--check", "undo/", "--", "python3", EXAMPLE]);
    ran.expect(4, &["0 passed", "not applicable", "\nNOTHING RAN (-- python3"]);
}

#[test]
fn exit_code_6_without_a_target() {
    livebridge(&["verify", "--", "no-such-program-anywhere"]).expect(6, &["cannot be started", "hint: "]);
    if python_is_here() {
        livebridge(&["verify", "--", "python3", "-c", "pass"]).expect(
            6,
            &[
                "error: the target `-- python3 -c pass` could not be started or greeted: the target exited with code 0\n",
                "hint: ",
            ],
        );
    }
}

#[test]
fn help() {
    insta::assert_snapshot!("help", livebridge(&["--help"]));
    let commands = [
        "verify",
        "smoke",
        "explore",
        "replay",
        "analyze",
        "serve",
        "list",
        "explain",
        "baseline",
        "mutants",
        "report",
        "run",
        "golden",
        "snapshot",
        "diff",
        "picture",
        "lint",
        "mcp",
        "measure",
        "bench",
        "schemas",
        "completions",
    ];
    for command in commands {
        insta::assert_snapshot!(format!("help_{command}"), livebridge(&[command, "--help"]));
    }
    for command in ["check", "update"] {
        let name = format!("help_baseline_{command}");
        insta::assert_snapshot!(name, livebridge(&["baseline", command, "--help"]));
    }
}

#[test]
fn version() {
    let ran = livebridge(&["--version"]);
    assert_eq!((ran.code, ran.stdout), (Some(0), format!("livebridge {}\n", env!("CARGO_PKG_VERSION"))));
}

/// What grows with the suite is not kept as a snapshot: each list is looked at for its shape and its length.
#[test]
fn lists() {
    use livebridge_port::Operation;
    use livebridge_suite::{checks, mutants, registry};
    let lines = |what: &str, count: usize, form: &dyn Fn(&str) -> bool| {
        let ran = livebridge(&["list", what]);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
        assert_eq!(ran.stdout.lines().count(), count, "{ran}");
        assert!(ran.stdout.lines().all(form), "{ran}");
    };
    lines("requirements", registry::all().count(), &|line| {
        line.starts_with("LB-") && (line.contains(" MUST ") || line.contains(" SHOULD ")) && line.ends_with('.')
    });
    lines("checks", checks::all().len(), &|line| line.contains('/') && line.contains(" LB-"));
    lines("mutants", mutants::all().count(), &|line| line.starts_with("fake+") && line.contains(" LB-"));
    lines("operations", Operation::ALL.len(), &|line| line.parse::<Operation>().is_ok());
    assert_eq!(livebridge(&["list"]).stdout, livebridge(&["list", "requirements"]).stdout);
}

#[test]
fn hunts_a_mutant() {
    let told = |stdout: &str| {
        // How many checks there are is not kept in a snapshot.
        let lines = stdout.lines().map(|line| line.split(" findings in ").next().unwrap_or(line));
        lines.map(str::trim_end).collect::<Vec<_>>().join("\n")
    };
    let ran = livebridge(&["mutants", "--only", "fake+step-per-mutation"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    insta::assert_snapshot!("hunt", told(&ran.stdout));
    let ran = livebridge(&["mutants", "--only", "step-per-mutation", "--json"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    insta::assert_snapshot!("hunt_json", ran.stdout);
    let listed: serde_json::Value = serde_json::from_str(&livebridge(&["mutants", "--list", "--json"]).stdout).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), livebridge_suite::mutants::all().count());
    assert_eq!(livebridge(&["mutants", "--list"]).stdout, livebridge(&["list", "mutants"]).stdout);
}

#[test]
fn explains() {
    insta::assert_snapshot!("explain", livebridge(&["explain", "lb-mut-002"]));
}

#[test]
fn every_requirement_can_be_explained() {
    for requirement in livebridge_suite::registry::all() {
        let ran = livebridge(&["explain", requirement.id]);
        assert_eq!(ran.code, Some(0), "{ran}");
        assert!(ran.stdout.starts_with(requirement.id) && ran.stdout.contains(requirement.text), "{ran}");
        assert!(ran.stdout.contains("\ncheck     "), "{ran}");
    }
}

/// A name with a line end, an escape sequence that sets the title of a terminal, and one of a single byte in Latin-1.
#[cfg(unix)]
const EVIL: &str = "ev\nil\u{1b}]0;title\u{7}\u{9b}2J";

/// Whatever a file is called, the terminal gets text: for every command that takes a name, whether it works or not.
#[cfg(unix)]
#[test]
fn names_of_files_cannot_steer_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let evil = |ending: &str| format!("{EVIL}{ending}");
    let (set, missing) = (evil(".json"), evil(".als"));
    std::fs::write(folder.path().join(&set), livebridge_port::fixtures::seeded().to_canonical()).unwrap();
    let (als, none, nowhere) = (format!("als:{missing}"), evil("/none/x.html"), evil("-nowhere"));
    let commands: &[&[&str]] = &[
        &["verify", &als],
        &["verify", &nowhere],
        &["verify", "--", &nowhere],
        &["verify", "--check", "reads/", "--reset-from", &set],
        &["verify", "--reset-from", &missing],
        &["verify", "--baseline", &missing],
        &["verify", "--config", &missing],
        &["verify", "--html", &none],
        &["explore", "--cases", "1", "--record", &none],
        &["explore", &als],
        &["replay", &missing],
        &["analyze", &missing],
        &["report", "merge", &missing],
        &["baseline", "update", &none],
        &["serve", &als],
        &["run", "janitor", &als],
        &["run", "janitor", "--save", &none],
        &["run", "session-to-song", "--sections", &missing],
        &["golden", "check", &missing],
        &["golden", "check", "--dir", &nowhere],
        &["golden", "review", "--dir", &nowhere],
        &["golden", "accept", "--dir", &nowhere],
        &["snapshot", &missing],
        &["diff", &missing, &set],
        &["diff", &set, "fake", &missing],
        &["picture", &missing, "-o", "x.svg"],
        &["picture", &set, "-o", &none],
        &["lint", &missing],
        &["lint", &set],
        &["lint", &set, "--config", &missing],
        &["measure", &missing],
        &["bench", "--compare", "before", "--directory", &nowhere],
        &["schemas", "--check", &nowhere],
    ];
    for command in commands {
        let ran = livebridge_with(command, |command| command.current_dir(&folder));
        let told = format!("{}{}", ran.stdout, ran.stderr);
        assert!(!told.contains(|c: char| c.is_control() && c != '\n'), "{command:?} lets it through: {told:?}");
        // A command line is told as it was typed, by clap in its own way.
        let is_typed = command[1] == "--" || ran.stderr.contains("For more information, try '--help'");
        let named = is_typed || told.contains(r"ev\nil\u001b]0;title\u0007\u009b2J");
        assert!(named, "{command:?} does not say it on one line:\n{ran}");
    }
    // What a program reads has the name as it is.
    let ran = livebridge_with(&["lint", "--format", "json", &set], |command| command.current_dir(&folder));
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["files"][0]["path"], *set);
}
