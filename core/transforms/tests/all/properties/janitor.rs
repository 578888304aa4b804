//! Set Janitor, on a Set that the fixes are applied to.

use std::collections::BTreeSet;

use livebridge_port::{ClipKind, ClipLocation, ErrorCode, Mutation, TrackKind};
use livebridge_transforms::{
    DEFAULT_PALETTE, Issue, JanitorClip, JanitorTrack, LIVE_PALETTE, delete_fingerprint, detect_issues,
    detect_issues_into, plan_fixes, plan_fixes_into,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::config;

fn name() -> impl Strategy<Value = String> {
    select(vec!["MIDI", "2-Audio", " Audio 3 ", "Bass", "Track 1", "Clip 2", "", "MIDI keys", "٣-MIDI"])
        .prop_map(str::to_owned)
}

/// Tracks whose ids stay with them, as an opaque target's do, so that objects can be followed through a change.
fn tracks() -> impl Strategy<Value = Vec<JanitorTrack>> {
    let color = select(vec![0, 255, 12_345, 0xFF_94A6]);
    let clip = (name(), any::<bool>(), 0..3_u8, color, any::<bool>(), 0..3_i32);
    let track = (any::<bool>(), name(), 0..2_usize, vec(clip, 0..4));
    vec(track, 0..6).prop_map(|tracks| {
        let clip =
            |track: usize,
             i: usize,
             (name, in_session, kind, color, looping, end): (String, bool, u8, u32, bool, i32)| {
                JanitorClip {
                    id: format!("clip-{track}-{i}").as_str().into(),
                    name: name.into(),
                    kind: [ClipKind::Midi, ClipKind::Audio, ClipKind::Empty][usize::from(kind)],
                    location: if in_session { ClipLocation::Session } else { ClipLocation::Arrangement },
                    color,
                    looping,
                    loop_end: 1.0,
                    end_marker: f64::from(end),
                }
            };
        tracks
            .into_iter()
            .enumerate()
            .map(|(i, (is_midi, name, device_count, clips))| JanitorTrack {
                id: format!("track-{i}").as_str().into(),
                kind: if is_midi { TrackKind::Midi } else { TrackKind::Audio },
                name: name.into(),
                device_count,
                clips: clips.into_iter().enumerate().map(|(j, fields)| clip(i, j, fields)).collect(),
            })
            .collect()
    })
}

/// What a target does with the fixes.
fn apply(tracks: &mut Vec<JanitorTrack>, mutation: &Mutation) {
    match mutation {
        Mutation::DeleteTrack { track_id } => tracks.retain(|track| track.id != *track_id),
        Mutation::SetTrackProps { track_id, props } => {
            for track in tracks.iter_mut().filter(|track| track.id == *track_id) {
                track.name = props.name.clone().unwrap_or_else(|| track.name.clone());
            }
        }
        Mutation::SetClipProps { clip_id, props } => {
            for clip in tracks.iter_mut().flat_map(|track| &mut track.clips).filter(|clip| clip.id == *clip_id) {
                clip.name = props.name.clone().unwrap_or_else(|| clip.name.clone());
                clip.color = props.color.and_then(|color| u32::try_from(color).ok()).unwrap_or(clip.color);
            }
        }
        other => panic!("a fix is never {other:?}"),
    }
}

/// What an issue is about, whatever its id.
fn about(issue: &Issue) -> (String, String) {
    (issue.kind.to_string(), issue.target_id.to_string())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn janitor_fixes_never_create_an_issue(tracks in tracks(), choice in vec(any::<bool>(), 40), live: bool) {
        let palette = if live { LIVE_PALETTE.to_vec() } else { DEFAULT_PALETTE.to_vec() };
        let issues = detect_issues(&tracks, &palette);
        let chosen: Vec<_> = issues.iter().zip(choice).filter(|(_, chosen)| *chosen).map(|(issue, _)| issue.id.clone()).collect();
        let fixes = plan_fixes(&issues, &chosen, &palette).unwrap();

        let mut after = tracks.clone();
        for fix in &fixes {
            apply(&mut after, &fix.mutation);
        }
        let left = detect_issues(&after, &palette);
        let known: BTreeSet<_> = issues.iter().map(about).collect();
        prop_assert!(left.iter().map(about).all(|issue| known.contains(&issue)));
        let fixed: BTreeSet<_> = fixes.iter().map(|fix| fix.issue_id.clone()).collect();
        let gone: BTreeSet<_> = issues.iter().filter(|issue| fixed.contains(&issue.id)).map(about).collect();
        prop_assert!(left.iter().map(about).all(|issue| !gone.contains(&issue)), "what was fixed is fixed");

        let (mut reused, mut again) = (left.clone(), fixes.clone());
        detect_issues_into(&tracks, &palette, &mut reused);
        prop_assert_eq!(&reused, &issues);
        plan_fixes_into(&issues, &chosen, &palette, &mut again).unwrap();
        prop_assert_eq!(&again, &fixes);
    }

    /// By position, as the ids of the contract are: after a delete the next track stands under the same id.
    #[test]
    fn running_the_janitor_twice_never_deletes_a_second_track(tracks in tracks(), choice in vec(any::<bool>(), 40)) {
        let positional = |tracks: &mut [JanitorTrack]| {
            for (i, track) in tracks.iter_mut().enumerate() {
                track.id = format!("track:{i}").as_str().into();
            }
        };
        let mut set = tracks;
        positional(&mut set);
        let issues = detect_issues(&set, &DEFAULT_PALETTE);
        let deletes = issues.iter().filter(|issue| issue.id.starts_with("emptyTrack"));
        let chosen: Vec<_> = deletes.zip(choice).filter(|(_, chosen)| *chosen).map(|(issue, _)| issue.id.clone()).collect();
        prop_assume!(!chosen.is_empty());
        let fixes = plan_fixes(&issues, &chosen, &DEFAULT_PALETTE).unwrap();
        for fix in &fixes {
            apply(&mut set, &fix.mutation);
        }
        positional(&mut set);
        let again = plan_fixes(&detect_issues(&set, &DEFAULT_PALETTE), &chosen, &DEFAULT_PALETTE);
        prop_assert_eq!(again.map_err(|error| error.code), Err(ErrorCode::StaleReference));
    }

    /// Two tracks alike never have the same fingerprint before and after one of them is deleted.
    #[test]
    fn a_delete_changes_the_fingerprint_of_its_like(name in ".*", count in 1..70_000_usize) {
        prop_assert_ne!(delete_fingerprint(TrackKind::Midi, &name, count), delete_fingerprint(TrackKind::Midi, &name, count - 1));
    }
}
