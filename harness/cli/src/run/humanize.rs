//! `livebridge run humanize`.

use clap::Args;
use livebridge_suite::handlers::Handler;
use livebridge_suite::seed::Seed;
use livebridge_suite::target::Instance;
use livebridge_text::phrasing::count;
use livebridge_transforms::handlers::{Humanize, plan_humanize};
use livebridge_transforms::{HumanizeOpts, NoteRng};

use super::{Common, Prepare, Prepared, chosen_clips, headings};
use crate::contents::Contents;
use crate::problem::Problem;
use crate::stop::Stop;

/// Give the notes of MIDI clips small deviations, on the grid of the song
///
/// The same seed gives the same notes. Nothing is varied that is not switched on.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
#[command(after_help = "Examples:
  livebridge run humanize als:song.als --clip 'Drums/*' --timing --velocity --strength 0.3 --diff
  livebridge run humanize als:song.als --clip 'Hats/*' --swing 0.4 --save swung.json
  livebridge run humanize --timing --velocity --duration --seed 7 -- python3 my_bridge.py")]
pub(super) struct Arguments {
    /// A clip, by its id or as `Track/Clip`, or `Track/*` for all of a track; can be given several times. Without it
    /// every MIDI clip
    #[arg(long, value_name = "CLIP")]
    clip: Vec<String>,
    /// How much, 0 to 1
    #[arg(long, value_name = "AMOUNT", default_value = "0.5", value_parser = fraction)]
    strength: f64,
    /// How late the notes of every other grid cell come, 0 to 1 of half a cell; strength does not scale it
    #[arg(long, value_name = "AMOUNT", value_parser = fraction)]
    swing: Option<f64>,
    /// Shift the starts of notes, by up to a grid cell
    #[arg(long)]
    timing: bool,
    /// Vary velocities, by up to 64
    #[arg(long)]
    velocity: bool,
    /// Vary durations, by up to half
    #[arg(long)]
    duration: bool,
    /// Let Live vary them each time they play: a probability and a velocity deviation for each note
    #[arg(long)]
    living: bool,
    /// Seed of what is random: an integer, or any text, of which the 64-bit FNV-1a hash is taken
    #[arg(long, default_value = "1")]
    seed: Seed,
    #[command(flatten)]
    common: Common,
}

fn fraction(text: &str) -> Result<f64, String> {
    let amount: f64 = text.parse().map_err(|_| format!("`{text}` is no number"))?;
    if (0.0..=1.0).contains(&amount) { Ok(amount) } else { Err(format!("{text} is not between 0 and 1")) }
}

impl Prepare for Arguments {
    const HANDLER: Handler = Handler::Humanize;

    fn common(&self) -> &Common {
        &self.common
    }

    fn prepare(&self, target: &Instance, contents: &Contents) -> Result<Prepared, Stop> {
        let opts = HumanizeOpts {
            strength: self.strength,
            swing: self.swing,
            do_timing: self.timing,
            do_velocity: self.velocity,
            do_duration: self.duration,
            living: self.living,
        };
        if !(self.timing || self.velocity || self.duration || self.living || self.swing.is_some()) {
            Err(Problem::new("nothing is switched on", "give --timing, --velocity, --duration, --living or --swing"))?;
        }
        let clip_ids = chosen_clips(&self.clip, contents)?;
        let request = Humanize { clip_ids, opts };
        let plan = plan_humanize(target.bridge.as_ref(), &request, &mut NoteRng::new(self.seed.value()))?;
        let clips = &plan.report.clips;
        let mut rows = vec![headings(["clip", "id", "notes", "changed"])];
        rows.extend(clips.iter().filter(|clip| clip.changed_count > 0).map(|clip| {
            let (notes, changed) = (clip.note_count.to_string(), clip.changed_count.to_string());
            vec![contents.name_of(&clip.clip_id), clip.clip_id.to_string(), notes, changed]
        }));
        let (notes, changed) =
            clips.iter().fold((0, 0), |(notes, changed), clip| (notes + clip.note_count, changed + clip.changed_count));
        let summary = format!(
            "{changed} of {} in {} change, with seed {}",
            count(notes, "note"),
            count(clips.len(), "clip"),
            self.seed
        );
        Ok(Prepared::of(plan, rows, summary)?)
    }
}
