//! A bridge to Live as a tool server: 12 tools, or one for each operation of the port, with resources and prompts.
//!
//! - `tools`: which tools there are, their words and their schemas, made of the port's table of operations;
//! - `answers`: what the port answers, in the form that tools answer in; `pages`: long lists in parts;
//! - `resources`, `prompts`: what there is beside the tools.

mod answers;
mod pages;
mod prompts;
mod resources;
mod tools;

use std::sync::Arc;

use livebridge_port::{CallError, Description, LiveBridge, Operation, Request, Response, dispatch};
use livebridge_wire::block_on;
use serde_json::{Value, json};

use crate::content::{PromptInfo, ResourceInfo, ResourceText, ToolInfo, ToolResult};
use crate::protocol::{Object, text_of};
use crate::server::ToolService;
use pages::Offset;
pub use tools::ToolChoice;

/// The code of an error where the bridge did not answer properly, which is no refusal of the contract.
pub const FAULT: &str = "TARGET_FAULT";

/// A bridge as a tool server.
pub struct BridgeTools {
    bridge: Arc<dyn LiveBridge>,
    description: Arc<Description>,
    operations: Vec<Operation>,
    tools: Vec<ToolInfo>,
    resources: Vec<ResourceInfo>,
    templates: Vec<ResourceInfo>,
    prompts: Vec<PromptInfo>,
}

impl BridgeTools {
    /// The tools of this choice on a bridge, as far as it offers what they call.
    pub fn new(bridge: Arc<dyn LiveBridge>, description: Arc<Description>, choice: ToolChoice) -> Self {
        let offered = |operation: &Operation| description.offers(*operation);
        let operations: Vec<Operation> = choice.operations().into_iter().filter(offered).collect();
        let tools = tools::made_of(&operations, &description.capabilities.domain);
        Self {
            bridge,
            operations,
            tools,
            resources: resources::listed(),
            templates: resources::templates(),
            prompts: prompts::listed(),
            description,
        }
    }

    /// Asks the bridge: the arguments of an operation, without those of the tool alone.
    fn ask(&self, operation: Operation, arguments: Value) -> Result<Response, Refusal> {
        let request = Request::deserialize_params(operation, arguments).map_err(|error| Refusal {
            code: "BAD_INPUT".to_owned(),
            message: error.to_string(),
            hint: "fix the arguments".to_owned(),
            more: Object::new(),
        })?;
        block_on(dispatch(&*self.bridge, request)).map_err(Refusal::from)
    }

    /// Calls an operation; what it answers in the form of its tool, with a summary.
    fn answer(&self, operation: Operation, arguments: &Object) -> Result<(String, Value), Refusal> {
        let mut arguments = arguments.clone();
        let offset = Offset::taken_from(&mut arguments);
        let asked = Value::Object(arguments);
        let response = self.ask(operation, asked.clone())?;
        let answered = serde_json::to_value(&response).unwrap_or_default();
        Ok(answers::shaped(operation, &asked, answered, offset))
    }
}

/// A call that failed, in the words of a tool.
struct Refusal {
    code: String,
    message: String,
    hint: String,
    /// What else is known, as data.
    more: Object,
}

impl Refusal {
    fn into_result(self) -> ToolResult {
        let mut result = ToolResult::failed(&self.code, &self.message, &self.hint);
        if let Some(Value::Object(structured)) = &mut result.structured {
            structured.extend(self.more);
        }
        result
    }
}

impl From<CallError> for Refusal {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(refusal) => {
                let mut more = Object::new();
                let mut hint = refusal.hint;
                if let Some(id) = refusal.subject_id {
                    if !refusal.message.contains(&id) && !hint.contains(&id) {
                        hint = format!("{hint} in the place of `{id}`");
                    }
                    more.insert("subjectId".to_owned(), json!(id));
                }
                if let Some(op) = refusal.op {
                    more.insert("op".to_owned(), json!(op));
                }
                Self { code: refusal.code.name().to_owned(), message: refusal.message, hint, more }
            }
            CallError::Fault(fault) => Self {
                code: FAULT.to_owned(),
                message: fault.to_string(),
                hint:
                    "the bridge did not answer properly: read the Set before you call anything again, for the change \
                       may have happened; if nothing answers, the server has to be started anew"
                        .to_owned(),
                more: Object::new(),
            },
        }
    }
}

impl ToolService for BridgeTools {
    fn name_and_version(&self) -> (&str, &str) {
        ("livebridge", env!("CARGO_PKG_VERSION"))
    }

    fn instructions(&self) -> &'static str {
        "Tools for one Ableton Live Set. Begin with live_get_song_overview: it gives the ids of the tracks. Ids such as \
         `track:0/clipslot:1` name objects by their place: read them anew after tracks or clips were added or taken \
         away. Times and lengths are beats (quarter notes) from 0. Every tool that changes something is one undo step. \
         A failed call has a code and says under `Recovery` what to do."
    }

    fn tools(&self) -> &[ToolInfo] {
        &self.tools
    }

    fn call(&self, tool: &ToolInfo, arguments: &Object) -> ToolResult {
        let operation = self.tools.iter().position(|known| known.name == tool.name);
        let Some(operation) = operation.and_then(|at| self.operations.get(at)) else {
            return ToolResult::failed("UNSUPPORTED", "there is no such tool", "list the tools");
        };
        match self.answer(*operation, arguments) {
            Ok((summary, structured)) => ToolResult::done(summary, structured),
            Err(refusal) => refusal.into_result(),
        }
    }

    /// As the port says of every failed mutation of a transaction: which one it is.
    fn more_of_misfit(&self, _tool: &ToolInfo, path: &str) -> Object {
        let op = path.strip_prefix("ops[").and_then(|rest| rest.split_once(']')).and_then(|(op, _)| op.parse().ok());
        op.map(|op: usize| ("op".to_owned(), json!(op))).into_iter().collect()
    }

    fn resources(&self) -> &[ResourceInfo] {
        &self.resources
    }

    fn resource_templates(&self) -> &[ResourceInfo] {
        &self.templates
    }

    fn read_resource(&self, uri: &str) -> Option<Result<ResourceText, String>> {
        let resource = resources::Resource::parse(uri)?;
        let read = match self.resource(&resource) {
            Ok(value) => value,
            // What names nothing is no resource.
            Err(refusal) if ["STALE_REFERENCE", "WRONG_TYPE", "BAD_INPUT"].contains(&refusal.code.as_str()) => {
                return None;
            }
            Err(refusal) => return Some(Err(format!("{}: {}; {}", refusal.code, refusal.message, refusal.hint))),
        };
        Some(Ok(ResourceText { uri: uri.to_owned(), mime_type: "application/json".to_owned(), text: text_of(&read) }))
    }

    fn prompts(&self) -> &[PromptInfo] {
        &self.prompts
    }

    fn render_prompt(&self, prompt: &PromptInfo, arguments: &[(String, String)]) -> String {
        prompts::rendered(prompt, arguments)
    }
}
