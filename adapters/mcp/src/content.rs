//! What a tool server offers and answers, as data: tools, results, resources, prompts. Both ends read and write it.

use serde_json::{Value, json};

use crate::protocol::{Object, RpcError};

/// What a tool says of its effects. MCP calls them hints: a client may trust them only as far as it trusts the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the fields of the protocol")]
pub struct ToolAnnotations {
    /// It changes nothing.
    pub read_only: bool,
    /// It may take away what was there.
    pub destructive: bool,
    /// The same call again changes nothing more.
    pub idempotent: bool,
    /// It reaches beyond what the server itself stands for.
    pub open_world: bool,
}

impl ToolAnnotations {
    /// What a client has to assume of a tool that says nothing.
    pub const UNSAID: Self = Self { read_only: false, destructive: true, idempotent: false, open_world: true };

    fn to_value(self) -> Value {
        json!({
            "readOnlyHint": self.read_only,
            "destructiveHint": self.destructive,
            "idempotentHint": self.idempotent,
            "openWorldHint": self.open_world,
        })
    }

    fn read(value: &Value) -> Self {
        let hint = |name: &str, unsaid: bool| value[name].as_bool().unwrap_or(unsaid);
        Self {
            read_only: hint("readOnlyHint", Self::UNSAID.read_only),
            destructive: hint("destructiveHint", Self::UNSAID.destructive),
            idempotent: hint("idempotentHint", Self::UNSAID.idempotent),
            open_world: hint("openWorldHint", Self::UNSAID.open_world),
        }
    }
}

/// A tool.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolInfo {
    /// Its name.
    pub name: String,
    /// Its name for people, where it has one.
    pub title: Option<String>,
    /// What it does, for a model.
    pub description: String,
    /// The JSON Schema of its arguments.
    pub input_schema: Value,
    /// What it says of its effects.
    pub annotations: ToolAnnotations,
    /// Whether it said so, or this is what a client has to assume.
    pub is_annotated: bool,
}

impl ToolInfo {
    pub(crate) fn to_value(&self) -> Value {
        let mut tool = json!({
            "name": self.name,
            "description": self.description,
            "inputSchema": self.input_schema,
            "annotations": self.annotations.to_value(),
        });
        if let Some(title) = &self.title {
            tool["title"] = json!(title);
        }
        tool
    }

    /// Reads a tool of a list; the reason why it is none.
    pub(crate) fn read(value: &Value) -> Result<Self, String> {
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        let name = text("name").ok_or_else(|| format!("a tool has no name: `{}`", shown(value)))?;
        if !value["inputSchema"].is_object() {
            return Err(format!("the tool `{name}` has no `inputSchema`"));
        }
        Ok(Self {
            title: text("title"),
            description: text("description").unwrap_or_default(),
            input_schema: value["inputSchema"].clone(),
            annotations: ToolAnnotations::read(&value["annotations"]),
            is_annotated: value["annotations"].is_object(),
            name,
        })
    }
}

/// A part of what a tool answers.
#[derive(Debug, Clone, PartialEq)]
pub enum ContentBlock {
    /// Text.
    Text(String),
    /// An image.
    Image {
        /// Its bytes in base64.
        data: String,
        /// Its type, such as `image/svg+xml`.
        mime_type: String,
    },
    /// Anything else, as it came.
    Other(Value),
}

impl ContentBlock {
    /// An image of these bytes.
    pub fn image(bytes: &[u8], mime_type: &str) -> Self {
        Self::Image { data: data_encoding::BASE64.encode(bytes), mime_type: mime_type.to_owned() }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Text(text) => json!({ "type": "text", "text": text }),
            Self::Image { data, mime_type } => json!({ "type": "image", "data": data, "mimeType": mime_type }),
            Self::Other(value) => value.clone(),
        }
    }

    fn read(value: &Value) -> Self {
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        match (value["type"].as_str(), text("text"), text("data"), text("mimeType")) {
            (Some("text"), Some(text), ..) => Self::Text(text),
            (Some("image"), _, Some(data), Some(mime_type)) => Self::Image { data, mime_type },
            _ => Self::Other(value.clone()),
        }
    }
}

/// What a tool answered: done or refused, both are results.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolResult {
    /// What is shown.
    pub content: Vec<ContentBlock>,
    /// The same as data, where there is some.
    pub structured: Option<Value>,
    /// Whether the tool failed.
    pub is_error: bool,
}

impl ToolResult {
    /// A summary in one line and its data, which is shown as text too: many clients show a model nothing else.
    pub fn done(summary: impl Into<String>, structured: Value) -> Self {
        let text = crate::protocol::text_of(&structured);
        let content = vec![ContentBlock::Text(summary.into()), ContentBlock::Text(text)];
        Self { content, structured: Some(structured), is_error: false }
    }

    /// A failure: what was wrong, and what to do about it.
    pub fn failed(code: &str, message: &str, hint: &str) -> Self {
        Self {
            content: vec![ContentBlock::Text(format!("{message}\nRecovery: {hint}"))],
            structured: Some(json!({ "code": code, "message": message, "hint": hint })),
            is_error: true,
        }
    }

    /// All its text, block by block in lines.
    pub fn text(&self) -> String {
        let texts = self.content.iter().filter_map(|block| match block {
            ContentBlock::Text(text) => Some(text.as_str()),
            ContentBlock::Image { .. } | ContentBlock::Other(_) => None,
        });
        texts.collect::<Vec<_>>().join("\n")
    }

    pub(crate) fn to_object(&self) -> Object {
        let mut result = Object::new();
        result.insert("content".to_owned(), self.content.iter().map(ContentBlock::to_value).collect());
        if let Some(structured) = &self.structured {
            result.insert("structuredContent".to_owned(), structured.clone());
        }
        result.insert("isError".to_owned(), json!(self.is_error));
        result
    }

    /// Reads the result of `tools/call`; the reason why it is none.
    pub fn read(value: &Value) -> Result<Self, String> {
        let content = value["content"].as_array().ok_or("`content` is no array")?;
        let is_error = match &value["isError"] {
            Value::Null => false,
            Value::Bool(is_error) => *is_error,
            other => return Err(format!("`isError` is {other}")),
        };
        Ok(Self {
            content: content.iter().map(ContentBlock::read).collect(),
            structured: value.get("structuredContent").cloned(),
            is_error,
        })
    }
}

/// A resource, or a template of some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceInfo {
    /// Its URI, or for a template the form of theirs, with what stands for something else in braces.
    pub uri: String,
    /// Its name.
    pub name: String,
    /// What it is, for a model.
    pub description: String,
    /// Its type.
    pub mime_type: String,
}

impl ResourceInfo {
    pub(crate) fn to_value(&self, key: &str) -> Value {
        json!({ key: self.uri, "name": self.name, "description": self.description, "mimeType": self.mime_type })
    }

    pub(crate) fn read(value: &Value, key: &str) -> Result<Self, String> {
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        if !value[key].is_string() {
            return Err(format!("a resource has no `{key}`: `{}`", shown(value)));
        }
        Ok(Self { uri: text(key), name: text("name"), description: text("description"), mime_type: text("mimeType") })
    }
}

/// What a resource holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceText {
    /// Its URI.
    pub uri: String,
    /// Its type; empty where the server does not say.
    pub mime_type: String,
    /// Its text; empty for one that is no text.
    pub text: String,
}

impl ResourceText {
    pub(crate) fn to_value(&self) -> Value {
        json!({ "uri": self.uri, "mimeType": self.mime_type, "text": self.text })
    }

    pub(crate) fn read(value: &Value) -> Self {
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        Self { uri: text("uri"), mime_type: text("mimeType"), text: text("text") }
    }
}

/// An argument of a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromptArgument {
    /// Its name.
    pub name: String,
    /// What it means.
    pub description: String,
    /// Whether it must be given.
    pub required: bool,
}

/// A prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromptInfo {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it is made of.
    pub arguments: Vec<PromptArgument>,
}

impl PromptInfo {
    pub(crate) fn to_value(&self) -> Value {
        let arguments = self.arguments.iter().map(|argument| {
            json!({ "name": argument.name, "description": argument.description, "required": argument.required })
        });
        json!({ "name": self.name, "description": self.description, "arguments": arguments.collect::<Vec<_>>() })
    }

    pub(crate) fn read(value: &Value) -> Result<Self, String> {
        let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let name = value["name"].as_str().ok_or_else(|| format!("a prompt has no name: `{}`", shown(value)))?;
        let arguments = value["arguments"].as_array().into_iter().flatten().map(|argument| PromptArgument {
            name: text(argument, "name"),
            description: text(argument, "description"),
            required: argument["required"].as_bool().unwrap_or(false),
        });
        Ok(Self { name: name.to_owned(), description: text(value, "description"), arguments: arguments.collect() })
    }

    /// The arguments that were given, when they are those that there are.
    pub(crate) fn arguments_of(&self, given: &Object) -> Result<Vec<(String, String)>, RpcError> {
        let known = |name: &str| self.arguments.iter().any(|argument| argument.name == name);
        let names = || self.arguments.iter().map(|argument| argument.name.as_str()).collect::<Vec<_>>().join(", ");
        let mut arguments = Vec::new();
        for (name, value) in given {
            let Value::String(text) = value else {
                return Err(RpcError::invalid_params(format!("the argument `{name}` of a prompt must be a string")));
            };
            if !known(name) {
                let text = format!("the prompt `{}` has no argument `{name}`; it has: {}", self.name, names());
                return Err(RpcError::invalid_params(text));
            }
            arguments.push((name.clone(), text.clone()));
        }
        let missing = |argument: &&PromptArgument| argument.required && !given.contains_key(&argument.name);
        match self.arguments.iter().find(missing) {
            Some(argument) => {
                let text = format!("the prompt `{}` needs the argument `{}`", self.name, argument.name);
                Err(RpcError::invalid_params(text))
            }
            None => Ok(arguments),
        }
    }
}

/// The beginning of a value, for an error.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    text.chars().take(120).collect()
}
