//! What does not fit together in a Set that was read: noted, never mended.

use std::collections::{BTreeMap, BTreeSet};

use super::error::{Diagnostics, WarningCode};
use super::model::{Clip, LiveTrackKind, Set, Track};
use super::{scales, signature};

/// The highest major version, and the highest minor version of it, that was tried.
const NEWEST: (u32, f64) = (5, 12.0);

/// Notes all that does not fit; `targets` are the ids of all that can be automated.
pub(super) fn check(set: &Set, targets: &BTreeSet<i64>, diagnostics: &mut Diagnostics) {
    let minor = set.minor.split('_').next().and_then(|text| text.parse().ok());
    if set.major.is_some_and(|major| major > NEWEST.0 || minor.is_some_and(|minor: f64| minor > NEWEST.1)) {
        let wrote = &set.creator;
        diagnostics.note(WarningCode::SchemaNewer, || format!("written by {wrote}, newer than what was tried"));
    }
    own_values(set, diagnostics);
    if let Some(scale) = set.scale.as_ref().filter(|scale| scales::is_unknown(scale)) {
        diagnostics.note(WarningCode::Unknown, || format!("a scale of number or name {:?}", scale.name));
    }
    locators(set, diagnostics);
    groups(set, diagnostics);
    for track in set.tracks.iter().chain(&set.main) {
        for (id, _) in track.envelopes.iter().filter(|(id, _)| !targets.contains(id)) {
            diagnostics.note(WarningCode::DanglingPointee, || {
                format!("track {:?} automates what has the id {id}, and nothing has", track.name)
            });
        }
    }
    let returns = set.tracks.iter().filter(|track| track.kind == LiveTrackKind::Return).count();
    let mut ids = BTreeSet::new();
    for track in &set.tracks {
        if track.id.is_some_and(|id| !ids.insert(id)) {
            diagnostics.note(WarningCode::DupId, || format!("more than one track has the id of {:?}", track.name));
        }
        if matches!(track.kind, LiveTrackKind::Midi | LiveTrackKind::Audio) {
            if track.slots != set.scenes.len() {
                diagnostics.note(WarningCode::SlotsNeScenes, || {
                    format!("track {:?} has {} slots for {} scenes", track.name, track.slots, set.scenes.len())
                });
            }
            if track.sends.len() != returns {
                diagnostics.note(WarningCode::SendsNeReturns, || {
                    format!("track {:?} has {} sends to {returns} return tracks", track.name, track.sends.len())
                });
            }
        }
        clips(track, diagnostics);
    }
}

fn own_values(set: &Set, diagnostics: &mut Diagnostics) {
    match set.tempo.manual {
        None => diagnostics.note(WarningCode::MissingField, || "the Set has no tempo".to_owned()),
        Some(tempo) if !(20.0..=999.0).contains(&tempo) => {
            diagnostics.note(WarningCode::Range, || format!("a tempo of {tempo} BPM"));
        }
        Some(_) => {}
    }
    match set.signature.manual {
        None => diagnostics.note(WarningCode::MissingField, || "the Set has no time signature".to_owned()),
        #[expect(clippy::cast_possible_truncation, reason = "a number beyond the range is beyond it as an integer too")]
        Some(number) if !signature::NUMBERS.contains(&(number as i64)) => {
            diagnostics.note(WarningCode::Range, || format!("{number} is the number of no time signature"));
        }
        Some(_) => {}
    }
}

fn locators(set: &Set, diagnostics: &mut Diagnostics) {
    let mut beats = BTreeSet::new();
    for locator in &set.locators {
        match locator.time {
            None => {
                diagnostics.note(WarningCode::MissingField, || format!("locator {:?} has no beat", locator.name));
            }
            Some(time) if !beats.insert(time.to_bits()) => diagnostics.note(WarningCode::DupLocator, || {
                format!("locator {:?} stands at beat {time} where another one is", locator.name)
            }),
            Some(_) => {}
        }
    }
}

fn groups(set: &Set, diagnostics: &mut Diagnostics) {
    let groups: BTreeMap<_, _> = set
        .tracks
        .iter()
        .filter(|track| track.kind == LiveTrackKind::Group)
        .filter_map(|track| Some((track.id?, track.group)))
        .collect();
    for track in &set.tracks {
        let mut at = track.group;
        for _ in 0..=groups.len() {
            let Some(id) = at else { break };
            let Some(next) = groups.get(&id) else {
                diagnostics.note(WarningCode::DanglingGroup, || {
                    format!("track {:?} is in a group that is not there", track.name)
                });
                break;
            };
            if track.id == Some(id) {
                diagnostics.note(WarningCode::GroupCycle, || format!("group {:?} lies within itself", track.name));
                break;
            }
            at = *next;
        }
    }
}

fn clips(track: &Track, diagnostics: &mut Diagnostics) {
    let inverted = |clip: &Clip| {
        let ends_early = |start: Option<f64>, end: Option<f64>| start.zip(end).is_some_and(|(start, end)| end < start);
        ends_early(clip.looping.start, clip.looping.end) || ends_early(clip.start, clip.end)
    };
    for clip in track.session.iter().map(|(_, clip)| clip).chain(&track.arrangement) {
        if inverted(clip) {
            diagnostics.note(WarningCode::LoopInverted, || {
                format!("clip {:?} of track {:?} ends before it starts", clip.name, track.name)
            });
        }
        if clip.start.is_none() || clip.end.is_none() {
            diagnostics.note(WarningCode::MissingField, || {
                format!("clip {:?} of track {:?} has no start or end", clip.name, track.name)
            });
        }
    }
    for clip in &track.arrangement {
        if let (Some(time), Some(start)) = (clip.time, clip.start)
            && (time - start).abs() > 1e-6
        {
            diagnostics.note(WarningCode::TimeNeStart, || {
                format!("clip {:?} of track {:?} stands at beat {time} and starts at {start}", clip.name, track.name)
            });
        }
    }
    for pair in track.arrangement.windows(2) {
        if let (Some(end), Some(start)) = (pair[0].end, pair[1].start)
            && end > start + 1e-6
        {
            diagnostics.note(WarningCode::ClipOverlap, || {
                format!("clips {:?} and {:?} of track {:?} overlap", pair[0].name, pair[1].name, track.name)
            });
        }
    }
}
