//! Is the plumbing right? A few calls that show within seconds whether a target speaks the protocol at all.
//!
//! What the contract says of the Set is not looked at here, and the Set is not changed.

use std::fmt;
use std::time::Duration;

use livebridge_port::{CallError, Description, ErrorCode, LiveBridge, Operation};
use livebridge_wire::{Endpoint, RemoteBridge, StartError, Timeouts, block_on, likely_cause};
use serde_json::json;

use crate::target::{Instance, Target};

/// What is tried, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SmokeStep {
    /// The program is started, or the address is connected to.
    Start,
    /// `initialize`.
    Greet,
    /// A read that takes no id.
    Read,
    /// A method that is not there.
    Refuse,
    /// Two calls that are sent without waiting in between.
    Pipeline,
    /// `shutdown`, or the end of the connection.
    Shutdown,
}

impl fmt::Display for SmokeStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Start => "start",
            Self::Greet => "greet",
            Self::Read => "read",
            Self::Refuse => "refuse",
            Self::Pipeline => "pipeline",
            Self::Shutdown => "shutdown",
        })
    }
}

/// A step that did not work.
#[derive(Debug)]
pub struct Broken {
    /// What was seen.
    pub seen: String,
    /// What is mostly behind it, and what to do.
    pub likely: Likely,
    /// What the target wrote to stderr, where `seen` does not say it.
    pub log: Option<String>,
}

/// What is mostly behind a step that did not work.
#[derive(Debug)]
pub enum Likely {
    /// In words.
    Hint(String),
    /// The target could not be started or greeted, which has hints of its own.
    Start(Box<StartError>),
}

/// How a step ended: what was seen.
pub type Ended = Result<String, Broken>;

/// The method that nobody has.
const NOWHERE: &str = "noSuchMethod";

/// Runs the steps up to the first that does not work. `tell` hears of each. It takes ten seconds at most.
pub fn run(target: &dyn Target, mut tell: impl FnMut(SmokeStep, &Ended)) -> Result<(), SmokeStep> {
    let mut step = |step: SmokeStep, ended: Ended| {
        tell(step, &ended);
        ended.map(drop).map_err(|_| step)
    };
    // Waiting for a connection and for a greeting are two waits, for a child it is one.
    let is_child = match target.endpoint() {
        Some(Endpoint::Child(_)) => true,
        Some(Endpoint::InProcess(_) | Endpoint::Socket { .. }) | None => false,
    };
    let start = Duration::from_secs(if is_child { 5 } else { 3 });
    let timeouts = Timeouts { start, call: Duration::from_secs(1), shutdown: Duration::from_secs(1) };
    let started = if is_child { "the program runs" } else { "somebody listens there" };
    let instance = match target.start(timeouts) {
        Ok(instance) => instance,
        Err(error) => {
            let greeted = is_of_greeting(&error);
            let broken = Err(Broken { seen: error.to_string(), likely: Likely::Start(Box::new(error)), log: None });
            if !greeted {
                return step(SmokeStep::Start, broken);
            }
            step(SmokeStep::Start, Ok(started.to_owned()))?;
            return step(SmokeStep::Greet, broken);
        }
    };
    let Some(remote) = instance.wire() else {
        return step(
            SmokeStep::Start,
            Err(broken_by("there is no wire to this target", "serve it over the wire, and look at that")),
        );
    };
    step(SmokeStep::Start, Ok(started.to_owned()))?;
    step(SmokeStep::Greet, Ok(greeting(&instance.description)))?;
    let reads = first_read(&instance.description);
    step(SmokeStep::Read, with_log(&instance, read(remote, reads)))?;
    step(SmokeStep::Refuse, with_log(&instance, refuse(remote)))?;
    step(SmokeStep::Pipeline, with_log(&instance, pipeline(remote, reads)))?;
    step(SmokeStep::Shutdown, shut_down(instance, is_child))
}

fn greeting(description: &Description) -> String {
    let who = &description.implementation;
    let count = description.operations.len();
    format!("{} {} ({}) offers {count} operations", who.name, who.version, who.language)
}

/// A read that needs no id, of those that are offered.
fn first_read(description: &Description) -> Option<Operation> {
    use Operation as O;
    [O::GetSongOverview, O::ListTracks, O::ListScenes, O::FindTrack].into_iter().find(|read| description.offers(*read))
}

fn read(remote: &RemoteBridge, read: Option<Operation>) -> Ended {
    use Operation as O;
    let Some(read) = read else { return Ok("no read is offered that takes no id: left out".to_owned()) };
    let answered = match read {
        O::GetSongOverview => remote.get_song_overview().map(drop),
        O::ListTracks => remote.list_tracks().map(drop),
        O::ListScenes => remote.list_scenes().map(drop),
        _ => remote.find_track("").map(drop),
    };
    answered.map(|()| format!("{read} is answered")).map_err(|error| match error {
        CallError::Fault(_) => broken(&error),
        CallError::Refused(_) => Broken {
            seen: format!("{read} is offered and was refused: {error}"),
            likely: Likely::Hint("offer in `operations` only what works".to_owned()),
            log: None,
        },
    })
}

fn refuse(remote: &RemoteBridge) -> Ended {
    match remote.call_raw(NOWHERE, &json!({})) {
        Err(error) if error.code() == Some(ErrorCode::Unsupported) => Ok("an unknown method is refused".to_owned()),
        Err(error @ CallError::Fault(_)) => Err(broken(&error)),
        other => {
            let answer = other.map_or_else(|error| error.to_string(), |result| result.to_string());
            let seen = format!("the method {NOWHERE} was answered with {answer}");
            Err(broken_by(seen, "answer a method that is not there with the error -32601"))
        }
    }
}

fn pipeline(remote: &RemoteBridge, read: Option<Operation>) -> Ended {
    const HINT: &str = "several requests may arrive at once: answer each, with its own id";
    let first = read.filter(|read| *read != Operation::FindTrack).map_or(NOWHERE, Operation::name);
    let sent = [first, NOWHERE].map(|method| remote.call_later(method, &json!({})));
    let [first_answer, second_answer] = sent.map(block_on);
    for answer in [&first_answer, &second_answer] {
        if let Err(error @ CallError::Fault(_)) = answer {
            return Err(broken_by(error.to_string(), HINT));
        }
    }
    let unsupported = |answer: &livebridge_port::Result<_>| {
        answer.as_ref().err().and_then(CallError::code) == Some(ErrorCode::Unsupported)
    };
    if unsupported(&first_answer) == (first == NOWHERE) && unsupported(&second_answer) {
        return Ok("two calls sent at once are answered, each with its id".to_owned());
    }
    let seen = format!("of two calls sent at once, {first} and {NOWHERE}, one got the answer of the other");
    Err(broken_by(seen, HINT))
}

fn shut_down(instance: Instance, is_child: bool) -> Ended {
    let log = instance.log();
    match (instance.shut_down(), is_child) {
        (true, true) => Ok("it ended by itself".to_owned()),
        (true, false) => Ok("the connection is closed; the server stays".to_owned()),
        (false, true) => {
            let seen = "it did not end by itself with exit code 0 within a second";
            let hint = "answer `shutdown` with null, then leave the loop and end, also when the input stays open";
            Err(Broken { log, ..broken_by(seen, hint) })
        }
        (false, false) => {
            let hint = "keep the connection open until the client closes it";
            Err(Broken { log, ..broken_by("the connection broke before the end", hint) })
        }
    }
}

fn broken(error: &CallError) -> Broken {
    let hint = match error {
        CallError::Fault(fault) => likely_cause(fault),
        CallError::Refused(refusal) => &refusal.hint,
    };
    broken_by(error.to_string(), hint)
}

fn broken_by(seen: impl Into<String>, hint: &str) -> Broken {
    Broken { seen: seen.into(), likely: Likely::Hint(hint.to_owned()), log: None }
}

/// Whether somebody was there to be greeted.
const fn is_of_greeting(error: &StartError) -> bool {
    match error {
        StartError::Spawn { .. } | StartError::Connect { .. } => false,
        StartError::Own { .. }
        | StartError::Token { .. }
        | StartError::Greeting { .. }
        | StartError::Refused { .. } => true,
    }
}

fn with_log(instance: &Instance, ended: Ended) -> Ended {
    ended.map_err(|broken| Broken { log: instance.log(), ..broken })
}
