//! Files that are made to exhaust whoever reads them, made here: each is refused with its code, within a minute, and with
//! no more memory than a window of XML takes.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use livebridge_als::{ErrorCode, Limits, import};

use crate::shared::in_time;

/// Said by a process that runs nothing but the test about memory.
const ALONE: &str = "LIVEBRIDGE_TEST_ALONE";

/// More than the windows, buffers and stacks of any import; far less than any of the bombs would take.
const MOST_KILOBYTES: u64 = 4 << 10;

/// A hostile file: its name, how it is made, and how it must be refused.
type Bomb = (&'static str, fn() -> Box<dyn Read + Send>, ErrorCode);

const BOMBS: [Bomb; 9] = [
    ("a gzip bomb of 64 MiB", || Box::new(io::Cursor::new(zeros())), ErrorCode::Ratio),
    ("plain XML without an end", || set(io::repeat(b' ')), ErrorCode::TooLarge),
    ("10,000 levels of elements", || set(io::Cursor::new("<a>".repeat(10_000))), ErrorCode::Depth),
    ("an attribute without an end", || set(io::Cursor::new("<a b=\"").chain(io::repeat(b'c'))), ErrorCode::AttrLen),
    ("a million expanding entities", || Box::new(io::Cursor::new(ENTITIES)), ErrorCode::Doctype),
    ("bytes that are no UTF-8", || set(io::Cursor::new(&b"<Tracks Id=\"\xc3\x28\" />"[..])), ErrorCode::Xml),
    ("a Set that ends early", || Box::new(io::Cursor::new(&b"<Ableton><LiveSet><Tracks>"[..])), ErrorCode::Xml),
    ("gzip that ends early", || Box::new(io::Cursor::new(zeros()).take(1_000)), ErrorCode::GzipTruncated),
    ("another root", || Box::new(io::Cursor::new(&b"<Abletoff />"[..])), ErrorCode::Root),
];

/// Ten entities, each ten of the one before.
const ENTITIES: &str = r#"<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<Ableton Creator="&d;"><LiveSet /></Ableton>"#;

/// The beginning of a Set, and then this.
fn set(inside: impl Read + Send + 'static) -> Box<dyn Read + Send> {
    Box::new(io::Cursor::new("<Ableton Creator=\"x\"><LiveSet>").chain(inside))
}

/// 64 MiB of blanks, packed a thousandfold.
fn zeros() -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(b"<Ableton><LiveSet>").unwrap();
    let piece = vec![b' '; 1 << 16];
    for _ in 0..1024 {
        encoder.write_all(&piece).unwrap();
    }
    encoder.finish().unwrap()
}

/// What this process has used at most since it was last asked to forget, in kB; nothing where the system does not tell.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.trim().parse().ok()
}

#[test]
fn bombs_are_refused_with_little_memory() {
    if std::env::var_os(ALONE).is_none() {
        // What a process took at most says something only when nothing else runs in it.
        let name = "bombs::bombs_are_refused_with_little_memory";
        let mut alone = std::process::Command::new(std::env::current_exe().unwrap());
        assert!(alone.args(["--exact", name, "--nocapture"]).env(ALONE, "1").status().unwrap().success());
        return;
    }
    // Lower than the default, so that it is met soon in a debug build too.
    let limits = Limits { xml: 32 << 20, ..Limits::default() };
    for (name, make, code) in BOMBS {
        let bomb = make();
        // Linux forgets the peak so far when it is told 5; elsewhere nothing is measured.
        let _ = std::fs::write("/proc/self/clear_refs", "5");
        let before = peak();
        let (read, took) = in_time(name, move || import(bomb, limits));
        assert_eq!(read.unwrap_err().code, code, "{name}");
        if let (Some(before), Some(after)) = (before, peak()) {
            let grown = after.saturating_sub(before);
            eprintln!("{name}: {code} after {took:?}, with {grown} kB");
            assert!(grown < MOST_KILOBYTES, "{name}: {grown} kB");
        }
    }
}
