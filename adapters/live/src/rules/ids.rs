//! Rules of identity.

use super::{Row, Rule as R, engine, face, nobody};

pub(super) const ROWS: &[Row] = &[
    engine(R::IdsSessionLived),
    engine(R::IdsHeldFollowsIndexShift),
    face(R::IdsHeldDeadObject, "max"),
    face(R::IdsEmptyPathNeverBinds, "max"),
    engine(R::IdsIdZeroNothing),
    engine(R::IdsDeadIdFails),
    engine(R::IdsDeleteByIdNoShift),
    engine(R::IdsSplitHeadKeepsId),
    engine(R::IdsFrontTrimNewId),
    nobody(R::IdsSdkSameInstance, "the Extensions face is not built yet"),
    nobody(R::IdsSdkHandleInvalidAfterMove, "the Extensions face is not built yet"),
    nobody(R::IdsSdkHandleBigint, "the Extensions face is not built yet"),
    face(R::IdsPythonProxiesEphemeral, "python"),
    nobody(R::IdsPresetLoadKeepsIdentity, "no presets are simulated"),
    engine(R::IdsNoteIdsPerClip),
    engine(R::IdsPositionalAgree),
];
