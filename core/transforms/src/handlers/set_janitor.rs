//! Set Janitor on a Set: lists what is wrong, and fixes what is chosen. Transforms, section 5.

use livebridge_port::{LiveBridge, Mutation, Name, Result};
use serde::{Deserialize, Serialize};

use super::Plan;
use crate::{DEFAULT_PALETTE, Fix, Issue, JanitorTrack, detect_issues, plan_fixes};

/// What to fix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetJanitor {
    /// Ids of issues, from [`list_issues`] with the same palette.
    pub chosen_issue_ids: Vec<Name>,
    /// The colours that clips may have, 24-bit RGB.
    #[serde(default = "default_palette")]
    pub palette: Vec<u32>,
}

fn default_palette() -> Vec<u32> {
    DEFAULT_PALETTE.to_vec()
}

/// What Set Janitor did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SetJanitorReport {
    /// How many fixes were made.
    pub applied: usize,
    /// The fixes, in the order of the issues.
    pub fixes: Vec<Fix>,
}

/// The issues of the Set, in order.
///
/// ```
/// use livebridge_transforms::handlers::list_issues;
/// use livebridge_transforms::DEFAULT_PALETTE;
/// use livebridge_fake::FakeLiveBridge;
/// use livebridge_port::fixtures;
///
/// let bridge = FakeLiveBridge::from_snapshot(&fixtures::seeded_messy_set())?;
/// assert_eq!(list_issues(&bridge, &DEFAULT_PALETTE)?.len(), 5);
/// # Ok::<(), livebridge_port::CallError>(())
/// ```
pub fn list_issues<B: LiveBridge + ?Sized>(bridge: &B, palette: &[u32]) -> Result<Vec<Issue>> {
    let tracks = bridge.list_tracks()?;
    let tracks = tracks.iter().map(|track| Ok(JanitorTrack::new(track, &bridge.list_clips(&track.id)?)));
    Ok(detect_issues(&tracks.collect::<Result<Vec<_>>>()?, palette))
}

/// Lists the issues and plans the fixes of those that are chosen.
///
/// An unknown id is ignored, but the choice of a delete that no longer fits its track is `STALE_REFERENCE`. The
/// transaction deletes last, and from the last track to the first: by the contract the order does not matter, and on
/// a host that shifts ids in the middle of a transaction no other track is hit.
pub fn plan_set_janitor<B: LiveBridge + ?Sized>(bridge: &B, request: &SetJanitor) -> Result<Plan<SetJanitorReport>> {
    let issues = list_issues(bridge, &request.palette)?;
    let fixes = plan_fixes(&issues, &request.chosen_issue_ids, &request.palette)?;
    let mutations = fixes.iter().map(|fix| fix.mutation.clone());
    let (deletes, mut mutations): (Vec<_>, Vec<_>) =
        mutations.partition(|mutation| matches!(mutation, Mutation::DeleteTrack { .. }));
    mutations.extend(deletes.into_iter().rev());
    Ok(Plan { report: SetJanitorReport { applied: fixes.len(), fixes }, mutations })
}

/// Fixes the chosen issues of the Set, in one undo step.
///
/// ```
/// use livebridge_transforms::handlers::{SetJanitor, list_issues, run_set_janitor};
/// use livebridge_transforms::DEFAULT_PALETTE;
/// use livebridge_fake::FakeLiveBridge;
/// use livebridge_port::{LiveBridge, fixtures};
///
/// # pollster::block_on(async {
/// let bridge = FakeLiveBridge::from_snapshot(&fixtures::seeded_messy_set())?;
/// let issues = list_issues(&bridge, &DEFAULT_PALETTE)?;
/// let chosen_issue_ids = issues.into_iter().map(|issue| issue.id).collect();
/// let request = SetJanitor { chosen_issue_ids, palette: DEFAULT_PALETTE.to_vec() };
/// assert_eq!(run_set_janitor(&bridge, &request).await?.applied, 4);
/// assert_eq!(bridge.list_tracks()?.len(), 2);
/// # Ok::<(), livebridge_port::CallError>(())
/// # }).unwrap();
/// ```
pub async fn run_set_janitor<B: LiveBridge + ?Sized>(bridge: &B, request: &SetJanitor) -> Result<SetJanitorReport> {
    plan_set_janitor(bridge, request)?.apply(bridge).await
}
