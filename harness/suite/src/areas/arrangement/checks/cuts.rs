//! Clips that are cut: what each piece holds, a second cut, and audio. Contract, section 5, `clearClipsInRange`.

use livebridge_port::{ClipInfo, ClipPropsPatch, CreateAudioClipArgs, Mutation, Note, Operation, TrackKind};

use crate::check::{Check, Checked, Stop, require, told};
use crate::checks::clip_places::{clear, stand_at};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("arrangement/both-pieces-in-full", "LB-ARR-016", both_pieces),
        Check::new("arrangement/a-piece-is-cut-again", "LB-ARR-017", cut_again),
        Check::new("arrangement/cut-off-the-grid", "LB-ARR-009", cut_off_the_grid),
        Check::new("arrangement/no-sliver-is-left", "LB-ARR-008", no_sliver_is_left),
        Check::new("arrangement/audio-is-cut-likewise", "LB-ARR-018", audio_is_cut)
            .calling(&[Operation::CreateArrangementAudioClip]),
    ]
}

/// The content of a piece of a clip that does not loop lies between these places.
fn content_is(stage: &Stage, piece: &ClipInfo, from: f64, to: f64) -> Checked {
    let seen = (piece.loop_start, piece.loop_end, piece.end_marker);
    require(
        stage.same_beats(from, seen.0) && stage.same_beats(to, seen.1) && stage.same_beats(to, seen.2),
        || format!("loopStart, loopEnd, endMarker of the piece at {} are {:?}", piece.start_time, (from, to, to)),
        || told(&seen),
    )
}

fn must_not_loop(clip: &ClipInfo) -> Checked {
    if clip.looping { Err(Stop::Missing("Arrangement clip that does not loop".to_owned())) } else { Ok(()) }
}

fn both_pieces(stage: &mut Stage) -> Checked {
    let region = stage.free_region(TrackKind::Midi)?;
    let clip = stage.place(&region, 0.0, 8.0)?;
    let content = clip.loop_start;
    let notes = [Note::new(60.0, 0.0, 1.0), Note::new(62.0, 3.0, 1.0), Note::new(64.0, 7.0, 1.0)];
    stage.call(Mutation::SetNotes { clip_id: clip.id.clone(), notes: notes.into() })?;
    let props = ClipPropsPatch { name: Some("Kept".into()), color: Some(0xFF_0000) };
    stage.call(Mutation::SetClipProps { clip_id: clip.id.clone(), props })?;
    let color = stage.clips_in(&region)?.first().map_or(0, |clip| clip.color);
    clear(stage, &region, (2.0, 4.0))?;
    let pieces = stand_at(stage, &region, &[(0.0, 2.0), (4.0, 4.0)], "after clearing the middle there are left")?;
    for (piece, (from, to)) in pieces.iter().zip([(0.0, 2.0), (4.0, 8.0)]) {
        require(
            &*piece.name == "Kept" && piece.color == color && piece.kind == clip.kind && piece.muted == clip.muted,
            || format!("each piece is the MIDI clip `Kept` of colour {color:#08x}"),
            || told(&piece),
        )?;
        let read = stage.notes(&piece.id)?;
        require(
            stage.same_notes(&notes, &read),
            || format!("the piece at {} keeps all three notes", piece.start_time),
            || format!("it has {} notes", read.len()),
        )?;
        if !piece.looping {
            content_is(stage, piece, content + from, content + to)?;
        }
    }
    Ok(())
}

fn cut_again(stage: &mut Stage) -> Checked {
    let region = stage.free_region(TrackKind::Midi)?;
    let clip = stage.place(&region, 0.0, 12.0)?;
    must_not_loop(&clip)?;
    for range in [(0.0, 2.0), (1.0, 5.0), (10.0, 14.0), (9.0, 11.0)] {
        clear(stage, &region, range)?;
    }
    let expected = format!("what is left of a clip over [{}, {})", region.base, region.base + 12.0);
    let pieces = stand_at(stage, &region, &[(5.0, 4.0)], &expected)?;
    pieces.iter().try_for_each(|piece| content_is(stage, piece, clip.loop_start + 5.0, clip.loop_start + 9.0))
}

/// Edges that no grid and no short decimal holds, in every way.
fn cut_off_the_grid(stage: &mut Stage) -> Checked {
    for via in stage.ways() {
        let region = stage.free_region(TrackKind::Midi)?;
        stage.place(&region, 0.0, 4.0)?;
        stage.place(&region, 6.0, 4.0)?;
        let (start_beat, end_beat) = (region.base + 24.0 / 7.0, region.base + 50.0 / 7.0);
        stage.send(via, Mutation::ClearClipsInRange { track_id: region.track.clone(), start_beat, end_beat })?;
        let seen: Vec<_> = stage.clips_in(&region)?.into_iter().map(|clip| (clip.start_time, clip.end_time)).collect();
        // An end may be kept as a length, and then is off by a rounding.
        let same = |wanted: f64, seen: f64| stage.same_beats(wanted, seen) || (wanted - seen).abs() <= 1e-9;
        require(
            seen.len() == 2 && same(start_beat, seen[0].1) && same(end_beat, seen[1].0),
            || format!("two clips are left, up to {start_beat} and from {end_beat}"),
            || format!("starts and ends {seen:?}"),
        )?;
    }
    Ok(())
}

/// A range that ends, or begins, a rounding off the edges of its clip: a piece of at most 1e-6 beats is nothing.
fn no_sliver_is_left(stage: &mut Stage) -> Checked {
    const ROUNDING: f64 = 5e-7;
    if !stage.tolerance().is_exact() {
        return Err(Stop::Missing("64-bit floats (capability precision: f64)".to_owned()));
    }
    for range in [(0.0, 4.0 - ROUNDING), (ROUNDING, 4.0), (ROUNDING, 4.0 - ROUNDING)] {
        let region = stage.free_region(TrackKind::Midi)?;
        stage.place(&region, 0.0, 4.0)?;
        clear(stage, &region, range)?;
        let what = format!("all but {ROUNDING:e} beats of a clip are cleared, and no clip is left");
        stand_at(stage, &region, &[], &what)?;
    }
    Ok(())
}

fn audio_is_cut(stage: &mut Stage) -> Checked {
    let file_path = stage.audio_file()?;
    let region = stage.free_region(TrackKind::Audio)?;
    let args = CreateAudioClipArgs { file_path: file_path.clone(), start_time: region.base, duration: 1.0 };
    stage.call(Mutation::CreateArrangementAudioClip { track_id: region.track.clone(), args })?;
    let Some(clip) = stage.clips_in(&region)?.into_iter().next() else {
        return Err(Stop::broken("the clip is listed", "it is not"));
    };
    must_not_loop(&clip)?;
    clear(stage, &region, (0.0, 0.25))?;
    clear(stage, &region, (0.75, 1.0))?;
    for piece in stand_at(stage, &region, &[(0.25, 0.5)], "what is left of the audio clip")? {
        content_is(stage, &piece, clip.loop_start + 0.25, clip.loop_start + 0.75)?;
        require(
            piece.file_path.as_ref() == Some(&file_path) && piece.name == clip.name,
            || format!("the piece plays {file_path} and is named `{}`", clip.name),
            || format!("{:?} `{}`", piece.file_path, piece.name),
        )?;
    }
    Ok(())
}
