//! What all mutations share, and the tempo. Contract, section 5.

mod ids_after_deletes;
mod neighbours;
mod nothing_else;
mod sizes;
mod unusual_names;

use livebridge_port::ErrorCode::{BadInput, SdkRejected};
use livebridge_port::rules::MAX_BEAT;
use livebridge_port::{ClipKind, CreateAudioClipArgs, DeviceParamInfo, Mutation, Note, Operation, Outcome, TrackKind};

use crate::check::{Check, Checked, Stop, require, told};
use crate::checks::refusals::refuse_each;
use crate::checks::valid_calls;
use crate::checks::valid_calls::ValidCall;
use crate::checks::written_notes::written_is_read;
use crate::stage::Stage;

pub(in crate::areas) fn checks() -> Vec<Check> {
    let mut checks: Vec<Check> = valid_calls::all()
        .map(|valid| {
            Check::new(format!("mutations/answer-is-fresh/{}", valid.operation()), "LB-MUT-001", move |stage| {
                answer_is_fresh(stage, valid)
            })
            .calling(&[valid.operation()])
        })
        .collect();
    checks.push(Check::new("mutations/not-finite", "LB-MUT-002", not_finite));
    checks.push(Check::new("mutations/tempo-is-read-back", "LB-MUT-003", tempo_is_read_back));
    checks.push(Check::new("mutations/tempo-above-zero", "LB-MUT-004", |stage| {
        stage.fresh("seeded")?;
        let calls = [0.0, -0.0, -1.0, -120.0].map(|bpm| Mutation::SetTempo { bpm });
        refuse_each(stage, calls, &[BadInput])
    }));
    checks.push(Check::new("mutations/tempo-in-range", "LB-MUT-005", |stage| {
        stage.fresh("seeded")?;
        let calls = [1.0, 19.9, 999.5, 5000.0].map(|bpm| Mutation::SetTempo { bpm });
        refuse_each(stage, calls, &[BadInput, SdkRejected])
    }));
    checks.push(Check::new("mutations/beyond-the-last-beat", "LB-MUT-006", beyond_the_last_beat));
    checks.push(
        Check::new("mutations/up-to-the-last-beat", "LB-MUT-006", |stage| {
            let track_id = stage.track(TrackKind::Midi)?.id;
            let clear = Mutation::ClearClipsInRange { track_id, start_beat: MAX_BEAT - 1.0, end_beat: MAX_BEAT };
            for via in stage.ways() {
                stage.send(via, clear.clone())?;
            }
            Ok(())
        })
        .calling(&[Operation::ClearClipsInRange]),
    );
    checks.push(Check::new("notes/numbers-are-kept", "LB-MUT-008", numbers_are_kept));
    checks.extend(ids_after_deletes::checks());
    checks.extend(nothing_else::checks());
    checks.extend(neighbours::checks());
    checks.extend(sizes::checks());
    checks.extend(unusual_names::checks());
    checks
}

/// Of these calls those whose operation the target offers.
fn offered(stage: &Stage, calls: Vec<Mutation>) -> Vec<Mutation> {
    calls.into_iter().filter(|call| stage.offers(call.operation())).collect()
}

/// Calls with a beat in each argument that is one. Their ids are valid.
fn with_beat(stage: &mut Stage, beat: f64) -> Checked<Vec<Mutation>> {
    let slot_id = stage.empty_slot_on(TrackKind::Midi)?;
    let midi = stage.track(TrackKind::Midi)?.id;
    let audio = stage.track(TrackKind::Audio)?.id;
    let clip = |start_beat, length_beats| Mutation::CreateArrangementMidiClip {
        track_id: midi.clone(),
        start_beat,
        length_beats,
    };
    // One that is there, where that can be: whether it is asked for first is not the question.
    let file_path = stage.audio_file().unwrap_or_else(|_| "/audio/any.wav".into());
    let file = |start_time, duration| Mutation::CreateArrangementAudioClip {
        track_id: audio.clone(),
        args: CreateAudioClipArgs { file_path: file_path.clone(), start_time, duration },
    };
    let clear = |start_beat, end_beat| Mutation::ClearClipsInRange { track_id: midi.clone(), start_beat, end_beat };
    let calls = vec![
        Mutation::CreateMidiClip { slot_id, length_beats: beat },
        clip(beat, 1.0),
        clip(0.0, beat),
        file(beat, 1.0),
        file(0.0, beat),
        clear(beat, beat),
        clear(0.0, beat),
        Mutation::CreateCuePoint { beat, name: "far".into() },
    ];
    Ok(offered(stage, calls))
}

fn beyond_the_last_beat(stage: &mut Stage) -> Checked {
    let calls = with_beat(stage, MAX_BEAT + 1.0)?;
    if calls.is_empty() {
        return Err(Stop::Missing("mutation that takes a beat".to_owned()));
    }
    refuse_each(stage, calls, &[BadInput])
}

fn not_finite(stage: &mut Stage) -> Checked {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut calls = with_beat(stage, number)?;
        if stage.offers(Operation::SetParam) && stage.offers(Operation::ListDeviceParams) {
            let (_, param) = stage.device_param(false)?;
            calls.push(Mutation::SetParam { param_id: param.id, value: number });
            refuse_each(stage, calls.split_off(calls.len() - 1), &[BadInput])?;
        }
        let clip_id = stage.midi_clip(&[])?;
        for note in [
            Note::new(number, 0.0, 1.0),
            Note::new(60.0, number, 1.0),
            Note::new(60.0, 0.0, number),
            Note::new(60.0, 0.0, 1.0).with_velocity(number),
        ] {
            calls.push(Mutation::SetNotes { clip_id: clip_id.clone(), notes: [note].into() });
        }
        calls.push(Mutation::SetTempo { bpm: number });
        let notes = offered(stage, calls);
        stage.fresh("seeded")?;
        refuse_each(stage, notes, &[BadInput])?;
    }
    Ok(())
}

/// The answer of a call, and then the same thing read.
fn answer_is_fresh(stage: &mut Stage, valid: ValidCall) -> Checked {
    for via in stage.ways() {
        let call = valid.prepare(stage)?;
        let answer = stage.send(via, call)?;
        let (answered, read) = match &answer {
            None if matches!(
                valid.operation(),
                Operation::DeleteTrack | Operation::DeleteClip | Operation::ClearClipsInRange
            ) =>
            {
                continue;
            }
            None => {
                return Err(Stop::broken(format!("{} answers with a DTO", valid.operation()), "it answered with null"));
            }
            Some(outcome) => match read_again(stage, outcome)? {
                Some(read) => (told(outcome), read),
                None => continue,
            },
        };
        require(answered == read, || format!("a fresh read gives what was answered: {answered}"), || read.clone())?;
    }
    Ok(())
}

/// What a fresh read gives for an outcome, in its words; `None` when no read of the target shows it.
fn read_again(stage: &mut Stage, outcome: &Outcome) -> Checked<Option<String>> {
    use Operation as O;
    let gone = |id: &dyn std::fmt::Display| format!("nothing with the id `{id}`");
    Ok(Some(match outcome {
        Outcome::Overview(_) if stage.offers(O::GetSongOverview) => told(&Outcome::Overview(stage.overview()?)),
        Outcome::Notes(result) if stage.offers(O::GetNotes) && stage.offers(O::ListClips) => {
            let count = stage.notes(&result.id)?.len();
            let clip = stage.all_clips(None)?.into_iter().find(|clip| clip.id == result.id);
            let name = clip.map_or_else(|| gone(&result.id).into(), |clip| clip.name);
            told(&Outcome::Notes(livebridge_port::SetNotesResult { id: result.id.clone(), name, count }))
        }
        Outcome::Track(track) if stage.offers(O::ListTracks) => {
            let read = stage.tracks()?.into_iter().find(|read| read.id == track.id);
            read.map_or_else(|| gone(&track.id), |read| told(&Outcome::Track(read)))
        }
        Outcome::Clip(clip) if stage.offers(O::ListClips) => {
            let read = stage.all_clips(None)?.into_iter().find(|read| read.id == clip.id);
            let read = read.filter(|read| read.kind != ClipKind::Empty);
            read.map_or_else(|| gone(&clip.id), |read| told(&Outcome::Clip(read)))
        }
        Outcome::CuePoint(cue) if stage.offers(O::ListCuePoints) => {
            let read = stage.cue_points()?.into_iter().find(|read| read.id == cue.id);
            read.map_or_else(|| gone(&cue.id), |read| told(&Outcome::CuePoint(read)))
        }
        Outcome::Param(param) if stage.offers(O::ListDeviceParams) => {
            let read = all_params(stage)?.into_iter().find(|read| read.id == param.id);
            read.map_or_else(|| gone(&param.id), |read| told(&Outcome::Param(read)))
        }
        Outcome::Device(device) if stage.offers(O::ListDeviceParams) => {
            let all = all_params(stage)?;
            let parameters =
                device.parameters.iter().filter_map(|param| all.iter().find(|read| read.id == param.id).cloned());
            let read = livebridge_port::DeviceInfo { parameters: parameters.collect(), ..device.clone() };
            told(&Outcome::Device(read))
        }
        _ => return Ok(None),
    }))
}

/// The parameters of all devices of all tracks.
fn all_params(stage: &mut Stage) -> Checked<Vec<DeviceParamInfo>> {
    let mut params = Vec::new();
    for track in stage.tracks()? {
        params.extend(stage.device_params(&track.id)?);
    }
    Ok(params)
}

fn tempo_is_read_back(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let tempos = [20.0, 60.0, 97.5, 120.001, 333.333_333, 999.0];
    for bpm in tempos.into_iter().filter(|bpm| stage.is_in_domain(Operation::SetTempo, "bpm", *bpm)).collect::<Vec<_>>()
    {
        for via in stage.ways() {
            stage.send(via, Mutation::SetTempo { bpm })?;
            let read = stage.overview()?.tempo;
            require(stage.same_number(bpm, read), || format!("the tempo is {bpm}"), || format!("it is {read}"))?;
        }
    }
    Ok(())
}

/// Beats and numbers that no short decimal holds.
fn numbers_are_kept(stage: &mut Stage) -> Checked {
    let notes = [
        Note::new(60.0, 1.0 / 3.0, 1.0 / 7.0).with_velocity(99.1).with_probability(0.123_456_7),
        Note::new(61.0, 1_234.567_891, 0.000_976_562_5).with_velocity_deviation(-12.345_678),
        Note::new(62.0, MAX_BEAT, 1.0 / 96.0).with_release_velocity(63.333_333),
        Note::new(63.0, 1e-5, 2e-5).with_probability(1e-3),
    ];
    written_is_read(stage, &notes, &notes)
}
