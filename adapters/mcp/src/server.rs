//! A tool server without a transport: a message in, an answer out. What it serves is a [`ToolService`].
//!
//! Both revisions are served at once, and nothing is remembered between two messages: which one a message speaks, it
//! says itself, or its headers do. So any number of clients share a server, and each thread may ask it.

use serde_json::{Value, json};

use crate::content::{ContentBlock, PromptInfo, ResourceInfo, ResourceText, ToolInfo, ToolResult};
use crate::protocol::{self, Message, Object, Revision, RpcError, code, meta, text_of};
use crate::schema;

/// The longest text of an answer of a tool or a resource, in characters.
pub const MAX_TEXT: usize = 25_000;

/// How long lists of tools, resources and prompts stay as they are: they never change while a server runs.
const LISTS_STAY_MS: u64 = 3_600_000;

/// What a server offers.
pub trait ToolService: Send + Sync {
    /// Its name and its version, as it tells clients.
    fn name_and_version(&self) -> (&str, &str);

    /// What a model should know before it calls anything.
    fn instructions(&self) -> &str;

    /// The tools, always the same and in the same order.
    fn tools(&self) -> &[ToolInfo];

    /// Calls a tool, with arguments that fit its schema.
    fn call(&self, tool: &ToolInfo, arguments: &Object) -> ToolResult;

    /// What the error of an argument that does not fit has as data beside the usual, by its path in the arguments, such as
    /// `ops[2].params.bpm`.
    fn more_of_misfit(&self, _tool: &ToolInfo, _path: &str) -> Object {
        Object::new()
    }

    /// The resources.
    fn resources(&self) -> &[ResourceInfo] {
        &[]
    }

    /// Forms of URIs of further resources.
    fn resource_templates(&self) -> &[ResourceInfo] {
        &[]
    }

    /// Reads a resource; `None` when there is none at this URI, an error in words when it cannot be read now.
    fn read_resource(&self, _uri: &str) -> Option<Result<ResourceText, String>> {
        None
    }

    /// The prompts.
    fn prompts(&self) -> &[PromptInfo] {
        &[]
    }

    /// The text of a prompt, with arguments that it has.
    fn render_prompt(&self, _prompt: &PromptInfo, _arguments: &[(String, String)]) -> String {
        String::new()
    }
}

/// What headers of HTTP say of a message.
#[derive(Debug, Clone, Default)]
pub(crate) struct Headers {
    /// `MCP-Protocol-Version`.
    pub(crate) version: Option<String>,
    /// `Mcp-Method`.
    pub(crate) method: Option<String>,
    /// `Mcp-Name`, decoded; an error for what cannot be.
    pub(crate) name: Option<Result<String, ()>>,
}

/// An answer, and what HTTP makes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageAnswer {
    /// The message; `None` where none is wanted.
    pub message: Option<String>,
    /// The status that the answer has over HTTP.
    pub(crate) status: u16,
}

impl MessageAnswer {
    /// What wants no answer.
    const TAKEN: Self = Self { message: None, status: 202 };

    pub(crate) fn error(id: Option<&Value>, status: u16, error: &RpcError) -> Self {
        Self { message: Some(protocol::answer(id, Err(error))), status }
    }
}

/// A tool server.
pub struct ToolServer {
    service: Box<dyn ToolService>,
}

/// An error with the status that it has over HTTP.
struct Failed(u16, RpcError);

impl From<RpcError> for Failed {
    fn from(error: RpcError) -> Self {
        Self(200, error)
    }
}

impl ToolServer {
    /// Serves this.
    pub fn new(service: impl ToolService + 'static) -> Self {
        Self { service: Box::new(service) }
    }

    /// What is served.
    pub fn service(&self) -> &dyn ToolService {
        &*self.service
    }

    /// Answers a message that came without headers, as over standard streams.
    pub fn answer(&self, text: &str) -> MessageAnswer {
        self.answer_with(text, None)
    }

    pub(crate) fn answer_with(&self, text: &str, headers: Option<&Headers>) -> MessageAnswer {
        let message = match Message::read(text) {
            Ok(message) => message,
            Err(unreadable) => return MessageAnswer::error(unreadable.id.as_ref(), 400, &unreadable.error),
        };
        let (id, method, params) = match message {
            // What is told is noted by nobody: nothing here is worked on in the background, so nothing can be cancelled.
            Message::Notification { .. } | Message::Answer => return MessageAnswer::TAKEN,
            Message::Request { id, method, params } => (id, method, params),
        };
        let answered = spoken(&method, &params, headers).and_then(|revision| match revision {
            Revision::R20251125 => self.older(&method, &params).map(|result| (revision, result)),
            Revision::R20260728 => self.newer(&method, &params).map(|result| (revision, result)),
        });
        match answered {
            Ok((revision, result)) => {
                let result = match revision {
                    Revision::R20251125 => result,
                    Revision::R20260728 => self.signed(result),
                };
                MessageAnswer { message: Some(protocol::answer(Some(&id), Ok(Value::Object(result)))), status: 200 }
            }
            Err(Failed(status, error)) => MessageAnswer::error(Some(&id), status, &error),
        }
    }

    /// What every result of the newer revision has.
    fn signed(&self, mut result: Object) -> Object {
        let (name, version) = self.service.name_and_version();
        result.insert("resultType".to_owned(), json!("complete"));
        result.insert("_meta".to_owned(), json!({ meta::SERVER: { "name": name, "version": version } }));
        result
    }

    fn older(&self, method: &str, params: &Object) -> Result<Object, Failed> {
        match method {
            "initialize" => Ok(self.initialized(params)?),
            "ping" => Ok(Object::new()),
            _ => match self.common(method, params) {
                Some(answered) => Ok(answered.map_err(|error| match error.code {
                    // There is one more code in this revision.
                    code::INVALID_PARAMS if method == "resources/read" && error.data.is_some() => {
                        RpcError { code: code::NO_RESOURCE, ..error }
                    }
                    _ => error,
                })?),
                None => Err(no_method(method, 200)),
            },
        }
    }

    fn newer(&self, method: &str, params: &Object) -> Result<Object, Failed> {
        let stays = |result: &mut Object, ms: u64, scope: &str| {
            result.insert("ttlMs".to_owned(), json!(ms));
            result.insert("cacheScope".to_owned(), json!(scope));
        };
        if method == "server/discover" {
            let mut result = object(json!({
                "supportedVersions": [Revision::R20260728.name()],
                "capabilities": self.capabilities(),
                "instructions": self.service.instructions(),
            }));
            stays(&mut result, LISTS_STAY_MS, "public");
            return Ok(result);
        }
        let Some(answered) = self.common(method, params) else { return Err(no_method(method, 404)) };
        let mut result = answered?;
        match method {
            "tools/list" | "prompts/list" | "resources/list" | "resources/templates/list" => {
                stays(&mut result, LISTS_STAY_MS, "public");
            }
            // The Set may change at any time.
            "resources/read" => stays(&mut result, 0, "private"),
            _ => {}
        }
        Ok(result)
    }

    /// What both revisions have; `None` for a method that there is none of.
    fn common(&self, method: &str, params: &Object) -> Option<Result<Object, RpcError>> {
        let service = self.service();
        Some(match method {
            "tools/list" => listed("tools", service.tools().iter().map(ToolInfo::to_value), params),
            "tools/call" => self.called(params),
            "resources/list" => {
                let resources = service.resources().iter().map(|resource| resource.to_value("uri"));
                listed("resources", resources, params)
            }
            "resources/templates/list" => {
                let templates = service.resource_templates().iter().map(|template| template.to_value("uriTemplate"));
                listed("resourceTemplates", templates, params)
            }
            "resources/read" => self.read(params),
            "prompts/list" => listed("prompts", service.prompts().iter().map(PromptInfo::to_value), params),
            "prompts/get" => self.prompted(params),
            _ => return None,
        })
    }

    fn capabilities(&self) -> Value {
        let mut capabilities = json!({ "tools": {} });
        if !self.service.resources().is_empty() || !self.service.resource_templates().is_empty() {
            capabilities["resources"] = json!({});
        }
        if !self.service.prompts().is_empty() {
            capabilities["prompts"] = json!({});
        }
        capabilities
    }

    fn initialized(&self, params: &Object) -> Result<Object, RpcError> {
        let Some(asked) = params.get("protocolVersion").and_then(Value::as_str) else {
            return Err(RpcError::invalid_params("`protocolVersion` must be a string, such as \"2025-11-25\""));
        };
        // A version that is not spoken is answered with one that is: the client decides whether it goes on.
        let spoken = if Revision::of(asked) == Some(Revision::R20251125) { asked } else { Revision::R20251125.name() };
        let (name, version) = self.service.name_and_version();
        Ok(object(json!({
            "protocolVersion": spoken,
            "capabilities": self.capabilities(),
            "serverInfo": { "name": name, "version": version },
            "instructions": self.service.instructions(),
        })))
    }

    fn called(&self, params: &Object) -> Result<Object, RpcError> {
        let name = text_param(params, "name")?;
        let Some(tool) = self.service.tools().iter().find(|tool| tool.name == name) else {
            return Err(RpcError::invalid_params(format!("Unknown tool: {}", shortened(name))));
        };
        let none = Object::new();
        let arguments = match params.get("arguments") {
            None => &none,
            Some(Value::Object(arguments)) => arguments,
            Some(_) => return Err(RpcError::invalid_params("`arguments` must be an object")),
        };
        let result = match schema::check(&tool.input_schema, &Value::Object(arguments.clone())) {
            Ok(()) => self.service.call(tool, arguments),
            Err(misfit) => refused(tool, &misfit, self.service.more_of_misfit(tool, &misfit.path)),
        };
        Ok(bounded(result).to_object())
    }

    fn read(&self, params: &Object) -> Result<Object, RpcError> {
        let uri = text_param(params, "uri")?;
        match self.service.read_resource(uri) {
            Some(Ok(mut contents)) => {
                contents.text = cut(&contents.text, "; read a part of it, as its template says");
                Ok(object(json!({ "contents": [contents.to_value()] })))
            }
            Some(Err(why)) => Err(RpcError::new(code::INTERNAL, why)),
            None => Err(RpcError {
                data: Some(json!({ "uri": uri })),
                ..RpcError::invalid_params(format!("Resource not found: {}", shortened(uri)))
            }),
        }
    }

    fn prompted(&self, params: &Object) -> Result<Object, RpcError> {
        let name = text_param(params, "name")?;
        let Some(prompt) = self.service.prompts().iter().find(|prompt| prompt.name == name) else {
            return Err(RpcError::invalid_params(format!("Unknown prompt: {}", shortened(name))));
        };
        let none = Object::new();
        let given = match params.get("arguments") {
            None => &none,
            Some(Value::Object(given)) => given,
            Some(_) => return Err(RpcError::invalid_params("`arguments` must be an object of strings")),
        };
        let text = cut(&self.service.render_prompt(prompt, &prompt.arguments_of(given)?), "");
        Ok(object(json!({
            "description": prompt.description,
            "messages": [{ "role": "user", "content": { "type": "text", "text": text } }],
        })))
    }
}

/// Which revision a request speaks, when what it and its headers say is whole.
fn spoken(method: &str, params: &Object, headers: Option<&Headers>) -> Result<Revision, Failed> {
    let meta = params.get("_meta");
    let named = meta.and_then(|meta| meta.get(meta::VERSION));
    let header = headers.and_then(|headers| headers.version.as_deref());
    let is_newer = named.is_some()
        || method == "server/discover"
        || header.is_some_and(|version| Revision::of(version) == Some(Revision::R20260728));
    if !is_newer {
        return match header {
            Some(version) if Revision::of(version).is_none() => Err(unsupported(version)),
            Some(_) | None => Ok(Revision::R20251125),
        };
    }
    let malformed = |what: &str| Failed(400, RpcError::invalid_params(format!("`_meta` needs `{what}`")));
    let version = named.and_then(Value::as_str).ok_or_else(|| malformed(meta::VERSION))?;
    if let Some(headers) = headers {
        agree(method, params, version, headers)?;
    }
    match Revision::of(version) {
        Some(Revision::R20260728) => {}
        // Who names an older revision in this way is served it.
        Some(Revision::R20251125) if method != "server/discover" => return Ok(Revision::R20251125),
        Some(Revision::R20251125) | None => return Err(unsupported(version)),
    }
    if !meta.is_some_and(|meta| meta[meta::CAPABILITIES].is_object()) {
        return Err(malformed(meta::CAPABILITIES));
    }
    Ok(Revision::R20260728)
}

/// Headers must say what the message says: what looks at them only must not be led astray.
fn agree(method: &str, params: &Object, version: &str, headers: &Headers) -> Result<(), Failed> {
    let differs = |header: &str, says: Option<&str>, message: &str| {
        let says = says.map_or_else(|| "missing".to_owned(), |says| format!("`{}`", shortened(says)));
        let text = format!("Header mismatch: {header} is {says}, and the message says `{}`", shortened(message));
        Failed(400, RpcError::new(code::HEADER_MISMATCH, text))
    };
    if headers.version.as_deref() != Some(version) {
        return Err(differs("MCP-Protocol-Version", headers.version.as_deref(), version));
    }
    if Revision::of(version) == Some(Revision::R20251125) {
        return Ok(());
    }
    if headers.method.as_deref() != Some(method) {
        return Err(differs("Mcp-Method", headers.method.as_deref(), method));
    }
    let key = match method {
        "tools/call" | "prompts/get" => "name",
        "resources/read" => "uri",
        _ => return Ok(()),
    };
    let Some(name) = params.get(key).and_then(Value::as_str) else { return Ok(()) };
    match &headers.name {
        Some(Ok(said)) if said == name => Ok(()),
        Some(Ok(said)) => Err(differs("Mcp-Name", Some(said), name)),
        Some(Err(())) => Err(differs("Mcp-Name", Some("not readable"), name)),
        None => Err(differs("Mcp-Name", None, name)),
    }
}

fn unsupported(version: &str) -> Failed {
    let data = json!({
        "supported": [Revision::R20260728.name()],
        "requested": shortened(version),
    });
    let message = "Unsupported protocol version".to_owned();
    Failed(400, RpcError { code: code::UNSUPPORTED_VERSION, message, data: Some(data) })
}

fn no_method(method: &str, status: u16) -> Failed {
    Failed(status, RpcError::new(code::METHOD_NOT_FOUND, format!("Method not found: {}", shortened(method))))
}

/// A list that fits into one answer: there is no cursor to go on from.
fn listed(key: &str, items: impl Iterator<Item = Value>, params: &Object) -> Result<Object, RpcError> {
    if params.contains_key("cursor") {
        return Err(RpcError::invalid_params("there is no such `cursor`: the whole list is one page"));
    }
    Ok([(key.to_owned(), items.collect())].into_iter().collect())
}

fn text_param<'a>(params: &'a Object, name: &str) -> Result<&'a str, RpcError> {
    let text = params.get(name).and_then(Value::as_str);
    text.ok_or_else(|| RpcError::invalid_params(format!("`{name}` must be a string")))
}

/// The answer to arguments that do not fit.
fn refused(tool: &ToolInfo, misfit: &schema::Misfit, more: Object) -> ToolResult {
    let schema::Misfit { path, what } = misfit;
    let (subject, argument) = match path.as_str() {
        "" => ("the arguments".to_owned(), "arguments"),
        path => (format!("`{path}`"), path),
    };
    let hint = format!("fix {subject} and call {} again", tool.name);
    let mut result = ToolResult::failed("BAD_INPUT", &format!("{subject} {what}"), &hint);
    if let Some(Value::Object(structured)) = &mut result.structured {
        structured.insert("argument".to_owned(), json!(argument));
        structured.extend(more);
    }
    result
}

/// A result that is not longer than a client has to take.
fn bounded(mut result: ToolResult) -> ToolResult {
    if let Some(structured) = &result.structured {
        let length = text_of(structured).chars().count();
        if length > MAX_TEXT {
            let words = format!("the answer has {length} characters, more than {MAX_TEXT}; ask for less");
            result.structured = Some(json!({ "truncated": true, "characters": length, "more": words }));
        }
    }
    let mut left = MAX_TEXT;
    for block in &mut result.content {
        if let ContentBlock::Text(text) = block {
            if text.chars().count() > left {
                *text = cut_to(text, left, "; ask for less");
            }
            left -= text.chars().count().min(left);
        }
    }
    // What came after a block that was cut says nothing any more.
    result.content.retain(|block| !matches!(block, ContentBlock::Text(text) if text.is_empty()));
    result
}

/// A text of at most [`MAX_TEXT`] characters, which says so when something was cut off.
fn cut(text: &str, what_to_do: &str) -> String {
    cut_to(text, MAX_TEXT, what_to_do)
}

fn cut_to(text: &str, most: usize, what_to_do: &str) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    let remark = format!("\n[cut: {length} characters, more than {MAX_TEXT}{what_to_do}]");
    let kept = most.saturating_sub(remark.chars().count());
    if kept == 0 {
        return String::new();
    }
    text.chars().take(kept).chain(remark.chars()).collect()
}

/// The beginning of what somebody sent, for an error.
fn shortened(text: &str) -> String {
    text.chars().take(120).collect()
}

/// What is an object.
fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Object::new(),
    }
}
