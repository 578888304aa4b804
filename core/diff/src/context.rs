//! What is known of both Sets as a whole before their parts are compared: which return tracks are the same, what is
//! called otherwise now, and what its times are said in.
//!
//! So that what follows from one change is no change of its own: a track whose group was renamed stays in it, a return
//! track brings every track a send, and a scene without a signature of its own has that of the Set.

use std::collections::BTreeSet;

use livebridge_port::Snapshot;
use serde_json::Value;

use super::content;
use super::matching::{Pairing, pair};
use super::text::{ordinal, quoted};
use super::timeline::Timeline;

/// Which tracks are called otherwise in the new Set, which return tracks are the same, and the times of both.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// The old and the new name, in quotes, of each track that was renamed, groups and return tracks among them.
    renamed: BTreeSet<(String, String)>,
    /// Those of the groups alone.
    renamed_groups: BTreeSet<(String, String)>,
    returns: Returns,
    /// Those of the old and the new Arrangement.
    pub timelines: [Timeline; 2],
}

/// The return tracks that a section lists.
#[derive(Debug, Default)]
struct Returns {
    old: usize,
    names: Vec<String>,
    pairing: Pairing,
}

/// A send: what it is called, and where it stands among those of the old and the new track.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub name: String,
    pub old: Option<usize>,
    pub new: Option<usize>,
    /// Whether it came with its return track.
    pub is_new: bool,
}

impl Context {
    /// From the sections of the two Sets.
    pub(super) fn of(old: &Snapshot, new: &Snapshot) -> Self {
        let mut context = Self { timelines: [old, new].map(Timeline::of_set), ..Self::default() };
        let (old, new) = (&old.extra, &new.extra);
        for (source, section) in new.sections() {
            let before = old.section(source).unwrap_or(&Value::Null);
            for key in ["groups", "returns"] {
                let (from, to) = (list(before, key), list(section, key));
                let pairing = pair_elements(from, to);
                let names = || pairing.pairs.iter().map(|&(i, j)| (name(&from[i]), name(&to[j])));
                context.tracks(names());
                if key == "groups" {
                    context.renamed_groups.extend(renamed(names()));
                } else {
                    let names = to.iter().map(|element| name(element).to_owned()).collect();
                    context.returns = Returns { old: from.len(), names, pairing };
                }
            }
        }
        context
    }

    /// Notes which tracks are called otherwise now.
    pub(super) fn tracks<'a>(&mut self, names: impl Iterator<Item = (&'a str, &'a str)>) {
        self.renamed.extend(renamed(names).map(|(old, new)| (quoted(&old), quoted(&new))));
    }

    /// Whether two values under this key name the same track or group, which is called otherwise now.
    pub(super) fn is_renamed(&self, key: &str, old: &str, new: &str) -> bool {
        match key {
            "group" => self.renamed_groups.contains(&(old.to_owned(), new.to_owned())),
            "output" => match (routing(old), routing(new)) {
                (Some((old, around_old)), Some((new, around_new))) => {
                    around_old == around_new && self.renamed.contains(&(old, new))
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// The sends of a track that has `old` and now `new` of them, those of return tracks that are gone left out. Where
    /// there is not one for each return track, they are taken in their order.
    pub(super) fn sends(&self, old: usize, new: usize) -> Vec<Slot> {
        let returns = &self.returns;
        let name = |at: usize| match returns.names.get(at).map(String::as_str) {
            None | Some("") => format!("({})", ordinal(at)),
            Some(name) if quoted(name) == format!("\"{name}\"") => name.to_owned(),
            Some(name) => quoted(name),
        };
        if (old, new) == (returns.old, returns.names.len()) {
            let partners = returns.pairing.partners().into_iter().enumerate();
            partners.map(|(j, i)| Slot { name: name(j), old: i, new: Some(j), is_new: i.is_none() }).collect()
        } else {
            let within = |at: usize, len: usize| Some(at).filter(|at| *at < len);
            let slot = |at| Slot { name: name(at), old: within(at, old), new: within(at, new), is_new: false };
            (0..old.max(new)).map(slot).collect()
        }
    }
}

/// Which elements of two lists of a section are the same.
pub(super) fn pair_elements(old: &[Value], new: &[Value]) -> Pairing {
    if old == new {
        return Pairing::identity(new.len());
    }
    let items = |list: &[Value]| list.iter().map(content::section_element).collect::<Vec<_>>();
    pair(&items(old), &items(new))
}

fn renamed<'a>(names: impl Iterator<Item = (&'a str, &'a str)>) -> impl Iterator<Item = (String, String)> {
    names.filter(|(old, new)| old != new).map(|(old, new)| (old.to_owned(), new.to_owned()))
}

/// The name in a routing, in its quotes, and what stands around it: of `track "FX Bus" (2)`, `track ` and ` (2)`.
fn routing(words: &str) -> Option<(String, (&str, &str))> {
    let (before, rest) = words.split_once('"')?;
    let (name, after) = rest.rsplit_once('"')?;
    Some((format!("\"{name}\""), (before, after)))
}

fn list<'a>(section: &'a Value, key: &str) -> &'a [Value] {
    section.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn name(element: &Value) -> &str {
    element.get("name").and_then(Value::as_str).unwrap_or_default()
}
