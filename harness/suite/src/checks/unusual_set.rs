//! A Set with something unusual in every field, and mutations of what is in it.

use livebridge_port::{
    ClipKind, ClipLocation, ClipPropsPatch, CreateAudioClipArgs, Mutation, Note, Snapshot, TrackKind, TrackPropsPatch,
    fixtures,
};

use crate::check::{Checked, Stop};
use crate::stage::Stage;

/// A Set with something unusual in every field that a read shows.
pub(crate) fn unusual() -> Snapshot {
    let mut set = fixtures::seeded();
    let devices = fixtures::seeded_devices();
    (set.tempo, set.root_note, set.scale_mode, set.grid_is_triplet) = (97.25, 7, false, true);
    set.grid_quantization = "1/8".into();
    set.scenes = devices.scenes;
    set.cue_points = devices.cue_points;
    for (track, like) in set.tracks.iter_mut().zip(devices.tracks) {
        track.devices.extend(like.devices);
        (track.mute, track.solo, track.arm) = (!like.mute, like.solo, true);
        track.panning = -0.25;
    }
    for clip in set.tracks.iter_mut().flat_map(|track| track.session.iter_mut().chain(&mut track.arrangement)) {
        clip.muted = true;
        clip.notes = clip.notes.take().map(|notes| notes.iter().map(in_full).collect());
        clip.name = format!("{} ü", clip.name).into();
        // As long as before, for in Live a clip is as long as what it plays; without a loop that ends at its marker.
        (clip.loop_start, clip.loop_end) = (clip.loop_start + 0.5, clip.loop_end + 0.5);
        clip.end_marker += if clip.looping { 1.0 } else { 0.5 };
    }
    for track in set.tracks.iter_mut().filter(|track| track.kind == TrackKind::Midi) {
        for clip in &mut track.arrangement {
            clip.start_time = clip.start_time.map(|start| start + 3.25);
        }
    }
    set
}

/// The note with every optional field, none at its default.
fn in_full(note: &Note) -> Note {
    note.with_velocity(33.25)
        .with_muted(true)
        .with_probability(0.625)
        .with_velocity_deviation(-7.5)
        .with_release_velocity(12.5)
        .with_selected(true)
}

/// Mutations of the first things of their kind in the unusual Set, as its ids are now.
pub(crate) fn of_each_kind(stage: &mut Stage) -> Checked<Vec<Mutation>> {
    use Mutation as M;
    let device_name = match stage.effect_name() {
        Some(name) => name,
        None => stage.device_name()?,
    };
    let tracks = stage.tracks()?;
    let clips = tracks.iter().map(|track| stage.clips(&track.id)).collect::<Result<Vec<_>, _>>()?;
    let find = |kind: ClipKind, location: ClipLocation| {
        let found = clips.iter().flatten().find(|clip| clip.kind == kind && clip.location == location);
        found.map(|clip| clip.id.clone()).ok_or_else(|| Stop::broken("the Set that was loaded is listed", "it is not"))
    };
    let in_session = find(ClipKind::Midi, ClipLocation::Session)?;
    let placed = find(ClipKind::Midi, ClipLocation::Arrangement)?;
    let slot_id = find(ClipKind::Empty, ClipLocation::Session)?;
    let track = |i: usize| tracks.get(i).map_or_else(|| slot_id.clone(), |track| track.id.clone());
    let named = |name: &str| TrackPropsPatch { name: Some(name.into()), ..TrackPropsPatch::default() };
    let note = [Note::new(61.0, 0.5, 0.5)];
    let param_id = stage.mixer(&track(1))?.volume.id;
    // A host need not take a file that is not there.
    let audio_clip = stage.audio_file().ok().map(|file_path| {
        let args = CreateAudioClipArgs { file_path, start_time: 500.0, duration: 1.0 };
        M::CreateArrangementAudioClip { track_id: track(2), args }
    });
    let calls = vec![
        M::SetTempo { bpm: 140.0 },
        M::SetTrackProps { track_id: track(0), props: named("Other") },
        M::SetTrackProps { track_id: track(1), props: TrackPropsPatch { solo: Some(true), ..named("Alone") } },
        M::SetTrackProps {
            track_id: track(0),
            props: TrackPropsPatch { arm: Some(true), ..TrackPropsPatch::default() },
        },
        M::SetNotes { clip_id: in_session.clone(), notes: [].into() },
        M::SetNotes { clip_id: placed.clone(), notes: note.into() },
        M::CreateTrack { kind: TrackKind::Midi },
        M::CreateTrack { kind: TrackKind::Audio },
        M::CreateMidiClip { slot_id: slot_id.clone(), length_beats: 2.0 },
        M::SetClipProps { clip_id: placed.clone(), props: ClipPropsPatch { name: Some("Other".into()), color: None } },
        M::SetClipProps { clip_id: in_session.clone(), props: ClipPropsPatch { name: None, color: Some(255) } },
        M::DeleteTrack { track_id: track(1) },
        M::DeleteClip { clip_id: in_session },
        M::DeleteClip { clip_id: placed },
        M::CreateArrangementMidiClip { track_id: track(1), start_beat: 500.0, length_beats: 4.0 },
        M::ClearClipsInRange { track_id: track(1), start_beat: 0.0, end_beat: 4.0 },
        M::ClearClipsInRange { track_id: track(2), start_beat: 6.0, end_beat: 500.0 },
        M::CreateCuePoint { beat: 50.0, name: "Between".into() },
        M::SetParam { param_id, value: 0.125 },
        M::InsertDevice { track_id: track(2), device_name, index: 1.0 },
    ];
    Ok(calls.into_iter().chain(audio_clip).collect())
}
