//! Rules of the history.

use super::{Row, Rule as R, engine};

pub(super) const ROWS: &[Row] = &[
    engine(R::UndoMaxMergesUntilClosed),
    engine(R::UndoEndStepClosesPending),
    engine(R::UndoHeavyCallSplits).off().number(1000.0),
    engine(R::UndoBeginEndGroupsAcrossRequests),
    engine(R::UndoNestedBeginNotCounted),
    // Reported by one project; the row before says otherwise of two groups in a row.
    engine(R::UndoBeginEndCoalesceInOneCall).off(),
    engine(R::UndoUserEditSplitsStep),
    engine(R::UndoEmptyStepNotRecorded),
    engine(R::UndoParamWriteOwnStep),
    // 12.4.15b5 shows the opposite.
    engine(R::UndoTrackRenameOwnStep).off(),
    engine(R::UndoNoCoalesceDifferentParams),
    engine(R::UndoUngroupedEnvelopeWritesNotUndone),
    engine(R::UndoSameValueWriteNoOp),
    engine(R::UndoScaleNotTracked),
    engine(R::UndoHistoryIsGlobal),
    engine(R::UndoCanUndoLags),
    engine(R::UndoLabelReturned),
    engine(R::UndoSdkGroupsSyncStartOnly),
    engine(R::UndoSdkClipWithNotesTwoSteps),
    engine(R::UndoSdkCueWithNameTwoSteps),
    engine(R::UndoRemoteStepDoesNotCoverSdk),
    engine(R::UndoSdkSetterOwnTransaction),
    engine(R::UndoSdkNoRollback),
    engine(R::UndoSdkNoUndoApi),
    engine(R::UndoMaxBeginEndAvailability),
    engine(R::UndoRedoRestores),
    engine(R::UndoConversionAndLoadSteps),
    engine(R::UndoPluginParamNoise),
    engine(R::UndoNoteToolNoChangeStillStep),
    engine(R::UndoUndoMoveDeviceCrash),
];
