//! Golden Sets: what the states of a target should be, kept in files.
//!
//! A golden is the canonical text of a Set under a name, `DIR/NAME.json`. What is seen now and differs lies beside it
//! as `NAME.json.new` until somebody looks at it and accepts it. This file keeps and compares them. Which states the
//! fixtures and handlers give, words and colours are the command line's.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use livebridge_diff::{DiffExt, SetDiff};
use livebridge_port::Snapshot;
use livebridge_text::encoding;
use livebridge_text::phrasing::shown;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The folder of the fixtures.
pub const FIXTURES: &str = "fixtures";

/// The folder of the fixtures after the handlers.
pub const HANDLERS: &str = "handlers";

/// What ends the name of a golden.
const GOLDEN: &str = ".json";

/// What ends the name of a Set that waits to be accepted.
const PENDING: &str = ".json.new";

/// The relative difference up to which two numbers are equal: mathematical libraries differ in the last bits.
const PRECISION: f64 = 1e-9;

/// A state that was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Its name, with `/` between folders: `handlers/seeded.scale-lock`.
    pub name: String,
    /// The Set.
    pub set: Snapshot,
    /// The state that a handler began with and changed nothing in: recorded as that, in one line.
    pub unchanged_from: Option<String>,
}

/// The text of a golden of a state that is exactly another one.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchanged {
    format: UnchangedFormat,
    /// Name of the golden that it equals.
    unchanged: String,
}

#[derive(Serialize, Deserialize)]
enum UnchangedFormat {
    #[serde(rename = "livebridge.unchanged/1")]
    V1,
}

impl State {
    /// The text of its golden.
    pub fn text(&self) -> String {
        let Some(from) = &self.unchanged_from else { return self.set.to_canonical() };
        let record = Unchanged { format: UnchangedFormat::V1, unchanged: from.clone() };
        serde_json::to_string(&record).map_or_else(|_| self.set.to_canonical(), |text| text + "\n")
    }
}

/// How a state compares with its golden.
#[derive(Debug, Clone, PartialEq)]
pub enum GoldenComparison {
    /// It is what is kept.
    Same,
    /// There is no golden yet.
    New,
    /// Another Set is kept: what has to happen to it to become this one.
    Differs(SetDiff),
    /// The same Set is kept, but not in the text that would be written.
    OtherText,
    /// What is kept is no golden, and why.
    Unreadable(String),
}

/// A directory of goldens.
#[derive(Debug, Clone)]
pub struct Store {
    directory: PathBuf,
}

/// A golden as it is kept.
struct Kept {
    text: String,
    set: Snapshot,
}

impl Store {
    /// The goldens in `directory`, which need not exist yet.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into() }
    }

    /// The file of a golden.
    pub fn file(&self, name: &str) -> PathBuf {
        self.directory.join(format!("{name}{GOLDEN}"))
    }

    /// The file of what waits to be accepted.
    pub fn pending_file(&self, name: &str) -> PathBuf {
        self.directory.join(format!("{name}{PENDING}"))
    }

    /// Compares a state with its golden. Numbers are equal within one part in 10^9.
    pub fn compare(&self, state: &State) -> GoldenComparison {
        let kept = match self.kept(&self.file(&state.name)) {
            Ok(Some(kept)) => kept,
            Ok(None) => return GoldenComparison::New,
            Err(reason) => return GoldenComparison::Unreadable(reason),
        };
        if kept.text == state.text() {
            return GoldenComparison::Same;
        }
        let is_near = match (serde_json::to_value(&kept.set), serde_json::to_value(&state.set)) {
            (Ok(kept), Ok(seen)) => agree(&kept, &seen),
            _ => false,
        };
        if !is_near {
            return GoldenComparison::Differs(kept.set.diff(&state.set));
        }
        let as_written = match state.unchanged_from {
            Some(_) => false,
            None => kept.text == kept.set.to_canonical(),
        };
        if as_written { GoldenComparison::Same } else { GoldenComparison::OtherText }
    }

    /// What differs between a golden and what waits to be accepted in its place; against nothing kept, `None`.
    pub fn pending_change(&self, name: &str) -> Result<Option<SetDiff>, String> {
        let pending = self.kept(&self.pending_file(name))?.ok_or_else(|| format!("nothing waits for {name}"))?;
        let kept = self.kept(&self.file(name)).map_err(|reason| format!("{reason}; accepting replaces it"))?;
        Ok(kept.map(|kept| kept.set.diff(&pending.set)))
    }

    /// Lays a state beside its golden, to be accepted.
    pub fn propose(&self, state: &State) -> io::Result<()> {
        let file = self.pending_file(&state.name);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, state.text())
    }

    /// Takes back what waits, as the state is what is kept again.
    pub fn withdraw(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.pending_file(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Puts what waits in the place of the golden. Refuses what is no golden.
    pub fn accept(&self, name: &str) -> Result<(), String> {
        self.kept(&self.pending_file(name))?.ok_or_else(|| format!("nothing waits for {name}"))?;
        fs::rename(self.pending_file(name), self.file(name)).map_err(|error| format!("{name}: {error}"))
    }

    /// Whether there is a golden of this name, or one that waits to be accepted.
    pub fn has(&self, name: &str) -> bool {
        self.file(name).exists() || self.pending_file(name).exists()
    }

    /// The names of the goldens that are kept in these folders, in order.
    pub fn goldens(&self, folders: &[&str]) -> io::Result<Vec<String>> {
        let mut names = BTreeSet::new();
        for folder in folders {
            let kept = |name: &String| matches!(self.kept(&self.file(name)), Ok(Some(_)));
            names.extend(self.names(folder, GOLDEN)?.into_iter().filter(kept));
        }
        Ok(names.into_iter().collect())
    }

    /// The names of all that waits to be accepted, in order.
    pub fn pending(&self) -> io::Result<Vec<String>> {
        let mut names = BTreeSet::new();
        for folder in ["", FIXTURES, HANDLERS] {
            names.extend(self.names(folder, PENDING)?);
        }
        Ok(names.into_iter().collect())
    }

    /// The files in these folders that no state of `names` gives: goldens, and what waits to become one. A file that is
    /// neither is none of ours.
    pub fn orphans(&self, folders: &[&str], names: &BTreeSet<String>) -> io::Result<Vec<PathBuf>> {
        let mut orphans = Vec::new();
        for folder in folders {
            for (ending, file) in [(GOLDEN, Self::file as fn(&Self, &str) -> PathBuf), (PENDING, Self::pending_file)] {
                let unknown = self.names(folder, ending)?.into_iter().filter(|name| !names.contains(name));
                let files = unknown.map(|name| file(self, &name));
                orphans.extend(files.filter(|file| matches!(self.kept(file), Ok(Some(_)))));
            }
        }
        Ok(orphans)
    }

    /// The names in one folder whose files have this ending, in order.
    fn names(&self, folder: &str, ending: &str) -> io::Result<BTreeSet<String>> {
        let entries = match fs::read_dir(self.directory.join(folder)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeSet::new()),
            entries => entries?,
        };
        let mut names = BTreeSet::new();
        for entry in entries {
            if let Some(name) = entry?.file_name().to_str().and_then(|name| name.strip_suffix(ending)) {
                names.insert(if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") });
            }
        }
        Ok(names)
    }

    /// Reads a golden; `None` when there is no such file.
    fn kept(&self, file: &Path) -> Result<Option<Kept>, String> {
        let Some(text) = read(file)? else { return Ok(None) };
        let set = match serde_json::from_str::<Unchanged>(&text) {
            // One step only: what it equals is a Set, not a further record.
            Ok(record) => {
                let other = self.file(&record.unchanged);
                let text = read(&other)?.ok_or_else(|| {
                    format!("{} says that it equals `{}`, which is not there", shown(file), record.unchanged)
                })?;
                parse(&other, &text)?
            }
            Err(_) => parse(file, &text)?,
        };
        Ok(Some(Kept { text, set }))
    }
}

/// The text of a file, whatever its ends of lines and its encoding; `None` when there is no such file.
fn read(file: &Path) -> Result<Option<String>, String> {
    match fs::read(file) {
        Ok(bytes) => match encoding::decode(bytes) {
            Ok(text) => Ok(Some(encoding::with_unix_lines(text))),
            Err(error) => Err(format!("{}: {error}", shown(file))),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{}: {error}", shown(file))),
    }
}

fn parse(file: &Path, text: &str) -> Result<Snapshot, String> {
    Snapshot::from_canonical(text).map_err(|error| format!("{} is {error}", shown(file)))
}

/// Whether two JSON values are equal but for the last bits of numbers.
fn agree(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => (a - b).abs() <= PRECISION * a.abs().max(b.abs()),
            _ => a == b,
        },
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| agree(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| agree(a, b)))
        }
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use livebridge_port::fixtures;

    use super::*;

    fn state(set: Snapshot) -> State {
        State { name: "fixtures/one".into(), set, unchanged_from: None }
    }

    /// A store with `set` accepted as `fixtures/one`.
    fn store(set: Snapshot) -> (tempfile::TempDir, Store) {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::new(directory.path());
        store.propose(&state(set)).unwrap();
        store.accept("fixtures/one").unwrap();
        (directory, store)
    }

    /// As Windows and its editors leave it: git's `autocrlf`, a mark at the beginning, UTF-16.
    #[test]
    fn a_golden_may_have_any_ends_of_lines_and_encoding() {
        let (_directory, store) = store(fixtures::seeded());
        let file = store.file("fixtures/one");
        let text = fs::read_to_string(&file).unwrap();
        let windows = text.replace('\n', "\r\n");
        let utf16: Vec<u8> =
            "\u{feff}".encode_utf16().chain(windows.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for bytes in [windows.clone().into_bytes(), format!("\u{feff}{windows}").into_bytes(), utf16] {
            fs::write(&file, bytes).unwrap();
            assert_eq!(store.compare(&state(fixtures::seeded())), GoldenComparison::Same);
        }
        fs::write(&file, [0xff, 0xfe, 0x00]).unwrap();
        let GoldenComparison::Unreadable(reason) = store.compare(&state(fixtures::seeded())) else { panic!("cut") };
        assert!(reason.contains("UTF-16"), "{reason}");
    }

    #[test]
    fn a_state_is_proposed_accepted_and_then_the_same() {
        let (_directory, store) = store(fixtures::seeded());
        assert_eq!(store.compare(&state(fixtures::seeded())), GoldenComparison::Same);
        assert_eq!(store.pending().unwrap(), Vec::<String>::new());
        let mut louder = fixtures::seeded();
        louder.tracks[0].volume.value = 1.0;
        let GoldenComparison::Differs(diff) = store.compare(&state(louder.clone())) else { panic!("another volume") };
        assert_eq!(diff.changes.len(), 1);
        store.propose(&state(louder)).unwrap();
        assert_eq!(store.pending().unwrap(), ["fixtures/one"]);
        assert_eq!(store.pending_change("fixtures/one").unwrap(), Some(diff));
        store.withdraw("fixtures/one").unwrap();
        store.withdraw("fixtures/one").unwrap();
        assert!(store.accept("fixtures/one").unwrap_err().contains("nothing waits"));
    }

    #[test]
    fn the_last_bits_of_a_number_are_no_difference_but_more_is() {
        let (_directory, store) = store(fixtures::seeded());
        let with_volume = |volume| {
            let mut set = fixtures::seeded();
            set.tracks[1].volume.value = volume;
            store.compare(&state(set))
        };
        assert_eq!(with_volume(0.8 + f64::EPSILON), GoldenComparison::Same);
        assert!(matches!(with_volume(0.8 + 1e-8), GoldenComparison::Differs(_)));
    }

    #[test]
    fn what_is_unchanged_is_recorded_in_one_line_and_followed() {
        let (directory, store) = store(fixtures::seeded());
        let name = "handlers/one.janitor".to_owned();
        let unchanged = State { name, set: fixtures::seeded(), unchanged_from: Some("fixtures/one".into()) };
        store.propose(&unchanged).unwrap();
        store.accept(&unchanged.name).unwrap();
        let text = fs::read_to_string(store.file(&unchanged.name)).unwrap();
        assert_eq!(text, "{\"format\":\"livebridge.unchanged/1\",\"unchanged\":\"fixtures/one\"}\n");
        assert_eq!(store.compare(&unchanged), GoldenComparison::Same);
        // A handler that begins to change something is a difference from what it began with.
        let mut set = fixtures::seeded();
        set.tempo = 98.0;
        let changed = State { set, unchanged_from: None, ..unchanged.clone() };
        assert!(matches!(store.compare(&changed), GoldenComparison::Differs(diff) if diff.changes.len() == 1));
        // A copy in the place of the record is the same Set in another text.
        fs::write(store.file(&unchanged.name), fixtures::seeded().to_canonical()).unwrap();
        assert_eq!(store.compare(&unchanged), GoldenComparison::OtherText);
        fs::remove_file(directory.path().join("fixtures/one.json")).unwrap();
        fs::write(store.file(&unchanged.name), text).unwrap();
        assert!(
            matches!(store.compare(&unchanged), GoldenComparison::Unreadable(reason) if reason.contains("not there"))
        );
    }

    #[test]
    fn a_text_by_hand_and_a_text_that_is_none() {
        let (_directory, store) = store(fixtures::seeded());
        let file = store.file("fixtures/one");
        fs::write(&file, fixtures::seeded().to_canonical().replace('\n', " ")).unwrap();
        assert_eq!(store.compare(&state(fixtures::seeded())), GoldenComparison::OtherText);
        fs::write(&file, "{}").unwrap();
        assert!(matches!(store.compare(&state(fixtures::seeded())), GoldenComparison::Unreadable(_)));
        fs::remove_file(&file).unwrap();
        assert_eq!(store.compare(&state(fixtures::seeded())), GoldenComparison::New);
    }

    #[test]
    fn orphans_are_goldens_that_nothing_gives_and_nothing_else() {
        let (directory, store) = store(fixtures::seeded());
        fs::write(directory.path().join("fixtures/package.json"), "{\"name\":\"mine\"}").unwrap();
        fs::write(store.pending_file("fixtures/two"), fixtures::seeded().to_canonical()).unwrap();
        let known = BTreeSet::from(["fixtures/two".to_owned()]);
        assert_eq!(store.orphans(&["fixtures", "nowhere"], &known).unwrap(), [store.file("fixtures/one")]);
        let known = BTreeSet::from(["fixtures/one".to_owned()]);
        assert_eq!(store.orphans(&["fixtures"], &known).unwrap(), [store.pending_file("fixtures/two")]);
        assert_eq!(store.orphans(&[""], &known).unwrap(), Vec::<PathBuf>::new());
    }
}
