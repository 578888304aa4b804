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
use crate::operations::{operations, outcomes, taken_as};

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

macro_rules! staged_builders {
    (
        |$bridge:ident|
        Read $read:tt
        Mutation { $(
            $(#[$doc:meta])*
            $variant:ident $name:literal $method:ident $(on $subject:ident($(#[$id_doc:meta])* $id:ident))? ($(
                $(#[$field_doc:meta])*
                $field:ident: $type:ty $(as $taken:ty)?,
            )*) -> $outcome:ident($dto:ty) $($new:ident)?;
        )+ }
        $($beside:tt)*
    ) => {
        $(
            #[doc = concat!("Stages `", $name, "`.")]
            pub fn $method(
                &mut self,
                $($id: impl Into<IdRef>,)?
                $($field: taken_as!($type $(as $taken)?),)*
            ) -> Staged<$dto> {
                self.stage(Mutation::$variant { $($id: $id.into(),)? $($field: $field.into(),)* })
            }
        )+
    };
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

    operations!(staged_builders);
}

/// A DTO that is the answer of some mutation.
pub trait FromOutcome: Sized + Send {
    /// The DTO in an outcome; an absent or different one is a fault of the target.
    fn from_outcome(outcome: Option<Outcome>) -> Result<Self>;
}

macro_rules! from_outcome {
    ($($(#[$doc:meta])* $variant:ident($dto:ident) $(with $id:ident)?;)+) => {$(
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

outcomes!(from_outcome);

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
