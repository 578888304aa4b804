//! Any bytes at all: never a panic, never a hang, and what is cut off is never taken for a Set.

use livebridge_als::{ErrorCode, Limits, Set, import};
use livebridge_fake::FakeLiveBridge;
use livebridge_port::Snapshot;
use proptest::prelude::*;

use crate::sets::{file, gzip};
use crate::shared::in_time;

/// Imports, and gives up on it after a minute; whatever could be read must be a Set to the fake too.
fn import_soon(bytes: &[u8], limits: Limits) -> Option<ErrorCode> {
    let file = bytes.to_vec();
    let import = move || match import(&file[..], limits) {
        Ok(set) => {
            let snapshot = set.to_snapshot();
            FakeLiveBridge::from_snapshot(&snapshot).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(Snapshot::from_canonical(&snapshot.to_canonical()).unwrap(), snapshot);
            // The way back has less to tell, and fails no more than the way there.
            let _ = Set::from(&snapshot).counts();
            None
        }
        Err(error) => {
            assert!(!error.hint().is_empty() && error.to_string().starts_with(error.code.as_str()));
            Some(error.code)
        }
    };
    in_time("the import", import).0
}

#[test]
fn a_part_of_a_file_is_no_set() {
    let plain = std::fs::read(file("live12.als")).unwrap();
    let packed = gzip(&plain, 6);
    for length in (0..packed.len()).step_by(131) {
        let code = import_soon(&packed[..length], Limits::default()).unwrap();
        assert!(matches!(code, ErrorCode::GzipTruncated | ErrorCode::Empty | ErrorCode::NotAls), "{length}: {code}");
    }
    let end = plain.iter().rposition(|byte| *byte == b'>').unwrap();
    for length in (0..end).step_by(4096 / 7) {
        let code = import_soon(&plain[..length], Limits::default()).unwrap();
        assert!(
            matches!(code, ErrorCode::Xml | ErrorCode::Empty | ErrorCode::NotASet | ErrorCode::Root),
            "{length}: {code}"
        );
    }
}

#[test]
fn limits_are_kept() {
    let packed = gzip(&std::fs::read(file("live12.als")).unwrap(), 9);
    let fine = Limits::default();
    let cases = [
        (Limits { xml: 40_000, ..fine }, ErrorCode::TooLarge),
        (Limits { depth: 8, ..fine }, ErrorCode::Depth),
        (Limits { notes: 10, ..fine }, ErrorCode::Count),
        (Limits { items: 10, ..fine }, ErrorCode::Count),
    ];
    for (limits, code) in cases {
        assert_eq!(import_soon(&packed, limits), Some(code));
    }
}

#[test]
fn hostile_documents_are_refused() {
    let set = |inside: &str| format!("<Ableton Creator=\"x\"><LiveSet>{inside}</LiveSet></Ableton>");
    let deep = |n: usize, name: &str| format!("{}{}", format!("<{name}>").repeat(n), format!("</{name}>").repeat(n));
    let rack = "<Branches><ABranch><DeviceChain><C><Devices><R>";
    let racks = format!("<Tracks><MidiTrack><DeviceChain><DeviceChain><Devices><R>{}", rack.repeat(40));
    let cases = [
        (set(&deep(10_000, "a")), ErrorCode::Depth),
        (set(&racks), ErrorCode::Depth),
        (format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{}", set("")), ErrorCode::Doctype),
        (set("<Tracks><MidiTrack Id=\"&b;\" /></Tracks>"), ErrorCode::Xml),
        (set("<Tracks /><Tracks>"), ErrorCode::Xml),
        (format!("{}{}", set("<Tracks /><MainTrack />"), set("")), ErrorCode::Xml),
        (set(&format!("<{} />", "n".repeat(300))), ErrorCode::AttrLen),
        (set(&format!("<a b=\"{}\" />", "c".repeat(2 << 20))), ErrorCode::AttrLen),
        ("<?xml version=\"1.0\" encoding=\"latin-1\"?><Ableton><LiveSet /></Ableton>".to_owned(), ErrorCode::Encoding),
        ("<Ableton><LiveSet><Tracks />".to_owned(), ErrorCode::Xml),
        (set("<Tracks />"), ErrorCode::NoMain),
        (set(""), ErrorCode::NoTracks),
        ("<Ableton />".to_owned(), ErrorCode::NotASet),
        ("<Live />".to_owned(), ErrorCode::Root),
    ];
    for (text, code) in &cases {
        assert_eq!(import_soon(text.as_bytes(), Limits::default()), Some(*code), "{}", &text[..text.len().min(200)]);
        assert_eq!(import_soon(&gzip(text.as_bytes(), 1), Limits::default()), Some(*code));
    }
    let mut invalid = set("<Tracks /><MainTrack />").into_bytes();
    invalid.splice(10..10, *b"\xff\xfe");
    assert_eq!(import_soon(&invalid, Limits::default()), Some(ErrorCode::Xml));
    let in_text = [&b"<Ableton><LiveSet>\xc3"[..], b"<Tracks /></LiveSet></Ableton>"].concat();
    assert_eq!(import_soon(&in_text, Limits::default()), Some(ErrorCode::Xml));
    let fine = set("\u{e9}<Tracks /><MainTrack><Name>\u{1f3b9}</Name></MainTrack><!-- a --><?b c?>");
    assert_eq!(import_soon(fine.as_bytes(), Limits::default()), None);
    // A comment is not a level: as many of them as there may be take no stack.
    assert_eq!(import_soon(set(&"<!---->".repeat(200_000)).as_bytes(), Limits::default()), Some(ErrorCode::NoTracks));
}

/// What is done to the bytes: at which place, what, with how many.
type Edit = (prop::sample::Index, u8, Vec<u8>);

fn edited(mut bytes: Vec<u8>, edits: Vec<Edit>) -> Vec<u8> {
    for (place, what, with) in edits {
        let at = place.index(bytes.len().max(1)).min(bytes.len());
        let end = (at + with.len()).min(bytes.len());
        match what % 4 {
            0 => drop(bytes.splice(at..end, with)),
            1 => drop(bytes.splice(at..at, with)),
            2 => drop(bytes.drain(at..end)),
            // Pieces of the file itself find more than noise does.
            _ => {
                let from = usize::from(with.first().copied().unwrap_or_default()) * bytes.len() / 256;
                let piece: Vec<_> = bytes[from..].iter().copied().take(with.len() * 40).collect();
                drop(bytes.splice(at..at, piece));
            }
        }
    }
    bytes
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let piece = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..8),
        prop::sample::select(vec![
            "\"",
            "<",
            ">",
            "/>",
            "&#x0;",
            "-1",
            "1e999",
            "NaN",
            "999999999999999999999",
            "true"
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), piece), 1..6)
}

/// As many as a run of all tests has time for, unless it is told another number.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(200)
}

/// Numbers that a float can be and no Set can have.
#[test]
fn what_no_set_can_have_is_left_out() {
    let text = std::fs::read_to_string(file("live12.als")).unwrap();
    let far = |from: &str, to: &str| {
        assert!(text.contains(from), "there is no {from}");
        assert_eq!(import_soon(text.replace(from, to).as_bytes(), Limits::default()), None, "{to}");
    };
    far("<MidiNoteEvent Time=\"1\"", "<MidiNoteEvent Time=\"9e20\"");
    far("<CurrentEnd Value=\"16\" />", "<CurrentEnd Value=\"9e20\" />");
    far("<Time Value=\"32\" />", "<Time Value=\"9e20\" />");
    far("<Tempo Value=\"128\" />", "<Tempo Value=\"9e20\" />");
}

proptest! {
    // `PROPTEST_CASES` asks for more of them.
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn edited_xml_never_panics(edits in edits(), which in 0..3_usize) {
        let name = ["live9.als", "live11.als", "live12.als"][which];
        import_soon(&edited(std::fs::read(file(name)).unwrap(), edits), Limits::default());
    }

    #[test]
    fn edited_gzip_never_panics(edits in edits()) {
        import_soon(&edited(gzip(&std::fs::read(file("live12.als")).unwrap(), 6), edits), Limits::default());
    }

    #[test]
    fn noise_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        import_soon(&bytes, Limits::default());
        import_soon(&[&[0x1f, 0x8b, 8, 0][..], &bytes].concat(), Limits::default());
        import_soon(&[&b"<Ableton>"[..], &bytes].concat(), Limits::default());
    }
}
