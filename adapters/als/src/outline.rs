//! Everything that a file says, whether it is understood or not: its elements and attributes as they stand, so that two
//! files can be compared beyond what is read of them.
//!
//! Ids are replaced by what they mean, and what belongs to the view and not to the Set is left out ([`IGNORED`]). The
//! comparison is in `outline/compare.rs`; which differences the typed form tells already, in `outline/told.rs`.

mod compare;
mod told;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;

use livebridge_port::hash::fnv1a;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;

use super::error::{ErrorCode, ImportError};
use super::limits::Limits;
use super::source::Source;

pub use compare::{FileDifference, FileEdit};

/// The elements that are no part of a comparison, with all that is in them: ids of Live's own, what is shown and where,
/// what is selected and how wide it is, what played when it was saved. Sorted. Beside them, names that begin with `ViewState` or `NoteEditor`.
pub const IGNORED: [&str; 52] = [
    "AutomationLanes",
    "BreakoutIsExpanded",
    "ChooserBar",
    "ClipEnvelopeChooserViewState",
    "ContentLanes",
    "ContentSplitterProperties",
    "CuePointsListWrapper",
    "CurrentTime",
    "DetailClipKeyMidis",
    "EnvelopeModePreferred",
    "ExpressionLanes",
    "HighlightedTrackIndex",
    "IsAutomationLanesExpanded",
    "IsContentSelectedInDocument",
    "IsContentSplitterOpen",
    "IsExpanded",
    "IsExpressionSplitterOpen",
    "IsFolded",
    "IsWaveformVerticalZoomActive",
    "LaneHeight",
    "LastSelectedClipEnvelopeIndex",
    "LastSelectedTimeableIndex",
    "LomId",
    "LomIdView",
    "MidiFoldIn",
    "MidiFoldMode",
    "MultiClipFocusMode",
    "MultiClipLoopBarHeight",
    "NextPointeeId",
    "OverwriteProtectionNumber",
    "ReturnTracksListWrapper",
    "SavedPlayingOffset",
    "SavedPlayingSlot",
    "ScenesListWrapper",
    "ScrollerTimePreserver",
    "SelectedBreakpointValue",
    "SelectedDevice",
    "SelectedDocumentViewInMainWindow",
    "SelectedEnvelope",
    "SequencerNavigator",
    "SessionScrollPos",
    "ShowVideoWindow",
    "TimeSelection",
    "TrackHeaderWidth",
    "TrackUnfolded",
    "TracksListWrapper",
    "VideoWindowRect",
    "ViewData",
    "ViewStates",
    "VisibleTracksListWrapper",
    "WarperViewState",
    "WaveformVerticalZoomFactor",
];

/// The attributes that are no part of a comparison: numbers by which Live finds things again, which tool was shown, and of
/// the document itself which version of the form it has; by which Live it was saved is told by itself.
pub const IGNORED_ATTRIBUTES: [&str; 10] = [
    "Id",
    "NoteId",
    "Creator",
    "MajorVersion",
    "MinorVersion",
    "Revision",
    "SchemaChangeCount",
    "SelectedGeneratorName",
    "SelectedToolPanel",
    "SelectedTransformationName",
];

/// Attributes of notes that later versions of Live leave out where they say this.
const OF_EVERY_NOTE: [(&str, &str); 4] =
    [("IsEnabled", "true"), ("OffVelocity", "64"), ("Probability", "1"), ("VelocityDeviation", "0")];

/// Whether an element is no part of a comparison.
pub fn is_ignored(name: &str) -> bool {
    IGNORED.binary_search(&name).is_ok() || name.starts_with("ViewState") || name.starts_with("NoteEditor")
}

/// No node.
const NONE: u32 = u32::MAX;

/// A file as it stands.
#[derive(Debug)]
pub struct Outline {
    text: String,
    nodes: Vec<Node>,
    /// The tracks as they are called, by their ids.
    tracks: BTreeMap<i64, String>,
    /// What an envelope can move, by its id.
    targets: BTreeMap<i64, String>,
}

/// An element.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// Its tag within the text: name and attributes.
    start: u32,
    end: u32,
    name: u16,
    first: u32,
    next: u32,
    /// Of the text in it, without blanks; 0 where there is none.
    text: u64,
    /// Of all that it says.
    hash: u64,
}

impl Outline {
    /// Reads a file: the same bytes as [`import`](super::import) takes, within the same limits.
    ///
    /// # Errors
    ///
    /// What is wrong with the container or with the XML.
    pub fn read(file: impl Read, limits: Limits) -> Result<Self, ImportError> {
        let mut source = Source::open(file, limits)?;
        let mut bytes = Vec::new();
        // What follows a mark is one tag to the source, and no tag is as long as a document.
        loop {
            source.mark();
            let window = std::io::BufRead::fill_buf(&mut source).map(<[u8]>::len);
            let Ok(length) = window else {
                let problem = source.take_problem();
                return Err(problem.unwrap_or_else(|| ImportError::new(ErrorCode::Io, "the file cannot be read")));
            };
            if length == 0 {
                break;
            }
            if let Ok(window) = std::io::BufRead::fill_buf(&mut source) {
                bytes.extend_from_slice(window);
            }
            std::io::BufRead::consume(&mut source, length);
        }
        let text =
            String::from_utf8(bytes).map_err(|_| ImportError::new(ErrorCode::Encoding, "the document is not UTF-8"))?;
        Self::of_text(text, limits)
    }

    fn of_text(text: String, limits: Limits) -> Result<Self, ImportError> {
        let mut outline =
            Self { text: String::new(), nodes: Vec::new(), tracks: BTreeMap::new(), targets: BTreeMap::new() };
        let failed = |message: String| ImportError::new(ErrorCode::Xml, message);
        let mut reader = Reader::from_str(&text);
        // Open elements, each with its last child and how many it has.
        let mut open: Vec<(u32, u32, usize)> = Vec::new();
        let mut path: Vec<String> = Vec::new();
        let mut tracks: Vec<(i64, u32)> = Vec::new();
        loop {
            let event = reader.read_event().map_err(|error| failed(error.to_string()))?;
            let position = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let (tag, is_leaf) = match &event {
                Event::Start(tag) => (tag, false),
                Event::Empty(tag) => (tag, true),
                Event::End(_) => {
                    open.pop();
                    path.pop();
                    continue;
                }
                Event::Text(text) => {
                    outline.take_text(&open, text.as_bytes());
                    continue;
                }
                Event::CData(text) => {
                    outline.take_text(&open, text.as_bytes());
                    continue;
                }
                Event::GeneralRef(name) => {
                    outline.take_text(&open, name.as_bytes());
                    continue;
                }
                Event::Eof => break,
                Event::DocType(_) => return Err(ImportError::new(ErrorCode::Doctype, "a document type declaration")),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            };
            if open.len() >= limits.depth {
                return Err(ImportError::new(ErrorCode::Depth, format!("more than {} elements", limits.depth)));
            }
            let end = position.saturating_sub(if is_leaf { 2 } else { 1 });
            let start = end.saturating_sub(tag.len());
            let name = tag.name().as_ref().len();
            let node = Node {
                start: u32::try_from(start).unwrap_or(NONE),
                end: u32::try_from(end).unwrap_or(NONE),
                name: u16::try_from(name).unwrap_or(u16::MAX),
                first: NONE,
                next: NONE,
                text: 0,
                hash: 0,
            };
            let index = u32::try_from(outline.nodes.len()).unwrap_or(NONE);
            outline.nodes.push(node);
            let mut place = 0;
            if let Some((parent, last, count)) = open.last_mut() {
                place = *count;
                *count += 1;
                match *last {
                    NONE => outline.nodes[*parent as usize].first = index,
                    last => outline.nodes[last as usize].next = index,
                }
                *last = index;
            }
            let name = text.get(start..start + name).unwrap_or_default();
            let (tag, parent) = (text.get(start..end).unwrap_or_default(), path.last().map_or("", String::as_str));
            let id = || attribute(tag, name.len(), "Id").and_then(|id| id.parse::<i64>().ok());
            if parent == "Tracks" && name.ends_with("Track") {
                tracks.extend(id().map(|id| (id, index)));
            } else if name == "AutomationTarget" || name == "ModulationTarget" {
                outline.targets.extend(id().map(|id| (id, format!("{}/{name}", path.join("/")))));
            }
            if !is_leaf {
                open.push((index, NONE, 0));
                // Of several devices in a chain each has a place of its own.
                let among = if path.last().is_some_and(|around| around == "Devices") {
                    format!("#{place}")
                } else {
                    String::new()
                };
                path.push(format!("{name}{among}"));
            }
        }
        outline.text = text;
        outline.name_tracks(&tracks);
        outline.hash();
        Ok(outline)
    }

    fn take_text(&mut self, open: &[(u32, u32, usize)], text: &[u8]) {
        let mut said = text.split(u8::is_ascii_whitespace).filter(|piece| !piece.is_empty()).peekable();
        let Some((innermost, ..)) = open.last() else { return };
        if said.peek().is_none() {
            return;
        }
        let node = &mut self.nodes[*innermost as usize];
        for piece in said {
            node.text = mix(node.text, fnv1a(piece));
        }
    }

    /// Keeps how tracks are called: by their names, and by which of them it is where several have one.
    fn name_tracks(&mut self, tracks: &[(i64, u32)]) {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (id, index) in tracks {
            let name = self.label(*index as usize).unwrap_or_default();
            let namesakes = seen.entry(name.clone()).or_default();
            *namesakes += 1;
            self.tracks.insert(*id, format!("track {name:?} ({namesakes})"));
        }
    }

    /// From the last element to the first, so that those within are done before.
    fn hash(&mut self) {
        for index in (0..self.nodes.len()).rev() {
            let node = self.nodes[index];
            let mut hash = mix(fnv1a(self.name(index).as_bytes()), node.text);
            for (key, value) in self.attributes(index) {
                hash = mix(mix(hash, fnv1a(key.as_bytes())), fnv1a(value.as_bytes()));
            }
            for child in self.children(index) {
                hash = mix(hash, self.nodes[child].hash);
            }
            self.nodes[index].hash = hash;
        }
    }

    fn name(&self, index: usize) -> &str {
        let node = &self.nodes[index];
        let start = node.start as usize;
        match self.text.get(start..start + usize::from(node.name)).unwrap_or_default() {
            // What it is called until Live 11.
            "MasterTrack" => "MainTrack",
            name => name,
        }
    }

    fn tag(&self, index: usize) -> &str {
        let node = &self.nodes[index];
        self.text.get(node.start as usize..node.end as usize).unwrap_or_default()
    }

    /// The attributes that count, with what they mean.
    fn attributes(&self, index: usize) -> Vec<(&str, Cow<'_, str>)> {
        let name = self.name(index);
        let is_default = |key: &str, value: &str| name == "MidiNoteEvent" && OF_EVERY_NOTE.contains(&(key, value));
        let mut attributes = Attributes::new(self.tag(index), usize::from(self.nodes[index].name));
        attributes.with_checks(false);
        let counted = attributes.flatten().filter(|attribute| {
            let key = attribute.key.into_inner();
            !IGNORED_ATTRIBUTES.contains(&key) && !is_default(key, &attribute.value)
        });
        counted.map(|attribute| (attribute.key.into_inner(), self.meaning(name, attribute.value))).collect()
    }

    /// A value without the ids in it.
    fn meaning<'a>(&'a self, name: &str, value: Cow<'a, str>) -> Cow<'a, str> {
        let track = |id: &str| id.parse().ok().and_then(|id: i64| self.tracks.get(&id));
        match name {
            "PointeeId" => match value.parse().ok().and_then(|id: i64| self.targets.get(&id)) {
                Some(target) => Cow::Borrowed(target),
                None => value,
            },
            "TrackGroupId" => match track(&value) {
                Some(track) => Cow::Borrowed(track),
                None => value,
            },
            // What it is called until Live 11.
            "Target" if value == "AudioOut/Master" => Cow::Borrowed("AudioOut/Main"),
            _ => match value.split_once("Track.") {
                Some((before, after)) => {
                    let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
                    match track(&after[..digits]) {
                        Some(track) => format!("{before}{track}{}", &after[digits..]).into(),
                        None => value,
                    }
                }
                None => value,
            },
        }
    }

    /// What is in an element, without what is ignored.
    fn children(&self, index: usize) -> impl Iterator<Item = usize> {
        let mut next = self.nodes[index].first;
        std::iter::from_fn(move || {
            while next != NONE {
                let child = next as usize;
                next = self.nodes[child].next;
                if !is_ignored(self.name(child)) {
                    return Some(child);
                }
            }
            None
        })
    }

    /// The child of this name.
    fn child(&self, index: usize, name: &str) -> Option<usize> {
        self.children(index).find(|child| self.name(*child) == name)
    }

    /// The name of a track, clip, scene, chain or device, where it has one.
    fn label(&self, index: usize) -> Option<String> {
        let own = |index: usize, name: &str| {
            self.child(index, name).and_then(|child| self.value(child)).filter(|name| !name.is_empty())
        };
        let name = self.child(index, "Name");
        let among = name.and_then(|name| own(name, "EffectiveName").or_else(|| own(name, "UserName")));
        // A clip and a locator have it as an attribute, a device beside its parameters.
        among.or_else(|| own(index, "Name")).or_else(|| own(index, "UserName"))
    }

    /// The `Value` of an element, with its references replaced.
    fn value(&self, index: usize) -> Option<String> {
        let raw = attribute(self.tag(index), usize::from(self.nodes[index].name), "Value")?;
        Some(unescape(&raw).map_or_else(|_| raw.to_string(), Cow::into_owned))
    }
}

/// An attribute of a tag.
fn attribute<'a>(tag: &'a str, name: usize, key: &str) -> Option<Cow<'a, str>> {
    let mut attributes = Attributes::new(tag, name);
    attributes.with_checks(false);
    attributes.flatten().find(|attribute| attribute.key.as_ref() == key).map(|attribute| attribute.value)
}

/// Two hashes in their order as one.
fn mix(a: u64, b: u64) -> u64 {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&a.to_le_bytes());
    bytes[8..].copy_from_slice(&b.to_le_bytes());
    fnv1a(&bytes)
}
