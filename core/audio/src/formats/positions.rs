//! What AIFF, CAF and FLAC files say of their loudspeakers, read from their own chunks: `CHAN`, `chan`, and the comment
//! `WAVEFORMATEXTENSIBLE_CHANNEL_MASK`.
//!
//! It never fails: what is damaged tells nothing here, and the decoder says what is wrong with it.

use std::io::{Read, Seek, SeekFrom};

use livebridge_loudness::Layout;

use super::core_audio;

/// The most chunks or blocks that are looked at.
const MOST_CHUNKS: usize = 1_000;

/// The longest chunk that is taken into memory.
const LONGEST: u64 = 1 << 20;

/// What a file tells.
pub(super) enum Told {
    /// Its loudspeakers.
    Layout(Layout),
    /// It could and does not.
    Nothing,
    /// It is of another format.
    AskTheDecoder,
}

/// Looks through a file from its beginning on.
pub(super) fn read(media: &mut (impl Read + Seek)) -> Told {
    let layout = match array::<12>(media) {
        Some([b'F', b'O', b'R', b'M', _, _, _, _, b'A', b'I', b'F', b'F' | b'C']) => aiff(media),
        Some([b'c', b'a', b'f', b'f', ..]) => caf(media),
        Some([b'f', b'L', b'a', b'C', ..]) => {
            return flac(media).map_or(Told::AskTheDecoder, Told::Layout);
        }
        _ => return Told::AskTheDecoder,
    };
    layout.map_or(Told::Nothing, Told::Layout)
}

fn array<const N: usize>(media: &mut impl Read) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    media.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

fn body(media: &mut impl Read, size: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = media.take(size.min(LONGEST)).read_to_end(&mut bytes).ok()?;
    (read as u64 == size).then_some(bytes)
}

fn aiff(media: &mut (impl Read + Seek)) -> Option<Layout> {
    for _ in 0..MOST_CHUNKS {
        let [a, b, c, d, s0, s1, s2, s3] = array(media)?;
        let size = u64::from(u32::from_be_bytes([s0, s1, s2, s3]));
        if [a, b, c, d] == *b"CHAN" {
            return core_audio::layout(&body(media, size)?);
        }
        skip(media, size + size % 2)?;
    }
    None
}

fn caf(media: &mut (impl Read + Seek)) -> Option<Layout> {
    media.seek(SeekFrom::Start(8)).ok()?;
    for _ in 0..MOST_CHUNKS {
        let id = array::<4>(media)?;
        // Of the data it may be -1, which is "to the end".
        let size = u64::try_from(i64::from_be_bytes(array(media)?)).ok()?;
        if &id == b"chan" {
            return core_audio::layout(&body(media, size)?);
        }
        skip(media, size)?;
    }
    None
}

fn skip(media: &mut impl Seek, bytes: u64) -> Option<()> {
    media.seek(SeekFrom::Current(i64::try_from(bytes).ok()?)).ok().map(drop)
}

fn flac(media: &mut (impl Read + Seek)) -> Option<Layout> {
    const COMMENTS: u8 = 4;
    const STREAM: u8 = 0;
    media.seek(SeekFrom::Start(4)).ok()?;
    let mut channels = None;
    for _ in 0..MOST_CHUNKS {
        let [kind, a, b, c] = array(media)?;
        let size = u64::from(u32::from_be_bytes([0, a, b, c]));
        match kind & 0x7f {
            STREAM => {
                let info = body(media, size)?;
                channels = info.get(12).map(|byte| usize::from(byte >> 1 & 7) + 1);
            }
            COMMENTS => return Some(Layout::of_mask(mask(&body(media, size)?)?, channels?)),
            _ => skip(media, size)?,
        }
        if kind & 0x80 != 0 {
            return None;
        }
    }
    None
}

/// The mask in the comments of a FLAC file.
fn mask(comments: &[u8]) -> Option<u32> {
    const KEY: &str = "WAVEFORMATEXTENSIBLE_CHANNEL_MASK";
    // The name of the program that wrote it comes first, and how many comments there are.
    let (_, rest) = field(comments)?;
    let (count, mut rest) = rest.split_first_chunk::<4>()?;
    for _ in 0..u32::from_le_bytes(*count) {
        let (text, after) = field(rest)?;
        rest = after;
        let text = std::str::from_utf8(text).unwrap_or_default();
        if let Some((key, value)) = text.split_once('=')
            && key.eq_ignore_ascii_case(KEY)
        {
            let digits = value.trim().trim_start_matches("0x").trim_start_matches("0X");
            return u32::from_str_radix(digits, 16).ok().filter(|mask| *mask != 0);
        }
    }
    None
}

/// A text with its length before it, and what follows.
fn field(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (size, after) = bytes.split_first_chunk::<4>()?;
    after.split_at_checked(u32::from_le_bytes(*size) as usize)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn told(bytes: Vec<u8>) -> Option<Layout> {
        match read(&mut Cursor::new(bytes)) {
            Told::Layout(layout) => Some(layout),
            Told::Nothing | Told::AskTheDecoder => None,
        }
    }

    /// Channel layout 5.1 D of Core Audio: C L R Ls Rs LFE.
    const CHAN: [u8; 12] = [0, 124, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0];

    #[test]
    fn aiff_and_caf_say_it_in_a_chunk() {
        let mut aiff = b"FORM\0\0\0\0AIFCFVER\0\0\0\x03abc\0CHAN\0\0\0\x0c".to_vec();
        aiff.extend(CHAN);
        let mut caf = b"caff\0\x01\0\0desc\0\0\0\0\0\0\0\x02abchan\0\0\0\0\0\0\0\x0c".to_vec();
        caf.extend(CHAN);
        let wanted = core_audio::layout(&CHAN);
        assert!(wanted.is_some());
        assert_eq!(told(aiff.clone()), wanted);
        assert_eq!(told(caf.clone()), wanted);
        // Cut off anywhere, it tells nothing, and does not fail.
        for bytes in [aiff, caf] {
            for length in 0..bytes.len() {
                assert_eq!(told(bytes[..length].to_vec()), None);
            }
        }
    }

    #[test]
    fn flac_says_it_in_a_comment() {
        let file = |comment: &str| {
            let mut stream = [0; 34];
            stream[12] = 4 << 1;
            let mut bytes = [b"fLaC\0\0\0\x22", &stream[..]].concat();
            let mut comments = [&1_u32.to_le_bytes()[..], b"x", &1_u32.to_le_bytes()].concat();
            comments.extend(u32::try_from(comment.len()).unwrap().to_le_bytes());
            comments.extend(comment.as_bytes());
            bytes.extend([0x84, 0, 0, u8::try_from(comments.len()).unwrap()]);
            bytes.extend(comments);
            bytes
        };
        let layout = Layout::of_mask(0x10f, 5);
        assert_eq!(told(file("WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x10F")), Some(layout.clone()));
        assert_eq!(told(file("waveformatextensible_channel_mask=10f")), Some(layout));
        for comment in ["TITLE=0x10F", "WAVEFORMATEXTENSIBLE_CHANNEL_MASK=none", "WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0"]
        {
            assert_eq!(told(file(comment)), None, "{comment}");
        }
        let whole = file("WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x10F");
        (0..whole.len()).for_each(|length| assert_eq!(told(whole[..length].to_vec()), None));
    }
}
