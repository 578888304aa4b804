//! The files of two Live Sets: whatever is changed in one gives a difference, and what belongs to the view gives none.

use std::path::{Path, PathBuf};

use livebridge_als::outline::{IGNORED, IGNORED_ATTRIBUTES, Outline, is_ignored};
use livebridge_als::{Limits, import};
use livebridge_diff::{ChangeClass, DiffExt, SetDiff};
use livebridge_sets::difference::with_files;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn outline(text: &str) -> Outline {
    Outline::read(text.as_bytes(), Limits::default()).unwrap()
}

/// What `livebridge diff` says of two files; nothing where one of them is no Set any more.
fn between(old: &str, new: &str, all: bool) -> Option<SetDiff> {
    let [before, after] = [old, new].map(|text| import(text.as_bytes(), Limits::default()));
    let diff = before.ok()?.to_snapshot().diff(&after.ok()?.to_snapshot());
    Some(with_files(diff, &outline(old).differences(&outline(new)), all))
}

fn own(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../adapters/als/tests/als/sets");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// The XML of a real Set of the collection that lies beside the workspace.
fn inflated(path: &Path) -> Option<String> {
    use std::io::Read;
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(std::fs::File::open(path).ok()?).read_to_string(&mut text).ok()?;
    import(text.as_bytes(), Limits::default()).ok()?;
    Some(text)
}

/// The smaller real Sets of the collection, in order; none, said aloud, where it is absent.
fn collection(most: u64) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/als-corpus");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("SKIPPED: 0 files read, there is no ../shared/als-corpus beside the workspace");
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "als"));
    files.retain(|path| std::fs::metadata(path).is_ok_and(|data| data.len() <= most));
    files.sort();
    files
}

/// Where the values of attributes stand that count: byte ranges within the text.
fn values(text: &str) -> Vec<std::ops::Range<usize>> {
    let (mut found, mut ignored, mut at) = (Vec::new(), None, 0);
    let mut open: Vec<&str> = Vec::new();
    while let Some(start) = text[at..].find('<').map(|found| at + found) {
        let end = start + text[start..].find('>').unwrap();
        let tag = &text[start + 1..end];
        at = end + 1;
        if tag.starts_with(['?', '!']) {
            continue;
        }
        if tag.starts_with('/') {
            if ignored == Some(open.len()) {
                ignored = None;
            }
            open.pop();
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap();
        open.push(name);
        if ignored.is_none() && is_ignored(name) {
            ignored = Some(open.len());
        }
        if ignored.is_none() {
            let mut within = start + 1 + name.len();
            while let Some(equals) = text[within..end].find("=\"").map(|found| within + found) {
                let key = text[within..equals].trim();
                let close = equals + 2 + text[equals + 2..end].find('"').unwrap();
                if !IGNORED_ATTRIBUTES.contains(&key) && name != "Ableton" {
                    found.push(equals + 2..close);
                }
                within = close + 1;
            }
        }
        if tag.ends_with('/') {
            if ignored == Some(open.len()) {
                ignored = None;
            }
            open.pop();
        }
    }
    found
}

/// Another value of the same sort.
fn other(value: &str) -> String {
    match value {
        "true" => "false".to_owned(),
        "false" => "true".to_owned(),
        _ => match value.parse::<f64>() {
            Ok(number) if number.fract() == 0.0 && number.abs() < 1e9 => format!("{}", number + 1.0),
            Ok(number) => format!("{}", number + 0.3),
            Err(_) => format!("{value}x"),
        },
    }
}

/// Changes `count` values of a Set, one at a time, spread over all of it; gives how many were tried.
fn each_is_told(name: &str, text: &str, count: usize) -> usize {
    let values = values(text);
    let step = (values.len() / count).max(1);
    let mut tried = 0;
    for place in values.iter().step_by(step) {
        let mut changed = text.to_owned();
        changed.replace_range(place.clone(), &other(&text[place.clone()]));
        // What is no Set any more is refused, and not silent.
        let Some(diff) = between(text, &changed, false) else { continue };
        tried += 1;
        let line = text[..place.start].rfind('<').unwrap();
        assert!(!diff.is_empty(), "{name}: {} is silent", &text[line..(place.end + 20).min(text.len())]);
    }
    tried
}

#[test]
fn whatever_is_changed_in_a_file_is_told() {
    for name in ["live9.als", "live11.als", "live12.als", "live12-later.als"] {
        let text = own(name);
        assert!(between(&text, &text, true).unwrap().is_empty(), "{name}");
        assert!(each_is_told(name, &text, 150) > 120, "{name}");
    }
}

#[test]
fn whatever_is_changed_in_a_real_set_is_told() {
    let (mut sets, mut tried) = (0, 0);
    for path in collection(60_000) {
        let Some(text) = inflated(&path).filter(|text| text.len() < 1_500_000) else { continue };
        assert!(between(&text, &text, true).unwrap().is_empty(), "{}", path.display());
        tried += each_is_told(&path.display().to_string(), &text, 12);
        sets += 1;
    }
    eprintln!("{tried} values of {sets} real Sets changed, each was told");
}

#[test]
fn ids_and_views_are_no_difference() {
    let text = own("live12.als");
    for (from, to) in [
        ("<LomId Value=\"0\" />", "<LomId Value=\"7\" />"),
        ("<NextPointeeId Value=\"", "<NextPointeeId Value=\"9"),
        ("NoteId=\"", "NoteId=\"9"),
    ] {
        assert!(text.contains(from), "{from}");
        assert!(between(&text, &text.replace(from, to), true).unwrap().is_empty(), "{from}");
    }
    assert!(IGNORED.is_sorted(), "looked up by halves");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

    /// Whatever the bytes are, there is an outline or a reason why not; and any two can be compared.
    #[test]
    fn damaged_files_are_outlined_or_refused(
        edits in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..8),
        cut in any::<proptest::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let mut bytes = own("live9.als").into_bytes();
        let whole_outline = Outline::read(&bytes[..], Limits::default()).unwrap();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(outline) = Outline::read(&bytes[..], Limits::default()) {
            let (there, back) = (whole_outline.differences(&outline), outline.differences(&whole_outline));
            prop_assert_eq!(there.is_empty(), back.is_empty());
        }
    }
}

/// The page lists what does not count.
#[test]
fn the_documentation_lists_what_is_ignored() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/als.md")).unwrap();
    let missing: Vec<_> = IGNORED.iter().filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Changes that a musician hears and that are not understood, each at its place.
#[test]
fn what_is_not_understood_is_told_with_its_place() {
    let text = own("live12.als");
    let told = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let diff = between(&text, &text.replacen(from, to, 1), false).unwrap();
        let change = diff.changes.iter().find(|change| change.class == ChangeClass::Unread);
        change.map_or_else(|| panic!("{diff}"), |change| format!("{}: {}", change.label, change.fact))
    };
    let hidden = told("<HiddenLoopEnd Value=\"4\" />", "<HiddenLoopEnd Value=\"5\" />");
    assert!(hidden.contains(" clip ") && hidden.ends_with("Loop/HiddenLoopEnd 4 -> 5"), "{hidden}");
}

#[test]
fn differences_of_one_place_are_counted_and_all_of_them_on_demand() {
    let text = own("live12.als");
    let clip = text.find("<AudioClip").unwrap();
    let at = clip + text[clip..].find("<HiddenLoopStart Value=\"0\" />").unwrap();
    let mut new = text.clone();
    let end = at + text[at..].find("</Loop>").unwrap();
    new.replace_range(
        at..end,
        &text[at..end].replace("Value=\"0\"", "Value=\"1\"").replace("Value=\"4\"", "Value=\"5\""),
    );
    let unread = |all| {
        let diff = between(&text, &new, all).unwrap();
        diff.changes
            .into_iter()
            .filter(|change| change.class == ChangeClass::Unread)
            .map(|change| change.fact)
            .collect::<Vec<_>>()
    };
    assert_eq!(unread(false), ["2 differences in Loop"]);
    assert_eq!(unread(true), ["Loop/HiddenLoopStart 0 -> 1", "Loop/HiddenLoopEnd 4 -> 5"]);
}
