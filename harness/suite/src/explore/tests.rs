//! The explorer against hosts that keep the contract in their own way, and its parts by themselves.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use livebridge_fake::{ClipState, Deviation, Edit, Ending, FakeLiveBridge, SetState};
use livebridge_port::capabilities::{Colors, Precision, ResetCapability, SnapshotCapability};
use livebridge_port::{
    Batch, ClipPropsPatch, ControlPlane, Description, Mutation, Operation, Outcome, Reset, SetView, Snapshot, TrackId,
};

use super::allowed_refusals::is_behind_a_file;
use super::answer::{self, StepAnswer};
use super::callable::Callable;
use super::generate::Generator;
use super::generate::themes::Theme;
use super::judge::{Divergence, Judge, Manner};
use super::model::Model;
use super::program::{self, Program, Step};
use super::shrink::{ENOUGH, shrink};
use super::start::Start;
use super::subject::{Look, Subject};
use super::watch::Watch;
use super::{ExploreOptions, Repeats, explore};
use crate::interrupt::Interrupt;
use crate::mutants::{self, MutantDeviation};
use crate::seed::Seed;
use crate::target::InProcess;

/// A host that makes other choices than the fake wherever the contract leaves one.
#[derive(Debug)]
struct OtherChoices {
    colors: Colors,
    precision: Precision,
    /// Whether a write of the value already there is no step.
    drops: bool,
}

impl OtherChoices {
    #[expect(clippy::cast_possible_truncation, reason = "that is what a host with 32-bit floats does")]
    fn kept(&self, value: f64) -> f64 {
        if self.precision == Precision::F32 { f64::from(value as f32) } else { value }
    }

    fn changed(&self, clip: &mut ClipState) {
        (clip.name, clip.color, clip.looping) = ("Untitled".into(), 0x12_3456, !clip.looping);
        (clip.loop_start, clip.loop_end) = (clip.loop_start + 1.0, clip.loop_end + 1.0);
        clip.end_marker += 2.0;
        clip.duration = self.kept(clip.duration);
    }
}

impl Deviation for OtherChoices {
    fn edits(&self, mutation: &Mutation, _: bool, set: &SetState, edits: &mut Vec<Edit>) {
        for edit in edits.iter_mut() {
            match (mutation, edit) {
                (Mutation::CreateTrack { .. }, Edit::InsertTrack(at, track)) => {
                    (track.name, track.send_count) = ("New".into(), 7);
                    *at = 0;
                }
                (_, Edit::Slot { clip: Some(clip), .. }) => self.changed(clip),
                (Mutation::CreateArrangementMidiClip { start_beat, .. }, Edit::Arrangement { inserted, .. }) => {
                    let new = inserted.iter_mut().find(|clip| clip.start.total_cmp(start_beat).is_eq());
                    if let Some(clip) = new {
                        self.changed(clip);
                    }
                }
                (_, Edit::InsertDevice(_, _, device)) => device.parameters.truncate(2),
                (_, Edit::ClipColor(_, color)) if self.colors == Colors::Palette => *color &= 0xF0_F0F0,
                (Mutation::SetTempo { .. }, Edit::Tempo(bpm)) => *bpm = self.kept(*bpm),
                // A tie goes down.
                (Mutation::SetParam { value: asked, .. }, Edit::Param(_, kept)) if *kept - asked >= 0.5 => *kept -= 1.0,
                _ => {}
            }
        }
        let writes = matches!(
            mutation,
            Mutation::SetTempo { .. }
                | Mutation::SetTrackProps { .. }
                | Mutation::SetNotes { .. }
                | Mutation::SetClipProps { .. }
                | Mutation::SetParam { .. }
        );
        if self.drops && writes && !edits.iter().any(|edit| edit.changes(set)) {
            edits.clear();
        }
    }

    fn steps(&self, _: &Batch, _: Ending, edits: usize, faithful: usize) -> usize {
        if self.drops && edits == 0 { 0 } else { faithful }
    }

    fn history(&self, limit: usize) -> usize {
        if self.drops { 100 } else { limit }
    }

    fn serves(&self, operation: Operation) -> bool {
        operation != Operation::RenderTrack
    }
}

/// That host as a subject.
struct Host {
    fake: FakeLiveBridge<OtherChoices>,
    description: Description,
}

impl Host {
    fn new(colors: Colors, precision: Precision, snapshot: SnapshotCapability) -> Self {
        let drops = colors == Colors::Palette;
        let fake = FakeLiveBridge::deviating(OtherChoices { colors, precision, drops });
        let mut description = fake.description();
        description.operations.remove(Operation::RenderTrack.name());
        // A track is put first here: after several in one transaction nobody can tell which came when.
        description.operations.remove(Operation::Transaction.name());
        let capabilities = &mut description.capabilities;
        (capabilities.colors, capabilities.precision, capabilities.snapshot) = (colors, precision, snapshot);
        capabilities.reset = ResetCapability::Fixtures;
        Self { fake, description }
    }
}

impl Subject for Host {
    fn description(&self) -> &Description {
        &self.description
    }

    fn ask(&mut self, step: &Step) -> StepAnswer {
        answer::ask(&self.fake, step, false)
    }

    fn look(&mut self, _: &Snapshot) -> Look {
        match self.fake.snapshot() {
            Ok(SetView::Canonical(set)) if self.description.capabilities.snapshot == SnapshotCapability::Opaque => {
                Look::Own(serde_json::json!(set.to_canonical()))
            }
            Ok(SetView::Canonical(set)) => Look::Set(set),
            other => Look::None(format!("{other:?}")),
        }
    }
}

/// What the programs of a host are about, in turns.
const THEMES: [Theme; 5] = [Theme::Mixed, Theme::Quick, Theme::Repetition, Theme::Failures, Theme::Namesakes];

/// Runs random programs on a host, from the Set that holds most.
#[expect(clippy::result_large_err, reason = "one value, of a test")]
fn explored(host: &mut Host, programs: u64, shown: &mut dyn FnMut(&Step)) -> Result<(), (Vec<Step>, Divergence)> {
    let callable = Callable::of(&host.description, &BTreeSet::new());
    let model = Model::default();
    for number in 0..programs {
        let theme = THEMES[usize::try_from(number).unwrap() % THEMES.len()];
        let mut generator = Generator::new(Seed::default().program(number), &callable, 75, theme);
        let set = Start::Varied.set().unwrap();
        host.fake.reset(&Reset::Snapshot(Box::new(set.clone()))).unwrap();
        let mut steps = Vec::new();
        let mut run = || {
            let manner = Manner { watch: theme.watch(), tells: true, muted: &BTreeSet::new(), has_a_past: false };
            let mut judge = Judge::begin(host, &model, &set, manner)?;
            while steps.len() < theme.steps(20)
                && let Some(step) = generator.next(&model.snapshot(), &steps)
            {
                shown(&step);
                let judged = judge.step(&step);
                steps.push(step);
                judged?;
            }
            judge.end()
        };
        run().map_err(|divergence: Divergence| (steps, divergence))?;
    }
    Ok(())
}

#[test]
fn what_a_host_may_choose_is_no_divergence() {
    let looks = [SnapshotCapability::Canonical, SnapshotCapability::Opaque, SnapshotCapability::None];
    let kept = [(Colors::Palette, Precision::F64), (Colors::Rgb, Precision::F32)];
    for (look, (colors, precision)) in looks.into_iter().flat_map(|look| kept.map(|kept| (look, kept))) {
        let mut made = 0;
        let mut host = Host::new(colors, precision, look);
        let explored = explored(&mut host, 40, &mut |step| {
            made += usize::from(matches!(step.operation(), Operation::CreateTrack | Operation::InsertDevice));
        });
        assert_eq!(explored, Ok(()), "{look:?} {colors:?} {precision:?}");
        assert!(made > 20, "programs make things that a host chooses: {made}");
    }
}

#[test]
fn a_host_that_declares_no_palette_must_keep_colours() {
    let mut host = Host::new(Colors::Palette, Precision::F64, SnapshotCapability::Canonical);
    host.description.capabilities.colors = Colors::Rgb;
    let (steps, divergence) = explored(&mut host, 200, &mut |_| {}).unwrap_err();
    assert_eq!(steps.last().map(Step::operation), Some(Operation::SetClipProps), "{divergence:?}");
}

/// An interruption while a program is made smaller: the finding is told as far as it is known.
#[test]
fn a_finding_survives_an_interruption_of_its_shrinking() {
    let interrupt = Interrupt::default();
    let (raised, starts) = (interrupt.clone(), AtomicUsize::new(0));
    let start = move || {
        // The second start is that of the target on which the program is tried again.
        if starts.fetch_add(1, Ordering::SeqCst) == 1 {
            raised.raise();
        }
        let fake = FakeLiveBridge::deviating(MutantDeviation::new(mutants::by_name("clear-drops-tail").unwrap()));
        let description = fake.description();
        (Arc::new(fake) as _, description)
    };
    let target = InProcess { name: "ours".to_owned(), start: Arc::new(start), restartable: true };
    let options = ExploreOptions { interrupt, ..ExploreOptions::new(Arc::new(target)) };
    let explored = explore(&options, None, |_| {}).unwrap();
    let [finding] = &explored.findings[..] else { panic!("{explored:?}") };
    assert!(explored.interrupted && finding.original > 2, "{finding:?}");
    assert_eq!(finding.repeats, Repeats::Unknown("the run was interrupted".to_owned()));
    let told = super::finding_text::finding(finding);
    assert!(told.contains("; not shrunk: the run was interrupted\n  cause:    "), "{told}");
}

fn rename(id: &str) -> Step {
    let props = ClipPropsPatch { name: Some("x".into()), color: Some(5) };
    Step::Commit(Batch::Call(Mutation::SetClipProps { clip_id: id.into(), props }))
}

/// Shrinking by a rule of our own: a program parts as long as this holds of its steps.
fn shrunk(steps: Vec<Step>, parts: impl Fn(&[Step]) -> bool) -> Vec<Step> {
    let program = Program { start: Start::Varied, adopts: false, watch: Watch::Everything, steps };
    let parts = |program: &Program| parts(&program.steps).then_some(());
    shrink(program, ENOUGH, parts, |()| usize::MAX - 1).unwrap().0.steps
}

#[test]
fn shrinking_leaves_what_is_needed() {
    let mut steps = vec![Step::GetSongOverview; 7];
    steps.insert(3, rename("track:0/clip:0"));
    let left = shrunk(steps, |steps| steps.iter().any(|step| step.operation() == Operation::SetClipProps));
    let [Step::Commit(Batch::Call(Mutation::SetClipProps { props, .. }))] = &left[..] else { panic!("{left:?}") };
    assert_eq!(props, &ClipPropsPatch { name: Some("".into()), color: None });
}

#[test]
fn shrinking_keeps_what_is_referred_to() {
    let create = Step::Commit(Batch::Call(Mutation::CreateTrack { kind: livebridge_port::TrackKind::Midi }));
    let steps = vec![Step::ListTracks, create.clone(), Step::ListTracks, rename("@1"), Step::ControlUndo];
    let left = shrunk(steps, |steps| {
        steps.iter().any(|step| matches!(step, Step::Commit(Batch::Call(Mutation::SetClipProps { .. }))))
    });
    assert_eq!(left.len(), 2, "{left:?}");
    assert_eq!(left[0], create);
    let Step::Commit(Batch::Call(Mutation::SetClipProps { clip_id, .. })) = &left[1] else { panic!("{left:?}") };
    assert_eq!(clip_id.to_string(), "@0");
}

#[test]
fn shrinking_takes_mutations_out_of_transactions() {
    let delete = |track| Mutation::DeleteTrack { track_id: TrackId(track).into() };
    let create = Mutation::CreateTrack { kind: livebridge_port::TrackKind::Midi };
    let named = Mutation::DeleteTrack { track_id: "#2".into() };
    let steps = vec![Step::Commit(Batch::Transaction(vec![delete(0), delete(1), create, named]))];
    let uses_a_reference = |steps: &[Step]| {
        steps.iter().any(|step| match step {
            Step::Commit(Batch::Transaction(ops)) => {
                ops.iter().filter_map(Mutation::subject).any(|id| matches!(id, livebridge_port::IdRef::Staged(_)))
            }
            _ => false,
        })
    };
    let left = shrunk(steps, uses_a_reference);
    let [Step::Commit(Batch::Transaction(ops))] = &left[..] else { panic!("{left:?}") };
    assert_eq!(ops.len(), 2, "{ops:?}");
    assert_eq!(ops[1].subject().map(ToString::to_string), Some("#0".to_owned()));
}

/// Every step that can be drawn is the same after a round trip through its JSON.
#[test]
fn programs_survive_their_json() {
    let description = FakeLiveBridge::seeded().description();
    let callable = Callable::of(&description, &BTreeSet::new());
    let set = Start::Varied.set().unwrap();
    for number in 0..200 {
        let theme = THEMES[number % THEMES.len()];
        let mut generator = Generator::new(Seed::default().program(number as u64), &callable, 75, theme);
        let mut program = Program { start: Start::Varied, adopts: false, watch: theme.watch(), steps: Vec::new() };
        while program.steps.len() < 20
            && let Some(step) = generator.next(&set, &program.steps)
        {
            program.steps.push(step);
        }
        let text = program.to_json("about \"it\"").unwrap();
        assert_eq!(Program::from_json(&text).unwrap(), program, "{text}");
    }
}

/// An answer that is recorded and read again is the same, as far as it is compared.
#[test]
fn answers_survive_their_record() {
    let fake = FakeLiveBridge::seeded();
    let steps = [
        Step::GetSongOverview,
        Step::ListTracks,
        program::find("a".to_owned()),
        program::clips(TrackId(1).into()),
        program::notes("track:0/clipslot:0/clip".into()),
        Step::ListScenes,
        program::device_params(TrackId(2).into()),
        program::mixer(TrackId(0).into()),
        Step::ListCuePoints,
        Step::Commit(Batch::Call(Mutation::DeleteTrack { track_id: TrackId(9).into() })),
        rename("track:1/clip:0"),
        Step::ControlUndo,
        Step::ControlUndoDepth,
        Step::ControlTransactionCount,
        program::reset("seeded"),
    ];
    for step in steps {
        let answer = answer::ask(&fake, &step, false);
        let text = livebridge_port::json::to_string(&answer.to_record()).unwrap();
        assert_eq!(StepAnswer::from_record(&step, serde_json::from_str(&text).unwrap()).unwrap(), answer, "{text}");
    }
    let too_many = serde_json::json!({ "result": [null, null] });
    let step = Step::Commit(Batch::Call(Mutation::SetTempo { bpm: 120.0 }));
    assert_eq!(
        StepAnswer::from_record(&step, too_many).unwrap(),
        StepAnswer::Committed(vec![None::<Outcome>, None], None)
    );
}

/// A reference to a renaming speaks of the clip that is renamed, and so of the track on which it was made.
#[test]
fn a_chain_of_references_is_followed_to_its_clip() {
    let op = |method: &str, params: serde_json::Value| -> Mutation {
        serde_json::from_value(serde_json::json!({ "method": method, "params": params })).unwrap()
    };
    let file = serde_json::json!({ "filePath": "/audio/new.wav", "startTime": 0, "duration": 6 });
    let renamed =
        |clip: &str| op("setClipProps", serde_json::json!({ "clipId": clip, "props": { "name": "renamed" } }));
    let batch = Batch::Transaction(vec![
        op("createArrangementAudioClip", serde_json::json!({ "trackId": "track:2", "args": file })),
        renamed("#0"),
        renamed("#1"),
        renamed("#3"),
        renamed("track:2/clip:0"),
        renamed("track:1/clip:0"),
    ]);
    let behind: Vec<usize> = (0..7).filter(|op| is_behind_a_file(&batch, *op)).collect();
    assert_eq!(behind, [1, 2, 4]);
}
