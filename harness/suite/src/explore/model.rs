//! The reference model: the fake, told what the host chose.
//!
//! The contract leaves some values to the host (section 5a). The model takes them over from the target's outcome
//! while it carries the same mutation out, through the fake's own hook for edits, so that they are in its history
//! like everything else: an undo takes them back, a redo brings them again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use livebridge_fake::{ClipState, Deviation, Edit, FakeLiveBridge, SetState};
use livebridge_port::capabilities::Colors;
use livebridge_port::id::PathShape;
use livebridge_port::params::RenderParams;
use livebridge_port::{
    Batch, BridgeError, CallError, Capabilities, ClipInfo, CreateAudioClipArgs, ErrorCode, IdRef, LiveBridge, Mutation,
    Name, Outcome, Reset, Result, SetView, Snapshot, TrackKind, rules,
};

use super::answer::{self, StepAnswer};
use super::program::Step;

/// What the target answered to the batch that the model is about to carry out.
#[derive(Debug, Default)]
struct Heard {
    outcomes: Vec<Option<Outcome>>,
    /// Position of the next mutation.
    next: usize,
    /// Whether one track is made and none deleted: then the id in the outcome tells where it was put.
    places_tracks: bool,
    /// Whether a staged clip is given a name or a colour: then the outcome does not tell the host's own, which a piece
    /// that was cut off before may have.
    names_clips: bool,
    colours_clips: bool,
    /// Whether colours are those of a palette.
    colors: Colors,
}

/// The deviation of the model: what the host chose.
#[derive(Debug, Clone, Default)]
struct Adopting(Arc<Mutex<Heard>>);

impl Adopting {
    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Deviation for Adopting {
    fn waives(&self, mutation: &Mutation, error: &BridgeError) -> bool {
        // Which devices exist is the host's choice: one that it inserted is there.
        let heard = self.heard();
        matches!(mutation, Mutation::InsertDevice { .. })
            && error.code == ErrorCode::SdkRejected
            && matches!(heard.outcomes.get(heard.next), Some(Some(Outcome::Device(_))))
    }

    fn edits(&self, mutation: &Mutation, _: bool, _: &SetState, edits: &mut Vec<Edit>) {
        let mut heard = self.heard();
        let next = heard.next;
        heard.next += 1;
        if let Some(Some(outcome)) = heard.outcomes.get(next) {
            adopt(mutation, outcome, edits, &heard);
        }
    }
}

/// Puts what the host chose, as its outcome tells, into the edits of a mutation.
fn adopt(mutation: &Mutation, outcome: &Outcome, edits: &mut [Edit], heard: &Heard) {
    for edit in edits {
        match (mutation, outcome, edit) {
            (Mutation::CreateTrack { .. }, Outcome::Track(chosen), Edit::InsertTrack(at, track)) => {
                track.name = chosen.name.clone();
                track.send_count = chosen.mixer.send_count;
                if let (true, Some(PathShape::Track { track })) =
                    (heard.places_tracks, chosen.id.as_path().map(|path| path.shape()))
                {
                    *at = track.min(*at);
                }
            }
            (Mutation::CreateMidiClip { .. }, Outcome::Clip(chosen), Edit::Slot { clip: Some(clip), .. }) => {
                adopt_clip(clip, chosen, heard);
            }
            (
                Mutation::CreateArrangementMidiClip { start_beat: start, .. }
                | Mutation::CreateArrangementAudioClip { args: CreateAudioClipArgs { start_time: start, .. }, .. },
                Outcome::Clip(chosen),
                Edit::Arrangement { inserted, .. },
            ) => {
                // The pieces of other clips beside it begin elsewhere, and are none of the host's choice.
                if let Some(clip) = inserted.iter_mut().find(|clip| clip.start.total_cmp(start).is_eq()) {
                    adopt_clip(clip, chosen, heard);
                }
            }
            (Mutation::InsertDevice { .. }, Outcome::Device(chosen), Edit::InsertDevice(_, _, device)) => {
                device.parameters = chosen.parameters.iter().cloned().map(Into::into).collect();
            }
            (Mutation::SetClipProps { .. }, Outcome::Clip(chosen), Edit::ClipColor(_, color))
                if heard.colors == Colors::Palette =>
            {
                *color = chosen.color;
            }
            (Mutation::SetParam { value: asked, .. }, Outcome::Param(chosen), Edit::Param(_, kept))
                if chosen.is_quantized =>
            {
                // A tie goes either way.
                let (up, other) = ((*kept - asked).abs(), (chosen.value - asked).abs());
                if up.total_cmp(&other).is_eq() {
                    *kept = chosen.value;
                }
            }
            _ => {}
        }
    }
}

/// Name, colour, looping and loop fields of a new clip, as far as its content is as long as was asked for. A later
/// mutation of the same transaction may have cut it, and with it the loop fields of a clip that does not loop.
fn adopt_clip(clip: &mut ClipState, chosen: &ClipInfo, heard: &Heard) {
    if !heard.names_clips {
        clip.name = chosen.name.clone();
    }
    if !heard.colours_clips {
        clip.color = chosen.color;
    }
    clip.muted = chosen.muted;
    let (mut start, mut end, mut marker) = (chosen.loop_start, chosen.loop_end, chosen.end_marker);
    if !chosen.looping {
        let (cut_before, cut_after) = (chosen.start_time - clip.start, clip.end() - chosen.end_time);
        (start, end, marker) = (start - cut_before, end + cut_after, marker + cut_after);
    }
    // Content of another length is no choice: the model keeps its own, and the difference is seen.
    if (end - start - clip.duration).abs() <= 1e-6 {
        (clip.looping, clip.loop_start, clip.loop_end, clip.end_marker) = (chosen.looping, start, end, marker);
    }
}

/// The model.
#[derive(Debug)]
pub struct Model {
    fake: FakeLiveBridge<Adopting>,
    adopting: Adopting,
}

impl Default for Model {
    fn default() -> Self {
        let adopting = Adopting::default();
        Self { fake: FakeLiveBridge::deviating(adopting.clone()), adopting }
    }
}

impl Model {
    /// Takes over a Set, without history.
    pub fn load(&self, set: &Snapshot) -> Result<()> {
        use livebridge_port::ControlPlane;
        self.fake.reset(&Reset::Snapshot(Box::new(set.clone())))
    }

    /// The Set as it is now.
    pub fn snapshot(&self) -> Snapshot {
        match self.fake.control().snapshot() {
            Ok(SetView::Canonical(set)) => *set,
            _ => livebridge_port::fixtures::seeded(),
        }
    }

    /// The answer to a step that is neither a render nor a mutation that the target carried out.
    pub(super) fn ask(&self, step: &Step) -> StepAnswer {
        match step {
            Step::Commit(batch) => match self.refusal(batch.mutations()) {
                Some(error) => StepAnswer::Refused(if batch.is_transaction() { error } else { plain(error) }),
                None => StepAnswer::Committed(Vec::new()),
            },
            step => answer::ask(&self.fake, step, false),
        }
    }

    /// Carries out what the target carried out, with the host's choices in `outcomes`.
    pub(super) fn commit(
        &self,
        batch: &Batch,
        outcomes: &[Option<Outcome>],
        capabilities: &Capabilities,
    ) -> StepAnswer {
        let of_tracks =
            |mutation: &&Mutation| matches!(mutation, Mutation::CreateTrack { .. } | Mutation::DeleteTrack { .. });
        let patches = || {
            batch.mutations().iter().filter_map(|mutation| match mutation {
                Mutation::SetClipProps { clip_id: IdRef::Staged(_), props } => Some(props),
                _ => None,
            })
        };
        *self.adopting.heard() = Heard {
            names_clips: patches().any(|props| props.name.is_some()),
            colours_clips: patches().any(|props| props.color.is_some()),
            outcomes: outcomes.to_vec(),
            next: 0,
            places_tracks: batch.mutations().iter().filter(of_tracks).count() == 1,
            colors: capabilities.colors,
        };
        let answer = answer::ask(&self.fake, &Step::Commit(batch.clone()), false);
        *self.adopting.heard() = Heard::default();
        answer
    }

    /// Why a batch of these mutations is refused, with the position; `None` when it is not. Nothing is changed.
    pub(super) fn refusal(&self, mutations: &[Mutation]) -> Option<BridgeError> {
        self.fake.refusal(mutations.to_vec())
    }

    /// What a render must be: of which track and how many seconds long.
    pub(super) fn render(&self, of: &RenderParams) -> std::result::Result<(Name, f64), BridgeError> {
        let RenderParams { track_id: id, start_beat: start, end_beat: end } = of;
        rules::range(*start, *end)?;
        let refused = |error: CallError| error.refusal().cloned().unwrap_or_else(|| BridgeError::bad_input(""));
        // A render takes the id of a track, as the list of clips does.
        self.fake.list_clips(id).map_err(refused)?;
        let track = self.fake.list_tracks().map_err(refused)?.into_iter().find(|track| track.id == *id);
        let tempo = self.fake.get_song_overview().map_err(refused)?.tempo;
        match track {
            Some(track) if track.kind == TrackKind::Audio => Ok((track.name, (end - start) * 60.0 / tempo)),
            _ => Err(BridgeError::wrong_type(id, format!("`{id}` is a MIDI track"))),
        }
    }
}

/// The error of a plain call, which has no position.
fn plain(mut error: BridgeError) -> BridgeError {
    error.op = None;
    error
}
