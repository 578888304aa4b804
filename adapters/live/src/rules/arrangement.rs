//! Rules of the Arrangement and of cue points.

use super::{Row, Rule as R, engine, face};

pub(super) const ROWS: &[Row] = &[
    engine(R::ArrOverlapMiddleSplits),
    engine(R::ArrDuplicateSplitsEdges),
    engine(R::ArrOverlapMiddleDropsTail).until([12, 4, 0]),
    engine(R::ArrOverlapEndTrims),
    engine(R::ArrOverlapFrontTrims),
    engine(R::ArrOverlapExactReplaces),
    engine(R::ArrNoReportOfLoss),
    engine(R::ArrSorted),
    engine(R::ArrClearRangeEdges),
    // What other fakes do, and Live does not.
    engine(R::ArrClearRangeFakeLosesTail).off(),
    engine(R::ArrDupRefusedSilent),
    engine(R::ArrDupReturnsId),
    engine(R::ArrDupClipObject),
    engine(R::ArrCreateRange),
    engine(R::ArrCreateVersions),
    engine(R::ArrLoopedLengthFixed),
    engine(R::ArrUnloopedMidiLoopEndExtends),
    engine(R::ArrUnloopedWarpedNotClamped),
    engine(R::ArrUnloopedUnwarpedClamped),
    engine(R::ArrEndMarkerUnclamped),
    engine(R::ArrCopySpanWithPreroll),
    engine(R::ArrAudioNoLength),
    engine(R::ArrDeleteClipOtherTrackRaises),
    engine(R::ArrTakeLaneOneWay),
    engine(R::ArrTakeLaneClipsOverwrite),
    // Nobody has tried again since 12.3, whose notes say that such a crash is mended.
    engine(R::ArrDupArrOverArrCrash).until([12, 3, 0]),
    engine(R::CueSdkOccupiedRefused),
    engine(R::CueSdkDefaultName),
    engine(R::CueToggleNoArgs),
    engine(R::CuePlayheadLandsNextTick),
    // One project against three.
    engine(R::CueInsertMarkerConflict).off(),
    // A switch of the user interface: the number is the grid in beats.
    engine(R::CueGridSnap).off().number(1.0),
    engine(R::CuePastSongEndRefused),
    engine(R::CueCreationOrder),
    engine(R::CueTimeReadonly),
    engine(R::CueNameReadonly11).until([12, 0, 0]),
    engine(R::CueToggleMovesPlayhead),
    engine(R::CueIdStable),
    // Seen by one project; others read a float.
    face(R::CueTimeWrapper, "python", "test_the_time_of_a_cue_point_may_be_a_wrapper").off(),
];
