//! Runs a program on the fake and on the oracle, finds where they part, and shrinks what leads there.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use livebridge_fake::FakeLiveBridge;
use livebridge_port::snapshot::Extra;
use livebridge_port::{Batch, ControlPlane, ErrorCode, Reset, Snapshot, UndoDepth, fixtures};

use crate::generate::Generator;
use crate::model::Oracle;
use crate::program::{ReadAnswer, Refusal, Step, ask, snapshot};
use crate::random::Random;
use crate::tolerance;

/// How many steps a program has.
const STEPS: usize = 150;

/// How often each step was answered in which way: what a run has really tested.
pub(crate) type Tally = BTreeMap<(&'static str, &'static str), u64>;

/// A fake and an oracle with the same Set.
struct Pair {
    fake: FakeLiveBridge,
    oracle: Oracle,
}

/// Where the two parted.
struct Parting {
    what: &'static str,
    fake: String,
    oracle: String,
}

impl Pair {
    fn new(limit: Option<usize>) -> Self {
        let fake = FakeLiveBridge::seeded();
        let fake = match limit {
            Some(limit) => fake.with_history_limit(limit),
            None => fake,
        };
        let limit = limit.unwrap_or(FakeLiveBridge::DEFAULT_HISTORY_LIMIT);
        let Some(oracle) = Oracle::new(&fixtures::seeded(), limit) else { unreachable!("a fixture is a Set") };
        Self { fake, oracle }
    }

    /// Asks both. The Sets are compared when `looks` says so, everything else always.
    fn step(&mut self, step: &Step, looks: bool, tally: &mut Tally) -> Result<(), Parting> {
        let (mut fake, oracle) = (ask(&self.fake, step), self.oracle.answer(step));
        tolerance::of_answer(&mut fake, &oracle);
        *tally.entry((step.name(), kind(&oracle))).or_default() += 1;
        if !agree(step, &fake, &oracle) {
            return Err(Parting { what: "the answer", fake: format!("{fake:#?}"), oracle: format!("{oracle:#?}") });
        }
        self.compare_counts()?;
        if looks { self.compare_sets() } else { Ok(()) }
    }

    fn compare_counts(&self) -> Result<(), Parting> {
        let fake = (self.fake.undo_depth().ok(), self.fake.transaction_count().ok());
        let oracle: (Option<UndoDepth>, Option<u64>) = (Some(self.oracle.depth()), Some(self.oracle.committed()));
        if fake == oracle {
            return Ok(());
        }
        let what = "undo depth and transaction count";
        Err(Parting { what, fake: format!("{fake:?}"), oracle: format!("{oracle:?}") })
    }

    /// The Set as it is read through the port is the one that the snapshot shows.
    fn compare_reading(&self) -> Result<(), String> {
        let read = pollster::block_on(Snapshot::read(&self.fake)).map_err(|error| error.to_string())?;
        let shown = snapshot(&self.fake).map(as_read).map_err(|error| error.to_string())?;
        if read == shown {
            return Ok(());
        }
        let (read, shown) = differing_lines(&read.to_canonical(), &shown.to_canonical());
        Err(format!("what is read differs from the snapshot.\nread: {read}\nsnapshot: {shown}"))
    }

    fn compare_sets(&self) -> Result<(), Parting> {
        let oracle = self.oracle.set.to_snapshot();
        let fake = match snapshot(&self.fake) {
            Ok(mut fake) => {
                tolerance::of_snapshot(&mut fake, &oracle);
                if fake == oracle {
                    return Ok(());
                }
                fake.to_canonical()
            }
            Err(error) => error.to_string(),
        };
        let (fake, oracle) = differing_lines(&fake, &oracle.to_canonical());
        Err(Parting { what: "the snapshot", fake, oracle })
    }
}

fn agree(step: &Step, fake: &ReadAnswer, oracle: &ReadAnswer) -> bool {
    match (step, fake, oracle) {
        (Step::Render(..), ReadAnswer::Refused(fake), ReadAnswer::Refused(oracle)) => agree_on_render(fake, oracle),
        _ => fake == oracle,
    }
}

/// A fake that cannot render says so where it would say that the render is too long; the id in a `BAD_INPUT` and a
/// refusal of the host is a SHOULD.
fn agree_on_render(fake: &Refusal, oracle: &Refusal) -> bool {
    match (fake.code, oracle.code) {
        (ErrorCode::BadInput, ErrorCode::BadInput)
        | (ErrorCode::SdkRejected | ErrorCode::Unsupported, ErrorCode::SdkRejected) => true,
        _ => fake == oracle,
    }
}

/// What a reader of the port alone can know of a Set.
fn as_read(mut set: Snapshot) -> Snapshot {
    set.extra = Extra::default();
    set.scenes.iter_mut().for_each(|scene| scene.extra = Extra::default());
    for track in &mut set.tracks {
        track.extra = Extra::default();
        for device in &mut track.devices {
            (device.name, device.extra) = (None, Extra::default());
        }
        for clip in track.session.iter_mut().chain(&mut track.arrangement) {
            (clip.start_marker, clip.extra) = (None, Extra::default());
        }
    }
    set
}

fn kind(answer: &ReadAnswer) -> &'static str {
    match answer {
        ReadAnswer::Refused(refusal) => refusal.code.name(),
        ReadAnswer::Broken(_) => "broken",
        ReadAnswer::Done(false) => "nothing to do",
        _ => "ok",
    }
}

/// The first lines in which two texts differ, with some that follow.
fn differing_lines(a: &str, b: &str) -> (String, String) {
    let same = a.lines().zip(b.lines()).take_while(|(a, b)| a == b).count();
    let cut = |text: &str| text.lines().skip(same).take(6).collect::<Vec<_>>().join("\n");
    (cut(a), cut(b))
}

/// Runs the program of `seed`; on disagreement gives a report with the shrunk program.
pub(crate) fn run(seed: u64, every: usize, tally: &mut Tally) -> Result<usize, String> {
    let mut generator = Generator::new(seed);
    let limit = generator.history_limit();
    let mut pair = Pair::new(limit);
    let mut program = Vec::new();
    for i in 0..STEPS {
        let step = if i == 0 { generator.first() } else { generator.next(&pair.oracle.set) };
        program.push(step);
        let looks = i % every == 0 || i + 1 == STEPS;
        if pair.step(&program[i], looks, tally).is_err() {
            return Err(report(seed, i, limit, program));
        }
    }
    pair.compare_reading().map(|()| STEPS).map_err(|parting| format!("seed {seed}: {parting}"))
}

/// Where a fixed program parts the two, looking at everything after every step.
fn parting(program: &[Step], limit: Option<usize>) -> Option<(usize, Parting)> {
    let mut pair = Pair::new(limit);
    program
        .iter()
        .enumerate()
        .find_map(|(i, step)| pair.step(step, true, &mut Tally::new()).err().map(|parting| (i, parting)))
}

/// The same program without all that is not needed to part the two.
fn shrink(mut program: Vec<Step>, limit: Option<usize>) -> Vec<Step> {
    loop {
        if let Some((last, _)) = parting(&program, limit) {
            program.truncate(last + 1);
        }
        let mut shrunk = false;
        for i in (0..program.len()).rev() {
            let without = [&program[..i], &program[i + 1..]].concat();
            if parting(&without, limit).is_some() {
                program = without;
                shrunk = true;
                continue;
            }
            let mut piece = 0;
            loop {
                let mut without = program.clone();
                if !remove_piece(&mut without[i], piece) {
                    break;
                }
                if parting(&without, limit).is_some() {
                    program = without;
                    shrunk = true;
                } else {
                    piece += 1;
                }
            }
        }
        if !shrunk {
            return program;
        }
    }
}

/// Leaves out one piece of a step: a mutation of a transaction, a part of a Set. False when there is no such piece.
fn remove_piece(step: &mut Step, piece: usize) -> bool {
    let mut nth = piece;
    match step {
        Step::Commit(Batch::Transaction(mutations)) => remove_nth(mutations, &mut nth),
        Step::Reset(Reset::Snapshot(set)) => {
            remove_nth(&mut set.tracks, &mut nth)
                || set.tracks.iter_mut().any(|track| {
                    remove_nth(&mut track.devices, &mut nth)
                        || remove_nth(&mut track.session, &mut nth)
                        || remove_nth(&mut track.arrangement, &mut nth)
                })
                || remove_nth(&mut set.scenes, &mut nth)
                || set.cue_points.as_mut().is_some_and(|cue_points| remove_nth(cue_points, &mut nth))
        }
        _ => false,
    }
}

/// Removes the item with number `nth`, or counts `nth` down by the items that are here.
fn remove_nth<T>(list: &mut Vec<T>, nth: &mut usize) -> bool {
    if *nth < list.len() {
        list.remove(*nth);
        return true;
    }
    *nth -= list.len();
    false
}

fn report(seed: u64, at: usize, limit: Option<usize>, program: Vec<Step>) -> String {
    let program = shrink(program, limit);
    let mut text =
        format!("seed {seed}: fake and oracle part at step {at}; history limit {limit:?}; shrunk program:\n");
    for (i, step) in program.iter().enumerate() {
        let _ = writeln!(text, "{i}: {step:?}");
    }
    if let Some((i, parting)) = parting(&program, limit) {
        let Parting { what, fake, oracle } = parting;
        let _ = write!(text, "after step {i} they differ in {what}.\nfake: {fake}\noracle: {oracle}");
    }
    text
}

/// The seeds of a run: far apart, whatever the first one is.
pub(crate) fn seeds(first: u64) -> impl Iterator<Item = u64> {
    let mut random = Random::new(first);
    std::iter::repeat_with(move || random.next())
}
