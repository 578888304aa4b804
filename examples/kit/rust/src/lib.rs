//! Everything about a LiveBridge bridge in Rust but the operations.
//!
//! An author keeps a Set in a type of their own and implements [`Operations`] for it: what an id names, what a mutation
//! does, what the reads say. [`Kit`] makes a bridge of it: it judges arguments, gives keys for ids, knows what ids meant
//! when a transaction began, resolves staged references, takes back what failed, and keeps the history. [`serve`] speaks
//! the wire protocol. `docs/kits.md` leads from nothing to the first verdict.

use std::io;
use std::ops::RangeInclusive;
use std::sync::{Mutex, MutexGuard, PoisonError};

use livebridge_port::capabilities::{Implementation, TransactionCapability, UndoCapability};
use livebridge_port::id::PathShape;
use livebridge_port::{
    Batch, BoxFuture, BridgeError, Capabilities, ClipId, ClipInfo, ClipKind, ClipLocation, ClipPropsPatch, Commit,
    ControlPlane, CuePointInfo, Description, DeviceInfo, DeviceParamInfo, IdRef, LiveBridge, MixerSummary, Mutation,
    MutationKind, Note, Operation, Outcome, OutcomeKind, PathId, RenderResult, Result, SceneInfo, SetNotesResult,
    SlotId, SongOverview, TrackInfo, TrackKind, TrackMatch, TrackMixerInfo, TrackPropsPatch, TrackRef, UndoDepth,
    rules,
};
use livebridge_wire::ServeError;

/// What an author names an object by, as long as it lives: a number that is never used for another one.
pub type Key = u32;

/// A refusal, or what was asked for.
pub type Judged<T> = std::result::Result<T, BridgeError>;

/// What an author answers who does not offer an operation.
pub fn missing<T>(operation: Operation) -> Judged<T> {
    Err(BridgeError::unsupported(format!("this bridge has no {operation}")))
}

/// A number, if the host takes it.
pub fn taken_by_host(what: &str, value: f64, range: RangeInclusive<f64>) -> Judged<f64> {
    if range.contains(&value) {
        return Ok(value);
    }
    let (low, high) = (range.start(), range.end());
    let error = BridgeError::sdk_rejected(format!("the host takes no {what} of {value}"));
    Err(error.with_hint(format!("choose one from {low} to {high}")))
}

/// What an id can name.
#[derive(Debug, Clone, Copy)]
pub struct Thing {
    id: PathId,
    key: Key,
    media: TrackKind,
}

impl Thing {
    /// An object that has this id now, on a MIDI or an audio track.
    pub fn new(id: impl Into<PathId>, key: Key, media: TrackKind) -> Self {
        Self { id: id.into(), key, media }
    }
}

/// A Set, and what can be done with it. What is not written answers `UNSUPPORTED`; what is written stands in
/// [`Operations::OFFERS`].
///
/// A copy is made before each change, and put back when it fails or is undone.
pub trait Operations: Clone + Send {
    /// The name of the bridge.
    const NAME: &'static str;

    /// The operations that can be called, by their names on the wire with blanks between them; without `transaction`
    /// and those of `control/`, which the kit brings.
    const OFFERS: &'static str;

    /// In what it differs from [`Capabilities::default`], beside what the kit brings.
    fn declares(&self) -> Capabilities {
        Capabilities::default()
    }

    /// Everything that an id can name now.
    fn things(&self) -> Vec<Thing>;

    /// Makes a change, and gives the object that it made or changed, if any. `subject` is what the id of the mutation
    /// names. What needs no Set was judged, and the kind of the object, its existence, and whether it is MIDI or audio.
    fn change(&mut self, mutation: &Mutation, subject: Key) -> Judged<Option<Key>>;

    /// A summary of the Set.
    fn overview(&self) -> SongOverview;

    /// The tracks in order.
    fn tracks(&self) -> Vec<TrackInfo>;

    /// The slots of a track, then its Arrangement clips.
    fn clips(&self, _track: Key) -> Judged<Vec<ClipInfo>> {
        missing(Operation::ListClips)
    }

    /// The notes of a MIDI clip.
    fn notes(&self, _clip: Key) -> Judged<Vec<Note>> {
        missing(Operation::GetNotes)
    }

    /// The scenes in order.
    fn scenes(&self) -> Judged<Vec<SceneInfo>> {
        missing(Operation::ListScenes)
    }

    /// The parameters of all devices of a track.
    fn params(&self, _track: Key) -> Judged<Vec<DeviceParamInfo>> {
        missing(Operation::ListDeviceParams)
    }

    /// The mixer of a track.
    fn mixer(&self, _track: Key) -> Judged<TrackMixerInfo> {
        missing(Operation::GetTrackMixer)
    }

    /// A device that was inserted.
    fn device(&self, _device: Key) -> Option<DeviceInfo> {
        None
    }

    /// The cue points in time order.
    fn cue_points(&self) -> Judged<Vec<CuePointInfo>> {
        missing(Operation::ListCuePoints)
    }

    /// A render of an audio track, from a beat to a beat.
    fn render(&self, _track: Key, _start: f64, _end: f64) -> Judged<RenderResult> {
        missing(Operation::RenderTrack)
    }
}

/// Answers on stdout what arrives on stdin, until the client asks for the end or goes away.
pub fn serve(set: impl Operations) -> std::result::Result<(), ServeError> {
    let kit = Kit::new(set);
    let description = kit.description();
    livebridge_wire::serve(&kit, &description, io::stdin(), io::stdout())
}

/// A bridge made of a Set.
#[derive(Debug)]
pub struct Kit<S>(Mutex<State<S>>);

#[derive(Debug)]
struct State<S> {
    set: S,
    past: Vec<S>,
    future: Vec<S>,
    committed: u64,
}

/// What the history brings beside the operations of an author.
const BROUGHT: [Operation; 5] = [
    Operation::Transaction,
    Operation::ControlUndo,
    Operation::ControlRedo,
    Operation::ControlUndoDepth,
    Operation::ControlTransactionCount,
];

impl<S: Operations> Kit<S> {
    /// A bridge with an empty history.
    pub const fn new(set: S) -> Self {
        Self(Mutex::new(State { set, past: Vec::new(), future: Vec::new(), committed: 0 }))
    }

    /// What is declared: the operations of the author, and what the kit brings.
    pub fn description(&self) -> Description {
        let (name, version, language) = (S::NAME.to_owned(), env!("CARGO_PKG_VERSION").to_owned(), "Rust".to_owned());
        let implementation = Implementation { name, version, language, homepage: None };
        let capabilities = Capabilities {
            undo: UndoCapability::Observable,
            transaction: TransactionCapability::Atomic,
            staged_references: true,
            ..self.state().set.declares()
        };
        let operations = S::OFFERS.split_whitespace().chain(BROUGHT.iter().map(|operation| operation.name()));
        Description { implementation, capabilities, operations: operations.map(str::to_owned).collect() }
    }

    /// A change that panicked was made on a copy: the Set behind a poisoned lock is whole.
    fn state(&self) -> MutexGuard<'_, State<S>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Finds what a read takes, and asks for it.
    fn read<T>(&self, wanted: Wanted, id: &IdRef, ask: impl FnOnce(&S, Key) -> Judged<T>) -> Result<T> {
        let set = &self.state().set;
        Ok(ask(set, found(set, wanted, id, at(set, plain(wanted, id)?))?)?)
    }
}

/// What an argument names: a kind of object, on a MIDI or an audio track where that matters.
#[derive(Debug, Clone, Copy)]
struct Wanted(Subject, Option<TrackKind>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Track,
    Slot,
    Clip,
    Param,
}

/// What the id of a mutation has to name; `None` where it takes no id.
const fn wanted(kind: MutationKind) -> Option<Wanted> {
    use MutationKind as K;
    Some(match kind {
        K::SetTempo | K::CreateTrack | K::CreateCuePoint => return None,
        K::SetTrackProps | K::DeleteTrack | K::ClearClipsInRange | K::InsertDevice => Wanted(Subject::Track, None),
        K::SetNotes => Wanted(Subject::Clip, Some(TrackKind::Midi)),
        K::CreateMidiClip => Wanted(Subject::Slot, Some(TrackKind::Midi)),
        K::SetClipProps | K::DeleteClip => Wanted(Subject::Clip, None),
        K::CreateArrangementMidiClip => Wanted(Subject::Track, Some(TrackKind::Midi)),
        K::CreateArrangementAudioClip => Wanted(Subject::Track, Some(TrackKind::Audio)),
        K::SetParam => Wanted(Subject::Param, None),
    })
}

/// The kind of object that a path names, as far as an argument can take it.
fn subject_of(path: PathId) -> Option<Subject> {
    match path.shape() {
        PathShape::Track { .. } => Some(Subject::Track),
        PathShape::Slot { .. } => Some(Subject::Slot),
        PathShape::SessionClip { .. } | PathShape::ArrangementClip { .. } => Some(Subject::Clip),
        PathShape::DeviceParam { .. } | PathShape::Volume { .. } => Some(Subject::Param),
        PathShape::Device { .. }
        | PathShape::Scene { .. }
        | PathShape::CuePoint { .. }
        | PathShape::ReturnTrack { .. }
        | PathShape::Other => None,
    }
}

fn of_kind(wanted: Wanted, id: &IdRef, path: PathId) -> Judged<PathId> {
    if subject_of(path) == Some(wanted.0) {
        return Ok(path);
    }
    let kind = format!("{:?}", wanted.0).to_lowercase();
    Err(BridgeError::wrong_type(id, format!("`{id}` is no {kind}")))
}

/// The path of an id outside of a transaction, or of one that is no staged reference.
fn plain(wanted: Wanted, id: &IdRef) -> Judged<PathId> {
    match id {
        IdRef::Path(path) => of_kind(wanted, id, *path),
        IdRef::Opaque(_) => Err(BridgeError::bad_input(format!("`{id}` is no id")).about(id)),
        IdRef::Staged(_) => {
            Err(BridgeError::bad_input(format!("`{id}` refers to no earlier operation of a transaction")).about(id))
        }
    }
}

/// The object that a path names now.
fn at(set: &impl Operations, id: PathId) -> Option<Key> {
    set.things().into_iter().find(|thing| thing.id == id).map(|thing| thing.key)
}

/// An object as it is now; nothing when it is gone.
fn thing(set: &impl Operations, key: Key) -> Option<Thing> {
    set.things().into_iter().find(|thing| thing.key == key)
}

/// What was found, if it is still there and on the right kind of track.
fn found(set: &impl Operations, Wanted(_, media): Wanted, id: &IdRef, key: Option<Key>) -> Judged<Key> {
    let found = key.and_then(|key| thing(set, key));
    let found = found.ok_or_else(|| BridgeError::stale_reference(id, format!("nothing is at `{id}`")))?;
    if media.is_some_and(|media| found.media != media) {
        return Err(BridgeError::wrong_type(id, format!("`{id}` is on another kind of track")));
    }
    Ok(found.key)
}

/// What a mutation is answered with once it is committed, as the reads tell it; nothing when its object is gone.
fn answer(set: &impl Operations, kind: OutcomeKind, made: Option<Key>) -> Judged<Option<Outcome>> {
    let made = match (kind, made) {
        (OutcomeKind::Overview, _) => return Ok(Some(Outcome::Overview(set.overview()))),
        (OutcomeKind::Nothing, _) | (_, None) => return Ok(None),
        (_, Some(made)) => made,
    };
    let Some(Thing { id, .. }) = thing(set, made) else { return Ok(None) };
    let track = || id.segments().next().and_then(|segment| at(set, PathId::root(segment)));
    let clip =
        || Ok(track().map(|track| set.clips(track)).transpose()?.and_then(|clips| of_id(clips, id, |clip| &clip.id)));
    Ok(match kind {
        OutcomeKind::Overview | OutcomeKind::Nothing => None,
        OutcomeKind::Track => of_id(set.tracks(), id, |track| &track.id).map(Outcome::Track),
        OutcomeKind::Clip => clip()?.map(Outcome::Clip),
        OutcomeKind::Notes => clip()?
            .map(|clip| Ok(SetNotesResult { id: clip.id, name: clip.name, count: set.notes(made)?.len() }))
            .transpose()?
            .map(Outcome::Notes),
        OutcomeKind::CuePoint => of_id(set.cue_points()?, id, |cue| &cue.id).map(Outcome::CuePoint),
        OutcomeKind::Device => set.device(made).map(Outcome::Device),
        OutcomeKind::Param => match (id.shape(), track()) {
            (PathShape::Volume { .. }, Some(track)) => Some(Outcome::Param(set.mixer(track)?.volume)),
            (_, Some(track)) => of_id(set.params(track)?, id, |param| &param.id).map(Outcome::Param),
            (_, None) => None,
        },
    })
}

/// The one of a list that has this id.
fn of_id<T>(list: Vec<T>, id: PathId, id_of: impl Fn(&T) -> &IdRef) -> Option<T> {
    list.into_iter().find(|one| id_of(one).as_path() == Some(id))
}

/// The mutations of one step while they run.
struct Step<'a, S> {
    /// The Set when the step began: ids of the caller name what they named there.
    before: &'a S,
    set: S,
    is_transaction: bool,
    /// What each mutation so far made or changed, and where that stood then.
    made: Vec<Option<(Key, PathId)>>,
}

impl<S: Operations> Step<'_, S> {
    fn run(&mut self, mutation: &Mutation) -> Judged<()> {
        mutation.validate()?;
        let subject = match (wanted(mutation.kind()), mutation.subject()) {
            (Some(wanted), Some(id)) => self.subject(wanted, id)?,
            (None, _) | (_, None) => 0,
        };
        let made = match mutation {
            Mutation::SetNotes { clip_id, notes } => {
                let notes = notes.iter().copied().map(rules::normalized).collect();
                self.set.change(&Mutation::SetNotes { clip_id: clip_id.clone(), notes }, subject)?
            }
            other => self.set.change(other, subject)?,
        };
        let has_object = !matches!(mutation.kind().outcome(), OutcomeKind::Overview | OutcomeKind::Nothing);
        let made = made.filter(|_| has_object).and_then(|key| thing(&self.set, key));
        self.made.push(made.map(|thing| (thing.key, thing.id)));
        Ok(())
    }

    fn subject(&self, wanted: Wanted, id: &IdRef) -> Judged<Key> {
        let IdRef::Staged(reference) = id else {
            return found(&self.set, wanted, id, at(self.before, plain(wanted, id)?));
        };
        let earlier = self.made.get(reference.op as usize).filter(|_| self.is_transaction);
        let Some(Some((key, stood_at))) = earlier else {
            let reason = format!("`{id}` refers to no earlier operation with an object");
            return Err(BridgeError::bad_input(reason).about(id));
        };
        // What was deleted still has a kind, and a wrong kind is told before a stale reference.
        let now = thing(&self.set, *key).map(|thing| thing.id);
        let path = reference.tail.map_or(Some(now.unwrap_or(*stood_at)), |tail| now.unwrap_or(*stood_at).join(tail));
        let path = path.ok_or_else(|| BridgeError::bad_input(format!("`{id}` is too long")).about(id))?;
        let path = of_kind(wanted, id, path)?;
        found(&self.set, wanted, id, now.and_then(|_| at(&self.set, path)))
    }
}

impl<S: Operations> LiveBridge for Kit<S> {
    fn get_song_overview(&self) -> Result<SongOverview> {
        Ok(self.state().set.overview())
    }

    fn list_tracks(&self) -> Result<Vec<TrackInfo>> {
        Ok(self.state().set.tracks())
    }

    fn find_track(&self, query: &str) -> Result<Vec<TrackMatch>> {
        let query = query.to_lowercase();
        let mut tracks = self.state().set.tracks();
        tracks.retain(|track| track.name.to_lowercase().contains(&query));
        Ok(tracks.iter().map(in_short).collect())
    }

    fn list_clips(&self, track: &IdRef) -> Result<Vec<ClipInfo>> {
        self.read(Wanted(Subject::Track, None), track, S::clips)
    }

    fn get_notes(&self, clip: &IdRef) -> Result<Vec<Note>> {
        self.read(Wanted(Subject::Clip, Some(TrackKind::Midi)), clip, S::notes)
    }

    fn list_scenes(&self) -> Result<Vec<SceneInfo>> {
        Ok(self.state().set.scenes()?)
    }

    fn list_device_params<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<Vec<DeviceParamInfo>>> {
        Box::pin(async move { self.read(Wanted(Subject::Track, None), track, S::params) })
    }

    fn get_track_mixer<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<TrackMixerInfo>> {
        Box::pin(async move { self.read(Wanted(Subject::Track, None), track, S::mixer) })
    }

    fn render_track<'a>(&'a self, track: &'a IdRef, start: f64, end: f64) -> BoxFuture<'a, Result<RenderResult>> {
        let wanted = Wanted(Subject::Track, Some(TrackKind::Audio));
        Box::pin(async move {
            rules::range(start, end)?;
            self.read(wanted, track, |set, track| set.render(track, start, end))
        })
    }

    /// All of them on a copy: the Set is replaced when the last has succeeded.
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Commit>> {
        Box::pin(async move {
            let mut state = self.state();
            let is_transaction = batch.is_transaction();
            let mutations = batch.mutations();
            if mutations.is_empty() {
                return Ok(Commit { outcomes: Vec::new(), undo_steps: Some(0) });
            }
            let mut step = Step { before: &state.set, set: state.set.clone(), is_transaction, made: Vec::new() };
            for (op, mutation) in mutations.iter().enumerate() {
                step.run(mutation).map_err(|error| if is_transaction { error.at(op) } else { error })?;
            }
            let Step { set, made, .. } = step;
            let told = mutations
                .iter()
                .zip(&made)
                .map(|(mutation, made)| answer(&set, mutation.kind().outcome(), made.map(|(key, _)| key)));
            let outcomes = told.collect::<Judged<_>>()?;
            let before = std::mem::replace(&mut state.set, set);
            state.past.push(before);
            state.future.clear();
            state.committed += 1;
            Ok(Commit { outcomes, undo_steps: Some(1) })
        })
    }

    fn control(&self) -> &dyn ControlPlane {
        self
    }
}

impl<S: Operations> ControlPlane for Kit<S> {
    fn undo(&self) -> Result<bool> {
        let state = &mut *self.state();
        let Some(before) = state.past.pop() else { return Ok(false) };
        state.future.push(std::mem::replace(&mut state.set, before));
        Ok(true)
    }

    fn redo(&self) -> Result<bool> {
        let state = &mut *self.state();
        let Some(after) = state.future.pop() else { return Ok(false) };
        state.past.push(std::mem::replace(&mut state.set, after));
        Ok(true)
    }

    fn undo_depth(&self) -> Result<UndoDepth> {
        let state = self.state();
        Ok(UndoDepth { undo: state.past.len() as u64, redo: state.future.len() as u64 })
    }

    fn transaction_count(&self) -> Result<u64> {
        Ok(self.state().committed)
    }

    fn list_cue_points(&self) -> Result<Vec<CuePointInfo>> {
        Ok(self.state().set.cue_points()?)
    }
}

/// A track as the overview and `findTrack` give it.
pub fn in_short(track: &TrackInfo) -> TrackRef {
    TrackRef { id: track.id.clone(), name: track.name.clone(), kind: track.kind }
}

/// An overview with what is the same for most in it.
pub fn overview(tempo: f64, scene_count: usize, tracks: &[TrackInfo]) -> SongOverview {
    SongOverview {
        tempo,
        root_note: 0,
        scale_name: "Major".into(),
        scale_mode: false,
        scale_intervals: vec![0, 2, 4, 5, 7, 9, 11],
        grid_quantization: "1/16".into(),
        grid_is_triplet: false,
        track_count: tracks.len(),
        return_track_count: 0,
        scene_count,
        cue_point_count: 0,
        tracks: tracks.iter().map(in_short).collect(),
    }
}

/// A track with what is the same for most in it.
pub fn track_info(id: impl Into<IdRef>, kind: TrackKind, name: &str, clip_slot_count: usize) -> TrackInfo {
    TrackInfo {
        id: id.into(),
        kind,
        name: name.into(),
        mute: false,
        solo: false,
        muted_via_solo: false,
        arm: false,
        clip_slot_count,
        arrangement_clip_count: 0,
        device_count: 0,
        mixer: MixerSummary { volume: 0.85, panning: 0.0, send_count: 0 },
    }
}

/// A MIDI clip of the Session that loops over its whole length.
pub fn session_clip(slot: SlotId, duration: f64) -> ClipInfo {
    ClipInfo {
        id: ClipId::Session(slot).into(),
        is_midi: true,
        kind: ClipKind::Midi,
        location: ClipLocation::Session,
        slot_id: Some(slot.into()),
        name: "".into(),
        start_time: 0.0,
        end_time: duration,
        duration,
        looping: true,
        loop_start: 0.0,
        loop_end: duration,
        end_marker: duration,
        color: 0,
        muted: false,
        file_path: None,
    }
}

/// A slot without a clip.
pub fn empty_slot(slot: SlotId) -> ClipInfo {
    ClipInfo { id: slot.into(), is_midi: false, kind: ClipKind::Empty, looping: false, ..session_clip(slot, 0.0) }
}

/// The tracks, each muted by the solo of others or not.
pub fn with_solo(tracks: &[TrackInfo]) -> Vec<TrackInfo> {
    let soloed = tracks.iter().any(|track| track.solo);
    tracks.iter().map(|track| TrackInfo { muted_via_solo: soloed && !track.solo, ..track.clone() }).collect()
}

/// Writes what a patch holds.
pub fn write_track(track: &mut TrackInfo, props: &TrackPropsPatch) {
    let TrackPropsPatch { name, mute, solo, arm } = props.clone();
    track.name = name.unwrap_or_else(|| track.name.clone());
    (track.mute, track.solo) = (mute.unwrap_or(track.mute), solo.unwrap_or(track.solo));
    track.arm = arm.unwrap_or(track.arm);
}

/// Writes what a patch holds, whose colour was judged.
pub fn write_clip(clip: &mut ClipInfo, props: &ClipPropsPatch) {
    let ClipPropsPatch { name, color } = props.clone();
    clip.name = name.unwrap_or_else(|| clip.name.clone());
    clip.color = color.and_then(|color| u32::try_from(color).ok()).unwrap_or(clip.color);
}
