//! Every block of a file in its order, read on the thread that measures or ahead of it on another.

use std::sync::mpsc;
use std::thread;

use livebridge_loudness::LoudnessError;

use super::AudioError;
use livebridge_audio::AudioSource;

/// How many blocks go from thread to thread at once: waking one costs as much as measuring a block.
const BATCH: usize = 16;

/// The most batches that wait for the second half of the work.
const AHEAD: usize = 2;

/// What is done with a block of planar samples.
type Done = Result<(), LoudnessError>;

/// Gives every block of a file to `first` and then to `second`, in order. With `ahead`, blocks are read and given to
/// `first` on a thread of their own, so that this overlaps with `second`; what comes of it is the same.
///
/// # Errors
///
/// What cannot be read, or what one of the two says of a block, with the place in the file.
pub(super) fn for_each_block(
    source: &mut AudioSource,
    ahead: bool,
    mut first: impl FnMut(&[Vec<f32>]) -> Done + Send,
    mut second: impl FnMut(&[Vec<f32>]) -> Done,
) -> Result<(), AudioError> {
    let mut read = |source: &mut AudioSource, block: &mut Vec<Vec<f32>>| {
        let there = source.read_block(block)?;
        if there {
            first(block).map_err(|error| source.fail(error))?;
        }
        Ok::<_, AudioError>(there)
    };
    if !ahead {
        let mut block = Vec::new();
        while read(source, &mut block)? {
            second(&block).map_err(|error| source.fail(error))?;
        }
        return Ok(());
    }
    let done = thread::scope(|scope| {
        let (full, batches) = mpsc::sync_channel(AHEAD);
        // Batches that are done with are filled again, so that there are never more than a few.
        let (used, empty) = mpsc::channel();
        let source = &mut *source;
        scope.spawn(move || {
            let mut there = Ok(true);
            while matches!(there, Ok(true)) {
                let mut batch: Vec<Vec<Vec<f32>>> = empty.try_recv().unwrap_or_else(|_| vec![Vec::new(); BATCH]);
                let mut filled = 0;
                for block in &mut batch {
                    there = read(source, block);
                    if !matches!(there, Ok(true)) {
                        break;
                    }
                    filled += 1;
                }
                batch.truncate(filled);
                // Nobody listens any more after a block that is bad.
                if full.send(Ok(batch)).is_err() {
                    return;
                }
            }
            if let Err(error) = there {
                let _ = full.send(Err(error));
            }
        });
        for batch in batches {
            let batch = batch?;
            if let Err(error) = batch.iter().try_for_each(|block| second(block)) {
                return Ok(Err(error));
            }
            // A reader that has come to its end takes nothing back.
            let _ = used.send(batch);
        }
        Ok::<Done, AudioError>(Ok(()))
    })?;
    done.map_err(|error| source.fail(error))
}
