//! The tool server beside the port, for checks that are about tools: every call of it is recorded too.

use livebridge_mcp::{McpError, ToolInfo, ToolResult};
use livebridge_port::{CallError, Fault};
use serde_json::{Value, json};

use super::Stage;
use crate::check::{Checked, Stop};
use crate::target::ToolAccess;

/// An answer of a tool server that is not what a check can go on with.
impl From<McpError> for Stop {
    fn from(error: McpError) -> Self {
        match error {
            McpError::Fault(fault) => Self::Fault(fault),
            McpError::Rpc(_) | McpError::Http { .. } | McpError::Shape { .. } | McpError::Start(_) => {
                Self::broken("the call is answered with a result", error.to_string())
            }
        }
    }
}

impl Stage {
    /// The tool server.
    pub fn tools(&self) -> Checked<&ToolAccess> {
        match self.instance.tools() {
            Some(tools) => Ok(tools),
            None => self.missing("a tool server", &[]),
        }
    }

    /// Whether the Set is seen beside the tools: what they do can be compared with what they should.
    pub fn sees_beside_tools(&self) -> bool {
        !self.target.is_tools_alone()
    }

    /// Asks the tool server for anything.
    pub fn ask_tools(&self, method: &str, params: &Value) -> Checked<Result<Value, McpError>> {
        self.touch();
        let client = self.tools()?.client();
        let given = params.as_object().cloned().unwrap_or_default();
        let answer = client.request(method, given);
        self.trace_tools(method, params, &answer);
        Ok(answer)
    }

    /// The tools that it has.
    pub fn tool_list(&self) -> Checked<Vec<ToolInfo>> {
        let listed = self.tools()?.client().list_tools();
        let count = listed.as_ref().map(|tools| json!({ "tools": tools.len() })).map_err(Clone::clone);
        self.trace_tools("tools/list", &json!({}), &count);
        Ok(listed?)
    }

    /// Calls a tool; refusals of the protocol are errors, those of the tool are results.
    pub fn call_tool(&self, name: &str, arguments: &Value) -> Checked<Result<ToolResult, McpError>> {
        let params = json!({ "name": name, "arguments": arguments });
        let answer = self.ask_tools("tools/call", &params)?;
        let shape = |why| McpError::Shape { method: "tools/call".to_owned(), why };
        Ok(answer.and_then(|answer| ToolResult::read(&answer).map_err(shape)))
    }

    /// Calls a tool that must do it.
    pub fn do_with_tool(&self, name: &str, arguments: &Value) -> Checked<ToolResult> {
        let result = self.call_tool(name, arguments)??;
        if result.is_error {
            return Err(Stop::broken(format!("{name} with {arguments} is done"), result.text()));
        }
        Ok(result)
    }

    /// Whether the server has all these tools; a check of what they do can only be made then.
    pub fn has_tools(&self, names: &[&str]) -> Checked {
        let listed = self.tool_list()?;
        match names.iter().find(|name| !listed.iter().any(|tool| tool.name == **name)) {
            Some(missing) => self.missing(&format!("a tool {missing}"), &[]),
            None => Ok(()),
        }
    }

    fn trace_tools(&self, method: &str, params: &Value, answer: &Result<Value, McpError>) {
        let answer = answer.as_ref().map_err(|error| CallError::Fault(Fault::Protocol(error.to_string())));
        self.trace.push(method, params, &answer);
    }
}
