//! `livebridge snapshot`: a Set as canonical JSON, or as a table for people.

use std::fmt::Write as _;

use clap::Args;
use livebridge_als::SOURCE;
use livebridge_port::snapshot::TrackSnapshot;
use livebridge_port::snapshot::levels::panning;
use livebridge_port::{Snapshot, TrackKind};
use livebridge_suite::verdict::ExitCode;
use livebridge_text::phrasing::{count, fader_level, scale, visible};
use serde_json::Value;

use super::table::table;
use super::{print, say, schemes, set, show};

/// Print a Set as canonical JSON, the same bytes for the same Set
///
/// Notes about a file go to stderr. Exit codes: 0 printed, 2 it could not be read.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge snapshot song.als > song.set.json    keep a golden of a Live Set
  livebridge snapshot --summary song.als          see what is in it
  livebridge snapshot -- python3 my_bridge.py     the Set of your own bridge")]
pub(super) struct Arguments {
    /// A `.als` file, a snapshot, or a target such as `fake`, `als:FILE` or `tcp:HOST:PORT`
    #[arg(required_unless_present = "command")]
    source: Option<String>,
    /// Print a readable table instead
    #[arg(long)]
    summary: bool,
    /// The program that is the target, with its arguments
    #[arg(last = true, value_name = "COMMAND", conflicts_with = "source")]
    command: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let set = match (&arguments.source, arguments.command.split_first()) {
        (_, Some((program, args))) => set::read_target(&*schemes::program(program, args))?,
        (source, None) => {
            let source = source.as_deref().unwrap_or_default();
            let (set, diagnostics) = set::load(source)?;
            for diagnostic in diagnostics {
                say(&format!("note: {}: {}\n", visible(source), visible(&diagnostic.to_string())));
            }
            set
        }
    };
    if arguments.summary { show(&summary(&set)?) } else { print(&set.to_canonical()) }?;
    Ok(ExitCode::Conformant)
}

/// Rounded numbers and counts: for reading, not for comparing.
fn summary(set: &Snapshot) -> Result<String, std::fmt::Error> {
    let file = set.extra.section(SOURCE);
    let mut out = String::new();
    if let Some(live) = file.and_then(|file| file.get("live")).and_then(Value::as_str) {
        writeln!(out, "saved by  {live}")?;
    }
    writeln!(out, "tempo     {:.2} BPM", set.tempo)?;
    let off = if set.scale_mode || set.scale_name.is_empty() { "" } else { " (off)" };
    writeln!(out, "scale     {}{off}", scale(set.root_note, &set.scale_name))?;
    writeln!(out, "grid      {}{}", set.grid_quantization, if set.grid_is_triplet { ", triplet" } else { "" })?;
    let sections = |key: &str| file.and_then(|file| file.get(key)).and_then(Value::as_array).map_or(0, Vec::len);
    let clips = |list: fn(&TrackSnapshot) -> usize| set.tracks.iter().map(list).sum::<usize>();
    let (session, arrangement) = (clips(|track| track.session.len()), clips(|track| track.arrangement.len()));
    let counts = [
        (set.tracks.len(), "track"),
        (sections("groups"), "group"),
        (set.return_track_count, "return track"),
        (set.scenes.len(), "scene"),
        (session, "Session clip"),
        (arrangement, "Arrangement clip"),
        (clips(notes), "note"),
    ];
    let counts: Vec<_> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| count(*n, what)).collect();
    writeln!(out, "holds     {}", counts.join(", "))?;
    let cues = set.cue_points.iter().flatten().map(|cue| format!("{} at {:.2}", quoted(&cue.name), cue.time));
    let cues: Vec<_> = cues.collect();
    if !cues.is_empty() {
        writeln!(out, "locators  {}", cues.join(", "))?;
    }
    out += &table(&tracks(set));
    Ok(out)
}

fn tracks(set: &Snapshot) -> Vec<Vec<String>> {
    let heads = ["#", "kind", "track", "volume", "pan", "state", "session", "arranged", "notes", "devices"];
    let mut rows: Vec<Vec<String>> = vec![heads.map(str::to_owned).to_vec()];
    for (i, track) in set.tracks.iter().enumerate() {
        let states = [(track.mute, "mute"), (track.solo, "solo"), (track.arm, "arm")];
        let states: Vec<_> = states.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect();
        let devices = track.devices.iter().map(|device| device.name.as_deref().unwrap_or("?"));
        rows.push(vec![
            (i + 1).to_string(),
            if track.kind == TrackKind::Midi { "MIDI" } else { "audio" }.to_owned(),
            track.name.chars().take(32).collect(),
            fader_level(&track.volume),
            panning(track.panning),
            states.join(" "),
            track.session.len().to_string(),
            track.arrangement.len().to_string(),
            notes(track).to_string(),
            devices.collect::<Vec<_>>().join(", "),
        ]);
    }
    rows
}

fn notes(track: &TrackSnapshot) -> usize {
    let clips = track.session.iter().chain(&track.arrangement);
    clips.filter_map(|clip| clip.notes.as_ref()).map(|notes| notes.len()).sum()
}

fn quoted(name: &str) -> String {
    format!("{name:?}")
}
