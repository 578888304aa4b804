//! The schemes by which targets are named on the command line: one registry, and what the help texts say of it.
//!
//! A scheme is one file below, or comes from another crate, and one row of [`ALL`]. A program after `--` has no scheme:
//! its words are those of the command line.

mod address;
mod fake;
pub(crate) mod inside;
mod live_set;
pub(crate) mod maps;
mod tools;

use std::path::Path;
use std::sync::Arc;

use livebridge_suite::target::{FakeTarget, ProgramTarget, Scheme, SchemeError, Target};
use livebridge_text::phrasing::visible;
use livebridge_wire::{Command, Token};

/// What the targets of a scheme are. Help texts choose by it, each with a match that names every kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The fake, faithful or with a fault.
    Fake,
    /// A Live Set from its file.
    LiveSet,
    /// Something that listens at an address.
    Address,
    /// A bridge that a map describes.
    Map,
    /// Tools of the Model Context Protocol: ours before another target, or a server of somebody.
    Tools,
}

/// A scheme of the command line.
struct Entry {
    kind: Kind,
    scheme: &'static dyn Scheme,
    /// The command that lists what can stand for the words in capitals.
    listed_by: Option<&'static str>,
}

/// Every scheme, in the order of the help texts.
static ALL: &[Entry] = &[
    Entry { kind: Kind::Fake, scheme: &fake::Fake, listed_by: None },
    Entry { kind: Kind::Fake, scheme: &fake::Mutants, listed_by: Some("livebridge list mutants") },
    Entry { kind: Kind::LiveSet, scheme: &live_set::LiveSets, listed_by: None },
    Entry { kind: Kind::Address, scheme: &address::Addresses, listed_by: None },
    Entry { kind: Kind::Map, scheme: &maps::MapFiles, listed_by: None },
    Entry { kind: Kind::Map, scheme: &maps::ShippedMaps, listed_by: None },
    Entry { kind: Kind::Tools, scheme: &tools::Served, listed_by: None },
    Entry { kind: Kind::Tools, scheme: &tools::ToolServers, listed_by: None },
];

fn of(text: &str) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.scheme.is_meant(text))
}

/// The target that a text names.
pub(crate) fn parse(text: &str, token: Option<&Token>) -> Result<Arc<dyn Target>, SchemeError> {
    match of(text) {
        Some(entry) => entry.scheme.parse(text, token),
        None => Err(SchemeError { what: format!("there is no target `{}`", visible(text)), hint: Some(forms()) }),
    }
}

/// The target that a program is, which is given with its arguments.
pub(crate) fn program(program: &str, arguments: &[String]) -> Arc<dyn Target> {
    Arc::new(ProgramTarget(Command { program: program.into(), args: arguments.to_vec() }))
}

/// The target that a program is which is given behind the name of its kind, `tools: -- COMMAND` or `mcp: -- COMMAND`, or
/// of its map: `loophole: -- COMMAND`. `None` where no program can stand behind it.
pub(crate) fn program_of_kind(
    text: &str,
    program: &str,
    arguments: &[String],
) -> Result<Option<Arc<dyn Target>>, SchemeError> {
    if let Some(target) = tools::program(text, program, arguments) {
        return Ok(Some(target));
    }
    maps::program(text, program, arguments)
}

/// The target when none is named.
pub(crate) fn default() -> Arc<dyn Target> {
    Arc::new(FakeTarget)
}

/// Whether a text is meant to be a target of some scheme, right or wrong.
pub(crate) fn is_meant(text: &str) -> bool {
    of(text).is_some()
}

/// The file that a text of some scheme names and that can be read without starting anything.
pub(crate) fn file(text: &str) -> Option<&Path> {
    of(text)?.scheme.file(text)
}

/// How targets are written, all of them, as a hint.
fn forms() -> String {
    let form = |entry: &Entry| {
        let forms = entry.scheme.forms().iter().map(|form| format!("`{form}`")).collect::<Vec<_>>().join(", ");
        let see = entry.listed_by.map_or_else(String::new, |command| format!(" (see `{command}`)"));
        format!("{forms}{see}, ")
    };
    format!("use {}or `-- COMMAND ARGS...`", ALL.iter().map(form).collect::<String>())
}

/// What the targets of these kinds are, for the help of an argument.
pub(crate) fn help(kinds: fn(Kind) -> bool) -> String {
    let mut lines: Vec<&str> = ALL.iter().filter(|entry| kinds(entry.kind)).map(|entry| entry.scheme.help()).collect();
    let last = lines.pop().unwrap_or_default();
    match lines.as_slice() {
        [] => last[..1].to_uppercase() + &last[1..],
        [..] => format!("{}, or {last}", lines.join(", ")),
    }
}

/// What all targets are, for the help of an argument.
pub(crate) fn help_of_all() -> String {
    help(|kind| match kind {
        Kind::Fake | Kind::LiveSet | Kind::Address | Kind::Map | Kind::Tools => true,
    })
}

/// How targets of these kinds are written, for the help of an argument that says no more.
pub(crate) fn short_help(kinds: fn(Kind) -> bool) -> String {
    let mut forms = forms_of(kinds);
    let last = forms.pop().unwrap_or_default();
    if forms.is_empty() { last } else { format!("{} or {last}", forms.join(", ")) }
}

/// How targets of these kinds are written, each in backquotes.
pub(crate) fn forms_of(kinds: fn(Kind) -> bool) -> Vec<String> {
    let entries = ALL.iter().filter(|entry| kinds(entry.kind));
    entries.flat_map(|entry| entry.scheme.forms()).map(|form| format!("`{form}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_names_every_scheme_and_every_form_is_meant_by_one() {
        let help = help(|_| true);
        for entry in ALL {
            assert!(help.contains(entry.scheme.help()));
            for form in entry.scheme.forms() {
                assert!(help.contains(&format!("`{form}`")) && forms().contains(&format!("`{form}`")), "{form}");
                let meant: Vec<_> = ALL.iter().filter(|other| other.scheme.is_meant(form)).collect();
                assert!(meant.len() == 1 && std::ptr::eq(meant[0], entry), "{form} is meant by {}", meant.len());
            }
        }
    }

    #[test]
    fn what_is_no_target_is_not_the_fake() {
        for text in ["", "fakes", "fake ", "Fake", "als", "live:", "--", "fake+", "fake+nobody"] {
            assert!(parse(text, None).is_err(), "{text}");
        }
        assert_eq!(parse("fake", None).unwrap().to_string(), "fake");
    }
}
