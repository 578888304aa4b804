//! What the tests share: a fake behind ids of its own scheme that can render, and what is asked after a run.

use std::fmt::Debug;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{
    Batch, BoxFuture, BridgeError, CallError, ClipInfo, Commit, ControlPlane, CuePointInfo, DeviceParamInfo, ErrorCode,
    IdRef, LiveBridge, Note, RenderResult, Result, SceneInfo, SetView, Snapshot, SongOverview, TrackInfo, TrackKind,
    TrackMatch, TrackMixerInfo,
};

/// A fake that renders to paths which name what was asked for, and that may have opaque ids.
pub(crate) struct Target {
    fake: FakeLiveBridge,
    is_opaque: bool,
    /// What it answers when it is asked for its cue points, if not what the fake does.
    pub(crate) cue_points: Option<CallError>,
    /// Every render: the path of the track, start and end.
    pub(crate) renders: Mutex<Vec<(String, f64, f64)>>,
    /// How many batches were sent.
    commits: AtomicUsize,
}

impl Target {
    pub(crate) fn positional(set: &Snapshot) -> Self {
        let fake = FakeLiveBridge::from_snapshot(set).unwrap_or_else(|error| panic!("{error}"));
        Self { fake, is_opaque: false, cue_points: None, renders: Mutex::default(), commits: AtomicUsize::new(0) }
    }

    pub(crate) fn opaque(set: &Snapshot) -> Self {
        Self { is_opaque: true, ..Self::positional(set) }
    }

    /// The id that this target gives to what the fake calls `path`.
    pub(crate) fn id(&self, path: &str) -> IdRef {
        let mut id = IdRef::from(path);
        self.give(&mut id);
        id
    }

    pub(crate) fn set(&self) -> Snapshot {
        match self.fake.snapshot() {
            Ok(SetView::Canonical(set)) => *set,
            other => panic!("no snapshot: {other:?}"),
        }
    }

    pub(crate) fn steps(&self) -> u64 {
        self.fake.transaction_count().unwrap_or_else(|error| panic!("{error}"))
    }

    /// The run took exactly one step, and one undo gives the Set before it.
    #[track_caller]
    pub(crate) fn one_undo_restores(&self, before: &Snapshot) {
        assert_eq!(self.steps(), 1, "one run is one step");
        let after = self.set();
        assert_ne!(after, *before, "the run did something");
        assert_eq!(self.fake.undo(), Ok(true));
        assert_eq!(self.set(), *before, "one undo restores the Set");
        assert_eq!(self.fake.redo(), Ok(true));
        assert_eq!(self.set(), after);
    }

    /// The run was refused with this code, and left no trace.
    #[track_caller]
    pub(crate) fn refused<T: Debug>(
        &self,
        seen: std::result::Result<T, CallError>,
        code: ErrorCode,
        before: &Snapshot,
    ) {
        match seen {
            Err(CallError::Refused(error)) => assert_eq!(error.code, code, "{error}"),
            other => panic!("not refused: {other:?}"),
        }
        self.untouched(before);
    }

    /// Nothing was written, and no step was added.
    #[track_caller]
    pub(crate) fn untouched(&self, before: &Snapshot) {
        assert_eq!((self.steps(), self.set()), (0, before.clone()));
    }

    /// Nothing was even sent.
    #[track_caller]
    pub(crate) fn idle(&self, before: &Snapshot) {
        self.untouched(before);
        assert_eq!(self.commits.load(Ordering::Relaxed), 0, "a no-op opens no transaction");
    }

    fn give(&self, id: &mut IdRef) {
        if let (true, IdRef::Path(path)) = (self.is_opaque, &*id) {
            *id = IdRef::Opaque(path.to_string().replace(':', "=").replace('/', "+").into());
        }
    }

    fn take(&self, id: &IdRef) -> IdRef {
        match id {
            IdRef::Opaque(text) if self.is_opaque => text.replace('=', ":").replace('+', "/").as_str().into(),
            IdRef::Path(path) if self.is_opaque => IdRef::Opaque(format!("not issued: {path}").into()),
            other => other.clone(),
        }
    }
}

impl LiveBridge for Target {
    fn get_song_overview(&self) -> Result<SongOverview> {
        self.fake.get_song_overview()
    }

    fn list_tracks(&self) -> Result<Vec<TrackInfo>> {
        let mut tracks = self.fake.list_tracks()?;
        for track in &mut tracks {
            self.give(&mut track.id);
        }
        Ok(tracks)
    }

    fn find_track(&self, query: &str) -> Result<Vec<TrackMatch>> {
        self.fake.find_track(query)
    }

    fn list_clips(&self, track: &IdRef) -> Result<Vec<ClipInfo>> {
        let mut clips = self.fake.list_clips(&self.take(track))?;
        for clip in &mut clips {
            self.give(&mut clip.id);
        }
        Ok(clips)
    }

    fn get_notes(&self, clip: &IdRef) -> Result<Vec<Note>> {
        self.fake.get_notes(&self.take(clip))
    }

    fn list_scenes(&self) -> Result<Vec<SceneInfo>> {
        self.fake.list_scenes()
    }

    fn list_device_params<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<Vec<DeviceParamInfo>>> {
        Box::pin(async move { self.fake.list_device_params(&self.take(track)).await })
    }

    fn get_track_mixer<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<TrackMixerInfo>> {
        Box::pin(async move {
            let mut mixer = self.fake.get_track_mixer(&self.take(track)).await?;
            self.give(&mut mixer.volume.id);
            Ok(mixer)
        })
    }

    fn render_track<'a>(&'a self, track: &'a IdRef, start: f64, end: f64) -> BoxFuture<'a, Result<RenderResult>> {
        Box::pin(async move {
            let path = self.take(track);
            self.fake.list_clips(&path)?;
            let info = self.fake.list_tracks()?.into_iter().find(|info| info.id == path);
            let Some(info) = info.filter(|info| info.kind == TrackKind::Audio) else {
                return Err(BridgeError::wrong_type(track, "a MIDI track").into());
            };
            self.renders.lock().unwrap().push((path.to_string(), start, end));
            Ok(RenderResult { path: format!("{path}.wav").into(), track: info.name })
        })
    }

    fn commit(&self, mut batch: Batch) -> BoxFuture<'_, Result<Commit>> {
        self.commits.fetch_add(1, Ordering::Relaxed);
        let mutations = match &mut batch {
            Batch::Call(mutation) => std::slice::from_mut(mutation),
            Batch::Transaction(mutations) => mutations,
        };
        for id in mutations.iter_mut().filter_map(|mutation| mutation.subject_mut()) {
            *id = self.take(id);
        }
        self.fake.commit(batch)
    }

    fn control(&self) -> &dyn ControlPlane {
        self
    }
}

/// The little that a handler asks of the control plane.
impl ControlPlane for Target {
    fn list_cue_points(&self) -> Result<Vec<CuePointInfo>> {
        self.cue_points.clone().map_or_else(|| self.fake.list_cue_points(), Err)
    }
}

/// Runs `test` on a target with positional ids and on one with opaque ids.
pub(crate) fn on_both(set: &Snapshot, test: impl Fn(&Target)) {
    test(&Target::positional(set));
    test(&Target::opaque(set));
}

/// Waits for a handler.
pub(crate) fn wait<T>(run: impl Future<Output = T>) -> T {
    pollster::block_on(run)
}
