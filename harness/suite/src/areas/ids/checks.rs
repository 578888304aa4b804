//! Ids: what is accepted as one, and what is said of the others. Contract, section 2.

use livebridge_port::ErrorCode::{BadInput, StaleReference, WrongType};
use livebridge_port::{ClipId, ClipKind, CueId, IdRef, Mutation, Operation, ParamId, PathId, SceneId, SlotId, TrackId};

use crate::check::{Check, Checked, refused, require};
use crate::checks::calls_with_ids::{CallWithId, refuse};
use crate::checks::objects::family;
use crate::checks::{calls_with_ids, objects};
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

pub(in crate::areas) fn checks() -> Vec<Check> {
    let mut checks = vec![
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
    ];
    for call in calls_with_ids::all() {
        let calls = [objects::STAGE, &[call.operation, Operation::DeleteTrack]].concat();
        checks.push(
            Check::new(format!("ids/malformed/{}", call.operation), "LB-IDS-002", move |stage| malformed(stage, call))
                .calling(&calls),
        );
        checks.push(
            Check::new(format!("ids/beyond-the-end/{}", call.operation), "LB-IDS-004", move |stage| {
                beyond_the_end(stage, call)
            })
            .calling(&calls),
        );
    }
    checks
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

/// A valid id, written as none is: each is refused as malformed.
fn malformed(stage: &mut Stage, call: CallWithId) -> Checked {
    for (kind, id) in family(stage)?.iter().filter(|(kind, _)| *kind == call.wants) {
        for text in misspelt(&id.to_string()) {
            // What happens to be a path all the same has another fault, or none.
            if let id @ IdRef::Opaque(_) = IdRef::from(&*text) {
                refuse(stage, call, &id, BadInput, &format!("a malformed id of a {kind:?}"), |_, _| Ok(()))?;
            }
        }
    }
    Ok(())
}

/// A path with something added, or written with other characters.
fn misspelt(path: &str) -> Vec<String> {
    let mut texts = vec![
        format!("{path}x"),
        format!("{path} "),
        format!(" {path}"),
        format!("{path}/"),
        format!("/{path}"),
        format!("{path}\n"),
        path.to_uppercase(),
        path.replace(':', "%3A"),
        path.replace(':', ": "),
        path.replace(':', ":+"),
        path.replace(':', ":0"),
        path.replace(':', "="),
    ];
    if let Some((head, tail)) = path.rsplit_once(':') {
        let (index, rest) = tail.split_once('/').map_or((tail, String::new()), |(at, rest)| (at, format!("/{rest}")));
        let wide: String = index.chars().filter_map(|digit| char::from_u32(u32::from(digit) + 0xFEE0)).collect();
        // Beyond 32 bits and beyond 64, by as much as leaves the same index when the rest is lost.
        let beyond = |bits: u32| index.parse::<u128>().map_or(0, |index| index + (1 << bits)).to_string();
        let indexes = ["", "-1", "0.0", "1e0", "0x0", &*wide, &*beyond(32), &*beyond(64)];
        texts.extend(indexes.map(|index| format!("{head}:{index}{rest}")));
    }
    texts
}

/// A valid id with each of its indexes beyond the end of its list, one at a time.
fn beyond_the_end(stage: &mut Stage, call: CallWithId) -> Checked {
    for (kind, id) in family(stage)?.iter().filter(|(kind, _)| *kind == call.wants) {
        let text = id.to_string();
        for (at, _) in text.match_indices(':') {
            let end = text[at..].find('/').map_or(text.len(), |end| at + end);
            for index in ["977", "4294967295"] {
                let id = IdRef::from(&*format!("{}:{index}{}", &text[..at], &text[end..]));
                refuse(stage, call, &id, StaleReference, &format!("the id of no {kind:?}"), |_, _| Ok(()))?;
            }
        }
    }
    Ok(())
}
