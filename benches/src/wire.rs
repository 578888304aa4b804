//! The contest P10: calls over the standard streams of a Rust target, one after the other and pipelined, against a
//! process that only gives back what it is sent.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Duration;

use livebridge_port::{Batch, ClipPropsPatch, ControlPlane, LiveBridge, Mutation, TrackId, json};
use livebridge_wire as wire;
use livebridge_wire::{RemoteBridge, Timeouts, block_on};

use crate::cost::{Cost, table};
use crate::machine::{Clock, Pinned, load};

/// The argument that makes the program an echo.
pub const ECHO: &str = "--echo";

/// How many times a bare echo a call may cost.
const MOST: f64 = 3.0;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Gives back on standard output what comes on standard input, as it comes.
pub fn echo() -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match input.read(&mut buffer)? {
            0 => return Ok(()),
            count => {
                output.write_all(&buffer[..count])?;
                output.flush()?;
            }
        }
    }
}

/// A process that echoes, and its streams.
struct Echo {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Echo {
    fn start() -> io::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut child = command.arg(ECHO).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let missing = || io::Error::other("a stream of the echo is missing");
        let input = child.stdin.take().ok_or_else(missing)?;
        let output = BufReader::with_capacity(64 * 1024, child.stdout.take().ok_or_else(missing)?);
        Ok(Self { child, input, output })
    }

    /// Sends a line and waits for it, so many times.
    fn round_trips(&mut self, line: &[u8], times: usize) -> io::Result<()> {
        let mut answer = Vec::with_capacity(line.len());
        for _ in 0..times {
            self.input.write_all(line)?;
            answer.clear();
            self.output.read_until(b'\n', &mut answer)?;
        }
        Ok(())
    }

    /// Sends so many lines, one write each, while another thread takes what comes back.
    fn pipelined(&mut self, line: &[u8], times: usize) -> io::Result<()> {
        let (input, output) = (&mut self.input, &mut self.output);
        thread::scope(|scope| {
            let reader = scope.spawn(move || {
                let mut answer = Vec::with_capacity(line.len());
                (0..times).try_for_each(|_| {
                    answer.clear();
                    output.read_until(b'\n', &mut answer).map(|_| ())
                })
            });
            (0..times).try_for_each(|_| input.write_all(line))?;
            reader.join().unwrap_or_else(|_| Err(io::Error::other("the reader of the echo panicked")))
        })
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program `livebridge`, where it was built beside this one.
fn livebridge() -> io::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name(format!("livebridge{}", std::env::consts::EXE_SUFFIX));
    if path.exists() {
        Ok(path)
    } else {
        Err(io::Error::other(format!("{} is not there: build it with the same profile first", path.display())))
    }
}

/// Times one round of the calls by the wall: what is waited for counts.
fn timed(work: impl FnOnce() -> Result<()>) -> Result<Duration> {
    let mut outcome = Ok(());
    let time = Clock::Wall.time(|| outcome = work());
    outcome.map(|()| time)
}

/// Where the two ends of the pipes run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cores {
    /// Wherever the system puts them.
    Any,
    /// Each on one of its own: every message wakes another core, which sleeps where there is nothing else to do.
    Apart,
    /// Both on one: the work alone.
    One,
}

impl Cores {
    const ALL: [Self; 3] = [Self::Any, Self::Apart, Self::One];

    const fn name(self) -> &'static str {
        match self {
            Self::Any => "wherever the system puts the two ends",
            Self::Apart => "each end on a core of its own",
            Self::One => "both ends on one core",
        }
    }

    /// Whether there are such cores, and threads can be held on them.
    fn can_be_had(self) -> bool {
        self == Self::Any || self.hold_the_other_end().is_some()
    }

    /// Holds what is started meanwhile where the other end is to be.
    fn hold_the_other_end(self) -> Option<Pinned> {
        match self {
            Self::Any => None,
            Self::Apart => Pinned::to_core(1),
            Self::One => Pinned::to_core(0),
        }
    }

    fn hold_this_end(self) -> Option<Pinned> {
        match self {
            Self::Any => None,
            Self::Apart | Self::One => Pinned::to_core(0),
        }
    }
}

/// Runs the contest with the ends of the pipes in each place. A system that is left alone keeps two processes on one
/// core or wakes another one for each message, by rules in which it matters which of them was started first: so the two
/// that are compared take turns in that, and the other tables show what it comes to when it is settled. `quick` takes
/// fewer calls and rounds.
pub fn compare(quick: bool, mut show: impl FnMut(&str)) -> Result<()> {
    show(&format!("Before: {}.\n", load()));
    for cores in Cores::ALL {
        let place = cores.name();
        if cores.can_be_had() {
            let title = format!("P10, calls over stdio, time on the wall, {place}");
            show(&table(&title, &costs(quick, cores)?, MOST));
        } else {
            show(&format!("Not measured with {place}: that needs Linux and two cores.\n"));
        }
    }
    show(&format!("After: {}.\n", load()));
    Ok(())
}

/// The two that are compared, started in this order or in the other.
fn start(echo_first: bool) -> Result<(Echo, RemoteBridge)> {
    let connect = || -> Result<RemoteBridge> {
        let target = wire::Command { program: livebridge()?, args: vec!["serve".to_owned(), "fake".to_owned()] };
        Ok(RemoteBridge::connect(&wire::Endpoint::Child(target), Timeouts::default())?)
    };
    if echo_first {
        let echo = Echo::start()?;
        return Ok((echo, connect()?));
    }
    let bridge = connect()?;
    Ok((Echo::start()?, bridge))
}

/// What calls cost here and now.
fn costs(quick: bool, cores: Cores) -> Result<Vec<Cost>> {
    let (rounds, calls) = if quick { (6, 2000) } else { (40, 4000) };
    let mutation = Mutation::SetClipProps {
        clip_id: TrackId(0).slot(0).clip().into(),
        props: ClipPropsPatch { name: None, color: Some(0x00C0_FFEE) },
    };
    let request = |body: &str| format!("{{\"jsonrpc\":\"2.0\",\"id\":10000,{}\n", &body[1..]).into_bytes();
    let read_line = request(r#"{"method":"control/transactionCount","params":{}}"#);
    let write_line = request(&json::to_string(&mutation)?);
    let call = || Batch::Call(mutation.clone());

    let settings = ["bare echo".to_owned(), "livebridge serve fake".to_owned()];
    let mut costs: Vec<Cost> = [
        format!("a read, one after the other, {} bytes", read_line.len()),
        format!("a mutation, one after the other, {} bytes", write_line.len()),
        format!("mutations, pipelined, {} bytes", write_line.len()),
    ]
    .map(|what| Cost::new(what, calls, &settings))
    .into();
    for round in 0..rounds {
        let there = cores.hold_the_other_end();
        let (mut echo, bridge) = start(round % 2 == 0)?;
        drop(there);
        let _here = cores.hold_this_end();
        // The first calls find caches cold.
        echo.round_trips(&read_line, calls / 10)?;
        (0..calls / 10).try_for_each(|_| bridge.transaction_count().map(|_| ()))?;
        let times = [
            [
                timed(|| Ok(echo.round_trips(&read_line, calls)?))?,
                timed(|| Ok((0..calls).try_for_each(|_| bridge.transaction_count().map(|_| ()))?))?,
            ],
            [
                timed(|| Ok(echo.round_trips(&write_line, calls)?))?,
                timed(|| Ok((0..calls).try_for_each(|_| block_on(bridge.commit(call())).map(|_| ()))?))?,
            ],
            [
                timed(|| Ok(echo.pipelined(&write_line, calls)?))?,
                timed(|| {
                    let sent: Vec<_> = (0..calls).map(|_| bridge.commit(call())).collect();
                    Ok(sent.into_iter().try_for_each(|answer| block_on(answer).map(|_| ()))?)
                })?,
            ],
        ];
        for (cost, times) in costs.iter_mut().zip(times) {
            times.into_iter().enumerate().for_each(|(setting, time)| cost.push(setting, time));
        }
        bridge.shut_down();
    }
    Ok(costs)
}
