//! Making room in the Arrangement: which clips go, which are cut, and what remains of them.
//!
//! Contract, section 5, `clearClipsInRange`. Nothing outside the range is lost.

use super::set::{ClipState, Key};

/// Beats that differ by no more are the same (contract, section 1), so a piece that is no longer is nothing: it is
/// what rounding leaves, such as of `0.1 + 0.2` beats when `0.3` are cleared.
const SLIVER: f64 = 1e-6;

/// What a range of the Arrangement becomes: `removed` clips from place `at` give way to the pieces.
pub(super) struct Cleared {
    pub(super) at: usize,
    pub(super) removed: usize,
    /// What remains before the range.
    pub(super) before: Option<Box<ClipState>>,
    /// What remains after the range.
    pub(super) after: Option<Box<ClipState>>,
}

/// Clears beats `start..end` of a list that is sorted and free of overlaps.
///
/// A clip that remains in part stays itself in its first piece; `fresh_key` names a second one.
pub(super) fn clear_range(list: &[Box<ClipState>], start: f64, end: f64, fresh_key: impl FnOnce() -> Key) -> Cleared {
    let at = list.partition_point(|clip| clip.end() <= start);
    let removed = list[at..].partition_point(|clip| clip.start < end);
    let cleared = &list[at..at + removed];
    let before =
        cleared.first().filter(|clip| start - clip.start > SLIVER).map(|clip| Box::new(left_piece(clip, start)));
    let after = cleared.last().filter(|clip| clip.end() - end > SLIVER).map(|clip| {
        let mut piece = right_piece(clip, end);
        if removed == 1 && before.is_some() {
            piece.key = fresh_key();
        }
        Box::new(piece)
    });
    Cleared { at, removed, before, after }
}

/// From `start` to `end`, and not beyond when it is added to `start` again: clips must not overlap by a rounding.
fn length(start: f64, end: f64) -> f64 {
    let length = end - start;
    if start + length > end { length.next_down() } else { length }
}

/// The clip up to `cut`. The end of content that plays once moves with the cut.
fn left_piece(clip: &ClipState, cut: f64) -> ClipState {
    let lost = clip.end() - cut;
    let mut piece = ClipState { duration: length(clip.start, cut), ..clip.clone() };
    if !clip.looping {
        piece.loop_end -= lost;
        piece.end_marker -= lost;
    }
    piece
}

/// The clip from `cut` on. The start of content that plays once moves with the cut; of a loop the phase is kept.
fn right_piece(clip: &ClipState, cut: f64) -> ClipState {
    let lost = cut - clip.start;
    let mut piece = ClipState { start: cut, duration: length(cut, clip.end()), ..clip.clone() };
    if clip.looping {
        let length = clip.loop_end - clip.loop_start;
        let mut begins = clip.start_marker.unwrap_or(clip.loop_start) + lost;
        if begins >= clip.loop_end && length > 0.0 {
            begins = clip.loop_start + (begins - clip.loop_start).rem_euclid(length);
        }
        piece.start_marker = Some(begins).filter(|begins| begins.total_cmp(&clip.loop_start).is_ne());
    } else {
        piece.loop_start += lost;
        piece.start_marker = clip.start_marker.map(|begins| begins + lost);
    }
    piece
}
