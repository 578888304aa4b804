//! Numbers as JSON writes them: what is too large to be one, and one number written in several ways.

use livebridge_port::{CallError, Mutation, Operation, Request, TrackKind, json};
use serde_json::{Value, json};

use crate::check::{Check, Checked, Stop, require};
use crate::checks::expected_set::is_now;
use crate::checks::valid_calls;
use crate::checks::valid_calls::ValidCall;
use crate::stage::{Stage, View};

pub(super) fn checks() -> Vec<Check> {
    let each = valid_calls::all().map(|valid| {
        let operation = valid.operation();
        Check::new(format!("wire/numbers-too-large/{operation}"), "LB-WIRE-007", move |stage| too_large(stage, valid))
            .calling(&[operation])
    });
    let spelled = Check::new("wire/spelled-numbers", "LB-WIRE-008", spelled_numbers)
        .calling(&[Operation::SetTempo, Operation::GetSongOverview]);
    let spelled_notes = Check::new("wire/spelled-numbers-of-notes", "LB-WIRE-008", spelled_notes)
        .calling(&[Operation::SetNotes, Operation::GetNotes]);
    let whole = Check::new("wire/spelled-whole-numbers", "LB-WIRE-008", spelled_whole_numbers).calling(&[
        Operation::SetClipProps,
        Operation::ListTracks,
        Operation::ListClips,
    ]);
    each.chain([spelled, spelled_notes, whole]).collect()
}

/// What stands in a request where a number is to be written by hand.
const PLACE: &str = "$NUMBER";

/// The request of a call as text, with `$ID` for its id.
fn request(call: &Value) -> String {
    let mut call = call.clone();
    call["jsonrpc"] = json!("2.0");
    call["id"] = json!("$ID");
    call.to_string().replace("\"$ID\"", "$ID")
}

/// The same request once for each number in it, that number left to be written.
fn with_a_place(call: &Value) -> Vec<(String, String)> {
    let mut pointers = Vec::new();
    collect("", &call["params"], &mut pointers);
    let open = |pointer: String| {
        let mut call = call.clone();
        if let Some(place) = call["params"].pointer_mut(&pointer) {
            *place = json!(PLACE);
        }
        (pointer, request(&call))
    };
    pointers.into_iter().map(open).collect()
}

/// Where the numbers are; of a list those of its first entry.
fn collect(path: &str, value: &Value, pointers: &mut Vec<String>) {
    match value {
        Value::Number(_) => pointers.push(path.to_owned()),
        Value::Array(list) => list.iter().take(1).for_each(|first| collect(&format!("{path}/0"), first, pointers)),
        Value::Object(map) => map.iter().for_each(|(key, value)| collect(&format!("{path}/{key}"), value, pointers)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// A call as it is written on the wire.
fn written(mutation: Mutation) -> Value {
    let call = Request::Commit(livebridge_port::Batch::Call(mutation));
    json::to_string(&call).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Every number of a call that is in order is once too large for a 64-bit float, either way, and once no number at all.
fn too_large(stage: &mut Stage, valid: ValidCall) -> Checked {
    let mut call = written(valid.prepare(stage)?);
    if valid.operation() == Operation::SetNotes {
        call["params"]["notes"][0]["probability"] = json!(0.5);
        call["params"]["notes"][0]["releaseVelocity"] = json!(12);
        call["params"]["notes"][0]["velocityDeviation"] = json!(3);
    }
    let places = with_a_place(&call);
    if places.is_empty() {
        return Err(Stop::Missing(format!("number among the arguments of {}", valid.operation())));
    }
    let before = stage.view()?;
    let shown = stage.reads()?;
    for (pointer, open) in places {
        for number in ["1e999", "-1e999", "1E+400"] {
            refused(stage, &open.replace(&format!("\"{PLACE}\""), number), &pointer, number)?;
            if stage.offers(Operation::GetSongOverview) {
                stage.overview()?;
            }
        }
    }
    still(stage, &before, &shown)
}

fn refused(stage: &Stage, line: &str, pointer: &str, number: &str) -> Checked {
    match stage.line(line) {
        Err(CallError::Refused(_)) => Ok(()),
        Err(CallError::Fault(fault)) => Err(Stop::Fault(fault)),
        Ok(answer) => {
            let expected = format!("{number} as `{}` is refused: it is not finite once it is read", &pointer[1..]);
            Err(Stop::broken(expected, format!("it was taken: {answer}")))
        }
    }
}

/// The Set, and what the reads show of it, are as before.
fn still(stage: &mut Stage, before: &View, shown: &View) -> Checked {
    const EXPECTED: &str = "the Set reads as before the refused numbers";
    is_now(stage, before, EXPECTED)?;
    match shown.difference(&stage.reads()?) {
        Some(difference) => Err(Stop::broken(EXPECTED, difference)),
        None => Ok(()),
    }
}

/// One tempo in all the ways in which JSON can write it.
fn spelled_numbers(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let call = json!({ "method": "setTempo", "params": { "bpm": PLACE } });
    let open = request(&call);
    for (spelled, meant) in [
        ("131", 131.0),
        ("131.0", 131.0),
        ("1.31e2", 131.0),
        ("13100E-2", 131.0),
        ("0.131e+3", 131.0),
        ("131.00000000000000000000", 131.0),
        ("120.10000000000001", 120.100_000_000_000_01),
        ("99.999999999999986", 99.999_999_999_999_99),
    ] {
        stage.line(&open.replace(&format!("\"{PLACE}\""), spelled))?;
        let seen = stage.overview()?.tempo;
        let expected = || format!("the tempo {spelled} is {meant}");
        require(stage.same_number(meant, seen), expected, || format!("it is {seen}"))?;
    }
    Ok(())
}

/// Whole numbers with a fraction or an exponent that says nothing.
fn spelled_whole_numbers(stage: &mut Stage) -> Checked {
    let clip = stage.midi_clip(&[])?;
    let call = json!({ "method": "setClipProps", "params": { "clipId": clip, "props": { "color": PLACE } } });
    for spelled in ["65280", "65280.0", "6.528e4"] {
        stage.line(&request(&call).replace(&format!("\"{PLACE}\""), spelled))?;
    }
    if stage.offers(Operation::ClearClipsInRange) {
        // Zero is no negative number, however it is written.
        let track = stage.track(TrackKind::Midi)?.id;
        let params = json!({ "trackId": track, "startBeat": PLACE, "endBeat": 0.25 });
        let call = json!({ "method": "clearClipsInRange", "params": params });
        for spelled in ["0", "-0", "-0.0", "0e7"] {
            stage.line(&request(&call).replace(&format!("\"{PLACE}\""), spelled))?;
        }
    }
    if !stage.offers(Operation::InsertDevice) {
        return Ok(());
    }
    let Some(device_name) = stage.effect_name() else { return Ok(()) };
    let track = stage.track(TrackKind::Audio)?.id;
    let params = json!({ "trackId": track, "deviceName": device_name, "index": PLACE });
    let call = json!({ "method": "insertDevice", "params": params });
    for spelled in ["0.0", "0e0", "1.0"] {
        stage.line(&request(&call).replace(&format!("\"{PLACE}\""), spelled))?;
    }
    Ok(())
}

/// A note of which every number has a fraction or an exponent that says nothing.
fn spelled_notes(stage: &mut Stage) -> Checked {
    let clip = stage.midi_clip(&[])?;
    let call = json!({ "method": "setNotes", "params": { "clipId": clip, "notes": PLACE } });
    let open = request(&call);
    for (spelled, wanted) in [
        (r#"[{"pitch":6.0e1,"startTime":-0,"duration":1E0,"velocity":9.0e1}]"#, (60.0, 0.0, 1.0)),
        (r#"[{"pitch":61.0,"startTime":-0.0,"duration":0.25e0,"velocity":90.0}]"#, (61.0, 0.0, 0.25)),
        (r#"[{"pitch":62,"startTime":1e-7,"duration":25e-2,"velocity":90}]"#, (62.0, 1e-7, 0.25)),
    ] {
        stage.line(&open.replace(&format!("\"{PLACE}\""), spelled))?;
        let wanted = livebridge_port::Note::new(wanted.0, wanted.1, wanted.2).with_velocity(90.0);
        let seen = stage.notes(&clip)?;
        let expected = || format!("the notes {spelled} are read back");
        require(stage.same_notes(&[wanted], &seen), expected, || json::to_string(&seen).unwrap_or_default())?;
    }
    Ok(())
}
