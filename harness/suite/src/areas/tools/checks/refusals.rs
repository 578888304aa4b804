//! What a tool server refuses, and how: arguments that a schema forbids, tools that there are none of.

use livebridge_mcp::{McpError, ToolInfo, ToolResult, code};
use serde_json::{Value, json};

use super::arguments::{Forbidden, forbidden};
use crate::check::{Check, Checked, Stop, require};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("tools/forbidden-arguments", "LB-TOOL-003", forbidden_arguments),
        Check::new("tools/forbidden-arguments-change-nothing", "LB-TOOL-003", nothing_happens),
        Check::new("tools/errors-help", "LB-TOOL-004", errors_help),
        Check::new("tools/unknown-tool", "LB-TOOL-005", unknown_tool),
        Check::new("tools/arguments-are-an-object", "LB-TOOL-005", no_object),
    ]
}

/// The arguments that are tried on a tool. On a server that may reach somebody's Set, nothing is tried that would be
/// carried out by a tool that only fails to look at unknown arguments.
fn tried(stage: &Stage, tool: &ToolInfo) -> Vec<Forbidden> {
    forbidden(tool, stage.sees_beside_tools() || (tool.is_annotated && tool.annotations.read_only))
}

/// What a tool said to arguments that it should refuse.
type Said = (Forbidden, Result<ToolResult, McpError>);

/// Tries everything that its schema forbids on a tool. Nothing, where the tool says the same to all of it, and names no
/// argument: then it fails for another reason, such as that no Live is there.
fn try_on(stage: &Stage, tool: &ToolInfo) -> Checked<Vec<Said>> {
    let mut said = Vec::new();
    for forbidden in tried(stage, tool) {
        let answer = stage.call_tool(&tool.name, &forbidden.arguments)?;
        said.push((forbidden, answer));
    }
    let texts: Vec<String> = said
        .iter()
        .map(|(_, answer)| match answer {
            Ok(result) if result.is_error => result.text(),
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        })
        .collect();
    let says_one_thing = texts.iter().all(|text| !text.is_empty() && *text == texts[0]);
    let names_one = said.iter().zip(&texts).any(|((forbidden, _), text)| text.contains(&forbidden.argument));
    Ok(if says_one_thing && !names_one { Vec::new() } else { said })
}

fn forbidden_arguments(stage: &mut Stage) -> Checked {
    let mut judged = 0;
    for tool in stage.tool_list()? {
        for (Forbidden { what, arguments, .. }, answer) in try_on(stage, &tool)? {
            judged += 1;
            let expected = || format!("{} with {what} is answered with an error result", tool.name);
            let shown = |seen: String| format!("{seen}; the arguments were {arguments}");
            match answer {
                Ok(result) => {
                    require(result.is_error, expected, || shown(format!("it answered: {}", short(&result.text()))))?;
                }
                Err(McpError::Fault(fault)) => return Err(Stop::Fault(fault)),
                Err(error) => return Err(Stop::broken(expected(), shown(error.to_string()))),
            }
        }
    }
    if judged == 0 {
        return Err(Stop::Premise("every tool fails for a reason that is none of its arguments'".to_owned()));
    }
    Ok(())
}

/// The Set beside the tools is the same after all of that.
fn nothing_happens(stage: &mut Stage) -> Checked {
    if !stage.sees_beside_tools() {
        return stage.missing("the Set beside its tools", &[]);
    }
    stage.fresh("seeded")?;
    let before = stage.instance().set()?;
    for tool in stage.tool_list()? {
        for Forbidden { what, arguments, .. } in tried(stage, &tool) {
            // How it is refused is seen elsewhere.
            let _ = stage.call_tool(&tool.name, &arguments)?;
            let after = stage.instance().set()?;
            require(
                after == before,
                || format!("the Set is as before after {} with {what}", tool.name),
                || format!("it changed; the arguments were {arguments}"),
            )?;
        }
    }
    Ok(())
}

fn errors_help(stage: &mut Stage) -> Checked {
    let mut judged = 0;
    for tool in stage.tool_list()? {
        for (Forbidden { what, argument, .. }, answer) in try_on(stage, &tool)? {
            let Ok(result) = answer else { continue };
            if !result.is_error {
                continue;
            }
            judged += 1;
            let text = result.text();
            let has_code = result.structured.as_ref().is_some_and(|data| data["code"].is_string());
            let helps = text.contains(&argument) && text.lines().count() > 1;
            require(
                has_code && helps,
                || {
                    format!(
                        "the error of {} for {what} names `{argument}`, has a `code` as data and a line on recovery",
                        tool.name
                    )
                },
                || format!("code: {has_code}; text: {}", short(&text)),
            )?;
        }
    }
    if judged == 0 {
        return Err(Stop::Premise("no error result was seen".to_owned()));
    }
    Ok(())
}

fn short(text: &str) -> String {
    text.chars().take(200).collect()
}

/// Refused with an error of the protocol that says that the parameters are wrong.
fn invalid_params(answer: Result<Value, McpError>, what: &str) -> Checked {
    let expected = || format!("{what} is refused with an error of the protocol, {}", code::INVALID_PARAMS);
    match answer {
        Err(McpError::Rpc(error)) => {
            let codes = [code::INVALID_PARAMS, code::INVALID_REQUEST, code::METHOD_NOT_FOUND];
            require(codes.contains(&error.code), expected, || error.to_string())
        }
        Err(error) => Err(error.into()),
        Ok(answer) => Err(Stop::broken(expected(), short(&answer.to_string()))),
    }
}

fn unknown_tool(stage: &mut Stage) -> Checked {
    let params = json!({ "name": "no_such_tool_of_any_server", "arguments": {} });
    invalid_params(stage.ask_tools("tools/call", &params)?, "an unknown tool")
}

fn no_object(stage: &mut Stage) -> Checked {
    let tools = stage.tool_list()?;
    // One that only reads, where there is one: should it be called after all, nothing is lost.
    let reads = |tool: &&ToolInfo| tool.is_annotated && tool.annotations.read_only;
    let Some(tool) = tools.iter().find(reads).or(tools.first()) else { return stage.missing("a tool", &[]) };
    for arguments in [json!([1]), json!("text"), json!(1)] {
        let params = json!({ "name": tool.name, "arguments": arguments });
        let answer = stage.ask_tools("tools/call", &params)?;
        invalid_params(answer, &format!("{} with the arguments {arguments}", tool.name))?;
    }
    Ok(())
}
