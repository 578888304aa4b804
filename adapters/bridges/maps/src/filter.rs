//! jq filters, bounded: they see what they are given and nothing else, and end.
//!
//! The language is jq's, by the crate `jaq`. Left out is what reads the world or the clock, what ends the process, and
//! what can run without an end; what remains is held to a number of outputs and to a deadline.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Ctx, Vars, data, unwrap_valr};
use jaq_json::{Num, Val};
use serde_json::{Map as Object, Number, Value};

use crate::error::{FilterError, MapError};

/// Native functions that reach beyond the filter: they are not there.
const IMPURE: [&str; 10] = [
    "halt",
    "env",
    "now",
    "localtime",
    "strflocaltime",
    "mktime",
    "debug_empty",
    "stderr_empty",
    "input_line_number",
    "repl",
];

/// Definitions that use those, or that can run without an end.
const LEFT_OUT: [&str; 14] = [
    "stderr",
    "debug",
    "halt",
    "halt_error",
    "todate",
    "fromdate",
    "repeat",
    "while",
    "until",
    "combinations",
    "def",
    "input",
    "inputs",
    "env",
];

/// The most outputs of a filter.
const MOST_OUTPUTS: usize = 100_000;

/// How long one may take: by far longer than any honest one does, and the last of the bounds.
const DEADLINE: Duration = Duration::from_secs(10);

/// How a map says within a filter that the bridge has nothing for what is asked, `cannot("it writes no colour")`, and that
/// what it answered is a refusal, `refuse("there is no such track")`.
const SAYINGS: &str = "def cannot($why): error({cannot: $why});\ndef refuse($why): error({refuse: $why});\n";

/// Why there are no outputs.
enum Unfit {
    Cannot(String),
    Refused(String),
    Failed(String),
}

/// How deep a value may be that comes out of one.
const DEEPEST: usize = 64;

/// A filter of a map.
#[derive(Clone)]
pub struct Filter {
    place: String,
    source: String,
    compiled: Compiled,
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Filter({}: {})", self.place, self.source)
    }
}

impl Filter {
    /// Compiles a filter that stands at `place` in a map; `defined` are names that it may use, each with its filter, in
    /// which the ones before it may be used.
    pub fn new(place: &str, source: &str, defined: &[(String, String)]) -> Result<Self, MapError> {
        let mut code = SAYINGS.to_owned();
        code.extend(defined.iter().flat_map(|(name, body)| ["def ", name, ": (", body, ");\n"]));
        words_are_allowed(place, source)?;
        code += source;
        let arena = Arena::default();
        let is_left_out = |name: &str| LEFT_OUT.contains(&name);
        let definitions = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        let loader = Loader::new(definitions.filter(|definition| !is_left_out(definition.name)));
        let wrong = |what: String| {
            let hint = "it is a filter of jq: `.bpm`, `{tempo: .bpm}`; see docs/maps.md";
            MapError::new(place, format!("`{}` {what}", short(source)), hint)
        };
        let parsed = loader.load(&arena, File { code: code.as_str(), path: () });
        let modules = parsed.map_err(|errors| wrong(format!("is no filter: {}", load_errors(&errors))))?;
        let functions = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
        let with_functions =
            jaq_core::Compiler::default().with_funs(functions.filter(|(name, ..)| !IMPURE.contains(name)));
        let compiled = with_functions.compile(modules).map_err(|errors| {
            let first = errors.iter().flat_map(|(_, errors)| errors).next();
            let undefined =
                first.map(|(name, kind)| format!("uses the {} `{name}`, which is not there", kind.as_str()));
            wrong(undefined.unwrap_or_else(|| "cannot be compiled".to_owned()))
        })?;
        Ok(Self { place: place.to_owned(), source: source.to_owned(), compiled: Arc::new(compiled) })
    }

    /// Where it stands in the map.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// As it is written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Everything that it gives for an input, in order.
    pub fn all(&self, input: &Value) -> Result<Vec<Value>, FilterError> {
        let worker = Worker::idle().map_err(|error| self.failed(format!("got no thread: {error}")))?;
        let asked = worker.jobs.send((Arc::clone(&self.compiled), input.clone()));
        asked.map_err(|_| self.failed("got no thread".to_owned()))?;
        match worker.outputs.recv_timeout(DEADLINE) {
            Ok(outputs) => {
                worker.put_back();
                outputs.map_err(|unfit| match unfit {
                    Unfit::Cannot(why) => FilterError::Cannot(why),
                    Unfit::Refused(why) => FilterError::Refused(why),
                    Unfit::Failed(what) => self.failed(what),
                })
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                Err(self.failed(format!("took longer than {} s", DEADLINE.as_secs())))
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(self.failed("ended without an answer".to_owned())),
        }
    }

    /// The one value that it gives for an input.
    pub fn one(&self, input: &Value) -> Result<Value, FilterError> {
        let mut outputs = self.all(input)?;
        match (outputs.pop(), outputs.is_empty()) {
            (Some(output), true) => Ok(output),
            (None, _) => Err(self.failed("gave nothing, where one value is wanted".to_owned())),
            (Some(_), false) => Err(self.failed(format!("gave {} values, where one is wanted", outputs.len() + 1))),
        }
    }

    /// The value that it gives, or nothing.
    pub fn first(&self, input: &Value) -> Result<Option<Value>, FilterError> {
        Ok(self.all(input)?.into_iter().next().filter(|output| !output.is_null()))
    }

    fn failed(&self, what: String) -> FilterError {
        FilterError::Failed { place: self.place.clone(), what }
    }
}

type Compiled = Arc<jaq_core::Filter<data::JustLut<Val>>>;

/// A thread that runs filters, for one cannot be interrupted: where it is too slow, its thread is left alone.
struct Worker {
    jobs: mpsc::SyncSender<(Compiled, Value)>,
    outputs: mpsc::Receiver<Result<Vec<Value>, Unfit>>,
}

/// Threads that wait for a filter: one for each that was ever run beside another, at most as many as the bound.
static IDLE: Mutex<Vec<Worker>> = Mutex::new(Vec::new());

/// The most threads that are kept.
const MOST_IDLE: usize = 16;

impl Worker {
    /// One that waits, or a new one.
    fn idle() -> std::io::Result<Self> {
        if let Some(worker) = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            return Ok(worker);
        }
        let (jobs, taken) = mpsc::sync_channel::<(Compiled, Value)>(1);
        let (given, outputs) = mpsc::sync_channel(1);
        let work = move || {
            for (compiled, input) in taken {
                if given.send(run(&compiled, &input)).is_err() {
                    return;
                }
            }
        };
        thread::Builder::new().name("filter".to_owned()).stack_size(16 << 20).spawn(work)?;
        Ok(Self { jobs, outputs })
    }

    /// Keeps it for the next filter.
    fn put_back(self) {
        let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST_IDLE {
            idle.push(self);
        }
    }
}

/// Refuses words that are left out, wherever they stand as a word: a string with one of them is written `"de" + "f"`.
fn words_are_allowed(place: &str, source: &str) -> Result<(), MapError> {
    let mut rest = source;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphabetic() || c == '_') {
        let before = rest[..start].chars().next_back();
        let word_end =
            rest[start..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len() - start);
        let word = &rest[start..start + word_end];
        let after = rest[start + word_end..].trim_start().chars().next();
        // `.env` is a field, `{env: 1}` a key.
        let is_name = before == Some('.') || before == Some('"') || before == Some('$') || after == Some(':');
        if !is_name && (LEFT_OUT.contains(&word) || matches!(word, "recurse" | "range_" | "include" | "import")) {
            let hint = "a filter ends, and sees its input alone; name parts of it under [define]";
            return Err(MapError::new(place, format!("`{word}` is not there in filters of maps"), hint));
        }
        rest = &rest[start + word_end..];
    }
    Ok(())
}

fn run(compiled: &jaq_core::Filter<data::JustLut<Val>>, input: &Value) -> Result<Vec<Value>, Unfit> {
    let context = Ctx::<data::JustLut<Val>>::new(&compiled.lut, Vars::new([]));
    let mut outputs = Vec::new();
    for output in compiled.id.run((context, to_jq(input))).map(unwrap_valr) {
        if outputs.len() == MOST_OUTPUTS {
            return Err(Unfit::Failed(format!("gives more than {MOST_OUTPUTS} values")));
        }
        let output = output.map_err(|error| unfit(&error.into_val()))?;
        outputs.push(to_json(&output, 0).map_err(Unfit::Failed)?);
    }
    Ok(outputs)
}

fn unfit(error: &Val) -> Unfit {
    match to_json(error, 0) {
        Ok(Value::Object(fields)) if fields.contains_key("cannot") => {
            Unfit::Cannot(fields["cannot"].as_str().unwrap_or("the bridge cannot do that").to_owned())
        }
        Ok(Value::Object(fields)) if fields.contains_key("refuse") => {
            Unfit::Refused(fields["refuse"].as_str().unwrap_or("the bridge refused it").to_owned())
        }
        Ok(Value::String(what)) => Unfit::Failed(format!("failed: {what}")),
        Ok(what) => Unfit::Failed(format!("failed: {what}")),
        Err(what) => Unfit::Failed(format!("failed, and {what}")),
    }
}

fn to_jq(value: &Value) -> Val {
    match value {
        Value::Null => Val::Null,
        Value::Bool(value) => Val::Bool(*value),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(whole), _) => Val::Num(Num::from_integral(whole)),
            (None, Some(whole)) => Val::Num(Num::from_integral(whole)),
            (None, None) => Val::Num(Num::Float(number.as_f64().unwrap_or(f64::NAN))),
        },
        Value::String(text) => Val::utf8_str(text.clone()),
        Value::Array(values) => values.iter().map(to_jq).collect(),
        Value::Object(object) => {
            Val::obj(object.iter().map(|(key, value)| (Val::utf8_str(key.clone()), to_jq(value))).collect())
        }
    }
}

/// Whole numbers come out as such, for both sides tell `4` from `4.0` and mean the same: as on our wire.
fn to_json(value: &Val, depth: usize) -> Result<Value, String> {
    if depth > DEEPEST {
        return Err(format!("gives a value that is nested more than {DEEPEST} deep"));
    }
    Ok(match value {
        Val::Null => Value::Null,
        Val::Bool(value) => Value::Bool(*value),
        Val::Num(Num::Int(whole)) => Value::from(*whole as i64),
        Val::Num(Num::Float(number)) => float(*number)?,
        Val::Num(Num::BigInt(whole)) => float(whole.to_string().parse().unwrap_or(f64::NAN))?,
        Val::Num(Num::Dec(text)) => float(text.parse().unwrap_or(f64::NAN))?,
        Val::BStr(bytes) | Val::TStr(bytes) => Value::String(String::from_utf8_lossy(bytes).into_owned()),
        Val::Arr(values) => {
            Value::Array(values.iter().map(|value| to_json(value, depth + 1)).collect::<Result<_, _>>()?)
        }
        Val::Obj(object) => {
            let mut fields = Object::new();
            for (key, value) in object.iter() {
                let Val::TStr(key) = key else { return Err("gives an object whose key is no text".to_owned()) };
                fields.insert(String::from_utf8_lossy(key).into_owned(), to_json(value, depth + 1)?);
            }
            Value::Object(fields)
        }
    })
}

fn float(number: f64) -> Result<Value, String> {
    /// Below it every whole number is exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT && (number != 0.0 || number.is_sign_positive()) {
        #[expect(clippy::cast_possible_truncation, reason = "it is whole, and below 2^53")]
        return Ok(Value::from(number as i64));
    }
    Number::from_f64(number).map(Value::Number).ok_or_else(|| format!("gives {number}, which JSON cannot say"))
}

fn load_errors(errors: &jaq_core::load::Errors<&str, ()>) -> String {
    use jaq_core::load::Error;
    let Some((_, error)) = errors.first() else { return "it cannot be read".to_owned() };
    let found = |at: &str| if at.is_empty() { "the end".to_owned() } else { format!("`{}`", short(at)) };
    match error {
        Error::Io(_) => "it names a file".to_owned(),
        Error::Lex(errors) => errors
            .first()
            .map_or_else(String::new, |(expected, at)| format!("expected {}, found {}", expected.as_str(), found(at))),
        Error::Parse(errors) => errors
            .first()
            .map_or_else(String::new, |(expected, at)| format!("expected {}, found {}", expected.as_str(), found(at))),
    }
}

/// The beginning of a text, in one line.
pub(crate) fn short(text: &str) -> String {
    const SHOWN: usize = 120;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{} ...", &line[..cut]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn filter(source: &str) -> Filter {
        Filter::new("here", source, &[]).unwrap()
    }

    #[test]
    fn values_come_out_as_they_went_in() {
        let input = json!({"a": [1, 2.5, -3, null, true, "ä"], "b": {"c": 1e300, "d": -0.5}});
        assert_eq!(filter(".").one(&input), Ok(input));
        assert_eq!(filter("{tempo: .bpm}").one(&json!({"bpm": 120.0})), Ok(json!({"tempo": 120})));
        assert_eq!(filter(".[] | select(. > 1)").all(&json!([1, 2, 3])), Ok(vec![json!(2), json!(3)]));
    }

    #[test]
    fn parts_can_be_named() {
        let defined = [("twice".to_owned(), ". * 2".to_owned()), ("thrice".to_owned(), "twice + .".to_owned())];
        assert_eq!(Filter::new("here", "thrice", &defined).unwrap().one(&json!(4)), Ok(json!(12)));
    }

    #[test]
    fn what_has_no_end_or_reaches_out_is_no_filter() {
        for source in ["repeat(.)", "def f: f; f", "env", "$ENV", "now", "halt", "input", "[while(true; .)]", "debug"] {
            assert!(Filter::new("here", source, &[]).is_err(), "{source}");
        }
        // As a field or a key the same words are harmless.
        assert_eq!(filter(".env + {now: .repeat}.now").one(&json!({"env": 1, "repeat": 2})), Ok(json!(3)));
    }

    #[test]
    fn errors_say_where_and_what() {
        let error = Filter::new("operations.setTempo.args", "{tempo: .bpm", &[]).unwrap_err();
        assert!(error.to_string().starts_with("operations.setTempo.args: `{tempo: .bpm` is no filter"), "{error}");
        let error = Filter::new("here", "nosuch", &[]).unwrap_err();
        assert!(error.what.contains("uses the filter `nosuch`"), "{error}");
        let error = filter(".a.b").one(&json!([])).unwrap_err();
        assert!(error.to_string().starts_with("the filter here failed"), "{error}");
        let told = |source: &str| filter(source).one(&Value::Null).unwrap_err().to_string();
        assert!(told("range(200000)").contains("more than 100000"));
        assert!(told("1, 2").contains("2 values"));
        assert_eq!(told("cannot(\"it has no colours\")"), "it has no colours");
        let refused = filter("refuse(\"no such track\")").one(&Value::Null);
        assert_eq!(refused, Err(FilterError::Refused("no such track".to_owned())));
    }

    proptest! {
        /// Whatever is written, it is a filter or an error with words; never a panic.
        #[test]
        fn any_text_is_a_filter_or_an_error(source in "[ .a-z0-9{}\\[\\]|:,\"()$+*/-]{0,40}") {
            if let Err(error) = Filter::new("here", &source, &[]) {
                prop_assert!(!error.what.is_empty() && !error.hint.is_empty());
            }
        }
    }
}
