//! Sections of clips and of their audio, and the time signatures of an Arrangement.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::EnvelopeSection;
use super::section::{Blank, section};
use crate::snapshot::Signature;
use crate::snapshot::bars::FARTHEST;

section! {
    /// Of a clip.
    ClipSection, ClipField {
        /// Its number in the palette before Live 9.5, whose colours are not known. From `ColorIndex`.
        "legacyColor" LegacyColor legacy_color: Option<i64>,
        /// How it is launched; absent where as a trigger. From `LaunchMode`.
        "launchMode" LaunchMode launch_mode: Option<LaunchMode>,
        /// Launch quantisation as Live numbers it; absent where it is that of the Set. From `LaunchQuantisation`.
        "launchQuantization" LaunchQuantization launch_quantization: Option<i64>,
        /// Whether it takes over the place of the clip before. From `Legato`.
        "legato" Legato legato: bool,
        /// Its time signature; absent where that is 4/4. From `TimeSignature`.
        "signature" Signature signature: Option<Signature>,
        /// First and second follow action as Live numbers them. From `FollowAction`.
        "follow" Follow follow: Option<[i64; 2]>,
        /// How many envelopes it has. From `Envelopes`.
        "envelopes" Envelopes envelopes: usize,
        /// What is told of its audio.
        "audio" Audio audio: Option<AudioSection>,
    }
}

section! {
    /// Of the audio of a clip.
    AudioSection, AudioField {
        /// How it follows the tempo; absent where it does not. From `IsWarped` and `WarpMode`.
        "warp" Warp warp: Option<WarpMode>,
        /// The unit of the clip's loop and markers, where that is not beats. From `IsWarped`.
        "loopUnit" LoopUnit loop_unit: Option<LoopUnit>,
        /// Its warp markers, Live's hidden last one included. From `WarpMarkers`.
        "warpMarkers" WarpMarkers warp_markers: Option<EnvelopeSection>,
        /// By how much it is transposed, in semitones and cents. From `PitchCoarse` and `PitchFine`.
        "pitch" Pitch pitch: Option<[f64; 2]>,
        /// Its gain, linear; absent at unity. From `SampleVolume`.
        "gain" Gain gain: Option<f64>,
        /// From where its path leads, where that is not the Set or its Project. From `RelativePathType`.
        "pathFrom" PathFrom path_from: Option<PathOrigin>,
        /// Length of the file, in bytes. From `OriginalFileSize`.
        "fileBytes" FileBytes file_bytes: Option<i64>,
        /// CRC-16 of the first 16,384 bytes of the file. From `OriginalCrc`.
        "fileCrc" FileCrc file_crc: Option<i64>,
    }
}

/// How a clip is launched, other than as a trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LaunchMode {
    /// It plays while the button is held.
    Gate,
    /// The button starts and stops it.
    Toggle,
    /// It starts again and again while the button is held.
    Repeat,
}

/// How audio follows the tempo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WarpMode {
    /// Beats.
    #[serde(rename = "beats")]
    Beats,
    /// Tones.
    #[serde(rename = "tones")]
    Tones,
    /// Texture.
    #[serde(rename = "texture")]
    Texture,
    /// Re-Pitch.
    #[serde(rename = "re-pitch")]
    RePitch,
    /// Complex.
    #[serde(rename = "complex")]
    Complex,
    /// REX: the slices of a REX file.
    #[serde(rename = "rex")]
    Rex,
    /// Complex Pro.
    #[serde(rename = "complex pro")]
    ComplexPro,
}

/// The unit of a clip's loop and markers, where that is not beats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LoopUnit {
    /// Seconds: of audio that does not follow the tempo.
    Seconds,
}

/// From where the path of a file leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PathOrigin {
    /// The library of Live 8.
    #[serde(rename = "Live 8 library")]
    Live8Library,
    /// A Live Pack.
    #[serde(rename = "pack")]
    Pack,
    /// The User Library.
    #[serde(rename = "user library")]
    UserLibrary,
    /// Live itself.
    #[serde(rename = "Live")]
    Live,
}

/// Where the time signature changes: pairs of a beat and a signature, `[16, "3/4"]`. What is no such pair is kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SignatureChanges(Vec<Value>);

impl SignatureChanges {
    /// What of it can be understood, in its order.
    pub fn iter(&self) -> impl Iterator<Item = (f64, Signature)> {
        self.0.iter().filter_map(|change| {
            let (at, signature) = (change.get(0)?.as_f64()?, Signature::parse(change.get(1)?.as_str()?)?);
            (at.abs() <= FARTHEST).then_some((at, signature))
        })
    }
}

impl FromIterator<(f64, Signature)> for SignatureChanges {
    fn from_iter<I: IntoIterator<Item = (f64, Signature)>>(changes: I) -> Self {
        let pair = |(at, signature): (f64, Signature)| vec![Value::from(at), signature.to_string().into()].into();
        Self(changes.into_iter().map(pair).collect())
    }
}

impl Blank for SignatureChanges {
    fn is_blank(&self) -> bool {
        self.0.is_empty()
    }
}
