//! A call as data: [`Request`] and [`Response`], for everything that can be called.
//!
//! Whoever asks a bridge for what came as data uses [`dispatch`]: a server of the wire, a run that is played again, a
//! proxy. A request has the form of the wire, `{ "method", "params" }`; a response is what the wire has as `result`.

use serde::de;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::bridge::LiveBridge;
use crate::control::{Reset, SetView, UndoDepth};
use crate::dto::{
    ClipInfo, CuePointInfo, DeviceParamInfo, RenderResult, SceneInfo, SongOverview, TrackInfo, TrackMatch,
    TrackMixerInfo,
};
use crate::error::{BridgeError, Result};
use crate::id::IdRef;
use crate::mutation::{Batch, Commit, Mutation, Outcome};
use crate::note::Note;
use crate::operation::{MutationKind, Operation};
use crate::operations::operations;
use crate::params::{
    ClipParams, CountResult, Done, DoneResult, NoParams, Params, QueryParams, RenderParams, TrackParams,
    TransactionParams,
};

/// The parameters of a row, or those of a call that takes none.
macro_rules! given {
    () => {
        &NoParams {}
    };
    ($params:ident) => {
        $params
    };
}

/// The type of the parameters of a row.
macro_rules! params_type {
    () => {
        NoParams
    };
    ($type:ty) => {
        $type
    };
}

/// A request of its parameters.
macro_rules! request_of {
    ($request:path, $params:expr) => {{
        let NoParams {} = $params;
        $request
    }};
    ($request:path, $params:expr, $type:ty) => {
        $request($params)
    };
}

/// The ids among the parameters of a row.
macro_rules! ids_of {
    () => {
        Vec::new()
    };
    ($params:ident) => {
        $params.id_mut().into_iter().collect()
    };
}

macro_rules! requests {
    (
        |$bridge:ident|
        Read { $($read:tt)+ }
        Mutation { $(
            $(#[$mutation_doc:meta])*
            $mutation:ident $mutation_name:literal $method:ident $(on $subject:ident $id:tt)? ($($fields:tt)*)
                -> $outcome:ident $dto:tt $($new:ident)?;
        )+ }
        Render { $($render:tt)+ }
        Transaction $transaction:tt
        Control { $($control:tt)+ }
        Transform { $($transform:tt)+ }
    ) => {
        requests! { @calls |$bridge| [$($mutation)+] $($read)+ $($render)+ $($control)+ $($transform)+ }
    };
    (
        @calls |$bridge:ident| [$($mutation:ident)+]
        $($(#[$doc:meta])* $call:ident $name:literal ($($params:ident: $type:ty)?) -> $answer:ty = $ask:expr;)+
    ) => {
        /// One call, with its parameters.
        ///
        /// ```
        /// use livebridge_port::{Batch, Mutation, Request, json};
        ///
        /// let request = Request::Commit(Batch::Call(Mutation::SetTempo { bpm: 98.0 }));
        /// assert_eq!(json::to_string(&request).unwrap(), r#"{"method":"setTempo","params":{"bpm":98}}"#);
        /// assert_eq!(json::to_string(&Request::ListScenes).unwrap(), r#"{"method":"listScenes","params":{}}"#);
        /// ```
        #[derive(Debug, Clone, PartialEq)]
        pub enum Request {
            $($(#[$doc])* $call $(($type))?,)+
            /// A mutation as a plain call, or a transaction.
            Commit(Batch),
        }

        /// The answer to a [`Request`], of the variant of the same name.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Response {
            $(#[doc = concat!("Of `", $name, "`.")] $call($answer),)+
            /// Of a plain call of a mutation.
            Mutation(Option<Outcome>),
            /// Of a transaction.
            Transaction(Commit),
        }

        /// Asks a bridge for what a request says.
        pub async fn dispatch(asked: &dyn LiveBridge, request: Request) -> Result<Response> {
            let $bridge = asked;
            Ok(match request {
                $(Request::$call $(($params))? => Response::$call($ask?),)+
                Request::Commit(batch) => {
                    let is_transaction = batch.is_transaction();
                    let commit = asked.commit(batch).await?;
                    if is_transaction {
                        Response::Transaction(commit)
                    } else {
                        Response::Mutation(commit.outcomes.into_iter().next().flatten())
                    }
                }
            })
        }

        impl Request {
            /// The operation that is called.
            pub const fn operation(&self) -> Operation {
                match self {
                    $(Self::$call { .. } => Operation::$call,)+
                    Self::Commit(batch) => batch.operation(),
                }
            }

            /// Checks that every number is finite, before anything is sent: JSON has no others.
            pub fn check_finite(&self) -> std::result::Result<(), BridgeError> {
                match self {
                    $(Self::$call $(($params))? => Params::check_finite(given!($($params)?)),)+
                    Self::Commit(batch) => batch.check_finite(),
                }
            }

            /// Every id in it, to change it.
            pub fn ids_mut(&mut self) -> Vec<&mut IdRef> {
                match self {
                    $(Self::$call $(($params))? => ids_of!($($params)?),)+
                    Self::Commit(batch) => batch.mutations_mut().iter_mut().filter_map(Mutation::subject_mut).collect(),
                }
            }

            /// Reads the parameters of an operation, without its name.
            pub fn deserialize_params<'de, D: Deserializer<'de>>(
                operation: Operation,
                deserializer: D,
            ) -> std::result::Result<Self, D::Error> {
                Ok(match operation {
                    $(Operation::$call => {
                        let params = <params_type!($($type)?)>::deserialize(deserializer)?;
                        request_of!(Self::$call, params $(, $type)?)
                    })+
                    $(Operation::$mutation => {
                        let mutation = Mutation::deserialize_params(MutationKind::$mutation, deserializer)?;
                        Self::Commit(Batch::Call(mutation))
                    })+
                    Operation::Transaction => {
                        Self::Commit(Batch::Transaction(TransactionParams::deserialize(deserializer)?.ops))
                    }
                })
            }

            /// Reads the response to this request, which is the `result` of its answer on the wire.
            pub fn deserialize_response<'de, D: Deserializer<'de>>(
                &self,
                deserializer: D,
            ) -> std::result::Result<Response, D::Error> {
                match self {
                    $(Self::$call { .. } => <$answer>::deserialize(deserializer).map(Response::$call),)+
                    Self::Commit(Batch::Call(mutation)) => {
                        Outcome::deserialize(mutation.kind().outcome(), deserializer).map(Response::Mutation)
                    }
                    Self::Commit(Batch::Transaction(mutations)) => {
                        Commit::deserialize(mutations, deserializer).map(Response::Transaction)
                    }
                }
            }
        }

        impl Serialize for Request {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$call $(($params))? => call(serializer, $name, given!($($params)?)),)+
                    Self::Commit(Batch::Call(mutation)) => mutation.serialize(serializer),
                    Self::Commit(Batch::Transaction(ops)) => {
                        call(serializer, Operation::Transaction.name(), &TransactionParams { ops })
                    }
                }
            }
        }

        impl Serialize for Response {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$call(answer) => answer.serialize(serializer),)+
                    Self::Mutation(outcome) => outcome.serialize(serializer),
                    Self::Transaction(commit) => commit.serialize(serializer),
                }
            }
        }
    };
}

operations!(requests);

/// Writes a call in the form of the wire.
fn call<S: Serializer>(
    serializer: S,
    method: &'static str,
    params: &impl Serialize,
) -> std::result::Result<S::Ok, S::Error> {
    let mut call = serializer.serialize_struct("Request", 2)?;
    call.serialize_field("method", method)?;
    call.serialize_field("params", params)?;
    call.end()
}

/// Reads the form of the wire; `params` may be left out.
impl<'de> Deserialize<'de> for Request {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Call {
            method: String,
            #[serde(default)]
            params: Map<String, Value>,
        }

        let Call { method, params } = Call::deserialize(deserializer)?;
        let operation: Operation = method.parse().map_err(de::Error::custom)?;
        Self::deserialize_params(operation, Value::Object(params))
            .map_err(|error| de::Error::custom(format!("{method}: {error}")))
    }
}
