//! Where the reports of a run go: the flags, and what is done with the events as they come.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches, value_parser};
use indicatif::ProgressBar;
use livebridge_suite::report::{Event, ReportFormat, Summary, text};
use livebridge_suite::runner::Run;
use livebridge_suite::verdict::ExitCode;
use livebridge_text::output_paths::Place;

use super::drawn_sets::DrawnSets;
use super::written::{self, probe};
use super::{say, terminal};

const HEADING: &str = "Reports (each FILE may be `-` for stdout)";

/// The formats that are written when a run has ended, and where each goes. The flags come from the list of formats.
#[derive(Debug)]
pub(super) struct Formats(BTreeMap<ReportFormat, Place>);

/// Everything that a run can leave behind.
#[derive(Debug, Args)]
pub(super) struct Outputs {
    #[command(flatten)]
    formats: Formats,
    /// Write each event as it happens, one JSON object to a line; it stays when the run is killed
    #[arg(long, value_name = "FILE", help_heading = HEADING)]
    events: Option<Place>,
}

/// The flag that asks for a format; none for what a person is told anyway.
const fn flag(format: ReportFormat) -> Option<&'static str> {
    match format {
        ReportFormat::Json => Some("--json"),
        ReportFormat::Junit => Some("--junit"),
        ReportFormat::Markdown => Some("--markdown"),
        ReportFormat::Html => Some("--html"),
        ReportFormat::Badge => Some("--badge"),
        ReportFormat::Text => None,
    }
}

/// The formats that have a flag, with it.
fn flags() -> impl Iterator<Item = (ReportFormat, &'static str)> {
    ReportFormat::ALL.iter().filter_map(|format| Some((*format, flag(*format)?)))
}

impl Args for Formats {
    fn augment_args(command: Command) -> Command {
        flags().fold(command, |command, (format, flag)| {
            let name = flag.trim_start_matches("--");
            let argument = Arg::new(name).long(name).value_name("FILE").value_parser(value_parser!(Place));
            command.arg(argument.help(format!("Write {}", format.about())).help_heading(HEADING))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Formats {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let place = |(format, flag): (ReportFormat, &str)| {
            Some((format, matches.get_one::<Place>(flag.trim_start_matches("--"))?.clone()))
        };
        Ok(Self(flags().filter_map(place).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.extend(Self::from_arg_matches(matches)?.0);
        Ok(())
    }
}

impl Formats {
    /// Every format that is asked for, with its flag and where it goes.
    fn wanted(&self) -> impl Iterator<Item = (ReportFormat, &'static str, &Place)> {
        flags().filter_map(|(format, flag)| Some((format, flag, self.0.get(&format)?)))
    }

    /// Their places by their flags.
    fn places(&self) -> impl Iterator<Item = (&'static str, Option<&Place>)> {
        self.wanted().map(|(_, flag, place)| (flag, Some(place)))
    }

    /// Makes sure that everything can be written, each to a place of its own that is none of what is `read`.
    pub(super) fn probe(&self, read: &[&Path]) -> anyhow::Result<()> {
        probe(self.places(), read)
    }

    /// Writes every format that is asked for.
    pub(super) fn write(&self, summary: &Summary) -> anyhow::Result<()> {
        self.wanted()
            .try_for_each(|(format, flag, place)| written::write(flag, place, &format.render(summary, &DrawnSets)?))
    }
}

impl Outputs {
    /// Whether something is asked for in which the Sets of findings are drawn.
    pub(super) fn draws_sets(&self) -> bool {
        self.formats.0.contains_key(&ReportFormat::Html)
    }

    /// Makes sure that everything can be written, before anything is run, and is none of what is `read`.
    pub(super) fn open(&self, read: &[&Path]) -> anyhow::Result<Sink<'_>> {
        probe(self.formats.places().chain([("--events", self.events.as_ref())]), read)?;
        let events = self.events.as_ref().map(|place| written::open("--events", place)).transpose()?;
        Ok(Sink { formats: Some(&self.formats), events, ..Sink::default() })
    }
}

/// Takes the events of a run: tells a person, and keeps them where that is asked for. The default only tells: findings
/// as they come, and how far the run is, by a bar on a terminal or else by a line now and then.
#[derive(Default)]
pub(super) struct Sink<'a> {
    formats: Option<&'a Formats>,
    events: Option<Box<dyn Write + Send>>,
    /// Why no more events are kept; the run goes on.
    failed: Option<io::Error>,
    findings: text::Findings,
    bar: Option<ProgressBar>,
    planned: usize,
    done: usize,
}

impl Sink<'_> {
    /// One event. It is out of our hands when this returns: a run that is killed keeps it.
    pub(super) fn take(&mut self, event: &Event) {
        self.keep(event);
        let mut told = match event {
            Event::RunStarted { run, .. } => {
                self.planned = run.planned;
                self.bar = Some(terminal::progress(run.planned as u64, "[{bar:40}] {pos} of {len} {msg}"));
                text::header(&run.description, run.transport)
            }
            Event::CheckStarted { check, .. } => {
                self.bar.iter().for_each(|bar| bar.set_message(check.clone()));
                return;
            }
            Event::CheckEnded(result) => {
                self.done += 1;
                self.bar.iter().for_each(|bar| bar.inc(1));
                self.findings.tell(result)
            }
            Event::RunEnded { .. } => {
                self.bar.take().iter().for_each(ProgressBar::finish_and_clear);
                return;
            }
        };
        if self.bar.as_ref().is_none_or(ProgressBar::is_hidden) && tells_progress(self.done, self.planned) {
            // Writing to a String cannot fail.
            let _ = writeln!(told, "{} of {} checks", self.done, self.planned);
        }
        let tell = || say(&terminal::Paint::stderr().verdicts(&told));
        self.bar.as_ref().map_or_else(tell, |bar| bar.suspend(tell));
    }

    /// Writes the event where events are kept.
    fn keep(&mut self, event: &Event) {
        let Some(events) = &mut self.events else { return };
        let written = serde_json::to_string(event).map_err(Into::into).and_then(|line| {
            events.write_all((line + "\n").as_bytes())?;
            events.flush()
        });
        if let Err(error) = written {
            self.events = None;
            self.failed = Some(error);
        }
    }

    /// The end: tells the summary, and writes every report. Gives how the process ends.
    pub(super) fn finish(self, run: &Run) -> anyhow::Result<ExitCode> {
        let ended = tell(run, self.formats)?;
        match self.failed {
            // A reader that goes away has seen enough.
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(error).context("--events: the stream could not be written to its end")
            }
            _ => Ok(ended),
        }
    }
}

/// Tells the summary of a run, and writes every report. Gives how the process ends.
pub(super) fn tell(run: &Run, formats: Option<&Formats>) -> anyhow::Result<ExitCode> {
    let summary = Summary::of(run);
    say(&terminal::Paint::stderr().verdicts(&ReportFormat::Text.render(&summary, &DrawnSets)?));
    formats.map_or(Ok(()), |formats| formats.write(&summary))?;
    Ok(run.judge().1)
}

/// Whether a line says how far a run is, where there is no bar: after each tenth of a long one.
const fn tells_progress(done: usize, planned: usize) -> bool {
    const LONG: usize = 50;
    planned >= LONG && done > 0 && done * 10 / planned > (done - 1) * 10 / planned
}
