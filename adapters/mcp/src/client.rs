//! A client of any tool server: blocking, with limits and time-outs, and with a fault never taken for a refusal.
//!
//! - `stdio`: a server that is a program of ours; `remote`: one that listens somewhere; `message`: what both read.
//!
//! It waits for one answer at a time. Where several threads share it, they wait for each other.

mod message;
mod remote;
mod stdio;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use livebridge_port::Fault;
use livebridge_wire::{Command, Token};
use serde_json::{Value, json};
use thiserror::Error;

use crate::content::{PromptInfo, ResourceInfo, ResourceText, ToolInfo, ToolResult};
use crate::protocol::{Object, Revision, RpcError, code, meta};
use crate::server::Headers;

/// The longest message that is read, in bytes.
const MAX_ANSWER: usize = 64 * 1024 * 1024;

/// The most pages of a list.
const MAX_PAGES: usize = 1000;

/// How a client works.
#[derive(Debug, Clone, Copy)]
pub struct ClientOptions {
    /// How long the answer to the first message may take: for a program, it has to start first.
    pub start: Duration,
    /// How long any other answer may take.
    pub call: Duration,
    /// The revision to speak. Without one: the older, and the newer with a server that knows no other.
    pub revision: Option<Revision>,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self { start: Duration::from_secs(20), call: Duration::from_secs(30), revision: None }
    }
}

/// Why a call of a client has no result.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum McpError {
    /// The server refused in the words of the protocol: an unknown tool, wrong parameters.
    #[error("the server refused: {0}")]
    Rpc(RpcError),
    /// The server turned the request away before it was a message: a wrong token, a wrong address.
    #[error("the server answered with the HTTP status {status}: {said}")]
    Http {
        /// The status.
        status: u16,
        /// The beginning of what it said.
        said: String,
    },
    /// The server did not answer properly, or not at all.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The server answered, with something that the protocol does not know.
    #[error("the result of {method} does not fit: {why}")]
    Shape {
        /// What was asked.
        method: String,
        /// What does not fit.
        why: String,
    },
    /// The server could not be reached or started at all.
    #[error("the server could not be started or reached: {0}")]
    Start(String),
}

/// What a server says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerIdentity {
    /// Its name; empty where it does not say.
    pub name: String,
    /// Its version; empty where it does not say.
    pub version: String,
    /// The revision that is spoken with it.
    pub revision: Revision,
    /// What it is able to do, as it says it.
    pub capabilities: Value,
    /// What a model should know; empty where it does not say.
    pub instructions: String,
}

/// A way to a server: sends a message and waits for the answer to it.
trait Carrier: Send {
    /// The whole answer to the request with this id, until the deadline.
    fn exchange(&mut self, asked: &Asked<'_>) -> Result<Value, McpError>;

    /// Sends what is not answered.
    fn tell(&mut self, text: &str, deadline: Instant) -> Result<(), McpError>;

    /// What the server wrote beside its answers.
    fn log(&self) -> String {
        String::new()
    }

    /// What happened to the connection, when it is broken for good.
    fn broken(&self) -> Option<Fault> {
        None
    }

    /// Ends the connection; `false` when that took force.
    fn end(&mut self, _patience: Duration) -> bool {
        true
    }
}

/// A request on its way.
struct Asked<'a> {
    id: u64,
    method: &'a str,
    text: String,
    headers: Headers,
    deadline: Instant,
    after: Duration,
}

impl Asked<'_> {
    /// There was no answer in time.
    fn timed_out(&self) -> Fault {
        Fault::TimedOut { operation: self.method.to_owned(), after: self.after, waiting: None }
    }
}

/// A client that is connected.
pub struct McpClient {
    inner: Mutex<Inner>,
    options: ClientOptions,
    identity: ServerIdentity,
}

struct Inner {
    carrier: Box<dyn Carrier>,
    next_id: u64,
}

impl McpClient {
    /// Starts a program and speaks with it over its standard streams.
    pub fn start(command: &Command, options: ClientOptions) -> Result<Self, McpError> {
        Self::over(Box::new(stdio::Child::start(command)?), options)
    }

    /// Connects to a server at an address such as `http://127.0.0.1:8420/mcp`. There is no TLS.
    pub fn connect(url: &str, token: Option<Token>, options: ClientOptions) -> Result<Self, McpError> {
        Self::over(Box::new(remote::Remote::new(url, token)?), options)
    }

    /// Speaks with a server of this process: what answers a message, with nothing where no answer is wanted.
    pub fn in_process(
        answer: impl Fn(&str) -> Option<String> + Send + 'static,
        options: ClientOptions,
    ) -> Result<Self, McpError> {
        Self::over(Box::new(InProcess(Box::new(answer))), options)
    }

    fn over(carrier: Box<dyn Carrier>, options: ClientOptions) -> Result<Self, McpError> {
        let mut inner = Inner { carrier, next_id: 1 };
        let identity = greet(&mut inner, options)?;
        Ok(Self { inner: Mutex::new(inner), options, identity })
    }

    /// What the server says of itself.
    pub const fn identity(&self) -> &ServerIdentity {
        &self.identity
    }

    /// All tools, page by page.
    pub fn list_tools(&self) -> Result<Vec<ToolInfo>, McpError> {
        self.list("tools/list", "tools", ToolInfo::read)
    }

    /// Calls a tool. What it answers is a result, also when it failed.
    pub fn call_tool(&self, name: &str, arguments: Object) -> Result<ToolResult, McpError> {
        let mut params = Object::new();
        params.insert("name".to_owned(), json!(name));
        params.insert("arguments".to_owned(), Value::Object(arguments));
        let result = self.request("tools/call", params)?;
        ToolResult::read(&result).map_err(|why| shape("tools/call", why))
    }

    /// All resources.
    pub fn list_resources(&self) -> Result<Vec<ResourceInfo>, McpError> {
        self.list("resources/list", "resources", |value| ResourceInfo::read(value, "uri"))
    }

    /// All forms of URIs of further resources.
    pub fn list_resource_templates(&self) -> Result<Vec<ResourceInfo>, McpError> {
        let read = |value: &Value| ResourceInfo::read(value, "uriTemplate");
        self.list("resources/templates/list", "resourceTemplates", read)
    }

    /// Reads a resource: its parts.
    pub fn read_resource(&self, uri: &str) -> Result<Vec<ResourceText>, McpError> {
        let result = self.request("resources/read", object_of("uri", json!(uri)))?;
        let contents = result["contents"].as_array().ok_or_else(|| shape("resources/read", "no `contents`"))?;
        Ok(contents.iter().map(ResourceText::read).collect())
    }

    /// All prompts.
    pub fn list_prompts(&self) -> Result<Vec<PromptInfo>, McpError> {
        self.list("prompts/list", "prompts", PromptInfo::read)
    }

    /// The messages of a prompt, as the server gives them.
    pub fn get_prompt(&self, name: &str, arguments: Object) -> Result<Vec<Value>, McpError> {
        let mut params = object_of("name", json!(name));
        params.insert("arguments".to_owned(), Value::Object(arguments));
        let result = self.request("prompts/get", params)?;
        result["messages"].as_array().cloned().ok_or_else(|| shape("prompts/get", "no `messages`"))
    }

    /// Any method with any parameters: the result as it came.
    pub fn request(&self, method: &str, params: Object) -> Result<Value, McpError> {
        self.inner().ask(self.identity.revision, method, params, self.options.call)
    }

    /// Any method with parameters that are sent as they are, without what the revision adds to them: for what the calls
    /// above cannot say.
    pub fn request_raw(&self, method: &str, params: &Value) -> Result<Value, McpError> {
        self.inner().send(self.identity.revision, method, Some(params), self.options.call)
    }

    /// What the server wrote to stderr, when it is a program of ours.
    pub fn log(&self) -> String {
        self.inner().carrier.log()
    }

    /// What happened to the connection, when it is broken for good.
    pub fn broken(&self) -> Option<Fault> {
        self.inner().carrier.broken()
    }

    /// Ends the connection, and a program of ours politely; `false` when that took force.
    pub fn shut_down(self, patience: Duration) -> bool {
        self.inner().carrier.end(patience)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // A panic of a caller leaves nothing half done here: the next id is another.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn list<T>(&self, method: &str, key: &str, read: impl Fn(&Value) -> Result<T, String>) -> Result<Vec<T>, McpError> {
        let mut all = Vec::new();
        let mut params = Object::new();
        for _ in 0..MAX_PAGES {
            let result = self.request(method, params)?;
            let items = result[key].as_array().ok_or_else(|| shape(method, format!("no `{key}`")))?;
            for item in items {
                all.push(read(item).map_err(|why| shape(method, why))?);
            }
            match result["nextCursor"].as_str() {
                Some(cursor) => params = object_of("cursor", json!(cursor)),
                None => return Ok(all),
            }
        }
        Err(shape(method, format!("more than {MAX_PAGES} pages")))
    }
}

fn object_of(key: &str, value: Value) -> Object {
    [(key.to_owned(), value)].into_iter().collect()
}

fn shape(method: &str, why: impl Into<String>) -> McpError {
    McpError::Shape { method: method.to_owned(), why: why.into() }
}

impl Inner {
    /// Asks in the way of a revision.
    fn ask(
        &mut self,
        revision: Revision,
        method: &str,
        mut params: Object,
        after: Duration,
    ) -> Result<Value, McpError> {
        if revision == Revision::R20260728 {
            let own = params.entry("_meta").or_insert_with(|| json!({}));
            own[meta::VERSION] = json!(revision.name());
            own[meta::CLIENT] = client();
            own[meta::CAPABILITIES] = json!({});
        }
        let params = Value::Object(params);
        self.send(revision, method, Some(&params), after)
    }

    fn send(
        &mut self,
        revision: Revision,
        method: &str,
        params: Option<&Value>,
        after: Duration,
    ) -> Result<Value, McpError> {
        let id = self.next_id;
        self.next_id += 1;
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        let mut headers = Headers::default();
        if method != "initialize" {
            headers.version = Some(revision.name().to_owned());
        }
        if let Some(params) = params {
            message["params"] = params.clone();
        }
        if revision == Revision::R20260728 {
            headers.method = Some(method.to_owned());
            let name = params.and_then(|params| params["name"].as_str().or(params["uri"].as_str()));
            headers.name = name.map(|name| Ok(name.to_owned()));
        }
        let text = message.to_string();
        let answer =
            self.carrier.exchange(&Asked { id, method, text, headers, deadline: Instant::now() + after, after })?;
        message::outcome(method, answer)
    }
}

fn client() -> Value {
    json!({ "name": "livebridge", "version": env!("CARGO_PKG_VERSION") })
}

/// Begins a connection.
fn greet(inner: &mut Inner, options: ClientOptions) -> Result<ServerIdentity, McpError> {
    match options.revision {
        Some(Revision::R20251125) => initialize(inner, options),
        Some(Revision::R20260728) => discover(inner, options),
        None => match initialize(inner, options) {
            // A server that knows the newer revision only has no such method, or says what it speaks.
            Err(McpError::Rpc(error))
                if [code::METHOD_NOT_FOUND, code::INVALID_PARAMS, code::UNSUPPORTED_VERSION, code::HEADER_MISMATCH]
                    .contains(&error.code) =>
            {
                discover(inner, options)
            }
            greeted => greeted,
        },
    }
}

fn initialize(inner: &mut Inner, options: ClientOptions) -> Result<ServerIdentity, McpError> {
    let params = json!({ "protocolVersion": Revision::R20251125.name(), "capabilities": {}, "clientInfo": client() });
    let result = inner.send(Revision::R20251125, "initialize", Some(&params), options.start)?;
    let version = result["protocolVersion"].as_str().unwrap_or_default();
    if Revision::of(version) != Some(Revision::R20251125) {
        return Err(shape("initialize", format!("the server speaks `{version}`, which is not spoken here")));
    }
    let told = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }).to_string();
    inner.carrier.tell(&told, Instant::now() + options.start)?;
    Ok(identity(&result, &result["serverInfo"], Revision::R20251125))
}

fn discover(inner: &mut Inner, options: ClientOptions) -> Result<ServerIdentity, McpError> {
    let result = inner.ask(Revision::R20260728, "server/discover", Object::new(), options.start)?;
    let versions = result["supportedVersions"].as_array().ok_or_else(|| shape("server/discover", "no versions"))?;
    if !versions.contains(&json!(Revision::R20260728.name())) {
        return Err(shape("server/discover", "the server does not speak 2026-07-28"));
    }
    Ok(identity(&result, &result["_meta"][meta::SERVER], Revision::R20260728))
}

fn identity(result: &Value, server: &Value, revision: Revision) -> ServerIdentity {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    ServerIdentity {
        name: text(&server["name"]),
        version: text(&server["version"]),
        revision,
        capabilities: result["capabilities"].clone(),
        instructions: text(&result["instructions"]),
    }
}

/// Answers a message, or passes over it.
type Answering = Box<dyn Fn(&str) -> Option<String> + Send>;

/// A server of this process.
struct InProcess(Answering);

impl Carrier for InProcess {
    fn exchange(&mut self, asked: &Asked<'_>) -> Result<Value, McpError> {
        let Some(text) = (self.0)(&asked.text) else {
            return Err(Fault::Protocol(format!("{} was not answered", asked.method)).into());
        };
        message::read(text.as_bytes())
    }

    fn tell(&mut self, text: &str, _: Instant) -> Result<(), McpError> {
        (self.0)(text);
        Ok(())
    }
}
