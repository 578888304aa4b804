//! From ids to objects: what an id of the caller means, also in the middle of a transaction.
//!
//! Contract, sections 2 and 6. A path of the caller names what stood there when the transaction began; a staged
//! reference names what an earlier operation made, and below it what stands there now. [`Epoch`] remembers, for
//! the lists that a transaction changes and for no others, what stood where at its beginning.

use std::collections::BTreeMap;

use livebridge_port::id::PathShape;
use livebridge_port::{BridgeError, CueId, IdRef, PathId, StagedRef, SubjectKind, TrackId};

use super::edit::{ClipPlace, Edit, ParamPlace, index};
use super::set::{ClipState, DeviceState, Key, SetState, TrackState, index_of};

/// An object by its keys, with the position where it was last seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Object {
    Track(At),
    Slot(At, usize),
    SessionClip(At, usize, Key),
    ArrangementClip(At, At),
    Device(At, At),
    DeviceParam(At, At, usize),
    Volume(At),
    CuePoint(usize, f64),
}

/// A key, and the index where its object was last seen in its list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct At {
    pub(super) key: Key,
    pub(super) index: usize,
}

impl Object {
    /// The object with its position of now; `None` when it is gone.
    pub(super) fn locate(self, set: &SetState) -> Option<Self> {
        let track_now = |at: At| set.track_index(at.key, at.index).map(|index| At { index, ..at });
        Some(match self {
            Self::Track(at) => Self::Track(track_now(at)?),
            Self::Slot(at, slot) => Self::Slot(track_now(at)?, slot),
            Self::SessionClip(at, slot, key) => {
                let at = track_now(at)?;
                set.tracks[at.index].slots[slot].as_ref().filter(|clip| clip.key == key)?;
                Self::SessionClip(at, slot, key)
            }
            Self::ArrangementClip(at, clip) => {
                let at = track_now(at)?;
                let index = index_of(&set.tracks[at.index].arrangement, clip.index, |c| c.key == clip.key)?;
                Self::ArrangementClip(at, At { index, ..clip })
            }
            Self::Device(at, device) => {
                let at = track_now(at)?;
                Self::Device(at, device_now(&set.tracks[at.index], device)?)
            }
            Self::DeviceParam(at, device, param) => {
                let at = track_now(at)?;
                Self::DeviceParam(at, device_now(&set.tracks[at.index], device)?, param)
            }
            Self::Volume(at) => Self::Volume(track_now(at)?),
            Self::CuePoint(hint, time) => {
                Self::CuePoint(index_of(&set.cue_points, hint, |cue| cue.time.total_cmp(&time).is_eq())?, time)
            }
        })
    }

    /// The path at the position where the object was last seen.
    pub(super) fn path(self) -> PathId {
        let track = |at: At| TrackId(index(at.index));
        match self {
            Self::Track(at) => track(at).into(),
            Self::Slot(at, slot) => track(at).slot(index(slot)).into(),
            Self::SessionClip(at, slot, _) => track(at).slot(index(slot)).clip().into(),
            Self::ArrangementClip(at, clip) => track(at).arrangement_clip(index(clip.index)).into(),
            Self::Device(at, device) => track(at).device(index(device.index)).into(),
            Self::DeviceParam(at, device, param) => track(at).device(index(device.index)).param(index(param)).into(),
            Self::Volume(at) => track(at).volume().into(),
            Self::CuePoint(place, _) => CueId(index(place)).into(),
        }
    }

    /// Index of the track that the object is or is on; a cue point is on none.
    pub(super) const fn track(self) -> Option<usize> {
        match self {
            Self::Track(at)
            | Self::Slot(at, _)
            | Self::SessionClip(at, ..)
            | Self::ArrangementClip(at, _)
            | Self::Device(at, _)
            | Self::DeviceParam(at, ..)
            | Self::Volume(at) => Some(at.index),
            Self::CuePoint(..) => None,
        }
    }
}

fn device_now(track: &TrackState, device: At) -> Option<At> {
    index_of(&track.devices, device.index, |d| d.key == device.key).map(|index| At { index, ..device })
}

/// What stood where when a transaction began, for the lists that it has changed since.
#[derive(Debug, Default)]
pub(super) struct Epoch {
    tracks: Option<Box<[Key]>>,
    arrangements: BTreeMap<Key, Box<[Key]>>,
    devices: BTreeMap<Key, Box<[Key]>>,
    slots: BTreeMap<(Key, usize), Option<Key>>,
}

impl Epoch {
    /// Remembers what `edit` is about to displace, unless an earlier edit of the transaction did.
    pub(super) fn remember(&mut self, set: &SetState, edit: &Edit) {
        match edit {
            Edit::InsertTrack(..) | Edit::RemoveTrack(_) => {
                self.tracks.get_or_insert_with(|| set.tracks.iter().map(|track| track.key).collect());
            }
            Edit::Arrangement { track, .. } => {
                let track = &set.tracks[*track as usize];
                self.arrangements
                    .entry(track.key)
                    .or_insert_with(|| track.arrangement.iter().map(|clip| clip.key).collect());
            }
            Edit::InsertDevice(track, ..) | Edit::RemoveDevice(track, _) => {
                let track = &set.tracks[*track as usize];
                self.devices
                    .entry(track.key)
                    .or_insert_with(|| track.devices.iter().map(|device| device.key).collect());
            }
            Edit::Slot { track, slot, .. } => {
                let (track, slot) = (&set.tracks[*track as usize], *slot as usize);
                self.slots.entry((track.key, slot)).or_insert_with(|| track.slots[slot].as_ref().map(|clip| clip.key));
            }
            _ => {}
        }
    }

    fn track(&self, set: &SetState, wanted: u32) -> Option<At> {
        let index = wanted as usize;
        match &self.tracks {
            None => set.tracks.get(index).map(|track| At { key: track.key, index }),
            Some(keys) => {
                let key = *keys.get(index)?;
                set.track_index(key, index).map(|index| At { key, index })
            }
        }
    }

    fn listed<T>(began: Option<&[Key]>, list: &[Box<T>], wanted: u32, key_of: impl Fn(&T) -> Key) -> Option<At> {
        let index = wanted as usize;
        match began {
            None => list.get(index).map(|item| At { key: key_of(item), index }),
            Some(keys) => {
                let key = *keys.get(index)?;
                index_of(list, index, |item| key_of(item) == key).map(|index| At { key, index })
            }
        }
    }

    /// The object that a path named when the transaction began, where it stands now; `None` when nothing or gone.
    pub(super) fn find(&self, set: &SetState, shape: PathShape) -> Option<Object> {
        let device_at = |track: At, device| {
            let list = &set.tracks[track.index].devices;
            Self::listed(self.devices.get(&track.key).map(|keys| &**keys), list, device, |device: &DeviceState| {
                device.key
            })
        };
        Some(match shape {
            PathShape::Track { track } => Object::Track(self.track(set, track)?),
            PathShape::Slot { track, slot } => {
                let at = self.track(set, track)?;
                set.tracks[at.index].slots.get(slot as usize)?;
                Object::Slot(at, slot as usize)
            }
            PathShape::SessionClip { track, slot } => {
                let (at, slot) = (self.track(set, track)?, slot as usize);
                let key = set.tracks[at.index].slots.get(slot)?.as_ref()?.key;
                let began = self.slots.get(&(at.key, slot));
                if began.is_some_and(|began| *began != Some(key)) {
                    return None;
                }
                Object::SessionClip(at, slot, key)
            }
            PathShape::ArrangementClip { track, clip } => {
                let at = self.track(set, track)?;
                let list = &set.tracks[at.index].arrangement;
                Object::ArrangementClip(
                    at,
                    Self::listed(
                        self.arrangements.get(&at.key).map(|keys| &**keys),
                        list,
                        clip,
                        |clip: &ClipState| clip.key,
                    )?,
                )
            }
            PathShape::Device { track, device } => {
                let at = self.track(set, track)?;
                Object::Device(at, device_at(at, device)?)
            }
            PathShape::DeviceParam { track, device, param } => {
                let at = self.track(set, track)?;
                let device = device_at(at, device)?;
                set.tracks[at.index].devices[device.index].parameters.get(param as usize)?;
                Object::DeviceParam(at, device, param as usize)
            }
            PathShape::Volume { track } => Object::Volume(self.track(set, track)?),
            PathShape::Scene { .. } | PathShape::CuePoint { .. } | PathShape::ReturnTrack { .. } | PathShape::Other => {
                return None;
            }
        })
    }
}

/// Finds the object that `id` names. `made` holds the objects of the operations before this one in the same
/// transaction; it is `None` outside of one.
pub(super) fn resolve(
    set: &SetState,
    epoch: &Epoch,
    made: Option<&[Option<Object>]>,
    id: &IdRef,
    wanted: SubjectKind,
) -> Result<Object, BridgeError> {
    match id {
        IdRef::Opaque(_) => Err(BridgeError::bad_input(format!("`{id}` is no id"))
            .about(id)
            .with_hint("ids look like `track:0/clipslot:1`: take one from a list or read")),
        IdRef::Path(path) => by_path(set, epoch, id, *path, wanted),
        IdRef::Staged(staged) => {
            let object = staged_object(made, id, *staged)?;
            // Where it was last seen tells its kind, also when it is gone: kind is judged before existence.
            expand(object, id, *staged).and_then(|path| of_kind(id, path, wanted))?;
            let object = object.locate(set).ok_or_else(|| stale(id, wanted))?;
            match staged.tail {
                None => Ok(object),
                Some(_) => by_path(set, &Epoch::default(), id, expand(object, id, *staged)?, wanted),
            }
        }
    }
}

/// The path that a staged reference stands for.
fn expand(object: Object, id: &IdRef, staged: StagedRef) -> Result<PathId, BridgeError> {
    let path = object.path();
    let Some(tail) = staged.tail else { return Ok(path) };
    path.join(tail).ok_or_else(|| {
        BridgeError::bad_input(format!("`{id}` stands for `{path}/{tail}`, which is no id"))
            .about(id)
            .with_hint("an id has at most four segments")
    })
}

fn of_kind(id: &IdRef, path: PathId, wanted: SubjectKind) -> Result<PathShape, BridgeError> {
    let shape = path.shape();
    if wanted.fits(shape) { Ok(shape) } else { Err(wrong_kind(id, wanted)) }
}

fn by_path(
    set: &SetState,
    epoch: &Epoch,
    id: &IdRef,
    path: PathId,
    wanted: SubjectKind,
) -> Result<Object, BridgeError> {
    let shape = of_kind(id, path, wanted)?;
    epoch.find(set, shape).ok_or_else(|| stale(id, wanted))
}

fn staged_object(made: Option<&[Option<Object>]>, id: &IdRef, staged: StagedRef) -> Result<Object, BridgeError> {
    let bad = |reason: String| {
        BridgeError::bad_input(reason).about(id).with_hint("`#N` stands for the object of operation N, before this one")
    };
    let made = made.ok_or_else(|| bad(format!("`{id}` refers to an operation of a transaction, and this is none")))?;
    match made.get(staged.op as usize) {
        Some(Some(object)) => Ok(*object),
        Some(None) => Err(bad(format!("operation {} answers with no object", staged.op))),
        None => Err(bad(format!("`{id}` does not refer to an earlier operation"))),
    }
}

fn wrong_kind(id: &IdRef, wanted: SubjectKind) -> BridgeError {
    BridgeError::wrong_type(id, format!("`{id}` is not the id of a {}", wanted.words()))
}

fn stale(id: &IdRef, wanted: SubjectKind) -> BridgeError {
    BridgeError::stale_reference(id, format!("there is no {} `{id}`", wanted.words()))
}

impl Object {
    /// The place of a clip, for edits.
    pub(super) fn clip_place(self) -> Option<ClipPlace> {
        match self {
            Self::SessionClip(at, slot, _) => Some(ClipPlace::Session { track: index(at.index), slot: index(slot) }),
            Self::ArrangementClip(at, clip) => {
                Some(ClipPlace::Arrangement { track: index(at.index), clip: index(clip.index) })
            }
            _ => None,
        }
    }

    /// The place of a parameter, for edits.
    pub(super) fn param_place(self) -> Option<ParamPlace> {
        match self {
            Self::DeviceParam(at, device, param) => {
                Some(ParamPlace::Device { track: index(at.index), device: index(device.index), param: index(param) })
            }
            Self::Volume(at) => Some(ParamPlace::Volume { track: index(at.index) }),
            _ => None,
        }
    }

    /// The clip, when this is one that was just located.
    pub(super) fn clip(self, set: &SetState) -> Option<&ClipState> {
        match self {
            Self::SessionClip(at, slot, _) => set.tracks[at.index].slots[slot].as_deref(),
            Self::ArrangementClip(at, clip) => Some(&set.tracks[at.index].arrangement[clip.index]),
            _ => None,
        }
    }
}
