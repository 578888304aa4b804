//! The Set that a page shows, with its history: every call that made a step, in words and as it can be called again.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use livebridge_diff::DiffExt;
use livebridge_fake::FakeLiveBridge;
use livebridge_port::{
    Batch, CallError, Fault, LiveBridge, Mutation, Operation, Request, SetView, Snapshot, dispatch, fixtures,
};
use livebridge_sets::picture::{Embedded, Picture};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Refused;
use crate::code::{Origin, PageCall};
use crate::{files, objects};

/// The most facts of a difference that a page gets.
pub(crate) const FACTS: usize = 200;

/// The name of the Set with which the page begins.
pub(crate) const DEMO: &str = "demo";

/// It: a small song, so that there is something to see and to do.
const DEMO_SET: &str = include_str!("demo.set.json");

/// The most steps that are kept in words.
const STEPS: usize = 1_000;

/// A Set that was opened, and what was done to it.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) bridge: FakeLiveBridge,
    /// What it is called.
    name: String,
    /// How a program gets the same Set.
    origin: Origin,
    /// As it was opened.
    opened: Snapshot,
    /// What was done, the steps that were undone at the end.
    steps: Vec<Step>,
    /// How many of them are done.
    position: usize,
}

/// A step of the history.
#[derive(Debug)]
struct Step {
    /// What it was, in words.
    label: String,
    /// What it changed, in words.
    facts: Vec<String>,
    /// The call.
    call: PageCall,
}

/// The name of a fixture.
#[derive(Debug, Deserialize)]
pub(crate) struct Open {
    fixture: String,
}

/// A snapshot as text, and what it is called.
#[derive(Debug, Deserialize)]
pub(crate) struct OpenText {
    name: String,
    text: String,
}

/// The name of the file whose bytes go with the request.
#[derive(Debug, Deserialize)]
pub(crate) struct OpenFile {
    name: String,
}

/// A place in the history: so many steps are done.
#[derive(Debug, Deserialize)]
pub(crate) struct GoTo {
    position: usize,
}

impl Default for Session {
    fn default() -> Self {
        let origin = Origin::Fixture("seeded".to_owned());
        Self::of(FakeLiveBridge::seeded(), "seeded", origin, fixtures::seeded())
    }
}

impl Session {
    fn of(bridge: FakeLiveBridge, name: &str, origin: Origin, opened: Snapshot) -> Self {
        Self { bridge, name: name.to_owned(), origin, opened, steps: Vec::new(), position: 0 }
    }

    pub(crate) fn open(&mut self, Open { fixture }: Open) -> Result<Value, Refused> {
        if fixture == DEMO {
            return self.begin(DEMO, Origin::Snapshot, files::snapshot(DEMO, DEMO_SET)?, &[]);
        }
        let known = fixtures::NAMES.join(", ");
        let set = fixtures::by_name(&fixture)
            .ok_or_else(|| Refused::new(format!("there is no fixture `{fixture}`"), &format!("use one of {known}")))?;
        self.begin(&fixture, Origin::Fixture(fixture.clone()), set, &[])
    }

    pub(crate) fn open_text(&mut self, OpenText { name, text }: OpenText) -> Result<Value, Refused> {
        let set = files::snapshot(&name, &text)?;
        self.begin(&name, Origin::Snapshot, set, &[])
    }

    pub(crate) fn open_file(&mut self, OpenFile { name }: OpenFile, bytes: &[u8]) -> Result<Value, Refused> {
        let read = files::read(&name, bytes)?;
        let origin = if read.is_live { Origin::File(name.clone()) } else { Origin::Snapshot };
        self.begin(&name, origin, read.set, &read.notes)
    }

    /// Begins anew with this Set.
    fn begin(&mut self, name: &str, origin: Origin, set: Snapshot, notes: &[String]) -> Result<Value, Refused> {
        let bridge = FakeLiveBridge::from_snapshot(&set)?;
        *self = Self::of(bridge, name, origin, set);
        let mut look = self.look()?;
        look["notes"] = json!(notes);
        Ok(look)
    }

    /// The Set as it is now.
    pub(crate) fn set(&self) -> Result<Snapshot, Refused> {
        set_of(&self.bridge)
    }

    /// The Set drawn, what can be chosen in it, and the history.
    pub(crate) fn look(&self) -> Result<Value, Refused> {
        let set = self.set()?;
        let steps =
            self.steps.iter().map(|step| json!({ "label": step.label, "facts": step.facts, "call": step.call }));
        Ok(json!({
            "name": self.name,
            "picture": drawn(&Picture::of(&self.name, &set)),
            "overview": self.bridge.get_song_overview()?,
            "scenes": self.bridge.list_scenes()?,
            "objects": objects::all(&self.bridge)?,
            "origin": self.origin,
            "history": steps.collect::<Vec<_>>(),
            "position": self.position,
        }))
    }

    /// Calls an operation as the wire does: the answer as text of JSON, whether it made a step, and what it changed.
    pub(crate) fn call(&mut self, call: PageCall) -> Result<Value, Refused> {
        let request = call.request()?;
        request.check_finite().map_err(CallError::from)?;
        if let Request::RenderTrack(_) = &request {
            return Err(Refused::new("a page has no files to render into", "render with `livebridge serve fake`"));
        }
        let label = label(&request);
        self.step(&label, call, |bridge| Ok(text_of(&ready(dispatch(bridge, request))?)))
    }

    /// Commits what a handler has planned.
    pub(crate) fn commit(&mut self, label: &str, mutations: Vec<Mutation>) -> Result<Value, Refused> {
        let call = PageCall::new("transaction", json!({ "ops": mutations }));
        self.step(label, call, |bridge| Ok(text_of(&ready(bridge.commit(Batch::Transaction(mutations)))?.undo_steps)))
    }

    /// Does something to the Set, and keeps the step that it made.
    fn step(
        &mut self,
        label: &str,
        call: PageCall,
        act: impl FnOnce(&FakeLiveBridge) -> Result<Value, Refused>,
    ) -> Result<Value, Refused> {
        let (before, steps) = (self.set()?, self.bridge.control().transaction_count()?);
        let answer = act(&self.bridge)?;
        let has_made_one = self.bridge.control().transaction_count()? > steps;
        let facts = facts(&before, &self.set()?);
        if has_made_one {
            self.steps.truncate(self.position);
            let shown = facts.iter().take(8).cloned().collect();
            self.steps.push(Step { label: label.to_owned(), facts: shown, call });
            // The fake keeps more steps than the page has words for: the oldest can no longer be undone from here.
            if self.steps.len() > STEPS {
                self.steps.remove(0);
            }
            self.position = self.steps.len();
        }
        Ok(json!({ "answer": answer, "step": has_made_one, "facts": facts }))
    }

    /// Undoes or redoes until so many steps are done.
    pub(crate) fn go_to(&mut self, GoTo { position }: GoTo) -> Result<Value, Refused> {
        let before = self.set()?;
        let wanted = position.min(self.steps.len());
        while self.position > wanted && self.bridge.control().undo()? {
            self.position -= 1;
        }
        while self.position < wanted && self.bridge.control().redo()? {
            self.position += 1;
        }
        Ok(json!({ "position": self.position, "facts": facts(&before, &self.set()?) }))
    }

    /// What has changed since the Set was opened, in words and drawn.
    pub(crate) fn changes(&self) -> Result<Value, Refused> {
        Ok(difference(&self.name, &self.opened, &self.set()?))
    }

    /// The Set as text: what a link holds and a file keeps.
    pub(crate) fn text(&self) -> Result<Value, Refused> {
        Ok(json!({ "name": self.name, "text": self.set()?.to_canonical() }))
    }
}

/// The Set that a fake holds.
pub(crate) fn set_of(bridge: &FakeLiveBridge) -> Result<Snapshot, Refused> {
    match bridge.control().snapshot()? {
        SetView::Canonical(set) => Ok(*set),
        SetView::Opaque(_) => Err(Refused::new("the fake gave no snapshot", "load the page anew")),
    }
}

/// An answer as text: its keys keep the order of the wire.
fn text_of(answer: &impl serde::Serialize) -> Value {
    json!(livebridge_port::json::to_string(answer).unwrap_or_default())
}

/// What a step is called: the operation and what it is about.
fn label(request: &Request) -> String {
    let operation = request.operation();
    match request {
        Request::Commit(Batch::Transaction(mutations)) => {
            let names: Vec<&str> = mutations.iter().map(|mutation| mutation.operation().name()).collect();
            let shown = names.iter().take(4).copied().collect::<Vec<_>>().join(", ");
            let more = if names.len() > 4 { format!(" and {} more", names.len() - 4) } else { String::new() };
            format!("{}: {shown}{more}", Operation::Transaction)
        }
        _ => operation.name().to_owned(),
    }
}

/// The facts of a difference in words.
pub(crate) fn facts(old: &Snapshot, new: &Snapshot) -> Vec<String> {
    let diff = old.diff(new);
    let facts = diff.facts();
    let mut lines: Vec<String> = facts.iter().take(FACTS).map(ToString::to_string).collect();
    if facts.len() > FACTS {
        lines.push(format!("and {} more", facts.len() - FACTS));
    }
    lines
}

/// A difference in words and drawn.
pub(crate) fn difference(name: &str, old: &Snapshot, new: &Snapshot) -> Value {
    let diff = old.diff(new);
    json!({
        "summary": if diff.is_empty() { "No difference".to_owned() } else { diff.summary() },
        "facts": facts(old, new),
        "picture": drawn(&Picture::of_difference(name, old, new, &diff)),
    })
}

/// A picture in its parts.
pub(crate) fn drawn(picture: &Picture<'_>) -> Value {
    let Embedded { headline, session, arrangement, left_out } = picture.embedded();
    json!({ "headline": headline, "session": session, "arrangement": arrangement, "leftOut": left_out })
}

/// What an asynchronous call of the fake gives: it is always ready.
pub(crate) fn ready<T>(future: impl Future<Output = livebridge_port::Result<T>>) -> livebridge_port::Result<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => Err(Fault::Protocol("the fake did not answer at once".to_owned()).into()),
    }
}
