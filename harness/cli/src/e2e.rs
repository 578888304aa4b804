//! `livebridge e2e`: the checklist of what only a running Live can answer, run on a target, and its reports.
//!
//! Here are the flags and what a run is of; `e2e/prompt` asks a person, `e2e/apply` turns a report into what is known.

mod apply;
mod list;
mod prompt;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use livebridge_e2e::answers::{Asker, ScriptedAnswers};
use livebridge_e2e::checklist::{Checklist, ChecklistStep, WayIn};
use livebridge_e2e::progress::{EndedStep, Progress, ProgressError, RunHeader, StepVerdict};
use livebridge_e2e::report::ChecklistReport;
use livebridge_e2e::session::{ChecklistRun, SessionEnd};
use livebridge_suite::SUITE_VERSION;
use livebridge_suite::runner::{NoRun, RunOptions};
use livebridge_suite::stage::{Stage, Way};
use livebridge_suite::target::Target;
use livebridge_suite::verdict::ExitCode;
use livebridge_text::output_paths::Place;
use livebridge_text::phrasing::{shown, visible};
use livebridge_text::suggestions::but_there_is;

use crate::interrupt;
use crate::problem::Problem;
use crate::target::TargetArguments;
use crate::written::{self, probe};
use crate::{lab, print, say, verify};
use prompt::Prompt;

/// Go through the checklist of what only a running Live can answer
///
/// Steps run by themselves where a machine sees the answer through the target; the others ask one question, with the keys
/// to press. What is answered is kept after each step: a run that was ended, by Ctrl-C or with `later`, goes on where it
/// was. It works on tracks of its own in an empty Set, as `verify` does. Exit codes: 0 everything answered is as expected,
/// 1 something is otherwise, 2 wrong usage, 4 nothing was answered, 6 no target, 130 ended before the last step.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "Examples:
  livebridge e2e ws://127.0.0.1:7417 --live 12.4.15 --json mine.json --markdown mine.md     our extension, in Live
  livebridge e2e ableton-mcp: --live 12.4.15 --json mine.json                               a bridge by its map
  livebridge e2e --answers answers.toml -- livebridge live extension --stdio                on the simulated Live
  livebridge e2e apply mine.json                                                            what it confirms")]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: RunArguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    Apply(apply::Arguments),
    List(list::Arguments),
}

#[derive(Debug, Args)]
struct RunArguments {
    #[command(flatten)]
    target: TargetArguments,
    /// The version of the Live behind the target, as Help > About Live shows it
    #[arg(long, value_name = "VERSION", value_parser = version, conflicts_with = "simulated")]
    live: Option<String>,
    /// There is no real Live behind the target, although it could be so
    #[arg(long)]
    simulated: bool,
    /// How the target gets into Live: sdk, max, python, or fake for none; known of our own and of mapped bridges
    #[arg(long, value_name = "WAY", value_parser = ways())]
    through: Option<WayIn>,
    /// Take the answers from this file: a row for each step that asks, see docs/e2e.md
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// The file in which answers are kept until the run is complete
    #[arg(long, value_name = "FILE", default_value = "livebridge-e2e.json")]
    state: PathBuf,
    /// Begin anew, whatever an earlier run has answered
    #[arg(long)]
    anew: bool,
    /// Only this step; may be given again. `livebridge e2e list` shows them
    #[arg(long, value_name = "STEP")]
    step: Vec<String>,
    /// Ask what takes long, too: saving and reopening, a minute of waiting, a patch in Max
    #[arg(long)]
    thorough: bool,
    /// The day, in your words, for the report
    #[arg(long, value_name = "TEXT")]
    date: Option<String>,
    /// Write the report as JSON, for `livebridge e2e apply`; `-` for stdout
    #[arg(long, value_name = "FILE")]
    json: Option<Place>,
    /// Write the report as Markdown; `-` for stdout. It goes there when no file is named
    #[arg(long, value_name = "FILE")]
    markdown: Option<Place>,
    /// Run a public bridge on the simulated Live in the place of a target, as `livebridge lab` does
    #[arg(long, value_name = "BRIDGE", requires = "bridges", conflicts_with_all = ["target", "live"])]
    lab: Option<String>,
    /// The folder into which the bridges of --lab were installed
    #[arg(long, value_name = "FOLDER", env = "LIVEBRIDGE_BRIDGES_INSTALLED")]
    bridges: Option<PathBuf>,
}

/// The version of a Live: `12.4.15`, and what is behind it in a beta.
fn version(text: &str) -> Result<String, String> {
    let sound = text.starts_with(|c: char| c.is_ascii_digit())
        && text.len() <= 20
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
    if sound { Ok(text.to_owned()) } else { Err(format!("`{text}` is no version of Live, such as 12.4.15")) }
}

/// The ways in as values of a flag.
fn ways() -> impl TypedValueParser<Value = WayIn> {
    PossibleValuesParser::new(WayIn::ALL.map(WayIn::word))
        .try_map(|word| WayIn::ALL.into_iter().find(|way| way.word() == word).ok_or("there is no such way in"))
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Some(Command::Apply(arguments)) => apply::run(arguments),
        Some(Command::List(arguments)) => list::run(arguments),
        None => go_through(&arguments.run),
    }
}

fn go_through(arguments: &RunArguments) -> anyhow::Result<ExitCode> {
    let checklist = Checklist::shipped();
    for id in &arguments.step {
        if checklist.step(id).is_none() {
            let near = but_there_is(id, checklist.steps.iter().map(|step| step.id.as_str()));
            let what = format!("there is no step `{}`{near}", visible(id));
            bail!(Problem::new(what, "`livebridge e2e list` shows them all"));
        }
    }
    let mut options = arguments.target.options("")?;
    if let (Some(bridge), Some(folder)) = (&arguments.lab, &arguments.bridges) {
        options.target = lab::target(bridge, folder)?;
    }
    let read: Vec<&Path> = arguments.answers.iter().map(PathBuf::as_path).collect();
    let kept = Place::File(arguments.state.clone());
    let places =
        [("--json", arguments.json.as_ref()), ("--markdown", arguments.markdown.as_ref()), ("--state", Some(&kept))];
    probe(places, &read)?;
    options.interrupt = interrupt::listen()?;
    let mut asker: Box<dyn Asker> = match &arguments.answers {
        Some(file) => Box::new(ScriptedAnswers::read(file, checklist)?),
        None => Box::new(Prompt::new(options.interrupt.clone())),
    };
    let mut stage = match opened(&options) {
        Ok(stage) => stage,
        Err(error) => return verify::tell_end(&options, Err(&error)),
    };
    let ended = on_stage(arguments, checklist, &options, &mut stage, &mut *asker);
    // Whatever happened: what the run made is taken back.
    let left = stage.close();
    let (progress, ended) = ended?;
    if let Some(left) = &left {
        say(&format!("left in the Set: {}\n", visible(left)));
    }
    tell(arguments, checklist, &progress, &ended, left)
}

/// A stage on the target, which may change the Set that is open.
fn opened(options: &RunOptions) -> Result<Stage, NoRun> {
    let mut stage = options.stage()?;
    if let Some(scratch) = &options.scratch
        && let Err(refused) = stage.guard(scratch)
    {
        stage.close();
        return Err(refused.into());
    }
    Ok(stage)
}

fn on_stage(
    arguments: &RunArguments,
    checklist: &Checklist,
    options: &RunOptions,
    stage: &mut Stage,
    asker: &mut dyn Asker,
) -> anyhow::Result<(Progress, SessionEnd)> {
    let header = header(arguments, checklist, &*options.target, stage)?;
    let file = &arguments.state;
    let mut progress = if arguments.anew { Progress::new(header) } else { resumed(file, header)? };
    if !progress.ended.is_empty() {
        say(&format!("{} steps were answered before; the run goes on behind them\n", progress.ended.len()));
    }
    let count = checklist.chosen(arguments.thorough, &arguments.step).len();
    let mut at = progress.ended.len();
    let ended = ChecklistRun {
        checklist,
        options,
        asker,
        keep: &mut |progress| progress.keep(file),
        tell: &mut |step, ended| {
            at += 1;
            say(&format!("{at:>3} of {count}  {}\n", line(step, ended)));
        },
        interrupt: options.interrupt.clone(),
    }
    .run(stage, &mut progress)
    .with_context(|| format!("failed to keep the answers in `{}`", shown(file)))?;
    Ok((progress, ended))
}

fn resumed(file: &Path, header: RunHeader) -> anyhow::Result<Progress> {
    Progress::resume(file, header).map_err(|error| {
        let hint = match &error {
            ProgressError::Other(_) => "finish that run, name another file with --state, or begin --anew",
            ProgressError::Read(_) | ProgressError::Form(_) | ProgressError::Format(_) => {
                "name another file with --state, or begin --anew"
            }
        };
        Problem::new(format!("`{}`: {error}", shown(file)), hint).into()
    })
}

/// A step that has ended, in a line.
fn line(step: &ChecklistStep, ended: &EndedStep) -> String {
    let why = ended.answer.as_ref().or(ended.reason.as_ref()).or(ended.note.as_ref());
    let why = why.map_or_else(String::new, |why| format!(": {}", visible(why)));
    format!("{:<11} {}{why}", ended.verdict.words(), step.id)
}

/// What our adapters add to their name where they run on the simulated Live.
const SIMULATED: &str = " on the simulated Live";

/// What the run is of: who the target is, and whether a real Live is behind it.
fn header(
    arguments: &RunArguments,
    checklist: &Checklist,
    target: &dyn Target,
    stage: &Stage,
) -> anyhow::Result<RunHeader> {
    let implementation = &stage.description().implementation;
    // A Live is there before a run, and can be neither started anew nor reset by one.
    let cannot_be = !target.may_be_live()
        || target.restartable()
        || stage.way() != Way::Build
        || implementation.name.ends_with(SIMULATED);
    let simulated = cannot_be || arguments.simulated;
    match (&arguments.live, simulated) {
        (Some(_), true) => {
            let what = format!("--live says which Live it is, and `{target}` is none");
            bail!(Problem::new(what, "leave it out: the report says then that it is simulated"));
        }
        (None, false) => {
            let what = format!("it is not said which Live is behind `{target}`");
            let hint = "give --live 12.4.15, as Help > About Live shows it, or --simulated where there is none";
            bail!(Problem::new(what, hint));
        }
        (Some(_), false) | (None, true) => {}
    }
    let Some(through) = arguments.through.or_else(|| way_of(target, &implementation.name)) else {
        let what = format!("it is not known how `{target}` gets into Live");
        bail!(Problem::new(what, "give --through sdk, max or python"));
    };
    Ok(RunHeader {
        livebridge: SUITE_VERSION.to_owned(),
        checklist: checklist.mark.clone(),
        live: arguments.live.clone(),
        simulated,
        target: target.to_string(),
        implementation: format!("{} {}, {}", implementation.name, implementation.version, implementation.language),
        through,
        thorough: arguments.thorough,
        only: arguments.step.clone(),
    })
}

/// The way in of what we know: our own adapters, mapped bridges, which are Remote Scripts, and the fake.
fn way_of(target: &dyn Target, implementation: &str) -> Option<WayIn> {
    let name = target.to_string();
    match implementation.trim_end_matches(SIMULATED) {
        "AbletonLiveBridge for Max" => Some(WayIn::Max),
        "AbletonLiveBridge" => Some(WayIn::Sdk),
        _ if name == "fake" || name.starts_with("fake+") || name.starts_with("als:") => Some(WayIn::Fake),
        _ if target.is_mapped() => Some(WayIn::Python),
        _ => None,
    }
}

/// Writes the reports, and gives how the process ends.
fn tell(
    arguments: &RunArguments,
    checklist: &Checklist,
    progress: &Progress,
    ended: &SessionEnd,
    left: Option<String>,
) -> anyhow::Result<ExitCode> {
    let report = ChecklistReport::of(checklist, progress, arguments.date.clone(), left);
    let (json, markdown) = (report.to_json()?, report.to_markdown());
    for (flag, place, text) in [("--json", &arguments.json, &json), ("--markdown", &arguments.markdown, &markdown)] {
        if let Some(place) = place {
            written::write(flag, place, text)?;
        }
    }
    if arguments.json.is_none() && arguments.markdown.is_none() {
        print(&markdown)?;
    }
    let count = |verdict| report.count(verdict);
    say(&format!(
        "{}: {} as expected, {} otherwise, {} noted, {} skipped, {} not seen\n",
        report.whence(),
        count(StepVerdict::AsExpected),
        count(StepVerdict::Otherwise),
        count(StepVerdict::Noted),
        count(StepVerdict::Skipped),
        count(StepVerdict::NotSeen)
    ));
    let kept = shown(&arguments.state);
    Ok(match ended {
        SessionEnd::Complete => {
            // Where it cannot be taken away, the next run says that it is of another one.
            let _ = std::fs::remove_file(&arguments.state);
            match (count(StepVerdict::Otherwise), count(StepVerdict::AsExpected)) {
                (0, 0) => ExitCode::NothingRan,
                (0, _) => ExitCode::Conformant,
                (_, _) => ExitCode::Nonconformant,
            }
        }
        SessionEnd::Later(step) => {
            say(&format!("`{step}` is put off; the same command goes on from there (`{kept}`)\n"));
            ExitCode::Interrupted
        }
        SessionEnd::Interrupted => {
            say(&format!("interrupted; the same command goes on from there (`{kept}`)\n"));
            ExitCode::Interrupted
        }
        SessionEnd::Lost(why) => {
            say(&format!(
                "error: the target does not come back: {}\nhint: start it, and give the same command: it goes on from there (`{kept}`)\n",
                visible(why)
            ));
            ExitCode::NoTarget
        }
    })
}
