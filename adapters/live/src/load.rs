//! Sets in: Live's default Set, a snapshot, a Live Set's file.

use std::path::Path;
use std::sync::Arc;

use livebridge_als as als;
use livebridge_port::snapshot::{ClipSnapshot, ParamSnapshot, TrackSnapshot};
use livebridge_port::{Snapshot, TrackKind};

use crate::engine::Engine;
use crate::members::parameter::{self, Spec};
use crate::members::{arrangement, browser, clip, cue, device, rack, scene, track, view};
use crate::refusal::{Kind, Refusal, Res};
use crate::value::{Held, Id, Value};

impl Engine {
    /// An empty document: program, Set, main track, views; no tracks and no scenes.
    fn blank(&mut self) -> Res<()> {
        self.clear();
        let app = self.create("Application", 0)?;
        let song = self.create("Song", 0)?;
        (self.app, self.song) = (app, song);
        let app_view = self.create("Application.View", app)?;
        self.put(app, "view", Value::Obj(app_view));
        let browser = self.create("Browser", app)?;
        self.put(app, "browser", Value::Obj(browser));
        let song_view = self.create("Song.View", song)?;
        self.put(song, "view", Value::Obj(song_view));
        for (member, class) in [("groove_pool", "GroovePool"), ("tuning_system", "TuningSystem")] {
            let child = self.create(class, song)?;
            self.put(song, member, Value::Obj(child));
        }
        track::make(self, track::MAIN, 0)?;
        browser::fill(self, browser)
    }

    /// Opens Live's default Set: two MIDI and two audio tracks, two return tracks, eight scenes.
    pub fn load_default(&mut self) {
        let made = self.blank().and_then(|()| {
            for at in 0..8 {
                scene::insert(self, at)?;
            }
            for (at, kind) in [track::MIDI, track::MIDI, track::AUDIO, track::AUDIO].into_iter().enumerate() {
                track::make(self, kind, at)?;
            }
            for (at, name) in ["Reverb", "Delay"].into_iter().enumerate() {
                let id = track::make(self, track::RETURN, at)?;
                device::insert(self, id, name, None)?;
                self.put(id, "_auto", false);
                self.put(id, "name", format!("{}-{name}", track::letter(at)));
            }
            track::rename_defaults(self);
            Ok(())
        });
        debug_assert!(made.is_ok(), "{made:?}");
        self.opened();
    }

    /// What is true of a Set that was just opened: nothing to undo, the first track and scene selected.
    fn opened(&mut self) {
        self.journal.clear();
        let view = self.o(self.song, "view");
        self.put_free(view, "selected_track", Value::Null);
        self.put_free(view, "selected_scene", Value::Null);
        view::keep_selection(self);
        let tempo = self.f(self.song, "tempo");
        self.put_free(self.song, "_tempo_seen", tempo);
        let looped = self.b(self.song, "loop");
        self.put_free(self.song, "_loop_seen", looped);
        self.journal.clear();
    }

    /// Opens the Set that a snapshot describes. Refused when it contradicts itself; the Set before stays open then.
    pub fn load_snapshot(&mut self, snapshot: &Snapshot) -> Res<()> {
        let bad = |reason: String| Refusal::new(Kind::ValueError, format!("the snapshot is no Set: {reason}"));
        livebridge_fake::FakeLiveBridge::from_snapshot(snapshot).map_err(|error| bad(error.to_string()))?;
        let most = 900_000;
        let objects = snapshot.tracks.len().saturating_mul(snapshot.scenes.len() + 20);
        if objects > most {
            return Err(bad(format!("more than {most} objects")));
        }
        let read = self.blank().and_then(|()| self.read_snapshot(snapshot));
        if read.is_err() {
            // What could not be built leaves the default Set.
            self.load_default();
        }
        self.opened();
        read
    }

    fn read_snapshot(&mut self, snapshot: &Snapshot) -> Res<()> {
        let song = self.song;
        self.put(song, "tempo", snapshot.tempo);
        let main = self.o(self.o(song, "master_track"), "mixer_device");
        let tempo = self.o(main, "song_tempo");
        self.put(tempo, "value", snapshot.tempo);
        self.put(song, "root_note", i64::from(snapshot.root_note));
        self.put(song, "scale_name", &*snapshot.scale_name);
        self.put(song, "scale_mode", snapshot.scale_mode);
        let steps = snapshot.scale_intervals.iter().map(|step| Value::Int(i64::from(*step))).collect();
        self.put(song, "_scale", Value::list(steps));
        self.put(song, "_grid", &*snapshot.grid_quantization);
        self.put(song, "_triplet", snapshot.grid_is_triplet);
        keep_extra(self, song, &snapshot.extra);
        for (at, from) in snapshot.scenes.iter().enumerate() {
            let id = scene::insert(self, at)?;
            self.put(id, "name", &*from.name);
            self.put(id, "tempo", from.tempo.unwrap_or(-1.0));
            let signature = (i64::from(from.signature_numerator), i64::from(from.signature_denominator));
            if signature != (4, 4) {
                self.put(id, "time_signature_numerator", signature.0);
                self.put(id, "time_signature_denominator", signature.1);
            }
            keep_extra(self, id, &from.extra);
        }
        // A snapshot counts return tracks and does not describe them.
        for at in 0..snapshot.return_track_count.min(1000) {
            track::make(self, track::RETURN, at)?;
        }
        for (at, from) in snapshot.tracks.iter().enumerate() {
            self.read_track(at, from)?;
        }
        for point in snapshot.cue_points.iter().flatten() {
            cue::make(self, song, point.time, Some(&point.name))?;
        }
        track::rename_defaults(self);
        Ok(())
    }

    fn read_track(&mut self, at: usize, from: &TrackSnapshot) -> Res<()> {
        let kind = if from.kind == TrackKind::Midi { track::MIDI } else { track::AUDIO };
        let id = track::make(self, kind, at)?;
        self.put(id, "_auto", false);
        self.put(id, "name", &*from.name);
        self.put(id, "mute", from.mute);
        self.put(id, "arm", from.arm);
        self.put(id, "solo", from.solo);
        if from.solo {
            let count = self.i(self.song, "_soloed");
            self.put(self.song, "_soloed", count + 1);
        }
        let mixer = self.o(id, "mixer_device");
        let volume = self.o(mixer, "volume");
        read_param(self, volume, &from.volume);
        let panning = self.o(mixer, "panning");
        self.put(panning, "value", from.panning);
        keep_extra(self, id, &from.extra);
        for device in &from.devices {
            let made = self.read_device(id, device.name.as_deref().unwrap_or_default(), &device.parameters)?;
            keep_extra(self, made, &device.extra);
        }
        for clip in &from.session {
            let slot = clip.scene.and_then(|scene| self.kids(id, "clip_slots").get(scene).copied()).unwrap_or(0);
            let new = self.read_clip(slot, clip)?;
            self.put(slot, "clip", Value::Obj(new));
        }
        for from in &from.arrangement {
            let new = self.read_clip(id, from)?;
            let start = from.start_time.unwrap_or(0.0);
            self.put(new, "_arr", true);
            self.put(new, "_start", start);
            self.put(new, "_end", start + from.duration);
            let at = arrangement::clips(self, id).len();
            self.insert(id, "arrangement_clips", at, new);
        }
        Ok(())
    }

    /// A device with the parameters that the Set shows.
    fn read_device(&mut self, place: Id, name: &str, parameters: &[ParamSnapshot]) -> Res<Id> {
        let native = device::native(self, name);
        let class = native.as_ref().map_or("Device", |native| native.class);
        let id = self.create(class, place)?;
        let view_class = if class == "RackDevice" { "RackDevice.View" } else { "Device.View" };
        let view = self.create(view_class, id)?;
        self.put(id, "view", Value::Obj(view));
        self.put(id, "name", name);
        self.put(id, "class_display_name", native.as_ref().map_or(name, |native| native.name));
        self.put(id, "class_name", native.as_ref().and_then(|native| native.class_name).unwrap_or(name));
        self.put(id, "type", native.as_ref().map_or(device::AUDIO_EFFECT, |native| native.kind));
        for param in parameters {
            let unit = parameter::PLAIN;
            let spec = Spec {
                quantized: param.is_quantized,
                ..Spec::plain(&param.name, param.min, param.max, param.value, unit)
            };
            let made = device::add(self, id, &spec)?;
            read_param(self, made, param);
        }
        if class == "RackDevice" {
            rack::start(self, id, name)?;
        }
        self.insert(place, "devices", usize::MAX, id);
        Ok(id)
    }

    fn read_clip(&mut self, parent: Id, from: &ClipSnapshot) -> Res<Id> {
        let id = clip::make_midi(self, parent, from.duration)?;
        self.put(id, "name", &*from.name);
        let at = track::nearest(self, i64::from(from.color));
        let exact = track::rgb(self, i64::try_from(at).unwrap_or(0)) == i64::from(from.color);
        self.put(id, "color_index", Value::count(at));
        // A colour that is none of the palette's is kept as it is, and black, "no colour set", too.
        self.put(id, "color", if exact { 0 } else { i64::from(from.color) });
        self.put(id, "_colorless", from.color == 0);
        self.put(id, "muted", from.muted);
        self.put(id, "looping", from.looping);
        self.put(id, "_loop_start", from.loop_start);
        self.put(id, "_loop_end", from.loop_end);
        self.put(id, "start_marker", from.start_marker.unwrap_or(from.loop_start));
        self.put(id, "end_marker", from.end_marker);
        keep_extra(self, id, &from.extra);
        if let Some(file) = &from.file_path {
            self.put(id, "file_path", &**file);
        }
        if from.kind == TrackKind::Audio {
            self.put(id, "is_audio_clip", true);
            self.put(id, "warping", true);
        }
        let list = from.notes.iter().flat_map(|notes| notes.iter()).zip(1..);
        let mut held: Vec<Held> = list.map(|(note, id)| hold(note, id)).collect();
        held.sort_by(|a, b| a.pitch.cmp(&b.pitch).then(a.start.total_cmp(&b.start)));
        let count = held.len();
        if count > 0 {
            self.put(id, "_notes", Value::Notes(Arc::new(held)));
        }
        self.put(id, "_next_note", Value::count(count + 1));
        Ok(id)
    }

    /// Opens the Set of a Live Set's file.
    pub fn load_als(&mut self, path: &Path) -> Res<()> {
        let set = als::import_file(path)
            .map_err(|error| Refusal::new(Kind::ValueError, format!("{}: {error}", path.display())))?;
        self.load_snapshot(&set.to_snapshot())?;
        self.folder = std::path::absolute(path).ok().and_then(|path| path.parent().map(Path::to_path_buf));
        crate::als::complete(self, &set)?;
        self.opened();
        Ok(())
    }
}

fn read_param(engine: &mut Engine, id: Id, from: &ParamSnapshot) {
    engine.put(id, "name", &*from.name);
    for (name, value) in
        [("min", from.min), ("max", from.max), ("value", from.value), ("default_value", from.default_value)]
    {
        engine.put(id, name, value);
    }
    engine.put(id, "_low", from.min);
    engine.put(id, "_high", from.max);
}

fn keep_extra(engine: &mut Engine, id: Id, extra: &livebridge_port::snapshot::Extra) {
    if let Ok(text) = serde_json::to_string(extra)
        && !extra.is_empty()
    {
        engine.put(id, "_extra", text);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "pitches of a snapshot are clamped to 0..127")]
fn hold(note: &livebridge_port::Note, id: i64) -> Held {
    let full = note.with_defaults();
    Held {
        id,
        pitch: note.pitch.clamp(0.0, 127.0).round() as i64,
        start: note.start_time,
        duration: note.duration.max(0.0),
        velocity: full.velocity().unwrap_or(100.0),
        mute: full.muted().unwrap_or(false),
        probability: full.probability().unwrap_or(1.0),
        deviation: full.velocity_deviation().unwrap_or(0.0),
        release: full.release_velocity().unwrap_or(64.0),
        selected: full.selected().unwrap_or(false),
    }
}
