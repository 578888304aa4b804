//! Gain Stage Doctor, with a decoder and a meter that go by the path of the render.

use livebridge_port::{BridgeError, ErrorCode, Result, Snapshot, fixtures};
use livebridge_transforms::FaderCurve;
use livebridge_transforms::handlers::{
    DecodedAudio, GainStageDoctor, GainStageReport, Measure, TrackLevels, run_gain_stage_doctor,
};

use super::stage::{Target, on_both, wait};

/// `seeded` with two audio tracks: Vocals as it is, and one with nothing in the Arrangement.
fn set() -> Snapshot {
    let mut set = fixtures::seeded();
    let mut empty = fixtures::seeded_audio_track().tracks[0].clone();
    empty.arrangement.clear();
    set.tracks.push(empty);
    set
}

fn doctor(target: &Target, tracks: &[&str], measure: Measure) -> GainStageDoctor {
    let track_ids = tracks.iter().map(|track| target.id(track)).collect();
    GainStageDoctor { track_ids, target_db: -18.0, measure, curve: FaderCurve::Live }
}

/// Renders of track 2 are at -12 dB, those of track 3 are silent.
fn run(target: &Target, request: &GainStageDoctor) -> Result<GainStageReport> {
    let decode = |path: &str| {
        let sample = if path.contains('2') { 0.25 } else { 0.0 };
        Ok(DecodedAudio { sample_rate: 48_000, channels: vec![vec![sample; 8]; 2], layout: None })
    };
    wait(run_gain_stage_doctor(target, request, decode, levels))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of a meter, which may refuse")]
fn levels(audio: &DecodedAudio, measure: Measure) -> std::result::Result<TrackLevels, BridgeError> {
    let is_silent = audio.channels[0][0].to_bits() == 0;
    let level = if is_silent { -120.0 } else { -12.0 };
    let lufs = (measure == Measure::Lufs && !is_silent).then_some(-15.0);
    Ok(TrackLevels { peak_db: level, rms_db: level, crest: 0.0, lufs })
}

#[test]
fn faders_bring_tracks_to_the_target_in_one_undo_step() {
    on_both(&set(), |target| {
        let before = target.set();
        let report = run(target, &doctor(target, &["track:2", "track:3"], Measure::Rms)).unwrap();
        assert_eq!(report.rows[0].trim_db, Some(-6.0));
        assert_eq!(
            (report.rows[0].old_value.to_bits(), report.rows[0].new_value.to_bits()),
            (0.9_f64.to_bits(), 0.7_f64.to_bits())
        );
        assert_eq!(&*report.rows[0].track, "Vocals");
        // The silent one is reported and left alone.
        assert_eq!((report.rows[1].trim_db, report.rows[1].new_value.to_bits()), (None, 0.6_f64.to_bits()));

        let mut expected = before.clone();
        expected.tracks[2].volume.value = 0.7;
        assert_eq!(target.set(), expected);
        // The extent of the Arrangement clips, and 0 to 4 where there are none.
        let renders = target.renders.lock().unwrap().clone();
        assert_eq!(renders, [("track:2".to_owned(), 0.0, 8.0), ("track:3".to_owned(), 0.0, 4.0)]);
        target.one_undo_restores(&before);
    });
}

#[test]
fn loudness_can_be_the_measure() {
    on_both(&set(), |target| {
        let report = run(target, &doctor(target, &["track:2", "track:3"], Measure::Lufs)).unwrap();
        assert_eq!((report.rows[0].lufs, report.rows[0].trim_db), (Some(-15.0), Some(-3.0)));
        assert_eq!((report.rows[1].lufs, report.rows[1].trim_db), (None, None));
    });
}

#[test]
fn a_second_run_changes_nothing() {
    on_both(&set(), |target| {
        let request = doctor(target, &["track:2"], Measure::Rms);
        run(target, &request).unwrap();
        let report = run(target, &request).unwrap();
        assert_eq!(report.rows[0].old_value.to_bits(), report.rows[0].new_value.to_bits());
        assert_eq!(target.steps(), 1);
    });
}

#[test]
fn a_silent_track_adds_no_step() {
    on_both(&set(), |target| {
        let before = target.set();
        run(target, &doctor(target, &["track:3"], Measure::Rms)).unwrap();
        run(target, &doctor(target, &[], Measure::Rms)).unwrap();
        target.idle(&before);
    });
}

#[test]
fn a_host_that_keeps_32_bit_floats_is_not_written_again() {
    let mut set = set();
    set.tracks[2].volume.value = f64::from(0.7_f32);
    on_both(&set, |target| {
        let before = target.set();
        let report = run(target, &doctor(target, &["track:2"], Measure::Rms)).unwrap();
        assert_eq!(report.rows[0].new_value.to_bits(), 0.7_f64.to_bits());
        target.idle(&before);
    });
}

#[test]
fn a_bad_id_in_the_middle_renders_nothing_and_leaves_everything_untouched() {
    on_both(&set(), |target| {
        let before = target.set();
        let stale = run(target, &doctor(target, &["track:2", "track:9"], Measure::Rms));
        target.refused(stale, ErrorCode::StaleReference, &before);
        assert!(target.renders.lock().unwrap().is_empty());
        let midi = run(target, &doctor(target, &["track:2", "track:0"], Measure::Rms));
        target.refused(midi, ErrorCode::WrongType, &before);
    });
}

#[test]
fn a_file_or_a_level_that_is_none_leaves_everything_untouched() {
    on_both(&set(), |target| {
        let before = target.set();
        let request = doctor(target, &["track:2", "track:3"], Measure::Rms);
        let unreadable = |path: &str| Err(BridgeError::bad_input(format!("{path} is no WAV file")));
        target.refused(wait(run_gain_stage_doctor(target, &request, unreadable, levels)), ErrorCode::BadInput, &before);
        let decode = |_: &str| Ok(DecodedAudio { sample_rate: 48_000, channels: Vec::new(), layout: None });
        let poisoned =
            |_: &DecodedAudio, _| Ok(TrackLevels { peak_db: f64::NAN, rms_db: f64::NAN, crest: 0.0, lufs: None });
        target.refused(wait(run_gain_stage_doctor(target, &request, decode, poisoned)), ErrorCode::BadInput, &before);
        let endless = GainStageDoctor { target_db: f64::INFINITY, ..request };
        target.refused(run(target, &endless), ErrorCode::BadInput, &before);
    });
}
