//! What happens in a run, as it happens: every report is fed by these, and `--events` keeps them, one to a line.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::Check;
use crate::registry::{self, RequirementId};
use crate::runner::{CheckResult, Run};
use crate::verdict::Conformance;

/// One event. In JSON the key `event` says which: `runStarted`, `checkStarted`, `checkEnded` or `runEnded`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// The target answered; nothing was checked yet.
    RunStarted {
        /// Name and version of the form of the stream.
        format: EventsFormat,
        /// Version of the suite.
        suite: String,
        /// The run as it begins, without a check.
        run: Box<Run>,
    },
    /// All checks before this one have ended, and its end comes next. With several jobs it may have begun earlier.
    CheckStarted {
        /// Name of the check.
        check: String,
        /// Id of the requirement that it judges.
        #[serde(deserialize_with = "registry::known_id")]
        #[schemars(with = "String")]
        requirement: RequirementId,
    },
    /// A check ended.
    CheckEnded(Box<CheckResult>),
    /// Nothing more comes.
    RunEnded {
        /// The verdict of the run.
        verdict: Conformance,
        /// How the process ends.
        exit_code: u8,
        /// The run as it ended, without the checks, which were told.
        run: Box<Run>,
    },
}

/// Name and version of the form of the stream.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum EventsFormat {
    /// The first version.
    #[default]
    #[serde(rename = "livebridge.events/1")]
    V1,
}

impl Event {
    /// The first event.
    pub fn run_started(run: &Run) -> Self {
        Self::RunStarted {
            format: EventsFormat::V1,
            suite: crate::SUITE_VERSION.to_owned(),
            run: Box::new(run.without_checks()),
        }
    }

    /// A check comes next.
    pub fn check_started(check: &Check) -> Self {
        Self::CheckStarted { check: check.name.clone(), requirement: check.requirement }
    }

    /// The last event.
    pub fn run_ended(run: &Run) -> Self {
        let (verdict, exit) = run.judge();
        Self::RunEnded { verdict, exit_code: exit.code(), run: Box::new(run.without_checks()) }
    }
}
