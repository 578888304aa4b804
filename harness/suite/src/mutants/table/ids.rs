//! Mutants of ids and errors.

use livebridge_fake::{Answer, Edit};
use livebridge_port::id::PathShape;
use livebridge_port::{ErrorCode, IdRef, Mutation, Operation, PathId, TrackId};

use super::super::{Hooks, Mutant};
use super::{FAITHFUL, mutant};

/// The rows.
pub(super) static ROWS: &[Mutant] = &[
    mutant(
        "ids-of-slots-for-clips",
        "LB-IDS-001",
        "a Session clip is answered with the id of its slot, because that is where the host found it",
        Hooks {
            answer: |_, answer| {
                if let Answer::Clips(clips) = answer {
                    for clip in clips {
                        clip.id = clip.slot_id.clone().unwrap_or_else(|| clip.id.clone());
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "trailing-junk-in-ids",
        "LB-IDS-002",
        "ids are parsed with a regular expression that is not anchored at the end",
        Hooks {
            id: |_, id, _| {
                let text = id.to_string();
                let end = text.char_indices().skip(6).find(|(_, c)| !c.is_ascii_digit()).map_or(text.len(), |(i, _)| i);
                if text.starts_with("track:") && matches!(id, IdRef::Opaque(_)) {
                    *id = IdRef::from(&text[..end]);
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "parent-of-wrong-kind",
        "LB-IDS-003",
        "a read of a track looks at the first segment of the id only",
        Hooks {
            id: |operation, id, _| {
                let track = id.as_path().and_then(|path| path.segments().next());
                if let (Operation::ListClips, Some(track)) = (operation, track) {
                    *id = livebridge_port::PathId::root(track).into();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "stale-id-accepted",
        "LB-IDS-004",
        "an index past the end is clamped to the last object",
        Hooks {
            instead: |_, error, _| (error.code == ErrorCode::StaleReference).then(|| "track:0".into()),
            ..FAITHFUL
        },
    ),
    mutant(
        "failed-call-leaves-tempo",
        "LB-ERR-001",
        "the value is written before it is checked",
        Hooks { residue: |_, _| Some(Edit::Tempo(121.0)), ..FAITHFUL },
    ),
    mutant(
        "empty-hint",
        "LB-ERR-002",
        "the hint is a field that nobody filled in",
        Hooks { refusal: |_, error| error.hint.clear(), ..FAITHFUL },
    ),
    mutant(
        "subject-id-missing",
        "LB-ERR-003",
        "the error is built where the id is not known any more",
        Hooks { refusal: |_, error| error.subject_id = None, ..FAITHFUL },
    ),
    mutant(
        "mixer-path-is-its-track",
        "LB-IDS-005",
        "a path is cut at the first segment that is not understood",
        Hooks {
            id: |_, id, _| {
                let path = id.as_path().filter(|path| path.shape() == PathShape::Other);
                if let Some(track) = path.and_then(|path| path.segments().next()) {
                    *id = PathId::root(track).into();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "kind-before-values",
        "LB-ERR-004",
        "ids are resolved before the arguments are looked at",
        Hooks {
            received: |mutation| {
                let is_clip = mutation.subject().and_then(IdRef::as_path).is_none_or(|path| {
                    matches!(path.shape(), PathShape::SessionClip { .. } | PathShape::ArrangementClip { .. })
                });
                if let (Mutation::SetNotes { notes, .. }, false) = (mutation, is_clip) {
                    *notes = [].into();
                }
            },
            ..FAITHFUL
        },
    )
    .not_explorable("the order of faults is a SHOULD"),
    mutant(
        "slot-for-its-clip",
        "LB-ERR-009",
        "the properties of a clip are looked for in whatever holds one",
        Hooks {
            id: |operation, id, _| {
                let shape = id.as_path().map(|path| path.shape());
                if let (Operation::SetClipProps, Some(PathShape::Slot { track, slot })) = (operation, shape) {
                    *id = TrackId(track).slot(slot).clip().into();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "stale-fader-is-the-first",
        "LB-ERR-010",
        "a track that is not found has index -1, and that is taken for 0",
        Hooks {
            id: |operation, id, set| {
                let shape = id.as_path().map(|path| path.shape());
                if let (Operation::SetParam, Some(PathShape::Volume { track })) = (operation, shape)
                    && track as usize >= set.track_count()
                {
                    *id = "track:0/mixer/volume".into();
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "no-subject-in-a-transaction",
        "LB-ERR-011",
        "the error of a transaction is made anew around the one of its mutation",
        Hooks {
            refusal: |_, error| {
                if error.op.is_some() {
                    error.subject_id = None;
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "parameter-index-as-far-as-it-is-a-number",
        "LB-IDS-002",
        "the language's way to read a number stops at the first character that is none",
        Hooks {
            id: |operation, id, _| {
                if operation == Operation::SetParam {
                    misread(id, |index| Some(index.chars().take_while(char::is_ascii_digit).collect()));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "clip-ids-in-any-case",
        "LB-IDS-002",
        "ids are compared as file names are",
        Hooks {
            id: |operation, id, _| {
                if operation == Operation::GetNotes && matches!(id, IdRef::Opaque(_)) {
                    *id = IdRef::from(&*id.to_string().to_lowercase());
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "slot-index-wraps",
        "LB-IDS-002",
        "an index is cut to 32 bits",
        Hooks {
            id: |operation, id, _| {
                if operation == Operation::CreateMidiClip {
                    misread(id, |index| Some((index.parse::<u128>().ok()? % (1 << 32)).to_string()));
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "parameter-past-the-end-is-the-first",
        "LB-IDS-004",
        "an index that the host does not know counts as 0",
        Hooks {
            instead: |id, error, _| match id.as_path()?.shape() {
                PathShape::DeviceParam { track, device, .. } if error.code == ErrorCode::StaleReference => {
                    Some(IdRef::from(&*format!("track:{track}/device:{device}/param:0")))
                }
                _ => None,
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "scene-ids-of-the-host",
        "LB-IDS-001",
        "no call takes the id of a scene, so it was never translated",
        Hooks {
            answer: |_, answer| {
                if let Answer::Scenes(scenes) = answer {
                    for scene in scenes {
                        scene.id = "id 12".into();
                    }
                }
            },
            ..FAITHFUL
        },
    ),
    mutant(
        "kind-before-lengths",
        "LB-ERR-004",
        "ids are resolved before the arguments are looked at",
        Hooks {
            received: |mutation| {
                if let Mutation::CreateMidiClip { slot_id, length_beats } = mutation
                    && !matches!(slot_id.as_path().map(|path| path.shape()), Some(PathShape::Slot { .. }))
                {
                    *length_beats = length_beats.max(1.0);
                }
            },
            ..FAITHFUL
        },
    ),
];

/// Reads the last index of an id that is no path in another way, where that gives one.
fn misread(id: &mut IdRef, read: impl Fn(&str) -> Option<String>) {
    let text = id.to_string();
    if let (IdRef::Opaque(_), Some((head, index))) = (&*id, text.rsplit_once(':'))
        && let Some(index) = read(index)
    {
        *id = IdRef::from(&*format!("{head}:{index}"));
    }
}
