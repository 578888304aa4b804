//! The part of a history that cannot be explained, as small as it can be made, in words.

use std::collections::BTreeSet;

use super::history::{Event, History, Judgement};
use super::registers::{Action, Register, Registers, Seen, Tag, UNKNOWN};
use crate::trace::Call;

impl History {
    /// The same without what does not matter: as long as no order explains the rest, and everything that the rest shows
    /// was written in it.
    pub(crate) fn shrunk(&self) -> Self {
        let mut smallest = self.clone();
        // What a call wrote may be left out once no call is left that saw it.
        loop {
            let before = smallest.events.len();
            let mut place = 0;
            while place < smallest.events.len() {
                let mut less = smallest.clone();
                less.events.remove(place);
                if less.is_complete() && less.judge() == Judgement::Unexplained {
                    smallest = less;
                } else {
                    place += 1;
                }
            }
            if smallest.events.len() == before {
                return smallest;
            }
        }
    }

    /// Whether somebody here wrote, or tried to write, all that is shown here.
    fn is_complete(&self) -> bool {
        let mut written: BTreeSet<(Register, Tag)> = BTreeSet::new();
        for event in &self.events {
            match &event.action {
                Action::Write(register, tag) => drop(written.insert((*register, *tag))),
                Action::Together(writes) | Action::Failing(writes) => written.extend(writes.iter().copied()),
                Action::Read(_) => {}
            }
        }
        let known =
            |(register, tag): &(Register, Tag)| matches!(*tag, 0 | UNKNOWN) || written.contains(&(*register, *tag));
        self.events.iter().all(|event| match &event.seen {
            Seen::Done(shown) | Seen::Read(shown) => shown.iter().all(known),
            Seen::Refused | Seen::Unanswered => true,
        })
    }

    /// The calls in the order of sending: who, what, and what came back.
    pub(crate) fn calls(&self, registers: &Registers) -> Vec<Call> {
        let call = |(place, event): (usize, &Event)| {
            let was_waited_for = |other: &Event| other.answered.is_some_and(|answered| answered < event.sent);
            let open: Vec<String> = (0..place)
                .filter(|earlier| !was_waited_for(&self.events[*earlier]))
                .map(|earlier| (earlier + 1).to_string())
                .collect();
            let beside =
                if open.is_empty() { String::new() } else { format!(", without waiting for {}", open.join(" and ")) };
            let call = format!("client {}: {}{beside}", event.client + 1, registers.words(&event.action));
            Call { call, answer: registers.seen_words(&event.seen) }
        };
        self.events.iter().enumerate().map(call).collect()
    }
}

#[cfg(test)]
mod tests {
    use livebridge_port::Operation;

    use super::*;

    #[test]
    fn what_does_not_matter_is_left_out() {
        const TEMPO: Register = Register::Tempo;
        let done = |tag| Seen::Done(vec![(TEMPO, tag)]);
        let read = Action::Read(Operation::GetSongOverview);
        let calls = [
            (Action::Write(TEMPO, 1), done(1)),
            (Action::Write(TEMPO, 2), done(2)),
            (Action::Failing(vec![(TEMPO, 3)]), Seen::Refused),
            (read.clone(), Seen::Read(vec![(TEMPO, 2)])),
            (Action::Write(TEMPO, 6), done(6)),
            (read.clone(), Seen::Read(vec![(TEMPO, 6)])),
            (Action::Write(TEMPO, 4), done(4)),
            (read.clone(), Seen::Read(vec![(TEMPO, 2)])),
            (Action::Write(TEMPO, 5), done(5)),
        ];
        let event = |(place, (action, seen)): (usize, &(Action, Seen))| Event {
            client: 0,
            action: action.clone(),
            sent: 2 * place,
            answered: Some(2 * place + 1),
            seen: seen.clone(),
        };
        let history = History { events: calls.iter().enumerate().map(event).collect() };
        assert_eq!(history.judge(), Judgement::Unexplained);
        let left: Vec<_> = history.shrunk().events.into_iter().map(|event| event.action).collect();
        assert_eq!(left, [Action::Write(TEMPO, 2), Action::Write(TEMPO, 6), read]);
    }
}
