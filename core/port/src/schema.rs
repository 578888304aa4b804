//! JSON Schemas: of the types whose JSON form is not the one that their fields suggest, the others derive theirs; and
//! of the parameters and the result of each operation.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::control::{Reset, ResetFields, SetView, UndoDepth};
use crate::dto::{
    ClipInfo, CuePointInfo, DeviceInfo, DeviceParamInfo, RenderResult, SceneInfo, SetNotesResult, SongOverview,
    TrackInfo, TrackMatch, TrackMixerInfo,
};
use crate::id::IdRef;
use crate::mutation::{Commit, Mutation};
use crate::note::{Note, NoteFields};
use crate::operation::{MutationKind, Operation, OperationKind, OutcomeKind};
use crate::operations::{operations, outcomes};
use crate::params::{
    ClipParams, CountResult, Done, DoneResult, NoParams, QueryParams, RenderParams, TrackParams, TransactionParams,
};
use crate::snapshot::{Extra, Snapshot};

/// A number that is always there, `null` standing for none.
pub(crate) fn number_or_null(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["number", "null"] })
}

impl JsonSchema for Note {
    fn schema_name() -> Cow<'static, str> {
        "Note".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        NoteFields::json_schema(generator)
    }
}

impl JsonSchema for Reset {
    fn schema_name() -> Cow<'static, str> {
        "Reset".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = ResetFields::json_schema(generator);
        let alone = json_schema!({ "required": ["snapshot"], "maxProperties": 1 });
        let fixture = json_schema!({ "required": ["fixture"], "not": { "required": ["snapshot"] } });
        schema.insert("oneOf".to_owned(), vec![fixture.to_value(), alone.to_value()].into());
        schema
    }
}

impl JsonSchema for IdRef {
    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Names an object: a path such as `track:2/clipslot:4/clip`, a string of the target's own, or \
                            within a transaction `#2`, what its operation 2 made or answered with.",
            "type": "string",
        })
    }
}

impl JsonSchema for Extra {
    fn schema_name() -> Cow<'static, str> {
        "Extra".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What only one kind of source knows, by the name of the source, such as `als`.",
            "type": "object",
        })
    }
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

macro_rules! schemas {
    (
        |$bridge:ident|
        Read { $($read:tt)+ }
        Mutation { $(
            $(#[$doc:meta])*
            $mutation:ident $name:literal $method:ident $(on $subject:ident $id:tt)? ($($fields:tt)*)
                -> $outcome:ident $dto:tt $($new:ident)?;
        )+ }
        Render { $($render:tt)+ }
        Transaction $transaction:tt
        Control { $($control:tt)+ }
        Transform { $($transform:tt)+ }
    ) => {
        schemas! { @calls [$($mutation)+] $($read)+ $($render)+ $($control)+ $($transform)+ }
    };
    (
        @calls [$($mutation:ident)+]
        $($(#[$doc:meta])* $call:ident $name:literal ($($params:ident: $type:ty)?) -> $answer:ty = $ask:expr;)+
    ) => {
        impl Operation {
            /// The schema of its parameters.
            pub fn params_schema(self, generator: &mut SchemaGenerator) -> Schema {
                if self.kind() == OperationKind::Transform {
                    return json_schema!({
                        "description": "The input of a case, as `golden/vectors/schema.json` says.",
                        "type": "object",
                    });
                }
                match self {
                    $(Self::$call => generator.subschema_for::<params_type!($($type)?)>(),)+
                    $(Self::$mutation)|+ => params_of_mutation(self, generator),
                    Self::Transaction => generator.subschema_for::<TransactionParams>(),
                }
            }

            /// The schema of its result.
            pub fn result_schema(self, generator: &mut SchemaGenerator) -> Schema {
                if self.kind() == OperationKind::Transform {
                    return json_schema!({
                        "description": "What is expected in a case, as `golden/vectors/schema.json` says.",
                        "type": ["array", "number", "object"],
                    });
                }
                match self {
                    $(Self::$call => generator.subschema_for::<$answer>(),)+
                    $(Self::$mutation => MutationKind::$mutation.outcome().schema(generator),)+
                    Self::Transaction => generator.subschema_for::<Commit>(),
                }
            }
        }
    };
}

operations!(schemas);

macro_rules! outcome_schemas {
    ($($(#[$doc:meta])* $variant:ident($dto:ty) $(with $id:ident)?;)+) => {
        impl OutcomeKind {
            fn schema(self, generator: &mut SchemaGenerator) -> Schema {
                match self {
                    $(Self::$variant => generator.subschema_for::<$dto>(),)+
                    Self::Nothing => generator.subschema_for::<Done>(),
                }
            }
        }
    };
}

outcomes!(outcome_schemas);

/// The parameters of a mutation: those of its variant of [`Mutation`].
fn params_of_mutation(operation: Operation, generator: &mut SchemaGenerator) -> Schema {
    let all = Mutation::json_schema(generator);
    let variants = all.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let of_this = |variant: &&Value| variant["properties"]["method"]["const"] == operation.name();
    let params = variants.clone().find(of_this).map(|variant| variant["properties"]["params"].clone());
    // Nothing fits a method that is no mutation.
    params.and_then(|params| params.try_into().ok()).unwrap_or_else(|| false.into())
}

impl JsonSchema for Done {
    fn schema_name() -> Cow<'static, str> {
        "Done".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "null" })
    }
}

/// The canonical form, or with the capability `snapshot: opaque` anything at all.
impl JsonSchema for SetView {
    fn schema_name() -> Cow<'static, str> {
        "SetView".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let canonical = generator.subschema_for::<Snapshot>().to_value();
        let canonical_format =
            json!({ "properties": { "format": { "const": "livebridge.set/1" } }, "required": ["format"] });
        json_schema!({
            "description": "The canonical form, or with the capability `snapshot: opaque` anything else.",
            "if": canonical_format,
            "then": canonical,
        })
    }
}

/// The answer of `transaction`, outcomes still as JSON: what they are depends on the operations.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TransactionResult {
    outcomes: Vec<Value>,
    #[serde(default, deserialize_with = "crate::json::present", skip_serializing_if = "Option::is_none")]
    undo_steps: Option<u32>,
}

/// One outcome for each mutation, in order: what its own call answers with, or `null`.
impl JsonSchema for Commit {
    fn schema_name() -> Cow<'static, str> {
        "Commit".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut outcomes: Vec<Value> = Vec::new();
        for mutation in MutationKind::ALL {
            let outcome = mutation.outcome().schema(generator).to_value();
            if !outcomes.contains(&outcome) {
                outcomes.push(outcome);
            }
        }
        let mut schema = TransactionResult::json_schema(generator);
        if let Some(items) = schema.pointer_mut("/properties/outcomes/items") {
            *items = json!({ "anyOf": outcomes });
        }
        schema
    }
}
