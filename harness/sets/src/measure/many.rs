//! Many files at once: the longest first, each on its own thread, and threads that would be left over help within files.
//! Which thread does what changes no number.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;

use super::{AudioError, Measurement, Settings, measure_file};

/// What became of one file.
pub type Measured = Result<Measurement, AudioError>;

/// Measures all files; gives the answers in the order of the files.
///
/// `done` is told of work as bytes of files: in the end as many as [`total_bytes`] gives.
pub fn measure_all(files: &[PathBuf], settings: &Settings, done: &(dyn Fn(u64) + Sync)) -> Vec<Measured> {
    let mut queue: Vec<(usize, u64)> = files.iter().map(size).enumerate().collect();
    // The shortest lie at the bottom and are taken last, so that no long file is left alone in the end.
    queue.sort_by_key(|(_, size)| *size);
    let workers = settings.threads.get().min(files.len()).max(1);
    let within = NonZeroUsize::new(settings.threads.get().div_ceil(workers)).unwrap_or(NonZeroUsize::MIN);
    let settings = Settings { threads: within, ..*settings };

    let queue = Mutex::new(queue);
    let next = || queue.lock().ok()?.pop();
    let work = || {
        let mut answers = Vec::new();
        while let Some((index, size)) = next() {
            let mut told = 0;
            let answer = measure_file(&files[index], &settings, |frames, of| {
                let now = of.map_or(0, |of| share(size, frames, of));
                done(now.saturating_sub(told));
                told = told.max(now);
            });
            done(size - told);
            answers.push((index, answer));
        }
        answers
    };
    let mut answers = thread::scope(|scope| {
        let helpers: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        let mut answers = work();
        for helper in helpers {
            match helper.join() {
                Ok(more) => answers.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        answers
    });
    answers.sort_by_key(|(index, _)| *index);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// The size of all files in bytes: what there is to do.
pub fn total_bytes(files: &[PathBuf]) -> u64 {
    files.iter().map(size).sum()
}

/// In bytes; a file that cannot be opened is no work.
fn size(file: &PathBuf) -> u64 {
    std::fs::metadata(file).map_or(0, |data| data.len())
}

/// `frames` out of `of`, in bytes of `size`.
fn share(size: u64, frames: u64, of: u64) -> u64 {
    let bytes = u128::from(size) * u128::from(frames.min(of)) / u128::from(of.max(1));
    u64::try_from(bytes).unwrap_or(size)
}
