//! Every call that takes an id, given one of each other kind and one whose object is gone. Contract, sections 2 and 3.
//!
//! The ids are those of a track made for it and of what is on it, so nothing depends on how a target writes them.

use livebridge_port::ErrorCode::{self, BadInput, StaleReference, WrongType};
use livebridge_port::{
    BridgeError, CallError, ClipPropsPatch, CreateAudioClipArgs, IdRef, Mutation, Note, Operation, Outcome, TrackKind,
    TrackPropsPatch,
};

use crate::check::{Check, Checked, Stop, refused, require};
use crate::stage::{Stage, Via};

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Track,
    Slot,
    Clip,
    Param,
    Device,
    Scene,
    CuePoint,
}

/// How a call is made with an id, everything else in it being in order.
enum Call {
    Read(fn(&Stage, &IdRef) -> Result<(), CallError>),
    Write(fn(IdRef) -> Mutation),
}

/// A call that takes an id.
struct Taker {
    operation: Operation,
    wants: Kind,
    call: Call,
}

const fn read(operation: Operation, wants: Kind, call: fn(&Stage, &IdRef) -> Result<(), CallError>) -> Taker {
    Taker { operation, wants, call: Call::Read(call) }
}

const fn write(operation: Operation, wants: Kind, call: fn(IdRef) -> Mutation) -> Taker {
    Taker { operation, wants, call: Call::Write(call) }
}

/// Every call that takes an id, in the order of the contract.
const ALL: &[Taker] = &[
    read(Operation::ListClips, Kind::Track, |stage, id| stage.clips(id).map(drop)),
    read(Operation::GetNotes, Kind::Clip, |stage, id| stage.notes(id).map(drop)),
    read(Operation::ListDeviceParams, Kind::Track, |stage, id| stage.device_params(id).map(drop)),
    read(Operation::GetTrackMixer, Kind::Track, |stage, id| stage.mixer(id).map(drop)),
    write(Operation::SetTrackProps, Kind::Track, |track_id| Mutation::SetTrackProps {
        track_id,
        props: TrackPropsPatch { name: Some("No".into()), ..TrackPropsPatch::default() },
    }),
    write(Operation::SetNotes, Kind::Clip, |clip_id| Mutation::SetNotes {
        clip_id,
        notes: [Note::new(60.0, 0.0, 1.0)].into(),
    }),
    write(Operation::CreateMidiClip, Kind::Slot, |slot_id| Mutation::CreateMidiClip { slot_id, length_beats: 4.0 }),
    write(Operation::SetClipProps, Kind::Clip, |clip_id| Mutation::SetClipProps {
        clip_id,
        props: ClipPropsPatch { name: Some("No".into()), color: None },
    }),
    write(Operation::DeleteTrack, Kind::Track, |track_id| Mutation::DeleteTrack { track_id }),
    write(Operation::DeleteClip, Kind::Clip, |clip_id| Mutation::DeleteClip { clip_id }),
    write(Operation::CreateArrangementMidiClip, Kind::Track, |track_id| Mutation::CreateArrangementMidiClip {
        track_id,
        start_beat: 0.0,
        length_beats: 4.0,
    }),
    write(Operation::CreateArrangementAudioClip, Kind::Track, |track_id| Mutation::CreateArrangementAudioClip {
        track_id,
        args: CreateAudioClipArgs { file_path: "/audio/any.wav".into(), start_time: 0.0, duration: 1.0 },
    }),
    write(Operation::ClearClipsInRange, Kind::Track, |track_id| Mutation::ClearClipsInRange {
        track_id,
        start_beat: 0.0,
        end_beat: 4.0,
    }),
    write(Operation::SetParam, Kind::Param, |param_id| Mutation::SetParam { param_id, value: 0.5 }),
    write(Operation::InsertDevice, Kind::Track, |track_id| Mutation::InsertDevice {
        track_id,
        device_name: "Utility".into(),
        index: 0.0,
    }),
    read(Operation::RenderTrack, Kind::Track, |stage, id| stage.render(id, 0.0, 1.0).map(drop)),
];

/// What [`family`] calls.
pub(super) const STAGE: &[Operation] =
    &[Operation::CreateTrack, Operation::ListClips, Operation::CreateMidiClip, Operation::GetTrackMixer];

pub(super) fn checks() -> Vec<Check> {
    let mut checks = Vec::new();
    for taker in ALL {
        let name = |what: &str| format!("errors/{what}/{}", taker.operation);
        let calls = [STAGE, &[taker.operation]].concat();
        checks.push(
            Check::new(name("wrong-kind"), "LB-ERR-009", |stage| wrong_kinds(stage, taker, |_, _| Ok(())).map(drop))
                .calling(&calls),
        );
        let calls = [&calls[..], &[Operation::DeleteTrack]].concat();
        checks
            .push(Check::new(name("stale"), "LB-ERR-010", |stage| stale(stage, taker, |_, _| Ok(()))).calling(&calls));
        checks.push(
            Check::new(name("subject"), "LB-ERR-011", |stage| {
                wrong_kinds(stage, taker, names_its_subject)?;
                stale(stage, taker, names_its_subject)
            })
            .calling(&calls),
        );
        checks.push(
            Check::new(format!("ids/malformed/{}", taker.operation), "LB-IDS-002", |stage| malformed(stage, taker))
                .calling(&calls),
        );
        checks.push(
            Check::new(format!("ids/beyond-the-end/{}", taker.operation), "LB-IDS-004", |stage| {
                beyond_the_end(stage, taker)
            })
            .calling(&calls),
        );
    }
    checks
}

/// A new MIDI track at the end of a fresh Set, its first slot, the clip in there, and its fader; and of what no call
/// takes as much as the target offers: a device, a scene, a cue point.
pub(super) fn family(stage: &mut Stage) -> Checked<Vec<(Kind, IdRef)>> {
    stage.fresh("seeded")?;
    let Some(Outcome::Track(track)) = stage.prepare(Mutation::CreateTrack { kind: TrackKind::Midi })? else {
        return Err(Stop::Untestable("createTrack answered with no track".to_owned()));
    };
    let slot = stage.clips(&track.id)?.into_iter().next().and_then(|slot| slot.slot_id);
    let Some(slot) = slot else { return Err(Stop::Missing("slot on a new track".to_owned())) };
    let make = Mutation::CreateMidiClip { slot_id: slot.clone(), length_beats: 4.0 };
    let Some(Outcome::Clip(clip)) = stage.prepare(make)? else {
        return Err(Stop::Untestable("createMidiClip answered with no clip".to_owned()));
    };
    let fader = stage.mixer(&track.id)?.volume.id;
    let track_id = track.id.clone();
    let mut family = vec![(Kind::Track, track.id), (Kind::Slot, slot), (Kind::Clip, clip.id), (Kind::Param, fader)];
    if stage.offers(Operation::InsertDevice)
        && let Ok(device_name) = stage.device_name()
        && let Some(Outcome::Device(device)) =
            stage.prepare(Mutation::InsertDevice { track_id, device_name, index: 0.0 })?
    {
        family.push((Kind::Device, device.id));
        family.extend(device.parameters.into_iter().take(1).map(|param| (Kind::Param, param.id)));
    }
    if stage.offers(Operation::ListScenes) {
        family.extend(stage.scenes()?.into_iter().take(1).map(|scene| (Kind::Scene, scene.id)));
    }
    if stage.offers(Operation::CreateCuePoint)
        && let Some(Outcome::CuePoint(cue)) =
            stage.prepare(Mutation::CreateCuePoint { beat: stage.free_cue_beat(), name: "Here".into() })?
    {
        family.push((Kind::CuePoint, cue.id));
    }
    stage.trace().clear();
    Ok(family)
}

/// What is looked at in a refusal beside its code.
type Look = fn(&BridgeError, &IdRef) -> Checked;

/// Ids of every other kind are refused.
fn wrong_kinds(stage: &mut Stage, taker: &Taker, look: Look) -> Checked {
    for (kind, id) in family(stage)?.iter().filter(|(kind, _)| *kind != taker.wants) {
        refuse(stage, taker, id, WrongType, &format!("the id of a {kind:?}"), look)?;
    }
    Ok(())
}

/// The ids of [`family`] after its track was deleted, with all that was on it.
pub(super) fn family_that_is_gone(stage: &mut Stage) -> Checked<Vec<(Kind, IdRef)>> {
    let family = family(stage)?;
    let (_, track_id) = &family[0];
    if stage.tracks()?.last().is_none_or(|last| last.id != *track_id) {
        // A positional id would name what moves into the place.
        return Err(Stop::Missing("new track that is the last one".to_owned()));
    }
    stage.prepare(Mutation::DeleteTrack { track_id: track_id.clone() })?;
    stage.trace().clear();
    Ok(family)
}

/// The id of an object that is gone is refused.
fn stale(stage: &mut Stage, taker: &Taker, look: Look) -> Checked {
    let family = family_that_is_gone(stage)?;
    for (kind, id) in family.iter().filter(|(kind, _)| *kind == taker.wants) {
        refuse(stage, taker, id, StaleReference, &format!("the id of a {kind:?} that is gone"), look)?;
    }
    Ok(())
}

/// A valid id, written as none is: each is refused as malformed.
fn malformed(stage: &mut Stage, taker: &Taker) -> Checked {
    for (kind, id) in family(stage)?.iter().filter(|(kind, _)| *kind == taker.wants) {
        for text in misspelt(&id.to_string()) {
            // What happens to be a path all the same has another fault, or none.
            if let id @ IdRef::Opaque(_) = IdRef::from(&*text) {
                refuse(stage, taker, &id, BadInput, &format!("a malformed id of a {kind:?}"), |_, _| Ok(()))?;
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
fn beyond_the_end(stage: &mut Stage, taker: &Taker) -> Checked {
    for (kind, id) in family(stage)?.iter().filter(|(kind, _)| *kind == taker.wants) {
        let text = id.to_string();
        for (at, _) in text.match_indices(':') {
            let end = text[at..].find('/').map_or(text.len(), |end| at + end);
            for index in ["977", "4294967295"] {
                let id = IdRef::from(&*format!("{}:{index}{}", &text[..at], &text[end..]));
                refuse(stage, taker, &id, StaleReference, &format!("the id of no {kind:?}"), |_, _| Ok(()))?;
            }
        }
    }
    Ok(())
}

fn refuse(stage: &Stage, taker: &Taker, id: &IdRef, code: ErrorCode, what: &str, look: Look) -> Checked {
    let what = format!("{} of `{id}`, {what},", taker.operation);
    match &taker.call {
        Call::Read(read) => look(&refused(read(stage, id), &[code], what)?, id),
        Call::Write(mutation) => {
            for via in stage.ways() {
                let error = refused(stage.send(via, mutation(id.clone())), &[code], &what)?;
                look(&error, id)?;
                let op = (via == Via::Transaction).then_some(0);
                let wanted = || op.map_or_else(|| format!("{what} has no `op`"), |op| format!("{what} has `op` {op}"));
                require(error.op == op, wanted, || format!("it is {error}"))?;
            }
            Ok(())
        }
    }
}

fn names_its_subject(error: &BridgeError, id: &IdRef) -> Checked {
    let seen = error.subject_id.as_deref();
    require(
        seen == Some(&*id.to_string()),
        || format!("subjectId is `{id}`, as the caller gave it"),
        || seen.map_or_else(|| "there is no subjectId".to_owned(), |seen| format!("it is `{seen}`")),
    )?;
    require(
        !error.hint.trim().is_empty(),
        || format!("the refusal of `{id}` has a hint that says how to recover"),
        || "the hint is empty".to_owned(),
    )
}
