//! Mutants that end where a byte, a 16-bit number or a page does, and that lose what nobody types.

use livebridge_fake::ReadAnswer;
use livebridge_port::{Mutation, Name, Outcome};

use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Mutant};

/// A mutant whose answer of a read is changed.
macro_rules! reading {
    ($($name:literal $why:literal $answer:pat_param => $change:expr;)+) => {
        &[$(
            mutant(
                $name,
                "LB-MUT-012",
                $why,
                Hooks {
                    answer: |answer| {
                        if let $answer = answer {
                            $change;
                        }
                    },
                    ..FAITHFUL
                },
            )
            .not_explorable("the Sets of most programs are small"),
        )+]
    };
}

/// Lists and counts that end too early.
pub(super) static LISTS: &[Mutant] = reading! {
    "tracks-up-to-127" "an index of seven bits" ReadAnswer::Tracks(tracks) => tracks.truncate(127);
    "overview-up-to-255-tracks" "a list of at most 255" ReadAnswer::Overview(overview) => overview.tracks.truncate(255);
    "track-count-in-a-byte" "a count of eight bits"
        ReadAnswer::Overview(overview) => overview.track_count %= 256;
    "scene-count-in-a-byte" "a count of eight bits"
        ReadAnswer::Overview(overview) => overview.scene_count %= 256;
    "cue-point-count-in-a-byte" "a count of eight bits"
        ReadAnswer::Overview(overview) => overview.cue_point_count %= 256;
    "scenes-up-to-256" "a page of 256" ReadAnswer::Scenes(scenes) => scenes.truncate(256);
    "clips-up-to-256" "a page of 256" ReadAnswer::Clips(clips) => clips.truncate(256);
    "cue-points-up-to-256" "a page of 256" ReadAnswer::CuePoints(cues) => cues.truncate(256);
    "found-tracks-up-to-100" "a search shows the first hundred"
        ReadAnswer::Matches(_, found) => found.truncate(100);
};

/// Mutations of large Sets that end too early.
pub(super) static CHANGES: &[Mutant] = &[
    mutant(
        "notes-of-15-bits",
        "LB-MUT-012",
        "a count of 16 bits with a sign",
        Hooks {
            received: |mutation| {
                if let Mutation::SetNotes { notes, .. } = mutation
                    && notes.len() > 32_767
                {
                    *notes = notes[..32_767].into();
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("the clips of most programs hold few notes"),
    mutant(
        "note-count-in-16-bits",
        "LB-MUT-012",
        "a count of 16 bits with a sign",
        Hooks {
            outcome: |_, outcome| {
                if let Some(Outcome::Notes(result)) = outcome {
                    result.count %= 32_768;
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("the clips of most programs hold few notes"),
    mutant(
        "transactions-of-256",
        "LB-MUT-012",
        "the host closes a step by itself when it gets too large",
        Hooks {
            steps: |batch, _, _, faithful| if batch.mutations().len() > 256 { faithful * 2 } else { faithful },
            ..FAITHFUL
        },
    )
    .not_explorable("the transactions of most programs are short"),
    mutant(
        "answers-with-control-characters",
        "LB-MUT-013",
        "the host makes blanks of control characters, and the answer is what was asked for",
        Hooks {
            received: |mutation| match mutation {
                Mutation::SetTrackProps { props, .. } => props.name = props.name.as_ref().map(blanks),
                Mutation::CreateCuePoint { name, .. } => *name = blanks(name),
                _ => {}
            },
            outcome: |mutation, outcome| {
                if let (Mutation::SetTrackProps { props, .. }, Some(Outcome::Track(track))) = (mutation, outcome)
                    && let Some(asked) = &props.name
                {
                    track.name = asked.clone();
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("programs have no control characters in their names"),
    mutant(
        "answers-with-long-names",
        "LB-MUT-013",
        "the host cuts a name, and the answer is what was asked for",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Clips(clips) = answer {
                    for clip in clips.iter_mut().filter(|clip| clip.name.len() > 2_000) {
                        clip.name = clip.name.chars().take(1_024).collect::<String>().into();
                    }
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("the names of programs are short"),
];

/// With a blank for each control character.
fn blanks(name: &Name) -> Name {
    name.chars().map(|character| if character.is_control() { ' ' } else { character }).collect::<String>().into()
}
