//! The virtual clock: ticks of 100 ms, and what Live does late.

use crate::engine::Engine;
use crate::members::late;
use crate::value::Id;

/// Something that happens at a tick.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Late {
    /// The playhead moves.
    Playhead(f64),
    /// The transport starts, or stops.
    Playing(bool),
    /// The Arrangement loop is switched.
    Loop(bool),
    /// Recording is switched.
    Record(bool),
    /// A slot is launched.
    Launch(Id),
    /// The clips of a track stop.
    Stop(Id),
    /// A parameter is overridden.
    Override(Id),
    /// A colour or name becomes visible.
    Shown(Id),
}

/// The clock.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    /// Ticks since the start.
    pub tick: u64,
    late: Vec<Late>,
}

impl Clock {
    /// Forgets what waits: another Set is open.
    pub(crate) fn forget(&mut self) {
        self.late.clear();
    }

    pub(crate) fn waits(&self, late: Late) -> bool {
        self.late.contains(&late)
    }
}

impl Engine {
    /// Puts something off to the next tick. What is put off more than once happens once, in its last place.
    pub(crate) fn later(&mut self, late: Late) {
        self.clock.late.retain(|other| *other != late);
        self.clock.late.push(late);
    }

    /// One tick: what was put off happens, time goes on, listeners are told.
    pub fn tick(&mut self) {
        self.clock.tick += 1;
        let due = std::mem::take(&mut self.clock.late);
        for late in due {
            late::happen(self, late);
            // What happens late is nobody's edit.
            self.journal.clear();
        }
        late::advance(self);
        self.journal.clear();
        self.show_all();
        self.notify();
    }

    /// Ticks since the start.
    pub fn ticks(&self) -> u64 {
        self.clock.tick
    }
}
