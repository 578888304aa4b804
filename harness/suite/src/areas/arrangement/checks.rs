//! The Arrangement: placing clips, taking the place of others, and clearing ranges. Contract, section 5.

mod cuts;

use livebridge_port::ErrorCode::{BadInput, WrongType};
use livebridge_port::{
    ClipInfo, ClipKind, ClipPropsPatch, CreateAudioClipArgs, Mutation, Name, Note, Operation, Reset, SetView,
    TrackKind, fixtures,
};

use crate::check::{Check, Checked, Stop, require, told};
use crate::checks::clip_places::{Places, clear, stand_at};
use crate::checks::refusals::refuse_each;
use crate::stage::{Region, Stage};

pub(in crate::areas) fn checks() -> Vec<Check> {
    let mut checks = vec![
        Check::new("arrangement/midi-clip-is-placed", "LB-ARR-001", midi_clip),
        Check::new("arrangement/midi-clip-off-the-grid", "LB-ARR-001", off_the_grid),
        Check::new("arrangement/midi-clip-range", "LB-ARR-002", |stage| {
            let track_id = stage.track(TrackKind::Midi)?.id;
            let calls = [(-0.5, 4.0), (0.0, 0.0), (0.0, -1.0)].map(|(start_beat, length_beats)| {
                Mutation::CreateArrangementMidiClip { track_id: track_id.clone(), start_beat, length_beats }
            });
            refuse_each(stage, calls, &[BadInput])
        }),
        Check::new("arrangement/midi-clip-on-an-audio-track", "LB-ARR-003", |stage| {
            let track_id = stage.track(TrackKind::Audio)?.id;
            let call = Mutation::CreateArrangementMidiClip { track_id, start_beat: 0.0, length_beats: 4.0 };
            refuse_each(stage, [call], &[WrongType])
        }),
        Check::new("arrangement/takes-the-place-of-others", "LB-ARR-004", takes_the_place),
        Check::new("arrangement/audio-takes-the-place-of-others", "LB-ARR-004", audio_takes_the_place)
            .calling(&[Operation::CreateArrangementAudioClip]),
        Check::new("arrangement/audio-clip-is-placed", "LB-ARR-005", audio_clip_is_placed),
        Check::new("arrangement/audio-clip-has-its-length", "LB-ARR-015", audio_clip_has_its_length),
        Check::new("arrangement/audio-clip-arguments", "LB-ARR-006", |stage| {
            let track_id = stage.track(TrackKind::Audio)?.id;
            let calls = [("", 0.0, 1.0), ("/a.wav", -1.0, 1.0), ("/a.wav", 0.0, 0.0), ("/a.wav", 0.0, -2.0)].map(
                |(file, start_time, duration)| Mutation::CreateArrangementAudioClip {
                    track_id: track_id.clone(),
                    args: CreateAudioClipArgs { file_path: file.into(), start_time, duration },
                },
            );
            refuse_each(stage, calls, &[BadInput])
        }),
        Check::new("arrangement/audio-clip-on-a-midi-track", "LB-ARR-007", |stage| {
            let file_path = stage.audio_file()?;
            let track_id = stage.track(TrackKind::Midi)?.id;
            let args = CreateAudioClipArgs { file_path, start_time: 0.0, duration: 1.0 };
            refuse_each(stage, [Mutation::CreateArrangementAudioClip { track_id, args }], &[WrongType])
        }),
        Check::new("arrangement/clear-inside", "LB-ARR-008", |stage| {
            cleared(stage, &[(0.0, 2.0), (2.0, 2.0), (4.0, 2.0), (6.0, 2.0)], (2.0, 6.0), &[(0.0, 2.0), (6.0, 2.0)])
        }),
        Check::new("arrangement/clear-cuts-at-the-edges", "LB-ARR-009", |stage| {
            cleared(stage, &[(0.0, 4.0), (5.0, 1.0), (7.0, 4.0)], (3.0, 8.5), &[(0.0, 3.0), (8.5, 2.5)])
        }),
        Check::new("arrangement/clear-splits-a-spanning-clip", "LB-ARR-010", |stage| {
            cleared(stage, &[(0.0, 8.0)], (2.0, 4.0), &[(0.0, 2.0), (4.0, 4.0)])
        }),
        Check::new("arrangement/pieces-keep-what-they-hold", "LB-ARR-011", pieces_keep),
        Check::new("arrangement/pieces-are-clips-of-their-own", "LB-ARR-011", pieces_of_their_own),
        Check::new("arrangement/content-moves-with-the-cut", "LB-ARR-012", content_moves),
        Check::new("arrangement/clear-range", "LB-ARR-013", |stage| {
            let track_id = stage.track(TrackKind::Midi)?.id;
            let calls = [(-1.0, 4.0), (4.0, 4.0), (4.0, 2.0)].map(|(start_beat, end_beat)| {
                Mutation::ClearClipsInRange { track_id: track_id.clone(), start_beat, end_beat }
            });
            refuse_each(stage, calls, &[BadInput])
        }),
        Check::new("arrangement/loops-keep-their-phase", "LB-ARR-014", loops_keep_their_phase),
    ];
    checks.extend(cuts::checks());
    checks
}

/// Clips over `placed`, a range cleared, and what must be left.
fn cleared(stage: &mut Stage, placed: &Places, range: (f64, f64), left: &Places) -> Checked {
    let region = stage.free_region(TrackKind::Midi)?;
    for (start, length) in placed {
        stage.place(&region, *start, *length)?;
    }
    clear(stage, &region, range)?;
    let (start, end) = (region.base + range.0, region.base + range.1);
    stand_at(stage, &region, left, &format!("after clearing [{start}, {end}) there are left")).map(drop)
}

fn midi_clip(stage: &mut Stage) -> Checked {
    let region = stage.free_region(TrackKind::Midi)?;
    let made = stage.place(&region, 1.5, 6.25)?;
    let clips = stand_at(stage, &region, &[(1.5, 6.25)], "the clip stands where it was asked for")?;
    let clip = &clips[0];
    require(clip.kind == ClipKind::Midi, || "it is a MIDI clip".to_owned(), || format!("{:?}", clip.kind))?;
    if stage.offers(Operation::GetNotes) {
        let notes = stage.notes(&made.id)?;
        require(notes.is_empty(), || "a new clip has no notes".to_owned(), || format!("{} notes", notes.len()))?;
    }
    Ok(())
}

/// A place and a length that no grid and no short decimal holds, in every way.
fn off_the_grid(stage: &mut Stage) -> Checked {
    for via in stage.ways() {
        let region = stage.free_region(TrackKind::Midi)?;
        let (start_beat, length_beats) = (region.base + 1.0 / 7.0, 19.0 / 7.0);
        let track_id = region.track.clone();
        stage.send(via, Mutation::CreateArrangementMidiClip { track_id, start_beat, length_beats })?;
        let seen: Vec<_> = stage.clips_in(&region)?.into_iter().map(|clip| (clip.start_time, clip.duration)).collect();
        require(
            seen.len() == 1 && stage.same_beats(start_beat, seen[0].0) && stage.same_beats(length_beats, seen[0].1),
            || format!("one clip of {length_beats} beats at {start_beat}"),
            || format!("starts and lengths {seen:?}"),
        )?;
    }
    Ok(())
}

/// Audio clips over each other: an overlapped one is cut.
fn audio_takes_the_place(stage: &mut Stage) -> Checked {
    let file_path = stage.audio_file()?;
    let region = stage.free_region(TrackKind::Audio)?;
    let mut left: Vec<(f64, f64)> = Vec::new();
    for (start, duration) in [(0.0, 0.5), (0.5, 0.25), (0.75, 0.5), (0.25, 0.75)] {
        let args = CreateAudioClipArgs { file_path: file_path.clone(), start_time: region.base + start, duration };
        stage.call(Mutation::CreateArrangementAudioClip { track_id: region.track.clone(), args })?;
        // How long the clip is, another requirement asks; what is under it is gone in any case.
        let listed = stage.clips_in(&region)?;
        let made = listed.iter().find(|clip| stage.same_beats(region.base + start, clip.start_time));
        let long = made.map_or(duration, |clip| clip.duration);
        left = outside(&left, start, start + long);
        left.push((start, long));
        left.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    stand_at(stage, &region, &left, "an audio clip takes the place of what was there").map(drop)
}

/// What is left of clips, each a start and a length, where a range is cleared.
fn outside(clips: &Places, from: f64, to: f64) -> Vec<(f64, f64)> {
    let pieces = clips.iter().flat_map(|&(start, length)| {
        let end = start + length;
        [(start, end.min(from) - start), (start.max(to), end - start.max(to))]
    });
    pieces.filter(|(_, length)| *length > 0.0).collect()
}

fn takes_the_place(stage: &mut Stage) -> Checked {
    let region = stage.free_region(TrackKind::Midi)?;
    stage.place(&region, 0.0, 4.0)?;
    stage.place(&region, 4.0, 2.0)?;
    stage.place(&region, 6.0, 4.0)?;
    stage.place(&region, 3.0, 4.0)?;
    let left = [(0.0, 3.0), (3.0, 4.0), (7.0, 3.0)];
    let (from, to) = (region.base + 3.0, region.base + 7.0);
    stand_at(stage, &region, &left, &format!("a clip over [{from}, {to}) takes the place of what was there")).map(drop)
}

/// Places the tone and gives its file and the clips that are there then.
fn audio_clip(stage: &mut Stage, start: f64, duration: f64) -> Checked<(Name, Region, Vec<ClipInfo>)> {
    let file_path = stage.audio_file()?;
    let region = stage.free_region(TrackKind::Audio)?;
    let args = CreateAudioClipArgs { file_path: file_path.clone(), start_time: region.base + start, duration };
    stage.call(Mutation::CreateArrangementAudioClip { track_id: region.track.clone(), args })?;
    let clips = stage.clips_in(&region)?;
    Ok((file_path, region, clips))
}

fn audio_clip_is_placed(stage: &mut Stage) -> Checked {
    let (file, region, clips) = audio_clip(stage, 2.0, 1.0)?;
    let starts: Vec<f64> = clips.iter().map(|clip| clip.start_time).collect();
    let wanted = region.base + 2.0;
    require(
        starts.len() == 1 && stage.same_beats(wanted, starts[0]),
        || format!("one clip stands where it was asked for: at {wanted}"),
        || format!("clips at {starts:?}"),
    )?;
    require(
        clips[0].kind == ClipKind::Audio && clips[0].file_path.as_ref() == Some(&file),
        || format!("it plays {file}"),
        || format!("{:?} {:?}", clips[0].kind, clips[0].file_path),
    )
}

/// Shorter than the file, so that the host has enough of it.
fn audio_clip_has_its_length(stage: &mut Stage) -> Checked {
    for duration in [1.0, 0.5] {
        let (_, _, clips) = audio_clip(stage, 0.0, duration)?;
        let durations: Vec<f64> = clips.iter().map(|clip| clip.duration).collect();
        require(
            durations.len() == 1 && stage.same_beats(duration, durations[0]),
            || format!("one clip of {duration} beats"),
            || format!("clips of {durations:?} beats"),
        )?;
    }
    Ok(())
}

fn pieces_keep(stage: &mut Stage) -> Checked {
    let region = stage.free_region(TrackKind::Midi)?;
    let clip = stage.place(&region, 0.0, 8.0)?;
    let notes = [Note::new(60.0, 0.0, 1.0), Note::new(62.0, 3.0, 1.0), Note::new(64.0, 7.0, 1.0)];
    stage.call(Mutation::SetNotes { clip_id: clip.id.clone(), notes: notes.into() })?;
    let props = ClipPropsPatch { name: Some("Kept".into()), color: Some(0xFF_0000) };
    stage.call(Mutation::SetClipProps { clip_id: clip.id, props })?;
    let color = stage.clips_in(&region)?.first().map_or(0, |clip| clip.color);
    // Cut on the left and on the right, not in the middle: that a clip becomes two is another requirement.
    clear(stage, &region, (0.0, 2.0))?;
    clear(stage, &region, (6.0, 8.0))?;
    let expected = format!("what is left of a clip over [{}, {})", region.base, region.base + 8.0);
    for piece in stand_at(stage, &region, &[(2.0, 4.0)], &expected)? {
        require(
            &*piece.name == "Kept" && piece.color == color,
            || format!("the piece keeps its name `Kept` and its colour {color:#08x}"),
            || format!("`{}`, {:#08x}", piece.name, piece.color),
        )?;
        let read = stage.notes(&piece.id)?;
        require(
            stage.same_notes(&notes, &read),
            || "the piece keeps all three notes".to_owned(),
            || format!("it has {} notes", read.len()),
        )?;
    }
    Ok(())
}

/// Of a clip that was cut in the middle, by a range or by another clip, each piece is a whole clip by itself. That there
/// are two is another requirement.
fn pieces_of_their_own(stage: &mut Stage) -> Checked {
    for by_a_clip in [false, true] {
        let region = stage.free_region(TrackKind::Midi)?;
        let clip = stage.place(&region, 0.0, 8.0)?;
        let notes = [Note::new(60.0, 0.0, 1.0).with_velocity(33.0), Note::new(64.0, 7.0, 1.0).with_muted(true)];
        stage.call(Mutation::SetNotes { clip_id: clip.id.clone(), notes: notes.into() })?;
        let props = ClipPropsPatch { name: Some("Whole".into()), color: Some(0x00_FF00) };
        stage.call(Mutation::SetClipProps { clip_id: clip.id, props })?;
        let color = stage.clips_in(&region)?.first().map_or(0, |clip| clip.color);
        if by_a_clip {
            stage.place(&region, 3.0, 2.0)?;
        } else {
            clear(stage, &region, (3.0, 5.0))?;
        }
        let middle = |clip: &ClipInfo| by_a_clip && stage.same_beats(region.base + 3.0, clip.start_time);
        let pieces: Vec<_> = stage.clips_in(&region)?.into_iter().filter(|clip| !middle(clip)).collect();
        let [left, right] = &pieces[..] else {
            return Err(Stop::Missing("clip that becomes two where it is cut".to_owned()));
        };
        for piece in [right, left] {
            let read = stage.notes(&piece.id)?;
            require(
                stage.same_notes(&notes, &read) && &*piece.name == "Whole" && piece.color == color && !piece.muted,
                || format!("the piece `{}` has the name, the colour and both notes of the clip", piece.id),
                || format!("{} with {} notes", told(piece), read.len()),
            )?;
        }
        let other = [Note::new(72.0, 6.0, 0.5)];
        stage.call(Mutation::SetNotes { clip_id: right.id.clone(), notes: other.into() })?;
        let props = ClipPropsPatch { name: Some("Right".into()), color: None };
        stage.call(Mutation::SetClipProps { clip_id: right.id.clone(), props })?;
        let read = stage.notes(&left.id)?;
        let names: Vec<_> = stage.clips_in(&region)?.into_iter().map(|clip| clip.name).collect();
        require(
            stage.same_notes(&notes, &read) && names.first() == Some(&left.name),
            || "the left piece is as it was when the right one is changed".to_owned(),
            || format!("the clips are named {}, and the left piece has {} notes", told(&names), read.len()),
        )?;
    }
    Ok(())
}

fn content_moves(stage: &mut Stage) -> Checked {
    let region = stage.free_region(TrackKind::Midi)?;
    let clip = stage.place(&region, 0.0, 8.0)?;
    if clip.looping {
        return Err(Stop::Missing("Arrangement clip that does not loop".to_owned()));
    }
    let content = clip.loop_start;
    clear(stage, &region, (0.0, 2.0))?;
    clear(stage, &region, (6.0, 8.0))?;
    let expected = format!("what is left of a clip over [{}, {})", region.base, region.base + 8.0);
    for piece in stand_at(stage, &region, &[(2.0, 4.0)], &expected)? {
        let seen = (piece.loop_start, piece.loop_end, piece.end_marker);
        let wanted = (content + 2.0, content + 6.0, content + 6.0);
        require(
            stage.same_beats(wanted.0, seen.0)
                && stage.same_beats(wanted.1, seen.1)
                && stage.same_beats(wanted.2, seen.2),
            || format!("loopStart, loopEnd, endMarker of the piece are {wanted:?}"),
            || told(&seen),
        )?;
    }
    Ok(())
}

fn loops_keep_their_phase(stage: &mut Stage) -> Checked {
    let mut set = fixtures::seeded();
    let clip = &mut set.tracks[1].arrangement[0];
    (clip.looping, clip.loop_start, clip.loop_end, clip.end_marker) = (true, 1.0, 4.0, 4.0);
    stage.reset(&Reset::Snapshot(Box::new(set)))?;
    let track_id = stage.tracks()?[1].id.clone();
    stage.call(Mutation::ClearClipsInRange { track_id: track_id.clone(), start_beat: 0.0, end_beat: 5.5 })?;
    for clip in stage.clips(&track_id)?.iter().filter(|clip| clip.slot_id.is_none()) {
        let seen = (clip.looping, clip.loop_start, clip.loop_end, clip.end_marker);
        require(seen == (true, 1.0, 4.0, 4.0), || "a piece keeps its loop 1..4".to_owned(), || told(&seen))?;
    }
    let SetView::Canonical(snapshot) = stage.snapshot()? else {
        return Err(Stop::broken("a canonical snapshot, as declared", "an opaque one"));
    };
    // 5.5 beats into a loop of 3 that began at its start: 2.5 beats into it, content time 3.5.
    let phases: Vec<_> = snapshot.tracks[1].arrangement.iter().map(|clip| clip.start_marker).collect();
    require(
        phases == [Some(3.5)],
        || "what is left of it begins at content time 3.5 (startMarker)".to_owned(),
        || format!("startMarker of what is left: {phases:?}"),
    )
}
