//! Tracks: where a new one is, what becomes of the others, and whom a solo mutes.

use livebridge_port::{Mutation, Operation, Outcome, TrackInfo, TrackKind, TrackPropsPatch};
use livebridge_suite::check::{Checked, Stop};
use livebridge_suite::stage::Stage;

use super::{Observed, Sight};

fn solo(stage: &Stage, track: &TrackInfo) -> Checked {
    let props = TrackPropsPatch { solo: Some(true), ..TrackPropsPatch::default() };
    stage.call(Mutation::SetTrackProps { track_id: track.id.clone(), props })?;
    Ok(())
}

/// Solos the first of these and looks at all others.
fn muted_by(stage: &Stage, soloed: &TrackInfo) -> Checked<Observed> {
    solo(stage, soloed)?;
    let now = stage.tracks()?;
    let line = |track: &TrackInfo| {
        let TrackInfo { name, mute, solo, muted_via_solo, .. } = track;
        format!("`{name}`: mute {mute}, solo {solo}, mutedViaSolo {muted_via_solo}")
    };
    let exactly = now.iter().all(|track| track.muted_via_solo == (track.id != soloed.id));
    Ok(Observed::with(if exactly { "exactly the others" } else { "otherwise" }, now.iter().map(line).collect()))
}

pub(super) fn muted_via_solo(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    stage.needs("solo", &[Operation::ListTracks, Operation::SetTrackProps])?;
    let tracks = stage.several_tracks(3)?;
    let props = TrackPropsPatch { mute: Some(true), ..TrackPropsPatch::default() };
    stage.call(Mutation::SetTrackProps { track_id: tracks[2].id.clone(), props })?;
    muted_by(stage, &tracks[0])
}

/// What is seen once a person has made a group of the first two of the tracks that may be changed.
pub(super) fn muted_via_solo_in_group(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    let tracks = stage.own_tracks()?;
    let first = tracks.first().ok_or_else(|| Stop::Missing("track to solo".to_owned()))?;
    muted_by(stage, first)
}

/// Makes a MIDI track: the tracks before it and after it, and the one that was answered.
fn made(stage: &Stage) -> Checked<(Vec<TrackInfo>, Vec<TrackInfo>, TrackInfo)> {
    let before = stage.tracks()?;
    match stage.call(Mutation::CreateTrack { kind: TrackKind::Midi })? {
        Some(Outcome::Track(track)) => Ok((before, stage.tracks()?, track)),
        _ => Err(Stop::broken("createTrack answers with a track", "it answered with none")),
    }
}

/// The place of a track, with a line that says it.
fn place(after: &[TrackInfo], track: &TrackInfo) -> (Option<usize>, String) {
    let at = after.iter().position(|other| other.id == track.id);
    let line = match at {
        Some(at) => format!("the new track `{}` is the {} of {}", track.name, ordinal(at), after.len()),
        None => format!("`{}` names no track", track.id),
    };
    (at, line)
}

fn ordinal(at: usize) -> String {
    match at {
        0 => "first".to_owned(),
        1 => "second".to_owned(),
        2 => "third".to_owned(),
        more => format!("{}th", more + 1),
    }
}

pub(super) fn new_track_place(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    stage.needs("new track", &[Operation::CreateTrack, Operation::ListTracks])?;
    stage.fresh("seeded")?;
    let (before, after, track) = made(stage)?;
    let (at, line) = place(&after, &track);
    // Whatever became of their names: the tracks that were there are there, in their order.
    let others: Vec<_> = after.iter().filter(|other| other.id != track.id).map(|other| other.kind).collect();
    let are_kept = others == before.iter().map(|other| other.kind).collect::<Vec<_>>();
    let answer = match at {
        Some(at) if are_kept && at + 1 == after.len() => "last",
        Some(_) if are_kept => "elsewhere",
        Some(_) | None => "another is named",
    };
    Ok(Observed::new(answer, line))
}

/// What is seen once a person has selected the first of the tracks that may be changed.
pub(super) fn after_the_selected(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    let first = stage.own_tracks()?.into_iter().next();
    let selected = stage.tracks()?.iter().position(|track| first.as_ref().is_some_and(|first| first.id == track.id));
    let (_, after, track) = made(stage)?;
    let (at, line) = place(&after, &track);
    let answer = match (at, selected) {
        (Some(at), Some(selected)) if at == selected + 1 => "after the selected one",
        (Some(at), _) if at + 1 == after.len() => "last",
        (_, _) => "elsewhere",
    };
    Ok(Observed::new(answer, line))
}

/// The number with which a default name begins, such as `2-MIDI`.
fn number_of(track: &TrackInfo) -> Option<usize> {
    let (number, word) = track.name.split_once('-')?;
    matches!(word, "MIDI" | "Audio").then(|| number.parse().ok())?
}

pub(super) fn default_names(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    stage.needs("new track", &[Operation::CreateTrack, Operation::DeleteTrack])?;
    stage.fresh("seeded")?;
    let (_, _, first) = made(stage)?;
    let (_, after, second) = made(stage)?;
    let names = |tracks: &[TrackInfo]| tracks.iter().map(|track| format!("`{}`", track.name)).collect::<Vec<_>>();
    let mut evidence = vec![format!("two new tracks: {}", names(&after).join(", "))];
    if number_of(&second).is_none() {
        return Ok(Observed::with("no default names", evidence));
    }
    // The last but one of both goes: whichever stands before the other.
    let at = |id| after.iter().position(|track| track.id == id);
    let (front, back) = if at(first.id.clone()) < at(second.id.clone()) { (first, second) } else { (second, first) };
    let was = number_of(&back);
    stage.call(Mutation::DeleteTrack { track_id: front.id })?;
    let now = stage.tracks()?;
    evidence.push(format!("the front one deleted: {}", names(&now).join(", ")));
    let follows = now.iter().filter_map(number_of).any(|number| Some(number + 1) == was);
    Ok(Observed::with(if follows { "they follow the position" } else { "they stay" }, evidence))
}

pub(super) fn new_track_armed(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    stage.needs("new track", &[Operation::CreateTrack])?;
    stage.fresh("seeded")?;
    let (before, after, track) = made(stage)?;
    let armed = |tracks: &[TrackInfo]| tracks.iter().filter(|track| track.arm).count();
    let is_armed = after.iter().any(|other| other.id == track.id && other.arm);
    let line = format!("{} armed tracks before, {} after", armed(&before), armed(&after));
    Ok(Observed::new(if is_armed { "armed" } else { "not armed" }, line))
}
