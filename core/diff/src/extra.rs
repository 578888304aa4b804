//! Sections that only one kind of source has: compared as JSON, member by member.
//!
//! What a member is called, how its value is said and of which class a change of it is, the typed sections tell
//! (`forms.rs`): gains are linear and said in dB, panning as Live shows it, and what is not kept but has a fingerprint
//! is another one, or has so many points now. Sections of other sources mean the same by the same keys.

mod forms;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use livebridge_port::json;
use livebridge_port::snapshot::als::{BusField, EnvelopeField, SignatureChanges};
use livebridge_port::snapshot::{Extra, Signature};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::content::ordered;
use super::context::{Slot, pair_elements};
use super::devices::is_main_switch;
use super::facts::{Facts, Subject};
use super::matching::out_of_order;
use super::numbers::{Digits, SILENCE, gains, in_digits};
use super::text::{color, count, labels, on_off, ordinal, quoted};
use super::timeline::{Timeline, times_apart};
use super::{ChangeClass, Op};
pub(super) use forms::Form;
use forms::{Kind, Meaning};

/// The longest text of a value that is shown whole.
const SHOWN: usize = 60;

/// As many members of a section that came or went are told one by one.
const FEW: usize = 2;

/// The key of what stands for that which is not kept, and that of how many points there are of it.
const FINGERPRINT: &str = EnvelopeField::Fingerprint.key();
const POINTS: &str = EnvelopeField::Points.key();
/// The key of the name of a thing.
const NAME: &str = BusField::Name.key();

/// What is being compared: a value within the sections of `at`, with its path and its name in words.
struct Place<'a> {
    at: &'a Subject,
    path: String,
    words: String,
    /// What the last key in the path means.
    meaning: Meaning,
    /// The class of a change.
    class: ChangeClass,
}

/// Compares the sections of one thing, which are of this form.
pub(super) fn compare(facts: &mut Facts, at: &Subject, form: Form, old: &Extra, new: &Extra) {
    if old == new {
        return;
    }
    let class = if at.class == ChangeClass::Global { ChangeClass::Structure } else { at.class };
    let meaning = Meaning { kind: Kind::Section(form), ..Meaning::UNKNOWN };
    let sources: BTreeSet<_> = old.sections().chain(new.sections()).map(|(source, _)| source).collect();
    for source in sources {
        let place = Place { at, path: format!("extra/{source}"), words: String::new(), meaning, class };
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
    let (before, now) = (elements(old), elements(new));
    match (old, new) {
        _ if old == new => {}
        _ if place.is(Kind::Sends) && [before, now].iter().all(|list| list.is_some_and(are_gains)) => {
            sends(facts, place, before.unwrap_or_default(), now.unwrap_or_default());
        }
        (Some(Value::Number(from)), Some(Value::Number(to))) if place.is(Kind::Time) => {
            let times = facts.context.timelines.each_ref();
            let [from, to] = [from, to].map(|beat| beat.as_f64().unwrap_or_default());
            let (from, to) = times_apart(&times, from, to);
            place.push(facts, Op::Change, format!("{} {from} -> {to}", place.words), old.cloned(), new.cloned());
        }
        _ if place.is(Kind::Signatures) && signatures(facts, place, old, new) => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) if !has_fingerprint(old) || !has_fingerprint(new) => {
            let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
            for key in keys {
                value(facts, &place.member(key), old.get(key), new.get(key));
            }
        }
        _ if [before, now].iter().flatten().any(|list| list.iter().any(Value::is_object)) => {
            list(facts, place, before.unwrap_or_default(), now.unwrap_or_default());
        }
        (Some(Value::String(old)), Some(Value::String(new))) if place.is_renamed(facts, old, new) => {}
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
            facts.order(&at.at.of(at.class).part(&at.path), &format!("{} ", at.words), i, j);
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
        let [from, to] = [from, to].map(|gain| gain.map(Value::from));
        let at = place.element(j.or(i).unwrap_or_default(), "");
        at.push(facts, Op::Change, format!("send {name} {change}"), from, to);
    }
}

/// Changes of the time signature in the Arrangement. Whether there was something to say of them.
fn signatures(facts: &mut Facts, place: &Place<'_>, old: Option<&Value>, new: Option<&Value>) -> bool {
    let by_time = |list: Option<&Value>| -> BTreeMap<_, _> {
        let changes = list.and_then(|list| SignatureChanges::deserialize(list).ok()).unwrap_or_default();
        changes.iter().map(|(at, signature)| (ordered(at), (at, signature))).collect()
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
        place.element(index, "").push(facts, op, fact, change(&before), change(&now));
    }
    facts.changes.len() > said
}

impl Place<'_> {
    fn is(&self, kind: Kind) -> bool {
        self.meaning.kind == kind
    }

    fn member(&self, key: &str) -> Self {
        let meaning = Meaning::of(self.meaning.kind, key);
        let words = match (meaning.kind, meaning.words) {
            // What a parameter is called says nothing of what its value means.
            (Kind::Parameter | Kind::Choice, _) => quoted(key),
            (_, Some(words)) => words.to_owned(),
            (_, None) => spaced(key),
        };
        let class = meaning.class.filter(|_| self.class != ChangeClass::Automation).unwrap_or(self.class);
        Self { meaning, class, ..self.below(&format!("/{key}"), &words) }
    }

    /// Whether two values name the same track or group, which is called otherwise now.
    fn is_renamed(&self, facts: &Facts, old: &str, new: &str) -> bool {
        match self.meaning.kind {
            Kind::Group => facts.context.is_renamed_group(old, new),
            Kind::Output => facts.context.is_renamed_output(old, new),
            _ => false,
        }
    }

    fn push(&self, facts: &mut Facts, op: Op, fact: String, old: Option<Value>, new: Option<Value>) {
        facts.push(op, &self.at.of(self.class), &self.path, fact, old, new);
    }

    /// What the elements are called: of `chains`, `chain "Kick"`.
    fn labels(&self, elements: &[Value]) -> Vec<String> {
        let one = self.words.strip_suffix('s').unwrap_or(&self.words);
        let names: Vec<_> = elements.iter().map(|element| element.get(NAME).and_then(Value::as_str)).collect();
        labels(&format!("{one} "), &names, ordinal)
    }

    fn element(&self, index: usize, label: &str) -> Self {
        Self { words: label.to_owned(), ..self.below(&format!("[{index}]"), "") }
    }

    fn below(&self, step: &str, words: &str) -> Self {
        let gap = if self.words.is_empty() || words.is_empty() { "" } else { " " };
        let words = format!("{}{gap}{words}", self.words);
        Self { path: format!("{}{step}", self.path), words, ..*self }
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
        self.push(facts, op, fact, old.cloned(), new.cloned());
    }

    /// What became of a member that is called `name`.
    fn edit(&self, name: &str, old: Option<&Value>, new: Option<&Value>) -> String {
        if let (Some(Value::Object(old)), Some(Value::Object(new))) = (old, new)
            && old.get(POINTS) == new.get(POINTS)
        {
            return format!("{name} edited");
        }
        if let (Kind::Name, Some(Value::String(old)), Some(_)) = (self.meaning.kind, old, new) {
            let thing = name.strip_suffix("name").unwrap_or(name);
            return format!("{thing}renamed from {}", quoted(old));
        }
        let switch_of = self.path.rsplit('/').next().filter(|key| self.is(Kind::Parameter) && is_main_switch(key));
        if let (Some(key), Some(_), Some(on)) = (switch_of, old.and_then(switch), new.and_then(switch)) {
            return format!("{}switched {}", name.strip_suffix(&quoted(key)).unwrap_or(name), on_off(on));
        }
        format!("{name} {}", self.change(old, new))
    }

    /// A value that came or went as a whole; of a thing with a name, that says enough.
    fn in_brief(&self, before: &str, whole: &Value) -> String {
        let named = whole.get(NAME).is_some();
        if named { String::new() } else { format!("{before}{}", self.shown(whole, Digits::Few)) }
    }

    /// The two values: as they are where rounding hides what is between them.
    fn change(&self, old: Option<&Value>, new: Option<&Value>) -> String {
        let gain = |value: Option<&Value>| match (self.meaning.kind, value) {
            (Kind::Gain | Kind::GainOrUnity, Some(value)) => value.as_f64(),
            (Kind::GainOrUnity, None) => Some(1.0),
            _ => None,
        };
        if let (Some(from), Some(to)) = (gain(old), gain(new)) {
            return gains(from, to);
        }
        let switched = [old, new].iter().flatten().all(|value| value.is_boolean());
        let absent = self.meaning.absent.unwrap_or(if switched { "off" } else { "none" });
        let say = |value: Option<&Value>, digits| {
            value.map_or_else(|| absent.to_owned(), |value| self.shown(value, digits).into_owned())
        };
        let (from, to) = in_digits(|digits| (say(old, digits), say(new, digits)));
        format!("{from} -> {to}")
    }

    fn shown<'v>(&self, value: &'v Value, digits: Digits) -> Cow<'v, str> {
        let said: Option<Cow<'v, str>> = match self.meaning.kind {
            Kind::Gain | Kind::GainOrUnity => value.as_f64().map(|gain| format!("{} dB", digits.gain(gain)).into()),
            Kind::Pan => value.as_f64().map(|pan| digits.pan(pan).into()),
            Kind::Color => value.as_u64().and_then(|rgb| u32::try_from(rgb).ok()).map(|rgb| color(rgb).into()),
            Kind::Output | Kind::Signature => value.as_str().map(Cow::Borrowed),
            Kind::Plain
            | Kind::Name
            | Kind::Signatures
            | Kind::Time
            | Kind::Group
            | Kind::Sends
            | Kind::Parameters
            | Kind::Choices
            | Kind::Parameter
            | Kind::Choice
            | Kind::Envelopes
            | Kind::Section(_) => None,
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
