//! Baselines: what is known to fail in one implementation, with reasons, so that only what is new fails a build.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a baseline makes of a run, beyond the failures that it accepts (see
/// [`CheckResult::accepted`](crate::runner::CheckResult::accepted)).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// The file.
    pub file: String,
    /// Entries that fail no more, or that nothing was seen of: one sentence each.
    pub stale: Vec<String>,
    /// What became worse: a failure for another reason than the recorded one, or less on offer. One sentence each.
    pub regressed: Vec<String>,
}
