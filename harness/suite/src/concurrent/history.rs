//! What clients did and saw, and whether one order explains it.

use std::collections::{BTreeMap, BTreeSet};

use super::registers::{Action, Register, Seen, Tag};

/// One call, in the order of sending.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    /// Who sent it: calls of one client take effect in the order in which it sent them.
    pub(crate) client: usize,
    /// What was to be done.
    pub(crate) action: Action,
    /// How many events had been sent and answers taken before: when it was sent.
    pub(crate) sent: usize,
    /// The same when its answer was taken; `None` when none came.
    pub(crate) answered: Option<usize>,
    /// What came back.
    pub(crate) seen: Seen,
}

/// The calls of a plan as they went, in the order of sending.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    /// The calls.
    pub(crate) events: Vec<Event>,
}

/// Whether an order was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judgement {
    /// There is one.
    Explained,
    /// There is none.
    Unexplained,
    /// The budget ran out first.
    Undecided,
}

/// How many partial orders are looked at, at most.
const BUDGET: usize = 200_000;

/// The most calls in a history: a bit for each.
const MOST_EVENTS: usize = 64;

/// What the registers hold, where that is not what was there at first.
type Contents = BTreeMap<Register, Tag>;

impl History {
    /// Whether some order of the calls explains every answer: each takes effect at once between its sending and its
    /// answer, those of one client in the order in which it sent them, and what was refused changes nothing. A call
    /// without an answer has happened at any later time or not at all.
    pub(crate) fn judge(&self) -> Judgement {
        if self.events.len() > MOST_EVENTS {
            return Judgement::Undecided;
        }
        let before: Vec<u64> = self.events.iter().map(|event| self.before(event)).collect();
        // Calls with an answer have to be placed; the others may be.
        let owed = self.mask(|event| event.answered.is_some());
        let mut tried = BTreeSet::new();
        let mut open = vec![(0_u64, Contents::new())];
        while let Some((placed, contents)) = open.pop() {
            if placed & owed == owed {
                return Judgement::Explained;
            }
            if tried.len() >= BUDGET {
                return Judgement::Undecided;
            }
            if !tried.insert((placed, contents.clone())) {
                continue;
            }
            for (place, event) in self.events.iter().enumerate() {
                let is_next = placed & (1 << place) == 0 && before[place] & !placed == 0;
                if is_next && let Some(after) = effect(&contents, event) {
                    open.push((placed | 1 << place, after));
                }
                // What was given up may never have happened, and then nothing waits for it.
                if is_next && event.answered.is_none() {
                    open.push((placed | 1 << place, contents.clone()));
                }
            }
        }
        Judgement::Unexplained
    }

    fn mask(&self, chosen: impl Fn(&Event) -> bool) -> u64 {
        self.events.iter().enumerate().filter(|(_, event)| chosen(event)).fold(0, |mask, (place, _)| mask | 1 << place)
    }

    /// The calls that must have taken effect before this one does.
    fn before(&self, event: &Event) -> u64 {
        self.mask(|other| {
            let is_earlier_of_the_same = other.client == event.client && other.sent < event.sent;
            is_earlier_of_the_same || other.answered.is_some_and(|answered| answered < event.sent)
        })
    }

    /// What some order of the calls leaves in the registers, for calls that were all answered: every possibility.
    #[cfg(test)]
    fn ends(&self) -> bool {
        self.judge() == Judgement::Explained
    }
}

/// What a call leaves, when its answer is the one to expect of these contents.
fn effect(contents: &Contents, event: &Event) -> Option<Contents> {
    let written = |writes: &[(Register, Tag)]| {
        let mut after = contents.clone();
        after.extend(writes.iter().copied());
        after
    };
    let agrees = |shown: &[(Register, Tag)], contents: &Contents| {
        shown.iter().all(|(register, tag)| contents.get(register).copied().unwrap_or_default() == *tag)
    };
    match (&event.action, &event.seen) {
        (Action::Write(register, tag), Seen::Done(shown)) => {
            Some(written(&[(*register, *tag)])).filter(|after| agrees(shown, after))
        }
        (Action::Together(writes), Seen::Done(shown)) => Some(written(writes)).filter(|after| agrees(shown, after)),
        (Action::Write(register, tag), Seen::Unanswered) => Some(written(&[(*register, *tag)])),
        (Action::Together(writes), Seen::Unanswered) => Some(written(writes)),
        (Action::Failing(_), Seen::Refused | Seen::Unanswered) | (Action::Read(_), Seen::Unanswered) => {
            Some(contents.clone())
        }
        (Action::Read(_), Seen::Read(shown)) => agrees(shown, contents).then(|| contents.clone()),
        // Done although it had to fail, refused although it had to succeed, or an answer to something else.
        (Action::Failing(_), Seen::Done(_) | Seen::Read(_))
        | (Action::Write(..) | Action::Together(_) | Action::Read(_), Seen::Refused)
        | (Action::Write(..) | Action::Together(_), Seen::Read(_))
        | (Action::Read(_), Seen::Done(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use livebridge_port::Operation;

    use super::*;

    const TEMPO: Register = Register::Tempo;
    const FIRST: Register = Register::Name(0);
    const SECOND: Register = Register::Name(1);

    /// A history of calls: client, when sent, when answered, what, and what was seen.
    fn history(calls: &[(usize, usize, Option<usize>, Action, Seen)]) -> History {
        let event = |(client, sent, answered, action, seen): &(usize, usize, Option<usize>, Action, Seen)| Event {
            client: *client,
            action: action.clone(),
            sent: *sent,
            answered: *answered,
            seen: seen.clone(),
        };
        History { events: calls.iter().map(event).collect() }
    }

    fn write(tag: Tag) -> Action {
        Action::Write(TEMPO, tag)
    }

    fn done() -> Seen {
        Seen::Done(Vec::new())
    }

    const READ: Action = Action::Read(Operation::GetSongOverview);

    fn saw(tag: Tag) -> Seen {
        Seen::Read(vec![(TEMPO, tag)])
    }

    #[test]
    fn a_read_after_a_write_sees_it() {
        let calls = |tag| history(&[(0, 0, Some(1), write(1), done()), (1, 2, Some(3), READ, saw(tag))]);
        assert!(calls(1).ends());
        assert!(!calls(0).ends());
    }

    #[test]
    fn a_read_beside_a_write_sees_it_or_not() {
        let calls = |tag| history(&[(0, 0, Some(2), write(1), done()), (1, 1, Some(3), READ, saw(tag))]);
        assert!(calls(1).ends() && calls(0).ends());
        assert!(!calls(2).ends());
    }

    #[test]
    fn calls_of_one_client_keep_their_order_though_none_was_waited_for() {
        let calls = |tag| history(&[(0, 0, Some(2), write(1), done()), (0, 1, Some(3), READ, saw(tag))]);
        assert!(calls(1).ends());
        assert!(!calls(0).ends());
    }

    #[test]
    fn two_reads_agree_on_the_order_of_two_writes() {
        let seen = |first, second| {
            history(&[
                (0, 0, Some(4), write(1), done()),
                (1, 1, Some(5), write(2), done()),
                (2, 2, Some(3), READ, saw(first)),
                (2, 6, Some(7), READ, saw(second)),
                (3, 8, Some(9), READ, saw(second)),
            ])
        };
        assert!(seen(1, 2).ends() && seen(2, 1).ends() && seen(0, 1).ends());
        assert!(!seen(1, 0).ends());
    }

    #[test]
    fn a_transaction_is_seen_whole() {
        let list = Action::Read(Operation::ListTracks);
        let seen = |first, second| {
            history(&[
                (0, 0, Some(3), Action::Together(vec![(FIRST, 1), (SECOND, 1)]), done()),
                (1, 1, Some(2), list.clone(), Seen::Read(vec![(FIRST, first), (SECOND, second)])),
            ])
        };
        assert!(seen(1, 1).ends() && seen(0, 0).ends());
        assert!(!seen(1, 0).ends() && !seen(0, 1).ends());
    }

    #[test]
    fn what_is_refused_changes_nothing_and_takes_nothing_with_it() {
        let failing = Action::Failing(vec![(TEMPO, 1)]);
        let seen = |answer: Seen, tag| {
            history(&[
                (0, 0, Some(3), failing.clone(), answer),
                (0, 1, Some(4), write(2), done()),
                (0, 2, Some(5), READ, saw(tag)),
            ])
        };
        assert!(seen(Seen::Refused, 2).ends());
        assert!(!seen(Seen::Refused, 0).ends() && !seen(Seen::Refused, 1).ends() && !seen(done(), 2).ends());
    }

    #[test]
    fn what_was_given_up_has_happened_wholly_or_not() {
        let list = Action::Read(Operation::ListTracks);
        let seen = |first, second| {
            history(&[
                (0, 0, None, Action::Together(vec![(FIRST, 1), (SECOND, 1)]), Seen::Unanswered),
                (1, 1, Some(2), list.clone(), Seen::Read(vec![(FIRST, first), (SECOND, second)])),
            ])
        };
        assert!(seen(1, 1).ends() && seen(0, 0).ends());
        assert!(!seen(1, 0).ends());
    }

    #[test]
    fn a_refusal_of_what_is_right_is_not_explained() {
        assert!(!history(&[(0, 0, Some(1), write(1), Seen::Refused)]).ends());
    }

    #[test]
    fn many_calls_at_once_are_decided() {
        let mut calls: Vec<_> = (0..14)
            .map(|client| (client, client, Some(100 + client), write(1 + Tag::try_from(client).unwrap()), done()))
            .collect();
        calls.push((20, 200, Some(201), READ, saw(7)));
        assert!(history(&calls).ends());
        calls.push((20, 202, Some(203), READ, saw(8)));
        assert_eq!(history(&calls).judge(), Judgement::Unexplained);
    }
}
