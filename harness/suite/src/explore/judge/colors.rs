//! The colours that a host gives where a Set opens: to clips that have none, which the fake alone leaves so, and the
//! nearest of its palette. The model takes them over.

use livebridge_port::capabilities::Colors;
use livebridge_port::snapshot::ClipSnapshot;
use livebridge_port::{ClipInfo, ClipLocation, Operation, Response};

use super::super::answer::StepAnswer;
use super::super::program::{self, Step};
use super::{Judge, Judged};

impl Judge<'_> {
    /// Takes over the colours that the target shows, where the Set that was opened leaves them to it. What it lists
    /// otherwise than the Set has it is found by the looks that follow.
    pub(super) fn adopt_colors(&mut self) -> Judged {
        let is_palette = self.description.capabilities.colors == Colors::Palette;
        let is_open = |clip: &ClipSnapshot| is_palette || clip.color == 0;
        let lists = |operation| self.description.offers(operation) && !self.manner.muted.contains(&operation);
        let opened = self.model.snapshot();
        let clips = opened.tracks.iter().flat_map(|track| track.session.iter().chain(&track.arrangement));
        if !clips.clone().any(is_open) || !lists(Operation::ListTracks) || !lists(Operation::ListClips) {
            return Ok(());
        }
        let mut set = opened.clone();
        let Some(Response::ListTracks(tracks)) = self.given(&Step::ListTracks)? else { return Ok(()) };
        for (track, shown) in set.tracks.iter_mut().zip(tracks) {
            let Some(Response::ListClips(clips)) = self.given(&program::clips(shown.id))? else { continue };
            let (session, arrangement): (Vec<ClipInfo>, Vec<ClipInfo>) =
                clips.into_iter().partition(|clip| clip.location == ClipLocation::Session);
            for clip in track.session.iter_mut().filter(|clip| is_open(clip)) {
                let seen = clip.scene.and_then(|scene| session.get(scene));
                clip.color = seen.map_or(clip.color, |seen| seen.color);
            }
            for (clip, seen) in track.arrangement.iter_mut().zip(arrangement) {
                clip.color = if is_open(clip) { seen.color } else { clip.color };
            }
        }
        if set == opened {
            return Ok(());
        }
        let loaded = self.model.load(&set);
        loaded.map_err(|error| self.parted("loading", "colours that a Set can have", error.to_string()))
    }

    /// The response to a read; nothing where it is refused.
    fn given(&mut self, step: &Step) -> Judged<Option<Response>> {
        match self.subject.ask(step) {
            StepAnswer::Given(response) => Ok(Some(response)),
            StepAnswer::Fault(fault) => {
                Err(self.parted("no answer", format!("{} is answered", step.operation()), fault))
            }
            StepAnswer::Rendered(_) | StepAnswer::Committed(..) | StepAnswer::Refused(_) => Ok(None),
        }
    }
}
