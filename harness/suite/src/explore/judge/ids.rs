//! Ids: what those of a program mean on the target and in the model.

use livebridge_port::capabilities::IdScheme;
use livebridge_port::id::PathShape;
use livebridge_port::{IdRef, PathId};

use super::super::program::{self, Step};
use super::{Judge, Judged};

impl Judge<'_> {
    /// The step as the target is asked it, and as it is meant in the model.
    pub(super) fn translate(&mut self, step: &Step) -> Judged<(Step, Step)> {
        let (mut asked, mut meant) = (step.clone(), step.clone());
        for (asked, meant) in asked.ids_mut().into_iter().zip(meant.ids_mut()) {
            (*asked, *meant) = self.translate_id(asked)?;
        }
        Ok((asked, meant))
    }

    /// An id of a program as the target knows it and as the model does.
    fn translate_id(&mut self, id: &IdRef) -> Judged<(IdRef, IdRef)> {
        let verbatim = || (id.clone(), id.clone());
        match id {
            IdRef::Staged(_) => Ok(verbatim()),
            IdRef::Path(_) if !self.names.are_opaque() => Ok(verbatim()),
            IdRef::Path(path) => {
                self.learn_about(*path)?;
                Ok(self.names.id(*path).map_or_else(verbatim, |known| (known.clone(), id.clone())))
            }
            IdRef::Opaque(text) => {
                let step = text.strip_prefix('@').and_then(|step| step.parse::<usize>().ok());
                let Some(Some((target, model))) = step.and_then(|step| self.answered.get(step)).cloned() else {
                    return Ok(verbatim());
                };
                if !self.names.are_opaque() {
                    return Ok((target, model));
                }
                let meant = self.whereabouts(&target, &model)?;
                Ok((target, meant))
            }
        }
    }

    /// Where the object now stands that the target once answered with; nowhere when it is gone.
    fn whereabouts(&mut self, id: &IdRef, then: &IdRef) -> Judged<IdRef> {
        let Some(shape) = then.as_path().map(|path| path.shape()) else { return Ok(then.clone()) };
        if self.names.path(id).is_none() {
            // It may have moved anywhere: every list that can show it is read.
            let tracks = u32::try_from(self.model.snapshot().tracks.len()).unwrap_or(u32::MAX);
            for track in 0..tracks {
                let under = |path: &str| -> Option<PathId> { format!("track:{track}{path}").parse().ok() };
                let shown = match shape {
                    PathShape::Track { .. } => under(""),
                    PathShape::Slot { .. } | PathShape::SessionClip { .. } | PathShape::ArrangementClip { .. } => {
                        under("/clipslot:0")
                    }
                    PathShape::DeviceParam { .. } => under("/device:0/param:0"),
                    PathShape::Volume { .. } => under("/mixer/volume"),
                    _ => None,
                };
                if let Some(path) = shown {
                    self.read_about(path)?;
                }
            }
        }
        if let Some(path) = self.names.path(id) {
            return Ok(path.into());
        }
        let gone = match shape {
            PathShape::Track { .. } => "track:4294967295",
            PathShape::Slot { .. } => "track:4294967295/clipslot:0",
            PathShape::SessionClip { .. } | PathShape::ArrangementClip { .. } => "track:4294967295/clip:0",
            PathShape::DeviceParam { .. } => "track:4294967295/device:0/param:0",
            PathShape::Volume { .. } => "track:4294967295/mixer/volume",
            _ => return Ok(then.clone()),
        };
        Ok(gone.into())
    }

    /// Reads what shows the id of the object at a path, unless it is known.
    fn learn_about(&mut self, path: PathId) -> Judged {
        if self.names.id(path).is_some() { Ok(()) } else { self.read_about(path) }
    }

    /// Reads what shows the id of the object at a path; that of a path of nothing stays unknown.
    fn read_about(&mut self, path: PathId) -> Judged {
        let on = match path.shape() {
            PathShape::Scene { .. } => return self.learn_from(&Step::ListScenes, &Step::ListScenes),
            PathShape::CuePoint { .. } => return self.learn_from(&Step::ListCuePoints, &Step::ListCuePoints),
            _ => path.segments().next().map(PathId::root),
        };
        let Some(on) = on.filter(|on| matches!(on.shape(), PathShape::Track { .. })) else { return Ok(()) };
        if self.names.id(on).is_none() {
            self.learn_from(&Step::ListTracks, &Step::ListTracks)?;
        }
        let Some(track) = self.names.id(on).cloned() else { return Ok(()) };
        let list: fn(IdRef) -> Step = match path.shape() {
            PathShape::Slot { .. } | PathShape::SessionClip { .. } | PathShape::ArrangementClip { .. } => {
                program::clips
            }
            PathShape::DeviceParam { .. } => program::device_params,
            PathShape::Volume { .. } => program::mixer,
            _ => return Ok(()),
        };
        self.learn_from(&list(track), &list(on.into()))
    }

    fn learn_from(&mut self, asked: &Step, meant: &Step) -> Judged {
        if !self.description.offers(asked.operation()) {
            return Ok(());
        }
        let seen = self.subject.ask(asked);
        self.compare(asked, meant, &self.model.ask(meant), &seen)
    }

    /// Whether the target never gave this id of the model out: it has ids of its own.
    pub(super) fn is_unissued(&self, id: &IdRef) -> bool {
        let gone = |path: PathId| path.to_string().starts_with("track:4294967295");
        self.description.capabilities.ids == IdScheme::Opaque
            && match id {
                IdRef::Path(path) => self.names.id(*path).is_none() && !gone(*path),
                IdRef::Opaque(_) => true,
                IdRef::Staged(_) => false,
            }
    }
}
