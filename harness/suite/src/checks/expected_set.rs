//! What the Set must be: now, after an undo, and compared as a whole.

use livebridge_port::{SetView, Snapshot};

use crate::check::{Checked, Stop, require};
use crate::explore;
use crate::stage::{Stage, View};

/// One undo, which must give this.
pub(crate) fn undone_to(stage: &mut Stage, wanted: &View, expected: &str) -> Checked {
    let done = stage.undo()?;
    require(done, || expected.to_owned(), || "there was nothing to undo".to_owned())?;
    is_now(stage, wanted, expected)
}

/// The Set is this one.
pub(crate) fn is_now(stage: &mut Stage, wanted: &View, expected: &str) -> Checked {
    match wanted.difference(&stage.view()?) {
        Some(difference) => Err(Stop::broken(expected, difference)),
        None => Ok(()),
    }
}

pub(crate) fn canonical(stage: &Stage) -> Checked<Snapshot> {
    match stage.snapshot()? {
        SetView::Canonical(snapshot) => Ok(*snapshot),
        SetView::Opaque(_) => Err(Stop::broken("a canonical snapshot, as declared", "an opaque one")),
    }
}

/// A Set that the target shows is the one that is wanted, as far as the contract fixes it: within the tolerance of the
/// target, with notes in any order and absent fields at their defaults.
pub(crate) fn differ(stage: &Stage, wanted: &Snapshot, seen: &Snapshot, expected: &str) -> Checked {
    match explore::difference(stage.description(), wanted, seen) {
        Some(difference) => {
            let words = View::Set(Box::new(wanted.clone())).difference(&View::Set(Box::new(seen.clone())));
            Err(Stop::broken(expected, words.unwrap_or(difference)))
        }
        None => Ok(()),
    }
}

/// A Set that was opened is the one that is wanted. A clip that has no colour there shows the one that its host gives it.
pub(crate) fn is_opened(stage: &Stage, wanted: &Snapshot, seen: &Snapshot, expected: &str) -> Checked {
    let mut wanted = wanted.clone();
    for (track, shown) in wanted.tracks.iter_mut().zip(&seen.tracks) {
        let clips = track.session.iter_mut().chain(&mut track.arrangement);
        let shown = shown.session.iter().chain(&shown.arrangement);
        for (clip, shown) in clips.zip(shown).filter(|(clip, _)| clip.color == 0) {
            clip.color = shown.color;
        }
    }
    differ(stage, &wanted, seen, expected)
}
