//! `livebridge lint`: the hygiene of Live Sets, for people and for CI.

mod files;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use livebridge_als::Set;
use livebridge_sets::lint::config::{self, Config};
use livebridge_sets::lint::media::Media;
use livebridge_sets::lint::report::{LintReport, Linted, Unreadable};
use livebridge_sets::lint::rule::Severity;
use livebridge_sets::lint::{LintFinding, lint, rules};
use livebridge_suite::verdict::ExitCode;
use livebridge_text::output_paths::Place;
use livebridge_text::phrasing::{count, visible};

use super::problem::{Problem, worded};
use super::terminal::Paint;
use super::{print, say, set, show, written};

/// Look for what is wrong or untidy in Live Sets
///
/// One finding per line on stdout, the numbers on stderr. `livebridge-lint.toml` beside a Set, or above it in its
/// repository, changes what is told. Exit codes: 0 no error, 1 an error, 2 a file or the configuration could not be read.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge lint song.als                                   one Set
  livebridge lint --deny warnings .                          every Set in this folder, as CI does
  livebridge lint --format sarif --output lint.sarif Sets    findings for a code-scanning service
  livebridge lint --explain changed-sample                   why, and what to do")]
pub(super) struct Arguments {
    /// Live Sets, snapshots of Sets, and folders in which every `.als` is looked at
    #[arg(value_name = "FILE", required_unless_present_any = ["list_rules", "explain"])]
    files: Vec<PathBuf>,
    /// The configuration for all of them
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Fail on these too
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
    /// Tell nothing below this
    #[arg(long, value_name = "SEVERITY", default_value = "info", value_parser = severity)]
    level: Severity,
    /// The form of the findings
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
    /// Write that form into this file, and lines for people to stdout
    #[arg(long, value_name = "FILE", value_parser = written::file)]
    output: Option<Place>,
    /// Look into Backup folders too, where Live keeps earlier versions
    #[arg(long)]
    backups: bool,
    /// List all rules
    #[arg(long, conflicts_with_all = ["files", "explain"])]
    list_rules: bool,
    /// Explain a rule: why it is there, what to do, what can be set
    #[arg(long, value_name = "RULE", conflicts_with = "files")]
    explain: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Deny {
    /// Warnings
    Warnings,
    /// Everything that is told
    Infos,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Lines for people
    Text,
    /// One JSON document
    Json,
    /// JUnit XML
    Junit,
    /// SARIF 2.1.0
    Sarif,
}

fn severity(text: &str) -> Result<Severity, String> {
    let told = text.parse().ok().filter(|severity| *severity != Severity::Off);
    told.ok_or_else(|| "it is `info`, `warning` or `error`".to_owned())
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if arguments.list_rules {
        print(&list()?)?;
        return Ok(ExitCode::Conformant);
    }
    if let Some(id) = &arguments.explain {
        print(&explain(id)?)?;
        return Ok(ExitCode::Conformant);
    }
    let fails = match arguments.deny {
        None => Severity::Error,
        Some(Deny::Warnings) => Severity::Warning,
        Some(Deny::Infos) => Severity::Info,
    };
    let (files, missing) = files::find(&arguments.files, arguments.backups);
    let configs = Configs::of(&files, arguments.config.as_deref())?;
    let read: Vec<&Path> = files.iter().chain(configs.files()).map(PathBuf::as_path).collect();
    written::probe([("--output", arguments.output.as_ref())], &read)?;
    let mut report = LintReport { unreadable: missing, ..LintReport::default() };
    for path in files {
        let name = files::named(&path);
        match lint_file(&path, &name, &configs) {
            Ok(mut findings) => {
                findings.retain(|finding| finding.severity >= arguments.level);
                report.files.push(Linted { path: name, findings });
            }
            Err(error) => report.unreadable.push(Unreadable { path: name, error: worded(&error) }),
        }
    }
    tell(arguments, &report, fails)?;
    Ok(if !report.unreadable.is_empty() {
        ExitCode::Usage
    } else if report.findings().any(|(_, finding)| finding.severity >= fails) {
        ExitCode::Nonconformant
    } else {
        ExitCode::Conformant
    })
}

fn tell(arguments: &Arguments, report: &LintReport, fails: Severity) -> anyhow::Result<()> {
    let paint = Paint::stdout();
    let text = report.to_text(|severity| match severity {
        Severity::Error => paint.red(severity.as_str()),
        Severity::Warning => paint.yellow(severity.as_str()),
        Severity::Info | Severity::Off => severity.to_string(),
    });
    let form = match arguments.format {
        Format::Text => report.to_text(|severity| severity.to_string()),
        Format::Json => report.to_json()? + "\n",
        Format::Junit => report.to_junit("livebridge lint", fails)?,
        Format::Sarif => report.to_sarif()? + "\n",
    };
    match &arguments.output {
        Some(place) => {
            written::write("--output", place, &form)?;
            show(&text)?;
        }
        None if matches!(arguments.format, Format::Text) => show(&text)?,
        None => print(&form)?,
    }
    for file in &report.unreadable {
        say(&format!("error: {}\n", file.error));
    }
    say(&summary(report));
    Ok(())
}

/// `3 findings in 2 files: 1 error, 2 warnings`, and how to learn more.
fn summary(report: &LintReport) -> String {
    let summary = report.summary();
    let mut text = format!(
        "{} in {}: {}, {}, {} info\n",
        count(summary.error + summary.warning + summary.info, "finding"),
        count(summary.files, "file"),
        count(summary.error, "error"),
        count(summary.warning, "warning"),
        summary.info
    );
    if summary.unreadable > 0 {
        text.insert_str(0, &format!("{} could not be read\n", count(summary.unreadable, "file")));
    }
    let worst = report.findings().map(|(_, finding)| finding).max_by_key(|finding| finding.severity);
    if let Some(finding) = worst.filter(|finding| finding.severity > Severity::Info) {
        let rule = report.findings().find(|(_, other)| other.severity == finding.severity);
        let id = rule.map_or(finding.rule.id, |(_, first)| first.rule.id);
        let _ = writeln!(text, "hint: `livebridge lint --explain {id}` says why and what to do");
    }
    text
}

fn lint_file(path: &Path, name: &str, configs: &Configs) -> anyhow::Result<Vec<LintFinding>> {
    let (set, media) = match set::open(path)? {
        set::FileSet::Live(set) => {
            let media = Media::of(path).with_context(|| format!("failed to look around `{}`", visible(name)))?;
            (*set, Some(media))
        }
        // It may lie anywhere; only a Live Set lies where its samples are.
        set::FileSet::Snapshot(snapshot) => (Set::from(&*snapshot), None),
    };
    let (config, from_there) = configs.for_file(path);
    Ok(lint(&set, &from_there.unwrap_or_else(|| name.to_owned()), media.as_ref(), config))
}

/// The configurations of a run: the one that was given, or those that were found, each read once.
struct Configs {
    given: Option<PathBuf>,
    none: Config,
    read: BTreeMap<PathBuf, Config>,
}

impl Configs {
    /// Reads those of all files. Every mistake in every one of them is told.
    fn of(files: &[PathBuf], given: Option<&Path>) -> anyhow::Result<Self> {
        let found: BTreeSet<PathBuf> = match given {
            Some(path) => BTreeSet::from([path.to_owned()]),
            None => files.iter().filter_map(|file| Config::find(file)).collect(),
        };
        let (mut read, mut wrong) = (BTreeMap::new(), Vec::new());
        for path in found {
            match read_config(&path) {
                Ok(config) => drop(read.insert(path, config)),
                Err(error) => wrong.push(worded(&error)),
            }
        }
        if !wrong.is_empty() {
            bail!(Problem::new(wrong.join("\n"), "`livebridge lint --list-rules` shows the rules and what can be set"));
        }
        Ok(Self { given: given.map(Path::to_owned), none: Config::default(), read })
    }

    /// Where they are.
    fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.read.keys()
    }

    /// The configuration of a file, and how that sees its path: from its own folder.
    fn for_file(&self, file: &Path) -> (&Config, Option<String>) {
        let path = self.given.clone().or_else(|| Config::find(file));
        let from_there = || {
            let (config, file) = (std::path::absolute(path.as_ref()?).ok()?, std::path::absolute(file).ok()?);
            Some(files::named(file.strip_prefix(config.parent()?).ok()?))
        };
        (path.as_ref().and_then(|path| self.read.get(path)).unwrap_or(&self.none), from_there())
    }
}

/// The most that a configuration may have, in bytes.
const LARGEST_CONFIG: u64 = 1 << 20;

fn read_config(path: &Path) -> anyhow::Result<Config> {
    let shown = visible(&files::named(path));
    let failed = || format!("failed to read `{shown}`");
    if !fs::metadata(path).with_context(failed)?.is_file() {
        bail!("`{shown}` is no regular file");
    }
    let mut text = String::new();
    File::open(path).and_then(|file| file.take(LARGEST_CONFIG + 1).read_to_string(&mut text)).with_context(failed)?;
    if text.len() as u64 > LARGEST_CONFIG {
        bail!("`{shown}` has more than {LARGEST_CONFIG} bytes");
    }
    Ok(Config::parse(&text, &shown)?)
}

/// All rules, one per line.
fn list() -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for rule in rules::all() {
        writeln!(text, "{:<24} {:<8} {}", rule.id, rule.severity, rule.why)?;
    }
    Ok(text)
}

/// One rule with all that belongs to it.
fn explain(id: &str) -> anyhow::Result<String> {
    let Some(rule) = rules::by_id(id) else {
        bail!(Problem::new(config::no_rule(id), "`livebridge lint --list-rules` shows them all"));
    };
    let mut text = String::new();
    writeln!(text, "{}: {} by default", rule.id, rule.severity)?;
    writeln!(text, "why     {}", rule.why)?;
    writeln!(text, "do      {}", rule.fix)?;
    for option in rule.options {
        writeln!(text, "option  {} ({}): {}", option.name, option.kind.as_str(), option.what)?;
    }
    Ok(text)
}
