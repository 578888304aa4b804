//! Rendering. Contract, section 5.

use livebridge_port::ErrorCode::{BadInput, SdkRejected, WrongType};
use livebridge_port::capabilities::Files;
use livebridge_port::rules::MAX_BEAT;
use livebridge_port::{CallError, Mutation, Operation, Outcome, TrackKind, TrackPropsPatch};

use crate::check::{Check, Checked, Stop, refused, require};
use crate::checks::no_trace::leaves_no_trace;
use crate::stage::Stage;

pub(in crate::areas) fn checks() -> Vec<Check> {
    vec![
        Check::new("render/range", "LB-RENDER-001", |stage| {
            let track = stage.track(TrackKind::Audio)?.id;
            for (start, end) in [(-1.0, 4.0), (4.0, 4.0), (4.0, 2.0), (0.0, MAX_BEAT + 1.0)] {
                refused(stage.render(&track, start, end), &[BadInput], format!("rendering {start}..{end}"))?;
            }
            Ok(())
        }),
        Check::new("render/midi-track", "LB-RENDER-002", |stage| {
            let track = stage.track(TrackKind::Midi)?.id;
            refused(stage.render(&track, 0.0, 1.0), &[WrongType], "rendering a MIDI track").map(drop)
        }),
        Check::new("render/length", "LB-RENDER-003", length),
        Check::new("render/of-its-own-track", "LB-RENDER-003", of_its_own_track)
            .calling(&[Operation::CreateTrack, Operation::SetTrackProps]),
        Check::new("render/leaves-no-trace", "LB-RENDER-004", changes_nothing),
    ]
}

fn length(stage: &mut Stage) -> Checked {
    if stage.capabilities().files == Files::Remote {
        return Err(Stop::Missing("file that it shares with the harness (capability files: shared)".to_owned()));
    }
    let track = stage.track(TrackKind::Audio)?;
    let of_the_set = stage.overview()?.tempo;
    let mut cases = vec![(of_the_set, 1.25, 2.0), (of_the_set, 0.0, 2.0)];
    if stage.offers(Operation::SetTempo) {
        cases.extend([(60.0, 0.0, 3.0), (187.5, 2.75, 9.5)]);
    }
    let mut rendered = 0;
    for (tempo, start, end) in cases {
        if tempo.total_cmp(&of_the_set).is_ne() {
            stage.call(Mutation::SetTempo { bpm: tempo })?;
        }
        let result = match stage.render(&track.id, start, end) {
            // How long a render may be is the host's choice, if it makes any.
            Err(CallError::Refused(error)) if error.code == SdkRejected && rendered > 0 => continue,
            result => result?,
        };
        rendered += 1;
        require(
            result.track == track.name,
            || format!("the render is of `{}`", track.name),
            || result.track.to_string(),
        )?;
        let file = hound::WavReader::open(&*result.path)
            .map_err(|error| Stop::broken("the file is a WAV that can be read", format!("{}: {error}", result.path)))?;
        let wanted = (end - start) * 60.0 / tempo * f64::from(file.spec().sample_rate);
        let frames = f64::from(file.duration());
        require(
            (frames - wanted).abs() <= 1.0,
            || format!("beats {start}..{end} at {tempo} BPM are {wanted:.1} frames, within one"),
            || format!("the file has {frames}"),
        )?;
    }
    Ok(())
}

/// Of two audio tracks the second.
fn of_its_own_track(stage: &mut Stage) -> Checked {
    stage.track(TrackKind::Audio)?;
    let Some(Outcome::Track(track)) = stage.prepare(Mutation::CreateTrack { kind: TrackKind::Audio })? else {
        return Err(Stop::Untestable("createTrack answered with no track".to_owned()));
    };
    let props = TrackPropsPatch { name: Some("Second".into()), ..TrackPropsPatch::default() };
    stage.prepare(Mutation::SetTrackProps { track_id: track.id.clone(), props })?;
    let result = stage.render(&track.id, 0.0, 1.0)?;
    require(&*result.track == "Second", || "the render is of `Second`".to_owned(), || result.track.to_string())
}

fn changes_nothing(stage: &mut Stage) -> Checked {
    let track = stage.track(TrackKind::Audio)?.id;
    leaves_no_trace(stage, "a render", &|stage| Ok(stage.render(&track, 0.0, 1.0).map(drop)?))
}
