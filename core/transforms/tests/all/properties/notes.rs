//! Scale Lock, Humanize and the building blocks.

use livebridge_port::Note;
use livebridge_transforms::{
    DrawKind, HumanizeOpts, NoteColumns, NoteRng, SnapMode, humanize, humanize_columns, humanize_in_place,
    humanize_into, keep_apart, map_notes, map_notes_in_place, map_notes_into, snap_to_scale, snap_to_scale_in_place,
    snap_to_scale_into, transpose, transpose_in_place,
};
use proptest::prelude::*;

use super::{config, dense_notes, eighths, grid, mode, notes, opts, scale};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn scale_lock_is_idempotent_on_the_pitches_that_a_set_holds(notes in notes(), scale in scale(), mode in mode()) {
        let notes = map_notes(&notes, |mut note| {
            note.pitch = note.pitch.clamp(0.0, 127.0);
            note
        });
        let once = snap_to_scale(&notes, scale, mode).unwrap();
        let twice = snap_to_scale(&once.notes, scale, mode).unwrap();
        prop_assert_eq!(&twice.notes, &once.notes);
        prop_assert_eq!(twice.moved_count, 0);
    }

    #[test]
    fn scale_lock_keeps_everything_but_the_pitch(notes in notes(), scale in scale(), mode in mode()) {
        let snapped = snap_to_scale(&notes, scale, mode).unwrap();
        for (before, after) in notes.iter().zip(&snapped.notes) {
            let mut rest = *after;
            rest.pitch = before.pitch;
            prop_assert_eq!(rest, *before);
            prop_assert!(scale.is_empty() || (0.0..=127.0).contains(&after.pitch));
        }
        let moved = notes.iter().zip(&snapped.notes).filter(|(before, after)| before != after).count();
        prop_assert_eq!(snapped.moved_count, moved);
    }

    #[test]
    fn scale_lock_finds_a_member_on_the_right_side(pitch in 12..116_i32, scale in scale(), mode in mode()) {
        prop_assume!(!scale.is_empty());
        let snapped = snap_to_scale(&[Note::new(f64::from(pitch), 0.0, 1.0)], scale, mode).unwrap().notes[0].pitch;
        let member = (0..128).find(|member| f64::from(*member).to_bits() == snapped.to_bits()).unwrap();
        prop_assert!(scale.contains(member));
        let distance = (member - pitch).abs();
        let passed_over = |closer: i32| match mode {
            SnapMode::Up => scale.contains(pitch + closer),
            SnapMode::Down => scale.contains(pitch - closer),
            SnapMode::Nearest => scale.contains(pitch + closer) || scale.contains(pitch - closer),
        };
        prop_assert!(!(1..distance).any(passed_over));
        let is_on_its_side = match mode {
            SnapMode::Up => member >= pitch,
            SnapMode::Down => member <= pitch,
            SnapMode::Nearest => member >= pitch || !scale.contains(pitch + distance),
        };
        prop_assert!(is_on_its_side);
    }

    #[test]
    fn humanize_at_strength_0_is_the_identity_without_a_draw(notes in notes(), opts in opts(), grid in grid()) {
        let opts = HumanizeOpts { strength: -opts.strength, ..opts };
        let mut never = || -> f64 { panic!("a draw was taken") };
        prop_assert_eq!(humanize(&notes, &opts, grid, &mut never).unwrap(), notes);
    }

    #[test]
    fn humanize_keeps_notes_of_one_pitch_apart(
        notes in dense_notes(), opts in opts(), grid in grid(), seed: u64,
    ) {
        let varied = humanize(&notes, &opts, grid, &mut NoteRng::new(seed)).unwrap();
        let end = |note: &Note| note.start_time + note.duration;
        let apart = |first: &Note, second: &Note| first.start_time < second.start_time && end(first) <= second.start_time;
        for (i, j) in (0..notes.len()).flat_map(|i| (0..notes.len()).map(move |j| (i, j))) {
            if notes[i].pitch.to_bits() == notes[j].pitch.to_bits() && apart(&notes[i], &notes[j]) {
                let (a, b) = (&varied[i], &varied[j]);
                let in_order = end(a) <= b.start_time && a.duration > 0.0;
                prop_assert!(in_order || end(b) <= a.start_time, "{:?} and {:?} became {a:?} and {b:?}", notes[i], notes[j]);
            }
        }
        for (before, after) in notes.iter().zip(&varied) {
            let stays = !opts.do_timing && !opts.swing.is_some_and(|swing| swing > 0.0);
            prop_assert!(!stays || before.start_time.to_bits() == after.start_time.to_bits());
        }
    }

    #[test]
    fn humanize_stays_in_its_bounds(notes in notes(), opts in opts(), grid in grid(), seed: u64) {
        let varied = humanize(&notes, &opts, grid, &mut NoteRng::new(seed)).unwrap();
        prop_assert_eq!(&varied, &humanize(&notes, &opts, grid, &mut NoteRng::new(seed)).unwrap());
        prop_assume!(opts.strength > 0.0);
        for (before, after) in notes.iter().zip(&varied) {
            prop_assert!(after.start_time >= before.start_time.min(0.0) && after.duration >= 0.0);
            prop_assert!(!opts.do_velocity || (1.0..=127.0).contains(&after.velocity().unwrap()));
            prop_assert!(!opts.living || (0.7..=1.0).contains(&after.probability().unwrap()));
            prop_assert!(!opts.living || (0.0..=16.0).contains(&after.velocity_deviation().unwrap()));
            prop_assert_eq!((before.pitch.to_bits(), before.muted()), (after.pitch.to_bits(), after.muted()));
        }
    }

    /// With the seeded generator a switch changes its own fields and no others, as long as each note stands for itself.
    #[test]
    fn gates_do_not_disturb_each_others_draws(notes in notes(), opts in opts(), grid in grid(), seed: u64) {
        let deviations = |notes: &[Note], opts: HumanizeOpts| {
            let mut out = Vec::new();
            humanize_into(notes, &opts, grid, &mut NoteRng::new(seed), &mut out).unwrap();
            out
        };
        let run = |opts: HumanizeOpts| deviations(&notes, opts);
        let all = run(HumanizeOpts { do_timing: true, do_velocity: true, do_duration: true, living: true, ..opts });
        for (i, note) in run(opts).into_iter().enumerate() {
            prop_assert!(!opts.do_timing || note.start_time.to_bits() == all[i].start_time.to_bits());
            prop_assert!(!opts.do_velocity || note.velocity() == all[i].velocity());
            prop_assert!(!opts.do_duration || note.duration.to_bits() == all[i].duration.to_bits());
            prop_assert!(!opts.living || note.probability() == all[i].probability());
            prop_assert!(!opts.living || note.velocity_deviation() == all[i].velocity_deviation());
        }
        // And a note's draws do not depend on how many come after it.
        let half = &notes[..notes.len() / 2];
        prop_assert_eq!(&deviations(half, opts)[..], &run(opts)[..half.len()]);
    }

    #[test]
    fn every_form_of_a_note_transform_gives_the_same(
        notes in notes(), scale in scale(), mode in mode(), opts in opts(), grid in grid(), seed: u64, semitones in eighths(-200..200),
    ) {
        let mut out = vec![Note::new(1.0, 1.0, 1.0); 3];
        let plain = snap_to_scale(&notes, scale, mode).unwrap();
        let mut in_place = notes.clone();
        prop_assert_eq!(snap_to_scale_in_place(&mut in_place, scale, mode).unwrap(), plain.moved_count);
        prop_assert_eq!(&in_place, &plain.notes);
        prop_assert_eq!(snap_to_scale_into(&notes, scale, mode, &mut out).unwrap(), plain.moved_count);
        prop_assert_eq!(&out, &plain.notes);

        let mut in_place = notes.clone();
        transpose_in_place(&mut in_place, semitones).unwrap();
        prop_assert_eq!(in_place, transpose(&notes, semitones).unwrap());

        let louder = |note: Note| note.with_velocity(1.0);
        let mut in_place = notes.clone();
        map_notes_in_place(&mut in_place, louder);
        map_notes_into(&notes, louder, &mut out);
        prop_assert_eq!(&in_place, &map_notes(&notes, louder));
        prop_assert_eq!(&out, &in_place);

        let rng = NoteRng::new(seed);
        let mut plain = Vec::new();
        humanize_into(&notes, &opts, grid, &mut rng.clone(), &mut plain).unwrap();
        let mut in_place = notes.clone();
        humanize_in_place(&mut in_place, &opts, grid, &mut rng.clone()).unwrap();
        prop_assert_eq!(&in_place, &plain);
        let mut whole = plain.clone();
        if opts.strength > 0.0 && (opts.do_timing || opts.do_duration || opts.swing.is_some_and(|swing| swing > 0.0)) {
            keep_apart(&notes, &mut whole);
        }
        prop_assert_eq!(humanize(&notes, &opts, grid, &mut rng.clone()).unwrap(), whole);
        // A closure that yields the same draws one by one gives the same, whatever the blocks are.
        let mut places = notes.iter().enumerate().flat_map(|(i, _)| draws_of(opts).map(move |kind| rng.get(i, kind)));
        humanize_into(&notes, &opts, grid, &mut || places.next().unwrap_or(f64::NAN), &mut out).unwrap();
        prop_assert_eq!(&out, &plain);

        let column = |field: fn(&Note) -> f64| -> Vec<f64> { notes.iter().map(field).collect() };
        let mut start_time = column(|note| note.start_time);
        let mut duration = column(|note| note.duration);
        let mut velocity = column(|note| note.velocity().unwrap_or(100.0));
        let (mut probability, mut velocity_deviation) = (vec![0.0; notes.len()], vec![0.0; notes.len()]);
        let columns = NoteColumns {
            start_time: &mut start_time,
            duration: &mut duration,
            velocity: &mut velocity,
            probability: &mut probability,
            velocity_deviation: &mut velocity_deviation,
        };
        humanize_columns(columns, &opts, grid, &rng).unwrap();
        for (i, note) in plain.iter().enumerate() {
            prop_assert_eq!(start_time[i].to_bits(), (note.start_time + 0.0).to_bits());
            prop_assert_eq!(duration[i].to_bits(), note.duration.to_bits());
            prop_assert!(!opts.do_velocity || opts.strength <= 0.0 || note.velocity() == Some(velocity[i]));
            prop_assert!(!opts.living || opts.strength <= 0.0 || note.probability() == Some(probability[i]));
            prop_assert!(!opts.living || opts.strength <= 0.0 || note.velocity_deviation() == Some(velocity_deviation[i]));
        }
    }
}

/// The draws of a note, in their order.
fn draws_of(opts: HumanizeOpts) -> impl Iterator<Item = DrawKind> {
    let on = [opts.do_timing, opts.do_velocity, opts.do_duration, opts.living, opts.living];
    DrawKind::ALL.into_iter().zip(on).filter(|(_, on)| *on).map(|(kind, _)| kind)
}
