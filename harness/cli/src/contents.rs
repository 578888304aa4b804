//! The tracks, clips and scenes of a running target, and how people choose from them: by id, or by the names that
//! they gave them.
//!
//! A name that fits several things is an error that lists them; the harness never guesses.

use std::fmt::Write as _;

use livebridge_port::{ClipInfo, ClipKind, ClipLocation, IdRef, LiveBridge, Result, SceneInfo, TrackInfo, TrackKind};
use thiserror::Error;

/// The most candidates that an error lists.
const SHOWN: usize = 12;

/// What there is to choose from.
#[derive(Debug, Clone)]
pub(crate) struct Contents {
    /// The tracks in order.
    pub(crate) tracks: Vec<TrackInfo>,
    /// The clips, track by track, without empty slots.
    pub(crate) clips: Vec<Clip>,
}

/// A clip, and the track that it is on.
#[derive(Debug, Clone)]
pub(crate) struct Clip {
    /// Index of its track.
    pub(crate) track: usize,
    /// The clip as `listClips` gives it.
    pub(crate) info: ClipInfo,
}

/// A text that does not name what it should.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum ChoiceError {
    /// Nothing has that id or name.
    #[error("there is no {what} `{given}`{candidates}")]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// What was given.
        given: String,
        /// What comes near, or what there is; a line each.
        candidates: String,
    },
    /// Several things have that name.
    #[error("`{given}` names {count} {what}s{candidates}")]
    Ambiguous {
        /// What was looked for.
        what: &'static str,
        /// What was given.
        given: String,
        /// How many have that name.
        count: usize,
        /// They, a line each.
        candidates: String,
    },
}

impl ChoiceError {
    /// What to do about it, where the message does not say that.
    pub(crate) const fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Ambiguous { .. } => Some("give the id of the one that is meant"),
            Self::Unknown { .. } => None,
        }
    }
}

/// A thing that can be chosen: its id, its name, and what else tells it from others.
struct Candidate<'a> {
    id: &'a IdRef,
    name: String,
    remark: String,
}

impl Contents {
    /// Reads the tracks and their clips.
    pub(crate) fn read<B: LiveBridge + ?Sized>(bridge: &B) -> Result<Self> {
        let tracks = bridge.list_tracks()?;
        let mut clips = Vec::new();
        for (track, info) in tracks.iter().enumerate() {
            let there = bridge.list_clips(&info.id)?.into_iter().filter(|clip| clip.kind != ClipKind::Empty);
            clips.extend(there.map(|info| Clip { track, info }));
        }
        Ok(Self { tracks, clips })
    }

    /// Every MIDI clip, in order.
    pub(crate) fn midi_clips(&self) -> impl Iterator<Item = &Clip> {
        self.clips.iter().filter(|clip| clip.info.kind == ClipKind::Midi)
    }

    /// Every audio track, in order.
    pub(crate) fn audio_tracks(&self) -> impl Iterator<Item = &TrackInfo> {
        self.tracks.iter().filter(|track| track.kind == TrackKind::Audio)
    }

    /// The clips that `text` means: the one with this id or the name `Track/Clip`, or with `Track/*` every MIDI clip of
    /// a track. A path that names nothing here is handed on, so that the target says what is wrong with it.
    pub(crate) fn clips(&self, text: &str) -> std::result::Result<Vec<IdRef>, ChoiceError> {
        let candidates = self.clips.iter().map(|clip| Candidate {
            id: &clip.info.id,
            name: self.full_name(clip),
            remark: match clip.info.location {
                ClipLocation::Session => "Session".to_owned(),
                ClipLocation::Arrangement => format!("Arrangement, beat {}", clip.info.start_time),
            },
        });
        let candidates: Vec<_> = candidates.collect();
        match (choose("clip", text, &candidates), text.strip_suffix("/*")) {
            (Err(ChoiceError::Unknown { .. }), Some(track)) => {
                let track = self.track(track)?;
                let on_it = self.midi_clips().filter(|clip| self.tracks[clip.track].id == track);
                Ok(on_it.map(|clip| clip.info.id.clone()).collect())
            }
            (chosen, _) => Ok(vec![chosen?]),
        }
    }

    /// The track with this id or name.
    pub(crate) fn track(&self, text: &str) -> std::result::Result<IdRef, ChoiceError> {
        let candidates = self.tracks.iter().map(|track| Candidate {
            id: &track.id,
            name: track.name.to_string(),
            remark: match track.kind {
                TrackKind::Midi => "MIDI".to_owned(),
                TrackKind::Audio => "audio".to_owned(),
            },
        });
        choose("track", text, &candidates.collect::<Vec<_>>())
    }

    /// What people call the object with this id: `Track`, or `Track/Clip`. The id itself where nothing has it.
    pub(crate) fn name_of(&self, id: &IdRef) -> String {
        let track = self.tracks.iter().find(|track| track.id == *id).map(|track| track.name.to_string());
        let clip = || self.clips.iter().find(|clip| clip.info.id == *id).map(|clip| self.full_name(clip));
        track.or_else(clip).unwrap_or_else(|| id.to_string())
    }

    fn full_name(&self, clip: &Clip) -> String {
        format!("{}/{}", self.tracks[clip.track].name, clip.info.name)
    }
}

/// The index of the scene with this name.
pub(crate) fn scene(scenes: &[SceneInfo], text: &str) -> std::result::Result<usize, ChoiceError> {
    let candidates =
        scenes.iter().map(|scene| Candidate { id: &scene.id, name: scene.name.to_string(), remark: String::new() });
    let id = choose("scene", text, &candidates.collect::<Vec<_>>())?;
    let index = scenes.iter().position(|scene| scene.id == id);
    index.ok_or_else(|| ChoiceError::Unknown { what: "scene", given: text.to_owned(), candidates: String::new() })
}

/// An id goes before a name, a name as it is written before one in another case.
fn choose(what: &'static str, text: &str, candidates: &[Candidate]) -> std::result::Result<IdRef, ChoiceError> {
    let given = || text.to_owned();
    if let Some(candidate) = candidates.iter().find(|candidate| candidate.id.to_string() == text) {
        return Ok(candidate.id.clone());
    }
    let lower = text.to_lowercase();
    let mut named: Vec<&Candidate> = candidates.iter().filter(|candidate| candidate.name == text).collect();
    if named.is_empty() {
        named = candidates.iter().filter(|candidate| candidate.name.to_lowercase() == lower).collect();
    }
    match named[..] {
        [candidate] => Ok(candidate.id.clone()),
        [] => {
            if let path @ IdRef::Path(_) = IdRef::from(text) {
                return Ok(path);
            }
            let near = candidates.iter().filter(|candidate| candidate.name.to_lowercase().contains(&lower));
            let near: Vec<&Candidate> = near.collect();
            let candidates = match (near.is_empty(), candidates.is_empty()) {
                (false, _) => list("\nthere are with that in their names", &near),
                (true, false) => list("\nthere are", &candidates.iter().collect::<Vec<_>>()),
                (true, true) => format!(": there are no {what}s"),
            };
            Err(ChoiceError::Unknown { what, given: given(), candidates })
        }
        _ => Err(ChoiceError::Ambiguous { what, given: given(), count: named.len(), candidates: list("", &named) }),
    }
}

fn list(heading: &str, candidates: &[&Candidate]) -> String {
    let mut out = heading.to_owned();
    for Candidate { id, name, remark } in candidates.iter().take(SHOWN) {
        let remark = if remark.is_empty() { String::new() } else { format!(" ({remark})") };
        let _ = write!(out, "\n  {id}  {name:?}{remark}");
    }
    if candidates.len() > SHOWN {
        let _ = write!(out, "\n  and {} more", candidates.len() - SHOWN);
    }
    out
}

#[cfg(test)]
mod tests {
    use livebridge_fake::FakeLiveBridge;
    use livebridge_port::fixtures;

    use super::*;

    fn seeded() -> Contents {
        let mut set = fixtures::seeded();
        // The same name twice: once in the Session, once in the Arrangement.
        set.tracks[1].arrangement[0].name = "Bassline".into();
        Contents::read(&FakeLiveBridge::from_snapshot(&set).unwrap()).unwrap()
    }

    fn text(ids: &[IdRef]) -> Vec<String> {
        ids.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn by_id_by_name_and_all_of_a_track() {
        let contents = seeded();
        assert_eq!(text(&contents.clips("track:1/clip:0").unwrap()), ["track:1/clip:0"]);
        assert_eq!(text(&contents.clips("Drums/Beat").unwrap()), ["track:0/clipslot:0/clip"]);
        assert_eq!(text(&contents.clips("drums/beat").unwrap()), ["track:0/clipslot:0/clip"]);
        assert_eq!(text(&contents.clips("Bass/*").unwrap()), ["track:1/clipslot:0/clip", "track:1/clip:0"]);
        assert_eq!(text(&contents.clips("Vocals/*").unwrap()), Vec::<String>::new(), "no MIDI clip is on it");
        assert_eq!(contents.track("Vocals").unwrap().to_string(), "track:2");
        assert_eq!(contents.name_of(&"track:1/clip:0".into()), "Bass/Bassline");
        assert_eq!(contents.name_of(&"track:1".into()), "Bass");
    }

    #[test]
    fn a_path_that_names_nothing_is_for_the_target_to_judge() {
        assert_eq!(text(&seeded().clips("track:9/clip:0").unwrap()), ["track:9/clip:0"]);
    }

    #[test]
    fn an_ambiguous_name_lists_what_it_may_mean() {
        let error = seeded().clips("Bass/Bassline").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`Bass/Bassline` names 2 clips\n  track:1/clipslot:0/clip  \"Bass/Bassline\" (Session)\n  \
             track:1/clip:0  \"Bass/Bassline\" (Arrangement, beat 0)"
        );
        assert_eq!(error.hint(), Some("give the id of the one that is meant"));
    }

    #[test]
    fn an_unknown_name_lists_what_comes_near() {
        let error = seeded().track("voc").unwrap_err();
        assert!(error.to_string().ends_with("in their names\n  track:2  \"Vocals\" (audio)"), "{error}");
        assert!(
            seeded().clips("Piano/*").unwrap_err().to_string().starts_with("there is no track `Piano`\nthere are\n")
        );
    }

    #[test]
    fn a_name_that_looks_like_all_of_a_track_goes_first() {
        let mut set = fixtures::seeded();
        set.tracks[0].session[0].name = "*".into();
        let contents = Contents::read(&FakeLiveBridge::from_snapshot(&set).unwrap()).unwrap();
        assert_eq!(text(&contents.clips("Drums/*").unwrap()), ["track:0/clipslot:0/clip"]);
    }
}
