//! The clocks of a thread and of the process, and what machine this is.

use std::time::{Duration, Instant};

use livebridge_loudness::CpuPath;

/// The CPU time the calling thread has used so far; wall time where the system does not tell.
pub fn thread_cpu_time() -> Duration {
    #[cfg(unix)]
    return read(rustix::time::ClockId::ThreadCPUTime);
    #[cfg(not(unix))]
    return since_start();
}

/// The CPU time all threads of the process have used so far; wall time where the system does not tell.
pub fn process_cpu_time() -> Duration {
    #[cfg(unix)]
    return read(rustix::time::ClockId::ProcessCPUTime);
    #[cfg(not(unix))]
    return since_start();
}

#[cfg(unix)]
fn read(clock: rustix::time::ClockId) -> Duration {
    let now = rustix::time::clock_gettime(clock);
    let seconds = u64::try_from(now.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(now.tv_nsec).unwrap_or(0))
}

#[cfg(not(unix))]
fn since_start() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// Which time a contest measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// CPU time of the thread: other work on the machine hardly shows.
    ThreadCpu,
    /// CPU time of all threads of the process.
    ProcessCpu,
    /// Time on the wall: for work on several threads.
    Wall,
}

impl Clock {
    /// How long `work` takes.
    pub fn time(self, work: impl FnOnce()) -> Duration {
        match self {
            Self::ThreadCpu => {
                let start = thread_cpu_time();
                work();
                thread_cpu_time().saturating_sub(start)
            }
            Self::ProcessCpu => {
                let start = process_cpu_time();
                work();
                process_cpu_time().saturating_sub(start)
            }
            Self::Wall => {
                let start = Instant::now();
                work();
                start.elapsed()
            }
        }
    }
}

/// What a figure depends on beside the code: the CPU, how much of it this process may use, with which instructions, and
/// what else the machine does.
pub fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let pinned = if cores < all_cores() { format!(" (pinned to {cores} of {})", all_cores()) } else { String::new() };
    let name = std::fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let value = |key: &str| {
            let line = text.lines().find(|line| line.split(':').next().is_some_and(|k| k.trim() == key))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        };
        let name = value("model name")?;
        let family = value("cpu family").zip(value("model")).map(|(f, m)| format!(" (family {f}, model {m})"));
        Some(name + &family.unwrap_or_default())
    });
    let name = name.unwrap_or_else(|| "unknown CPU".to_owned());
    let (arch, widest) = (std::env::consts::ARCH, CpuPath::detect());
    format!("{name}, {arch}, {cores} cores{pinned}, widest instructions {widest}, {}", load())
}

/// Whether anything else runs: a figure that is taken on a busy machine is another one.
pub fn load() -> String {
    /// Less is what this process does itself, and the system beside it.
    const IDLE: f64 = 1.0;
    let average = std::fs::read_to_string("/proc/loadavg").ok().and_then(|text| {
        let first = text.split_whitespace().next()?;
        Some((first.to_owned(), first.parse::<f64>().ok()?))
    });
    match average {
        Some((text, average)) if average < IDLE => format!("idle (load average {text})"),
        Some((text, _)) => format!("**busy** (load average {text})"),
        None => "load average unknown".to_owned(),
    }
}

/// How many cores the machine has, whoever may use them.
fn all_cores() -> usize {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    text.lines().filter(|line| line.starts_with("processor")).count()
}

/// Holds this thread, and the threads and processes that it starts from now on, on one core until it is dropped.
pub struct Pinned {
    #[cfg(target_os = "linux")]
    before: rustix::thread::CpuSet,
}

impl Pinned {
    /// Pins to one of the cores that this thread may use, counted from the last one. `None` where there is none, or
    /// where that cannot be done.
    #[cfg(target_os = "linux")]
    pub fn to_core(from_the_last: usize) -> Option<Self> {
        use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

        let before = sched_getaffinity(None).ok()?;
        let core = (0..CpuSet::MAX_CPU).rev().filter(|cpu| before.is_set(*cpu)).nth(from_the_last)?;
        let mut one = CpuSet::new();
        one.set(core);
        sched_setaffinity(None, &one).ok()?;
        Some(Self { before })
    }

    /// Not here.
    #[cfg(not(target_os = "linux"))]
    pub const fn to_core(_: usize) -> Option<Self> {
        None
    }
}

#[cfg(target_os = "linux")]
impl Drop for Pinned {
    fn drop(&mut self) {
        // What was allowed before is allowed now.
        let _ = rustix::thread::sched_setaffinity(None, &self.before);
    }
}
