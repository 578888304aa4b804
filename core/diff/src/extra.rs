//! Sections that only one kind of source has: compared as JSON, member by member.
//!
//! Some keys mean the same in every section and are said as a musician would: `gain` and `sendGains` are linear and said
//! in dB, `pan` as Live shows it, `color` is RGB, `group` and `output` name a track, `signatures` are time signatures
//! with the beats from which they hold, and a `fingerprint` stands for what is not kept, so all there is to say is that
//! it is another one, or how many points it has now.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use livebridge_port::json;
use livebridge_port::snapshot::Extra;
use livebridge_port::snapshot::{Signature, signature_changes as changes};
use serde_json::{Map, Value};

use super::content::ordered;
use super::context::{Slot, pair_elements};
use super::devices::is_main_switch;
use super::facts::{Facts, Subject};
use super::matching::out_of_order;
use super::numbers::{Digits, SILENCE, gains, in_digits};
use super::text::{color, count, labels, on_off, ordinal, quoted};
use super::timeline::{Timeline, times_apart};
use super::{Class, Op};

/// The longest text of a value that is shown whole.
const SHOWN: usize = 60;

/// As many members of a section that came or went are told one by one.
const FEW: usize = 2;

/// The key of what stands for that which is not kept, and that of how many points there are of it.
const FINGERPRINT: &str = "fingerprint";
const POINTS: &str = "points";

/// Keys that are said in other words; without a word, what is below them tells enough.
const WORDS: [(&str, &str); 11] = [
    ("color", "colour"),
    ("choices", ""),
    ("cue", "cue track"),
    ("details", ""),
    ("fileCrc", "file checksum"),
    ("fileCrcs", "file checksums"),
    ("live", "saved by"),
    ("main", "main track"),
    ("on", ""),
    ("parameters", ""),
    ("returns", "return tracks"),
];

/// What it means that a key is not there, where it is not simply nothing.
const ABSENT: [(&str, &str); 5] = [
    ("launchMode", r#""trigger""#),
    ("monitor", r#""auto""#),
    ("pitch", "[0,0]"),
    ("signature", "4/4"),
    ("warp", "off"),
];

/// What is being compared: a value within the sections of `at`, with its path and its name in words.
struct Place<'a> {
    at: &'a Subject,
    path: String,
    /// The last key in the path.
    key: String,
    words: String,
}

/// Compares the sections of one thing.
pub(super) fn compare(facts: &mut Facts, at: &Subject, old: &Extra, new: &Extra) {
    if old == new {
        return;
    }
    let said = facts.changes.len();
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
    for change in facts.changes.iter_mut().skip(said) {
        change.class = class(at, &change.path);
    }
}

/// The class of what stands at a path below the sections of `at`, which outer keys and inner ones tell.
fn class(at: &Subject, path: &str) -> Class {
    let below = path.strip_prefix(&at.at("extra/")).and_then(|path| path.split_once('/')).map_or("", |(_, keys)| keys);
    let keys = below.split('/').map(|key| key.split('[').next().unwrap_or_default());
    let of_thing = if at.class == Class::Global { Class::Structure } else { at.class };
    keys.fold(of_thing, |class, key| match (class, key) {
        (Class::Automation, _) | (_, "automated" | "envelopes" | "tempoAutomation") => Class::Automation,
        (_, "devices" | "chains" | "parameters") => Class::Device,
        (_, "audio") => Class::Audio,
        (_, "fileBytes" | "fileCrc" | "fileCrcs" | "files" | "pathFrom") => Class::File,
        (Class::Structure, "gain" | "pan" | "mute" | "solo" | "sendGains") => Class::Mixer,
        (Class::Structure, "monitor" | "output") => Class::Routing,
        (Class::Structure, "launchQuantization" | "loop" | "signature" | "signatures") => Class::Global,
        (Class::Structure, "live" | "missing" | "notRead") => Class::Meta,
        (class, _) => class,
    })
}

fn value(facts: &mut Facts, place: &Place<'_>, old: Option<&Value>, new: Option<&Value>) {
    let (before, now) = (elements(old), elements(new));
    match (old, new) {
        _ if old == new => {}
        _ if place.key == "sendGains" && [before, now].iter().all(|list| list.is_some_and(are_gains)) => {
            sends(facts, place, before.unwrap_or_default(), now.unwrap_or_default());
        }
        (Some(Value::Number(old)), Some(Value::Number(new))) if place.path.ends_with("/loop/start") => {
            let times = facts.context.timelines.each_ref();
            let [from, to] = [old, new].map(|beat| beat.as_f64().unwrap_or_default());
            let (from, to) = times_apart(&times, from, to);
            let fact = format!("{} {from} -> {to}", place.words);
            facts.push(Op::Change, place.at, &place.path, fact, Some(old.clone().into()), Some(new.clone().into()));
        }
        _ if place.key == "signatures" && signatures(facts, place, before, now) => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) if !has_fingerprint(old) || !has_fingerprint(new) => {
            let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
            for key in keys {
                value(facts, &place.member(key), old.get(key), new.get(key));
            }
        }
        _ if [before, now].iter().flatten().any(|list| list.iter().any(Value::is_object)) => {
            list(facts, place, before.unwrap_or_default(), now.unwrap_or_default());
        }
        (Some(Value::String(old)), Some(Value::String(new))) if facts.context.is_renamed(&place.key, old, new) => {}
        _ => place.fact(facts, old, new),
    }
}

/// The elements of a list; one that is not there has none.
fn elements(value: Option<&Value>) -> Option<&[Value]> {
    value.map_or(Some(&[]), |value| value.as_array().map(Vec::as_slice))
}

fn are_gains(list: &[Value]) -> bool {
    list.iter().all(Value::is_number)
}

fn has_fingerprint(map: &Map<String, Value>) -> bool {
    map.contains_key(FINGERPRINT)
}

/// Lists of things, which are known by their names and by what is on them.
fn list(facts: &mut Facts, place: &Place<'_>, old: &[Value], new: &[Value]) {
    let pairing = pair_elements(old, new);
    let (old_labels, new_labels) = (place.labels(old), place.labels(new));
    for &i in &pairing.removed {
        place.element(i, &old_labels[i]).fact(facts, Some(&old[i]), None);
    }
    let moved = out_of_order(&pairing.pairs);
    for (j, partner) in pairing.partners().into_iter().enumerate() {
        let at = place.element(j, &new_labels[j]);
        let Some(i) = partner else {
            at.fact(facts, None, Some(&new[j]));
            continue;
        };
        if moved.contains(&j) {
            facts.order(&at.at.part(&at.path), &format!("{} ", at.words), i, j);
        }
        value(facts, &at, Some(&old[i]), Some(&new[j]));
    }
}

/// The sends of a track. One that came with its return track and sends nothing says nothing.
fn sends(facts: &mut Facts, place: &Place<'_>, old: &[Value], new: &[Value]) {
    for Slot { name, old: i, new: j, is_new } in facts.context.sends(old.len(), new.len()) {
        let gain = |list: &[Value], at: Option<usize>| list.get(at?)?.as_f64();
        let (from, to) = (gain(old, i), gain(new, j));
        let heard = if is_new { from.or(Some(0.0)) } else { from };
        let change = match (heard, to) {
            (from, to) if from == to => continue,
            (Some(_), Some(to)) if is_new && to <= SILENCE => continue,
            (Some(from), Some(to)) => gains(from, to),
            (None, Some(to)) => format!("none -> {} dB", Digits::Few.gain(to)),
            (from, None) => format!("{} dB -> none", Digits::Few.gain(from.unwrap_or_default())),
        };
        let path = format!("{}[{}]", place.path, j.or(i).unwrap_or_default());
        let [from, to] = [from, to].map(|gain| gain.map(Value::from));
        facts.push(Op::Change, place.at, &path, format!("send {name} {change}"), from, to);
    }
}

/// Changes of the time signature in the Arrangement. Whether there was something to say of them.
fn signatures(facts: &mut Facts, place: &Place<'_>, old: Option<&[Value]>, new: Option<&[Value]>) -> bool {
    let by_time = |list: Option<&[Value]>| -> BTreeMap<_, _> {
        changes(list.unwrap_or_default()).map(|(at, signature)| (ordered(at), (at, signature))).collect()
    };
    let [before, now] = [old, new].map(by_time);
    let [old_times, new_times] = facts.context.timelines.clone();
    let times: BTreeSet<_> = before.keys().chain(now.keys()).collect();
    let said = facts.changes.len();
    for (index, time) in times.into_iter().enumerate() {
        let at = |(at, _): &(f64, Signature), times: &Timeline| times.say(*at, Digits::Few);
        let (op, fact) = match (before.get(time), now.get(time)) {
            (Some((_, old)), Some(new)) if *old != new.1 => {
                (Op::Change, format!("signature at {} {old} -> {}", at(new, &new_times), new.1))
            }
            (Some(old), None) => (Op::Remove, format!("signature {} at {}", old.1, at(old, &old_times))),
            (None, Some(new)) => (Op::Add, format!("signature {} at {}", new.1, at(new, &new_times))),
            _ => continue,
        };
        let change = |known: &BTreeMap<_, (f64, Signature)>| {
            known.get(time).and_then(|(at, signature)| super::facts::value(&(at, signature.to_string())))
        };
        facts.push(op, place.at, &format!("{}[{index}]", place.path), fact, change(&before), change(&now));
    }
    facts.changes.len() > said
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

    /// What the elements are called: of `chains`, `chain "Kick"`.
    fn labels(&self, elements: &[Value]) -> Vec<String> {
        let one = self.words.strip_suffix('s').unwrap_or(&self.words);
        let names: Vec<_> = elements.iter().map(|element| element.get("name").and_then(Value::as_str)).collect();
        labels(&format!("{one} "), &names, ordinal)
    }

    fn element(&self, index: usize, label: &str) -> Self {
        Self { words: label.to_owned(), ..self.below(&format!("[{index}]"), "") }
    }

    fn below(&self, step: &str, words: &str) -> Self {
        let gap = if self.words.is_empty() || words.is_empty() { "" } else { " " };
        let words = format!("{}{gap}{words}", self.words);
        Self { at: self.at, path: format!("{}{step}", self.path), key: self.key.clone(), words }
    }

    fn fact(&self, facts: &mut Facts, old: Option<&Value>, new: Option<&Value>) {
        let name = if self.words.is_empty() { "details of the file" } else { &self.words };
        let whole = self.words.is_empty() || self.path.ends_with(']');
        let (op, fact) = match (old, new) {
            // A thing that came or went; a mere member of one that stays has another value.
            (Some(old), None) if whole => (Op::Remove, format!("{name}{}", self.in_brief(", was ", old))),
            (None, Some(new)) if whole => (Op::Add, format!("{name}{}", self.in_brief(" ", new))),
            _ => (Op::Change, self.edit(name, old, new)),
        };
        facts.push(op, self.at, &self.path, fact, old.cloned(), new.cloned());
    }

    /// What became of a member that is called `name`.
    fn edit(&self, name: &str, old: Option<&Value>, new: Option<&Value>) -> String {
        if let (Some(Value::Object(old)), Some(Value::Object(new))) = (old, new)
            && old.get(POINTS) == new.get(POINTS)
        {
            return format!("{name} edited");
        }
        if let (Some("name"), Some(Value::String(old)), Some(_)) = (self.path.rsplit('/').next(), old, new) {
            let thing = name.strip_suffix("name").unwrap_or(name);
            return format!("{thing}renamed from {}", quoted(old));
        }
        let parameter = self.path.rsplit_once("/parameters/").map(|(_, key)| key).filter(|key| is_main_switch(key));
        if let (Some(key), Some(_), Some(on)) = (parameter, old.and_then(switch), new.and_then(switch)) {
            return format!("{}switched {}", name.strip_suffix(&quoted(key)).unwrap_or(name), on_off(on));
        }
        format!("{name} {}", self.change(old, new))
    }

    /// A value that came or went as a whole; of a thing with a name, that says enough.
    fn in_brief(&self, before: &str, whole: &Value) -> String {
        let named = whole.get("name").is_some();
        if named { String::new() } else { format!("{before}{}", self.shown(whole, Digits::Few)) }
    }

    /// The two values: as they are where rounding hides what is between them.
    fn change(&self, old: Option<&Value>, new: Option<&Value>) -> String {
        // Of a clip at unity gain, the file says nothing.
        let unity = self.path.ends_with("/audio/gain").then_some(1.0);
        let gain = |value: Option<&Value>| value.map_or(unity, Value::as_f64);
        if let ("gain", Some(from), Some(to)) = (self.key.as_str(), gain(old), gain(new)) {
            return gains(from, to);
        }
        let switched = [old, new].iter().flatten().all(|value| value.is_boolean());
        let known = ABSENT.iter().find(|(key, _)| *key == self.key).map(|(_, words)| *words);
        let absent = known.unwrap_or(if switched { "off" } else { "none" });
        let say = |value: Option<&Value>, digits| {
            value.map_or_else(|| absent.to_owned(), |value| self.shown(value, digits).into_owned())
        };
        let (from, to) = in_digits(|digits| (say(old, digits), say(new, digits)));
        format!("{from} -> {to}")
    }

    fn shown<'v>(&self, value: &'v Value, digits: Digits) -> Cow<'v, str> {
        let said: Option<Cow<'v, str>> = match self.key.as_str() {
            "gain" => value.as_f64().map(|gain| format!("{} dB", digits.gain(gain)).into()),
            "pan" => value.as_f64().map(|pan| digits.pan(pan).into()),
            "color" => value.as_u64().and_then(|rgb| u32::try_from(rgb).ok()).map(|rgb| color(rgb).into()),
            // Names of tracks are quoted in it.
            "output" | "signature" => value.as_str().map(Cow::Borrowed),
            _ => None,
        };
        said.unwrap_or_else(|| shown(value))
    }
}

/// A switch as a number.
fn switch(value: &Value) -> Option<bool> {
    [0.0, 1.0].iter().position(|state| value.as_f64() == Some(*state)).map(|state| state == 1)
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

/// A value in words: as it is when it is short, else what sort of thing it is.
fn shown(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Bool(true) => "on".into(),
        Value::Bool(false) => "off".into(),
        Value::Array(list) if list.iter().any(Value::is_object) => count(list.len(), "element").into(),
        Value::Object(map) => in_short(map).unwrap_or_else(|| format!("({})", count(map.len(), "detail"))).into(),
        _ => {
            let text = json::to_string(value).unwrap_or_default();
            if text.len() <= SHOWN { text.into() } else { "(long)".into() }
        }
    }
}

/// An object as it is when it is short; of what is kept as a fingerprint, how much there is.
fn in_short(map: &Map<String, Value>) -> Option<String> {
    if let Some(points) = map.get(POINTS).and_then(Value::as_u64).and_then(|points| usize::try_from(points).ok()) {
        return Some(count(points, "point"));
    }
    if has_fingerprint(map) {
        return Some("kept".to_owned());
    }
    let text = json::to_string(map).unwrap_or_default();
    (text.len() <= SHOWN).then_some(text)
}
