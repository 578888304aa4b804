//! The places in a Set that clients write and read, and the calls that do so.
//!
//! A register holds a tag: 0 for what was there at first, any other for the write that has it. No two writes of a plan
//! have the same, so an answer says whose write was read.

use livebridge_port::capabilities::Range;
use livebridge_port::params::ClipParams;
use livebridge_port::{
    Batch, CallError, Commit, IdRef, Mutation, Name, Note, Operation, Outcome, Request, Response, TrackInfo,
    TrackPropsPatch,
};

use crate::check::{Checked, Stop};
use crate::stage::Stage;
use crate::tolerance::Tolerance;

/// Which write a register shows.
pub(crate) type Tag = u16;

/// What no write made and was not there at first: half of something, or of another client's.
pub(crate) const UNKNOWN: Tag = Tag::MAX;

/// The most writes of one register: as many as there are tempos and pitches to tell apart.
pub(crate) const MOST_TAGS: Tag = 64;

/// A place in the Set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Register {
    /// The tempo of the song.
    Tempo,
    /// The name of one of the tracks.
    Name(usize),
    /// The notes of the clip.
    Notes,
}

/// What one call is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    /// One write as a plain call.
    Write(Register, Tag),
    /// Several as a transaction.
    Together(Vec<(Register, Tag)>),
    /// Several as a transaction whose last operation is refused.
    Failing(Vec<(Register, Tag)>),
    /// A read of every register that one operation shows.
    Read(Operation),
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It was done; what the outcomes show.
    Done(Vec<(Register, Tag)>),
    /// What was read.
    Read(Vec<(Register, Tag)>),
    /// It was refused.
    Refused,
    /// The client was gone before an answer came: it may have happened or not.
    Unanswered,
}

/// The registers of a Set, with what was in them at first.
#[derive(Debug, Clone)]
pub(crate) struct Registers {
    tempo: Option<(f64, f64)>,
    tracks: Vec<(IdRef, Name)>,
    notes: Option<(IdRef, Vec<Note>)>,
    /// Whether a transaction is taken back when one of its operations is refused.
    pub(crate) atomic: bool,
    /// Whether what was done shows only after `control/settle`.
    pub(crate) settles: bool,
    tolerance: Tolerance,
}

/// How many tracks are renamed.
const TRACKS: usize = 2;

/// A track that is nowhere.
const NOWHERE: &str = "track:977";

impl Registers {
    /// Those of a fresh Set, as far as the target offers the operations.
    pub(crate) fn find(stage: &mut Stage) -> Checked<Self> {
        let offers =
            |stage: &Stage, operations: &[Operation]| operations.iter().all(|operation| stage.offers(*operation));
        let tracks = if offers(stage, &[Operation::ListTracks, Operation::SetTrackProps]) {
            stage
                .several_tracks(TRACKS)?
                .into_iter()
                .take(TRACKS)
                .map(|TrackInfo { id, name, .. }| (id, name))
                .collect()
        } else {
            stage.fresh("seeded")?;
            Vec::new()
        };
        let notes = if offers(stage, &[Operation::GetNotes, Operation::SetNotes]) {
            let clip = stage.any_midi_clip()?;
            let notes = stage.notes(&clip)?;
            Some((clip, notes))
        } else {
            None
        };
        let tempo = if offers(stage, &[Operation::GetSongOverview, Operation::SetTempo]) {
            let first = stage.overview()?.tempo;
            lowest_tempo(stage, first).map(|lowest| (lowest, first))
        } else {
            None
        };
        let atomic = stage.capabilities().transaction >= livebridge_port::capabilities::TransactionCapability::Atomic
            && !tracks.is_empty();
        let found = Self {
            tempo,
            tracks,
            notes,
            atomic,
            settles: stage.offers(Operation::ControlSettle),
            tolerance: stage.tolerance(),
        };
        if found.all().is_empty() {
            return Err(Stop::Missing("something that can be written and read".to_owned()));
        }
        Ok(found)
    }

    /// The registers that there are.
    pub(crate) fn all(&self) -> Vec<Register> {
        let tempo = self.tempo.map(|_| Register::Tempo);
        let names = (0..self.tracks.len()).map(Register::Name);
        tempo.into_iter().chain(names).chain(self.notes.as_ref().map(|_| Register::Notes)).collect()
    }

    /// The reads that show one of them or several.
    pub(crate) fn reads(&self) -> Vec<Operation> {
        let mut reads = Vec::new();
        reads.extend(self.tempo.map(|_| Operation::GetSongOverview));
        reads.extend((!self.tracks.is_empty()).then_some(Operation::ListTracks));
        reads.extend(self.notes.as_ref().map(|_| Operation::GetNotes));
        reads
    }

    /// The call of an action.
    pub(crate) fn request(&self, action: &Action) -> Request {
        match action {
            Action::Write(register, tag) => Request::Commit(Batch::Call(self.write(*register, *tag))),
            Action::Together(writes) => Request::Commit(Batch::Transaction(self.writes(writes))),
            Action::Failing(writes) => {
                let mut mutations = self.writes(writes);
                let props = TrackPropsPatch { name: Some("nowhere".into()), ..TrackPropsPatch::default() };
                mutations.push(Mutation::SetTrackProps { track_id: NOWHERE.into(), props });
                Request::Commit(Batch::Transaction(mutations))
            }
            Action::Read(Operation::ListTracks) => Request::ListTracks,
            Action::Read(Operation::GetNotes) => {
                let clip_id = self.notes.as_ref().map_or_else(|| IdRef::from(NOWHERE), |(clip, _)| clip.clone());
                Request::GetNotes(ClipParams { clip_id })
            }
            Action::Read(_) => Request::GetSongOverview,
        }
    }

    fn writes(&self, writes: &[(Register, Tag)]) -> Vec<Mutation> {
        writes.iter().map(|(register, tag)| self.write(*register, *tag)).collect()
    }

    fn write(&self, register: Register, tag: Tag) -> Mutation {
        match register {
            Register::Tempo => Mutation::SetTempo { bpm: self.bpm(tag) },
            Register::Name(track) => {
                let props = TrackPropsPatch { name: Some(name(tag)), ..TrackPropsPatch::default() };
                Mutation::SetTrackProps { track_id: self.tracks[track].0.clone(), props }
            }
            Register::Notes => {
                let clip_id = self.notes.as_ref().map_or_else(|| IdRef::from(NOWHERE), |(clip, _)| clip.clone());
                Mutation::SetNotes { clip_id, notes: [Note::new(pitch(tag), 0.0, 1.0)].into() }
            }
        }
    }

    fn bpm(&self, tag: Tag) -> f64 {
        self.tempo.map_or(0.0, |(lowest, _)| lowest + f64::from(tag))
    }

    /// What an answer shows; the fault of a connection is none.
    pub(crate) fn seen(&self, action: &Action, answer: Result<Response, CallError>) -> Checked<Seen> {
        match answer {
            Ok(Response::Mutation(outcome)) => Ok(Seen::Done(self.shown(action, &[outcome]))),
            Ok(Response::Transaction(Commit { outcomes, .. })) => Ok(Seen::Done(self.shown(action, &outcomes))),
            Ok(Response::GetSongOverview(overview)) => {
                Ok(Seen::Read(vec![(Register::Tempo, self.tempo_tag(overview.tempo))]))
            }
            Ok(Response::ListTracks(tracks)) => {
                let named = |place: usize| {
                    let (id, _) = &self.tracks[place];
                    let found = tracks.iter().find(|track| track.id == *id);
                    found.map_or(UNKNOWN, |track| self.name_tag(place, &track.name))
                };
                Ok(Seen::Read((0..self.tracks.len()).map(|place| (Register::Name(place), named(place))).collect()))
            }
            Ok(Response::GetNotes(notes)) => Ok(Seen::Read(vec![(Register::Notes, self.notes_tag(&notes))])),
            Ok(other) => Err(Stop::broken("an answer of the kind that was asked for", format!("{other:?}"))),
            Err(CallError::Refused(_)) => Ok(Seen::Refused),
            Err(CallError::Fault(fault)) => Err(Stop::Fault(fault)),
        }
    }

    /// What outcomes show of the registers that were written. In a transaction they are of its end.
    fn shown(&self, action: &Action, outcomes: &[Option<Outcome>]) -> Vec<(Register, Tag)> {
        let writes = match action {
            Action::Write(register, tag) => vec![(*register, *tag)],
            Action::Together(writes) | Action::Failing(writes) => writes.clone(),
            Action::Read(_) => Vec::new(),
        };
        let pairs = writes.into_iter().zip(outcomes);
        pairs
            .filter_map(|((register, _), outcome)| match (register, outcome) {
                (Register::Tempo, Some(Outcome::Overview(overview))) => {
                    Some((register, self.tempo_tag(overview.tempo)))
                }
                (Register::Name(place), Some(Outcome::Track(track))) => {
                    Some((register, self.name_tag(place, &track.name)))
                }
                _ => None,
            })
            .collect()
    }

    fn tempo_tag(&self, read: f64) -> Tag {
        let same = |tag: &Tag| self.tolerance.same_number(self.bpm(*tag), read);
        let first = self.tempo.is_some_and(|(_, first)| self.tolerance.same_number(first, read));
        if first { 0 } else { (1..MOST_TAGS).find(same).unwrap_or(UNKNOWN) }
    }

    fn name_tag(&self, place: usize, read: &str) -> Tag {
        if *self.tracks[place].1 == *read {
            0
        } else {
            (1..MOST_TAGS).find(|tag| *name(*tag) == *read).unwrap_or(UNKNOWN)
        }
    }

    fn notes_tag(&self, read: &[Note]) -> Tag {
        match read {
            _ if self.notes.as_ref().is_some_and(|(_, first)| self.tolerance.same_notes(first, read)) => 0,
            [note] => (1..MOST_TAGS).find(|tag| self.tolerance.same_number(pitch(*tag), note.pitch)).unwrap_or(UNKNOWN),
            _ => UNKNOWN,
        }
    }

    /// An action in words: `setTempo 131 and setTrackProps "Client 4"`.
    pub(crate) fn words(&self, action: &Action) -> String {
        let list = |writes: &[(Register, Tag)]| {
            writes.iter().map(|(register, tag)| self.written(*register, *tag)).collect::<Vec<_>>().join(", ")
        };
        match action {
            Action::Write(register, tag) => self.written(*register, *tag),
            Action::Together(writes) => format!("transaction [{}]", list(writes)),
            Action::Failing(writes) => format!("transaction [{}, setTrackProps of `{NOWHERE}`]", list(writes)),
            Action::Read(operation) => operation.name().to_owned(),
        }
    }

    fn written(&self, register: Register, tag: Tag) -> String {
        match register {
            Register::Tempo => format!("setTempo {}", self.bpm(tag)),
            Register::Name(place) => format!("setTrackProps {} name \"{}\"", self.tracks[place].0, name(tag)),
            Register::Notes => format!("setNotes with pitch {}", pitch(tag)),
        }
    }

    /// What was seen, in words.
    pub(crate) fn seen_words(&self, seen: &Seen) -> String {
        match seen {
            Seen::Refused => "refused".to_owned(),
            Seen::Unanswered => "no answer was waited for".to_owned(),
            Seen::Done(shown) if shown.is_empty() => "done".to_owned(),
            Seen::Done(shown) => format!("done: {}", self.values(shown)),
            Seen::Read(shown) => self.values(shown),
        }
    }

    fn values(&self, shown: &[(Register, Tag)]) -> String {
        shown.iter().map(|(register, tag)| self.value(*register, *tag)).collect::<Vec<_>>().join(", ")
    }

    fn value(&self, register: Register, tag: Tag) -> String {
        let (what, shown) = match register {
            Register::Tempo => ("tempo".to_owned(), self.bpm(tag).to_string()),
            Register::Name(place) => (format!("name of {}", self.tracks[place].0), format!("\"{}\"", name(tag))),
            Register::Notes => ("notes".to_owned(), format!("pitch {}", pitch(tag))),
        };
        match tag {
            0 => format!("{what} as at first"),
            UNKNOWN => format!("{what} that nobody wrote"),
            _ => format!("{what} {shown}"),
        }
    }
}

fn name(tag: Tag) -> Name {
    format!("Write {tag}").into()
}

/// From 36 on: 64 of them end before 127.
fn pitch(tag: Tag) -> f64 {
    f64::from(36 + tag)
}

/// A tempo from which on there are as many as there are tags, none of them the one that is there; `None` where the target
/// takes too few.
fn lowest_tempo(stage: &Stage, first: f64) -> Option<f64> {
    const USUAL: Range = Range { min: Some(100.0), max: Some(200.0) };
    let domain = &stage.capabilities().domain;
    let range = domain.get(Operation::SetTempo.name()).and_then(|arguments| arguments.get("bpm"));
    let Range { min, max } = range.copied().unwrap_or(USUAL);
    let (min, max) = (min.or(USUAL.min)?.ceil(), max.or(USUAL.max)?);
    // Quarters are exact in 32 bits.
    let between = if (first.fract() - 0.25).abs() < 0.1 { 0.5 } else { 0.25 };
    Some(min + between).filter(|lowest| lowest + f64::from(MOST_TAGS) <= max)
}
