//! Each step can fail: what its row names as a flip makes its verdict another one. Flips by rules of the simulated Live
//! need the faces, and are tried in the tests of the command line.

use livebridge_e2e::answers::Reply;
use livebridge_e2e::checklist::{Checklist, ChecklistStep};
use livebridge_e2e::progress::StepVerdict;

use crate::support::{Hands, expected_reply, fake, run, scripted};

/// What a row names.
enum Flip<'a> {
    Mutant(&'a str),
    Answer(Reply),
    /// A rule of the simulated Live, through a way in.
    Rule,
}

fn flip(step: &ChecklistStep) -> Flip<'_> {
    if let Some(mutant) = step.flip.strip_prefix("fake+") {
        return Flip::Mutant(mutant);
    }
    if let Some(answer) = step.flip.strip_prefix("answer ") {
        return Flip::Answer(Reply::read(answer).unwrap());
    }
    let (face, rule) = step.flip.split_once(' ').unwrap();
    assert!(matches!(face, "sdk" | "max") && rule.contains('='), "{}: `{}` is no flip", step.id, step.flip);
    Flip::Rule
}

#[test]
fn every_step_flips_by_its_mutant_or_answer() {
    let (mut mutants, mut answers, mut rules) = (0, 0, 0);
    for step in &Checklist::shipped().steps {
        let id = step.id.as_str();
        match flip(step) {
            Flip::Mutant(mutant) => {
                mutants += 1;
                let came = |mutant| run(fake(mutant), &[id], &mut scripted(), None, usize::MAX);
                let (faithful, broken) = (came(None), came(Some(mutant)));
                assert_eq!(faithful.only().verdict, StepVerdict::AsExpected, "{:?}", faithful.only());
                assert_eq!(broken.only().verdict, StepVerdict::Otherwise, "{:?}", broken.only());
            }
            Flip::Answer(reply) => {
                answers += 1;
                let question = step.ask.as_ref().unwrap();
                let said = expected_reply(step, question, livebridge_e2e::checklist::WayIn::Fake);
                let came = |reply| run(without_undo(), &[id], &mut scripted().with(id, reply), None, usize::MAX);
                let (right, wrong) = (came(said), came(reply));
                assert_eq!(right.only().verdict, StepVerdict::AsExpected, "{:?}", right.only());
                assert_ne!(wrong.only().verdict, StepVerdict::AsExpected, "{:?}", wrong.only());
            }
            Flip::Rule => rules += 1,
        }
    }
    assert_eq!(mutants + answers + rules, Checklist::shipped().steps.len());
    assert!(mutants > 15 && answers > 5 && rules > 10, "{mutants} {answers} {rules}");
}

fn without_undo() -> std::sync::Arc<dyn livebridge_suite::target::Target> {
    crate::asked::without_undo(&mut Hands::default())
}
