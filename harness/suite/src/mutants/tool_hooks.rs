//! Faults of a tool server: messages changed on their way in or out of one.

use livebridge_mcp::ToolServer;
use serde_json::Value;

/// What happens to messages on their way.
#[derive(Debug, Clone, Copy)]
pub struct ToolHooks {
    /// A request, before the server reads it.
    pub request: fn(&mut Value),
    /// An answer with its request, before the client reads it.
    pub answer: fn(&Value, &mut Value),
}

impl ToolHooks {
    /// Everything passes as it is.
    pub const PLAIN: Self = Self { request: |_| {}, answer: |_, _| {} };

    /// What becomes of a message.
    pub(crate) fn pass(self, server: &ToolServer, text: &str) -> Option<String> {
        let Ok(mut request) = serde_json::from_str::<Value>(text) else { return server.answer(text).message };
        (self.request)(&mut request);
        let answered = server.answer(&request.to_string()).message?;
        let Ok(mut answer) = serde_json::from_str::<Value>(&answered) else { return Some(answered) };
        (self.answer)(&request, &mut answer);
        Some(answer.to_string())
    }
}

pub(crate) const PLAIN: ToolHooks = ToolHooks::PLAIN;

/// Whether a request calls this tool.
pub(crate) fn calls(request: &Value, tool: &str) -> bool {
    request["method"] == "tools/call" && request["params"]["name"] == tool
}

/// Changes the entry of a tool in the answer to `tools/list`.
pub(crate) fn in_list(request: &Value, answer: &mut Value, tool: &str, change: impl FnOnce(&mut Value)) {
    if request["method"] == "tools/list"
        && let Some(tools) = answer["result"]["tools"].as_array_mut()
        && let Some(entry) = tools.iter_mut().find(|entry| entry["name"] == tool)
    {
        change(entry);
    }
}
