//! The protocol itself: what only a wire can show. Contract of the wire.

mod ending;
mod messages;
mod numbers;

use livebridge_port::{CallError, ErrorCode, Fault, Operation};
use serde_json::json;

use crate::check::{Check, Checked, Stop, refused, require};
use crate::stage::Stage;

pub(in crate::areas) fn checks() -> Vec<Check> {
    let mut checks = vec![
        Check::new("wire/unknown-version", "LB-WIRE-001", unknown_version),
        Check::new("wire/unknown-method", "LB-WIRE-002", |stage| {
            stage.fresh("seeded")?;
            for method in ["noSuchMethod", "control/noSuchThing", "SetTempo"] {
                refused(stage.raw(method, &json!({})), &[ErrorCode::Unsupported], format!("the method `{method}`"))?;
            }
            Ok(())
        }),
        Check::new("wire/unreadable-message", "LB-WIRE-003", unreadable_message),
        Check::new("wire/pipelined", "LB-WIRE-004", pipelined),
        Check::new("wire/call-before-initialize", "LB-WIRE-005", call_before_initialize),
        Check::new("wire/second-initialize", "LB-WIRE-005", second_initialize),
        Check::new("wire/large-message", "LB-WIRE-006", |stage| {
            const SIZE: usize = 8 << 20;
            stage.fresh("seeded")?;
            // Unknown keys are ignored, so that nothing depends on how long a name may be.
            let method = plain_read(stage)?;
            stage.raw(method, &json!({ "comment": "x".repeat(SIZE) })).map(drop)?;
            stage.raw(method, &json!({})).map(drop)?;
            Ok(())
        }),
    ];
    checks.extend(numbers::checks());
    checks.extend(messages::checks());
    checks.extend(ending::checks());
    checks
}

/// A read without arguments that the target offers: what is sent where any call will do.
fn plain_read(stage: &Stage) -> Checked<&'static str> {
    let reads = [Operation::GetSongOverview, Operation::ListTracks, Operation::ListScenes];
    match reads.into_iter().find(|read| stage.offers(*read)) {
        Some(read) => Ok(read.name()),
        None => stage.missing("a read without arguments", &reads),
    }
}

/// A target that was not greeted yet is asked for a version that nobody speaks.
fn unknown_version(stage: &mut Stage) -> Checked {
    let answer = stage.greet_with_version(977)?;
    let supported = &answer["data"]["supported"];
    require(
        answer["code"] == json!(-32001) && supported.as_array().is_some_and(|list| !list.is_empty()),
        || "protocolVersion 977 is refused with -32001 and data { supported: [..] }".to_owned(),
        || answer.to_string(),
    )
}

/// A target that was not greeted yet is called.
fn call_before_initialize(stage: &mut Stage) -> Checked {
    let answer = stage.call_before_greeting("getSongOverview", &json!({}))?;
    require(
        answer["code"].is_i64() && answer["message"].is_string(),
        || "a call before `initialize` is refused".to_owned(),
        || answer.to_string(),
    )
}

fn second_initialize(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let again = json!({ "protocolVersion": 1, "client": { "name": "livebridge", "version": "1" } });
    match stage.raw("initialize", &again) {
        // Any code will do.
        Err(CallError::Refused(_) | CallError::Fault(Fault::Protocol(_))) => {}
        Err(CallError::Fault(fault)) => return Err(Stop::Fault(fault)),
        Ok(answer) => return Err(Stop::broken("a second `initialize` is refused", answer.to_string())),
    }
    refused(stage.raw("noSuchMethod", &json!({})), &[ErrorCode::Unsupported], "the next message").map(drop)
}

fn unreadable_message(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    for line in ["{ this is no JSON", "[1, 2", "42", "{\"jsonrpc\":\"2.0\",\"id\":$ID}"] {
        match stage.line(line) {
            Err(livebridge_port::CallError::Refused(_)) => {}
            Err(livebridge_port::CallError::Fault(Fault::Protocol(_))) if line.contains("$ID") => {}
            Err(livebridge_port::CallError::Fault(fault)) => return Err(Stop::Fault(fault)),
            Ok(answer) => return Err(Stop::broken(format!("`{line}` is answered with an error"), answer.to_string())),
        }
        refused(stage.raw("noSuchMethod", &json!({})), &[ErrorCode::Unsupported], "the next message").map(drop)?;
    }
    Ok(())
}

fn pipelined(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let tempos: Vec<f64> = (0..32).map(|i| 100.0 + f64::from(i)).collect();
    let answers = stage.pipeline(&tempos)?;
    for (sent, seen) in tempos.iter().zip(&answers) {
        require(
            stage.same_number(*sent, *seen),
            || format!("of calls sent without waiting, setTempo {sent} is answered with its own tempo"),
            || format!("{seen}"),
        )?;
    }
    let last = stage.overview()?.tempo;
    require(stage.same_number(131.0, last), || "the last call sent wins: 131".to_owned(), || format!("{last}"))
}
