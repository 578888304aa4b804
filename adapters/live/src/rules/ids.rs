//! Rules of identity.

use super::{Row, Rule as R, always, engine, face, nobody};

pub(super) const ROWS: &[Row] = &[
    always(R::IdsSessionLived),
    always(R::IdsHeldFollowsIndexShift),
    face(R::IdsHeldDeadObject, "max"),
    face(R::IdsEmptyPathNeverBinds, "max"),
    always(R::IdsIdZeroNothing),
    always(R::IdsDeadIdFails),
    always(R::IdsDeleteByIdNoShift),
    engine(R::IdsSplitHeadKeepsId),
    engine(R::IdsFrontTrimNewId),
    nobody(R::IdsSdkSameInstance, "the Extensions face is not built yet"),
    nobody(R::IdsSdkHandleInvalidAfterMove, "the Extensions face is not built yet"),
    nobody(R::IdsSdkHandleBigint, "the Extensions face is not built yet"),
    face(R::IdsPythonProxiesEphemeral, "python"),
    nobody(R::IdsPresetLoadKeepsIdentity, "no presets are simulated"),
    engine(R::IdsNoteIdsPerClip),
    always(R::IdsPositionalAgree),
];
