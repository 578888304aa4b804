//! The oracle: a Set, a full clone of it per undo step, and the answer to every step.

use livebridge_port::{Batch, ErrorCode, IdRef, Reset, Snapshot, TrackId, TrackKind, UndoDepth, fixtures};

use super::apply::{Kind, Running, find};
use super::program::{ReadAnswer, Refusal, Step};
use super::set::{ClipState, Object, SetState, TrackState};
use super::values;

/// What the port must do, as simply as it can be said.
pub(crate) struct Oracle {
    pub(crate) set: SetState,
    undo: Vec<SetState>,
    redo: Vec<SetState>,
    committed: u64,
    /// How many steps can be undone.
    limit: usize,
}

impl Oracle {
    /// An oracle with a Set; `None` when the snapshot contradicts itself.
    pub(crate) fn new(snapshot: &Snapshot, limit: usize) -> Option<Self> {
        let set = SetState::load(snapshot)?;
        Some(Self { set, undo: Vec::new(), redo: Vec::new(), committed: 0, limit })
    }

    pub(crate) fn depth(&self) -> UndoDepth {
        UndoDepth { undo: self.undo.len() as u64, redo: self.redo.len() as u64 }
    }

    pub(crate) fn committed(&self) -> u64 {
        self.committed
    }

    pub(crate) fn answer(&mut self, step: &Step) -> ReadAnswer {
        let answer = match step {
            Step::Overview => Ok(ReadAnswer::Overview(self.set.overview())),
            Step::Tracks => Ok(ReadAnswer::Tracks(self.set.track_infos())),
            Step::Find(query) => Ok(ReadAnswer::Matches(self.set.matches(query))),
            Step::Clips(id) => {
                self.find_track(id).map(|(track_id, track)| ReadAnswer::Clips(track.clip_infos(track_id)))
            }
            Step::Notes(id) => self.notes(id),
            Step::Scenes => Ok(ReadAnswer::Scenes(self.set.scene_infos())),
            Step::Params(id) => self.find_track(id).map(|(track_id, track)| ReadAnswer::Params(track.params(track_id))),
            Step::Mixer(id) => self.find_track(id).map(|(track_id, track)| ReadAnswer::Mixer(track.mixer(track_id))),
            Step::CuePoints => Ok(ReadAnswer::CuePoints(self.set.cue_point_infos())),
            Step::Render(id, start, end) => self.render(id, *start, *end),
            Step::Commit(batch) => self.commit(batch),
            Step::Undo => Ok(ReadAnswer::Done(self.step_back())),
            Step::Redo => Ok(ReadAnswer::Done(self.step_forward())),
            Step::Reset(to) => self.reset(to),
            Step::Reload => {
                self.undo.clear();
                self.redo.clear();
                Ok(ReadAnswer::Nothing)
            }
        };
        answer.unwrap_or_else(ReadAnswer::Refused)
    }

    fn find(&self, id: &IdRef, kind: Kind) -> Result<Object, Refusal> {
        find(&self.set, id, kind).map_err(|code| about(id, code))
    }

    fn find_track(&self, id: &IdRef) -> Result<(TrackId, &TrackState), Refusal> {
        match self.find(id, Kind::Track)? {
            Object::Track(uid) => self.set.track(uid).ok_or_else(|| about(id, ErrorCode::StaleReference)),
            _ => Err(about(id, ErrorCode::WrongType)),
        }
    }

    fn notes(&self, id: &IdRef) -> Result<ReadAnswer, Refusal> {
        let clip: Option<&ClipState> = match self.find(id, Kind::Clip)? {
            Object::Clip(uid) => self.set.clip(uid),
            _ => None,
        };
        let notes = clip.and_then(|clip| clip.body.notes.as_ref());
        notes.map(|notes| ReadAnswer::Notes(notes.to_vec())).ok_or_else(|| about(id, ErrorCode::WrongType))
    }

    /// Only renders that are refused are asked for: what is well-formed here is far too long.
    fn render(&self, id: &IdRef, start: f64, end: f64) -> Result<ReadAnswer, Refusal> {
        if !values::is_range(start, end) {
            return Err(about(id, ErrorCode::BadInput));
        }
        match self.find_track(id)?.1.body.kind {
            TrackKind::Midi => Err(about(id, ErrorCode::WrongType)),
            TrackKind::Audio => Err(about(id, ErrorCode::SdkRejected)),
        }
    }

    fn commit(&mut self, batch: &Batch) -> Result<ReadAnswer, Refusal> {
        let mut running = Running {
            begin: self.set.clone(),
            now: self.set.clone(),
            made: Vec::new(),
            is_transaction: batch.is_transaction(),
        };
        for mutation in batch.mutations() {
            running.apply(mutation)?;
        }
        if batch.mutations().is_empty() {
            return Ok(ReadAnswer::Committed { outcomes: Vec::new(), undo_steps: Some(0) });
        }
        self.undo.push(std::mem::replace(&mut self.set, running.now));
        if self.undo.len() > self.limit {
            self.undo.remove(0);
        }
        self.redo.clear();
        self.committed += 1;
        let made = batch.mutations().iter().zip(running.made);
        let outcomes = made.map(|(mutation, made)| self.set.outcome(mutation, made.map(|made| made.object))).collect();
        Ok(ReadAnswer::Committed { outcomes, undo_steps: Some(1) })
    }

    fn step_back(&mut self) -> bool {
        let Some(before) = self.undo.pop() else { return false };
        self.redo.push(std::mem::replace(&mut self.set, before));
        true
    }

    fn step_forward(&mut self) -> bool {
        let Some(after) = self.redo.pop() else { return false };
        self.undo.push(std::mem::replace(&mut self.set, after));
        true
    }

    fn reset(&mut self, to: &Reset) -> Result<ReadAnswer, Refusal> {
        let refusal = Refusal { code: ErrorCode::BadInput, subject_id: None, op: None };
        let snapshot = match to {
            Reset::Snapshot(snapshot) => Some((**snapshot).clone()),
            Reset::Fixture { fixture, notes: Some(notes) } => {
                (fixture == "with_one_midi_clip").then(|| fixtures::with_one_midi_clip(notes))
            }
            Reset::Fixture { fixture, notes: None } => fixtures::by_name(fixture),
        };
        self.set = snapshot.and_then(|snapshot| SetState::load(&snapshot)).ok_or(refusal)?;
        self.undo.clear();
        self.redo.clear();
        Ok(ReadAnswer::Nothing)
    }
}

fn about(id: &IdRef, code: ErrorCode) -> Refusal {
    Refusal { code, subject_id: Some(id.to_string()), op: None }
}
