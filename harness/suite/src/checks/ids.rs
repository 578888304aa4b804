//! Ids: what is accepted as one, and what is said of the others. Contract, section 2.

use livebridge_port::ErrorCode::{BadInput, StaleReference, WrongType};
use livebridge_port::{ClipId, ClipKind, CueId, IdRef, Mutation, Operation, ParamId, PathId, SceneId, SlotId, TrackId};

use crate::check::{Check, Checked, refused, require};
use crate::stage::Stage;

/// Strings that are no path id, each for a reason of its own.
const MALFORMED: &[&str] = &[
    "",
    "track",
    "track:",
    "track:x",
    "track:-1",
    "track:+1",
    "track: 0",
    " track:0",
    "track:0 ",
    "track:00",
    "track:01",
    "track:4294967296",
    "track:0/",
    "/track:0",
    "track:0//clip:0",
    "track:0/clipslot:0/clip/",
    "track:0/clipslot:0/clip/mixer/volume",
    "track:0/clipslot",
    "track:0/mixer:0/volume",
    "tracks:0",
    "Track:0",
    "track:0x1",
    "track:0.0",
    "#",
    "#01",
    "id 726",
];

/// Paths that are well formed and no track.
const NO_TRACK: &[&str] = &[
    "track:0/clipslot:0",
    "track:0/clipslot:0/clip",
    "track:0/clip:0",
    "track:0/device:0",
    "track:0/device:0/param:0",
    "track:0/mixer/volume",
    "scene:0",
    "cuepoint:0",
    "returntrack:0",
    "track:0/clip:0/device:1",
];

/// Paths that are well formed and name no kind of object.
const NO_OBJECT: &[&str] = &["track:0/mixer", "takelane:0", "clip", "volume", "mixer/volume", "device:0/param:1"];

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("ids/answers-hold-paths-of-their-kind", "LB-IDS-001", answers_hold_paths),
        Check::new("ids/malformed", "LB-IDS-002", |stage| refuse_each(stage, MALFORMED, BadInput)),
        Check::new("ids/wrong-kind", "LB-IDS-003", |stage| refuse_each(stage, NO_TRACK, WrongType)),
        Check::new("ids/no-object", "LB-IDS-005", |stage| refuse_each(stage, NO_OBJECT, WrongType)),
        Check::new("ids/stale", "LB-IDS-004", |stage| {
            refuse_each(stage, &["track:977", "track:4294967295"], StaleReference)
        }),
        Check::new("ids/stale-clip", "LB-IDS-004", |stage| {
            stage.fresh("seeded")?;
            for id in ["track:977/clipslot:0/clip", "track:0/clipslot:977/clip", "track:0/clip:977"] {
                refused(stage.notes(&id.into()), &[StaleReference], format!("the notes of `{id}`"))?;
            }
            Ok(())
        })
        .calling(&[Operation::GetNotes]),
    ]
}

fn answers_hold_paths(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    for track in stage.tracks()? {
        of_kind::<TrackId>(&track.id, "track")?;
        for clip in stage.clips(&track.id)? {
            match clip.kind {
                ClipKind::Empty => of_kind::<SlotId>(&clip.id, "slot")?,
                ClipKind::Midi | ClipKind::Audio => of_kind::<ClipId>(&clip.id, "clip")?,
            }
            if let Some(slot) = &clip.slot_id {
                of_kind::<SlotId>(slot, "slot")?;
            }
        }
        if stage.offers(Operation::GetTrackMixer) {
            of_kind::<ParamId>(&stage.mixer(&track.id)?.volume.id, "fader")?;
        }
        if stage.offers(Operation::ListDeviceParams) {
            let params = stage.device_params(&track.id)?;
            params.iter().try_for_each(|param| of_kind::<ParamId>(&param.id, "parameter"))?;
        }
    }
    if stage.offers(Operation::ListScenes) {
        stage.scenes()?.iter().try_for_each(|scene| of_kind::<SceneId>(&scene.id, "scene"))?;
    }
    if stage.offers(Operation::FindTrack) {
        stage.find_track("")?.iter().try_for_each(|track| of_kind::<TrackId>(&track.id, "track"))?;
    }
    if stage.offers(Operation::ListCuePoints) {
        if stage.offers(Operation::CreateCuePoint) {
            let beat = stage.free_cue_beat();
            stage.call(Mutation::CreateCuePoint { beat, name: "Here".into() })?;
        }
        stage.cue_points()?.iter().try_for_each(|cue| of_kind::<CueId>(&cue.id, "cue point"))?;
    }
    Ok(())
}

fn of_kind<T: TryFrom<PathId>>(id: &IdRef, kind: &str) -> Checked {
    let fits = id.as_path().is_some_and(|path| T::try_from(path).is_ok());
    require(fits, || format!("the id of a {kind} is a path of its kind"), || format!("it is `{id}`"))
}

fn refuse_each(stage: &mut Stage, ids: &[&str], code: livebridge_port::ErrorCode) -> Checked {
    stage.fresh("seeded")?;
    for id in ids {
        refused(stage.clips(&(*id).into()), &[code], format!("the track id `{id}`"))?;
    }
    Ok(())
}
