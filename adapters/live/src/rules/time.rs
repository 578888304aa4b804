//! Rules of the transport, of ticks and of listeners.

use super::{Row, Rule as R, engine, face, nobody};

pub(super) const ROWS: &[Row] = &[
    engine(R::TransportAsync),
    engine(R::TransportStartMarker),
    engine(R::TransportStoppedPlayheadNotStart),
    engine(R::TransportLoopReadback),
    // One report; others see the playhead where it stopped.
    engine(R::TransportStopLeavesAt0).off(),
    engine(R::TransportFireNextTick),
    engine(R::TransportRecordModeStarts),
    engine(R::TransportOverdubIgnored),
    // Of two sources the one whose tests ran against Live.
    engine(R::TransportRecordModeUnarmed),
    engine(R::TransportRecordIntoEmptySlot),
    engine(R::TransportBackToArranger),
    engine(R::TimeTick100ms),
    // Waiting that one project does; others see new tracks at once.
    engine(R::TimeCreateTrackThreeTicks).off(),
    engine(R::TimeDerivedValuesLate),
    nobody(R::TimeBackgroundThreadsStarved, "threads of a script run as the operating system lets them"),
    face(R::TimeMainThreadOnly, "python", "test_threads_may_schedule_and_are_counted_when_they_touch_live"),
    engine(R::TimeReadAfterSetImmediate),
    engine(R::TimeSongLengthDerived),
    engine(R::TimeBeatsAreQuarters),
    engine(R::TimeTempoFloat32),
    engine(R::TimeTempoRange),
    nobody(R::TimeChangeCostGrows, "a cost of time, not a result"),
    nobody(R::TimeSdkGettersLocal, "a cost of time, not a result"),
    nobody(R::MiscOscSize, "a limit of UDP and of one bridge"),
    engine(R::ListenFollowsObject),
    engine(R::ListenDeadObject),
    nobody(R::ListenInitialValue, "done by one bridge, not by Live"),
    engine(R::ListenMissing),
    nobody(R::ListenPathListenersLeak, "a cost of memory, not a result"),
    engine(R::ListenSdkNone),
];
