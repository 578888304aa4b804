//! Sets beyond the sizes at which a byte, a 16-bit number or somebody's patience ends.

use livebridge_port::params::{ClipParams, QueryParams, TrackParams};
use livebridge_port::{Batch, IdRef, Mutation, Note, Operation, Snapshot, TrackKind, TrackPropsPatch};

use crate::check::Check;
use crate::checks::neighbours::neighbours;
use crate::checks::script::Ground;
use crate::explore::Pace;
use crate::explore::program::Step;
use crate::stage::{Stage, Via};

/// Large Sets, each with what is done in it.
type Scripts = fn(&Stage) -> Vec<(Snapshot, Vec<Step>)>;

pub(super) fn checks() -> Vec<Check> {
    const EXPECTED: &str = "a large Set behaves like a small one";
    let of = |name: &str, steps: Scripts| {
        Check::new(format!("mutations/sizes/{name}"), "LB-MUT-012", move |stage| {
            for (set, steps) in steps(stage) {
                Ground::on(stage, set)?.play(stage, &offered(stage, steps), Pace::Unseen, EXPECTED)?;
            }
            Ok(())
        })
    };
    vec![
        of("tracks", tracks).calling(&[Operation::SetTrackProps, Operation::DeleteTrack]),
        of("scenes", scenes),
        of("notes", notes).calling(&[Operation::SetNotes]),
        of("clips", clips).calling(&[Operation::SetClipProps, Operation::DeleteClip]),
        of("devices", devices).calling(&[Operation::SetParam]),
        of("cue-points", cue_points).calling(&[Operation::CreateCuePoint]),
        of("operations", operations).calling(&[Operation::Transaction, Operation::SetTempo]),
    ]
}

/// Of these steps those that the target offers; the reads among them are there to be compared.
fn offered(stage: &Stage, steps: Vec<Step>) -> Vec<Step> {
    steps.into_iter().filter(|step| stage.offers(step.operation())).collect()
}

fn call(mutation: Mutation) -> Step {
    Step::Commit(Batch::Call(mutation))
}

fn id(path: &str) -> IdRef {
    IdRef::from(path)
}

fn find(query: &str) -> Step {
    Step::FindTrack(QueryParams { query: query.to_owned() })
}

/// One more than 127 and than 256 tracks, of which the last are changed, found and deleted.
fn tracks(_: &Stage) -> Vec<(Snapshot, Vec<Step>)> {
    let mut set = neighbours();
    let like = set.tracks[3].clone();
    set.tracks.truncate(2);
    let number = |i: usize| livebridge_port::snapshot::TrackSnapshot {
        name: format!("Track {i}").into(),
        solo: false,
        devices: Vec::new(),
        session: Vec::new(),
        arrangement: like.arrangement[..usize::from(i.is_multiple_of(64))].to_vec(),
        ..like.clone()
    };
    set.tracks.extend((2..257).map(number));
    let mut steps = Vec::new();
    for at in [127, 128, 255, 256] {
        let track_id = id(&format!("track:{at}"));
        let props = TrackPropsPatch { name: Some(format!("Changed {at}").into()), ..TrackPropsPatch::default() };
        steps.push(call(Mutation::SetTrackProps { track_id: track_id.clone(), props }));
        steps.push(Step::ListClips(TrackParams { track_id: track_id.clone() }));
        steps.push(Step::GetTrackMixer(TrackParams { track_id }));
    }
    steps.extend([Step::GetSongOverview, Step::ListTracks, find("changed"), find("track 1")]);
    steps.push(call(Mutation::DeleteTrack { track_id: id("track:130") }));
    steps.extend([Step::ListTracks, Step::GetSongOverview, find("")]);
    steps.push(call(Mutation::CreateTrack { kind: TrackKind::Midi }));
    steps.extend([Step::ListTracks, Step::ControlUndo, Step::ControlUndo, Step::ListTracks]);
    vec![(set, steps)]
}

/// More scenes than 127 and than 256, with a clip in the last slots.
fn scenes(_: &Stage) -> Vec<(Snapshot, Vec<Step>)> {
    let mut set = neighbours();
    set.tracks.truncate(1);
    let like = set.scenes[0].clone();
    let number = |i: usize| livebridge_port::snapshot::SceneSnapshot { name: format!("{i}").into(), ..like.clone() };
    set.scenes.extend((3..260).map(number));
    let mut steps = vec![Step::ListScenes, Step::GetSongOverview];
    for slot in [127, 128, 255, 256] {
        let slot_id = id(&format!("track:0/clipslot:{slot}"));
        steps.push(call(Mutation::CreateMidiClip { slot_id, length_beats: 4.0 }));
    }
    steps.extend([Step::ListClips(TrackParams { track_id: id("track:0") }), Step::ControlUndo]);
    vec![(set, steps)]
}

/// As many notes as a 16-bit number with a sign counts, one more, and some thousand more than that.
fn notes(_: &Stage) -> Vec<(Snapshot, Vec<Step>)> {
    let mut set = livebridge_port::fixtures::with_one_midi_clip(&[Note::new(60.0, 0.0, 1.0)]);
    set.tracks[0].session[0].name = "Many".into();
    let clip_id = id("track:0/clipslot:0/clip");
    let many = |count: u32| -> Vec<Note> {
        let note = |i: u32| {
            Note::new(f64::from(i % 128), f64::from(i / 128) * 0.25, 0.25).with_velocity(f64::from(1 + i % 127))
        };
        (0..count).map(note).collect()
    };
    let mut steps = Vec::new();
    for count in [257, 32_768, 66_000] {
        steps.push(call(Mutation::SetNotes { clip_id: clip_id.clone(), notes: many(count).into() }));
        steps.push(Step::GetNotes(ClipParams { clip_id: clip_id.clone() }));
    }
    steps.extend([Step::ControlUndo, Step::ControlUndo, Step::GetNotes(ClipParams { clip_id })]);
    vec![(set, steps)]
}

/// More clips in a row than 127 and than 256.
fn clips(_: &Stage) -> Vec<(Snapshot, Vec<Step>)> {
    let mut set = neighbours();
    set.tracks.truncate(1);
    let like = set.tracks[0].arrangement[0].clone();
    let number = |i: u32| livebridge_port::snapshot::ClipSnapshot {
        start_time: Some(f64::from(i) * 8.0),
        name: format!("Clip {i}").into(),
        notes: like.notes.as_ref().map(|notes| notes.iter().copied().take(1).collect()),
        ..like.clone()
    };
    set.tracks[0].arrangement = (0..260).map(number).collect();
    let mut steps = Vec::new();
    for at in [127, 128, 255, 256] {
        let props = livebridge_port::ClipPropsPatch { name: Some("Changed".into()), color: None };
        steps.push(call(Mutation::SetClipProps { clip_id: id(&format!("track:0/clip:{at}")), props }));
    }
    let list = || Step::ListClips(TrackParams { track_id: id("track:0") });
    steps.extend([list(), call(Mutation::DeleteClip { clip_id: id("track:0/clip:200") }), list()]);
    steps.push(call(Mutation::ClearClipsInRange { track_id: id("track:0"), start_beat: 400.0, end_beat: 1_600.0 }));
    steps.extend([list(), Step::ListTracks, Step::ControlUndo, list(), Step::ListTracks]);
    vec![(set, steps)]
}

/// Chains of more devices than sixteen, and of more parameters than a byte counts.
fn devices(_: &Stage) -> Vec<(Snapshot, Vec<Step>)> {
    let mut set = neighbours();
    set.tracks.truncate(3);
    let like = set.tracks[2].devices[0].clone();
    set.tracks[2].devices = vec![like; 130];
    let track = || id("track:2");
    let mut steps = vec![Step::ListDeviceParams(TrackParams { track_id: track() })];
    for device in [16, 63, 64, 127, 128] {
        let param_id = id(&format!("track:2/device:{device}/param:1"));
        steps.push(call(Mutation::SetParam { param_id, value: 7.0 }));
    }
    steps.extend([Step::ListDeviceParams(TrackParams { track_id: track() }), Step::ListTracks, Step::ControlUndo]);
    steps.push(Step::ListDeviceParams(TrackParams { track_id: track() }));
    vec![(set, steps)]
}

/// More cue points than a byte counts.
fn cue_points(_: &Stage) -> Vec<(Snapshot, Vec<Step>)> {
    let mut set = livebridge_port::fixtures::with_one_midi_clip(&[]);
    let cue = |i: u32| livebridge_port::snapshot::CuePointSnapshot { time: f64::from(i), name: format!("{i}").into() };
    set.cue_points = Some((0..256).map(cue).collect());
    let make = |beat: f64, name: &str| call(Mutation::CreateCuePoint { beat, name: name.into() });
    let steps = vec![
        Step::ListCuePoints,
        make(127.5, "Between"),
        make(254.5, "Last"),
        Step::GetSongOverview,
        Step::ListCuePoints,
        Step::ControlUndo,
        Step::ListCuePoints,
    ];
    vec![(set, steps)]
}

/// Transactions of more mutations than a byte counts, and of more than a thousand; and one that fails at its end.
fn operations(stage: &Stage) -> Vec<(Snapshot, Vec<Step>)> {
    if !stage.ways().contains(&Via::Transaction) {
        return Vec::new();
    }
    let set = livebridge_port::fixtures::with_one_midi_clip(&[Note::new(60.0, 0.0, 1.0)]);
    let clip_id = id("track:0/clipslot:0/clip");
    let mutation = |i: u32| match i % 3 {
        0 => Mutation::SetTempo { bpm: 60.0 + f64::from(i % 400) / 4.0 },
        1 => Mutation::SetNotes { clip_id: clip_id.clone(), notes: [Note::new(f64::from(i % 128), 0.0, 1.0)].into() },
        _ => Mutation::SetTrackProps {
            track_id: id("track:0"),
            props: TrackPropsPatch { name: Some(format!("{i}").into()), ..TrackPropsPatch::default() },
        },
    };
    let batch = |count: u32| Batch::Transaction((0..count).map(mutation).collect());
    let mut failing = batch(300);
    if let Batch::Transaction(mutations) = &mut failing {
        mutations.push(Mutation::SetTempo { bpm: -1.0 });
    }
    let mut steps = Vec::new();
    for count in [128, 256, 257, 1_000] {
        steps.extend([Step::Commit(batch(count)), Step::ControlUndo, Step::ControlRedo]);
    }
    if stage.capabilities().transaction == livebridge_port::capabilities::TransactionCapability::Atomic {
        steps.push(Step::Commit(failing));
    }
    vec![(set, steps)]
}
