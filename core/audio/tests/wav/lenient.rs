//! What other programs write and read although it is not as it should be: read to the last whole frame, and noted.

use livebridge_audio::wav::{WavNote, WavReader};

use crate::build::{chunk, extensible, file, format, read, riff};

/// Everything in a file, and what was noted.
fn noted(bytes: &[u8]) -> (Vec<Vec<f32>>, Vec<WavNote>) {
    let mut reader = WavReader::new(bytes, "x.wav").unwrap();
    let mut planes = vec![Vec::new(); usize::from(reader.spec().channels)];
    while let Some(block) = reader.next_block().unwrap() {
        for (plane, samples) in planes.iter_mut().zip(block) {
            plane.extend_from_slice(samples);
        }
    }
    (planes, reader.notes().to_vec())
}

#[test]
fn lengths_that_a_pipe_does_not_know() {
    let good = file(&format(1, 1, 48_000, 16), &[0, 0x40, 0, 0xc0]);
    // SoX; several; what two gigabytes are; FFmpeg less its header; FFmpeg; nothing at all.
    for data_size in [0x7fff_f000_u32, 0x7fff_ffff, 0x8000_0000, 0xffff_ffd9, u32::MAX, 0] {
        for riff_size in [0x7fff_f024_u32, u32::MAX, 0] {
            let mut bytes = good.clone();
            bytes[4..8].copy_from_slice(&riff_size.to_le_bytes());
            bytes[40..44].copy_from_slice(&data_size.to_le_bytes());
            let (planes, notes) = noted(&bytes);
            assert_eq!(planes, [[0.5, -0.5]], "{data_size:#x} in {riff_size:#x}");
            assert_eq!(notes, [WavNote::UnknownLength], "{data_size:#x} in {riff_size:#x}");
            assert_eq!(read(&bytes).unwrap(), planes);
        }
    }
    assert_eq!(noted(&good).1, []);
}

#[test]
fn a_partial_last_frame_is_left_out() {
    let (planes, notes) = noted(&file(&format(1, 2, 48_000, 16), &[0, 0x40, 0, 0xc0, 0, 0, 0, 0, 9, 9]));
    assert_eq!(planes, [[0.5, 0.0], [-0.5, 0.0]]);
    assert_eq!(notes, [WavNote::PartialFrame { bytes: 2 }]);
}

#[test]
fn a_frame_size_in_bits_is_one_in_bytes() {
    let mut header = format(1, 2, 48_000, 16);
    header[12..14].copy_from_slice(&32_u16.to_le_bytes());
    let (planes, notes) = noted(&file(&header, &[0, 0x40, 0, 0xc0]));
    assert_eq!(planes, [[0.5], [-0.5]]);
    assert_eq!(notes, [WavNote::FrameSizeInBits { found: 32 }]);
    assert!(notes[0].to_string().contains("as 32"));
}

#[test]
fn an_odd_chunk_with_and_without_its_padding() {
    let sound = [chunk(b"fmt ", &format(1, 1, 8_000, 8)), chunk(b"data", &[192])].concat();
    let padded = riff(&[chunk(b"bext", &[7; 603]), sound.clone()]);
    let mut bare = riff(&[]);
    bare.extend([&b"bext"[..], &603_u32.to_le_bytes(), &[7; 603], &sound].concat());
    assert_eq!(read(&padded).unwrap(), [[0.5]]);
    assert_eq!(read(&bare).unwrap(), [[0.5]]);
    // And between the format and the data.
    let mut between = riff(&[chunk(b"fmt ", &format(1, 1, 8_000, 8))]);
    between.extend([&b"cue "[..], &1_u32.to_le_bytes(), &[5], &chunk(b"data", &[192])].concat());
    assert_eq!(read(&between).unwrap(), [[0.5]]);
}

#[test]
fn floats_in_a_format_chunk_of_40_bytes() {
    let mut header = extensible(3, 1, 48_000, 32, 32, 4);
    header[..2].copy_from_slice(&3_u16.to_le_bytes());
    assert_eq!(read(&file(&header, &2.0_f32.to_le_bytes())).unwrap(), [[2.0]]);
    assert_eq!(read(&file(&format(3, 1, 48_000, 64), &(-1.5_f64).to_le_bytes())).unwrap(), [[-1.5]]);
}

#[test]
fn widths_that_are_no_whole_bytes_stand_on_the_left() {
    let mut header = format(1, 1, 48_000, 20);
    header[12..14].copy_from_slice(&3_u16.to_le_bytes());
    let bytes = file(&header, &[0, 0, 0x40]);
    assert_eq!(read(&bytes).unwrap(), [[0.5]]);
    let reader = WavReader::new(&bytes[..], "x.wav").unwrap();
    assert_eq!((reader.spec().bits, reader.spec().valid_bits), (24, Some(20)));
}
