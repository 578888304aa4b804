//! Every format but WAV, decoded by symphonia: AIFF, FLAC, MP3, Ogg Vorbis, M4A (AAC, ALAC) and CAF.

use std::fs::File;
use std::path::Path;

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

use crate::AudioError;

/// The first audio track of a file.
pub(super) struct Decoder {
    file: String,
    format: Box<dyn FormatReader>,
    codec: Box<dyn AudioDecoder>,
    track: u32,
    sample_rate: u32,
    frames: Option<u64>,
    channels: usize,
    /// Frames handed out or waiting.
    decoded: u64,
    /// The first block, which was decoded to see how many channels there are, until it is asked for.
    waiting: Option<Vec<Vec<f32>>>,
}

impl Decoder {
    pub(super) fn open(path: &Path) -> Result<Self, AudioError> {
        let file = path.display().to_string();
        let at_start = |reason: String| AudioError::Format { file: file.clone(), reason, at: "byte 0".to_owned() };
        let stream = File::open(path).map_err(|error| at_start(error.to_string()))?;
        let stream = MediaSourceStream::new(Box::new(stream), MediaSourceStreamOptions::default());
        let mut hint = Hint::new();
        if let Some(extension) = path.extension().and_then(|extension| extension.to_str()) {
            hint.with_extension(extension);
        }
        let (options, metadata) = (FormatOptions::default(), MetadataOptions::default());
        let format = symphonia::default::get_probe().probe(&hint, stream, options, metadata);
        let format = format.map_err(|error| at_start(format!("no audio format that is known here: {error}")))?;
        let track = format.default_track(TrackType::Audio);
        let track = track.ok_or_else(|| at_start("a file without audio".to_owned()))?;
        let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio());
        let parameters = parameters.ok_or_else(|| at_start("an audio track of an unknown kind".to_owned()))?;
        let codec = symphonia::default::get_codecs().make_audio_decoder(parameters, &AudioDecoderOptions::default());
        let codec = codec.map_err(|error| at_start(error.to_string()))?;
        let (track, frames) = (track.id, track.num_frames);
        let mut opened =
            Self { file, format, codec, track, sample_rate: 0, frames, channels: 0, decoded: 0, waiting: None };
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

    pub(super) const fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    pub(super) const fn frames(&self) -> Option<u64> {
        self.frames
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

    /// Decodes the next block that holds something; `false` at the end.
    fn decode(&mut self, planes: &mut Vec<Vec<f32>>) -> Result<bool, AudioError> {
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
