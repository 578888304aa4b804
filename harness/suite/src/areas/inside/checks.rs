//! Both sides at once: a call through the bridge, and a look at the Set in the host.

mod effects;
mod users;

use std::sync::Arc;

use livebridge_port::{IdRef, Mutation, Note, Operation, Snapshot, TrackId, TrackKind, TrackPropsPatch};

use crate::check::{Check, Checked, Stop, require};
use crate::inside::Inside;
use crate::stage::Stage;

pub(in crate::areas) fn checks() -> Vec<Check> {
    let mut checks = vec![
        Check::new("inside/the-overview-is-what-the-host-holds", "LB-INSIDE-001", overview)
            .calling(&[Operation::GetSongOverview]),
        Check::new("inside/tracks-are-what-the-host-holds", "LB-INSIDE-001", tracks).calling(&[Operation::ListTracks]),
        Check::new("inside/clips-are-what-the-host-holds", "LB-INSIDE-001", clips)
            .calling(&[Operation::ListTracks, Operation::ListClips]),
        Check::new("inside/notes-are-what-the-host-holds", "LB-INSIDE-001", notes).calling(&[
            Operation::ListTracks,
            Operation::ListClips,
            Operation::GetNotes,
        ]),
    ];
    checks.extend(effects::checks());
    checks.extend(users::checks());
    checks
}

/// The Set in the host.
fn set(inside: &Arc<dyn Inside>) -> Checked<Snapshot> {
    inside.set().map_err(|fault| Stop::Undecided(format!("the host cannot be seen from inside: {fault}")))
}

/// An edit of the user; a host that has no way for it leaves the check undecided.
fn edit(inside: &Arc<dyn Inside>, mutation: &Mutation) -> Checked {
    inside.edit_as_user(mutation).map_err(|why| Stop::Undecided(format!("no edit of the user could be made: {why}")))
}

/// The user gives a track another name.
fn rename(inside: &Arc<dyn Inside>, track: usize, name: &str) -> Checked {
    edit(inside, &Mutation::SetTrackProps { track_id: at(track), props: named(name) })
}

fn named(name: &str) -> TrackPropsPatch {
    TrackPropsPatch { name: Some(name.into()), ..TrackPropsPatch::default() }
}

fn at(track: usize) -> IdRef {
    TrackId(u32::try_from(track).unwrap_or(u32::MAX)).into()
}

/// Read, changed by the user, and read again: a bridge that remembers what it read tells the old one.
fn overview(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let inside = stage.inside()?;
    for tempo in [None, Some(93.0), Some(141.0)] {
        if let Some(bpm) = tempo {
            edit(&inside, &Mutation::SetTempo { bpm })?;
        }
        let (held, told) = (set(&inside)?, stage.overview()?);
        let same = stage.same_number(held.tempo, told.tempo);
        require(
            same,
            || format!("the host's tempo is {}", held.tempo),
            || format!("getSongOverview says {}", told.tempo),
        )?;
        let (held_names, told_names) = (names(&held), told.tracks.iter().map(|track| track.name.to_string()).collect());
        same_names(&held_names, &told_names, "getSongOverview")?;
        let counts = (told.track_count, told.scene_count, told.return_track_count);
        let wanted = (held.tracks.len(), held.scenes.len(), held.return_track_count);
        require(
            counts == wanted,
            || format!("the host has (tracks, scenes, return tracks) {wanted:?}"),
            || format!("getSongOverview counts {counts:?}"),
        )?;
    }
    Ok(())
}

fn names(set: &Snapshot) -> Vec<String> {
    set.tracks.iter().map(|track| track.name.to_string()).collect()
}

fn same_names(held: &Vec<String>, told: &Vec<String>, read: &str) -> Checked {
    require(held == told, || format!("the host's tracks are {held:?}"), || format!("{read} says {told:?}"))
}

fn tracks(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let inside = stage.inside()?;
    for name in [None, Some("By the user"), Some("And again")] {
        if let Some(name) = name {
            rename(&inside, 0, name)?;
        }
        let (held, told) = (set(&inside)?, stage.tracks()?);
        same_names(&names(&held), &told.iter().map(|track| track.name.to_string()).collect(), "listTracks")?;
        for (held, told) in held.tracks.iter().zip(&told) {
            let of = |kind: TrackKind, mute: bool, solo: bool, arm: bool, devices: usize| {
                format!("{kind:?}, mute {mute}, solo {solo}, arm {arm}, {devices} devices")
            };
            let wanted = of(held.kind, held.mute, held.solo, held.arm, held.devices.len());
            let seen = of(told.kind, told.mute, told.solo, told.arm, told.device_count);
            let name = &held.name;
            require(
                wanted == seen,
                || format!("in the host `{name}` is {wanted}"),
                || format!("listTracks says {seen}"),
            )?;
            require(
                stage.same_param(held.volume.value, told.mixer.volume),
                || format!("in the host the fader of `{name}` is at {}", held.volume.value),
                || format!("listTracks says {}", told.mixer.volume),
            )?;
        }
    }
    Ok(())
}

fn clips(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let inside = stage.inside()?;
    for track in 0..set(&inside)?.tracks.len() {
        let told = stage.clips(&at(track))?;
        let held = set(&inside)?;
        let held = &held.tracks[track];
        let wanted: Vec<String> = (held.session.iter().chain(&held.arrangement))
            .map(|clip| format!("{:?} `{}` of {} beats", clip.kind, clip.name, short(clip.duration)))
            .collect();
        let seen: Vec<String> = (told.iter().filter(|clip| clip.kind != livebridge_port::ClipKind::Empty))
            .map(|clip| format!("{:?} `{}` of {} beats", clip.kind, clip.name, short(clip.duration)))
            .collect();
        let name = &held.name;
        require(
            wanted == seen,
            || format!("on `{name}` the host has {}", wanted.join(", ")),
            || format!("listClips says {}", seen.join(", ")),
        )?;
    }
    Ok(())
}

/// A number of beats as its 32-bit neighbour: how exactly it is told is for other checks.
fn short(beats: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "that is what is wanted")]
    let short = beats as f32;
    short
}

fn notes(stage: &mut Stage) -> Checked {
    let clip = stage.midi_clip(&[Note::new(60.0, 0.0, 1.0), Note::new(64.0, 1.0, 0.5)])?;
    let inside = stage.inside()?;
    // The last ones lie where the clip of four beats does not play: they are notes of it all the same.
    for edited in [None, Some((71.0, 0.5)), Some((48.0, 0.5)), Some((50.0, 9.0)), Some((52.0, -2.0))] {
        if let Some((pitch, start)) = edited {
            let notes = [Note::new(pitch, start, 1.0), Note::new(40.0, 0.0, 0.5)].into();
            edit(&inside, &Mutation::SetNotes { clip_id: clip.clone(), notes })?;
        }
        let told = stage.notes(&clip)?;
        let held = effects::notes_of(&set(&inside)?, &clip).unwrap_or_default();
        require(
            stage.same_notes(&held, &told),
            || format!("the host's clip holds {} notes: {}", held.len(), crate::check::told(&held)),
            || format!("getNotes says {}", crate::check::told(&told)),
        )?;
    }
    Ok(())
}
