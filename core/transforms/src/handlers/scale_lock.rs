//! Scale Lock on clips of a Set: the scale is that of the song. Transforms, section 1.

use livebridge_port::{IdRef, LiveBridge, Mutation, Result};
use serde::{Deserialize, Serialize};

use super::{Plan, each_once};
use crate::{Scale, SnapMode, snap_to_scale};

/// What to lock, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScaleLock {
    /// MIDI clips; one that is named twice counts once.
    pub clip_ids: Vec<IdRef>,
    /// Which way notes go.
    pub mode: SnapMode,
}

/// What Scale Lock did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScaleLockReport {
    /// How many notes have another pitch than before.
    pub moved_count: usize,
    /// Every clip in the order given.
    pub clips: Vec<LockedClip>,
}

/// What Scale Lock did to one clip.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LockedClip {
    /// The clip.
    pub clip_id: IdRef,
    /// How many notes it has.
    pub note_count: usize,
    /// How many of them moved; a clip where none did is not written.
    pub moved_count: usize,
}

/// Reads the clips and plans their new notes. A stale id or an audio clip refuses the whole run.
pub fn plan_scale_lock<B: LiveBridge + ?Sized>(bridge: &B, request: &ScaleLock) -> Result<Plan<ScaleLockReport>> {
    let scale = Scale::from(&bridge.get_song_overview()?);
    let mut report = ScaleLockReport { moved_count: 0, clips: Vec::new() };
    let mut mutations = Vec::new();
    for clip in each_once(&request.clip_ids) {
        let snapped =
            snap_to_scale(&bridge.get_notes(clip)?, scale, request.mode).map_err(|error| error.about(clip))?;
        report.moved_count += snapped.moved_count;
        report.clips.push(LockedClip {
            clip_id: clip.clone(),
            note_count: snapped.notes.len(),
            moved_count: snapped.moved_count,
        });
        if snapped.moved_count > 0 {
            mutations.push(Mutation::SetNotes { clip_id: clip.clone(), notes: snapped.notes.into() });
        }
    }
    Ok(Plan { report, mutations })
}

/// Moves the notes of some clips onto the song's scale, in one undo step. A second run does nothing.
///
/// ```
/// use livebridge_transforms::handlers::{ScaleLock, run_scale_lock};
/// use livebridge_transforms::SnapMode;
/// use livebridge_fake::FakeLiveBridge;
/// use livebridge_port::{LiveBridge, Note, TrackId};
///
/// # pollster::block_on(async {
/// let bridge = FakeLiveBridge::with_one_midi_clip(&[Note::new(61.0, 0.0, 1.0)]);
/// let clip = TrackId(0).slot(0).clip().into();
/// let report = run_scale_lock(&bridge, &ScaleLock { clip_ids: vec![clip], mode: SnapMode::Nearest }).await?;
/// assert_eq!(report.moved_count, 1);
/// assert_eq!(bridge.get_notes(&report.clips[0].clip_id)?[0].pitch, 62.0);
/// # Ok::<(), livebridge_port::CallError>(())
/// # }).unwrap();
/// ```
pub async fn run_scale_lock<B: LiveBridge + ?Sized>(bridge: &B, request: &ScaleLock) -> Result<ScaleLockReport> {
    plan_scale_lock(bridge, request)?.apply(bridge).await
}
