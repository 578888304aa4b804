//! The envelope of a call: its id, what is no call at all, and what is not to be answered.

use livebridge_port::TrackKind;
use serde_json::{Value, json};

use crate::check::{Check, Checked, Stop, require};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("wire/ids-of-calls", "LB-WIRE-009", ids_of_calls),
        Check::new("wire/no-request", "LB-WIRE-010", no_request),
        Check::new("wire/empty-line", "LB-WIRE-003", empty_line),
        Check::new("wire/notifications", "LB-WIRE-011", notifications),
        Check::new("wire/carriage-return", "LB-WIRE-012", carriage_return),
        Check::new("wire/other-spellings", "LB-WIRE-015", other_spellings),
        Check::new("wire/result-or-error", "LB-WIRE-013", result_or_error),
    ]
}

fn overview(id: &Value) -> String {
    json!({ "jsonrpc": "2.0", "id": id, "method": "getSongOverview", "params": {} }).to_string()
}

/// Strings and numbers come back as they were, and as what they were.
fn ids_of_calls(stage: &mut Stage) -> Checked {
    let mut lines = stage.raw_lines()?;
    for id in [
        json!("a string"),
        json!("7"),
        json!(""),
        json!("\u{fc}ber \"quoted\" \\ \u{1d11e}"),
        json!(7),
        json!(0),
        json!(2.5),
        json!(9_007_199_254_740_991_u64),
        json!("long ".repeat(100)),
    ] {
        let answer = stage.exchange(&mut lines, &overview(&id))?;
        require(
            answer.get("id").is_some_and(|seen| is_same(&id, seen)) && answer.get("result").is_some(),
            || format!("the call with the id {id} is answered with that id and a result"),
            || answer.to_string(),
        )?;
    }
    Ok(())
}

/// Whether two ids are one: JSON has one type of numbers.
fn is_same(given: &Value, seen: &Value) -> bool {
    match (given.as_f64(), seen.as_f64()) {
        (Some(given), Some(seen)) => given.total_cmp(&seen).is_eq(),
        _ => given == seen,
    }
}

/// A whole number, also as languages write it that have one type of numbers.
fn is_whole(value: &Value) -> bool {
    value.as_f64().is_some_and(|value| value.fract() == 0.0)
}

/// Messages that are no requests: each is answered with an error, and the next one is served.
fn no_request(stage: &mut Stage) -> Checked {
    let mut lines = stage.raw_lines()?;
    let with_id = |id: &str| format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"getSongOverview","params":{{}}}}"#);
    let messages = [
        with_id("true"),
        with_id("{}"),
        with_id("[]"),
        r#"{"id":3,"method":"getSongOverview","params":{}}"#.to_owned(),
        r#"{"jsonrpc":"1.0","id":3,"method":"getSongOverview","params":{}}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":3,"params":{}}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":3,"method":7,"params":{}}"#.to_owned(),
        r#"[{"jsonrpc":"2.0","id":3,"method":"getSongOverview","params":{}}]"#.to_owned(),
        "null".to_owned(),
    ];
    for message in messages {
        let answer = stage.exchange(&mut lines, &message)?;
        require(
            is_whole(&answer["error"]["code"]) && (answer.get("id") == Some(&Value::Null) || answer["id"] == json!(3)),
            || format!("`{message}` is no request, and answered with an error, with the id null or its own"),
            || answer.to_string(),
        )?;
        served(stage, &mut lines, "after a message that is no request")?;
    }
    refused_or_passed_over(stage, &mut lines, &with_id("null"), "a message with the id null")
}

/// An empty line, which is an error or nothing at all, and not the end.
fn empty_line(stage: &mut Stage) -> Checked {
    let mut lines = stage.raw_lines()?;
    refused_or_passed_over(stage, &mut lines, "", "an empty line")
}

/// A message that is an error to some and nothing to others: the id null was that of notifications in JSON-RPC 1.0.
fn refused_or_passed_over(stage: &Stage, lines: &mut livebridge_wire::RawLines, message: &str, what: &str) -> Checked {
    lines.send(message).map_err(Stop::Fault)?;
    let id = json!("next");
    let first = stage.exchange(lines, &overview(&id))?;
    if first["error"].is_object() && first.get("id") == Some(&Value::Null) {
        return served(stage, lines, &format!("after {what}"));
    }
    require(
        first.get("id") == Some(&id) && first.get("result").is_some(),
        || format!("{what} is answered with an error or not at all, and the next call is served"),
        || first.to_string(),
    )
}

/// The next call is answered, and nothing before it.
fn served(stage: &Stage, lines: &mut livebridge_wire::RawLines, when: &str) -> Checked {
    let id = json!("next");
    let answer = stage.exchange(lines, &overview(&id))?;
    require(
        answer.get("id") == Some(&id) && answer.get("result").is_some(),
        || format!("{when} the next line is the answer to the next call"),
        || answer.to_string(),
    )
}

/// Messages without an id: known methods, unknown ones, with and without parameters.
fn notifications(stage: &mut Stage) -> Checked {
    let mut lines = stage.raw_lines()?;
    for notification in [
        json!({ "jsonrpc": "2.0", "method": "getSongOverview", "params": {} }),
        json!({ "jsonrpc": "2.0", "method": "getSongOverview" }),
        json!({ "jsonrpc": "2.0", "method": "noSuchMethod", "params": {} }),
        json!({ "jsonrpc": "2.0", "method": "setTempo", "params": { "bpm": "no" } }),
    ] {
        lines.send(&notification.to_string()).map_err(Stop::Fault)?;
        served(stage, &mut lines, &format!("after the notification {notification}"))?;
    }
    Ok(())
}

fn carriage_return(stage: &mut Stage) -> Checked {
    let mut lines = stage.raw_lines()?;
    for id in 1..=3 {
        let answer = stage.exchange(&mut lines, &format!("{}\r", overview(&json!(id))))?;
        require(
            answer.get("result").is_some() && answer["id"] == json!(id),
            || "a call whose line ends with CR LF is served".to_owned(),
            || answer.to_string(),
        )?;
    }
    Ok(())
}

/// One name in several spellings of its message.
fn other_spellings(stage: &mut Stage) -> Checked {
    let track = stage.track(TrackKind::Midi)?.id;
    let id = livebridge_port::json::to_string(&track).unwrap_or_default();
    let plain = |name: &str| {
        let props = format!(r#"{{"trackId":{id},"props":{{"name":{name}}}}}"#);
        format!(r#"{{"jsonrpc":"2.0","id":$ID,"method":"setTrackProps","params":{props}}}"#)
    };
    let params = format!("{{ \"props\" : {{ \"name\" : \"blanks  between\" }} , \"trackId\" :\t{id} }}");
    let spaced = format!(
        "\t{{ \"params\" : {params} , \"method\" : \"setTrackProps\" , \"id\" : $ID , \"jsonrpc\" : \"2.0\" }} "
    );
    for (line, wanted) in [
        (plain(r#""\u0047er\u00e4t""#), "Gerät"),
        (plain(r#""\ud834\udd1e \uD83C\uDF9B""#), "\u{1d11e} \u{1f39b}"),
        (plain(r#""a\/b \\ \" c""#), "a/b \\ \" c"),
        (plain(r#""\u2192\u00a0""#), "\u{2192}\u{a0}"),
        (spaced, "blanks  between"),
    ] {
        stage.line(&line)?;
        let seen = stage.tracks()?.into_iter().find(|read| read.id == track).map(|read| read.name);
        require(
            seen.as_deref() == Some(wanted),
            || format!("after `{line}` the track is named {wanted:?}"),
            || format!("it is named {:?}", seen.unwrap_or_default()),
        )?;
    }
    Ok(())
}

/// The members of answers of all kinds: a result, nothing as a result, refusals, an unknown method.
fn result_or_error(stage: &mut Stage) -> Checked {
    let mut lines = stage.raw_lines()?;
    let calls = [
        ("getSongOverview", json!({})),
        ("listTracks", json!({})),
        ("setTempo", json!({ "bpm": -1 })),
        ("listClips", json!({ "trackId": "no id" })),
        ("noSuchMethod", json!({})),
        ("control/settle", json!({})),
    ];
    for (i, (method, params)) in calls.into_iter().enumerate() {
        let line = json!({ "jsonrpc": "2.0", "id": i, "method": method, "params": params }).to_string();
        let answer = stage.exchange(&mut lines, &line)?;
        require(
            answer.get("result").is_some() != answer.get("error").is_some() && answer["jsonrpc"] == json!("2.0"),
            || format!("the answer of {method} has jsonrpc 2.0 and either `result` or `error`"),
            || answer.to_string(),
        )?;
        if let Some(error) = answer.get("error") {
            require(
                is_whole(&error["code"]) && error["message"].is_string(),
                || "an error has a code that is a whole number and a message".to_owned(),
                || error.to_string(),
            )?;
        }
    }
    Ok(())
}
