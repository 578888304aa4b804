//! Mutants of the handlers: the bridge is faithful, and a handler that is run on it has a fault.

use livebridge_port::{Batch, LiveBridge, Mutation, Result};
use livebridge_transforms::handlers::{
    Measure, Plan, ScaleLock, ScaleLockReport, SetJanitor, list_issues, plan_gain_stage_doctor, plan_humanize,
    plan_scale_lock, plan_session_to_song, plan_set_janitor,
};
use livebridge_transforms::{NoteRng, SnapMode};
use livebridge_wire::block_on;

use crate::handlers::{Handlers, decode, levels};
use crate::mutants::Mutant;
use crate::mutants::row::in_a_handler;

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS];

const OURS: Handlers = Handlers::OURS;

/// Writes a plan whose mutations were changed.
fn written<R>(bridge: &dyn LiveBridge, mut plan: Plan<R>, change: impl FnOnce(&mut Vec<Mutation>)) -> Result<R> {
    change(&mut plan.mutations);
    block_on(plan.apply(bridge))
}

/// Runs Scale Lock on one clip after the other.
fn clip_by_clip(bridge: &dyn LiveBridge, request: &ScaleLock) -> Result<ScaleLockReport> {
    let mut report = ScaleLockReport::default();
    for clip in &request.clip_ids {
        let one = (OURS.scale_lock)(bridge, &ScaleLock { clip_ids: vec![clip.clone()], ..request.clone() })?;
        report.moved_count += one.moved_count;
        report.outside_count += one.outside_count;
        report.collision_count += one.collision_count;
        report.clips.extend(one.clips);
    }
    Ok(report)
}

static ROWS: &[Mutant] = &[
    in_a_handler(
        "scale-lock-goes-up",
        "LB-HAND-001",
        "the direction is not passed on",
        Handlers {
            scale_lock: |bridge, request| {
                (OURS.scale_lock)(bridge, &ScaleLock { mode: SnapMode::Up, ..request.clone() })
            },
            ..OURS
        },
    ),
    in_a_handler(
        "humanize-sorts-its-clips",
        "LB-HAND-002",
        "clips are kept in a sorted set, and take their draws in its order",
        Handlers {
            humanize: |bridge, request, seed| {
                let mut request = request.clone();
                request.clip_ids.sort();
                (OURS.humanize)(bridge, &request, seed)
            },
            ..OURS
        },
    ),
    in_a_handler(
        "gain-stage-by-peak",
        "LB-HAND-003",
        "the peak is taken for the level",
        Handlers {
            gain_stage_doctor: |bridge, request| {
                let peaks = |audio: &_, measure: Measure| {
                    levels(audio, measure).map(|mut levels| {
                        levels.rms_db = levels.peak_db;
                        levels
                    })
                };
                let plan = block_on(plan_gain_stage_doctor(bridge, request, decode, peaks))?;
                block_on(plan.apply(bridge))
            },
            ..OURS
        },
    ),
    in_a_handler(
        "song-placed-once",
        "LB-HAND-004",
        "sources are placed and not filled, as in the first version",
        Handlers {
            session_to_song: |bridge, request| {
                let mut request = request.clone();
                request.fill = false;
                (OURS.session_to_song)(bridge, &request)
            },
            ..OURS
        },
    ),
    in_a_handler(
        "janitor-fixes-everything",
        "LB-HAND-005",
        "the choice is not looked at",
        Handlers {
            set_janitor: |bridge, request| {
                let issues = list_issues(bridge, &request.palette)?;
                let chosen_issue_ids = issues.into_iter().map(|issue| issue.id).collect();
                (OURS.set_janitor)(bridge, &SetJanitor { chosen_issue_ids, ..request.clone() })
            },
            ..OURS
        },
    ),
    in_a_handler(
        "handler-calls-one-by-one",
        "LB-HAND-006",
        "what was planned is written in a loop of calls",
        Handlers {
            scale_lock: |bridge, request| {
                let plan = plan_scale_lock(bridge, request)?;
                for mutation in plan.mutations {
                    block_on(bridge.commit(Batch::Call(mutation)))?;
                }
                Ok(plan.report)
            },
            ..OURS
        },
    ),
    in_a_handler(
        "handler-clip-by-clip",
        "LB-HAND-007",
        "each clip is read and written before the next one is looked at",
        Handlers { scale_lock: clip_by_clip, ..OURS },
    ),
    in_a_handler(
        "handler-writes-what-it-read",
        "LB-HAND-008",
        "clips are written whether or not their notes changed",
        Handlers {
            humanize: |bridge, request, seed| {
                let plan = plan_humanize(bridge, request, &mut NoteRng::new(seed))?;
                written(bridge, plan, |mutations| {
                    for clip in &request.clip_ids {
                        if let (true, Ok(notes)) = (mutations.is_empty(), bridge.get_notes(clip)) {
                            mutations.push(Mutation::SetNotes { clip_id: clip.clone(), notes: notes.into() });
                        }
                    }
                })
            },
            ..OURS
        },
    ),
    in_a_handler(
        "janitor-names-like-the-host",
        "LB-HAND-009",
        "the name that is proposed is itself one that nobody chose",
        Handlers {
            set_janitor: |bridge, request| {
                written(bridge, plan_set_janitor(bridge, request)?, |mutations| {
                    for mutation in mutations {
                        if let Mutation::SetTrackProps { props, .. } = mutation {
                            props.name = Some("MIDI".into());
                        }
                    }
                })
            },
            ..OURS
        },
    ),
    in_a_handler(
        "janitor-deletes-by-id-alone",
        "LB-HAND-010",
        "an issue is found again by its kind and its target",
        Handlers {
            set_janitor: |bridge, request| {
                let mut request = request.clone();
                let issues = list_issues(bridge, &request.palette)?;
                for chosen in &mut request.chosen_issue_ids {
                    let target = chosen.split('@').next();
                    if let Some(issue) = issues.iter().find(|issue| issue.id.split('@').next() == target) {
                        *chosen = issue.id.clone();
                    }
                }
                (OURS.set_janitor)(bridge, &request)
            },
            ..OURS
        },
    ),
    in_a_handler(
        "song-marks-every-section",
        "LB-HAND-011",
        "cue points are made without a look at those that are there",
        Handlers {
            session_to_song: |bridge, request| {
                let plan = plan_session_to_song(bridge, request)?;
                let skipped = plan.report.skipped_cue_points.clone();
                written(bridge, plan, |mutations| {
                    mutations.extend(
                        skipped.into_iter().map(|cue| Mutation::CreateCuePoint { beat: cue.time, name: cue.name }),
                    );
                })
            },
            ..OURS
        },
    ),
];
