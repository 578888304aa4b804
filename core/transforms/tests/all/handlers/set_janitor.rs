//! Set Janitor.

use livebridge_port::{ErrorCode, Mutation, Name, Result, Snapshot, TrackKind, fixtures};
use livebridge_transforms::handlers::{SetJanitor, SetJanitorReport, list_issues, plan_set_janitor, run_set_janitor};
use livebridge_transforms::{DEFAULT_PALETTE, IssueKind};

use super::stage::{Target, on_both, wait};

fn issues(target: &Target) -> Vec<(IssueKind, Name)> {
    list_issues(target, &DEFAULT_PALETTE).unwrap().into_iter().map(|issue| (issue.kind, issue.id)).collect()
}

fn chosen(target: &Target, kind: IssueKind) -> Vec<Name> {
    issues(target).into_iter().filter(|(found, _)| *found == kind).map(|(_, id)| id).collect()
}

fn run(target: &Target, chosen_issue_ids: &[Name]) -> Result<SetJanitorReport> {
    let request = SetJanitor { chosen_issue_ids: chosen_issue_ids.into(), palette: DEFAULT_PALETTE.into() };
    wait(run_set_janitor(target, &request))
}

/// Tracks named A to F, of which A, C, D and F are empty.
fn with_empty_tracks() -> Snapshot {
    let mut set = fixtures::seeded_messy_set();
    let (full, empty) = (set.tracks[0].clone(), set.tracks[2].clone());
    set.tracks = ["A", "B", "C", "D", "E", "F"]
        .into_iter()
        .map(|name| {
            let mut track = if matches!(name, "B" | "E") { full.clone() } else { empty.clone() };
            track.name = name.into();
            track
        })
        .collect();
    set
}

fn names(target: &Target) -> Vec<String> {
    target.set().tracks.iter().map(|track| track.name.to_string()).collect()
}

#[test]
fn everything_that_can_be_fixed_is_fixed_in_one_undo_step() {
    on_both(&fixtures::seeded_messy_set(), |target| {
        let before = target.set();
        let all: Vec<Name> = issues(target).into_iter().map(|(_, id)| id).collect();
        assert_eq!(all.len(), 5);
        assert_eq!(run(target, &all).unwrap().applied, 4);

        let mut expected = before.clone();
        expected.tracks[0].session[0].color = 255;
        expected.tracks[1].name = "Track 2".into();
        expected.tracks[1].session[0].name = "Clip 1".into();
        expected.tracks.pop();
        assert_eq!(target.set(), expected);
        // What is left is the loop, which no call can fix.
        assert_eq!(issues(target).iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), [IssueKind::LoopOverrun]);
        target.one_undo_restores(&before);
    });
}

#[test]
fn a_request_in_json_may_leave_out_the_palette() {
    let request: SetJanitor = serde_json::from_str(r#"{"chosenIssueIds":[]}"#).unwrap();
    assert_eq!(request, SetJanitor { chosen_issue_ids: Vec::new(), palette: DEFAULT_PALETTE.to_vec() });
}

#[test]
fn renames_and_colours_are_idempotent() {
    on_both(&fixtures::seeded_messy_set(), |target| {
        let mut choice = chosen(target, IssueKind::PlaceholderName);
        choice.extend(chosen(target, IssueKind::OffPaletteColor));
        assert_eq!(run(target, &choice).unwrap().applied, 3);
        assert_eq!(run(target, &choice).unwrap().applied, 0);
        assert_eq!(target.steps(), 1);
    });
}

#[test]
fn nothing_chosen_an_unknown_id_and_an_overrun_loop_add_no_step() {
    on_both(&fixtures::seeded_messy_set(), |target| {
        let before = target.set();
        let mut choice = chosen(target, IssueKind::LoopOverrun);
        choice.push("placeholderName:track:77".into());
        assert_eq!(run(target, &choice).unwrap().applied, 0);
        assert_eq!(run(target, &[]).unwrap().applied, 0);
        target.idle(&before);
    });
}

#[test]
fn several_deletes_hit_exactly_those_tracks() {
    on_both(&with_empty_tracks(), |target| {
        let before = target.set();
        let choice = chosen(target, IssueKind::EmptyTrack);
        assert_eq!(choice.len(), 4);
        let without_d: Vec<Name> =
            choice.iter().enumerate().filter(|(i, _)| *i != 2).map(|(_, id)| id.clone()).collect();
        assert_eq!(run(target, &without_d).unwrap().applied, 3);
        assert_eq!(names(target), ["B", "D", "E"]);
        target.one_undo_restores(&before);
    });
}

#[test]
fn deletes_come_last_and_from_the_end() {
    let target = Target::positional(&with_empty_tracks());
    let choice = chosen(&target, IssueKind::EmptyTrack);
    let request = SetJanitor { chosen_issue_ids: choice, palette: DEFAULT_PALETTE.into() };
    let plan = plan_set_janitor(&target, &request).unwrap();
    let deleted: Vec<String> = plan
        .mutations
        .iter()
        .map(|mutation| match mutation {
            Mutation::DeleteTrack { track_id } => track_id.to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(deleted, ["track:5", "track:3", "track:2", "track:0"]);
}

#[test]
fn running_twice_never_deletes_a_second_track() {
    // All alike: after the first delete the next one stands in its place.
    let mut set = with_empty_tracks();
    for track in &mut set.tracks {
        *track = livebridge_port::fixtures::seeded_messy_set().tracks[2].clone();
    }
    on_both(&set, |target| {
        let first = &chosen(target, IssueKind::EmptyTrack)[..1];
        assert_eq!(run(target, first).unwrap().applied, 1);
        let after = target.set();
        let refused = run(target, first).unwrap_err();
        let error = refused.refusal().unwrap();
        assert_eq!((error.code, error.subject_id.as_deref()), (ErrorCode::StaleReference, Some(&*first[0])));
        assert_eq!((target.set(), target.steps()), (after, 1));
    });
}

#[test]
fn a_stale_choice_refuses_all_of_it() {
    on_both(&fixtures::seeded_messy_set(), |target| {
        let before = target.set();
        let mut choice = chosen(target, IssueKind::PlaceholderName);
        choice.push(format!("emptyTrack:{}@0000", target.id("track:2")).into());
        target.refused(run(target, &choice), ErrorCode::StaleReference, &before);
    });
}

#[test]
fn a_track_that_is_no_longer_empty_is_stale() {
    let mut set = fixtures::seeded_messy_set();
    set.tracks[2].kind = TrackKind::Midi;
    on_both(&set, |target| {
        let choice = chosen(target, IssueKind::EmptyTrack);
        let slot = target.id("track:2/clipslot:0");
        wait(livebridge_port::LiveBridgeExt::create_midi_clip(target, slot, 4.0)).unwrap();
        assert_eq!(run(target, &choice).unwrap_err().code(), Some(ErrorCode::StaleReference));
        assert_eq!(target.steps(), 1);
    });
}
