//! For each kind of mutation a series of calls on one object, each with other arguments and the last ones equal: what a
//! bridge that puts repeated calls together makes one step of.
//!
//! The objects are those that a Set has, so that the same series are run on any Set that is known.

use livebridge_port::{
    ClipPropsPatch, CreateAudioClipArgs, IdRef, Mutation, MutationKind, Name, Note, Snapshot, TrackKind,
    TrackPropsPatch,
};

/// What a series needs beside the Set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Supplies {
    /// An audio file that the target can see, where there is one.
    pub(crate) audio_file: Option<Name>,
    /// A device that every audio track takes, where there is one.
    pub(crate) effect: Option<Name>,
}

/// Series of calls of one kind: each on one object, or where that is what is made or goes, on one track.
pub(crate) fn of_kind(kind: MutationKind, set: &Snapshot, supplies: &Supplies) -> Vec<Vec<Mutation>> {
    let there = Objects { set };
    match kind {
        MutationKind::SetTempo => {
            // Some by little, as a knob is turned.
            vec![[98.0, 98.25, 98.5, 131.25, 98.0].into_iter().map(|bpm| Mutation::SetTempo { bpm }).collect()]
        }
        MutationKind::SetTrackProps => there.every_track().take(3).map(track_props).collect(),
        MutationKind::SetNotes => there.midi_clips().map(|clip| set_notes(&clip)).collect(),
        MutationKind::CreateTrack => {
            let kinds = [TrackKind::Midi, TrackKind::Audio, TrackKind::Audio, TrackKind::Midi];
            vec![kinds.into_iter().map(|kind| Mutation::CreateTrack { kind }).collect()]
        }
        MutationKind::CreateMidiClip => {
            let make =
                |(i, slot_id): (u32, IdRef)| Mutation::CreateMidiClip { slot_id, length_beats: 2.0 + f64::from(i) };
            let slots: Vec<IdRef> = there.empty_midi_slots().take(4).collect();
            if slots.is_empty() { Vec::new() } else { vec![(0..).zip(slots).map(make).collect()] }
        }
        MutationKind::SetClipProps => there.clips().map(|clip| clip_props(&clip)).collect(),
        MutationKind::DeleteTrack => {
            // The first twice, and so what has moved into its place; then the last.
            let count = set.tracks.len();
            let order: &[usize] = if count > 3 { &[0, 0, count - 3] } else { &[0, 0] };
            let delete = |at: &usize| Mutation::DeleteTrack { track_id: track(*at) };
            vec![order[..order.len().min(count.saturating_sub(1))].iter().map(delete).collect()]
        }
        MutationKind::DeleteClip => there.deletes(),
        MutationKind::CreateArrangementMidiClip => there
            .tracks(TrackKind::Midi)
            .take(2)
            .map(|at| {
                let make = |(start_beat, length_beats)| Mutation::CreateArrangementMidiClip {
                    track_id: track(at),
                    start_beat,
                    length_beats,
                };
                // Free, beside it, over the edge of the first, and the same again.
                [(200.0, 4.0), (204.0, 4.0), (202.0, 4.0), (202.0, 4.0)].map(make).to_vec()
            })
            .chain(there.tracks(TrackKind::Midi).take(1).map(|at| {
                let make = |(start_beat, length_beats)| Mutation::CreateArrangementMidiClip {
                    track_id: track(at),
                    start_beat,
                    length_beats,
                };
                // Over the ends of what is there.
                let places = [(6.0, 4.0), (22.0, 3.0), (30.0, 4.0)];
                places
                    .into_iter()
                    .filter(|(start, length)| !there.is_spanned(at, *start, start + length))
                    .map(make)
                    .collect()
            }))
            .filter(|series: &Vec<Mutation>| !series.is_empty())
            .collect(),
        MutationKind::CreateArrangementAudioClip => match &supplies.audio_file {
            Some(file) => there.tracks(TrackKind::Audio).take(2).map(|at| audio_clips(at, file)).collect(),
            None => Vec::new(),
        },
        MutationKind::ClearClipsInRange => there
            .every_track()
            .map(|at| {
                let clear =
                    |(start_beat, end_beat)| Mutation::ClearClipsInRange { track_id: track(at), start_beat, end_beat };
                // The end of one and the beginning of the next, again where nothing is left, a whole clip, a touch, and
                // all but a piece that is short.
                let ranges = [(6.0, 10.0), (6.5, 9.5), (18.0, 23.0), (23.0, 26.0), (26.01, 40.0), (0.01, 7.0)];
                ranges.into_iter().filter(|(start, end)| !there.is_spanned(at, *start, *end)).map(clear).collect()
            })
            .filter(|series: &Vec<Mutation>| !series.is_empty())
            .collect(),
        MutationKind::CreateCuePoint => {
            let cue = |(beat, name): (f64, &str)| Mutation::CreateCuePoint { beat, name: name.into() };
            vec![[(8.0, "Same"), (8.25, "Same"), (4.0, "Before"), (30.0, "")].map(cue).to_vec()]
        }
        MutationKind::SetParam => there.params().map(|(id, param)| set_param(&id, param)).collect(),
        MutationKind::InsertDevice => match &supplies.effect {
            Some(name) => there.tracks(TrackKind::Audio).take(2).map(|at| there.inserts(at, name)).collect(),
            None => Vec::new(),
        },
    }
}

fn track(at: usize) -> IdRef {
    IdRef::from(format!("track:{at}").as_str())
}

fn below(at: usize, tail: &str) -> IdRef {
    IdRef::from(format!("track:{at}/{tail}").as_str())
}

fn track_props(at: usize) -> Vec<Mutation> {
    let none = TrackPropsPatch::default;
    let patches = [
        TrackPropsPatch { name: Some("Once".into()), ..none() },
        TrackPropsPatch { name: Some("Twice".into()), ..none() },
        TrackPropsPatch { mute: Some(at.is_multiple_of(2)), ..none() },
        TrackPropsPatch { solo: Some(true), ..none() },
        TrackPropsPatch { arm: Some(at >= 2), ..none() },
        TrackPropsPatch { name: Some("Same".into()), solo: Some(false), ..none() },
    ];
    patches.into_iter().map(|props| Mutation::SetTrackProps { track_id: track(at), props }).collect()
}

fn set_notes(clip: &IdRef) -> Vec<Mutation> {
    let plain = [Note::new(62.0, 1.0, 0.5).with_velocity(80.5), Note::new(65.0, 2.0, 0.25).with_muted(true)];
    let other = [Note::new(62.0, 1.0, 0.75).with_probability(0.25).with_release_velocity(1.5)];
    // Content that goes on behind the end of its clip, and a note that is hardly there.
    let beyond = [Note::new(50.0, 30.0, 8.0), Note::new(51.0, 0.0, 0.001), Note::new(52.0, 0.3, 0.0)];
    [&plain[..], &other, &[], &beyond, &plain]
        .into_iter()
        .map(|notes| Mutation::SetNotes { clip_id: clip.clone(), notes: notes.into() })
        .collect()
}

fn clip_props(clip: &IdRef) -> Vec<Mutation> {
    let patches = [
        ClipPropsPatch { name: Some("Once".into()), color: None },
        ClipPropsPatch { name: Some("Twice".into()), color: None },
        ClipPropsPatch { name: None, color: Some(0x00_FF00) },
        ClipPropsPatch { name: Some("Same".into()), color: Some(0x0A_FF01) },
        ClipPropsPatch { name: None, color: Some(0x00_FF00) },
    ];
    patches.into_iter().map(|props| Mutation::SetClipProps { clip_id: clip.clone(), props }).collect()
}

fn audio_clips(at: usize, file: &Name) -> Vec<Mutation> {
    let make = |start_time| {
        let args = CreateAudioClipArgs { file_path: file.clone(), start_time, duration: 1.0 };
        Mutation::CreateArrangementAudioClip { track_id: track(at), args }
    };
    [200.0, 201.0, 200.5, 7.5].map(make).to_vec()
}

fn set_param(id: &IdRef, param: &livebridge_port::snapshot::ParamSnapshot) -> Vec<Mutation> {
    let range = param.max - param.min;
    let at = |share: f64| {
        let value = param.min + range * share;
        if param.is_quantized { value.round().clamp(param.min, param.max) } else { value }
    };
    // Some by little, as a knob is turned.
    let values = [at(0.25), at(0.26), at(0.265), param.max, at(0.75), at(0.5)];
    values.into_iter().map(|value| Mutation::SetParam { param_id: id.clone(), value }).collect()
}

/// The objects of a Set, by their paths.
struct Objects<'a> {
    set: &'a Snapshot,
}

impl Objects<'_> {
    fn every_track(&self) -> impl Iterator<Item = usize> + '_ {
        0..self.set.tracks.len()
    }

    fn tracks(&self, kind: TrackKind) -> impl Iterator<Item = usize> + '_ {
        self.every_track().filter(move |at| self.set.tracks[*at].kind == kind)
    }

    /// Whether a clip reaches over the range on both sides: what then becomes of it is a requirement of its own.
    fn is_spanned(&self, at: usize, start: f64, end: f64) -> bool {
        let spans = |clip: &livebridge_port::snapshot::ClipSnapshot| {
            clip.start_time.is_some_and(|from| from < start && from + clip.duration > end)
        };
        self.set.tracks[at].arrangement.iter().any(spans)
    }

    /// One of the Session and one of the Arrangement of each track, and of the first track one more.
    fn clips_on(&self, at: usize) -> Vec<IdRef> {
        let track = &self.set.tracks[at];
        let session = track.session.iter().filter_map(|clip| clip.scene).take(1);
        let session = session.map(|scene| below(at, &format!("clipslot:{scene}/clip")));
        let places = if at == 0 { &[1, 2][..] } else { &[0] };
        let arrangement = places.iter().filter(|place| **place < track.arrangement.len());
        session.chain(arrangement.map(|place| below(at, &format!("clip:{place}")))).collect()
    }

    fn clips(&self) -> impl Iterator<Item = IdRef> + '_ {
        self.every_track().flat_map(|at| self.clips_on(at))
    }

    fn midi_clips(&self) -> impl Iterator<Item = IdRef> + '_ {
        self.tracks(TrackKind::Midi).flat_map(|at| self.clips_on(at))
    }

    fn empty_midi_slots(&self) -> impl Iterator<Item = IdRef> + '_ {
        let scenes = self.set.scenes.len();
        self.tracks(TrackKind::Midi).flat_map(move |at| {
            let filled: Vec<_> = self.set.tracks[at].session.iter().filter_map(|clip| clip.scene).collect();
            (0..scenes)
                .filter(move |scene| !filled.contains(scene))
                .map(move |scene| below(at, &format!("clipslot:{scene}")))
        })
    }

    /// Of each track the first clip of the Arrangement twice, and so the one that has moved into its place; then one of
    /// the Session.
    fn deletes(&self) -> Vec<Vec<Mutation>> {
        let on = |at: usize| {
            let track = &self.set.tracks[at];
            let placed = (0..track.arrangement.len().min(2)).map(|_| below(at, "clip:0"));
            let session = track.session.iter().filter_map(|clip| clip.scene);
            let ids = placed.chain(session.map(|scene| below(at, &format!("clipslot:{scene}/clip"))));
            ids.map(|clip_id| Mutation::DeleteClip { clip_id }).collect::<Vec<_>>()
        };
        self.every_track().map(on).filter(|series| !series.is_empty()).collect()
    }

    /// Of the first tracks the fader, and of the first two devices of one a continuous and a quantised parameter each.
    fn params(&self) -> impl Iterator<Item = (IdRef, &livebridge_port::snapshot::ParamSnapshot)> + '_ {
        let faders = self.every_track().take(2).map(|at| (below(at, "mixer/volume"), &self.set.tracks[at].volume));
        let with_devices = self.every_track().find(|at| !self.set.tracks[*at].devices.is_empty());
        let devices = with_devices.into_iter().flat_map(move |at| {
            self.set.tracks[at].devices.iter().enumerate().flat_map(move |(place, device)| {
                let wanted = [false, true].into_iter().filter_map(|quantized| {
                    device
                        .parameters
                        .iter()
                        .position(|param| param.is_quantized == quantized && param.max - param.min >= 1.0)
                });
                wanted
                    .map(move |param| (below(at, &format!("device:{place}/param:{param}")), &device.parameters[param]))
                    .collect::<Vec<_>>()
            })
        });
        faders.chain(devices)
    }

    /// Before the first, behind the last, and the same again.
    fn inserts(&self, at: usize, name: &Name) -> Vec<Mutation> {
        let count = f64::from(u32::try_from(self.set.tracks[at].devices.len()).unwrap_or(u32::MAX));
        [count, count + 1.0, 0.0, 0.0]
            .into_iter()
            .map(|index| Mutation::InsertDevice { track_id: track(at), device_name: name.clone(), index })
            .collect()
    }
}
