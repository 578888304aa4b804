//! Tracks of its own, for a stage that can neither reset nor restart its target.
//!
//! The stage makes them through the port, leaves the tracks that it found alone, and brings the Set back to
//! them before each check: by undo where that can be seen, else by deleting its tracks and making them again. What
//! it cannot take away it says at the end.

use livebridge_port::capabilities::{SideEffect, UndoCapability};
use livebridge_port::{
    ClipKind, CreateAudioClipArgs, IdRef, Mutation, Note, Operation, Outcome, TrackInfo, TrackKind, TrackPropsPatch,
};

use super::{Stage, View};
use crate::check::{Checked, Stop};
use crate::scratch::Journal;

/// What was there before the stage made anything, and what it made of it.
#[derive(Debug)]
pub(super) struct OwnTracks {
    /// The tracks that are not ours, in their order.
    theirs: Vec<TrackInfo>,
    /// How many Session clips each of them has, where that was looked at.
    session_clips: Vec<Option<usize>>,
    /// The tempo that was found.
    tempo: Option<f64>,
    /// The Set as it was found.
    found: View,
    /// The Set with the tracks of the stage.
    made: View,
    /// How many steps the target had counted then.
    counted: Option<u64>,
    /// Whether the tracks of the stage were made, or begun.
    is_made: bool,
}

impl OwnTracks {
    /// The tracks that were there.
    pub(super) fn tracks(&self) -> &[TrackInfo] {
        &self.theirs
    }

    /// The Set as it was found.
    pub(super) const fn found(&self) -> &View {
        &self.found
    }

    /// The same for a file.
    pub(super) fn noted(&self, target: String) -> Journal {
        Journal::new(target, (self.theirs.clone(), self.session_clips.clone()), self.tempo, &self.found)
    }

    /// What an earlier run noted.
    pub(super) fn as_noted(noted: Journal, found: View) -> Self {
        let Journal { theirs, session_clips, tempo, .. } = noted;
        Self { theirs, session_clips, tempo, made: found.clone(), found, counted: None, is_made: true }
    }
}

/// The tracks of the stage: of both kinds, and enough to delete some.
pub(super) const TRACKS: [(TrackKind, &str); 3] =
    [(TrackKind::Midi, "Stage Drums"), (TrackKind::Midi, "Stage Bass"), (TrackKind::Audio, "Stage Vocals")];

/// How many things are told that are left: all of them, but for a Set that became another one.
const MOST_TOLD: usize = 200;

/// How many times a connection is made anew to take back what a run made.
const RECONNECTS: usize = 3;

impl Stage {
    /// The tracks that checks may change: all of them on a Set that is ours, else those that the stage or the check
    /// made.
    pub fn own_tracks(&self) -> Checked<Vec<TrackInfo>> {
        let tracks = self.tracks()?;
        let theirs = self.own.as_ref().map_or(&[][..], |own| &own.theirs);
        let mut theirs = theirs.iter().enumerate().peekable();
        // Those that were found keep their order, wherever the host puts new ones.
        let mut own = Vec::new();
        for (at, track) in tracks.into_iter().enumerate() {
            let is_theirs = match theirs.peek() {
                Some((place, found)) => self.same_track((*place, found), (at, &track))?,
                None => false,
            };
            if is_theirs {
                theirs.next();
            } else {
                own.push(track);
            }
        }
        if theirs.next().is_some() {
            return Err(Stop::Untestable(
                "the tracks that were there before the run are not all recognised any more: nothing was deleted"
                    .to_owned(),
            ));
        }
        // A target that cannot make tracks is tested on those that it has.
        if own.is_empty() && !self.offers(Operation::CreateTrack) { Ok(self.tracks()?) } else { Ok(own) }
    }

    /// The names of all tracks of the Set. A host that counts tracks in their names says so (`defaultNames`), and calls
    /// those behind a new one otherwise: then without the number.
    pub(crate) fn uncounted_names(&self, tracks: &[TrackInfo]) -> Vec<String> {
        let counts = self.capabilities().has_side_effect(SideEffect::DefaultNames);
        let name = |(at, track)| match counted_name(at, track) {
            Some(rest) if counts => rest.to_owned(),
            Some(_) | None => track.name.to_string(),
        };
        tracks.iter().enumerate().map(name).collect()
    }

    /// Whether a track is one that was found: what the stage never changes of it. A host may count its tracks in their
    /// names (`2-MIDI`), so that those behind a new one are called otherwise, and the new one as they were: such tracks
    /// are told by what is on them.
    fn same_track(&self, found: (usize, &TrackInfo), seen: (usize, &TrackInfo)) -> Checked<bool> {
        let ((place, found), (at, seen)) = (found, seen);
        if found.kind != seen.kind {
            return Ok(false);
        }
        let (Some(counted), Some(now)) = (counted_name(place, found), counted_name(at, seen)) else {
            return Ok(found.name == seen.name);
        };
        let looks = |track: &TrackInfo| (track.device_count, track.arrangement_clip_count, track.clip_slot_count);
        if counted != now || looks(found) != looks(seen) {
            return Ok(false);
        }
        match self.own.as_ref().and_then(|own| own.session_clips.get(place).copied().flatten()) {
            Some(clips) => Ok(self.session_clips(seen)? == Some(clips)),
            // What is on it is not seen: only where it stands where it stood can it be no other.
            None => Ok(place == at),
        }
    }

    /// How many Session clips a track has, where that can be seen.
    fn session_clips(&self, track: &TrackInfo) -> Checked<Option<usize>> {
        if !self.offers(Operation::ListClips) {
            return Ok(None);
        }
        let clips = self.clips(&track.id)?;
        Ok(Some(clips.iter().filter(|clip| clip.slot_id.is_some() && clip.kind != ClipKind::Empty).count()))
    }

    /// The Set with the own tracks; made the first time, brought back afterwards.
    pub(super) fn stand_on_own_tracks(&mut self) -> Checked {
        if self.own.is_none() {
            self.own = Some(self.survey()?);
        }
        if let Some(own) = self.own.as_mut().filter(|own| !own.is_made) {
            own.is_made = true;
            return self.make_own_tracks();
        }
        if !self.touched.get() || self.is_as_made()? || self.undo_to(|own| &own.made)? {
            self.touched.set(false);
            return Ok(());
        }
        self.take_away()?;
        self.make_own_tracks()
    }

    /// Gives the Set back as it was found, as far as the target lets us; what is left of us in it, in words. A lost
    /// connection is made anew. What was noted of the Set is kept where it could not be looked at to the end.
    pub(super) fn take_away_own_tracks(&mut self) -> Option<String> {
        self.own.as_ref()?;
        let mut left = self.try_to_take_away();
        for _ in 0..RECONNECTS {
            if !matches!(left, Err(Stop::Fault(_))) || self.restart().is_err() {
                break;
            }
            left = self.try_to_take_away();
        }
        self.own = None;
        let noted = self.journal.as_ref().map_or_else(String::new, |journal| {
            format!("; what was found is noted in `{}`, and the next run takes it back", journal.display())
        });
        match left {
            Ok(left) => {
                if let Some(journal) = self.journal.take() {
                    // One that stays is found by the next run, which then sees that nothing is left.
                    let _ = std::fs::remove_file(journal);
                }
                left
            }
            Err(Stop::Untestable(why)) => Some(format!("{why}{noted}")),
            Err(Stop::Fault(fault)) => Some(format!("the Set could not be brought back ({fault}){noted}")),
            Err(stop) => Some(format!("the Set could not be brought back ({stop:?}){noted}")),
        }
    }

    /// What is left once all is taken back that can be.
    fn try_to_take_away(&mut self) -> Checked<Option<String>> {
        if !self.undo_to(|own| &own.found)? {
            self.take_away()?;
        }
        let now = self.view()?;
        Ok(self.own.as_ref().and_then(|own| own.found.differences(&now, MOST_TOLD)))
    }

    fn is_as_made(&mut self) -> Checked<bool> {
        let now = self.view()?;
        Ok(self.own.as_ref().is_some_and(|own| own.made.difference(&now).is_none()))
    }

    /// Undoes what was done since the own tracks were made, and never more: the steps before are not ours. Where that
    /// does not lead to `wanted`, what was undone is done again.
    fn undo_to(&mut self, wanted: impl Fn(&OwnTracks) -> &View) -> Checked<bool> {
        if self.capabilities().undo != UndoCapability::Observable || !self.offers(Operation::ControlUndo) {
            return Ok(false);
        }
        let counted = self.counted();
        let mut undone = 0;
        let most = match (&self.own, counted) {
            // A count that lies must not make us undo without end.
            (Some(OwnTracks { counted: Some(before), .. }), Some(now)) => {
                now.saturating_sub(*before).min(self.sent.get())
            }
            _ => self.sent.get(),
        };
        loop {
            let now = self.view()?;
            if self.own.as_ref().is_some_and(|own| wanted(own).difference(&now).is_none()) {
                return Ok(true);
            }
            if undone == most || !self.undo()? {
                break;
            }
            undone += 1;
        }
        for _ in 0..undone {
            self.redo()?;
        }
        Ok(false)
    }

    /// How many steps the target has counted, where it counts them.
    fn counted(&self) -> Option<u64> {
        if self.offers(Operation::ControlTransactionCount) { self.transaction_count().ok() } else { None }
    }

    /// The Set as it is found.
    pub(super) fn survey(&mut self) -> Checked<OwnTracks> {
        let theirs = if self.offers(Operation::ListTracks) { self.tracks()? } else { Vec::new() };
        let overview = self.offers(Operation::GetSongOverview).then(|| self.overview()).transpose()?;
        let found = self.view()?;
        let tempo = overview.map(|overview| overview.tempo);
        let session_clips = theirs.iter().map(|track| self.session_clips(track)).collect::<Checked<_>>()?;
        Ok(OwnTracks {
            theirs,
            session_clips,
            tempo,
            made: found.clone(),
            found,
            counted: self.counted(),
            is_made: false,
        })
    }

    /// Makes the tracks, as far as the target offers what it takes: a check that needs more asks for it.
    fn make_own_tracks(&mut self) -> Checked {
        if self.offers(Operation::CreateTrack) && self.offers(Operation::ListTracks) {
            for (kind, name) in TRACKS {
                // The one that is answered: by its name alone it might be one of theirs.
                if let Some(Outcome::Track(track)) = self.attempt(Mutation::CreateTrack { kind })? {
                    let props = TrackPropsPatch { name: Some(name.into()), ..TrackPropsPatch::default() };
                    self.attempt(Mutation::SetTrackProps { track_id: track.id, props })?;
                }
            }
            self.furnish()?;
        }
        let made = self.view()?;
        if let Some(own) = &mut self.own {
            own.made = made;
        }
        self.touched.set(false);
        Ok(())
    }

    /// Clips, notes and a device, so that there is something to change.
    fn furnish(&mut self) -> Checked {
        let notes = [Note::new(36.0, 0.0, 0.25).with_velocity(100.0), Note::new(38.0, 1.0, 0.25).with_velocity(90.0)];
        for (place, track) in self.own_tracks()?.into_iter().enumerate() {
            let id = &track.id;
            if track.kind == TrackKind::Audio {
                if let Ok(file_path) = self.audio_file() {
                    let args = CreateAudioClipArgs { file_path, start_time: 0.0, duration: 1.0 };
                    self.attempt(Mutation::CreateArrangementAudioClip { track_id: id.clone(), args })?;
                }
                if let Ok(device_name) = self.device_name() {
                    self.attempt(Mutation::InsertDevice { track_id: id.clone(), device_name, index: 0.0 })?;
                }
                continue;
            }
            if !self.offers(Operation::ListClips) {
                continue;
            }
            // The slots of the second stay empty, in a Set of one scene too.
            if place == 1 {
                let clip =
                    Mutation::CreateArrangementMidiClip { track_id: id.clone(), start_beat: 0.0, length_beats: 8.0 };
                self.attempt(clip)?;
            } else if let Some(slot_id) = self.clips(id)?.into_iter().find_map(|clip| clip.slot_id) {
                self.attempt(Mutation::CreateMidiClip { slot_id, length_beats: 4.0 })?;
            }
            for clip in self.clips(id)?.into_iter().filter(|clip| clip.is_midi) {
                self.attempt(Mutation::SetNotes { clip_id: clip.id, notes: notes.into() })?;
            }
        }
        Ok(())
    }

    /// Makes a change where it is offered. That it is refused is for the checks of that operation to say.
    fn attempt(&mut self, mutation: Mutation) -> Checked<Option<Outcome>> {
        use livebridge_port::CallError;
        if !self.offers(mutation.operation()) {
            return Ok(None);
        }
        match self.call(mutation) {
            Err(CallError::Fault(fault)) => Err(Stop::Fault(fault)),
            Err(CallError::Refused(_)) => Ok(None),
            Ok(outcome) => Ok(outcome),
        }
    }

    /// Arms the tracks that were found as they were: a host may disarm them for a new one, and arm one when that goes.
    fn arm_as_found(&mut self) -> Checked {
        let now = self.tracks()?;
        let theirs = self.own.as_ref().map_or(&[][..], |own| &own.theirs);
        if now.len() != theirs.len() {
            return Ok(());
        }
        let changed = now.into_iter().zip(theirs).filter(|(now, found)| now.arm != found.arm);
        let mut changed: Vec<_> = changed.map(|(now, found)| (found.arm, now.id)).collect();
        // Those that are to be armed come last: arming one may disarm another.
        changed.sort_by_key(|(arm, _)| *arm);
        for (arm, track_id) in changed {
            let props = TrackPropsPatch { arm: Some(arm), ..TrackPropsPatch::default() };
            self.attempt(Mutation::SetTrackProps { track_id, props })?;
        }
        Ok(())
    }

    /// Deletes the tracks of the stage and sets the tempo back.
    fn take_away(&mut self) -> Checked {
        if self.offers(Operation::DeleteTrack) && self.offers(Operation::CreateTrack) {
            let ids: Vec<IdRef> = self.own_tracks()?.into_iter().map(|track| track.id).collect();
            // From the last on, so that positional ids of the others stay as they are.
            for track_id in ids.into_iter().rev() {
                self.attempt(Mutation::DeleteTrack { track_id })?;
            }
            self.arm_as_found()?;
        }
        match self.own.as_ref().and_then(|own| own.tempo) {
            Some(bpm) => self.attempt(Mutation::SetTempo { bpm }).map(drop),
            None => Ok(()),
        }
    }
}

/// What stands behind the number, where a track's name begins with its place among all, from 1: `MIDI` of `2-MIDI`.
fn counted_name(at: usize, track: &TrackInfo) -> Option<&str> {
    let (number, rest) = track.name.split_once('-')?;
    (number.parse() == Ok(at + 1)).then_some(rest)
}

#[cfg(test)]
mod tests {
    use livebridge_port::fixtures;

    use super::*;

    #[test]
    fn a_name_that_counts_is_told_by_its_place() {
        let fake = livebridge_fake::FakeLiveBridge::from_snapshot(&fixtures::seeded()).unwrap();
        let mut track = livebridge_port::LiveBridge::list_tracks(&fake).unwrap().remove(0);
        track.name = "2-MIDI".into();
        assert_eq!([counted_name(1, &track), counted_name(2, &track)], [Some("MIDI"), None]);
        track.name = "Drums".into();
        assert_eq!(counted_name(0, &track), None);
    }
}
