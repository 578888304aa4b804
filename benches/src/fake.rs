//! The contest P7: what a small change of the fake costs in a small Set and in a large one, with its undo entry, and
//! what is kept for its undo. Nothing is answered here: changes go through `apply`, undo and redo through the control
//! plane.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use livebridge_fake::FakeLiveBridge;
use livebridge_port::snapshot::{ClipSnapshot, Extra, ParamSnapshot, SceneSnapshot, TrackSnapshot};
use livebridge_port::{
    Batch, BridgeError, ClipId, ClipPropsPatch, ControlPlane, Mutation, Note, Result, Snapshot, TrackId, TrackKind,
    fixtures,
};

use crate::cost::{Cost, at_most, table};
use crate::machine::Clock;
use crate::memory::{count, held};

/// Clips per track: one in each scene.
const PER_TRACK: u32 = 100;

/// Notes that are written into a clip.
const NOTES: u32 = 16;

/// Changes in one transaction that fails.
pub const PER_TRANSACTION: usize = 100;

/// How much more a change may cost at 1M clips than at 1k.
const MOST_GROWTH: f64 = 15.0;

/// How many bytes an undo step may take beyond what it displaced.
const MOST_BYTES: f64 = 64.0;

/// The small change that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmallChange {
    /// The colour of a clip.
    Color,
    /// All notes of a clip: sixteen of them.
    Notes,
}

impl SmallChange {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Color, Self::Notes];

    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Color => "a clip's colour",
            Self::Notes => "16 notes of a clip",
        }
    }

    /// Bytes of the heap that move from the Set into the undo step.
    const fn payload(self) -> usize {
        match self {
            Self::Color => 0,
            // The notes and the two counters of their shared pointer.
            Self::Notes => NOTES as usize * size_of::<Note>() + 2 * size_of::<usize>(),
        }
    }
}

/// A Set with `clips` MIDI clips, a hundred on each track.
pub fn set(clips: u32) -> Snapshot {
    let empty: Arc<[Note]> = Arc::new([]);
    let name: Arc<str> = "Clip".into();
    let clip = |scene: u32| ClipSnapshot {
        scene: Some(scene as usize),
        start_time: None,
        kind: TrackKind::Midi,
        name: Arc::clone(&name),
        color: 0,
        muted: false,
        duration: 16.0,
        looping: true,
        loop_start: 0.0,
        loop_end: 16.0,
        end_marker: 16.0,
        start_marker: None,
        file_path: None,
        notes: Some(Arc::clone(&empty)),
        extra: Extra::default(),
    };
    let track = |_| TrackSnapshot {
        kind: TrackKind::Midi,
        name: "Track".into(),
        mute: false,
        solo: false,
        arm: false,
        volume: ParamSnapshot::fader(),
        panning: 0.0,
        send_count: 0,
        devices: Vec::new(),
        session: (0..PER_TRACK).map(clip).collect(),
        arrangement: Vec::new(),
        extra: Extra::default(),
    };
    let scene = SceneSnapshot {
        name: "".into(),
        tempo: None,
        signature_numerator: 4,
        signature_denominator: 4,
        extra: Extra::default(),
    };
    let tracks = (0..clips / PER_TRACK).map(track).collect();
    Snapshot { scenes: vec![scene; PER_TRACK as usize], tracks, ..fixtures::seeded() }
}

/// A fake with a Set of many clips, and what is done to random ones of them.
#[derive(Debug)]
pub struct ManyClips {
    bridge: FakeLiveBridge,
    clips: u32,
    random: u64,
    notes: Arc<[Note]>,
}

impl ManyClips {
    /// A fake with `clips` clips, a multiple of a hundred.
    pub fn new(clips: u32) -> std::result::Result<Self, BridgeError> {
        let notes = (0..NOTES).map(|i| Note::new(f64::from(36 + i), f64::from(i), 0.5)).collect();
        Ok(Self { bridge: FakeLiveBridge::from_snapshot(&set(clips))?, clips, random: 0, notes })
    }

    /// A clip as good as any other.
    fn clip(&mut self) -> ClipId {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let pick = ((self.random >> 32) * u64::from(self.clips)) >> 32;
        let pick = u32::try_from(pick).unwrap_or(0);
        TrackId(pick / PER_TRACK).slot(pick % PER_TRACK).clip()
    }

    fn mutation(&mut self, change: SmallChange) -> Mutation {
        let clip_id = self.clip().into();
        match change {
            SmallChange::Color => {
                let color = i64::try_from(self.random >> 40).ok();
                Mutation::SetClipProps { clip_id, props: ClipPropsPatch { name: None, color } }
            }
            SmallChange::Notes => Mutation::SetNotes { clip_id, notes: Arc::clone(&self.notes) },
        }
    }

    /// CPU time of `times` changes, each with its undo entry.
    pub fn apply(&mut self, change: SmallChange, times: usize) -> Result<Duration> {
        let mut outcome = Ok(());
        let time = Clock::ThreadCpu.time(|| {
            outcome = (0..times).try_for_each(|_| {
                let mutation = self.mutation(change);
                self.bridge.apply(Batch::Call(mutation)).map(|_| ())
            });
        });
        Ok(outcome.map(|()| time)?)
    }

    /// CPU time of `times` undos.
    pub fn undo(&self, times: usize) -> Result<Duration> {
        let mut outcome = Ok(());
        let time = Clock::ThreadCpu.time(|| outcome = (0..times).try_for_each(|_| self.bridge.undo().map(|_| ())));
        outcome.map(|()| time)
    }

    /// CPU time of `times` redos.
    pub fn redo(&self, times: usize) -> Result<Duration> {
        let mut outcome = Ok(());
        let time = Clock::ThreadCpu.time(|| outcome = (0..times).try_for_each(|_| self.bridge.redo().map(|_| ())));
        outcome.map(|()| time)
    }

    /// CPU time of `times` transactions of [`PER_TRANSACTION`] changes each, of which the last fails and takes the
    /// others back.
    pub fn roll_back(&mut self, change: SmallChange, times: usize) -> Result<Duration> {
        let mut batches = Vec::with_capacity(times);
        for _ in 0..times {
            let mut mutations: Vec<Mutation> = (1..PER_TRANSACTION).map(|_| self.mutation(change)).collect();
            mutations.push(Mutation::SetTempo { bpm: f64::NAN });
            batches.push(Batch::Transaction(mutations));
        }
        let mut committed = false;
        let time = Clock::ThreadCpu.time(|| {
            committed = batches.into_iter().any(|batch| self.bridge.apply(batch).is_ok());
        });
        if committed {
            return Err(BridgeError::bad_input("a transaction that must fail was committed").into());
        }
        Ok(time)
    }

    /// Makes the history short: everything is undone, and what could be redone gives way to one step.
    pub fn forget(&mut self) -> Result<()> {
        while self.bridge.undo()? {}
        self.apply(SmallChange::Color, 1).map(|_| ())
    }
}

/// Bytes per undo step beyond what it displaced.
struct Bytes {
    /// With a full history.
    full: f64,
    /// The most at any length from a thousand steps on.
    most: f64,
    /// With a full history that was undone and redone once.
    redone: f64,
}

/// Measures what the history of one kind of change takes.
fn bytes(clips: u32, change: SmallChange) -> Result<Bytes> {
    const SETTLED: usize = 1000;
    let steps = FakeLiveBridge::DEFAULT_HISTORY_LIMIT;
    let mut subject = ManyClips::new(clips)?;
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    let per_step = |steps: usize| (held() - (steps * change.payload()).cast_signed()) as f64 / steps as f64;
    count(|| {
        let mut most = 0.0_f64;
        for step in 1..=steps {
            subject.apply(change, 1)?;
            if step >= SETTLED {
                most = most.max(per_step(step));
            }
        }
        let full = per_step(steps);
        subject.undo(steps)?;
        subject.redo(steps)?;
        Ok(Bytes { full, most, redone: per_step(steps) })
    })
}

/// Runs the contest. `quick` with fewer calls and rounds.
pub fn compare(quick: bool, mut show: impl FnMut(&str)) -> Result<()> {
    let (rounds, calls) = if quick { (3, 20_000) } else { (11, FakeLiveBridge::DEFAULT_HISTORY_LIMIT / 2) };
    let sizes = [("1k clips", 1_000), ("100k clips", 100_000), ("1M clips", 1_000_000)];
    let names = sizes.map(|(name, _)| name.to_owned());
    let mut subjects = Vec::new();
    for (name, clips) in sizes {
        let start = Instant::now();
        subjects.push(ManyClips::new(clips)?);
        show(&format!("A Set of {name} is made and loaded in {:.3} s.\n", start.elapsed().as_secs_f64()));
    }
    for change in SmallChange::ALL {
        let mut costs: Vec<Cost> = ["applied", "undone", "redone", "applied in a transaction and rolled back"]
            .map(|what| Cost::new(what, calls, &names))
            .into();
        for round in 0..=rounds {
            for (setting, subject) in subjects.iter_mut().enumerate() {
                subject.forget()?;
                let times = [
                    subject.apply(change, calls)?,
                    subject.undo(calls)?,
                    subject.redo(calls)?,
                    subject.roll_back(change, calls / PER_TRANSACTION)?,
                ];
                // The first round warms up.
                for (cost, time) in costs.iter_mut().zip(times).filter(|_| round > 0) {
                    cost.push(setting, time);
                }
            }
        }
        show(&table(&format!("P7, {}", change.name()), &costs, MOST_GROWTH));
    }
    drop(subjects);
    let mut out = "### P7, bytes per undo step beyond what it displaced\n\n\
                   | change | clips | full history | most at any length | undone and redone | target |\n\
                   |---|---|---|---|---|---|\n"
        .to_owned();
    for change in SmallChange::ALL {
        for (name, clips) in [sizes[0], sizes[2]] {
            let bytes = bytes(clips, change)?;
            let verdict = at_most(bytes.most.max(bytes.redone), MOST_BYTES);
            let _ = writeln!(
                out,
                "| {} | {name} | {:.1} | {:.1} | {:.1} | <= {MOST_BYTES}: {verdict} |",
                change.name(),
                bytes.full,
                bytes.most,
                bytes.redone
            );
        }
    }
    show(&out);
    Ok(())
}
