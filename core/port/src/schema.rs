//! JSON Schemas of the types whose JSON form is not the one that their fields suggest. The others derive theirs.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::control::{Reset, ResetFields};
use crate::id::IdRef;
use crate::note::{Note, NoteFields};
use crate::snapshot::Extra;

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
