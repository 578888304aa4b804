//! A program that somebody wrote, run once under the eyes of the judge: for checks.

use livebridge_port::capabilities::SnapshotCapability;
use livebridge_port::{Description, IdRef, Snapshot, TrackKind};
use serde_json::json;

use super::agreement::Agreement;
use super::judge::{Divergence, Judge};
use super::model::Model;
use super::program::{self, Step};
use super::subject::Subject;
use super::target_ids::TargetIds;
use crate::tolerance::Tolerance;

/// What is looked at between the steps of a program, beside the Set after each undo, redo and failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Everything that the target shows, after each.
    Slow,
    /// The same, but nothing between changes that follow each other.
    Quick,
    /// Nothing but what the program itself reads.
    Unseen,
}

/// Runs the steps on a target that holds `set`, and compares every answer and the whole Set with the model.
pub(crate) fn play(subject: &mut dyn Subject, set: &Snapshot, steps: &[Step], pace: Pace) -> Result<(), Divergence> {
    let model = Model::default();
    let offered = subject.description().clone();
    let mut judge = Judge::begin(subject, &model, set, false)?;
    for (at, step) in steps.iter().enumerate() {
        let placed = |divergence| Divergence { step: at, ..divergence };
        judge.step(step).map_err(placed)?;
        let goes_on = steps.get(at + 1).is_some_and(|next| is_change(step) && is_change(next));
        let looks = match pace {
            Pace::Slow => !program::is_read(step),
            Pace::Quick => !program::is_read(step) && !goes_on,
            Pace::Unseen => false,
        };
        if looks {
            let reads = every_read(&model.snapshot());
            let is_canonical = offered.capabilities.snapshot == SnapshotCapability::Canonical;
            let shows = |read: &&Step| is_canonical || **read != Step::ControlSnapshot;
            for read in reads.iter().filter(|read| offered.offers(read.operation())).filter(shows) {
                judge.step(read).map_err(placed)?;
            }
        }
    }
    let last = steps.len().saturating_sub(1);
    judge.end().map_err(|divergence| Divergence { step: last, ..divergence })
}

const fn is_change(step: &Step) -> bool {
    matches!(step, Step::Commit(_))
}

/// Every read of every object of a Set.
fn every_read(set: &Snapshot) -> Vec<Step> {
    let mut reads = vec![
        Step::ControlSnapshot,
        Step::GetSongOverview,
        Step::ListTracks,
        program::find("s".to_owned()),
        Step::ListScenes,
        Step::ListCuePoints,
    ];
    for (i, track) in set.tracks.iter().enumerate() {
        let under = |tail: String| IdRef::from(format!("track:{i}{tail}").as_str());
        reads.extend([program::clips(under(String::new())), program::device_params(under(String::new()))]);
        reads.push(program::mixer(under(String::new())));
        if track.kind == TrackKind::Midi {
            let session = track.session.iter().filter_map(|clip| clip.scene);
            reads.extend(session.map(|scene| program::notes(under(format!("/clipslot:{scene}/clip")))));
            reads.extend((0..track.arrangement.len()).map(|clip| program::notes(under(format!("/clip:{clip}")))));
        }
    }
    reads
}

/// Where a Set that a target shows is not the one that is wanted, as far as the contract fixes it; `None` when it is.
pub(crate) fn difference(target: &Description, wanted: &Snapshot, seen: &Snapshot) -> Option<String> {
    if wanted == seen {
        return None;
    }
    let tolerance = Tolerance::of(&target.capabilities);
    let mut names = TargetIds::new(target.capabilities.ids);
    let mut agreement = Agreement { tolerance, names: &mut names };
    let difference = agreement.differ(&json!(wanted), &json!(seen))?;
    Some(format!("{}: {} instead of {}", difference.path, difference.seen, difference.expected))
}
