//! Damaged and hostile files: refused with their code, or read with a word about it; within a minute each.

use std::path::Path;
use std::time::Duration;

use livebridge_als::{ErrorCode, ImportError, Set, WarningCode, import_file};

use crate::shared::{collection, in_time, name_of, sets_in};

/// Reads a file, and gives up on it after a minute.
fn read_in_time(path: &Path) -> (Result<Set, ImportError>, Duration) {
    let file = path.to_owned();
    in_time(&path.display().to_string(), move || import_file(&file))
}

/// The code that each damaged file must be refused with.
const REFUSED: [(&str, ErrorCode); 27] = [
    ("bad-deep-nesting-100k.als", ErrorCode::Depth),
    ("bad-doctype-entity-bomb.als", ErrorCode::Doctype),
    ("bad-doctype-external.als", ErrorCode::Doctype),
    ("bad-empty.als", ErrorCode::Empty),
    ("bad-flipped-bit-in-deflate.als", ErrorCode::GzipCrc),
    ("bad-gzip-crc.als", ErrorCode::GzipCrc),
    ("bad-gzip-header-only.als", ErrorCode::GzipTruncated),
    ("bad-gzip-isize.als", ErrorCode::GzipLength),
    ("bad-huge-attribute-64MiB.als", ErrorCode::AttrLen),
    ("bad-invalid-utf8.als", ErrorCode::Xml),
    ("bad-junk.als", ErrorCode::NotAls),
    ("bad-lfs-pointer.als", ErrorCode::LfsPointer),
    ("bad-mismatched-tags.als", ErrorCode::Xml),
    ("bad-no-liveset.als", ErrorCode::NotASet),
    ("bad-no-main.als", ErrorCode::NoMain),
    ("bad-no-tracks.als", ErrorCode::NoTracks),
    ("bad-nul-byte.als", ErrorCode::Xml),
    ("bad-preset-adg-root.als", ErrorCode::NotASet),
    ("bad-root-not-ableton.als", ErrorCode::Root),
    ("bad-truncated-gzip-50pct.als", ErrorCode::GzipTruncated),
    ("bad-truncated-gzip-last-4-bytes.als", ErrorCode::GzipTruncated),
    ("bad-truncated-xml.als", ErrorCode::Xml),
    ("bad-two-roots.als", ErrorCode::Xml),
    ("bad-unclosed-attr.als", ErrorCode::Xml),
    ("bad-utf16.als", ErrorCode::Encoding),
    ("bad-zip-bomb-2GiB-whitespace.als", ErrorCode::Ratio),
    ("bad-zip-not-gzip.als", ErrorCode::Zip),
];

/// The note that each odd file must be read with.
const NOTED: [(&str, WarningCode); 17] = [
    ("warn-duplicate-track-ids.als", WarningCode::DupId),
    ("warn-group-cycle.als", WarningCode::GroupCycle),
    ("warn-group-id-dangling.als", WarningCode::DanglingGroup),
    ("warn-loop-end-before-start.als", WarningCode::LoopInverted),
    ("warn-midikey-200.als", WarningCode::Range),
    ("warn-note-duration-zero.als", WarningCode::ZeroNote),
    ("warn-note-missing-time.als", WarningCode::MissingField),
    ("warn-note-velocity-float.als", WarningCode::FractionalVelocity),
    ("warn-slots-ne-scenes.als", WarningCode::SlotsNeScenes),
    ("warn-tempo-comma.als", WarningCode::BadNumber),
    ("warn-tempo-empty.als", WarningCode::BadNumber),
    ("warn-tempo-inf.als", WarningCode::BadNumber),
    ("warn-tempo-nan.als", WarningCode::BadNumber),
    ("warn-tempo-negative.als", WarningCode::Range),
    ("warn-ts-negative.als", WarningCode::Range),
    ("warn-ts-out-of-range.als", WarningCode::Range),
    ("warn-unknown-track-kind.als", WarningCode::UnknownTrackKind),
];

/// Legal by every limit, and so may be read as well as refused.
const EITHER: &str = "bad-million-notes-note-bomb.als";

#[test]
fn damaged_files_are_told_by_their_codes() {
    let Some(folder) = collection("malformed") else { return };
    let (mut refused, mut noted, mut fine, mut slowest) = (0, 0, 0, Duration::ZERO);
    for path in sets_in(&folder) {
        let name = name_of(&path);
        let (read, took) = read_in_time(&path);
        slowest = slowest.max(took);
        match (&read, name.split('-').next()) {
            _ if name == EITHER => fine += 1,
            (Err(error), Some("bad")) => {
                let code = REFUSED.iter().find(|(file, _)| *file == name).unwrap().1;
                assert_eq!(error.code, code, "{name}: {error}");
                refused += 1;
            }
            (Ok(set), Some("warn")) => {
                let code = NOTED.iter().find(|(file, _)| *file == name).unwrap().1;
                assert!(set.diagnostics.iter().any(|noted| noted.code == code), "{name}: {:?}", set.diagnostics);
                livebridge_fake::FakeLiveBridge::from_snapshot(&set.to_snapshot()).unwrap();
                noted += 1;
            }
            (Ok(_), Some("ok")) => fine += 1,
            _ => panic!("{name}: {read:?}"),
        }
    }
    assert_eq!((refused, noted, fine), (27, 17, 11));
    eprintln!("{refused} files refused, {noted} read with a note, {fine} read; the slowest took {slowest:?}");
}
