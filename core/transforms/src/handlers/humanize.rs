//! Humanize on clips of a Set: the grid is that of the song. Transforms, section 2.

use livebridge_port::{IdRef, LiveBridge, Mutation, Result};
use serde::{Deserialize, Serialize};

use super::{Plan, each_once};
use crate::{Draws, Grid, HumanizeOpts, humanize};

/// What to humanize, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Humanize {
    /// MIDI clips, in the order in which they take their draws; one that is named twice counts once.
    pub clip_ids: Vec<IdRef>,
    /// What to do, and how much.
    pub opts: HumanizeOpts,
}

/// What Humanize did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HumanizeReport {
    /// How many clips were written: those in which a note changed.
    pub clip_count: usize,
    /// Every clip in the order given.
    pub clips: Vec<HumanizedClip>,
}

/// What Humanize did to one clip.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HumanizedClip {
    /// The clip.
    pub clip_id: IdRef,
    /// How many notes it has.
    pub note_count: usize,
    /// How many of them changed.
    pub changed_count: usize,
}

/// Reads the clips and plans their new notes. A stale id or an audio clip refuses the whole run.
pub fn plan_humanize<B: LiveBridge + ?Sized, D: Draws + ?Sized>(
    bridge: &B,
    request: &Humanize,
    draws: &mut D,
) -> Result<Plan<HumanizeReport>> {
    let grid = Grid::from(&bridge.get_song_overview()?);
    let mut report = HumanizeReport { clip_count: 0, clips: Vec::new() };
    let mut mutations = Vec::new();
    for (i, clip) in each_once(&request.clip_ids).enumerate() {
        let notes = bridge.get_notes(clip)?;
        draws.begin_clip(i);
        let varied = humanize(&notes, &request.opts, grid, draws).map_err(|error| error.about(clip))?;
        let changed_count = notes.iter().zip(&varied).filter(|(before, after)| before != after).count();
        report.clips.push(HumanizedClip { clip_id: clip.clone(), note_count: notes.len(), changed_count });
        if changed_count > 0 {
            report.clip_count += 1;
            mutations.push(Mutation::SetNotes { clip_id: clip.clone(), notes: varied.into() });
        }
    }
    Ok(Plan { report, mutations })
}

/// Humanizes some clips in one undo step, with the draws of `draws`: any `FnMut() -> f64`, or a seeded
/// [`NoteRng`](crate::NoteRng).
///
/// ```
/// use livebridge_transforms::handlers::{Humanize, run_humanize};
/// use livebridge_transforms::{HumanizeOpts, NoteRng};
/// use livebridge_fake::FakeLiveBridge;
/// use livebridge_port::TrackId;
///
/// # pollster::block_on(async {
/// let bridge = FakeLiveBridge::seeded();
/// let clip = TrackId(0).slot(0).clip().into();
/// let opts = HumanizeOpts { do_velocity: true, ..HumanizeOpts::new(0.3) };
/// let report = run_humanize(&bridge, &Humanize { clip_ids: vec![clip], opts }, &mut NoteRng::new(7)).await?;
/// assert_eq!(report.clip_count, 1);
/// # Ok::<(), livebridge_port::CallError>(())
/// # }).unwrap();
/// ```
pub async fn run_humanize<B: LiveBridge + ?Sized, D: Draws + ?Sized>(
    bridge: &B,
    request: &Humanize,
    draws: &mut D,
) -> Result<HumanizeReport> {
    let plan = plan_humanize(bridge, request, draws)?;
    plan.apply(bridge).await
}
