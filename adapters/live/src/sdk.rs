//! What the Extensions API does otherwise, and what only a person or a host does: groups, the device that hosts.

use crate::engine::Engine;
use crate::history::Written;
use crate::members::{arrangement, notes, track, warp};
use crate::refusal::{Kind, Refusal, Res, range, refuse, runtime};
use crate::rules::Rule as R;
use crate::value::{Id, Value};

impl Engine {
    /// Puts tracks into a new group.
    pub(crate) fn group_tracks(&mut self, tracks: &[Value]) -> Res {
        let tracks: Vec<Id> =
            tracks.iter().filter_map(|value| if let Value::Obj(id) = value { Some(*id) } else { None }).collect();
        let song = self.song;
        let first =
            tracks.iter().filter_map(|track| self.kids(song, "tracks").iter().position(|other| other == track)).min();
        let Some(first) = first else { return runtime("no track to group") };
        self.edit(Written::Other, |engine| {
            let group = track::make(engine, track::GROUP, first)?;
            for (at, track) in tracks.iter().enumerate() {
                engine.remove_child(song, "tracks", *track);
                engine.insert(song, "tracks", first + 1 + at, *track);
                engine.put(*track, "group_track", Value::Obj(group));
            }
            track::rename_defaults(engine);
            Ok(Value::Obj(group))
        })
    }

    /// The Max device that hosts a script that names none: the first of the first track; 0 where there is none.
    pub(crate) fn host_device(&self) -> Id {
        let Some(place) = self.kids(self.song, "tracks").first() else { return 0 };
        let devices = self.kids(*place, "devices");
        devices.iter().copied().find(|device| self.is(*device, "MaxDevice")).unwrap_or_default()
    }

    pub(crate) fn this_device(&self) -> Id {
        if self.alive(self.hosting) { self.hosting } else { 0 }
    }

    pub(crate) fn set_this_device(&mut self, device: Id) {
        self.hosting = device;
    }

    /// `AudioTrack.createAudioClip` and `ClipSlot.createAudioClip`: a dictionary of options.
    pub(crate) fn sdk_audio_clip(&mut self, id: Id, args: &[Value]) -> Res {
        let Some(Value::Record(options)) = args.first() else { return range("options are wanted") };
        let option = |name: &str| options.field(name).cloned().unwrap_or_default();
        let file = option("filePath");
        let file = file.as_str().unwrap_or_default().to_owned();
        let start = option("startTime").number().unwrap_or(0.0);
        let duration = option("duration").number();
        let looping = option("isLooping") == Value::Bool(true);
        let warped = option("isWarped") != Value::Bool(false);
        let settings = option("loopSettings") != Value::Null;
        if self.on(R::AudioSdkOptions) {
            let wrong = |text: &str| Err(Refusal::new(Kind::ValueError, text).by(R::AudioSdkOptions));
            if !warped && (looping || settings) {
                return wrong("what is not warped does not loop");
            }
            if looping && duration.is_some_and(|duration| duration < 0.25) {
                return wrong("a loop is at least 0.25 beats long");
            }
        }
        self.edit(Written::Other, |engine| {
            if engine.is(id, "ClipSlot") {
                let clip = warp::make_audio(engine, id, &file)?;
                engine.put(id, "clip", Value::Obj(clip));
                return Ok(Value::Obj(clip));
            }
            let made = arrangement::create_audio(engine, id, &file, start)?;
            let Value::Obj(clip) = made else { return Ok(made) };
            if let Some(duration) = duration.filter(|duration| *duration > 0.0 && duration.is_finite()) {
                // Not longer than the file, unless it loops.
                let natural = engine.f(clip, "_end") - start;
                let longest = if looping || !engine.on(R::ArrAudioNoLength) { f64::INFINITY } else { natural };
                arrangement::stretch(engine, clip, start + duration.min(longest))?;
            }
            Ok(Value::Obj(clip))
        })
    }

    /// `MidiClip.notes = [...]`: all notes at once.
    pub(crate) fn sdk_set_notes(&mut self, id: Id, args: &[Value]) -> Res {
        if !self.is(id, "Clip") {
            return refuse(R::NotesSelectedField, "a MIDI clip is wanted");
        }
        let list = args.first().cloned().unwrap_or_default();
        self.edit(Written::Notes, |engine| {
            engine.put(id, "_notes", Value::Null);
            notes::add(engine, id, &list, true)
        })
    }
}
