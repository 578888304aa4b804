//! How checks see that calls are refused.

use livebridge_port::{BridgeError, CallError, ErrorCode, Mutation};

use crate::check::{Checked, Stop, refused};
use crate::stage::Stage;

/// Every call is refused with one of the codes, however it is sent.
pub(crate) fn refuse_each(
    stage: &mut Stage,
    calls: impl IntoIterator<Item = Mutation>,
    codes: &[ErrorCode],
) -> Checked {
    for call in calls {
        for via in stage.ways() {
            refused(stage.send(via, call.clone()), codes, what(&call))?;
        }
    }
    Ok(())
}

/// Calls that were to be refused and were not: that is for the requirement of their refusal to say.
#[derive(Debug, Default)]
pub(crate) struct Taken(Vec<String>);

impl Taken {
    /// The refusal of a call; `None`, kept for the end, when it was not refused.
    pub(crate) fn or_refused<T>(
        &mut self,
        answer: Result<T, CallError>,
        call: &Mutation,
    ) -> Checked<Option<BridgeError>> {
        match answer {
            Err(CallError::Refused(error)) => Ok(Some(error)),
            Err(CallError::Fault(fault)) => Err(Stop::Fault(fault)),
            Ok(_) => {
                self.0.push(what(call));
                Ok(None)
            }
        }
    }

    /// All were refused, or the check has not seen everything that it is about.
    pub(crate) fn end(self) -> Checked {
        match self.0.first() {
            None => Ok(()),
            Some(first) => Err(Stop::Premise(format!("{first} was not refused"))),
        }
    }
}

/// A call in words.
fn what(call: &Mutation) -> String {
    let params = serde_json::to_value(call).map(|mut value| value["params"].take()).unwrap_or_default();
    format!("{} {params}", call.operation())
}
