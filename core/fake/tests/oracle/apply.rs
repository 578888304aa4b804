//! One mutation: what its id names, whether it is refused, and what it changes. Contract, sections 2, 3, 5 and 6.

use std::sync::Arc;

use livebridge_fake::devices;
use livebridge_port::id::PathShape;
use livebridge_port::snapshot::{ClipSnapshot, CuePointSnapshot, DeviceSnapshot, Extra, ParamSnapshot, TrackSnapshot};
use livebridge_port::{ErrorCode, IdRef, Mutation, Note, PathId, TrackKind};

use crate::program::Refusal;
use crate::set::{ClipState, CuePoint, DeviceState, Object, SetState, TrackState, Uid};
use crate::{arrangement, values};

/// A batch while it runs.
pub(crate) struct Running {
    /// The Set as it was at the beginning, which is what the caller's ids speak of.
    pub(crate) begin: SetState,
    pub(crate) now: SetState,
    /// What each mutation so far made or answered with.
    pub(crate) made: Vec<Option<Made>>,
    /// Whether staged references are understood.
    pub(crate) is_transaction: bool,
}

/// What a mutation made or answered with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Made {
    pub(crate) object: Object,
    /// Where it stood then, which tells its kind for ever.
    path: PathId,
}

/// The kind of object that a call takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Track,
    Slot,
    Clip,
    Param,
}

impl Kind {
    fn takes(self, shape: PathShape) -> bool {
        match shape {
            PathShape::Track { .. } => self == Self::Track,
            PathShape::Slot { .. } => self == Self::Slot,
            PathShape::SessionClip { .. } | PathShape::ArrangementClip { .. } => self == Self::Clip,
            PathShape::DeviceParam { .. } | PathShape::Volume { .. } => self == Self::Param,
            PathShape::Device { .. }
            | PathShape::Scene { .. }
            | PathShape::CuePoint { .. }
            | PathShape::ReturnTrack { .. }
            | PathShape::Other => false,
        }
    }

    /// What a mutation takes, where it takes an id.
    pub(crate) fn of(mutation: &Mutation) -> Option<Self> {
        match mutation {
            Mutation::SetTempo { .. } | Mutation::CreateTrack { .. } | Mutation::CreateCuePoint { .. } => None,
            Mutation::SetTrackProps { .. }
            | Mutation::DeleteTrack { .. }
            | Mutation::CreateArrangementMidiClip { .. }
            | Mutation::CreateArrangementAudioClip { .. }
            | Mutation::ClearClipsInRange { .. }
            | Mutation::InsertDevice { .. } => Some(Self::Track),
            Mutation::CreateMidiClip { .. } => Some(Self::Slot),
            Mutation::SetNotes { .. } | Mutation::SetClipProps { .. } | Mutation::DeleteClip { .. } => Some(Self::Clip),
            Mutation::SetParam { .. } => Some(Self::Param),
        }
    }
}

/// What a caller's id names in `set`, judged in the order of section 3.
pub(crate) fn find(set: &SetState, id: &IdRef, kind: Kind) -> Result<Object, ErrorCode> {
    // What is no path was never issued, and a staged reference means nothing outside a batch.
    let path = id.as_path().ok_or(ErrorCode::BadInput)?;
    if !kind.takes(path.shape()) {
        return Err(ErrorCode::WrongType);
    }
    set.at(path.shape()).ok_or(ErrorCode::StaleReference)
}

impl Running {
    /// Applies the next mutation, or says why not; `now` may be half changed then and must be thrown away.
    pub(crate) fn apply(&mut self, mutation: &Mutation) -> Result<(), Refusal> {
        let made = self.try_apply(mutation).map_err(|code| Refusal {
            code,
            subject_id: mutation.subject().map(ToString::to_string),
            op: self.is_transaction.then_some(self.made.len()),
        })?;
        self.made.push(made.and_then(|object| Some(Made { object, path: self.now.path(object)? })));
        Ok(())
    }

    fn try_apply(&mut self, mutation: &Mutation) -> Result<Option<Object>, ErrorCode> {
        if !values::are_good(mutation) {
            return Err(ErrorCode::BadInput);
        }
        match (mutation.subject(), Kind::of(mutation)) {
            (Some(id), Some(kind)) => {
                let object = self.find(id, kind)?;
                self.change_object(mutation, object)
            }
            _ => self.change_song(mutation),
        }
    }

    /// What an id in this batch names.
    fn find(&self, id: &IdRef, kind: Kind) -> Result<Object, ErrorCode> {
        let IdRef::Staged(reference) = id else {
            // The caller's ids name what stood there at the beginning, if it is still there.
            let object = find(&self.begin, id, kind)?;
            return if self.now.exists(object) { Ok(object) } else { Err(ErrorCode::StaleReference) };
        };
        if !self.is_transaction {
            return Err(ErrorCode::BadInput);
        }
        // Only an earlier operation with an object can be referred to.
        let made = self.made.get(reference.op as usize).copied().flatten().ok_or(ErrorCode::BadInput)?;
        let below = |path: PathId| match reference.tail {
            Some(tail) => path.join(tail).ok_or(ErrorCode::BadInput),
            None => Ok(path),
        };
        // An object that is gone still has a kind, which is judged before its existence.
        if !kind.takes(below(made.path)?.shape()) {
            return Err(ErrorCode::WrongType);
        }
        let path = self.now.path(made.object).ok_or(ErrorCode::StaleReference)?;
        find(&self.now, &below(path)?.into(), kind)
    }

    /// The mutations that take no id.
    fn change_song(&mut self, mutation: &Mutation) -> Result<Option<Object>, ErrorCode> {
        match mutation {
            Mutation::SetTempo { bpm } => {
                if !(20.0..=999.0).contains(bpm) {
                    return Err(ErrorCode::SdkRejected);
                }
                self.now.song.tempo = *bpm;
                Ok(None)
            }
            Mutation::CreateTrack { kind } => {
                let track = new_track(&mut self.now, *kind);
                let uid = track.uid;
                self.now.tracks.push(track);
                Ok(Some(Object::Track(uid)))
            }
            Mutation::CreateCuePoint { beat, name } => {
                if self.now.cue_points.iter().any(|other| (other.body.time - beat).abs() <= 1e-6) {
                    return Err(ErrorCode::SdkRejected);
                }
                let body = CuePointSnapshot { time: *beat, name: name.clone() };
                let cue_point = CuePoint { uid: self.now.new_uid(), body };
                let uid = cue_point.uid;
                self.now.cue_points.push(cue_point);
                self.now.cue_points.sort_by(|a, b| a.body.time.total_cmp(&b.body.time));
                Ok(Some(Object::CuePoint(uid)))
            }
            _ => unreachable!("every other mutation takes an id"),
        }
    }

    /// The mutations that take an id, which names `object`.
    fn change_object(&mut self, mutation: &Mutation, object: Object) -> Result<Option<Object>, ErrorCode> {
        match object {
            Object::Track(uid) => self.change_track(mutation, uid),
            Object::Clip(uid) => self.change_clip(mutation, uid),
            Object::Slot { track, scene } => self.fill_slot(mutation, track, scene),
            Object::Param { .. } | Object::Volume(_) => self.change_param(mutation, object),
            Object::Device(_) | Object::CuePoint(_) => unreachable!("no mutation takes a device or a cue point"),
        }
    }

    fn change_track(&mut self, mutation: &Mutation, uid: Uid) -> Result<Option<Object>, ErrorCode> {
        let new_uid = self.now.new_uid();
        let Some(track) = self.now.track_mut(uid) else { return Err(ErrorCode::StaleReference) };
        match mutation {
            Mutation::SetTrackProps { props, .. } => {
                let body = &mut track.body;
                body.name = props.name.clone().unwrap_or_else(|| body.name.clone());
                body.mute = props.mute.unwrap_or(body.mute);
                body.solo = props.solo.unwrap_or(body.solo);
                body.arm = props.arm.unwrap_or(body.arm);
                Ok(Some(Object::Track(uid)))
            }
            Mutation::DeleteTrack { .. } => {
                self.now.tracks.retain(|track| track.uid != uid);
                Ok(None)
            }
            Mutation::CreateArrangementMidiClip { start_beat, length_beats, .. } => {
                if track.body.kind == TrackKind::Audio {
                    return Err(ErrorCode::WrongType);
                }
                let body = ClipSnapshot { start_time: Some(*start_beat), ..new_midi_clip(*length_beats) };
                Ok(Some(Object::Clip(arrangement::place(&mut self.now, uid, body))))
            }
            Mutation::CreateArrangementAudioClip { args, .. } => {
                if track.body.kind == TrackKind::Midi {
                    return Err(ErrorCode::WrongType);
                }
                let body = ClipSnapshot {
                    start_time: Some(args.start_time),
                    kind: TrackKind::Audio,
                    name: "Audio Clip".into(),
                    file_path: Some(args.file_path.clone()),
                    notes: None,
                    ..new_midi_clip(args.duration)
                };
                Ok(Some(Object::Clip(arrangement::place(&mut self.now, uid, body))))
            }
            Mutation::ClearClipsInRange { start_beat, end_beat, .. } => {
                arrangement::clear(&mut self.now, uid, *start_beat, *end_beat);
                Ok(None)
            }
            Mutation::InsertDevice { device_name, index, .. } => {
                let parameters = devices::parameters(device_name).ok_or(ErrorCode::SdkRejected)?;
                // The first place whose number is the index, else the end of the chain.
                let place = (0..track.devices.len()).zip(0_u32..).find(|(_, number)| f64::from(*number) == *index);
                let place = place.map_or(track.devices.len(), |(place, _)| place);
                let body = DeviceSnapshot { name: Some(device_name.clone()), parameters, extra: Extra::default() };
                track.devices.insert(place, DeviceState { uid: new_uid, body });
                Ok(Some(Object::Device(new_uid)))
            }
            _ => unreachable!("the mutation takes no track"),
        }
    }

    fn change_clip(&mut self, mutation: &Mutation, uid: Uid) -> Result<Option<Object>, ErrorCode> {
        let Some(clip) = self.now.clip_mut(uid) else { return Err(ErrorCode::StaleReference) };
        match mutation {
            Mutation::SetNotes { notes, .. } => {
                if clip.body.kind == TrackKind::Audio {
                    return Err(ErrorCode::WrongType);
                }
                clip.body.notes = Some(notes.iter().map(values::kept).collect::<Arc<[Note]>>());
                Ok(Some(Object::Clip(uid)))
            }
            Mutation::SetClipProps { props, .. } => {
                if let Some(name) = &props.name {
                    clip.body.name = name.clone();
                }
                if let Some(color) = props.color {
                    clip.body.color = u32::try_from(color).map_err(|_| ErrorCode::BadInput)?;
                }
                Ok(Some(Object::Clip(uid)))
            }
            Mutation::DeleteClip { .. } => {
                for track in &mut self.now.tracks {
                    track.arrangement.retain(|clip| clip.uid != uid);
                    for slot in &mut track.slots {
                        slot.take_if(|clip| clip.uid == uid);
                    }
                }
                Ok(None)
            }
            _ => unreachable!("the mutation takes no clip"),
        }
    }

    fn fill_slot(&mut self, mutation: &Mutation, track: Uid, scene: usize) -> Result<Option<Object>, ErrorCode> {
        let Mutation::CreateMidiClip { length_beats, .. } = mutation else {
            unreachable!("only `createMidiClip` takes a slot")
        };
        let uid = self.now.new_uid();
        let Some(track) = self.now.track_mut(track) else { return Err(ErrorCode::StaleReference) };
        if track.body.kind == TrackKind::Audio {
            return Err(ErrorCode::WrongType);
        }
        if track.slots[scene].is_some() {
            return Err(ErrorCode::SdkRejected);
        }
        track.slots[scene] =
            Some(ClipState { uid, body: ClipSnapshot { looping: true, ..new_midi_clip(*length_beats) } });
        Ok(Some(Object::Clip(uid)))
    }

    fn change_param(&mut self, mutation: &Mutation, object: Object) -> Result<Option<Object>, ErrorCode> {
        let Mutation::SetParam { value, .. } = mutation else { unreachable!("only `setParam` takes a parameter") };
        let param = match object {
            Object::Volume(track) => self.now.track_mut(track).map(|track| &mut track.body.volume),
            Object::Param { device, index } => self
                .now
                .tracks
                .iter_mut()
                .flat_map(|track| &mut track.devices)
                .find(|other| other.uid == device)
                .map(|device| &mut device.body.parameters[index]),
            _ => None,
        };
        let param = param.ok_or(ErrorCode::StaleReference)?;
        if *value < param.min || *value > param.max {
            return Err(ErrorCode::BadInput);
        }
        param.value = if param.is_quantized { step(param, *value) } else { *value };
        Ok(Some(object))
    }
}

/// The nearest step of a quantised parameter, the upper one of two; steps go by 1 from `min` and end within `max`.
fn step(param: &ParamSnapshot, value: f64) -> f64 {
    let last = (param.max - param.min).floor();
    param.min + values::nearest(value - param.min).min(last)
}

fn new_track(set: &mut SetState, kind: TrackKind) -> TrackState {
    let name = match kind {
        TrackKind::Midi => "MIDI",
        TrackKind::Audio => "Audio",
    };
    let body = TrackSnapshot {
        kind,
        name: name.into(),
        mute: false,
        solo: false,
        arm: false,
        volume: ParamSnapshot::fader(),
        panning: 0.0,
        send_count: set.song.return_track_count,
        devices: Vec::new(),
        session: Vec::new(),
        arrangement: Vec::new(),
        extra: Extra::default(),
    };
    let slots = vec![None; set.song.scenes.len()];
    TrackState { uid: set.new_uid(), body, devices: Vec::new(), slots, arrangement: Vec::new() }
}

/// A MIDI clip without notes, as section 5a makes it for the Arrangement.
fn new_midi_clip(length: f64) -> ClipSnapshot {
    ClipSnapshot {
        scene: None,
        start_time: None,
        kind: TrackKind::Midi,
        name: "MIDI Clip".into(),
        color: 0,
        muted: false,
        duration: length,
        looping: false,
        loop_start: 0.0,
        loop_end: length,
        end_marker: length,
        start_marker: None,
        file_path: None,
        notes: Some(Arc::new([])),
        extra: Extra::default(),
    }
}
