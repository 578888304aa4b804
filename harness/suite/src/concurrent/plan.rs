//! What clients are to do: a schedule that is the same for the same seed.

use livebridge_port::Operation;

use super::registers::{Action, MOST_TAGS, Register, Tag};
use crate::random::Random;

/// One thing that happens between the harness and the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Move {
    /// A client sends a call, and does not wait.
    Send {
        /// Which.
        client: usize,
        /// What.
        action: Action,
    },
    /// The answer to the call sent so many places ago is waited for.
    Await {
        /// Its place among all calls.
        call: usize,
    },
    /// A client goes away, whatever it waits for.
    Leave {
        /// Which.
        client: usize,
    },
}

/// A schedule for some clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// How many clients there are.
    pub(crate) clients: usize,
    /// What happens, in this order. What was not waited for is waited for at the end.
    pub(crate) moves: Vec<Move>,
}

/// What a plan may do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlanShape<'a> {
    /// How many clients there are.
    pub(crate) clients: usize,
    /// How many calls are sent.
    pub(crate) calls: usize,
    /// What can be written.
    pub(crate) registers: &'a [Register],
    /// What can be read.
    pub(crate) reads: &'a [Operation],
    /// Whether there are transactions, also such as fail.
    pub(crate) atomic: bool,
    /// Whether a client goes away in the middle, right after a transaction: never the last one.
    pub(crate) leaves: bool,
}

impl Plan {
    /// A plan of this shape. It ends with a read of everything by the last client.
    pub(crate) fn draw(random: &mut Random, shape: PlanShape<'_>) -> Self {
        let mut tag: Tag = 0;
        let mut moves = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut there: Vec<usize> = (0..shape.clients).collect();
        let leaves_at = if shape.leaves { shape.calls / 2 + random.below(shape.calls / 2) } else { usize::MAX };
        for call in 0..shape.calls {
            let leaves = call == leaves_at && there.len() > 1;
            // The last client stays.
            let client = if leaves { there.remove(random.below(there.len() - 1)) } else { *random.pick(&there) };
            let action =
                if leaves { draw_write(random, shape, &mut tag) } else { draw_action(random, shape, &mut tag) };
            moves.push(Move::Send { client, action });
            open.push(call);
            if leaves {
                moves.push(Move::Leave { client });
            }
            // Mostly several calls are on their way at once.
            while !open.is_empty() && random.chance(30) {
                let call = open.remove(random.below(open.len()));
                moves.push(Move::Await { call });
            }
        }
        moves.extend(open.into_iter().map(|call| Move::Await { call }));
        let client = shape.clients.saturating_sub(1);
        for (place, read) in shape.reads.iter().enumerate() {
            moves.push(Move::Send { client, action: Action::Read(*read) });
            moves.push(Move::Await { call: shape.calls + place });
        }
        Self { clients: shape.clients, moves }
    }
}

fn draw_action(random: &mut Random, shape: PlanShape<'_>, tag: &mut Tag) -> Action {
    if random.chance(35) || *tag + 1 >= MOST_TAGS {
        return Action::Read(*random.pick(shape.reads));
    }
    if !shape.atomic || random.chance(40) {
        *tag += 1;
        return Action::Write(*random.pick(shape.registers), *tag);
    }
    draw_write(random, shape, tag)
}

/// A transaction, where there are any; half of them fail.
fn draw_write(random: &mut Random, shape: PlanShape<'_>, tag: &mut Tag) -> Action {
    *tag += 1;
    if !shape.atomic {
        return Action::Write(*random.pick(shape.registers), *tag);
    }
    // One write of each register: what outcomes show is then the same in the middle and at the end.
    let mut writes: Vec<_> = shape.registers.iter().map(|register| (*register, *tag)).collect();
    while writes.len() > 1 && random.chance(25) {
        writes.remove(random.below(writes.len()));
    }
    if random.chance(40) { Action::Failing(writes) } else { Action::Together(writes) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    #[test]
    fn a_seed_means_one_plan_and_every_answer_is_waited_for_once() {
        let registers = [Register::Tempo, Register::Name(0), Register::Name(1)];
        let reads = [Operation::GetSongOverview, Operation::ListTracks];
        let shape =
            PlanShape { clients: 3, calls: 12, registers: &registers, reads: &reads, atomic: true, leaves: false };
        let seed: Seed = "plans".parse().unwrap();
        for number in 0..200 {
            let plan = Plan::draw(&mut seed.program(number), shape);
            assert_eq!(plan, Plan::draw(&mut seed.program(number), shape));
            let sent = plan.moves.iter().filter(|step| matches!(step, Move::Send { .. })).count();
            let mut awaited: Vec<_> = plan
                .moves
                .iter()
                .filter_map(|step| match step {
                    Move::Await { call } => Some(*call),
                    Move::Send { .. } | Move::Leave { .. } => None,
                })
                .collect();
            awaited.sort_unstable();
            assert_eq!(awaited, (0..sent).collect::<Vec<_>>());
        }
    }
}
