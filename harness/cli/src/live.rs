//! `livebridge live`: the simulated Live, and the code of bridges that runs on it.
//!
//! This file holds the flags of the engine that all its commands share; `attach` starts code of others beside it,
//! `ask` calls it from a shell, `tell` prints what it knows and how much of Live it is.

mod ask;
mod attach;
mod pipes;
mod tell;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use anyhow::{Context, anyhow, bail};
use clap::{Args, Subcommand};
use livebridge_live::rules::{LIVE, Rules};
use livebridge_live::serve::Shared;
use livebridge_live::{Engine, Session};
use livebridge_port::Snapshot;
use livebridge_suite::verdict::ExitCode;
use livebridge_text::phrasing::shown;

/// A Live that runs without Live: start bridges on it, look into it, see what it knows
///
/// It encodes what is publicly known of Live, rule by rule, and no more: what it does is never proof about Live.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Script(attach::ScriptArguments),
    Max(attach::MaxArguments),
    Extension(attach::ExtensionArguments),
    Run(attach::RunArguments),
    Serve(attach::ServeArguments),
    Do(ask::Arguments),
    Rules(tell::RulesArguments),
    Score(tell::ScoreArguments),
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Script(arguments) => attach::script(arguments),
        Command::Max(arguments) => attach::max(arguments),
        Command::Extension(arguments) => attach::extension(arguments),
        Command::Run(arguments) => attach::run(arguments),
        Command::Serve(arguments) => attach::serve(arguments),
        Command::Do(arguments) => ask::run(arguments),
        Command::Rules(arguments) => tell::rules(arguments),
        Command::Score(arguments) => tell::score(arguments),
    }
}

/// Which rules hold.
#[derive(Debug, Args)]
pub(super) struct RuleArguments {
    /// The version of Live whose rules hold
    #[arg(long, value_name = "VERSION", value_parser = version)]
    live: Option<[u32; 3]>,
    /// Switch a rule: NAME=off, NAME=on, NAME=NUMBER; may be given again. `livebridge live rules` lists them
    #[arg(long = "rule", value_name = "NAME=STATE")]
    rules: Vec<String>,
}

impl RuleArguments {
    pub(super) fn rules(&self) -> anyhow::Result<Rules> {
        let mut rules = Rules::of(self.live.unwrap_or(LIVE));
        for text in &self.rules {
            rules.switch_text(text).map_err(|error| anyhow!("{error}\nhint: `livebridge live rules` lists them"))?;
        }
        Ok(rules)
    }
}

/// The Set that the engine starts with, and its rules.
#[derive(Debug, Args)]
struct EngineArguments {
    /// Start with this Set: an `.als` file or a snapshot; otherwise with the Set of a new Live
    #[arg(long, value_name = "FILE")]
    set: Option<PathBuf>,
    #[command(flatten)]
    rules: RuleArguments,
}

impl EngineArguments {
    fn engine(&self) -> anyhow::Result<Engine> {
        let mut engine = Engine::new(self.rules.rules()?);
        let Some(file) = &self.set else { return Ok(engine) };
        let loaded = if is_als(file) {
            engine.load_als(file)
        } else {
            let text = fs::read_to_string(file).with_context(|| format!("failed to read `{}`", shown(file)))?;
            let set = Snapshot::from_canonical(&text);
            let set = set.map_err(|error| {
                let hint = "give an `.als` file, or what `livebridge snapshot` writes";
                anyhow!("`{}` is no snapshot of a Set: {error}\nhint: {hint}", shown(file))
            })?;
            engine.load_snapshot(&set)
        };
        loaded.map_err(|refusal| anyhow!("failed to load `{}`: {refusal}", shown(file)))?;
        Ok(engine)
    }
}

fn is_als(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("als"))
}

/// The engine, and what disturbs those who call it.
#[derive(Debug, Args)]
struct SessionArguments {
    #[command(flatten)]
    engine: EngineArguments,
    /// Print every call with its effect on stderr
    #[arg(long)]
    trace: bool,
    /// Refuse the call with this number, counted from 1
    #[arg(long, value_name = "N")]
    fail_at: Option<u64>,
    /// Close the connection instead of answering the call with this number
    #[arg(long, value_name = "N")]
    drop: Option<u64>,
    /// Answer each call so much later
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=60_000))]
    delay: u64,
    /// Edits of the user, a JSON object a line: {"after": CALLS, ...}; see docs/live-protocol.md
    #[arg(long, value_name = "FILE")]
    user_edit: Option<PathBuf>,
}

impl SessionArguments {
    fn session(&self, token: Option<String>) -> anyhow::Result<Shared> {
        let mut session = Session::new(self.engine.engine()?, token);
        session.faults.fail_at = self.fail_at;
        session.faults.drop_at = self.drop;
        session.faults.delay_ms = self.delay;
        if let Some(file) = &self.user_edit {
            let text = fs::read_to_string(file).with_context(|| format!("failed to read `{}`", shown(file)))?;
            for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                let place = format!("{}:{}", shown(file), index + 1);
                let edit: serde_json::Value = serde_json::from_str(line).with_context(|| place.clone())?;
                let Some(after) = edit["after"].as_u64() else {
                    bail!("{place}: an edit needs `after`: after how many calls it happens");
                };
                session.faults.user_edits.push((after, edit));
            }
        }
        session.trace(self.trace);
        Ok(Arc::new(Mutex::new(session)))
    }
}

/// A version of Live: `12`, `12.3` or `12.3.6`.
fn version(text: &str) -> Result<[u32; 3], String> {
    let parts: Result<Vec<u32>, _> = text.split('.').map(str::parse).collect();
    match parts.as_deref() {
        Ok([major]) => Ok([*major, 0, 0]),
        Ok([major, minor]) => Ok([*major, *minor, 0]),
        Ok([major, minor, patch]) => Ok([*major, *minor, *patch]),
        _ => Err(format!("`{text}` is no version of Live, such as 12.3.6")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_have_up_to_three_numbers() {
        assert_eq!([version("12"), version("12.3.6")], [Ok([12, 0, 0]), Ok([12, 3, 6])]);
        assert!(["", "12.x", "1.2.3.4", "-1"].iter().all(|text| version(text).is_err()));
    }
}
