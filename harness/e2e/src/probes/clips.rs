//! Clips: what remains of one that is cut or covered, and which colours are kept.

use livebridge_port::TrackKind;
use livebridge_port::{ClipInfo, ClipPropsPatch, IdRef, Mutation, Note, Operation};
use livebridge_suite::check::Checked;
use livebridge_suite::stage::{Region, Stage};

use super::{Observed, Sight, attempt, needs_undo, said};

/// A clip of eight beats with a note on each, in a free stretch of the Arrangement.
fn long_clip(stage: &mut Stage) -> Checked<Region> {
    let region = stage.free_region(TrackKind::Midi)?;
    let clip = stage.place(&region, 0.0, 8.0)?;
    if stage.offers(Operation::SetNotes) {
        let notes: Vec<Note> = (0..8).map(|beat| Note::new(60.0, f64::from(beat), 0.5)).collect();
        stage.prepare(Mutation::SetNotes { clip_id: clip.id, notes: notes.into() })?;
    }
    Ok(region)
}

/// Start and end of a clip, in beats from the base of its region.
type Extent = (f64, f64);

/// Where the clips of a region are, and a line of each.
fn pieces(stage: &Stage, region: &Region) -> Checked<(Vec<Extent>, Vec<String>)> {
    let clips = stage.clips_in(region)?;
    let place = |clip: &ClipInfo| (clip.start_time - region.base, clip.end_time - region.base);
    let mut lines = Vec::new();
    for clip in &clips {
        let (start, end) = place(clip);
        let notes = if clip.is_midi && stage.offers(Operation::GetNotes) {
            format!(", {} notes", stage.notes(&clip.id)?.len())
        } else {
            String::new()
        };
        let ClipInfo { loop_start, loop_end, end_marker, .. } = clip;
        lines.push(format!("{start}..{end}: content {loop_start}..{loop_end}, end marker {end_marker}{notes}"));
    }
    Ok((clips.iter().map(place).collect(), lines))
}

/// Whether clips are where they are expected.
fn are_at(stage: &Stage, seen: &[Extent], expected: &[Extent]) -> bool {
    let same = |(seen, expected): (&Extent, &Extent)| {
        stage.same_beats(expected.0, seen.0) && stage.same_beats(expected.1, seen.1)
    };
    seen.len() == expected.len() && seen.iter().zip(expected).all(same)
}

pub(super) fn clear_inside(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    stage.needs("range to clear", &[Operation::ClearClipsInRange])?;
    let region = long_clip(stage)?;
    let (start_beat, end_beat) = (region.base + 2.0, region.base + 4.0);
    stage.call(Mutation::ClearClipsInRange { track_id: region.track.clone(), start_beat, end_beat })?;
    let (seen, mut evidence) = pieces(stage, &region)?;
    let answer = if are_at(stage, &seen, &[(0.0, 2.0), (4.0, 8.0)]) {
        "two pieces"
    } else if are_at(stage, &seen, &[(0.0, 2.0)]) {
        "the tail is lost"
    } else {
        "otherwise"
    };
    if needs_undo(stage).is_ok() {
        stage.undo()?;
        let whole = are_at(stage, &pieces(stage, &region)?.0, &[(0.0, 8.0)]);
        evidence.push(format!("one undo {}", if whole { "brings the clip back" } else { "does not bring it back" }));
    }
    Ok(Observed::with(answer, evidence))
}

pub(super) fn over_the_middle(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    stage.needs("clip of the Arrangement", &[Operation::CreateArrangementMidiClip])?;
    let region = long_clip(stage)?;
    stage.place(&region, 2.0, 2.0)?;
    let (seen, evidence) = pieces(stage, &region)?;
    let answer = if are_at(stage, &seen, &[(0.0, 2.0), (2.0, 4.0), (4.0, 8.0)]) {
        "three clips"
    } else if are_at(stage, &seen, &[(0.0, 2.0), (2.0, 4.0)]) {
        "the tail is lost"
    } else {
        "otherwise"
    };
    Ok(Observed::with(answer, evidence))
}

/// A colour that is in no palette of Live's.
const COLOUR: u32 = 0x0012_3456;

/// Gives a clip that colour: the clip, or what was said.
fn coloured(stage: &mut Stage) -> Checked<Result<IdRef, String>> {
    let clip_id = stage.midi_clip(&[])?;
    let props = ClipPropsPatch { name: Some("E2E colour".into()), color: Some(i64::from(COLOUR)) };
    let written = attempt(stage, Mutation::SetClipProps { clip_id: clip_id.clone(), props })?;
    Ok(written.map(|_| clip_id).map_err(|refusal| said(&refusal)))
}

pub(super) fn any_colour(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    let clip_id = match coloured(stage)? {
        Ok(clip_id) => clip_id,
        Err(said) => return Ok(Observed::new("refused", said)),
    };
    let clips = stage.all_clips(None)?;
    let color = clips.into_iter().find(|clip| clip.id == clip_id).map_or(0, |clip| clip.color);
    let answer = if color == COLOUR { "kept" } else { "another one" };
    Ok(Observed::new(answer, format!("#{COLOUR:06X} was written, #{color:06X} is read")))
}

pub(super) fn make_coloured_clip(stage: &mut Stage) -> Checked<String> {
    coloured(stage)?
        .map(|_| format!("the clip `E2E colour`, with the colour #{COLOUR:06X}"))
        .map_err(|said| livebridge_suite::check::Stop::Missing(format!("clip with a colour of its own: {said}")))
}
