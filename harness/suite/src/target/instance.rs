//! An implementation that runs, and how it is ended.

use std::sync::Arc;

use livebridge_port::{Description, Fault, LiveBridge, Operation, SetView, Snapshot};
use livebridge_wire::{Endpoint, RemoteBridge, StartError, Timeouts};

use super::ToolAccess;
use crate::inside::Inside;

/// An implementation that runs.
#[derive(Clone)]
pub struct Instance {
    /// Its port, and what it offers beside it.
    pub bridge: Arc<dyn LiveBridge>,
    /// What it said of itself.
    pub description: Arc<Description>,
    held: Held,
    /// Where further clients reach the same Set over our wire.
    shared: Option<Endpoint>,
    /// The host behind the bridge, where it can be seen without the bridge.
    inside: Option<Arc<dyn Inside>>,
    /// The tool server beside the port.
    tools: Option<Arc<ToolAccess>>,
}

/// What connects the harness with a target that speaks another protocol than ours: a process or a socket that somebody
/// has to end.
pub trait Link: Send + Sync {
    /// What happened to it, when it is broken.
    fn broken(&self) -> Option<Fault>;

    /// What the target wrote to its log; empty for nothing.
    fn log(&self) -> String;

    /// Why the last call was refused by us and never reached the target: it has nothing for what was asked, although it
    /// offers the operation.
    fn take_not_offered(&self) -> Option<String> {
        None
    }

    /// Ends it politely; `false` when that took force.
    fn end(&self) -> bool;
}

/// By what an instance is held.
#[derive(Clone)]
enum Held {
    /// It ends with its last owner.
    Here,
    /// A connection that speaks our protocol.
    Wire(Arc<RemoteBridge>),
    /// Another one.
    Link(Arc<dyn Link>),
}

impl Instance {
    /// A bridge of this process.
    pub fn in_process(bridge: Arc<dyn LiveBridge>, description: Description) -> Self {
        Self { bridge, description: Arc::new(description), held: Held::Here, shared: None, inside: None, tools: None }
    }

    /// A bridge at the other end of our wire protocol.
    pub fn over_the_wire(remote: RemoteBridge) -> Self {
        let remote = Arc::new(remote);
        Self {
            bridge: Arc::clone(&remote) as Arc<dyn LiveBridge>,
            description: Arc::new(remote.description().clone()),
            held: Held::Wire(remote),
            shared: None,
            inside: None,
            tools: None,
        }
    }

    /// A bridge of this process that reaches its host over a connection of its own.
    pub fn linked(bridge: Arc<dyn LiveBridge>, description: Description, link: Arc<dyn Link>) -> Self {
        Self {
            bridge,
            description: Arc::new(description),
            held: Held::Link(link),
            shared: None,
            inside: None,
            tools: None,
        }
    }

    /// The same, whose Set further clients reach at this place.
    #[must_use]
    pub fn shared_at(self, endpoint: Endpoint) -> Self {
        Self { shared: Some(endpoint), ..self }
    }

    /// The same, whose host is seen from inside.
    #[must_use]
    pub fn seen_from(self, inside: Arc<dyn Inside>) -> Self {
        Self { inside: Some(inside), ..self }
    }

    /// The host behind the bridge, where it can be seen without the bridge.
    pub fn inside(&self) -> Option<&Arc<dyn Inside>> {
        self.inside.as_ref()
    }

    /// Why the last call was refused by us and never reached the target.
    pub fn take_not_offered(&self) -> Option<String> {
        match &self.held {
            Held::Here | Held::Wire(_) => None,
            Held::Link(link) => link.take_not_offered(),
        }
    }

    /// The same with a tool server beside its port.
    #[must_use]
    pub fn with_tools(self, tools: ToolAccess) -> Self {
        Self { tools: Some(Arc::new(tools)), ..self }
    }

    /// The tool server beside the port, where there is one.
    pub fn tools(&self) -> Option<&ToolAccess> {
        self.tools.as_deref()
    }

    /// Another connection to the same Set; `None` where a connection has a Set of its own.
    pub fn another_connection(&self, timeouts: Timeouts) -> Option<Result<RemoteBridge, StartError>> {
        self.shared.as_ref().map(|endpoint| RemoteBridge::connect(endpoint, timeouts))
    }

    /// The connection that speaks our protocol, where there is one: for checks of the protocol itself.
    pub fn wire(&self) -> Option<&RemoteBridge> {
        match &self.held {
            Held::Wire(remote) => Some(remote),
            Held::Here | Held::Link(_) => None,
        }
    }

    /// What happened to the connection, when it is broken.
    pub fn broken(&self) -> Option<Fault> {
        match &self.held {
            Held::Here => None,
            Held::Wire(remote) => remote.broken(),
            Held::Link(link) => link.broken(),
        }
    }

    /// The names of those operations that it does not offer.
    pub fn missing(&self, operations: &[Operation]) -> Vec<&'static str> {
        let missing = operations.iter().filter(|operation| !self.description.offers(**operation));
        missing.map(|operation| operation.name()).collect()
    }

    /// The whole Set, as the target gives it or, where it cannot, as the reads of the port show it.
    pub fn set(&self) -> livebridge_port::Result<Snapshot> {
        if self.description.offers(Operation::ControlSnapshot)
            && let SetView::Canonical(set) = self.bridge.control().snapshot()?
        {
            return Ok(*set);
        }
        livebridge_wire::block_on(Snapshot::read(self.bridge.as_ref()))
    }

    /// What the target wrote to stderr, when it is a process of ours, or sent as `log`.
    pub fn log(&self) -> Option<String> {
        let log = match &self.held {
            Held::Here => String::new(),
            Held::Wire(remote) => remote.log(),
            Held::Link(link) => link.log(),
        };
        Some(log).filter(|log| !log.is_empty())
    }

    /// Ends a process politely, as the protocol asks; `false` when it had to be ended by force. A server that was there
    /// before stays.
    pub fn shut_down(self) -> bool {
        drop(self.bridge);
        match self.held {
            Held::Here => true,
            // Where somebody else still holds the connection, it is theirs to end.
            Held::Wire(remote) => Arc::into_inner(remote).is_none_or(RemoteBridge::shut_down),
            Held::Link(link) => link.end(),
        }
    }
}
