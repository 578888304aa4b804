//! Calls as programs: the same in Rust, Python and JavaScript, each whole enough to be run.

mod python_javascript;
mod rust;

use livebridge_port::{Operation, Request};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Refused;

/// A call as the wire has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PageCall {
    /// The operation.
    pub method: String,
    /// Its parameters.
    #[serde(default)]
    pub params: Value,
}

/// How a program gets the Set that the page has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Origin {
    /// A fixture of this name.
    Fixture(String),
    /// The file of a Live Set.
    File(String),
    /// A snapshot that the page holds and can save.
    Snapshot,
}

/// A language of programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// In process, with the fake.
    Rust,
    /// Over the wire.
    Python,
    /// Over the wire, with node.
    JavaScript,
}

/// The calls that are to be written as programs.
#[derive(Debug, Deserialize)]
pub(crate) struct Programs {
    origin: Origin,
    calls: Vec<PageCall>,
}

impl PageCall {
    pub(crate) fn new(method: &str, params: Value) -> Self {
        Self { method: method.to_owned(), params }
    }

    /// The call with its types.
    pub(crate) fn request(&self) -> Result<Request, Refused> {
        let operation: Operation = self
            .method
            .parse()
            .map_err(|_| Refused::new(format!("there is no operation `{}`", self.method), "choose one of the list"))?;
        let params = if self.params.is_null() { json!({}) } else { self.params.clone() };
        Request::deserialize_params(operation, params).map_err(|error| {
            Refused(json!({
                "code": "BAD_INPUT",
                "message": format!("{}: {error}", self.method),
                "hint": "fill in the fields of the form",
            }))
        })
    }
}

/// The programs in all languages.
pub(crate) fn answer(programs: &Programs) -> Result<Value, Refused> {
    let Programs { origin, calls } = programs;
    Ok(json!({
        "rust": written(Language::Rust, origin, calls)?,
        "python": written(Language::Python, origin, calls)?,
        "javascript": written(Language::JavaScript, origin, calls)?,
    }))
}

/// A program that makes these calls on the Set of a fixture; `None` where a call is none.
pub fn program(language: Language, fixture: &str, calls: &[PageCall]) -> Option<String> {
    written(language, &Origin::Fixture(fixture.to_owned()), calls).ok()
}

fn written(language: Language, origin: &Origin, calls: &[PageCall]) -> Result<String, Refused> {
    let requests: Vec<Request> = calls.iter().map(PageCall::request).collect::<Result<_, _>>()?;
    Ok(match language {
        Language::Rust => rust::program(origin, &requests),
        Language::Python => python_javascript::python(origin, &requests),
        Language::JavaScript => python_javascript::javascript(origin, &requests),
    })
}
