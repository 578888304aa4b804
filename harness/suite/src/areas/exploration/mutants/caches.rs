//! Reads that show what was: kept answers that one kind of event does not throw away.

use livebridge_fake::ReadAnswer;

use super::REQUIREMENT;
use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Memory, Mutant};

/// What does not throw a kept answer away.
struct Missed;

impl Missed {
    /// Any undo or redo.
    const UNDO: u8 = 0;
    /// The second undo in a row.
    const SECOND_UNDO: u8 = 1;
    /// A transaction.
    const TRANSACTION: u8 = 2;
}

/// Which read is kept.
struct Kept;

impl Kept {
    const OVERVIEW: u8 = 0;
    const TRACKS: u8 = 1;
    const MATCHES: u8 = 2;
    const CLIPS: u8 = 3;
    const PARAMS: u8 = 4;
    const MIXER: u8 = 5;
    const CUES: u8 = 6;
}

/// A kept answer of one read, that outlives one kind of event.
const fn cached<const READ: u8, const MISSED: u8>(name: &'static str, why: &'static str) -> Mutant {
    mutant(name, REQUIREMENT, why, Hooks { remembering: from_the_cache::<READ, MISSED>, ..FAITHFUL })
}

/// Gives the kept answer to the same read, unless something happened since that throws it away.
fn from_the_cache<const READ: u8, const MISSED: u8>(memory: &mut Memory, answer: &mut ReadAnswer<'_>) {
    let happened = match MISSED {
        Missed::UNDO => memory.changes,
        Missed::SECOND_UNDO => memory.changes + memory.undos - memory.undos_in_a_row.saturating_sub(1),
        _ => memory.changes - memory.in_transactions + memory.undos,
    };
    macro_rules! keep {
        ($key:expr, $answer:ident, $kept:ident) => {{
            let key = $key;
            match memory.$kept.get(&key) {
                Some((then, known)) if *then == happened => (**$answer).clone_from(known),
                _ => {
                    memory.$kept.insert(key, (happened, (**$answer).clone()));
                }
            }
        }};
    }
    match (READ, answer) {
        (Kept::OVERVIEW, ReadAnswer::Overview(overview)) => keep!((), overview, overviews),
        (Kept::TRACKS, ReadAnswer::Tracks(tracks)) => keep!((), tracks, lists),
        (Kept::MATCHES, ReadAnswer::Matches(query, matches)) => keep!((*query).to_owned(), matches, matches),
        (Kept::CLIPS, ReadAnswer::Clips(clips)) => {
            let Some(first) = clips.first().map(|clip| clip.id.clone()) else { return };
            keep!(first, clips, clips);
        }
        (Kept::PARAMS, ReadAnswer::Params(params)) => {
            let Some(first) = params.first().map(|param| param.id.clone()) else { return };
            keep!(first, params, params);
        }
        (Kept::MIXER, ReadAnswer::Mixer(mixer)) => keep!(mixer.volume.id.clone(), mixer, mixers),
        (Kept::CUES, ReadAnswer::CuePoints(cues)) => keep!((), cues, cues),
        _ => {}
    }
}

pub(super) static ROWS: &[Mutant] = &[
    cached::<{ Kept::OVERVIEW }, { Missed::UNDO }>("overview-outlives-undo", "the summary is made anew by calls that write"),
    cached::<{ Kept::MATCHES }, { Missed::UNDO }>("search-outlives-undo", "the index of names is made anew by calls that write"),
    cached::<{ Kept::CLIPS }, { Missed::UNDO }>("clips-outlive-undo", "the list of a track is kept until something writes"),
    cached::<{ Kept::PARAMS }, { Missed::UNDO }>("parameters-outlive-undo", "values are kept until something writes"),
    cached::<{ Kept::MIXER }, { Missed::UNDO }>("mixer-outlives-undo", "the fader is kept until something writes"),
    cached::<{ Kept::CUES }, { Missed::UNDO }>("cue-points-outlive-undo", "locators are kept until something writes"),
    cached::<{ Kept::OVERVIEW }, { Missed::SECOND_UNDO }>("overview-outlives-a-second-undo", "an undo is told once until something is called"),
    cached::<{ Kept::TRACKS }, { Missed::SECOND_UNDO }>("tracks-outlive-a-second-undo", "an undo is told once until something is called"),
    cached::<{ Kept::MATCHES }, { Missed::SECOND_UNDO }>("search-outlives-a-second-undo", "an undo is told once until something is called"),
    cached::<{ Kept::CLIPS }, { Missed::SECOND_UNDO }>("clips-outlive-a-second-undo", "an undo is told once until something is called"),
    cached::<{ Kept::PARAMS }, { Missed::SECOND_UNDO }>("parameters-outlive-a-second-undo", "an undo is told once until something is called"),
    cached::<{ Kept::MIXER }, { Missed::SECOND_UNDO }>("mixer-outlives-a-second-undo", "an undo is told once until something is called"),
    cached::<{ Kept::OVERVIEW }, { Missed::TRANSACTION }>("overview-outlives-transactions", "only plain calls throw the summary away"),
    cached::<{ Kept::TRACKS }, { Missed::TRANSACTION }>("tracks-outlive-transactions", "only plain calls throw the list away"),
    cached::<{ Kept::MATCHES }, { Missed::TRANSACTION }>("search-outlives-transactions", "only plain calls make the index anew"),
    cached::<{ Kept::CLIPS }, { Missed::TRANSACTION }>("clips-outlive-transactions", "only plain calls throw the list away"),
    cached::<{ Kept::MIXER }, { Missed::TRANSACTION }>("mixer-outlives-transactions", "only plain calls throw the value away"),
];
