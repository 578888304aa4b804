//! Scale Lock.

use livebridge_port::{ErrorCode, LiveBridge, Note, Result, Snapshot, fixtures};
use livebridge_transforms::SnapMode;
use livebridge_transforms::handlers::{ScaleLock, ScaleLockReport, plan_scale_lock, run_scale_lock};

use super::stage::{Target, on_both, wait};

const BEAT: &str = "track:0/clipslot:0/clip";
const BASSLINE: &str = "track:1/clipslot:0/clip";
const TAKE: &str = "track:1/clip:0";

/// `seeded`, which is in C minor, with an E in Bassline.
fn set() -> Snapshot {
    let mut set = fixtures::seeded();
    set.tracks[1].session[0].notes =
        Some([Note::new(36.0, 0.0, 1.0).with_velocity(110.0), Note::new(40.0, 2.0, 1.0).with_muted(true)].into());
    set
}

fn run(target: &Target, clips: &[&str], mode: SnapMode) -> Result<ScaleLockReport> {
    let clip_ids = clips.iter().map(|clip| target.id(clip)).collect();
    // Through a trait object, as a bridge that is chosen at run time is.
    let bridge: &dyn LiveBridge = target;
    wait(run_scale_lock(bridge, &ScaleLock { clip_ids, mode }))
}

#[test]
fn notes_move_onto_the_scale_of_the_song_in_one_undo_step() {
    on_both(&set(), |target| {
        let before = target.set();
        // The drums hold 36 and 38, which are C and D, both in C minor.
        let report = run(target, &[BEAT, BASSLINE, TAKE], SnapMode::Nearest).unwrap();
        assert_eq!(report.moved_count, 1);
        let counts: Vec<_> = report.clips.iter().map(|clip| (clip.note_count, clip.moved_count)).collect();
        assert_eq!(counts, [(4, 0), (2, 1), (1, 0)]);

        let mut expected = before.clone();
        expected.tracks[1].session[0].notes =
            Some([Note::new(36.0, 0.0, 1.0).with_velocity(110.0), Note::new(41.0, 2.0, 1.0).with_muted(true)].into());
        assert_eq!(target.set(), expected);
        target.one_undo_restores(&before);
    });
}

/// In G# alone, up from the last G# leads out of the range: it ends at 127, which is a G.
#[test]
fn a_note_that_ends_outside_of_the_scale_is_told() {
    let mut set = set();
    (set.root_note, set.scale_intervals) = (8, vec![0]);
    set.tracks[1].session[0].notes = Some([Note::new(122.0, 0.0, 1.0), Note::new(116.0, 2.0, 1.0)].into());
    on_both(&set, |target| {
        let report = run(target, &[BASSLINE], SnapMode::Nearest).unwrap();
        assert_eq!((report.moved_count, report.outside_count, report.collision_count), (1, 1, 0));
        assert_eq!(target.get_notes(&target.id(BASSLINE)).unwrap()[0].pitch.to_bits(), 127.0_f64.to_bits());
    });
}

#[test]
fn notes_that_come_upon_each_other_are_told() {
    let mut set = set();
    let notes = [
        // E goes up to F, where one stands; and within one that sounds.
        Note::new(40.0, 0.0, 1.0),
        Note::new(41.0, 0.0, 1.0),
        Note::new(53.0, 4.0, 4.0),
        Note::new(52.0, 6.0, 1.0),
        // These are one after the other, and these overlapped before.
        Note::new(64.0, 0.0, 1.0),
        Note::new(65.0, 1.0, 1.0),
        Note::new(72.0, 0.0, 2.0),
        Note::new(72.0, 1.0, 2.0),
    ];
    set.tracks[1].session[0].notes = Some(notes.into());
    on_both(&set, |target| {
        let report = run(target, &[BASSLINE], SnapMode::Nearest).unwrap();
        assert_eq!((report.moved_count, report.outside_count, report.collision_count), (3, 0, 2));
        assert_eq!(report.clips[0].collision_count, 2);
    });
}

#[test]
fn several_clips_are_one_step() {
    let mut set = set();
    set.root_note = 1;
    on_both(&set, |target| {
        let before = target.set();
        assert_eq!(run(target, &[BEAT, BASSLINE, TAKE], SnapMode::Down).unwrap().moved_count, 6);
        target.one_undo_restores(&before);
    });
}

#[test]
fn a_second_run_changes_nothing() {
    on_both(&set(), |target| {
        for mode in [SnapMode::Up, SnapMode::Down, SnapMode::Nearest] {
            run(target, &[BASSLINE], mode).unwrap();
        }
        assert_eq!(target.steps(), 1);
    });
}

#[test]
fn a_run_without_a_change_adds_no_step() {
    on_both(&set(), |target| {
        let before = target.set();
        assert_eq!(run(target, &[BEAT, TAKE], SnapMode::Up).unwrap().moved_count, 0);
        assert_eq!(run(target, &[], SnapMode::Up).unwrap().clips.len(), 0);
        target.idle(&before);
    });
}

#[test]
fn a_clip_that_is_named_twice_counts_once() {
    on_both(&set(), |target| {
        let report = run(target, &[BASSLINE, BASSLINE], SnapMode::Up).unwrap();
        assert_eq!((report.moved_count, report.clips.len()), (1, 1));
    });
}

#[test]
fn a_bad_id_in_the_middle_leaves_everything_untouched() {
    on_both(&set(), |target| {
        let before = target.set();
        let stale = run(target, &[BASSLINE, "track:0/clipslot:1/clip", BEAT], SnapMode::Up);
        target.refused(stale, ErrorCode::StaleReference, &before);
        let audio = run(target, &[BASSLINE, "track:2/clip:0"], SnapMode::Up);
        target.refused(audio, ErrorCode::WrongType, &before);
        let track = run(target, &[BASSLINE, "track:0"], SnapMode::Up);
        target.refused(track, ErrorCode::WrongType, &before);
    });
}

#[test]
fn a_plan_writes_nothing_and_is_refused_where_it_no_longer_fits() {
    let target = Target::positional(&set());
    let before = target.set();
    let request = ScaleLock { clip_ids: vec![target.id(BASSLINE)], mode: SnapMode::Up };
    let plan = plan_scale_lock(&target, &request).unwrap();
    let stale = plan_scale_lock(&target, &request).unwrap();
    target.untouched(&before);
    let report = wait(plan.apply(&target)).unwrap();
    assert_eq!(report.moved_count, 1);

    let gone = livebridge_port::LiveBridgeExt::delete_clip(&target, target.id(BASSLINE));
    wait(gone).unwrap();
    assert_eq!(wait(stale.apply(&target)).unwrap_err().code(), Some(ErrorCode::StaleReference));
}
