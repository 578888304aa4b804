//! The reference model: the fake, told what the host chose.
//!
//! The contract leaves some values to the host (section 5a). The model takes them over from the target's outcome
//! while it carries the same mutation out, through the fake's own hook for edits, so that they are in its history
//! like everything else: an undo takes them back, a redo brings them again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use livebridge_fake::{ClipState, Deviation, Edit, FakeLiveBridge, SetState};
use livebridge_port::capabilities::{Colors, SideEffect};
use livebridge_port::id::PathShape;
use livebridge_port::params::RenderParams;
use livebridge_port::snapshot::{DeviceSnapshot, Extra};
use livebridge_port::{
    Batch, BridgeError, CallError, Capabilities, ClipInfo, ClipPropsPatch, CreateAudioClipArgs, DeviceParamInfo,
    ErrorCode, IdRef, LiveBridge, Mutation, MutationKind, Name, Outcome, Reset, Result, SetView, Snapshot, TrackInfo,
    TrackKind, rules,
};

use super::answer::{self, StepAnswer};
use super::program::Step;

/// What the target answered to the batch that the model is about to carry out.
#[derive(Debug, Default)]
struct Heard {
    outcomes: Vec<Option<Outcome>>,
    /// Position of the next mutation.
    next: usize,
    /// Where the tracks that it makes were put, in the order in which they were made.
    places: Vec<u32>,
    /// How many tracks it made so far.
    made_tracks: usize,
    /// What the host changed by itself, as it is shown after the batch.
    beside: Option<Arc<Beside>>,
    effects: BTreeSet<SideEffect>,
    /// The names of the devices that it inserts into tracks that it makes.
    inserted: Vec<(IdRef, Name)>,
    /// The devices that the target declares.
    devices: Arc<BTreeSet<Name>>,
    /// Whether anything of it changed the Set.
    changes: bool,
    /// The clips that it gives a name or a colour, with the positions of its mutations.
    named: Vec<(usize, IdRef)>,
    coloured: Vec<(usize, IdRef)>,
    /// The names that the host gave new clips before: of audio, of MIDI.
    own_names: BTreeMap<bool, Name>,
    /// Whether colours are those of a palette.
    colors: Colors,
}

impl Heard {
    /// Whether a later mutation is among those that give this clip something: then an earlier outcome, which tells of the
    /// end, does not tell what it had before, and a piece that was cut off before still has that.
    fn later(&self, given: &[(usize, IdRef)], clip: &ClipInfo) -> bool {
        given.iter().any(|(at, id)| *at >= self.next && *id == clip.id)
    }

    /// Whether a host that numbers its tracks takes over the naming of one that is given no name.
    fn names(&self, given: &str, kept: &str) -> bool {
        given.is_empty() && self.effects.contains(&SideEffect::DefaultNames) && is_default(kept)
    }
}

/// The deviation of the model: what the host chose.
#[derive(Debug, Clone, Default)]
struct Adopting(Arc<Mutex<Heard>>);

impl Adopting {
    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Deviation for Adopting {
    fn waives(&self, mutation: &Mutation, error: &BridgeError) -> bool {
        // Which devices exist is the host's choice: one that it declares, or inserted, is there.
        let Mutation::InsertDevice { device_name, .. } = mutation else { return false };
        let heard = self.heard();
        let inserted = matches!(heard.outcomes.get(heard.next), Some(Some(Outcome::Device(_))));
        error.code == ErrorCode::SdkRejected && (inserted || heard.devices.contains(device_name))
    }

    fn edits(&self, mutation: &Mutation, _: bool, set: &SetState, edits: &mut Vec<Edit>) {
        let mut heard = self.heard();
        let next = heard.next;
        heard.next += 1;
        if let Some(Some(outcome)) = heard.outcomes.get_mut(next).map(Option::take) {
            adopt(mutation, &outcome, edits, &mut heard);
        }
        heard.made_tracks += usize::from(matches!(mutation, Mutation::CreateTrack { .. }));
        // Beside the last one stands what the host did by itself: nobody sees when it did.
        if heard.next == heard.outcomes.len()
            && let Some(beside) = heard.beside.clone()
        {
            beside.add(set, &heard.effects, edits);
        }
        heard.changes |= edits.iter().any(|edit| edit.changes(set));
    }
}

/// What a host declares to change by itself, as it shows it after a batch: tracks, their devices by the snapshot or by
/// their parameters.
#[derive(Debug)]
pub(super) struct Beside {
    pub(super) tracks: Vec<TrackInfo>,
    pub(super) set: Option<Box<Snapshot>>,
    pub(super) params: Vec<Vec<DeviceParamInfo>>,
}

impl Beside {
    /// Adds what is declared and seen to the edits of the last mutation of a batch.
    fn add(&self, set: &SetState, effects: &BTreeSet<SideEffect>, edits: &mut Vec<Edit>) {
        let mut after = set.clone();
        for edit in edits.iter().cloned() {
            drop(edit.apply(&mut after));
        }
        let after = after.to_snapshot();
        for (at, (track, seen)) in after.tracks.iter().zip(&self.tracks).enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            if effects.contains(&SideEffect::Arm) && track.arm != seen.arm {
                edits.push(Edit::TrackArm(at, seen.arm));
            }
            if effects.contains(&SideEffect::DefaultNames) && track.name != seen.name && is_default(&track.name) {
                edits.push(Edit::TrackName(at, seen.name.clone()));
            }
        }
    }

    /// The devices of a track that was made, as they are seen.
    fn devices(&self, at: usize, shown: &TrackInfo) -> Vec<DeviceSnapshot> {
        if let Some(set) = &self.set {
            return set.tracks.get(at).map_or_else(Vec::new, |track| track.devices.clone());
        }
        // Nobody can tell which parameter is of which device: they are all of the first.
        let params = self.params.get(at).cloned().unwrap_or_default();
        let device = |parameters| DeviceSnapshot { name: None, parameters, extra: Extra::default() };
        let rest = (1..shown.device_count).map(|_| device(Vec::new()));
        let first = device(params.into_iter().map(Into::into).collect());
        [first].into_iter().chain(rest).take(shown.device_count).collect()
    }
}

/// Whether a host may have given this name: `3-MIDI`.
fn is_default(name: &str) -> bool {
    name.split_once('-').is_some_and(|(number, _)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a host may keep another name than this, or refuse it: with line breaks or control characters, or very long.
pub(super) fn is_unusual(name: &str) -> bool {
    const LONGEST: usize = 1000;
    let is_no_text = |letter: char| letter.is_control() || ['\u{2028}', '\u{2029}'].contains(&letter);
    name.chars().any(is_no_text) || name.chars().count() > LONGEST
}

/// Puts what the host chose, as its outcome tells, into the edits of a mutation.
fn adopt(mutation: &Mutation, outcome: &Outcome, edits: &mut [Edit], heard: &mut Heard) {
    for edit in edits {
        match (mutation, outcome, edit) {
            (Mutation::CreateTrack { .. }, Outcome::Track(chosen), Edit::InsertTrack(at, track)) => {
                track.name = chosen.name.clone();
                track.send_count = chosen.mixer.send_count;
                if let Some(place) = heard.places.get(heard.made_tracks) {
                    *at = (*place).min(*at);
                }
                if heard.effects.contains(&SideEffect::Arm) {
                    track.arm = chosen.arm;
                }
                if heard.effects.contains(&SideEffect::NewTrackDevices)
                    && let Some(beside) = &heard.beside
                    && let Some(place) = beside.tracks.iter().position(|track| track.id == chosen.id)
                {
                    let mut devices = beside.devices(place, chosen);
                    // Those that the batch inserts itself come later.
                    let inserted = heard.inserted.iter().filter(|(track, _)| *track == chosen.id);
                    take_out(&mut devices, inserted.map(|(_, name)| name));
                    track.set_devices(devices);
                }
            }
            (Mutation::SetTrackProps { props, .. }, Outcome::Track(chosen), Edit::TrackName(_, name))
                if props.name.as_ref().is_some_and(|name| is_unusual(name) || heard.names(name, &chosen.name)) =>
            {
                *name = chosen.name.clone();
            }
            (Mutation::SetClipProps { props, .. }, Outcome::Clip(chosen), Edit::ClipName(_, name))
                if props.name.as_ref().is_some_and(|name| is_unusual(name)) && !heard.later(&heard.named, chosen) =>
            {
                *name = chosen.name.clone();
            }
            (Mutation::CreateCuePoint { name, .. }, Outcome::CuePoint(chosen), Edit::InsertCuePoint(_, cue))
                if is_unusual(name) =>
            {
                cue.name = chosen.name.clone();
            }
            (Mutation::CreateMidiClip { .. }, Outcome::Clip(chosen), Edit::Slot { clip: Some(clip), .. }) => {
                adopt_clip(clip, chosen, heard);
            }
            (
                Mutation::CreateArrangementMidiClip { start_beat: start, .. }
                | Mutation::CreateArrangementAudioClip { args: CreateAudioClipArgs { start_time: start, .. }, .. },
                Outcome::Clip(chosen),
                Edit::Arrangement { inserted, .. },
            ) => {
                // The pieces of other clips beside it begin elsewhere, and are none of the host's choice.
                if let Some(clip) = inserted.iter_mut().find(|clip| clip.start.total_cmp(start).is_eq()) {
                    adopt_clip(clip, chosen, heard);
                }
            }
            (Mutation::InsertDevice { .. }, Outcome::Device(chosen), Edit::InsertDevice(_, _, device)) => {
                device.parameters = chosen.parameters.iter().cloned().map(Into::into).collect();
            }
            (Mutation::SetClipProps { .. }, Outcome::Clip(chosen), Edit::ClipColor(_, color))
                if heard.colors == Colors::Palette && !heard.later(&heard.coloured, chosen) =>
            {
                *color = chosen.color;
            }
            (Mutation::SetParam { value: asked, .. }, Outcome::Param(chosen), Edit::Param(_, kept))
                if chosen.is_quantized =>
            {
                // A tie goes either way.
                let (up, other) = ((*kept - asked).abs(), (chosen.value - asked).abs());
                if up.total_cmp(&other).is_eq() {
                    *kept = chosen.value;
                }
            }
            _ => {}
        }
    }
}

/// Name, colour, looping and loop fields of a new clip, as far as its content is as long as was asked for. A later
/// mutation of the same transaction may have cut it, and with it the loop fields of a clip that does not loop.
fn adopt_clip(clip: &mut ClipState, chosen: &ClipInfo, heard: &mut Heard) {
    if !heard.later(&heard.named, chosen) {
        heard.own_names.insert(chosen.is_midi, chosen.name.clone());
    }
    if let Some(name) = heard.own_names.get(&chosen.is_midi) {
        clip.name = name.clone();
    }
    if !heard.later(&heard.coloured, chosen) {
        clip.color = chosen.color;
    }
    clip.muted = chosen.muted;
    let (mut start, mut end, mut marker) = (chosen.loop_start, chosen.loop_end, chosen.end_marker);
    if !chosen.looping {
        let (cut_before, cut_after) = (chosen.start_time - clip.start, clip.end() - chosen.end_time);
        (start, end, marker) = (start - cut_before, end + cut_after, marker + cut_after);
    }
    // Content of another length is no choice: the model keeps its own, and the difference is seen.
    if (end - start - clip.duration).abs() <= 1e-6 {
        (clip.looping, clip.loop_start, clip.loop_end, clip.end_marker) = (chosen.looping, start, end, marker);
    }
}

/// The model.
#[derive(Debug)]
pub(super) struct Model {
    fake: FakeLiveBridge<Adopting>,
    adopting: Adopting,
    /// How long audio files last on this target, where that is less than what was asked for.
    files_last: Mutex<Option<f64>>,
}

impl Default for Model {
    fn default() -> Self {
        let adopting = Adopting::default();
        Self { fake: FakeLiveBridge::deviating(adopting.clone()), adopting, files_last: Mutex::default() }
    }
}

impl Model {
    /// Takes over a Set, without history.
    pub(super) fn load(&self, set: &Snapshot) -> Result<()> {
        use livebridge_port::ControlPlane;
        self.fake.reset(&Reset::Snapshot(Box::new(set.clone())))
    }

    /// Takes note of the devices that a target declares.
    pub(super) fn knows(&self, capabilities: &Capabilities) {
        let devices = capabilities.devices.iter().map(|name| name.as_str().into()).collect();
        let mut heard = self.adopting.heard();
        let own_names = std::mem::take(&mut heard.own_names);
        *heard = Heard { devices: Arc::new(devices), own_names, ..Heard::default() };
    }

    /// The Set as it is now.
    pub(super) fn snapshot(&self) -> Snapshot {
        match self.fake.control().snapshot() {
            Ok(SetView::Canonical(set)) => *set,
            _ => livebridge_port::fixtures::seeded(),
        }
    }

    /// The answer to a step that is neither a render nor a mutation that the target carried out.
    pub(super) fn ask(&self, step: &Step) -> StepAnswer {
        match step {
            Step::Commit(batch) => match self.refusal(batch.mutations()) {
                Some(error) => StepAnswer::Refused(if batch.is_transaction() { error } else { plain(error) }),
                None => StepAnswer::Committed(Vec::new(), None),
            },
            step => answer::ask(&self.fake, step, false),
        }
    }

    /// Carries out what the target carried out, with the host's choices in `outcomes` and what it did beside. Says also
    /// whether that changed nothing.
    pub(super) fn commit(
        &self,
        batch: &Batch,
        outcomes: &[Option<Outcome>],
        capabilities: &Capabilities,
        beside: Option<&Arc<Beside>>,
    ) -> (StepAnswer, bool) {
        let patched = |has: fn(&ClipPropsPatch) -> bool| {
            let told = batch.mutations().iter().zip(outcomes).enumerate();
            let patched = told.filter_map(|(at, told)| match told {
                (Mutation::SetClipProps { props, .. }, Some(Outcome::Clip(clip))) if has(props) => {
                    Some((at, clip.id.clone()))
                }
                _ => None,
            });
            patched.collect()
        };
        let devices = Arc::clone(&self.adopting.heard().devices);
        let own_names = std::mem::take(&mut self.adopting.heard().own_names);
        *self.adopting.heard() = Heard {
            named: patched(|props| props.name.is_some()),
            coloured: patched(|props| props.color.is_some()),
            own_names,
            outcomes: outcomes.to_vec(),
            next: 0,
            places: places(batch, outcomes, beside.map(|beside| &**beside)),
            made_tracks: 0,
            beside: beside.cloned(),
            effects: capabilities.side_effects.clone(),
            inserted: inserted(batch, outcomes),
            devices: Arc::clone(&devices),
            changes: false,
            colors: capabilities.colors,
        };
        let before = may_cancel(batch.mutations()).then(|| self.snapshot());
        let as_long_as_files = self.as_long_as_files(batch, outcomes);
        let answer = answer::ask(&self.fake, &Step::Commit(as_long_as_files), false);
        let Heard { changes, own_names, .. } = std::mem::take(&mut *self.adopting.heard());
        *self.adopting.heard() = Heard { devices, own_names, ..Heard::default() };
        (answer, !changes || before.is_some_and(|before| before == self.snapshot()))
    }

    /// How long audio files last on this target, where that was seen to be less than what was asked for.
    pub(super) fn files_last(&self) -> Option<f64> {
        *self.files_last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The batch with audio clips that are no longer than their files, as the host shows those.
    fn as_long_as_files(&self, batch: &Batch, outcomes: &[Option<Outcome>]) -> Batch {
        let mut shorter = batch.clone();
        let mut lasts = self.files_last.lock().unwrap_or_else(PoisonError::into_inner);
        for (at, mutation) in shorter.mutations_mut().iter_mut().enumerate() {
            let Mutation::CreateArrangementAudioClip { track_id, args } = mutation else { continue };
            let later = &batch.mutations()[at + 1..];
            let seen = match outcomes.get(at) {
                Some(Some(Outcome::Clip(clip))) => clip.duration,
                // Nothing is left of it: where the batch does not say why, its file ended before.
                Some(None) if lasts.is_none() => {
                    if !self.leaves_nothing(batch, at) {
                        args.duration = lasts_at_most(later, track_id, args.start_time, args.duration);
                    }
                    continue;
                }
                Some(None) => args.duration,
                _ => continue,
            };
            // What comes after it may have cut it.
            if later.is_empty() && seen > 0.0 && args.duration - seen > 1e-3 {
                *lasts = Some(seen);
            }
            args.duration = lasts.map_or(args.duration, |lasts| args.duration.min(lasts));
        }
        shorter
    }

    /// Whether nothing is left of what operation `at` of a batch makes, with sound files as long as is asked for.
    fn leaves_nothing(&self, batch: &Batch, at: usize) -> bool {
        let trial = Self::default();
        let answer =
            trial.load(&self.snapshot()).map(|()| answer::ask(&trial.fake, &Step::Commit(batch.clone()), false));
        matches!(answer, Ok(StepAnswer::Committed(outcomes, _)) if matches!(outcomes.get(at), Some(None)))
    }

    /// Why a batch of these mutations is refused, with the position; `None` when it is not. Nothing is changed.
    pub(super) fn refusal(&self, mutations: &[Mutation]) -> Option<BridgeError> {
        self.fake.refusal(mutations.to_vec())
    }

    /// What a render must be: of which track and how many seconds long.
    pub(super) fn render(&self, of: &RenderParams) -> std::result::Result<(Name, f64), BridgeError> {
        let RenderParams { track_id: id, start_beat: start, end_beat: end } = of;
        rules::range(*start, *end)?;
        let refused = |error: CallError| error.refusal().cloned().unwrap_or_else(|| BridgeError::bad_input(""));
        // A render takes the id of a track, as the list of clips does.
        self.fake.list_clips(id).map_err(refused)?;
        let track = self.fake.list_tracks().map_err(refused)?.into_iter().find(|track| track.id == *id);
        let tempo = self.fake.get_song_overview().map_err(refused)?.tempo;
        match track {
            Some(track) if track.kind == TrackKind::Audio => Ok((track.name, (end - start) * 60.0 / tempo)),
            _ => Err(BridgeError::wrong_type(id, format!("`{id}` is a MIDI track"))),
        }
    }
}

/// How long a clip is at most that begins at `start` on a track, and of which these mutations leave nothing; `asked` where
/// no shorter one explains it.
fn lasts_at_most(mutations: &[Mutation], track: &IdRef, start: f64, asked: f64) -> f64 {
    let ranges: Vec<(f64, f64)> = mutations
        .iter()
        .filter(|mutation| mutation.subject() == Some(track))
        .filter_map(|mutation| match mutation {
            Mutation::ClearClipsInRange { start_beat, end_beat, .. } => Some((*start_beat, *end_beat)),
            Mutation::CreateArrangementMidiClip { start_beat, length_beats, .. } => {
                Some((*start_beat, start_beat + length_beats))
            }
            Mutation::CreateArrangementAudioClip { args, .. } => {
                Some((args.start_time, args.start_time + args.duration))
            }
            _ => None,
        })
        .collect();
    // Its first piece is the clip; what is split off is another one.
    let is_gone = |lasts: f64| {
        let last = ranges.iter().fold((start, start + lasts), |(begins, ends), (from, to)| {
            if *to <= begins || *from >= ends {
                (begins, ends)
            } else if *from <= begins {
                (*to, ends)
            } else {
                (begins, *from)
            }
        });
        last.0 >= last.1
    };
    let lengths = ranges.iter().flat_map(|(from, to)| [from - start, to - start]);
    let explains = |length: &f64| *length > 0.0 && *length < asked && is_gone(*length);
    lengths.filter(explains).max_by(f64::total_cmp).unwrap_or(asked)
}

/// The names of the devices that a batch inserts into tracks that it makes or changes itself.
fn inserted(batch: &Batch, outcomes: &[Option<Outcome>]) -> Vec<(IdRef, Name)> {
    let of_track = |mutation: &Mutation| {
        let Mutation::InsertDevice { track_id: IdRef::Staged(staged), device_name, .. } = mutation else { return None };
        match outcomes.get(usize::try_from(staged.op).ok()?)? {
            Some(Outcome::Track(track)) => Some((track.id.clone(), device_name.clone())),
            _ => None,
        }
    };
    batch.mutations().iter().filter_map(of_track).collect()
}

/// Takes as many devices of these names out of a chain.
fn take_out<'a>(devices: &mut Vec<DeviceSnapshot>, names: impl Iterator<Item = &'a Name>) {
    for name in names {
        let of_that_name = |device: &DeviceSnapshot| device.name.as_ref().is_none_or(|own| own == name);
        if let Some(at) = devices.iter().rposition(of_that_name) {
            devices.remove(at);
        }
    }
}

/// Whether what one mutation does may be taken back by another: two of one kind on one object, or one that deletes what
/// was made.
fn may_cancel(mutations: &[Mutation]) -> bool {
    let again = |at: usize, mutation: &Mutation| {
        let of_the_same = |other: &Mutation| other.kind() == mutation.kind() && other.subject() == mutation.subject();
        mutations[..at].iter().any(of_the_same)
    };
    mutations.len() > 1
        && mutations.iter().enumerate().any(|(at, mutation)| match mutation.kind() {
            MutationKind::DeleteTrack | MutationKind::DeleteClip | MutationKind::ClearClipsInRange => true,
            MutationKind::SetTempo
            | MutationKind::SetTrackProps
            | MutationKind::SetNotes
            | MutationKind::SetClipProps
            | MutationKind::SetParam => again(at, mutation),
            MutationKind::CreateTrack
            | MutationKind::CreateMidiClip
            | MutationKind::CreateArrangementMidiClip
            | MutationKind::CreateArrangementAudioClip
            | MutationKind::CreateCuePoint
            | MutationKind::InsertDevice => false,
        })
}

/// Where the tracks that a batch makes were put when they were made: from where they stand at its end, as their ids
/// tell. Beside a track that is deleted later, on either side of it is the same in the end.
fn places(batch: &Batch, outcomes: &[Option<Outcome>], beside: Option<&Beside>) -> Vec<u32> {
    let path = |id: &IdRef| match id.as_path().map(|path| path.shape()) {
        Some(PathShape::Track { track }) => Some(track),
        _ => None,
    };
    let place =
        |id: &IdRef| path(id).or_else(|| u32::try_from(beside?.tracks.iter().position(|track| track.id == *id)?).ok());
    // Made: by which operation, and where it stands at the end. Deleted: by which, and where it stood at the beginning.
    let (mut made, mut deleted) = (Vec::new(), Vec::new());
    for (operation, (mutation, outcome)) in batch.mutations().iter().zip(outcomes).enumerate() {
        match (mutation, outcome) {
            (Mutation::CreateTrack { .. }, Some(Outcome::Track(track))) => match place(&track.id) {
                Some(at) => made.push((operation, at)),
                None => return Vec::new(),
            },
            (Mutation::CreateTrack { .. }, _) => return Vec::new(),
            (Mutation::DeleteTrack { track_id }, _) => match path(track_id) {
                Some(at) => deleted.push((operation, at)),
                None => return Vec::new(),
            },
            _ => {}
        }
    }
    let by_place: BTreeSet<u32> = deleted.iter().map(|(_, gone)| *gone).collect();
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let put = |(operation, at): &(usize, u32)| {
        let made_before = made.iter().filter(|(_, other)| other < at);
        // So many of those that stay stand before it; at the beginning there were others between them.
        let stay = at - count(made_before.clone().count()).min(*at);
        let then = match stay.checked_sub(1) {
            Some(last) => {
                by_place.iter().fold(last, |last, gone| last.saturating_add(u32::from(*gone <= last))).saturating_add(1)
            }
            None => 0,
        };
        let gone = deleted.iter().filter(|(by, gone)| by < operation && *gone < then).count();
        then.saturating_sub(count(gone)).saturating_add(count(made_before.filter(|(by, _)| by < operation).count()))
    };
    made.iter().map(put).collect()
}

/// The error of a plain call, which has no position.
fn plain(mut error: BridgeError) -> BridgeError {
    error.op = None;
    error
}
