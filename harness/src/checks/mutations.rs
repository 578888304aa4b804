//! What all mutations share, and the tempo. Contract, section 5.

use livebridge_core::ErrorCode::{BadInput, SdkRejected};
use livebridge_core::{Mutation, Operation, Outcome};

use super::scenario;
use crate::check::{Check, Checked, Stop, refused, require};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    let answers = scenario::ALL.iter().map(|scenario| {
        Check::new(format!("mutations/answer-is-fresh/{}", scenario.operation), "LB-MUT-001", |stage| {
            answer_is_fresh(stage, scenario)
        })
        .calling(&[scenario.operation])
    });
    let rest = [
        Check::new("mutations/not-finite/setTempo", "LB-MUT-002", |stage| {
            stage.fresh("seeded")?;
            for bpm in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                refused(stage.call(Mutation::SetTempo { bpm }), &[BadInput], format!("a tempo of {bpm}"))?;
            }
            Ok(())
        })
        .calling(&[Operation::SetTempo]),
        Check::new("mutations/tempo-is-read-back", "LB-MUT-003", tempo_is_read_back),
        Check::new("mutations/tempo-above-zero", "LB-MUT-004", |stage| {
            stage.fresh("seeded")?;
            for bpm in [0.0, -0.0, -1.0, -120.0] {
                for via in stage.ways() {
                    let answer = stage.send(via, Mutation::SetTempo { bpm });
                    refused(answer, &[BadInput], format!("a tempo of {bpm}"))?;
                }
            }
            Ok(())
        }),
        Check::new("mutations/tempo-in-range", "LB-MUT-005", |stage| {
            stage.fresh("seeded")?;
            for bpm in [1.0, 19.9, 999.5, 5000.0] {
                let answer = stage.call(Mutation::SetTempo { bpm });
                refused(answer, &[BadInput, SdkRejected], format!("a tempo of {bpm}"))?;
            }
            Ok(())
        }),
    ];
    answers.chain(rest).collect()
}

/// The answer of a call, and then the same thing read.
fn answer_is_fresh(stage: &mut Stage, scenario: &scenario::Scenario) -> Checked {
    for via in stage.ways() {
        let call = (scenario.prepare)(stage)?;
        let answer = stage.send(via, call)?;
        let (answered, read) = match &answer {
            Some(Outcome::Overview(overview)) if stage.offers(Operation::GetSongOverview) => {
                (format!("{overview:?}"), format!("{:?}", stage.overview()?))
            }
            Some(Outcome::Notes(result)) if stage.offers(Operation::GetNotes) => {
                let count = stage.notes(&result.id)?.len();
                (format!("{} notes in `{}`", result.count, result.id), format!("{count} notes in `{}`", result.id))
            }
            Some(_) => continue,
            None => {
                return Err(Stop::broken(
                    format!("{} answers with a DTO", scenario.operation),
                    "it answered with null",
                ));
            }
        };
        require(answered == read, || format!("a fresh read gives what was answered: {answered}"), || read.clone())?;
    }
    Ok(())
}

fn tempo_is_read_back(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    for bpm in [20.0, 60.0, 97.5, 120.001, 333.333_333, 999.0] {
        for via in stage.ways() {
            stage.send(via, Mutation::SetTempo { bpm })?;
            let read = stage.overview()?.tempo;
            require(stage.same_number(bpm, read), || format!("the tempo is {bpm}"), || format!("it is {read}"))?;
        }
    }
    Ok(())
}
