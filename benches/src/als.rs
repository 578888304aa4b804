//! The contest P9: a Live Set into the full model, against inflating it and reading every attribute, building nothing.
//!
//! On real Sets where there are some beside the checkout, else on one that is put together from our own small one.

use std::hint::black_box;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use livebridge_als::{Limits, import};
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::contest::{Contest, RatioTarget, table};
use crate::machine::Clock;
use crate::memory;

/// The Sets that the specification names.
const REAL: [&str; 3] =
    ["song--Song3.als", "song--Song2.als", "ableton-inspector--packages_core_test_fixtures_Broom_Bap.als"];

/// At most 2.5 times the time of the peer.
const TARGET: RatioTarget = RatioTarget { name: "P9", at_least: 0.4 };

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A Set of many tracks, each a copy of one of our small Set.
fn large(tracks: usize) -> io::Result<Vec<u8>> {
    let small = std::fs::read_to_string(root().join("adapters/als/tests/als/sets/live12.als"))?;
    let (start, end) = ("\t\t\t<MidiTrack Id=\"11\">", "</MidiTrack>\n");
    let from = small.find(start).unwrap_or_default();
    let to = small[from..].find(end).map_or(from, |at| from + at + end.len());
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(&small.as_bytes()[..from])?;
    for id in 0..tracks {
        let track = small[from..to].replacen("Id=\"11\"", &format!("Id=\"{}\"", 1000 + id), 1);
        encoder.write_all(track.as_bytes())?;
    }
    encoder.write_all(&small.as_bytes()[to..])?;
    encoder.finish()
}

/// The peer: inflates in a stream and reads every attribute. Gives what it saw, so that nothing can be left out.
fn peer(file: &[u8]) -> Option<(usize, usize)> {
    let mut reader = Reader::from_reader(BufReader::with_capacity(128 << 10, MultiGzDecoder::new(file)));
    let (mut buffer, mut elements, mut bytes) = (Vec::new(), 0, 0);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(tag) | Event::Empty(tag) => {
                elements += 1;
                for attribute in tag.attributes().with_checks(false) {
                    bytes += attribute.ok()?.value.len();
                }
            }
            Event::Eof => return Some((elements, bytes)),
            _ => {}
        }
    }
}

/// A file that notes, whenever more of it is read, how much memory is held.
struct Watched<'a> {
    file: &'a [u8],
    peak: isize,
}

impl Read for &mut Watched<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.peak = self.peak.max(memory::held());
        self.file.read(out)
    }
}

/// Runs the contest on every Set and shows its table, and how much memory the model and the import take.
pub fn compare(quick: bool, mut show: impl FnMut(&str)) -> io::Result<()> {
    let mut sets = Vec::new();
    for name in REAL {
        if let Ok(file) = std::fs::read(root().join("../shared/als-corpus").join(name)) {
            sets.push((name, file));
        }
    }
    if sets.is_empty() {
        show("There are no real Sets beside the checkout: one of 2,000 tracks is put together instead.\n");
        sets.push(("2,000 tracks", large(2000)?));
    }
    for (name, file) in &sets {
        let mut watched = Watched { file, peak: 0 };
        let (set, model) = memory::count(|| {
            let set = import(&mut watched, Limits::default());
            (set, memory::held())
        });
        let set = set.map_err(io::Error::other)?;
        let times = Contest::new(Clock::ThreadCpu, if quick { 5 } else { 21 })
            .with("inflate and every attribute", || {
                black_box(peer(black_box(file)));
            })
            .with("ours, the full model", || {
                let _ = black_box(import(black_box(&file[..]), Limits::default()));
            })
            .run();
        #[expect(clippy::cast_precision_loss, reason = "for reading")]
        let (xml, speed, mib) = (
            set.xml_bytes as f64 / 1e6,
            set.xml_bytes as f64 / 1e3 / times.get(1).map_or(f64::NAN, |ours| ours.millis().median),
            |bytes: isize| bytes as f64 / f64::from(1 << 20),
        );
        show(&table(&format!("`{name}`, {xml:.1} MB of XML"), &times, &[(1, TARGET)]));
        show(&format!(
            "{speed:.0} MB of XML per second. The model takes {:.1} MiB, the import {:.1} MiB at most (P9: {:.1}).\n",
            mib(model),
            mib(watched.peak.max(model)),
            64.0 + 2.0 * mib(model),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_read_the_whole_set() {
        let file = large(20).unwrap();
        let set = import(&file[..], Limits::default()).unwrap();
        assert_eq!(set.tracks.len(), 4 + 20);
        assert!(peer(&file).unwrap().0 > 5_000);
    }
}
