//! Set Janitor, what is done about it: the mutations for the issues that were chosen. Transforms, section 5.

use std::collections::BTreeSet;

use livebridge_port::{BridgeError, ClipPropsPatch, ErrorCode, Mutation, Name, TrackPropsPatch};
use serde::ser::{Error as _, SerializeStruct};
use serde::{Serialize, Serializer};

use super::issues::{Issue, IssueKind, IssueTarget};

/// A mutation, and the issue that it is for. In JSON `{ issueId, method, params }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// Id of the issue.
    pub issue_id: Name,
    /// What to do.
    pub mutation: Mutation,
}

impl Serialize for Fix {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let op = serde_json::to_value(&self.mutation).map_err(S::Error::custom)?;
        let mut fix = serializer.serialize_struct("Fix", 3)?;
        fix.serialize_field("issueId", &self.issue_id)?;
        fix.serialize_field("method", &op["method"])?;
        fix.serialize_field("params", &op["params"])?;
        fix.end()
    }
}

/// The fixes for the chosen issues, in issue order. Transforms, section 5.
///
/// An id that is not among the issues is ignored, but for that of a delete: the track is then no longer the one
/// that was chosen, and everything is refused with `STALE_REFERENCE` and that id as its subject. A track that is
/// deleted is not renamed as well. There is no fix for a loop that is overrun.
///
/// ```
/// use livebridge_port::{ErrorCode, TrackKind};
/// use livebridge_transforms::{DEFAULT_PALETTE, JanitorTrack, detect_issues, plan_fixes};
///
/// let track = JanitorTrack {
///     id: "track:0".into(),
///     kind: TrackKind::Audio,
///     name: "Audio".into(),
///     device_count: 1,
///     clips: Vec::new(),
/// };
/// let issues = detect_issues(&[track], &DEFAULT_PALETTE);
/// let fixes = plan_fixes(&issues, &["placeholderName:track:0"], &DEFAULT_PALETTE)?;
/// assert_eq!(fixes.len(), 1);
/// let gone = plan_fixes(&issues, &["emptyTrack:track:0@0000"], &DEFAULT_PALETTE).unwrap_err();
/// assert_eq!(gone.code, ErrorCode::StaleReference);
/// # Ok::<(), livebridge_port::BridgeError>(())
/// ```
pub fn plan_fixes<S: AsRef<str>>(issues: &[Issue], chosen: &[S], palette: &[u32]) -> Result<Vec<Fix>, BridgeError> {
    let mut fixes = Vec::new();
    plan_fixes_into(issues, chosen, palette, &mut fixes)?;
    Ok(fixes)
}

/// [`plan_fixes`] into a buffer that is emptied first and keeps its memory. When it is refused, the buffer is left
/// empty.
pub fn plan_fixes_into<S: AsRef<str>>(
    issues: &[Issue],
    chosen: &[S],
    palette: &[u32],
    out: &mut Vec<Fix>,
) -> Result<(), BridgeError> {
    out.clear();
    let known: BTreeSet<&str> = issues.iter().map(|issue| &*issue.id).collect();
    let mut stale = chosen.iter().map(AsRef::as_ref).filter(|id| deletes(id) && !known.contains(id));
    if let Some(id) = stale.next() {
        return Err(BridgeError {
            subject_id: Some(id.to_owned()),
            ..BridgeError::new(ErrorCode::StaleReference, format!("`{id}` does not fit any track as it is now"))
                .with_hint("list the issues again and choose from those")
        });
    }
    let chosen: BTreeSet<&str> = chosen.iter().map(AsRef::as_ref).collect();
    let wanted: Vec<&Issue> = issues.iter().filter(|issue| chosen.contains(&*issue.id)).collect();
    let deleted: BTreeSet<_> =
        wanted.iter().filter(|issue| issue.kind == IssueKind::EmptyTrack).map(|issue| &issue.target_id).collect();
    out.extend(wanted.iter().filter_map(|issue| {
        let is_deleted = issue.target == IssueTarget::Track && deleted.contains(&issue.target_id);
        let mutation = fix(issue, is_deleted, palette)?;
        Some(Fix { issue_id: issue.id.clone(), mutation })
    }));
    Ok(())
}

/// What answers one issue; nothing when nothing can, or when the track goes anyway.
fn fix(issue: &Issue, is_deleted: bool, palette: &[u32]) -> Option<Mutation> {
    let id = issue.target_id.clone();
    let number = u64::from(issue.index) + 1;
    Some(match (issue.kind, issue.target) {
        (IssueKind::EmptyTrack, _) => Mutation::DeleteTrack { track_id: id },
        (IssueKind::PlaceholderName, IssueTarget::Clip) => {
            let name = format!("Clip {number}").into();
            Mutation::SetClipProps { clip_id: id, props: ClipPropsPatch { name: Some(name), color: None } }
        }
        (IssueKind::PlaceholderName, IssueTarget::Track) if !is_deleted => {
            let name = format!("Track {number}").into();
            Mutation::SetTrackProps { track_id: id, props: TrackPropsPatch { name: Some(name), ..Default::default() } }
        }
        (IssueKind::OffPaletteColor, _) => {
            let color = palette.iter().copied().find(|color| *color != 0).unwrap_or(0);
            Mutation::SetClipProps { clip_id: id, props: ClipPropsPatch { name: None, color: Some(color.into()) } }
        }
        (IssueKind::PlaceholderName | IssueKind::LoopOverrun, _) => return None,
    })
}

/// Whether an id of an issue is that of a delete: `emptyTrack:`, an id, `@` and four lower-case hex digits.
fn deletes(id: &str) -> bool {
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    let rest = id.strip_prefix("emptyTrack:").and_then(|rest| rest.as_bytes().split_last_chunk());
    rest.is_some_and(|(before, digits): (_, &[u8; 4])| {
        digits.iter().copied().all(hex) && before.len() > 1 && before.ends_with(b"@")
    })
}
