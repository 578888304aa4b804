//! Reads that are answered from a cache: what a bridge keeps that thinks it knows when a Set has changed.

use livebridge_fake::ReadAnswer;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Memory;

/// The name of the read that is answered, on the wire.
pub(crate) const fn read(answer: &ReadAnswer<'_>) -> &'static str {
    match answer {
        ReadAnswer::Overview(_) => "getSongOverview",
        ReadAnswer::Tracks(_) => "listTracks",
        ReadAnswer::Matches(..) => "findTrack",
        ReadAnswer::Clips(_) => "listClips",
        ReadAnswer::Notes(_) => "getNotes",
        ReadAnswer::Scenes(_) => "listScenes",
        ReadAnswer::Params(_) => "listDeviceParams",
        ReadAnswer::Mixer(_) => "getTrackMixer",
        ReadAnswer::CuePoints(_) => "listCuePoints",
    }
}

/// Answers with what was answered to the same question when the Set was of the same `version`.
pub(crate) fn from_the_cache(version: u64, memory: &mut Memory, answer: &mut ReadAnswer<'_>) {
    let asked = asked(memory, answer);
    match memory.answers.get(&asked) {
        Some((of, known)) if *of == version => replace(answer, known.clone()),
        _ => {
            memory.answers.insert(asked, (version, told(answer)));
        }
    }
}

fn told(answer: &ReadAnswer<'_>) -> Value {
    fn json(answer: &impl Serialize) -> Value {
        serde_json::to_value(answer).unwrap_or_default()
    }
    match answer {
        ReadAnswer::Overview(answer) => json(answer),
        ReadAnswer::Tracks(answer) => json(answer),
        ReadAnswer::Matches(_, answer) => json(answer),
        ReadAnswer::Clips(answer) => json(answer),
        ReadAnswer::Notes(answer) => json(answer),
        ReadAnswer::Scenes(answer) => json(answer),
        ReadAnswer::Params(answer) => json(answer),
        ReadAnswer::Mixer(answer) => json(answer),
        ReadAnswer::CuePoints(answer) => json(answer),
    }
}

fn replace(answer: &mut ReadAnswer<'_>, known: Value) {
    fn put<T: DeserializeOwned>(answer: &mut T, known: Value) {
        if let Ok(known) = serde_json::from_value(known) {
            *answer = known;
        }
    }
    match answer {
        ReadAnswer::Overview(answer) => put(*answer, known),
        ReadAnswer::Tracks(answer) => put(*answer, known),
        ReadAnswer::Matches(_, answer) => put(*answer, known),
        ReadAnswer::Clips(answer) => put(*answer, known),
        ReadAnswer::Notes(answer) => put(*answer, known),
        ReadAnswer::Scenes(answer) => put(*answer, known),
        ReadAnswer::Params(answer) => put(*answer, known),
        ReadAnswer::Mixer(answer) => put(*answer, known),
        ReadAnswer::CuePoints(answer) => put(*answer, known),
    }
}

/// After a batch that failed, answers with what was answered first since the Set was loaded.
pub(crate) fn as_at_first(memory: &mut Memory, answer: &mut ReadAnswer<'_>) {
    let asked = format!("at first: {}", asked(memory, answer));
    match memory.answers.get(&asked) {
        Some((of, known)) if *of == memory.loads => {
            if memory.has_just_failed {
                replace(answer, known.clone());
            }
        }
        _ => {
            memory.answers.insert(asked, (memory.loads, told(answer)));
        }
    }
}

/// What was asked, with the id or the query.
fn asked(memory: &Memory, answer: &ReadAnswer<'_>) -> String {
    match answer {
        ReadAnswer::Matches(query, _) => format!("findTrack {query}"),
        ReadAnswer::Clips(_) | ReadAnswer::Notes(_) | ReadAnswer::Params(_) | ReadAnswer::Mixer(_) => {
            format!("{} {}", read(answer), memory.asked.as_ref().map(ToString::to_string).unwrap_or_default())
        }
        ReadAnswer::Overview(_) | ReadAnswer::Tracks(_) | ReadAnswer::Scenes(_) | ReadAnswer::CuePoints(_) => {
            read(answer).to_owned()
        }
    }
}
