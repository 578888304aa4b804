//! The five handlers: read through the port, run a transform, write back in one transaction.
//!
//! Each works on any [`LiveBridge`], takes its ids as they were read (positional or not), and comes in two halves:
//! `plan_*` reads and computes, and gives a [`Plan`] that can be shown; [`Plan::apply`] writes it. `run_*` does both.
//! A plan without a mutation is not written at all, so a run that changes nothing opens no transaction. Whatever is
//! refused, a stale id in the middle or a mutation at the end, leaves the Set untouched.

mod gain_stage;
mod humanize;
mod scale_lock;
mod session_to_song;
mod set_janitor;

use std::collections::BTreeSet;

use livebridge_port::{Batch, Fault, IdRef, LiveBridge, Mutation, Result};
use serde::Serialize;

pub use gain_stage::{
    DecodedAudio, GainStageDoctor, GainStageReport, GainStageRow, Measure, TrackLevels, plan_gain_stage_doctor,
    run_gain_stage_doctor,
};
pub use humanize::{Humanize, HumanizeReport, HumanizedClip, plan_humanize, run_humanize};
pub use scale_lock::{LockedClip, ScaleLock, ScaleLockReport, plan_scale_lock, run_scale_lock};
pub use session_to_song::{SessionToSong, SessionToSongReport, plan_session_to_song, run_session_to_song};
pub use set_janitor::{SetJanitor, SetJanitorReport, list_issues, plan_set_janitor, run_set_janitor};

/// What a handler would do: what it reports, and the mutations of its one transaction.
///
/// ```
/// use livebridge_transforms::handlers::{ScaleLock, plan_scale_lock};
/// use livebridge_transforms::SnapMode;
/// use livebridge_fake::FakeLiveBridge;
/// use livebridge_port::{LiveBridge, Note, TrackId};
///
/// # pollster::block_on(async {
/// let bridge = FakeLiveBridge::with_one_midi_clip(&[Note::new(61.0, 0.0, 1.0)]);
/// let clip = TrackId(0).slot(0).clip();
/// let plan = plan_scale_lock(&bridge, &ScaleLock { clip_ids: vec![clip.into()], mode: SnapMode::Up })?;
/// assert_eq!(plan.mutations.len(), 1);
/// assert_eq!(bridge.control().transaction_count()?, 0);
///
/// let report = plan.apply(&bridge).await?;
/// assert_eq!(report.moved_count, 1);
/// assert_eq!(bridge.control().transaction_count()?, 1);
/// # Ok::<(), livebridge_port::CallError>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[must_use = "a plan changes nothing until it is applied"]
pub struct Plan<R> {
    /// What is reported once the plan is applied.
    pub report: R,
    /// What is written, in order, as one undo step.
    pub mutations: Vec<Mutation>,
}

impl<R> Plan<R> {
    /// Writes the plan in one transaction, or not at all when there is nothing to write. Errors are those of
    /// [`LiveBridge::commit`]; a target that does not answer every mutation is a fault.
    pub async fn apply<B: LiveBridge + ?Sized>(self, bridge: &B) -> Result<R> {
        if !self.mutations.is_empty() {
            let expected = self.mutations.len();
            let seen = bridge.commit(Batch::Transaction(self.mutations)).await?.outcomes.len();
            if seen != expected {
                return Err(Fault::Protocol(format!("{expected} mutations were answered with {seen} outcomes")).into());
            }
        }
        Ok(self.report)
    }
}

/// The ids in the order given, each once: naming an object twice must not change it twice.
fn each_once(ids: &[IdRef]) -> impl Iterator<Item = &IdRef> {
    let mut seen = BTreeSet::new();
    ids.iter().filter(move |id| seen.insert(*id))
}
