//! Paths as Max writes them: `live_set tracks 0 devices 1`.

use crate::engine::Engine;
use crate::table::Sort;
use crate::value::{Id, Value};

/// Most words of a path.
const MOST_WORDS: usize = 200;

impl Engine {
    /// The object at a path, 0 for none.
    pub fn resolve(&self, path: &str) -> Id {
        let words: Vec<&str> = path.split_whitespace().map(|word| word.trim_matches('"')).take(MOST_WORDS).collect();
        let mut rest = words.iter().copied();
        let mut at = match rest.next() {
            Some("live_app") => self.app,
            Some("live_set") => self.song,
            Some("this_device") => self.this_device(),
            Some("id") => rest.next().and_then(|id| id.parse().ok()).unwrap_or(0),
            _ => 0,
        };
        while let Some(name) = rest.next() {
            let Some(member) = self.class(at).member(name).filter(|member| self.sees(member)) else { return 0 };
            if matches!(member.sort, Sort::Function | Sort::Event) {
                return 0;
            }
            at = match self.peek(at, name) {
                Ok(Value::Obj(id)) => id,
                Ok(Value::Ids(ids)) => {
                    let at = rest.next().and_then(|at| at.parse::<usize>().ok());
                    at.and_then(|at| ids.get(at)).copied().unwrap_or(0)
                }
                _ => 0,
            };
            if at == 0 {
                return 0;
            }
        }
        if at != 0 && self.alive(at) { at } else { 0 }
    }

    /// The path of an object by those that own it; empty when it is dead.
    pub fn path(&self, id: Id) -> String {
        self.own_path(self.meant(id))
    }

    pub(crate) fn own_path(&self, id: Id) -> String {
        if !self.alive(id) {
            return String::new();
        }
        let mut parts = Vec::new();
        let mut at = id;
        while at != self.song && at != self.app {
            let parent = self.parent(at);
            let Some(step) = self.step_to(parent, at) else { return String::new() };
            parts.push(step);
            at = parent;
        }
        parts.push(if at == self.song { "live_set" } else { "live_app" }.to_owned());
        parts.reverse();
        parts.join(" ")
    }

    fn step_to(&self, parent: Id, child: Id) -> Option<String> {
        let class = self.class(parent);
        for member in &class.members {
            if !matches!(member.sort, Sort::Child { .. } | Sort::Property) {
                continue;
            }
            match self.val(parent, member.name) {
                Value::Obj(id) if *id == child => return Some(member.name.to_owned()),
                Value::Ids(ids) => {
                    if let Some(at) = ids.iter().position(|id| *id == child) {
                        return Some(format!("{} {at}", member.name));
                    }
                }
                _ => {}
            }
        }
        None
    }
}
