//! Every format that is read, with hound as the independent writer where it can write it.

use std::io::Cursor;

use livebridge_audio::wav::{SampleFormat, WavReader};

use crate::build::{Trickle, chunk, extensible, file, format, read, riff};

/// Whole numbers that never change, over the full range of `bits`.
fn integers(count: usize, bits: u32) -> Vec<i32> {
    let mut state = 0x9e37_79b9_u32;
    (0..count)
        .map(|i| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            match i {
                0 => i32::MIN >> (32 - bits),
                1 => i32::MAX >> (32 - bits),
                2 => 0,
                3 => -1,
                _ => (state as i32) >> (32 - bits),
            }
        })
        .collect()
}

#[test]
fn integers_as_hound_writes_them() {
    for bits in [8_u16, 16, 24, 32] {
        for channels in [1_u16, 2, 3, 6, 8] {
            // Longer than a block, and not a multiple of one.
            let values = integers(usize::from(channels) * 90_001, u32::from(bits));
            let spec = hound::WavSpec {
                channels,
                sample_rate: 44_100,
                bits_per_sample: bits,
                sample_format: hound::SampleFormat::Int,
            };
            let mut bytes = Cursor::new(Vec::new());
            let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
            for &value in &values {
                writer.write_sample(value).unwrap();
            }
            writer.finalize().unwrap();
            let bytes = bytes.into_inner();
            let reader = WavReader::new(&bytes[..], "hound.wav").unwrap();
            let got = reader.spec().clone();
            assert_eq!((got.channels, got.sample_rate, got.bits), (channels, 44_100, bits));
            assert_eq!((got.format, got.frames), (SampleFormat::Integer, Some(90_001)));
            let planes = reader.read_all(90_001).unwrap();
            let scale = f64::from(1_u32 << (bits - 1));
            for (i, &value) in values.iter().enumerate() {
                let (frame, channel) = (i / usize::from(channels), i % usize::from(channels));
                let want = (f64::from(value) / scale) as f32;
                assert_eq!(planes[channel][frame], want, "{bits} bits, {channels} channels, frame {frame}");
            }
        }
    }
}

#[test]
fn floats_keep_their_bits() {
    let values = [0.0, -0.0, 1.0, -1.5, 1e-40, f32::MAX, f32::INFINITY, f32::NAN, 0.1];
    let data: Vec<u8> = values.iter().flat_map(|x| x.to_le_bytes()).collect();
    let planes = read(&file(&format(3, 3, 48_000, 32), &data)).unwrap();
    for (i, x) in values.iter().enumerate() {
        assert_eq!(planes[i % 3][i / 3].to_bits(), x.to_bits());
    }
    let values = [0.25, -1.0, 1e300, 0.1];
    let data: Vec<u8> = values.iter().flat_map(|x: &f64| x.to_le_bytes()).collect();
    let planes = read(&file(&format(3, 2, 48_000, 64), &data)).unwrap();
    assert_eq!(planes, [[0.25, f32::INFINITY], [-1.0, 0.1]]);
}

#[test]
fn extensible_with_mask_and_valid_bits() {
    let data = [0, 0, 0x40, 0, 0, 0xc0];
    let bytes = file(&extensible(1, 2, 96_000, 24, 20, 3), &data);
    let reader = WavReader::new(&bytes[..], "x.wav").unwrap();
    let spec = reader.spec();
    assert_eq!(
        (spec.format, spec.bits, spec.valid_bits, spec.channel_mask),
        (SampleFormat::Integer, 24, Some(20), Some(3))
    );
    assert_eq!(reader.read_all(1).unwrap(), [[0.5], [-0.5]]);
    let float = file(&extensible(3, 1, 96_000, 32, 32, 4), &0.75_f32.to_le_bytes());
    assert_eq!(read(&float).unwrap(), [[0.75]]);
}

#[test]
fn chunks_around_and_odd_ones_are_passed_over() {
    let bytes = riff(&[
        chunk(b"JUNK", &[1; 27]),
        chunk(b"fmt ", &[format(1, 1, 8_000, 8), vec![0; 5]].concat()),
        chunk(b"bext", &[7; 603]),
        chunk(b"data", &[0, 128, 255]),
        chunk(b"LIST", b"INFO"),
    ]);
    assert_eq!(read(&bytes).unwrap(), [[-1.0, 0.0, 127.0 / 128.0]]);
}

/// The header of an RF64 or BW64 file with the sizes of 64 bits.
fn rf64(id: &[u8; 4], riff_size: u64, data_size: u64, table: &[([u8; 4], u64)]) -> Vec<u8> {
    let mut ds64 = Vec::new();
    ds64.extend(riff_size.to_le_bytes());
    ds64.extend(data_size.to_le_bytes());
    ds64.extend(0_u64.to_le_bytes());
    ds64.extend(u32::try_from(table.len()).unwrap().to_le_bytes());
    for (id, size) in table {
        ds64.extend(id);
        ds64.extend(size.to_le_bytes());
    }
    [id, &u32::MAX.to_le_bytes()[..], b"WAVE", &chunk(b"ds64", &ds64)].concat()
}

#[test]
fn rf64_and_bw64() {
    for id in [b"RF64", b"BW64"] {
        let mut bytes = rf64(id, 1_000, 4, &[(*b"huge", 6)]);
        bytes.extend([&b"huge"[..], &u32::MAX.to_le_bytes(), &[9; 6]].concat());
        bytes.extend(chunk(b"fmt ", &format(1, 1, 48_000, 16)));
        bytes.extend([&b"data"[..], &u32::MAX.to_le_bytes(), &[0, 0x40, 0, 0xc0], b"LIST\0\0\0\0"].concat());
        assert_eq!(read(&bytes).unwrap(), [[0.5, -0.5]]);
    }
}

/// A file of 5 GB that is never in memory: its middle is produced as it is read.
#[test]
fn above_four_gigabytes() {
    let data_size = 5_000_000_000_u64;
    let mut head = rf64(b"RF64", data_size + 100, data_size, &[]);
    head.extend(chunk(b"fmt ", &format(1, 2, 48_000, 16)));
    head.extend([&b"data"[..], &u32::MAX.to_le_bytes()].concat());
    let file = std::io::Read::chain(&head[..], std::io::Read::take(std::io::repeat(0x40), data_size));
    let mut reader = WavReader::new(file, "long.wav").unwrap();
    assert_eq!(reader.spec().frames, Some(1_250_000_000));
    // The first gigabyte is enough.
    let mut frames = 0;
    while frames < 250_000_000 {
        let block = reader.next_block().unwrap().unwrap();
        assert!(block.iter().all(|plane| plane.last() == Some(&(f32::from(0x4040_i16) / 32_768.0))));
        frames += block[0].len();
    }
    let error = reader.read_all(1_000).unwrap_err();
    assert!(error.to_string().starts_with("long.wav: more than 1000 frames"), "{error}");
}

#[test]
fn unfinished_recordings_end_where_their_bytes_end() {
    let good = file(&format(1, 1, 48_000, 16), &[0, 0x40, 0, 0xc0]);
    for (riff_size, data_size) in [(0_u32, 0_u32), (36, 0), (u32::MAX, 0), (u32::MAX, u32::MAX), (0, u32::MAX)] {
        let mut bytes = good.clone();
        bytes[4..8].copy_from_slice(&riff_size.to_le_bytes());
        bytes[40..44].copy_from_slice(&data_size.to_le_bytes());
        // Half a frame at the end is dropped.
        bytes.push(1);
        let reader = WavReader::new(&bytes[..], "x.wav").unwrap();
        assert_eq!(reader.spec().frames, None);
        assert_eq!(reader.read_all(100).unwrap(), [[0.5, -0.5]], "{riff_size} {data_size}");
    }
    let mut wide = rf64(b"RF64", 0, 0, &[]);
    wide.extend(chunk(b"fmt ", &format(1, 1, 48_000, 16)));
    wide.extend([&b"data"[..], &u32::MAX.to_le_bytes(), &[0, 0x40]].concat());
    assert_eq!(read(&wide).unwrap(), [[0.5]]);
}

#[test]
fn an_empty_data_chunk_is_empty_when_more_follows() {
    let bytes = riff(&[chunk(b"fmt ", &format(1, 2, 48_000, 16)), chunk(b"data", &[]), chunk(b"LIST", b"INFO")]);
    let reader = WavReader::new(&bytes[..], "x.wav").unwrap();
    assert_eq!(reader.spec().frames, Some(0));
    assert_eq!(reader.read_all(0).unwrap(), [[], []] as [[f32; 0]; 2]);
}

#[test]
fn few_bytes_at_a_time_and_interruptions() {
    let data: Vec<u8> = (0..60_000_u32).map(|i| (i * 37) as u8).collect();
    let bytes = file(&format(1, 2, 48_000, 24), &data);
    let want = read(&bytes).unwrap();
    for step in [1, 7, 4_096] {
        let reader = WavReader::new(Trickle { bytes: &bytes, step, calls: 0 }, "slow.wav").unwrap();
        assert_eq!(reader.read_all(10_000).unwrap(), want);
    }
}

#[test]
fn blocks_are_the_whole() {
    let data: Vec<u8> = (0..1_008_000_u32).map(|i| (i ^ (i >> 9)) as u8).collect();
    for (channels, bits) in [(1, 8), (2, 24), (6, 24), (4, 32)] {
        let bytes = file(&format(1, channels, 48_000, bits), &data);
        let want = read(&bytes).unwrap();
        let mut reader = WavReader::new(&bytes[..], "x.wav").unwrap();
        let mut got = vec![Vec::new(); usize::from(channels)];
        while let Some(block) = reader.next_block().unwrap() {
            for (all, plane) in got.iter_mut().zip(block) {
                all.extend_from_slice(plane);
            }
        }
        assert_eq!(got, want);
    }
}

#[test]
fn files_from_disk() {
    let path = std::env::temp_dir().join(format!("livebridge-wav-{}.wav", std::process::id()));
    std::fs::write(&path, file(&format(1, 1, 48_000, 16), &[0, 0x40])).unwrap();
    let planes = WavReader::open(&path).unwrap().read_all(10);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(planes.unwrap(), [[0.5]]);
    let missing = WavReader::open(&path).unwrap_err();
    assert!(missing.to_string().contains(&path.display().to_string()), "{missing}");
}
