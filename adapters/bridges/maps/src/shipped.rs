//! The maps that ship with the program: of bridges that are known by name.

use crate::error::MapError;
use crate::map::Map;

/// A map that ships.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// The name of the bridge, which is that of its scheme.
    pub name: &'static str,
    /// Of which version it speaks.
    pub version: &'static str,
    /// The map.
    pub text: &'static str,
}

impl Shipped {
    /// The map, read.
    pub fn map(&self) -> Result<Map, MapError> {
        Map::read(self.text)
    }
}

/// Every map that ships.
pub static ALL: &[Shipped] = &[
    Shipped { name: "ableton-ai", version: "1.3.0", text: include_str!("../maps/ableton-ai.toml") },
    Shipped { name: "ableton-js", version: "4.1.0", text: include_str!("../maps/ableton-js.toml") },
    Shipped { name: "ableton-mcp", version: "1.4.5", text: include_str!("../maps/ableton-mcp.toml") },
    Shipped { name: "abletonosc", version: "0ca6821", text: include_str!("../maps/abletonosc.toml") },
    Shipped { name: "livebridge", version: env!("CARGO_PKG_VERSION"), text: include_str!("../maps/livebridge.toml") },
    Shipped { name: "loophole", version: "0.0.0", text: include_str!("../maps/loophole.toml") },
    Shipped {
        name: "mcp-server-ableton-live",
        version: "1.8.1",
        text: include_str!("../maps/mcp-server-ableton-live.toml"),
    },
    Shipped { name: "producer-pal", version: "1.4.6", text: include_str!("../maps/producer-pal.toml") },
    Shipped { name: "producer-pal-2", version: "2", text: include_str!("../maps/producer-pal-2.toml") },
];

/// The map of a bridge.
pub fn by_name(name: &str) -> Option<&'static Shipped> {
    ALL.iter().find(|shipped| shipped.name == name)
}
