//! The states that every target with a reset has: each fixture, and each fixture after each handler.
//!
//! The options of the handlers are fixed here, so that the same Sets come out on every run and every target.
//! `docs/goldens.md` tells them to people.

use std::collections::BTreeSet;

use livebridge_port::{IdRef, LiveBridge, Note, Operation, Reset, Result, fixtures};
use livebridge_suite::handlers::{Handler, Handlers};
use livebridge_suite::target::Instance;
use livebridge_transforms::handlers::{
    GainStageDoctor, Humanize, Measure, ScaleLock, SessionToSong, SetJanitor, list_issues,
};
use livebridge_transforms::{DEFAULT_PALETTE, FaderCurve, HumanizeOpts, Section, SnapMode, TimeSignature};

use super::State;
use crate::contents::Contents;
use livebridge_sets::golden::{FIXTURES, HANDLERS};

/// A state that a target cannot be brought to, and what it lacks for that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lacking {
    /// Name of the state.
    pub(crate) name: String,
    /// What the target does not offer.
    pub(crate) what: String,
}

fn fixture_name(fixture: &str) -> String {
    format!("{FIXTURES}/{fixture}")
}

fn handler_name(fixture: &str, handler: Handler) -> String {
    format!("{HANDLERS}/{fixture}.{}", handler.name())
}

/// The fixture that is given notes for the handlers, as it has none and no other has one outside of its scale.
const WITH_NOTES: &str = "with_one_midi_clip";

/// The notes that it is given: every semitone of an octave, a sixteenth each.
fn chromatic() -> Vec<Note> {
    (0..12_u8).map(|i| Note::new(f64::from(60 + i), f64::from(i) * 0.25, 0.25)).collect()
}

/// The name of the state that the handlers begin with.
fn start_name(fixture: &str) -> String {
    if fixture == WITH_NOTES { format!("{HANDLERS}/{fixture}") } else { fixture_name(fixture) }
}

/// The names of all states, in their order.
pub(crate) fn names() -> BTreeSet<String> {
    let fixtures = fixtures::NAMES.into_iter();
    let after = fixtures.clone().flat_map(|fixture| Handler::ALL.map(|handler| handler_name(fixture, handler)));
    fixtures.clone().map(fixture_name).chain(fixtures.map(start_name)).chain(after).collect()
}

/// Brings a target to every state, and reads its Set. The target must offer `control/reset`.
pub(crate) fn observe(target: &Instance) -> Result<(Vec<State>, Vec<Lacking>)> {
    let (mut states, mut lacking) = (Vec::new(), Vec::new());
    let seen = |name, set, unchanged_from| State { name, set, unchanged_from };
    for fixture in fixtures::NAMES {
        let reset = |notes| {
            target.bridge.control().reset(&Reset::Fixture { fixture: fixture.to_owned(), notes })?;
            target.set()
        };
        states.push(seen(fixture_name(fixture), reset(None)?, None));
        let notes = (fixture == WITH_NOTES).then(chromatic);
        let start = seen(start_name(fixture), reset(notes.clone())?, None);
        for handler in Handler::ALL {
            let name = handler_name(fixture, handler);
            let missing = [handler.missing_reads(target), target.missing(handler.writes())].concat();
            if !missing.is_empty() {
                lacking.push(Lacking { name, what: missing.join(", ") });
                continue;
            }
            reset(notes.clone())?;
            run(handler, target)?;
            if target.description.offers(Operation::ControlSettle) {
                target.bridge.control().settle()?;
            }
            let set = target.set()?;
            let unchanged_from = (set == start.set).then(|| start.name.clone());
            states.push(seen(name, set, unchanged_from));
        }
        if fixture == WITH_NOTES {
            states.push(start);
        }
    }
    states.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((states, lacking))
}

/// Runs a handler with its fixed options:
///
/// - Scale Lock: every MIDI clip, to the nearest member of the scale;
/// - Humanize: every MIDI clip, everything switched on, strength 0.5, swing 0.25, seed 1;
/// - Gain Stage Doctor: every audio track, to -18 dBFS RMS by Live's fader curve;
/// - Session-to-Song: every scene for 4 bars, in order and named after it, filled;
/// - Set Janitor: everything that can be fixed, empty tracks included, with the default palette.
fn run(handler: Handler, target: &Instance) -> Result<()> {
    let bridge: &dyn LiveBridge = target.bridge.as_ref();
    let (ours, contents) = (Handlers::OURS, Contents::read(bridge)?);
    let midi_clips = || contents.midi_clips().map(|clip| clip.info.id.clone()).collect::<Vec<IdRef>>();
    match handler {
        Handler::ScaleLock => {
            let request = ScaleLock { clip_ids: midi_clips(), mode: SnapMode::Nearest };
            (ours.scale_lock)(bridge, &request).map(drop)
        }
        Handler::Humanize => {
            let opts = HumanizeOpts {
                swing: Some(0.25),
                do_timing: true,
                do_velocity: true,
                do_duration: true,
                living: true,
                ..HumanizeOpts::new(0.5)
            };
            let request = Humanize { clip_ids: midi_clips(), opts };
            (ours.humanize)(bridge, &request, 1).map(drop)
        }
        Handler::GainStage => {
            let request = GainStageDoctor {
                track_ids: contents.audio_tracks().map(|track| track.id.clone()).collect(),
                target_db: -18.0,
                measure: Measure::Rms,
                curve: FaderCurve::Live,
            };
            (ours.gain_stage_doctor)(bridge, &request).map(drop)
        }
        Handler::SessionToSong => {
            let scenes = bridge.list_scenes()?;
            let sections = scenes.iter().zip(0..).map(|(scene, scene_index)| Section {
                name: scene.name.clone(),
                scene_index,
                bars: 4.0,
                color: None,
            });
            let section_map = sections.collect();
            let request = SessionToSong { section_map, time_sig: TimeSignature::default(), fill: true };
            (ours.session_to_song)(bridge, &request).map(drop)
        }
        Handler::Janitor => {
            let issues = list_issues(bridge, &DEFAULT_PALETTE)?;
            let chosen_issue_ids = issues.into_iter().map(|issue| issue.id).collect();
            let request = SetJanitor { chosen_issue_ids, palette: DEFAULT_PALETTE.to_vec() };
            (ours.set_janitor)(bridge, &request).map(drop)
        }
    }
}
