//! Whole processes: `livebridge measure` against the programs that people use for the same report, from the start of the
//! process to its end, on the wall. Those that are not installed are named and left out.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::contest::{Contest, table};
use crate::machine::Clock;
use crate::wav::write;

/// A program and its arguments, to which the file is added at `FILE`.
struct Peer {
    /// Its name in the table, with what measures inside.
    name: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
}

/// Where the file goes in the arguments.
const FILE: &str = "{file}";

const PEERS: [Peer; 3] = [
    Peer {
        name: "ffmpeg, filter ebur128 with true peak",
        program: "ffmpeg",
        arguments: &[
            "-nostdin",
            "-nostats",
            "-hide_banner",
            "-i",
            FILE,
            "-filter:a",
            "ebur128=peak=true:framelog=verbose",
            "-f",
            "null",
            "-",
        ],
    },
    Peer { name: "loudgain (libebur128)", program: "loudgain", arguments: &["-q", FILE] },
    Peer { name: "loudness-scanner (libebur128)", program: "loudness", arguments: &["scan", "-l", "-p", "true", FILE] },
];

impl Peer {
    /// Ready to be run on a file, quietly.
    fn on(&self, program: OsString, file: &Path) -> Command {
        let mut command = Command::new(program);
        for argument in self.arguments {
            match *argument {
                FILE => command.arg(file),
                argument => command.arg(argument),
            };
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// Ours, with all threads and with one. The program lies where this one does.
fn ours() -> io::Result<OsString> {
    let name = format!("livebridge{}", std::env::consts::EXE_SUFFIX);
    let program = std::env::current_exe()?.with_file_name(name);
    if program.exists() {
        return Ok(program.into());
    }
    let hint = "build it first with `cargo build --release -p livebridge`";
    Err(io::Error::other(format!("there is no {}: {hint}", program.display())))
}

/// Runs the contest on ten minutes of stereo noise, 24-bit. `quick` takes a shorter file and fewer rounds.
///
/// # Errors
///
/// When the file cannot be written, `livebridge` has not been built, or a program that is there does not succeed.
pub fn compare(quick: bool, mut show: impl FnMut(&str)) -> io::Result<()> {
    let (rounds, minutes) = if quick { (3, 1) } else { (7, 10) };
    let file = write(24, 48_000 * 60 * minutes)?;
    let path = file.0.as_path();
    let ours = ours()?;
    let alone =
        Peer { name: "livebridge measure --threads 1", program: "", arguments: &["measure", "--threads", "1", FILE] };
    let all = Peer { name: "livebridge measure", program: "", arguments: &["measure", FILE] };

    let mut commands = Vec::new();
    for peer in &PEERS {
        match peer.on(peer.program.into(), path).stderr(Stdio::piped()).output() {
            Ok(ran) if ran.status.success() => commands.push((peer.name, peer.on(peer.program.into(), path))),
            Ok(ran) => {
                let said = String::from_utf8_lossy(&ran.stderr);
                let last = said.lines().next_back().unwrap_or("nothing");
                return Err(io::Error::other(format!(
                    "{} ended with {}; it said last: {last}",
                    peer.program, ran.status
                )));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                show(&format!("`{}` is not installed: {} was not compared.\n", peer.program, peer.name));
            }
            Err(error) => return Err(error),
        }
    }
    commands.extend([&alone, &all].map(|peer| (peer.name, peer.on(ours.clone(), path))));
    let mut contest = Contest::new(Clock::Wall, rounds);
    for (name, mut command) in commands {
        contest = contest.with(name, move || _ = std::hint::black_box(command.status()));
    }
    let title = format!("Whole processes, {minutes} min stereo, 24-bit, full report, wall time");
    show(&table(&title, &contest.run(), &[]));
    Ok(())
}
