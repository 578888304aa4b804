//! The client side of the protocol against the fake in another process: what goes over the wire comes back as it
//! was, from any kind of caller.

use std::sync::Arc;
use std::thread;

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{
    Batch, ClipPropsPatch, CreateAudioClipArgs, ErrorCode, IdRef, LiveBridge, LiveBridgeExt, Mutation, Note, Reset,
    SetView, Snapshot, TrackKind, TrackPropsPatch, fixtures,
};
use livebridge_wire::{Command, Endpoint, MAX_MESSAGE_BYTES, RemoteBridge, Timeouts, block_on};
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::BINARY;

fn remote_fake() -> RemoteBridge {
    let args = vec!["serve".to_owned(), "fake".to_owned()];
    let command = Command { program: BINARY.into(), args };
    RemoteBridge::connect(&Endpoint::Child(command), Timeouts::default()).unwrap()
}

/// Ids that mostly name something in the fixtures, of every kind, and some that name nothing.
fn id() -> impl Strategy<Value = IdRef> {
    #[rustfmt::skip]
    const IDS: &[&str] = &[
        "track:0", "track:1", "track:2", "track:0/clipslot:0", "track:0/clipslot:1", "track:0/clipslot:0/clip",
        "track:1/clip:0", "track:2/clip:0", "track:0/device:0/param:0", "track:1/mixer/volume", "track:9", "scene:0",
        "#0", "#1", "#0/mixer/volume", "#0/clipslot:1", "no id at all", "",
    ];
    select(IDS).prop_map(IdRef::from)
}

/// Ids of one kind most of the time, so that most mutations succeed.
fn mostly(ids: &'static [&'static str]) -> impl Strategy<Value = IdRef> {
    prop_oneof![4 => select(ids).prop_map(IdRef::from), 1 => id()]
}

fn track() -> impl Strategy<Value = IdRef> {
    mostly(&["track:0", "track:1", "track:2"])
}

fn clip() -> impl Strategy<Value = IdRef> {
    mostly(&["track:0/clipslot:0/clip", "track:1/clip:0", "track:2/clip:0", "track:1/clipslot:0/clip"])
}

/// Beats in steps of a third, so that most have no short decimal form.
fn beats() -> impl Strategy<Value = f64> {
    (-3_i32..200).prop_map(|thirds| f64::from(thirds) / 3.0)
}

fn name() -> impl Strategy<Value = Arc<str>> {
    select(&["", "Bass", "Gerät \u{1F3B9}", "a \"quoted\"\\ name\n", "\u{0}\u{7f}\u{2028}"][..]).prop_map(Arc::from)
}

fn note() -> impl Strategy<Value = Note> {
    let optional = || proptest::option::of((-20_i32..300).prop_map(|value| f64::from(value) / 2.0));
    let flag = || proptest::option::of(any::<bool>());
    (beats(), beats(), beats(), optional(), optional(), optional(), flag(), flag()).prop_map(
        |(pitch, start, duration, velocity, release, deviation, muted, selected)| {
            let mut note = Note::new(pitch, start, duration);
            note = velocity.map_or(note, |velocity| note.with_velocity(velocity).with_probability(velocity / 140.0));
            note = release.map_or(note, |release| note.with_release_velocity(release));
            note = deviation.map_or(note, |deviation| note.with_velocity_deviation(deviation));
            note = muted.map_or(note, |muted| note.with_muted(muted));
            selected.map_or(note, |selected| note.with_selected(selected))
        },
    )
}

/// Any of the fourteen mutations.
fn mutation() -> impl Strategy<Value = Mutation> {
    let kind = || select(&[TrackKind::Midi, TrackKind::Audio][..]);
    let flag = || proptest::option::of(any::<bool>());
    prop_oneof![
        beats().prop_map(|beats| Mutation::SetTempo { bpm: beats * 4.0 }),
        (track(), proptest::option::of(name()), flag(), flag(), flag()).prop_map(
            |(track_id, name, mute, solo, arm)| {
                Mutation::SetTrackProps { track_id, props: TrackPropsPatch { name, mute, solo, arm } }
            }
        ),
        (clip(), proptest::collection::vec(note(), 0..5))
            .prop_map(|(clip_id, notes)| Mutation::SetNotes { clip_id, notes: notes.into() }),
        kind().prop_map(|kind| Mutation::CreateTrack { kind }),
        (mostly(&["track:0/clipslot:1", "track:1/clipslot:1"]), beats())
            .prop_map(|(slot_id, length_beats)| Mutation::CreateMidiClip { slot_id, length_beats }),
        (clip(), proptest::option::of(name()), proptest::option::of(-1_i64..0x100_0001)).prop_map(
            |(clip_id, name, color)| Mutation::SetClipProps { clip_id, props: ClipPropsPatch { name, color } }
        ),
        track().prop_map(|track_id| Mutation::DeleteTrack { track_id }),
        clip().prop_map(|clip_id| Mutation::DeleteClip { clip_id }),
        (track(), beats(), beats()).prop_map(|(track_id, start_beat, length_beats)| {
            Mutation::CreateArrangementMidiClip { track_id, start_beat, length_beats }
        }),
        (mostly(&["track:2"]), name(), beats(), beats()).prop_map(|(track_id, file_path, start_time, duration)| {
            let args = CreateAudioClipArgs { file_path, start_time, duration };
            Mutation::CreateArrangementAudioClip { track_id, args }
        }),
        (track(), beats(), beats()).prop_map(|(track_id, start_beat, end_beat)| Mutation::ClearClipsInRange {
            track_id,
            start_beat,
            end_beat
        }),
        (beats(), name()).prop_map(|(beat, name)| Mutation::CreateCuePoint { beat, name }),
        (mostly(&["track:0/device:0/param:0", "track:1/mixer/volume"]), beats())
            .prop_map(|(param_id, value)| Mutation::SetParam { param_id, value }),
        (track(), select(&["Utility", "Reverb", "No Such Device"][..]), -1_i32..4).prop_map(
            |(track_id, device_name, index)| {
                let index = f64::from(index);
                Mutation::InsertDevice { track_id, device_name: device_name.into(), index }
            }
        ),
    ]
}

fn batch() -> impl Strategy<Value = Batch> {
    prop_oneof![
        mutation().prop_map(Batch::Call),
        proptest::collection::vec(mutation(), 0..4).prop_map(Batch::Transaction),
    ]
}

/// Every read that both bridges have gives the same, each DTO as it was.
fn assert_same_reads(local: &FakeLiveBridge, remote: &RemoteBridge) {
    assert_eq!(local.get_song_overview(), remote.get_song_overview());
    assert_eq!(local.find_track("a"), remote.find_track("a"));
    assert_eq!(local.list_scenes(), remote.list_scenes());
    assert_eq!(local.control().list_cue_points(), remote.control().list_cue_points());
    assert_eq!(local.control().snapshot(), remote.control().snapshot());
    assert_eq!(local.control().undo_depth(), remote.control().undo_depth());
    let tracks = local.list_tracks().unwrap();
    assert_eq!(Ok(&tracks), remote.list_tracks().as_ref());
    for id in tracks.iter().map(|track| &track.id) {
        assert_eq!(block_on(local.list_device_params(id)), block_on(remote.list_device_params(id)));
        assert_eq!(block_on(local.get_track_mixer(id)), block_on(remote.get_track_mixer(id)));
        let clips = local.list_clips(id).unwrap();
        assert_eq!(Ok(&clips), remote.list_clips(id).as_ref());
        for clip in clips {
            assert_eq!(local.get_notes(&clip.id), remote.get_notes(&clip.id));
        }
    }
}

/// The same calls give the same answers and refusals, with every DTO, error and snapshot as it was.
#[test]
fn everything_goes_over_the_wire_and_comes_back_as_it_was() {
    let remote = remote_fake();
    let config = ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() };
    let fixture = select(&["seeded", "seeded_devices"][..]);
    let batches = proptest::collection::vec(batch(), 1..8);
    proptest!(config, |(fixture in fixture, batches in batches)| {
        let local = FakeLiveBridge::from_snapshot(&fixtures::by_name(fixture).unwrap()).unwrap();
        remote.control().reset(&Reset::Fixture { fixture: fixture.to_owned(), notes: None }).unwrap();
        for batch in batches {
            // How many steps a plain call took is not said over the wire.
            let told = |commit: livebridge_port::Commit| {
                (commit.outcomes, commit.undo_steps.filter(|_| batch.is_transaction()))
            };
            let (ours, theirs) = (block_on(local.commit(batch.clone())), block_on(remote.commit(batch.clone())));
            prop_assert_eq!(ours.map(told), theirs.map(told));
        }
        assert_same_reads(&local, &remote);
        prop_assert_eq!(local.control().undo(), remote.control().undo());
        // A reset to the snapshot of any Set gives that Set.
        let snapshot = snapshot_of(&local);
        remote.control().reset(&Reset::Snapshot(Box::new(snapshot.clone()))).unwrap();
        prop_assert_eq!(snapshot_of(&remote), snapshot);
    });
    assert!(remote.shut_down());
}

fn snapshot_of(bridge: &dyn LiveBridge) -> Snapshot {
    match bridge.control().snapshot().unwrap() {
        SetView::Canonical(snapshot) => *snapshot,
        SetView::Opaque(value) => panic!("an opaque snapshot: {value}"),
    }
}

#[test]
fn pipelined_calls_take_effect_in_the_order_sent() {
    let remote = remote_fake();
    let track = IdRef::from("track:1");
    // Value reads are sent when they are called, and answered when they are awaited: here the last one first.
    let sent: Vec<_> = (0..200)
        .map(|value| {
            if value % 4 == 0 {
                let param_id = "track:1/mixer/volume".into();
                block_on(remote.commit(Batch::Call(Mutation::SetParam { param_id, value: f64::from(value) / 200.0 })))
                    .unwrap();
            }
            (value / 4 * 4, remote.get_track_mixer(&track))
        })
        .collect();
    for (value, answer) in sent.into_iter().rev() {
        let seen = block_on(answer).unwrap().volume.value;
        assert!((seen - f64::from(value) / 200.0).abs() < 1e-12, "{seen}");
    }
}

#[test]
fn callers_need_no_runtime_and_do_not_wait_for_each_other() {
    let remote = remote_fake();
    thread::scope(|scope| {
        for first in 0..8 {
            let remote = &remote;
            scope.spawn(move || {
                for step in 0..50 {
                    let bpm = f64::from(20 + first * 50 + step);
                    let overview = block_on(remote.set_tempo(bpm)).unwrap();
                    assert!((overview.tempo - bpm).abs() < 1e-12, "an answer reached another caller");
                    assert_eq!(remote.list_tracks().unwrap().len(), 3);
                }
            });
        }
    });
    assert_eq!(remote.control().transaction_count(), Ok(400));
}

#[test]
fn a_request_that_is_too_long_is_refused_and_the_connection_survives() {
    let remote = remote_fake();
    let query = "x".repeat(MAX_MESSAGE_BYTES + 1);
    let error = remote.find_track(&query).unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::BadInput));
    assert!(error.to_string().contains("longer than 67108864 bytes"), "{error}");
    assert_eq!(remote.list_tracks().unwrap().len(), 3);
    assert_eq!(remote.broken(), None);
}

#[test]
fn a_target_that_is_asked_to_end_does() {
    assert!(remote_fake().shut_down());
}
