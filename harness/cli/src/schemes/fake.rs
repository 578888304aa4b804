//! `fake`, and `fake+MUTANT` for one with a documented fault.

use std::sync::Arc;

use livebridge_suite::mutants;
use livebridge_suite::target::{FakeTarget, MutantTarget, Scheme, SchemeError, Target};
use livebridge_text::phrasing::visible;
use livebridge_text::suggestions::but_there_is;
use livebridge_wire::Token;

/// The embedded fake.
pub(super) struct Fake;

impl Scheme for Fake {
    fn forms(&self) -> &'static [&'static str] {
        &["fake"]
    }

    fn help(&self) -> &'static str {
        "`fake`"
    }

    fn is_meant(&self, text: &str) -> bool {
        text == "fake"
    }

    fn parse(&self, _: &str, _: Option<&Token>) -> Result<Arc<dyn Target>, SchemeError> {
        Ok(Arc::new(FakeTarget))
    }
}

/// The embedded fake with one documented fault.
pub(super) struct Mutants;

const PREFIX: &str = "fake+";

impl Scheme for Mutants {
    fn forms(&self) -> &'static [&'static str] {
        &["fake+MUTANT"]
    }

    fn help(&self) -> &'static str {
        "`fake+MUTANT` for one with a documented fault"
    }

    fn is_meant(&self, text: &str) -> bool {
        text.starts_with(PREFIX)
    }

    fn parse(&self, text: &str, _: Option<&Token>) -> Result<Arc<dyn Target>, SchemeError> {
        let name = text.strip_prefix(PREFIX).unwrap_or(text);
        let mutant = mutants::by_name(name).ok_or_else(|| {
            let near = but_there_is(name, mutants::all().map(|mutant| mutant.name));
            SchemeError {
                what: format!("there is no mutant `{}`{near}", visible(name)),
                hint: Some("`livebridge list mutants` shows them all".to_owned()),
            }
        })?;
        Ok(Arc::new(MutantTarget(mutant)))
    }
}
