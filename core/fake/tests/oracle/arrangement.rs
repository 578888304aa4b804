//! Clearing and filling a range of one track's Arrangement. Contract, section 5, `clearClipsInRange`.

use livebridge_port::snapshot::ClipSnapshot;

use crate::set::{ClipState, SetState, Uid};

/// Clears `start..end`: what lies in it goes, what lies over an edge is cut, nothing outside is lost.
pub(crate) fn clear(set: &mut SetState, track: Uid, start: f64, end: f64) {
    let mut rest = Vec::new();
    let Some(clips) = set.track_mut(track).map(|track| std::mem::take(&mut track.arrangement)) else { return };
    for clip in clips {
        if clip.end() <= start || clip.start() >= end {
            rest.push(clip);
            continue;
        }
        // The clip stays itself in its first remaining piece. Beats within 1e-6 are the same, so less is nothing.
        let mut uid = Some(clip.uid);
        if start - clip.start() > 1e-6 {
            let uid = uid.take().unwrap_or_else(|| set.new_uid());
            rest.push(ClipState { uid, body: before(&clip, start) });
        }
        if clip.end() - end > 1e-6 {
            let uid = uid.take().unwrap_or_else(|| set.new_uid());
            rest.push(ClipState { uid, body: after(&clip, end) });
        }
    }
    if let Some(track) = set.track_mut(track) {
        track.arrangement = rest;
    }
}

/// Puts a clip into the Arrangement in the place of what is there, and gives its number.
pub(crate) fn place(set: &mut SetState, track: Uid, body: ClipSnapshot) -> Uid {
    let clip = ClipState { uid: set.new_uid(), body };
    let uid = clip.uid;
    clear(set, track, clip.start(), clip.end());
    if let Some(track) = set.track_mut(track) {
        let before = |other: &&ClipState| other.start() < clip.start() || other.end() <= clip.start();
        let place = track.arrangement.iter().take_while(before).count();
        track.arrangement.insert(place, clip);
    }
    uid
}

/// How long a piece is that must not reach beyond `end`, not even because the sum is rounded up.
fn length(start: f64, end: f64) -> f64 {
    let length = end - start;
    if start + length <= end { length } else { length.next_down() }
}

/// The part of a clip before `beat`.
fn before(clip: &ClipState, beat: f64) -> ClipSnapshot {
    let mut piece = clip.body.clone();
    piece.duration = length(clip.start(), beat);
    if !piece.looping {
        let lost = clip.body.duration - piece.duration;
        piece.loop_end -= lost;
        piece.end_marker -= lost;
    }
    piece
}

/// The part of a clip from `beat` on.
fn after(clip: &ClipState, beat: f64) -> ClipSnapshot {
    let skipped = beat - clip.start();
    let mut piece = clip.body.clone();
    piece.start_time = Some(beat);
    piece.duration = length(beat, clip.end());
    if piece.looping {
        let begins = phase(&clip.body, skipped);
        piece.start_marker = (begins != piece.loop_start).then_some(begins);
    } else {
        piece.loop_start += skipped;
        piece.start_marker = piece.start_marker.map(|begins| begins + skipped);
    }
    piece
}

/// The content time that a looping clip has reached after `played` beats.
fn phase(clip: &ClipSnapshot, played: f64) -> f64 {
    let reached = clip.start_marker.unwrap_or(clip.loop_start) + played;
    if reached < clip.loop_end || clip.loop_end <= clip.loop_start {
        return reached;
    }
    // Past the end of the loop it goes on at the loop's start, over and over; a loop without length has none.
    clip.loop_start + (reached - clip.loop_start) % (clip.loop_end - clip.loop_start)
}
