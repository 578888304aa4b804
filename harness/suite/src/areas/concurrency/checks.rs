//! Several clients at once: isolation, and that nothing is lost. Contract, sections 6 and 7.

mod explained;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use livebridge_port::{Batch, CallError, LiveBridge, Mutation, Operation as O, TrackKind, TrackPropsPatch};
use livebridge_wire::block_on;
use serde_json::{Value, json};

use crate::check::{Check, Checked, Stop, require};
use crate::stage::Stage;

pub(in crate::areas) fn checks() -> Vec<Check> {
    vec![
        Check::new("concurrency/isolation", "LB-CONC-001", isolation).calling(&[O::ListTracks, O::SetTrackProps]),
        Check::new("concurrency/nothing-is-lost", "LB-CONC-002", nothing_is_lost)
            .calling(&[O::ListTracks, O::CreateTrack]),
        Check::new("concurrency/a-client-goes-away", "LB-CONC-003", a_client_goes_away).calling(&[
            O::SetTempo,
            O::ListTracks,
            O::SetTrackProps,
        ]),
        Check::new("concurrency/pipelined-calls-are-explained", "LB-CONC-004", explained::pipelined),
        Check::new("concurrency/behind-an-undo", "LB-CONC-004", behind_an_undo).calling(&[
            O::SetTempo,
            O::GetSongOverview,
            O::ControlUndo,
            O::ControlRedo,
        ]),
        Check::new("concurrency/several-connections-are-explained", "LB-CONC-005", explained::connections),
        Check::new("concurrency/a-connection-ends", "LB-CONC-006", explained::a_connection_ends),
    ]
}

/// Changes that are sent right behind an undo and a redo, and a read right behind all of them.
fn behind_an_undo(stage: &mut Stage) -> Checked {
    let mut lines = stage.raw_lines()?;
    let tempo = |id: u32, bpm: u32| call(id, O::SetTempo, &json!({ "bpm": bpm }));
    let plain = |id: u32, operation: O| call(id, operation, &json!({}));
    // A host that shows a change only after a while is waited for, on the same connection.
    let settle = |id: u32| stage.offers(O::ControlSettle).then(|| plain(id, O::ControlSettle));
    let sent: Vec<String> = [
        tempo(1, 101),
        tempo(2, 102),
        plain(3, O::ControlUndo),
        tempo(4, 104),
        plain(5, O::ControlUndo),
        plain(6, O::ControlRedo),
        tempo(7, 107),
    ]
    .into_iter()
    .chain(settle(17))
    .chain([plain(8, O::GetSongOverview), plain(9, O::ControlUndo)])
    .chain(settle(19))
    .chain([plain(10, O::GetSongOverview)])
    .collect();
    let answers = stage.burst(&mut lines, &sent)?;
    for (id, wanted) in [(8, 107.0), (10, 104.0)] {
        let answer = answers.iter().find(|answer| answer["id"].as_f64() == Some(f64::from(id)));
        let seen = answer.and_then(|answer| answer.pointer("/result/tempo")).and_then(Value::as_f64);
        require(
            seen.is_some_and(|seen| stage.same_number(wanted, seen)),
            || format!("of calls sent without waiting, the one with the id {id} reads the tempo {wanted}"),
            || answer.map_or_else(|| "no answer".to_owned(), Value::to_string),
        )?;
    }
    Ok(())
}

fn call(id: u32, operation: O, params: &Value) -> String {
    json!({ "jsonrpc": "2.0", "id": id, "method": operation.name(), "params": params }).to_string()
}

/// A call is made and nobody waits for its answer: it has happened wholly, or not at all.
fn a_client_goes_away(stage: &mut Stage) -> Checked {
    let track_id = stage.track(TrackKind::Midi)?.id;
    let props = TrackPropsPatch { name: Some("Gone".into()), ..TrackPropsPatch::default() };
    let batch =
        Batch::Transaction(vec![Mutation::SetTempo { bpm: 131.0 }, Mutation::SetTrackProps { track_id, props }]);
    let before = stage.view()?;
    drop(stage.instance().bridge.commit(batch.clone()));
    let left = stage.view()?;
    stage.commit(&batch)?;
    let after = stage.view()?;
    match (before.difference(&left), after.difference(&left)) {
        (Some(difference), Some(_)) => {
            Err(Stop::broken("a call that was given up has happened wholly or not at all", difference))
        }
        _ => Ok(()),
    }
}

/// How many transactions each client sends: a bound, so that the check ends.
const ROUNDS: usize = 64;

/// One client renames several tracks in each transaction; another must never see two of their names at once.
fn isolation(stage: &mut Stage) -> Checked {
    let tracks = stage.several_tracks(2)?;
    let bridge = Arc::clone(&stage.instance().bridge);
    let done = AtomicBool::new(false);
    let rename = |round: usize| {
        let name: livebridge_port::Name = format!("Round {round}").into();
        let props = TrackPropsPatch { name: Some(name), ..TrackPropsPatch::default() };
        tracks
            .iter()
            .map(|track| Mutation::SetTrackProps { track_id: track.id.clone(), props: props.clone() })
            .collect::<Vec<_>>()
    };
    block_on(bridge.commit(Batch::Transaction(rename(0))))?;
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let ended =
                (1..=ROUNDS).try_for_each(|round| block_on(bridge.commit(Batch::Transaction(rename(round)))).map(drop));
            done.store(true, Ordering::Release);
            ended
        });
        let mut torn = None;
        while torn.is_none() && !done.load(Ordering::Acquire) {
            let renamed = bridge.list_tracks()?.into_iter().map(|track| track.name);
            let names: Vec<_> = renamed.filter(|name| name.starts_with("Round ")).collect();
            if names.len() < tracks.len() || names.iter().any(|name| *name != names[0]) {
                torn = Some(format!("another client saw the names {names:?}"));
            }
        }
        ended(writer)?;
        match torn {
            Some(seen) => Err(Stop::broken("the tracks are renamed at once", seen)),
            None => Ok(()),
        }
    })
}

fn ended(writer: thread::ScopedJoinHandle<'_, Result<(), CallError>>) -> Checked {
    match writer.join() {
        Ok(result) => Ok(result?),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// Two clients create tracks at once: each must see its own, and all must be there in the end.
fn nothing_is_lost(stage: &mut Stage) -> Checked {
    const CLIENTS: usize = 2;
    const TRACKS: usize = 16;
    stage.fresh("seeded")?;
    let before = stage.tracks()?.len();
    let bridge = Arc::clone(&stage.instance().bridge);
    let client = |bridge: &dyn LiveBridge| -> Result<Option<String>, CallError> {
        for _ in 0..TRACKS {
            let seen = bridge.list_tracks()?.len();
            let make = || Mutation::CreateTrack { kind: TrackKind::Midi };
            block_on(bridge.commit(Batch::Transaction(vec![make(), make()])))?;
            let now = bridge.list_tracks()?.len();
            if now < seen + 2 {
                return Ok(Some(format!("a client saw {seen} tracks, made two, and saw {now}")));
            }
        }
        Ok(None)
    };
    let lost = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(|| client(&*bridge))).collect();
        let mut lost = None;
        for client in clients {
            match client.join() {
                Ok(result) => lost = lost.or(result?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok::<_, Stop>(lost)
    })?;
    if let Some(seen) = lost {
        return Err(Stop::broken("every client sees what it made", seen));
    }
    let (wanted, count) = (before + CLIENTS * TRACKS * 2, stage.tracks()?.len());
    require(count == wanted, || format!("{wanted} tracks in the end"), || format!("{count}"))
}
