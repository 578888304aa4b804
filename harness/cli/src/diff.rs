//! `livebridge diff`: what differs between two Sets, in the words of a musician.

use std::collections::BTreeMap;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use livebridge_diff::{Change, ChangeClass, DiffExt, SetDiff};
use livebridge_port::json;
use livebridge_sets::difference;
use livebridge_sets::picture::Picture;
use livebridge_suite::verdict::ExitCode;
use livebridge_text::output_paths::Place;
use serde::Serialize;

use super::picture::title;
use super::terminal::Paint;
use super::written::{file, probe, write};
use super::{print, set, show};

/// Say what differs between two Sets: Live Sets, snapshots or targets
///
/// What differs between the files of two Live Sets and is not understood is counted by its place in them (class
/// `unread`), so that no difference is silent; ids and what belongs to the view do not count.
///
/// Exit codes: 0 no difference but allowed ones, 1 a difference, 2 one of the two could not be read.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge diff before.als after.als            two versions of a Live Set
  livebridge diff golden.json song.als            a Live Set against a snapshot of it
  livebridge diff --json fake als:song.als        a target against a Live Set, for a program to read
  livebridge diff a.als b.als --allow mixer,meta  exit code 0 when only levels and the like are others
  livebridge diff a.als b.als --html diff.html    the same words, and both Sets in one picture")]
pub(super) struct Arguments {
    /// The old one: a `.als` file, a snapshot, or a target such as `fake`, `als:FILE` or `tcp:HOST:PORT`
    old: String,
    /// The new one
    new: String,
    /// Let changes of these classes pass: with no others, exit code 0
    #[arg(long, value_name = "CLASS", value_delimiter = ',', value_parser = class_parser())]
    allow: Vec<ChangeClass>,
    /// Tell each difference in the files that is not understood, and not their number by place
    #[arg(long)]
    all: bool,
    /// Print JSON: every change with its path, class and values
    #[arg(long)]
    json: bool,
    /// Write the words as Markdown, for a comment on a pull request
    #[arg(long, value_name = "FILE", value_parser = file)]
    markdown: Option<Place>,
    /// Draw the difference into this file too, as an HTML page
    #[arg(long, value_name = "FILE", value_parser = file)]
    html: Option<Place>,
    /// Draw the difference into this file too, as an SVG
    #[arg(long, value_name = "FILE", value_parser = file)]
    svg: Option<Place>,
}

/// The JSON form of a difference.
#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    old: &'a str,
    new: &'a str,
    summary: Counts,
    changes: &'a [Change],
}

/// How many changes there are, and of which class.
#[derive(Serialize)]
struct Counts {
    facts: usize,
    by: BTreeMap<ChangeClass, usize>,
}

fn class_parser() -> impl TypedValueParser<Value = ChangeClass> {
    let parse = |name: String| ChangeClass::ALL.into_iter().find(|class| class.name() == name).ok_or("no class");
    PossibleValuesParser::new(ChangeClass::ALL.map(ChangeClass::name)).try_map(parse)
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { markdown, html, svg, .. } = arguments;
    let read = [&arguments.old, &arguments.new].map(|source| set::file_of(source));
    probe([("--markdown", markdown.as_ref()), ("--html", html.as_ref()), ("--svg", svg.as_ref())], &read)?;
    let ((old, _), (new, _)) = (set::load(&arguments.old)?, set::load(&arguments.new)?);
    let mut diff: SetDiff = old.diff(&new);
    if let (Some(old), Some(new)) = (set::outline(&arguments.old)?, set::outline(&arguments.new)?) {
        diff = difference::with_files(diff, &old.differences(&new), arguments.all);
    }
    let text = if arguments.json {
        let format = "livebridge.set-diff/1";
        let summary = Counts { facts: diff.changes.len(), by: diff.by_class() };
        json::to_string(&Document {
            format,
            old: &arguments.old,
            new: &arguments.new,
            summary,
            changes: &diff.changes,
        })?
    } else {
        Paint::stdout().diff(&diff)
    };
    let name = format!("{} to {}", title(&arguments.old), title(&arguments.new));
    let picture = || Picture::of_difference(&name, &old, &new, &diff);
    if let Some(place) = markdown {
        let text = difference::markdown(&diff, &title(&arguments.old), &title(&arguments.new));
        write("--markdown", place, &text)?;
    }
    if let Some(place) = html {
        write("--html", place, &picture().html())?;
    }
    if let Some(place) = svg {
        write("--svg", place, &picture().svg())?;
    }
    if arguments.json { print(&format!("{text}\n")) } else { show(&format!("{text}\n")) }?;
    let passes = diff.changes.iter().all(|change| arguments.allow.contains(&change.class));
    Ok(if passes { ExitCode::Conformant } else { ExitCode::Nonconformant })
}
