//! What is called of each operation: reads of a small Set, and one cheap change each. What a call needs beforehand and
//! what it leaves behind is made and removed outside the clock, so that the Set stays as small as it was.

use std::sync::Arc;

use livebridge_port::{
    Batch, ByKind, ClipPropsPatch, CreateAudioClipArgs, IdRef, LiveBridge, LiveBridgeExt, Mutation, MutationKind, Note,
    Operation, ReadKind, Result, TrackKind, TrackPropsPatch,
};
use livebridge_wire::block_on;

use crate::check::Checked;
use crate::stage::Stage;

/// The port of a target.
pub(super) type Bridge = dyn LiveBridge;

/// The call that is timed: the `n`th of its kind, on an object where `before` makes one. It gives what it made.
type Call = dyn Fn(&Bridge, u64, Option<&IdRef>) -> Result<Option<IdRef>> + Send + Sync;
/// Makes the object of the next call.
type Before = dyn Fn(&Bridge) -> Result<IdRef> + Send + Sync;
/// Removes what a call made.
type After = dyn Fn(&Bridge, &IdRef) -> Result<()> + Send + Sync;

/// One operation, ready to be called.
pub(super) struct Work {
    pub(super) call: Box<Call>,
    pub(super) before: Option<Box<Before>>,
    pub(super) after: Option<Box<After>>,
}

impl Work {
    /// A call that can be made again and again, also by several callers at once.
    fn again(call: impl Fn(&Bridge, u64) -> Result<()> + Send + Sync + 'static) -> Self {
        Self { call: Box::new(move |bridge, n, _| call(bridge, n).map(|()| None)), before: None, after: None }
    }

    /// Whether several callers can make it at once: it needs nothing and leaves nothing behind.
    pub(super) const fn can_be_pipelined(&self) -> bool {
        self.before.is_none() && self.after.is_none()
    }
}

/// Sets the stage for an operation: a fresh Set with what it needs.
pub(super) fn prepare(operation: Operation, stage: &mut Stage) -> Checked<Work> {
    use {Operation as O, ReadKind as R};
    Ok(match operation.by_kind() {
        ByKind::Read(R::GetSongOverview) => fresh(stage, |bridge| bridge.get_song_overview().map(drop))?,
        ByKind::Read(R::ListTracks) => fresh(stage, |bridge| bridge.list_tracks().map(drop))?,
        ByKind::Read(R::ListScenes) => fresh(stage, |bridge| bridge.list_scenes().map(drop))?,
        ByKind::Read(R::FindTrack) => fresh(stage, |bridge| bridge.find_track("a").map(drop))?,
        ByKind::Read(R::ListClips) => {
            let track = stage.track(TrackKind::Midi)?.id;
            Work::again(move |bridge, _| bridge.list_clips(&track).map(drop))
        }
        ByKind::Read(R::GetNotes) => {
            let clip = stage.midi_clip(&notes(0))?;
            Work::again(move |bridge, _| bridge.get_notes(&clip).map(drop))
        }
        ByKind::Read(R::ListDeviceParams) => {
            let (track, _) = stage.device_param(false)?;
            Work::again(move |bridge, _| block_on(bridge.list_device_params(&track)).map(drop))
        }
        ByKind::Read(R::GetTrackMixer) => {
            let track = stage.track(TrackKind::Audio)?.id;
            Work::again(move |bridge, _| block_on(bridge.get_track_mixer(&track)).map(drop))
        }
        ByKind::Transaction => {
            stage.fresh("seeded")?;
            stage.needs("a mutation to stage", &[O::SetTempo])?;
            Work::again(|bridge, n| {
                let tempos = (0..8).map(|i| Mutation::SetTempo { bpm: tempo(n + i) }).collect();
                block_on(bridge.commit(Batch::Transaction(tempos))).map(drop)
            })
        }
        ByKind::Mutation(mutation) => change(mutation, stage)?,
        ByKind::Render | ByKind::Control(_) | ByKind::Transform(_) => {
            return stage.missing(&format!("way to measure {operation}"), &[]);
        }
    })
}

/// A read of the whole Set.
fn fresh(stage: &mut Stage, read: impl Fn(&Bridge) -> Result<()> + Send + Sync + 'static) -> Checked<Work> {
    stage.fresh("seeded")?;
    Ok(Work::again(move |bridge, _| read(bridge)))
}

/// One cheap mutation of each kind.
fn change(mutation: MutationKind, stage: &mut Stage) -> Checked<Work> {
    use {MutationKind as M, Operation as O};
    Ok(match mutation {
        M::SetTempo => {
            stage.fresh("seeded")?;
            Work::again(|bridge, n| block_on(bridge.set_tempo(tempo(n))).map(drop))
        }
        M::SetTrackProps => {
            let track = stage.track(TrackKind::Midi)?.id;
            Work::again(move |bridge, n| block_on(bridge.set_track_props(track.clone(), named(n))).map(drop))
        }
        M::SetNotes => {
            let clip = stage.midi_clip(&notes(0))?;
            let notes: [Arc<[Note]>; 2] = [notes(0).into(), notes(1).into()];
            Work::again(move |bridge, n| {
                let notes = Arc::clone(&notes[usize::from(n % 2 == 1)]);
                block_on(bridge.set_notes(clip.clone(), notes)).map(drop)
            })
        }
        M::SetClipProps => {
            let clip = stage.midi_clip(&notes(0))?;
            Work::again(move |bridge, n| {
                let name = if n.is_multiple_of(2) { "Verse" } else { "Chorus" };
                let props = ClipPropsPatch { name: Some(name.into()), ..ClipPropsPatch::default() };
                block_on(bridge.set_clip_props(clip.clone(), props)).map(drop)
            })
        }
        M::SetParam => {
            let (_, param) = stage.device_param(false)?;
            let span = param.max - param.min;
            let values = [param.min + 0.25 * span, param.min + 0.75 * span];
            Work::again(move |bridge, n| {
                block_on(bridge.set_param(param.id.clone(), values[usize::from(n % 2 == 1)])).map(drop)
            })
        }
        M::CreateTrack => {
            stage.fresh("seeded")?;
            Work {
                call: Box::new(|bridge, _, _| Ok(Some(block_on(bridge.create_track(TrackKind::Midi))?.id))),
                before: None,
                after: stage.offers(O::DeleteTrack).then(|| Box::new(delete_track) as Box<After>),
            }
        }
        M::DeleteTrack => {
            stage.fresh("seeded")?;
            stage.needs("a track to delete", &[O::CreateTrack])?;
            Work {
                call: Box::new(|bridge, _, track| track.map_or(Ok(()), |id| delete_track(bridge, id)).map(|()| None)),
                before: Some(Box::new(|bridge| Ok(block_on(bridge.create_track(TrackKind::Midi))?.id))),
                after: None,
            }
        }
        M::CreateMidiClip => {
            let slot = stage.empty_slot_on(TrackKind::Midi)?;
            stage.needs("a slot that is empty again", &[O::DeleteClip])?;
            Work {
                call: Box::new(move |bridge, _, _| Ok(Some(block_on(bridge.create_midi_clip(slot.clone(), 4.0))?.id))),
                before: None,
                after: Some(Box::new(delete_clip)),
            }
        }
        M::DeleteClip => {
            let slot = stage.empty_slot_on(TrackKind::Midi)?;
            stage.needs("a clip to delete", &[O::CreateMidiClip])?;
            Work {
                call: Box::new(|bridge, _, clip| clip.map_or(Ok(()), |id| delete_clip(bridge, id)).map(|()| None)),
                before: Some(Box::new(move |bridge| Ok(block_on(bridge.create_midi_clip(slot.clone(), 4.0))?.id))),
                after: None,
            }
        }
        M::CreateArrangementMidiClip => arrangement_clip(stage)?,
        M::CreateArrangementAudioClip => audio_clip(stage)?,
        M::ClearClipsInRange => clear(stage)?,
        // There is no call that deletes a cue point or a device: within a round the Set grows by as many as are made.
        M::CreateCuePoint => {
            stage.fresh("seeded")?;
            #[expect(clippy::cast_precision_loss, reason = "a small number of calls")]
            growing(|bridge, n| block_on(bridge.create_cue_point(1_000.0 + n as f64, "Here")).map(|cue| cue.id))
        }
        M::InsertDevice => {
            let track = stage.track(TrackKind::Audio)?.id;
            let name = stage.device_name()?;
            growing(move |bridge, _| {
                block_on(bridge.insert_device(track.clone(), name.clone(), 0)).map(|device| device.id)
            })
        }
    })
}

/// A clip in the place of the one before: the timeline does not grow.
fn arrangement_clip(stage: &mut Stage) -> Checked<Work> {
    let region = stage.free_region(TrackKind::Midi)?;
    Ok(Work::again(move |bridge, _| {
        block_on(bridge.create_arrangement_midi_clip(region.track.clone(), region.base, 4.0)).map(drop)
    }))
}

/// An audio clip in the place of the one before.
fn audio_clip(stage: &mut Stage) -> Checked<Work> {
    let region = stage.free_region(TrackKind::Audio)?;
    let args = CreateAudioClipArgs { file_path: stage.audio_file()?, start_time: region.base, duration: 1.0 };
    Ok(Work::again(move |bridge, _| {
        block_on(bridge.create_arrangement_audio_clip(region.track.clone(), args.clone())).map(drop)
    }))
}

/// A clip is made before each call, which clears it.
fn clear(stage: &mut Stage) -> Checked<Work> {
    let region = stage.free_region(TrackKind::Midi)?;
    stage.needs("a clip to clear", &[Operation::CreateArrangementMidiClip])?;
    let (track, base) = (region.track.clone(), region.base);
    let made = region.track;
    Ok(Work {
        call: Box::new(move |bridge, _, _| {
            block_on(bridge.clear_clips_in_range(track.clone(), base, base + 4.0)).map(|()| None)
        }),
        before: Some(Box::new(move |bridge| {
            Ok(block_on(bridge.create_arrangement_midi_clip(made.clone(), base, 4.0))?.id)
        })),
        after: None,
    })
}

/// A call that leaves something behind that nothing can remove; it is not pipelined.
fn growing(call: impl Fn(&Bridge, u64) -> Result<IdRef> + Send + Sync + 'static) -> Work {
    Work {
        call: Box::new(move |bridge, n, _| call(bridge, n).map(Some)),
        before: None,
        after: Some(Box::new(|_, _| Ok(()))),
    }
}

fn delete_track(bridge: &Bridge, track: &IdRef) -> Result<()> {
    block_on(bridge.delete_track(track.clone()))
}

fn delete_clip(bridge: &Bridge, clip: &IdRef) -> Result<()> {
    block_on(bridge.delete_clip(clip.clone()))
}

/// One of two, so that every call changes something.
fn tempo(n: u64) -> f64 {
    if n.is_multiple_of(2) { 120.0 } else { 121.0 }
}

/// A new name every time.
fn named(n: u64) -> TrackPropsPatch {
    TrackPropsPatch { name: Some(format!("Track {n}").into()), ..TrackPropsPatch::default() }
}

/// A bar of sixteenths.
fn notes(transposed: u8) -> Vec<Note> {
    (0..16_u8).map(|i| Note::new(f64::from(48 + i + transposed), f64::from(i) * 0.25, 0.25)).collect()
}
