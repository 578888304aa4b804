//! Session-to-Song.

use livebridge_port::rules::CUE_POINT_TOLERANCE;
use livebridge_port::snapshot::CuePointSnapshot;
use livebridge_port::{BridgeError, ErrorCode, LiveBridge, Mutation, Result, Snapshot, fixtures};
use livebridge_transforms::handlers::{SessionToSong, SessionToSongReport, plan_session_to_song, run_session_to_song};
use livebridge_transforms::{Section, TimeSignature};

use super::stage::{Target, on_both, wait};

fn section(name: &str, scene_index: i64, bars: f64) -> Section {
    Section { name: name.into(), scene_index, bars, color: None }
}

fn song(section_map: Vec<Section>) -> SessionToSong {
    SessionToSong { section_map, time_sig: TimeSignature::default(), fill: true }
}

fn run(target: &Target, section_map: Vec<Section>) -> Result<SessionToSongReport> {
    wait(run_session_to_song(target, &song(section_map)))
}

/// Start, duration and name of the Arrangement clips of a track.
fn placed(set: &Snapshot, track: usize) -> Vec<(f64, f64, String)> {
    let clips = set.tracks[track].arrangement.iter();
    clips.map(|clip| (clip.start_time.unwrap_or(-1.0), clip.duration, clip.name.to_string())).collect()
}

#[test]
fn the_session_becomes_a_song_in_one_undo_step() {
    on_both(&fixtures::seeded_session(), |target| {
        let before = target.set();
        let mut chorus = section("Chorus", 2, 1.5);
        chorus.color = Some(0x12_3456);
        let report = run(target, vec![section("Intro", 0, 2.0), section("Break", 7, 1.0), chorus]).unwrap();
        assert_eq!((report.placement_count, report.cue_point_count), (3, 3));

        let after = target.set();
        assert_eq!(placed(&after, 0), [(0.0, 8.0, "Intro Keys".to_owned()), (12.0, 6.0, "Chorus Keys".to_owned())]);
        // Audio is placed again and again by file, the last time shortened.
        let beat = "Chorus Beat".to_owned();
        assert_eq!(placed(&after, 1), [(12.0, 4.0, beat.clone()), (16.0, 2.0, beat)]);
        let files: Vec<_> = after.tracks[1].arrangement.iter().map(|clip| clip.file_path.as_deref()).collect();
        assert_eq!(files, [Some("/audio/chorus_beat.wav"); 2]);
        let colors: Vec<u32> =
            after.tracks.iter().flat_map(|track| &track.arrangement).map(|clip| clip.color).collect();
        assert_eq!(colors, [0x80_8080, 0x12_3456, 0x12_3456, 0x12_3456]);
        // MIDI repeats every source length.
        let starts = |clip: usize| -> Vec<(f64, f64)> {
            let notes = after.tracks[0].arrangement[clip].notes.as_ref().unwrap();
            notes.iter().map(|note| (note.start_time, note.duration)).collect()
        };
        assert_eq!(starts(0), [(0.0, 4.0), (4.0, 4.0)]);
        assert_eq!(starts(1), [(0.0, 1.0), (4.0, 1.0)]);
        let cues: Vec<_> = after.cue_points.iter().flatten().map(|cue| (cue.time, cue.name.to_string())).collect();
        assert_eq!(cues, [(0.0, "Intro".to_owned()), (8.0, "Break".to_owned()), (12.0, "Chorus".to_owned())]);
        target.one_undo_restores(&before);
    });
}

#[test]
fn touched_tracks_are_cleared_to_the_end_and_no_further() {
    let mut set = fixtures::seeded();
    set.tracks[1].arrangement[0].duration = 16.0;
    on_both(&set, |target| {
        // Scene 0 has clips on Drums and Bass, none on Vocals.
        run(target, vec![section("Verse", 0, 1.0), section("Rest", 1, 1.0)]).unwrap();
        let after = target.set();
        assert_eq!(placed(&after, 1), [(0.0, 4.0, "Bassline".to_owned()), (8.0, 8.0, "Bass (arr)".to_owned())]);
        assert_eq!(placed(&after, 2), [(0.0, 8.0, "Vox Take".to_owned())]);
    });
}

#[test]
fn the_transaction_clears_then_places_then_marks() {
    let target = Target::positional(&fixtures::seeded_session());
    let plan = plan_session_to_song(&target, &song(vec![section("Verse", 1, 2.0)])).unwrap();
    let names: Vec<&str> = plan.mutations.iter().map(|mutation| mutation.operation().name()).collect();
    assert_eq!(
        names,
        [
            "clearClipsInRange",
            "clearClipsInRange",
            "createArrangementMidiClip",
            "setNotes",
            "setClipProps",
            "createArrangementAudioClip",
            "setClipProps",
            "createArrangementAudioClip",
            "setClipProps",
            "createCuePoint"
        ]
    );
    assert!(matches!(plan.mutations[0], Mutation::ClearClipsInRange { start_beat: 0.0, end_beat: 8.0, .. }));
}

#[test]
fn unfilled_sources_are_placed_once() {
    on_both(&fixtures::seeded_session(), |target| {
        let request = SessionToSong { fill: false, ..song(vec![section("Verse", 1, 4.0)]) };
        wait(run_session_to_song(target, &request)).unwrap();
        let after = target.set();
        assert_eq!(after.tracks[0].arrangement[0].notes.as_ref().unwrap().len(), 1);
        assert_eq!(placed(&after, 1), [(0.0, 16.0, "Verse Beat".to_owned())]);
    });
}

#[test]
fn a_scenes_own_signature_counts() {
    on_both(&fixtures::seeded_devices(), |target| {
        let report = run(target, vec![section("B", 1, 2.0), section("A", 0, 1.0)]).unwrap();
        // Two bars of 7/8 are 7 beats; the cue point at 0 is there already.
        assert_eq!((report.cue_points[0].time.to_bits(), report.skipped_cue_points.len()), (7.0_f64.to_bits(), 1));
    });
}

#[test]
fn an_empty_map_and_cue_points_that_are_there_add_no_step() {
    on_both(&fixtures::seeded_devices(), |target| {
        let before = target.set();
        let report = run(target, Vec::new()).unwrap();
        assert_eq!((report.placement_count, report.cue_point_count), (0, 0));
        let report = run(target, vec![section("Intro", 9, 8.0), section("Drop", 9, 1.0)]).unwrap();
        assert_eq!((report.cue_point_count, report.skipped_cue_points.len()), (0, 2));
        target.idle(&before);
    });
}

#[test]
fn sections_that_begin_at_the_same_beat_share_a_cue_point() {
    on_both(&fixtures::seeded_session(), |target| {
        let report = run(target, vec![section("Blink", 9, 1e-8), section("Verse", 1, 1.0)]).unwrap();
        assert_eq!((report.cue_point_count, report.skipped_cue_points.len()), (1, 1));
    });
}

/// A cue point 1e-6 beats away is the same one; the next number beyond is another.
#[test]
fn a_cue_point_at_the_tolerance_is_taken_and_one_beyond_is_free() {
    let mut set = fixtures::seeded_session();
    for (time, made) in [(CUE_POINT_TOLERANCE, 0), (CUE_POINT_TOLERANCE.next_up(), 1)] {
        set.cue_points = Some(vec![CuePointSnapshot { time, name: "Here".into() }]);
        let report = run(&Target::positional(&set), vec![section("Gap", 9, 1.0)]).unwrap();
        assert_eq!(report.cue_point_count, made, "{time}");
    }
}

#[test]
fn a_target_that_lists_no_cue_points_gets_them_all_and_one_that_fails_gets_nothing() {
    let mut target = Target::positional(&fixtures::seeded_devices());
    target.cue_points = Some(BridgeError::unsupported("no list of cue points").into());
    // The fixture has one at beat 0; the target itself judges what it is given.
    assert_eq!(plan_session_to_song(&target, &song(vec![section("Intro", 9, 1.0)])).unwrap().report.cue_point_count, 1);

    let mut target = Target::positional(&fixtures::seeded_session());
    target.cue_points = Some(BridgeError::sdk_rejected("not now").into());
    let before = target.set();
    target.refused(run(&target, vec![section("Intro", 9, 1.0)]), ErrorCode::SdkRejected, &before);
}

#[test]
fn a_request_in_json_may_leave_out_what_has_a_default() {
    let request: SessionToSong = serde_json::from_str(r#"{"sectionMap":[]}"#).unwrap();
    assert_eq!(request, song(Vec::new()));
}

#[test]
fn a_second_run_gives_the_same_set() {
    on_both(&fixtures::seeded_session(), |target| {
        let map = vec![section("Verse", 1, 3.0), section("Chorus", 2, 2.5)];
        run(target, map.clone()).unwrap();
        let first = target.set();
        run(target, map).unwrap();
        assert_eq!(target.set(), first);
    });
}

#[test]
fn what_is_refused_early_or_late_leaves_everything_untouched() {
    on_both(&fixtures::seeded_session(), |target| {
        let before = target.set();
        for bars in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            target.refused(
                run(target, vec![section("A", 0, 1.0), section("B", 1, bars)]),
                ErrorCode::BadInput,
                &before,
            );
        }
        // The last cue point lies beyond the last beat that the contract knows: the target refuses it, at the end.
        let far = run(target, vec![section("A", 9, 1.0), section("B", 9, 400_000.0), section("C", 9, 1.0)]);
        assert_eq!(far.as_ref().unwrap_err().refusal().unwrap().op, Some(2));
        target.refused(far, ErrorCode::BadInput, &before);
    });
}

#[test]
fn a_source_that_repeats_too_often_names_its_clip() {
    let mut set = fixtures::seeded_session();
    set.tracks[0].session[0].loop_end = 1e-5;
    let target = Target::positional(&set);
    let before = target.set();
    let refused = run(&target, vec![section("Intro", 0, 1.0)]);
    assert_eq!(refused.as_ref().unwrap_err().refusal().unwrap().subject_id.as_deref(), Some("track:0/clipslot:0/clip"));
    target.refused(refused, ErrorCode::BadInput, &before);
    assert_eq!(target.list_tracks().unwrap().len(), 2);
}
