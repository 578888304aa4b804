//! Before a Set that may be somebody's is changed: what an earlier run left is taken back, and the run begins only in
//! an empty Set or in the one that was named. What will be done is told first.

use livebridge_port::capabilities::UndoCapability;
use livebridge_port::hash::fnv1a;
use livebridge_port::{ClipKind, Operation, json};

use super::own_tracks::{OwnTracks, TRACKS};
use super::{Stage, View, Way};
use crate::check::{Checked, Stop};
use crate::scratch::{Journal, LeftAlone, Scratch, WayOut};

/// The most steps of an earlier run that are undone to find the Set as it was before; where that does not lead there,
/// they are done again.
const MOST_STEPS: u64 = 2000;

impl Stage {
    /// Asks whether this run may change the Set, and notes what was found in it. On a Set that is ours: nothing.
    ///
    /// # Errors
    ///
    /// [`LeftAlone`] when it may not: there is something in the Set, or nothing can be taken back.
    pub fn guard(&mut self, scratch: &Scratch) -> Result<(), LeftAlone> {
        if self.way() != Way::Build || !self.target.may_be_live() {
            return Ok(());
        }
        self.take_back_for(scratch)?;
        let own = self.survey().map_err(|stop| unseen(&stop))?;
        let name = name_of(&own);
        let is_empty = self.is_empty(&own).map_err(|stop| unseen(&stop))?;
        if !is_empty && scratch.named.as_deref() != Some(&*name) {
            let what = match &scratch.named {
                None => format!("there is something in the Set of `{}`", self.target),
                Some(other) => format!("the Set of `{}` is not `{other}`: it is another, or was changed", self.target),
            };
            return Err(LeftAlone::new(what, WayOut::Name(name)));
        }
        let lacks = self.cannot_take_back();
        if let (Some(lacks), false) = (&lacks, scratch.leave_behind) {
            let what = format!("what a run makes in the Set of `{}` would stay there: {lacks}", self.target);
            return Err(LeftAlone::new(what, WayOut::LeaveBehind));
        }
        (scratch.tell)(&self.announced(&name, own.tracks(), lacks.as_deref()));
        let note = own.noted(self.target.to_string());
        note.write(&scratch.journal).map_err(|error| {
            let what = format!("`{}` cannot be written: {error}", scratch.journal.display());
            LeftAlone::new(what, "it is noted there what was found, for the case that the run is killed")
        })?;
        self.journal = Some(scratch.journal.clone());
        self.own = Some(own);
        self.sent.set(0);
        Ok(())
    }

    /// Takes back what an earlier run of this target left that could not do so itself.
    fn take_back_for(&mut self, scratch: &Scratch) -> Result<(), LeftAlone> {
        let Some(noted) = Journal::read(&scratch.journal)? else { return Ok(()) };
        let journal = scratch.journal.display();
        if noted.target != self.target.to_string() {
            let what = format!("a run on `{}` was ended in the middle, and is not taken back", noted.target);
            let hint = format!("verify that target again, which takes it back, or take `{journal}` away");
            return Err(LeftAlone::new(what, hint));
        }
        let found = noted.found().map_err(|why| {
            LeftAlone::new(format!("what `{journal}` says of the Set is not read: {why}"), "take the file away")
        })?;
        self.own = Some(OwnTracks::as_noted(noted, found));
        self.sent.set(MOST_STEPS);
        self.journal = Some(scratch.journal.clone());
        let left = self.take_away_own_tracks();
        if self.journal.is_some() {
            let what = left.unwrap_or_else(|| "it could not be told whether anything was left".to_owned());
            return Err(LeftAlone::new(what, "is the target still there? The note is kept"));
        }
        match left {
            None => {
                (scratch.tell)("an earlier run was ended in the middle: what it had made is taken back now\n");
                Ok(())
            }
            Some(left) => {
                let what = format!("an earlier run was ended in the middle, and cannot be taken back whole: {left}");
                Err(LeftAlone::new(what, "look at the Set; the next run takes it as it is"))
            }
        }
    }

    /// Whether nothing is in the Set that somebody could miss. What is not shown counts as something.
    fn is_empty(&self, own: &OwnTracks) -> Checked<bool> {
        let shown = [Operation::GetSongOverview, Operation::ListTracks, Operation::ListClips];
        if !shown.into_iter().all(|operation| self.offers(operation)) || self.overview()?.cue_point_count > 0 {
            return Ok(false);
        }
        for track in own.tracks() {
            if track.device_count > 0 || self.clips(&track.id)?.iter().any(|clip| clip.kind != ClipKind::Empty) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn undoes(&self) -> bool {
        self.capabilities().undo == UndoCapability::Observable && self.offers(Operation::ControlUndo)
    }

    /// Why what a run makes cannot be taken back; `None` where it can.
    fn cannot_take_back(&self) -> Option<String> {
        let makes = self.offers(Operation::CreateTrack);
        if self.undoes() || (makes && self.offers(Operation::DeleteTrack) && self.offers(Operation::ListTracks)) {
            return None;
        }
        Some(if makes {
            "the target can neither undo nor delete a track".to_owned()
        } else {
            "the target can neither undo nor make a track, so the tracks that are there are changed".to_owned()
        })
    }

    /// What will be done, in words.
    fn announced(&self, name: &str, theirs: &[livebridge_port::TrackInfo], lacks: Option<&str>) -> String {
        let made = TRACKS.map(|(_, name)| format!("`{name}`")).join(", ");
        let back = match lacks {
            Some(lacks) => format!("It will not be taken back: {lacks}."),
            None if self.undoes() => "At the end all of it is undone.".to_owned(),
            None => "At the end its tracks are deleted and the tempo is set back; cue points stay.".to_owned(),
        };
        let count = theirs.len();
        let there = if count == 1 { "1 track is".to_owned() } else { format!("{count} tracks are") };
        format!(
            "The Set of `{}` ({name}; {there} in it) will be changed: tracks of this run's own ({made}) beside those \
             that are there, the tempo, and cue points from beat 1033 on. {back} The same after Ctrl-C and after a lost \
             connection; what is left is told.\n",
            self.target
        )
    }
}

/// The name of a Set: by what is in it, for a bridge does not tell what its file is called.
fn name_of(own: &OwnTracks) -> String {
    let text = match own.found() {
        View::Set(set) => set.to_canonical(),
        View::Other(seen) => json::to_string(seen).unwrap_or_default(),
    };
    let hash = fnv1a(text.as_bytes());
    format!("{}-tracks-{:08x}", own.tracks().len(), hash & 0xffff_ffff)
}

fn unseen(stop: &Stop) -> LeftAlone {
    LeftAlone::new(format!("the Set cannot be looked at before it is changed: {stop:?}"), "does the target answer?")
}
