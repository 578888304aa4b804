//! Placing clips: which frames of which content stand where in a render.
//!
//! Places are rounded to the nearest frame one by one, never added up, so that a long render does not drift. Content
//! is read in blocks of bounded size; a loop that fits into a block is read once.
//!
//! A clip whose file cannot be played is an error, or silent where files that are not there are.

use std::ops::Range;

use livebridge_port::BridgeError;

use super::source::{Finder, Source};
use super::store::Output;
use super::{Frame, Job, Placed, SilentClip, nearest_frame};

/// How many frames of content are in memory at once: 22 seconds.
const BLOCK: i64 = 1 << 20;

/// Writes all frames of a job, and gives the clips that could not be played.
pub(super) fn write(job: &Job, finder: &Finder, writer: &mut Output) -> Result<Vec<SilentClip>, BridgeError> {
    let length = job.frames();
    let mut written = 0;
    let mut unplayed = Vec::new();
    for clip in &job.clips {
        let begin = job.frame_at(clip.start);
        let sounds = begin.max(written)..job.frame_at(clip.end).min(length);
        if sounds.is_empty() {
            continue;
        }
        silence(sounds.start - written, writer)?;
        written = sounds.end;
        let mut content = ClipContent::new(finder.find(&clip.file), clip.gain);
        for run in Runs::new(clip, begin, sounds) {
            content.play(&run, writer)?;
        }
        if let Some(error) = content.failed {
            if !finder.is_silent_offline() {
                return Err(error);
            }
            let (track, name, file) = (job.track.clone(), clip.name.clone(), clip.file.clone());
            unplayed.push(SilentClip { track, clip: name, file, reason: error.message });
        }
    }
    silence(length - written, writer)?;
    Ok(unplayed)
}

fn silence(frames: i64, writer: &mut Output) -> Result<(), BridgeError> {
    (0..frames).try_for_each(|_| writer.put(Frame::default()))
}

/// A stretch of a render that plays a stretch of content without a jump.
#[derive(Debug, PartialEq)]
struct Run {
    /// How many frames it has.
    length: i64,
    /// Content frame of its first frame.
    content: i64,
    /// How many frames from `content` on may be wanted, by this run or by the next turns of the loop.
    wanted: i64,
}

/// The runs of a clip in time order.
#[derive(Debug)]
struct Runs {
    /// Frame of the render at which the clip begins; it may lie before the render.
    begin: i64,
    /// What is left of the clip's part of the render.
    left: Range<i64>,
    /// Content frame at `begin`.
    content: i64,
    looped: Option<Loop>,
}

/// A loop, in frames.
#[derive(Debug)]
struct Loop {
    /// Content frame at which it starts.
    start: i64,
    /// How long the clip plays before it jumps back for the first time.
    first_turn: f64,
    /// Length of every further turn.
    turn: f64,
}

impl Runs {
    fn new(clip: &Placed, begin: i64, sounds: Range<i64>) -> Self {
        let frames_per_unit = clip.frames_per_unit;
        let mut begins = clip.begins;
        let looped = clip.looped.and_then(|(start, end)| {
            let length = end - start;
            if begins >= end {
                begins = start + (begins - start).rem_euclid(length);
            }
            let first_turn = (end - begins) * frames_per_unit;
            // A loop shorter than a frame cannot be played any faster than frame by frame.
            let turn = (length * frames_per_unit).max(1.0);
            let plays = length > 0.0 && first_turn.is_finite() && turn.is_finite();
            plays.then(|| Loop { start: nearest_frame(start * frames_per_unit), first_turn, turn })
        });
        if looped.is_none() {
            begins = clip.begins;
        }
        Self { begin, left: sounds, content: nearest_frame(begins * frames_per_unit), looped }
    }
}

impl Loop {
    /// Where the jump after turn `turn` stands, in frames from the clip's beginning; turn 0 is the first one.
    fn jump(&self, turn: f64) -> i64 {
        nearest_frame(self.first_turn + turn * self.turn)
    }

    /// The turn that plays `at` frames from the clip's beginning.
    #[expect(clippy::cast_precision_loss, reason = "positions stay within 51 bits")]
    fn turn_at(&self, at: i64) -> f64 {
        let turn = ((at as f64 - self.first_turn) / self.turn).floor().max(-1.0) + 1.0;
        // The jumps are rounded to frames, the quotient was not: the next turn may have begun.
        if self.jump(turn) <= at { turn + 1.0 } else { turn }
    }
}

impl Iterator for Runs {
    type Item = Run;

    fn next(&mut self) -> Option<Run> {
        if self.left.is_empty() {
            return None;
        }
        let at = self.left.start - self.begin;
        let left = self.left.end - self.left.start;
        let run = match &self.looped {
            None => Run { length: left, content: self.content + at, wanted: left },
            Some(looped) => {
                let turn = looped.turn_at(at);
                let length = (looped.jump(turn) - at).clamp(1, left);
                if turn > 0.0 {
                    let into = at - looped.jump(turn - 1.0);
                    let longest = nearest_frame(looped.turn.ceil());
                    Run { length, content: looped.start + into, wanted: (longest - into).min(left).max(length) }
                } else {
                    Run { length, content: self.content + at, wanted: length }
                }
            }
        };
        self.left.start += run.length;
        Some(run)
    }
}

/// The content of a clip with the block of it that was read last.
struct ClipContent {
    source: Source,
    gain: f32,
    /// Why it plays no longer.
    failed: Option<BridgeError>,
    /// Content frame of the first one in `block`.
    first: i64,
    block: Vec<Frame>,
}

impl ClipContent {
    fn new(source: Result<Source, BridgeError>, gain: f32) -> Self {
        let (source, failed) = match source {
            Ok(source) => (source, None),
            Err(error) => (Source::Silence, Some(error)),
        };
        Self { source, gain, failed, first: 0, block: Vec::new() }
    }

    fn play(&mut self, run: &Run, writer: &mut Output) -> Result<(), BridgeError> {
        let (gain, mut played) = (self.gain, 0);
        while played < run.length {
            let at = run.content + played;
            let frames = self.frames_from(at, run.wanted - played);
            let count = (run.length - played).min(i64::try_from(frames.len()).unwrap_or(i64::MAX));
            let frames = frames.iter().take(usize::try_from(count).unwrap_or_default());
            frames.map(|frame| frame.map(|sample| sample * gain)).try_for_each(|frame| writer.put(frame))?;
            played += count;
        }
        Ok(())
    }

    /// What is in memory from content frame `at` on; reads a block of up to `wanted` frames when there is nothing.
    fn frames_from(&mut self, at: i64, wanted: i64) -> &[Frame] {
        let mut into = usize::try_from(at - self.first).unwrap_or(usize::MAX);
        if into >= self.block.len() {
            let count = usize::try_from(wanted.clamp(1, BLOCK)).unwrap_or(1);
            self.block = self.source.read(at, count).unwrap_or_else(|error| {
                self.failed.get_or_insert(error);
                self.source = Source::Silence;
                vec![Frame::default(); count]
            });
            self.first = at;
            into = 0;
        }
        &self.block[into..]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn placed(begins: f64, looped: (f64, f64), frames_per_unit: f64) -> Placed {
        let (name, file) = ("".into(), "".into());
        Placed { start: 0.0, end: 1.0, begins, looped: Some(looped), frames_per_unit, gain: 1.0, name, file }
    }

    /// The content frame of every frame of a clip, by the definition: turn after turn, each jump rounded by itself.
    fn by_definition(begins: i64, looped: &Loop, frames: i64) -> Vec<i64> {
        let (mut turn, mut jumped) = (0.0, None);
        let content = (0..frames).map(|at| {
            while looped.jump(turn) <= at {
                jumped = Some(looped.jump(turn));
                turn += 1.0;
            }
            jumped.map_or(begins + at, |jumped| looped.start + at - jumped)
        });
        content.collect()
    }

    proptest! {
        #[test]
        fn a_loop_plays_what_its_definition_says(
            start in -3.0..3.0,
            length in 0.001..4.0,
            begins in -4.0..8.0,
            frames_per_beat in 1.0..40.0,
            frames in 1_i64..300,
            skipped in 0_i64..200,
        ) {
            let (start, end): (f64, f64) = (start, start + length);
            let clip = placed(begins, (start, end), frames_per_beat);
            let runs = Runs::new(&clip, 0, 0..frames);
            let looped = runs.looped.as_ref().unwrap();
            let expected = by_definition(runs.content, looped, frames);
            let end = looped.start + nearest_frame(looped.turn.ceil());
            // A render that begins in the middle of the clip plays the same from there on.
            let from = skipped.min(frames);
            let mut at = usize::try_from(from).unwrap();
            for run in Runs::new(&clip, 0, from..frames) {
                let left = i64::try_from(expected.len() - at).unwrap();
                prop_assert!(run.length >= 1 && run.length <= run.wanted && run.wanted <= left);
                let played: Vec<i64> = (run.content..run.content + run.length).collect();
                prop_assert_eq!(&played[..], &expected[at..at + played.len()]);
                at += played.len();
                if run.wanted > run.length {
                    // What is read for one turn is enough for those that follow, as far as they sound, and no more.
                    let wanted = run.content + run.wanted;
                    let later = expected[at..].iter().copied().max().unwrap_or_default();
                    prop_assert!(wanted > later || run.wanted == left, "{wanted} for {later}");
                    prop_assert!(wanted <= end, "{wanted} beyond {end}");
                }
            }
            prop_assert_eq!(at, expected.len());
        }
    }

    #[test]
    fn a_turn_that_is_read_once_is_read_as_a_whole() {
        let clip = placed(0.0, (0.0, 10.25), 1.0);
        let runs: Vec<_> = Runs::new(&clip, 0, 0..40).map(|run| (run.length, run.content, run.wanted)).collect();
        assert_eq!(runs, [(10, 0, 10), (11, 0, 11), (10, 0, 11), (9, 0, 9)]);
    }
}
