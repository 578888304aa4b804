//! Humanize.

use livebridge_port::{ErrorCode, LiveBridge, Result, fixtures};
use livebridge_transforms::handlers::{Humanize, HumanizeReport, run_humanize};
use livebridge_transforms::{Draws, HumanizeOpts, NoteRng};

use super::stage::{Target, on_both, wait};

const BEAT: &str = "track:0/clipslot:0/clip";
const BASSLINE: &str = "track:1/clipslot:0/clip";

fn all(strength: f64) -> HumanizeOpts {
    HumanizeOpts { do_timing: true, do_velocity: true, do_duration: true, living: true, ..HumanizeOpts::new(strength) }
}

fn run(
    target: &Target,
    clips: &[&str],
    opts: HumanizeOpts,
    draws: &mut (impl Draws + ?Sized),
) -> Result<HumanizeReport> {
    let clip_ids = clips.iter().map(|clip| target.id(clip)).collect();
    wait(run_humanize(target, &Humanize { clip_ids, opts }, draws))
}

#[test]
fn notes_deviate_by_the_grid_of_the_song_in_one_undo_step() {
    on_both(&fixtures::seeded(), |target| {
        let before = target.set();
        let opts = HumanizeOpts { do_timing: true, ..HumanizeOpts::new(1.0) };
        let report = run(target, &[BEAT, BASSLINE], opts, &mut || 0.75).unwrap();
        assert_eq!(report.clip_count, 2);
        // Half of a sixteenth later, each.
        let starts: Vec<f64> = target.get_notes(&target.id(BEAT)).unwrap().iter().map(|note| note.start_time).collect();
        assert_eq!(starts, [0.125, 1.125, 2.125, 3.125]);
        target.one_undo_restores(&before);
    });
}

#[test]
fn clips_take_their_draws_in_the_order_given() {
    on_both(&fixtures::seeded(), |target| {
        let mut next = 0.0;
        let mut draws = || {
            next += 0.125;
            next
        };
        let opts = HumanizeOpts { do_velocity: true, ..HumanizeOpts::new(0.1) };
        run(target, &[BASSLINE, BEAT], opts, &mut draws).unwrap();
        assert!((next - 0.75).abs() < 1e-12, "six notes, six draws");
        let first = target.get_notes(&target.id(BASSLINE)).unwrap()[0].velocity().unwrap();
        assert!((first - (110.0 + (2.0 * 0.125 - 1.0) * 0.1 * 64.0)).abs() < 1e-12);
    });
}

#[test]
fn the_same_seed_gives_the_same_set_and_clips_differ() {
    let sets: Vec<_> = [7, 7, 8]
        .map(|seed| {
            let target = Target::positional(&fixtures::seeded());
            run(&target, &[BEAT, BASSLINE], all(0.5), &mut NoteRng::new(seed)).unwrap();
            target.set()
        })
        .into();
    assert_eq!(sets[0], sets[1]);
    assert_ne!(sets[0], sets[2]);
    let first_probability =
        |track: usize| sets[0].tracks[track].session[0].notes.as_ref().unwrap()[0].probability().unwrap();
    assert!((first_probability(0) - first_probability(1)).abs() > 1e-9, "each clip has draws of its own");
}

#[test]
fn strength_0_adds_no_step_and_draws_nothing() {
    on_both(&fixtures::seeded(), |target| {
        let before = target.set();
        let report = run(target, &[BEAT], all(0.0), &mut || -> f64 { panic!("a draw was taken") }).unwrap();
        assert_eq!((report.clip_count, report.clips[0].changed_count), (0, 0));
        run(target, &[BEAT], HumanizeOpts::new(1.0), &mut || 0.5).unwrap();
        target.idle(&before);
    });
}

#[test]
fn a_bad_id_or_a_bad_draw_in_the_middle_leaves_everything_untouched() {
    on_both(&fixtures::seeded(), |target| {
        let before = target.set();
        let stale = run(target, &[BEAT, "track:0/clipslot:1/clip"], all(1.0), &mut NoteRng::new(1));
        target.refused(stale, ErrorCode::StaleReference, &before);
        let audio = run(target, &[BEAT, "track:2/clip:0"], all(1.0), &mut NoteRng::new(1));
        target.refused(audio, ErrorCode::WrongType, &before);
        let mut draws = [0.5, 0.5, 0.5, 0.5, 1.0].into_iter().cycle();
        let refused = run(target, &[BEAT], all(1.0), &mut || draws.next().unwrap_or(f64::NAN));
        target.refused(refused, ErrorCode::BadInput, &before);
    });
}
