//! `livebridge run scale-lock`.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use livebridge_suite::handlers::Handler;
use livebridge_suite::target::Instance;
use livebridge_text::phrasing::{count, scale};
use livebridge_transforms::SnapMode;
use livebridge_transforms::handlers::{ScaleLock, plan_scale_lock};

use super::{Common, Prepare, Prepared, chosen_clips, headings};
use crate::contents::Contents;
use crate::say;
use crate::stop::Stop;

/// Move the notes of MIDI clips onto the scale of the song
///
/// A note in the scale stays; any other goes to the nearest member of the scale, up on a tie. Nothing but the pitch
/// changes, and a second run does nothing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge run scale-lock als:song.als --dry-run
  livebridge run scale-lock als:song.als --clip 'Bass/*' --clip 'Keys/Chorus' --mode down --diff
  livebridge run scale-lock --clip track:1/clipslot:0/clip -- python3 my_bridge.py")]
pub(super) struct Arguments {
    /// A clip, by its id or as `Track/Clip`, or `Track/*` for all of a track; can be given several times. Without it
    /// every MIDI clip
    #[arg(long, value_name = "CLIP")]
    clip: Vec<String>,
    /// Which way notes go
    #[arg(long, default_value = "nearest", value_parser = PossibleValuesParser::new(["nearest", "up", "down"]).map(mode))]
    mode: SnapMode,
    #[command(flatten)]
    common: Common,
}

#[expect(clippy::needless_pass_by_value, reason = "what clap hands on")]
fn mode(text: String) -> SnapMode {
    match text.as_str() {
        "up" => SnapMode::Up,
        "down" => SnapMode::Down,
        _ => SnapMode::Nearest,
    }
}

impl Prepare for Arguments {
    const HANDLER: Handler = Handler::ScaleLock;

    fn common(&self) -> &Common {
        &self.common
    }

    fn prepare(&self, target: &Instance, contents: &Contents) -> Result<Prepared, Stop> {
        let clip_ids = chosen_clips(&self.clip, contents)?;
        let plan = plan_scale_lock(target.bridge.as_ref(), &ScaleLock { clip_ids, mode: self.mode })?;
        let song = target.bridge.get_song_overview()?;
        let clips = &plan.report.clips;
        let mut rows = vec![headings(["clip", "id", "notes", "moved"])];
        rows.extend(clips.iter().filter(|clip| clip.moved_count > 0).map(|clip| {
            let (notes, moved) = (clip.note_count.to_string(), clip.moved_count.to_string());
            vec![contents.name_of(&clip.clip_id), clip.clip_id.to_string(), notes, moved]
        }));
        let notes: usize = clips.iter().map(|clip| clip.note_count).sum();
        let (notes, clips) = (count(notes, "note"), count(clips.len(), "clip"));
        let summary = if song.scale_intervals.is_empty() {
            format!("the Set tells no scale: none of {notes} in {clips} moves")
        } else {
            let scale = scale(song.root_note, &song.scale_name);
            let outside = plan.report.outside_count;
            let onto = format!("{} of {notes} in {clips} move onto {scale}", plan.report.moved_count - outside);
            match outside {
                0 => onto,
                _ => format!("{onto}, {outside} to the end of the range, where {scale} has no note"),
            }
        };
        if plan.report.collision_count > 0 {
            let (collide, one) = (count(plan.report.collision_count, "note"), plan.report.collision_count == 1);
            let come = if one { "comes" } else { "come" };
            say(&format!(
                "note: {collide} {come} upon another of the same pitch and time: of two such notes Live cuts or drops one\n"
            ));
        }
        Ok(Prepared::of(plan, rows, summary)?)
    }
}
