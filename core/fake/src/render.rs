//! `renderTrack`: what an audio track plays in a range, as a WAV file of 48 kHz, stereo, 24 bit.
//!
//! Contract, sections 5, 5a and 9. What to render is taken from the Set under its lock ([`Job`]); files are read and
//! written after that, without it. This is the only place in the crate that does I/O.
//!
//! A render is what the track's clips give before devices and mixer, as Live's pre-FX render is: fader, panning,
//! mute and solo of the track change nothing in it, a deactivated clip is silent, Session clips do not play. One
//! beat lasts `60 / tempo` seconds throughout, also in the content of a clip: nothing is warped or stretched. Of what
//! only a file tells, the gain of a clip counts, and that its content is in seconds where it does not follow the tempo.

mod mix;
mod resample;
mod signal;
mod source;
mod store;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use livebridge_port::rules::{self, round_half_up};
use livebridge_port::snapshot::als::{ClipSection, LoopUnit, SOURCE};
use livebridge_port::{BridgeError, IdRef, Name, Operation, RenderResult, SubjectKind, TrackKind};

use super::FakeLiveBridge;
use super::deviation::Deviation;
use super::set::{ClipState, SetState, TrackState};
use source::Finder;
use store::Store;

/// Frames per second of every render.
const RATE: u32 = 48_000;

/// The longest range that is rendered, in seconds.
const MAX_SECONDS: f64 = 600.0;

/// One sample of left and right, full scale at 1.
type Frame = [f32; 2];

/// What the fake renders with: where its files may come from and where they go.
#[derive(Debug, Default)]
pub(super) struct Renderer {
    finder: Finder,
    store: Store,
    silent: Mutex<BTreeSet<SilentClip>>,
}

/// A render as taken from the Set.
#[derive(Debug)]
pub(super) struct Job {
    track: Name,
    /// Length of the range in seconds.
    pub(super) seconds: f64,
    /// Frames that one beat lasts.
    frames_per_beat: f64,
    /// Beat at which the range begins.
    start: f64,
    /// The clips that sound in the range, in time order; they do not overlap.
    clips: Vec<Placed>,
}

/// An audio clip in the Arrangement; its place in beats.
#[derive(Debug)]
struct Placed {
    start: f64,
    end: f64,
    /// Content time at `start`.
    begins: f64,
    /// Start and end of the loop in content time, of a clip that loops.
    looped: Option<(f64, f64)>,
    /// Frames that a unit of content time lasts: a beat, or a second where the clip does not follow the tempo.
    frames_per_unit: f64,
    /// What its sound is multiplied by.
    gain: f32,
    name: Name,
    file: Name,
}

/// A clip that a render left silent, because its file cannot be played.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SilentClip {
    /// Its track.
    pub track: Name,
    /// Its name.
    pub clip: Name,
    /// Its file.
    pub file: Name,
    /// What is wrong with the file.
    pub reason: String,
}

impl Job {
    /// What beats `start..end` of `track` hold. `SDK_REJECTED` when they last too long to be rendered.
    pub(super) fn take(set: &SetState, track: &TrackState, start: f64, end: f64) -> Result<Self, BridgeError> {
        let seconds_per_beat = 60.0 / set.song.tempo;
        let seconds = (end - start) * seconds_per_beat;
        if !(0.0..=MAX_SECONDS).contains(&seconds) {
            return Err(BridgeError::sdk_rejected(format!(
                "beats {start} to {end} last {seconds} s, and at most {MAX_SECONDS} s are rendered at once"
            ))
            .with_hint(format!("render at most {} beats at a time", (MAX_SECONDS / seconds_per_beat).floor())));
        }
        let frames_per_beat = seconds_per_beat * f64::from(RATE);
        let first = track.arrangement.partition_point(|clip| clip.end() <= start);
        let clips = track.arrangement[first..]
            .iter()
            .take_while(|clip| clip.start < end)
            .filter(|clip| !clip.muted)
            .filter_map(|clip| Placed::new(clip, frames_per_beat))
            .collect();
        Ok(Self { track: track.name.clone(), seconds, frames_per_beat, start, clips })
    }

    /// Length of the render in frames: to the nearest one, and not empty.
    fn frames(&self) -> i64 {
        nearest_frame(self.seconds.clamp(0.0, MAX_SECONDS) * f64::from(RATE)).max(1)
    }

    /// The frame of the render that stands nearest to a beat of the Arrangement.
    fn frame_at(&self, beat: f64) -> i64 {
        nearest_frame((beat - self.start) * self.frames_per_beat)
    }
}

impl Placed {
    fn new(clip: &ClipState, frames_per_beat: f64) -> Option<Self> {
        let file = clip.file_path()?.clone();
        let audio = clip.extra.read::<ClipSection>(SOURCE).audio.unwrap_or_default();
        #[expect(clippy::cast_possible_truncation, reason = "samples are 32-bit floats")]
        let gain = audio.gain.filter(|gain| gain.is_finite()).unwrap_or(1.0) as f32;
        let frames_per_unit = match audio.loop_unit {
            Some(LoopUnit::Seconds) => f64::from(RATE),
            None => frames_per_beat,
        };
        let begins = clip.start_marker.unwrap_or(clip.loop_start);
        let looped = clip.looping.then_some((clip.loop_start, clip.loop_end));
        let (start, end, name) = (clip.start, clip.end(), clip.name.clone());
        Some(Self { start, end, begins, looped, frames_per_unit, gain, name, file })
    }
}

impl Renderer {
    /// Opens only files under `root` from now on, and under roots that were added before.
    pub(super) fn add_media_root(&mut self, root: PathBuf) {
        self.finder.add_media_root(root);
    }

    /// Lets files that are not there, or cannot be played, be silent from now on, where the test signal would stand for
    /// them or the render would be refused.
    pub(super) fn silence_offline(&mut self) {
        self.finder.silence_offline();
    }

    /// The clips that were silent in renders so far although there is a file.
    pub(super) fn silent_clips(&self) -> Vec<SilentClip> {
        self.silent.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Whether there is no such file.
    pub(super) fn is_offline(&self, file: &str) -> bool {
        self.finder.is_offline(file)
    }

    /// Writes the file of a job. `SDK_REJECTED` when a source cannot be used, or the file cannot be written.
    pub(super) fn render(&self, job: &Job) -> Result<RenderResult, BridgeError> {
        let mut silent = Vec::new();
        let path = self.store.write(|output| {
            silent = mix::write(job, &self.finder, output)?;
            Ok(())
        })?;
        self.silent.lock().unwrap_or_else(PoisonError::into_inner).extend(silent);
        Ok(RenderResult { path: path.to_string_lossy().into(), track: job.track.clone() })
    }
}

impl<D: Deviation> FakeLiveBridge<D> {
    /// The same fake, which opens audio files under `root` only, and under further ones that are added: where a path
    /// really leads counts, and one that is not absolute is taken from the first. Without this it opens any regular
    /// file.
    #[must_use]
    pub fn with_media_root(mut self, root: impl Into<PathBuf>) -> Self {
        self.renderer.add_media_root(root.into());
        self
    }

    /// The same fake, in which an audio file that is not there is silent, as offline media is in Live, and one that cannot
    /// be played too ([`silent_clips`](Self::silent_clips)). Without this a test signal stands for the first, and the
    /// second refuses the render.
    #[must_use]
    pub fn with_silent_offline_media(mut self) -> Self {
        self.renderer.silence_offline();
        self
    }

    /// The paths of the audio files that clips of the Arrangement play and that are not there, in order.
    pub fn offline_media(&self) -> Vec<Name> {
        let played: BTreeSet<Name> = {
            let engine = self.lock();
            let clips = engine.set.tracks.iter().flat_map(|track| track.arrangement.iter());
            clips.filter(|clip| !clip.muted).filter_map(|clip| clip.file_path().cloned()).collect()
        };
        played.into_iter().filter(|file| self.renderer.is_offline(file)).collect()
    }

    /// The clips that were silent in its renders although their files are there, because these cannot be played: only
    /// [`with_silent_offline_media`](Self::with_silent_offline_media), else such a render is refused.
    pub fn silent_clips(&self) -> Vec<SilentClip> {
        self.renderer.silent_clips()
    }

    /// Renders without the lock: only what is to be rendered is taken under it.
    pub(super) fn render_now(&self, id: &IdRef, start: f64, end: f64) -> Result<RenderResult, BridgeError> {
        rules::range(start, end)?;
        let mut job = {
            let mut engine = self.lock();
            self.note_read(Operation::RenderTrack, &mut engine);
            let object = engine.find(&self.deviation, Operation::RenderTrack, SubjectKind::Track, id)?;
            let track = &engine.set.tracks[super::track_index(object)];
            if track.kind == TrackKind::Midi {
                return Err(BridgeError::wrong_type(id, format!("`{id}` is a MIDI track")));
            }
            Job::take(&engine.set, track, start, end).map_err(|error| error.about(id))?
        };
        self.deviation.rendered(&mut job.seconds);
        self.renderer.render(&job).map_err(|error| error.about(id))
    }
}

/// A position in frames as a whole number; far out of any range it is merely far.
fn nearest_frame(frames: f64) -> i64 {
    const FAR: f64 = 1e15;
    #[expect(clippy::cast_possible_truncation, reason = "whole and far from the ends of an i64")]
    let frame = round_half_up(frames).clamp(-FAR, FAR) as i64;
    frame
}

#[cfg(test)]
mod tests {
    use livebridge_port::fixtures;

    use super::*;

    fn job(tempo: f64, end: f64) -> Result<Job, BridgeError> {
        let mut set = fixtures::seeded_audio_track();
        set.tempo = tempo;
        let set = SetState::from_snapshot(&set)?;
        Job::take(&set, &set.tracks[0], 0.0, end)
    }

    #[test]
    fn ten_minutes_are_rendered_and_no_more() {
        assert_eq!(job(120.0, 1200.0).unwrap().frames(), 600 * i64::from(RATE));
        let error = job(120.0, 1200.001).unwrap_err();
        assert_eq!(error.hint, "render at most 1200 beats at a time");
    }

    #[test]
    fn a_tempo_that_no_set_has_is_refused() {
        for tempo in [0.0, -120.0, 1e-300, f64::NAN] {
            assert!(job(tempo, 4.0).is_err(), "{tempo}");
        }
    }

    #[test]
    fn the_shortest_range_has_a_frame() {
        assert_eq!(job(120.0, 1e-9).unwrap().frames(), 1);
    }
}
