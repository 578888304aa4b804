//! What a check gets: the Set, its surroundings, the options of its rule; and the ways in which rules name things.

use livebridge_als::Set;
use livebridge_als::model::{Clip, Device, LiveTrackKind, Track};

use super::LintFinding;
use super::config::{Config, Pattern, Version};
use super::media::Media;
use super::rule::{LintRule, Severity};

/// One rule at work on one Set.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) set: &'a Set,
    pub(super) media: Option<&'a Media>,
    pub(super) config: &'a Config,
    pub(super) rule: &'static LintRule,
    pub(super) severity: Severity,
    pub(super) findings: Vec<LintFinding>,
}

impl<'a> Context<'a> {
    /// Notes a finding; the track stands before the message.
    pub(super) fn tell(&mut self, track: Option<&Track>, name: Option<&str>, message: impl Into<String>) {
        let message = message.into();
        self.findings.push(LintFinding {
            rule: self.rule,
            severity: self.severity,
            track: track.map(|track| track.name.to_string()),
            name: name.map(str::to_owned),
            message: track.map_or_else(|| message.clone(), |track| format!("{} {message}", label(track))),
        });
    }

    /// A number that is configured.
    pub(super) fn number(&self, option: &str) -> Option<f64> {
        self.config.number(self.rule, option)
    }

    /// A version that is configured.
    pub(super) fn version(&self, option: &str) -> Option<&'a Version> {
        self.config.version(self.rule, option)
    }

    /// A list that is configured; absent where none is, which is another thing than an empty one.
    pub(super) fn patterns(&self, option: &str) -> Option<&'a [Pattern]> {
        self.config.patterns(self.rule, option)
    }
}

/// A track as messages name it.
pub(super) fn label(track: &Track) -> String {
    match track.kind {
        LiveTrackKind::Main => "main track".to_owned(),
        LiveTrackKind::Cue => "cue track".to_owned(),
        LiveTrackKind::Group => format!("group {:?}", &*track.name),
        LiveTrackKind::Return => format!("return track {:?}", &*track.name),
        LiveTrackKind::Midi | LiveTrackKind::Audio | LiveTrackKind::Unknown => format!("track {:?}", &*track.name),
    }
}

/// The MIDI and audio tracks.
pub(super) fn playing(set: &Set) -> impl Iterator<Item = &Track> {
    set.tracks.iter().filter(|track| matches!(track.kind, LiveTrackKind::Midi | LiveTrackKind::Audio))
}

/// All tracks of the mixer, the main track last.
pub(super) fn mixer(set: &Set) -> impl Iterator<Item = &Track> {
    set.tracks.iter().chain(&set.main)
}

/// Where a clip stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// In this scene, counted from 1.
    Scene(usize),
    /// At this beat of the Arrangement.
    Beat(f64),
}

/// The Session and Arrangement clips of a track.
pub(super) fn clips(track: &Track) -> impl Iterator<Item = (Place, &Clip)> {
    let session = track.session.iter().map(|(slot, clip)| (Place::Scene(slot + 1), clip));
    let arrangement = track.arrangement.iter();
    session.chain(arrangement.map(|clip| (Place::Beat(clip.start.or(clip.time).unwrap_or_default()), clip)))
}

/// A clip as messages name it.
pub(super) fn clip_label(place: Place, clip: &Clip) -> String {
    let name = if clip.name.is_empty() { "unnamed clip".to_owned() } else { format!("clip {:?}", &*clip.name) };
    match place {
        Place::Scene(scene) => format!("{name} (scene {scene})"),
        Place::Beat(beat) => format!("{name} (beat {beat})"),
    }
}

/// The devices of a track, those in Racks after their Rack.
pub(super) fn devices(track: &Track) -> Vec<&Device> {
    let (mut found, mut open) = (Vec::new(), track.devices.iter().rev().collect::<Vec<_>>());
    while let Some(device) = open.pop() {
        found.push(device);
        let inner = device.chains.iter().chain(&device.returns).flat_map(|chain| &chain.devices);
        let at = open.len();
        open.extend(inner);
        open[at..].reverse();
    }
    found
}

/// A linear gain in dB.
pub(super) fn decibels(gain: f64) -> f64 {
    20.0 * gain.log10()
}
