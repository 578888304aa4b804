//! Clips of a track in the form of the port.

use std::sync::Arc;

use livebridge_port::TrackKind as PortKind;
use livebridge_port::snapshot::{ClipSnapshot, Extra};

use super::SOURCE;
use super::extra::ClipExtra;
use crate::model::{Clip, Content, Track};

/// Session clips in scene order, Arrangement clips in time order, and how many could not stand in either: those of
/// the other kind, beyond the last scene, without a place, with a number that no Set has, or wholly under another clip.
pub(super) fn of_track(track: &Track, kind: PortKind, scenes: usize) -> (Vec<ClipSnapshot>, Vec<ClipSnapshot>, usize) {
    let all = track.session.len() + track.arrangement.len();
    let session: Vec<_> = track
        .session
        .iter()
        .filter(|(slot, _)| *slot < scenes)
        .filter_map(|(slot, clip)| Some(ClipSnapshot { scene: Some(*slot), ..of_clip(clip, kind)? }))
        .filter(can_be)
        .collect();
    let placed = track.arrangement.iter().filter_map(|clip| {
        let start = clip.start.or(clip.time).filter(|start| *start >= 0.0)?;
        Some(ClipSnapshot { start_time: Some(start), ..of_clip(clip, kind)? })
    });
    let mut placed: Vec<_> = placed.filter(can_be).collect();
    placed.sort_by(|a, b| start(a).total_cmp(&start(b)));
    let mut arrangement: Vec<ClipSnapshot> = Vec::with_capacity(placed.len());
    for clip in placed {
        // Live shows the later of two clips: the earlier one ends where that begins.
        while let Some(before) = arrangement.last_mut() {
            end_by(before, start(&clip));
            if before.duration > 0.0 {
                break;
            }
            arrangement.pop();
        }
        arrangement.push(clip);
    }
    let left_out = all - session.len() - arrangement.len();
    (session, arrangement, left_out)
}

/// Whether the numbers of a clip can be those of one in a Set.
fn can_be(clip: &ClipSnapshot) -> bool {
    clip.check_values("").is_ok()
}

fn start(clip: &ClipSnapshot) -> f64 {
    clip.start_time.unwrap_or_default()
}

/// Makes the clip end at `beat` at the latest, to the last bit: beginning and length are kept, not the end.
fn end_by(clip: &mut ClipSnapshot, beat: f64) {
    let start = start(clip);
    if start + clip.duration > beat {
        clip.duration = (beat - start).max(0.0);
        while clip.duration > 0.0 && start + clip.duration > beat {
            clip.duration = clip.duration.next_down();
        }
    }
}

/// The clip without its place; nothing when it is of another kind than its track.
fn of_clip(clip: &Clip, kind: PortKind) -> Option<ClipSnapshot> {
    let (notes, file_path) = match (&clip.content, kind) {
        (Content::Midi(notes), PortKind::Midi) => (Some(Arc::clone(notes)), None),
        (Content::Audio(audio), PortKind::Audio) => (None, Some(audio.file.best().clone())),
        _ => return None,
    };
    let geometry = &clip.looping;
    let looping = geometry.on.unwrap_or_default();
    let loop_start = geometry.start.unwrap_or_default();
    let content_end = loop_start + clip.end.zip(clip.start).map_or(0.0, |(end, start)| end - start);
    let loop_end = geometry.end.unwrap_or(content_end);
    let length = clip.end.zip(clip.start).map_or(loop_end - loop_start, |(end, start)| end - start);
    let from = geometry.start_relative.filter(|from| looping && *from != 0.0);
    Some(ClipSnapshot {
        scene: None,
        start_time: None,
        kind,
        name: clip.name.clone(),
        color: clip.color.rgb(),
        muted: clip.disabled.unwrap_or_default(),
        duration: length.max(0.0),
        looping,
        loop_start,
        loop_end,
        // Beside a clip that does not loop there is often a stale one.
        end_marker: geometry.out_marker.filter(|_| looping).unwrap_or(loop_end),
        start_marker: from.map(|from| loop_start + from),
        file_path,
        notes,
        extra: Extra::of(SOURCE, &ClipExtra::of(clip)),
    })
}
