//! How much of everything a Set holds.

use std::collections::BTreeSet;

use serde::Serialize;

use super::model::{Clip, Content, Device, LiveTrackKind, Set, Track};

/// Counts over a whole Set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// MIDI tracks.
    pub midi_tracks: usize,
    /// Audio tracks.
    pub audio_tracks: usize,
    /// Group tracks.
    pub group_tracks: usize,
    /// Return tracks.
    pub return_tracks: usize,
    /// Scenes.
    pub scenes: usize,
    /// Locators.
    pub locators: usize,
    /// Clips in slots.
    pub session_clips: usize,
    /// Clips in the Arrangement.
    pub arrangement_clips: usize,
    /// Clips in take lanes.
    pub take_clips: usize,
    /// MIDI clips, in take lanes too.
    pub midi_clips: usize,
    /// Audio clips, in take lanes too.
    pub audio_clips: usize,
    /// Deactivated clips in slots and in the Arrangement.
    pub disabled_clips: usize,
    /// Audio clips that do not follow the tempo.
    pub unwarped_clips: usize,
    /// Warp markers.
    pub warp_markers: usize,
    /// Notes, in take lanes too.
    pub notes: usize,
    /// Deactivated notes.
    pub muted_notes: usize,
    /// Devices on all tracks, those in Racks included.
    pub devices: usize,
    /// Racks.
    pub racks: usize,
    /// Plug-ins.
    pub plugins: usize,
    /// Max devices.
    pub max_devices: usize,
    /// Parameters of devices.
    pub parameters: usize,
    /// Frozen tracks.
    pub frozen_tracks: usize,
    /// Points of the tempo's envelope.
    pub tempo_points: usize,
    /// Files of clips and samplers, each once.
    pub sample_files: usize,
}

impl Set {
    /// Counts everything.
    pub fn counts(&self) -> Counts {
        let kinds = |kind| self.tracks.iter().filter(|track| track.kind == kind).count();
        let mut counts = Counts {
            midi_tracks: kinds(LiveTrackKind::Midi),
            audio_tracks: kinds(LiveTrackKind::Audio),
            group_tracks: kinds(LiveTrackKind::Group),
            return_tracks: kinds(LiveTrackKind::Return),
            scenes: self.scenes.len(),
            locators: self.locators.len(),
            tempo_points: self.tempo.envelope.points,
            ..Counts::default()
        };
        let mut files = BTreeSet::new();
        for track in self.tracks.iter().chain(&self.main).chain(&self.cue) {
            counts.track(track);
            track.devices.iter().for_each(|device| counts.device(device));
            collect_files(track, &mut files);
        }
        counts.sample_files = files.len();
        counts
    }
}

impl Counts {
    fn track(&mut self, track: &Track) {
        self.frozen_tracks += usize::from(track.frozen);
        self.session_clips += track.session.len();
        self.arrangement_clips += track.arrangement.len();
        self.take_clips += track.take_clips.len();
        let clips = track.session.iter().map(|(_, clip)| clip).chain(&track.arrangement);
        self.disabled_clips += clips.clone().filter(|clip| clip.disabled == Some(true)).count();
        clips.chain(&track.take_clips).for_each(|clip| self.clip(clip));
    }

    fn clip(&mut self, clip: &Clip) {
        match &clip.content {
            Content::Midi(notes) => {
                self.midi_clips += 1;
                self.notes += notes.len();
                self.muted_notes += notes.iter().filter(|note| note.muted() == Some(true)).count();
            }
            Content::Audio(audio) => {
                self.audio_clips += 1;
                self.unwarped_clips += usize::from(audio.warped == Some(false));
                self.warp_markers += audio.warp_markers;
            }
        }
    }

    fn device(&mut self, device: &Device) {
        self.devices += 1;
        self.racks += usize::from(device.class.ends_with("GroupDevice"));
        self.plugins += usize::from(device.plugin.is_some());
        self.max_devices += usize::from(device.class.starts_with("MxDevice"));
        self.parameters += device.parameters.len();
        for chain in device.chains.iter().chain(&device.returns) {
            chain.devices.iter().for_each(|device| self.device(device));
        }
    }
}

fn collect_files<'a>(track: &'a Track, files: &mut BTreeSet<&'a str>) {
    for clip in track.session.iter().map(|(_, clip)| clip).chain(&track.arrangement).chain(&track.take_clips) {
        if let Content::Audio(audio) = &clip.content {
            files.insert(audio.file.best());
        }
    }
    let mut devices: Vec<_> = track.devices.iter().collect();
    while let Some(device) = devices.pop() {
        files.extend(device.samples.iter().map(|file| &**file.best()));
        devices.extend(device.chains.iter().chain(&device.returns).flat_map(|chain| &chain.devices));
    }
    files.remove("");
}
