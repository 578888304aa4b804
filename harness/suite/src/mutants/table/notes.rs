//! More mutants of notes and of tracks: ends of ranges, many notes, several keys, queries.

use livebridge_fake::{Answer, Edit};
use livebridge_port::snapshot::CuePointSnapshot;
use livebridge_port::{Mutation, Note, TrackPropsPatch};

use super::super::{Hooks, Mutant};
use super::{FAITHFUL, mutant};

/// The rows.
pub(super) static ROWS: &[Mutant] = &[
    mutant(
        "last-deviation-refused",
        "LB-NOTES-011",
        "the end of a range is taken to lie outside of it",
        Hooks {
            received: |mutation| {
                if let Mutation::SetNotes { notes, .. } = mutation {
                    let next = |note: &Note| match note.velocity_deviation() {
                        Some(deviation) if deviation >= 127.0 => note.with_velocity_deviation(deviation + 1.0),
                        _ => *note,
                    };
                    *notes = notes.iter().map(next).collect();
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("the ends of that range are not drawn"),
    mutant(
        "notes-of-one-page",
        "LB-NOTES-012",
        "the host takes so many notes at once, and nobody asks for the rest",
        Hooks {
            edits: |_, _, _, edits| {
                for edit in edits {
                    if let Edit::Notes(_, notes) = edit {
                        *notes = notes.iter().take(8192).copied().collect();
                    }
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("programs write few notes"),
    mutant(
        "patch-writes-its-first-key",
        "LB-TRACK-008",
        "a chain of else-if looks for the key that is there",
        Hooks {
            received: |mutation| {
                if let Mutation::SetTrackProps { props, .. } = mutation
                    && props.name.is_some()
                {
                    *props = TrackPropsPatch { name: props.name.take(), ..TrackPropsPatch::default() };
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
            answer: |_, answer| {
                if let Answer::Matches(query, matches) = answer
                    && query.contains(['(', '[', '*', '+', '\\'])
                {
                    matches.clear();
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("queries are plain words"),
    mutant(
        "a-new-cue-renames-the-first",
        "LB-MUT-011",
        "the host names the cue point that is selected, and that is the first",
        Hooks {
            edits: |mutation, _, set, edits| {
                let cues = set.to_snapshot().cue_points.unwrap_or_default();
                if let (Mutation::CreateCuePoint { name, .. }, Some(first)) = (mutation, cues.first()) {
                    let renamed = CuePointSnapshot { name: name.clone(), ..first.clone() };
                    edits.push(Edit::RemoveCuePoint(0));
                    edits.push(Edit::InsertCuePoint(0, Box::new(renamed)));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "fixture-without-its-notes",
        "LB-CTRL-003",
        "fixtures are constants",
        Hooks {
            loaded: |snapshot| {
                if let [track] = &mut snapshot.tracks[..]
                    && let [clip] = &mut track.session[..]
                    && &*clip.name == "Clip"
                {
                    clip.notes = Some([].into());
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("no program resets to that fixture with notes"),
    mutant(
        "equal-notes-merged",
        "LB-NOTES-013",
        "notes are kept in a map by pitch and start",
        Hooks {
            received: |mutation| {
                if let Mutation::SetNotes { notes, .. } = mutation {
                    let mut kept: Vec<Note> = Vec::new();
                    for note in notes.iter() {
                        let same = |other: &Note| {
                            note.pitch.total_cmp(&other.pitch).is_eq()
                                && note.start_time.total_cmp(&other.start_time).is_eq()
                        };
                        if !kept.iter().any(same) {
                            kept.push(*note);
                        }
                    }
                    *notes = kept.into();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "overlapping-notes-cut",
        "LB-NOTES-013",
        "a key cannot be struck that is held, so its note ends there",
        Hooks {
            received: |mutation| {
                if let Mutation::SetNotes { notes, .. } = mutation {
                    let cut = |note: &Note| {
                        let within = |other: &&Note| {
                            note.pitch.total_cmp(&other.pitch).is_eq()
                                && other.start_time > note.start_time
                                && other.start_time < note.start_time + note.duration
                        };
                        let ends = notes.iter().filter(within).map(|other| other.start_time - note.start_time);
                        let mut cut = *note;
                        cut.duration = ends.fold(note.duration, f64::min);
                        cut
                    };
                    *notes = notes.iter().map(cut).collect();
                }
            },
            ..FAITHFUL
        },
    ),
];
