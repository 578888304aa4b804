//! Where a command takes a Set from: a Live Set or snapshot in a file, or a target.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use livebridge_adapters::als::{self, Diagnostic, Limits};
use livebridge_adapters::wire::{Address, Timeouts};
use livebridge_core::{Operation, SetView, Snapshot};

use super::token::TokenArgument;
use crate::target::TargetSpec;

/// The name by which git calls a file that one side of a comparison does not have.
const ABSENT: &str = "/dev/null";

/// Reads the Set that `text` names, a file if there is one, else a target; and what there is to note about a file.
pub(super) fn load(text: &str, token: &TokenArgument) -> anyhow::Result<(Snapshot, Vec<Diagnostic>)> {
    let file = text.strip_prefix("als:").unwrap_or(text);
    if file == ABSENT {
        return Ok((nothing(), Vec::new()));
    }
    if file != text || Path::new(file).is_file() {
        return read_file(Path::new(file));
    }
    if Address::is_meant(text) {
        return Ok((read_target(&token.shown_to(text.parse()?)?)?, Vec::new()));
    }
    let looks_like_a_file = [".als", ".json", ".xml"].iter().any(|ending| text.ends_with(ending));
    if looks_like_a_file || text.contains(['/', '\\']) {
        bail!("there is no file `{text}`\nhint: give a Live Set, a snapshot, or a target such as `fake`");
    }
    Ok((read_target(&text.parse()?)?, Vec::new()))
}

/// A Set without anything in it.
fn nothing() -> Snapshot {
    als::Set::default().to_snapshot()
}

/// A snapshot begins with a brace, and no Live Set does.
fn read_file(path: &Path) -> anyhow::Result<(Snapshot, Vec<Diagnostic>)> {
    let shown = path.display();
    let mut file = File::open(path).with_context(|| format!("failed to read `{shown}`"))?;
    let mut start = [0; 64];
    let n = file.read(&mut start).with_context(|| format!("failed to read `{shown}`"))?;
    file.rewind().with_context(|| format!("failed to read `{shown}`"))?;
    if start[..n].trim_ascii_start().starts_with(b"{") {
        let mut text = String::new();
        file.read_to_string(&mut text).with_context(|| format!("failed to read `{shown}`"))?;
        let set = Snapshot::from_canonical(&text).map_err(|error| {
            anyhow!("`{shown}` is {error}\nhint: take one with `livebridge snapshot FILE > {shown}`")
        })?;
        return Ok((set, Vec::new()));
    }
    let set = als::import(file, Limits::default())
        .map_err(|error| anyhow!("failed to import `{shown}`: {error}\nhint: {}", error.hint()))?;
    Ok((set.to_snapshot(), set.diagnostics))
}

/// The Set of a target, as it gives it or, where it cannot, as the reads of the port show it.
pub(super) fn read_target(spec: &TargetSpec) -> anyhow::Result<Snapshot> {
    let target = spec
        .start(Timeouts::default())
        .map_err(|error| anyhow!("the target `{spec}` could not be started: {error}\nhint: {}", error.hint()))?;
    let read = if target.description.operations.contains(Operation::ControlSnapshot.name()) {
        match target.bridge.control().snapshot() {
            Ok(SetView::Canonical(set)) => Ok(*set),
            Ok(SetView::Opaque(_)) => pollster::block_on(Snapshot::read(target.bridge.as_ref())),
            Err(error) => Err(error),
        }
    } else {
        pollster::block_on(Snapshot::read(target.bridge.as_ref()))
    };
    target.shut_down();
    read.map_err(|error| anyhow!("the Set of `{spec}` could not be read: {error}"))
}
