//! Rules of typing in the languages that Live hosts, and of hosts.

use super::{Row, Rule as R, engine, face, nobody};

const VALUES: &str = "max.bool-as-int, names.digit-name-number, mixer.tiny-value-string, each off too";
const VALID: &str = "max.valid-useless, max.mode-coerced, max.float-text, max.void-id0, each off too";
const BIGINT: &str = "sdk.bigint-getters, notes.sdk-integers-bigint, color.bigint, ids.sdk-handle-bigint, each off too";

pub(super) const ROWS: &[Row] = &[
    face(R::MixerTinyValueString, "max", VALUES),
    face(R::NamesDigitNameNumber, "max", VALUES),
    face(R::MaxGetArray, "max", "max.get-array: get answers arrays, children as id pairs"),
    face(R::MaxBare1, "max", "max.bare-1: on nothing, for what fails, and for every set"),
    face(R::MaxValidUseless, "max", VALID),
    face(R::MaxVoidId0, "max", VALID),
    face(R::MaxFloatText, "max", VALID),
    face(R::MaxModeCoerced, "max", VALID),
    face(R::MaxBoolAsInt, "max", VALUES),
    face(R::MaxSymbolLimit, "max", "max.symbol-limit: a symbol is cut at 32,767 UTF-16 units on every cable"),
    face(R::MaxStructsJson, "max", "max.structs-json: routing and notes go as text, come as text or objects"),
    // The Python face has it too: test_a_change_from_within_a_listener_is_refused.
    face(
        R::ListenNoChangeInListener,
        "max",
        "listen.no-change-in-listener: a change from within a notification does nothing and is told; off, it does",
    ),
    engine(R::MaxAllowlist),
    nobody(R::MaxSetpathCrashFixed, "a crash that was mended before the simulated version"),
    nobody(R::MaxOom, "memory over days, not a result"),
    engine(R::PyStrictTypes),
    engine(R::PyRuntimeerrorNotAttribute),
    engine(R::PySceneMinusOne),
    engine(R::PyDeviceInsertMode),
    nobody(R::PyJsonFloats, "a matter of two JSON writers, not of Live"),
    engine(R::PySetData),
    face(R::SdkBigintGetters, "sdk", BIGINT),
    face(R::SdkSyncAsync, "sdk", "sdk.sync-async: what creates tells its end in a later turn; off, at once"),
    face(R::SdkErrorNoText, "sdk", "sdk.error-no-text: a refusal has no words, but for parameters; off, it has"),
    nobody(R::SdkHostModuleShape, "the names of the boundary: they are there, and there is nothing to switch"),
    face(R::SdkVmGlobals, "sdk", "sdk.vm-globals: a bundle finds thirteen globals; off, all of Node"),
    nobody(R::SdkPermissions, "what the process of a host may touch is the system's matter"),
    nobody(R::SdkOneHost, "a matter of Live's settings"),
    face(R::SdkValueItems, "sdk", "sdk.value-items, sdk.classes-coarse: each off too"),
    face(
        R::SdkLoadThrowKillsHost,
        "sdk",
        "sdk.load-throw-kills-host: a bundle that throws takes all; off, itself only",
    ),
    nobody(R::SdkDomexceptionAbort, "an end of the process by a class of Node that bundles do not need"),
    nobody(R::CrashRecoveryDialog, "a dialog of the program at its start"),
];
