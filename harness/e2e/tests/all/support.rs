//! Runs of the checklist on targets of this process, with a person who has hands.

use std::path::Path;
use std::sync::Arc;

use livebridge_e2e::answers::{Asker, Reply, ScriptedAnswers};
use livebridge_e2e::checklist::{Checklist, ChecklistStep, Question, WayIn};
use livebridge_e2e::progress::{EndedStep, Progress, RunHeader};
use livebridge_e2e::report::ChecklistReport;
use livebridge_e2e::session::{ChecklistRun, SessionEnd};
use livebridge_suite::interrupt::Interrupt;
use livebridge_suite::mutants;
use livebridge_suite::runner::RunOptions;
use livebridge_suite::target::{FakeTarget, MutantTarget, Target};

/// The fake, or a mutant of it.
pub(crate) fn fake(mutant: Option<&str>) -> Arc<dyn Target> {
    match mutant {
        None => Arc::new(FakeTarget),
        Some(name) => Arc::new(MutantTarget(mutants::by_name(name).unwrap_or_else(|| panic!("no mutant {name}")))),
    }
}

/// What a run of some steps on a target is of.
pub(crate) fn header(target: &dyn Target, only: &[&str]) -> RunHeader {
    RunHeader {
        livebridge: "1.0.0".to_owned(),
        checklist: Checklist::shipped().mark.clone(),
        live: None,
        simulated: true,
        target: target.to_string(),
        implementation: "the reference".to_owned(),
        through: WayIn::Fake,
        thorough: false,
        only: only.iter().map(ToString::to_string).collect(),
    }
}

/// A run as far as it came.
pub(crate) struct Came {
    pub(crate) progress: Progress,
    pub(crate) end: SessionEnd,
}

impl Came {
    pub(crate) fn report(&self) -> ChecklistReport {
        ChecklistReport::of(Checklist::shipped(), &self.progress, None, None)
    }

    /// The only step that was run.
    #[track_caller]
    pub(crate) fn only(&self) -> &EndedStep {
        let [ended] = &self.progress.ended[..] else { panic!("{:?}", self.progress.ended) };
        ended
    }
}

/// Runs the steps, goes on from a file where one is given, and ends after so many steps where that is said.
pub(crate) fn run(
    target: Arc<dyn Target>,
    only: &[&str],
    asker: &mut dyn Asker,
    file: Option<&Path>,
    most: usize,
) -> Came {
    let header = header(&*target, only);
    let options = RunOptions::new(target);
    let mut stage = options.stage().unwrap();
    let mut progress = match file {
        Some(file) => Progress::resume(file, header).unwrap(),
        None => Progress::new(header),
    };
    let (interrupt, mut left) = (Interrupt::default(), most);
    let raised = interrupt.clone();
    let end = ChecklistRun {
        checklist: Checklist::shipped(),
        options: &options,
        asker,
        keep: &mut |progress| {
            left -= 1;
            if left == 0 {
                raised.raise();
            }
            file.map_or(Ok(()), |file| progress.keep(file))
        },
        tell: &mut |_, _| {},
        interrupt,
    }
    .run(&mut stage, &mut progress)
    .unwrap();
    stage.close();
    Came { progress, end }
}

/// The answers that ship for the simulated Live.
pub(crate) fn scripted() -> ScriptedAnswers {
    let file = livebridge_testkit::workspace().join("harness/e2e/answers/simulated.toml");
    ScriptedAnswers::read(&file, Checklist::shipped()).unwrap()
}

/// The answer to a question with which it is as expected through a way in; those of faders are as they were measured.
pub(crate) fn expected_reply(step: &ChecklistStep, question: &Question, way: WayIn) -> Reply {
    if question.reads.is_some() {
        return Reply::Note("-59.1 -48.6 -34.4 -18.0 -6.0 6.0".to_owned());
    }
    if question.no.as_deref() == Some(step.expected(way)) { Reply::No(None) } else { Reply::Yes(None) }
}

/// What a person does before answering.
type Deed = Box<dyn FnMut(&ChecklistStep)>;

/// A person who does what is asked and says what is expected; of one step the contrary.
pub(crate) struct Hands {
    /// What the person does.
    pub(crate) deed: Deed,
    /// The step of which the contrary is said.
    pub(crate) contrary: Option<String>,
}

impl Default for Hands {
    fn default() -> Self {
        Self { deed: Box::new(|_| {}), contrary: None }
    }
}

impl Asker for Hands {
    fn ask(&mut self, step: &ChecklistStep, question: &Question, keys: &str) -> Reply {
        assert!(!keys.contains("{}") && keys.len() > 20, "{}: `{keys}`", step.id);
        (self.deed)(step);
        let reply = expected_reply(step, question, WayIn::Fake);
        if self.contrary.as_deref() != Some(&step.id) {
            return reply;
        }
        match reply {
            Reply::Yes(_) => Reply::No(None),
            Reply::No(_) => Reply::Yes(None),
            Reply::Note(_) => Reply::Note("-60 -50 -34 -17 -6 6".to_owned()),
            Reply::Skip | Reply::Later => reply,
        }
    }
}
