//! Rules of parameters and the mixer.

use super::{Row, Rule as R, engine, face, nobody};

pub(super) const ROWS: &[Row] = &[
    engine(R::ParamFloat32),
    engine(R::ParamMaxSixDigits),
    engine(R::ParamOutOfRangeMaxDropped),
    engine(R::ParamOutOfRangePythonRaises),
    engine(R::ParamDisplayValueClamps),
    engine(R::ParamDisplayValueInverse),
    engine(R::ParamRawNormalised),
    engine(R::ParamQuantizedSteps),
    nobody(R::ParamWholeNumberNotMarked, "which parameters are meant is known of three only"),
    engine(R::ParamDefaultOnlyContinuous),
    engine(R::ParamMacroHeldDisabled),
    nobody(R::ParamDynamicList, "which switches show which parameters is not published"),
    // Seen under load.
    engine(R::ParamReadbackLag).off(),
    face(R::ParamAsyncSdk, "sdk", "param.async-sdk: a value comes in a later turn; off, at once"),
    engine(R::ParamDeviceOnFirst),
    engine(R::ParamSentinelWords),
    engine(R::ParamUnits),
    nobody(R::ParamModeGated, "which parameters come in pairs is not published as a list"),
    nobody(R::ParamIntList, "the members of single devices are not simulated"),
    engine(R::ParamOverride),
    engine(R::ParamRecordingWritesLane),
    engine(R::ParamEventsDisplayUnits),
    engine(R::ParamTempoAutomationRead),
    engine(R::MiscEnvelopeArrangementNone),
    engine(R::MiscCurvesWriteRightToLeft),
    engine(R::MixerVolumeCurve),
    engine(R::MixerVolumePointsB4),
    engine(R::MixerPanningRange),
    engine(R::MixerSplitMode),
    engine(R::MixerSendsParallel),
    engine(R::MixerChainOnTrackWithoutAudio),
];
