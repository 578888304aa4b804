//! The faults of the fake that the oracle has shown, each as the few calls that are left after shrinking.

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{
    Batch, BridgeError, CallError, ControlPlane, CreateAudioClipArgs, ErrorCode, LiveBridge, LiveBridgeExt, Mutation,
    Reset, Result, TrackId, TrackKind, fixtures,
};

use super::program::snapshot;

fn refusal(fake: &FakeLiveBridge, mutations: &[Mutation]) -> BridgeError {
    let batch = Batch::Transaction(mutations.to_vec());
    match pollster::block_on(fake.commit(batch)) {
        Err(CallError::Refused(error)) => error,
        other => unreachable!("the batch is refused, not answered with {other:?}"),
    }
}

fn delete_clip(id: &str) -> Mutation {
    Mutation::DeleteClip { clip_id: id.into() }
}

#[test]
fn a_reference_that_stands_for_too_long_a_path_is_bad_input() {
    let create = Mutation::CreateMidiClip { slot_id: "track:0/clipslot:1".into(), length_beats: 4.0 };
    let error = refusal(&FakeLiveBridge::seeded(), &[create, delete_clip("#0/clipslot:0/clip")]);
    assert_eq!(error.code, ErrorCode::BadInput);
    assert_eq!(error.subject_id.as_deref(), Some("#0/clipslot:0/clip"));
}

#[test]
fn the_kind_below_an_object_that_is_gone_is_judged_before_its_existence() {
    let create = Mutation::CreateTrack { kind: TrackKind::Midi };
    let delete = Mutation::DeleteTrack { track_id: "#0".into() };
    let error = refusal(&FakeLiveBridge::seeded(), &[create.clone(), delete.clone(), delete_clip("#0/clipslot:0")]);
    assert_eq!(error.code, ErrorCode::WrongType);
    let error = refusal(&FakeLiveBridge::seeded(), &[create, delete, delete_clip("#0/clip:0")]);
    assert_eq!(error.code, ErrorCode::StaleReference);
}

#[test]
fn pieces_of_clips_do_not_overlap_by_a_rounding() -> Result<()> {
    let fake = FakeLiveBridge::from_snapshot(&fixtures::seeded_audio_track())?;
    for (start_time, duration) in [(0.2, 1.0), (3.4, 0.8)] {
        let args = CreateAudioClipArgs { file_path: "/audio/new.wav".into(), start_time, duration };
        pollster::block_on(
            fake.call::<()>(Mutation::CreateArrangementAudioClip { track_id: TrackId(0).into(), args }),
        )?;
    }
    let set = snapshot(&fake)?;
    // The fake would refuse its own Set.
    fake.reset(&Reset::Snapshot(Box::new(set.clone())))?;
    assert_eq!(snapshot(&fake)?, set);
    Ok(())
}

#[test]
fn what_rounding_leaves_of_a_cleared_clip_is_nothing() -> Result<()> {
    let fake = FakeLiveBridge::seeded();
    pollster::block_on(async {
        fake.create_arrangement_midi_clip(TrackId(0), 0.1, 0.2).await?;
        fake.clear_clips_in_range(TrackId(0), 0.1, 0.3).await
    })?;
    assert_eq!(fake.list_tracks()?[0].arrangement_clip_count, 0, "0.1 + 0.2 is above 0.3 by a rounding");
    Ok(())
}

#[test]
fn a_quantised_parameter_stays_on_its_steps_where_its_range_does_not_end_on_one() -> Result<()> {
    let mut set = fixtures::seeded_devices();
    let stepped = &mut set.tracks[0].devices[0].parameters[1];
    assert!(stepped.is_quantized);
    (stepped.min, stepped.max) = (-0.25, 2.5);
    let fake = FakeLiveBridge::from_snapshot(&set)?;
    let param = pollster::block_on(fake.set_param(TrackId(0).device(0).param(1), 2.5))?;
    assert!((param.value - 1.75).abs() < 1e-9, "{}", param.value);
    Ok(())
}

#[test]
fn every_refusal_of_a_call_with_an_id_names_the_id() {
    let fake = FakeLiveBridge::seeded();
    let bad_value = Mutation::CreateMidiClip { slot_id: "track:0/clipslot:1".into(), length_beats: 0.0 };
    let occupied = Mutation::CreateMidiClip { slot_id: "track:0/clipslot:0".into(), length_beats: 4.0 };
    for (mutation, id) in [(bad_value, "track:0/clipslot:1"), (occupied, "track:0/clipslot:0")] {
        assert_eq!(refusal(&fake, &[mutation]).subject_id.as_deref(), Some(id));
    }
}
