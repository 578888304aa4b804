//! The canonical text of a snapshot: JSON with a fixed order of keys, one clip header and one note per line.
//!
//! So that a text diff of two golden files is readable, and equal Sets are equal bytes.

use serde::Serialize;
use thiserror::Error;

use super::{ClipSnapshot, DeviceSnapshot, Extra, Snapshot, TrackSnapshot};
use crate::json;

/// Why a text is no snapshot.
#[derive(Debug, Error)]
#[error("no Set snapshot: {0}")]
pub struct SnapshotError(#[from] serde_json::Error);

impl Snapshot {
    /// The canonical text, ending with a newline. The same Set gives the same bytes.
    pub fn to_canonical(&self) -> String {
        let mut out = Lines::default();
        out.open("{");
        out.field("format", &self.format);
        out.field("tempo", &self.tempo);
        out.field("rootNote", &self.root_note);
        out.field("scaleName", &self.scale_name);
        out.field("scaleMode", &self.scale_mode);
        out.field("scaleIntervals", &self.scale_intervals);
        out.field("gridQuantization", &self.grid_quantization);
        out.field("gridIsTriplet", &self.grid_is_triplet);
        out.field("returnTrackCount", &self.return_track_count);
        out.list("scenes", &self.scenes, Lines::item);
        if let Some(cue_points) = &self.cue_points {
            out.list("cuePoints", cue_points, Lines::item);
        }
        out.list("tracks", &self.tracks, track);
        out.extra(&self.extra);
        out.close("}");
        out.text.push('\n');
        out.text
    }

    /// Reads a snapshot from its text (any layout of the JSON). Errors name the line and what is wrong there.
    pub fn from_canonical(text: &str) -> Result<Self, SnapshotError> {
        Ok(serde_json::from_str(text)?)
    }
}

fn track(out: &mut Lines, track: &TrackSnapshot) {
    out.open("{");
    out.field("kind", &track.kind);
    out.field("name", &track.name);
    out.field("mute", &track.mute);
    out.field("solo", &track.solo);
    out.field("arm", &track.arm);
    out.field("volume", &track.volume);
    out.field("panning", &track.panning);
    out.field("sendCount", &track.send_count);
    out.list("devices", &track.devices, device);
    out.list("session", &track.session, clip);
    out.list("arrangement", &track.arrangement, clip);
    out.extra(&track.extra);
    out.close("}");
}

fn device(out: &mut Lines, device: &DeviceSnapshot) {
    out.open("{");
    if let Some(name) = &device.name {
        out.field("name", name);
    }
    out.list("parameters", &device.parameters, Lines::item);
    out.extra(&device.extra);
    out.close("}");
}

/// The header of a clip in one line, its notes one per line below.
fn clip(out: &mut Lines, clip: &ClipSnapshot) {
    let Some(notes) = &clip.notes else { return out.item(clip) };
    let header = Lines::json(&ClipSnapshot { notes: None, ..clip.clone() });
    let header = header.strip_suffix('}').unwrap_or(&header);
    out.open(&format!("{header},\"notes\":["));
    for note in notes.iter() {
        out.item(note);
    }
    out.close("]}");
}

/// Text with indented lines and the commas between them.
#[derive(Default)]
struct Lines {
    text: String,
    depth: usize,
    /// Whether something stands before on this level.
    comma: bool,
    /// What stands before the next item on its line: a key.
    key: String,
}

impl Lines {
    /// A value in one line. Finite numbers in plain structs cannot fail to serialise.
    fn json<T: Serialize + ?Sized>(value: &T) -> String {
        json::to_string(value).unwrap_or_default()
    }

    fn line(&mut self, text: &str) {
        if self.comma {
            self.text.push(',');
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.extend(std::iter::repeat_n("  ", self.depth));
        self.text.push_str(&std::mem::take(&mut self.key));
        self.text.push_str(text);
        self.comma = true;
    }

    fn open(&mut self, bracket: &str) {
        self.line(bracket);
        self.depth += 1;
        self.comma = false;
    }

    fn close(&mut self, bracket: &str) {
        self.depth -= 1;
        if self.comma {
            self.comma = false;
            self.line(bracket);
        } else {
            // Nothing stands between the brackets: keep them together.
            self.text.push_str(bracket);
        }
        self.comma = true;
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) {
        self.line(&Self::json(value));
    }

    fn field<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) {
        self.key = format!("\"{key}\": ");
        self.item(value);
    }

    /// The sections of other sources in one line, where there are any.
    fn extra(&mut self, extra: &Extra) {
        if !extra.is_empty() {
            self.field("extra", extra);
        }
    }

    fn list<T>(&mut self, key: &str, values: &[T], write: impl Fn(&mut Self, &T)) {
        self.key = format!("\"{key}\": ");
        self.open("[");
        for value in values {
            write(self, value);
        }
        self.close("]");
    }
}
