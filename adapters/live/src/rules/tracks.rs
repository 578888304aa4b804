//! Rules of tracks and scenes, their names and colours.

use super::{Row, Rule as R, engine, nobody};

pub(super) const ROWS: &[Row] = &[
    engine(R::TracksCreateIndex),
    engine(R::TracksCreatePastEndNothing),
    engine(R::TracksSdkCreateAfterSelected),
    engine(R::TracksCreateSelects),
    engine(R::TracksCreateMidiArms),
    engine(R::TracksInstrumentArms),
    engine(R::TracksDefaultNamesRenumber),
    engine(R::TracksDefaultNameFollowsDevice),
    engine(R::TracksDeleteGroupTakesMembers),
    engine(R::TracksDeleteOnlyMemberRefused),
    engine(R::TracksCreateInsideGroup),
    engine(R::TracksLastTrackStays),
    engine(R::TracksGroupIsAudiotrack),
    engine(R::TracksGroupHasNoArrangementClips),
    engine(R::TracksDuplicateAfterSource),
    engine(R::TracksSoloNotExclusive),
    engine(R::TracksMutedViaSolo),
    engine(R::TracksArmUnavailable),
    engine(R::TracksMuteMainRefused),
    engine(R::TracksFrozenRefusesClipWrites),
    engine(R::TracksColorNone),
    // A number of tracks: the limit of the edition. Suite has none.
    engine(R::TracksLimitError).off().number(8.0),
    engine(R::TracksDevicesExcludesMixer),
    // A matter of the user's presets.
    engine(R::TracksDefaultPresetDevices).off(),
    engine(R::TracksSdkNoTrackColour),
    engine(R::TracksFoldStateRaises),
    engine(R::TracksMonitoringRange),
    engine(R::TracksRoutingCountsChange),
    engine(R::TracksSceneAddAddsSlots),
    engine(R::ColorSnapNearest),
    engine(R::ColorPalettePoints),
    engine(R::ColorSdkRgbRoundtrip),
    engine(R::ColorNoUnset),
    // Probes in Python read it at once; the tests of a bridge wait.
    engine(R::ColorAfterTick).off(),
    engine(R::NamesReturnPrefix),
    engine(R::NamesSceneDefault),
    engine(R::NamesUserTextIsData),
    engine(R::NamesMacroNameNotWritable),
    nobody(R::MiscLive124Silence, "no sound is simulated"),
];
