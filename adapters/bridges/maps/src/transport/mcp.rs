//! The Model Context Protocol: a call is a tool, and its arguments are those of the tool.
//!
//! The message that answers is what a model would see, as data: `{text, structured, isError}`, the text of all blocks in
//! lines. A tool that the server does not know, and arguments that it does not take, are refusals too: `isError`, with the
//! server's words, and the number of the protocol as `code`. The call `resources/read` reads the resource of its `uri`:
//! its text, and as `structured` the JSON that the text is.

use std::path::Path;
use std::time::Duration;

use livebridge_mcp::{BridgeFile, ClientOptions, McpClient, McpError};
use livebridge_port::Fault;
use livebridge_wire::{Command, Token};
use serde_json::{Value, json};

use super::{BridgeCall, Transport, Waits};

pub(super) struct Mcp(McpClient);

/// The call that is no tool.
const READ: &str = "resources/read";

impl Mcp {
    /// A server that a client is connected to already.
    pub(super) const fn over(client: McpClient) -> Self {
        Self(client)
    }

    fn read(&self, call: &BridgeCall) -> Result<Value, McpError> {
        let Some(uri) = call.args["uri"].as_str() else {
            let what = format!("the map gives {READ} no `uri`: {}", call.args);
            return Err(McpError::Fault(Fault::Protocol(what)));
        };
        let contents = self.0.read_resource(uri)?;
        let text = contents.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join("\n");
        let structured = serde_json::from_str::<Value>(&text).unwrap_or_default();
        Ok(json!({ "text": text, "structured": structured, "isError": false }))
    }

    fn call(&self, call: &BridgeCall) -> Result<Value, McpError> {
        if call.call == READ {
            return self.read(call);
        }
        let Value::Object(arguments) = &call.args else {
            let what = format!("the map gives the tool {} arguments that are no object: {}", call.call, call.args);
            return Err(McpError::Fault(Fault::Protocol(what)));
        };
        let result = self.0.call_tool(&call.call, arguments.clone())?;
        let text = result.text();
        Ok(json!({ "text": text, "structured": result.structured, "isError": result.is_error }))
    }

    /// Starts the server as a program, or connects to it: at an address, or where a bridge file says that it is.
    pub(super) fn connect(
        command: &[String],
        address: Option<&str>,
        token: Option<&str>,
        waits: Waits,
    ) -> Result<Self, Fault> {
        let options = ClientOptions { start: waits.start, call: waits.call, revision: None };
        let client = match (address, command.split_first()) {
            (Some(url), _) if url.contains("://") => {
                let wrong = |error: livebridge_wire::NoToken| Fault::Connection(error.to_string());
                let token = token.map(str::parse::<Token>).transpose().map_err(wrong)?;
                McpClient::connect(url, token, options)
            }
            (Some(file), _) => {
                let found = BridgeFile::read(Path::new(file)).map_err(|error| Fault::Connection(error.to_string()))?;
                McpClient::connect(&found.url, Some(found.token), options)
            }
            (None, Some((program, args))) => {
                McpClient::start(&Command { program: program.into(), args: args.to_vec() }, options)
            }
            (None, None) => {
                let what = "the map names neither a command nor an address of its server";
                return Err(Fault::Connection(what.to_owned()));
            }
        };
        client.map(Self).map_err(|error| Fault::Connection(error.to_string()))
    }
}

impl Transport for Mcp {
    /// The wait is the client's, which was told it at the beginning.
    fn ask(&mut self, call: &BridgeCall, _wait: Duration) -> Result<Value, Fault> {
        match self.call(call) {
            Ok(answered) => Ok(answered),
            Err(McpError::Rpc(error)) => {
                Ok(json!({ "text": error.message, "structured": null, "isError": true, "code": error.code }))
            }
            Err(McpError::Fault(fault)) => Err(fault),
            Err(error @ (McpError::Http { .. } | McpError::Start(_))) => Err(Fault::Connection(error.to_string())),
            Err(error @ McpError::Shape { .. }) => Err(Fault::Protocol(error.to_string())),
        }
    }
}
