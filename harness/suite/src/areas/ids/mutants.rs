//! Mutants of ids: what is taken for one, and what is answered as one.

use livebridge_fake::ReadAnswer;
use livebridge_port::id::PathShape;
use livebridge_port::{ErrorCode, IdRef, Operation, PathId};

use crate::mutants::row::{FAITHFUL, mutant};
use crate::mutants::{Hooks, Mutant};

/// Every mutant of the area.
pub(in crate::areas) static ALL: &[&[Mutant]] = &[ROWS];

/// Reads the last index of an id that is no path in another way, where that gives one.
fn misread(id: &mut IdRef, read: impl Fn(&str) -> Option<String>) {
    let text = id.to_string();
    if let (IdRef::Opaque(_), Some((head, index))) = (&*id, text.rsplit_once(':'))
        && let Some(index) = read(index)
    {
        *id = IdRef::from(&*format!("{head}:{index}"));
    }
}

static ROWS: &[Mutant] = &[
    mutant(
        "ids-of-slots-for-clips",
        "LB-IDS-001",
        "a Session clip is answered with the id of its slot, because that is where the host found it",
        Hooks {
            answer: |answer| {
                if let ReadAnswer::Clips(clips) = answer {
                    for clip in clips.iter_mut() {
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
            answer: |answer| {
                if let ReadAnswer::Scenes(scenes) = answer {
                    for scene in scenes.iter_mut() {
                        scene.id = "id 12".into();
                    }
                }
            },
            ..FAITHFUL
        },
    ),
];
