//! `livebridge picture`: a Set as a picture. The picture of a difference is `livebridge diff --html`.

use anyhow::bail;
use clap::{Args, ValueEnum};
use livebridge_sets::picture::Picture;
use livebridge_suite::verdict::ExitCode;
use livebridge_text::output_paths::Place;
use livebridge_text::phrasing::visible;

use super::problem::Problem;
use super::written::{probe, write};
use super::{say, set};

/// Draw a Set: Session, mixer and Arrangement, with the notes of its clips
///
/// One file without scripts or links, light or dark as its reader prefers; equal Sets give equal bytes. HTML has the
/// tracks as a table too, and its views scroll on a phone. Exit codes: 0 drawn, 2 it could not be read or written.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge picture song.als -o song.html        a page
  livebridge picture song.set.json -o song.svg    an image, from a snapshot
  livebridge picture fake -o -                    an image of a target's Set, on stdout
  livebridge diff a.als b.als --html diff.html    what differs between two, as a page")]
pub(super) struct Arguments {
    /// A `.als` file, a snapshot, or a target such as `fake` or `als:FILE`
    source: String,
    /// The file to write, an SVG or HTML by its ending; `-` is stdout
    #[arg(short, long, value_name = "FILE")]
    output: Place,
    /// What to write, whatever the ending is [default: svg on stdout]
    #[arg(long, value_enum)]
    format: Option<Format>,
}

/// What a picture is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Svg,
    Html,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { source, output, .. } = arguments;
    let format = arguments.format.map_or_else(|| by_ending(output), Ok)?;
    probe([("--output", Some(output))], &[set::file_of(source)])?;
    let (set, diagnostics) = set::load(source)?;
    for diagnostic in diagnostics {
        say(&format!("note: {}: {}\n", visible(source), visible(&diagnostic.to_string())));
    }
    let name = title(source);
    let picture = Picture::of(&name, &set);
    let drawn = match format {
        Format::Svg => picture.svg(),
        Format::Html => picture.html(),
    };
    write("--output", output, &drawn)?;
    Ok(ExitCode::Conformant)
}

/// What a Set is called in a picture: the name of its file without the ending, or the target.
pub(super) fn title(source: &str) -> String {
    let stem = set::file_of(source).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let known = [".als", ".set.json", ".json"].iter().find_map(|ending| stem.strip_suffix(ending));
    known.map_or_else(|| source.to_owned(), str::to_owned)
}

fn by_ending(place: &Place) -> anyhow::Result<Format> {
    let Place::File(path) = place else { return Ok(Format::Svg) };
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("svg") => Ok(Format::Svg),
        Some("html" | "htm") => Ok(Format::Html),
        _ => bail!(Problem::new(
            format!("`{place}` ends neither in `.svg` nor in `.html`"),
            "name the form with `--format svg` or `--format html`"
        )),
    }
}
