//! A user who works in the host between two calls: what they did stays, and ids keep meaning what lists say.

use livebridge_port::{CallError, Mutation, Operation, TrackKind};

use super::{at, edit, named, names, rename, set};
use crate::check::{Check, Checked, Stop, require};
use crate::checks::failing_calls::failing;
use crate::checks::valid_calls;
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("inside/edits-of-the-user-survive", "LB-INSIDE-005", edits_survive),
        Check::new("inside/a-refused-call-undoes-no-edit-of-the-user", "LB-INSIDE-006", refused_undoes_nothing),
        Check::new("inside/after-the-user-deletes-a-track", "LB-INSIDE-007", |stage| after_a_deletion(stage, true)),
        Check::new("inside/after-a-track-is-deleted", "LB-INSIDE-007", |stage| after_a_deletion(stage, false))
            .calling(&[Operation::DeleteTrack]),
    ]
}

/// The tempo and name that the user gives, each time others.
fn users_choice(round: u32) -> (f64, String) {
    (f64::from(61 + 2 * round), format!("The user's {round}"))
}

/// What most bridges remember of a Set, where they remember something.
fn look(stage: &Stage) -> Checked {
    if stage.offers(Operation::GetSongOverview) {
        stage.overview()?;
    }
    if stage.offers(Operation::ListTracks) {
        stage.tracks()?;
    }
    Ok(())
}

fn edits_survive(stage: &mut Stage) -> Checked {
    let inside = stage.inside()?;
    let offered: Vec<_> = valid_calls::all().filter(|valid| stage.offers(valid.operation())).collect();
    for (round, valid) in (0..).zip(offered) {
        let call = match valid.prepare(stage) {
            Ok(call) => call,
            // What cannot be set up here is for the checks of that operation to say.
            Err(Stop::Missing(_) | Stop::Untestable(_)) => continue,
            Err(stop) => return Err(stop),
        };
        // The bridge has seen the Set, and has been called; then the user comes.
        look(stage)?;
        let (bpm, name) = users_choice(round);
        // The call may name or delete the last track: the user's is behind it then.
        if matches!(valid.operation(), Operation::SetTrackProps | Operation::DeleteTrack) {
            edit(&inside, &Mutation::CreateTrack { kind: TrackKind::Midi })?;
        }
        let last = set(&inside)?.tracks.len().saturating_sub(1);
        edit(&inside, &Mutation::SetTempo { bpm })?;
        rename(&inside, last, &name)?;
        match stage.call(call.clone()) {
            Err(CallError::Fault(fault)) => return Err(Stop::Fault(fault)),
            Ok(_) | Err(CallError::Refused(_)) => {}
        }
        look(stage)?;
        let after = set(&inside)?;
        let writes_tempo = matches!(call, Mutation::SetTempo { .. });
        let kept = names(&after).contains(&name) && (writes_tempo || stage.same_number(after.tempo, bpm));
        let operation = valid.operation();
        require(
            kept,
            || format!("after {operation} the user's tempo {bpm} and track `{name}` are still there"),
            || format!("the host has tempo {} and the tracks {:?}", after.tempo, names(&after)),
        )?;
    }
    Ok(())
}

fn refused_undoes_nothing(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let inside = stage.inside()?;
    for (round, call) in (0..).zip(failing(stage)) {
        let (bpm, name) = users_choice(round);
        edit(&inside, &Mutation::SetTempo { bpm })?;
        rename(&inside, 0, &name)?;
        match stage.call(call.clone()) {
            Err(CallError::Fault(fault)) => return Err(Stop::Fault(fault)),
            // That it is accepted is for others to say.
            Ok(_) => continue,
            Err(CallError::Refused(_)) => {}
        }
        let after = set(&inside)?;
        require(
            stage.same_number(after.tempo, bpm) && names(&after).contains(&name),
            || {
                format!(
                    "after {} was refused, the user's tempo {bpm} and track `{name}` are still there",
                    call.operation()
                )
            },
            || format!("the host has tempo {} and the tracks {:?}", after.tempo, names(&after)),
        )?;
    }
    Ok(())
}

/// After a deletion each track is named anew through the bridge, by the id that a list gives it: in the host it must be
/// the one that the list showed there.
fn after_a_deletion(stage: &mut Stage, by_the_user: bool) -> Checked {
    stage.fresh("seeded")?;
    let inside = stage.inside()?;
    while set(&inside)?.tracks.len() < 4 {
        edit(&inside, &Mutation::CreateTrack { kind: TrackKind::Midi })?;
    }
    let count = set(&inside)?.tracks.len();
    for track in 0..count {
        rename(&inside, track, &format!("Before {track}"))?;
    }
    let listed = stage.tracks()?;
    match (by_the_user, listed.get(1)) {
        (false, Some(track)) => stage.call(Mutation::DeleteTrack { track_id: track.id.clone() }).map(drop)?,
        (true, _) | (false, None) => edit(&inside, &Mutation::DeleteTrack { track_id: at(1) })?,
    }
    for track in stage.tracks()? {
        let name = format!("{} renamed", track.name);
        stage.call(Mutation::SetTrackProps { track_id: track.id.clone(), props: named(&name) })?;
        let held = names(&set(&inside)?);
        require(
            held.contains(&name) && !held.contains(&track.name.to_string()),
            || format!("listTracks says that {} is `{}`: to rename it names that one", track.id, track.name),
            || format!("in the host the tracks are {held:?}"),
        )?;
    }
    Ok(())
}
