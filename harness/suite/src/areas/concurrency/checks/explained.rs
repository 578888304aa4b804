//! Random plans over the wire: what their clients see has to be explained by one order of their calls.

use crate::check::{Checked, Stop};
use crate::concurrent::clients::Clients;
use crate::concurrent::history::Judgement;
use crate::concurrent::plan::PlanShape;
use crate::concurrent::registers::Registers;
use crate::concurrent::{History, Plan};
use crate::seed::Seed;
use crate::stage::Stage;

/// How many plans a check follows.
const PLANS: u64 = 12;

/// How many calls of a plan are sent, beside the reads at its end.
const CALLS: usize = 14;

pub(super) fn pipelined(stage: &mut Stage) -> Checked {
    follow(stage, 1, false)
}

pub(super) fn connections(stage: &mut Stage) -> Checked {
    follow(stage, 3, false)
}

pub(super) fn a_connection_ends(stage: &mut Stage) -> Checked {
    follow(stage, 3, true)
}

fn follow(stage: &mut Stage, clients: usize, leaves: bool) -> Checked {
    for number in 0..PLANS {
        let registers = Registers::find(stage)?;
        let clients = Clients::several(stage, clients)?;
        let (there, reads) = (registers.all(), registers.reads());
        let shape = PlanShape {
            clients: clients.count(),
            calls: CALLS,
            registers: &there,
            reads: &reads,
            atomic: registers.atomic,
            leaves,
        };
        let plan = Plan::draw(&mut Seed::from(stage.seed()).program(number), shape);
        let history = clients.follow(&plan, &registers)?;
        if history.judge() == Judgement::Unexplained {
            return Err(unexplained(stage, &history.shrunk(), &registers));
        }
    }
    Ok(())
}

/// The finding: the calls that matter, each with who sent it and what came back.
fn unexplained(stage: &Stage, witness: &History, registers: &Registers) -> Stop {
    stage.trace().restore(witness.calls(registers));
    let seen = match witness.events.as_slice() {
        [alone] => format!("{}, which no order of the calls explains", registers.seen_words(&alone.seen)),
        events => format!("no order of these {} calls gives these answers", events.len()),
    };
    Stop::broken(
        "the answers are those of the calls one after the other, in an order that keeps that of each client",
        seen,
    )
}
