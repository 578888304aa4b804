//! `livebridge run`: the five handlers on a target, each in one undo step.
//!
//! One file per handler says what it is given and what it is about to do ([`Prepared`]); this one starts the target,
//! shows the plan, writes it, and tells what was done.

mod gain_stage;
mod humanize;
mod janitor;
mod output;
mod scale_lock;
mod sections;
mod session_to_song;

use std::path::Path;

use anyhow::Context;
use clap::{Args, Subcommand};
use livebridge_diff::DiffExt;
use livebridge_fake::SilentClip;
use livebridge_port::capabilities::TransactionCapability;
use livebridge_port::{IdRef, Mutation, Name, Operation};
use livebridge_suite::handlers::Handler;
use livebridge_suite::target::{Instance, Target};
use livebridge_suite::verdict::ExitCode;
use livebridge_text::output_paths::Place;
use livebridge_text::phrasing::{count, file_name, visible};
use livebridge_transforms::handlers::Plan;
use serde::Serialize;
use serde_json::Value;

use super::stop::{Stop, ended};
use super::target_with_set::{TargetWithSet, require};
use super::{print, say, show, written};
use crate::contents::Contents;

/// Run a handler on a target: Scale Lock, Humanize, Gain Stage Doctor, Session-to-Song, Set Janitor
///
/// Each reads through the port, computes, and writes everything in one transaction: one undo takes it back. What is
/// refused leaves the Set as it was. Tables and JSON go to stdout, notes and errors to stderr. Exit codes: 0 done, or
/// there was nothing to do; 1 the target refused or lacks something; 2 wrong usage; 6 the target could not be started or
/// did not answer.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge run janitor als:song.als                     what is wrong in a Live Set
  livebridge run scale-lock als:song.als --dry-run        what would be moved, clip by clip
  livebridge run humanize als:song.als --clip 'Drums/*' --timing --velocity --diff --save out.json
  livebridge run session-to-song --section Intro:0:8 --section Verse:1:16 -- python3 my_bridge.py")]
pub(super) struct Arguments {
    #[command(subcommand)]
    handler: Chosen,
}

#[derive(Debug, Subcommand)]
enum Chosen {
    ScaleLock(scale_lock::Arguments),
    Humanize(humanize::Arguments),
    GainStage(gain_stage::Arguments),
    SessionToSong(session_to_song::Arguments),
    Janitor(janitor::Arguments),
}

/// What every handler is given beside its own options.
#[derive(Debug, Args)]
struct Common {
    /// Show the plan and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Say what differs in the Set after the run
    #[arg(long)]
    diff: bool,
    /// Write a snapshot of the Set after the run to this file
    #[arg(long, value_name = "FILE", value_parser = written::file)]
    save: Option<Place>,
    /// Print JSON: the report of the handler, with `--dry-run` the plan, with `--diff` every change
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetWithSet,
}

/// A handler with its options.
trait Prepare {
    /// Which one it is.
    const HANDLER: Handler;
    /// Whether it listens to the tracks.
    const LISTENS: bool = false;

    /// What every handler is given.
    fn common(&self) -> &Common;

    /// The file that says what to do, where there is one.
    fn file(&self) -> Option<&Path> {
        None
    }

    /// Reads the Set and computes what there is to do.
    fn prepare(&self, target: &Instance, contents: &Contents) -> Result<Prepared, Stop>;
}

/// What a handler is about to do, in words and as data.
struct Prepared {
    /// A table: headings, then a row for each thing concerned.
    rows: Vec<Vec<String>>,
    /// What it comes to, in one line.
    summary: String,
    /// The report of the handler.
    report: Value,
    /// What is to be written; `None` when it was only asked to look.
    mutations: Option<Vec<Mutation>>,
}

impl Prepared {
    /// The plan of a handler, with its table.
    fn of<R: Serialize>(plan: Plan<R>, rows: Vec<Vec<String>>, summary: String) -> anyhow::Result<Self> {
        let report = serde_json::to_value(&plan.report).context("the report")?;
        Ok(Self { rows, summary, report, mutations: Some(plan.mutations) })
    }
}

pub(super) fn run(arguments: &Arguments) -> ExitCode {
    ended(match &arguments.handler {
        Chosen::ScaleLock(handler) => perform(handler),
        Chosen::Humanize(handler) => perform(handler),
        Chosen::GainStage(handler) => perform(handler),
        Chosen::SessionToSong(handler) => perform(handler),
        Chosen::Janitor(handler) => perform(handler),
    })
}

fn perform<H: Prepare>(handler: &H) -> Result<ExitCode, Stop> {
    let common = handler.common();
    let named = common.target.named()?;
    let read: Vec<&Path> = common.target.files(&*named).into_iter().chain(handler.file()).collect();
    written::probe([("--save", common.save.as_ref())], &read)?;
    common.target.with_target(|named, target| {
        let text = work(handler, named, target)?;
        if common.json { print(&text) } else { show(&text) }?;
        Ok(ExitCode::Conformant)
    })
}

/// Does what was asked for, and gives what to print.
fn work<H: Prepare>(handler: &H, named: &dyn Target, target: &Instance) -> Result<String, Stop> {
    let common = handler.common();
    let name = H::HANDLER.name();
    require(named, &H::HANDLER.missing_reads(target), name)?;
    let before = if common.diff { Some(target.set()?) } else { None };
    let contents = Contents::read(target.bridge.as_ref())?;
    if H::LISTENS {
        say_offline(&named.silent_files());
    }
    let prepared = handler.prepare(target, &contents).map_err(|stop| stop.with_remark("nothing was written"))?;
    if H::LISTENS {
        say_silent(&named.silent_clips());
    }

    let mut undo_steps = None;
    if let Some(mutations) = prepared.mutations.as_ref().filter(|mutations| !mutations.is_empty()) {
        let missing = missing_writes(target, mutations);
        if !common.dry_run {
            require(named, &missing, name)?;
            undo_steps = write(target, mutations.clone())?;
            if undo_steps.is_some_and(|steps| steps != 1) {
                say(
                    "note: a run is to be one undo step: `livebridge verify --check transactions/` shows what is not\n",
                );
            }
        } else if !missing.is_empty() {
            say(&format!("note: the plan cannot be written: the target does not offer {}\n", missing.join(", ")));
        }
    }
    let after = if common.diff || common.save.is_some() { Some(target.set()?) } else { None };
    if let (Some(place), Some(set)) = (&common.save, &after) {
        written::write("--save", place, &set.to_canonical())?;
    }
    let done = output::Done {
        handler: name,
        target: named.to_string(),
        dry_run: common.dry_run,
        prepared,
        undo_steps,
        diff: before.zip(after).map(|(before, after)| before.diff(&after)),
    };
    Ok(if common.json { done.json()? } else { done.text(&contents) })
}

/// Tells which audio files are not there.
fn say_offline(files: &[Name]) {
    let shown: Vec<_> = files.iter().take(3).map(|file| format!("`{}`", visible(file_name(file)))).collect();
    let more = files.len() - shown.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    if !files.is_empty() {
        let are = if files.len() == 1 { "is not there, and so" } else { "are not there, and so" };
        say(&format!("note: {} {are} silent: {}{more}\n", count(files.len(), "audio file"), shown.join(", ")));
    }
}

/// Tells which clips could not be played, and why.
fn say_silent(clips: &[SilentClip]) {
    for SilentClip { track, clip, reason, .. } in clips {
        let clip = format!("{}/{}", visible(track), visible(clip));
        say(&format!("note: the clip `{clip}` is silent: {}\n", visible(reason)));
    }
}

/// What the target lacks to write a plan.
fn missing_writes(target: &Instance, mutations: &[Mutation]) -> Vec<&'static str> {
    let mut needed: Vec<Operation> = mutations.iter().map(Mutation::operation).collect();
    needed.push(Operation::Transaction);
    needed.sort_unstable();
    needed.dedup();
    target.missing(&needed)
}

/// Writes a plan in one transaction, and gives how many undo steps that took by the target's own count, where it has
/// one.
fn write(target: &Instance, mutations: Vec<Mutation>) -> Result<Option<u64>, Stop> {
    let control = target.bridge.control();
    let counts = target.description.offers(Operation::ControlTransactionCount);
    let count = || counts.then(|| control.transaction_count()).transpose();
    let before = count()?;
    let remark = match target.description.capabilities.transaction {
        TransactionCapability::Atomic => "by what the target promises, nothing was changed",
        _ => "the target does not promise to roll back: look at the Set",
    };
    let applied = livebridge_wire::block_on(Plan { report: (), mutations }.apply(target.bridge.as_ref()));
    applied.map_err(|error| Stop::from(error).with_remark(remark))?;
    if target.description.offers(Operation::ControlSettle) {
        control.settle()?;
    }
    Ok(before.zip(count()?).map(|(before, after)| after.saturating_sub(before)))
}

/// The clips that were named; every MIDI clip when none was.
fn chosen_clips(named: &[String], contents: &Contents) -> Result<Vec<IdRef>, Stop> {
    if named.is_empty() {
        return Ok(contents.midi_clips().map(|clip| clip.info.id.clone()).collect());
    }
    let chosen = named.iter().map(|name| contents.clips(name)).collect::<Result<Vec<_>, _>>()?;
    Ok(chosen.concat())
}

/// The headings of a table.
fn headings<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}
