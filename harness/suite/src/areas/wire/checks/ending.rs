//! How a target ends that is asked to, and one whose input ends.

use livebridge_wire::{ConnectionEnding, RawLines};
use serde_json::json;

use crate::check::{Check, Checked, Stop, require};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    vec![Check::new("wire/asked-to-end", "LB-WIRE-014", asked_to_end)]
}

fn asked_to_end(stage: &mut Stage) -> Checked {
    if !stage.starts_another() {
        // A server that was there before us is not ours to end.
        return Ok(());
    }
    let mut lines = stage.raw_lines()?;
    let shutdown = json!({ "jsonrpc": "2.0", "id": 1, "method": "shutdown", "params": {} }).to_string();
    let answer = stage.exchange(&mut lines, &shutdown)?;
    require(
        answer.get("result").is_some_and(serde_json::Value::is_null) && answer["id"] == json!(1),
        || "`shutdown` is answered with null".to_owned(),
        || answer.to_string(),
    )?;
    ended(&mut lines, "after `shutdown`")?;
    let mut lines = stage.raw_lines()?;
    lines.close_input();
    ended(&mut lines, "after its input has ended")
}

fn ended(lines: &mut RawLines, when: &str) -> Checked {
    let seen = match lines.ending() {
        ConnectionEnding::Code(0) | ConnectionEnding::Closed => return Ok(()),
        ConnectionEnding::Code(code) => format!("it ended with code {code}"),
        ConnectionEnding::Killed => "it was killed by a signal".to_owned(),
        ConnectionEnding::StillThere => "it is still there when the time for that is over".to_owned(),
    };
    Err(Stop::broken(format!("{when} the program ends with code 0"), seen))
}
