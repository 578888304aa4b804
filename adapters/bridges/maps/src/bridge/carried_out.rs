//! A call of the port, carried out: its steps in the bridge's words, the read that completes it, and its answer.
//!
//! Filters see one object that grows: the parameters of the call, `.at` (the parts of its id), `.own` (the bridge's own
//! ids of it), `.got` (the answers of the steps so far, each by its name), `.all` (the same, all answers of a step in an
//! array, also where it was one call), `.answer` (the last one), and once it was read, `.then` (the completing read) and `.picked` (the object in it that the call is about).

use livebridge_port::id::PathShape;
use livebridge_port::{
    BridgeError, CallError, ErrorCode, Fault, IdRef, Operation, OutcomeKind, PathId, Result, SubjectKind,
};
use serde::Deserialize;
use serde_json::{Map as Object, Value, json};

use super::{CarriedOut, MOST_STEPS, MapBridge, State};
use crate::error::FilterError;
use crate::filter::Filter;
use crate::ids;
use crate::map::{HowTo, Then};
use crate::transport::BridgeCall;

/// The most pages of one step.
const MOST_PAGES: usize = 1000;

/// What is said of a code that the bridge did not give itself.
const INFERRED: &str = "the code is inferred: the bridge gives words alone";

impl MapBridge {
    /// Carries out a call of the port, and gives its answer as JSON.
    pub(super) fn carry_out(
        &self,
        state: &mut State,
        operation: Operation,
        params: Value,
        on: Option<(&IdRef, SubjectKind)>,
    ) -> Result<Value> {
        let how = self.map.operations.get(&operation).ok_or_else(|| self.lacks(operation))?;
        let mut seen = match params {
            Value::Object(fields) => fields,
            _ => Object::new(),
        };
        if self.map.port_words {
            if let Some(path) = on.and_then(|(id, _)| id.as_path()) {
                seen.insert("at".to_owned(), ids::parts(path));
            }
        } else if let Some((id, kind)) = on {
            let path = ids::of_kind(id, kind).map_err(CallError::Refused)?;
            seen.insert("at".to_owned(), ids::parts(path));
            if self.map.own_ids {
                // Of whatever is not there, the id that was asked for is what its caller knows.
                let own = self.own(state, id, path).map_err(|error| match error {
                    CallError::Refused(refusal) => CallError::Refused(refusal.about(id)),
                    fault @ CallError::Fault(_) => fault,
                })?;
                seen.insert("own".to_owned(), own);
            }
        }
        seen.insert("got".to_owned(), json!({}));
        seen.insert("all".to_owned(), json!({}));
        for step in &how.steps {
            self.step_of(state, operation, step, &mut seen).map_err(|error| self.about(error, on))?;
        }
        if let Some(then) = how.then {
            let subject = on.map(|(id, _)| id);
            self.complete(state, operation, how, then, subject, &mut seen)?;
        }
        let is_gone = operation.mutation().is_some_and(|kind| kind.outcome() == OutcomeKind::Nothing);
        let mut answer = match &how.answer {
            Some(filter) => {
                filter.one(&Value::Object(seen)).map_err(|error| self.about(self.unreadable(operation, error), on))?
            }
            None if is_gone => Value::Null,
            None => seen.remove("picked").unwrap_or_default(),
        };
        state.ids.learn(&mut answer);
        Ok(answer)
    }

    /// The bridge's own ids of an object: remembered, or read again by the list that it stands in.
    fn own(&self, state: &mut State, id: &IdRef, path: PathId) -> Result<Value> {
        if let Some(own) = state.ids.own(path) {
            return Ok(own);
        }
        // From the outside in: a list of clips needs the own id of its track.
        let track = path.segments().next().map(PathId::root);
        if let Some(track) = track.filter(|track| *track != path) {
            let id = IdRef::Path(track);
            self.own(state, &id, track)?;
        }
        let list = match path.shape() {
            PathShape::Track { .. } => Operation::ListTracks,
            PathShape::Slot { .. } | PathShape::SessionClip { .. } | PathShape::ArrangementClip { .. } => {
                Operation::ListClips
            }
            PathShape::Device { .. } | PathShape::DeviceParam { .. } => Operation::ListDeviceParams,
            PathShape::Volume { .. } => Operation::GetTrackMixer,
            PathShape::Scene { .. } => Operation::ListScenes,
            PathShape::CuePoint { .. } => Operation::ListCuePoints,
            PathShape::ReturnTrack { .. } | PathShape::Other => {
                return Err(BridgeError::stale_reference(id, format!("nothing lists `{id}`")).into());
            }
        };
        let of_track = track.filter(|track| *track != path).map(IdRef::Path);
        let params = of_track.as_ref().map_or_else(|| json!({}), |track| json!({ "trackId": track }));
        self.carry_out(state, list, params, of_track.as_ref().map(|track| (track, SubjectKind::Track)))?;
        let gone = || BridgeError::stale_reference(id, format!("`{id}` is not listed")).into();
        state.ids.own(path).ok_or_else(gone)
    }

    /// Makes the calls of a step, and keeps their answers.
    fn step_of(
        &self,
        state: &mut State,
        operation: Operation,
        step: &Then,
        seen: &mut Object<String, Value>,
    ) -> Result<()> {
        let mut answers = Vec::new();
        for args in arguments(step, seen).map_err(|error| self.unreadable(operation, error))? {
            answers.push(self.ask(state, operation, step, args)?);
        }
        if let Some(more) = &step.more {
            self.read_on(state, operation, step, more, seen, &mut answers)?;
        }
        let is_single = answers.len() == 1;
        let last = answers.last().cloned().unwrap_or_default();
        let kept = if is_single { last.clone() } else { Value::Array(answers.clone()) };
        if let Some(all) = seen.get_mut("all").and_then(Value::as_object_mut) {
            all.insert(step.name.clone(), Value::Array(answers));
        }
        if let Some(got) = seen.get_mut("got").and_then(Value::as_object_mut) {
            got.insert(step.name.clone(), kept);
        }
        seen.insert("answer".to_owned(), last);
        Ok(())
    }

    /// Makes the calls of a step again for each page that the last answer says there is.
    fn read_on(
        &self,
        state: &mut State,
        operation: Operation,
        step: &Then,
        more: &Filter,
        seen: &Object<String, Value>,
        answers: &mut Vec<Value>,
    ) -> Result<()> {
        let mut seen = seen.clone();
        while let Some(next) = answers
            .last()
            .map(|last| more.first(last))
            .transpose()
            .map_err(|error| self.unreadable(operation, error))?
            .flatten()
        {
            if answers.len() >= MOST_PAGES {
                let what = format!("{} gives more than {MOST_PAGES} pages", step.call);
                return Err(Fault::Protocol(what).into());
            }
            seen.insert("more".to_owned(), next);
            let before = answers.len();
            for args in arguments(step, &seen).map_err(|error| self.unreadable(operation, error))? {
                answers.push(self.ask(state, operation, step, args)?);
            }
            // The map does not want the next one: the same answer would be asked for its page for ever.
            if answers.len() == before {
                break;
            }
        }
        Ok(())
    }

    /// One call of the bridge, and what it answers: the result, or a refusal.
    fn ask(&self, state: &mut State, operation: Operation, step: &Then, args: Value) -> Result<Value> {
        if let Some(fault) = &state.broken {
            return Err(fault.clone().into());
        }
        state.sent += 1;
        let shaped = json!({ "call": step.call, "args": args, "n": state.sent });
        let message = match &self.map.request {
            Some(request) => request.one(&shaped).map_err(|error| self.unreadable(operation, error))?,
            None => shaped,
        };
        let call = BridgeCall { call: step.call.clone(), args, message, silent: step.silent };
        let message = state.transport.ask(&call, self.waits.call);
        if state.steps.len() < MOST_STEPS {
            state.steps.push(CarriedOut { call, message: message.clone() });
        }
        let message = message.inspect_err(|fault| state.broken = Some(fault.clone()))?;
        if step.silent {
            return Ok(Value::Null);
        }
        if let Some(refusal) = &self.map.refusal
            && let Some(refused) = refusal.first(&message).map_err(|error| self.unreadable(operation, error))?
        {
            state.in_its_words = self.map.port_words;
            return Err(self.refused(operation, &step.call, &refused)?.into());
        }
        match &self.map.answer {
            Some(answer) => Ok(answer.one(&message).map_err(|error| self.unreadable(operation, error))?),
            None => Ok(message),
        }
    }

    /// What a filter cannot make sense of is neither a refusal nor an answer; what the map says is not there, is not
    /// offered; and what it takes for a refusal, is one.
    fn unreadable(&self, operation: Operation, error: FilterError) -> CallError {
        match error {
            FilterError::Cannot(why) => BridgeError::unsupported(why).into(),
            FilterError::Refused(why) => {
                self.refused(operation, "", &Value::String(why)).map_or_else(|other| other, CallError::Refused)
            }
            FilterError::Failed { .. } => Fault::Protocol(error.to_string()).into(),
        }
    }

    /// A refusal with the id that was asked for, which the bridge may not say: we know it. One that speaks in the port's
    /// words says it itself.
    fn about(&self, error: CallError, on: Option<(&IdRef, SubjectKind)>) -> CallError {
        match (error, on) {
            (CallError::Refused(refusal), Some((id, _))) if !self.map.port_words && refusal.subject_id.is_none() => {
                refusal.about(id).into()
            }
            (error, _) => error,
        }
    }

    /// A refusal of the bridge in the words of the port.
    fn refused(&self, operation: Operation, call: &str, refused: &Value) -> Result<BridgeError> {
        if self.map.port_words
            && let Ok(refusal) = BridgeError::deserialize(refused)
        {
            return Ok(refusal);
        }
        let told = refused.get("message").unwrap_or(refused);
        let message = told.as_str().map_or_else(|| told.to_string(), str::to_owned);
        let own_code = refused.get("code").and_then(Value::as_str);
        let own_code = own_code.and_then(|code| ErrorCode::ALL.into_iter().find(|known| known.name() == code));
        let own_hint = refused.get("hint").and_then(Value::as_str).filter(|hint| !hint.is_empty());
        if let Some(code) = own_code {
            let error = BridgeError::new(code, message);
            return Ok(own_hint.map_or_else(|| error.clone(), |hint| error.clone().with_hint(hint)));
        }
        let asked = json!({ "message": message, "operation": operation.name(), "call": call });
        for kind in &self.map.refusals {
            if kind.when.first(&asked).map_err(|error| Fault::Protocol(error.to_string()))? == Some(Value::Bool(true)) {
                let error = BridgeError::new(kind.code, format!("{message} ({INFERRED})"));
                let hint = own_hint.or(kind.hint.as_deref());
                return Ok(hint.map_or_else(|| error.clone(), |hint| error.clone().with_hint(hint)));
            }
        }
        let error = BridgeError::sdk_rejected(format!("{message} ({INFERRED})"));
        Ok(error.with_hint(own_hint.unwrap_or("read the message of the bridge: it does not say more")))
    }

    /// Reads what completes an answer, and picks the object in it that the call is about.
    fn complete(
        &self,
        state: &mut State,
        operation: Operation,
        how: &HowTo,
        then: Operation,
        subject: Option<&IdRef>,
        seen: &mut Object<String, Value>,
    ) -> Result<()> {
        let made = match &how.made {
            None => None,
            Some(made) => {
                let id = made.one(&Value::Object(seen.clone())).map_err(|error| self.unreadable(operation, error))?;
                Some(IdRef::from(id.as_str().unwrap_or_default()))
            }
        };
        if operation.mutation().is_some_and(livebridge_port::MutationKind::creates) {
            state.ids.forget();
        }
        let wanted = made.as_ref().or(subject);
        // A list of a track needs its id: that of the object's track.
        let of_track = wanted.and_then(IdRef::as_path).or_else(|| subject.and_then(IdRef::as_path));
        let of_track = of_track.and_then(|path| path.segments().next()).map(|first| IdRef::Path(PathId::root(first)));
        let needs_track = matches!(then, Operation::ListClips | Operation::ListDeviceParams | Operation::GetTrackMixer);
        let answer = match (needs_track, &of_track) {
            (true, Some(track)) => {
                let on = Some((track, SubjectKind::Track));
                self.carry_out(state, then, json!({ "trackId": track }), on)?
            }
            _ => self.carry_out(state, then, json!({}), None)?,
        };
        let picked = match (&answer, wanted) {
            (Value::Array(listed), Some(id)) => {
                let id = id.to_string();
                listed.iter().find(|object| object["id"] == id.as_str()).cloned().unwrap_or_default()
            }
            // The mixer of a track is asked for by the id of its fader.
            (Value::Object(fields), Some(_)) if fields.len() == 1 => {
                fields.values().next().cloned().unwrap_or_default()
            }
            _ => answer.clone(),
        };
        seen.insert("then".to_owned(), answer);
        seen.insert("picked".to_owned(), picked);
        Ok(())
    }
}

/// The arguments of each call of a step.
fn arguments(step: &Then, seen: &Object<String, Value>) -> std::result::Result<Vec<Value>, FilterError> {
    step.args.as_ref().map_or_else(|| Ok(vec![json!({})]), |filter| filter.all(&Value::Object(seen.clone())))
}
