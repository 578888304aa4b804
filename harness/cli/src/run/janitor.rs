//! `livebridge run janitor`.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use livebridge_port::{Mutation, Name};
use livebridge_suite::handlers::Handler;
use livebridge_suite::target::Instance;
use livebridge_text::phrasing::count;
use livebridge_transforms::handlers::{SetJanitor, list_issues, plan_set_janitor};
use livebridge_transforms::{DEFAULT_PALETTE, Issue, IssueKind, IssueTarget, LIVE_PALETTE, plan_fixes};
use serde::Serialize;
use serde_json::json;

use super::{Common, Prepare, Prepared, headings};
use crate::contents::Contents;
use crate::say;
use crate::stop::Stop;

/// List what is wrong in a Set, and fix what is chosen
///
/// Empty tracks, names that nobody chose, colours off the palette, loops that are overrun. Without a flag that fixes it
/// only lists. The id of a delete carries a fingerprint of the track, so that choosing it twice never deletes a second
/// one.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge run janitor als:song.als --palette live
  livebridge run janitor als:song.als --fix-all-renames --dry-run
  livebridge run janitor als:song.als --fix emptyTrack:track:2@835a --diff --save tidy.json")]
pub(super) struct Arguments {
    /// List the issues; this is what happens when nothing is to be fixed
    #[arg(long, conflicts_with_all = ["fix", "fix_all_renames", "fix_all_colors"])]
    list: bool,
    /// Fix the issue with this id; can be given several times
    #[arg(long, value_name = "ID")]
    fix: Vec<String>,
    /// Fix every name that nobody chose
    #[arg(long)]
    fix_all_renames: bool,
    /// Fix every colour off the palette
    #[arg(long)]
    fix_all_colors: bool,
    /// The colours that clips may have: seven plain ones, or the 70 of Live's own palette
    #[arg(long, default_value = "default", value_parser = PossibleValuesParser::new(["default", "live"]).map(palette))]
    palette: &'static [u32],
    #[command(flatten)]
    common: Common,
}

#[expect(clippy::needless_pass_by_value, reason = "what clap hands on")]
fn palette(text: String) -> &'static [u32] {
    if text == "live" { &LIVE_PALETTE } else { &DEFAULT_PALETTE }
}

impl Prepare for Arguments {
    const HANDLER: Handler = Handler::Janitor;

    fn common(&self) -> &Common {
        &self.common
    }

    fn prepare(&self, target: &Instance, contents: &Contents) -> Result<Prepared, Stop> {
        let issues = list_issues(target.bridge.as_ref(), self.palette)?;
        if self.fix.is_empty() && !self.fix_all_renames && !self.fix_all_colors {
            return Ok(self.listed(&issues, contents));
        }
        let mut chosen_issue_ids: Vec<Name> = self.fix.iter().map(|id| id.as_str().into()).collect();
        let of_kind = |kind, wanted| issues.iter().filter(move |issue| wanted && issue.kind == kind);
        chosen_issue_ids
            .extend(of_kind(IssueKind::PlaceholderName, self.fix_all_renames).map(|issue| issue.id.clone()));
        chosen_issue_ids.extend(of_kind(IssueKind::OffPaletteColor, self.fix_all_colors).map(|issue| issue.id.clone()));
        let request = SetJanitor { chosen_issue_ids, palette: self.palette.to_vec() };
        let plan = plan_set_janitor(target.bridge.as_ref(), &request)?;
        for id in &self.fix {
            match issues.iter().find(|issue| *issue.id == **id) {
                None => {
                    say(&format!("note: `{id}` is no issue of this Set, or none any more: there is nothing to fix\n"));
                }
                Some(issue) if issue.kind == IssueKind::LoopOverrun => {
                    say(&format!("note: `{id}`: no call of the port can fix it\n"));
                }
                Some(_) => {}
            }
        }
        let mut rows = vec![headings(["id", "what", "fix"])];
        rows.extend(plan.report.fixes.iter().map(|fix| {
            let issue = issues.iter().find(|issue| issue.id == fix.issue_id);
            let what = issue.map_or_else(String::new, |issue| words(issue, contents));
            vec![fix.issue_id.to_string(), what, remedy(Some(&fix.mutation))]
        }));
        let summary = format!("fixes for {} of {}", plan.report.applied, count(issues.len(), "issue"));
        Ok(Prepared::of(plan, rows, summary)?)
    }
}

/// An issue in the JSON form of the list.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'a> {
    id: &'a str,
    kind: IssueKind,
    target: IssueTarget,
    target_id: String,
    name: String,
    what: String,
    /// Absent where no call of the port can fix it.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Mutation>,
}

impl Arguments {
    fn listed(&self, issues: &[Issue], contents: &Contents) -> Prepared {
        let listed: Vec<_> = issues
            .iter()
            .map(|issue| {
                let fixes = plan_fixes(std::slice::from_ref(issue), &[&*issue.id], self.palette);
                Listed {
                    id: &issue.id,
                    kind: issue.kind,
                    target: issue.target,
                    target_id: issue.target_id.to_string(),
                    name: contents.name_of(&issue.target_id),
                    what: words(issue, contents),
                    fix: fixes.ok().and_then(|mut fixes| fixes.pop()).map(|fix| fix.mutation),
                }
            })
            .collect();
        let mut rows = vec![headings(["id", "what", "fix"])];
        rows.extend(
            listed.iter().map(|issue| vec![issue.id.to_owned(), issue.what.clone(), remedy(issue.fix.as_ref())]),
        );
        let summary = count(issues.len(), "issue");
        Prepared { rows, summary, report: json!({ "issues": listed }), mutations: None }
    }
}

/// An issue in words.
fn words(issue: &Issue, contents: &Contents) -> String {
    let name = contents.name_of(&issue.target_id);
    let clip = contents.clips.iter().find(|clip| clip.info.id == issue.target_id).map(|clip| &clip.info);
    match (issue.kind, clip) {
        (IssueKind::EmptyTrack, _) => format!("{name}: no clips, no devices"),
        (IssueKind::PlaceholderName, _) => format!("{name}: a name that nobody chose"),
        (IssueKind::OffPaletteColor, Some(clip)) => format!("{name}: colour #{:06X} is off the palette", clip.color),
        (IssueKind::LoopOverrun, Some(clip)) => {
            format!("{name}: the loop ends at beat {}, the clip at {}", clip.loop_end, clip.end_marker)
        }
        (IssueKind::OffPaletteColor, None) => format!("{name}: a colour off the palette"),
        (IssueKind::LoopOverrun, None) => format!("{name}: the clip goes on after its loop"),
    }
}

/// A fix in words.
fn remedy(fix: Option<&Mutation>) -> String {
    match fix {
        None => "by hand: no call of the port can".to_owned(),
        Some(Mutation::DeleteTrack { .. }) => "delete the track".to_owned(),
        Some(Mutation::SetTrackProps { props, .. }) => format!("rename to {:?}", props.name.as_deref().unwrap_or("")),
        Some(Mutation::SetClipProps { props, .. }) => match (&props.name, props.color) {
            (Some(name), _) => format!("rename to {name:?}"),
            (None, Some(color)) => format!("recolour to #{color:06X}"),
            (None, None) => String::new(),
        },
        Some(other) => other.operation().name().to_owned(),
    }
}
