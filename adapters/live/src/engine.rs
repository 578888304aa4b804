//! The engine: the objects of a Set, what they store, how that changes.
//!
//! This file holds the state: objects, what they store, and edits that can be taken back. Requests stand in
//! `requests.rs`, what is special to a class in `members/`.

use std::collections::BTreeMap;

use crate::clock::Clock;
use crate::elsewhere::Elsewhere;
use crate::history::{Edit, History};
use crate::refusal::{Kind, Refusal, Res};
use crate::rules::{Rule, Rules};
use crate::table::{Class, Table};
use crate::value::{Id, Value};
use crate::watch::Watchers;

/// Which way into Live a request comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Interface {
    /// A Remote Script.
    Python,
    /// `LiveAPI` in a Max for Live device.
    Max,
    /// The Extensions SDK.
    Sdk,
    /// A person.
    User,
}

impl Interface {
    /// From its name in the protocol.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "python" => Self::Python,
            "max" => Self::Max,
            "sdk" => Self::Sdk,
            "user" => Self::User,
            _ => return None,
        })
    }
}

/// An object of the Set.
#[derive(Debug)]
pub(crate) struct Object {
    pub class: usize,
    pub parent: Id,
    pub alive: bool,
    pub values: Box<[Value]>,
}

/// Most objects that an engine makes.
const MOST_OBJECTS: usize = 1_000_000;

/// The simulated Live.
#[derive(Debug)]
pub struct Engine {
    pub(crate) table: &'static Table,
    objects: Vec<Object>,
    /// The id of the first object: what came before belonged to another Set.
    base: Id,
    pub(crate) rules: Rules,
    pub(crate) history: History,
    pub(crate) journal: Vec<Edit>,
    pub(crate) clock: Clock,
    pub(crate) watchers: Watchers,
    pub(crate) face: Interface,
    /// The version of Live: 12.4.15.
    pub(crate) live: [u32; 3],
    pub(crate) app: Id,
    pub(crate) song: Id,
    /// Requests so far, and members that were asked for and are not simulated.
    pub(crate) requests: u64,
    pub(crate) edits: u64,
    pub(crate) missing: BTreeMap<String, u64>,
    pub(crate) random: u64,
    /// The device that hosts the script that asks.
    pub(crate) hosting: Id,
    /// The folder of the file that the Set came from.
    pub(crate) folder: Option<std::path::PathBuf>,
    pub(crate) elsewhere: Elsewhere,
}

impl Engine {
    /// An engine with Live's default Set.
    pub fn new(rules: Rules) -> Self {
        let mut engine = Self {
            table: Table::get(),
            objects: Vec::new(),
            base: 1,
            live: rules.live(),
            rules,
            history: History::default(),
            journal: Vec::new(),
            clock: Clock::default(),
            watchers: Watchers::default(),
            face: Interface::User,
            app: 0,
            song: 0,
            requests: 0,
            edits: 0,
            missing: BTreeMap::new(),
            random: 0x9e37_79b9_7f4a_7c15,
            hosting: 0,
            folder: None,
            elsewhere: Elsewhere::default(),
        };
        engine.load_default();
        engine
    }

    /// Forgets every object: their ids are dead, and new ones go on from there.
    pub(crate) fn clear(&mut self) {
        // Without the rule ids are numbers of places in the file: those of the next Set are the same.
        if self.on(Rule::IdsSessionLived) {
            self.base += Id::try_from(self.objects.len()).unwrap_or(0);
        }
        self.elsewhere = Elsewhere::default();
        self.folder = None;
        self.objects.clear();
        self.history = History::default();
        self.journal.clear();
        self.clock.forget();
    }

    /// Whether a behaviour is switched on.
    #[inline]
    pub(crate) fn on(&self, rule: Rule) -> bool {
        self.rules.on(rule)
    }

    // ---- objects ----

    pub(crate) fn at(&self, id: Id) -> Option<&Object> {
        self.objects.get(id.checked_sub(self.base)? as usize)
    }

    pub(crate) fn at_mut(&mut self, id: Id) -> Option<&mut Object> {
        self.objects.get_mut(id.checked_sub(self.base)? as usize)
    }

    /// Forgets the history, as when a Set is opened: for a test that brings the Set back by undo and begins again.
    pub fn forget_history(&mut self) {
        self.history.forget();
    }

    /// Whether the object exists now.
    pub fn alive(&self, id: Id) -> bool {
        let mut at = id;
        // Objects nest at most as deep as racks do, and each knows its parent.
        for _ in 0..200 {
            let Some(object) = self.at(at) else { return false };
            if !object.alive {
                return false;
            }
            if object.parent == 0 {
                return true;
            }
            at = object.parent;
        }
        false
    }

    /// The class of an object.
    pub fn class(&self, id: Id) -> &'static Class {
        let at = self.at(id).map_or(0, |object| object.class);
        &self.table.classes[at]
    }

    /// The name of its class.
    pub fn class_name(&self, id: Id) -> &'static str {
        self.class(id).name
    }

    /// Whether the object is of a class, or of one made from it.
    pub(crate) fn is(&self, id: Id, class: &str) -> bool {
        let name = self.class_name(id);
        name == class || self.table.is_a(name, class)
    }

    /// The object that owns this one; 0 for the roots.
    pub fn parent(&self, id: Id) -> Id {
        self.at(id).map_or(0, |object| object.parent)
    }

    /// The ids of all objects of this Set, dead ones included.
    pub(crate) fn ids(&self) -> impl Iterator<Item = Id> + use<> {
        self.base..self.base + Id::try_from(self.objects.len()).unwrap_or(0)
    }

    /// How many objects there are, dead ones included.
    pub fn object_count(&self) -> usize {
        self.objects.len()
    }

    /// A new object; the journal takes note.
    pub(crate) fn create(&mut self, class: &str, parent: Id) -> Res<Id> {
        if self.objects.len() >= MOST_OBJECTS {
            return Err(Refusal::new(Kind::LimitationError, format!("more than {MOST_OBJECTS} objects")));
        }
        let Some(index) = self.table.index(class) else {
            return Err(Refusal::new(Kind::ProtocolError, format!("no class {class}")));
        };
        let id = self.base + Id::try_from(self.objects.len()).unwrap_or(0);
        let values = self.table.classes[index].fresh.clone().into_boxed_slice();
        self.objects.push(Object { class: index, parent, alive: true, values });
        self.journal.push(Edit::Life { id, alive: false });
        Ok(id)
    }

    /// Ends an object, and with it all that it owns.
    pub(crate) fn kill(&mut self, id: Id) {
        if let Some(object) = self.at_mut(id)
            && object.alive
        {
            object.alive = false;
            self.journal.push(Edit::Life { id, alive: true });
        }
    }

    /// Gives an object to another owner.
    pub(crate) fn adopt(&mut self, id: Id, parent: Id) {
        if let Some(object) = self.at_mut(id) {
            let old = std::mem::replace(&mut object.parent, parent);
            self.journal.push(Edit::Parent { id, parent: old });
        }
    }

    fn slot(&self, id: Id, name: &str) -> Option<usize> {
        let member = self.class(id).member(name);
        debug_assert!(member.is_some() || self.at(id).is_none(), "{}.{name} is not there", self.class_name(id));
        member.map(|member| member.slot)
    }

    /// The stored value of a member.
    pub(crate) fn val(&self, id: Id, name: &str) -> &Value {
        static NULL: Value = Value::Null;
        let value = self.slot(id, name).and_then(|slot| self.at(id)?.values.get(slot));
        value.unwrap_or(&NULL)
    }

    pub(crate) fn f(&self, id: Id, name: &str) -> f64 {
        self.val(id, name).number().unwrap_or(0.0)
    }

    pub(crate) fn b(&self, id: Id, name: &str) -> bool {
        *self.val(id, name) == Value::Bool(true)
    }

    pub(crate) fn i(&self, id: Id, name: &str) -> i64 {
        self.val(id, name).int().unwrap_or(0)
    }

    pub(crate) fn s(&self, id: Id, name: &str) -> std::sync::Arc<str> {
        if let Value::Str(text) = self.val(id, name) { text.clone() } else { std::sync::Arc::from("") }
    }

    pub(crate) fn o(&self, id: Id, name: &str) -> Id {
        if let Value::Obj(id) = self.val(id, name) { *id } else { 0 }
    }

    /// A reference that may have died: 0 then.
    pub(crate) fn live_ref(&self, id: Id, name: &str) -> Id {
        let other = self.o(id, name);
        if other != 0 && self.alive(other) { other } else { 0 }
    }

    pub(crate) fn kids(&self, id: Id, name: &str) -> &[Id] {
        if let Value::Ids(ids) = self.val(id, name) { ids } else { &[] }
    }

    /// Writes a stored value; the journal takes note, unless the member is outside the history. Whether it changed.
    pub(crate) fn put(&mut self, id: Id, name: &str, value: impl Into<Value>) -> bool {
        let Some(member) = self.class(id).member(name) else {
            debug_assert!(false, "{}.{name} is not there", self.class_name(id));
            return false;
        };
        let (slot, free) = (member.slot, member.free);
        self.put_slot(id, slot, value.into(), free)
    }

    pub(crate) fn put_slot(&mut self, id: Id, slot: usize, value: Value, free: bool) -> bool {
        let Some(place) = self.at_mut(id).and_then(|object| object.values.get_mut(slot)) else { return false };
        if *place == value {
            return false;
        }
        let old = std::mem::replace(place, value);
        if !free {
            self.journal.push(Edit::Set { id, slot, value: old });
        }
        true
    }

    /// Writes a stored value once more: an edit that changes nothing.
    pub(crate) fn put_again(&mut self, id: Id, name: &str) {
        if let Some(slot) = self.slot(id, name) {
            let value = self.val(id, name).clone();
            self.journal.push(Edit::Set { id, slot, value });
        }
    }

    /// Writes a stored value without the history.
    pub(crate) fn put_free(&mut self, id: Id, name: &str, value: impl Into<Value>) {
        if let Some(slot) = self.slot(id, name) {
            self.put_slot(id, slot, value.into(), true);
        }
    }

    /// Puts a child into a list.
    pub(crate) fn insert(&mut self, id: Id, list: &str, at: usize, child: Id) {
        if let Some(slot) = self.slot(id, list)
            && let Some(at) = self.splice_in(id, slot, at, child)
        {
            self.journal.push(Edit::Remove { id, slot, at });
        }
    }

    /// Takes the child at a place out of a list.
    pub(crate) fn remove(&mut self, id: Id, list: &str, at: usize) -> Id {
        let Some(slot) = self.slot(id, list) else { return 0 };
        let Some(child) = self.splice_out(id, slot, at) else { return 0 };
        self.journal.push(Edit::Insert { id, slot, at, child });
        child
    }

    /// Takes a child out of a list, wherever it stands.
    pub(crate) fn remove_child(&mut self, id: Id, list: &str, child: Id) -> bool {
        let Some(at) = self.kids(id, list).iter().position(|&kid| kid == child) else { return false };
        self.remove(id, list, at);
        true
    }

    fn list(&mut self, id: Id, slot: usize) -> Option<&mut Vec<Id>> {
        match self.at_mut(id)?.values.get_mut(slot)? {
            Value::Ids(ids) => Some(std::sync::Arc::make_mut(ids)),
            _ => None,
        }
    }

    fn splice_in(&mut self, id: Id, slot: usize, at: usize, child: Id) -> Option<usize> {
        let list = self.list(id, slot)?;
        let at = at.min(list.len());
        list.insert(at, child);
        Some(at)
    }

    fn splice_out(&mut self, id: Id, slot: usize, at: usize) -> Option<Id> {
        let list = self.list(id, slot)?;
        (at < list.len()).then(|| list.remove(at))
    }

    /// Makes an edit and gives the one that takes it back.
    pub(crate) fn apply(&mut self, edit: Edit) -> Edit {
        match edit {
            Edit::Set { id, slot, mut value } => {
                if let Some(place) = self.at_mut(id).and_then(|object| object.values.get_mut(slot)) {
                    std::mem::swap(place, &mut value);
                }
                Edit::Set { id, slot, value }
            }
            Edit::Insert { id, slot, at, child } => {
                let at = self.splice_in(id, slot, at, child).unwrap_or(at);
                Edit::Remove { id, slot, at }
            }
            Edit::Remove { id, slot, at } => {
                let child = self.splice_out(id, slot, at).unwrap_or(0);
                Edit::Insert { id, slot, at, child }
            }
            Edit::Life { id, alive } => {
                let was = self.at_mut(id).map(|object| std::mem::replace(&mut object.alive, alive));
                Edit::Life { id, alive: was.unwrap_or(!alive) }
            }
            Edit::Parent { id, parent } => {
                let was = self.at_mut(id).map(|object| std::mem::replace(&mut object.parent, parent));
                Edit::Parent { id, parent: was.unwrap_or(parent) }
            }
        }
    }

    /// Takes back what the journal holds: a request that is refused changes nothing.
    pub(crate) fn roll_back(&mut self) {
        for edit in std::mem::take(&mut self.journal).into_iter().rev() {
            self.apply(edit);
        }
    }
}
