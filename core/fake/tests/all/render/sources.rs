//! Which files are opened and which are refused, and why.

use std::fs;
use std::path::{Path, PathBuf};

use hound::{WavSpec, WavWriter};
use livebridge_port::ErrorCode;
use livebridge_port::snapshot::ClipSnapshot;
use proptest::prelude::*;

use super::{clip, counting, directory, fake, mono, refused, render, render_id, write};

#[cfg(unix)]
#[test]
fn only_regular_files_are_opened() {
    let directory = directory();
    let pipe = directory.path().join("pipe.wav");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let link = directory.path().join("link.wav");
    std::os::unix::fs::symlink(&pipe, &link).unwrap();
    // A pipe without a writer would block for ever.
    for path in [&*pipe, &*link, directory.path(), Path::new("/dev/zero"), Path::new("/dev/null")] {
        let error = refused(&fake(120.0, vec![clip(path, 0.0, 1.0)]), 0.0, 1.0);
        assert!(error.message.contains("no regular file"), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn under_a_media_root_only_what_really_lies_there_is_opened() {
    use std::os::unix::fs::symlink;

    let outer = directory();
    let root = outer.path().join("media");
    fs::create_dir(&root).unwrap();
    let outside = counting(&outer, 100);
    write(&root.join("inside.wav"), mono(24), 1..=100);
    symlink(&outside, root.join("escape.wav")).unwrap();
    symlink(outer.path(), root.join("up")).unwrap();
    symlink(&root, outer.path().join("way-in")).unwrap();
    let at = |path: &Path| fake(120.0, vec![clip(path, 0.0, 1.0)]).with_media_root(&root);

    for path in [outside.clone(), root.join("../counting.wav"), root.join("escape.wav"), root.join("up/counting.wav")] {
        let error = refused(&at(&path), 0.0, 1.0);
        assert!(error.message.contains("media root"), "{error}");
    }
    for path in [root.join("inside.wav"), outer.path().join("way-in/inside.wav"), PathBuf::from("inside.wav")] {
        assert_eq!(render(&at(&path), 0.0, 1.0)[99], [100, 100], "{}", path.display());
    }
    // A second root opens more, and moves no relative path.
    let both = |path: &Path| at(path).with_media_root(outer.path());
    for path in [outside, root.join("../counting.wav"), PathBuf::from("inside.wav")] {
        assert_eq!(render(&both(&path), 0.0, 1.0)[99], [100, 100], "{}", path.display());
    }
    // What does not exist is the test signal, wherever it would lie: the fixtures can always be rendered.
    assert_ne!(render(&at(Path::new("/audio/gtr.wav")), 0.0, 1.0)[7], [0, 0]);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_reached_is_not_taken_for_absent() {
    let directory = directory();
    let (one, other) = (directory.path().join("one.wav"), directory.path().join("other.wav"));
    std::os::unix::fs::symlink(&one, &other).unwrap();
    std::os::unix::fs::symlink(&other, &one).unwrap();
    let circle = || fake(120.0, vec![clip(&one, 0.0, 1.0)]);
    for fake in [circle(), circle().with_media_root(directory.path())] {
        let error = refused(&fake, 0.0, 1.0);
        assert!(error.message.contains("one.wav` cannot be rendered"), "{error}");
    }
}

#[test]
fn a_media_root_that_is_not_there_opens_nothing() {
    let directory = directory();
    let fake = fake(120.0, vec![clip(&counting(&directory, 100), 0.0, 1.0)]).with_media_root("/nowhere/at/all");
    refused(&fake, 0.0, 1.0);
}

#[test]
fn a_broken_file_is_named_with_what_is_wrong() {
    let directory = directory();
    let path = directory.path().join("broken.wav");
    let fake = fake(120.0, vec![clip(&path, 0.0, 1.0)]);
    write(&path, mono(24), 1..=1000);
    let whole = fs::read(&path).unwrap();

    for (bytes, wrong) in [
        (&b""[..], "RIFF header"),
        (b"RIFF\x10\0\0\0AVI , and long enough for one", "AVI"),
        (&whole[..40], "fmt chunk"),
        (&whole[..whole.len() - 1], "before the end of its data chunk"),
    ] {
        fs::write(&path, bytes).unwrap();
        let error = refused(&fake, 0.0, 1.0);
        assert!(error.message.contains("broken.wav") && error.message.contains(wrong), "{error}");
        assert_eq!(error.subject_id.as_deref(), Some("track:0"));
    }
    write(&path, WavSpec { sample_rate: 17, ..mono(24) }, 1..=1000);
    assert!(refused(&fake, 0.0, 1.0).message.contains("17 Hz"));
}

#[test]
fn padded_samples_stand_on_the_left_as_the_standard_says() {
    let directory = directory();
    let path = directory.path().join("padded.wav");
    let spec = hound::WavSpecEx { spec: mono(24), bytes_per_sample: 4 };
    let file = std::io::BufWriter::new(fs::File::create(&path).unwrap());
    let mut writer = WavWriter::new_with_spec_ex(file, spec).unwrap();
    (0..100).for_each(|_| writer.write_sample(0x40_0000).unwrap());
    writer.finalize().unwrap();
    assert_eq!(render(&fake(120.0, vec![clip(&path, 0.0, 1.0)]), 0.0, 1.0)[50], [0x4000; 2]);
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let directory = directory();
    let path = directory.path().join("huge.wav");
    let file = fs::File::create(&path).unwrap();
    let fake = fake(120.0, vec![clip(&path, 0.0, 1.0)]);
    for (bytes, too_large) in [(2_u64 << 30, false), ((2 << 30) + 1, true)] {
        file.set_len(bytes).unwrap();
        assert_eq!(refused(&fake, 0.0, 1.0).message.contains("at most 2147483648"), too_large);
    }
}

/// A small valid file, some of whose first bytes are overwritten, and which may be cut off.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let directory = directory();
    let path = directory.path().join("whole.wav");
    write(&path, WavSpec { channels: 2, sample_rate: 44_100, ..mono(24) }, 0..400);
    let whole = fs::read(&path).unwrap();
    let edits = proptest::collection::vec((0..80_usize, any::<u8>()), 0..6);
    (edits, 0..=whole.len()).prop_map(move |(edits, length)| {
        let mut bytes = whole.clone();
        for (at, byte) in edits {
            bytes[at] = byte;
        }
        // Half of them stay whole, so that damage behind the header is reached.
        if length % 2 == 0 {
            bytes.truncate(length);
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop_oneof![damaged(), proptest::collection::vec(any::<u8>(), 0..300)]) {
        let directory = directory();
        let path = directory.path().join("any.wav");
        fs::write(&path, bytes).unwrap();
        let fake = fake(120.0, vec![ClipSnapshot { loop_start: -0.001, ..clip(&path, 0.0, 1.0) }]);
        if let Err(error) = render_id(&fake, "track:0", 0.0, 0.02) {
            prop_assert_eq!(error.code, ErrorCode::SdkRejected);
            prop_assert!(error.message.contains("any.wav"));
        }
    }
}
