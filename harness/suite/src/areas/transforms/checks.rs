//! Ring 1: every transform that a target declares, against the vectors of `golden/vectors`.

use livebridge_port::{BridgeError, CallError, Operation};
use livebridge_vectors::{Mismatch, Vectors};

use super::requirements;
use crate::check::{Check, Checked, Stop};
use crate::stage::Stage;

/// One check for each requirement that applies where a transform is declared.
pub(in crate::areas) fn checks() -> Vec<Check> {
    let of_transforms = requirements::ALL.iter().filter_map(|requirement| {
        let transform = requirement.applies_when.declares?;
        Some((requirement.id, transform, transform.transform()?))
    });
    of_transforms
        .map(|(requirement, transform, name)| {
            Check::new(format!("transforms/{name}"), requirement, move |stage| agrees(stage, transform, name))
        })
        .collect()
}

fn agrees(stage: &mut Stage, transform: Operation, name: &str) -> Checked {
    let Some(vectors) = Vectors::of(name) else { return Err(Stop::Undecided(format!("{name} has no vectors"))) };
    for case in &vectors.cases {
        // Cases know nothing of each other: a failure shows the one call.
        stage.trace().clear();
        let seen = match stage.transform(transform, &case.input) {
            Ok(answer) => Ok(answer),
            Err(CallError::Refused(error)) => Err(BridgeError { op: None, ..error }),
            Err(CallError::Fault(fault)) => return Err(Stop::Fault(fault)),
        };
        if let Some(Mismatch { expected, seen }) = case.mismatch(&seen, vectors.tolerance) {
            return Err(Stop::broken(format!("{}, case {}: {expected}", vectors.file, case.name), seen));
        }
    }
    Ok(())
}
