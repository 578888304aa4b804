//! Tracks: patches, creating and deleting. Contract, section 5.

mod names;

use livebridge_port::ErrorCode::BadInput;
use livebridge_port::capabilities::SideEffect;
use livebridge_port::{Mutation, Outcome, TrackInfo, TrackKind, TrackPropsPatch};

use crate::check::{Check, Checked, Stop, require, told};
use crate::checks::refusals::refuse_each;
use crate::stage::Stage;

pub(in crate::areas) fn checks() -> Vec<Check> {
    let mut checks = vec![
        Check::new("tracks/only-the-keys-of-the-patch", "LB-TRACK-001", |stage| only_the_keys(stage, TrackKind::Midi)),
        Check::new("tracks/only-the-keys-of-the-patch/audio", "LB-TRACK-001", |stage| {
            only_the_keys(stage, TrackKind::Audio)
        }),
        Check::new("tracks/empty-patch", "LB-TRACK-002", |stage| {
            let track = stage.track(TrackKind::Midi)?;
            let call = Mutation::SetTrackProps { track_id: track.id, props: NONE };
            refuse_each(stage, [call], &[BadInput])
        }),
        Check::new("tracks/several-keys", "LB-TRACK-008", several_keys),
        Check::new("tracks/solo-is-not-exclusive", "LB-TRACK-003", solo_is_not_exclusive),
        Check::new("tracks/empty-name", "LB-TRACK-004", |stage| {
            let track = stage.track(TrackKind::Midi)?;
            let props = TrackPropsPatch { name: Some("".into()), ..NONE };
            let read = patch(stage, &track, props)?;
            require(read.name.is_empty(), || "the name is empty".to_owned(), || format!("it is `{}`", read.name))
        }),
        Check::new("tracks/create-answers-with-the-new-track", "LB-TRACK-005", create),
        Check::new("tracks/a-new-track-is-last", "LB-TRACK-006", |stage| {
            if stage.capabilities().has_side_effect(SideEffect::TrackPlace) {
                return Err(Stop::Missing("new track at the end (sideEffects: trackPlace)".to_owned()));
            }
            let (before, made) = created(stage, TrackKind::Audio)?;
            let last = stage.tracks()?.len() - 1;
            let at = stage.tracks()?.iter().position(|track| track.id == made.id);
            require(
                at == Some(last) && last == before.len(),
                || format!("the new track stands at place {last}, after all others"),
                || at.map_or_else(|| "it is not listed".to_owned(), |at| format!("it stands at place {at}")),
            )
        }),
        Check::new("tracks/delete-takes-exactly-it", "LB-TRACK-007", delete),
    ];
    checks.extend(names::checks());
    checks
}

/// Writes a patch and reads the track again.
fn patch(stage: &mut Stage, track: &TrackInfo, props: TrackPropsPatch) -> Checked<TrackInfo> {
    stage.call(Mutation::SetTrackProps { track_id: track.id.clone(), props })?;
    read(stage, track)
}

fn read(stage: &Stage, track: &TrackInfo) -> Checked<TrackInfo> {
    let found = stage.tracks()?.into_iter().find(|read| read.id == track.id);
    found.ok_or_else(|| Stop::broken(format!("`{}` is still listed", track.id), "it is not"))
}

/// A patch without keys.
const NONE: TrackPropsPatch = TrackPropsPatch { name: None, mute: None, solo: None, arm: None };

/// A patch, and the track that it must give.
type Patched = fn(&TrackInfo) -> (TrackPropsPatch, TrackInfo);

fn only_the_keys(stage: &mut Stage, kind: TrackKind) -> Checked {
    let patches: [Patched; 4] = [
        |was| {
            let patch = TrackPropsPatch { name: Some("Ä new näme".into()), ..NONE };
            (patch, TrackInfo { name: "Ä new näme".into(), ..was.clone() })
        },
        |was| {
            let patch = TrackPropsPatch { mute: Some(!was.mute), ..NONE };
            (patch, TrackInfo { mute: !was.mute, ..was.clone() })
        },
        |was| {
            let patch = TrackPropsPatch { solo: Some(!was.solo), ..NONE };
            (patch, TrackInfo { solo: !was.solo, ..was.clone() })
        },
        |was| {
            let patch = TrackPropsPatch { arm: Some(!was.arm), ..NONE };
            (patch, TrackInfo { arm: !was.arm, ..was.clone() })
        },
    ];
    let track = stage.track(kind)?;
    // Everything is switched on first, so that a key written as its default shows.
    let on = TrackPropsPatch { name: Some("Named".into()), mute: Some(true), solo: Some(true), arm: Some(true) };
    stage.prepare(Mutation::SetTrackProps { track_id: track.id.clone(), props: on })?;
    let mut was = read(stage, &track)?;
    // Once to switch everything off, and once on again.
    for make in patches.into_iter().chain(patches) {
        let (props, wanted) = make(&was);
        let keys = serde_json::to_value(&props).unwrap_or_default();
        let seen = patch(stage, &track, props)?;
        // What solo does to the mute of the others is another requirement.
        let seen = TrackInfo { muted_via_solo: wanted.muted_via_solo, ..seen };
        require(seen == wanted, || format!("the patch {keys} writes only that: {wanted:?}"), || told(&seen))?;
        was = seen;
    }
    Ok(())
}

fn several_keys(stage: &mut Stage) -> Checked {
    let was = stage.track(TrackKind::Midi)?;
    let wanted = TrackInfo { name: "All four".into(), mute: !was.mute, solo: !was.solo, arm: !was.arm, ..was.clone() };
    let props = TrackPropsPatch {
        name: Some(wanted.name.clone()),
        mute: Some(wanted.mute),
        solo: Some(wanted.solo),
        arm: Some(wanted.arm),
    };
    let seen = patch(stage, &was, props)?;
    let seen = TrackInfo { muted_via_solo: wanted.muted_via_solo, ..seen };
    require(seen == wanted, || format!("all four keys are written: {wanted:?}"), || told(&seen))
}

fn solo_is_not_exclusive(stage: &mut Stage) -> Checked {
    let tracks = stage.several_tracks(2)?;
    for track in &tracks[..2] {
        patch(stage, track, TrackPropsPatch { solo: Some(true), ..NONE })?;
    }
    let soloed = |read: &&TrackInfo| read.solo && tracks[..2].iter().any(|track| track.id == read.id);
    let count = stage.tracks()?.iter().filter(soloed).count();
    require(count == 2, || "both tracks are soloed".to_owned(), || format!("{count} of them"))
}

/// Creates a track: the list before it, and the answer.
fn created(stage: &mut Stage, kind: TrackKind) -> Checked<(Vec<TrackInfo>, TrackInfo)> {
    stage.fresh("seeded")?;
    let before = stage.tracks()?;
    match stage.call(Mutation::CreateTrack { kind })? {
        Some(Outcome::Track(made)) => Ok((before, made)),
        other => Err(Stop::broken("createTrack answers with a TrackInfo", told(&other))),
    }
}

fn create(stage: &mut Stage) -> Checked {
    for kind in [TrackKind::Midi, TrackKind::Audio] {
        let (before, made) = created(stage, kind)?;
        let mut after = stage.tracks()?;
        let at = after.iter().position(|track| track.id == made.id);
        let Some(at) = at else { return Err(Stop::broken(format!("`{}` is listed", made.id), told(&after))) };
        let (wanted, mut seen) = (stage.uncounted_names(&before), stage.uncounted_names(&after));
        seen.remove(at);
        let listed = after.remove(at);
        require(listed.kind == kind, || format!("the new track is of kind {kind:?}"), || format!("{:?}", listed.kind))?;
        require(
            wanted == seen,
            || format!("without `{}` the list is as before: {wanted:?}", made.id),
            || format!("{seen:?}"),
        )?;
    }
    Ok(())
}

fn delete(stage: &mut Stage) -> Checked {
    for victim in 0..3 {
        let tracks = stage.several_tracks(3)?;
        stage.call(Mutation::DeleteTrack { track_id: tracks[victim].id.clone() })?;
        let mut wanted: Vec<_> = tracks.iter().map(|track| (track.name.clone(), track.kind)).collect();
        wanted.remove(victim);
        let left: Vec<_> = stage.own_tracks()?.into_iter().map(|track| (track.name, track.kind)).collect();
        require(left == wanted, || format!("track {victim} of {wanted:?} is gone"), || told(&left))?;
    }
    Ok(())
}
