//! From the model of a file to the snapshot that every bridge shares.
//!
//! What the port has no field for goes into sections named `als` (`extra.rs`). Where the port wants a value and the
//! file has none, the value that a new Set of Live has stands there, and `missing` of the section says so.

mod clips;
mod devices;
mod extra;

use std::collections::BTreeMap;

use livebridge_port::snapshot::als::SOURCE;
use livebridge_port::snapshot::{
    CuePointSnapshot, Extra, ParamSnapshot, SceneSnapshot, Signature, SnapshotFormat, TrackSnapshot,
};
use livebridge_port::{Name, Snapshot, TrackKind as PortKind};
use livebridge_transforms::{FaderCurve, FaderParam, db_to_param_value};

use super::model::{Envelope, LiveTrackKind, Scene, Set, SongScale, Track};
/// Live's floor of a fader: what is shown as minus infinity.
const SILENCE: f64 = 0.000_316_227_76;

impl Set {
    /// The Set as every bridge tells of one. Groups, return tracks and the main track are in the section `als`.
    pub fn to_snapshot(&self) -> Snapshot {
        let mut missing = Vec::new();
        let tempo = self.tempo.at_start().filter(is_tempo);
        let tempo = or_missing(tempo, 120.0, "tempo", &mut missing);
        let set_signature = or_missing(self.signature_at_start(), Signature::COMMON, "signature", &mut missing);
        let (scale_name, scale_intervals) = self.scale.as_ref().map(SongScale::name_and_notes).unwrap_or_default();
        let root = self.scale.as_ref().and_then(|scale| scale.root).and_then(|root| u8::try_from(root).ok());
        let returns = self.tracks.iter().filter(|track| track.kind == LiveTrackKind::Return).count();
        Snapshot {
            format: SnapshotFormat::V1,
            tempo,
            root_note: root.filter(|&root| root < 12).unwrap_or_default(),
            scale_name: scale_name.into(),
            scale_mode: self.scale_mode.unwrap_or_default(),
            scale_intervals,
            grid_quantization: self.grid_label(),
            grid_is_triplet: self.grid.ntoles == Some(3),
            return_track_count: returns,
            scenes: self.scenes.iter().map(|scene| of_scene(scene, set_signature)).collect(),
            cue_points: Some(self.cue_points()),
            tracks: self.tracks.iter().filter_map(|track| self.track(track)).collect(),
            extra: Extra::of(SOURCE, &self.section(set_signature, missing)),
        }
    }

    /// `1/16`, or `Adaptive` where it follows the zoom.
    fn grid_label(&self) -> Name {
        match (self.grid.fixed, self.grid.numerator, self.grid.denominator) {
            (Some(true), Some(numerator), Some(denominator)) => format!("{numerator}/{denominator}").into(),
            (Some(true), ..) => "None".into(),
            _ => "Adaptive".into(),
        }
    }

    /// The locators in time order; of two at one beat the first.
    fn cue_points(&self) -> Vec<CuePointSnapshot> {
        let locators = self.locators.iter().filter_map(|locator| {
            let time = locator.time.filter(|time| (0.0..=Snapshot::LARGEST).contains(time))?;
            Some(CuePointSnapshot { time, name: locator.name.clone() })
        });
        let mut cue_points: Vec<_> = locators.collect();
        cue_points.sort_by(|a, b| a.time.total_cmp(&b.time));
        cue_points.dedup_by(|later, first| later.time <= first.time);
        cue_points
    }

    /// A MIDI or audio track.
    fn track(&self, track: &Track) -> Option<TrackSnapshot> {
        let kind = match track.kind {
            LiveTrackKind::Midi => PortKind::Midi,
            LiveTrackKind::Audio => PortKind::Audio,
            _ => return None,
        };
        let envelopes = track.envelopes_by_target();
        let mut section = extra::track(self, track);
        let volume = fader(track.at_start(&track.volume), &mut section.missing);
        let pan = track.at_start(&track.pan).filter(|pan| (-1.0..=1.0).contains(pan));
        let panning = or_missing(pan, 0.0, "pan", &mut section.missing);
        let active = or_missing(track.active, true, "mute", &mut section.missing);
        let (session, arrangement, left_out) = clips::of_track(track, kind, self.scenes.len());
        section.clips_left_out = left_out;
        Some(TrackSnapshot {
            kind,
            name: track.name.clone(),
            mute: !active,
            solo: or_missing(track.solo, false, "solo", &mut section.missing),
            arm: or_missing(track.arm, false, "arm", &mut section.missing),
            volume,
            panning,
            send_count: track.sends.len(),
            devices: devices::of_track(&track.devices, &envelopes),
            session,
            arrangement,
            extra: Extra::of(SOURCE, &section),
        })
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that `filter` asks for")]
fn is_tempo(tempo: &f64) -> bool {
    *tempo > 0.0 && *tempo <= Snapshot::LARGEST
}

/// A scene; without a signature of its own it has that of the Set.
fn of_scene(scene: &Scene, set_signature: Signature) -> SceneSnapshot {
    let signature = scene.signature.unwrap_or(set_signature);
    SceneSnapshot {
        name: scene.name.clone(),
        tempo: scene.tempo.filter(is_tempo),
        signature_numerator: signature.numerator(),
        signature_denominator: signature.denominator(),
        extra: Extra::of(SOURCE, &extra::scene(scene)),
    }
}

/// The value, or the one that a new Set has and a note that it was not there.
fn or_missing<T>(value: Option<T>, fresh: T, what: &'static str, missing: &mut Vec<Name>) -> T {
    value.unwrap_or_else(|| {
        missing.push(what.into());
        fresh
    })
}

/// The envelope of what has this id, where it automates anything.
fn envelope_of<'a>(
    target: Option<i64>,
    own: &'a Envelope,
    of_track: &BTreeMap<i64, &'a Envelope>,
) -> Option<&'a Envelope> {
    let envelope = target.and_then(|id| of_track.get(&id).copied()).unwrap_or(own);
    (envelope.points > 1).then_some(envelope)
}

/// A gain as the value of a fader, by the curve that was measured in Live.
fn fader(gain: Option<f64>, missing: &mut Vec<Name>) -> ParamSnapshot {
    let fader = ParamSnapshot::fader();
    let gain = or_missing(gain.filter(|gain| *gain >= 0.0), 1.0, "volume", missing);
    let param = FaderParam { min: fader.min, max: fader.max, default_value: fader.default_value };
    let value = if gain <= SILENCE {
        0.0
    } else {
        let value = db_to_param_value(20.0 * gain.log10(), param, FaderCurve::Live).unwrap_or(fader.default_value);
        // The gain is a 32-bit float: what is beyond tells nothing, and differs between mathematical libraries.
        (value * 1e9).round() / 1e9
    };
    ParamSnapshot { value, ..fader }
}
