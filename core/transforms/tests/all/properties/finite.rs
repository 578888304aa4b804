//! What only a caller in Rust can pass: numbers that are not finite.

use livebridge_port::{BridgeError, ErrorCode, Note};
use livebridge_transforms::{
    ArrangementPlan, FaderCurve, FaderParam, Grid, HumanizeOpts, NoteColumns, NoteRng, Scale, Section, SnapMode,
    Source, TimeSignature, db_to_param_value, fill_audio, fill_notes, humanize, humanize_columns, humanize_in_place,
    param_value_to_db, plan_arrangement_into, snap_to_scale, snap_to_scale_in_place, snap_to_scale_into,
    suggest_trim_db, transpose,
};

use super::one_scene;

/// NaN and infinities cannot come from JSON; they are refused all the same.
#[test]
fn no_transform_lets_nan_or_infinity_in() {
    let c_major = Scale::new(0, [0_i64, 2, 4, 5, 7, 9, 11]);
    let grid = Grid::new("1/16", false);
    let opts = HumanizeOpts { do_timing: true, swing: Some(0.5), ..HumanizeOpts::new(0.5) };
    let fader = FaderParam { min: 0.0, max: 1.0, default_value: 0.85 };
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let codes = |note: Note| {
            let mut notes = vec![Note::new(60.0, 0.0, 1.0); 100];
            notes.push(note);
            let mut out = notes.clone();
            let source = Source { start: 0.0, length: 4.0 };
            [
                snap_to_scale(&notes, c_major, SnapMode::Up).map(drop),
                snap_to_scale_in_place(&mut notes.clone(), c_major, SnapMode::Up).map(drop),
                snap_to_scale_into(&notes, c_major, SnapMode::Up, &mut out).map(drop),
                transpose(&notes, 1.0).map(drop),
                humanize(&notes, &opts, grid, &mut || 0.5).map(drop),
                humanize_in_place(&mut notes.clone(), &opts, grid, &mut || 0.5),
                fill_notes(&notes, source, 8.0, true).map(drop),
            ]
            .map(|result| result.err().map(|error| (error.code, error.message.starts_with("notes[100]."))))
        };
        let refused = Some((ErrorCode::BadInput, true));
        assert_eq!(codes(Note::new(bad, 0.0, 1.0)), [refused, refused, refused, refused, None, None, None]);
        let times = [None, None, None, None, refused, refused, refused];
        assert_eq!(codes(Note::new(60.0, bad, 1.0)), times);
        assert_eq!(codes(Note::new(60.0, 0.0, bad)), times);

        // Two of them side by side are no better than one.
        let two = [Note::new(60.0, bad, 1.0), Note::new(60.0, bad, 1.0)];
        assert!(humanize(&two, &opts, grid, &mut || 0.5).is_err());

        let note = [Note::new(60.0, 0.0, 1.0)];
        let is_refused = |error: Option<BridgeError>| error.is_some_and(|e| e.code == ErrorCode::BadInput);
        assert!(is_refused(transpose(&note, bad).err()));
        assert!(is_refused(humanize(&note, &HumanizeOpts { strength: bad, ..opts }, grid, &mut || 0.5).err()));
        assert!(is_refused(humanize(&note, &HumanizeOpts { swing: Some(bad), ..opts }, grid, &mut || 0.5).err()));
        assert!(is_refused(humanize(&note, &opts, Grid { beats_per_cell: bad }, &mut || 0.5).err()));
        assert!(is_refused(humanize(&note, &opts, grid, &mut || bad).err()));
        assert!(is_refused(suggest_trim_db(bad, 0.0).err()) && is_refused(suggest_trim_db(0.0, bad).err()));
        assert!(is_refused(db_to_param_value(bad, fader, FaderCurve::Live).err()));
        assert!(is_refused(param_value_to_db(bad, fader, FaderCurve::Live).err()));
        assert!(is_refused(db_to_param_value(0.0, FaderParam { max: bad, ..fader }, FaderCurve::Linear).err()));
        assert!(is_refused(fill_audio(bad, 4.0, true).err()) && is_refused(fill_audio(4.0, bad, false).err()));
        let map = [Section { name: "A".into(), scene_index: 0, bars: bad, color: None }];
        let mut plan = ArrangementPlan { end: 3.0, ..ArrangementPlan::default() };
        assert!(is_refused(plan_arrangement_into(&one_scene(), &map, TimeSignature::default(), &mut plan).err()));
        assert_eq!(plan, ArrangementPlan::default());
        let mut starts = [0.0, bad];
        let columns = NoteColumns { start_time: &mut starts, ..NoteColumns::default() };
        assert!(is_refused(humanize_columns(columns, &opts, grid, &NoteRng::new(1)).err()));
        let columns = NoteColumns { start_time: &mut [0.0], velocity: &mut [bad], ..NoteColumns::default() };
        let opts = HumanizeOpts { do_velocity: true, ..opts };
        assert!(is_refused(humanize_columns(columns, &opts, grid, &NoteRng::new(1)).err()));
    }
    let columns = NoteColumns { start_time: &mut [0.0], ..NoteColumns::default() };
    assert!(humanize_columns(columns, &HumanizeOpts { living: true, ..opts }, grid, &NoteRng::new(1)).is_err());
}
