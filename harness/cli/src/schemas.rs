//! `livebridge schemas`: the JSON Schemas of everything that is sent and written.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use livebridge_suite::verdict::ExitCode;
use livebridge_text::phrasing::shown;

use super::problem::Problem;
use super::{print, say};
use livebridge_suite::schemas::{self, Document};

/// Print, write or check the JSON Schemas of messages, Sets and reports
///
/// They are generated from the Rust types (draft 2020-12). Exit codes: 0 done, 2 wrong usage, 7 the files differ.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge schemas list              what there is
  livebridge schemas print summary     one of them
  livebridge schemas write schemas/    all of them, as files
  livebridge schemas check             whether golden/schemas is what the types say")]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the schemas
    List,
    /// Print one
    Print {
        /// Its name, as `list` shows it
        name: String,
    },
    /// Write all of them into a directory
    Write {
        /// The directory
        #[arg(default_value = "golden/schemas")]
        directory: PathBuf,
    },
    /// Compare the files of a directory with what the types say
    Check {
        /// The directory
        #[arg(default_value = "golden/schemas")]
        directory: PathBuf,
    },
}

/// The schemas of the protocol of the simulated Live, beside those of the suite.
fn live() -> Vec<Document> {
    let documents = livebridge_live::protocol::SCHEMAS.iter();
    documents.map(|(name, about, generate)| Document::new(name, about, *generate)).collect()
}

/// What a schema describes; what a flag writes goes by the flag.
fn about(document: &Document) -> &'static str {
    match document.name {
        "event" => "a line of --events",
        "summary" => "what --json writes",
        _ => document.about,
    }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let live = live();
    match &arguments.action {
        Action::List => {
            let lines =
                schemas::ALL.iter().chain(&live).map(|document| format!("{:<13} {}\n", document.name, about(document)));
            print(&lines.collect::<String>())?;
        }
        Action::Print { name } => match schemas::ALL.iter().chain(&live).find(|document| document.name == name) {
            Some(document) => print(&document.text())?,
            None => {
                bail!(Problem::new(format!("there is no schema `{name}`"), "`livebridge schemas list` shows them all"))
            }
        },
        Action::Write { directory } => {
            schemas::write(directory, &live).with_context(|| format!("failed to write to `{}`", shown(directory)))?;
        }
        Action::Check { directory } => {
            let differences = schemas::differences(directory, &live)
                .with_context(|| format!("failed to read `{}`", shown(directory)))?;
            if !differences.is_empty() {
                for difference in differences {
                    say(&format!("{}: {difference}\n", shown(directory)));
                }
                say("hint: `livebridge schemas write` writes them anew; look at the difference before you commit it\n");
                return Ok(ExitCode::GoldenDiffers);
            }
        }
    }
    Ok(ExitCode::Conformant)
}
