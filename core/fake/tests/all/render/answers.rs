//! The call itself: the files it leaves behind, faults in their order, undo, and the hooks for mutants.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};

use hound::WavReader;
use livebridge_fake::{Deviation, FakeLiveBridge};
use livebridge_port::{ControlPlane, ErrorCode, LiveBridgeExt, Operation, fixtures};

use super::{clip, directory, fake, refused, render, render_id};

#[test]
fn the_oldest_of_65_files_goes() {
    let fake = fake(120.0, Vec::new());
    let paths: Vec<PathBuf> =
        (0..66).map(|_| PathBuf::from(&*render_id(&fake, "track:0", 0.0, 0.01).unwrap().path)).collect();
    let kept = |path: &PathBuf| path.exists();
    assert!(!paths[..2].iter().any(kept) && paths[2..].iter().all(kept));
    assert_eq!(paths[0].file_name().unwrap(), "render-000001.wav");
    assert_eq!(paths[65].file_name().unwrap(), "render-000066.wav");
    assert_eq!(fs::read_dir(paths[0].parent().unwrap()).unwrap().count(), 64);
}

#[test]
fn a_render_that_fails_leaves_nothing_behind_and_takes_no_number() {
    let directory = directory();
    let fake = fake(120.0, vec![clip(directory.path(), 1.0, 1.0)]);
    let path = PathBuf::from(&*render_id(&fake, "track:0", 0.0, 1.0).unwrap().path);
    refused(&fake, 0.0, 2.0);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    assert!(render_id(&fake, "track:0", 0.0, 1.0).unwrap().path.ends_with("render-000002.wav"));
}

#[test]
fn every_fake_has_a_directory_of_its_own_that_goes_with_it() {
    let [one, other] = [(); 2].map(|()| FakeLiveBridge::from_snapshot(&fixtures::seeded_audio_track()).unwrap());
    let [first, second] =
        [&one, &other].map(|fake| PathBuf::from(&*render_id(fake, "track:0", 0.0, 0.1).unwrap().path));
    assert_ne!(first.parent(), second.parent());
    drop(one);
    assert!(!first.parent().unwrap().exists() && second.exists());
    drop(other);
    assert!(!second.parent().unwrap().exists());
}

#[test]
fn renders_of_several_threads_do_not_disturb_each_other() {
    let fake = fake(120.0, vec![clip(Path::new("/audio/gtr.wav"), 0.0, 4.0)]);
    let expected = render(&fake, 0.0, 0.5);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5 {
                    assert_eq!(render(&fake, 0.0, 0.5), expected);
                }
            });
        }
    });
}

#[test]
fn a_render_adds_no_step_and_changes_nothing() {
    let fake = fake(120.0, Vec::new());
    for bpm in [90.0, 91.0, 92.0] {
        pollster::block_on(fake.set_tempo(bpm)).unwrap();
    }
    fake.undo().unwrap();
    let state = || (fake.undo_depth().unwrap(), fake.transaction_count().unwrap(), fake.snapshot().unwrap());
    let before = state();
    render(&fake, 0.0, 1.0);
    refused(&fake, 0.0, 100_000.0);
    assert_eq!(state(), before);
    assert_eq!((before.0.undo, before.0.redo), (2, 1));
}

#[test]
fn a_range_longer_than_600_s_is_refused_with_what_fits() {
    let error = refused(&fake(120.0, Vec::new()), 0.0, 1200.5);
    assert_eq!(error.hint, "render at most 1200 beats at a time");
}

#[test]
fn faults_are_judged_in_the_order_of_the_contract() {
    let fake = FakeLiveBridge::seeded();
    let code = |track: &str, start: f64, end: f64| render_id(&fake, track, start, end).unwrap_err().code;
    for (start, end) in [(-1.0, 4.0), (4.0, 4.0), (4.0, 3.0), (0.0, f64::NAN), (0.0, 1_576_801.0)] {
        for track in ["track:2", "track:0", "track:9", "scene:0", "nonsense"] {
            assert_eq!(code(track, start, end), ErrorCode::BadInput, "{track} {start}..{end}");
        }
    }
    assert_eq!(code("nonsense", 0.0, 1.0), ErrorCode::BadInput);
    assert_eq!(code("scene:0", 0.0, 1.0), ErrorCode::WrongType);
    assert_eq!(code("track:9", 0.0, 1.0), ErrorCode::StaleReference);
    assert_eq!(code("track:0", 0.0, 1.0), ErrorCode::WrongType);
    assert_eq!(code("track:0", 0.0, 1_000_000.0), ErrorCode::WrongType);
    assert_eq!(code("track:2", 0.0, 1_000_000.0), ErrorCode::SdkRejected);
}

#[test]
fn renders_are_declared() {
    let description = FakeLiveBridge::seeded().description();
    assert!(description.capabilities.render && description.operations.contains("renderTrack"));
}

/// Adds a step for every render, and renders half of what was asked for.
struct Sloppy;

impl Deviation for Sloppy {
    fn read_adds_step(&self, operation: Operation) -> bool {
        operation == Operation::RenderTrack
    }

    fn rendered(&self, seconds: &mut f64) {
        *seconds /= 2.0;
    }
}

#[test]
fn a_mutant_can_add_a_step_and_change_the_length() {
    let fake = FakeLiveBridge::deviating(Sloppy);
    let path = render_id(&fake, "track:2", 0.0, 124.0).unwrap().path;
    assert_eq!(WavReader::open(&*path).unwrap().duration(), 30 * 48_000);
    assert_eq!(fake.undo_depth().unwrap().undo, 1);
}

/// Says when what a render needs has been taken from the Set.
struct Taken(Arc<Barrier>);

impl Deviation for Taken {
    fn rendered(&self, _: &mut f64) {
        self.0.wait();
    }
}

#[test]
fn other_calls_go_on_while_files_are_written() {
    let (taken, finished) = (Arc::new(Barrier::new(2)), AtomicBool::new(false));
    let fake = FakeLiveBridge::deviating(Taken(Arc::clone(&taken)));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            render_id(&fake, "track:2", 0.0, 248.0).unwrap();
            finished.store(true, Ordering::SeqCst);
        });
        taken.wait();
        // Two minutes take a while to be written. A change meanwhile neither waits nor reaches the render.
        pollster::block_on(fake.set_tempo(60.0)).unwrap();
        assert!(!finished.load(Ordering::SeqCst));
    });
    assert!(finished.into_inner());
}
