//! The Model Context Protocol: a call is a tool, and its arguments are those of the tool.
//!
//! The message that answers is what a model would see, as data: `{text, structured, isError}`, the text of all blocks in
//! lines. A tool that the server does not know, and arguments that it does not take, are refusals too: `isError`, with the
//! server's words, and the number of the protocol as `code`.

use std::time::Duration;

use livebridge_mcp::{ClientOptions, McpClient, McpError};
use livebridge_port::Fault;
use livebridge_wire::{Command, Token};
use serde_json::{Value, json};

use super::{BridgeCall, Transport, Waits};

pub(super) struct Mcp(McpClient);

impl Mcp {
    /// Starts the server as a program, or connects to it at an address.
    pub(super) fn connect(
        command: &[String],
        address: Option<&str>,
        token: Option<&str>,
        waits: Waits,
    ) -> Result<Self, Fault> {
        let options = ClientOptions { start: waits.start, call: waits.call, revision: None };
        let client = match (address, command.split_first()) {
            (Some(url), _) => {
                let wrong = |error: livebridge_wire::NoToken| Fault::Connection(error.to_string());
                let token = token.map(str::parse::<Token>).transpose().map_err(wrong)?;
                McpClient::connect(url, token, options)
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
        let Value::Object(arguments) = &call.args else {
            let what = format!("the map gives the tool {} arguments that are no object: {}", call.call, call.args);
            return Err(Fault::Protocol(what));
        };
        match self.0.call_tool(&call.call, arguments.clone()) {
            Ok(result) => {
                let text = result.text();
                Ok(json!({ "text": text, "structured": result.structured, "isError": result.is_error }))
            }
            Err(McpError::Rpc(error)) => {
                Ok(json!({ "text": error.message, "structured": null, "isError": true, "code": error.code }))
            }
            Err(McpError::Fault(fault)) => Err(fault),
            Err(error @ (McpError::Http { .. } | McpError::Start(_))) => Err(Fault::Connection(error.to_string())),
            Err(error @ McpError::Shape { .. }) => Err(Fault::Protocol(error.to_string())),
        }
    }
}
