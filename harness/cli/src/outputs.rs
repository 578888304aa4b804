//! Where the reports of a run go: the flags, and what is done with the events as they come.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use clap::Args;
use indicatif::ProgressBar;
use livebridge_suite::report::{Event, Summary, badge, html, junit, markdown, text};
use livebridge_suite::runner::Run;
use livebridge_suite::verdict::ExitCode;
use livebridge_text::output_paths::Place;

use super::written::{self, probe};
use super::{say, terminal};

const HEADING: &str = "Reports (each FILE may be `-` for stdout)";

/// The formats that are written when a run has ended.
#[derive(Debug, Args)]
#[command(next_help_heading = HEADING)]
pub(super) struct Formats {
    /// Write everything as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<Place>,
    /// Write JUnit XML, for CI systems
    #[arg(long, value_name = "FILE")]
    junit: Option<Place>,
    /// Write Markdown, for a comment or a job summary
    #[arg(long, value_name = "FILE")]
    markdown: Option<Place>,
    /// Write one self-contained HTML page
    #[arg(long, value_name = "FILE")]
    html: Option<Place>,
    /// Write the JSON of a badge, for shields.io
    #[arg(long, value_name = "FILE")]
    badge: Option<Place>,
}

/// Everything that a run can leave behind.
#[derive(Debug, Args)]
pub(super) struct Outputs {
    #[command(flatten)]
    formats: Formats,
    /// Write each event as it happens, one JSON object to a line; it stays when the run is killed
    #[arg(long, value_name = "FILE", help_heading = HEADING)]
    events: Option<Place>,
}

impl Formats {
    fn all(&self) -> [(&'static str, Option<&Place>); 5] {
        [
            ("--json", self.json.as_ref()),
            ("--junit", self.junit.as_ref()),
            ("--markdown", self.markdown.as_ref()),
            ("--html", self.html.as_ref()),
            ("--badge", self.badge.as_ref()),
        ]
    }

    /// Makes sure that everything can be written, each to a place of its own that is none of what is `read`.
    pub(super) fn probe(&self, read: &[&Path]) -> anyhow::Result<()> {
        probe(self.all(), read)
    }

    /// Writes every format that is asked for.
    pub(super) fn write(&self, summary: &Summary) -> anyhow::Result<()> {
        for (flag, place) in self.all() {
            let Some(place) = place else { continue };
            let text = match flag {
                "--json" => serde_json::to_string_pretty(summary)? + "\n",
                "--junit" => junit::junit(summary)?,
                "--markdown" => markdown::markdown(summary),
                "--html" => html::html(summary),
                _ => badge::badge(summary)?,
            };
            written::write(flag, place, &text)?;
        }
        Ok(())
    }
}

impl Outputs {
    /// Makes sure that everything can be written, before anything is run, and is none of what is `read`.
    pub(super) fn open(&self, read: &[&Path]) -> anyhow::Result<Sink<'_>> {
        probe(self.formats.all().into_iter().chain([("--events", self.events.as_ref())]), read)?;
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
    say(&terminal::Paint::stderr().verdicts(&summary.to_string()));
    formats.map_or(Ok(()), |formats| formats.write(&summary))?;
    Ok(run.judge().1)
}

/// Whether a line says how far a run is, where there is no bar: after each tenth of a long one.
const fn tells_progress(done: usize, planned: usize) -> bool {
    const LONG: usize = 50;
    planned >= LONG && done > 0 && done * 10 / planned > (done - 1) * 10 / planned
}
