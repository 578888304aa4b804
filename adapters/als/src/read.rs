//! From the XML to the model: the document and what belongs to the Set itself. Tracks, clips, devices, envelopes and
//! files have a file each.
//!
//! An element is looked for by its name and by its older spellings; the version of Live decides nothing.

mod clip;
mod device;
mod envelope;
mod file;
mod scene;
mod track;

use std::io;

use super::error::{ErrorCode, ImportError, WarningCode};
use super::limits::Limits;
use super::model::{ArrangementLoop, GridSetting, LiveTrackKind, Set};
use super::source::Source;
use super::xml::{Parsed, Xml};
use device::Keys;

/// Reads the whole file.
pub(super) fn read<R: io::Read>(file: R, limits: Limits) -> Result<Set, ImportError> {
    let source = Source::open(file, limits)?;
    let mut xml = Xml::new(source, limits);
    let mut set = document(&mut xml).map_err(|error| xml.cause(error))?;
    set.xml_bytes = xml.source().produced();
    if xml.source().is_plain() {
        xml.diagnostics.note(WarningCode::PlainXml, || "the file is not compressed".to_owned());
    }
    if xml.source().trailing {
        xml.diagnostics.note(WarningCode::TrailingBytes, || "blank bytes follow the compressed data".to_owned());
    }
    set.unknown = std::mem::take(&mut xml.unknown);
    let targets = std::mem::take(&mut xml.targets).into_iter().collect();
    super::check::check(&set, &targets, &mut xml.diagnostics);
    set.diagnostics = std::mem::take(&mut xml.diagnostics).finish();
    Ok(set)
}

fn document<R: io::Read>(xml: &mut Xml<R>) -> Parsed<Set> {
    xml.root()?;
    if xml.name() != "Ableton" {
        let message = format!("the root element is <{}>, not <Ableton>", xml.name());
        return Err(xml.problem(ErrorCode::Root, message));
    }
    let mut set = Set {
        creator: xml.attribute("Creator")?.unwrap_or_default().into(),
        major: xml.attribute("MajorVersion")?.and_then(|text| text.parse().ok()),
        minor: xml.attribute("MinorVersion")?.unwrap_or_default().into(),
        ..Set::default()
    };
    let (level, mut found) = (xml.level(), false);
    while xml.child(level)? {
        if xml.name() == "LiveSet" && !found {
            found = true;
            live_set(xml, &mut set)?;
        } else if !found {
            let message = format!("a Live document of another kind: <{}>", xml.name());
            return Err(xml.problem(ErrorCode::NotASet, message));
        } else {
            xml.not_known();
        }
    }
    if !found {
        return Err(xml.problem(ErrorCode::NotASet, "a Live document without a Set"));
    }
    xml.finish()?;
    Ok(set)
}

fn live_set<R: io::Read>(xml: &mut Xml<R>, set: &mut Set) -> Parsed<()> {
    let (level, mut keys, mut has_tracks) = (xml.level(), Keys::default(), false);
    while xml.child(level)? {
        match xml.name() {
            "Tracks" => {
                has_tracks = true;
                let tracks = xml.level();
                while xml.child(tracks)? {
                    let kind = match xml.name() {
                        "MidiTrack" => LiveTrackKind::Midi,
                        "AudioTrack" => LiveTrackKind::Audio,
                        "GroupTrack" => LiveTrackKind::Group,
                        "ReturnTrack" => LiveTrackKind::Return,
                        name => {
                            let message = format!("a track of kind <{name}>, of which only id and name are kept");
                            xml.note(WarningCode::UnknownTrackKind, &message);
                            xml.not_known();
                            LiveTrackKind::Unknown
                        }
                    };
                    xml.count_item()?;
                    let track = track::track(xml, &mut keys, kind, set)?;
                    set.tracks.push(track);
                }
            }
            "MainTrack" | "MasterTrack" => set.main = Some(track::track(xml, &mut keys, LiveTrackKind::Main, set)?),
            "PreHearTrack" => set.cue = Some(track::track(xml, &mut keys, LiveTrackKind::Cue, set)?),
            "Transport" => set.transport = transport(xml)?,
            "GlobalQuantisation" => set.quantization = xml.integer()?,
            "Grid" => set.grid = grid(xml)?,
            "ScaleInformation" => set.scale = Some(scene::scale(xml)?),
            "InKey" => set.scale_mode = xml.flag()?,
            "Scenes" => set.scenes = scene::scenes(xml)?,
            "SceneNames" => {
                if set.scenes.is_empty() {
                    set.scenes = scene::scene_names(xml)?;
                }
            }
            "Locators" => set.locators = scene::locators(xml)?,
            name if KNOWN.binary_search(&name).is_ok() || name.starts_with("ViewState") => {}
            _ => xml.not_known(),
        }
    }
    if !has_tracks {
        return Err(xml.problem(ErrorCode::NoTracks, "the Set has no list of tracks"));
    }
    if let Some(main) = &set.main {
        // Its envelopes move the tempo and the signature too.
        for automated in [&mut set.tempo, &mut set.signature] {
            let envelope = automated.target.and_then(|id| main.envelopes.iter().find(|(target, _)| *target == id));
            if let Some((_, envelope)) = envelope {
                automated.envelope = envelope.clone();
            }
        }
        Ok(())
    } else {
        Err(xml.problem(ErrorCode::NoMain, "the Set has no main track"))
    }
}

fn transport<R: io::Read>(xml: &mut Xml<R>) -> Parsed<ArrangementLoop> {
    let (level, mut transport) = (xml.level(), ArrangementLoop::default());
    while xml.child(level)? {
        match xml.name() {
            "LoopOn" => transport.loop_on = xml.flag()?,
            "LoopStart" => transport.loop_start = xml.number()?,
            "LoopLength" => transport.loop_length = xml.number()?,
            _ => {}
        }
    }
    Ok(transport)
}

fn grid<R: io::Read>(xml: &mut Xml<R>) -> Parsed<GridSetting> {
    let (level, mut grid) = (xml.level(), GridSetting::default());
    while xml.child(level)? {
        match xml.name() {
            "Fixed" => grid.fixed = xml.flag()?,
            "FixedNumerator" => grid.numerator = xml.integer()?,
            "FixedDenominator" => grid.denominator = xml.integer()?,
            "Ntoles" => grid.ntoles = xml.integer()?,
            _ => {}
        }
    }
    Ok(grid)
}

/// What stands in Sets of Live 8 to 12 and is no content of theirs: views, wrappers and settings. Sorted.
const KNOWN: [&str; 62] = [
    "AccidentalSpellingPreference",
    "Annotation",
    "ArrangementOverdub",
    "AutoColorPickerForPlayerAndGroupTracks",
    "AutoColorPickerForReturnAndMainTracks",
    "AutoColorPickerForReturnAndMasterTracks",
    "AutoQuantisation",
    "AutomationMode",
    "ChooserBar",
    "ColorSequenceIndex",
    "ContentLanes",
    "ContentSplitterProperties",
    "CrossfadeCurve",
    "CuePointsListWrapper",
    "DetailClipKeyMidis",
    "ExpressionLanes",
    "GroovePool",
    "HighlightedTrackIndex",
    "IsContentSplitterOpen",
    "IsExpressionSplitterOpen",
    "IsWaveformVerticalZoomActive",
    "LatencyCompensation",
    "LinkedTrackGroups",
    "LomId",
    "LomIdView",
    "MidiFoldIn",
    "MidiFoldMode",
    "MidiPrelisten",
    "MultiClipFocusMode",
    "MultiClipLoopBarHeight",
    "NextPointeeId",
    "NoteAlgorithms",
    "NoteSpellingPreference",
    "Overdub",
    "OverwriteProtectionNumber",
    "PreferFlatRootNote",
    "ResetNonautomatedMidiControllersOnClipStarts",
    "ReturnTracksListWrapper",
    "ScenesListWrapper",
    "SelectedBreakpointValue",
    "SelectedDocumentViewInMainWindow",
    "SendsPre",
    "SequencerNavigator",
    "SessionScrollPos",
    "ShouldSceneTempoAndTimeSignatureBeVisible",
    "ShowVideoWindow",
    "SignalModulations",
    "SmpteFormat",
    "SnapAutomationToGrid",
    "SoloInPlace",
    "SoloOrPflSavedValue",
    "SongMasterValues",
    "TimeSelection",
    "TrackHeaderWidth",
    "TracksListWrapper",
    "TuningSystems",
    "UseWarperLegacyHiQMode",
    "VideoWindowRect",
    "ViewData",
    "ViewStates",
    "VisibleTracksListWrapper",
    "WaveformVerticalZoomFactor",
];
