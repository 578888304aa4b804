//! Set Janitor, what is found: empty tracks, placeholder names, colours off the palette, loops that are overrun.
//!
//! Transforms, section 5. What is done about it is `janitor.rs`.

use std::fmt;

use livebridge_port::id::PathShape;
use livebridge_port::{ClipInfo, ClipKind, ClipLocation, IdRef, Name, TrackInfo, TrackKind};
use serde::{Deserialize, Serialize};

/// What is read of a track to find issues.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JanitorTrack {
    /// Its id.
    pub id: IdRef,
    /// MIDI or audio.
    pub kind: TrackKind,
    /// Its name.
    pub name: Name,
    /// Number of its devices.
    #[serde(deserialize_with = "super::numbers::whole")]
    pub device_count: usize,
    /// What `listClips` answers, empty slots included.
    pub clips: Vec<JanitorClip>,
}

impl JanitorTrack {
    /// The track with its clips, as the port lists them.
    pub fn new(track: &TrackInfo, clips: &[ClipInfo]) -> Self {
        Self {
            id: track.id.clone(),
            kind: track.kind,
            name: track.name.clone(),
            device_count: track.device_count,
            clips: clips.iter().map(JanitorClip::from).collect(),
        }
    }
}

/// What is read of a clip or an empty slot to find issues.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JanitorClip {
    /// Its id.
    pub id: IdRef,
    /// Its name.
    pub name: Name,
    /// What it holds.
    pub kind: ClipKind,
    /// Session or Arrangement.
    pub location: ClipLocation,
    /// 24-bit RGB.
    #[serde(deserialize_with = "super::numbers::color")]
    pub color: u32,
    /// Whether it loops.
    pub looping: bool,
    /// End of the loop, in content time.
    pub loop_end: f64,
    /// The end marker, in content time.
    pub end_marker: f64,
}

impl From<&ClipInfo> for JanitorClip {
    fn from(clip: &ClipInfo) -> Self {
        Self {
            id: clip.id.clone(),
            name: clip.name.clone(),
            kind: clip.kind,
            location: clip.location,
            color: clip.color,
            looping: clip.looping,
            loop_end: clip.loop_end,
            end_marker: clip.end_marker,
        }
    }
}

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum IssueKind {
    /// A track without clips and devices.
    EmptyTrack,
    /// A name that nobody chose, such as `3-MIDI` or `Audio 2`.
    PlaceholderName,
    /// A clip with a colour that is not in the palette.
    OffPaletteColor,
    /// A looping clip with an end marker beyond its loop.
    LoopOverrun,
}

impl fmt::Display for IssueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EmptyTrack => "emptyTrack",
            Self::PlaceholderName => "placeholderName",
            Self::OffPaletteColor => "offPaletteColor",
            Self::LoopOverrun => "loopOverrun",
        })
    }
}

/// What an issue is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum IssueTarget {
    /// A track.
    Track,
    /// A clip.
    Clip,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    /// What it is chosen by: `kind:targetId`, and a fingerprint where the fix deletes.
    pub id: Name,
    /// What is wrong.
    pub kind: IssueKind,
    /// Track or clip.
    pub target: IssueTarget,
    /// The id of that track or clip.
    pub target_id: IdRef,
    /// Counted from 0: the index in a positional id (of the slot, for a Session clip), else the place in its list.
    #[serde(deserialize_with = "super::numbers::whole")]
    pub index: u32,
}

/// The issues of a Set: tracks in order, each with its own issues and then those of its clips in list order.
/// Transforms, section 5.
///
/// An empty palette judges no colour.
///
/// ```
/// use livebridge_port::TrackKind;
/// use livebridge_transforms::{DEFAULT_PALETTE, JanitorTrack, detect_issues};
///
/// let track = JanitorTrack {
///     id: "track:0".into(),
///     kind: TrackKind::Audio,
///     name: "Empty".into(),
///     device_count: 0,
///     clips: Vec::new(),
/// };
/// let set = [track.clone(), JanitorTrack { id: "track:1".into(), device_count: 1, ..track }];
/// let issues = detect_issues(&set, &DEFAULT_PALETTE);
/// assert_eq!(issues.len(), 1);
/// assert!(issues[0].id.starts_with("emptyTrack:track:0@"));
/// ```
pub fn detect_issues(tracks: &[JanitorTrack], palette: &[u32]) -> Vec<Issue> {
    let mut issues = Vec::new();
    detect_issues_into(tracks, palette, &mut issues);
    issues
}

/// [`detect_issues`] into a buffer that is emptied first and keeps its memory.
pub fn detect_issues_into(tracks: &[JanitorTrack], palette: &[u32], out: &mut Vec<Issue>) {
    out.clear();
    for (position, track) in tracks.iter().enumerate() {
        let index = own_index(&track.id, position);
        let mut found = |kind, id: String| {
            out.push(Issue { id: id.into(), kind, target: IssueTarget::Track, target_id: track.id.clone(), index });
        };
        if track.device_count == 0 && track.clips.iter().all(|clip| clip.kind == ClipKind::Empty) {
            let fingerprint = delete_fingerprint(track.kind, &track.name, tracks.len());
            found(IssueKind::EmptyTrack, format!("{}:{}@{fingerprint}", IssueKind::EmptyTrack, track.id));
        }
        if is_placeholder_name(&track.name) {
            found(IssueKind::PlaceholderName, format!("{}:{}", IssueKind::PlaceholderName, track.id));
        }
        let (mut session, mut arrangement) = (0, 0);
        for clip in &track.clips {
            let place = match clip.location {
                ClipLocation::Session => &mut session,
                ClipLocation::Arrangement => &mut arrangement,
            };
            if clip.kind != ClipKind::Empty {
                clip_issues(clip, own_index(&clip.id, *place), palette, out);
            }
            *place += 1;
        }
    }
}

fn clip_issues(clip: &JanitorClip, index: u32, palette: &[u32], out: &mut Vec<Issue>) {
    let checks = [
        (IssueKind::PlaceholderName, is_placeholder_name(&clip.name)),
        (IssueKind::OffPaletteColor, !palette.is_empty() && !palette.contains(&clip.color)),
        (IssueKind::LoopOverrun, clip.looping && clip.end_marker > clip.loop_end),
    ];
    out.extend(checks.into_iter().filter(|(_, applies)| *applies).map(|(kind, _)| Issue {
        id: format!("{kind}:{}", clip.id).into(),
        kind,
        target: IssueTarget::Clip,
        target_id: clip.id.clone(),
        index,
    }));
}

/// The index that a positional id of a track or clip ends on, else the place in the list.
fn own_index(id: &IdRef, position: usize) -> u32 {
    match id.as_path().map(|path| path.shape()) {
        Some(PathShape::Track { track }) => track,
        Some(PathShape::SessionClip { slot, .. }) => slot,
        Some(PathShape::ArrangementClip { clip, .. }) => clip,
        _ => u32::try_from(position).unwrap_or(u32::MAX),
    }
}

/// Whether a name, without white space around it, is one that Live or a template gives:
/// `^([0-9]+-)?(MIDI|Audio)( [0-9]+)?$`. Transforms, section 5.
///
/// ```
/// use livebridge_transforms::is_placeholder_name;
///
/// assert!(is_placeholder_name("3-MIDI") && is_placeholder_name(" Audio 2 "));
/// assert!(!is_placeholder_name("MIDI keys"));
/// ```
pub fn is_placeholder_name(name: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let name = name.trim();
    let name = name.split_once('-').filter(|(prefix, _)| number(prefix)).map_or(name, |(_, rest)| rest);
    let rest = name.strip_prefix("MIDI").or_else(|| name.strip_prefix("Audio"));
    rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix(' ').is_some_and(number))
}

/// Four hex digits that fit a track as it stands in a Set of `track_count` tracks: what makes the choice of a delete
/// stale once it was done. How they are computed is written down in `golden/vectors`.
///
/// ```
/// use livebridge_port::TrackKind;
/// use livebridge_transforms::delete_fingerprint;
///
/// assert_eq!(delete_fingerprint(TrackKind::Audio, "Empty", 3), "835a");
/// ```
pub fn delete_fingerprint(kind: TrackKind, name: &str, track_count: usize) -> String {
    let kind = match kind {
        TrackKind::Midi => "midi\n",
        TrackKind::Audio => "audio\n",
    };
    let fnv_1a = |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619);
    let hash = kind.bytes().chain(name.bytes()).fold(2_166_136_261, fnv_1a);
    let folded = u64::from(hash >> 16 ^ hash & 0xFFFF);
    format!("{:04x}", folded.wrapping_add(track_count as u64) & 0xFFFF)
}
