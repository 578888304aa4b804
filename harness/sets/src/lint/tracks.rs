//! Rules about tracks, their mixer, and the locators of the Arrangement.

use std::collections::BTreeMap;

use livebridge_als::model::{LiveTrackKind, Track};
use livebridge_text::phrasing::count;

use super::context::{Context, decibels, mixer, playing};

/// Live's floor of a fader or send, linear: what is shown as minus infinity. A little above it, for rounding.
const SILENCE: f64 = 0.000_316_3;

/// dB by which a gain may be above a limit without being told: gains are 32-bit floats.
const ROUNDING_DB: f64 = 0.005;

pub(super) fn unnamed(context: &mut Context<'_>) {
    for track in playing(context.set).filter(|track| track.user_name.is_empty()) {
        context.tell(Some(track), None, "has no name of its own");
    }
}

pub(super) fn duplicate_name(context: &mut Context<'_>) {
    let mut named: BTreeMap<&str, Vec<&Track>> = BTreeMap::new();
    for track in context.set.tracks.iter().filter(|track| !track.user_name.is_empty()) {
        named.entry(&track.user_name).or_default().push(track);
    }
    for tracks in named.values().filter(|tracks| tracks.len() > 1) {
        context.tell(
            tracks.first().copied(),
            None,
            format!("shares its name with {}", count(tracks.len() - 1, "other track")),
        );
    }
}

pub(super) fn empty(context: &mut Context<'_>) {
    for track in playing(context.set) {
        let clips = track.session.len() + track.arrangement.len() + track.take_clips.len();
        if clips == 0 && track.devices.is_empty() {
            context.tell(Some(track), None, "has neither clips nor devices");
        }
    }
}

pub(super) fn muted(context: &mut Context<'_>) {
    for track in context.set.tracks.iter().filter(|track| track.active == Some(false)) {
        context.tell(Some(track), None, "is muted");
    }
}

pub(super) fn soloed(context: &mut Context<'_>) {
    for track in context.set.tracks.iter().filter(|track| track.solo == Some(true)) {
        context.tell(Some(track), None, "is soloed");
    }
}

pub(super) fn armed(context: &mut Context<'_>) {
    for track in playing(context.set).filter(|track| track.arm == Some(true)) {
        context.tell(Some(track), None, "is armed for recording");
    }
}

pub(super) fn frozen(context: &mut Context<'_>) {
    for track in context.set.tracks.iter().filter(|track| track.frozen) {
        context.tell(Some(track), None, "is frozen");
    }
}

pub(super) fn loud_fader(context: &mut Context<'_>) {
    for track in &context.set.tracks {
        loud(context, track);
    }
}

pub(super) fn loud_main(context: &mut Context<'_>) {
    if let Some(main) = &context.set.main {
        loud(context, main);
    }
}

fn loud(context: &mut Context<'_>, track: &Track) {
    let limit = context.number("above").unwrap_or(0.0);
    if let Some(db) = track.at_start(&track.volume).map(decibels).filter(|db| *db > limit + ROUNDING_DB) {
        context.tell(Some(track), None, format!("has its fader at {db:+.2} dB, above {limit} dB"));
    }
}

pub(super) fn unused_return(context: &mut Context<'_>) {
    let set = context.set;
    let returns = set.tracks.iter().filter(|track| track.kind == LiveTrackKind::Return);
    for (i, unused) in returns.enumerate() {
        // A return track that sends to itself only is not used either.
        let mut others = set.tracks.iter().filter(|track| !std::ptr::eq(*track, unused));
        let is_told = set.tracks.iter().any(|track| track.sends.get(i).is_some_and(|send| send.gain.manual.is_some()));
        let is_used = others.any(|track| {
            track.sends.get(i).is_some_and(|send| {
                let is_moved = track.envelope_of(&send.gain).is_some();
                send.active != Some(false) && (is_moved || send.gain.manual.is_some_and(|gain| gain > SILENCE))
            })
        });
        if is_told && !is_used {
            context.tell(Some(unused), None, "is sent nothing");
        }
    }
}

pub(super) fn no_locators(context: &mut Context<'_>) {
    let clips: usize = mixer(context.set).map(|track| track.arrangement.len()).sum();
    if clips > 0 && context.set.locators.is_empty() {
        context.tell(None, None, format!("the Arrangement has {} and no locator", count(clips, "clip")));
    }
}

pub(super) fn required_locators(context: &mut Context<'_>) {
    for pattern in context.patterns("names").unwrap_or_default() {
        if !context.set.locators.iter().any(|locator| pattern.matches(&locator.name)) {
            context.tell(None, Some(pattern.as_str()), format!("there is no locator {:?}", pattern.as_str()));
        }
    }
}
