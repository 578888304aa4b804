//! A Live Set as its file has it: all kinds of tracks, with times, gains and ids as they are written.
//!
//! What was not there or could not be read is absent. The form that every bridge shares is made of it in `snapshot.rs`.

use std::collections::BTreeMap;
use std::sync::Arc;

use livebridge_port::snapshot::Signature;
use livebridge_port::{Name, Note};
use serde::Serialize;

use super::error::Diagnostic;

/// A Live Set. Times in beats, gains as linear amplitude.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Set {
    /// The Live that wrote it: `Ableton Live 12.3.2`.
    pub creator: Name,
    /// Major version of the form: 4 for Live 8 and 9, 5 for 10 to 12.
    pub major: Option<u32>,
    /// Minor version of the form: `12.0_12300`.
    pub minor: Name,
    /// Bytes of XML.
    pub xml_bytes: u64,
    /// Tempo.
    pub tempo: Automated,
    /// Time signature, as Live numbers it: `(numerator - 1) + 99 * log2(denominator)`.
    pub signature: Automated,
    /// Scale, where the file has one.
    pub scale: Option<SongScale>,
    /// Whether scale mode is on; Live 11 and later.
    pub scale_mode: Option<bool>,
    /// The grid of the Arrangement.
    pub grid: GridSetting,
    /// The Arrangement loop.
    pub transport: ArrangementLoop,
    /// Launch quantisation, as Live numbers it: 0 none, 4 one bar.
    pub quantization: Option<i64>,
    /// The scenes in order.
    pub scenes: Vec<Scene>,
    /// The locators as they stand in the file: in the order in which they were made.
    pub locators: Vec<Locator>,
    /// All tracks in the order of the mixer, without the main track.
    pub tracks: Vec<Track>,
    /// The main track.
    pub main: Option<Track>,
    /// The cue track.
    pub cue: Option<Track>,
    /// What was noted about the file.
    pub diagnostics: Vec<Diagnostic>,
    /// Elements that are not known, where all that may stand is known: how often, by path.
    pub unknown: BTreeMap<String, usize>,
}

/// A value that may be automated.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Automated {
    /// The value that is stored beside the envelope: where there is one, as a rule the one under the playhead. Live 8
    /// stores none: then it is the one at the beginning.
    pub manual: Option<f64>,
    /// Its envelope in the Arrangement.
    pub envelope: Envelope,
    /// The id by which an envelope names it.
    pub target: Option<i64>,
}

impl Automated {
    /// The value at the beginning of the Arrangement.
    pub fn at_start(&self) -> Option<f64> {
        if self.envelope.points > 1 { self.envelope.at_start.or(self.manual) } else { self.manual }
    }
}

/// An envelope, mostly without its points: how many there are, and what tells it from another.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Envelope {
    /// Points, the one before the beginning included; one where nothing is automated.
    pub points: usize,
    /// The value at beat 0 without regard to ramps: that of the last point at or before it.
    pub at_start: Option<f64>,
    /// The points of one that steps, such as that of the time signature: beat and value.
    pub steps: Vec<(f64, f64)>,
    /// A fingerprint of all points: FNV-1a over what is written.
    pub fingerprint: u64,
}

/// A scale.
#[derive(Debug, Clone, PartialEq)]
pub struct SongScale {
    /// Pitch class of the root.
    pub root: Option<i64>,
    /// The name, or the number of it since Live 12.1; empty where none was ever chosen.
    pub name: Name,
    /// Its notes as semitones from the root, where they are told beside the name, as a bridge does; a file never does.
    pub notes: Option<Vec<u8>>,
}

/// The grid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GridSetting {
    /// Whether it is fixed; an adaptive one has no value.
    pub fixed: Option<bool>,
    /// Numerator of the fixed value.
    pub numerator: Option<i64>,
    /// Denominator of the fixed value.
    pub denominator: Option<i64>,
    /// 2 straight, 3 triplet.
    pub ntoles: Option<i64>,
}

/// The Arrangement loop, in beats.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ArrangementLoop {
    /// Whether it is on.
    pub loop_on: Option<bool>,
    /// Where it starts.
    pub loop_start: Option<f64>,
    /// How long it is.
    pub loop_length: Option<f64>,
}

/// A scene.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scene {
    /// Its name.
    pub name: Name,
    /// Its colour.
    pub color: Color,
    /// Its tempo, where it has one.
    pub tempo: Option<f64>,
    /// Its time signature, where it has one.
    pub signature: Option<Signature>,
}

/// A locator.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Locator {
    /// Its beat.
    pub time: Option<f64>,
    /// Its name.
    pub name: Name,
}

/// A colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Color {
    /// None is set.
    #[default]
    Absent,
    /// A place 0..69 in Live's palette.
    Palette(u8),
    /// A number of the palette before Live 9.5, whose colours are not known.
    Legacy(i64),
}

/// Kinds of tracks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum LiveTrackKind {
    /// MIDI.
    #[default]
    Midi,
    /// Audio.
    Audio,
    /// A group.
    Group,
    /// A return track.
    Return,
    /// The main track.
    Main,
    /// The cue track.
    Cue,
    /// Another kind, which is not known; its id and name are all that is kept.
    Unknown,
}

/// A track.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Track {
    /// Its kind.
    pub kind: LiveTrackKind,
    /// Its id in the file.
    pub id: Option<i64>,
    /// The name that Live shows: `9-MIDI`.
    pub name: Name,
    /// The name that was given; empty where Live makes it.
    pub user_name: Name,
    /// Its colour.
    pub color: Color,
    /// The id of the group it is in.
    pub group: Option<i64>,
    /// Whether it is frozen.
    pub frozen: bool,
    /// Gain of the fader, linear.
    pub volume: Automated,
    /// -1..1.
    pub pan: Automated,
    /// Whether it can be heard: `false` is muted.
    pub active: Option<bool>,
    /// Whether it is soloed.
    pub solo: Option<bool>,
    /// The sends in the order of the return tracks.
    pub sends: Vec<Send>,
    /// Whether it is armed.
    pub arm: Option<bool>,
    /// 0 in, 1 auto, 2 off.
    pub monitor: Option<i64>,
    /// Where its sound goes: `AudioOut/Main`.
    pub output: Name,
    /// How many slots it has.
    pub slots: usize,
    /// The Session clips with the index of their slot.
    pub session: Vec<(usize, Clip)>,
    /// The Arrangement clips in time order.
    pub arrangement: Vec<Clip>,
    /// The clips of its take lanes; those are in no other list.
    pub take_clips: Vec<Clip>,
    /// How many clips the frozen audio is made of; those are in no other list.
    pub frozen_clips: usize,
    /// The devices.
    pub devices: Vec<Device>,
    /// Envelopes of the Arrangement by the id of what they move; Live 10 and later.
    pub envelopes: Vec<(i64, Envelope)>,
}

impl Track {
    /// What a value of its mixer is at the beginning of the Arrangement, by its envelope where it has one: what stands
    /// beside an envelope is as a rule what was under the playhead, and would change with every save.
    pub fn at_start(&self, automated: &Automated) -> Option<f64> {
        self.envelope_of(automated).and_then(|envelope| envelope.at_start).or(automated.manual)
    }

    /// The envelope of a value of its mixer, where anything is automated.
    pub fn envelope_of<'a>(&'a self, automated: &'a Automated) -> Option<&'a Envelope> {
        let by_id = |id| self.envelopes.iter().find(|(target, _)| *target == id).map(|(_, envelope)| envelope);
        let envelope = automated.target.and_then(by_id).unwrap_or(&automated.envelope);
        (envelope.points > 1).then_some(envelope)
    }

    /// Its envelopes, by the id of what they move.
    pub(super) fn envelopes_by_target(&self) -> BTreeMap<i64, &Envelope> {
        self.envelopes.iter().map(|(target, envelope)| (*target, envelope)).collect()
    }
}

/// A send to a return track.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Send {
    /// Linear gain.
    pub gain: Automated,
    /// Whether it is switched on.
    pub active: Option<bool>,
}

/// A clip.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clip {
    /// Its id in the file; Live 10 and later.
    pub id: Option<i64>,
    /// Notes or audio.
    pub content: Content,
    /// Its name.
    pub name: Name,
    /// Its colour.
    pub color: Color,
    /// Where it stands.
    pub time: Option<f64>,
    /// Where it begins.
    pub start: Option<f64>,
    /// Where it ends.
    pub end: Option<f64>,
    /// Whether it is deactivated.
    pub disabled: Option<bool>,
    /// Its loop.
    pub looping: Loop,
    /// 0 trigger, 1 gate, 2 toggle, 3 repeat.
    pub launch_mode: Option<i64>,
    /// 0 is that of the Set.
    pub launch_quantization: Option<i64>,
    /// Whether it takes over the place of the clip before.
    pub legato: Option<bool>,
    /// Its time signature.
    pub signature: Option<(i64, i64)>,
    /// What follows it: first and second action, where that is on.
    pub follow: Option<(i64, i64)>,
    /// Its scale; Live 11 and later.
    pub scale: Option<SongScale>,
    /// Whether its scale is used.
    pub scale_mode: Option<bool>,
    /// How many envelopes it has.
    pub envelopes: usize,
}

/// The loop of a clip, in its content; in seconds for audio that is not warped.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Loop {
    /// Whether it is on.
    pub on: Option<bool>,
    /// Its start.
    pub start: Option<f64>,
    /// Its end.
    pub end: Option<f64>,
    /// The start marker, from `start`.
    pub start_relative: Option<f64>,
    /// The end marker.
    pub out_marker: Option<f64>,
}

/// What a clip holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Notes in the order of time, then pitch.
    Midi(Arc<[Note]>),
    /// Audio.
    Audio(Box<AudioContent>),
}

impl Default for Content {
    fn default() -> Self {
        Self::Midi(Arc::new([]))
    }
}

/// The audio of a clip.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AudioContent {
    /// Whether it follows the tempo.
    pub warped: Option<bool>,
    /// 0 Beats, 1 Tones, 2 Texture, 3 Re-Pitch, 4 Complex, 5 REX, 6 Complex Pro.
    pub warp_mode: Option<i64>,
    /// How many warp markers it has, Live's hidden last one included.
    pub warp_markers: usize,
    /// A fingerprint of them: FNV-1a over what is written.
    pub warp_fingerprint: u64,
    /// Where each lies: seconds of the file, beats of the clip.
    pub warp_points: Vec<(f64, f64)>,
    /// Semitones.
    pub pitch_coarse: Option<f64>,
    /// Cents.
    pub pitch_fine: Option<f64>,
    /// Linear gain.
    pub gain: Option<f64>,
    /// The file.
    pub file: FileRef,
    /// Frames of the file.
    pub frames: Option<f64>,
    /// Frames in a second of it.
    pub rate: Option<f64>,
}

/// A reference to a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileRef {
    /// From the folder that `relative_type` tells; `/` between folders.
    pub relative: Name,
    /// 1 from the folder of the Set, 3 within the Project, 5 a Pack, 6 the User Library, 7 built in.
    pub relative_type: Option<i64>,
    /// As the machine that saved the Set had it; empty before Live 11.
    pub path: Name,
    /// Bytes of the file.
    pub size: Option<i64>,
    /// CRC-16 of its first 16,384 bytes.
    pub crc: Option<i64>,
}

impl FileRef {
    /// The path that means the same on another machine and names no user: the relative one, from the Set, its
    /// Project or a library, else what there is.
    pub fn best(&self) -> &Name {
        let portable = self.relative_type != Some(0) || self.path.is_empty();
        if portable && !self.relative.is_empty() { &self.relative } else { &self.path }
    }
}

/// A device.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Device {
    /// Its class, as the file names it: `Eq8`.
    pub class: Name,
    /// Its id in the file.
    pub id: Option<i64>,
    /// The name that was given.
    pub user_name: Name,
    /// Name of the plug-in, where it is one.
    pub plugin: Option<Name>,
    /// The patch of a Max device.
    pub patch: Option<FileRef>,
    /// Whether its own switch is on.
    pub on: Option<bool>,
    /// Its parameters in the order of the file.
    pub parameters: Vec<Parameter>,
    /// The chains of a Rack.
    pub chains: Vec<Chain>,
    /// The return chains of a Rack.
    pub returns: Vec<Chain>,
    /// The files that it plays.
    pub samples: Vec<FileRef>,
    /// Length of the stored state of a plug-in, in hexadecimal digits, and its fingerprint.
    pub state: Option<(u64, u64)>,
}

/// A parameter of a device.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The names of its elements below the device, joined by `/`; what a plug-in calls it otherwise.
    pub key: Name,
    /// Its value; a switch has 0 and 1.
    pub value: f64,
    /// Its range; one that a Macro narrowed is narrow here too. Absent for a choice from a list: newer versions of
    /// Live do not write the length of the list.
    pub range: Option<(f64, f64)>,
    /// Whether it is a switch.
    pub is_switch: bool,
    /// The id by which an envelope names it.
    pub target: Option<i64>,
    /// Its envelope, where the file keeps it here; Live 8 and 9.
    pub envelope: Envelope,
    /// Which macro of the Rack around the device holds it, from 0.
    pub macro_control: Option<u8>,
}

/// A chain of a Rack.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chain {
    /// Its name.
    pub name: Name,
    /// The MIDI note of a drum pad.
    pub note: Option<i64>,
    /// Linear gain.
    pub volume: Option<f64>,
    /// -1..1.
    pub pan: Option<f64>,
    /// Whether it can be heard.
    pub active: Option<bool>,
    /// Whether it is soloed.
    pub solo: Option<bool>,
    /// Its devices.
    pub devices: Vec<Device>,
}
