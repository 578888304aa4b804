//! Broken files: each gives an error that names the file, what is wrong and the byte.

use livebridge_audio::wav::{WavProblem, WavReader};

use crate::build::{chunk, error, extensible, file, format, read, riff};

#[test]
fn not_a_wav_file() {
    let missing = WavReader::open("no/such.wav").unwrap_err();
    assert!(missing.offset.is_none() && !missing.to_string().contains("byte"), "{missing}");
    assert_eq!(error(b""), "test.wav: the file ends within its RIFF header (at byte 0)");
    assert_eq!(error(b"RIFF\0\0"), "test.wav: the file ends within its RIFF header (at byte 6)");
    assert_eq!(error(b"OggS\0\0\0\0\0\0\0\0"), "test.wav: not a WAV file: it begins with \"OggS\" (at byte 0)");
    assert_eq!(error(b"RIFF\0\0\0\0AVI "), "test.wav: a RIFF file of type \"AVI \", not WAVE (at byte 8)");
}

#[test]
fn missing_chunks() {
    assert_eq!(error(&riff(&[])), "test.wav: no data chunk (at byte 12)");
    assert_eq!(error(&riff(&[chunk(b"data", &[0; 4])])), "test.wav: no fmt chunk before the data chunk (at byte 12)");
    let cut = &file(&format(1, 1, 48_000, 16), &[])[..38];
    assert_eq!(error(cut), "test.wav: the file ends within its chunk header (at byte 38)");
    assert_eq!(error(&cut[..30]), "test.wav: the file ends within its fmt chunk (at byte 30)");
    // A chunk that says it is longer than the file leaves no data.
    let mut bytes = riff(&[]);
    bytes.extend([&b"JUNK"[..], &u32::MAX.to_le_bytes(), &[0; 10]].concat());
    assert_eq!(error(&bytes), "test.wav: no data chunk (at byte 30)");
}

#[test]
fn formats_that_are_not_read() {
    let with = |format: &[u8]| error(&file(format, &[0; 48]));
    assert!(with(&format(2, 1, 48_000, 16)).contains("format tag 0x0002"));
    assert!(with(&format(1, 0, 48_000, 16)).ends_with("a file without channels (at byte 12)"));
    assert!(with(&format(1, 1, 0, 16)).ends_with("a sample rate of 0 Hz (at byte 12)"));
    for (tag, bits) in [(1, 0), (1, 33), (1, 64), (3, 16), (3, 24), (1, 65_535)] {
        assert!(with(&format(tag, 1, 48_000, bits)).contains(&format!("samples of {bits} bits")));
    }
    assert!(with(&extensible(6, 1, 48_000, 16, 16, 0)).contains("format tag 0x0006"));
    let mut other = extensible(1, 1, 48_000, 16, 16, 0);
    other[39] ^= 1;
    assert!(with(&other).contains("unknown sub-format"));
    assert!(with(&format(1, 1, 48_000, 16)[..14]).contains("a fmt chunk of 14 bytes, which needs at least 16"));
    assert!(with(&extensible(1, 1, 48_000, 16, 16, 0)[..38]).contains("which needs at least 40"));
    let mut wrong_frame = format(1, 2, 48_000, 16);
    wrong_frame[12] = 3;
    assert!(with(&wrong_frame).contains("a frame of 3 bytes, where channels and sample width make 4"));
}

#[test]
fn sizes_that_do_not_fit() {
    let short = b"RF64\xff\xff\xff\xffWAVEds64\x08\0\0\0\0\0\0\0\0\0\0\0";
    assert!(error(short).contains("a ds64 chunk of 8 bytes, which needs at least 28"));
    let many = riff(&vec![chunk(b"JUNK", &[]); 10_001]);
    assert!(error(&many).contains("more than 10000 chunks"));
}

#[test]
fn a_truncated_file_gives_what_it_has_first() {
    let full = file(&format(1, 1, 48_000, 16), &[0, 0x40, 0, 0xc0, 0, 0]);
    let cut = &full[..full.len() - 3];
    let mut reader = WavReader::new(cut, "cut.wav").unwrap();
    assert_eq!(reader.next_block().unwrap().unwrap(), [[0.5]]);
    let error = reader.next_block().unwrap_err();
    assert!(matches!(error.problem, WavProblem::Truncated { missing: 3 }), "{error}");
    assert_eq!(error.to_string(), "cut.wav: the file ends 3 bytes before the end of its data chunk (at byte 47)");
    assert!(reader.next_block().unwrap().is_none());
}

/// Declared sizes set no memory aside: each of these would need gigabytes.
#[test]
fn huge_sizes_cost_nothing() {
    let mut bytes = file(&format(1, 2, 48_000, 16), &[0; 8]);
    bytes[40..44].copy_from_slice(&0xffff_fff0_u32.to_le_bytes());
    // So many bytes stand for "not known", too: what is there is read.
    assert_eq!(read(&bytes).unwrap(), [[0.0; 2]; 2]);
    bytes[40..44].copy_from_slice(&0x7fef_fff0_u32.to_le_bytes());
    assert!(read(&bytes).is_err());
    let mut wide = b"RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0".to_vec();
    wide.extend([0xf0; 16]);
    wide.extend([0xff; 12]);
    wide.extend(chunk(b"fmt ", &format(1, 65_535, 48_000, 32)));
    wide.extend([&b"data"[..], &[0xff; 4], &[0; 100]].concat());
    assert!(read(&wide).is_err());
}
