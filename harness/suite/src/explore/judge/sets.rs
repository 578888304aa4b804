//! The whole Set: what the target shows of it, and whether that is what the model has.

use livebridge_port::capabilities::SnapshotCapability;
use livebridge_port::{IdRef, Snapshot, TrackKind};
use serde_json::json;

use super::super::agreement::Agreement;
use super::super::answer::StepAnswer;
use super::super::program::{self, Step};
use super::super::subject::Look;
use super::{Judge, Judged};
use crate::stage;

/// What a whole Set looked like.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shown {
    /// What `control/snapshot` gave.
    Snapshot(Look),
    /// What the reads gave.
    Reads(Vec<StepAnswer>),
}

impl Judge<'_> {
    /// Looks at the whole Set and compares it with the model's.
    pub(super) fn look(&mut self) -> Judged<Shown> {
        let expected = self.model.snapshot();
        if self.looks() == SnapshotCapability::None {
            return self.look_through_reads(&expected);
        }
        let look = self.subject.look(&expected);
        match &look {
            Look::Set(seen) if **seen == expected => {}
            Look::Set(seen) => {
                let mut agreement = Agreement { tolerance: self.tolerance, names: &mut self.names };
                if let Some(difference) = agreement.differ(&json!(expected), &json!(seen)) {
                    let words = stage::View::Set(Box::new(expected)).difference(&stage::View::Set(seen.clone()));
                    let words = words.unwrap_or_else(|| {
                        format!("{}: {} instead of {}", difference.path, difference.seen, difference.expected)
                    });
                    return Err(self.parted("the Set that the model has", format!("another one: {words}")));
                }
            }
            Look::Own(_) => {
                self.look_through_reads(&expected)?;
            }
            Look::None(reason) => return Err(self.parted("a snapshot, as declared", reason.clone())),
        }
        Ok(Shown::Snapshot(look))
    }

    fn look_through_reads(&mut self, set: &Snapshot) -> Judged<Shown> {
        let mut steps = vec![Step::GetSongOverview, Step::ListTracks, Step::ListScenes, Step::ListCuePoints];
        for (i, track) in set.tracks.iter().enumerate() {
            let under = |tail: String| IdRef::from(format!("track:{i}{tail}").as_str());
            steps.extend([program::clips(under(String::new())), program::device_params(under(String::new()))]);
            steps.push(program::mixer(under(String::new())));
            if track.kind == TrackKind::Midi {
                let session = track.session.iter().filter_map(|clip| clip.scene);
                steps.extend(session.map(|scene| program::notes(under(format!("/clipslot:{scene}/clip")))));
                steps.extend((0..track.arrangement.len()).map(|clip| program::notes(under(format!("/clip:{clip}")))));
            }
        }
        let mut answers = Vec::new();
        for step in steps.iter().filter(|step| self.description.offers(step.operation())).cloned().collect::<Vec<_>>() {
            let (asked, meant) = self.translate(&step)?;
            let seen = self.subject.ask(&asked);
            if let StepAnswer::Fault(fault) = &seen {
                return Err(self.parted(format!("{} is answered", step.operation()), fault.clone()));
            }
            self.compare(&asked, &meant, &self.model.ask(&meant), &seen)?;
            answers.push(seen);
        }
        Ok(Shown::Reads(answers))
    }
}
