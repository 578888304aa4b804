//! The stage as a subject of the judge of exploration: so that a check can run a program on it and have every answer, every
//! read and the whole Set compared with the model.

use livebridge_port::capabilities::Files;
use livebridge_port::{CallError, Description, Fault, SetView, Snapshot, json};
use serde_json::Value;

use super::Stage;
use crate::explore::program::Step;
use crate::explore::{Look, StepAnswer, Subject, ask_or_fault, is_read};

impl Stage {
    /// Asks for one step; what changes something is part of what a failure shows, reads are not.
    fn answer(&self, step: &Step) -> StepAnswer {
        let shares_files = self.capabilities().files == Files::Shared;
        let reads = is_read(step);
        if !reads {
            self.touch();
        }
        let answer =
            self.time_outs.call(step.operation(), || Ok(ask_or_fault(&*self.instance.bridge, step, shares_files)?));
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => StepAnswer::Fault(error.to_string()),
        };
        if !reads {
            let params = json::to_string(step).ok().and_then(|text| serde_json::from_str::<Value>(&text).ok());
            let params = params.map(|mut call| call["params"].take()).unwrap_or_default();
            let told = match &answer {
                StepAnswer::Refused(error) => Err(CallError::Refused(error.clone())),
                StepAnswer::Fault(fault) => Err(Fault::Protocol(fault.clone()).into()),
                answer => Ok(answer.result()),
            };
            self.trace.push(step.operation().name(), &params, &told);
        }
        answer
    }
}

impl Subject for Stage {
    fn description(&self) -> &Description {
        self.judged()
    }

    fn ask(&mut self, step: &Step) -> StepAnswer {
        let answer = self.answer(step);
        let changes = matches!(step, Step::Commit(_) | Step::ControlUndo | Step::ControlRedo);
        if changes
            && !matches!(answer, StepAnswer::Fault(_))
            && let Err(CallError::Fault(fault)) = self.settled(Ok(()))
        {
            return StepAnswer::Fault(format!("control/settle: {fault}"));
        }
        answer
    }

    fn look(&mut self, _: &Snapshot) -> Look {
        match self.snapshot() {
            Ok(SetView::Canonical(set)) => Look::Set(set),
            Ok(SetView::Opaque(own)) => Look::Own(own),
            Err(error) => Look::None(error.to_string()),
        }
    }
}
