//! Where the contract fixes no formula, the content times of a cut clip, 1e-9 beats are no difference.
//!
//! Everything else is compared exactly. What the fake says is moved onto what the oracle says where it is that near.

use livebridge_port::snapshot::ClipSnapshot;
use livebridge_port::{ClipInfo, Outcome, Snapshot};

use crate::program::ReadAnswer;

fn of_time(fake: &mut f64, oracle: f64) {
    if (*fake - oracle).abs() <= 1e-9 {
        *fake = oracle;
    }
}

pub(crate) fn of_snapshot(fake: &mut Snapshot, oracle: &Snapshot) {
    for (fake, oracle) in fake.tracks.iter_mut().zip(&oracle.tracks) {
        for (fake, oracle) in fake.arrangement.iter_mut().zip(&oracle.arrangement) {
            of_clip(fake, oracle);
        }
    }
}

fn of_clip(fake: &mut ClipSnapshot, oracle: &ClipSnapshot) {
    of_time(&mut fake.loop_start, oracle.loop_start);
    of_time(&mut fake.loop_end, oracle.loop_end);
    of_time(&mut fake.end_marker, oracle.end_marker);
    if let (Some(fake), Some(oracle)) = (&mut fake.start_marker, oracle.start_marker) {
        of_time(fake, oracle);
    }
}

fn of_clip_info(fake: &mut ClipInfo, oracle: &ClipInfo) {
    of_time(&mut fake.loop_start, oracle.loop_start);
    of_time(&mut fake.loop_end, oracle.loop_end);
    of_time(&mut fake.end_marker, oracle.end_marker);
}

pub(crate) fn of_answer(fake: &mut ReadAnswer, oracle: &ReadAnswer) {
    match (fake, oracle) {
        (ReadAnswer::Clips(fake), ReadAnswer::Clips(oracle)) => {
            fake.iter_mut().zip(oracle).for_each(|(fake, oracle)| of_clip_info(fake, oracle));
        }
        (ReadAnswer::Committed { outcomes: fake, .. }, ReadAnswer::Committed { outcomes: oracle, .. }) => {
            for pair in fake.iter_mut().zip(oracle) {
                if let (Some(Outcome::Clip(fake)), Some(Outcome::Clip(oracle))) = pair {
                    of_clip_info(fake, oracle);
                }
            }
        }
        _ => {}
    }
}
