//! The language of `do` and of the tests of rules: one request a line, as a person would type it.
//!
//! `get PATH NAME`, `set PATH NAME VALUE`, `call PATH NAME ARG...`, `count PATH NAME`, `path PATH`, `alive $x`,
//! `tick [N]`, `undo`, `redo`, `steps`, `as python|max|sdk|user`, `user JSON`, `sdk PATH NAME ARG...`, `begin`, `end`,
//! `observe PATH NAME`, `notes PATH`, `let x = PATH` and `let x = call ...`. A path is a word or stands in quotes; it
//! may begin with `$x`. Values are JSON, or a word that is taken as text.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::engine::{Engine, Interface};
use crate::refusal::{Kind, Refusal, Res};
use crate::session::Session;
use crate::value::{Id, Value};

/// What runs lines: a session, and what was named in it.
#[derive(Debug)]
pub struct Script {
    /// The session.
    pub session: Session,
    face: Interface,
    names: BTreeMap<String, Id>,
}

const CONNECTION: u64 = u64::MAX;

impl Script {
    /// Lines for an engine, as a user at first.
    pub fn new(engine: Engine) -> Self {
        Self { session: Session::new(engine, None), face: Interface::User, names: BTreeMap::new() }
    }

    /// The id of a path, or of a name that was given.
    fn id(&self, text: &str) -> Res<Id> {
        let engine = &self.session.engine;
        let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
        let id = match first.strip_prefix('$') {
            Some(name) => {
                let id = *self.names.get(name).ok_or_else(|| wrong(format!("nothing is named ${name}")))?;
                if rest.is_empty() {
                    return Ok(id);
                }
                engine.resolve(&format!("id {id} {rest}"))
            }
            None => engine.resolve(text),
        };
        if id == 0 { Err(wrong(format!("nothing is at {text}"))) } else { Ok(id) }
    }

    fn value(&self, word: &str) -> Res {
        if word.starts_with('$') || word.starts_with("live_") {
            return self.id(word).map(Value::Obj);
        }
        let json: Option<Json> = serde_json::from_str(word).ok();
        Ok(json.map_or_else(|| Value::text(word), |json| Value::from_json(&json)))
    }

    /// Runs a line; what it answers, as text.
    pub fn run(&mut self, line: &str) -> Res<String> {
        let words = words(line)?;
        let answer = self.run_words(&words)?;
        Ok(self.show(&answer))
    }

    fn run_words(&mut self, words: &[String]) -> Res {
        let word = |at: usize| words.get(at).map(String::as_str).ok_or_else(|| wrong("a word is missing".to_owned()));
        self.session.engine.enter(self.face);
        let rest = |from: usize| words.get(from..).unwrap_or_default();
        match word(0)? {
            "as" => {
                self.face = Interface::parse(word(1)?).ok_or_else(|| wrong("python, max, sdk or user".to_owned()))?;
                Ok(Value::Null)
            }
            "let" => {
                let name = word(1)?.to_owned();
                let id = if word(3)? == "call" || word(3)? == "sdk" || word(3)? == "get" {
                    match self.run_words(rest(3))? {
                        Value::Obj(id) => id,
                        _ => return Err(wrong("no object came back".to_owned())),
                    }
                } else {
                    self.id(&rest(3).join(" "))?
                };
                self.session.engine.give_out(&Value::Obj(id));
                self.names.insert(name, id);
                Ok(Value::Null)
            }
            "get" => self.session.engine.get(self.id(word(1)?)?, word(2)?),
            "set" => {
                let value = self.value(word(3)?)?;
                self.session.engine.set(self.id(word(1)?)?, word(2)?, value)?;
                Ok(Value::Null)
            }
            "call" => {
                let args = rest(3).iter().map(|word| self.value(word)).collect::<Res<Vec<_>>>()?;
                if word(1)? == "module" {
                    return self.session.engine.call_module(word(2)?, &args);
                }
                self.session.engine.call(self.id(word(1)?)?, word(2)?, &args, &[])
            }
            "sdk" => {
                let args = rest(3).iter().map(|word| self.value(word)).collect::<Res<Vec<_>>>()?;
                let (id, name) = (self.id(word(1)?)?, word(2)?.to_owned());
                self.session.sdk_call(id, &name, &args)
            }
            "tick" => {
                let count = words.get(1).and_then(|count| count.parse().ok()).unwrap_or(1);
                for _ in 0..count {
                    self.session.engine.tick();
                }
                Ok(Value::Null)
            }
            "undo" => Ok(self.session.engine.undo().is_some().into()),
            "redo" => Ok(self.session.engine.redo().is_some().into()),
            "begin" | "end" => {
                let open = word(0)? == "begin";
                match (self.face, open) {
                    (Interface::Sdk, open) => self.session.engine.transaction(open),
                    (_, true) => self.session.engine.begin_step(),
                    (_, false) => self.session.engine.end_step(),
                }
                Ok(Value::Null)
            }
            "user" => {
                let edit: Json = serde_json::from_str(word(1)?).map_err(|error| wrong(error.to_string()))?;
                self.session.user(&edit)
            }
            "load" => {
                self.session.engine.load_default();
                Ok(Value::Null)
            }
            "rule" => {
                let rule =
                    crate::rules::Rule::parse(word(1)?).ok_or_else(|| wrong("there is no such rule".to_owned()))?;
                let on = Value::Bool(word(2)? == "on");
                self.session.engine.rules.switch(rule, &on).map_err(wrong)?;
                Ok(Value::Null)
            }
            "observe" => self.session.engine.observe(CONNECTION, self.id(word(1)?)?, word(2)?).map(|()| Value::Null),
            "unobserve" => {
                self.session.engine.unobserve(CONNECTION, self.id(word(1)?)?, word(2)?).map(|()| Value::Null)
            }
            _ => self.look(words),
        }
    }

    /// The commands that only look, shorter than JSON of the protocol would be.
    fn look(&mut self, words: &[String]) -> Res {
        let word = |at: usize| words.get(at).map(String::as_str).ok_or_else(|| wrong("a word is missing".to_owned()));
        match word(0)? {
            "count" => match self.session.engine.get(self.id(word(1)?)?, word(2)?)? {
                Value::Ids(ids) => Ok(Value::count(ids.len())),
                Value::List(items) => Ok(Value::count(items.len())),
                _ => Err(wrong("no list".to_owned())),
            },
            "path" => Ok(self.session.engine.path(self.id(word(1)?)?).into()),
            "alive" => Ok(self.session.engine.alive(self.id(word(1)?)?).into()),
            "same" => Ok((self.id(word(1)?).unwrap_or(0) == self.id(word(2)?).unwrap_or(0)).into()),
            "steps" => Ok(Value::count(self.session.engine.history.undo_count())),
            "told" => {
                let told = self.session.engine.notifications(CONNECTION);
                Ok(Value::texts(told.into_iter().map(|note| note.name)))
            }
            "notes" => {
                let id = self.id(word(1)?)?;
                let all = crate::members::notes::held(&self.session.engine, id);
                let one = |note: &crate::value::Held| format!("{}@{}+{}", note.pitch, note.start, note.duration);
                Ok(all.iter().map(one).collect::<Vec<_>>().join(" ").into())
            }
            "bent" => Ok(Value::count(crate::members::notes::bent(&self.session.engine, self.id(word(1)?)?))),
            "clips" => {
                let id = self.id(word(1)?)?;
                let engine = &self.session.engine;
                let one = |clip: &Id| format!("{}-{}", engine.f(*clip, "_start"), engine.f(*clip, "_end"));
                Ok(engine.kids(id, "arrangement_clips").iter().map(one).collect::<Vec<_>>().join(" ").into())
            }
            "names" => {
                let id = self.id(word(1)?)?;
                let list = self.session.engine.get(id, word(2)?)?;
                let Value::Ids(ids) = list else { return Err(wrong("no list".to_owned())) };
                let names = ids.iter().map(|id| self.session.engine.s(*id, "name").to_string());
                Ok(names.collect::<Vec<_>>().join(" ").into())
            }
            "field" => {
                // A field of a struct, or of the first of several: `field NAME get ...`
                let name = word(1)?.to_owned();
                let mut value = self.run_words(words.get(2..).unwrap_or_default())?;
                if let Value::List(items) = &value {
                    value = items.first().cloned().unwrap_or_default();
                }
                let Value::Record(record) = value else { return Err(wrong("no struct".to_owned())) };
                record.field(&name).cloned().ok_or_else(|| wrong(format!("no field {name}")))
            }
            "count_notes" => {
                Ok(Value::count(crate::members::notes::held(&self.session.engine, self.id(word(1)?)?).len()))
            }
            "count_call" => match self.session.engine.call(self.id(word(1)?)?, word(2)?, &[], &[])? {
                Value::List(items) => Ok(Value::count(items.len())),
                _ => Err(wrong("no list".to_owned())),
            },
            "loop_end_of" => Ok(self.session.engine.f(self.id(word(1)?)?, "_loop_end").into()),
            "exists" => Ok((self.id(word(1)?).unwrap_or(0) != 0).into()),
            "snapshot" => Ok(self.session.engine.snapshot().to_canonical().into()),
            other => Err(wrong(format!("there is no command {other}"))),
        }
    }

    fn show(&self, value: &Value) -> String {
        match value {
            Value::Null => "null".to_owned(),
            Value::Str(text) => text.to_string(),
            Value::Obj(id) => self.session.engine.path(*id),
            Value::Float(number) => format!("{number}"),
            other => other.to_json(&|id| self.session.engine.class_name(id)).to_string(),
        }
    }
}

impl Session {
    /// A call of the Extensions API.
    pub(crate) fn sdk_call(&mut self, id: Id, name: &str, args: &[Value]) -> Res {
        let list: Vec<Json> = args.iter().map(|arg| arg.to_json(&|_| "")).collect();
        self.sdk(&serde_json::json!({"obj": id, "name": name, "args": list}))
    }
}

fn wrong(message: String) -> Refusal {
    Refusal::new(Kind::ProtocolError, message)
}

/// The words of a line: quotes and brackets keep theirs together.
fn words(line: &str) -> Res<Vec<String>> {
    let mut words = Vec::new();
    let mut chars = line.trim().chars().peekable();
    while let Some(first) = chars.peek().copied() {
        if first.is_whitespace() {
            chars.next();
            continue;
        }
        let mut word = String::new();
        if first == '\'' {
            chars.next();
            loop {
                match chars.next() {
                    Some('\'') => break,
                    Some(other) => word.push(other),
                    None => return Err(wrong("a quote is not closed".to_owned())),
                }
            }
        } else {
            // JSON in brackets or double quotes may hold blanks.
            let (mut depth, mut quoted) = (0_i32, false);
            while let Some(next) = chars.peek().copied() {
                if next.is_whitespace() && depth == 0 && !quoted {
                    break;
                }
                match next {
                    '"' => quoted = !quoted,
                    '[' | '{' if !quoted => depth += 1,
                    ']' | '}' if !quoted => depth -= 1,
                    _ => {}
                }
                word.push(next);
                chars.next();
            }
        }
        words.push(word);
    }
    if words.is_empty() { Err(wrong("an empty line".to_owned())) } else { Ok(words) }
}
