//! Programs over the wire: a child process that serves the Set, and a function of a few lines that calls it.

use std::fmt::Write as _;

use livebridge_port::{Request, json};
use serde_json::Value;

use super::Origin;

const PYTHON: &str = r#"import json, subprocess

served = subprocess.Popen(TARGET, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
sent = 0


def call(method, **params):
    global sent
    sent += 1
    request = {"jsonrpc": "2.0", "id": sent, "method": method, "params": params}
    served.stdin.write(json.dumps(request) + "\n")
    served.stdin.flush()
    answer = json.loads(served.stdout.readline())
    if "error" in answer:
        raise RuntimeError(answer["error"]["message"])
    return answer["result"]


call("initialize", protocolVersion=1, client={"name": "playground", "version": "1"})
"#;

const JAVASCRIPT: &str = r#"import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const served = spawn(TARGET, { stdio: ["pipe", "pipe", "inherit"] });
const answers = createInterface({ input: served.stdout })[Symbol.asyncIterator]();
let sent = 0;

async function call(method, params = {}) {
  served.stdin.write(JSON.stringify({ jsonrpc: "2.0", id: ++sent, method, params }) + "\n");
  const answer = JSON.parse((await answers.next()).value);
  if (answer.error) throw new Error(answer.error.message);
  return answer.result;
}

await call("initialize", { protocolVersion: 1, client: { name: "playground", version: "1" } });
"#;

/// What a program calls before anything else, to have the Set of the page.
fn reset(origin: &Origin) -> Option<Value> {
    match origin {
        Origin::Fixture(name) => Some(serde_json::json!({ "fixture": name })),
        Origin::File(_) | Origin::Snapshot => None,
    }
}

/// The target that is served.
fn target(origin: &Origin) -> String {
    match origin {
        Origin::Fixture(_) | Origin::Snapshot => "fake".to_owned(),
        Origin::File(name) => format!("als:{name}"),
    }
}

/// Writing to a String cannot fail.
pub(super) fn python(origin: &Origin, calls: &[Request]) -> String {
    let command = literal(&serde_json::json!(["livebridge", "serve", target(origin)]), python_word);
    let mut out = PYTHON.replace("TARGET", &command);
    match (reset(origin), origin) {
        (Some(params), _) => {
            let _ = writeln!(out, "call(\"control/reset\"{})", named(&params));
        }
        (None, Origin::Snapshot) => {
            out += "# the Set of the page, as \"Save\" keeps it\n";
            out += "call(\"control/reset\", snapshot=json.load(open(\"playground.set.json\")))\n";
        }
        (None, Origin::File(_) | Origin::Fixture(_)) => {}
    }
    for (method, params) in calls.iter().map(parts) {
        let _ = writeln!(out, "print(call({method}{}))", named(&params));
    }
    out
}

/// Writing to a String cannot fail.
pub(super) fn javascript(origin: &Origin, calls: &[Request]) -> String {
    let command = format!("\"livebridge\", {}", serde_json::json!(["serve", target(origin)]));
    let mut out = JAVASCRIPT.replace("TARGET", &command);
    match (reset(origin), origin) {
        (Some(params), _) => {
            let _ = writeln!(out, "await call(\"control/reset\", {params});");
        }
        (None, Origin::Snapshot) => {
            out = format!("import {{ readFileSync }} from \"node:fs\";\n{out}");
            out += "// the Set of the page, as \"Save\" keeps it\n";
            out += "await call(\"control/reset\", { snapshot: JSON.parse(readFileSync(\"playground.set.json\")) });\n";
        }
        (None, Origin::File(_) | Origin::Fixture(_)) => {}
    }
    for (method, params) in calls.iter().map(parts) {
        let _ = writeln!(out, "console.log(await call({method}, {params}));");
    }
    out + "served.stdin.end();\n"
}

/// The name of a call as a literal, and its parameters.
fn parts(call: &Request) -> (String, Value) {
    // Everything in a request is finite: it came as JSON.
    let text = json::to_string(call).unwrap_or_default();
    let mut value: Value = serde_json::from_str(&text).unwrap_or_default();
    (value["method"].to_string(), value["params"].take())
}

/// Parameters as arguments by name, behind another one.
fn named(params: &Value) -> String {
    let fields = params.as_object().into_iter().flatten();
    let arguments: Vec<_> = fields.map(|(name, value)| format!(", {name}={}", literal(value, python_word))).collect();
    arguments.concat()
}

/// The words of Python for what JSON calls otherwise.
const fn python_word(value: &Value) -> Option<&'static str> {
    match value {
        Value::Null => Some("None"),
        Value::Bool(true) => Some("True"),
        Value::Bool(false) => Some("False"),
        Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A value as a literal of a language that has its own words for some. A string of JSON is one of Python too.
fn literal(value: &Value, word: fn(&Value) -> Option<&'static str>) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| literal(item, word)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) => {
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, value)| format!("{}: {}", Value::String(name.clone()), literal(value, word)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            word(value).map_or_else(|| value.to_string(), str::to_owned)
        }
    }
}
