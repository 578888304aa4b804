//! `livebridge run session-to-song`.

use std::path::{Path, PathBuf};

use clap::Args;
use livebridge_suite::handlers::Handler;
use livebridge_suite::target::Instance;
use livebridge_text::phrasing::count;
use livebridge_transforms::TimeSignature;
use livebridge_transforms::handlers::{SessionToSong, SessionToSongReport, plan_session_to_song};

use super::sections::{self, Draft};
use super::{Common, Prepare, Prepared, headings};
use crate::contents::Contents;
use crate::stop::Stop;

/// Lay the Session out in the Arrangement, section by section
///
/// Sections follow each other from beat 0; each plays the clips of its scene and gets a cue point. What stands in the
/// Arrangement of the tracks concerned, as far as the song goes, makes room.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge run session-to-song als:song.als --section Intro:0:8 --section Verse:1:16 --dry-run
  livebridge run session-to-song als:song.als --sections song.toml --save arranged.json
  livebridge run session-to-song --section Drop:Chorus:16 -- python3 my_bridge.py

A file of sections:
  signature = \"4/4\"         # of bars where a scene has none of its own
  fill = true               # false: place every clip once
  [[section]]
  name = \"Intro\"
  scene = 0                 # counted from 0, or the name of a scene
  bars = 8
  color = 0xFF0000          # for all clips of the section; without it they keep theirs")]
pub(super) struct Arguments {
    /// A section as NAME:SCENE:BARS, the scene counted from 0 or by its name; can be given several times
    #[arg(long, value_name = "SECTION", value_parser = sections::parse, required_unless_present = "sections")]
    section: Vec<Draft>,
    /// The sections in a TOML file
    #[arg(long, value_name = "FILE", conflicts_with = "section")]
    sections: Option<PathBuf>,
    /// The signature of bars where a scene has none of its own [default: 4/4]
    #[arg(long, value_name = "N/M", value_parser = sections::signature)]
    signature: Option<TimeSignature>,
    /// Place every clip once, and do not repeat it until its section ends
    #[arg(long)]
    no_fill: bool,
    #[command(flatten)]
    common: Common,
}

impl Prepare for Arguments {
    const HANDLER: Handler = Handler::SessionToSong;

    fn common(&self) -> &Common {
        &self.common
    }

    fn file(&self) -> Option<&Path> {
        self.sections.as_deref()
    }

    fn prepare(&self, target: &Instance, contents: &Contents) -> Result<Prepared, Stop> {
        let scenes = target.bridge.list_scenes()?;
        let song = match &self.sections {
            Some(file) => sections::read(file)?,
            None => sections::Song { sections: self.section.clone(), ..sections::Song::default() },
        };
        let request = SessionToSong {
            time_sig: self.signature.or(song.signature).unwrap_or_default(),
            fill: song.fill && !self.no_fill,
            section_map: song.sections.into_iter().map(|draft| draft.resolve(&scenes)).collect::<Result<_, _>>()?,
        };
        let plan = plan_session_to_song(target.bridge.as_ref(), &request)?;

        let mut rows = vec![headings(["beat", "section", "scene", "clips", "cue point"])];
        let report = &plan.report;
        rows.extend(starts(report).into_iter().zip(&request.section_map).map(|((time, is_made), section)| {
            let clips = report.placements.iter().filter(|placement| placement.start_time.to_bits() == time.to_bits());
            let clips: Vec<String> = clips
                .map(|placement| {
                    let track = contents.tracks.get(placement.track_index).map_or("?", |track| &*track.name);
                    format!("{track}/{}", placement.name)
                })
                .collect();
            let scene = usize::try_from(section.scene_index).ok().and_then(|index| scenes.get(index));
            vec![
                time.to_string(),
                section.name.to_string(),
                scene.map_or_else(|| "none".to_owned(), |scene| format!("{} {}", section.scene_index, scene.name)),
                if clips.is_empty() { "silent".to_owned() } else { clips.join(", ") },
                if is_made { "new" } else { "there already" }.to_owned(),
            ]
        }));
        let summary = format!(
            "{} with {} and {}",
            count(request.section_map.len(), "section"),
            count(report.placement_count, "placement"),
            count(report.cue_point_count, "new cue point"),
        );
        Ok(Prepared::of(plan, rows, summary)?)
    }
}

/// Where the sections start, and whether a cue point is made there.
fn starts(report: &SessionToSongReport) -> Vec<(f64, bool)> {
    let made = report.cue_points.iter().map(|cue| (cue.time, true));
    let skipped = report.skipped_cue_points.iter().map(|cue| (cue.time, false));
    let mut starts: Vec<_> = made.chain(skipped).collect();
    starts.sort_by(|a, b| a.0.total_cmp(&b.0));
    starts
}
