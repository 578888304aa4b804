//! Names of tracks: they are read back character for character, and two tracks may share one.

use livebridge_port::{Mutation, Name, Operation, TrackKind};

use crate::check::{Check, Checked, require, told};
use crate::checks::names::{are_kept, mute, rename, twins};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("tracks/names-are-kept", "LB-TRACK-008", track_names),
        Check::new("tracks/two-of-a-name", "LB-TRACK-008", two_of_a_name),
        Check::new("tracks/each-by-its-own-id", "LB-TRACK-008", each_by_its_own_id).calling(&[Operation::CreateTrack]),
        Check::new("tracks/delete-one-of-a-name", "LB-TRACK-007", delete_one_of_a_name)
            .calling(&[Operation::SetTrackProps]),
    ]
}

fn track_names(stage: &mut Stage) -> Checked {
    let id = stage.track(TrackKind::Midi)?.id;
    are_kept(
        stage,
        |name| rename(&id, &name),
        |stage| Ok(stage.tracks()?.into_iter().find(|track| track.id == id).map(|track| track.name)),
    )
}

fn two_of_a_name(stage: &mut Stage) -> Checked {
    let ids = twins(stage, 2)?;
    let before = stage.tracks()?;
    let names: Vec<_> = before.iter().filter(|track| ids[..2].contains(&track.id)).map(|track| &*track.name).collect();
    require(names == ["Twin", "Twin"], || "both tracks are named `Twin`".to_owned(), || told(&names))?;
    stage.call(mute(&ids[1]))?;
    for (was, now) in before.iter().zip(stage.tracks()?) {
        let wanted = was.mute || was.id == ids[1];
        require(
            now.mute == wanted,
            || format!("of two tracks of one name the second is muted: mute of `{}` is {wanted}", was.id),
            || now.mute.to_string(),
        )?;
    }
    Ok(())
}

/// More tracks than one digit counts, each named by its place.
fn each_by_its_own_id(stage: &mut Stage) -> Checked {
    const TRACKS: usize = 12;
    let ids: Vec<_> = stage.many_tracks(TRACKS)?.into_iter().map(|track| track.id).collect();
    let wanted: Vec<Name> = (0..ids.len()).map(|at| format!("Place {at}").into()).collect();
    for (id, name) in ids.iter().zip(&wanted) {
        stage.call(rename(id, name))?;
    }
    let names: Vec<_> = stage.own_tracks()?.into_iter().map(|track| track.name).collect();
    require(names == wanted, || format!("the tracks are named {wanted:?}"), || told(&names))
}

fn delete_one_of_a_name(stage: &mut Stage) -> Checked {
    let ids = twins(stage, 3)?;
    // What tells them apart.
    stage.call(mute(&ids[1]))?;
    let shown = |stage: &mut Stage| -> Checked<Vec<_>> {
        Ok(stage.own_tracks()?.into_iter().map(|track| (track.name, track.mute)).collect())
    };
    let mut wanted = shown(stage)?;
    stage.call(Mutation::DeleteTrack { track_id: ids[1].clone() })?;
    wanted.remove(1);
    let left = shown(stage)?;
    require(
        left == wanted,
        || format!("of two tracks of one name the second, which is muted, is gone: left is {wanted:?}"),
        || told(&left),
    )
}
