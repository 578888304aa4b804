//! Where a command takes a Set from: a Live Set or snapshot in a file, or a target.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use livebridge_als as als;
use livebridge_als::outline::Outline;
use livebridge_als::{Diagnostic, Limits};
use livebridge_port::Snapshot;
use livebridge_port::snapshot::Extra;
use livebridge_suite::target::Target;
use livebridge_text::encoding;
use livebridge_text::phrasing::{shown, visible};
use livebridge_wire::Timeouts;

use super::problem::{Problem, start_hint};
use super::{schemes, token};

/// The name by which git calls a file that one side of a comparison does not have.
const ABSENT: &str = "/dev/null";

/// The file that `text` means, if it means one and not a target.
pub(super) fn file_of(text: &str) -> &Path {
    schemes::file(text).unwrap_or(Path::new(text))
}

/// Reads the Set that `text` names, a file if there is one, else a target; and what there is to note about a file.
pub(super) fn load(text: &str) -> anyhow::Result<(Snapshot, Vec<Diagnostic>)> {
    let file = file_of(text);
    if file == Path::new(ABSENT) {
        return Ok((nothing(), Vec::new()));
    }
    if schemes::file(text).is_some() || file.is_file() {
        return read_file(file);
    }
    if Path::new(text).is_dir() {
        bail!(Problem::new(
            format!("`{}` is a directory", visible(text)),
            "give a Live Set, a snapshot, or a target such as `fake`"
        ));
    }
    let looks_like_a_file = [".als", ".json", ".xml"].iter().any(|ending| text.ends_with(ending));
    if !schemes::is_meant(text) && (looks_like_a_file || text.contains(['/', '\\'])) {
        bail!(Problem::new(
            format!("there is no file `{}`", visible(text)),
            "give a Live Set, a snapshot, or a target such as `fake`"
        ));
    }
    Ok((read_target(&*schemes::parse(text, token::get().as_ref())?)?, Vec::new()))
}

/// A Set without anything in it.
fn nothing() -> Snapshot {
    Snapshot { extra: Extra::default(), ..als::Set::default().to_snapshot() }
}

/// What a file holds.
pub(super) enum FileSet {
    /// A Live Set.
    Live(Box<als::Set>),
    /// The canonical form of one.
    Snapshot(Box<Snapshot>),
}

/// The most that is read of a snapshot, in bytes: as much as of the XML of a Live Set.
const LARGEST_SNAPSHOT: u64 = 512 << 20;

/// Reads a Live Set or a snapshot. A snapshot begins with a brace, and no Live Set does; it may have a mark before it and
/// be UTF-16.
pub(super) fn open(path: &Path) -> anyhow::Result<FileSet> {
    let shown = shown(path);
    let mut file = File::open(path).with_context(|| format!("failed to read `{shown}`"))?;
    let mut start = [0; 64];
    let n = file.read(&mut start).with_context(|| format!("failed to read `{shown}`"))?;
    file.rewind().with_context(|| format!("failed to read `{shown}`"))?;
    if is_snapshot(&start[..n]) {
        let mut bytes = Vec::new();
        file.take(LARGEST_SNAPSHOT + 1).read_to_end(&mut bytes).with_context(|| format!("failed to read `{shown}`"))?;
        if bytes.len() as u64 > LARGEST_SNAPSHOT {
            bail!(Problem::new(
                format!("`{shown}` has more than {LARGEST_SNAPSHOT} bytes"),
                "no snapshot of a Live Set is that large"
            ));
        }
        let text = encoding::decode(bytes).map_err(|error| {
            Problem::new(format!("`{shown}` is damaged: {error}"), "save it as UTF-8, or take it once more")
        })?;
        let set = Snapshot::from_canonical(&text).map_err(|error| {
            Problem::new(format!("`{shown}` is {error}"), format!("take one with `livebridge snapshot FILE > {shown}`"))
        })?;
        return Ok(FileSet::Snapshot(Box::new(set)));
    }
    let set = als::import(file, Limits::default()).map_err(|error| {
        Problem::new(format!("failed to import `{shown}`: {}", visible(&error.to_string())), error.hint())
    })?;
    Ok(FileSet::Live(Box::new(set)))
}

/// Everything that the file of a Live Set says, if `text` names one.
pub(super) fn outline(text: &str) -> anyhow::Result<Option<Outline>> {
    let path = file_of(text);
    if path == Path::new(ABSENT) || !path.is_file() {
        return Ok(None);
    }
    let shown = shown(path);
    let mut file = File::open(path).with_context(|| format!("failed to read `{shown}`"))?;
    let mut start = [0; 64];
    let n = file.read(&mut start).with_context(|| format!("failed to read `{shown}`"))?;
    if is_snapshot(&start[..n]) {
        return Ok(None);
    }
    file.rewind().with_context(|| format!("failed to read `{shown}`"))?;
    let outline = Outline::read(file, Limits::default()).map_err(|error| {
        Problem::new(format!("failed to import `{shown}`: {}", visible(&error.to_string())), error.hint())
    })?;
    Ok(Some(outline))
}

/// Whether a file that begins so is a snapshot, in any encoding.
fn is_snapshot(start: &[u8]) -> bool {
    // A character that the end cuts says nothing of the beginning.
    let whole = start.len() - start.len() % 2;
    let text = encoding::decode(start[..whole].to_vec()).unwrap_or_default();
    text.trim_start().starts_with('{') || start.trim_ascii_start().starts_with(b"{")
}

fn read_file(path: &Path) -> anyhow::Result<(Snapshot, Vec<Diagnostic>)> {
    Ok(match open(path)? {
        FileSet::Live(set) => (set.to_snapshot(), set.diagnostics),
        FileSet::Snapshot(set) => (*set, Vec::new()),
    })
}

/// The Set of a target that is started for it.
pub(super) fn read_target(target: &dyn Target) -> anyhow::Result<Snapshot> {
    let instance = target.start(Timeouts::default()).map_err(|error| {
        Problem::new(format!("the target `{target}` could not be started: {error}"), start_hint(&error))
    })?;
    let read = instance.set();
    instance.shut_down();
    read.map_err(|error| anyhow!("the Set of `{target}` could not be read: {error}"))
}
