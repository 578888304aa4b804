//! What ids name when an object is deleted. Contract, sections 2 and 5.

use std::collections::BTreeMap;

use livebridge_port::{ClipKind, IdRef, Mutation, Name, Outcome, TrackPropsPatch};

use crate::check::{Check, Checked, Stop, require, told};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("tracks/ids-after-a-delete", "LB-MUT-007", ids_after_a_delete),
        Check::new("tracks/ids-keep-naming-their-object", "LB-MUT-010", ids_keep_naming),
    ]
}

fn ids_after_a_delete(stage: &mut Stage) -> Checked {
    let tracks = stage.several_tracks(3)?;
    // Between and behind the own ones there may be somebody else's.
    let ids: Vec<IdRef> = stage.tracks()?.into_iter().map(|track| track.id).collect();
    let before = ids.windows(2).find(|pair| pair[1] == tracks[1].id).map_or(&tracks[0].id, |pair| &pair[0]);
    let beyond = ids.last().unwrap_or(&tracks[2].id);
    stage.call(Mutation::DeleteTrack { track_id: tracks[0].id.clone() })?;
    let moved = stage.own_tracks()?;
    require(
        moved.first().is_some_and(|track| track.id == *before && track.name == tracks[1].name),
        || format!("`{before}` names what moved into its place: `{}`", tracks[1].name),
        || told(&moved),
    )?;
    crate::check::refused(
        stage.call(Mutation::DeleteTrack { track_id: beyond.clone() }),
        &[livebridge_port::ErrorCode::StaleReference],
        format!("`{beyond}`, which names nothing now,"),
    )
    .map(drop)
}

/// What each id of the track list and of the clips names, by name.
fn named(stage: &mut Stage) -> Checked<BTreeMap<IdRef, Name>> {
    let tracks = stage.tracks()?.into_iter().map(|track| (track.id, track.name));
    let mut named: BTreeMap<IdRef, Name> = tracks.collect();
    let clips = stage.all_clips(None)?.into_iter().filter(|clip| clip.kind != ClipKind::Empty);
    named.extend(clips.map(|clip| (clip.id, clip.name)));
    Ok(named)
}

fn ids_keep_naming(stage: &mut Stage) -> Checked {
    let tracks = stage.several_tracks(3)?;
    let before = named(stage)?;
    let clips: Vec<IdRef> = stage.clips(&tracks[0].id)?.into_iter().map(|clip| clip.id).collect();
    stage.call(Mutation::DeleteTrack { track_id: tracks[0].id.clone() })?;
    let after = named(stage)?;
    let gone = |id: &IdRef| *id == tracks[0].id || clips.contains(id);
    for (id, name) in before.iter().filter(|(id, _)| !gone(id)) {
        require(
            after.get(id) == Some(name),
            || format!("`{id}` still names `{name}` when the first track is gone"),
            || after.get(id).map_or_else(|| "it names nothing".to_owned(), |now| format!("it names `{now}`")),
        )?;
    }
    // A call finds it too, not only a list.
    let props = TrackPropsPatch { mute: Some(true), ..TrackPropsPatch::default() };
    match stage.call(Mutation::SetTrackProps { track_id: tracks[2].id.clone(), props })? {
        Some(Outcome::Track(track)) if track.name == tracks[2].name => Ok(()),
        other => Err(Stop::broken(format!("`{}` is `{}`", tracks[2].id, tracks[2].name), told(&other))),
    }
}
