//! The handlers as the suite runs them: a set of functions, so that a mutant can put a faulty one in the place of ours.

use livebridge_adapters::wav::WavReader;
use livebridge_core::handlers::{
    Audio, GainStageDoctor, GainStageReport, Humanize, HumanizeReport, Levels, Measure, ScaleLock, ScaleLockReport,
    SessionToSong, SessionToSongReport, SetJanitor, SetJanitorReport, run_gain_stage_doctor, run_humanize,
    run_scale_lock, run_session_to_song, run_set_janitor,
};
use livebridge_core::transforms::NoteRng;
use livebridge_core::transforms::loudness::analyze_loudness;
use livebridge_core::{BridgeError, LiveBridge, Result};
use pollster::block_on;

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

/// Reads a rendered WAV file of at most ten minutes.
pub(crate) fn decode(path: &str) -> std::result::Result<Audio, BridgeError> {
    const LONGEST_SECONDS: u64 = 600;
    let unreadable = |error: livebridge_adapters::wav::WavError| {
        BridgeError::bad_input(format!("the render cannot be read: {error}"))
    };
    let reader = WavReader::open(path).map_err(unreadable)?;
    let sample_rate = reader.spec().sample_rate;
    let channels = reader.read_all(LONGEST_SECONDS * u64::from(sample_rate)).map_err(unreadable)?;
    Ok(Audio { sample_rate, channels })
}

/// Peak and mean level of a render.
pub(crate) fn levels(audio: &Audio, _: Measure) -> std::result::Result<Levels, BridgeError> {
    let levels = analyze_loudness(&audio.channels).map_err(|error| BridgeError::bad_input(error.to_string()))?;
    Ok(Levels { peak_db: levels.peak_db, rms_db: levels.rms_db, crest: levels.crest, lufs: None })
}
