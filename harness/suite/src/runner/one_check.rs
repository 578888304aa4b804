//! One check: whether it applies to the target, how it ended, and what that means.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{CheckResult, RunOptions};
use crate::check::{Check, Checked, Finding, Stop};
use crate::profile::{Scope, scope};
use crate::registry;
use crate::stage::Stage;
use crate::trace::without_chance;
use crate::verdict::Verdict;

/// What is expected where a call was not answered, or with something that is no answer.
pub(crate) const EVERY_CALL_IS_ANSWERED: &str = "every call is answered";

/// Runs a check, unless the target does not offer what it needs. The stage must recover before the next one.
pub fn run_check(stage: &mut Stage, check: &Check, options: &RunOptions) -> CheckResult {
    let mut result = CheckResult::new(check, options.edition);
    let Some(requirement) = registry::by_id(check.requirement) else {
        result.verdict = Verdict::HarnessError;
        result.reason = Some(format!("there is no requirement {}", check.requirement));
        return result;
    };
    let reproduce = options.reproduce.tell(&check.name, &*options.target);
    match scope(check, requirement, stage.description(), &*options.target, options.asked()) {
        Scope::Runs => {}
        Scope::Out(reason) => {
            result.verdict = Verdict::OutOfScope;
            result.reason = Some(reason);
            return result;
        }
        Scope::NotOffered(missing) => {
            result.verdict = Verdict::NotApplicable;
            result.reason = Some(format!("not offered: {missing}"));
            return result;
        }
        Scope::Lacking { profile, missing } => {
            result.verdict = Verdict::Fail;
            result.finding = Some(Finding {
                expected: format!("the target offers what the profile {profile} needs"),
                seen: format!("not offered: {missing}"),
                calls: Vec::new(),
                log: None,
                sets: None,
                reproduce,
            });
            return result;
        }
    }
    // A bug of a check must not take the results of the others with it.
    let ended = catch_unwind(AssertUnwindSafe(|| (check.run)(stage)));
    let finding = |stage: &Stage, expected: String, seen: String| Finding {
        expected: without_chance(&expected),
        seen: without_chance(&seen),
        calls: stage.trace().calls(),
        log: stage.log(),
        sets: None,
        reproduce: reproduce.clone(),
    };
    // Whatever the check makes of a call that it was denied: it has not seen what it needed.
    let ended = match (stage.take_denied(), ended) {
        (Some(stop), Ok(_)) => Ok(Err(stop)),
        (_, ended) => ended,
    };
    if let Some(reason) = not_offered(stage, &ended) {
        result.verdict = Verdict::NotApplicable;
        result.reason = Some(reason);
        return result;
    }
    match ended {
        Ok(Ok(())) => {
            result.reason = stage.take_note();
            if let Some(fault) = stage.broken() {
                result.verdict = Verdict::Fail;
                let expected = "nothing is sent or closed beside the answers".to_owned();
                result.finding = Some(finding(stage, expected, fault.to_string()));
            }
        }
        Ok(Err(Stop::Broken { expected, seen })) => {
            result.verdict = Verdict::broken(requirement.level);
            result.finding = Some(finding(stage, expected, seen));
        }
        Ok(Err(Stop::Fault(fault))) => {
            result.verdict = Verdict::Fail;
            let mut seen = fault.to_string();
            if let Some(after) = stage.after_fault(&fault) {
                seen = format!("{seen}; {after}");
            }
            result.finding = Some(finding(stage, EVERY_CALL_IS_ANSWERED.to_owned(), seen));
        }
        Ok(Err(Stop::Missing(what))) => {
            result.verdict = Verdict::NotApplicable;
            result.reason = Some(format!("this target has no {what}"));
        }
        Ok(Err(Stop::Untestable(reason))) => {
            result.verdict = Verdict::Untestable;
            let expected = "what the check needs can be set up, as declared".to_owned();
            result.finding = Some(finding(stage, expected, reason));
        }
        Ok(Err(Stop::Premise(reason))) => {
            result.verdict = Verdict::Untestable;
            let expected = "what the check builds upon, and another requirement asks for, is so".to_owned();
            result.finding = Some(finding(stage, expected, reason));
        }
        Ok(Err(Stop::Undecided(reason))) => {
            result.verdict = Verdict::Unknown;
            result.reason = Some(reason);
        }
        Err(panic) => {
            result.verdict = Verdict::HarnessError;
            let expected = "the check itself does not fail".to_owned();
            result.finding = Some(finding(stage, expected, format!("it panicked: {}", panic_message(&*panic))));
            stage.spoil();
        }
    }
    if options.traced.wants(&check.name) {
        result.trace = Some(stage.trace().calls());
    }
    result
}

/// Why a check that did not pass says nothing about the bridge: the call that it stumbled on was refused by us, for the
/// bridge has nothing for it.
fn not_offered(stage: &Stage, ended: &std::thread::Result<Checked>) -> Option<String> {
    let reason = stage.take_not_offered()?;
    let stumbled = matches!(ended, Ok(Err(Stop::Broken { .. } | Stop::Untestable(_) | Stop::Premise(_))));
    stumbled.then(|| format!("not offered: {reason}"))
}

/// What somebody panicked with.
pub fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("without a message")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_panic_said_is_told_whatever_it_said_it_with() {
        let said = |panic: Box<dyn Any + Send>| panic_message(&*panic).to_owned();
        assert_eq!(said(Box::new("a text")), "a text");
        assert_eq!(said(Box::new("a longer text".to_owned())), "a longer text");
        assert_eq!(said(Box::new(7)), "without a message");
    }
}
