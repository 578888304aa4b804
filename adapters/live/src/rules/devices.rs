//! Rules of devices, racks and the browser.

use super::{Row, Rule as R, engine, face, nobody};

pub(super) const ROWS: &[Row] = &[
    engine(R::DevInsertName),
    engine(R::DevInsertPastEndRejected),
    engine(R::DevMidiEffectBeforeInstrument),
    engine(R::DevAudioEffectBeforeInstrumentRefused),
    engine(R::DevOneInstrument),
    engine(R::DevRacksInsertable),
    engine(R::DevPluginsRaise),
    // A matter of the User Library.
    engine(R::DevUserDefaultPreset).off(),
    engine(R::DevInsertSelects),
    engine(R::DevInstrumentOnAudioTrack),
    engine(R::DevMoveNearest),
    engine(R::DevDuplicate),
    nobody(R::DevAsyncLoad, "no plug-ins and Max devices are loaded here"),
    engine(R::DevEmptyChainIndex0),
    engine(R::DevNameWritable),
    engine(R::DevHotswapMidiEffectCrash),
    engine(R::RackChainNoDelete),
    engine(R::RackNewDrumChainNote),
    engine(R::RackDrumPads128),
    engine(R::RackNestedDrumNoPads),
    engine(R::RackChainlessPadInert),
    engine(R::RackPadNameLabel),
    engine(R::RackPadsListedTwice),
    engine(R::RackVariationNone),
    engine(R::RackMacroHiddenKeepsMapping),
    engine(R::RackCopyPadCrash),
    engine(R::BrowserLoadNextToSelection),
    engine(R::BrowserNotInMax),
    engine(R::BrowserFolderFlag),
    face(R::SdkClassesCoarse, "sdk", "sdk.value-items, sdk.classes-coarse: each off too"),
];
