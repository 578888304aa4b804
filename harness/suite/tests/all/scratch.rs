//! Somebody's Set: it is left alone unless it is empty or named, and given back whatever happens at any request of a
//! run: the run is interrupted, the connection is lost, or the run is killed and the next one finds what it noted.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use livebridge_fake::FakeLiveBridge;
use livebridge_port::capabilities::{ResetCapability, UndoCapability};
use livebridge_port::{
    Batch, BoxFuture, ClipInfo, Commit, ControlPlane, CuePointInfo, Description, DeviceParamInfo, Fault, IdRef,
    LiveBridge, Mutation, Note, Operation, RenderResult, Result, SceneInfo, SetView, Snapshot, SongOverview, TrackInfo,
    TrackMatch, TrackMixerInfo, UndoDepth, fixtures,
};
use livebridge_suite::checks;
use livebridge_suite::interrupt::Interrupt;
use livebridge_suite::runner::{self, NoRun, Run, RunOptions};
use livebridge_suite::scratch::{LeftAlone, Scratch, WayOut};
use livebridge_suite::target::InProcess;

/// What happens at a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mishap {
    None,
    /// Somebody presses Ctrl-C.
    Interrupt,
    /// The connection breaks before the request arrives; another one can be made.
    LostBefore,
    /// The same after it was carried out.
    LostAfter,
    /// Nothing is sent any more: the run was killed, or the connection stays away.
    Killed,
}

/// A bridge to a Set that stays, over a connection to which something happens.
struct Flaky {
    fake: Arc<FakeLiveBridge>,
    plan: Arc<Plan>,
    /// Whether this connection is broken.
    broken: AtomicUsize,
}

struct Plan {
    mishap: Mishap,
    at: usize,
    requests: AtomicUsize,
    interrupt: Interrupt,
}

impl Flaky {
    fn request<T>(&self, carry_out: impl FnOnce(&FakeLiveBridge) -> Result<T>) -> Result<T> {
        let lost = || Err(Fault::Connection("the cable was pulled".to_owned()).into());
        let now = self.plan.requests.fetch_add(1, Ordering::SeqCst);
        let is_now = now == self.plan.at;
        if self.broken.load(Ordering::SeqCst) == 1 {
            return lost();
        }
        match self.plan.mishap {
            Mishap::Killed if now >= self.plan.at => lost(),
            Mishap::LostBefore if is_now => {
                self.broken.store(1, Ordering::SeqCst);
                lost()
            }
            Mishap::LostAfter if is_now => {
                self.broken.store(1, Ordering::SeqCst);
                carry_out(&self.fake).and_then(|_| lost())
            }
            Mishap::Interrupt if is_now => {
                self.plan.interrupt.raise();
                carry_out(&self.fake)
            }
            Mishap::None | Mishap::Interrupt | Mishap::LostBefore | Mishap::LostAfter | Mishap::Killed => {
                carry_out(&self.fake)
            }
        }
    }
}

fn now<T: Send + 'static>(answer: Result<T>) -> BoxFuture<'static, Result<T>> {
    Box::pin(std::future::ready(answer))
}

fn wait<T>(future: BoxFuture<'_, Result<T>>) -> Result<T> {
    livebridge_wire::block_on(future)
}

impl LiveBridge for Flaky {
    fn get_song_overview(&self) -> Result<SongOverview> {
        self.request(LiveBridge::get_song_overview)
    }

    fn list_tracks(&self) -> Result<Vec<TrackInfo>> {
        self.request(LiveBridge::list_tracks)
    }

    fn find_track(&self, query: &str) -> Result<Vec<TrackMatch>> {
        self.request(|fake| fake.find_track(query))
    }

    fn list_clips(&self, track: &IdRef) -> Result<Vec<ClipInfo>> {
        self.request(|fake| fake.list_clips(track))
    }

    fn get_notes(&self, clip: &IdRef) -> Result<Vec<Note>> {
        self.request(|fake| fake.get_notes(clip))
    }

    fn list_scenes(&self) -> Result<Vec<SceneInfo>> {
        self.request(LiveBridge::list_scenes)
    }

    fn list_device_params<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<Vec<DeviceParamInfo>>> {
        now(self.request(|fake| wait(fake.list_device_params(track))))
    }

    fn get_track_mixer<'a>(&'a self, track: &'a IdRef) -> BoxFuture<'a, Result<TrackMixerInfo>> {
        now(self.request(|fake| wait(fake.get_track_mixer(track))))
    }

    fn render_track<'a>(&'a self, track: &'a IdRef, start: f64, end: f64) -> BoxFuture<'a, Result<RenderResult>> {
        now(self.request(|fake| wait(fake.render_track(track, start, end))))
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Commit>> {
        now(self.request(|fake| wait(fake.commit(batch))))
    }

    fn control(&self) -> &dyn ControlPlane {
        self
    }
}

impl ControlPlane for Flaky {
    fn snapshot(&self) -> Result<SetView> {
        self.request(|fake| fake.control().snapshot())
    }

    fn undo(&self) -> Result<bool> {
        self.request(|fake| fake.control().undo())
    }

    fn redo(&self) -> Result<bool> {
        self.request(|fake| fake.control().redo())
    }

    fn undo_depth(&self) -> Result<UndoDepth> {
        self.request(|fake| fake.control().undo_depth())
    }

    fn transaction_count(&self) -> Result<u64> {
        self.request(|fake| fake.control().transaction_count())
    }

    fn list_cue_points(&self) -> Result<Vec<CuePointInfo>> {
        self.request(|fake| fake.control().list_cue_points())
    }
}

/// What the bridge offers: no reset, and where `undoes` is not, no undo.
fn description(undoes: bool) -> Description {
    let mut description = FakeLiveBridge::seeded().description();
    description.capabilities.reset = ResetCapability::None;
    let mut gone = vec![Operation::ControlReset, Operation::ControlSettle];
    if !undoes {
        description.capabilities.undo = UndoCapability::None;
        gone.extend([Operation::ControlUndo, Operation::ControlRedo, Operation::ControlUndoDepth]);
        gone.push(Operation::ControlTransactionCount);
    }
    description.operations.retain(|name| !gone.iter().any(|operation| operation.name() == name));
    description
}

/// A Set of somebody, and a folder for what runs note.
struct Somebody {
    fake: Arc<FakeLiveBridge>,
    folder: tempfile::TempDir,
    description: Description,
}

impl Somebody {
    fn new(description: Description) -> Self {
        let fake = FakeLiveBridge::from_snapshot(&fixtures::seeded()).unwrap();
        Self { fake: Arc::new(fake), folder: tempfile::tempdir().unwrap(), description }
    }

    fn set(&self) -> Snapshot {
        match self.fake.control().snapshot().unwrap() {
            SetView::Canonical(set) => *set,
            SetView::Opaque(_) => panic!("the fake shows canonical snapshots"),
        }
    }

    fn is_noted(&self) -> bool {
        self.folder.path().join("noted.json").exists()
    }

    /// A run of two checks that change the Set, with a mishap at a request; and how many requests it made.
    fn run(&self, named: Option<&str>, leave_behind: bool, mishap: Mishap, at: usize) -> (Outcome, usize) {
        let plan = Arc::new(Plan { mishap, at, requests: AtomicUsize::new(0), interrupt: Interrupt::default() });
        let (fake, of_run, description) = (Arc::clone(&self.fake), Arc::clone(&plan), self.description.clone());
        let start = move || {
            let (fake, plan) = (Arc::clone(&fake), Arc::clone(&of_run));
            (Arc::new(Flaky { fake, plan, broken: AtomicUsize::new(0) }) as Arc<dyn LiveBridge>, description.clone())
        };
        let target = InProcess { name: "somebody".to_owned(), start: Arc::new(start), restartable: false };
        let scratch = Scratch {
            named: named.map(str::to_owned),
            leave_behind,
            journal: self.folder.path().join("noted.json"),
            tell: |text| TOLD.lock().unwrap().push(text.to_owned()),
        };
        let options = RunOptions {
            scratch: Some(scratch),
            interrupt: plan.interrupt.clone(),
            ..RunOptions::new(Arc::new(target))
        };
        // One that makes a cue point, which cannot be taken away without undo, and one that writes the tempo.
        let wanted = ["cues/names-are-kept", "mutations/tempo-above-zero"];
        let checks: Vec<_> = checks::all().into_iter().filter(|check| wanted.contains(&&*check.name)).collect();
        assert_eq!(checks.len(), wanted.len());
        let run = runner::run(&options, &checks, |_| {});
        (run, plan.requests.load(Ordering::SeqCst))
    }

    /// The name of the Set as a refusal tells it.
    fn name(&self) -> String {
        let refused = left_alone(self.run(None, true, Mishap::None, 0).0);
        let WayOut::Name(name) = &refused.way_out else { panic!("{refused:?}") };
        name.clone()
    }
}

type Outcome = std::result::Result<Run, NoRun>;

static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn left_alone(outcome: Outcome) -> LeftAlone {
    match outcome {
        Err(NoRun::LeftAlone(refused)) => refused,
        other => panic!("it was not left alone: {other:?}"),
    }
}

#[test]
fn a_set_with_something_in_it_is_left_alone_unless_it_is_named() {
    let somebody = Somebody::new(description(true));
    let refused = left_alone(somebody.run(None, false, Mishap::None, 0).0);
    assert!(refused.what.contains("there is something in the Set of `somebody`"), "{refused:?}");
    let other = left_alone(somebody.run(Some("4-tracks-00000000"), false, Mishap::None, 0).0);
    assert!(other.what.contains("is not `4-tracks-00000000`"), "{other:?}");
    assert_eq!((somebody.set(), somebody.is_noted()), (fixtures::seeded(), false));
    let name = somebody.name();
    let run = somebody.run(Some(&name), false, Mishap::None, 0).0.unwrap();
    assert_eq!((run.left_behind, somebody.set(), somebody.is_noted()), (None, fixtures::seeded(), false));
    let told = TOLD.lock().unwrap().join("");
    assert!(told.contains(&name) && told.contains("`Stage Drums`") && told.contains("is undone"), "{told}");
    // What has changed since is another Set.
    livebridge_wire::block_on(somebody.fake.commit(Batch::Call(Mutation::SetTempo { bpm: 99.0 }))).unwrap();
    assert!(left_alone(somebody.run(Some(&name), false, Mishap::None, 0).0).what.contains("or was changed"));
}

#[test]
fn what_cannot_be_taken_back_needs_a_word() {
    let mut poor = description(false);
    poor.operations.retain(|name| name != Operation::DeleteTrack.name());
    let somebody = Somebody::new(poor);
    let name = somebody.name();
    let refused = left_alone(somebody.run(Some(&name), false, Mishap::None, 0).0);
    assert!(refused.what.contains("would stay there") && refused.way_out == WayOut::LeaveBehind, "{refused:?}");
    assert_eq!(somebody.set(), fixtures::seeded());
    let run = somebody.run(Some(&name), true, Mishap::None, 0).0.unwrap();
    assert!(run.left_behind.unwrap().contains("Stage Drums"));
    assert_ne!(somebody.set(), fixtures::seeded());
}

/// The Set without its cue points, which cannot be taken away without undo.
fn without_cues(set: Snapshot) -> Snapshot {
    Snapshot { cue_points: None, ..set }
}

/// At every request of a run, and with each mishap: the Set is as it was, or what is left is told.
#[test]
fn whatever_happens_at_any_request_the_set_is_given_back_or_what_is_left_is_told() {
    for undoes in [true, false] {
        let whole = Somebody::new(description(undoes));
        let name = whole.name();
        let (outcome, requests) = whole.run(Some(&name), false, Mishap::None, usize::MAX);
        assert!(outcome.is_ok() && requests > 40, "{requests} requests");
        for mishap in [Mishap::Interrupt, Mishap::LostBefore, Mishap::LostAfter, Mishap::Killed] {
            for at in 0..requests {
                let somebody = Somebody::new(description(undoes));
                let place = format!("{mishap:?} at request {at} of {requests}, undo {undoes}");
                let left = match somebody.run(Some(&name), false, mishap, at).0 {
                    Ok(run) => run.left_behind,
                    // It was not begun.
                    Err(NoRun::LeftAlone(_)) => None,
                    Err(other) => panic!("{place}: {other}"),
                };
                if mishap == Mishap::Killed && somebody.is_noted() {
                    // Whoever is killed says nothing; one that only sees nothing any more, where it is noted.
                    assert!(left.is_some_and(|left| left.contains("noted.json")), "{place}");
                    let next = somebody.run(Some(&name), false, Mishap::None, 0).0;
                    let said = match next {
                        Ok(run) => run.left_behind,
                        Err(NoRun::LeftAlone(refused)) => Some(refused.what),
                        Err(other) => panic!("{place}: {other}"),
                    };
                    is_given_back_or_told(&somebody, undoes, said, &place);
                } else {
                    is_given_back_or_told(&somebody, undoes, left, &place);
                }
                assert!(!somebody.is_noted(), "{place}");
            }
        }
    }
}

fn is_given_back_or_told(somebody: &Somebody, undoes: bool, left: Option<String>, place: &str) {
    let set = somebody.set();
    if set == fixtures::seeded() {
        return;
    }
    assert!(!undoes, "{place}: it can be undone, and was not: {left:?}");
    assert_eq!(without_cues(set), without_cues(fixtures::seeded()), "{place}");
    let left = left.unwrap_or_else(|| panic!("{place}: nothing is said of the cue points that are left"));
    assert!(left.contains("cue"), "{place}: {left}");
}
