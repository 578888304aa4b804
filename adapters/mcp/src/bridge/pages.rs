//! Long lists in parts: a page is as many items as fit into an answer that a client takes whole.

use livebridge_port::Operation;
use serde_json::{Value, json};

use crate::protocol::{Object, text_of};

/// The most items of a page.
const MOST_ITEMS: usize = 400;

/// The most characters of a page: what is around it has room beside it in an answer of 25,000.
const MOST_CHARACTERS: usize = 20_000;

/// The longest name in an answer.
const LONGEST_NAME: usize = 1000;

/// Whether the tool of an operation answers in pages.
pub(super) fn is_paged(operation: Operation) -> bool {
    use Operation as O;
    matches!(
        operation,
        O::GetSongOverview
            | O::ListTracks
            | O::FindTrack
            | O::ListClips
            | O::GetNotes
            | O::ListScenes
            | O::ListDeviceParams
    )
}

/// The schema of the argument that asks for a page.
pub(super) fn offset_schema() -> Value {
    json!({
        "type": "integer",
        "description": "How many items of the list to skip, for one that is longer than a page; 0 when left out.",
        "minimum": 0,
        "maximum": 1_000_000_000,
    })
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offset {
    /// How many items are skipped.
    pub(super) skipped: usize,
    /// Whether somebody asked for a page.
    pub(super) is_asked: bool,
}

impl Offset {
    /// Takes it out of the arguments of a tool.
    pub(super) fn taken_from(arguments: &mut Object) -> Self {
        let given = arguments.remove("offset").and_then(|given| given.as_f64());
        Self { is_asked: given.is_some(), ..Self::from(given.unwrap_or(0.0)) }
    }
}

impl From<f64> for Offset {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number in the range of the schema"
    )]
    fn from(skipped: f64) -> Self {
        Self { skipped: skipped as usize, is_asked: true }
    }
}

/// A part of a list.
pub(super) struct Page {
    /// Its items.
    pub(super) items: Vec<Value>,
    /// How many the whole list has.
    pub(super) count: usize,
    /// Where this part begins.
    skipped: usize,
}

impl Page {
    /// The part of `list` from `offset` on. There is one item at least, where the list goes as far.
    pub(super) fn of(list: Vec<Value>, offset: Offset) -> Self {
        let count = list.len();
        let mut left = MOST_CHARACTERS;
        let mut items = Vec::new();
        for mut item in list.into_iter().skip(offset.skipped).take(MOST_ITEMS) {
            with_short_names(&mut item);
            let length = text_of(&item).chars().count() + 1;
            if length > left && !items.is_empty() {
                break;
            }
            left = left.saturating_sub(length);
            items.push(item);
        }
        Self { items, count, skipped: offset.skipped }
    }

    /// Where the next part begins, when there is one.
    fn next(&self) -> Option<usize> {
        let next = self.skipped + self.items.len();
        (!self.items.is_empty() && next < self.count).then_some(next)
    }

    /// Says in an answer how to go on, where this is not all: as data, and in words for `how`.
    pub(super) fn mark(&self, answer: &mut Value, how: &str) {
        if self.skipped > 0 {
            answer["offset"] = json!(self.skipped);
        }
        if let Some(next) = self.next() {
            answer["nextOffset"] = json!(next);
            answer["more"] = json!(self.words(next, how));
        }
    }

    fn words(&self, next: usize, how: &str) -> String {
        format!("items {} to {} of {}; {how} {next}", self.skipped, next - 1, self.count)
    }

    /// The same for a summary; empty where this is all.
    pub(super) fn remark(&self) -> String {
        match self.next() {
            Some(next) => format!(" ({}; call again with offset {next})", self.part()),
            None if self.skipped > 0 => format!(" ({})", self.part()),
            None => String::new(),
        }
    }

    fn part(&self) -> String {
        match self.items.len() {
            0 => format!("none after {}", self.skipped),
            some => format!("{} to {} of {}", self.skipped, self.skipped + some - 1, self.count),
        }
    }
}

/// Shortens what is called a name, however deep it lies: nothing is found by it.
pub(super) fn with_short_names(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (key, value) in members.iter_mut() {
                match value {
                    Value::String(name) if key == "name" && name.chars().count() > LONGEST_NAME => {
                        *name = name.chars().take(LONGEST_NAME).chain("...".chars()).collect();
                    }
                    _ => with_short_names(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(with_short_names),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
