//! From a mutation to the edits that carry it out, against the Set as it is now.
//!
//! Contract, section 5. By now the values have passed [`Mutation::validate`] and the id has been resolved; what is
//! left to judge is MIDI or audio, and what the host refuses. A refusal goes through [`Deviation::waives`], so that
//! a mutant can go on where the faithful fake stops.

use std::sync::Arc;

use livebridge_port::rules::{CUE_POINT_TOLERANCE, TEMPO_RANGE, normalized, round_half_up};
use livebridge_port::snapshot::{CuePointSnapshot, Extra, ParamSnapshot};
use livebridge_port::{BridgeError, ClipPropsPatch, IdRef, Mutation, Name, Note, TrackKind, TrackPropsPatch};

use super::clear_range::clear_range;
use super::deviation::Deviation;
use super::devices;
use super::edit::{Edit, index};
use super::resolve::{At, Object};
use super::set::{ClipContent, ClipState, DeviceState, SetState, TrackState};

/// Plans one mutation: fills `edits` and gives the object that the mutation makes or changes.
pub(super) struct Planner<'a, D> {
    pub(super) set: &'a mut SetState,
    pub(super) deviation: &'a D,
    pub(super) mutation: &'a Mutation,
    pub(super) edits: &'a mut Vec<Edit>,
}

type Planned = Result<Option<Object>, BridgeError>;

impl<D: Deviation> Planner<'_, D> {
    /// `subject` is the object that the mutation's id names; `None` for a mutation that takes no id.
    pub(super) fn plan(mut self, subject: Option<Object>) -> Planned {
        let mutation = self.mutation;
        match (mutation, subject) {
            (Mutation::SetTempo { bpm }, _) => self.set_tempo(*bpm),
            (Mutation::CreateTrack { kind }, _) => Ok(Some(self.create_track(*kind))),
            (Mutation::CreateCuePoint { beat, name }, _) => self.create_cue_point(*beat, name),
            (Mutation::SetTrackProps { props, .. }, Some(Object::Track(at))) => {
                self.set_track_props(at, props);
                Ok(subject)
            }
            (Mutation::DeleteTrack { .. }, Some(Object::Track(at))) => {
                self.edits.push(Edit::RemoveTrack(index(at.index)));
                Ok(None)
            }
            (Mutation::CreateArrangementMidiClip { track_id, start_beat, length_beats }, Some(Object::Track(at))) => {
                self.require_kind(track_id, at, TrackKind::Midi)?;
                let content = ClipContent::Midi(Arc::new([]));
                Ok(Some(self.place(at, *start_beat, *length_beats, "MIDI Clip", content)))
            }
            (Mutation::CreateArrangementAudioClip { track_id, args }, Some(Object::Track(at))) => {
                self.require_kind(track_id, at, TrackKind::Audio)?;
                let content = ClipContent::Audio(args.file_path.clone());
                Ok(Some(self.place(at, args.start_time, args.duration, "Audio Clip", content)))
            }
            (Mutation::ClearClipsInRange { start_beat, end_beat, .. }, Some(Object::Track(at))) => {
                self.splice(at, *start_beat, *end_beat, None);
                Ok(None)
            }
            (Mutation::InsertDevice { device_name, index, .. }, Some(Object::Track(at))) => {
                self.insert_device(at, device_name, *index)
            }
            (Mutation::CreateMidiClip { slot_id, length_beats }, Some(Object::Slot(at, slot))) => {
                self.require_kind(slot_id, at, TrackKind::Midi)?;
                self.create_midi_clip(at, slot, *length_beats)
            }
            (Mutation::SetNotes { clip_id, notes }, Some(clip)) => self.set_notes(clip_id, clip, notes),
            (Mutation::SetClipProps { props, .. }, Some(clip)) => Ok(self.set_clip_props(clip, props)),
            (Mutation::DeleteClip { .. }, Some(clip)) => {
                self.delete_clip(clip);
                Ok(None)
            }
            (Mutation::SetParam { value, .. }, Some(param)) => self.set_param(param, *value),
            // The resolver gives an object of the kind that the mutation wants; with any other there is nothing to do.
            (
                Mutation::SetTrackProps { .. }
                | Mutation::DeleteTrack { .. }
                | Mutation::CreateArrangementMidiClip { .. }
                | Mutation::CreateArrangementAudioClip { .. }
                | Mutation::ClearClipsInRange { .. }
                | Mutation::InsertDevice { .. }
                | Mutation::CreateMidiClip { .. }
                | Mutation::SetNotes { .. }
                | Mutation::SetClipProps { .. }
                | Mutation::DeleteClip { .. }
                | Mutation::SetParam { .. },
                _,
            ) => Ok(None),
        }
    }

    /// What refuses this mutation, unless a mutant goes on.
    fn refuse(&self, error: BridgeError) -> Result<(), BridgeError> {
        if self.deviation.waives(self.mutation, &error) { Ok(()) } else { Err(error) }
    }

    fn track(&self, at: At) -> &TrackState {
        &self.set.tracks[at.index]
    }

    fn require_kind(&self, id: &IdRef, at: At, kind: TrackKind) -> Result<(), BridgeError> {
        if self.track(at).kind == kind {
            return Ok(());
        }
        let wanted = match kind {
            TrackKind::Midi => "MIDI",
            TrackKind::Audio => "audio",
        };
        self.refuse(BridgeError::wrong_type(id, format!("`{id}` is not on a track of kind {wanted}")))
    }

    fn set_tempo(&mut self, bpm: f64) -> Planned {
        if !TEMPO_RANGE.contains(&bpm) {
            let (min, max) = (TEMPO_RANGE.start(), TEMPO_RANGE.end());
            self.refuse(
                BridgeError::sdk_rejected(format!("the host takes {min} to {max} BPM, not {bpm}"))
                    .with_hint(format!("ask for a tempo from {min} to {max}")),
            )?;
        }
        self.edits.push(Edit::Tempo(bpm));
        Ok(None)
    }

    fn set_track_props(&mut self, at: At, props: &TrackPropsPatch) {
        let track = index(at.index);
        self.edits.extend(props.name.clone().map(|name| Edit::TrackName(track, name)));
        self.edits.extend(props.mute.map(|mute| Edit::TrackMute(track, mute)));
        self.edits.extend(props.solo.map(|solo| Edit::TrackSolo(track, solo)));
        self.edits.extend(props.arm.map(|arm| Edit::TrackArm(track, arm)));
    }

    fn create_track(&mut self, kind: TrackKind) -> Object {
        let mut slots = Vec::new();
        slots.resize_with(self.set.scenes.len(), || None);
        let name = match kind {
            TrackKind::Midi => "MIDI",
            TrackKind::Audio => "Audio",
        };
        let track = TrackState {
            key: self.set.fresh_key(),
            kind,
            name: name.into(),
            mute: false,
            solo: false,
            arm: false,
            volume: ParamSnapshot::fader(),
            panning: 0.0,
            send_count: self.set.song.return_track_count,
            devices: Vec::new(),
            slots,
            arrangement: Vec::new(),
            extra: Extra::default(),
        };
        let at = At { key: track.key, index: self.set.tracks.len() };
        self.edits.push(Edit::InsertTrack(index(at.index), Box::new(track)));
        Object::Track(at)
    }

    fn create_midi_clip(&mut self, at: At, slot: usize, length: f64) -> Planned {
        if self.track(at).slots[slot].is_some() {
            self.refuse(
                BridgeError::sdk_rejected("there is a clip in this slot")
                    .with_hint("delete the clip first, or take an empty slot"),
            )?;
        }
        let mut clip = self.new_clip("MIDI Clip", 0.0, length, ClipContent::Midi(Arc::new([])));
        clip.looping = true;
        let key = clip.key;
        self.edits.push(Edit::Slot { track: index(at.index), slot: index(slot), clip: Some(Box::new(clip)) });
        Ok(Some(Object::SessionClip(at, slot, key)))
    }

    fn new_clip(&mut self, name: &str, start: f64, length: f64, content: ClipContent) -> ClipState {
        ClipState {
            key: self.set.fresh_key(),
            start,
            name: name.into(),
            color: 0,
            muted: false,
            duration: length,
            looping: false,
            loop_start: 0.0,
            loop_end: length,
            end_marker: length,
            start_marker: None,
            content,
            extra: Extra::default(),
        }
    }

    /// Puts a new clip into the Arrangement, in the place of what is there.
    fn place(&mut self, at: At, start: f64, length: f64, name: &str, content: ClipContent) -> Object {
        let clip = self.new_clip(name, start, length, content);
        let key = clip.key;
        let index = self.splice(at, start, start + length, Some(clip));
        Object::ArrangementClip(at, At { key, index })
    }

    /// Clears a range and puts `clip` there; gives the place where it stands then.
    fn splice(&mut self, at: At, start: f64, end: f64, clip: Option<ClipState>) -> usize {
        let spare = self.set.fresh_key();
        let cleared = clear_range(&self.track(at).arrangement, start, end, || spare);
        let place = cleared.at + usize::from(cleared.before.is_some());
        if cleared.removed > 0 || clip.is_some() {
            self.edits.push(Edit::Arrangement {
                track: index(at.index),
                at: index(cleared.at),
                removed: index(cleared.removed),
                inserted: [cleared.before, clip.map(Box::new), cleared.after].into_iter().flatten().collect(),
            });
        }
        place
    }

    fn create_cue_point(&mut self, beat: f64, name: &Name) -> Planned {
        let cue_points = &self.set.cue_points;
        let at = cue_points.partition_point(|cue| cue.time <= beat);
        let near = |i: usize| cue_points.get(i).is_some_and(|cue| (cue.time - beat).abs() <= CUE_POINT_TOLERANCE);
        if near(at) || at.checked_sub(1).is_some_and(near) {
            self.refuse(
                BridgeError::sdk_rejected(format!("there is a cue point at beat {beat}"))
                    .with_hint("take a beat without a cue point"),
            )?;
        }
        let cue_point = CuePointSnapshot { time: beat, name: name.clone() };
        self.edits.push(Edit::InsertCuePoint(index(at), Box::new(cue_point)));
        Ok(Some(Object::CuePoint(at, beat)))
    }

    fn insert_device(&mut self, at: At, name: &Name, place: f64) -> Planned {
        let known = devices::parameters(name);
        if known.is_none() {
            self.refuse(
                BridgeError::sdk_rejected(format!("there is no device `{name}`"))
                    .with_hint("use the exact name of a built-in device, such as `EQ Eight`"),
            )?;
        }
        let device = DeviceState {
            key: self.set.fresh_key(),
            name: name.clone(),
            parameters: known.unwrap_or_default(),
            extra: Extra::default(),
        };
        let last = self.track(at).devices.len();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number from 0, clamped")]
        let place = (place as usize).min(last);
        let object = Object::Device(at, At { key: device.key, index: place });
        self.edits.push(Edit::InsertDevice(index(at.index), index(place), Box::new(device)));
        Ok(Some(object))
    }

    fn set_notes(&mut self, id: &IdRef, clip: Object, notes: &[Note]) -> Planned {
        if clip.clip(self.set).is_some_and(|clip| clip.kind() == TrackKind::Audio) {
            return Err(no_notes(id));
        }
        let notes = notes.iter().copied().map(normalized).collect();
        self.edits.extend(clip.clip_place().map(|place| Edit::Notes(place, notes)));
        Ok(Some(clip))
    }

    fn set_clip_props(&mut self, clip: Object, props: &ClipPropsPatch) -> Option<Object> {
        let place = clip.clip_place()?;
        self.edits.extend(props.name.clone().map(|name| Edit::ClipName(place, name)));
        let color = props.color.and_then(|color| u32::try_from(color).ok());
        self.edits.extend(color.map(|color| Edit::ClipColor(place, color)));
        Some(clip)
    }

    fn delete_clip(&mut self, clip: Object) {
        match clip {
            Object::SessionClip(at, slot, _) => {
                self.edits.push(Edit::Slot { track: index(at.index), slot: index(slot), clip: None });
            }
            Object::ArrangementClip(at, clip) => self.edits.push(Edit::Arrangement {
                track: index(at.index),
                at: index(clip.index),
                removed: 1,
                inserted: Box::new([]),
            }),
            _ => {}
        }
    }

    fn set_param(&mut self, param: Object, value: f64) -> Planned {
        let Some(place) = param.param_place() else { return Ok(None) };
        let info = match param {
            Object::DeviceParam(at, device, param) => &self.track(at).devices[device.index].parameters[param],
            Object::Volume(at) => &self.track(at).volume,
            _ => return Ok(None),
        };
        let (min, max, quantized) = (info.min, info.max, info.is_quantized);
        if !(min..=max).contains(&value) {
            self.refuse(
                BridgeError::bad_input(format!("value must be {min} to {max}, not {value}"))
                    .with_hint("keep the value within the parameter's min and max"),
            )?;
        }
        // The last step is the highest one within the range, which need not end on a step.
        let value = if quantized { min + round_half_up(value - min).min((max - min).floor()) } else { value };
        self.edits.push(Edit::Param(place, value));
        Ok(Some(param))
    }
}

/// `id` names an audio clip where notes are read or written.
pub(super) fn no_notes(id: &IdRef) -> BridgeError {
    BridgeError::wrong_type(id, format!("`{id}` is an audio clip and has no notes"))
}
