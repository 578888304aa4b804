//! Scale Lock on clips of a Set: the scale is that of the song. Transforms, section 1.

use livebridge_port::rules::round_half_up;
use livebridge_port::{IdRef, LiveBridge, Mutation, Note, Result};
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
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScaleLockReport {
    /// How many notes have another pitch than before.
    pub moved_count: usize,
    /// How many of them ended outside of the scale: at the end of the range, where it has no note in their direction.
    pub outside_count: usize,
    /// How many notes now begin while another sounds, or with another, that has become their pitch: Live cuts or drops
    /// one of two such notes.
    pub collision_count: usize,
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
    /// How many of these ended outside of the scale.
    pub outside_count: usize,
    /// How many notes have come upon another one.
    pub collision_count: usize,
}

/// Reads the clips and plans their new notes. A stale id or an audio clip refuses the whole run.
pub fn plan_scale_lock<B: LiveBridge + ?Sized>(bridge: &B, request: &ScaleLock) -> Result<Plan<ScaleLockReport>> {
    let scale = Scale::from(&bridge.get_song_overview()?);
    let mut report = ScaleLockReport::default();
    let mut mutations = Vec::new();
    for clip in each_once(&request.clip_ids) {
        let notes = bridge.get_notes(clip)?;
        let snapped = snap_to_scale(&notes, scale, request.mode).map_err(|error| error.about(clip))?;
        let (outside_count, collision_count) =
            (outside(&notes, &snapped.notes, scale), collisions(&notes, &snapped.notes));
        report.moved_count += snapped.moved_count;
        report.outside_count += outside_count;
        report.collision_count += collision_count;
        report.clips.push(LockedClip {
            clip_id: clip.clone(),
            note_count: snapped.notes.len(),
            moved_count: snapped.moved_count,
            outside_count,
            collision_count,
        });
        if snapped.moved_count > 0 {
            mutations.push(Mutation::SetNotes { clip_id: clip.clone(), notes: snapped.notes.into() });
        }
    }
    Ok(Plan { report, mutations })
}

/// How many notes moved and are no note of the scale all the same.
#[expect(clippy::cast_possible_truncation, reason = "pitches of results are whole numbers from 0 to 127")]
fn outside(before: &[Note], after: &[Note], scale: Scale) -> usize {
    let moved = before.iter().zip(after).filter(|(before, after)| before.pitch.total_cmp(&after.pitch).is_ne());
    moved.filter(|(_, after)| !scale.is_empty() && !scale.contains(after.pitch as i32)).count()
}

/// How many notes begin with or within another one that has their pitch now and had another before.
fn collisions(before: &[Note], after: &[Note]) -> usize {
    let mut order: Vec<usize> = (0..after.len()).collect();
    let key = |i: &usize| (after[*i].pitch, after[*i].start_time);
    order.sort_by(|a, b| {
        let ((a_pitch, a_start), (b_pitch, b_start)) = (key(a), key(b));
        a_pitch.total_cmp(&b_pitch).then(a_start.total_cmp(&b_start)).then(a.cmp(b))
    });
    let mut count = 0;
    for voice in order.chunk_by(|a, b| after[*a].pitch.total_cmp(&after[*b].pitch).is_eq()) {
        // Where the notes end that came from each pitch, and where the last of them begins.
        let mut sources: Vec<(f64, f64, f64)> = Vec::new();
        for &i in voice {
            let (from, start) = (round_half_up(before[i].pitch), after[i].start_time);
            let meets = |(pitch, end, last): &(f64, f64, f64)| {
                pitch.total_cmp(&from).is_ne() && (*end > start || last.total_cmp(&start).is_eq())
            };
            count += usize::from(sources.iter().any(meets));
            let end = start + after[i].duration;
            match sources.iter_mut().find(|(pitch, ..)| pitch.total_cmp(&from).is_eq()) {
                Some((_, ends, last)) => (*ends, *last) = (ends.max(end), start),
                None => sources.push((from, end, start)),
            }
        }
    }
    count
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
