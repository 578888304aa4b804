//! Which checks are run: every filter, together and wrong.

use crate::support::livebridge;

/// The names of the checks that would run, with what else stands in their lines.
fn listed(flags: &[&str]) -> Vec<String> {
    let ran = livebridge(&[&["verify", "--list"], flags].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran}");
    ran.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn each_filter_chooses() {
    let all = listed(&[]);
    assert_eq!(all.len(), livebridge_suite::checks::all().len());
    let names = |flags: &[&str], fits: &dyn Fn(&str) -> bool| {
        let chosen = listed(flags);
        assert!(!chosen.is_empty() && chosen.len() < all.len(), "{flags:?}: {}", chosen.len());
        assert!(chosen.iter().all(|line| fits(line)), "{flags:?}: {chosen:#?}");
        assert_eq!(all.iter().filter(|line| fits(line)).count(), chosen.len(), "{flags:?} leaves some out");
    };
    names(&["--check", "undo/"], &|line| line.contains("undo/"));
    names(&["--requirement", "lb-undo-00"], &|line| line.contains(" LB-UNDO-00"));
    names(&["--requirement", "LB-TX-001", "--requirement", "LB-TX-002"], &|line| {
        line.contains(" LB-TX-001 ") || line.contains(" LB-TX-002 ")
    });
    names(&["--area", "wire"], &|line| line.contains(" LB-WIRE-"));
    names(&["--level", "should"], &|line| line.contains(" SHOULD "));
    // Of one flag any may match, of several flags each must.
    names(&["--area", "arrangement", "--area", "tracks", "--level", "SHOULD"], &|line| {
        line.contains(" SHOULD ") && (line.contains(" LB-ARR-") || line.contains(" LB-TRACK-"))
    });
    assert_eq!(listed(&["--ring", "2"]).len() + ring_1(), all.len());
}

fn ring_1() -> usize {
    use livebridge_suite::requirement::Ring;
    use livebridge_suite::{checks, registry};
    let ring = |requirement: &str| registry::by_id(requirement).unwrap().ring();
    checks::all().iter().filter(|check| ring(check.requirement) == Ring::One).count()
}

#[test]
fn the_operation_of_a_requirement_or_of_its_check() {
    let chosen = listed(&["--operation", "createCuePoint"]);
    let has = |name: &str| chosen.iter().any(|line| line.split(' ').next() == Some(name));
    assert!(has("mutations/answer-is-fresh/createCuePoint"), "{chosen:#?}");
    assert!(chosen.iter().any(|line| line.contains(" LB-CUE-001 ")) && !has("ids/malformed"), "{chosen:#?}");
}

#[test]
fn a_list_says_what_does_not_run_and_why() {
    let line = |flags: &[&str], check: &str| {
        let of = |line: &String| line.starts_with(&format!("{check} "));
        listed(&[&["--check", check], flags].concat()).into_iter().find(of).unwrap()
    };
    assert!(line(&[], "undo/one_call_is_one_undo").ends_with(" LB-UNDO-001    MUST   runs"));
    let wire = line(&[], "wire/unknown-method");
    assert!(wire.ends_with("out of scope: can only be seen over the wire"), "{wire}");
    let outside = line(&["--profile", "read-only"], "undo/one_call_is_one_undo");
    assert!(outside.contains("out of scope: outside of the profile read-only: control/undo"), "{outside}");
}

#[test]
fn what_names_nothing_is_an_error_that_says_what_is_near() {
    for (flags, said) in [
        (["--check", ""], "an empty pattern chooses nothing"),
        (["--check", "transaction/"], "no check has that in its name, but there is `transactions/"),
        (["--requirement", ""], "an empty pattern chooses nothing"),
        (
            ["--requirement", "LB-NOTE-001"],
            "no requirement has that id or a beginning like it, but there is `LB-NOTES-001`",
        ),
        (["--area", "note"], "no area has that name, but there is `notes`"),
        (["--operation", "setNote"], "no operation has that name, but there is `setNotes`"),
        (["--operation", "transform/fill"], "no check is about transform/fill"),
        (["--ring", "4"], "the rings are 1 (no bridge), 2 (any target) and 3 (a real Live)"),
        (["--level", "may"], "the levels are must and should"),
        (["--trace", "nothing-like-it"], "no check has that in its name"),
        (["--profile", "ful"], "a similar value exists: 'full'"),
        (["--requirements", "0.9"], "there is no set of requirements `0.9`: give 1.0 or latest"),
    ] {
        livebridge(&[&["verify"][..], &flags].concat()).expect(2, &[said]);
    }
    livebridge(&["verify", "--ring", "3"]).expect(2, &["ring 3 is a real Live, and `fake` is none\nhint: "]);
}

#[test]
fn a_trace_shows_the_calls_of_checks_that_pass() {
    let area = ["verify", "--area", "ids"];
    let calls = |flags: &[&str]| livebridge(&[&area[..], flags].concat()).stderr.matches("\n  calls").count();
    assert_eq!(calls(&[]), 0);
    assert_eq!(calls(&["--trace", "failed"]), 0);
    assert_eq!(calls(&["--trace", "ids/no-object"]), 1);
    assert_eq!(calls(&["--trace", "all"]), listed(&["--area", "ids"]).len());
}

#[test]
fn colour_is_asked_for_or_not_there() {
    let wanted = |flags: &[&str]| {
        livebridge(&[&["verify", "--area", "ids"], flags].concat()).stderr.contains("\x1b[32mCONFORMANT\x1b[0m")
    };
    assert!(wanted(&["--color", "always"]) && !wanted(&["--color", "never"]) && !wanted(&[]));
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = livebridge(&["completions", shell]);
        assert_eq!(ran.code, Some(0), "{ran}");
        assert!(ran.stdout.contains("verify") && ran.stdout.contains("fail-fast"), "{ran}");
    }
}

#[test]
fn checks_and_mutants_can_be_explained() {
    insta::assert_snapshot!("explain_check", livebridge(&["explain", "transactions/all-or-nothing"]));
    insta::assert_snapshot!("explain_mutant", livebridge(&["explain", "fake+clear-drops-tail"]));
    insta::assert_snapshot!("explain_near", livebridge(&["explain", "fake+clear-drops-tails"]));
}

/// The share of exploration is left out where that is asked for, and the report says by what.
#[test]
fn exploration_is_left_out_on_demand() {
    let explores = |lines: &[String]| lines.iter().filter(|line| line.contains("LB-EXPL-001")).count();
    let (all, fewer) = (listed(&[]), listed(&["--no-exploration"]));
    assert!(explores(&all) > 1 && explores(&fewer) == 0 && all.len() == fewer.len() + explores(&all));
    let flags = ["verify", "--check", "exploration/histories", "--check", "cues/"];
    livebridge(&[&flags[..], &["--no-exploration"]].concat())
        .expect(0, &["\nexploration was left out (--no-exploration): "]);
    let ran = livebridge(&flags);
    assert!(ran.code == Some(0) && !ran.stderr.contains("left out"), "{ran}");
}
