//! One answer: whether it is the model's, as far as the contract fixes it.

use livebridge_port::{BridgeError, ErrorCode, IdRef, Mutation, Response};
use serde_json::json;

use super::super::agreement::{Agreement, field, short};
use super::super::allowed_refusals;
use super::super::answer::StepAnswer;
use super::super::program::{Step, is_read};
use super::{Divergence, Judge, Judged};

impl Judge<'_> {
    /// The rules that hold for every refusal.
    pub(super) fn refusal_is_whole(&self, asked: &Step, error: &BridgeError) -> Judged {
        if error.hint.is_empty() {
            return Err(self.refused_wrongly(
                asked,
                "hint",
                "every refusal has a hint",
                format!("{} without one", error.code),
            ));
        }
        let named = matches!(error.code, ErrorCode::StaleReference | ErrorCode::WrongType);
        if !named {
            return Ok(());
        }
        let mut with_ids = asked.clone();
        let given: Vec<String> = with_ids.ids_mut().into_iter().map(|id| id.to_string()).collect();
        match &error.subject_id {
            Some(subject) if given.contains(subject) => Ok(()),
            Some(subject) => Err(self.refused_wrongly(
                asked,
                "subjectId",
                format!("the subjectId of a {} is an id that was given", error.code),
                subject.clone(),
            )),
            None => Err(self.refused_wrongly(
                asked,
                "subjectId",
                format!("a {} has a subjectId", error.code),
                "it has none",
            )),
        }
    }

    /// A refusal that is not right: that of a read has nothing to do with what was changed before.
    fn refused_wrongly(
        &self,
        asked: &Step,
        about: &str,
        expected: impl Into<String>,
        seen: impl Into<String>,
    ) -> Divergence {
        let parted = self.parted(about, expected, seen);
        let cause = match is_read(asked) {
            true if about.starts_with(asked.operation().name()) => about.to_owned(),
            true => format!("{}: {about}", asked.operation()),
            false => parted.cause,
        };
        Divergence { cause, ..parted }
    }

    /// The same read twice, with nothing between, gives the same.
    pub(super) fn reads_the_same(&mut self, asked: Step, answer: StepAnswer) -> Judged {
        match self.reads.iter().find(|(step, _)| *step == asked) {
            Some((_, before)) if *before != answer => {
                let expected = format!("two reads with nothing between them are equal: {}", said(before));
                Err(self.parted(&format!("{}, again", asked.operation()), expected, said(&answer)))
            }
            Some(_) => Ok(()),
            None => {
                self.reads.push((asked, answer));
                Ok(())
            }
        }
    }

    /// Compares the answers to one step: `asked` with the target's ids, `meant` with the model's.
    pub(super) fn compare(&mut self, asked: &Step, meant: &Step, expected: &StepAnswer, seen: &StepAnswer) -> Judged {
        // What a read shows may be the fault of what was called before.
        let of = |what: &str| match (is_read(meant), what) {
            (true, "") => meant.operation().to_string(),
            (true, what) => format!("{}, {what}", meant.operation()),
            (false, "") => "answer".to_owned(),
            (false, what) => format!("answer, {what}"),
        };
        match (expected, seen) {
            (StepAnswer::Refused(expected), StepAnswer::Refused(seen)) => {
                self.compare_refusals(asked, meant, expected, seen)
            }
            (StepAnswer::Refused(expected), _) => Err(self.refused_wrongly(
                asked,
                &of(&format!("{} not refused", expected.code)),
                format!("{}: {}", expected.code, expected.message),
                said(seen),
            )),
            (_, StepAnswer::Refused(error)) => {
                let refused = of(&format!("refused with {}", error.code));
                let Step::Commit(batch) = meant else {
                    return Err(self.parted(&refused, said(expected), said(seen)));
                };
                if allowed_refusals::may_refuse(&self.model.snapshot(), batch, error, &self.description.capabilities) {
                    return Ok(());
                }
                Err(self.parted(&refused, format!("{} succeeds", meant.operation()), said(seen)))
            }
            // The ids of a target with its own have to be learnt from every answer.
            (StepAnswer::Committed(expected, _), StepAnswer::Committed(seen, _))
                if !self.names.are_opaque() && expected == seen =>
            {
                Ok(())
            }
            _ if !self.names.are_opaque() && expected == seen => Ok(()),
            (StepAnswer::Given(Response::GetNotes(expected)), StepAnswer::Given(Response::GetNotes(seen))) => {
                if self.tolerance.same_notes(expected, seen) {
                    return Ok(());
                }
                Err(self.parted(&of(""), format!("the notes {}", short(&json!(expected))), short(&json!(seen))))
            }
            _ => {
                let mut agreement = Agreement { tolerance: self.tolerance, names: &mut self.names };
                match agreement.differ(&expected.result(), &seen.result()) {
                    None => Ok(()),
                    Some(difference) if difference.path.is_empty() => {
                        Err(self.parted(&of(""), difference.expected, difference.seen))
                    }
                    Some(difference) => {
                        let path = difference.path;
                        let about = of(&field(&path));
                        let (expected, seen) = (difference.expected, difference.seen);
                        Err(self.parted(&about, format!("{path}: {expected}"), format!("{path}: {seen}")))
                    }
                }
            }
        }
    }

    fn compare_refusals(&self, asked: &Step, meant: &Step, expected: &BridgeError, seen: &BridgeError) -> Judged {
        let place = |error: &BridgeError| error.op.map_or_else(String::new, |op| format!(" of op {op}"));
        let parted = |about: &str, expected: String| {
            Err(self.refused_wrongly(asked, about, expected, format!("{}{}: {}", seen.code, place(seen), seen.message)))
        };
        if expected.op != seen.op {
            let early = matches!(meant, Step::Commit(batch)
                if seen.code == ErrorCode::BadInput && seen.op.is_some_and(|op| allowed_refusals::bad_reference(batch, op)));
            // What the host may refuse before is the first fault there.
            let by_the_host = matches!(meant, Step::Commit(batch) if seen.op < expected.op
                && allowed_refusals::may_refuse(&self.model.snapshot(), batch, seen, &self.description.capabilities));
            // Without roll-back the position is a SHOULD.
            return if early || by_the_host || !self.is_atomic() {
                Ok(())
            } else {
                parted("position of the fault", format!("{}{}", expected.code, place(expected)))
            };
        }
        if expected.code == seen.code {
            // The one that was given: of a transaction that of the operation at fault.
            let given = match asked {
                Step::Commit(batch) => {
                    batch.mutations().get(expected.op.unwrap_or_default()).and_then(Mutation::subject).cloned()
                }
                step => step.clone().ids_mut().first().map(|id| (**id).clone()),
            };
            let given = given.map(|id| id.to_string());
            // Elsewhere than there a SHOULD, of which an operation of a transaction can tell little.
            let named = matches!(seen.code, ErrorCode::StaleReference | ErrorCode::WrongType);
            let is_free = !named && seen.op.is_some();
            return if is_free || seen.subject_id.is_none() || given.is_none() || seen.subject_id == given {
                Ok(())
            } else {
                parted("subjectId", format!("the subjectId `{}`", given.unwrap_or_default()))
            };
        }
        let unissued = |id: &IdRef| self.is_unissued(id);
        let mut allowed: Vec<ErrorCode> = match meant {
            Step::Commit(batch) => {
                allowed_refusals::allowed(self.model, batch, expected, &unissued).into_iter().collect()
            }
            step => allowed_refusals::allowed_of_call(self.model, step, expected.code, &unissued).into_iter().collect(),
        };
        if let Step::Commit(batch) = meant
            && allowed_refusals::may_refuse_first(&self.model.snapshot(), batch, seen, &self.description.capabilities)
        {
            allowed.push(seen.code);
        }
        if allowed.contains(&seen.code) {
            return Ok(());
        }
        let codes: Vec<&str> = allowed.iter().map(|code| code.name()).collect();
        let codes = codes.join(" or ");
        parted(&format!("{} for {codes}", seen.code), format!("{codes}{}: {}", place(expected), expected.message))
    }
}

/// An answer in short.
pub(super) fn said(answer: &StepAnswer) -> String {
    match answer {
        StepAnswer::Refused(error) => format!("{}: {}", error.code, error.message),
        StepAnswer::Fault(fault) => fault.clone(),
        StepAnswer::Committed(..) => "it succeeds".to_owned(),
        answer => short(&answer.result()),
    }
}
