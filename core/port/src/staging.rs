//! A transaction while it is being staged: mutations in order, and typed handles on results that do not exist yet.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::dto::{
    ClipInfo, ClipPropsPatch, CreateAudioClipArgs, CuePointInfo, DeviceInfo, DeviceParamInfo, Name, SetNotesResult,
    SongOverview, TrackInfo, TrackKind, TrackPropsPatch,
};
use crate::error::{Fault, Result};
use crate::id::{IdRef, PathId, Segment, SegmentKind, StagedRef};
use crate::mutation::{Batch, Mutation, Outcome};
use crate::note::Note;

/// The result of a staged mutation: `Copy`, and usable as an id in later mutations of the same transaction.
#[derive(Debug)]
pub struct Staged<T> {
    op: u32,
    result: PhantomData<fn() -> T>,
}

impl<T> Clone for Staged<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Staged<T> {}

impl<T> From<Staged<T>> for IdRef {
    fn from(staged: Staged<T>) -> Self {
        Self::Staged(StagedRef::new(staged.op))
    }
}

impl<T> Staged<T> {
    fn below(self, tail: PathId) -> IdRef {
        IdRef::Staged(StagedRef { op: self.op, tail: Some(tail) })
    }
}

impl Staged<TrackInfo> {
    /// The slot of the staged track in scene `slot`.
    pub fn slot(self, slot: u32) -> IdRef {
        self.below(PathId::root(Segment::new(SegmentKind::ClipSlot, slot)))
    }

    /// The fader of the staged track.
    pub fn volume(self) -> IdRef {
        self.below(PathId::from_segments([(SegmentKind::Mixer, 0), (SegmentKind::Volume, 0)]))
    }
}

impl Staged<DeviceInfo> {
    /// The parameter of the staged device with index `param`.
    pub fn param(self, param: u32) -> IdRef {
        self.below(PathId::root(Segment::new(SegmentKind::Param, param)))
    }
}

/// Mutations on their way into one undo step.
///
/// Each method stages one mutation and gives a handle on its result. Nothing is sent until the closure that was
/// given to [`LiveBridgeExt::transaction`](crate::LiveBridgeExt::transaction) returns.
#[derive(Debug, Default)]
pub struct Transaction {
    mutations: Vec<Mutation>,
}

impl Transaction {
    /// Stages any mutation; `T` is the DTO that it answers with, `()` for nothing.
    #[expect(clippy::cast_possible_truncation, reason = "four thousand million mutations do not fit into memory")]
    pub fn stage<T>(&mut self, mutation: Mutation) -> Staged<T> {
        self.mutations.push(mutation);
        Staged { op: (self.mutations.len() - 1) as u32, result: PhantomData }
    }

    /// How many mutations are staged.
    pub fn len(&self) -> usize {
        self.mutations.len()
    }

    /// Whether nothing is staged.
    pub fn is_empty(&self) -> bool {
        self.mutations.is_empty()
    }

    /// The staged mutations as what is sent.
    pub fn into_batch(self) -> Batch {
        Batch::Transaction(self.mutations)
    }

    /// Stages `setTempo`, in beats per minute.
    pub fn set_tempo(&mut self, bpm: f64) -> Staged<SongOverview> {
        self.stage(Mutation::SetTempo { bpm })
    }

    /// Stages `setTrackProps`.
    pub fn set_track_props(&mut self, track: impl Into<IdRef>, props: TrackPropsPatch) -> Staged<TrackInfo> {
        self.stage(Mutation::SetTrackProps { track_id: track.into(), props })
    }

    /// Stages `setNotes`.
    pub fn set_notes(&mut self, clip: impl Into<IdRef>, notes: impl Into<Arc<[Note]>>) -> Staged<SetNotesResult> {
        self.stage(Mutation::SetNotes { clip_id: clip.into(), notes: notes.into() })
    }

    /// Stages `createTrack`.
    pub fn create_track(&mut self, kind: TrackKind) -> Staged<TrackInfo> {
        self.stage(Mutation::CreateTrack { kind })
    }

    /// Stages `createMidiClip`, length in beats.
    pub fn create_midi_clip(&mut self, slot: impl Into<IdRef>, length_beats: f64) -> Staged<ClipInfo> {
        self.stage(Mutation::CreateMidiClip { slot_id: slot.into(), length_beats })
    }

    /// Stages `setClipProps`.
    pub fn set_clip_props(&mut self, clip: impl Into<IdRef>, props: ClipPropsPatch) -> Staged<ClipInfo> {
        self.stage(Mutation::SetClipProps { clip_id: clip.into(), props })
    }

    /// Stages `deleteTrack`.
    pub fn delete_track(&mut self, track: impl Into<IdRef>) -> Staged<()> {
        self.stage(Mutation::DeleteTrack { track_id: track.into() })
    }

    /// Stages `deleteClip`.
    pub fn delete_clip(&mut self, clip: impl Into<IdRef>) -> Staged<()> {
        self.stage(Mutation::DeleteClip { clip_id: clip.into() })
    }

    /// Stages `createArrangementMidiClip`, in beats.
    pub fn create_arrangement_midi_clip(
        &mut self,
        track: impl Into<IdRef>,
        start_beat: f64,
        length_beats: f64,
    ) -> Staged<ClipInfo> {
        self.stage(Mutation::CreateArrangementMidiClip { track_id: track.into(), start_beat, length_beats })
    }

    /// Stages `createArrangementAudioClip`.
    pub fn create_arrangement_audio_clip(
        &mut self,
        track: impl Into<IdRef>,
        args: CreateAudioClipArgs,
    ) -> Staged<ClipInfo> {
        self.stage(Mutation::CreateArrangementAudioClip { track_id: track.into(), args })
    }

    /// Stages `clearClipsInRange`, in beats.
    pub fn clear_clips_in_range(&mut self, track: impl Into<IdRef>, start_beat: f64, end_beat: f64) -> Staged<()> {
        self.stage(Mutation::ClearClipsInRange { track_id: track.into(), start_beat, end_beat })
    }

    /// Stages `createCuePoint`, in beats.
    pub fn create_cue_point(&mut self, beat: f64, name: impl Into<Name>) -> Staged<CuePointInfo> {
        self.stage(Mutation::CreateCuePoint { beat, name: name.into() })
    }

    /// Stages `setParam`.
    pub fn set_param(&mut self, param: impl Into<IdRef>, value: f64) -> Staged<DeviceParamInfo> {
        self.stage(Mutation::SetParam { param_id: param.into(), value })
    }

    /// Stages `insertDevice`.
    pub fn insert_device(
        &mut self,
        track: impl Into<IdRef>,
        device_name: impl Into<Name>,
        index: u32,
    ) -> Staged<DeviceInfo> {
        self.stage(Mutation::InsertDevice {
            track_id: track.into(),
            device_name: device_name.into(),
            index: f64::from(index),
        })
    }
}

/// A DTO that is the answer of some mutation.
pub trait FromOutcome: Sized + Send {
    /// The DTO in an outcome; an absent or different one is a fault of the target.
    fn from_outcome(outcome: Option<Outcome>) -> Result<Self>;
}

macro_rules! from_outcome {
    ($($dto:ident <- $variant:ident),+) => {$(
        impl FromOutcome for $dto {
            fn from_outcome(outcome: Option<Outcome>) -> Result<Self> {
                match outcome {
                    Some(Outcome::$variant(dto)) => Ok(dto),
                    Some(_) => Err(Fault::Protocol(concat!("an outcome that is no ", stringify!($dto)).into()).into()),
                    None => Err(Fault::Protocol(concat!("no ", stringify!($dto), " was answered").into()).into()),
                }
            }
        }
    )+};
}

from_outcome!(
    SongOverview <- Overview, TrackInfo <- Track, SetNotesResult <- Notes, ClipInfo <- Clip,
    CuePointInfo <- CuePoint, DeviceParamInfo <- Param, DeviceInfo <- Device
);

impl FromOutcome for () {
    fn from_outcome(_: Option<Outcome>) -> Result<Self> {
        Ok(())
    }
}

/// An object that a later mutation of the same transaction may have deleted is `None` then.
impl<T: FromOutcome> FromOutcome for Option<T> {
    fn from_outcome(outcome: Option<Outcome>) -> Result<Self> {
        outcome.map(|outcome| T::from_outcome(Some(outcome))).transpose()
    }
}

impl<T: FromOutcome> Staged<T> {
    /// The same handle, for a result that a later mutation of the transaction deletes: it becomes `None`.
    pub fn if_it_remains(self) -> Staged<Option<T>> {
        Staged { op: self.op, result: PhantomData }
    }
}

/// What a transaction's closure may return: handles that become DTOs at the commit.
pub trait Committed: Send {
    /// What the handles become.
    type Output: Send;

    /// Takes the DTOs from the outcomes. A fault when the target left one out.
    fn resolve(self, outcomes: &[Option<Outcome>]) -> Result<Self::Output>;
}

impl<T: FromOutcome> Committed for Staged<T> {
    type Output = T;

    fn resolve(self, outcomes: &[Option<Outcome>]) -> Result<T> {
        T::from_outcome(outcomes.get(self.op as usize).cloned().flatten())
    }
}

impl Committed for () {
    type Output = ();

    fn resolve(self, _: &[Option<Outcome>]) -> Result<()> {
        Ok(())
    }
}

impl<A: Committed, B: Committed> Committed for (A, B) {
    type Output = (A::Output, B::Output);

    fn resolve(self, outcomes: &[Option<Outcome>]) -> Result<Self::Output> {
        Ok((self.0.resolve(outcomes)?, self.1.resolve(outcomes)?))
    }
}

impl<T: Committed> Committed for Vec<T> {
    type Output = Vec<T::Output>;

    fn resolve(self, outcomes: &[Option<Outcome>]) -> Result<Self::Output> {
        self.into_iter().map(|staged| staged.resolve(outcomes)).collect()
    }
}
