//! The playground: a Set in memory behind one function that takes JSON and gives JSON.
//!
//! [`Playground::ask`] is all that a page needs; `abi` hands it to JavaScript where this is WebAssembly. `session` holds
//! the Set with its history, `handlers` the previews of the five handlers, `files` what is read from files, `code` the
//! same calls as programs, `objects` what can be chosen in a form.

#[cfg(target_arch = "wasm32")]
mod abi;
mod code;
mod files;
mod handlers;
mod objects;
mod overlay;
mod request;
mod session;

use serde_json::{Value, json};

pub use code::{Language, Origin, PageCall, program};
use request::{Asked, Request};
use session::Session;

/// Everything that a page talks to.
#[derive(Debug, Default)]
pub struct Playground {
    session: Session,
}

/// What is answered where something cannot be done: the fields of a refusal.
#[derive(Debug)]
pub(crate) struct Refused(Value);

impl Refused {
    /// What is wrong beside the port: a request of the page, a file.
    pub(crate) fn new(message: impl std::fmt::Display, hint: &str) -> Self {
        Self(json!({ "code": "PAGE", "message": message.to_string(), "hint": hint }))
    }
}

impl Playground {
    /// Answers a request of the page: `{"do": WHAT, "with": {...}}`, with the bytes of the files that go with it. Gives
    /// `{"ok": ...}`, or `{"refused": {"code", "message", "hint", ...}}`. Never panics, whatever is asked.
    pub fn ask(&mut self, request: &str, files: &[u8]) -> String {
        let answered = serde_json::from_str(request)
            .map_err(|error| Refused::new(format!("this is no request: {error}"), "load the page anew"))
            .and_then(|request: Request| self.answer(request, files));
        match answered {
            Ok(answer) => json!({ "ok": answer }).to_string(),
            Err(Refused(refusal)) => json!({ "refused": refusal }).to_string(),
        }
    }

    fn answer(&mut self, request: Request, files: &[u8]) -> Result<Value, Refused> {
        let session = &mut self.session;
        match request.asked {
            Asked::Forms => Ok(request::forms()),
            Asked::Open => session.open(request.read()?),
            Asked::OpenText => session.open_text(request.read()?),
            Asked::OpenFile => session.open_file(request.read()?, files),
            Asked::Look => session.look(),
            Asked::Call => session.call(request.read()?),
            Asked::GoTo => session.go_to(request.read()?),
            Asked::Plan => session.plan(request.read()?),
            Asked::Apply => session.apply(request.read()?),
            Asked::Issues => session.issues(request.read()?),
            Asked::Compare => files::compare(&request.read()?, files),
            Asked::Changes => session.changes(),
            Asked::Text => session.text(),
            Asked::Code => code::answer(&request.read()?),
        }
    }
}

/// The rules of the pictures, for the page's style.
pub fn picture_style() -> String {
    livebridge_sets::picture::embedded_style("picture")
}

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
