//! Session-to-Song, the plan: sections laid out from beat 0. Transforms, section 4.
//!
//! What a placement holds, when it is longer than its source, is `fill.rs`.

use livebridge_port::{BridgeError, ClipInfo, ClipKind, ClipLocation, IdRef, Name, SceneInfo};
use serde::{Deserialize, Serialize};

use super::numbers::{judge_color, positive};

/// What is read of the Session to plan an Arrangement.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct SessionLayout {
    /// The signatures of the scenes in order.
    pub scenes: Vec<SceneSignature>,
    /// The tracks in order.
    pub tracks: Vec<SessionTrack>,
}

/// The time signature that a scene reports; a scene without one reports numbers that are not above 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SceneSignature {
    /// Numerator.
    #[serde(deserialize_with = "super::numbers::whole")]
    pub signature_numerator: i64,
    /// Denominator.
    #[serde(deserialize_with = "super::numbers::whole")]
    pub signature_denominator: i64,
}

impl From<&SceneInfo> for SceneSignature {
    fn from(scene: &SceneInfo) -> Self {
        Self {
            signature_numerator: scene.signature_numerator.into(),
            signature_denominator: scene.signature_denominator.into(),
        }
    }
}

/// The clips of one track.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct SessionTrack {
    /// What `listClips` answers; those of the Arrangement are passed over.
    pub clips: Vec<SessionClip>,
}

/// What is read of a clip or an empty slot.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SessionClip {
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
}

impl From<&ClipInfo> for SessionClip {
    fn from(clip: &ClipInfo) -> Self {
        Self {
            id: clip.id.clone(),
            name: clip.name.clone(),
            kind: clip.kind,
            location: clip.location,
            color: clip.color,
        }
    }
}

/// A section of the song: a scene, for some bars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// Its name, which its cue point gets.
    pub name: Name,
    /// The scene that plays. One that does not exist is silence of the same length.
    #[serde(deserialize_with = "super::numbers::whole")]
    pub scene_index: i64,
    /// Its length in bars, above 0, not necessarily whole.
    pub bars: f64,
    /// 24-bit RGB for all its clips, in the place of their own.
    #[serde(default, deserialize_with = "super::numbers::present_color", skip_serializing_if = "Option::is_none")]
    pub color: Option<u32>,
}

/// A time signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeSignature {
    /// Numerator, from 1.
    #[serde(deserialize_with = "super::numbers::whole")]
    pub numerator: u32,
    /// Denominator, from 1.
    #[serde(deserialize_with = "super::numbers::whole")]
    pub denominator: u32,
}

impl Default for TimeSignature {
    fn default() -> Self {
        Self { numerator: 4, denominator: 4 }
    }
}

/// A clip to be placed in the Arrangement.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Placement {
    /// Index of the track in the list of tracks.
    pub track_index: usize,
    /// Start in beats.
    pub start_time: f64,
    /// Length in beats: the whole section.
    pub duration: f64,
    /// The Session clip that it plays.
    pub source_clip_id: IdRef,
    /// Its name, that of the source.
    pub name: Name,
    /// 24-bit RGB: the section's, when it has one, else the source's.
    pub color: u32,
}

/// A cue point to be made: the start of a section.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionCue {
    /// Its place in beats.
    pub time: f64,
    /// The section's name.
    pub name: Name,
}

/// What [`plan_arrangement`] gives.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArrangementPlan {
    /// Section by section, each in track order.
    pub placements: Vec<Placement>,
    /// One per section.
    pub cue_points: Vec<SectionCue>,
    /// Where the last section ends, in beats. Not part of the JSON form.
    #[serde(skip)]
    pub end: f64,
}

/// Lays out sections one after the other from beat 0: a cue point for each, and a placement for each clip of its
/// scene. Transforms, section 4.
///
/// A section lasts `bars * beats_per_bar` of its scene's signature when the scene reports one other than 4/4, else
/// of `time_sig`. `BAD_INPUT` when a number of bars is not finite and above 0, a colour is none, a signature holds
/// a 0, or the timeline becomes longer than a number can say.
///
/// ```
/// use livebridge_transforms::{Section, SessionLayout, TimeSignature, plan_arrangement};
///
/// let section = |name: &str| Section { name: name.into(), scene_index: 0, bars: 8.0, color: None };
/// let plan = plan_arrangement(&SessionLayout::default(), &[section("Intro"), section("Drop")], TimeSignature::default())?;
/// assert_eq!(plan.cue_points[1].time, 32.0);
/// assert_eq!(plan.end, 64.0);
/// # Ok::<(), livebridge_port::BridgeError>(())
/// ```
pub fn plan_arrangement(
    session: &SessionLayout,
    section_map: &[Section],
    time_sig: TimeSignature,
) -> Result<ArrangementPlan, BridgeError> {
    let mut plan = ArrangementPlan::default();
    plan_arrangement_into(session, section_map, time_sig, &mut plan)?;
    Ok(plan)
}

/// [`plan_arrangement`] into a plan that is emptied first and keeps its memory. When it is refused, the plan is left
/// empty.
pub fn plan_arrangement_into(
    session: &SessionLayout,
    section_map: &[Section],
    time_sig: TimeSignature,
    plan: &mut ArrangementPlan,
) -> Result<(), BridgeError> {
    let clear = |plan: &mut ArrangementPlan| {
        plan.placements.clear();
        plan.cue_points.clear();
        plan.end = 0.0;
    };
    clear(plan);
    lay_out(session, section_map, time_sig, plan).inspect_err(|_| clear(plan))
}

fn lay_out(
    session: &SessionLayout,
    section_map: &[Section],
    time_sig: TimeSignature,
    plan: &mut ArrangementPlan,
) -> Result<(), BridgeError> {
    let default = beats_per_bar(
        positive("timeSig.numerator", time_sig.numerator.into())?,
        positive("timeSig.denominator", time_sig.denominator.into())?,
    );
    let slots: Vec<Vec<&SessionClip>> = session
        .tracks
        .iter()
        .map(|track| track.clips.iter().filter(|clip| clip.location == ClipLocation::Session).collect())
        .collect();
    for (i, section) in section_map.iter().enumerate() {
        let bars = positive(&format!("sectionMap[{i}].bars"), section.bars)?;
        let color = section.color.map(|color| judge_color(color.into())).transpose();
        let color = color.map_err(|reason| BridgeError::bad_input(format!("sectionMap[{i}].color {reason}")))?;
        let scene = usize::try_from(section.scene_index).ok().filter(|scene| *scene < session.scenes.len());
        let start = plan.end;
        let duration = bars * scene.map_or(default, |scene| session.scenes[scene].beats_per_bar(default));
        plan.end = start + duration;
        if !plan.end.is_finite() {
            return Err(BridgeError::bad_input(format!("sectionMap[{i}] ends later than any number of beats")));
        }
        plan.cue_points.push(SectionCue { time: start, name: section.name.clone() });
        let Some(scene) = scene else { continue };
        for (track_index, slots) in slots.iter().enumerate() {
            let Some(clip) = slots.get(scene).filter(|clip| clip.kind != ClipKind::Empty) else { continue };
            plan.placements.push(Placement {
                track_index,
                start_time: start,
                duration,
                source_clip_id: clip.id.clone(),
                name: clip.name.clone(),
                color: color.unwrap_or(clip.color),
            });
        }
    }
    Ok(())
}

impl SceneSignature {
    /// The beats of a bar by the scene's own signature, which counts when it reports one that is not 4/4.
    #[expect(clippy::cast_precision_loss, reason = "no signature is beyond 2^53")]
    fn beats_per_bar(self, default: f64) -> f64 {
        match (self.signature_numerator, self.signature_denominator) {
            (4, 4) => default,
            (numerator @ 1.., denominator @ 1..) => beats_per_bar(numerator as f64, denominator as f64),
            _ => default,
        }
    }
}

fn beats_per_bar(numerator: f64, denominator: f64) -> f64 {
    numerator * 4.0 / denominator
}
