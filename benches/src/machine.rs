//! The clocks of a thread and of the process, and what machine this is.

use std::time::{Duration, Instant};

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

/// One line on the CPU: its name, if the system tells, architecture and number of usable cores.
pub fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
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
    format!("{name}, {}, {cores} cores", std::env::consts::ARCH)
}
