//! Names: they are read back character for character, and two objects may share one. Contract, section 5.

use livebridge_port::{ClipPropsPatch, IdRef, Mutation, Name, Operation, TrackKind, TrackPropsPatch};

use super::large::many_tracks_made;
use crate::check::{Check, Checked, Stop, require};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    use Operation as O;
    vec![
        Check::new("tracks/names-are-kept", "LB-TRACK-008", track_names),
        Check::new("tracks/two-of-a-name", "LB-TRACK-008", two_of_a_name),
        Check::new("tracks/each-by-its-own-id", "LB-TRACK-008", each_by_its_own_id).calling(&[O::CreateTrack]),
        Check::new("tracks/delete-one-of-a-name", "LB-TRACK-007", delete_one_of_a_name).calling(&[O::SetTrackProps]),
        Check::new("reads/find-all-of-a-name", "LB-READ-010", find_all_of_a_name).calling(&[O::SetTrackProps]),
        Check::new("clips/names-are-kept/session", "LB-CLIP-009", |stage| {
            let clip = stage.midi_clip(&[])?;
            clip_names(stage, &clip)
        }),
        Check::new("clips/names-are-kept/arrangement", "LB-CLIP-009", |stage| {
            let region = stage.free_region(TrackKind::Midi)?;
            let clip = stage.place(&region, 0.0, 4.0)?.id;
            clip_names(stage, &clip)
        })
        .calling(&[O::CreateArrangementMidiClip]),
        Check::new("clips/names-are-kept/audio", "LB-CLIP-009", |stage| {
            let clip = stage.audio_clip()?;
            clip_names(stage, &clip)
        }),
        Check::new("cues/names-are-kept", "LB-CUE-003", cue_names),
    ]
}

/// Names of which a bridge could lose something: what can be typed into Live, and no control characters.
fn names() -> [String; 5] {
    [
        "  blanks at both ends  ".to_owned(),
        // The same to the eye, written in two ways.
        "Cafe\u{301} and Caf\u{e9}".to_owned(),
        // Beyond 16 bits.
        "\u{1d11e} \u{1f39b}\u{fe0f} \u{540d}\u{524d}".to_owned(),
        r#""quoted" 'once' \n \u0041 %20 &amp; <b> ${x}"#.to_owned(),
        format!("{}and its end", "a long name goes on \u{fc}ber all limits, ".repeat(8)),
    ]
}

/// Each name, written in every way, is read back.
fn are_kept(
    stage: &mut Stage,
    write: impl Fn(Name) -> Mutation,
    read: impl Fn(&mut Stage) -> Checked<Option<Name>>,
) -> Checked {
    for name in names() {
        for via in stage.ways() {
            stage.send(via, write(name.as_str().into()))?;
            let seen = read(stage)?;
            require(
                seen.as_deref() == Some(&name),
                || format!("the name is {name:?}"),
                || seen.map_or_else(|| "it is not listed".to_owned(), |seen| format!("it is {seen:?}")),
            )?;
        }
    }
    Ok(())
}

fn rename(track_id: &IdRef, name: &str) -> Mutation {
    let props = TrackPropsPatch { name: Some(name.into()), ..TrackPropsPatch::default() };
    Mutation::SetTrackProps { track_id: track_id.clone(), props }
}

fn track_names(stage: &mut Stage) -> Checked {
    let id = stage.track(TrackKind::Midi)?.id;
    are_kept(
        stage,
        |name| rename(&id, &name),
        |stage| Ok(stage.tracks()?.into_iter().find(|track| track.id == id).map(|track| track.name)),
    )
}

fn clip_names(stage: &mut Stage, id: &IdRef) -> Checked {
    are_kept(
        stage,
        |name| Mutation::SetClipProps { clip_id: id.clone(), props: ClipPropsPatch { name: Some(name), color: None } },
        |stage| Ok(stage.all_clips(None)?.into_iter().find(|clip| clip.id == *id).map(|clip| clip.name)),
    )
}

/// Each name on a cue point of its own: none is taken away again.
fn cue_names(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let first = stage.free_cue_beat();
    let beats = (0..16).map(|i| first + f64::from(i));
    for (name, beat) in names().into_iter().zip(beats) {
        stage.call(Mutation::CreateCuePoint { beat, name: name.as_str().into() })?;
        let seen = stage.cue_points()?.into_iter().find(|cue| stage.same_beats(beat, cue.time)).map(|cue| cue.name);
        require(
            seen.as_deref() == Some(&name),
            || format!("the cue point at beat {beat} is named {name:?}"),
            || format!("{seen:?}"),
        )?;
    }
    Ok(())
}

/// Names the first two tracks of the Set alike.
fn twins(stage: &mut Stage, count: usize) -> Checked<Vec<IdRef>> {
    let ids: Vec<_> = stage.several_tracks(count)?.into_iter().map(|track| track.id).collect();
    for id in &ids[..2] {
        stage.call(rename(id, "Twin"))?;
    }
    Ok(ids)
}

fn mute(track_id: &IdRef) -> Mutation {
    let props = TrackPropsPatch { mute: Some(true), ..TrackPropsPatch::default() };
    Mutation::SetTrackProps { track_id: track_id.clone(), props }
}

fn two_of_a_name(stage: &mut Stage) -> Checked {
    let ids = twins(stage, 2)?;
    let before = stage.tracks()?;
    let names: Vec<_> = before.iter().filter(|track| ids[..2].contains(&track.id)).map(|track| &*track.name).collect();
    require(names == ["Twin", "Twin"], || "both tracks are named `Twin`".to_owned(), || format!("{names:?}"))?;
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
    let ids: Vec<_> = many_tracks_made(stage, TRACKS)?.into_iter().map(|track| track.id).collect();
    let wanted: Vec<Name> = (0..ids.len()).map(|at| format!("Place {at}").into()).collect();
    for (id, name) in ids.iter().zip(&wanted) {
        stage.call(rename(id, name))?;
    }
    let names: Vec<_> = stage.own_tracks()?.into_iter().map(|track| track.name).collect();
    require(names == wanted, || format!("the tracks are named {wanted:?}"), || format!("{names:?}"))
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
        || format!("{left:?}"),
    )
}

fn find_all_of_a_name(stage: &mut Stage) -> Checked {
    let ids = twins(stage, 2)?;
    let found: Vec<_> = stage.find_track("Twin")?.into_iter().map(|track| track.id).collect();
    let all = ids[..2].iter().all(|id| found.contains(id));
    require(all, || format!("`Twin` finds both tracks: {:?}", &ids[..2]), || format!("{found:?}"))?;
    let listed = stage.tracks()?.into_iter().filter(|track| track.name.to_lowercase().contains("twin")).count();
    if found.len() == listed {
        return Ok(());
    }
    Err(Stop::broken(format!("`Twin` finds {listed} tracks"), format!("{} tracks", found.len())))
}
