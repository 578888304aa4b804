//! What a tool server lists: tools with their schemas, prompts, resources, in both revisions.

use std::collections::BTreeSet;

use livebridge_mcp::{McpError, Object, Revision, RpcError, ToolInfo, code};
use serde_json::{Value, json};

use crate::check::{Check, Checked, Stop, require};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("tools/list", "LB-TOOL-001", list),
        Check::new("tools/schemas-are-described", "LB-TOOL-002", described),
        Check::new("tools/prompts", "LB-TOOL-007", prompts),
        Check::new("tools/prompt-arguments", "LB-TOOL-007", prompt_arguments),
        Check::new("tools/resources", "LB-TOOL-008", resources),
        Check::new("tools/unknown-resource", "LB-TOOL-008", unknown_resource),
        Check::new("tools/both-revisions", "LB-TOOL-009", both_revisions),
    ]
}

fn list(stage: &mut Stage) -> Checked {
    let tools = stage.tool_list()?;
    require(!tools.is_empty(), || "there are tools".to_owned(), || "the list is empty".to_owned())?;
    let mut names = BTreeSet::new();
    for tool in &tools {
        let name = &tool.name;
        require(names.insert(name), || "each tool has a name of its own".to_owned(), || format!("two are `{name}`"))?;
        require(
            !tool.description.trim().is_empty(),
            || format!("`{name}` has a description"),
            || "it has none".to_owned(),
        )?;
        let of_type = &tool.input_schema["type"];
        require(
            of_type == "object",
            || format!("the schema of `{name}` is one of an object"),
            || format!("its type is {of_type}"),
        )?;
    }
    let again = stage.tool_list()?;
    let of = |tools: &[ToolInfo]| tools.iter().map(|tool| tool.name.clone()).collect::<Vec<_>>().join(", ");
    require(again == tools, || format!("the same list again: {}", of(&tools)), || of(&again))
}

fn described(stage: &mut Stage) -> Checked {
    for tool in stage.tool_list()? {
        let name = &tool.name;
        let schema = &tool.input_schema;
        require(
            schema["additionalProperties"] == false,
            || format!("the schema of `{name}` takes no unknown arguments (additionalProperties: false)"),
            || format!("additionalProperties is {}", schema["additionalProperties"]),
        )?;
        for (argument, of_argument) in schema["properties"].as_object().into_iter().flatten() {
            let says = |key: &str| of_argument.get(key).is_some();
            let has_type = ["type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref"].into_iter().any(says);
            require(
                has_type && of_argument["description"].as_str().is_some_and(|words| !words.trim().is_empty()),
                || format!("the argument `{argument}` of `{name}` has a type and a description"),
                || of_argument.to_string(),
            )?;
        }
    }
    Ok(())
}

/// What it says that it has: a server without prompts has nothing to show here.
fn offers(stage: &Stage, what: &str) -> Checked {
    if stage.tools()?.client().identity().capabilities.get(what).is_none() {
        return stage.missing(&format!("the capability `{what}` of the protocol"), &[]);
    }
    Ok(())
}

fn prompts(stage: &mut Stage) -> Checked {
    offers(stage, "prompts")?;
    for prompt in stage.tools()?.client().list_prompts()? {
        let needed = prompt.arguments.iter().filter(|argument| argument.required);
        let arguments: Object = needed.map(|argument| (argument.name.clone(), json!("1"))).collect();
        let params = json!({ "name": prompt.name, "arguments": arguments });
        let answer = stage.ask_tools("prompts/get", &params)??;
        let messages = answer["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
        let has_text = |message: &Value| message["content"]["text"].as_str().is_some_and(|text| !text.is_empty());
        let is_rendered = !messages.is_empty()
            && messages.iter().all(|message| has_text(message) || message["content"]["type"] != "text");
        require(is_rendered, || format!("`{}` renders to text", prompt.name), || answer.to_string())?;
    }
    Ok(())
}

fn prompt_arguments(stage: &mut Stage) -> Checked {
    offers(stage, "prompts")?;
    for prompt in stage.tools()?.client().list_prompts()? {
        if !prompt.arguments.iter().any(|argument| argument.required) {
            continue;
        }
        let answer = stage.ask_tools("prompts/get", &json!({ "name": prompt.name, "arguments": {} }))?;
        refused(answer, &format!("`{}` without the arguments that it needs", prompt.name))?;
    }
    let unknown = stage.ask_tools("prompts/get", &json!({ "name": "no such prompt", "arguments": {} }))?;
    refused(unknown, "an unknown prompt")
}

fn resources(stage: &mut Stage) -> Checked {
    offers(stage, "resources")?;
    for resource in stage.tools()?.client().list_resources()? {
        let answer = stage.ask_tools("resources/read", &json!({ "uri": resource.uri }))??;
        let contents = answer["contents"].as_array().map(Vec::as_slice).unwrap_or_default();
        require(
            contents.iter().any(|part| part["uri"] == resource.uri.as_str()),
            || format!("what is read of `{}` has its URI", resource.uri),
            || answer.to_string().chars().take(300).collect(),
        )?;
    }
    Ok(())
}

fn unknown_resource(stage: &mut Stage) -> Checked {
    offers(stage, "resources")?;
    let answer = stage.ask_tools("resources/read", &json!({ "uri": "livebridge://there/is/none" }))?;
    refused(answer, "a resource that there is none of")
}

/// Refused with an error of the protocol.
fn refused(answer: Result<Value, McpError>, what: &str) -> Checked {
    match answer {
        Err(McpError::Rpc(RpcError { .. })) => Ok(()),
        Err(error) => Err(error.into()),
        Ok(answer) => Err(Stop::broken(format!("{what} is refused with an error of the protocol"), answer.to_string())),
    }
}

fn both_revisions(stage: &mut Stage) -> Checked {
    let access = stage.tools()?;
    let mut seen: Vec<(Revision, Vec<Value>)> = Vec::new();
    for revision in Revision::ALL {
        let client = match access.connect(revision) {
            Ok(client) => client,
            // One revision is enough, and in whose words the other is refused is not asked.
            Err(McpError::Rpc(_) | McpError::Shape { .. } | McpError::Http { .. }) => {
                return stage.missing(&format!("revision {revision}"), &[]);
            }
            Err(error) => return Err(error.into()),
        };
        let mut answers = Vec::new();
        for method in ["tools/list", "resources/list", "resources/templates/list", "prompts/list"] {
            answers.push(match client.request(method, Object::new()) {
                Ok(answer) => of_both(answer),
                Err(McpError::Rpc(error)) if error.code == code::METHOD_NOT_FOUND => Value::Null,
                Err(error) => return Err(error.into()),
            });
        }
        for tool in client.list_tools()?.iter().filter(|tool| is_plain_read(tool)).take(8) {
            let params = json!({ "name": tool.name, "arguments": {} });
            answers.push(of_both(client.request("tools/call", params.as_object().cloned().unwrap_or_default())?));
        }
        seen.push((revision, answers));
    }
    let [(older, before), (newer, after)] = &seen[..] else { return Ok(()) };
    let differ = before.iter().zip(after).find(|(before, after)| before != after);
    let shown = |value: &Value| value.to_string().chars().take(400).collect::<String>();
    match differ {
        None => Ok(()),
        Some((before, after)) => {
            Err(Stop::broken(format!("in {newer} as in {older}: {}", shown(before)), shown(after)))
        }
    }
}

/// What both revisions have of an answer.
fn of_both(mut answer: Value) -> Value {
    if let Some(members) = answer.as_object_mut() {
        for of_newer in ["resultType", "_meta", "ttlMs", "cacheScope"] {
            members.remove(of_newer);
        }
    }
    answer
}

/// A tool that says that it only reads, and needs no arguments.
pub(super) fn is_plain_read(tool: &ToolInfo) -> bool {
    let needs = tool.input_schema["required"].as_array().is_some_and(|required| !required.is_empty());
    tool.is_annotated && tool.annotations.read_only && !needs
}
