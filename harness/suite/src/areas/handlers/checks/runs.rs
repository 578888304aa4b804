//! The runs of the handlers: for each a Set that it changes, one that it refuses, and one where it has nothing to do.

use std::collections::BTreeSet;

use livebridge_port::ErrorCode::{BadInput, StaleReference};
use livebridge_port::{
    ClipKind, ClipPropsPatch, CreateAudioClipArgs, ErrorCode, IdRef, Mutation, Name, Note, Operation, Outcome,
    TrackKind, TrackPropsPatch,
};
use livebridge_transforms::handlers::{
    GainStageDoctor, Humanize, Measure, ScaleLock, SessionToSong, SetJanitor, list_issues,
};
use livebridge_transforms::{
    DEFAULT_PALETTE, FaderCurve, HumanizeOpts, IssueKind, Scale, Section, SnapMode, TimeSignature, snap_to_scale,
};

use crate::check::{Checked, Stop};
use crate::stage::{Stage, Way};

/// A run of a handler on a stage that is set.
pub(super) type Run = Box<dyn Fn(&Stage) -> livebridge_port::Result<()>>;

/// A run that must be refused, and the codes that will do.
type Refused = (Run, &'static [ErrorCode]);

/// One handler, and how it is tried.
pub(super) struct Handler {
    pub(super) name: &'static str,
    /// What it calls, and what its stage needs.
    pub(super) operations: &'static [Operation],
    /// A run that changes something on at least two objects.
    pub(super) changes: fn(&mut Stage) -> Checked<Run>,
    /// A run that is refused with one of these codes, for something in the middle of it.
    pub(super) refused: fn(&mut Stage) -> Checked<Refused>,
    /// A run that has nothing to change.
    pub(super) idle: fn(&mut Stage) -> Checked<Run>,
    /// Whether a second run has nothing to change.
    pub(super) is_idempotent: bool,
    /// Whether it refers to what its own transaction makes.
    pub(super) refers: bool,
}

/// What the handlers of notes call.
pub(super) const OF_NOTES: &[Operation] = &[
    Operation::GetSongOverview,
    Operation::ListTracks,
    Operation::ListClips,
    Operation::GetNotes,
    Operation::SetNotes,
    Operation::CreateMidiClip,
    Operation::Transaction,
];

/// What Gain Stage Doctor calls.
pub(super) const OF_LEVELS: &[Operation] = &[
    Operation::ListTracks,
    Operation::ListClips,
    Operation::GetTrackMixer,
    Operation::RenderTrack,
    Operation::SetParam,
    Operation::CreateTrack,
    Operation::CreateArrangementAudioClip,
    Operation::Transaction,
];

/// What Session-to-Song calls.
pub(super) const OF_SONGS: &[Operation] = &[
    Operation::ListTracks,
    Operation::ListScenes,
    Operation::ListClips,
    Operation::GetNotes,
    Operation::SetNotes,
    Operation::SetClipProps,
    Operation::CreateArrangementMidiClip,
    Operation::CreateArrangementAudioClip,
    Operation::ClearClipsInRange,
    Operation::CreateCuePoint,
    Operation::Transaction,
];

/// What Set Janitor calls.
pub(super) const OF_TIDYING: &[Operation] = &[
    Operation::ListTracks,
    Operation::ListClips,
    Operation::SetTrackProps,
    Operation::SetClipProps,
    Operation::CreateTrack,
    Operation::DeleteTrack,
    Operation::Transaction,
];

/// The five handlers.
pub(super) const ALL: &[Handler] = &[
    Handler {
        name: "scaleLock",
        operations: OF_NOTES,
        changes: |stage| {
            let clips = two_clips(stage)?;
            let scale = Scale::from(&stage.overview()?);
            match snap_to_scale(&CHROMATIC, scale, SnapMode::Up) {
                Ok(snapped) if snapped.moved_count == 0 => {
                    Err(Stop::Missing("scale that leaves pitches out".to_owned()))
                }
                _ => Ok(scale_lock(clips.into(), SnapMode::Up)),
            }
        },
        refused: |stage| {
            Ok((scale_lock(with_a_stale_one(two_clips(stage)?), SnapMode::Up), &[StaleReference, BadInput]))
        },
        idle: |stage| {
            let clip = stage.midi_clip(&[])?;
            let scale = Scale::from(&stage.overview()?);
            let Ok(snapped) = snap_to_scale(&CHROMATIC, scale, SnapMode::Up) else {
                return Err(Stop::Untestable("the overview shows no scale".to_owned()));
            };
            stage.prepare(Mutation::SetNotes { clip_id: clip.clone(), notes: snapped.notes.into() })?;
            Ok(scale_lock(vec![clip], SnapMode::Up))
        },
        is_idempotent: true,
        refers: false,
    },
    Handler {
        name: "humanize",
        operations: OF_NOTES,
        changes: |stage| Ok(humanize(two_clips(stage)?.into(), 0.8)),
        refused: |stage| Ok((humanize(with_a_stale_one(two_clips(stage)?), 0.8), &[StaleReference, BadInput])),
        idle: |stage| Ok(humanize(two_clips(stage)?.into(), 0.0)),
        is_idempotent: false,
        refers: false,
    },
    Handler {
        name: "gainStageDoctor",
        operations: OF_LEVELS,
        changes: |stage| Ok(gain_stage(loud_tracks(stage)?.into())),
        refused: |stage| Ok((gain_stage(with_a_stale_one(loud_tracks(stage)?)), &[StaleReference, BadInput])),
        idle: |stage| {
            stage.fresh("seeded")?;
            Ok(gain_stage(Vec::new()))
        },
        is_idempotent: false,
        refers: false,
    },
    Handler {
        name: "sessionToSong",
        operations: OF_SONGS,
        changes: |stage| {
            let (_, scene) = session_clip(stage)?;
            Ok(session_to_song(vec![section("A", scene, 2.0), section("B", scene, 1.5)]))
        },
        refused: |stage| {
            let (_, scene) = session_clip(stage)?;
            // The last cue point lies beyond the last beat: the target refuses it, after all else.
            let sections =
                vec![section("A", scene, 1.0), section("B", NO_SCENE, 400_000.0), section("C", NO_SCENE, 1.0)];
            Ok((session_to_song(sections), &[BadInput]))
        },
        idle: |stage| {
            stage.fresh("seeded")?;
            Ok(session_to_song(Vec::new()))
        },
        is_idempotent: false,
        refers: true,
    },
    Handler {
        name: "setJanitor",
        operations: OF_TIDYING,
        changes: |stage| {
            let clip = untidy_clip(stage)?;
            // Deletes are left out: those are not to be repeated.
            let chosen =
                chosen(stage, |kind, _| matches!(kind, IssueKind::PlaceholderName | IssueKind::OffPaletteColor))?;
            if !chosen.iter().any(|id| id.ends_with(&clip.to_string())) {
                return Err(Stop::broken(
                    format!("the colour of `{clip}` is found to be off the palette"),
                    "it is not",
                ));
            }
            Ok(set_janitor(chosen))
        },
        refused: |stage| {
            let stale = stale_delete(stage)?;
            untidy_clip_of(stage)?;
            let mut chosen = chosen(stage, |kind, _| kind == IssueKind::OffPaletteColor)?;
            chosen.push(stale);
            Ok((set_janitor(chosen), &[StaleReference]))
        },
        idle: |stage| {
            stage.fresh("seeded")?;
            Ok(set_janitor(vec!["placeholderName:of something that is not there".into()]))
        },
        is_idempotent: true,
        refers: false,
    },
];

/// Every pitch class, one after the other: where two come to be one pitch, they do not overlap.
pub(super) const CHROMATIC: [Note; 12] = {
    let mut notes = [Note::new(60.0, 0.0, 0.25); 12];
    let mut i = 0;
    while i < notes.len() {
        #[expect(clippy::cast_precision_loss, reason = "twelve notes")]
        let at = i as f64;
        notes[i].pitch += at;
        notes[i].start_time += at / 4.0;
        i += 1;
    }
    notes
};

pub(super) const NO_SCENE: i64 = 977;

pub(super) const SEED: u64 = 7;

pub(super) const TARGET_DB: f64 = -24.0;

/// An id that names nothing, of the scheme of the target: one that was read of a clip or track that is gone again
/// would do too, but must be made first.
fn with_a_stale_one([first, second]: [IdRef; 2]) -> Vec<IdRef> {
    let stale = if first.as_path().is_some_and(|path| path.to_string().contains("clip")) {
        "track:977/clip:0"
    } else {
        "track:977"
    };
    vec![first, stale.into(), second]
}

fn scale_lock(clip_ids: Vec<IdRef>, mode: SnapMode) -> Run {
    let request = ScaleLock { clip_ids, mode };
    Box::new(move |stage| {
        stage.handle("scaleLock", &request, |handlers, bridge| (handlers.scale_lock)(bridge, &request)).map(drop)
    })
}

pub(super) fn opts(strength: f64) -> HumanizeOpts {
    HumanizeOpts { do_timing: true, do_velocity: true, living: true, swing: Some(0.5), ..HumanizeOpts::new(strength) }
}

fn humanize(clip_ids: Vec<IdRef>, strength: f64) -> Run {
    let request = Humanize { clip_ids, opts: opts(strength) };
    Box::new(move |stage| {
        stage.handle("humanize", &request, |handlers, bridge| (handlers.humanize)(bridge, &request, SEED)).map(drop)
    })
}

pub(super) fn gain_stage_request(track_ids: Vec<IdRef>) -> GainStageDoctor {
    GainStageDoctor { track_ids, target_db: TARGET_DB, measure: Measure::Rms, curve: FaderCurve::Live }
}

fn gain_stage(track_ids: Vec<IdRef>) -> Run {
    let request = gain_stage_request(track_ids);
    Box::new(move |stage| {
        let run = stage
            .handle("gainStageDoctor", &request, |handlers, bridge| (handlers.gain_stage_doctor)(bridge, &request));
        run.map(drop)
    })
}

pub(super) fn section(name: &str, scene_index: i64, bars: f64) -> Section {
    Section { name: name.into(), scene_index, bars, color: None }
}

pub(super) fn session_to_song(section_map: Vec<Section>) -> Run {
    let request = SessionToSong { section_map, time_sig: TimeSignature::default(), fill: true };
    Box::new(move |stage| {
        let run =
            stage.handle("sessionToSong", &request, |handlers, bridge| (handlers.session_to_song)(bridge, &request));
        run.map(drop)
    })
}

pub(super) fn set_janitor(chosen_issue_ids: Vec<Name>) -> Run {
    let request = SetJanitor { chosen_issue_ids, palette: DEFAULT_PALETTE.to_vec() };
    Box::new(move |stage| {
        stage.handle("setJanitor", &request, |handlers, bridge| (handlers.set_janitor)(bridge, &request)).map(drop)
    })
}

/// Two MIDI clips that hold every pitch class.
pub(super) fn two_clips(stage: &mut Stage) -> Checked<[IdRef; 2]> {
    let first = stage.midi_clip(&CHROMATIC)?;
    let slots = stage.all_clips(Some(TrackKind::Midi))?;
    let empty = slots.into_iter().find(|clip| clip.kind == ClipKind::Empty).and_then(|slot| slot.slot_id);
    let Some(slot_id) = empty else { return Err(Stop::Missing("second MIDI clip".to_owned())) };
    let Some(Outcome::Clip(second)) = stage.prepare(Mutation::CreateMidiClip { slot_id, length_beats: 4.0 })? else {
        return Err(Stop::Untestable("createMidiClip answered with no clip".to_owned()));
    };
    stage.prepare(Mutation::SetNotes { clip_id: second.id.clone(), notes: CHROMATIC.into() })?;
    stage.trace().clear();
    Ok([first, second.id])
}

/// Two new audio tracks with a tone from the start.
pub(super) fn loud_tracks(stage: &mut Stage) -> Checked<[IdRef; 2]> {
    loud_tracks_and_silent::<0>(stage).map(|(loud, [])| loud)
}

/// The same, and so many without clips.
pub(super) fn loud_tracks_and_silent<const N: usize>(stage: &mut Stage) -> Checked<([IdRef; 2], [IdRef; N])> {
    stage.fresh("seeded")?;
    let file_path = stage.audio_file()?;
    let made = new_tracks(stage, 2 + N)?;
    for track_id in &made[..2] {
        let args = CreateAudioClipArgs { file_path: file_path.clone(), start_time: 0.0, duration: 1.0 };
        stage.prepare(Mutation::CreateArrangementAudioClip { track_id: track_id.clone(), args })?;
    }
    stage.trace().clear();
    Ok((std::array::from_fn(|i| made[i].clone()), std::array::from_fn(|i| made[2 + i].clone())))
}

/// So many new audio tracks without clips. A host may put one before those that are there, and then they have other ids.
pub(super) fn new_tracks(stage: &mut Stage, count: usize) -> Checked<Vec<IdRef>> {
    let mut places: Vec<usize> = Vec::new();
    for _ in 0..count {
        let id = new_track(stage)?;
        let Some(place) = stage.tracks()?.iter().position(|track| track.id == id) else {
            return Err(Stop::Untestable("createTrack answered with a track that is not listed".to_owned()));
        };
        for moved in places.iter_mut().filter(|moved| **moved >= place) {
            *moved += 1;
        }
        places.push(place);
    }
    let tracks = stage.tracks()?;
    Ok(places.into_iter().map(|place| tracks[place].id.clone()).collect())
}

/// A new audio track without clips.
pub(super) fn new_track(stage: &mut Stage) -> Checked<IdRef> {
    match stage.prepare(Mutation::CreateTrack { kind: TrackKind::Audio })? {
        Some(Outcome::Track(track)) => Ok(track.id),
        _ => Err(Stop::Untestable("createTrack answered with no track".to_owned())),
    }
}

/// A MIDI clip of the Session with notes, and its scene.
///
/// Session-to-Song lays out what every track has in a scene: that is not for a Set with tracks of somebody else.
pub(super) fn session_clip(stage: &mut Stage) -> Checked<(livebridge_port::ClipInfo, i64)> {
    if stage.way() == Way::Build || stage.stands_on_another_set() {
        return Err(Stop::Missing("Set of the stage's own, by a fixture or a new start".to_owned()));
    }
    let clip = stage.midi_clip(&[Note::new(60.0, 0.0, 1.0), Note::new(64.0, 2.5, 1.5).with_velocity(80.0)])?;
    for track in stage.tracks()? {
        for (scene, info) in stage.clips(&track.id)?.into_iter().enumerate() {
            if info.id == clip && info.slot_id.is_some() {
                stage.trace().clear();
                return Ok((info, i64::try_from(scene).unwrap_or(NO_SCENE)));
            }
        }
    }
    Err(Stop::Missing("MIDI clip in the Session".to_owned()))
}

/// A clip of a fresh Set whose colour is off the palette; the first track has a name that nobody chose.
pub(super) fn untidy_clip(stage: &mut Stage) -> Checked<IdRef> {
    stage.fresh("seeded")?;
    untidy_clip_of(stage)
}

/// The same in the Set as it is.
pub(super) fn untidy_clip_of(stage: &mut Stage) -> Checked<IdRef> {
    let clip_id = stage.any_midi_clip()?;
    if let Some(track) = stage.own_tracks()?.into_iter().next() {
        let props = TrackPropsPatch { name: Some("MIDI".into()), ..TrackPropsPatch::default() };
        stage.prepare(Mutation::SetTrackProps { track_id: track.id, props })?;
    }
    let props = ClipPropsPatch { name: None, color: Some(0x12_3456) };
    stage.prepare(Mutation::SetClipProps { clip_id: clip_id.clone(), props })?;
    stage.trace().clear();
    Ok(clip_id)
}

/// The ids of the issues of these kinds and targets, as far as they are the stage's to change.
pub(super) fn chosen(stage: &Stage, wanted: impl Fn(IssueKind, &IdRef) -> bool) -> Checked<Vec<Name>> {
    let mut own = BTreeSet::new();
    for track in stage.own_tracks()? {
        own.extend(stage.clips(&track.id)?.into_iter().map(|clip| clip.id));
        own.insert(track.id);
    }
    let issues = list_issues(&*stage.instance().bridge, &DEFAULT_PALETTE)?;
    let ours = issues.into_iter().filter(|issue| own.contains(&issue.target_id));
    Ok(ours.filter(|issue| wanted(issue.kind, &issue.target_id)).map(|issue| issue.id).collect())
}

/// The choice of an empty track that was given another name since.
pub(super) fn stale_delete(stage: &mut Stage) -> Checked<Name> {
    stage.fresh("seeded")?;
    let track_id = new_track(stage)?;
    let choice = chosen(stage, |kind, id| kind == IssueKind::EmptyTrack && *id == track_id)?.pop();
    let Some(choice) = choice else { return Err(Stop::Missing("new track that is empty".to_owned())) };
    let props = TrackPropsPatch { name: Some("In use now".into()), ..TrackPropsPatch::default() };
    stage.prepare(Mutation::SetTrackProps { track_id, props })?;
    stage.trace().clear();
    Ok(choice)
}
