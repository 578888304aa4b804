//! The port itself: the trait that every implementation offers and everything else is written against.
//!
//! Contract, sections 4 to 6. Six reads are plain functions, two reads and the render are futures, and there is
//! one write path, [`LiveBridge::commit`]. What is pleasant to use stands on top, in [`LiveBridgeExt`].

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::control::{ControlPlane, NoControl};
use crate::dto::{
    ClipInfo, ClipPropsPatch, CreateAudioClipArgs, CuePointInfo, DeviceInfo, DeviceParamInfo, Name, RenderResult,
    SceneInfo, SetNotesResult, SongOverview, TrackInfo, TrackKind, TrackMatch, TrackMixerInfo, TrackPropsPatch,
};
use crate::error::{BridgeError, Fault, Result};
use crate::id::IdRef;
use crate::mutation::{Batch, Commit, Mutation};
use crate::note::Note;
use crate::operations::{operations, taken_as};
use crate::staging::{Committed, FromOutcome, Transaction};

/// A future that the port gives: boxed, so that an implementation can be chosen at run time.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A bridge to a Live Set. Errors are refusals of the contract or faults of the connection.
///
/// An implementation that is remote does its I/O on threads of its own: the synchronous reads block their caller,
/// never a runtime.
///
/// ```
/// use livebridge_fake::FakeLiveBridge;
/// use livebridge_port::{LiveBridge, LiveBridgeExt};
///
/// # pollster::block_on(async {
/// let bridge = FakeLiveBridge::seeded();
/// let bass = &bridge.list_tracks()?[1];
/// assert_eq!(&*bass.name, "Bass");
/// let overview = bridge.set_tempo(98.0).await?;
/// assert_eq!(overview.tempo, 98.0);
/// # Ok::<(), livebridge_port::CallError>(())
/// # }).unwrap();
/// ```
pub trait LiveBridge: Send + Sync {
    /// A summary of the Set: `getSongOverview`.
    fn get_song_overview(&self) -> Result<SongOverview>;

    /// The MIDI and audio tracks in order; no return, main or group track: `listTracks`.
    fn list_tracks(&self) -> Result<Vec<TrackInfo>>;

    /// The tracks whose name contains `query` in any case; all for an empty query: `findTrack`.
    fn find_track(&self, query: &str) -> Result<Vec<TrackMatch>>;

    /// The Session slots of a track in scene order, empty ones included, then its Arrangement clips in time
    /// order: `listClips`.
    fn list_clips(&self, track: &IdRef) -> Result<Vec<ClipInfo>>;

    /// The notes of a MIDI clip: `getNotes`.
    fn get_notes(&self, clip: &IdRef) -> Result<Vec<Note>>;

    /// The scenes in order: `listScenes`.
    fn list_scenes(&self) -> Result<Vec<SceneInfo>>;

    /// All parameters of all devices of a track, in chain order: `listDeviceParams`.
    fn list_device_params<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<Vec<DeviceParamInfo>>>;

    /// The mixer of a track: `getTrackMixer`.
    fn get_track_mixer<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<TrackMixerInfo>>;

    /// Renders beats `start..end` of an audio track to a WAV file; the Set stays as it is: `renderTrack`.
    fn render_track<'a>(&'a self, track: &'a IdRef, start: f64, end: f64) -> BoxFuture<'a, Result<RenderResult>>;

    /// Applies a call or a transaction: wholly and as one undo step, or not at all.
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Commit>>;

    /// What the target offers beside the port. By default nothing.
    fn control(&self) -> &dyn ControlPlane {
        &NoControl
    }
}

macro_rules! typed_methods {
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
            $(#[$doc])*
            #[doc = concat!("\n\n`", $name, "`. Times and lengths in beats.")]
            fn $method(
                &self,
                $($id: impl Into<IdRef>,)?
                $($field: taken_as!($type $(as $taken)?),)*
            ) -> impl Future<Output = Result<$dto>> + Send {
                self.call(Mutation::$variant { $($id: $id.into(),)? $($field: $field.into(),)* })
            }
        )+
    };
}

/// The mutations of the port by name, and [`transaction`](LiveBridgeExt::transaction), on any bridge.
///
/// Each method is a plain call of one mutation and answers with the state after the write.
pub trait LiveBridgeExt: LiveBridge {
    /// Sends one mutation as a call and reads its outcome.
    fn call<T: FromOutcome>(&self, mutation: Mutation) -> impl Future<Output = Result<T>> + Send {
        let committed = self.commit(Batch::Call(mutation));
        async move { T::from_outcome(committed.await?.outcomes.into_iter().next().flatten()) }
    }

    operations!(typed_methods);

    /// Groups mutations into one undo step: all or nothing.
    ///
    /// The closure runs at once and only stages; a staged result can be used in later mutations before it exists,
    /// and what the closure returns becomes the committed DTOs. An error of the closure sends nothing.
    ///
    /// ```
    /// use livebridge_port::{ClipInfo, LiveBridge, LiveBridgeExt, Note, TrackId};
    /// use livebridge_fake::FakeLiveBridge;
    ///
    /// # pollster::block_on(async {
    /// let bridge = FakeLiveBridge::seeded();
    /// let clip: ClipInfo = bridge.transaction(|tx| {
    ///     let clip = tx.create_arrangement_midi_clip(TrackId(0), 0.0, 16.0);
    ///     tx.set_notes(clip, vec![Note::new(60.0, 0.0, 4.0)]);
    ///     tx.create_cue_point(0.0, "Intro");
    ///     Ok(clip)
    /// }).await?;
    /// assert_eq!(clip.id.to_string(), "track:0/clip:0");
    /// assert_eq!(bridge.control().transaction_count()?, 1);
    /// # Ok::<(), livebridge_port::CallError>(())
    /// # }).unwrap();
    /// ```
    ///
    /// Awaiting inside is impossible by construction, an async closure does not compile:
    ///
    /// ```compile_fail,E0271
    /// use livebridge_fake::FakeLiveBridge;
    /// use livebridge_port::LiveBridgeExt;
    ///
    /// let bridge = FakeLiveBridge::seeded();
    /// let _ = bridge.transaction(async |tx| {
    ///     tx.set_tempo(98.0);
    ///     Ok(())
    /// });
    /// ```
    fn transaction<T: Committed>(
        &self,
        stage: impl FnOnce(&mut Transaction) -> std::result::Result<T, BridgeError>,
    ) -> impl Future<Output = Result<T::Output>> + Send {
        let mut transaction = Transaction::default();
        let staged = stage(&mut transaction);
        let sent = staged.map(|staged| (staged, transaction.len(), self.commit(transaction.into_batch())));
        async move {
            let (staged, expected, committed) = sent?;
            let commit = committed.await?;
            if commit.outcomes.len() != expected {
                let seen = commit.outcomes.len();
                return Err(Fault::Protocol(format!("{expected} mutations were answered with {seen} outcomes")).into());
            }
            staged.resolve(&commit.outcomes)
        }
    }
}

impl<B: LiveBridge + ?Sized> LiveBridgeExt for B {}
