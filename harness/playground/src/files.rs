//! What is read from files that were dropped on the page: Live Sets and snapshots, one to be opened or two to be
//! compared.

use livebridge_als::outline::Outline;
use livebridge_als::{Limits, import};
use livebridge_diff::DiffExt;
use livebridge_port::Snapshot;
use livebridge_sets::difference::with_files;
use livebridge_sets::picture::Picture;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Refused;
use crate::session::{FACTS, drawn};

/// The largest XML that a page reads, in bytes: it has to fit into the memory of a tab.
const MAX_XML: u64 = 128 << 20;

/// The most remarks about a file that are told.
const NOTES: usize = 20;

/// Two files: their names, and how many of the bytes are the first one's.
#[derive(Debug, Deserialize)]
pub(crate) struct Compare {
    old: String,
    new: String,
    split: usize,
}

/// A file that was read.
pub(crate) struct Read {
    pub(crate) set: Snapshot,
    /// Whether it is a Live Set, and no snapshot of one.
    pub(crate) is_live: bool,
    /// What is to be said about it.
    pub(crate) notes: Vec<String>,
}

fn limits() -> Limits {
    Limits { xml: MAX_XML, ..Limits::default() }
}

/// Reads a Live Set or a snapshot: a snapshot begins with a brace, and no Live Set does.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Read, Refused> {
    if is_snapshot(bytes) {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| Refused::new(format!("`{name}` is damaged: {error}"), "save it as UTF-8"))?;
        return Ok(Read { set: snapshot(name, text)?, is_live: false, notes: Vec::new() });
    }
    let set = import(bytes, limits()).map_err(|error| unread(name, &error))?;
    let mut notes: Vec<String> = set.diagnostics.iter().take(NOTES).map(ToString::to_string).collect();
    if set.diagnostics.len() > NOTES {
        notes.push(format!("and {} more", set.diagnostics.len() - NOTES));
    }
    Ok(Read { set: set.to_snapshot(), is_live: true, notes })
}

/// Reads a snapshot from its text.
pub(crate) fn snapshot(name: &str, text: &str) -> Result<Snapshot, Refused> {
    Snapshot::from_canonical(text.trim_start_matches('\u{feff}'))
        .map_err(|error| Refused::new(format!("`{name}` is {error}"), "take one with `livebridge snapshot FILE`"))
}

fn is_snapshot(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start().starts_with(b"{")
}

fn unread(name: &str, error: &livebridge_als::ImportError) -> Refused {
    Refused::new(format!("`{name}` could not be read: {error}"), error.hint())
}

/// What differs between two files, in words and drawn. Where both are Live Sets, what is not understood of them is
/// counted by its place, so that no difference is silent.
pub(crate) fn compare(request: &Compare, bytes: &[u8]) -> Result<Value, Refused> {
    let Compare { old: old_name, new: new_name, split } = request;
    let (first, second) = bytes
        .split_at_checked(*split)
        .ok_or_else(|| Refused::new("there are fewer bytes than the first file has", "load the page anew"))?;
    let (old, new) = (read(old_name, first)?, read(new_name, second)?);
    let mut diff = old.set.diff(&new.set);
    if old.is_live && new.is_live {
        let outline = |name: &str, bytes| Outline::read(bytes, limits()).map_err(|error| unread(name, &error));
        diff = with_files(diff, &outline(old_name, first)?.differences(&outline(new_name, second)?), false);
    }
    let name = format!("{old_name} to {new_name}");
    let facts: Vec<String> = diff.facts().iter().take(FACTS).map(ToString::to_string).collect();
    Ok(json!({
        "summary": if diff.is_empty() { "No difference".to_owned() } else { diff.summary() },
        "facts": facts,
        "picture": drawn(&Picture::of_difference(&name, &old.set, &new.set, &diff)),
    }))
}
