//! Profiles: what they need and a target does not offer is a failure that names it, what lies outside is out of scope.

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{Capabilities, Description, Operation};
use livebridge_suite::profile::{Profile, Scope, scope};
use livebridge_suite::target::FakeTarget;
use livebridge_suite::{checks, registry};

use crate::support::{MINIMAL, livebridge, python_is_here};

#[test]
fn the_fake_has_every_profile() {
    for profile in Profile::ALL {
        let said = format!("\nCONFORMANT (fake, profile {profile}, seed 1)\n");
        livebridge(&["verify", "--profile", profile.name()]).expect(0, &[&said]);
    }
}

#[test]
fn how_many_operations_each_needs() {
    let count = |profile: Profile| {
        let needs = profile.needs(true);
        Operation::PORT.iter().filter(|operation| needs.offers(**operation)).count()
    };
    assert_eq!(Profile::ALL.map(count), [24, 13, 22, 8]);
    // Who cannot be started anew must be resettable.
    assert!(!Profile::Full.needs(true).offers(Operation::ControlReset));
    assert!(Profile::Full.needs(false).offers(Operation::ControlReset));
}

#[test]
fn what_is_needed_and_not_offered_is_a_failure_that_names_it() {
    if !python_is_here() {
        return;
    }
    let verify = |flags: &[&str]| livebridge(&[&["verify"], flags, &["--", "python3", MINIMAL]].concat());
    verify(&["--check", "undo/depth"]).expect(4, &["\nNOTHING RAN (-- python3"]);
    let ran = verify(&["--profile", "full", "--area", "undo"]);
    ran.expect(
        1,
        &[
            "expected  the target offers what the profile full needs\n",
            "seen      not offered: control/undo, control/redo, capability undo: observable\n",
            "reproduce livebridge verify --profile full --check undo/",
            "\nNONCONFORMANT (-- python3",
        ],
    );
    // What it lacks is named whether or not a check would have called it; what it lacks outside does not count.
    let ran = verify(&["--profile", "read-only", "--area", "ids"]);
    let lacks = "\nthe profile read-only needs what this target does not offer: findTrack, listScenes, listDeviceParams, getTrackMixer\n";
    ran.expect(1, &[lacks, "\nNONCONFORMANT (-- python3"]);
}

#[test]
fn a_fault_outside_of_the_profile_does_not_count() {
    let verify = |profile: &str, mutant: &str| livebridge(&["verify", "--profile", profile, mutant]);
    verify("full", "fake+audio-clip-ignores-its-length").expect(1, &["FAIL LB-ARR-015"]);
    verify("max-for-live", "fake+audio-clip-ignores-its-length")
        .expect(0, &["the profile max-for-live asks for no length of audio clips\n    LB-ARR-015"]);
    verify("max-for-live", "fake+render-has-a-tail").expect(0, &["outside of the profile max-for-live: renderTrack"]);
    verify("tools", "fake+rollback-leaks-first-op").expect(0, &["outside of the profile tools: transaction"]);
    verify("read-only", "fake+pitch-truncated").expect(0, &["outside of the profile read-only: setNotes"]);
    // What the reads show is inside.
    verify("read-only", "fake+panning-always-centred").expect(1, &["FAIL LB-EXPL-001"]);
}

/// Nothing that a profile needs goes unseen when it is not offered.
#[test]
fn whatever_is_needed_is_missed_when_it_is_gone() {
    let fake = FakeLiveBridge::seeded().description();
    for profile in Profile::ALL {
        assert_eq!(profile.lacks(&fake), [""; 0], "{profile}");
        for name in profile.needs(true).operations {
            let mut less = fake.clone();
            less.operations.remove(&name);
            assert_eq!(profile.lacks(&less), [name], "{profile}");
        }
    }
    let nothing = Description { capabilities: Capabilities::default(), ..fake.clone() };
    let lacks = ["undo: observable", "transaction: atomic", "stagedReferences", "snapshot: opaque or canonical"];
    assert_eq!(Profile::Full.lacks(&nothing), lacks.map(|name| format!("capability {name}")));
    assert_eq!(Profile::Tools.lacks(&nothing), [""; 0]);
}

/// What no new start can stand in for: then a reset is needed.
#[test]
fn a_target_that_cannot_be_started_anew_must_be_resettable() {
    let mut target = FakeLiveBridge::seeded().description();
    target.operations.remove(Operation::ControlReset.name());
    let check = checks::all().into_iter().find(|check| check.requirement == "LB-CTRL-001").unwrap();
    let requirement = registry::by_id("LB-CTRL-001").unwrap();
    let asked = |restarts| Some((Profile::Full, restarts));
    let scope = |restarts| scope(&check, requirement, &target, &FakeTarget, asked(restarts));
    assert!(matches!(scope(true), Scope::Out(_)), "{}", scope(true));
    let lacking = Scope::Lacking { profile: Profile::Full, missing: "control/reset".to_owned() };
    assert_eq!(scope(false), lacking);
}

#[test]
fn what_is_offered_beyond_a_whole_profile_is_judged() {
    livebridge(&["verify", "--profile", "full", "fake+depth-is-always-zero"]).expect(1, &["FAIL LB-UNDO-008"]);
    livebridge(&["verify", "--profile", "tools", "fake+depth-is-always-zero"]).expect(0, &["LB-UNDO-008"]);
}
