//! Session-to-Song on a Set: lays the Session out in the Arrangement, section by section. Transforms, section 4.

use std::collections::{BTreeMap, BTreeSet};

use livebridge_port::rules::CUE_POINT_TOLERANCE;
use livebridge_port::{
    Batch, BridgeError, ClipInfo, ClipKind, ClipPropsPatch, CreateAudioClipArgs, ErrorCode, IdRef, LiveBridge, Note,
    Result, TrackInfo, Transaction,
};
use serde::{Deserialize, Serialize};

use super::Plan;
use crate::numbers::until;
use crate::{
    ArrangementPlan, Placement, SceneSignature, Section, SectionCue, SessionClip, SessionLayout, SessionTrack, Source,
    TimeSignature, fill_audio, fill_notes, plan_arrangement,
};

/// The song to lay out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionToSong {
    /// The sections in order.
    pub section_map: Vec<Section>,
    /// The signature of bars where a scene has none of its own.
    #[serde(default)]
    pub time_sig: TimeSignature,
    /// Whether a source repeats until its section ends; if not, it is placed once.
    #[serde(default = "filled")]
    pub fill: bool,
}

const fn filled() -> bool {
    true
}

/// What Session-to-Song did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionToSongReport {
    /// How many placements were made; one that repeats audio counts once.
    pub placement_count: usize,
    /// How many cue points were made.
    pub cue_point_count: usize,
    /// The placements.
    pub placements: Vec<Placement>,
    /// The cue points that were made.
    pub cue_points: Vec<SectionCue>,
    /// The cue points that were left out, because there is one at their beat.
    pub skipped_cue_points: Vec<SectionCue>,
}

/// Reads the Session and plans the Arrangement.
///
/// In this order: the range of the song is cleared on every track that gets a clip; each placement is made, filled,
/// named and coloured; the cue points are made. One at a beat that has one already is left out, as far as the target
/// can list them.
pub fn plan_session_to_song<B: LiveBridge + ?Sized>(
    bridge: &B,
    request: &SessionToSong,
) -> Result<Plan<SessionToSongReport>> {
    let tracks = bridge.list_tracks()?;
    let clips = tracks.iter().map(|track| bridge.list_clips(&track.id)).collect::<Result<Vec<_>>>()?;
    let session = SessionLayout {
        scenes: bridge.list_scenes()?.iter().map(SceneSignature::from).collect(),
        tracks: clips
            .iter()
            .map(|clips| SessionTrack { clips: clips.iter().map(SessionClip::from).collect() })
            .collect(),
    };
    let ArrangementPlan { placements, cue_points, end } =
        plan_arrangement(&session, &request.section_map, request.time_sig)?;

    let mut writer =
        Writer { bridge, tracks: &tracks, fill: request.fill, notes: BTreeMap::new(), tx: Transaction::default() };
    writer.clear(&placements, end);
    for placement in &placements {
        let source = clips[placement.track_index].iter().find(|clip| clip.id == placement.source_clip_id);
        if let Some(source) = source {
            writer.place(placement, source)?;
        }
    }
    let (cue_points, skipped_cue_points) = free_beats(bridge, cue_points)?;
    for cue in &cue_points {
        writer.tx.create_cue_point(cue.time, cue.name.clone());
    }
    let mutations = match writer.tx.into_batch() {
        Batch::Transaction(mutations) => mutations,
        Batch::Call(mutation) => vec![mutation],
    };
    let report = SessionToSongReport {
        placement_count: placements.len(),
        cue_point_count: cue_points.len(),
        placements,
        cue_points,
        skipped_cue_points,
    };
    Ok(Plan { report, mutations })
}

/// Lays the Session out in the Arrangement, in one undo step. An empty section map does nothing.
///
/// ```
/// use livebridge_transforms::handlers::{SessionToSong, run_session_to_song};
/// use livebridge_transforms::{Section, TimeSignature};
/// use livebridge_fake::FakeLiveBridge;
/// use livebridge_port::{LiveBridge, TrackId, fixtures};
///
/// # pollster::block_on(async {
/// let bridge = FakeLiveBridge::from_snapshot(&fixtures::seeded_session())?;
/// let verse = Section { name: "Verse".into(), scene_index: 1, bars: 8.0, color: None };
/// let song = SessionToSong { section_map: vec![verse], time_sig: TimeSignature::default(), fill: true };
/// let report = run_session_to_song(&bridge, &song).await?;
/// assert_eq!((report.placement_count, report.cue_point_count), (2, 1));
/// assert_eq!(bridge.get_notes(&TrackId(0).arrangement_clip(0).into())?.len(), 8);
/// # Ok::<(), livebridge_port::CallError>(())
/// # }).unwrap();
/// ```
pub async fn run_session_to_song<B: LiveBridge + ?Sized>(
    bridge: &B,
    request: &SessionToSong,
) -> Result<SessionToSongReport> {
    plan_session_to_song(bridge, request)?.apply(bridge).await
}

/// Stages the placements.
struct Writer<'a, B: ?Sized> {
    bridge: &'a B,
    tracks: &'a [TrackInfo],
    fill: bool,
    /// The notes of each source, read once.
    notes: BTreeMap<&'a IdRef, Vec<Note>>,
    tx: Transaction,
}

impl<'a, B: LiveBridge + ?Sized> Writer<'a, B> {
    fn clear(&mut self, placements: &[Placement], end: f64) {
        let touched: BTreeSet<usize> = placements.iter().map(|placement| placement.track_index).collect();
        for track in touched {
            self.tx.clear_clips_in_range(&self.tracks[track].id, 0.0, end);
        }
    }

    fn place(&mut self, placement: &Placement, source: &'a ClipInfo) -> Result<()> {
        let track = &self.tracks[placement.track_index].id;
        let props = ClipPropsPatch { name: Some(placement.name.clone()), color: Some(placement.color.into()) };
        if source.kind == ClipKind::Midi {
            let clip = self.tx.create_arrangement_midi_clip(track, placement.start_time, placement.duration);
            let notes = match self.notes.entry(&source.id) {
                std::collections::btree_map::Entry::Occupied(read) => read.into_mut(),
                std::collections::btree_map::Entry::Vacant(unread) => unread.insert(self.bridge.get_notes(&source.id)?),
            };
            let filled = fill_notes(notes, source.into(), placement.duration, self.fill)
                .map_err(|error| error.about(&source.id))?;
            if !filled.is_empty() {
                self.tx.set_notes(clip, filled);
            }
            self.tx.set_clip_props(clip, props);
            return Ok(());
        }
        let file_path = source.file_path.clone().ok_or_else(|| {
            BridgeError::unsupported(format!("the audio clip `{}` does not tell its file", source.id))
                .about(&source.id)
                .with_hint("leave out its scene, or use a bridge that tells the files of audio clips")
        })?;
        let pieces = fill_audio(Source::from(source).length, placement.duration, self.fill)
            .map_err(|error| error.about(&source.id))?;
        for piece in pieces {
            // Ends move by one addition as starts do, so that no piece reaches into the next by a rounding.
            let start_time = placement.start_time + piece.start_time;
            let end = placement.start_time + (piece.start_time + piece.duration);
            let duration = until(start_time, piece.duration, end);
            let args = CreateAudioClipArgs { file_path: file_path.clone(), start_time, duration };
            let clip = self.tx.create_arrangement_audio_clip(track, args);
            self.tx.set_clip_props(clip, props.clone());
        }
        Ok(())
    }
}

/// Parts the cue points into those whose beat is free and those whose beat is taken, also by one of themselves.
fn free_beats<B: LiveBridge + ?Sized>(
    bridge: &B,
    cue_points: Vec<SectionCue>,
) -> Result<(Vec<SectionCue>, Vec<SectionCue>)> {
    if cue_points.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let mut taken: Vec<f64> = match bridge.control().list_cue_points() {
        Ok(existing) => existing.iter().map(|cue| cue.time).collect(),
        Err(error) if error.code() == Some(ErrorCode::Unsupported) => Vec::new(),
        Err(error) => return Err(error),
    };
    Ok(cue_points.into_iter().partition(|cue| {
        let is_free = taken.iter().all(|beat| (beat - cue.time).abs() > CUE_POINT_TOLERANCE);
        taken.push(cue.time);
        is_free
    }))
}
