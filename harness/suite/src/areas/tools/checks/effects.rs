//! What tools do: those that say that they only read, that they are idempotent, and those that change the Set.

use std::collections::BTreeMap;

use livebridge_mcp::{McpError, ToolInfo};
use livebridge_port::{ClipKind, IdRef, Snapshot};
use serde_json::{Value, json};

use super::arguments::allowed;
use super::listed::is_plain_read;
use crate::check::{Check, Checked, Stop, require};
use crate::stage::Stage;

/// The longest text of an answer, in characters.
const LONGEST: usize = 25_000;

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("tools/bounded-answers", "LB-TOOL-006", bounded),
        Check::new("tools/read-only", "LB-TOOL-010", read_only),
        Check::new("tools/idempotent", "LB-TOOL-011", idempotent),
        Check::new("tools/one-undo", "LB-TOOL-012", one_undo),
        Check::new("tools/resources-agree", "LB-TOOL-013", resources_agree),
        Check::new("tools/answers-are-true", "LB-TOOL-014", answers_are_true),
    ]
}

fn bounded(stage: &mut Stage) -> Checked {
    if stage.sees_beside_tools() {
        stage.fresh("seeded")?;
        many_notes(stage)?;
    }
    let mut calls: Vec<(String, Value)> = Vec::new();
    for tool in stage.tool_list()?.iter().filter(|tool| is_plain_read(tool)) {
        calls.push((tool.name.clone(), json!({})));
    }
    if stage.sees_beside_tools()
        && let Ok((_, clip)) = a_clip(stage)
        && stage.has_tools(&["live_get_notes"]).is_ok()
    {
        calls.push(("live_get_notes".to_owned(), json!({ "clipId": clip })));
        calls.push(("live_get_notes".to_owned(), json!({ "clipId": clip, "offset": 0 })));
    }
    for (tool, arguments) in calls {
        let text = stage.call_tool(&tool, &arguments)??.text();
        let length = text.chars().count();
        require(
            length <= LONGEST,
            || format!("{tool} answers with at most {LONGEST} characters"),
            || format!("{length} characters"),
        )?;
    }
    Ok(())
}

/// A clip with more notes than an answer holds, where the tools for that are there.
fn many_notes(stage: &mut Stage) -> Checked {
    let Ok((_, clip)) = a_clip(stage) else { return Ok(()) };
    if stage.has_tools(&["live_set_notes"]).is_err() {
        return Ok(());
    }
    let notes: Vec<Value> =
        (0..2000).map(|i| json!({ "pitch": 36 + i % 48, "startTime": f64::from(i) / 4.0, "duration": 0.25 })).collect();
    stage.do_with_tool("live_set_notes", &json!({ "clipId": clip, "notes": notes })).map(drop)
}

/// A MIDI track and a clip on it.
fn a_clip(stage: &Stage) -> Checked<(IdRef, IdRef)> {
    let bridge = &stage.instance().bridge;
    for track in bridge.list_tracks()? {
        let clips = bridge.list_clips(&track.id)?;
        if let Some(clip) = clips.into_iter().find(|clip| clip.kind == ClipKind::Midi) {
            return Ok((track.id, clip.id));
        }
    }
    stage.missing("a MIDI clip", &[])
}

/// What is to be seen of the Set: itself, or where only tools are there, what those that read say. One that failed, because
/// its host had no time for it, say, has said nothing.
enum Seen {
    Set(Box<Snapshot>),
    Told(BTreeMap<String, String>),
}

impl Seen {
    /// What is seen otherwise now, in words.
    fn changed(&self, now: &Self) -> Option<String> {
        match (self, now) {
            (Self::Set(before), Self::Set(now)) => (before != now).then(|| "the Set changed".to_owned()),
            (Self::Told(before), Self::Told(now)) => {
                let differs =
                    |(tool, text): &(&String, &String)| before.get(*tool).is_some_and(|before| before != *text);
                now.iter().find(differs).map(|(tool, _)| format!("{tool} says something else than before"))
            }
            (Self::Set(_), Self::Told(_)) | (Self::Told(_), Self::Set(_)) => None,
        }
    }
}

fn look(stage: &Stage, tools: &[ToolInfo]) -> Checked<Seen> {
    if stage.sees_beside_tools() {
        return Ok(Seen::Set(Box::new(stage.instance().set()?)));
    }
    let mut told = BTreeMap::new();
    for tool in tools.iter().filter(|tool| is_plain_read(tool)).take(12) {
        let result = stage.call_tool(&tool.name, &json!({}))??;
        if !result.is_error {
            told.insert(tool.name.clone(), result.text());
        }
    }
    Ok(Seen::Told(told))
}

fn read_only(stage: &mut Stage) -> Checked {
    if stage.sees_beside_tools() {
        stage.fresh("seeded")?;
    }
    let tools = stage.tool_list()?;
    let readers: Vec<&ToolInfo> = tools.iter().filter(|tool| tool.is_annotated && tool.annotations.read_only).collect();
    if readers.is_empty() {
        return stage.missing("tool that says that it only reads", &[]);
    }
    let before = look(stage, &tools)?;
    if !stage.sees_beside_tools() && before.changed(&look(stage, &tools)?).is_some() {
        return Err(Stop::Premise("what the tools say changes although nothing was called in between".to_owned()));
    }
    for tool in readers {
        let arguments = allowed(tool);
        // It may refuse: what is allowed need not name anything that is there.
        if let Err(McpError::Fault(fault)) = stage.call_tool(&tool.name, &arguments)? {
            return Err(Stop::Fault(fault));
        }
        let changed = before.changed(&look(stage, &tools)?);
        require(
            changed.is_none(),
            || format!("{} says that it only reads, and changes nothing", tool.name),
            || format!("{}; the arguments were {arguments}", changed.unwrap_or_default()),
        )?;
    }
    Ok(())
}

/// Calls that each change something of the seeded Set, in the words of our tools.
fn changes(stage: &Stage) -> Checked<Vec<(&'static str, Value)>> {
    let (track, clip) = a_clip(stage)?;
    let bridge = &stage.instance().bridge;
    let clips = bridge.list_clips(&track)?;
    let empty = clips.iter().find(|clip| clip.kind == ClipKind::Empty).map(|slot| slot.id.clone());
    let mut changes = vec![
        ("live_set_tempo", json!({ "bpm": 87.5 })),
        ("live_set_track_props", json!({ "trackId": track, "props": { "name": "by a tool", "mute": true } })),
        (
            "live_set_notes",
            json!({ "clipId": clip, "notes": [{ "pitch": 61, "startTime": 0.5, "duration": 0.25, "velocity": 90 }] }),
        ),
        ("live_create_track", json!({ "kind": "midi" })),
    ];
    if let Some(slot) = empty {
        changes.push(("live_create_midi_clip", json!({ "slotId": slot, "lengthBeats": 4 })));
    }
    let mixer = livebridge_wire::block_on(bridge.get_track_mixer(&track))?;
    changes.push(("live_set_param", json!({ "paramId": mixer.volume.id, "value": 0.5 })));
    let listed = stage.tool_list()?;
    changes.retain(|(name, _)| listed.iter().any(|tool| tool.name == *name));
    if changes.is_empty() { stage.missing("a tool that is known here", &[]) } else { Ok(changes) }
}

fn one_undo(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    for (tool, arguments) in changes(stage)? {
        let count = |stage: &Stage| stage.instance().bridge.control().transaction_count();
        let before = count(stage)?;
        stage.do_with_tool(tool, &arguments)?;
        let steps = count(stage)? - before;
        require(steps == 1, || format!("{tool} is one undo step"), || format!("{steps} steps"))?;
    }
    Ok(())
}

fn idempotent(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let listed = stage.tool_list()?;
    let mut judged = 0;
    for (tool, arguments) in changes(stage)? {
        let says =
            listed.iter().any(|listed| listed.name == tool && listed.is_annotated && listed.annotations.idempotent);
        if !says {
            continue;
        }
        judged += 1;
        stage.do_with_tool(tool, &arguments)?;
        let once = stage.instance().set()?;
        stage.do_with_tool(tool, &arguments)?;
        require(
            stage.instance().set()? == once,
            || format!("{tool} says that it is idempotent: the same call again leaves the Set as it is"),
            || "it changed once more".to_owned(),
        )?;
    }
    if judged == 0 { stage.missing("tool that says that it is idempotent", &[]) } else { Ok(()) }
}

fn resources_agree(stage: &mut Stage) -> Checked {
    const SONG: &str = "ableton://song";
    stage.fresh("seeded")?;
    stage.has_tools(&["live_get_song_overview", "live_set_tempo"])?;
    if !stage.tools()?.client().list_resources()?.iter().any(|resource| resource.uri == SONG) {
        return stage.missing(&format!("a resource {SONG}"), &[]);
    }
    // Once more after a change: what was read before must not stay.
    for bpm in [91.0, 133.0] {
        stage.do_with_tool("live_set_tempo", &json!({ "bpm": bpm }))?;
        let told = stage.do_with_tool("live_get_song_overview", &json!({}))?.structured.unwrap_or_default();
        let read = stage.ask_tools("resources/read", &json!({ "uri": SONG }))??;
        let text = read["contents"][0]["text"].as_str().unwrap_or_default();
        let read: Value = serde_json::from_str(text).unwrap_or_default();
        require(read == told, || format!("{SONG} says what the tool says: {told}"), || read.to_string())?;
        let tempo = stage.instance().bridge.get_song_overview()?.tempo;
        let said = told["tempo"].as_f64().unwrap_or_default();
        require(
            stage.same_number(tempo, said),
            || format!("both say what the Set holds: {tempo}"),
            || format!("{said}"),
        )?;
    }
    Ok(())
}

fn answers_are_true(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    stage.has_tools(&["live_set_track_props", "live_set_notes", "live_create_track"])?;
    let (track, clip) = a_clip(stage)?;
    let said = |stage: &Stage, tool: &str, arguments: &Value| -> Checked<Value> {
        Ok(stage.do_with_tool(tool, arguments)?.structured.unwrap_or_default())
    };
    let named = said(stage, "live_set_track_props", &json!({ "trackId": track, "props": { "name": "Told" } }))?;
    let tracks = stage.instance().bridge.list_tracks()?;
    let name = tracks.iter().find(|listed| listed.id == track).map(|track| track.name.to_string()).unwrap_or_default();
    require(
        named["name"] == name.as_str(),
        || format!("the tool says the name that the track has: {name}"),
        || named.to_string(),
    )?;
    let notes = json!([{ "pitch": 60, "startTime": 0, "duration": 1 }, { "pitch": 64, "startTime": 1, "duration": 1 }]);
    let written = said(stage, "live_set_notes", &json!({ "clipId": clip, "notes": notes }))?;
    let held = stage.instance().bridge.get_notes(&clip)?.len();
    require(
        written["count"].as_u64() == u64::try_from(held).ok(),
        || format!("the tool says how many notes the clip has: {held}"),
        || written.to_string(),
    )?;
    let made = said(stage, "live_create_track", &json!({ "kind": "audio" }))?;
    let tracks = stage.instance().bridge.list_tracks()?;
    let is_there = tracks.iter().any(|track| made["id"] == track.id.to_string());
    require(is_there, || "the tool gives the id of the track that it made".to_owned(), || made.to_string())
}
