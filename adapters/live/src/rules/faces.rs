//! Rules of typing in the languages that Live hosts, and of hosts.

use super::{Row, Rule as R, engine, face, nobody};

const LATER: &str = "the Extensions face is not built yet";

pub(super) const ROWS: &[Row] = &[
    face(R::MixerTinyValueString, "max"),
    face(R::NamesDigitNameNumber, "max"),
    face(R::MaxGetArray, "max"),
    face(R::MaxBare1, "max"),
    face(R::MaxValidUseless, "max"),
    face(R::MaxVoidId0, "max"),
    face(R::MaxFloatText, "max"),
    face(R::MaxModeCoerced, "max"),
    face(R::MaxBoolAsInt, "max"),
    face(R::MaxSymbolLimit, "max"),
    face(R::MaxStructsJson, "max"),
    engine(R::MaxAllowlist),
    nobody(R::MaxSetpathCrashFixed, "a crash that was mended before the simulated version"),
    nobody(R::MaxOom, "memory over days, not a result"),
    engine(R::PyStrictTypes),
    engine(R::PyRuntimeerrorNotAttribute),
    engine(R::PySceneMinusOne),
    engine(R::PyDeviceInsertMode),
    nobody(R::PyJsonFloats, "a matter of two JSON writers, not of Live"),
    engine(R::PySetData),
    nobody(R::SdkBigintGetters, LATER),
    nobody(R::SdkSyncAsync, LATER),
    nobody(R::SdkErrorNoText, LATER),
    nobody(R::SdkHostModuleShape, LATER),
    nobody(R::SdkVmGlobals, LATER),
    nobody(R::SdkPermissions, LATER),
    nobody(R::SdkOneHost, LATER),
    nobody(R::SdkValueItems, LATER),
    nobody(R::SdkLoadThrowKillsHost, LATER),
    nobody(R::SdkDomexceptionAbort, LATER),
    nobody(R::CrashRecoveryDialog, "a dialog of the program at its start"),
];
