//! The files that a command writes: guarded in one way, and refused in one form of words.
//!
//! A command says what it writes, each place with the flag that names it, and what it reads; [`probe`] answers before
//! anything is run, [`write()`] and [`open`] do it.

use std::io;
use std::path::Path;

use super::problem::Problem;
use anyhow::{anyhow, bail};
use livebridge_text::output_paths::Place;

/// A place that is a file, for flags whose text has to be found again or whose command has other text for stdout.
pub(super) fn file(text: &str) -> Result<Place, String> {
    match text.parse()? {
        Place::Stdout => Err("`-` is no file, and stdout has other text: give a name".to_owned()),
        file @ Place::File(_) => Ok(file),
    }
}

/// Makes sure, before anything is run, that everything can be written: each to a place of its own that is none of what
/// is `read`. Places go by the names of their flags.
pub(super) fn probe<'a>(
    places: impl IntoIterator<Item = (&'static str, Option<&'a Place>)>,
    read: &[&Path],
) -> anyhow::Result<()> {
    let mut taken: Vec<(&str, &Place)> = Vec::new();
    for (flag, place) in places {
        let Some(place) = place else { continue };
        if let Some((other, _)) = taken.iter().find(|(_, other)| other.is_same(place)) {
            bail!(Problem::new(format!("{other} and {flag} both go to `{place}`"), "give each a file of its own"));
        }
        let fine = place.is_none_of(read.iter().copied()).and_then(|()| place.probe());
        fine.map_err(|error| {
            let refused = refused(flag, place, &error);
            Problem::new(format!("{refused}"), "nothing was run; give another name, in a directory that is there")
        })?;
        taken.push((flag, place));
    }
    Ok(())
}

/// Writes the whole text to a place, which goes by the name of its flag.
pub(super) fn write(flag: &str, place: &Place, text: &str) -> anyhow::Result<()> {
    place.write(text).map_err(|error| refused(flag, place, &error))
}

/// Opens a place for what comes piece by piece.
pub(super) fn open(flag: &str, place: &Place) -> anyhow::Result<Box<dyn io::Write + Send>> {
    place.open().map_err(|error| refused(flag, place, &error))
}

fn refused(flag: &str, place: &Place, error: &io::Error) -> anyhow::Error {
    anyhow!("{flag} {place}: cannot be written: {error}")
}
