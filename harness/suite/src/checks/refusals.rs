//! How checks see that calls are refused.

use livebridge_port::{ErrorCode, Mutation};

use crate::check::{Checked, refused};
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

/// A call in words.
fn what(call: &Mutation) -> String {
    let params = serde_json::to_value(call).map(|mut value| value["params"].take()).unwrap_or_default();
    format!("{} {params}", call.operation())
}
