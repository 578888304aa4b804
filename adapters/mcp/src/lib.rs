//! The Model Context Protocol, both ways: a bridge to Live as a tool server, and a blocking client of any tool server.
//!
//! - `protocol`: revisions, messages and errors; `content`: tools, results, resources and prompts as data;
//! - `schema`: whether arguments fit; `server`: a message in, an answer out, for what a [`ToolService`] offers;
//! - `bridge`: the tools that any bridge has; `lines`, `http`: how messages come in;
//! - `client`: the other end, over both transports.
//!
//! Both revisions of the protocol that are in use are spoken, 2025-11-25 and 2026-07-28. I/O runs on threads, as in the
//! rest of the workspace: a server of two transports with ten methods needs no runtime, and so `tokio` and its crates
//! would have nothing to do here. That what is spoken is the protocol is shown from outside: by the official
//! conformance suite, and by the clients of its SDKs (`harness/cli/tests/mcp`).
//!
//! **The client is stable**: [`McpClient::start`] and [`McpClient::connect`], [`list_tools`](McpClient::list_tools),
//! [`call_tool`](McpClient::call_tool), [`read_resource`](McpClient::read_resource),
//! [`list_prompts`](McpClient::list_prompts), [`request`](McpClient::request), and [`McpError`], which tells refusals of
//! the protocol from faults of the connection. A failure of a tool is no error but a [`ToolResult`] that says so.

mod bridge;
mod client;
mod content;
mod http;
mod lines;
mod protocol;
pub mod schema;
mod server;

pub use bridge::{BridgeTools, FAULT, ToolChoice};
pub use client::{ClientOptions, McpClient, McpError, ServerIdentity};
pub use content::{
    ContentBlock, PromptArgument, PromptInfo, ResourceInfo, ResourceText, ToolAnnotations, ToolInfo, ToolResult,
};
pub use http::{BridgeFile, FoundServer, HttpServer, NoBridgeFile, PORTS};
pub use lines::{MAX_MESSAGE, serve_lines};
pub use protocol::{Object, Revision, RpcError, code};
pub use server::{Answered, MAX_TEXT, ToolServer, ToolService};

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
