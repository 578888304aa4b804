//! Sections that only one kind of source has: compared as JSON, member by member.
//!
//! Some keys mean the same in every section and are said as a musician would: `gain` is linear and said in dB, `color`
//! is RGB, and a `fingerprint` stands for what is not kept, so all there is to say is that it is another one.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::facts::{Facts, Subject};
use super::words::{color, count, one_decimal, ordinal, quoted};
use super::{Class, Op};
use crate::json;
use crate::snapshot::Extra;

/// The longest text of a value that is shown whole.
const SHOWN: usize = 60;

/// As many members of a section that came or went are told one by one.
const FEW: usize = 2;

/// Keys that are said in other words; without a word, what is below them tells enough.
const WORDS: [(&str, &str); 10] = [
    ("color", "colour"),
    ("choices", ""),
    ("cue", "cue track"),
    ("details", ""),
    ("fileCrc", "file checksum"),
    ("fileCrcs", "file checksums"),
    ("live", "saved by"),
    ("main", "main track"),
    ("parameters", ""),
    ("returns", "return tracks"),
];

/// What is being compared: a value within the sections of `at`, with its path and its name in words.
struct Place<'a> {
    at: &'a Subject,
    path: String,
    /// The last key in the path.
    key: String,
    words: String,
}

/// Compares the sections of one thing. The facts are of its own class, but `structure` where it is the Set.
pub(super) fn compare(facts: &mut Facts, at: &Subject, old: &Extra, new: &Extra) {
    if old == new {
        return;
    }
    let at = &at.of(if at.class == Class::Global { Class::Structure } else { at.class });
    let sources: BTreeSet<_> = old.sections().chain(new.sections()).map(|(source, _)| source).collect();
    for source in sources {
        let place = Place { at, path: format!("extra/{source}"), key: String::new(), words: String::new() };
        let (old, new) = (old.section(source), new.section(source));
        match (old, new) {
            // Of a thing that only now has a colour, the colour is said; of another kind of source, only that it is one.
            (Some(Value::Object(few)), None) | (None, Some(Value::Object(few))) if few.len() <= FEW => {
                let nothing = Value::Object(Map::new());
                value(facts, &place, old.or(Some(&nothing)), new.or(Some(&nothing)));
            }
            _ => value(facts, &place, old, new),
        }
    }
}

fn value(facts: &mut Facts, place: &Place<'_>, old: Option<&Value>, new: Option<&Value>) {
    match (old, new) {
        _ if old == new => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
            for key in keys {
                value(facts, &place.member(key), old.get(key), new.get(key));
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) if old.iter().chain(new).any(Value::is_object) => {
            list(facts, place, old, new);
        }
        _ => place.fact(facts, old, new),
    }
}

/// Lists of things: what is equal at both ends stands still, and what lies between is compared in order when there is
/// as much of it on both sides, else it went and came.
fn list(facts: &mut Facts, place: &Place<'_>, old: &[Value], new: &[Value]) {
    let front = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old_rest, new_rest) = (&old[front..], &new[front..]);
    let back = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(old, new)| old == new).count();
    let (gone, come) = (&old_rest[..old_rest.len() - back], &new_rest[..new_rest.len() - back]);
    if gone.len() == come.len() {
        for (i, (old, new)) in gone.iter().zip(come).enumerate() {
            value(facts, &place.element(front + i, new), Some(old), Some(new));
        }
    } else {
        for (i, old) in gone.iter().enumerate() {
            place.element(front + i, old).fact(facts, Some(old), None);
        }
        for (i, new) in come.iter().enumerate() {
            place.element(front + i, new).fact(facts, None, Some(new));
        }
    }
}

impl Place<'_> {
    fn member(&self, key: &str) -> Self {
        if ["parameters", "choices"].contains(&&*self.key) {
            // What a parameter is called says nothing of what its value means.
            return self.below(&format!("/{key}"), &quoted(key));
        }
        let known = WORDS.iter().find(|(word, _)| *word == key).map(|(_, words)| (*words).to_owned());
        Self { key: key.to_owned(), ..self.below(&format!("/{key}"), &known.unwrap_or_else(|| spaced(key))) }
    }

    /// An element is called by its name where it has one: of `chains`, `chain "Kick"`.
    fn element(&self, index: usize, element: &Value) -> Self {
        let name = element.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
        let one = self.words.strip_suffix('s').unwrap_or(&self.words).to_owned();
        let words = name.map_or_else(|| format!("({})", ordinal(index)), quoted);
        Self { words: one, ..self.below("", "") }.below(&format!("[{index}]"), &words)
    }

    fn below(&self, step: &str, words: &str) -> Self {
        let gap = if self.words.is_empty() || words.is_empty() { "" } else { " " };
        let words = format!("{}{gap}{words}", self.words);
        Self { at: self.at, path: format!("{}{step}", self.path), key: self.key.clone(), words }
    }

    fn fact(&self, facts: &mut Facts, old: Option<&Value>, new: Option<&Value>) {
        let name = if self.words.is_empty() { "details of the file" } else { &self.words };
        let (op, fact) = match (old, new) {
            (Some(_), Some(_)) if self.key == "fingerprint" => {
                (Op::Change, format!("{} edited", name.trim_end_matches(" fingerprint")))
            }
            (Some(old), Some(new)) => (Op::Change, format!("{name} {}", self.change(old, new))),
            (Some(old), None) => (Op::Remove, format!("{name}, was {}", self.shown(old))),
            (None, new) => (Op::Add, format!("{name} {}", new.map_or(Cow::Borrowed(""), |new| self.shown(new)))),
        };
        facts.push(op, self.at, &self.path, fact, old.cloned(), new.cloned());
    }

    /// The two values: as they are where rounding hides what is between them.
    fn change(&self, old: &Value, new: &Value) -> String {
        let (from, to) = (self.shown(old), self.shown(new));
        if from == to { format!("{} -> {}", shown(old), shown(new)) } else { format!("{from} -> {to}") }
    }

    fn shown<'v>(&self, value: &'v Value) -> Cow<'v, str> {
        let rgb = || Some(color(u32::try_from(value.as_u64()?).ok()?).into());
        let said: Option<Cow<'v, str>> = match self.key.as_str() {
            "gain" => value.as_f64().map(|gain| linear(gain).into()),
            "color" => rgb(),
            _ => None,
        };
        said.unwrap_or_else(|| shown(value))
    }
}

/// `tempoAutomation` as `tempo automation`.
fn spaced(key: &str) -> String {
    if !key.starts_with(|first: char| first.is_ascii_lowercase()) {
        return key.to_owned();
    }
    key.chars().fold(String::new(), |mut words, c| {
        if c.is_ascii_uppercase() && words.ends_with(|before: char| before.is_ascii_lowercase()) {
            words.push(' ');
            words.push(c.to_ascii_lowercase());
        } else {
            words.push(c);
        }
        words
    })
}

/// A linear gain in dB; what Live shows as minus infinity is that.
fn linear(gain: f64) -> String {
    const SILENCE: f64 = 0.000_316_3;
    if gain <= SILENCE { "-inf dB".to_owned() } else { format!("{} dB", one_decimal(20.0 * gain.log10())) }
}

/// A value in words: as it is when it is short, else what sort of thing it is.
fn shown(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Bool(true) => "on".into(),
        Value::Bool(false) => "off".into(),
        Value::Array(list) if list.iter().any(Value::is_object) => count(list.len(), "element").into(),
        Value::Object(map) => in_short(map).into(),
        _ => {
            let text = json::to_string(value).unwrap_or_default();
            if text.len() <= SHOWN { text.into() } else { "(long)".into() }
        }
    }
}

fn in_short(map: &Map<String, Value>) -> String {
    if let Some(points) = map.get("points").and_then(Value::as_u64).and_then(|points| usize::try_from(points).ok()) {
        return count(points, "point");
    }
    let text = json::to_string(map).unwrap_or_default();
    if text.len() <= SHOWN { text } else { format!("({})", count(map.len(), "detail")) }
}
