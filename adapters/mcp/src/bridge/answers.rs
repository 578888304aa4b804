//! What the port answers, in the form in which a tool answers: an object, a summary in one line, and no list that is
//! longer than a page.

use livebridge_port::Operation;
use serde_json::{Value, json};

use super::pages::{Offset, Page, with_short_names};

/// Above so many notes a clip is summed up, unless somebody asks for a page.
const MANY_NOTES: usize = 400;

/// How many notes a summary shows.
const FIRST_NOTES: usize = 50;

/// The answer of the tool of `operation`, which was asked with `asked` and answered by the port with `answered`.
pub(super) fn shaped(operation: Operation, asked: &Value, answered: Value, offset: Offset) -> (String, Value) {
    use Operation as O;
    let (summary, mut answer) = match operation {
        O::GetSongOverview => overview(answered, offset),
        O::ListTracks => list("tracks", "track", answered, offset),
        O::FindTrack => list("matches", "track", answered, offset),
        O::ListClips => clips(asked, answered, offset),
        O::GetNotes => notes(asked, answered, offset),
        O::ListScenes => list("scenes", "scene", answered, offset),
        O::ListDeviceParams => {
            let (summary, mut answer) = list("params", "parameter", answered, offset);
            answer["trackId"] = asked["trackId"].clone();
            (summary, answer)
        }
        O::GetTrackMixer => {
            let summary = format!("The fader is at {}.", answered["volume"]["value"]);
            (summary, with(answered, "trackId", &asked["trackId"]))
        }
        O::SetTempo => (format!("Tempo is {} bpm.", answered["tempo"]), json!({ "tempo": answered["tempo"] })),
        O::SetTrackProps => {
            let track = &answered;
            let answer = json!({
                "id": track["id"], "name": track["name"], "mute": track["mute"], "solo": track["solo"],
                "arm": track["arm"],
            });
            (format!("Track {} is \"{}\".", text(&track["id"]), name(track)), answer)
        }
        O::SetNotes => (format!("\"{}\" now has {}.", name(&answered), counted(&answered["count"], "note")), answered),
        O::CreateTrack => {
            (format!("Created the {} track {}.", text(&answered["kind"]), text(&answered["id"])), answered)
        }
        O::CreateMidiClip => {
            let answer = json!({
                "clipId": answered["id"], "slotId": asked["slotId"], "lengthBeats": answered["duration"],
            });
            (format!("Created the clip {}.", text(&answered["id"])), answer)
        }
        O::SetClipProps => (format!("Clip {} is \"{}\".", text(&answered["id"]), name(&answered)), answered),
        O::DeleteTrack => (format!("Deleted {}.", text(&asked["trackId"])), json!({ "deleted": asked["trackId"] })),
        O::DeleteClip => (format!("Deleted {}.", text(&asked["clipId"])), json!({ "deleted": asked["clipId"] })),
        O::CreateArrangementMidiClip | O::CreateArrangementAudioClip => {
            let (id, start, end) = (text(&answered["id"]), &answered["startTime"], &answered["endTime"]);
            (format!("Created the clip {id} from beat {start} to {end}."), answered)
        }
        O::ClearClipsInRange => {
            let answer = json!({
                "trackId": asked["trackId"], "startBeat": asked["startBeat"], "endBeat": asked["endBeat"],
            });
            (format!("Cleared beats {} to {}.", asked["startBeat"], asked["endBeat"]), answer)
        }
        O::CreateCuePoint => (format!("Created \"{}\" at beat {}.", name(&answered), answered["time"]), answered),
        O::SetParam => (format!("\"{}\" is {}.", name(&answered), answered["value"]), answered),
        O::InsertDevice => device(asked, &answered),
        O::RenderTrack => {
            let answer = json!({
                "trackId": asked["trackId"], "track": answered["track"], "path": answered["path"],
                "note": "the signal before the effects of the track; a file of its own for each render",
            });
            (format!("Rendered to {}.", text(&answered["path"])), answer)
        }
        O::Transaction => transaction(&answered),
        O::ListCuePoints
        | O::ControlReset
        | O::ControlSnapshot
        | O::ControlUndo
        | O::ControlRedo
        | O::ControlUndoDepth
        | O::ControlTransactionCount
        | O::ControlSettle
        | O::SnapToScale
        | O::Transpose
        | O::BeatsPerCell
        | O::Humanize
        | O::AnalyzeLoudness
        | O::SuggestTrimDb
        | O::DbToParamValue
        | O::ParamValueToDb
        | O::PlanArrangement
        | O::Fill
        | O::DetectIssues
        | O::PlanFixes => (format!("{operation} answered."), json!({ "result": answered })),
    };
    with_short_names(&mut answer);
    (summary, answer)
}

/// The overview, whose tracks come in pages.
pub(super) fn overview(mut answered: Value, offset: Offset) -> (String, Value) {
    let page = Page::of(taken_list(&mut answered["tracks"]), offset);
    let mut summary = format!(
        "{} bpm, {}, {}.",
        answered["tempo"],
        counted(&json!(page.count), "track"),
        counted(&answered["sceneCount"], "scene")
    );
    summary += &page.remark();
    page.mark(&mut answered, "go on with `offset`");
    answered["tracks"] = Value::Array(page.items);
    (summary, answered)
}

fn list(key: &str, thing: &str, mut answered: Value, offset: Offset) -> (String, Value) {
    let page = Page::of(taken_list(&mut answered), offset);
    let summary = format!("{}{}.", counted(&json!(page.count), thing), page.remark());
    let mut answer = json!({ "count": page.count });
    page.mark(&mut answer, "go on with `offset`");
    answer[key] = Value::Array(page.items);
    (summary, answer)
}

/// The slots and the Arrangement clips of a track, told apart.
fn clips(asked: &Value, mut answered: Value, offset: Offset) -> (String, Value) {
    let page = Page::of(taken_list(&mut answered).iter().map(short_clip).collect(), offset);
    let mut answer = json!({ "trackId": asked["trackId"], "count": page.count });
    page.mark(&mut answer, "go on with `offset`");
    let remark = page.remark();
    let (session, arrangement): (Vec<Value>, Vec<Value>) =
        page.items.into_iter().partition(|clip| clip.get("slotId").is_some());
    let filled = session.iter().filter(|slot| !slot["clipId"].is_null()).count();
    let summary = format!(
        "{} with {}, {}{remark}.",
        counted(&json!(session.len()), "slot"),
        counted(&json!(filled), "clip"),
        counted(&json!(arrangement.len()), "Arrangement clip"),
    );
    answer["session"] = Value::Array(session);
    answer["arrangement"] = Value::Array(arrangement);
    (summary, answer)
}

/// A clip in short: where it is, and what to call it by.
fn short_clip(clip: &Value) -> Value {
    if clip["location"] == "arrangement" {
        return json!({
            "clipId": clip["id"], "name": clip["name"], "startBeat": clip["startTime"], "endBeat": clip["endTime"],
            "kind": clip["kind"],
        });
    }
    let is_empty = clip["kind"] == "empty";
    let of_clip = |key: &str| if is_empty { Value::Null } else { clip[key].clone() };
    // The id of an empty slot is that of the slot.
    let slot = clip.get("slotId").unwrap_or(&clip["id"]);
    json!({ "slotId": slot, "clipId": of_clip("id"), "name": of_clip("name"), "kind": clip["kind"] })
}

/// The notes of a clip: all, a page, or what they amount to.
pub(super) fn notes(asked: &Value, mut answered: Value, offset: Offset) -> (String, Value) {
    let all = taken_list(&mut answered);
    let clip = &asked["clipId"];
    let count = all.len();
    if count > MANY_NOTES && !offset.is_asked {
        let numbers = |key: &str| all.iter().filter_map(|note| note[key].as_f64()).collect::<Vec<_>>();
        let pitches = numbers("pitch");
        let lowest = pitches.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = pitches.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let ends = numbers("startTime").into_iter().zip(numbers("duration")).map(|(start, length)| start + length);
        let span = ends.fold(0.0, f64::max);
        let more = format!("{FIRST_NOTES} of {count} notes; read all of them in pages, beginning with `offset` 0");
        let answer = json!({
            "clipId": clip, "count": count, "truncated": true,
            "summary": { "pitchRange": [lowest, highest], "spanBeats": span },
            "firstNotes": all[..FIRST_NOTES], "more": more,
        });
        return (format!("{count} notes, summed up: read them in pages with offset 0."), answer);
    }
    let page = Page::of(all, offset);
    let summary = format!("{}{}.", counted(&json!(count), "note"), page.remark());
    let mut answer = json!({ "clipId": clip, "count": count });
    page.mark(&mut answer, "go on with `offset`");
    answer["notes"] = Value::Array(page.items);
    (summary, answer)
}

/// A new device with the ids of its parameters.
fn device(asked: &Value, answered: &Value) -> (String, Value) {
    let mut parameters = answered["parameters"].clone();
    let short = |param: Value| json!({ "id": param["id"], "name": param["name"] });
    let first = Offset { skipped: 0, is_asked: false };
    let page = Page::of(taken_list(&mut parameters).into_iter().map(short).collect(), first);
    let mut answer = json!({
        "trackId": asked["trackId"], "device": { "id": answered["id"], "name": answered["name"] },
    });
    page.mark(&mut answer, "the rest is in the resource of the track");
    let summary = format!("Inserted \"{}\" with {}.", name(answered), counted(&json!(page.count), "parameter"));
    answer["params"] = Value::Array(page.items);
    (summary, answer)
}

/// What a transaction made, as far as it fits.
fn transaction(answered: &Value) -> (String, Value) {
    let mut outcomes = answered["outcomes"].clone();
    let first = Offset { skipped: 0, is_asked: false };
    let page = Page::of(taken_list(&mut outcomes), first);
    let mut answer = json!({ "count": page.count });
    if let Some(steps) = answered.get("undoSteps") {
        answer["undoSteps"] = steps.clone();
    }
    page.mark(&mut answer, "the rest is not shown, read it; the next would be");
    let summary = format!("Applied {} as one.", counted(&json!(page.count), "change"));
    answer["outcomes"] = Value::Array(page.items);
    (summary, answer)
}

/// The items of a list, which leave it.
pub(super) fn taken_list(value: &mut Value) -> Vec<Value> {
    match value.take() {
        Value::Array(items) => items,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => Vec::new(),
    }
}

fn with(mut answer: Value, key: &str, value: &Value) -> Value {
    answer[key] = value.clone();
    answer
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A name in a summary, which stays one short line.
fn name(of: &Value) -> String {
    let name: String = text(&of["name"]).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if name.chars().count() > 60 { name.chars().take(60).chain("...".chars()).collect() } else { name }
}

fn counted(count: &Value, thing: &str) -> String {
    match count.as_u64() {
        Some(1) => format!("1 {thing}"),
        _ => format!("{count} {thing}s"),
    }
}
