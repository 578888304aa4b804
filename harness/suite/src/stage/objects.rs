//! What checks ask the stage for. Each is found by reads where the fresh Set has it, else made through the port.

use std::path::{Path, PathBuf};

use livebridge_port::capabilities::Files;
use livebridge_port::{
    ClipInfo, ClipKind, ClipLocation, DeviceParamInfo, IdRef, Mutation, Note, Operation, Outcome, TrackInfo, TrackKind,
};

use super::Stage;
use crate::check::{Checked, Stop};

/// A stretch of a track's Arrangement without clips: from `base` on.
#[derive(Debug, Clone)]
pub struct Region {
    /// The track.
    pub track: IdRef,
    /// Where the free stretch begins, a whole beat.
    pub base: f64,
}

impl Stage {
    /// A fresh Set with a MIDI clip that holds exactly these notes; gives its id.
    pub fn midi_clip(&mut self, notes: &[Note]) -> Checked<IdRef> {
        self.fresh_with("with_one_midi_clip", Some(notes))?;
        let clip = self.any_midi_clip()?;
        if self.offers(Operation::GetNotes) && self.offers(Operation::SetNotes) {
            let there = self.ready("getNotes", |stage| stage.notes(&clip))?;
            if !self.same_notes(notes, &there) {
                self.prepare(Mutation::SetNotes { clip_id: clip.clone(), notes: notes.into() })?;
            }
        }
        self.trace.clear();
        Ok(clip)
    }

    /// The first MIDI clip of the Set as it is, or one made in the first empty slot of a MIDI track.
    pub fn any_midi_clip(&mut self) -> Checked<IdRef> {
        self.needs("a MIDI clip", &[Operation::ListTracks, Operation::ListClips])?;
        let clips = self.all_clips(Some(TrackKind::Midi))?;
        if let Some(clip) = clips.iter().find(|clip| clip.is_midi) {
            return Ok(clip.id.clone());
        }
        let slot_id = self.empty_slot(TrackKind::Midi)?;
        self.needs("a MIDI clip", &[Operation::CreateMidiClip])?;
        match self.prepare(Mutation::CreateMidiClip { slot_id, length_beats: 4.0 })? {
            Some(Outcome::Clip(clip)) => Ok(clip.id),
            _ => Err(Stop::Untestable("createMidiClip answered with no clip".to_owned())),
        }
    }

    /// An audio clip of a fresh Set.
    pub fn audio_clip(&mut self) -> Checked<IdRef> {
        self.fresh("seeded")?;
        let clip = self.all_clips(Some(TrackKind::Audio))?.into_iter().find(|clip| clip.kind == ClipKind::Audio);
        if let Some(clip) = clip {
            return Ok(self.set(clip.id));
        }
        let region = self.region(TrackKind::Audio)?;
        let file_path = self.audio_file()?;
        let args = livebridge_port::CreateAudioClipArgs { file_path, start_time: region.base, duration: 1.0 };
        match self.prepare(Mutation::CreateArrangementAudioClip { track_id: region.track, args })? {
            Some(Outcome::Clip(clip)) => Ok(self.set(clip.id)),
            _ => Err(Stop::Untestable("createArrangementAudioClip answered with no clip".to_owned())),
        }
    }

    /// The slots of a fresh Set on tracks of one kind: an empty one.
    pub fn empty_slot_on(&mut self, kind: TrackKind) -> Checked<IdRef> {
        self.fresh("seeded")?;
        let slot = self.empty_slot(kind)?;
        Ok(self.set(slot))
    }

    /// The first empty slot on a track of one kind, or on a new one.
    fn empty_slot(&mut self, kind: TrackKind) -> Checked<IdRef> {
        let empty = |clips: Vec<ClipInfo>| {
            clips.into_iter().find(|clip| clip.kind == ClipKind::Empty).and_then(|slot| slot.slot_id)
        };
        if let Some(slot) = empty(self.all_clips(Some(kind))?) {
            return Ok(slot);
        }
        if self.offers(Operation::CreateTrack) {
            self.prepare(Mutation::CreateTrack { kind })?;
            if let Some(slot) = empty(self.all_clips(Some(kind))?) {
                return Ok(slot);
            }
        }
        self.missing(&format!("empty slot on a track of kind {kind:?}"), &[Operation::CreateTrack])
    }

    /// A track of one kind in a fresh Set.
    pub fn track(&mut self, kind: TrackKind) -> Checked<TrackInfo> {
        self.fresh("seeded")?;
        let track = self.any_track(kind)?;
        Ok(self.set(track))
    }

    /// The first track of one kind in the Set as it is, or a new one.
    fn any_track(&mut self, kind: TrackKind) -> Checked<TrackInfo> {
        self.needs("a track", &[Operation::ListTracks])?;
        if let Some(track) = self.own_tracks()?.into_iter().find(|track| track.kind == kind) {
            return Ok(track);
        }
        self.needs(&format!("a track of kind {kind:?}"), &[Operation::CreateTrack])?;
        match self.prepare(Mutation::CreateTrack { kind })? {
            Some(Outcome::Track(track)) => Ok(track),
            _ => Err(Stop::Untestable("createTrack answered with no track".to_owned())),
        }
    }

    /// At least `count` tracks in a fresh Set.
    pub fn several_tracks(&mut self, count: usize) -> Checked<Vec<TrackInfo>> {
        self.fresh("seeded")?;
        self.needs("tracks", &[Operation::ListTracks])?;
        let mut tracks = self.own_tracks()?;
        while tracks.len() < count {
            self.needs(&format!("{count} tracks"), &[Operation::CreateTrack])?;
            self.prepare(Mutation::CreateTrack { kind: TrackKind::Midi })?;
            tracks = self.own_tracks()?;
        }
        Ok(self.set(tracks))
    }

    /// At least so many tracks, more than a small edition of the host may take.
    pub fn many_tracks(&mut self, count: usize) -> Checked<Vec<TrackInfo>> {
        match self.several_tracks(count) {
            Err(Stop::Untestable(_)) => self.missing(&format!("host that takes {count} tracks"), &[]),
            made => made,
        }
    }

    /// A free stretch of the Arrangement on a track of one kind, in a fresh Set.
    pub fn free_region(&mut self, kind: TrackKind) -> Checked<Region> {
        self.fresh("seeded")?;
        let region = self.region(kind)?;
        Ok(self.set(region))
    }

    fn region(&mut self, kind: TrackKind) -> Checked<Region> {
        let track = self.any_track(kind)?;
        let mut base: f64 = 16.0;
        if self.offers(Operation::ListClips) {
            for clip in self.ready("listClips", |stage| stage.clips(&track.id))? {
                base = base.max(clip.end_time.ceil() + 16.0);
            }
        }
        Ok(Region { track: track.id, base })
    }

    /// A parameter of a device in a fresh Set, quantised or not, with its track.
    pub fn device_param(&mut self, quantized: bool) -> Checked<(IdRef, DeviceParamInfo)> {
        let fits = |param: &DeviceParamInfo| param.is_quantized == quantized && param.max - param.min >= 1.0;
        self.fresh("seeded_devices")?;
        self.needs("a parameter", &[Operation::ListTracks, Operation::ListDeviceParams])?;
        for track in self.own_tracks()? {
            let params = self.ready("listDeviceParams", |stage| stage.device_params(&track.id))?;
            if let Some(param) = params.into_iter().find(fits) {
                return Ok(self.set((track.id, param)));
            }
        }
        self.needs("a parameter", &[Operation::InsertDevice])?;
        let track = self.any_track(TrackKind::Audio)?;
        for name in self.capabilities().devices.clone() {
            let mutation = Mutation::InsertDevice { track_id: track.id.clone(), device_name: name.into(), index: 0.0 };
            if let Some(Outcome::Device(device)) = self.prepare(mutation)?
                && let Some(param) = device.parameters.into_iter().find(fits)
            {
                return Ok(self.set((track.id, param)));
            }
        }
        self.missing(if quantized { "quantised parameter" } else { "continuous parameter" }, &[])
    }

    /// The name of a device that can be inserted.
    pub fn device_name(&self) -> Checked<livebridge_port::Name> {
        match self.capabilities().devices.first() {
            Some(name) => Ok(name.as_str().into()),
            None => self.missing("device by name (capability devices)", &[]),
        }
    }

    /// A device that goes on any track at any place: an audio effect, where the names tell. For checks of audio tracks.
    pub fn effect_name(&self) -> Option<livebridge_port::Name> {
        const EFFECTS: [&str; 6] = ["Utility", "Auto Filter", "EQ Eight", "Reverb", "Delay", "Compressor"];
        let offered = &self.capabilities().devices;
        let known = EFFECTS.iter().find(|name| offered.iter().any(|offered| offered == *name));
        known.map(|name| (*name).into()).or_else(|| offered.first().map(|name| name.as_str().into()))
    }

    /// The whole Set as it is, for what is to be known of it.
    pub(crate) fn whole_set(&mut self) -> Checked<livebridge_port::Snapshot> {
        let reads = [
            Operation::GetSongOverview,
            Operation::ListTracks,
            Operation::ListClips,
            Operation::GetNotes,
            Operation::ListScenes,
            Operation::ListDeviceParams,
            Operation::GetTrackMixer,
        ];
        self.needs("whole Set to begin with", &reads)?;
        self.ready("a look at the Set", |stage| stage.instance.set())
    }

    /// A short WAV file that the target can see.
    pub fn audio_file(&mut self) -> Checked<livebridge_port::Name> {
        if self.capabilities().files == Files::Remote {
            return self.missing("file that it shares with the harness (capability files: shared)", &[]);
        }
        if self.audio_file.is_none() {
            let written =
                write_tone().map_err(|error| Stop::Undecided(format!("no WAV file could be written: {error}")))?;
            self.audio_file = Some(written);
        }
        let path = self.audio_file.as_ref().map(|(_, path)| path.display().to_string());
        Ok(path.unwrap_or_default().into())
    }

    /// Every clip and slot of the tracks that checks may change, of one kind or of both.
    pub fn all_clips(&mut self, kind: Option<TrackKind>) -> Checked<Vec<ClipInfo>> {
        self.needs("clips", &[Operation::ListTracks, Operation::ListClips])?;
        let mut clips = Vec::new();
        for track in self.own_tracks()? {
            if kind.is_none_or(|kind| kind == track.kind) {
                clips.extend(self.ready("listClips", |stage| stage.clips(&track.id))?);
            }
        }
        Ok(clips)
    }

    /// The Arrangement clips of a region, in their order.
    pub fn clips_in(&self, region: &Region) -> Checked<Vec<ClipInfo>> {
        let clips = self.clips(&region.track)?;
        let inside = |clip: &ClipInfo| clip.location == ClipLocation::Arrangement && clip.end_time > region.base - 1.0;
        Ok(clips.into_iter().filter(inside).collect())
    }

    /// Makes a MIDI clip at `start` beats from the base of a region.
    pub fn place(&mut self, region: &Region, start: f64, length: f64) -> Checked<ClipInfo> {
        let mutation = Mutation::CreateArrangementMidiClip {
            track_id: region.track.clone(),
            start_beat: region.base + start,
            length_beats: length,
        };
        match self.call(mutation)? {
            Some(Outcome::Clip(clip)) => Ok(clip),
            _ => Err(Stop::broken("createArrangementMidiClip answers with a clip", "it answered with null")),
        }
    }

    /// The stage is set: what is called from now on is the check's own.
    fn set<T>(&self, object: T) -> T {
        self.trace.clear();
        object
    }

    /// Makes a change that the stage needs.
    pub fn prepare(&mut self, mutation: Mutation) -> Checked<Option<Outcome>> {
        let name = mutation.operation().name();
        self.ready(name, |stage| stage.call(mutation))
    }

    /// Goes on when the target offers these operations, else says what cannot be supplied.
    pub fn needs(&self, what: &str, operations: &[Operation]) -> Checked {
        if operations.iter().all(|operation| self.offers(*operation)) { Ok(()) } else { self.missing(what, operations) }
    }
}

/// A second of a tone at 48 kHz, in a directory that goes with the stage.
fn write_tone() -> Result<(tempfile::TempDir, PathBuf), Box<dyn std::error::Error>> {
    let directory = tempfile::Builder::new().prefix("livebridge-").tempdir()?;
    let path = directory.path().join("tone.wav");
    write_wav(&path)?;
    Ok((directory, path))
}

fn write_wav(path: &Path) -> Result<(), hound::Error> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 48_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec)?;
    for frame in 0..48_000_i32 {
        // A triangle of 100 Hz at half of full scale: whole numbers, the same on every machine.
        let phase = frame % 480;
        writer.write_sample((phase.min(480 - phase) - 120) * 136)?;
    }
    writer.finalize()
}
