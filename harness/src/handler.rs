//! The five handlers as the harness names them, and what of a target each one uses.

use livebridge_core::Operation;
use livebridge_core::Operation::{
    ClearClipsInRange, CreateArrangementAudioClip, CreateArrangementMidiClip, CreateCuePoint, DeleteTrack, GetNotes,
    GetSongOverview, GetTrackMixer, ListClips, ListScenes, ListTracks, RenderTrack, SetClipProps, SetNotes, SetParam,
    SetTrackProps, Transaction,
};
use livebridge_core::capabilities::Files;

use crate::target::Target;

/// A handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Handler {
    /// Moves notes onto the scale of the song.
    ScaleLock,
    /// Gives notes small deviations.
    Humanize,
    /// Brings audio tracks to one level.
    GainStage,
    /// Lays the Session out in the Arrangement.
    SessionToSong,
    /// Finds and fixes what is untidy.
    Janitor,
}

impl Handler {
    /// All of them, in the order of the specification.
    pub const ALL: [Self; 5] = [Self::ScaleLock, Self::Humanize, Self::GainStage, Self::SessionToSong, Self::Janitor];

    /// Its name on the command line and in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ScaleLock => "scale-lock",
            Self::Humanize => "humanize",
            Self::GainStage => "gain-stage",
            Self::SessionToSong => "session-to-song",
            Self::Janitor => "janitor",
        }
    }

    /// What it reads, the tracks and clips that it chooses from included.
    pub const fn reads(self) -> &'static [Operation] {
        match self {
            Self::ScaleLock | Self::Humanize => &[ListTracks, ListClips, GetSongOverview, GetNotes],
            Self::GainStage => &[ListTracks, ListClips, GetTrackMixer, RenderTrack],
            Self::SessionToSong => &[ListTracks, ListClips, ListScenes, GetNotes],
            Self::Janitor => &[ListTracks, ListClips],
        }
    }

    /// What it may write.
    pub const fn writes(self) -> &'static [Operation] {
        match self {
            Self::ScaleLock | Self::Humanize => &[Transaction, SetNotes],
            Self::GainStage => &[Transaction, SetParam],
            Self::SessionToSong => &[
                Transaction,
                ClearClipsInRange,
                CreateArrangementMidiClip,
                CreateArrangementAudioClip,
                SetNotes,
                SetClipProps,
                CreateCuePoint,
            ],
            Self::Janitor => &[Transaction, SetTrackProps, SetClipProps, DeleteTrack],
        }
    }

    /// What it has to read and a target does not offer, by name.
    pub fn missing_reads(self, target: &Target) -> Vec<&'static str> {
        let mut missing = target.missing(self.reads());
        if self == Self::GainStage && target.description.capabilities.files == Files::Remote {
            missing.push("files that can be read here (capability `files: shared`)");
        }
        missing
    }
}
