//! Clips of the Session, and the properties of all clips. Contract, section 5.

use livebridge_port::ErrorCode::{BadInput, SdkRejected, WrongType};
use livebridge_port::capabilities::Colors;
use livebridge_port::{ClipInfo, ClipKind, ClipPropsPatch, IdRef, Mutation, Note, Operation, Outcome, TrackKind};

use crate::check::{Check, Checked, Stop, require, told};
use crate::checks::names::are_kept;
use crate::checks::refusals::refuse_each;
use crate::stage::Stage;

pub(in crate::areas) fn checks() -> Vec<Check> {
    vec![
        Check::new("clips/create-in-a-slot", "LB-CLIP-001", create),
        Check::new("clips/length-above-zero", "LB-CLIP-002", |stage| {
            let slot_id = stage.empty_slot_on(TrackKind::Midi)?;
            let calls =
                [0.0, -4.0].map(|length_beats| Mutation::CreateMidiClip { slot_id: slot_id.clone(), length_beats });
            refuse_each(stage, calls, &[BadInput])
        }),
        Check::new("clips/slot-on-an-audio-track", "LB-CLIP-003", |stage| {
            let slot_id = stage.empty_slot_on(TrackKind::Audio)?;
            refuse_each(stage, [Mutation::CreateMidiClip { slot_id, length_beats: 4.0 }], &[WrongType])
        }),
        Check::new("clips/occupied-slot", "LB-CLIP-004", |stage| {
            let clip = stage.midi_clip(&[])?;
            let clips = stage.all_clips(None)?;
            let slot = clips.into_iter().find(|info| info.id == clip).and_then(|info| info.slot_id);
            let Some(slot_id) = slot else { return Err(Stop::Missing("MIDI clip in a slot".to_owned())) };
            let call = Mutation::CreateMidiClip { slot_id, length_beats: 4.0 };
            refuse_each(stage, [call], &[BadInput, SdkRejected])
        }),
        Check::new("clips/colour-range", "LB-CLIP-005", |stage| {
            let clip_id = stage.midi_clip(&[])?;
            let calls = [-1, 16_777_216].map(|color| {
                let props = ClipPropsPatch { name: None, color: Some(color) };
                Mutation::SetClipProps { clip_id: clip_id.clone(), props }
            });
            refuse_each(stage, calls, &[BadInput])
        }),
        Check::new("clips/colour-is-read-back", "LB-CLIP-006", colour),
        Check::new("clips/only-the-keys-of-the-patch", "LB-CLIP-007", only_the_keys),
        Check::new("clips/create-in-every-slot", "LB-CLIP-001", create_in_every_slot),
        Check::new("clips/delete", "LB-CLIP-008", delete),
        Check::new("clips/properties-of-all-kinds", "LB-CLIP-009", all_kinds)
            .calling(&[Operation::CreateArrangementMidiClip]),
        Check::new("clips/each-by-its-own-id", "LB-CLIP-009", each_by_its_own_id),
        Check::new("clips/names-are-kept/session", "LB-CLIP-009", |stage| {
            let clip = stage.midi_clip(&[])?;
            clip_names(stage, &clip)
        }),
        Check::new("clips/names-are-kept/arrangement", "LB-CLIP-009", |stage| {
            let region = stage.free_region(TrackKind::Midi)?;
            let clip = stage.place(&region, 0.0, 4.0)?.id;
            clip_names(stage, &clip)
        })
        .calling(&[Operation::CreateArrangementMidiClip]),
        Check::new("clips/names-are-kept/audio", "LB-CLIP-009", |stage| {
            let clip = stage.audio_clip()?;
            clip_names(stage, &clip)
        }),
    ]
}

/// The clip or slot with this id, read again.
fn read(stage: &mut Stage, id: &IdRef) -> Checked<Option<ClipInfo>> {
    Ok(stage.all_clips(None)?.into_iter().find(|clip| clip.id == *id || clip.slot_id.as_ref() == Some(id)))
}

fn create(stage: &mut Stage) -> Checked {
    let cases = [0.25, 4.0, 7.5, 22.0 / 7.0].map(|length| stage.ways().into_iter().map(move |via| (length, via)));
    for (length_beats, via) in cases.into_iter().flatten() {
        let slot_id = stage.empty_slot_on(TrackKind::Midi)?;
        stage.send(via, Mutation::CreateMidiClip { slot_id: slot_id.clone(), length_beats })?;
        let Some(clip) = read(stage, &slot_id)? else {
            return Err(Stop::broken(format!("there is a clip in `{slot_id}`"), "the slot is not listed"));
        };
        let content = clip.loop_end - clip.loop_start;
        require(
            clip.kind == ClipKind::Midi
                && stage.same_beats(length_beats, clip.duration)
                && stage.same_beats(length_beats, content),
            || format!("a MIDI clip of {length_beats} beats in `{slot_id}`"),
            || told(&clip),
        )?;
        if stage.offers(Operation::GetNotes) {
            let notes = stage.notes(&clip.id)?;
            require(notes.is_empty(), || "a new clip has no notes".to_owned(), || format!("{} notes", notes.len()))?;
        }
    }
    Ok(())
}

/// Every empty slot of the MIDI tracks, each in a fresh Set: a clip comes into that one and no other.
fn create_in_every_slot(stage: &mut Stage) -> Checked {
    let empty = |clips: Vec<ClipInfo>| -> Vec<IdRef> {
        clips.into_iter().filter(|clip| clip.kind == ClipKind::Empty).filter_map(|clip| clip.slot_id).collect()
    };
    stage.empty_slot_on(TrackKind::Midi)?;
    for at in 0..empty(stage.all_clips(Some(TrackKind::Midi))?).len() {
        stage.fresh("seeded")?;
        let mut wanted = empty(stage.all_clips(None)?);
        // Ids are read again: opaque ones need not outlive a reset.
        let Some(slot_id) = empty(stage.all_clips(Some(TrackKind::Midi))?).into_iter().nth(at) else { break };
        stage.trace().clear();
        stage.call(Mutation::CreateMidiClip { slot_id: slot_id.clone(), length_beats: 4.0 })?;
        wanted.retain(|slot| *slot != slot_id);
        let left = empty(stage.all_clips(None)?);
        require(
            left == wanted,
            || format!("after a clip was made in `{slot_id}`, empty are {wanted:?}"),
            || told(&left),
        )?;
    }
    Ok(())
}

/// Every clip of the Set, all of one name and colour: a patch changes that one and no other.
fn each_by_its_own_id(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let filled = |stage: &mut Stage| -> Checked<Vec<ClipInfo>> {
        Ok(stage.all_clips(None)?.into_iter().filter(|clip| clip.kind != ClipKind::Empty).collect())
    };
    let patch = |clip_id: &IdRef, name: &str, color: i64| Mutation::SetClipProps {
        clip_id: clip_id.clone(),
        props: ClipPropsPatch { name: Some(name.into()), color: Some(color) },
    };
    for clip in filled(stage)? {
        stage.prepare(patch(&clip.id, "Alike", 0x00_00FF))?;
    }
    let mut wanted = filled(stage)?;
    stage.trace().clear();
    for at in 0..wanted.len() {
        stage.call(patch(&wanted[at].id, "Other", 0xFF_0000))?;
        let now = filled(stage)?;
        wanted[at].name = "Other".into();
        // Which colour of a palette it became is another requirement.
        wanted[at].color = now.get(at).map_or(0, |clip| clip.color);
        let shown = |clips: &[ClipInfo]| {
            clips.iter().map(|clip| format!("`{}` {:#08x}", clip.name, clip.color)).collect::<Vec<_>>().join(", ")
        };
        require(
            now == wanted,
            || format!("of {} clips alike only `{}` is changed: {}", wanted.len(), wanted[at].id, shown(&wanted)),
            || shown(&now),
        )?;
    }
    Ok(())
}

fn colour(stage: &mut Stage) -> Checked {
    // One after the other on one clip, so that 0 is a change too.
    let clip_id = stage.midi_clip(&[])?;
    for color in [0xFF_0000, 0x12_3456, 0xFF_FFFF, 0] {
        let props = ClipPropsPatch { name: None, color: Some(color) };
        let answer = stage.call(Mutation::SetClipProps { clip_id: clip_id.clone(), props })?;
        let Some(clip) = read(stage, &clip_id)? else { return Err(Stop::broken("the clip is listed", "it is not")) };
        let agrees = match (&answer, stage.capabilities().colors) {
            (_, Colors::Rgb) => i64::from(clip.color) == color,
            (Some(Outcome::Clip(answered)), Colors::Palette) => answered.color == clip.color,
            (_, Colors::Palette) => true,
        };
        require(agrees, || format!("the colour is {color:#08x}"), || format!("it is {:#08x}", clip.color))?;
    }
    Ok(())
}

fn only_the_keys(stage: &mut Stage) -> Checked {
    let clip_id = stage.midi_clip(&[Note::new(60.0, 0.0, 1.0)])?;
    let start = ClipPropsPatch { name: Some("Named".into()), color: Some(0xFF_0000) };
    stage.prepare(Mutation::SetClipProps { clip_id: clip_id.clone(), props: start })?;
    let was = read(stage, &clip_id)?;
    let name = ClipPropsPatch { name: Some("Ä new näme".into()), color: None };
    stage.call(Mutation::SetClipProps { clip_id: clip_id.clone(), props: name })?;
    let named = read(stage, &clip_id)?;
    let wanted = was.map(|was| ClipInfo { name: "Ä new näme".into(), ..was });
    require(named == wanted, || format!("only the name is written: {wanted:?}"), || told(&named))?;
    let color = ClipPropsPatch { name: None, color: Some(0x00_FF00) };
    stage.call(Mutation::SetClipProps { clip_id: clip_id.clone(), props: color })?;
    let coloured = read(stage, &clip_id)?;
    let shown = coloured.as_ref().map_or(0, |clip| clip.color);
    let wanted = named.map(|named| ClipInfo { color: shown, ..named });
    require(coloured == wanted, || format!("only the colour is written: {wanted:?}"), || told(&coloured))?;
    let empty = Mutation::SetClipProps { clip_id, props: ClipPropsPatch::default() };
    refuse_each(stage, [empty], &[BadInput])
}

fn delete(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let mut clips: Vec<ClipInfo> = stage.all_clips(None)?;
    clips.retain(|clip| clip.kind != ClipKind::Empty);
    for victim in 0..clips.len() {
        stage.fresh("seeded")?;
        // Ids are read again: opaque ones need not outlive a reset.
        let clip = stage.all_clips(None)?.into_iter().filter(|clip| clip.kind != ClipKind::Empty).nth(victim);
        let Some(clip) = clip else { return Err(Stop::Untestable("a fixture came back with fewer clips".to_owned())) };
        stage.call(Mutation::DeleteClip { clip_id: clip.id })?;
        let left: Vec<_> = stage
            .all_clips(None)?
            .into_iter()
            .filter(|clip| clip.kind != ClipKind::Empty)
            .map(|clip| (clip.name, clip.location))
            .collect();
        let mut wanted: Vec<_> = clips.iter().map(|clip| (clip.name.clone(), clip.location)).collect();
        let (gone, _) = wanted.remove(victim);
        require(left == wanted, || format!("`{gone}` is gone and nothing else"), || format!("left is {left:?}"))?;
    }
    Ok(())
}

/// A clip in the Arrangement and an audio clip, with both keys at once.
fn all_kinds(stage: &mut Stage) -> Checked {
    let kinds: [fn(&mut Stage) -> Checked<IdRef>; 2] = [
        |stage| {
            let region = stage.free_region(TrackKind::Midi)?;
            Ok(stage.place(&region, 0.0, 4.0)?.id)
        },
        Stage::audio_clip,
    ];
    for kind in kinds {
        let clip_id = kind(stage)?;
        let was = read(stage, &clip_id)?;
        let props = ClipPropsPatch { name: Some("Ä new näme".into()), color: Some(0x00_FF00) };
        stage.call(Mutation::SetClipProps { clip_id: clip_id.clone(), props })?;
        let now = read(stage, &clip_id)?;
        let color = match stage.capabilities().colors {
            Colors::Rgb => 0x00_FF00,
            Colors::Palette => now.as_ref().map_or(0, |clip| clip.color),
        };
        let wanted = was.map(|was| ClipInfo { name: "Ä new näme".into(), color, ..was });
        require(now == wanted, || format!("name and colour are written: {wanted:?}"), || told(&now))?;
    }
    Ok(())
}

fn clip_names(stage: &mut Stage, id: &IdRef) -> Checked {
    are_kept(
        stage,
        |name| Mutation::SetClipProps { clip_id: id.clone(), props: ClipPropsPatch { name: Some(name), color: None } },
        |stage| Ok(stage.all_clips(None)?.into_iter().find(|clip| clip.id == *id).map(|clip| clip.name)),
    )
}
