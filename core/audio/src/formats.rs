//! Every format but WAV, decoded by symphonia: AIFF, FLAC, MP3, Ogg Vorbis, AAC and ALAC in M4A, CAF, and WAV in codecs
//! such as A-law and ADPCM.
//!
//! What such a file says of its loudspeakers is read in `formats/positions.rs`, as far as symphonia does not tell.

mod core_audio;
mod positions;

use std::io::SeekFrom;

use livebridge_loudness::{ChannelRole, Layout, Speaker};
use symphonia::core::audio::{ChannelLabel, Channels, Position};
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

use crate::AudioError;

/// The most packets in a row that are passed over because they cannot be decoded.
const MOST_BAD: u32 = 1_000;

/// The first audio track of a file.
pub(super) struct Decoder {
    file: String,
    format: Box<dyn FormatReader>,
    codec: Box<dyn AudioDecoder>,
    track: u32,
    sample_rate: u32,
    frames: Option<u64>,
    channels: usize,
    layout: Option<Layout>,
    /// Frames handed out or waiting.
    decoded: u64,
    /// Packets that could not be decoded.
    bad: u32,
    /// The first block, which was decoded to see how many channels there are, until it is asked for.
    waiting: Option<Vec<Vec<f32>>>,
}

impl Decoder {
    /// Takes bytes from their beginning on. `extension` is a hint for what has no mark of its own.
    pub(super) fn new<M: MediaSource + 'static>(
        mut media: M,
        file: &str,
        extension: Option<&str>,
    ) -> Result<Self, AudioError> {
        let file = file.to_owned();
        let at_start = |reason: String| AudioError::Format { file: file.clone(), reason, at: "byte 0".to_owned() };
        let mut first = [0; 4];
        let length = media.read(&mut first).map_err(|error| at_start(error.to_string()))?;
        let first = String::from_utf8_lossy(&first[..length]).into_owned();
        media.seek(SeekFrom::Start(0)).map_err(|error| at_start(error.to_string()))?;
        let told = positions::read(&mut media);
        media.seek(SeekFrom::Start(0)).map_err(|error| at_start(error.to_string()))?;
        let stream = MediaSourceStream::new(Box::new(media), MediaSourceStreamOptions::default());
        let mut hint = Hint::new();
        if let Some(extension) = extension {
            hint.with_extension(extension);
        }
        let (options, metadata) = (FormatOptions::default(), MetadataOptions::default());
        let format = symphonia::default::get_probe().probe(&hint, stream, options, metadata);
        let format = format.map_err(|error| match error {
            Error::Unsupported(_) => at_start(format!("no audio format that is known here: it begins with {first:?}")),
            error => at_start(format!("no sound that can be read: {error}")),
        })?;
        let track = format.default_track(TrackType::Audio);
        let track = track.ok_or_else(|| at_start("a file without audio".to_owned()))?;
        let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio());
        let parameters = parameters.ok_or_else(|| at_start("an audio track of an unknown kind".to_owned()))?;
        let codec = symphonia::default::get_codecs().make_audio_decoder(parameters, &AudioDecoderOptions::default());
        let codec = codec.map_err(|error| at_start(error.to_string()))?;
        // What the container tells; where that has only a count, symphonia guesses.
        let layout = match told {
            positions::Told::Layout(layout) => Some(layout),
            positions::Told::Nothing => None,
            positions::Told::AskTheDecoder => parameters.channels.as_ref().and_then(layout_of),
        };
        let (track, frames) = (track.id, track.num_frames);
        let mut opened = Self {
            file,
            format,
            codec,
            track,
            sample_rate: 0,
            frames,
            channels: 0,
            layout,
            decoded: 0,
            bad: 0,
            waiting: None,
        };
        let mut first = Vec::new();
        if !opened.decode(&mut first)? {
            return Err(opened.fail("a file without sound"));
        }
        opened.waiting = Some(first);
        Ok(opened)
    }

    pub(super) const fn channels(&self) -> usize {
        self.channels
    }

    /// What the file tells of its loudspeakers, where that fits its channels.
    pub(super) fn layout(&self) -> Option<&Layout> {
        self.layout.as_ref().filter(|layout| layout.roles().len() == self.channels)
    }

    pub(super) const fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    pub(super) const fn frames(&self) -> Option<u64> {
        self.frames
    }

    pub(super) fn notes(&self) -> Vec<String> {
        let said = match self.bad {
            0 => return Vec::new(),
            1 => "a packet of it could not be decoded, and was left out".to_owned(),
            many => format!("{many} packets of it could not be decoded, and were left out"),
        };
        vec![said]
    }

    pub(super) fn read_block(&mut self, block: &mut Vec<Vec<f32>>) -> Result<bool, AudioError> {
        match self.waiting.take() {
            Some(first) => {
                *block = first;
                Ok(true)
            }
            None => self.decode(block),
        }
    }

    /// Decodes the next block that holds something; `false` at the end. A packet that is damaged is left out, as every
    /// player does.
    fn decode(&mut self, planes: &mut Vec<Vec<f32>>) -> Result<bool, AudioError> {
        let mut in_a_row = 0;
        loop {
            let packet = match self.format.next_packet() {
                Ok(Some(packet)) if packet.track_id == self.track => packet,
                Ok(Some(_)) => continue,
                Ok(None) => return Ok(false),
                Err(error) => return Err(self.broken(&error)),
            };
            let (rate, channels, frames) = match self.codec.decode(&packet) {
                Ok(block) if block.is_empty() => continue,
                Ok(block) => {
                    block.copy_to_vecs_planar(planes);
                    (block.spec().rate(), block.num_planes(), block.frames())
                }
                Err(Error::DecodeError(_)) if in_a_row < MOST_BAD => {
                    in_a_row += 1;
                    self.bad = self.bad.saturating_add(1);
                    continue;
                }
                Err(error) => return Err(self.broken(&error)),
            };
            if self.decoded > 0 && (rate != self.sample_rate || channels != self.channels) {
                return Err(self.fail("the sample rate or the number of channels changes"));
            }
            planes.truncate(channels);
            self.channels = channels;
            self.sample_rate = rate;
            self.decoded += frames as u64;
            return Ok(true);
        }
    }

    fn broken(&self, error: &Error) -> AudioError {
        self.fail(match error {
            Error::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                "the file ends before its sound does".to_owned()
            }
            error => error.to_string(),
        })
    }

    fn fail(&self, reason: impl Into<String>) -> AudioError {
        let (file, reason) = (self.file.clone(), reason.into());
        AudioError::Format { file, reason, at: format!("frame {}", self.decoded) }
    }
}

/// What symphonia tells of the channels.
fn layout_of(channels: &Channels) -> Option<Layout> {
    let roles = match channels {
        Channels::Positioned(positions) => positions.iter().map(role).collect(),
        Channels::Custom(labels) => labels
            .iter()
            .map(|label| match label {
                ChannelLabel::Positioned(position) => role(*position),
                ChannelLabel::Ambisonic(_) | ChannelLabel::AmbisonicBFormat(_) => ambisonic(),
                _ => ChannelRole::Unweighted("without a position".to_owned()),
            })
            .collect(),
        Channels::Ambisonic(order) => vec![ambisonic(); (usize::from(*order) + 1).pow(2)],
        // A count, and no more.
        _ => return None,
    };
    Some(Layout::new(roles))
}

fn ambisonic() -> ChannelRole {
    ChannelRole::Unweighted("an Ambisonic component".to_owned())
}

/// A position of symphonia, of which the first 18 are those of a WAVE mask.
fn role(position: Position) -> ChannelRole {
    let speaker = match position {
        Position::LFE2 => Speaker::Lfe2,
        Position::TOP_SIDE_LEFT => Speaker::TopSideLeft,
        Position::TOP_SIDE_RIGHT => Speaker::TopSideRight,
        Position::BOTTOM_FRONT_CENTER => Speaker::BottomFrontCenter,
        Position::BOTTOM_FRONT_LEFT => Speaker::BottomFrontLeft,
        Position::BOTTOM_FRONT_RIGHT => Speaker::BottomFrontRight,
        Position::FRONT_LEFT_WIDE => Speaker::FrontLeftWide,
        Position::FRONT_RIGHT_WIDE => Speaker::FrontRightWide,
        other => {
            let mask = u32::try_from(other.bits()).unwrap_or(0);
            let of_mask = Layout::of_mask(mask, 1).roles().first().cloned();
            return of_mask.unwrap_or_else(|| ChannelRole::Unweighted("without a position".to_owned()));
        }
    };
    ChannelRole::Speaker(speaker)
}
