//! Observers: who watches what, and what is to be told at the next tick.
//!
//! At each tick the watched members are read and compared with what was told last, so a change is told however it came
//! about: by a write, by undo, by another value it depends on.

use std::collections::BTreeMap;

use crate::engine::Engine;
use crate::refusal::{Kind, Refusal, Res};
use crate::rules::Rule;
use crate::table::Sort;
use crate::value::{Id, Value};

/// A change that an observer is told of.
#[derive(Debug, Clone, PartialEq)]
pub struct Notification {
    /// The object.
    pub obj: Id,
    /// The member.
    pub name: String,
    /// Its value now; `None` for an event.
    pub value: Option<Value>,
}

#[derive(Debug)]
struct Watched {
    count: usize,
    last: Option<Value>,
    /// Where the object stood, for a host that watches places.
    place: Option<String>,
}

/// The observers of all connections.
#[derive(Debug, Default)]
pub(crate) struct Watchers {
    /// By connection, object and member.
    watched: BTreeMap<(u64, Id, &'static str), Watched>,
    told: BTreeMap<u64, Vec<Notification>>,
}

/// Most observers of a connection.
const MOST: usize = 100_000;
/// Most notifications that wait for a connection that does not tick.
const MOST_WAITING: usize = 100_000;

impl Engine {
    fn watchable(&self, id: Id, name: &str) -> Res<&'static str> {
        if !self.alive(id) {
            return Err(Refusal::dead(id));
        }
        let class = self.class(id);
        let member = class.member(name).filter(|member| self.sees(member));
        match member {
            Some(member) if member.observable => Ok(member.name),
            Some(member) if member.sort == Sort::Property && !self.on(Rule::ListenMissing) => Ok(member.name),
            Some(_) => Err(Refusal::new(Kind::AttributeError, format!("{}.{name} cannot be observed", class.name))),
            None => Err(Refusal::new(Kind::AttributeError, format!("{} has no member {name}", class.name))),
        }
    }

    /// What is compared: the value, or for an event something that changes whenever it happens.
    fn watched_value(&self, id: Id, name: &str) -> Option<Value> {
        let member = self.class(id).member(name)?;
        if !self.alive(id) {
            return None;
        }
        match (member.sort, member.get) {
            (Sort::Event, None) => None,
            (Sort::Event, Some(get)) => get(self, id).ok(),
            _ => self.peek(id, name).ok(),
        }
    }

    /// Begins to watch a member.
    pub fn observe(&mut self, connection: u64, id: Id, name: &str) -> Res<()> {
        if self.face == crate::engine::Interface::Sdk && self.on(Rule::ListenSdkNone) {
            return Err(Refusal::new(Kind::AttributeError, "the Extensions API has no events").by(Rule::ListenSdkNone));
        }
        let name = self.watchable(id, name)?;
        let last = self.watched_value(id, name);
        let place = (!self.on(Rule::ListenFollowsObject)).then(|| self.own_path(id));
        let all = &mut self.watchers.watched;
        if all.len() >= MOST {
            return Err(Refusal::new(Kind::LimitationError, format!("more than {MOST} observers")));
        }
        all.entry((connection, id, name)).or_insert(Watched { count: 0, last, place }).count += 1;
        Ok(())
    }

    /// Ends to watch a member.
    pub fn unobserve(&mut self, connection: u64, id: Id, name: &str) -> Res<()> {
        let gone = !self.alive(id);
        let key = self.class(id).member(name).map(|member| (connection, id, member.name));
        let watched = key.and_then(|key| self.watchers.watched.get_mut(&key));
        let refused = |rule| Err(Refusal::new(Kind::RuntimeError, "Observer not connected").by(rule));
        let Some(watched) = watched else { return refused(Rule::ListenDeadObject) };
        watched.count -= 1;
        if watched.count == 0
            && let Some(key) = key
        {
            self.watchers.watched.remove(&key);
        }
        if gone && self.on(Rule::ListenDeadObject) { refused(Rule::ListenDeadObject) } else { Ok(()) }
    }

    /// Forgets a connection.
    pub fn disconnect(&mut self, connection: u64) {
        self.watchers.watched.retain(|(other, ..), _| *other != connection);
        self.watchers.told.remove(&connection);
    }

    /// What a connection is to be told since it asked last.
    pub fn notifications(&mut self, connection: u64) -> Vec<Notification> {
        self.watchers.told.remove(&connection).unwrap_or_default()
    }

    pub(crate) fn notify(&mut self) {
        let mut watched = std::mem::take(&mut self.watchers.watched);
        for ((connection, id, name), watched) in &mut watched {
            let seen = watched.place.as_ref().map_or(*id, |place| self.resolve(place));
            let now = self.watched_value(seen, name);
            if now == watched.last || now.is_none() {
                continue;
            }
            watched.last.clone_from(&now);
            let event = self.class(*id).member(name).is_some_and(|member| member.sort == Sort::Event);
            let told = self.watchers.told.entry(*connection).or_default();
            // One for each object and member until the connection asks.
            told.retain(|other| !(other.obj == *id && other.name == *name));
            if told.len() < MOST_WAITING {
                told.push(Notification { obj: *id, name: (*name).to_owned(), value: now.filter(|_| !event) });
            }
        }
        self.watchers.watched = watched;
    }
}
