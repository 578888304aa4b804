//! `livebridge explore`: random programs on a target and on the reference model side by side.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use livebridge_port::Operation;
use livebridge_suite::explore::{
    ExploreError, ExploreOptions, Explored, ProgramFinding, Unready, callable, explore, finding_text, known,
    mutant_search,
};
use livebridge_suite::mutants;
use livebridge_suite::seed::Seed;
use livebridge_suite::target::{MutantTarget, Target};
use livebridge_suite::verdict::ExitCode;
use livebridge_text::output_paths::Place;
use livebridge_text::phrasing::shown;
use livebridge_wire::Timeouts;

use super::problem::{Problem, unready_hint, with_hint};
use super::schemes::{self, Kind};
use super::target::{can_be_started, jobs, named, seconds};
use super::written::{self, file, probe};
use super::{interrupt, print, say, terminal};

/// The verdict on nothing.
pub(super) const NO_PROGRAM: &str = "NO PROGRAM RAN";

/// With `--keep-going`, how many distinct findings are enough.
const ENOUGH: usize = 20;

/// Run random programs on a target and on the reference, and compare everything
///
/// A program on which the two part is made smaller, told, and saved for `livebridge replay`. The report goes to stderr.
/// Exit codes: 0 nothing found, 1 target and reference part, 2 wrong usage, 4 the target offers nothing to explore,
/// 5 the budget ran out before the first program, 6 the target could not be started, greeted or reset, 8 a mutant was
/// not found, 130 interrupted: what was found until then is told and saved.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge explore --budget 60s -- python3 my_bridge.py       one minute of your own bridge
  livebridge explore fake+clear-drops-tail                      a broken fake: see a finding
  livebridge explore --seed $(git rev-parse HEAD) -- ./bridge   other programs for every commit
  livebridge explore --ops setNotes,getNotes,control/undo -- ./bridge")]
pub(super) struct Arguments {
    #[arg(help = schemes::help(|kind| match kind {
        Kind::Fake | Kind::LiveSet => true,
        Kind::Address | Kind::Map | Kind::Tools => false,
    }))]
    target: Option<String>,
    /// An integer, or any text, of which the 64-bit FNV-1a hash is taken
    #[arg(long, default_value = "1")]
    seed: Seed,
    /// How many programs [default: 1000, or no end with --budget]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    cases: Option<u64>,
    /// How many steps a program has
    #[arg(long, value_name = "N", default_value = "20", value_parser = clap::value_parser!(u16).range(1..=1000))]
    steps: u16,
    /// Begin no program after this time: `90`, `60s`, `5m`, `2h`
    #[arg(long, value_name = "TIME", value_parser = time)]
    budget: Option<Duration>,
    /// Only these operations, by their wire names
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = operation)]
    ops: Vec<Operation>,
    /// How likely an operation is in a program, in per cent: each program leaves some out
    #[arg(long, value_name = "PERCENT", default_value = "75", value_parser = clap::value_parser!(u8).range(1..=100))]
    swarm: u8,
    /// Go on after a finding, until there are 20 distinct ones
    #[arg(long)]
    keep_going: bool,
    /// Pass over the divergences whose causes this file lists, with reasons, and go on
    #[arg(long, value_name = "FILE", conflicts_with = "mutants")]
    baseline: Option<PathBuf>,
    /// Where the shrunk program is saved [default: .livebridge/divergence-SEED-PROGRAM.json]
    #[arg(long, value_name = "FILE", value_parser = file)]
    save: Option<Place>,
    /// How many targets are started to share the programs; the findings are the same for the same number
    #[arg(short, long, value_name = "N", default_value = "1", value_parser = jobs)]
    jobs: NonZeroUsize,
    /// Write every step and answer down, as NDJSON for `livebridge analyze`; `-` is stdout
    #[arg(long, value_name = "FILE", conflicts_with = "jobs")]
    record: Option<Place>,
    /// Explore every mutant instead, and print a table of what is found
    #[arg(long, conflicts_with_all = ["target", "command", "save", "record", "keep_going", "jobs"])]
    mutants: bool,
    /// Seconds to wait for the answer of a call; a tenth of it, at least 0.2, at every try to make a program that hangs
    /// smaller
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    timeout: Duration,
    /// The program that is the target, with its arguments
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

/// A time with its unit; seconds without one.
fn time(text: &str) -> Result<Duration, String> {
    let (number, unit) = match text.char_indices().last() {
        Some((at, 's')) => (&text[..at], 1.0),
        Some((at, 'm')) => (&text[..at], 60.0),
        Some((at, 'h')) => (&text[..at], 3600.0),
        _ => (text, 1.0),
    };
    let seconds: f64 = number.parse().map_err(|_| format!("`{text}` is no time such as `90`, `60s`, `5m`, `2h`"))?;
    if (0.0..=1e6).contains(&(seconds * unit)) {
        Ok(Duration::from_secs_f64(seconds * unit))
    } else {
        Err(format!("`{text}` is not between 0 and a million seconds"))
    }
}

fn operation(text: &str) -> Result<Operation, String> {
    callable::callable().find(|operation| operation.name() == text).ok_or_else(|| {
        let names: Vec<&str> = callable::callable().map(Operation::name).collect();
        format!("no operation of a program; those are {}", names.join(", "))
    })
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let endless = if arguments.budget.is_some() { u64::MAX } else { 1000 };
    let target = named(arguments.target.as_deref(), &arguments.command)?;
    can_be_started(&*target, arguments.jobs)?;
    let options = ExploreOptions {
        timeouts: Timeouts { call: arguments.timeout, ..Timeouts::default() },
        seed: arguments.seed.clone(),
        cases: arguments.cases.unwrap_or(endless),
        steps: arguments.steps.into(),
        budget: arguments.budget,
        operations: arguments.ops.iter().copied().collect::<BTreeSet<_>>(),
        swarm: arguments.swarm.into(),
        findings: if arguments.keep_going { ENOUGH } else { 1 },
        jobs: arguments.jobs,
        known: arguments.baseline.as_deref().map(known).transpose()?.unwrap_or_default(),
        interrupt: interrupt::listen()?,
        ..ExploreOptions::new(target)
    };
    if arguments.mutants { hunt(&options, arguments.cases) } else { run_one(arguments, &options) }
}

/// The causes of a file.
fn known(path: &Path) -> anyhow::Result<BTreeSet<String>> {
    known::read(path).map_err(|error| {
        let hint = "list each as `[[known]]` with the `cause` that a finding tells and a `reason`, below `version = 1`";
        Problem::new(format!("--baseline: {error}"), hint).into()
    })
}

fn run_one(arguments: &Arguments, options: &ExploreOptions) -> anyhow::Result<ExitCode> {
    let places = [("--save", arguments.save.as_ref()), ("--record", arguments.record.as_ref())];
    probe(places, &options.target.files())?;
    let record = arguments.record.as_ref().map(|place| written::open("--record", place)).transpose()?;
    let mut record = record.map(BufWriter::new);
    let bounded = options.cases < u64::MAX;
    let template = if bounded { "[{bar:40}] {pos} of {len} programs" } else { "{spinner} {pos} programs" };
    let bar = terminal::progress(if bounded { options.cases } else { 0 }, template);
    say(&format!("livebridge {} explores {}, seed {}\n", env!("CARGO_PKG_VERSION"), options.target, options.seed));
    let began = Instant::now();
    let mut told = 0;
    let writer = record.as_mut().map(|writer| writer as &mut dyn io::Write);
    let ended = explore(options, writer, |explored| {
        bar.set_position(explored.programs);
        for (i, finding) in explored.findings.iter().enumerate().skip(told) {
            bar.suspend(|| tell(arguments, finding, i, options));
        }
        told = explored.findings.len();
    });
    bar.finish_and_clear();
    let explored = match ended {
        Ok(explored) => explored,
        Err(error) => return unready(&error, options),
    };
    if let Some(mut writer) = record {
        writer.flush().context("--record: failed to write the record to its end")?;
    }
    say(&format!("{}{}\n", if told > 0 { "\n" } else { "" }, rate(&explored, began.elapsed())));
    say(&again(&explored, &options.known));
    if let Some(error) = &explored.lost {
        say("\n");
        return Ok(no_target(error, &*options.target));
    }
    let programs = explored.programs;
    let (verdict, code) = match (explored.findings.len(), programs) {
        (0, _) if explored.interrupted => ("NOT DECIDED".to_owned(), ExitCode::Inconclusive),
        (0, 0) => (NO_PROGRAM.to_owned(), ExitCode::Inconclusive),
        (0, _) => ("NOTHING FOUND".to_owned(), ExitCode::Conformant),
        (1, _) => ("DIVERGES".to_owned(), ExitCode::Nonconformant),
        (n, _) => (format!("DIVERGES in {n} ways"), ExitCode::Nonconformant),
    };
    if explored.interrupted {
        say(&format!("interrupted after {programs} programs: the rest is not known\n"));
    }
    say(&format!("\n{verdict} ({}, seed {}, programs {programs})\n", options.target, options.seed));
    Ok(if explored.interrupted { ExitCode::Interrupted } else { code })
}

/// How often causes showed again, and what was not compared.
fn again(explored: &Explored, known: &BTreeSet<String>) -> String {
    let mut text = String::new();
    for (cause, times) in &explored.again {
        let as_what = if known.contains(cause) { "known" } else { "again" };
        let _ = writeln!(text, "{as_what} in {times} program{}: {cause}", if *times == 1 { "" } else { "s" });
    }
    for cause in known.iter().filter(|cause| !explored.again.contains_key(*cause)) {
        let _ = writeln!(text, "known, and not seen: {cause}");
    }
    if !explored.muted.is_empty() {
        let names: Vec<&str> = explored.muted.iter().map(|operation| operation.name()).collect();
        let _ = writeln!(text, "not compared, as it shows another Set from the beginning: {}", names.join(", "));
    }
    text
}

/// Tells a finding, and saves its program. That it could not be saved takes nothing from the finding.
fn tell(arguments: &Arguments, finding: &ProgramFinding, i: usize, options: &ExploreOptions) {
    let reproduce = save(arguments, finding, i, options).map_or_else(
        |error| {
            format!("the program is not saved: {error:#}\n  hint: the same command with `--save FILE` finds it again")
        },
        |file| replay(&file, options),
    );
    say(&format!("\n{}  reproduce: {reproduce}\n", finding_text::finding(finding)));
}

/// How much ran, and how fast.
fn rate(explored: &Explored, took: Duration) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown without a fraction")]
    let in_a_second = |count: u64| count as f64 / took.as_secs_f64().max(1e-9);
    let (programs, steps) = (explored.programs, explored.steps);
    format!(
        "programs {programs}, steps {steps}, in {:.1} s: {:.0} programs a second, {:.0} steps a second",
        took.as_secs_f64(),
        in_a_second(programs),
        in_a_second(steps)
    )
}

/// Saves the program of a finding; the name of a further one has its number before the ending.
fn save(
    arguments: &Arguments,
    finding: &ProgramFinding,
    i: usize,
    options: &ExploreOptions,
) -> anyhow::Result<PathBuf> {
    let path = match &arguments.save {
        Some(Place::File(path)) if i == 0 => path.clone(),
        Some(Place::File(path)) => {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let ending = path.extension().map_or_else(String::new, |ending| format!(".{}", ending.to_string_lossy()));
            path.with_file_name(format!("{stem}-{}{ending}", i + 1))
        }
        Some(Place::Stdout) | None => {
            let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
            let seed: String = options.seed.to_string().chars().take(40).map(plain).collect();
            let folder = Path::new(".livebridge");
            fs::create_dir_all(folder).with_context(|| format!("failed to create `{}`", shown(folder)))?;
            folder.join(format!("divergence-{seed}-{}.json", finding.number))
        }
    };
    let text = finding.program.to_json(&finding_text::sentence(&finding.divergence)).context("its form")?;
    written::write("--save", &Place::File(path.clone()), &text)?;
    Ok(path)
}

fn replay(file: &Path, options: &ExploreOptions) -> String {
    let (call, default) = (options.timeouts.call, Timeouts::default().call);
    let timeout = if call == default { String::new() } else { format!("--timeout {} ", call.as_secs_f64()) };
    format!("livebridge replay {timeout}{} {}", shown(file), options.target)
}

/// How a target ends the run that could not be brought to where a program starts.
pub(super) fn no_target(error: &Unready, target: &dyn Target) -> ExitCode {
    let what = format!("the target `{target}` could not be made ready: {error}");
    say(&format!("error: {}\n", with_hint(&what, Some(unready_hint(error)))));
    ExitCode::NoTarget
}

fn unready(error: &ExploreError, options: &ExploreOptions) -> anyhow::Result<ExitCode> {
    match error {
        ExploreError::Unready(_) if options.interrupt.is_raised() => {
            say("interrupted before the target was there\n");
            Ok(ExitCode::Interrupted)
        }
        ExploreError::Unready(error) => Ok(no_target(error, &*options.target)),
        ExploreError::Nothing => {
            say(&format!("error: {}\n", with_hint(&error.to_string(), Some("give other --ops, or none"))));
            Ok(ExitCode::NothingRan)
        }
        ExploreError::Record(_) => bail!(Problem::new(format!("{error}"), "is there room for the file of --record?")),
    }
}

/// Explores every mutant and prints the table of what was found.
fn hunt(options: &ExploreOptions, cases: Option<u64>) -> anyhow::Result<ExitCode> {
    let options = ExploreOptions { cases: cases.unwrap_or(10_000), ..options.clone() };
    let bar = terminal::progress(mutants::all().count() as u64, "[{bar:40}] {pos} of {len}: {msg}");
    let mut searches = Vec::new();
    for mutant in mutants::all() {
        bar.set_message(mutant.name);
        match mutant_search::search(mutant, &options) {
            Ok(Some(search)) => searches.push(search),
            Ok(None) => break,
            Err(_) if options.interrupt.is_raised() => break,
            Err(error) => {
                return unready(&error, &ExploreOptions { target: Arc::new(MutantTarget(mutant)), ..options });
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    print(&mutant_search::table(&searches))?;
    let all = mutants::all().count();
    if searches.len() < all {
        say(&format!("interrupted after {} of {all} mutants: the rest is not known\n", searches.len()));
        return Ok(ExitCode::Interrupted);
    }
    Ok(if mutant_search::all_found(&searches) { ExitCode::Conformant } else { ExitCode::MutantSurvived })
}
