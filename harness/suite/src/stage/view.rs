//! Two looks at a Set, to be compared: the target's own snapshot where it offers one, else what the port shows.

use std::collections::BTreeMap;

use livebridge_diff::DiffExt;
use livebridge_port::capabilities::SnapshotCapability;
use livebridge_port::{Note, Operation, SetView, Snapshot, json};
use serde_json::Value;

use super::Stage;
use crate::check::Checked;

/// What can be seen of a Set at one moment. Only views of the same target are compared.
#[derive(Debug, Clone, PartialEq)]
pub enum View {
    /// The whole Set, in our canonical form.
    Set(Box<Snapshot>),
    /// A snapshot in the target's own form, or what the reads of the port show.
    Other(Value),
}

impl Stage {
    /// Looks at the whole Set, as far as the target shows it.
    pub fn view(&mut self) -> Checked<View> {
        let snapshots = self.capabilities().snapshot > SnapshotCapability::None;
        if snapshots && self.offers(Operation::ControlSnapshot) {
            return Ok(match self.snapshot()? {
                SetView::Canonical(snapshot) => View::Set(snapshot),
                SetView::Opaque(value) => View::Other(value),
            });
        }
        self.reads()
    }

    /// Everything that the offered reads show.
    pub fn reads(&mut self) -> Checked<View> {
        let calls = self.trace.calls();
        let mut seen = BTreeMap::new();
        let mut see = |name: String, value: Value| seen.insert(name, value);
        if self.offers(Operation::GetSongOverview) {
            see("getSongOverview".to_owned(), value(&self.overview()?));
        }
        if self.offers(Operation::ListScenes) {
            see("listScenes".to_owned(), value(&self.scenes()?));
        }
        if self.offers(Operation::ListCuePoints) {
            see("listCuePoints".to_owned(), value(&self.cue_points()?));
        }
        let tracks = if self.offers(Operation::ListTracks) { self.tracks()? } else { Vec::new() };
        see("listTracks".to_owned(), value(&tracks));
        for track in &tracks {
            let id = &track.id;
            if self.offers(Operation::ListDeviceParams) {
                see(format!("listDeviceParams {id}"), value(&self.device_params(id)?));
            }
            if self.offers(Operation::GetTrackMixer) {
                see(format!("getTrackMixer {id}"), value(&self.mixer(id)?));
            }
            if !self.offers(Operation::ListClips) {
                continue;
            }
            let clips = self.clips(id)?;
            see(format!("listClips {id}"), value(&clips));
            for clip in clips.iter().filter(|clip| clip.is_midi && self.offers(Operation::GetNotes)) {
                see(format!("getNotes {}", clip.id), notes_in_order(self.notes(&clip.id)?));
            }
        }
        // These reads are no part of what a failure shows.
        self.trace.restore(calls);
        Ok(View::Other(value(&seen)))
    }
}

/// Notes as a multiset: in an order of ours, with what is absent at its default.
fn notes_in_order(notes: Vec<Note>) -> Value {
    let mut notes: Vec<(String, Value)> = notes
        .into_iter()
        .map(|note| value(&note.with_defaults()))
        .map(|note| (json::to_string(&note).unwrap_or_default(), note))
        .collect();
    notes.sort_by(|(a, _), (b, _)| a.cmp(b));
    notes.into_iter().map(|(_, note)| note).collect()
}

fn value(seen: &impl serde::Serialize) -> Value {
    serde_json::to_value(seen).unwrap_or_default()
}

impl View {
    /// How another view differs, in words; `None` when it does not.
    pub fn difference(&self, seen: &Self) -> Option<String> {
        self.differences(seen, 5)
    }

    /// The same, with as many words as there are, up to this number.
    pub(super) fn differences(&self, seen: &Self, most: usize) -> Option<String> {
        let mut differences = Vec::new();
        match (self, seen) {
            // Equal ones are the rule, and found equal without looking for words.
            (Self::Set(before), Self::Set(after)) if before == after => {}
            (Self::Set(before), Self::Set(after)) => {
                differences.extend(before.diff(after).facts().iter().map(ToString::to_string));
            }
            (Self::Other(before), Self::Other(after)) => differ("", before, after, &mut differences),
            _ => differences.push("the snapshot changed its form".to_owned()),
        }
        if differences.is_empty() {
            return None;
        }
        let more = differences.len().saturating_sub(most);
        differences.truncate(most);
        if more > 0 {
            differences.push(format!("and {more} more"));
        }
        Some(differences.join("; "))
    }
}

/// Where two values differ, with the path to each place.
fn differ(path: &str, expected: &Value, seen: &Value, differences: &mut Vec<String>) {
    match (expected, seen) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))) {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                match (a.get(key), b.get(key)) {
                    (Some(x), Some(y)) => differ(&path, x, y, differences),
                    (Some(x), None) => differences.push(format!("{path} was {}, is gone", short(x))),
                    (None, Some(y)) => differences.push(format!("{path} is new: {}", short(y))),
                    (None, None) => {}
                }
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (i, (x, y)) in a.iter().zip(b).enumerate() {
                differ(&format!("{path}[{i}]"), x, y, differences);
            }
        }
        _ if expected == seen => {}
        _ => differences.push(format!("{path} was {}, is {}", short(expected), short(seen))),
    }
}

fn short(value: &Value) -> String {
    const SHOWN: usize = 120;
    let text = json::to_string(value).unwrap_or_default();
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{} ...", &text[..cut]),
        None => text,
    }
}
