//! Reversible changes: applying one to a Set gives the change that takes it back.
//!
//! This is all that the journal knows. An edit holds what it displaces and nothing more, so that its cost and its
//! memory depend on what is touched.

use std::sync::Arc;

use livebridge_port::snapshot::CuePointSnapshot;
use livebridge_port::{Name, Note};

use super::set::{ClipContent, ClipState, DeviceState, SetState, TrackState};

/// Where a clip stands, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClipPlace {
    /// In a slot.
    Session {
        /// Index of the track.
        track: u32,
        /// Index of the slot.
        slot: u32,
    },
    /// In the Arrangement.
    Arrangement {
        /// Index of the track.
        track: u32,
        /// Place in time order.
        clip: u32,
    },
}

/// Where a parameter stands, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamPlace {
    /// A parameter of a device.
    Device {
        /// Index of the track.
        track: u32,
        /// Place in the chain.
        device: u32,
        /// Index of the parameter.
        param: u32,
    },
    /// The fader of a track.
    Volume {
        /// Index of the track.
        track: u32,
    },
}

/// A reversible change of a Set. Positions are those at the time when it is applied.
#[derive(Debug, Clone)]
pub enum Edit {
    /// Sets the tempo.
    Tempo(f64),
    /// Sets the name of a track.
    TrackName(u32, Name),
    /// Mutes a track or not.
    TrackMute(u32, bool),
    /// Soloes a track or not.
    TrackSolo(u32, bool),
    /// Arms a track or not.
    TrackArm(u32, bool),
    /// Inserts a track.
    InsertTrack(u32, Box<TrackState>),
    /// Takes a track out.
    RemoveTrack(u32),
    /// Sets the name of a clip.
    ClipName(ClipPlace, Name),
    /// Sets the colour of a clip.
    ClipColor(ClipPlace, u32),
    /// Replaces the notes of a MIDI clip.
    Notes(ClipPlace, Arc<[Note]>),
    /// Replaces what is in a slot.
    Slot {
        /// Index of the track.
        track: u32,
        /// Index of the slot.
        slot: u32,
        /// What is in it afterwards.
        clip: Option<Box<ClipState>>,
    },
    /// Replaces `removed` Arrangement clips from place `at` by others.
    Arrangement {
        /// Index of the track.
        track: u32,
        /// Place of the first clip that goes.
        at: u32,
        /// How many go.
        removed: u32,
        /// What comes in their place.
        inserted: Box<[Box<ClipState>]>,
    },
    /// Inserts a device into a chain.
    InsertDevice(u32, u32, Box<DeviceState>),
    /// Takes a device out of a chain.
    RemoveDevice(u32, u32),
    /// Inserts a cue point.
    InsertCuePoint(u32, Box<CuePointSnapshot>),
    /// Takes a cue point out.
    RemoveCuePoint(u32),
    /// Sets the value of a parameter.
    Param(ParamPlace, f64),
}

impl Edit {
    /// Whether the Set is another one after the change. The places must exist in `set`.
    pub fn changes(&self, set: &SetState) -> bool {
        let track = |at: u32| &set.tracks[at as usize];
        match self {
            Self::Tempo(bpm) => set.song.tempo.total_cmp(bpm).is_ne(),
            Self::TrackName(at, name) => track(*at).name != *name,
            Self::TrackMute(at, mute) => track(*at).mute != *mute,
            Self::TrackSolo(at, solo) => track(*at).solo != *solo,
            Self::TrackArm(at, arm) => track(*at).arm != *arm,
            Self::ClipName(place, name) => set.clip(*place).is_none_or(|clip| clip.name != *name),
            Self::ClipColor(place, color) => set.clip(*place).is_none_or(|clip| clip.color != *color),
            Self::Notes(place, notes) => {
                let there = set.clip(*place).and_then(ClipState::notes);
                let whole = |notes: &[Note]| notes.iter().map(|note| note.with_defaults()).collect::<Vec<_>>();
                there.is_none_or(|there| there[..] != notes[..] && whole(there) != whole(notes))
            }
            Self::Slot { track: on, slot, clip } => clip.is_some() || track(*on).slots[*slot as usize].is_some(),
            Self::Arrangement { track: on, at, removed, inserted } => {
                let there = track(*on).arrangement.iter().skip(*at as usize).take(*removed as usize);
                *removed as usize != inserted.len() || !there.zip(inserted).all(|(was, is)| was.same_as(is))
            }
            Self::Param(place, value) => set.param(*place).value.total_cmp(value).is_ne(),
            Self::InsertTrack(..)
            | Self::RemoveTrack(..)
            | Self::InsertDevice(..)
            | Self::RemoveDevice(..)
            | Self::InsertCuePoint(..)
            | Self::RemoveCuePoint(..) => true,
        }
    }

    /// Applies the change and gives the one that takes it back.
    ///
    /// The places must exist in `set`: edits are planned against it, and undone in the reverse order.
    #[must_use = "without its inverse the change cannot be undone"]
    pub fn apply(self, set: &mut SetState) -> Self {
        match self {
            Self::Tempo(bpm) => Self::Tempo(std::mem::replace(&mut set.song.tempo, bpm)),
            Self::TrackName(track, name) => {
                Self::TrackName(track, std::mem::replace(&mut set.track_mut(track).name, name))
            }
            Self::TrackMute(track, mute) => {
                Self::TrackMute(track, std::mem::replace(&mut set.track_mut(track).mute, mute))
            }
            Self::TrackSolo(track, solo) => {
                let was = std::mem::replace(&mut set.track_mut(track).solo, solo);
                set.soloed = set.soloed + usize::from(solo) - usize::from(was);
                Self::TrackSolo(track, was)
            }
            Self::TrackArm(track, arm) => Self::TrackArm(track, std::mem::replace(&mut set.track_mut(track).arm, arm)),
            Self::InsertTrack(at, track) => {
                set.soloed += usize::from(track.solo);
                set.tracks.insert(at as usize, track);
                Self::RemoveTrack(at)
            }
            Self::RemoveTrack(at) => {
                let track = set.tracks.remove(at as usize);
                set.soloed -= usize::from(track.solo);
                Self::InsertTrack(at, track)
            }
            Self::ClipName(place, name) => {
                Self::ClipName(place, std::mem::replace(&mut set.clip_mut(place).name, name))
            }
            Self::ClipColor(place, color) => {
                Self::ClipColor(place, std::mem::replace(&mut set.clip_mut(place).color, color))
            }
            Self::Notes(place, notes) => {
                let content = &mut set.clip_mut(place).content;
                match std::mem::replace(content, ClipContent::Midi(notes)) {
                    ClipContent::Midi(was) => Self::Notes(place, was),
                    // Only MIDI clips are planned for: an audio clip stays as it is.
                    audio @ ClipContent::Audio(_) => {
                        *content = audio;
                        Self::Notes(place, Arc::new([]))
                    }
                }
            }
            Self::Slot { track, slot, clip } => {
                let was = std::mem::replace(&mut set.track_mut(track).slots[slot as usize], clip);
                Self::Slot { track, slot, clip: was }
            }
            Self::Arrangement { track, at, removed, inserted } => {
                let list = &mut set.track_mut(track).arrangement;
                let count = index(inserted.len());
                let range = at as usize..(at + removed) as usize;
                let was: Box<[_]> = list.splice(range, inserted).collect();
                Self::Arrangement { track, at, removed: count, inserted: was }
            }
            Self::InsertDevice(track, at, device) => {
                set.track_mut(track).devices.insert(at as usize, device);
                Self::RemoveDevice(track, at)
            }
            Self::RemoveDevice(track, at) => {
                Self::InsertDevice(track, at, set.track_mut(track).devices.remove(at as usize))
            }
            Self::InsertCuePoint(at, cue_point) => {
                set.cue_points.insert(at as usize, *cue_point);
                Self::RemoveCuePoint(at)
            }
            Self::RemoveCuePoint(at) => Self::InsertCuePoint(at, Box::new(set.cue_points.remove(at as usize))),
            Self::Param(place, value) => Self::Param(place, std::mem::replace(&mut set.param_mut(place).value, value)),
        }
    }
}

/// A position as edits keep it. The contract has no index above 4294967295.
pub(super) fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

impl SetState {
    fn track_mut(&mut self, track: u32) -> &mut TrackState {
        &mut self.tracks[track as usize]
    }

    /// The clip at a place, if there is one.
    fn clip(&self, place: ClipPlace) -> Option<&ClipState> {
        match place {
            ClipPlace::Session { track, slot } => self.tracks[track as usize].slots[slot as usize].as_deref(),
            ClipPlace::Arrangement { track, clip } => {
                self.tracks[track as usize].arrangement.get(clip as usize).map(|clip| &**clip)
            }
        }
    }

    fn param(&self, place: ParamPlace) -> &livebridge_port::snapshot::ParamSnapshot {
        match place {
            ParamPlace::Device { track, device, param } => {
                &self.tracks[track as usize].devices[device as usize].parameters[param as usize]
            }
            ParamPlace::Volume { track } => &self.tracks[track as usize].volume,
        }
    }

    fn clip_mut(&mut self, place: ClipPlace) -> &mut ClipState {
        let clip = match place {
            ClipPlace::Session { track, slot } => self.track_mut(track).slots[slot as usize].as_deref_mut(),
            ClipPlace::Arrangement { track, clip } => {
                self.track_mut(track).arrangement.get_mut(clip as usize).map(|clip| &mut **clip)
            }
        };
        #[expect(clippy::expect_used, reason = "edits are planned against the Set that they are applied to")]
        clip.expect("the clip of an edit is there")
    }

    fn param_mut(&mut self, place: ParamPlace) -> &mut livebridge_port::snapshot::ParamSnapshot {
        match place {
            ParamPlace::Device { track, device, param } => {
                &mut self.track_mut(track).devices[device as usize].parameters[param as usize]
            }
            ParamPlace::Volume { track } => &mut self.track_mut(track).volume,
        }
    }
}
