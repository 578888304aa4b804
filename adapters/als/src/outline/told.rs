//! Which differences the typed form of a Set tells: what is read of a file (`read/`), by the elements it stands in.
//!
//! It is a hint and no promise: whoever compares asks of each object whether anything was told of it at all.

/// Elements of which all that is in them is told: lists that are counted, fingerprinted or compared by content.
const WHOLE: [&str; 11] = [
    "ArrangerAutomation",
    "AutomationEnvelopes",
    "Buffer",
    "ControllerState",
    "GlobalQuantisation",
    "KeyTracks",
    "Locators",
    "ProcessorState",
    "ScaleInformation",
    "SceneNames",
    "WarpMarkers",
];

/// Elements in which things come and go that are told one by one.
const LISTS: [&str; 9] =
    ["Branches", "ClipSlot", "Devices", "Events", "Locators", "ReturnBranches", "Scenes", "Tracks", "Value"];

/// Values by the element that they stand in; `*` is any.
const VALUES: [(&str, &[&str]); 15] = [
    ("Ableton", &["Creator"]),
    ("Name", &["EffectiveName", "UserName"]),
    ("AudioOutputRouting", &["Target"]),
    ("MainSequencer", &["MonitoringEnum"]),
    ("Recorder", &["IsArmed"]),
    ("Mixer", &["SoloSink"]),
    ("Transport", &["LoopOn", "LoopStart", "LoopLength"]),
    ("Grid", &["Fixed", "FixedNumerator", "FixedDenominator", "Ntoles"]),
    ("Loop", &["LoopStart", "LoopEnd", "LoopOn", "StartRelative", "OutMarker"]),
    ("FollowAction", &["FollowActionA", "FollowActionB", "FollowActionEnabled"]),
    ("RemoteableTimeSignature", &["Numerator", "Denominator"]),
    ("FileRef", &["Path", "RelativePath", "RelativePathType", "OriginalFileSize", "OriginalCrc", "Name"]),
    ("BranchInfo", &["ReceivingNote"]),
    ("MixerDevice", &["Volume", "Panorama", "Speaker"]),
    ("Scene", &["Name", "Color", "Tempo", "IsTempoEnabled", "TimeSignatureId", "IsTimeSignatureEnabled"]),
];

/// Values of clips.
const OF_CLIPS: [&str; 14] = [
    "Name",
    "Color",
    "ColorIndex",
    "CurrentStart",
    "CurrentEnd",
    "Disabled",
    "LaunchMode",
    "LaunchQuantisation",
    "Legato",
    "IsWarped",
    "WarpMode",
    "PitchCoarse",
    "PitchFine",
    "SampleVolume",
];

/// Values of tracks.
const OF_TRACKS: [&str; 4] = ["Color", "ColorIndex", "TrackGroupId", "Freeze"];

/// Whether an element is told as a whole.
pub(super) fn is_whole(name: &str) -> bool {
    WHOLE.contains(&name)
}

/// Whether things that come and go in an element of this name are told.
pub(super) fn is_list(name: &str) -> bool {
    LISTS.contains(&name)
}

/// Whether a value of this element is told; `around` is what it stands in.
pub(super) fn is_value(around: &str, name: &str) -> bool {
    // The value of a parameter, wherever it stands.
    if name == "Manual" || (is_clip(name) && around == "Events") {
        return true;
    }
    let of = if is_clip(around) {
        &OF_CLIPS[..]
    } else if around.ends_with("Track") {
        &OF_TRACKS
    } else {
        VALUES.iter().find(|(element, _)| *element == around).map_or(&[][..], |(_, values)| values)
    };
    of.contains(&name)
}

/// Whether this is a clip.
pub(super) fn is_clip(name: &str) -> bool {
    name == "MidiClip" || name == "AudioClip"
}
