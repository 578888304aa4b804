//! The five handlers as the harness runs them: their names, what of a target each one uses, and a set of functions, so
//! that a mutant can put a faulty one in the place of ours.

use std::path::Path;

use livebridge_audio::{Recording, read_whole};
use livebridge_loudness::{R128Options, analyze_loudness, measure_r128_of, measure_r128_with};
use livebridge_port::Operation::{
    self, ClearClipsInRange, CreateArrangementAudioClip, CreateArrangementMidiClip, CreateCuePoint, DeleteTrack,
    GetNotes, GetSongOverview, GetTrackMixer, ListClips, ListScenes, ListTracks, RenderTrack, SetClipProps, SetNotes,
    SetParam, SetTrackProps, Transaction,
};
use livebridge_port::capabilities::Files;
use livebridge_port::{BridgeError, LiveBridge, Result};
use livebridge_transforms::NoteRng;
use livebridge_transforms::handlers::{
    DecodedAudio, GainStageDoctor, GainStageReport, Humanize, HumanizeReport, Measure, ScaleLock, ScaleLockReport,
    SessionToSong, SessionToSongReport, SetJanitor, SetJanitorReport, TrackLevels, run_gain_stage_doctor, run_humanize,
    run_scale_lock, run_session_to_song, run_set_janitor,
};
use livebridge_wire::block_on;

use crate::target::Instance;

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
    pub fn missing_reads(self, target: &Instance) -> Vec<&'static str> {
        let mut missing = target.missing(self.reads());
        if self == Self::GainStage && target.description.capabilities.files == Files::Remote {
            missing.push("files that can be read here (capability `files: shared`)");
        }
        missing
    }
}

/// The five handlers.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each is the handler of that name, and described there")]
pub struct Handlers {
    pub scale_lock: fn(&dyn LiveBridge, &ScaleLock) -> Result<ScaleLockReport>,
    /// With the seed of its draws.
    pub humanize: fn(&dyn LiveBridge, &Humanize, u64) -> Result<HumanizeReport>,
    /// Measures the mean level of what is rendered.
    pub gain_stage_doctor: fn(&dyn LiveBridge, &GainStageDoctor) -> Result<GainStageReport>,
    pub session_to_song: fn(&dyn LiveBridge, &SessionToSong) -> Result<SessionToSongReport>,
    pub set_janitor: fn(&dyn LiveBridge, &SetJanitor) -> Result<SetJanitorReport>,
}

impl Handlers {
    /// Those of the core.
    pub const OURS: Self = Self {
        scale_lock: |bridge, request| block_on(run_scale_lock(bridge, request)),
        humanize: |bridge, request, seed| block_on(run_humanize(bridge, request, &mut NoteRng::new(seed))),
        gain_stage_doctor: |bridge, request| block_on(run_gain_stage_doctor(bridge, request, decode, levels)),
        session_to_song: |bridge, request| block_on(run_session_to_song(bridge, request)),
        set_janitor: |bridge, request| block_on(run_set_janitor(bridge, request)),
    };
}

/// Reads a rendered file whole.
pub fn decode(path: &str) -> std::result::Result<DecodedAudio, BridgeError> {
    let Recording { sample_rate, channels, layout } =
        read_whole(Path::new(path)).map_err(|error| unmeasured(&error))?;
    Ok(DecodedAudio { sample_rate, channels, layout })
}

/// The levels of a render, its loudness where that is asked for.
pub fn levels(audio: &DecodedAudio, wanted: Measure) -> std::result::Result<TrackLevels, BridgeError> {
    let measured = analyze_loudness(&audio.channels).map_err(|error| unmeasured(&error))?;
    let lufs = match wanted {
        Measure::Rms => None,
        Measure::Lufs => {
            let options = R128Options::default().true_peak(false);
            let report = match &audio.layout {
                Some(layout) => measure_r128_of(&audio.channels, layout, audio.sample_rate, options),
                None => measure_r128_with(&audio.channels, audio.sample_rate, options),
            };
            report.map_err(|error| unmeasured(&error))?.integrated_lufs
        }
    };
    Ok(TrackLevels { peak_db: measured.peak_db, rms_db: measured.rms_db, crest: measured.crest, lufs })
}

fn unmeasured(error: &dyn std::error::Error) -> BridgeError {
    BridgeError::bad_input(format!("failed to measure the render: {error}"))
        .with_hint("look at the file: is it complete, and a sound file?")
}
