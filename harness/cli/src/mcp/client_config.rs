//! How AI clients start a server: the piece of configuration that each of them reads.

use clap::ValueEnum;
use serde_json::{Value, json};

/// A client, by what it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Client {
    /// Claude Desktop: `claude_desktop_config.json`
    ClaudeDesktop,
    /// Claude Code: `.mcp.json` in the project
    ClaudeCode,
    /// Cursor: `.cursor/mcp.json`
    Cursor,
    /// VS Code: `.vscode/mcp.json`
    Vscode,
    /// Any other: program and arguments
    Generic,
}

impl Client {
    /// Its configuration, as JSON.
    pub(super) fn config(self, program: &str, words: &[String]) -> String {
        let plain = json!({ "command": program, "args": words });
        let typed = json!({ "type": "stdio", "command": program, "args": words });
        let config: Value = match self {
            Self::ClaudeDesktop | Self::Cursor => json!({ "mcpServers": { "livebridge": plain } }),
            Self::ClaudeCode => json!({ "mcpServers": { "livebridge": typed } }),
            Self::Vscode => json!({ "servers": { "livebridge": typed } }),
            Self::Generic => plain,
        };
        format!("{config:#}\n")
    }
}
