//! `livebridge measure`: the loudness of audio files.

mod output;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::{fs, thread};

use anyhow::{Context, bail};
use clap::Args;
use livebridge_sets::measure::{self, Measured, Settings, picture};
use livebridge_suite::verdict::ExitCode;
use livebridge_text::output_paths::Place;
use livebridge_text::phrasing::{shown, visible};

use super::problem::{Problem, audio_hint, with_hint};
use super::{print, say, show, terminal, written};

/// Measure the loudness of audio files
///
/// Integrated loudness (LUFS), loudness range (LU), true peak (dBTP), sample peak, RMS and crest of each file, and the
/// gain that brings it to a target. WAV of every kind; other formats where the program was built with them. The table or
/// JSON goes to stdout, errors to stderr. Exit codes: 0 all files were measured, 1 some were not, 2 wrong usage.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge measure mix.wav                              one file
  livebridge measure --target -23 stems/*.wav             trims for broadcast (EBU R 128)
  livebridge measure --json mix.wav | jq '.files[0].trimDb'
  livebridge measure --svg mix.svg mix.wav                loudness over time as a picture")]
pub(super) struct Arguments {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The integrated loudness in LUFS that the trim leads to
    #[arg(long, value_name = "LUFS", default_value = "-14", value_parser = target, allow_negative_numbers = true)]
    target: f64,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Draw loudness over time of the one file into this file
    #[arg(long, value_name = "FILE", conflicts_with = "svg_dir", value_parser = written::file)]
    svg: Option<Place>,
    /// Draw loudness over time of each file into this directory, which is made when it is not there
    #[arg(long, value_name = "DIRECTORY")]
    svg_dir: Option<PathBuf>,
    /// How many threads may work; the numbers are the same for any [default: one for each core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// A loudness that can be aimed at.
fn target(text: &str) -> Result<f64, String> {
    let target: f64 = text.parse().map_err(|_| format!("`{text}` is no number"))?;
    if (-70.0..=0.0).contains(&target) { Ok(target) } else { Err(format!("{text} is not between -70 and 0 LUFS")) }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let pictures = pictures(arguments)?;
    let cores = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let settings = Settings {
        target_lufs: arguments.target,
        threads: arguments.threads.unwrap_or_else(cores),
        series: !pictures.is_empty(),
    };
    let bar = terminal::progress(
        measure::total_bytes(&arguments.files),
        "measuring [{bar:40}] {bytes} of {total_bytes}, {eta} left",
    );
    let measured = measure::measure_all(&arguments.files, &settings, &|bytes| bar.inc(bytes));
    bar.finish_and_clear();

    let text = if arguments.json {
        output::json(&arguments.files, &measured, arguments.target)?
    } else {
        output::table(&arguments.files, &measured, arguments.target, terminal::Paint::stdout())
    };
    if arguments.json { print(&text) } else { show(&text) }?;
    let mut complete = true;
    for error in measured.iter().filter_map(|measured| measured.as_ref().err()) {
        complete = false;
        let what = with_hint(&format!("failed to measure {}", visible(&error.to_string())), audio_hint(error));
        say(&format!("{} {what}\n", terminal::Paint::stderr().red("error:")));
    }
    complete &= draw(arguments, &measured, &pictures);
    Ok(if complete { ExitCode::Conformant } else { ExitCode::Nonconformant })
}

/// Where the picture of each file goes, none when no pictures are wanted. All of them can be written.
fn pictures(arguments: &Arguments) -> anyhow::Result<Vec<Place>> {
    let pictures: Vec<Place> = match (&arguments.svg_dir, &arguments.svg, arguments.files.len()) {
        (Some(directory), ..) => {
            fs::create_dir_all(directory)
                .with_context(|| format!("--svg-dir {}: cannot be written", shown(directory)))?;
            output::names(&arguments.files).into_iter().map(|name| Place::File(directory.join(name))).collect()
        }
        (None, None, _) => Vec::new(),
        (None, Some(place), 1) => vec![place.clone()],
        (None, Some(_), count) => {
            bail!(Problem::new(format!("--svg takes one file, and {count} were given"), "use --svg-dir DIRECTORY"))
        }
    };
    let read: Vec<&Path> = arguments.files.iter().map(PathBuf::as_path).collect();
    // One by one: they have names of their own.
    pictures.iter().try_for_each(|place| written::probe([(flag(arguments), Some(place))], &read))?;
    Ok(pictures)
}

/// The flag that asks for pictures.
fn flag(arguments: &Arguments) -> &'static str {
    if arguments.svg_dir.is_some() { "--svg-dir" } else { "--svg" }
}

/// Draws the pictures; says of each that could not be written why, and gives whether there was none.
fn draw(arguments: &Arguments, measured: &[Measured], pictures: &[Place]) -> bool {
    let mut complete = true;
    for ((file, measured), picture) in arguments.files.iter().zip(measured).zip(pictures) {
        let Ok(measured) = measured else { continue };
        let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
        let svg = picture::draw(&name, measured, arguments.target);
        if let Err(error) = written::write(flag(arguments), picture, &svg) {
            say(&format!("{} {error}\n", terminal::Paint::stderr().red("error:")));
            complete = false;
        }
    }
    complete
}
