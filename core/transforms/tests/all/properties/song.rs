//! Gain Stage Doctor's faders, and Session-to-Song.

use livebridge_port::Note;
use livebridge_transforms::{
    FaderCurve, FaderParam, Section, Source, TimeSignature, db_to_param_value, fill_audio, fill_audio_into, fill_notes,
    fill_notes_into, param_value_to_db, plan_arrangement, plan_arrangement_into, suggest_trim_db,
};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{config, eighths, notes, one_scene};

fn fader() -> impl Strategy<Value = FaderParam> {
    let live = Just(FaderParam { min: 0.0, max: 1.0, default_value: 0.85 });
    let host = Just(FaderParam { min: 0.0, max: 1.0, default_value: 0.850_000_023_841_857_9 });
    let other = (eighths(-400..0), eighths(1..100), eighths(1..100)).prop_map(|(min, up, more)| FaderParam {
        min,
        default_value: min + up,
        max: min + up + more,
    });
    prop_oneof![live, host, other]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn trims_invert_through_the_fader(fader in fader(), db in -700..61_i32, linear: bool) {
        let curve = if linear { FaderCurve::Linear } else { FaderCurve::Live };
        let trim = suggest_trim_db(-18.0 - f64::from(db) / 10.0, -18.0).unwrap();
        let value = db_to_param_value(trim, fader, curve).unwrap();
        prop_assert!((fader.min..=fader.max).contains(&value));
        // Where the fader ends, it holds.
        prop_assume!(value < fader.max && value > fader.min);
        prop_assert!((param_value_to_db(value, fader, curve).unwrap() - trim).abs() <= 1e-9);
    }

    #[test]
    fn faders_are_monotonic_and_0_db_is_their_default(fader in fader(), a in -9000..2000_i32, b in -9000..2000_i32) {
        let value = |hundredths: i32| db_to_param_value(f64::from(hundredths) / 100.0, fader, FaderCurve::Live).unwrap();
        prop_assert!(value(a.min(b)) <= value(a.max(b)));
        prop_assert_eq!(value(0).to_bits(), fader.default_value.to_bits());
    }

    #[test]
    fn sections_tile_the_timeline_without_gaps(
        bars in vec((1..200_i32, -1..4_i64), 0..30), numerator in 1..13_u32, power in 0..5_u32, bent: bool,
    ) {
        let bars: Vec<f64> = bars.iter().map(|(n, _)| f64::from(*n) / if bent { 7.0 } else { 4.0 }).collect();
        let map: Vec<Section> = bars
            .iter()
            .enumerate()
            .map(|(i, bars)| Section { name: format!("{i}").into(), scene_index: 0, bars: *bars, color: None })
            .collect();
        let time_sig = TimeSignature { numerator, denominator: 1 << power };
        let plan = plan_arrangement(&one_scene(), &map, time_sig).unwrap();
        prop_assert_eq!(plan.placements.len(), map.len());
        let mut next = 0.0_f64;
        for (placement, cue) in plan.placements.iter().zip(&plan.cue_points) {
            prop_assert_eq!(placement.start_time.to_bits(), next.to_bits());
            prop_assert_eq!(cue.time.to_bits(), next.to_bits());
            prop_assert!(placement.duration > 0.0);
            next = placement.start_time + placement.duration;
        }
        prop_assert_eq!(plan.end.to_bits(), next.to_bits());
        let mut reused = plan.clone();
        plan_arrangement_into(&one_scene(), &map, time_sig, &mut reused).unwrap();
        prop_assert_eq!(reused, plan);
    }

    #[test]
    fn filled_placements_stay_inside(notes in notes(), start in eighths(-16..16), length in 1..80_i32, duration in 1..400_i32) {
        let source = Source { start, length: f64::from(length) / 8.0 };
        let duration = f64::from(duration) / 8.0;
        let filled = fill_notes(&notes, source, duration, true).unwrap();
        for note in &filled {
            prop_assert!(note.start_time >= 0.0 && note.start_time < duration);
            prop_assert!(note.start_time + note.duration <= duration);
        }
        let pieces = fill_audio(source.length, duration, true).unwrap();
        let mut next = 0.0_f64;
        for piece in &pieces {
            prop_assert_eq!(piece.start_time.to_bits(), next.to_bits());
            prop_assert!(piece.duration <= source.length);
            next += piece.duration;
        }
        prop_assert_eq!(next.to_bits(), duration.to_bits());
        for fill in [true, false] {
            let (mut out, mut more) = (vec![Note::new(1.0, 1.0, 1.0)], Vec::new());
            fill_notes_into(&notes, source, duration, fill, &mut out).unwrap();
            prop_assert_eq!(out, fill_notes(&notes, source, duration, fill).unwrap());
            fill_audio_into(source.length, duration, fill, &mut more).unwrap();
            prop_assert_eq!(more, fill_audio(source.length, duration, fill).unwrap());
        }
    }
}
