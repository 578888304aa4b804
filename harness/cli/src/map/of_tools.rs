//! What the map of a tool server begins with: how the server is reached, and its tools with their arguments.

use std::fmt::Write as _;

use livebridge_mcp::{ClientOptions, McpClient, McpError, ToolInfo};
use livebridge_wire::{Command, Token};
use serde_json::Value as Json;
use toml::Value;

/// Asks the program for its tools.
pub(super) fn of_program(program: &[String]) -> Result<String, McpError> {
    let command = Command { program: program[0].clone().into(), args: program[1..].to_vec() };
    let client = McpClient::start(&command, ClientOptions::default())?;
    beginning(&client, "command", &Value::Array(program.iter().cloned().map(Value::String).collect()))
}

/// Asks the server at this address for its tools.
pub(super) fn at(url: &str, token: Option<Token>) -> Result<String, McpError> {
    let client = McpClient::connect(url, token, ClientOptions::default())?;
    beginning(&client, "address", &Value::String(url.to_owned()))
}

fn beginning(client: &McpClient, way: &str, place: &Value) -> Result<String, McpError> {
    let identity = client.identity();
    let quoted = |text: &str| Value::String(text.to_owned());
    let mut text = format!(
        "# A map of a tool server, begun with what it says of itself. docs/maps.md explains each part.

[bridge]
name = {}
version = {}
language = \"\"

[transport]
kind = \"mcp\"
{way} = {place}
answer = '.structured // .text'
refusal = 'select(.isError) | .text'

[capabilities]
precision = \"f32\"
notes = \"live\"

[operations]
# One change, for example:
#   [operations.setTempo]
#   call = \"set_tempo\"
#   args = '{{tempo: .bpm}}'
#   then = \"getSongOverview\"

[cannot]
# renderTrack = \"it has no tool that renders\"

# Its tools. What has to be given is marked with *.
",
        quoted(&identity.name),
        quoted(&identity.version),
    );
    for tool in client.list_tools()? {
        let what = tool.description.lines().next().unwrap_or_default();
        let what = if what.is_empty() { String::new() } else { format!("\n#     {}", in_one_line(what)) };
        let _ = writeln!(text, "#   {}({}){what}", in_one_line(&tool.name), arguments(&tool));
    }
    Ok(text)
}

/// The arguments of a tool, by its schema.
fn arguments(tool: &ToolInfo) -> String {
    let required = tool.input_schema["required"].as_array();
    let has_to = |name: &str| required.is_some_and(|names| names.iter().any(|other| other == name));
    let kind = |schema: &Json| schema["type"].as_str().map(|kind| format!(": {}", in_one_line(kind)));
    let properties = tool.input_schema["properties"].as_object().into_iter().flatten();
    let told = properties.map(|(name, schema)| {
        let star = if has_to(name) { "*" } else { "" };
        format!("{}{star}{}", in_one_line(name), kind(schema).unwrap_or_default())
    });
    told.collect::<Vec<_>>().join(", ")
}

/// Without what would end a remark: the text is somebody else's.
fn in_one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}
