//! Sets out: the canonical snapshot of what the engine holds.

use livebridge_port::snapshot::{
    ClipSnapshot, CuePointSnapshot, DeviceSnapshot, Extra, ParamSnapshot, SceneSnapshot, SnapshotFormat, TrackSnapshot,
};
use livebridge_port::{Note, Snapshot, TrackKind};

use crate::engine::Engine;
use crate::members::{clip, notes, track};
use crate::value::{Id, Value};

impl Engine {
    /// The Set as a snapshot: MIDI and audio tracks, as the port lists them.
    pub fn snapshot(&self) -> Snapshot {
        let song = self.song;
        let steps = self.peek_any(song, "scale_intervals");
        let tracks = self.kids(song, "tracks").iter().filter(|track| track::kind(self, **track) < track::GROUP);
        let mut cue_points: Vec<CuePointSnapshot> = self
            .kids(song, "cue_points")
            .iter()
            .map(|cue| CuePointSnapshot { time: self.f(*cue, "time"), name: self.s(*cue, "name") })
            .collect();
        cue_points.sort_by(|a, b| a.time.total_cmp(&b.time));
        Snapshot {
            format: SnapshotFormat::V1,
            tempo: self.f(song, "tempo"),
            root_note: u8::try_from(self.i(song, "root_note")).unwrap_or(0),
            scale_name: self.s(song, "scale_name"),
            scale_mode: self.b(song, "scale_mode"),
            scale_intervals: if let Value::List(list) = steps {
                list.iter().filter_map(Value::int).filter_map(|step| u8::try_from(step).ok()).collect()
            } else {
                Vec::new()
            },
            grid_quantization: self.s(song, "_grid"),
            grid_is_triplet: self.b(song, "_triplet"),
            return_track_count: self.kids(song, "return_tracks").len(),
            scenes: self.kids(song, "scenes").iter().map(|scene| self.save_scene(*scene)).collect(),
            cue_points: Some(cue_points),
            tracks: tracks.map(|track| self.save_track(*track)).collect(),
            extra: self.save_extra(song),
        }
    }

    fn peek_any(&self, id: Id, name: &str) -> Value {
        let member = self.class(id).member(name);
        member.and_then(|member| member.get).and_then(|get| get(self, id).ok()).unwrap_or_default()
    }

    fn save_extra(&self, id: Id) -> Extra {
        self.val(id, "_extra").as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    fn save_scene(&self, id: Id) -> SceneSnapshot {
        let part = |own: &str, song: &str| {
            let number = self.i(id, own);
            let number = if number > 0 { number } else { self.i(self.song, song) };
            u32::try_from(number).unwrap_or(4)
        };
        let tempo = self.f(id, "tempo");
        SceneSnapshot {
            name: self.s(id, "name"),
            tempo: (tempo > 0.0).then_some(tempo),
            signature_numerator: part("time_signature_numerator", "signature_numerator"),
            signature_denominator: part("time_signature_denominator", "signature_denominator"),
            extra: self.save_extra(id),
        }
    }

    fn save_track(&self, id: Id) -> TrackSnapshot {
        let mixer = self.o(id, "mixer_device");
        let session = self.kids(id, "clip_slots").iter().enumerate().filter_map(|(scene, slot)| {
            let clip = self.live_ref(*slot, "clip");
            (clip != 0).then(|| ClipSnapshot { scene: Some(scene), ..self.save_clip(clip) })
        });
        let mut arrangement: Vec<ClipSnapshot> = self
            .kids(id, "arrangement_clips")
            .iter()
            .map(|clip| ClipSnapshot { start_time: Some(self.f(*clip, "_start")), ..self.save_clip(*clip) })
            .collect();
        arrangement.sort_by(|a, b| a.start_time.unwrap_or(0.0).total_cmp(&b.start_time.unwrap_or(0.0)));
        TrackSnapshot {
            kind: if track::kind(self, id) == track::MIDI { TrackKind::Midi } else { TrackKind::Audio },
            name: self.s(id, "name"),
            mute: self.b(id, "mute"),
            solo: self.b(id, "solo"),
            arm: self.b(id, "arm"),
            volume: ParamSnapshot { name: "Volume".into(), ..self.save_param(self.o(mixer, "volume")) },
            panning: self.f(self.o(mixer, "panning"), "value"),
            send_count: self.kids(mixer, "sends").len(),
            devices: self.kids(id, "devices").iter().map(|device| self.save_device(*device)).collect(),
            session: session.collect(),
            arrangement,
            extra: self.save_extra(id),
        }
    }

    fn save_device(&self, id: Id) -> DeviceSnapshot {
        DeviceSnapshot {
            name: Some(self.s(id, "name")),
            parameters: self.kids(id, "parameters").iter().map(|parameter| self.save_param(*parameter)).collect(),
            extra: self.save_extra(id),
        }
    }

    fn save_param(&self, id: Id) -> ParamSnapshot {
        let (min, max) = (self.f(id, "min"), self.f(id, "max"));
        ParamSnapshot {
            name: self.s(id, "name"),
            min,
            max,
            is_quantized: self.b(id, "is_quantized"),
            default_value: self.f(id, "default_value"),
            value: self.f(id, "value"),
        }
    }

    fn save_clip(&self, id: Id) -> ClipSnapshot {
        let audio = self.b(id, "is_audio_clip");
        let (loop_start, loop_end) = clip::region(self, id);
        let arrangement = self.b(id, "_arr");
        let duration = if arrangement {
            let (start, end) = (self.f(id, "_start"), self.f(id, "_end"));
            // Start and duration must not give more than the end again, or the next clip would begin before it.
            let exact = end - start;
            if start + exact > end { exact.next_down() } else { exact }
        } else {
            clip::length(self, id)
        };
        let start_marker = self.f(id, "start_marker");
        let color = track::get_color(self, id).ok().and_then(|color| color.int()).unwrap_or(0);
        let list = notes::held(self, id).iter().map(|note| {
            let saved = Note::new(whole(note.pitch), note.start, note.duration)
                .with_velocity(note.velocity)
                .with_probability(note.probability)
                .with_velocity_deviation(note.deviation)
                .with_release_velocity(note.release)
                .with_muted(note.mute);
            if note.selected { saved.with_selected(true) } else { saved }
        });
        #[expect(clippy::float_cmp, reason = "absent means the very same number")]
        let start_marker = (start_marker != loop_start).then_some(start_marker);
        ClipSnapshot {
            scene: None,
            start_time: None,
            kind: if audio { TrackKind::Audio } else { TrackKind::Midi },
            name: self.s(id, "name"),
            color: if self.b(id, "_colorless") { 0 } else { u32::try_from(color).unwrap_or(0) },
            muted: self.b(id, "muted"),
            duration: duration.max(0.0),
            looping: self.b(id, "looping"),
            loop_start,
            loop_end,
            end_marker: self.f(id, "end_marker"),
            start_marker,
            file_path: audio.then(|| self.s(id, "file_path")),
            notes: (!audio).then(|| list.collect()),
            extra: self.save_extra(id),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "0 to 127")]
fn whole(pitch: i64) -> f64 {
    pitch as f64
}

/// An object as the history covers it: its class, its owner, its tracked values.
pub type Recorded = (Id, &'static str, Id, Vec<(&'static str, Value)>);

impl Engine {
    /// Everything that the history covers: each living object with its class, its owner and its tracked values. Two
    /// documents with the same are the same, ids included.
    pub fn document(&self) -> Vec<Recorded> {
        let of = |id: Id| {
            let class = self.class(id);
            let tracked =
                class.members.iter().filter(|member| member.simulated && !member.free && member.call.is_none());
            let values = tracked.map(|member| (member.name, self.val(id, member.name).clone())).collect();
            (id, class.name, self.parent(id), values)
        };
        self.ids().filter(|id| self.alive(*id)).map(of).collect()
    }
}
