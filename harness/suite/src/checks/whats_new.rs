//! What a host chooses itself when a mutation makes something: taken out of a Set before it is compared with another.

use livebridge_port::{Description, Mutation, MutationKind, Snapshot};

use crate::explore;

/// Which tracks are armed is the host's, where it says so.
pub(crate) fn disarm(set: &mut Snapshot) {
    set.tracks.iter_mut().for_each(|track| track.arm = false);
}

/// Takes the object that a mutation makes out of the Set: its name, colour and so on are the host's choice.
pub(crate) fn take_out_what_is_new(target: &Description, before: &Snapshot, set: &mut Snapshot, call: &Mutation) {
    match call.kind() {
        MutationKind::CreateTrack if set.tracks.len() == before.tracks.len() + 1 => {
            // Wherever it is: what is left without it is what was there.
            let without = |at: usize| {
                let mut left = set.clone();
                left.tracks.remove(at);
                left
            };
            let fits = |at: &usize| explore::difference(target, before, &without(*at)).is_none();
            let at = (0..set.tracks.len()).rev().find(fits).unwrap_or(before.tracks.len());
            set.tracks.remove(at);
        }
        MutationKind::CreateMidiClip => {
            for (was, now) in before.tracks.iter().zip(&mut set.tracks) {
                now.session.retain(|clip| was.session.iter().any(|other| other.scene == clip.scene));
            }
        }
        MutationKind::CreateArrangementMidiClip | MutationKind::CreateArrangementAudioClip => {
            for (was, now) in before.tracks.iter().zip(&mut set.tracks) {
                now.arrangement.retain(|clip| was.arrangement.iter().any(|other| other.start_time == clip.start_time));
            }
        }
        MutationKind::InsertDevice => {
            let mut grown = before.tracks.iter().zip(&set.tracks);
            let on = grown.position(|(was, now)| now.devices.len() == was.devices.len() + 1);
            let Some(on) = on else { return };
            let without = |at: usize| {
                let mut left = set.clone();
                left.tracks[on].devices.remove(at);
                left
            };
            let fits = |at: &usize| explore::difference(target, before, &without(*at)).is_none();
            let last = set.tracks[on].devices.len() - 1;
            let at = (0..=last).find(fits).unwrap_or(last);
            set.tracks[on].devices.remove(at);
        }
        MutationKind::SetTempo
        | MutationKind::SetTrackProps
        | MutationKind::SetNotes
        | MutationKind::CreateTrack
        | MutationKind::SetClipProps
        | MutationKind::DeleteTrack
        | MutationKind::DeleteClip
        | MutationKind::ClearClipsInRange
        | MutationKind::CreateCuePoint
        | MutationKind::SetParam => {}
    }
}
