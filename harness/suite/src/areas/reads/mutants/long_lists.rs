//! Mutants of long lists: each is cut somewhere.

use livebridge_fake::ReadAnswer;

use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Mutant};

const SMALL_SETS: &str = "the Sets of programs are small";

/// How many the host gives at once.
const PAGE: usize = 64;

/// The rows.
pub(super) static ROWS: &[Mutant] = &[
    mutant(
        "tracks-of-one-page",
        "LB-READ-019",
        "the host gives so many tracks at once, and nobody asks for the rest",
        Hooks {
            answer: |answer| match answer {
                ReadAnswer::Tracks(tracks) => tracks.truncate(PAGE),
                ReadAnswer::Overview(overview) => {
                    overview.tracks.truncate(PAGE);
                    overview.track_count = overview.track_count.min(PAGE);
                }
                _ => {}
            },
            ..FAITHFUL
        },
    )
    .not_explorable(SMALL_SETS),
    mutant(
        "clips-of-one-page",
        "LB-READ-003",
        "clips are listed up to the length of a message",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Clips(clips) = answer {
                    clips.truncate(PAGE);
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable(SMALL_SETS),
    mutant(
        "scenes-of-one-page",
        "LB-READ-019",
        "a list of the host has so many places",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Scenes(scenes) = answer {
                    scenes.truncate(PAGE);
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable(SMALL_SETS),
    mutant(
        "parameters-of-one-page",
        "LB-READ-019",
        "the host shows a plug-in's first 128 parameters, and the bridge a track's",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Params(params) = answer {
                    params.truncate(128);
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable(SMALL_SETS),
    mutant(
        "cues-of-one-page",
        "LB-READ-019",
        "a list of the host has so many places",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::CuePoints(cues) = answer {
                    cues.truncate(PAGE);
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable(SMALL_SETS),
    mutant(
        "find-answers-twenty",
        "LB-READ-011",
        "who searches wants the first few",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Matches(_, matches) = answer {
                    matches.truncate(20);
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable(SMALL_SETS),
];
