//! The fake: a Live Set in memory that satisfies every requirement, with real undo.
//!
//! It changes in place and keeps a journal of inverse edits ([`Edit`]), so the cost of a mutation, its
//! undo, redo and roll-back depends on what it touches, not on the size of the Set. It is deterministic: no clock,
//! no randomness, no hash order. The feature `render`, on by default, brings `renderTrack`, which reads and writes
//! files; without it the crate does no I/O and builds for wasm32. Broken variants for testing a test suite hook in
//! through [`Deviation`].

mod answer;
mod clear_range;
mod deviation;
pub mod devices;
mod edit;
mod engine;
mod journal;
mod plan;
#[cfg(feature = "render")]
mod render;
mod resolve;
mod set;

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use livebridge_port::capabilities::{
    Colors, Concurrency, Domain, Files, IdScheme, Implementation, NoteKeeping, Precision, ResetCapability,
    SnapshotCapability, TransactionCapability, UndoCapability, UndoGrouping,
};
use livebridge_port::{
    Batch, BoxFuture, BridgeError, Capabilities, ClipInfo, Commit, ControlPlane, CuePointInfo, Description,
    DeviceParamInfo, IdRef, LiveBridge, Mutation, Note, Operation, RenderResult, Reset, Result, SceneInfo, SetView,
    Snapshot, SongOverview, SubjectKind, TrackInfo, TrackMatch, TrackMixerInfo, UndoDepth, fixtures,
};
use serde_json::Value;

pub use deviation::{Counted, Deviation, Ending, Faithful, ReadAnswer, Redo};
pub use edit::{ClipPlace, Edit, ParamPlace};
use engine::{Engine, Running};
#[cfg(feature = "render")]
pub use render::SilentClip;
pub use set::{ClipContent, ClipState, DeviceState, Key, SetState, TrackState};

/// A Live Set in memory: the reference implementation of the port.
///
/// ```
/// use livebridge_fake::FakeLiveBridge;
/// use livebridge_port::{LiveBridge, LiveBridgeExt};
///
/// # pollster::block_on(async {
/// let bridge = FakeLiveBridge::seeded();
/// bridge.set_tempo(98.0).await?;
/// assert!(bridge.control().undo()?);
/// assert_eq!(bridge.get_song_overview()?.tempo, 124.0);
/// # Ok::<(), livebridge_port::CallError>(())
/// # }).unwrap();
/// ```
#[derive(Debug)]
pub struct FakeLiveBridge<D = Faithful> {
    engine: Mutex<Engine>,
    #[cfg(feature = "render")]
    renderer: render::Renderer,
    deviation: D,
}

impl FakeLiveBridge {
    /// How many steps can be undone unless [`with_history_limit`](Self::with_history_limit) says otherwise.
    pub const DEFAULT_HISTORY_LIMIT: usize = 100_000;

    /// A fake with the fixture `seeded`: "a small realistic Set".
    pub fn seeded() -> Self {
        Self::with_set(SetState::from_fixture(&fixtures::seeded()), Faithful)
    }

    /// A fake with the fixture `with_one_midi_clip`: one clip of 4 beats that holds `notes`.
    pub fn with_one_midi_clip(notes: &[Note]) -> Self {
        Self::with_set(SetState::from_fixture(&fixtures::with_one_midi_clip(notes)), Faithful)
    }

    /// A fake with the Set of a snapshot; `BAD_INPUT` when the snapshot contradicts itself.
    pub fn from_snapshot(snapshot: &Snapshot) -> std::result::Result<Self, BridgeError> {
        Ok(Self::with_set(SetState::from_snapshot(snapshot)?, Faithful))
    }
}

impl SetState {
    /// The Set of a fixture. Those are written by us: a test loads every one of them.
    #[expect(clippy::expect_used, reason = "fixtures are constants and a test loads every one")]
    fn from_fixture(fixture: &Snapshot) -> Self {
        Self::from_snapshot(fixture).expect("a fixture is a Set")
    }
}

impl<D: Deviation> FakeLiveBridge<D> {
    /// A fake with the fixture `seeded` that deviates from the contract.
    pub fn deviating(deviation: D) -> Self {
        Self::with_set(SetState::from_fixture(&fixtures::seeded()), deviation)
    }

    fn with_set(set: SetState, deviation: D) -> Self {
        let engine = Engine::new(set, deviation.history(FakeLiveBridge::DEFAULT_HISTORY_LIMIT));
        Self {
            engine: Mutex::new(engine),
            #[cfg(feature = "render")]
            renderer: render::Renderer::default(),
            deviation,
        }
    }

    /// The same fake, which can undo at most `limit` steps.
    #[must_use]
    pub fn with_history_limit(self, limit: usize) -> Self {
        self.lock().journal.set_limit(limit);
        self
    }

    /// What the fake says of itself.
    pub fn description(&self) -> Description {
        let served =
            Operation::ALL.iter().filter(|operation| cfg!(feature = "render") || **operation != Operation::RenderTrack);
        Description {
            implementation: Implementation {
                name: "FakeLiveBridge".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                language: "Rust".to_owned(),
                homepage: None,
            },
            capabilities: Capabilities {
                ids: IdScheme::Positional,
                undo: UndoCapability::Observable,
                undo_history: Capabilities::DEFAULT_UNDO_HISTORY,
                undo_grouping: UndoGrouping::PerCall,
                undo_steps_per_commit: 1,
                transaction: TransactionCapability::Atomic,
                staged_references: true,
                reset: ResetCapability::Snapshots,
                snapshot: SnapshotCapability::Canonical,
                render: cfg!(feature = "render"),
                concurrency: Concurrency::Queued,
                precision: Precision::F64,
                notes: NoteKeeping::AsWritten,
                colors: Colors::Rgb,
                side_effects: BTreeSet::new(),
                files: Files::Shared,
                devices: devices::names().map(str::to_owned).collect(),
                domain: Domain::new(),
            },
            operations: served.map(|operation| operation.name().to_owned()).collect::<BTreeSet<_>>(),
        }
    }

    /// Applies a batch without building its answers: for bulk work. Gives the number of undo steps.
    pub fn apply(&self, batch: Batch) -> std::result::Result<usize, BridgeError> {
        self.run(batch).map(|(_, _, _, steps)| steps)
    }

    /// The Set as it is, whatever a deviation makes of the answers: the other side of a bridge.
    pub fn inside(&self) -> Snapshot {
        self.lock().set.to_snapshot()
    }

    /// An edit of the user, who works in the host beside the bridge: a step of its own, of which no deviation hears.
    pub fn edit_as_user(&self, mut mutation: Mutation) -> std::result::Result<(), BridgeError> {
        let batch = Batch::Call(mutation.clone());
        let mut running = Running::new(&batch);
        let mut engine = self.lock();
        engine.apply(&Faithful, &mut mutation, &mut running)?;
        engine.conclude(&Faithful, &batch, &mut running);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Engine> {
        self.engine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why a transaction of these mutations would be refused, with the position; `None` when it would not be. Nothing is
    /// changed: what was tried is taken back.
    pub fn refusal(&self, mutations: Vec<Mutation>) -> Option<BridgeError> {
        let batch = Batch::Transaction(mutations);
        match self.try_out(&batch) {
            Ok((mut engine, running)) => {
                engine.roll_back(&self.deviation, &batch, running);
                None
            }
            Err(error) => Some(error),
        }
    }

    /// Applies a batch under the lock, which is kept so that the answers show what was committed.
    fn run(&self, batch: Batch) -> std::result::Result<(MutexGuard<'_, Engine>, Batch, Running, usize), BridgeError> {
        let (mut engine, mut running) = self.try_out(&batch)?;
        let steps = engine.conclude(&self.deviation, &batch, &mut running);
        Ok((engine, batch, running, steps))
    }

    /// Applies the mutations of a batch, but does not yet put them into the history; what fails is taken back.
    fn try_out(&self, batch: &Batch) -> std::result::Result<(MutexGuard<'_, Engine>, Running), BridgeError> {
        let deviation = &self.deviation;
        let mut running = Running::new(batch);
        let mut engine = self.lock();
        if deviation.works_on_a_copy(batch) {
            let copy = engine.set.clone();
            drop(engine);
            deviation.while_others_are_in();
            engine = self.lock();
            engine.set = copy;
        }
        for (op, mutation) in batch.mutations().iter().enumerate() {
            if !deviation.serves(mutation.operation()) {
                return Err(unserved(mutation.operation()));
            }
            if op > 0 && deviation.lets_others_in() {
                drop(engine);
                deviation.while_others_are_in();
                engine = self.lock();
            }
            if let Err(mut error) = engine.apply(deviation, &mut mutation.clone(), &mut running) {
                error.subject_id = error.subject_id.or_else(|| mutation.subject().map(ToString::to_string));
                if batch.is_transaction() {
                    error = error.at(op);
                }
                engine.roll_back(deviation, batch, running);
                deviation.refusal(mutation.operation(), &mut error);
                return Err(error);
            }
        }
        Ok((engine, running))
    }

    fn commit_now(&self, batch: Batch) -> std::result::Result<Commit, BridgeError> {
        let (engine, batch, running, steps) = self.run(batch)?;
        let outcomes = batch
            .mutations()
            .iter()
            .zip(running.made())
            .map(|(mutation, object)| {
                let mut outcome = engine.set.outcome(mutation.kind().outcome(), *object);
                self.deviation.outcome(mutation, &mut outcome);
                outcome
            })
            .collect();
        Ok(Commit { outcomes, undo_steps: Some(u32::try_from(steps).unwrap_or(u32::MAX)) })
    }

    /// Answers a read that takes no id.
    fn read<T>(&self, operation: Operation, read: impl FnOnce(&SetState) -> T) -> T {
        let mut engine = self.lock();
        self.note_read(operation, &mut engine);
        read(&engine.set)
    }

    /// Answers a read of the track or clip that `id` names.
    fn read_object<T>(
        &self,
        operation: Operation,
        wanted: SubjectKind,
        id: &IdRef,
        read: impl FnOnce(&SetState, resolve::Object) -> std::result::Result<T, BridgeError>,
    ) -> Result<T> {
        if !self.deviation.serves(operation) {
            return Err(unserved(operation).into());
        }
        let mut engine = self.lock();
        self.note_read(operation, &mut engine);
        let found = engine.find(&self.deviation, operation, wanted, id).and_then(|object| read(&engine.set, object));
        Ok(found.map_err(|mut error| {
            self.deviation.refusal(operation, &mut error);
            error
        })?)
    }

    /// Without the feature `render` the fake says so, as any bridge that cannot render.
    #[cfg(not(feature = "render"))]
    #[expect(clippy::unused_self, reason = "it stands in for the one that renders")]
    fn render_now(&self, _: &IdRef, _: f64, _: f64) -> std::result::Result<RenderResult, BridgeError> {
        Err(unserved(Operation::RenderTrack))
    }

    fn note_read(&self, operation: Operation, engine: &mut Engine) {
        engine.looked = true;
        if self.deviation.read_adds_step(operation) {
            engine.add_empty_step();
        }
        if self.deviation.forgets_redo(operation) {
            engine.journal.discard_redo();
        }
    }
}

/// Index of the track of an object that is one or is on one.
fn track_index(object: resolve::Object) -> usize {
    object.track().unwrap_or_default()
}

impl<D: Deviation> LiveBridge for FakeLiveBridge<D> {
    fn get_song_overview(&self) -> Result<SongOverview> {
        let mut overview = self.read(Operation::GetSongOverview, SetState::overview);
        self.deviation.answer(&mut ReadAnswer::Overview(&mut overview));
        Ok(overview)
    }

    fn list_tracks(&self) -> Result<Vec<TrackInfo>> {
        let mut tracks = self.read(Operation::ListTracks, SetState::track_infos);
        self.deviation.answer(&mut ReadAnswer::Tracks(&mut tracks));
        Ok(tracks)
    }

    fn find_track(&self, query: &str) -> Result<Vec<TrackMatch>> {
        let mut matches = self.read(Operation::FindTrack, |set| set.matches(query));
        self.deviation.answer(&mut ReadAnswer::Matches(query, &mut matches));
        Ok(matches)
    }

    fn list_clips(&self, track: &IdRef) -> Result<Vec<ClipInfo>> {
        let read = |set: &SetState, object| Ok(set.clip_infos(track_index(object)));
        let mut clips = self.read_object(Operation::ListClips, SubjectKind::Track, track, read)?;
        self.deviation.answer(&mut ReadAnswer::Clips(&mut clips));
        Ok(clips)
    }

    fn get_notes(&self, clip: &IdRef) -> Result<Vec<Note>> {
        let mut notes = self.read_object(Operation::GetNotes, SubjectKind::Clip, clip, |set, object| {
            let notes = object.clip(set).and_then(ClipState::notes);
            notes.map(|notes| notes.to_vec()).ok_or_else(|| plan::no_notes(clip))
        })?;
        self.deviation.answer(&mut ReadAnswer::Notes(&mut notes));
        Ok(notes)
    }

    fn list_scenes(&self) -> Result<Vec<SceneInfo>> {
        let mut scenes = self.read(Operation::ListScenes, SetState::scene_infos);
        self.deviation.answer(&mut ReadAnswer::Scenes(&mut scenes));
        Ok(scenes)
    }

    fn list_device_params<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<Vec<DeviceParamInfo>>> {
        Box::pin(async move {
            let read = |set: &SetState, object| Ok(set.device_params(track_index(object)));
            let mut params = self.read_object(Operation::ListDeviceParams, SubjectKind::Track, track, read)?;
            self.deviation.answer(&mut ReadAnswer::Params(&mut params));
            Ok(params)
        })
    }

    fn get_track_mixer<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<TrackMixerInfo>> {
        Box::pin(async move {
            let read = |set: &SetState, object| Ok(set.mixer_info(track_index(object)));
            let mut mixer = self.read_object(Operation::GetTrackMixer, SubjectKind::Track, track, read)?;
            self.deviation.answer(&mut ReadAnswer::Mixer(&mut mixer));
            Ok(mixer)
        })
    }

    fn render_track<'a>(&'a self, track: &'a IdRef, start: f64, end: f64) -> BoxFuture<'a, Result<RenderResult>> {
        Box::pin(async move {
            let rendered = self.render_now(track, start, end);
            Ok(rendered.map_err(|mut error| {
                self.deviation.refusal(Operation::RenderTrack, &mut error);
                error
            })?)
        })
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Commit>> {
        let early = self.deviation.applied_early(&batch);
        if early > 0 {
            drop(self.run(Batch::Transaction(batch.mutations().iter().take(early).cloned().collect())));
        }
        Box::pin(async move { Ok(self.commit_now(batch)?) })
    }

    fn control(&self) -> &dyn ControlPlane {
        self
    }
}

impl<D: Deviation> ControlPlane for FakeLiveBridge<D> {
    fn reset(&self, to: &Reset) -> Result<()> {
        if self.deviation.reset_begins_with_the_history() {
            self.lock().forget();
        }
        let fixture;
        let snapshot = match to {
            Reset::Snapshot(snapshot) => snapshot,
            Reset::Fixture { fixture: name, notes } => {
                fixture = match (name.as_str(), notes) {
                    ("with_one_midi_clip", Some(notes)) => fixtures::with_one_midi_clip(notes),
                    (_, None) => fixtures::by_name(name).ok_or_else(|| unknown_fixture(name))?,
                    (_, Some(_)) => {
                        return Err(BridgeError::bad_input("`notes` goes with `with_one_midi_clip` only").into());
                    }
                };
                &fixture
            }
        };
        let mut snapshot = snapshot.clone();
        self.deviation.loaded(&mut snapshot);
        let set = SetState::from_snapshot(&snapshot)?;
        let mut engine = self.lock();
        engine.set = set;
        engine.committed_before_reset = engine.journal.committed();
        engine.forget();
        if self.deviation.reset_leaves_a_step() {
            engine.add_empty_step();
        }
        Ok(())
    }

    fn snapshot(&self) -> Result<SetView> {
        let mut snapshot = self.lock().set.to_snapshot();
        self.deviation.snapshot(&mut snapshot);
        Ok(SetView::Canonical(Box::new(snapshot)))
    }

    fn undo(&self) -> Result<bool> {
        let mut guard = self.lock();
        let engine = &mut *guard;
        engine.undos += 1;
        let (steps, redo) = self.deviation.undone();
        let done = (0..steps).fold(false, |done, _| engine.undo(&self.deviation) || done);
        if redo == Redo::Lost {
            engine.journal.discard_redo();
        }
        Ok(done)
    }

    fn redo(&self) -> Result<bool> {
        let mut guard = self.lock();
        let engine = &mut *guard;
        engine.undos += 1;
        Ok(engine.redo(&self.deviation))
    }

    fn undo_depth(&self) -> Result<UndoDepth> {
        let mut depth = self.lock().journal.depth();
        self.deviation.undo_depth(&mut depth);
        Ok(depth)
    }

    fn transaction_count(&self) -> Result<u64> {
        let engine = self.lock();
        let committed = engine.journal.committed();
        let since_reset = committed - engine.committed_before_reset;
        Ok(self.deviation.transaction_count(Counted { committed, since_reset, undos: engine.undos }))
    }

    fn settle(&self) -> Result<()> {
        if self.deviation.read_adds_step(Operation::ControlSettle) {
            self.lock().add_empty_step();
        }
        Ok(())
    }

    fn list_cue_points(&self) -> Result<Vec<CuePointInfo>> {
        let mut cue_points = self.read(Operation::ListCuePoints, SetState::cue_point_infos);
        self.deviation.answer(&mut ReadAnswer::CuePoints(&mut cue_points));
        Ok(cue_points)
    }

    fn transform(&self, name: &str, input: &Value) -> Result<Value> {
        Ok(self.deviation.transform(name, input)?)
    }
}

fn unknown_fixture(name: &str) -> BridgeError {
    BridgeError::bad_input(format!("there is no fixture `{name}`"))
        .with_hint(format!("use one of {}", fixtures::NAMES.join(", ")))
}

/// The answer to a call that the description does not list.
fn unserved(operation: Operation) -> BridgeError {
    BridgeError::unsupported(format!("{operation} is not served here"))
}

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
