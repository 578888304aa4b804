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
use livebridge_text::phrasing::{count, shown, visible};

use super::problem::{Problem, audio_hint, with_hint};
use super::{print, say, show, terminal, written};

/// Measure the loudness of audio files
///
/// Integrated loudness (LUFS), loudness range (LU), true peak (dBTP), sample peak, RMS and crest of each file, and the
/// gain that brings it to a target. WAV of every kind, AIFF, FLAC, MP3, Ogg Vorbis, M4A and CAF. Channels count by their
/// loudspeakers, as the file tells them. The table or JSON goes to stdout, notes and errors to stderr. Exit codes: 0 all
/// files were measured, 1 some were not, 2 wrong usage.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge measure mix.wav                              one file
  livebridge measure --target -23 stems/*.wav             trims for broadcast (EBU R 128)
  sox mix.flac -t wav - | livebridge measure -            standard input
  livebridge measure --json mix.wav | jq '.files[0].trimDb'
  livebridge measure --svg mix.svg mix.wav                loudness over time as a picture")]
pub(super) struct Arguments {
    /// The files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The integrated loudness in LUFS that the trim leads to
    #[arg(long, value_name = "LUFS", default_value = "-14", value_parser = target, allow_negative_numbers = true)]
    target: f64,
    /// Let one channel count for both sides, as mono plays in a stereo track and as `run gain-stage` hears it: 3.0 dB more
    #[arg(long)]
    dual_mono: bool,
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
    if arguments.files.iter().filter(|file| is_stdin(file)).count() > 1 {
        bail!(Problem::new("`-` is given more than once", "standard input can be read only once"))
    }
    let pictures = pictures(arguments)?;
    let cores = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let settings = Settings {
        target_lufs: arguments.target,
        threads: arguments.threads.unwrap_or_else(cores),
        series: !pictures.is_empty(),
        dual_mono: arguments.dual_mono,
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
    notes(arguments, &measured);
    let mut complete = true;
    for error in measured.iter().filter_map(|measured| measured.as_ref().err()) {
        complete = false;
        let what = with_hint(&format!("failed to measure {}", visible(&error.to_string())), audio_hint(error));
        say(&format!("{} {what}\n", terminal::Paint::stderr().red("error:")));
    }
    complete &= draw(arguments, &measured, &pictures);
    Ok(if complete { ExitCode::Conformant } else { ExitCode::Nonconformant })
}

fn is_stdin(file: &Path) -> bool {
    file == Path::new(measure::STANDARD_INPUT)
}

/// Says what of the files was taken otherwise than it is written, and that mono can be measured in two ways.
fn notes(arguments: &Arguments, measured: &[Measured]) {
    let mut mono = 0;
    for (file, measured) in arguments.files.iter().zip(measured) {
        let Ok(measured) = measured else { continue };
        mono += usize::from(measured.report.channels == 1);
        let name = if is_stdin(file) { "standard input".to_owned() } else { shown(file) };
        measured.notes.iter().for_each(|note| say(&format!("note: {name}: {}\n", visible(note))));
    }
    if mono > 0 && !arguments.dual_mono && !arguments.json {
        let have = if mono == 1 { "has" } else { "have" };
        say(&format!(
            "note: {} {have} one channel; `--dual-mono` measures it as both sides of a stereo track play it, 3.0 dB louder\n",
            count(mono, "file")
        ));
    }
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
    let read: Vec<&Path> = arguments.files.iter().map(PathBuf::as_path).filter(|file| !is_stdin(file)).collect();
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
