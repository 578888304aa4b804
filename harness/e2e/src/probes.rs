//! What a machine does and sees by itself, through the port: one function for each probe, in the file of its subject.
//!
//! An answer is one of a few words that the checklist speaks of; what was seen stands beside it, a line each, without
//! anything that differs from run to run.

mod clips;
mod devices;
mod faders;
mod history;
mod people;
mod sound;
mod tracks;
mod written;

use livebridge_port::capabilities::UndoCapability;
use livebridge_port::{BridgeError, CallError, ErrorCode, Mutation, Operation, Outcome};
use livebridge_suite::check::{Checked, Stop};
use livebridge_suite::stage::{Stage, View};
use livebridge_wire::Endpoint;
use serde::Deserialize;

/// What a probe looks with.
pub struct Sight<'a> {
    /// The target, as the checks of the suite have it.
    pub stage: &'a mut Stage,
    /// Where its wire is.
    pub endpoint: Option<Endpoint>,
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// The answer.
    pub answer: &'static str,
    /// What it follows from.
    pub evidence: Vec<String>,
}

impl Observed {
    fn new(answer: &'static str, evidence: impl Into<String>) -> Self {
        Self { answer, evidence: vec![evidence.into()] }
    }

    fn with(answer: &'static str, evidence: Vec<String>) -> Self {
        Self { answer, evidence }
    }
}

/// Makes the enumeration of all probes, with the function and the answers of each.
macro_rules! probes {
    ($($(#[$doc:meta])* $variant:ident = $look:path => [$($answer:literal),+],)+) => {
        /// A probe, by the name that the checklist uses.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Probe { $($(#[$doc])* $variant,)+ }

        impl Probe {
            /// Every probe.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Every answer that it may give.
            pub const fn answers(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($answer),+],)+ }
            }

            /// Looks.
            pub fn look(self, sight: &mut Sight<'_>) -> Checked<Observed> {
                match self { $(Self::$variant => $look(sight),)+ }
            }
        }
    };
}

probes! {
    /// Each setter of a fresh Set, and one undo.
    EachSetter = history::each_setter => ["each is a step", "not each is a step"],
    /// A value written once more.
    SameValue = history::same_value => ["no step", "a step", "merged", "otherwise"],
    /// A transaction of nothing.
    EmptyTransaction = history::empty_transaction => ["no step", "a step", "merged", "refused", "otherwise"],
    /// A transaction whose second operation the host refuses.
    RefusedInTransaction = history::refused_in_transaction => ["the rest stays", "nothing stays", "not refused"],
    /// A clip made and filled in one transaction.
    CreateThenFill = history::create_then_fill => ["one step", "two steps", "otherwise"],
    /// A cue point and its name.
    CueWithName = history::cue_with_name => ["one step", "two steps", "otherwise"],
    /// Two of three tracks deleted in one transaction.
    TwoDeletes = history::two_deletes => ["the two that were named", "others", "refused"],
    /// Two calls, and one undo.
    Merging = history::merging => ["a step each", "merged", "otherwise"],
    /// A range cleared within a longer clip.
    ClearInside = clips::clear_inside => ["two pieces", "the tail is lost", "otherwise"],
    /// A clip made over the middle of another one.
    OverTheMiddle = clips::over_the_middle => ["three clips", "the tail is lost", "otherwise"],
    /// A colour of no palette.
    AnyColour = clips::any_colour => ["kept", "another one", "refused"],
    /// Two notes of one pitch that overlap.
    NotesOverlap = written::notes_overlap => ["the earlier is cut", "as written", "otherwise"],
    /// Two notes of one pitch and start.
    NotesSameStart = written::notes_same_start => ["the last one stays", "as written", "otherwise"],
    /// Notes at the ends of their ranges.
    NotesAtTheEnds = written::notes_at_the_ends => ["kept", "changed", "refused"],
    /// Five thousand notes.
    ManyNotes = written::many_notes => ["all are kept", "not all are kept", "refused"],
    /// A name of digits.
    NameOfDigits = written::name_of_digits => ["kept", "changed", "refused"],
    /// A name of nothing.
    EmptyName = written::empty_name => ["kept", "changed", "refused"],
    /// A long name, and one with signs of all kinds.
    UnusualNames = written::unusual_names => ["kept", "changed", "refused"],
    /// A name of two lines.
    NameOfTwoLines = written::name_of_two_lines => ["kept", "changed", "refused"],
    /// A tempo of nine digits.
    TempoPrecision = written::tempo_precision => ["exact", "as a 32-bit float", "six digits", "otherwise"],
    /// A fader at a value of nine digits.
    FaderPrecision = written::fader_precision => ["exact", "as a 32-bit float", "six digits", "otherwise"],
    /// Which tracks a solo mutes.
    MutedViaSolo = tracks::muted_via_solo => ["exactly the others", "otherwise"],
    /// The same of tracks among which a person has made a group.
    MutedViaSoloInGroup = tracks::muted_via_solo_in_group => ["exactly the others", "otherwise"],
    /// Where a new track is.
    NewTrackPlace = tracks::new_track_place => ["last", "elsewhere", "another is named"],
    /// Where a new track is once a person has selected the first.
    AfterTheSelected = tracks::after_the_selected => ["after the selected one", "last", "elsewhere"],
    /// The names of tracks that are behind a new one.
    DefaultNames = tracks::default_names => ["they follow the position", "they stay", "no default names"],
    /// Whether a new MIDI track is armed.
    NewTrackArmed = tracks::new_track_armed => ["armed", "not armed"],
    /// A name that no device has, and one in small letters.
    DeviceNames = devices::device_names => ["both are refused", "one is taken"],
    /// A second instrument.
    SecondInstrument = devices::second_instrument => ["refused", "taken"],
    /// A MIDI effect behind an instrument.
    EffectBehindInstrument = devices::effect_behind_instrument => ["refused", "taken"],
    /// A quantised parameter between two steps.
    BetweenSteps = devices::between_steps => ["the nearest step", "another step", "in between", "refused"],
    /// A cue point far behind the end of the song.
    LateCue = devices::late_cue => ["made", "refused"],
    /// Cue points a thousandth of a beat apart, and nearer.
    NearCue = devices::near_cue => ["all are made", "refused"],
    /// A cue point while the insert marker stands elsewhere.
    CueElsewhere = devices::cue_elsewhere => ["at the beat asked for", "elsewhere", "refused"],
    /// An audio clip over another one.
    AudioOver = sound::audio_over => ["takes its place", "otherwise", "refused"],
    /// An audio clip longer than its file.
    AudioTooLong = sound::audio_too_long => ["as long as the file", "as long as asked", "otherwise", "refused"],
    /// The length of a render.
    RenderLength = sound::render_length => ["within a frame", "otherwise", "refused"],
    /// The channels of a render of a mono file.
    RenderChannels = sound::render_channels => ["mono", "stereo", "otherwise", "refused"],
    /// How loud a render is beside its file.
    RenderLevel = sound::render_level => ["as loud as the file", "otherwise", "refused"],
    /// The start of Session clips, while one plays.
    SessionStart = people::session_start => ["0", "another one"],
    /// A tempo that the user sets.
    UsersTempo = people::users_tempo => ["at once", "later", "not seen"],
    /// The same once a person has done it.
    UsersTempoByHand = people::users_tempo_by_hand => ["at once", "later", "not seen"],
    /// A name that the user gives while the bridge writes.
    UsersName = people::users_name => ["both stay", "the user's is lost", "the bridge's is lost"],
    /// The same once a person has done it.
    UsersNameByHand = people::users_name_by_hand => ["both stay", "the user's is lost", "the bridge's is lost"],
    /// Who can reach the server.
    Loopback = people::loopback => ["this machine only", "others too"],
}

/// What a machine does before a person is asked. It gives what it made, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preparation {
    /// Three tempos, the last one twice.
    SameValue,
    /// One write of each property of a track and the Set, in calls of their own.
    OneChange,
    /// A clip made and filled in one transaction.
    CreateThenFill,
    /// A cue point with a name.
    CueWithName,
    /// Two tracks.
    TwoTracks,
    /// Two renamed tracks in one transaction, and an empty one behind it.
    EmptyTransaction,
    /// A transaction whose second operation is refused.
    RefusedInTransaction,
    /// The first of the tracks that may be changed.
    FirstTrack,
    /// Three tracks that may be changed.
    ThreeTracks,
    /// A Session clip.
    SessionClip,
    /// A clip with a colour of no palette.
    ColouredClip,
    /// Six tracks with their faders at known values.
    Faders,
}

impl Preparation {
    /// Does it.
    pub fn make(self, stage: &mut Stage) -> Checked<String> {
        match self {
            Self::SameValue => history::make_same_value(stage),
            Self::OneChange => history::make_one_change(stage),
            Self::CreateThenFill => history::make_create_then_fill(stage),
            Self::CueWithName => history::make_cue_with_name(stage),
            Self::TwoTracks => history::make_two_tracks(stage),
            Self::EmptyTransaction => history::make_empty_transaction(stage),
            Self::RefusedInTransaction => history::make_refused_in_transaction(stage),
            Self::FirstTrack => people::make_first_track(stage),
            Self::ThreeTracks => people::make_three_tracks(stage),
            Self::SessionClip => people::make_session_clip(stage),
            Self::ColouredClip => clips::make_coloured_clip(stage),
            Self::Faders => faders::make(stage),
        }
    }
}

/// How a note with numbers becomes an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// The levels that Live shows of six faders.
    Faders,
}

impl Reading {
    /// Every answer that it may give.
    pub const fn answers(self) -> &'static [&'static str] {
        match self {
            Self::Faders => &["on the curve", "off the curve"],
        }
    }

    /// Reads a note; the error says what it should hold.
    pub fn read(self, note: &str) -> Result<Observed, String> {
        match self {
            Self::Faders => faders::read(note),
        }
    }
}

/// Goes on where undo can be called.
fn needs_undo(stage: &Stage) -> Checked {
    if stage.capabilities().undo == UndoCapability::Observable && stage.offers(Operation::ControlUndo) {
        return Ok(());
    }
    Err(Stop::Missing("undo that a machine can call".to_owned()))
}

/// How many steps must be undone until the Set is as it was in a look at it; nothing where so many do not lead there.
fn steps_back(stage: &mut Stage, before: &View, most: usize) -> Checked<Option<usize>> {
    for undone in 0..=most {
        if before.difference(&stage.view()?).is_none() {
            return Ok(Some(undone));
        }
        if undone < most && !stage.undo()? {
            break;
        }
    }
    Ok(None)
}

/// Makes a change that may be refused: then with what was said.
fn attempt(stage: &Stage, mutation: Mutation) -> Checked<Result<Option<Outcome>, BridgeError>> {
    if !stage.offers(mutation.operation()) {
        return stage.missing("way to try it", &[mutation.operation()]);
    }
    match stage.call(mutation) {
        Ok(outcome) => Ok(Ok(outcome)),
        // What the bridge lacks says nothing about Live.
        Err(CallError::Refused(refusal)) if refusal.code == ErrorCode::Unsupported => {
            Err(Stop::Missing(format!("way to do it: {refusal}")))
        }
        Err(CallError::Refused(refusal)) => Ok(Err(refusal)),
        Err(CallError::Fault(fault)) => Err(Stop::Fault(fault)),
    }
}

/// What a refusal said, in one line.
fn said(refusal: &BridgeError) -> String {
    format!("refused with {refusal}")
}
