//! When a host is waited for: `control/settle` after a change costs as much as the change itself, and most hosts have
//! applied what they answer. So it is asked only where something is in doubt.
//!
//! What failed although nobody waited is tried again with waiting after every change. Should it hold then, and fail
//! once more without, the host needs to be waited for, and is from then on.

use std::cell::Cell;

use crate::requirement::Transport;
use crate::target::Target;

/// Whether the host is waited for after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waits {
    /// Only where something failed without.
    InDoubt,
    /// After each change.
    Always,
}

impl Waits {
    /// How a run begins: where a call costs nothing, there is nothing to save.
    pub(crate) fn at_first(target: &dyn Target) -> Self {
        match target.transport() {
            Transport::InProcess => Self::Always,
            Transport::Wire => Self::InDoubt,
        }
    }
}

/// How a target is waited for, and whether that was left out.
#[derive(Debug)]
pub(crate) struct Settling {
    waits: Cell<Waits>,
    left_out: Cell<bool>,
}

impl Settling {
    pub(crate) const fn new(waits: Waits) -> Self {
        Self { waits: Cell::new(waits), left_out: Cell::new(false) }
    }

    /// Whether to wait now; keeps when that is left out.
    pub(crate) fn is_due(&self) -> bool {
        let is_due = self.waits.get() == Waits::Always;
        self.left_out.set(self.left_out.get() || !is_due);
        is_due
    }

    /// Something new begins, for which nothing is left out so far.
    pub(crate) fn begin(&self) {
        self.left_out.set(false);
    }

    /// Waits like this from now on; gives how it was.
    pub(crate) fn set(&self, waits: Waits) -> Waits {
        self.left_out.set(false);
        self.waits.replace(waits)
    }
}

/// Something that runs on a target and can be run again.
pub(crate) trait Settles {
    fn settling(&self) -> &Settling;

    /// Whether nothing more can be asked of this instance of the target.
    fn is_lost(&self) -> bool;

    /// Whether what has just failed may have failed because the host was not waited for: what hangs or breaks does not.
    fn is_in_doubt(&self) -> bool {
        self.settling().left_out.get() && !self.is_lost()
    }
}

/// What a run counts for: where it failed without waiting, it is run a second time with, and a third time to see that it
/// was not chance. Gives the run that counts.
pub(crate) fn waiting_in_doubt<S: Settles, T>(
    subject: &mut S,
    first: T,
    mut run: impl FnMut(&mut S) -> T,
    holds: impl Fn(&T) -> bool,
) -> T {
    if holds(&first) || !subject.is_in_doubt() {
        return first;
    }
    let before = subject.settling().set(Waits::Always);
    let waited = run(subject);
    subject.settling().set(before);
    if !holds(&waited) {
        return waited;
    }
    let again = run(subject);
    if holds(&again) {
        return first;
    }
    subject.settling().set(Waits::Always);
    waited
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Host {
        settling: Settling,
        runs: u32,
    }

    impl Settles for Host {
        fn settling(&self) -> &Settling {
            &self.settling
        }

        fn is_lost(&self) -> bool {
            false
        }
    }

    fn ran(verdict: impl Fn(u32, bool) -> bool) -> (bool, u32, Waits) {
        let mut host = Host { settling: Settling::new(Waits::InDoubt), runs: 0 };
        let run = |host: &mut Host| {
            host.runs += 1;
            let waited = host.settling.is_due();
            verdict(host.runs, waited)
        };
        let first = run(&mut host);
        let held = waiting_in_doubt(&mut host, first, run, |held| *held);
        (held, host.runs, host.settling.waits.get())
    }

    #[test]
    fn what_holds_is_not_run_again() {
        assert_eq!(ran(|_, _| true), (true, 1, Waits::InDoubt));
    }

    #[test]
    fn what_fails_with_waiting_too_has_failed() {
        assert_eq!(ran(|_, _| false), (false, 2, Waits::InDoubt));
    }

    #[test]
    fn a_host_that_needs_it_is_waited_for_from_then_on() {
        assert_eq!(ran(|_, waited| waited), (true, 3, Waits::Always));
    }

    #[test]
    fn what_failed_by_chance_has_failed() {
        assert_eq!(ran(|run, _| run > 1), (false, 3, Waits::InDoubt));
    }
}
