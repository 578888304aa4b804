//! `mcp:TARGET`, our tool server before a target, and `tools:`, any tool server at an address. One that is a program is
//! given after `--`: `tools: -- COMMAND`.

use std::sync::Arc;

use livebridge_suite::target::{Scheme, SchemeError, ServedAsTools, Target, ToolAddress, ToolServerTarget};
use livebridge_wire::{Command, Token};

/// The prefix of both forms of a foreign tool server.
const TOOLS: &str = "tools:";

/// Our tool server before any target.
pub(super) struct Served;

impl Scheme for Served {
    fn forms(&self) -> &'static [&'static str] {
        &["mcp:TARGET"]
    }

    fn help(&self) -> &'static str {
        "`mcp:TARGET` (one of these as `livebridge mcp` serves it, seen from both sides)"
    }

    fn is_meant(&self, text: &str) -> bool {
        text.starts_with("mcp:")
    }

    fn parse(&self, text: &str, token: Option<&Token>) -> Result<Arc<dyn Target>, SchemeError> {
        let inner = text.trim_start_matches("mcp:");
        if inner.is_empty() || inner.starts_with(TOOLS) {
            return Err(SchemeError {
                what: format!("`{text}` names nothing that can be served as tools"),
                hint: Some("name a target behind it: `mcp:fake`".to_owned()),
            });
        }
        Ok(Arc::new(ServedAsTools(super::parse(inner, token)?)))
    }
}

/// Any tool server.
pub(super) struct ToolServers;

impl Scheme for ToolServers {
    fn forms(&self) -> &'static [&'static str] {
        &["tools:URL", "tools:BRIDGE_FILE"]
    }

    fn help(&self) -> &'static str {
        "a server of the Model Context Protocol: `tools:URL`, `tools:BRIDGE_FILE`, or `tools: -- COMMAND`"
    }

    fn is_meant(&self, text: &str) -> bool {
        text.starts_with(TOOLS)
    }

    fn parse(&self, text: &str, token: Option<&Token>) -> Result<Arc<dyn Target>, SchemeError> {
        let place = text.trim_start_matches(TOOLS);
        let address = if place.is_empty() {
            return Err(SchemeError {
                what: "`tools:` names no server".to_owned(),
                hint: Some("give `tools:http://127.0.0.1:8420/mcp`, a bridge file, or `tools: -- COMMAND`".to_owned()),
            });
        } else if place.contains("://") {
            ToolAddress::Url { url: place.to_owned(), token: token.cloned() }
        } else {
            ToolAddress::BridgeFile(place.into())
        };
        Ok(Arc::new(ToolServerTarget(address)))
    }
}

/// The tool server that a program is, where `text` says that the program behind it is one.
pub(super) fn program(text: &str, program: &str, arguments: &[String]) -> Option<Arc<dyn Target>> {
    let command = Command { program: program.into(), args: arguments.to_vec() };
    (text == TOOLS).then(|| Arc::new(ToolServerTarget(ToolAddress::Program(command))) as Arc<dyn Target>)
}
