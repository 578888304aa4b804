//! `livebridge picture`: a Set as a picture. The picture of a difference is `livebridge diff --html`.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::{print, say, set};
use crate::picture::Picture;
use crate::place::Place;
use crate::verdict::ExitCode;

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
    output: PathBuf,
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
    let (set, diagnostics) = set::load(source)?;
    for diagnostic in diagnostics {
        say(&format!("note: {source}: {diagnostic}\n"));
    }
    let name = title(source);
    let picture = Picture::of(&name, &set);
    let drawn = match format {
        Format::Svg => picture.svg(),
        Format::Html => picture.html(),
    };
    if output == Path::new("-") {
        print(&drawn)?;
    } else {
        write(output, &drawn, &[source])?;
    }
    Ok(ExitCode::Conformant)
}

/// Writes a picture into a file, which is none of the sources.
pub(super) fn write(path: &Path, drawn: &str, sources: &[&str]) -> anyhow::Result<()> {
    if path == Path::new("-") {
        bail!("`-` is no file, and stdout has the words\nhint: give the picture a file");
    }
    let place = Place::File(path.to_owned());
    let sources = sources.iter().map(|source| Path::new(source.strip_prefix("als:").unwrap_or(source)));
    place
        .is_none_of(sources)
        .and_then(|()| place.write(drawn))
        .with_context(|| format!("failed to write `{}`", path.display()))
}

/// What a Set is called in a picture: the name of its file without the ending, or the target.
pub(super) fn title(source: &str) -> String {
    let path = Path::new(source.strip_prefix("als:").unwrap_or(source));
    let stem = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let known = [".als", ".set.json", ".json"].iter().find_map(|ending| stem.strip_suffix(ending));
    known.map_or_else(|| source.to_owned(), str::to_owned)
}

fn by_ending(path: &Path) -> anyhow::Result<Format> {
    if path == Path::new("-") {
        return Ok(Format::Svg);
    }
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("svg") => Ok(Format::Svg),
        Some("html" | "htm") => Ok(Format::Html),
        _ => bail!(
            "`{}` ends neither in `.svg` nor in `.html`\nhint: name the form with `--format svg` or `--format html`",
            path.display()
        ),
    }
}
