//! What objects are called: the paths of the model, and the target's own ids for the same objects.
//!
//! With positional ids the two are the same string. With opaque ones they are learnt from answers. A mutation moves
//! what stood behind an object that is gone, and its id moves with it: that an id keeps naming its object is checked
//! in this way.

use std::collections::BTreeMap;

use livebridge_port::capabilities::IdScheme;
use livebridge_port::id::{PathShape, Segment};
use livebridge_port::{Batch, IdRef, Mutation, PathId};

/// The ids of the present Set, as far as they were seen.
#[derive(Debug)]
pub(super) struct TargetIds {
    opaque: bool,
    ids: BTreeMap<PathId, IdRef>,
    paths: BTreeMap<IdRef, PathId>,
}

impl TargetIds {
    pub(super) const fn new(scheme: IdScheme) -> Self {
        Self { opaque: matches!(scheme, IdScheme::Opaque), ids: BTreeMap::new(), paths: BTreeMap::new() }
    }

    /// Whether the target has ids of its own.
    pub(super) const fn are_opaque(&self) -> bool {
        self.opaque
    }

    /// Takes note that the object at `path` in the model has this id; the error says what it should have been.
    pub(super) fn learn(&mut self, path: &IdRef, id: &IdRef) -> Result<(), String> {
        if !self.opaque {
            return if path == id { Ok(()) } else { Err(format!("\"{path}\"")) };
        }
        let Some(path) = path.as_path() else { return Ok(()) };
        match (self.ids.get(&path), self.paths.get(id)) {
            (Some(known), _) if known != id => Err(format!("\"{known}\", as before")),
            (_, Some(other)) if *other != path => Err(format!("another id than that of `{other}`")),
            (Some(_), Some(_)) => Ok(()),
            _ => {
                self.ids.insert(path, id.clone());
                self.paths.insert(id.clone(), path);
                Ok(())
            }
        }
    }

    /// The target's id for the object at a path.
    pub(super) fn id(&self, path: PathId) -> Option<&IdRef> {
        self.ids.get(&path)
    }

    /// Where the object with this id of the target stands in the model.
    pub(super) fn path(&self, id: &IdRef) -> Option<PathId> {
        self.paths.get(id).copied()
    }

    /// Forgets everything: an undo, a redo, a reset or a transaction may have moved anything.
    pub(super) fn forget(&mut self) {
        self.ids.clear();
        self.paths.clear();
    }

    /// Follows what a batch, with the paths of the model, has moved.
    pub(super) fn follow(&mut self, batch: &Batch) {
        if !self.opaque {
            return;
        }
        let Batch::Call(mutation) = batch else { return self.forget() };
        let subject = mutation.subject().and_then(IdRef::as_path);
        match (mutation, subject.map(|path| path.shape())) {
            (
                Mutation::SetTempo { .. }
                | Mutation::SetTrackProps { .. }
                | Mutation::SetNotes { .. }
                | Mutation::SetClipProps { .. }
                | Mutation::SetParam { .. }
                | Mutation::CreateMidiClip { .. },
                _,
            ) => {}
            (Mutation::DeleteTrack { .. }, Some(PathShape::Track { track })) => {
                self.remap(|path| shifted(path, 0, track));
            }
            (Mutation::DeleteClip { .. }, Some(PathShape::ArrangementClip { track, clip })) => {
                self.remap(|path| match path.shape() {
                    PathShape::ArrangementClip { track: on, .. } if on == track => shifted(path, 1, clip),
                    _ => Some(path),
                });
            }
            (Mutation::DeleteClip { .. }, Some(_)) => self.remap(|path| (Some(path) != subject).then_some(path)),
            (Mutation::InsertDevice { .. }, Some(PathShape::Track { track })) => {
                self.remap(|path| match path.shape() {
                    PathShape::Device { track: on, .. } | PathShape::DeviceParam { track: on, .. } if on == track => {
                        None
                    }
                    _ => Some(path),
                });
            }
            (
                Mutation::CreateArrangementMidiClip { .. }
                | Mutation::CreateArrangementAudioClip { .. }
                | Mutation::ClearClipsInRange { .. },
                Some(PathShape::Track { track }),
            ) => self.remap(|path| match path.shape() {
                PathShape::ArrangementClip { track: on, .. } if on == track => None,
                _ => Some(path),
            }),
            (Mutation::CreateCuePoint { .. }, _) => {
                self.remap(|path| (!matches!(path.shape(), PathShape::CuePoint { .. })).then_some(path));
            }
            // Of an id that names nothing of the kind there is nothing to say.
            (
                Mutation::DeleteTrack { .. }
                | Mutation::DeleteClip { .. }
                | Mutation::InsertDevice { .. }
                | Mutation::CreateArrangementMidiClip { .. }
                | Mutation::CreateArrangementAudioClip { .. }
                | Mutation::ClearClipsInRange { .. }
                | Mutation::CreateTrack { .. },
                _,
            ) => self.forget(),
        }
    }

    fn remap(&mut self, moved: impl Fn(PathId) -> Option<PathId>) {
        let ids = std::mem::take(&mut self.ids);
        self.ids = ids.into_iter().filter_map(|(path, id)| Some((moved(path)?, id))).collect();
        self.paths = self.ids.iter().map(|(path, id)| (id.clone(), *path)).collect();
    }
}

/// A path after the object with number `gone` has left the list that segment `at` counts; `None` for what went with
/// it. Only tracks are counted by the first segment.
fn shifted(path: PathId, at: usize, gone: u32) -> Option<PathId> {
    let mut segments: Vec<Segment> = path.segments().collect();
    if matches!(path.shape(), PathShape::Scene { .. } | PathShape::CuePoint { .. } | PathShape::ReturnTrack { .. }) {
        return Some(path);
    }
    let index = segments.get(at)?.index()?;
    if index == gone {
        return None;
    }
    segments[at] = Segment::new(segments[at].kind(), if index > gone { index - 1 } else { index });
    let (first, rest) = segments.split_first()?;
    rest.iter().try_fold(PathId::root(*first), |path, segment| path.child(*segment))
}
