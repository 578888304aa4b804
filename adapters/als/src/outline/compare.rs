//! The comparison of two outlines: every difference with its place, in words and as a path.
//!
//! Things are found again by content, then by name, then by their order. Two elements that say different things always
//! give a difference, and if it is that of an order.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Outline, told};

/// A difference between two files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileDifference {
    /// On what, in words: `track "Drums" clip "Beat"`; empty for the Set itself.
    pub object: String,
    /// The track that it stands on, in words; absent elsewhere.
    pub track: Option<String>,
    /// The elements from the object on, joined by `/`: `Fades/FadeInLength`.
    pub within: String,
    /// The elements from the root on.
    pub path: String,
    /// What happened.
    pub edit: FileEdit,
    /// Whether the typed form of a Set has this, too.
    pub is_told: bool,
    /// Whether an element came or went of which the other file has none anywhere, as another version of Live makes it.
    pub is_of_version: bool,
}

/// What differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileEdit {
    /// An attribute has another value; absent on the side where it is not there.
    Value {
        /// Its name, mostly `Value`.
        key: String,
        /// Before.
        old: Option<String>,
        /// After.
        new: Option<String>,
    },
    /// The text in the element is another one.
    Text,
    /// The element is new.
    Added,
    /// The element is gone.
    Removed,
    /// What is in it stands in another order.
    Order,
}

/// By what an element is found again.
type Key<'a> = &'a dyn Fn(&Outline, usize) -> Option<String>;

/// The longest value that is kept.
const LONGEST: usize = 200;

/// A place in both files.
#[derive(Clone, Default)]
struct Place {
    object: String,
    track: Option<String>,
    within: String,
    path: String,
    /// The name of the element that it is in.
    around: String,
    is_told: bool,
}

impl Outline {
    /// Everything in which `new` differs from this file, in the order of `new`.
    pub fn differences(&self, new: &Self) -> Vec<FileDifference> {
        let names = [self.kinds(), new.kinds()];
        let mut walk = Walk { old: self, new, names, found: Vec::new() };
        if !self.nodes.is_empty() && !new.nodes.is_empty() {
            walk.compare(0, 0, &Place::default());
        }
        walk.found
    }
}

impl Outline {
    /// The names of all elements, each with that of the element around it.
    fn kinds(&self) -> BTreeSet<(&str, &str)> {
        let around = |index: usize| self.children(index).map(move |child| (self.name(index), self.name(child)));
        (0..self.nodes.len()).flat_map(around).collect()
    }
}

struct Walk<'a> {
    old: &'a Outline,
    new: &'a Outline,
    /// The names of the elements of both, each with that of the element around it.
    names: [BTreeSet<(&'a str, &'a str)>; 2],
    found: Vec<FileDifference>,
}

impl Walk<'_> {
    fn compare(&mut self, old: usize, new: usize, around: &Place) {
        if self.old.nodes[old].hash == self.new.nodes[new].hash {
            return;
        }
        let before = self.found.len();
        let place = around.step(self.new, new);
        let (was, is) = (self.old.attributes(old), self.new.attributes(new));
        let value = |list: &[(&str, std::borrow::Cow<'_, str>)], key: &str| {
            list.iter().find(|(found, _)| *found == key).map(|(_, value)| value.to_string())
        };
        let gone = was.iter().filter(|(key, _)| value(&is, key).is_none());
        for (key, _) in is.iter().chain(gone) {
            let (from, to) = (value(&was, key), value(&is, key));
            if from != to {
                let is_told = place.is_told || told::is_value(&around.around, self.new.name(new));
                let edit = FileEdit::Value { key: (*key).to_owned(), old: from.map(short), new: to.map(short) };
                self.tell(&place, edit, is_told);
            }
        }
        if self.old.nodes[old].text != self.new.nodes[new].text {
            self.tell(&place, FileEdit::Text, place.is_told);
        }
        self.children(old, new, &place);
        if self.found.len() == before {
            self.tell(&place, FileEdit::Order, place.is_told || told::is_list(self.new.name(new)));
        }
    }

    fn children(&mut self, old: usize, new: usize, place: &Place) {
        let was: Vec<usize> = self.old.children(old).collect();
        let is: Vec<usize> = self.new.children(new).collect();
        let partners = self.pair(&was, &is);
        let in_list = place.is_told || told::is_list(self.new.name(new));
        let mut left = vec![true; was.len()];
        for (child, partner) in is.iter().zip(&partners) {
            if let Some(i) = partner {
                left[*i] = false;
                self.compare(was[*i], *child, place);
            } else {
                let at = place.step(self.new, *child);
                self.tell(&at, FileEdit::Added, in_list || at.is_told);
            }
        }
        for (child, _) in was.iter().zip(&left).filter(|(_, left)| **left) {
            let at = place.step(self.old, *child);
            self.tell(&at, FileEdit::Removed, in_list || at.is_told);
        }
    }

    /// For each new child the old one that it was.
    fn pair(&self, was: &[usize], is: &[usize]) -> Vec<Option<usize>> {
        let mut partners = vec![None; is.len()];
        let mut taken = vec![false; was.len()];
        // What says the same is the same, and then what has the same name, and then what stands in the same order.
        let hash = |outline: &Outline, index: usize| Some(format!("{:016x}", outline.nodes[index].hash));
        let name = |outline: &Outline, index: usize| {
            outline.label(index).map(|label| format!("{}/{label}", outline.name(index)))
        };
        let tag = |outline: &Outline, index: usize| Some(outline.name(index).to_owned());
        let keys: [Key<'_>; 3] = [&hash, &name, &tag];
        for key in keys {
            let mut waiting: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
            for (i, node) in was.iter().enumerate().filter(|(i, _)| !taken[*i]) {
                if let Some(key) = key(self.old, *node) {
                    waiting.entry(key).or_default().push_back(i);
                }
            }
            for (partner, node) in partners.iter_mut().zip(is).filter(|(partner, _)| partner.is_none()) {
                let found = key(self.new, *node).and_then(|key| waiting.get_mut(&key)?.pop_front());
                if let Some(i) = found {
                    (*partner, taken[i]) = (Some(i), true);
                }
            }
        }
        partners
    }

    fn tell(&mut self, place: &Place, edit: FileEdit, is_told: bool) {
        let [old, new] = &self.names;
        let is_of_version = match edit {
            FileEdit::Added => !old.contains(&place.kind()),
            FileEdit::Removed => !new.contains(&place.kind()),
            FileEdit::Value { .. } | FileEdit::Text | FileEdit::Order => false,
        };
        self.found.push(FileDifference {
            is_of_version,
            object: place.object.clone(),
            track: place.track.clone(),
            within: place.within.clone(),
            path: place.path.clone(),
            edit,
            is_told,
        });
    }
}

impl Place {
    /// The names of the element around this one, and of this one.
    fn kind(&self) -> (&str, &str) {
        let (around, name) = self.path.rsplit_once('/').unwrap_or(("", &self.path));
        (around.rsplit('/').next().unwrap_or_default(), name)
    }

    /// The place of an element within this one.
    fn step(&self, outline: &Outline, index: usize) -> Self {
        let name = outline.name(index);
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}/{name}", self.path) };
        let is_told = self.is_told || told::is_whole(name);
        let around = name.to_owned();
        let called = |kind: &str| match outline.label(index) {
            Some(label) => format!("{kind} {label:?}"),
            None => kind.to_owned(),
        };
        let (object, is_track) = match name {
            "MainTrack" => ("main track".to_owned(), true),
            "PreHearTrack" => ("cue track".to_owned(), true),
            "ReturnTrack" => (called("return track"), true),
            "GroupTrack" => (called("group"), true),
            _ if name.ends_with("Track") && self.around == "Tracks" => (called("track"), true),
            _ if told::is_clip(name) => (called("clip"), false),
            "Scene" => (called("scene"), false),
            "Locator" => (called("cue point"), false),
            _ if name.ends_with("Branch") => (called("chain"), false),
            _ if self.around == "Devices" => {
                (format!("device {:?}", outline.label(index).unwrap_or_else(|| name.to_owned())), false)
            }
            _ => {
                let within = match (&*self.within, name) {
                    ("", "Ableton" | "LiveSet" | "DeviceChain" | "Tracks" | "Devices" | "Scenes") => String::new(),
                    ("", name) => name.to_owned(),
                    (within, name) => format!("{within}/{name}"),
                };
                return Self { within, path, around, is_told, ..self.clone() };
            }
        };
        let track = if is_track { Some(object.clone()) } else { self.track.clone() };
        let object = if is_track || self.object.is_empty() { object } else { format!("{} {object}", self.object) };
        Self { object, track, within: String::new(), path, around, is_told }
    }
}

fn short(value: String) -> String {
    if value.len() <= LONGEST {
        return value;
    }
    let cut: String = value.chars().take(LONGEST).collect();
    cut + "..."
}
