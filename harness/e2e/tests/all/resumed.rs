//! A run that was ended after any step and gone on with is, byte for byte, one that was not.

use livebridge_e2e::answers::Reply;
use livebridge_e2e::checklist::Checklist;
use livebridge_e2e::progress::Progress;
use livebridge_e2e::session::SessionEnd;
use livebridge_testkit::Folder;

use crate::support::{fake, header, run, scripted};

#[test]
fn gone_on_with_after_any_step_it_equals_one_that_was_not_ended() {
    let whole = run(fake(None), &[], &mut scripted(), None, usize::MAX);
    assert_eq!(whole.end, SessionEnd::Complete);
    let answered = whole.progress.ended.len();
    let whole = whole.report().to_json().unwrap();
    for most in 1..=answered {
        let folder = Folder::new();
        let file = folder.path("state.json");
        let cut = run(fake(None), &[], &mut scripted(), Some(&file), most);
        assert_eq!(cut.progress.ended.len(), most);
        let rest = run(fake(None), &[], &mut scripted(), Some(&file), usize::MAX);
        assert_eq!(rest.report().to_json().unwrap(), whole, "ended after {most} steps");
    }
}

/// A question that was put off is put again, and only that.
#[test]
fn what_was_put_off_is_asked_again() {
    let folder = Folder::new();
    let file = folder.path("state.json");
    let later = run(fake(None), &[], &mut scripted().with("last-track", Reply::Later), Some(&file), usize::MAX);
    assert_eq!(later.end, SessionEnd::Later("last-track".to_owned()));
    let kept = Progress::resume(&file, header(&*fake(None), &[])).unwrap();
    assert!(!kept.has("last-track") && kept.has("default-names"));
    let rest = run(fake(None), &[], &mut scripted(), Some(&file), usize::MAX);
    assert!(rest.progress.has("last-track"));
    let order: Vec<_> = Checklist::shipped().chosen(false, &[]).into_iter().map(|step| step.id.as_str()).collect();
    let ended: Vec<_> = rest.progress.ended.iter().map(|ended| ended.id.as_str()).collect();
    assert_eq!(ended, order[..ended.len()]);
}
