//! Collecting facts: what is being compared ([`Subject`]), and the list of changes that grows ([`Facts`]).
//!
//! How values are put in words is in `text.rs`; what is compared with what, in `compare.rs`.

use livebridge_port::json;
use serde::Serialize;
use serde_json::Value;

use super::context::Context;
use super::numbers::{Digits, apart, in_digits};
use super::text::{or_absent, ordinal, quoted};
use super::timeline::{Timeline, Times, times_apart};
use super::{Change, ChangeClass, NoteEdits, Op};

/// A thing that is compared: where it stands, what it is called, what sort of thing it is.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub path: String,
    pub label: String,
    /// The label of the track that it stands on, or is.
    pub track: Option<String>,
    pub class: ChangeClass,
}

/// A field: its key in the path, its name in words.
pub(super) struct Field<'a>(pub &'a str, pub &'a str);

impl Subject {
    /// The Set itself.
    pub(super) fn set() -> Self {
        Self { path: String::new(), label: "Set".into(), track: None, class: ChangeClass::Global }
    }

    /// The element of a list of this thing. What is on the Set itself is labelled without it.
    pub(super) fn element(&self, list: &str, index: usize, label: &str, class: ChangeClass) -> Self {
        let track = self.track.clone().or_else(|| (list == "tracks").then(|| label.to_owned()));
        let label = if self.path.is_empty() { label.to_owned() } else { format!("{} {label}", self.label) };
        Self { path: self.at(&format!("{list}[{index}]")), label, track, class }
    }

    /// The same thing, for facts of another class.
    pub(super) fn of(&self, class: ChangeClass) -> Self {
        Self { class, ..self.clone() }
    }

    /// A part of this thing that has no label of its own.
    pub(super) fn part(&self, key: &str) -> Self {
        Self { path: self.at(key), ..self.clone() }
    }

    /// The path of something of this thing; an empty key is the thing itself.
    pub(super) fn at(&self, key: &str) -> String {
        match (self.path.as_str(), key) {
            ("", key) => key.to_owned(),
            (path, "") => path.to_owned(),
            (path, key) => format!("{path}/{key}"),
        }
    }
}

/// The changes found so far, and what is known of both Sets as a whole.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub changes: Vec<Change>,
    pub context: Context,
}

impl Facts {
    /// `key` of `at`, with another value. Says `name old -> new`.
    pub(super) fn field<T, W>(&mut self, at: &Subject, field: &Field<'_>, old: &T, new: &T, say: W)
    where
        T: PartialEq + Serialize + ?Sized,
        W: Fn(&T) -> String,
    {
        if old != new {
            let fact = format!("{} {} -> {}", field.1, say(old), say(new));
            self.push(Op::Change, at, field.0, fact, value(old), value(new));
        }
    }

    /// Like [`Facts::field`], for numbers that are rounded where that tells them apart.
    pub(super) fn rounded<T, W>(&mut self, at: &Subject, field: &Field<'_>, old: &T, new: &T, say: W)
    where
        T: PartialEq + Serialize + ?Sized,
        W: Fn(&T, Digits) -> String,
    {
        if old != new {
            let (from, to) = apart(old, new, say);
            self.push(Op::Change, at, field.0, format!("{} {from} -> {to}", field.1), value(old), value(new));
        }
    }

    /// Like [`Facts::rounded`], for times, said in the old and the new timeline.
    pub(super) fn timed<T, W>(&mut self, at: &Subject, field: &Field<'_>, times: &Times<'_>, old: &T, new: &T, say: W)
    where
        T: PartialEq + Serialize,
        W: Fn(&Timeline, &T, Digits) -> String,
    {
        if old != new {
            let (from, to) = in_digits(|digits| (say(times[0], old, digits), say(times[1], new, digits)));
            self.push(Op::Change, at, field.0, format!("{} {from} -> {to}", field.1), value(old), value(new));
        }
    }

    /// Like [`Facts::field`], for one that may be absent.
    pub(super) fn optional<T, W>(&mut self, at: &Subject, field: &Field<'_>, old: Option<&T>, new: Option<&T>, say: W)
    where
        T: PartialEq + Serialize + ?Sized,
        W: Fn(&T) -> String,
    {
        self.field(at, field, &old, &new, |value| or_absent(*value, &say));
    }

    /// Another name.
    pub(super) fn name(&mut self, at: &Subject, old: &str, new: &str) {
        if old != new {
            let fact = format!("renamed from {}", quoted(old));
            self.push(Op::Change, at, "name", fact, value(old), value(new));
        }
    }

    /// Another place in the order of a list; `what` stands before the words.
    pub(super) fn order(&mut self, at: &Subject, what: &str, old: usize, new: usize) {
        self.place(at, what, (&ordinal(old), &old), (&ordinal(new), &new));
    }

    /// Another place, each in words and as a value; `what` stands before the words.
    pub(super) fn place<T: Serialize>(&mut self, at: &Subject, what: &str, old: (&str, &T), new: (&str, &T)) {
        let fact = format!("{what}moved from {} to {}", old.0, new.0);
        self.push(Op::Move, at, "", fact, value(old.1), value(new.1));
    }

    /// Another time in the Arrangement.
    pub(super) fn time(&mut self, at: &Subject, old: f64, new: f64) {
        let (from, to) = times_apart(&self.context.timelines.each_ref(), old, new);
        self.place(at, "", (&from, &old), (&to, &new));
    }

    /// Something new.
    pub(super) fn added<T: Serialize + ?Sized>(&mut self, at: &Subject, fact: String, new: &T) {
        self.push(Op::Add, at, "", fact, None, value(new));
    }

    /// Something that is gone.
    pub(super) fn removed<T: Serialize + ?Sized>(&mut self, at: &Subject, fact: String, old: &T) {
        self.push(Op::Remove, at, "", fact, value(old), None);
    }

    /// Notes that are counted.
    pub(super) fn counted(&mut self, at: &Subject, fact: String, old: usize, new: usize, notes: NoteEdits) {
        self.push(Op::Change, at, "notes", fact, value(&Counted { count: old }), value(&Counted { count: new }));
        if let Some(change) = self.changes.last_mut() {
            change.notes = Some(notes);
        }
    }

    /// Any fact.
    pub(super) fn push(
        &mut self,
        op: Op,
        at: &Subject,
        key: &str,
        fact: String,
        old: Option<Value>,
        new: Option<Value>,
    ) {
        let (path, label, track) = (at.at(key), at.label.clone(), at.track.clone());
        self.changes.push(Change { op, path, label, track, class: at.class, fact, old, new, notes: None });
    }
}

/// Stands for notes that are counted and not shown.
#[derive(Serialize)]
struct Counted {
    count: usize,
}

/// The JSON value, whole numbers as integers; nothing for what is absent.
pub(super) fn value<T: Serialize + ?Sized>(value: &T) -> Option<Value> {
    let text = json::to_vec(value).ok()?;
    serde_json::from_slice(&text).ok().filter(|value: &Value| !value.is_null())
}
