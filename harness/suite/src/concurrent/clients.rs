//! Clients of one Set over the wire, and what they see when they follow a plan.

use livebridge_port::{BoxFuture, Request, Response, Result};
use livebridge_wire::{RemoteBridge, block_on};

use super::history::{Event, History};
use super::plan::{Move, Plan};
use super::registers::{Registers, Seen};
use crate::check::{Checked, Stop};
use crate::stage::Stage;

/// Where the calls of a plan go: a client each, or one connection for all of them.
pub(crate) struct Clients<'a> {
    /// The connection of the stage.
    pub(crate) first: &'a RemoteBridge,
    /// Further connections to the same Set.
    pub(crate) others: Vec<RemoteBridge>,
}

type Answer = BoxFuture<'static, Result<Response>>;

impl<'a> Clients<'a> {
    /// The connection of the stage alone.
    pub(crate) fn one(stage: &'a Stage) -> Checked<Self> {
        let first = stage.instance().wire().ok_or_else(|| Stop::Missing("wire".to_owned()))?;
        Ok(Self { first, others: Vec::new() })
    }

    /// So many connections to the same Set; what a target does not allow is missing.
    pub(crate) fn several(stage: &'a Stage, count: usize) -> Checked<Self> {
        let mut clients = Self::one(stage)?;
        while clients.others.len() + 1 < count {
            clients.others.push(stage.another_connection()?);
        }
        Ok(clients)
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.others.len() + 1
    }

    /// Follows a plan: its first clients are the further connections, the last one is that of the stage, which never
    /// leaves.
    pub(crate) fn follow(mut self, plan: &Plan, registers: &Registers) -> Checked<History> {
        let mut others: Vec<Option<RemoteBridge>> = self.others.drain(..).map(Some).collect();
        let mut history = History::default();
        let mut waiting: Vec<Option<Vec<Answer>>> = Vec::new();
        let mut left: Vec<(RemoteBridge, Option<Answer>)> = Vec::new();
        for (moment, step) in plan.moves.iter().enumerate() {
            match step {
                Move::Send { client, action } => {
                    let bridge = others.get(*client).map_or(Some(self.first), Option::as_ref);
                    let Some(bridge) = bridge else { continue };
                    let settle = registers.settles && matches!(action, super::registers::Action::Read(_));
                    let requests = settle.then_some(Request::ControlSettle).into_iter();
                    let answers = requests.chain([registers.request(action)]).map(|request| bridge.request(request));
                    waiting.push(Some(answers.collect()));
                    history.events.push(Event {
                        client: *client,
                        action: action.clone(),
                        sent: moment,
                        answered: None,
                        seen: Seen::Unanswered,
                    });
                }
                Move::Await { call } => {
                    let Some(answers) = waiting.get_mut(*call).and_then(Option::take) else { continue };
                    let event = &mut history.events[*call];
                    let mut last = None;
                    for answer in answers {
                        last = Some(block_on(answer));
                    }
                    let Some(answer) = last else { continue };
                    event.seen = registers.seen(&event.action, answer)?;
                    event.answered = Some(moment);
                }
                Move::Leave { client } => {
                    let Some(bridge) = others.get_mut(*client).and_then(Option::take) else { continue };
                    bridge.end_requests();
                    let of_it = history.events.iter().zip(&mut waiting).filter(|(event, _)| event.client == *client);
                    let last = of_it.filter_map(|(_, answers)| answers.take()).flatten().last();
                    left.push((bridge, last));
                }
            }
        }
        // What these say is no part of the history. But with the last answer, or the end of the stream, what was sent
        // before is over, and does not come after the reset of the next plan.
        for (_bridge, last) in left {
            drop(last.map(block_on));
        }
        Ok(history)
    }
}
