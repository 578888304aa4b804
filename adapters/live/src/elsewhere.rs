//! What a host does that lacks one of Live's rules of identity and reading: the other side of rules that Live always
//! keeps, so that a test can show that it depends on them.
//!
//! Such a host holds an object by the place where it stood, shows a track's new value a tick late, or has functions
//! that Live has not.

use std::collections::BTreeMap;

use crate::engine::Engine;
use crate::rules::Rule as R;
use crate::table::Call;
use crate::value::{Id, Value};

/// Where objects stood, and what is not read back yet; empty as long as the rules are on.
#[derive(Debug, Default)]
pub(crate) struct Elsewhere {
    /// The path of an object when it was given out last.
    places: BTreeMap<Id, String>,
    /// Values of tracks as they were before the writes of this tick.
    unread: BTreeMap<(Id, &'static str), Value>,
}

/// Most characters of a name where names are fields of a fixed size.
const NAME_FIELD: usize = 31;

impl Engine {
    /// Whether references are places anywhere.
    fn holds_places(&self) -> bool {
        !self.on(R::IdsHeldFollowsIndexShift) || !self.on(R::IdsDeleteByIdNoShift)
    }

    /// Takes note of where an object stands that is given out.
    pub(crate) fn give_out(&mut self, value: &Value) {
        if let Value::Obj(id) = value
            && self.holds_places()
        {
            let place = self.own_path(*id);
            self.elsewhere.places.insert(*id, place);
        }
    }

    /// The object that stands where this one stood when it was given out.
    fn at_place(&self, id: Id) -> Id {
        self.elsewhere.places.get(&id).map_or(id, |place| self.resolve(place))
    }

    /// The object that a request means: the one that was given out, wherever it stands now.
    #[inline]
    pub(crate) fn meant(&self, id: Id) -> Id {
        if self.on(R::IdsHeldFollowsIndexShift) { id } else { self.at_place(id) }
    }

    /// The object that is to be deleted: the very one, whatever was deleted before.
    pub(crate) fn doomed(&self, id: Id) -> Id {
        if self.on(R::IdsDeleteByIdNoShift) { id } else { self.at_place(id) }
    }

    /// The object at a path, remembered as one that was given out.
    pub fn lookup(&mut self, path: &str) -> Id {
        let id = self.resolve(path);
        self.give_out(&Value::Obj(id));
        id
    }

    /// Keeps what a track's value was, for a host that shows the new one at its next tick.
    pub(crate) fn shows_later(&mut self, id: Id, name: &'static str) {
        if !self.on(R::TimeReadAfterSetImmediate)
            && self.is(id, "Track")
            && let Ok(now) = self.peek(id, name)
        {
            self.elsewhere.unread.entry((id, name)).or_insert(now);
        }
    }

    /// What a host still shows of a value that was written since its last tick.
    pub(crate) fn still_shown(&self, id: Id, name: &'static str) -> Option<Value> {
        if self.on(R::TimeReadAfterSetImmediate) { None } else { self.elsewhere.unread.get(&(id, name)).cloned() }
    }

    /// A tick: everything that was written is shown.
    pub(crate) fn show_all(&mut self) {
        self.elsewhere.unread.clear();
    }

    /// A name as it is kept: any text, where names are no fields of a fixed size.
    pub(crate) fn kept_name(&self, name: &str, value: Value) -> Value {
        match &value {
            Value::Str(text) if name == "name" && !self.on(R::NamesUserTextIsData) => {
                text.chars().take(NAME_FIELD).collect::<String>().into()
            }
            _ => value,
        }
    }

    /// A function that Live has not, and a host without the rule has.
    pub(crate) fn beside_live(&self, id: Id, name: &str) -> Option<Call> {
        if !self.alive(id) {
            return None;
        }
        let class = self.class_name(id);
        match (class, name) {
            ("Track", "freeze") if !self.on(R::RenderLomNone) => Some(|engine, id, _| {
                engine.put(id, "is_frozen", true);
                Ok(Value::Null)
            }),
            ("RackDevice", "delete_chain") if !self.on(R::RackChainNoDelete) => {
                Some(crate::members::rack::delete_chain)
            }
            _ => None,
        }
    }
}
