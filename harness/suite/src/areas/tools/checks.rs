//! How tool servers are seen: what they list, what they refuse, and what their tools do to the Set.

mod arguments;
mod effects;
mod listed;
mod refusals;

use crate::check::Check;

pub(in crate::areas) fn checks() -> Vec<Check> {
    let mut checks = listed::checks();
    checks.extend(refusals::checks());
    checks.extend(effects::checks());
    checks
}
