//! Divergences that are known, with reasons: a file by which exploration passes over them and goes on.

use std::collections::BTreeSet;
use std::path::Path;

use livebridge_text::toml_file::{TomlError, TomlFile};
use serde::Deserialize;
use toml::Spanned;

/// The only version of the file that there is.
const VERSION: u32 = 1;

/// How the file looks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    version: Spanned<u32>,
    #[serde(default)]
    known: Vec<Known>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    cause: Spanned<String>,
    reason: String,
}

/// Reads the causes of a file. Each must have a reason, and be there once.
pub fn read(path: &Path) -> Result<BTreeSet<String>, TomlError> {
    let file = TomlFile::read(path)?;
    let Contents { version, known } = file.parse()?;
    if *version.get_ref() != VERSION {
        let message = format!("version is {}, and only {VERSION} is known", version.get_ref());
        return Err(file.wrong(version.span(), message));
    }
    let mut causes = BTreeSet::new();
    for Known { cause, reason } in known {
        if reason.trim().is_empty() {
            return Err(file.wrong(cause.span(), format!("reason: `{}` has none", cause.get_ref())));
        }
        if !causes.insert(cause.get_ref().clone()) {
            return Err(file.wrong(cause.span(), format!("cause: `{}` is there twice", cause.get_ref())));
        }
    }
    Ok(causes)
}
