//! The transforms by name, with JSON in and out: what `transform/NAME` of a wire answers.
//!
//! The shapes are those of `golden/vectors`. Unknown keys are ignored; anything else that does not fit is
//! `BAD_INPUT` with the place of what is wrong in the message, such as `notes[2].pitch`.

use livebridge_port::json::present;
use livebridge_port::{BridgeError, Note, TrackKind, TransformKind};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::numbers::Color;
use super::{
    DEFAULT_PALETTE, FaderCurve, FaderParam, Grid, HumanizeOpts, Issue, JanitorTrack, Scale, Section, SessionLayout,
    SnapMode, Source, TimeSignature,
};

/// The transforms that [`call`] knows, by the names of the vector files.
pub fn names() -> impl Iterator<Item = &'static str> {
    TransformKind::ALL.iter().map(|transform| transform.name())
}

/// Calls a transform. `UNSUPPORTED` for an unknown name, `BAD_INPUT` for an input that it cannot take; other errors
/// are those of the transform.
///
/// ```
/// use livebridge_transforms::by_name::call;
/// use serde_json::json;
///
/// let input = json!({ "levelDb": -23.5, "targetDb": -18 });
/// assert_eq!(call("suggestTrimDb", &input)?, json!({ "trimDb": 5.5 }));
///
/// let refused = call("suggestTrimDb", &json!({ "levelDb": null, "targetDb": 0 })).unwrap_err();
/// assert!(refused.message.starts_with("levelDb: "));
/// # Ok::<(), livebridge_port::BridgeError>(())
/// ```
pub fn call(name: &str, input: &Value) -> Result<Value, BridgeError> {
    let transform = TransformKind::ALL.iter().find(|transform| transform.name() == name).ok_or_else(|| {
        BridgeError::unsupported(format!("there is no transform `{name}`"))
            .with_hint(format!("use one of {}", names().collect::<Vec<_>>().join(", ")))
    })?;
    match transform {
        TransformKind::SnapToScale => snap_to_scale(&read(input)?),
        TransformKind::Transpose => transpose(&read(input)?),
        TransformKind::BeatsPerCell => Ok(beats_per_cell(&read(input)?)),
        TransformKind::Humanize => humanize(&read(input)?),
        TransformKind::AnalyzeLoudness => analyze_loudness(&read(input)?),
        TransformKind::SuggestTrimDb => suggest_trim_db(&read(input)?),
        TransformKind::DbToParamValue => db_to_param_value(&read(input)?),
        TransformKind::ParamValueToDb => param_value_to_db(&read(input)?),
        TransformKind::PlanArrangement => plan_arrangement(&read(input)?),
        TransformKind::Fill => fill(&read(input)?),
        TransformKind::DetectIssues => detect_issues(&read(input)?),
        TransformKind::PlanFixes => plan_fixes(&read(input)?),
    }
}

/// Reads an input; what is wrong is told with its place.
fn read<'a, T: Deserialize<'a>>(input: &'a Value) -> Result<T, BridgeError> {
    if !input.is_object() {
        return Err(BridgeError::bad_input("the input of a transform must be an object"));
    }
    serde_path_to_error::deserialize(input).map_err(|error| {
        let (path, reason) = (error.path().to_string(), error.inner());
        BridgeError::bad_input(if path == "." { reason.to_string() } else { format!("{path}: {reason}") })
    })
}

type Answer = Result<Value, BridgeError>;

/// The JSON of an answer. Plain data with finite numbers always has one.
fn answer<T: Serialize>(value: &T) -> Answer {
    serde_json::to_value(value).map_err(|error| BridgeError::bad_input(format!("the result is no JSON: {error}")))
}

#[derive(Deserialize)]
struct SnapToScale {
    notes: Vec<Note>,
    scale: Scale,
    mode: SnapMode,
}

fn snap_to_scale(input: &SnapToScale) -> Answer {
    answer(&super::snap_to_scale(&input.notes, input.scale, input.mode)?)
}

#[derive(Deserialize)]
struct AnalyzeLoudness {
    channels: Vec<Vec<f64>>,
}

fn analyze_loudness(input: &AnalyzeLoudness) -> Answer {
    // JSON has 64-bit numbers, samples are 32-bit: what lies beyond them would become an infinity here.
    #[expect(clippy::cast_possible_truncation, reason = "samples are 32-bit floats; an infinity is refused below")]
    let narrow = |channel: &Vec<f64>| channel.iter().map(|sample| *sample as f32).collect::<Vec<f32>>();
    let channels: Vec<Vec<f32>> = input.channels.iter().map(narrow).collect();
    let levels = livebridge_loudness::analyze_loudness(&channels).map_err(|e| BridgeError::bad_input(e.to_string()))?;
    answer(&levels)
}

#[derive(Deserialize)]
struct Transpose {
    notes: Vec<Note>,
    semitones: f64,
}

fn transpose(input: &Transpose) -> Answer {
    Ok(json!({ "notes": answer(&super::transpose(&input.notes, input.semitones)?)? }))
}

#[derive(Deserialize)]
struct BeatsPerCell {
    label: String,
    triplet: bool,
}

fn beats_per_cell(input: &BeatsPerCell) -> Value {
    json!({ "beatsPerCell": super::beats_per_cell(&input.label, input.triplet) })
}

#[derive(Deserialize)]
struct Humanize {
    notes: Vec<Note>,
    opts: HumanizeOpts,
    grid: Grid,
    draws: Vec<f64>,
}

fn humanize(input: &Humanize) -> Answer {
    if let Some(i) = input.draws.iter().position(|draw| !(0.0..1.0).contains(draw)) {
        let draw = input.draws[i];
        return Err(BridgeError::bad_input(format!("draws[{i}] must be from 0 to below 1, not {draw}")));
    }
    let mut consumed = 0;
    let mut next = || {
        consumed += 1;
        input.draws.get(consumed - 1).copied().unwrap_or(0.0)
    };
    let notes = super::humanize(&input.notes, &input.opts, input.grid, &mut next)?;
    if consumed > input.draws.len() {
        let given = input.draws.len();
        return Err(BridgeError::bad_input(format!("draws is too short: {consumed} are taken, {given} were given")));
    }
    Ok(json!({ "notes": answer(&notes)?, "drawsConsumed": consumed }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SuggestTrimDb {
    level_db: f64,
    target_db: f64,
}

fn suggest_trim_db(input: &SuggestTrimDb) -> Answer {
    Ok(json!({ "trimDb": super::suggest_trim_db(input.level_db, input.target_db)? }))
}

#[derive(Deserialize)]
struct DbToParamValue {
    db: f64,
    param: FaderParam,
    #[serde(default)]
    curve: FaderCurve,
}

fn db_to_param_value(input: &DbToParamValue) -> Answer {
    Ok(json!({ "value": super::db_to_param_value(input.db, input.param, input.curve)? }))
}

#[derive(Deserialize)]
struct ParamValueToDb {
    value: f64,
    param: FaderParam,
    #[serde(default)]
    curve: FaderCurve,
}

fn param_value_to_db(input: &ParamValueToDb) -> Answer {
    Ok(json!({ "db": super::param_value_to_db(input.value, input.param, input.curve)? }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PlanArrangement {
    session: SessionLayout,
    section_map: Vec<Section>,
    time_sig: TimeSignature,
}

fn plan_arrangement(input: &PlanArrangement) -> Answer {
    answer(&super::plan_arrangement(&input.session, &input.section_map, input.time_sig)?)
}

#[expect(clippy::struct_field_names, reason = "`fill` is its name in the vectors")]
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fill {
    kind: TrackKind,
    #[serde(default, deserialize_with = "present")]
    notes: Option<Vec<Note>>,
    #[serde(default)]
    source_start: f64,
    source_length: f64,
    duration: f64,
    fill: bool,
}

fn fill(input: &Fill) -> Answer {
    let source = Source { start: input.source_start, length: input.source_length };
    match (input.kind, &input.notes) {
        (TrackKind::Midi, Some(notes)) => {
            Ok(json!({ "notes": answer(&super::fill_notes(notes, source, input.duration, input.fill)?)? }))
        }
        (TrackKind::Midi, None) => Err(BridgeError::bad_input("missing field `notes`")),
        (TrackKind::Audio, _) => {
            Ok(json!({ "pieces": answer(&super::fill_audio(source.length, input.duration, input.fill)?)? }))
        }
    }
}

/// The colours of a palette that may be left out.
fn palette(given: Option<&Vec<Color>>) -> Vec<u32> {
    given.map_or_else(|| DEFAULT_PALETTE.to_vec(), |colors| colors.iter().map(|color| color.0).collect())
}

#[derive(Deserialize)]
struct JanitorSet {
    tracks: Vec<JanitorTrack>,
}

#[derive(Deserialize)]
struct DetectIssues {
    set: JanitorSet,
    #[serde(default, deserialize_with = "present")]
    palette: Option<Vec<Color>>,
}

fn detect_issues(input: &DetectIssues) -> Answer {
    let issues = super::detect_issues(&input.set.tracks, &palette(input.palette.as_ref()));
    Ok(json!({ "issues": answer(&issues)? }))
}

#[derive(Deserialize)]
struct PlanFixes {
    issues: Vec<Issue>,
    chosen: Vec<String>,
    #[serde(default, deserialize_with = "present")]
    palette: Option<Vec<Color>>,
}

fn plan_fixes(input: &PlanFixes) -> Answer {
    let fixes = super::plan_fixes(&input.issues, &input.chosen, &palette(input.palette.as_ref()))?;
    Ok(json!({ "fixes": answer(&fixes)? }))
}
