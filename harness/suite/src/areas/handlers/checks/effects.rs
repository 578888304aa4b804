//! What each handler does to a Set, held against its transform.

use livebridge_port::ErrorCode::StaleReference;
use livebridge_port::capabilities::SideEffect;
use livebridge_port::{ClipInfo, ClipKind, ClipLocation, IdRef, Mutation, Note, Operation, TrackInfo};
use livebridge_transforms::handlers::{Humanize, Measure, ScaleLock};
use livebridge_transforms::{
    DEFAULT_PALETTE, Draws, FaderParam, Grid, IssueKind, NoteRng, Scale, SnapMode, Source, db_to_param_value,
    fill_notes, humanize, snap_to_scale,
};

use super::runs::{
    CHROMATIC, OF_LEVELS, OF_NOTES, OF_SONGS, OF_TIDYING, SEED, TARGET_DB, chosen, gain_stage_request,
    loud_tracks_and_silent, new_tracks, opts, section, session_clip, session_to_song, set_janitor, stale_delete,
    two_clips, untidy_clip_of,
};
use crate::check::{Check, Checked, Stop, refused, require, told};
use crate::handlers::{decode, levels};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    vec![
        Check::new("handlers/scale-lock", "LB-HAND-001", scale_lock).calling(OF_NOTES),
        Check::new("handlers/humanize", "LB-HAND-002", humanized).calling(OF_NOTES),
        Check::new("handlers/gain-stage-doctor", "LB-HAND-003", gain_stage).calling(OF_LEVELS),
        Check::new("handlers/session-to-song", "LB-HAND-004", song).calling(OF_SONGS),
        Check::new("handlers/set-janitor", "LB-HAND-005", tidied).calling(OF_TIDYING),
        Check::new("handlers/stale-delete", "LB-HAND-010", |stage| {
            let run = set_janitor(vec![stale_delete(stage)?]);
            refused(run(stage), &[StaleReference], "the delete of a track that has another name by now").map(drop)
        })
        .calling(OF_TIDYING),
        Check::new("handlers/occupied-cue-points", "LB-HAND-011", occupied).calling(OF_SONGS),
    ]
}

/// A clip holds these notes.
fn holds(stage: &Stage, clip: &IdRef, wanted: &[Note], expected: &str) -> Checked {
    let read = stage.notes(clip)?;
    let shown = |notes: &[Note]| livebridge_port::json::to_string(notes).unwrap_or_default();
    require(
        stage.same_notes(wanted, &read),
        || format!("{expected}: {}", shown(wanted)),
        || format!("`{clip}` holds {}", shown(&read)),
    )
}

fn scale_lock(stage: &mut Stage) -> Checked {
    for mode in [SnapMode::Nearest, SnapMode::Up, SnapMode::Down] {
        let clip_ids: Vec<IdRef> = two_clips(stage)?.into();
        let scale = Scale::from(&stage.overview()?);
        let snapped = snap_to_scale(&CHROMATIC, scale, mode).map_err(|error| Stop::Untestable(error.to_string()))?;
        if snapped.moved_count == 0 {
            return Err(Stop::Missing("scale that leaves pitches out".to_owned()));
        }
        let request = ScaleLock { clip_ids, mode };
        let run = stage.handle("scaleLock", &request, |handlers, bridge| (handlers.scale_lock)(bridge, &request))?;
        let wanted = 2 * snapped.moved_count;
        require(run.moved_count == wanted, || format!("{wanted} notes moved"), || format!("{}", run.moved_count))?;
        for clip in &request.clip_ids {
            holds(stage, clip, &snapped.notes, "the notes are on the scale")?;
        }
    }
    Ok(())
}

fn humanized(stage: &mut Stage) -> Checked {
    let [first, second] = two_clips(stage)?;
    let grid = Grid::from(&stage.overview()?);
    let request = Humanize { clip_ids: vec![second, first], opts: opts(0.5) };
    // The draws follow the order in which the target lists the notes.
    let before = request.clip_ids.iter().map(|clip| stage.notes(clip)).collect::<Result<Vec<_>, _>>()?;
    stage.handle("humanize", &request, |handlers, bridge| (handlers.humanize)(bridge, &request, SEED))?;
    let mut draws = NoteRng::new(SEED);
    for (i, (clip, notes)) in request.clip_ids.iter().zip(&before).enumerate() {
        draws.begin_clip(i);
        let wanted = humanize(notes, &request.opts, grid, &mut draws);
        let wanted = wanted.map_err(|error| Stop::Untestable(error.to_string()))?;
        holds(stage, clip, &wanted, &format!("clip {i} of the run has its own draws"))?;
    }
    Ok(())
}

fn gain_stage(stage: &mut Stage) -> Checked {
    let ([first, second], [silent]) = loud_tracks_and_silent(stage)?;
    let track_ids = vec![first, second, silent];
    let mut wanted = Vec::new();
    for id in &track_ids {
        let fader = stage.mixer(id)?.volume;
        let placed = stage.clips(id)?.into_iter().filter(|clip| clip.location == ClipLocation::Arrangement);
        let end = placed.map(|clip| clip.end_time).reduce(f64::max).unwrap_or(4.0);
        let render = stage.render(id, 0.0, end)?;
        let audio = decode(&render.path).map_err(|error| Stop::broken("a render that can be read", error.message))?;
        let rms = levels(&audio, Measure::Rms).map_err(|error| Stop::broken("finite samples", error.message))?.rms_db;
        let request = gain_stage_request(Vec::new());
        let value = if rms <= livebridge_loudness::LEVEL_FLOOR_DB {
            fader.value
        } else {
            db_to_param_value(TARGET_DB - rms, FaderParam::from(&fader), request.curve)
                .map_err(|error| Stop::Untestable(error.to_string()))?
        };
        wanted.push((rms, value));
    }
    let request = gain_stage_request(track_ids);
    stage.handle("gainStageDoctor", &request, |handlers, bridge| (handlers.gain_stage_doctor)(bridge, &request))?;
    for (id, (rms, wanted)) in request.track_ids.iter().zip(wanted) {
        let seen = stage.mixer(id)?.volume.value;
        // Two renders of a host need not be the same to the last bit.
        require(
            (seen - wanted).abs() <= 1e-4,
            || format!("the fader of `{id}`, which is at {rms:.2} dBFS, goes to {wanted:.5} for {TARGET_DB} dBFS"),
            || format!("it is {seen:.5}"),
        )?;
    }
    Ok(())
}

/// The track that a clip of the Session is on.
fn track_of(stage: &Stage, slot: &ClipInfo) -> Checked<TrackInfo> {
    for track in stage.tracks()? {
        if stage.clips(&track.id)?.iter().any(|clip| clip.id == slot.id) {
            return Ok(track);
        }
    }
    Err(Stop::broken(format!("`{}` is listed", slot.id), "it is not"))
}

fn song(stage: &mut Stage) -> Checked {
    let (source, scene) = session_clip(stage)?;
    let track_id = track_of(stage, &source)?.id;
    // Two sections of ten and six beats; what lies over the end of the song is cut there.
    let end = 16.0;
    let make = Mutation::CreateArrangementMidiClip { track_id, start_beat: end - 4.0, length_beats: 8.0 };
    stage.prepare(make)?;
    stage.trace().clear();
    let notes = stage.notes(&source.id)?;
    let colored = livebridge_transforms::Section { color: Some(0x00_FF00), ..section("B", scene, 1.5) };
    session_to_song(vec![section("A", scene, 2.5), colored])(stage)?;
    let mut laid_out = stage.clips(&track_of(stage, &source)?.id)?;
    laid_out.retain(|clip| clip.location == ClipLocation::Arrangement);
    let places: Vec<_> = laid_out.iter().map(|clip| (clip.start_time, clip.duration)).collect();
    let wanted = [(0.0, 10.0), (10.0, 6.0), (end, 4.0)];
    require(
        places.len() == wanted.len()
            && places.iter().zip(wanted).all(|(a, b)| stage.same_beats(b.0, a.0) && stage.same_beats(b.1, a.1)),
        || format!("starts and lengths in the Arrangement: {wanted:?}"),
        || told(&places),
    )?;
    for (clip, length) in laid_out.iter().zip([10.0, 6.0]) {
        let filled = fill_notes(&notes, Source::from(&source), length, true);
        let filled = filled.map_err(|error| Stop::Untestable(error.to_string()))?;
        holds(stage, &clip.id, &filled, &format!("the notes repeat for {length} beats"))?;
        require(
            clip.name == source.name,
            || format!("it is named `{}` as its source", source.name),
            || format!("`{}`", clip.name),
        )?;
    }
    if stage.offers(Operation::ListCuePoints) {
        let cues = stage.cue_points()?;
        for (beat, name) in [(0.0, "A"), (10.0, "B")] {
            let found = cues.iter().find(|cue| stage.same_beats(beat, cue.time));
            // What a new Set begins with is the host's choice.
            require(
                found.is_some_and(|cue| beat <= 0.0 || &*cue.name == name),
                || format!("a cue point `{name}` at beat {beat}"),
                || told(&cues),
            )?;
        }
    }
    Ok(())
}

fn occupied(stage: &mut Stage) -> Checked {
    let (_, scene) = session_clip(stage)?;
    stage.prepare(Mutation::CreateCuePoint { beat: 8.0, name: "Mine".into() })?;
    session_to_song(vec![section("A", scene, 2.0), section("B", scene, 1.0)])(stage)?;
    let cues = stage.cue_points()?;
    let there: Vec<_> = cues.iter().filter(|cue| stage.same_beats(8.0, cue.time)).map(|cue| &*cue.name).collect();
    require(there == ["Mine"], || "one cue point at beat 8, `Mine`".to_owned(), || told(&there))
}

/// Every clip, without the empty slots.
fn clips(stage: &mut Stage) -> Checked<Vec<ClipInfo>> {
    let all = stage.all_clips(None)?;
    Ok(all.into_iter().filter(|info| info.kind != ClipKind::Empty).collect())
}

fn tidied(stage: &mut Stage) -> Checked {
    if stage.capabilities().has_side_effect(SideEffect::NewTrackDevices) {
        return Err(Stop::Missing("new track without devices (sideEffects: newTrackDevices)".to_owned()));
    }
    stage.fresh("seeded")?;
    let empty = new_tracks(stage, 2)?;
    let clip = untidy_clip_of(stage)?;
    let all = stage.tracks()?;
    let named = all.iter().zip(stage.uncounted_names(&all));
    let before: Vec<_> = named.filter(|(track, _)| !empty.contains(&track.id)).map(|(_, name)| name).collect();
    // With the new tracks gone it may have another id, but the same place among the clips.
    let place = clips(stage)?.iter().position(|info| info.id == clip);
    let choice = chosen(stage, |kind, id| match kind {
        IssueKind::EmptyTrack => empty.contains(id),
        IssueKind::OffPaletteColor => *id == clip,
        _ => false,
    })?;
    require(
        choice.len() == 3,
        || "two empty tracks and a colour off the palette are found".to_owned(),
        || told(&choice),
    )?;
    stage.trace().clear();
    set_janitor(choice)(stage)?;
    let after = stage.uncounted_names(&stage.tracks()?);
    require(after == before, || format!("the tracks are {before:?} again"), || told(&after))?;
    let color = place.and_then(|place| Some(clips(stage).ok()?.get(place)?.color));
    let wanted = DEFAULT_PALETTE.iter().copied().find(|color| *color != 0);
    let is_kept_as_given = stage.capabilities().colors == livebridge_port::capabilities::Colors::Rgb;
    require(
        color == wanted || !is_kept_as_given,
        || format!("the clip has the first colour of the palette, {wanted:?}"),
        || told(&color),
    )
}
