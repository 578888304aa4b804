//! `livebridge golden`: Sets that are kept, and what has become of them.

mod states;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::{Args, Subcommand};
use livebridge_port::Operation;
use livebridge_sets::golden::{FIXTURES, GoldenComparison, HANDLERS, State, Store};
use livebridge_suite::verdict::ExitCode;
use livebridge_text::phrasing::{count, shown};

use super::problem::Problem;
use super::stop::{Stop, ended};
use super::target::{self, TimeoutArguments};
use super::target_with_set::{require, start};
use super::terminal::Paint;
use super::{set, show};
use states::Lacking;

/// Keep Sets in files, and see what has become of them
///
/// A golden is the snapshot of a state of a target. Without a source the states are those of the fixtures, before and
/// after every handler, on the fake: in a directory that keeps them, as that of this repository does. Exit codes: 0 all is as it is kept, 1 the target refused
/// or lacks something, 2 wrong usage, 6 the target could not be started or did not answer, 7 a golden differs, is new,
/// or belongs to no state.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge golden check                                      the fixtures and handlers of this repository
  livebridge golden check --dir goldens songs/*.als            your Live Sets, one golden each
  livebridge golden check --dir goldens -- python3 my_bridge.py
                                                               your bridge, as it starts
  livebridge golden check --dir goldens --fixtures -- python3 my_bridge.py
                                                               your bridge, in every fixture and after every handler
  livebridge golden review --dir goldens                       look at what differs
  livebridge golden accept --dir goldens                       and take it over")]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Compare the states of targets with their goldens; what differs is laid beside them as `.new`
    Check(Checked),
    /// Show what waits to be accepted, one by one
    Review(Kept),
    /// Put what waits in the place of the goldens
    Accept(Accepted),
    /// Remove the goldens that no state gives
    Prune(Checked),
}

/// Where goldens are kept.
#[derive(Debug, Args)]
struct Kept {
    /// The directory of the goldens
    #[arg(long, value_name = "DIRECTORY", default_value = "golden")]
    dir: PathBuf,
}

#[derive(Debug, Args)]
struct Accepted {
    #[command(flatten)]
    kept: Kept,
    /// The goldens, by their names; without one all that wait
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

#[derive(Debug, Args)]
struct Checked {
    #[command(flatten)]
    kept: Kept,
    /// A `.als` file, a snapshot, or a target such as `fake`: one golden for each, under the name of the file
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,
    /// The states are every fixture, and every fixture after every handler; the one target must offer `control/reset`
    #[arg(long)]
    fixtures: bool,
    /// The name of the golden of a single source
    #[arg(long, value_name = "NAME", conflicts_with = "fixtures")]
    name: Option<String>,
    #[command(flatten)]
    timeouts: TimeoutArguments,
    /// The program that is the source, with its arguments: named after the implementation
    #[arg(last = true, value_name = "COMMAND", conflicts_with = "sources")]
    command: Vec<String>,
}

/// The states that were seen, and where their goldens are looked for.
struct Seen {
    states: Vec<State>,
    lacking: Vec<Lacking>,
    folders: &'static [&'static str],
}

pub(super) fn run(arguments: &Arguments) -> ExitCode {
    ended(match &arguments.action {
        Action::Check(checked) => check(checked),
        Action::Review(kept) => review(&Store::new(&kept.dir), &kept.dir).map_err(Stop::from),
        Action::Accept(accepted) => accept(accepted).map_err(Stop::from),
        Action::Prune(checked) => prune(checked),
    })
}

fn check(checked: &Checked) -> Result<ExitCode, Stop> {
    let store = Store::new(&checked.kept.dir);
    let seen = checked.observe()?;
    let (paint, in_ci) = (Paint::stdout(), std::env::var_os("CI").is_some());
    let mut text = String::new();
    let mut tally = [(0, "same"), (0, "different"), (0, "new"), (0, "orphaned"), (0, "not made")];
    for state in &seen.states {
        let comparison = store.compare(state);
        let (place, heading, rest) = match &comparison {
            GoldenComparison::Same => (0, String::new(), String::new()),
            GoldenComparison::New => (2, format!("{}: there is no golden yet", state.name), String::new()),
            GoldenComparison::Differs(diff) => (1, format!("{} differs", state.name), paint.diff(diff)),
            GoldenComparison::OtherText => {
                (1, format!("{}: the same Set, but not in the text that is written for it", state.name), String::new())
            }
            GoldenComparison::Unreadable(reason) => (1, format!("{}: {reason}", state.name), String::new()),
        };
        tally[place].0 += 1;
        if comparison != GoldenComparison::Same {
            let _ = writeln!(text, "{}", paint.bold(&heading));
            indent(&mut text, &rest);
        }
        match (&comparison, in_ci) {
            (_, true) => {}
            (GoldenComparison::Same, false) => store.withdraw(&state.name).with_context(|| state.name.clone())?,
            (_, false) => store.propose(state).with_context(|| state.name.clone())?,
        }
    }
    for Lacking { name, what } in &seen.lacking {
        tally[4].0 += 1;
        let _ = writeln!(text, "{name} cannot be made: the target does not offer {what}");
    }
    let orphans = store.orphans(seen.folders, &seen.names()).context("the goldens")?;
    for orphan in &orphans {
        tally[3].0 += 1;
        let _ = writeln!(text, "{}", paint.bold(&format!("{} belongs to no state", shown(orphan))));
    }
    let parts: Vec<_> = tally.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    let _ = writeln!(text, "{}: {}", count(seen.states.len(), "state"), parts.join(", "));
    let differs = tally[1].0 + tally[2].0 > 0;
    let dir = shown(&checked.kept.dir);
    if differs && in_ci {
        text += "hint: CI is set, so no `.new` file was written: check at your desk, and commit what you accept\n";
    } else if differs {
        let _ =
            writeln!(text, "hint: `livebridge golden review --dir {dir}`, then `livebridge golden accept --dir {dir}`");
    }
    if !orphans.is_empty() {
        text += "hint: `livebridge golden prune` with the same arguments removes what belongs to no state\n";
    }
    show(&text)?;
    Ok(if differs || !orphans.is_empty() { ExitCode::GoldenDiffers } else { ExitCode::Conformant })
}

fn review(store: &Store, dir: &Path) -> anyhow::Result<ExitCode> {
    let paint = Paint::stdout();
    let pending = store.pending().with_context(|| shown(dir))?;
    let mut text = String::new();
    for (i, name) in pending.iter().enumerate() {
        let heading = format!("{} of {}: {name}", i + 1, pending.len());
        let change = match store.pending_change(name) {
            Ok(Some(diff)) => paint.diff(&diff),
            Ok(None) => format!("new: there is no golden yet, see {}", shown(&store.pending_file(name))),
            Err(reason) => reason,
        };
        let _ = writeln!(text, "{}", paint.bold(&heading));
        indent(&mut text, &change);
    }
    let _ = match pending.len() {
        0 => writeln!(text, "nothing waits in {}", shown(dir)),
        _ => writeln!(text, "hint: `livebridge golden accept --dir {} [NAME]...` takes it over", shown(dir)),
    };
    show(&text)?;
    Ok(if pending.is_empty() { ExitCode::Conformant } else { ExitCode::GoldenDiffers })
}

fn accept(accepted: &Accepted) -> anyhow::Result<ExitCode> {
    let dir = &accepted.kept.dir;
    if !dir.is_dir() {
        bail!(Problem::new(
            format!("there is no directory {}", shown(dir)),
            "give the one that `livebridge golden check` was given"
        ));
    }
    let store = Store::new(dir);
    let pending = store.pending().with_context(|| shown(dir))?;
    for name in &accepted.names {
        if !pending.contains(name) {
            let waiting = if pending.is_empty() { "nothing does".to_owned() } else { pending.join(", ") };
            bail!(Problem::new(
                format!("`{name}` does not wait to be accepted in {}", shown(dir)),
                format!("what waits is: {waiting}")
            ));
        }
    }
    let names = if accepted.names.is_empty() { &pending } else { &accepted.names };
    let mut text = String::new();
    for name in names {
        store.accept(name).map_err(|reason| anyhow!(reason))?;
        let _ = writeln!(text, "accepted {name}");
    }
    if names.is_empty() {
        let _ = writeln!(text, "nothing waits in {}", shown(dir));
    }
    show(&text)?;
    Ok(ExitCode::Conformant)
}

fn prune(checked: &Checked) -> Result<ExitCode, Stop> {
    let seen = checked.observe()?;
    let orphans = Store::new(&checked.kept.dir).orphans(seen.folders, &seen.names()).context("the goldens")?;
    let mut text = String::new();
    for orphan in &orphans {
        fs::remove_file(orphan).with_context(|| format!("failed to remove {}", shown(orphan)))?;
        let _ = writeln!(text, "removed {}", shown(orphan));
    }
    if orphans.is_empty() {
        text += "every golden belongs to a state\n";
    }
    show(&text)?;
    Ok(ExitCode::Conformant)
}

impl Seen {
    fn names(&self) -> BTreeSet<String> {
        let lacking = self.lacking.iter().map(|lacking| lacking.name.clone());
        self.states.iter().map(|state| state.name.clone()).chain(lacking).collect()
    }
}

impl Checked {
    /// Brings the targets to their states.
    fn observe(&self) -> Result<Seen, Stop> {
        let names_nothing = self.sources.is_empty() && self.command.is_empty();
        if names_nothing && !self.fixtures {
            self.keeps_fixtures()?;
        }
        if names_nothing || self.fixtures {
            return self.fixture_states();
        }
        let mut states: Vec<State> = Vec::new();
        if self.command.is_empty() {
            for source in &self.sources {
                let (set, _) = set::load(source)?;
                states.push(State { name: name_of(source), set, unchanged_from: None });
            }
        } else {
            states.push(self.command_state()?);
        }
        match (&self.name, states.as_mut_slice()) {
            (Some(name), [state]) => state.name.clone_from(&plain(name)?),
            (Some(_), _) => Err(anyhow!("--name names one golden, and {} sources were given", states.len()))?,
            (None, _) => {}
        }
        let mut names = BTreeSet::new();
        if let Some(twice) = states.iter().find(|state| !names.insert(state.name.as_str())) {
            Err(Problem::new(
                format!("two sources have the golden `{}`", twice.name),
                "check them apart, with --name or --dir",
            ))?;
        }
        Ok(Seen { states, lacking: Vec::new(), folders: &[""] })
    }

    /// Fails where no goldens of the fixtures are kept: who names nothing in a folder of his own did not mean 37 new
    /// files, and what his goldens were made of is not written in them.
    fn keeps_fixtures(&self) -> anyhow::Result<()> {
        const NAMED: usize = 5;
        let store = Store::new(&self.kept.dir);
        if states::names().iter().any(|name| store.has(name)) {
            return Ok(());
        }
        let dir = shown(&self.kept.dir);
        if !self.kept.dir.is_dir() {
            bail!(Problem::new(
                format!("there is no directory `{dir}`"),
                "name a source, or begin goldens of the fixtures with --fixtures"
            ));
        }
        let own = store.goldens(&[""]).with_context(|| dir.clone())?;
        if own.is_empty() {
            bail!(Problem::new(
                format!("there is no golden in `{dir}`"),
                "name a source, or begin goldens of the fixtures with --fixtures"
            ));
        }
        let mut names = own.iter().take(NAMED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        if let Some(more @ 1..) = own.len().checked_sub(NAMED) {
            let _ = write!(names, " and {more} more");
        }
        bail!(Problem::new(
            format!("nothing was named to compare with the goldens in `{dir}`: {names}"),
            format!("name what they are of, as in `livebridge golden check --dir {dir} songs/*.als`")
        ));
    }

    fn fixture_states(&self) -> Result<Seen, Stop> {
        if self.name.is_some() || self.sources.len() > 1 {
            Err(anyhow!("the states of the fixtures are those of one target, and have their own names"))?;
        }
        let named = target::named(self.sources.first().map(String::as_str), &self.command)?;
        let target = start(&*named, &self.timeouts)?;
        let seen = require(&*named, &target.missing(&[Operation::ControlReset]), "golden --fixtures")
            .and_then(|()| states::observe(&target).map_err(Stop::from))
            .map_err(|stop| stop.with_log(&target));
        target.shut_down();
        let (states, lacking) = seen?;
        Ok(Seen { states, lacking, folders: &[FIXTURES, HANDLERS] })
    }

    /// The Set of a program as it starts, under the name that it gives itself.
    fn command_state(&self) -> Result<State, Stop> {
        let target = start(&*target::named(None, &self.command)?, &self.timeouts)?;
        let name = file_name(&target.description.implementation.name);
        let seen = target.set().map_err(|error| Stop::from(error).with_log(&target));
        target.shut_down();
        Ok(State { name, set: seen?, unchanged_from: None })
    }
}

/// The name of a source's golden: of a file without its folder and its endings, else the target.
fn name_of(source: &str) -> String {
    let path = set::file_of(source);
    let stem = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let stem =
        [".als", ".set.json", ".json", ".xml"].iter().find_map(|ending| stem.strip_suffix(ending)).unwrap_or(&stem);
    file_name(stem)
}

/// A text as the name of a file on every system.
fn file_name(text: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_.+ ".contains(c) { c } else { '-' };
    let name: String = text.trim().chars().take(100).map(plain).collect();
    let name = name.trim_start_matches('.');
    if name.is_empty() { "set".to_owned() } else { name.to_owned() }
}

/// A name that was given for a golden; it is no path.
fn plain(name: &str) -> anyhow::Result<String> {
    if file_name(name) != name {
        bail!(Problem::new(
            format!("--name `{name}` is no plain name"),
            "use letters, digits, `-`, `_` and `.`; --dir says where it lies"
        ));
    }
    Ok(name.to_owned())
}

/// Adds the lines of `text` with two spaces before each; nothing for nothing.
fn indent(out: &mut String, text: &str) {
    for line in text.lines() {
        let _ = writeln!(out, "  {line}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_golden_has_the_name_of_its_source() {
        let names = ["songs/Song 1.als", "als:a/b.als", "kept.set.json", "fake", "fake+no-undo", "..", "a/.hidden"];
        assert_eq!(names.map(name_of), ["Song 1", "b", "kept", "fake", "fake+no-undo", "set", "hidden"]);
        assert_eq!(file_name("My Bridge/2: \"x\""), "My Bridge-2- -x-");
        assert!(plain("../up").is_err() && plain("").is_err() && plain("live-12").is_ok());
    }
}
