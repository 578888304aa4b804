//! Mutants of the reads.

mod long_lists;
mod stale;

use std::collections::BTreeSet;

use livebridge_fake::ReadAnswer;
use livebridge_port::{ClipKind, ErrorCode, Operation};

use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Mutant};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS, long_lists::ROWS, stale::ALL];

static ROWS: &[Mutant] = &[
    mutant(
        "read-adds-step",
        "LB-READ-001",
        "every call is wrapped in a transaction, reads too",
        Hooks { read_adds_step: |operation| operation == Operation::ListClips, ..FAITHFUL },
    ),
    mutant(
        "read-reverses-every-time",
        "LB-READ-002",
        "notes come from a container whose order is not stable",
        Hooks {
            remembering: |memory, answer| {
                if let ReadAnswer::Notes(notes) = answer {
                    memory.note_reads += 1;
                    if memory.note_reads.is_multiple_of(2) {
                        notes.reverse();
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "overview-counts-returns",
        "LB-READ-003",
        "the host's track count includes the return tracks",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Overview(overview) = answer {
                    overview.track_count += overview.return_track_count;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "trailing-empty-slots-left-out",
        "LB-READ-004",
        "empty slots at the end of a track are not worth listing",
        Hooks {
            answer: |answer| match answer {
                ReadAnswer::Clips(clips) => {
                    let filled = |clip: &livebridge_port::ClipInfo| clip.kind != livebridge_port::ClipKind::Empty;
                    let last = clips.iter().rposition(filled).map_or(0, |last| last + 1);
                    clips.truncate(last);
                }
                ReadAnswer::Tracks(tracks) => {
                    for track in tracks.iter_mut() {
                        track.clip_slot_count = track.clip_slot_count.min(1);
                    }
                }
                _ => {}
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "end-time-is-loop-end",
        "LB-READ-005",
        "endTime is taken from the loop end, which is right as long as a clip starts at 0",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Clips(clips) = answer {
                    for clip in clips.iter_mut() {
                        clip.end_time = clip.loop_end;
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "wrong-type-as-bad-input",
        "LB-READ-006",
        "the adapter maps every refusal of a read to BAD_INPUT",
        Hooks {
            refusal: |operation, error| {
                if operation == Operation::GetNotes && error.code == ErrorCode::WrongType {
                    error.code = ErrorCode::BadInput;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "empty-slot-as-bad-input",
        "LB-READ-007",
        "a slot without a clip is seen as a wrong argument",
        Hooks {
            refusal: |operation, error| {
                let in_a_slot =
                    error.subject_id.as_deref().is_some_and(|id| id.ends_with("/clip") && !id.contains("977"));
                if operation == Operation::GetNotes && in_a_slot {
                    error.code = ErrorCode::BadInput;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "arrangement-in-order-of-creation",
        "LB-READ-008",
        "clips are listed as they were made",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Clips(clips) = answer {
                    let session = clips.iter().take_while(|clip| clip.slot_id.is_some()).count();
                    clips[session..].reverse();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "soloed-track-mutes-itself",
        "LB-READ-009",
        "mutedViaSolo says that some track is soloed",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Tracks(tracks) = answer {
                    let any = tracks.iter().any(|track| track.solo);
                    for track in tracks.iter_mut() {
                        track.muted_via_solo = any;
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "find-is-case-sensitive",
        "LB-READ-010",
        "the host compares names as they are",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Matches(query, matches) = answer {
                    matches.retain(|track| track.name.contains(*query));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "empty-query-finds-nothing",
        "LB-READ-011",
        "an empty query is seen as no query",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Matches("", matches) = answer {
                    matches.clear();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "arrangement-first",
        "LB-READ-012",
        "both lists are joined the other way round",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Clips(clips) = answer {
                    let session = clips.iter().take_while(|clip| clip.slot_id.is_some()).count();
                    clips.rotate_left(session);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "empty-slot-is-midi",
        "LB-READ-013",
        "an empty slot takes the kind of its track",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Clips(clips) = answer {
                    for clip in clips.iter_mut().filter(|clip| clip.kind == ClipKind::Empty) {
                        clip.is_midi = true;
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "file-path-always-there",
        "LB-READ-014",
        "an absent path is sent as an empty one",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Clips(clips) = answer {
                    for clip in clips.iter_mut() {
                        clip.file_path.get_or_insert_with(|| "".into());
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "params-by-name",
        "LB-READ-015",
        "parameters come from a map and are sorted by name",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Params(params) = answer {
                    params.sort_by(|a, b| a.name.cmp(&b.name));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "volume-in-decibels",
        "LB-READ-016",
        "one of two reads gives the value as it is shown",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Mixer(mixer) = answer {
                    mixer.volume.value = 40.0 * mixer.volume.value - 34.0;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "device-count-from-a-cache",
        "LB-READ-017",
        "counts are refreshed when a Set is loaded",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Tracks(tracks) = answer {
                    for track in tracks.iter_mut() {
                        track.device_count = track.device_count.min(2);
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "scene-tempo-of-the-set",
        "LB-READ-018",
        "a scene without a tempo is given that of the Set",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Scenes(scenes) = answer {
                    for scene in scenes.iter_mut() {
                        scene.tempo.get_or_insert(120.0);
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "panning-always-centred",
        "LB-READ-019",
        "a field that the host names differently, and that was left at its default",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Tracks(tracks) = answer {
                    for track in tracks.iter_mut() {
                        track.mixer.panning = 0.0;
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "solo-outlives-its-track",
        "LB-READ-009",
        "soloed tracks are counted up and down as they are switched, and a delete is no switch",
        Hooks {
            remembering: |memory, answer| {
                if let ReadAnswer::Tracks(tracks) = answer {
                    for track in tracks.iter() {
                        if track.solo {
                            memory.soloed.insert(track.name.clone());
                        } else {
                            memory.soloed.remove(&track.name);
                        }
                    }
                    let any = !memory.soloed.is_empty();
                    for track in tracks.iter_mut() {
                        track.muted_via_solo = any && !track.solo;
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "find-answers-each-name-once",
        "LB-READ-010",
        "what was found is collected in a map by name",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Matches(_, matches) = answer {
                    let mut seen = BTreeSet::new();
                    matches.retain(|track| seen.insert(track.name.clone()));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "query-as-a-pattern",
        "LB-READ-020",
        "the query becomes a regular expression, and one that does not parse finds nothing",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Matches(query, matches) = answer
                    && query.contains(['(', '[', '*', '+', '\\'])
                {
                    matches.clear();
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("queries are plain words"),
];
