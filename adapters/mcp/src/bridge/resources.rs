//! What a client may read without calling a tool: the song, a track with everything on it, the notes of a clip.
//!
//! A resource is JSON. One that is too long ends with `nextOffset`, and its URI goes on with `?offset=N`.

use livebridge_port::{IdRef, Operation, TrackId};
use serde_json::{Value, json};

use super::pages::{Offset, Page, with_short_names};
use super::{BridgeTools, Refusal, answers};
use crate::content::ResourceInfo;
use crate::protocol::Object;

const SONG: &str = "ableton://song";
const TRACK: &str = "ableton://track/";
const CLIP: &str = "ableton://clip/";
const NOTES: &str = "/notes";

/// Those that can be listed.
pub(super) fn listed() -> Vec<ResourceInfo> {
    vec![resource(SONG, "song", "Tempo, scale, grid, counts and tracks of the Set; as live_get_song_overview says it.")]
}

/// Forms of the others.
pub(super) fn templates() -> Vec<ResourceInfo> {
    vec![
        resource(
            "ableton://track/{i}",
            "track",
            "Track number i from 0: its properties, all its clips with their full geometry, and its device parameters. \
             A long one goes on at ableton://track/{i}?offset=N.",
        ),
        resource(
            "ableton://clip/{id}/notes",
            "notes",
            "The notes of the MIDI clip with this percent-encoded id. A long list goes on at \
             ableton://clip/{id}/notes?offset=N.",
        ),
    ]
}

fn resource(uri: &str, name: &str, description: &str) -> ResourceInfo {
    let mime_type = "application/json".to_owned();
    ResourceInfo { uri: uri.to_owned(), name: name.to_owned(), description: description.to_owned(), mime_type }
}

/// What a URI names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resource {
    kind: Kind,
    offset: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Song,
    Track(u32),
    Notes(String),
}

impl Resource {
    /// Reads a URI; `None` for one that names nothing here.
    pub(super) fn parse(uri: &str) -> Option<Self> {
        let (path, offset) = match uri.split_once('?') {
            None => (uri, None),
            Some((path, query)) => (path, Some(whole_number(query.strip_prefix("offset=")?)?)),
        };
        let kind = if path == SONG {
            Kind::Song
        } else if let Some(index) = path.strip_prefix(TRACK) {
            Kind::Track(whole_number(index)?.try_into().ok()?)
        } else {
            let id = path.strip_prefix(CLIP)?.strip_suffix(NOTES)?;
            Kind::Notes(percent_decoded(id).filter(|id| !id.is_empty())?)
        };
        Some(Self { kind, offset })
    }
}

/// Digits only, and not too many.
fn whole_number(text: &str) -> Option<usize> {
    let fits = (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// A text in which `%2F` stands for `/`.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        if *byte == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            // A sign would be taken for a part of the number.
            digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some(())?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

impl BridgeTools {
    /// What a resource holds.
    pub(super) fn resource(&self, resource: &Resource) -> Result<Value, Refusal> {
        let offset = Offset { skipped: resource.offset.unwrap_or(0), is_asked: resource.offset.is_some() };
        match &resource.kind {
            Kind::Song => {
                let answered = self.read(Operation::GetSongOverview, json!({}))?;
                Ok(answers::shaped(Operation::GetSongOverview, &json!({}), answered, offset).1)
            }
            Kind::Track(index) => self.track(*index, offset),
            Kind::Notes(id) => {
                let asked = json!({ "clipId": id });
                let answered = self.read(Operation::GetNotes, asked.clone())?;
                Ok(answers::shaped(Operation::GetNotes, &asked, answered, offset).1)
            }
        }
    }

    fn read(&self, operation: Operation, arguments: Value) -> Result<Value, Refusal> {
        self.ask(operation, arguments).map(|response| serde_json::to_value(&response).unwrap_or_default())
    }

    /// A track: what is known of it, then its clips and its device parameters as one list in pages.
    fn track(&self, index: u32, offset: Offset) -> Result<Value, Refusal> {
        let mut answer = self.track_itself(index)?;
        let asked = json!({ "trackId": answer["id"] });
        let mut things = Vec::new();
        for (of, operation) in [("clips", Operation::ListClips), ("params", Operation::ListDeviceParams)] {
            if self.description.offers(operation) {
                let mut list = self.read(operation, asked.clone())?;
                things.extend(answers::taken_list(&mut list).into_iter().map(|item| json!([of, item])));
            }
        }
        let page = Page::of(things, offset);
        answer["count"] = json!(page.count);
        page.mark(&mut answer, "go on at this URI with ?offset=");
        let (mut clips, mut params) = (Vec::new(), Vec::new());
        for mut thing in page.items {
            let item = thing[1].take();
            if thing[0] == "clips" { clips.push(item) } else { params.push(item) }
        }
        answer["clips"] = Value::Array(clips);
        answer["params"] = Value::Array(params);
        with_short_names(&mut answer);
        Ok(answer)
    }

    /// The properties of a track by its number: all where tracks can be listed, else what the overview knows.
    fn track_itself(&self, index: u32) -> Result<Value, Refusal> {
        let tracks = if self.description.offers(Operation::ListTracks) {
            self.read(Operation::ListTracks, json!({}))?
        } else {
            self.read(Operation::GetSongOverview, json!({}))?["tracks"].take()
        };
        tracks.get(index as usize).cloned().ok_or_else(|| Refusal {
            code: "STALE_REFERENCE".to_owned(),
            message: format!("there is no track {}", IdRef::from(TrackId(index))),
            hint: format!("read {SONG}"),
            more: Object::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_read_to_the_letter() {
        let of = |kind, offset| Some(Resource { kind, offset });
        assert_eq!(Resource::parse("ableton://song"), of(Kind::Song, None));
        assert_eq!(Resource::parse("ableton://song?offset=7"), of(Kind::Song, Some(7)));
        assert_eq!(Resource::parse("ableton://track/12"), of(Kind::Track(12), None));
        let clip = Kind::Notes("track:0/clipslot:1/clip".to_owned());
        assert_eq!(Resource::parse("ableton://clip/track%3A0%2Fclipslot:1%2fclip/notes"), of(clip, None));
        for wrong in [
            "ableton://songs",
            "ableton://song?",
            "ableton://song?offset=-1",
            "ableton://track/",
            "ableton://track/+1",
            "ableton://track/1234567890",
            "ableton://clip//notes",
            "ableton://clip/%2/notes",
            "ableton://clip/%+1/notes",
            "ableton://clip/%ff/notes",
            "file:///etc/passwd",
        ] {
            assert_eq!(Resource::parse(wrong), None, "{wrong}");
        }
    }
}
