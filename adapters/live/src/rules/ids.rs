//! Rules of identity.

use super::{Row, Rule as R, engine, face, nobody};

const HELD: &str = "ids: held objects follow, dead ones keep their id, an empty path never binds; each off too";

const BIGINT: &str = "sdk.bigint-getters, notes.sdk-integers-bigint, color.bigint, ids.sdk-handle-bigint, each off too";

pub(super) const ROWS: &[Row] = &[
    engine(R::IdsSessionLived),
    engine(R::IdsHeldFollowsIndexShift),
    face(R::IdsHeldDeadObject, "max", HELD),
    face(R::IdsEmptyPathNeverBinds, "max", HELD),
    engine(R::IdsIdZeroNothing),
    engine(R::IdsDeadIdFails),
    engine(R::IdsDeleteByIdNoShift),
    engine(R::IdsSplitHeadKeepsId),
    // Read from the comments of one project, whose own tests on Live go on using the id: off.
    engine(R::IdsFrontTrimNewId).off(),
    face(R::IdsSdkSameInstance, "sdk", "ids.sdk-same-instance: an object has one handle; off, a new one at each read"),
    nobody(R::IdsSdkHandleInvalidAfterMove, "nobody says which moves are meant"),
    face(R::IdsSdkHandleBigint, "sdk", BIGINT),
    face(R::IdsPythonProxiesEphemeral, "python", "test_rules_of_python_can_be_switched_off"),
    engine(R::IdsPresetLoadKeepsIdentity),
    engine(R::IdsNoteIdsPerClip),
    engine(R::IdsPositionalAgree),
];
