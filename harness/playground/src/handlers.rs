//! The five handlers: what each would do, shown on a copy of the Set, and then done as one step.

use std::collections::BTreeMap;

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{Batch, BridgeError, CallError, Mutation};
use livebridge_transforms::handlers::{
    DecodedAudio, GainStageDoctor, Humanize, Measure, Plan, ScaleLock, SessionToSong, SetJanitor, TrackLevels,
    list_issues, plan_gain_stage_doctor, plan_humanize, plan_scale_lock, plan_session_to_song, plan_set_janitor,
};
use livebridge_transforms::{DEFAULT_PALETTE, LIVE_PALETTE, NoteRng};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Refused;
use crate::overlay::{Overlay, ScaleChoice};
use crate::session::{Session, difference, ready, set_of};

/// A handler with what it is to do.
#[derive(Debug, Deserialize)]
pub(crate) struct Planned {
    handler: Handler,
    request: Value,
    /// The seed of Humanize.
    #[serde(default)]
    seed: u32,
    /// The scale of Scale Lock, in the place of the Set's.
    #[serde(default)]
    scale: Option<ScaleChoice>,
    /// The levels of Gain Stage Doctor in dBFS, by the ids of the tracks.
    #[serde(default)]
    levels: BTreeMap<String, f64>,
}

/// The handlers.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Handler {
    ScaleLock,
    Humanize,
    GainStage,
    SessionToSong,
    Janitor,
}

/// Which colours clips may have.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Palette {
    /// Seven plain ones.
    #[default]
    Default,
    /// Those of Live.
    Live,
}

/// What Set Janitor is asked for before anything is chosen.
#[derive(Debug, Deserialize)]
pub(crate) struct Issues {
    #[serde(default)]
    palette: Palette,
}

impl Palette {
    const fn colors(self) -> &'static [u32] {
        match self {
            Self::Default => &DEFAULT_PALETTE,
            Self::Live => &LIVE_PALETTE,
        }
    }
}

impl Handler {
    /// Its name among people.
    const fn name(self) -> &'static str {
        match self {
            Self::ScaleLock => "Scale Lock",
            Self::Humanize => "Humanize",
            Self::GainStage => "Gain Stage Doctor",
            Self::SessionToSong => "Session-to-Song",
            Self::Janitor => "Set Janitor",
        }
    }
}

impl Session {
    /// What Set Janitor finds.
    pub(crate) fn issues(&self, Issues { palette }: Issues) -> Result<Value, Refused> {
        let issues = list_issues(&self.bridge, palette.colors())?;
        Ok(json!({ "issues": issues, "palette": palette.colors() }))
    }

    /// What a handler would do: its report, its mutations, and the Set before and after.
    pub(crate) fn plan(&self, planned: Planned) -> Result<Value, Refused> {
        let (report, mutations) = self.planned(planned)?;
        let before = self.set()?;
        let copy = FakeLiveBridge::from_snapshot(&before)?;
        if !mutations.is_empty() {
            copy.apply(Batch::Transaction(mutations.clone()))?;
        }
        let mut answer = difference("The Set afterwards", &before, &set_of(&copy)?);
        answer["report"] = report;
        answer["mutations"] = json!(mutations.len());
        answer["call"] = json!({ "method": "transaction", "params": { "ops": mutations } });
        Ok(answer)
    }

    /// Lets a handler do it, in one step.
    pub(crate) fn apply(&mut self, planned: Planned) -> Result<Value, Refused> {
        let name = planned.handler.name();
        let (report, mutations) = self.planned(planned)?;
        if mutations.is_empty() {
            return Ok(json!({ "answer": report, "step": false, "facts": [] }));
        }
        let mut answer = self.commit(name, mutations)?;
        answer["answer"] = report;
        Ok(answer)
    }

    /// The report of a plan, and what it writes.
    fn planned(&self, planned: Planned) -> Result<(Value, Vec<Mutation>), Refused> {
        let Planned { handler, request, seed, scale, levels } = planned;
        let overlay = Overlay { bridge: &self.bridge, scale, levels };
        Ok(match handler {
            Handler::ScaleLock => told(plan_scale_lock(&overlay, &read::<ScaleLock>(request)?)?),
            Handler::Humanize => {
                let mut draws = NoteRng::new(seed.into());
                told(plan_humanize(&overlay, &read::<Humanize>(request)?, &mut draws)?)
            }
            Handler::GainStage => {
                let request: GainStageDoctor = read(request)?;
                let sound = |path: &str| Ok(overlay.sound(path));
                told(ready(plan_gain_stage_doctor(&overlay, &request, sound, levels_of))?)
            }
            Handler::SessionToSong => told(plan_session_to_song(&overlay, &read::<SessionToSong>(request)?)?),
            Handler::Janitor => told(plan_set_janitor(&overlay, &read::<SetJanitor>(request)?)?),
        })
    }
}

fn read<T: DeserializeOwned>(request: Value) -> Result<T, Refused> {
    serde_json::from_value(request)
        .map_err(|error| Refused::new(format!("this does not fit: {error}"), "look at the fields of the form"))
}

/// The report of a plan as JSON, and what it writes.
fn told<R: Serialize>(plan: Plan<R>) -> (Value, Vec<Mutation>) {
    (json!(plan.report), plan.mutations)
}

/// The levels of a sound, by the meter of the handlers.
fn levels_of(audio: &DecodedAudio, _: Measure) -> Result<TrackLevels, BridgeError> {
    let levels = livebridge_loudness::analyze_loudness(&audio.channels);
    let levels = levels.map_err(|error| BridgeError::bad_input(error.to_string()))?;
    Ok(TrackLevels { peak_db: levels.peak_db, rms_db: levels.rms_db, crest: levels.crest, lufs: None })
}

impl From<CallError> for Refused {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(error) => Self(json!(error)),
            CallError::Fault(fault) => Self::new(&fault, "load the page anew"),
        }
    }
}

impl From<BridgeError> for Refused {
    fn from(error: BridgeError) -> Self {
        CallError::from(error).into()
    }
}
