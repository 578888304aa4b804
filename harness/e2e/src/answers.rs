//! What a person answers: yes, no, skip, a note, or later. From a prompt or, for machines, from a file.

use std::collections::BTreeMap;
use std::path::Path;

use livebridge_text::toml_file::{TomlError, TomlFile};
use serde::Deserialize;

use crate::checklist::{Checklist, ChecklistStep, Question};

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Yes, and what else is said.
    Yes(Option<String>),
    /// No, and what else is said.
    No(Option<String>),
    /// It is not to be asked.
    Skip,
    /// Neither: words, which somebody else reads.
    Note(String),
    /// Not now: the run ends, and goes on from here another time.
    Later,
}

/// The longest note that is kept, in characters.
const LONGEST_NOTE: usize = 2000;

impl Reply {
    /// Reads what was typed: `yes`, `no`, `skip`, `note ...`, `later`, their first letters, and words behind a yes or no
    /// after a comma. Nothing where it is none of these.
    pub fn read(text: &str) -> Option<Self> {
        let text: String = text.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NOTE).collect();
        let (word, rest) = match text.split_once([',', ' ', ':']) {
            Some((word, rest)) => (word, rest.trim()),
            None => (text.as_str(), ""),
        };
        let more = (!rest.is_empty()).then(|| rest.to_owned());
        match (word.to_ascii_lowercase().as_str(), more) {
            ("y" | "yes", more) => Some(Self::Yes(more)),
            ("n" | "no", more) => Some(Self::No(more)),
            ("s" | "skip", None) => Some(Self::Skip),
            ("l" | "later", None) => Some(Self::Later),
            ("note", Some(note)) => Some(Self::Note(note)),
            (_, _) => None,
        }
    }
}

/// Whoever answers.
pub trait Asker {
    /// Asks the question of a step. `keys` is what to press, whole.
    fn ask(&mut self, step: &ChecklistStep, question: &Question, keys: &str) -> Reply;
}

/// Answers from a file: one for each step that asks.
#[derive(Debug, Clone, Default)]
pub struct ScriptedAnswers(BTreeMap<String, Reply>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    answers: BTreeMap<String, toml::Spanned<String>>,
}

impl ScriptedAnswers {
    /// Reads a file of answers: `[answers]`, and a row for each step, such as `fader-curve = "yes"`.
    pub fn read(path: &Path, checklist: &Checklist) -> Result<Self, TomlError> {
        let file = TomlFile::read(path)?;
        let read: File = file.parse()?;
        let mut answers = BTreeMap::new();
        for (id, text) in read.answers {
            if checklist.step(&id).is_none() {
                return Err(file.wrong(text.span(), format!("there is no step `{id}` in the checklist")));
            }
            let reply = Reply::read(text.get_ref()).ok_or_else(|| {
                file.wrong(text.span(), format!("`{}` is none of yes, no, skip, note ..., later", text.get_ref()))
            })?;
            answers.insert(id, reply);
        }
        Ok(Self(answers))
    }

    /// The same answers with one of them another.
    #[must_use]
    pub fn with(mut self, step: &str, reply: Reply) -> Self {
        self.0.insert(step.to_owned(), reply);
        self
    }
}

impl Asker for ScriptedAnswers {
    /// What the file does not answer is not answered now.
    fn ask(&mut self, step: &ChecklistStep, _: &Question, _: &str) -> Reply {
        self.0.get(&step.id).cloned().unwrap_or(Reply::Later)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_typed_is_read() {
        let read = |text| Reply::read(text);
        assert_eq!(read(" Yes "), Some(Reply::Yes(None)));
        assert_eq!(read("n, the tail is gone"), Some(Reply::No(Some("the tail is gone".to_owned()))));
        assert_eq!([read("s"), read("later")], [Some(Reply::Skip), Some(Reply::Later)]);
        assert_eq!(read("note: two\tentries"), Some(Reply::Note("twoentries".to_owned())));
        assert_eq!(["", "note", "maybe", "skip it", "yess"].map(read), [None, None, None, None, None]);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_an_answer_of_a_line_or_none(text in "\\PC{0,60}|(yes|note)[ ,][\\s\\S]{0,40}") {
            match Reply::read(&text) {
                Some(Reply::Yes(Some(more)) | Reply::No(Some(more)) | Reply::Note(more)) => {
                    prop_assert!(!more.is_empty() && !more.contains(char::is_control));
                }
                Some(Reply::Yes(None) | Reply::No(None) | Reply::Skip | Reply::Later) | None => {}
            }
        }
    }
}
