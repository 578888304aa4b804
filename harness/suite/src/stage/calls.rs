//! Every call of a check, recorded: the port and the control plane of the target in synchronous form.

use livebridge_port::{
    Batch, CallError, ClipInfo, Commit, CuePointInfo, DeviceParamInfo, Fault, IdRef, LiveBridge, Mutation, Note,
    Operation, Outcome, RenderResult, Result, SceneInfo, SetView, SongOverview, TrackInfo, TrackMatch, TrackMixerInfo,
    UndoDepth,
};
use livebridge_wire::{RawLines, RemoteBridge, StartError, block_on};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Stage, Via};
use crate::check::{Checked, Stop};
use crate::handlers::Handlers;
use crate::target::Answered;

impl Stage {
    /// Calls what the target offers.
    fn ask<T>(&self, operation: Operation, call: impl FnOnce() -> Result<T>) -> Result<T> {
        if self.offers(operation) {
            self.time_outs.call(operation, call)
        } else {
            self.time_outs.not_offered(operation)
        }
    }

    fn record<T: Serialize>(
        &self,
        operation: Operation,
        params: &impl Serialize,
        call: impl FnOnce(&(dyn LiveBridge + 'static)) -> Result<T>,
    ) -> Result<T> {
        let answer = self.ask(operation, || call(&*self.instance.bridge));
        self.trace.push(operation.name(), params, &answer);
        answer
    }

    /// `getSongOverview`.
    pub fn overview(&self) -> Result<SongOverview> {
        self.record(Operation::GetSongOverview, &json!({}), LiveBridge::get_song_overview)
    }

    /// `listTracks`.
    pub fn tracks(&self) -> Result<Vec<TrackInfo>> {
        self.record(Operation::ListTracks, &json!({}), LiveBridge::list_tracks)
    }

    /// `findTrack`.
    pub fn find_track(&self, query: &str) -> Result<Vec<TrackMatch>> {
        self.record(Operation::FindTrack, &json!({ "query": query }), |bridge| bridge.find_track(query))
    }

    /// `listClips`.
    pub fn clips(&self, track: &IdRef) -> Result<Vec<ClipInfo>> {
        self.record(Operation::ListClips, &json!({ "trackId": track }), |bridge| bridge.list_clips(track))
    }

    /// `getNotes`.
    pub fn notes(&self, clip: &IdRef) -> Result<Vec<Note>> {
        self.record(Operation::GetNotes, &json!({ "clipId": clip }), |bridge| bridge.get_notes(clip))
    }

    /// `listScenes`.
    pub fn scenes(&self) -> Result<Vec<SceneInfo>> {
        self.record(Operation::ListScenes, &json!({}), LiveBridge::list_scenes)
    }

    /// `listDeviceParams`.
    pub fn device_params(&self, track: &IdRef) -> Result<Vec<DeviceParamInfo>> {
        let params = json!({ "trackId": track });
        self.record(Operation::ListDeviceParams, &params, |bridge| block_on(bridge.list_device_params(track)))
    }

    /// `getTrackMixer`.
    pub fn mixer(&self, track: &IdRef) -> Result<TrackMixerInfo> {
        let params = json!({ "trackId": track });
        self.record(Operation::GetTrackMixer, &params, |bridge| block_on(bridge.get_track_mixer(track)))
    }

    /// `renderTrack`.
    pub fn render(&self, track: &IdRef, start: f64, end: f64) -> Result<RenderResult> {
        let params = json!({ "trackId": track, "startBeat": start, "endBeat": end });
        self.record(Operation::RenderTrack, &params, |bridge| block_on(bridge.render_track(track, start, end)))
    }

    /// Sends a batch as it is, and waits until the host has applied it.
    pub fn commit(&self, batch: &Batch) -> Result<Commit> {
        let operation = match batch {
            Batch::Call(mutation) => mutation.operation(),
            Batch::Transaction(_) => Operation::Transaction,
        };
        if let Some(absent) = batch.mutations().iter().find(|mutation| !self.offers(mutation.operation())) {
            return self.time_outs.not_offered(absent.operation());
        }
        self.change(|| self.commit_unseen(operation, batch))
    }

    fn commit_unseen(&self, operation: Operation, batch: &Batch) -> Result<Commit> {
        let answer = self.ask(operation, || block_on(self.instance.bridge.commit(batch.clone())));
        match batch {
            Batch::Call(mutation) => {
                let shown = json!(mutation)["params"].take();
                let outcome = answer.as_ref().map(|commit| &commit.outcomes[0]).map_err(CallError::clone);
                self.trace.push(operation.name(), &shown, &outcome);
            }
            Batch::Transaction(mutations) => {
                let outcomes = answer.as_ref().map(|commit| &commit.outcomes).map_err(CallError::clone);
                self.trace.push(operation.name(), &json!({ "ops": mutations }), &outcomes);
            }
        }
        self.settled(answer)
    }

    /// Sends one mutation as a plain call.
    pub fn call(&self, mutation: Mutation) -> Result<Option<Outcome>> {
        self.send(Via::Call, mutation)
    }

    /// Sends one mutation in one of the two ways.
    pub fn send(&self, via: Via, mutation: Mutation) -> Result<Option<Outcome>> {
        let batch = match via {
            Via::Call => Batch::Call(mutation),
            Via::Transaction => Batch::Transaction(vec![mutation]),
        };
        Ok(self.commit(&batch)?.outcomes.into_iter().next().flatten())
    }

    /// Sends mutations as a transaction.
    pub fn transaction(&self, mutations: Vec<Mutation>) -> Result<Commit> {
        self.commit(&Batch::Transaction(mutations))
    }

    /// `control/undo`.
    pub fn undo(&self) -> Result<bool> {
        self.change(|| self.settled(self.record(Operation::ControlUndo, &json!({}), |bridge| bridge.control().undo())))
    }

    /// `control/redo`.
    pub fn redo(&self) -> Result<bool> {
        self.change(|| self.settled(self.record(Operation::ControlRedo, &json!({}), |bridge| bridge.control().redo())))
    }

    /// `control/settle`, for a check that is about it.
    pub fn settle(&self) -> Result<()> {
        self.record(Operation::ControlSettle, &json!({}), |bridge| bridge.control().settle())
    }

    /// `control/undoDepth`.
    pub fn undo_depth(&self) -> Result<UndoDepth> {
        self.record(Operation::ControlUndoDepth, &json!({}), |bridge| bridge.control().undo_depth())
    }

    /// `control/transactionCount`.
    pub fn transaction_count(&self) -> Result<u64> {
        self.record(Operation::ControlTransactionCount, &json!({}), |bridge| bridge.control().transaction_count())
    }

    /// `listCuePoints`.
    pub fn cue_points(&self) -> Result<Vec<CuePointInfo>> {
        self.record(Operation::ListCuePoints, &json!({}), |bridge| bridge.control().list_cue_points())
    }

    /// Runs one of the handlers on the target: a line in the trace, whatever it calls.
    pub fn handle<T: Serialize>(
        &self,
        name: &str,
        request: &impl Serialize,
        run: impl FnOnce(&Handlers, &dyn LiveBridge) -> Result<T>,
    ) -> Result<T> {
        self.change(|| {
            let answer = run(self.target.handlers(), &*self.instance.bridge);
            self.trace.push(&format!("handler {name}"), request, &answer);
            self.settled(answer)
        })
    }

    /// `transform/NAME`, for the operations that are one.
    pub fn transform(&self, transform: Operation, input: &Value) -> Result<Value> {
        let name = transform.transform().unwrap_or_default();
        self.record(transform, input, |bridge| bridge.control().transform(name, input))
    }

    /// `control/reset`.
    pub fn reset(&self, to: &livebridge_port::Reset) -> Result<()> {
        self.touch();
        self.settled(self.record(Operation::ControlReset, to, |bridge| bridge.control().reset(to)))
    }

    /// The Set as the target shows it: long, and so not part of the trace.
    pub fn snapshot(&self) -> Result<SetView> {
        self.ask(Operation::ControlSnapshot, || self.instance.bridge.control().snapshot())
    }

    fn remote(&self) -> Result<&RemoteBridge> {
        let no_wire = || livebridge_port::BridgeError::unsupported("this target has no wire").into();
        self.instance.wire().ok_or_else(no_wire)
    }

    /// Calls any method with any parameters, over the wire.
    pub fn raw(&self, method: &str, params: &Value) -> Result<Value> {
        let remote = self.remote()?;
        self.change(|| {
            let answer = match method.parse() {
                Ok(operation) => self.time_outs.call(operation, || remote.call_raw(method, params)),
                Err(_) => remote.call_raw(method, params),
            };
            self.trace.push(method, params, &answer);
            self.settled(answer)
        })
    }

    /// Asks a new instance of the target for a version of the protocol: its answer as JSON.
    pub fn greet_with_version(&self, version: u32) -> Checked<Value> {
        let asked = self.target.ask_for_version(version, self.timeouts);
        self.first_answer("initialize", &json!({ "protocolVersion": version }), asked)
    }

    /// Calls a new instance of the target that was not greeted: its answer as JSON.
    pub fn call_before_greeting(&self, method: &str, params: &Value) -> Checked<Value> {
        let asked = self.target.call_before_greeting(method, params, self.timeouts);
        self.first_answer(method, params, asked)
    }

    fn first_answer(
        &self,
        method: &str,
        params: &Value,
        asked: std::result::Result<Option<Answered>, StartError>,
    ) -> Checked<Value> {
        let asked =
            asked.map_err(|error| Stop::Untestable(format!("another instance could not be started: {error}")))?;
        let answer = asked.ok_or_else(|| Stop::Missing("wire".to_owned()))?;
        self.trace.push(method, params, &answer);
        Ok(answer?)
    }

    /// Sends any line over the wire; `$ID` in it stands for the id of the call.
    pub fn line(&self, line: &str) -> Result<Value> {
        self.touch();
        let answer = self.remote()?.send_line(line);
        self.trace.push("a raw line", &line, &answer);
        self.settled(answer)
    }

    /// A connection of its own, greeted, on which lines are seen as they are.
    pub fn raw_lines(&self) -> Checked<RawLines> {
        let endpoint = self.target.endpoint().ok_or_else(|| Stop::Missing("wire".to_owned()))?;
        let mut lines = RawLines::open(&endpoint, self.timeouts)
            .map_err(|error| Stop::Untestable(format!("another instance could not be started: {error}")))?;
        let greeting = RawLines::greeting(&endpoint);
        let greeted = self.exchange(&mut lines, &greeting)?;
        let described = greeted.pointer("/result/operations").is_some();
        if described {
            Ok(lines)
        } else {
            Err(Stop::Untestable(format!("another instance was not greeted: {greeted}")))
        }
    }

    /// Sends a line on a connection of its own and gives the next line that comes, as JSON; what the target logs is
    /// passed over.
    pub fn exchange(&self, lines: &mut RawLines, line: &str) -> Checked<Value> {
        lines.send(line).map_err(Stop::Fault)?;
        self.answer_to(lines, "a raw line", line)
    }

    /// Sends lines on a connection of its own without waiting, and gives as many answers, in the order in which they come.
    pub fn burst(&self, lines: &mut RawLines, sent: &[String]) -> Checked<Vec<Value>> {
        sent.iter().try_for_each(|line| lines.send(line)).map_err(Stop::Fault)?;
        sent.iter().map(|line| self.answer_to(lines, "a raw line, pipelined", line)).collect()
    }

    /// The next answer, noted as that to this line.
    fn answer_to(&self, lines: &mut RawLines, how: &str, line: &str) -> Checked<Value> {
        let answer = Self::next_answer(lines);
        let told = answer.as_ref().map_err(|fault| CallError::Fault(fault.clone())).cloned();
        self.trace.push(how, &line, &told);
        answer.map_err(Stop::Fault)
    }

    fn next_answer(lines: &mut RawLines) -> std::result::Result<Value, Fault> {
        loop {
            let line = lines.line()?;
            let answer: Value = serde_json::from_str(&line).map_err(|error| Fault::Garbage {
                what: format!("a line that is not JSON ({error})"),
                beginning: line.clone(),
            })?;
            if answer.get("id").is_some() || answer.get("method").is_none() {
                return Ok(answer);
            }
        }
    }

    /// Another connection to the same Set; missing where a connection has a Set of its own, or is refused.
    pub fn another_connection(&self) -> Checked<RemoteBridge> {
        let none = || Stop::Missing("address that several clients can connect to".to_owned());
        let connected = self.instance.another_connection(self.timeouts).ok_or_else(none)?;
        connected.map_err(|error| Stop::Missing(format!("a second connection: {error}")))
    }

    /// Sends a `setTempo` for each of these without waiting in between; gives the tempos answered.
    pub fn pipeline(&self, tempos: &[f64]) -> Result<Vec<f64>> {
        self.touch();
        let sent: Vec<_> = tempos
            .iter()
            .map(|bpm| self.instance.bridge.commit(Batch::Call(Mutation::SetTempo { bpm: *bpm })))
            .collect();
        let mut answered = Vec::new();
        for answer in sent {
            let commit = block_on(answer);
            self.trace.push(
                "setTempo, pipelined",
                &json!({}),
                &commit.as_ref().map(|commit| &commit.outcomes).map_err(Clone::clone),
            );
            match commit?.outcomes.into_iter().next().flatten() {
                Some(Outcome::Overview(overview)) => answered.push(overview.tempo),
                _ => answered.push(f64::NAN),
            }
        }
        self.settled(Ok(answered))
    }

    /// Waits until the host has applied everything, where that takes a call and is due; not after a fault, of which
    /// that would only be a consequence.
    pub(super) fn settled<T>(&self, answer: Result<T>) -> Result<T> {
        let fault = matches!(answer, Err(CallError::Fault(_)));
        if self.offers(Operation::ControlSettle) && !fault && self.settling.is_due() {
            self.time_outs.call(Operation::ControlSettle, || self.instance.bridge.control().settle())?;
        }
        answer
    }
}
