//! The file of a map, read strictly: an unknown key, operation or code is an error with its place.

use std::collections::BTreeMap;

use livebridge_port::capabilities::Implementation;
use livebridge_port::{Capabilities, ErrorCode, Operation};
use serde::Deserialize;

use super::{Framing, HowTo, Map, RefusalRule, Then, TransportMap};
use crate::error::MapError;
use crate::filter::Filter;

/// The longest map.
const LONGEST: usize = 1 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MapFile {
    bridge: BridgeFile,
    transport: TransportFile,
    #[serde(default)]
    capabilities: Capabilities,
    #[serde(default, rename = "own-ids")]
    own_ids: bool,
    #[serde(default, rename = "port-words")]
    port_words: bool,
    #[serde(default)]
    define: BTreeMap<String, String>,
    operations: BTreeMap<String, OperationFile>,
    #[serde(default)]
    cannot: BTreeMap<String, String>,
    #[serde(default)]
    refusals: Vec<RefusalFile>,
    #[serde(default)]
    inapplicable: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BridgeFile {
    name: String,
    version: String,
    language: String,
    homepage: Option<String>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    TcpJson,
    Http,
    UdpJson,
    Osc,
    Mcp,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum FramingFile {
    Json,
    Lines,
    Length,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TransportFile {
    kind: Kind,
    address: Option<String>,
    framing: Option<FramingFile>,
    answer_port: Option<u16>,
    zlib_chunks: Option<bool>,
    command: Option<Vec<String>>,
    request: Option<String>,
    answer: Option<String>,
    refusal: Option<String>,
    hello: Option<String>,
    matches: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OperationFile {
    call: Option<String>,
    args: Option<String>,
    #[serde(default)]
    silent: bool,
    more: Option<String>,
    #[serde(default)]
    steps: Vec<StepFile>,
    then: Option<String>,
    made: Option<String>,
    answer: Option<String>,
    #[serde(default)]
    lacks: BTreeMap<String, String>,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepFile {
    name: Option<String>,
    call: String,
    args: Option<String>,
    #[serde(default)]
    silent: bool,
    more: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefusalFile {
    when: String,
    code: ErrorCode,
    hint: Option<String>,
}

pub(super) fn read(text: &str) -> Result<Map, MapError> {
    if text.len() > LONGEST {
        return Err(MapError::new("the file", "it is longer than 1 MiB", "a map is a page or two"));
    }
    let file: MapFile = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        let what = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        MapError::new(format!("line {line}"), what, "docs/maps.md says what a map holds")
    })?;
    if file.own_ids && file.port_words {
        let what = "a bridge with ids of its own does not speak in the port's words";
        return Err(MapError::new("port-words", what, "leave out one of `own-ids` and `port-words`"));
    }
    let defined = in_order(file.define)?;
    let filter = |place: &str, source: &str| Filter::new(place, source, &defined);
    let optional = |place: &str, source: Option<String>| source.map(|source| filter(place, &source)).transpose();
    let mut operations = BTreeMap::new();
    for (name, how) in file.operations {
        let place = format!("operations.{name}");
        let operation = operation(&place, &name)?;
        operations.insert(operation, how_to(&place, operation, how, &defined)?);
    }
    for (operation, how) in &operations {
        if let Some(then) = how.then.filter(|then| !operations.contains_key(then)) {
            let what = format!("it is completed by {then}, which the map does not have");
            let hint = format!("add [operations.{then}]");
            return Err(MapError::new(format!("operations.{operation}.then"), what, hint));
        }
    }
    let mut cannot = BTreeMap::new();
    for (name, reason) in file.cannot {
        let place = format!("cannot.{name}");
        let operation = operation(&place, &name)?;
        if operations.contains_key(&operation) {
            return Err(MapError::new(place, "the map says how it is done, too", "leave one of both out"));
        }
        cannot.insert(operation, reason);
    }
    let mut refusals = Vec::new();
    for (index, RefusalFile { when, code, hint }) in file.refusals.into_iter().enumerate() {
        refusals.push(RefusalRule { when: filter(&format!("refusals[{index}].when"), &when)?, code, hint });
    }
    let BridgeFile { name, version, language, homepage } = file.bridge;
    let (transport, request, answer, refusal) = transport(file.transport, &optional)?;
    Ok(Map {
        bridge: Implementation { name, version, language, homepage },
        capabilities: file.capabilities,
        transport,
        request,
        answer,
        refusal,
        own_ids: file.own_ids,
        port_words: file.port_words,
        operations,
        cannot,
        refusals,
        inapplicable: file.inapplicable,
    })
}

fn operation(place: &str, name: &str) -> Result<Operation, MapError> {
    name.parse().map_err(|_| {
        let hint = "their names stand in docs/contract.md: a mutation is `setTempo`, a read `listTracks`";
        MapError::new(place, format!("there is no operation `{name}`"), hint)
    })
}

fn how_to(
    place: &str,
    operation: Operation,
    how: OperationFile,
    defined: &[(String, String)],
) -> Result<HowTo, MapError> {
    let filter = |field: &str, source: Option<String>| {
        source.map(|source| Filter::new(&format!("{place}.{field}"), &source, defined)).transpose()
    };
    let OperationFile { call, args, silent, more, steps, then, made, answer, lacks, note } = how;
    let steps = match (call, steps.is_empty()) {
        (Some(call), true) => {
            let (args, more) = (filter("args", args)?, filter("more", more)?);
            vec![Then { name: "answer".to_owned(), call, args, silent, more }]
        }
        (None, false) => {
            if args.is_some() || silent || more.is_some() {
                let hint = "give each of `steps` its own";
                return Err(MapError::new(place, "`args`, `silent` and `more` go with `call`", hint));
            }
            let step = |(index, step): (usize, StepFile)| {
                let args = filter(&format!("steps[{index}].args"), step.args)?;
                let more = filter(&format!("steps[{index}].more"), step.more)?;
                let name = step.name.unwrap_or_else(|| step.call.clone());
                Ok(Then { name, call: step.call, args, silent: step.silent, more })
            };
            steps.into_iter().enumerate().map(step).collect::<Result<_, _>>()?
        }
        (Some(_), false) => return Err(MapError::new(place, "it has `call` and `steps`", "leave out one of them")),
        // A part of what another read answers, such as findTrack.
        (None, true) if then.is_some() => Vec::new(),
        (None, true) => {
            let hint = "say by `call` what is called, or by `then` of which read it is a part";
            return Err(MapError::new(place, "nothing is called", hint));
        }
    };
    let then = then.map(|name| self::operation(&format!("{place}.then"), &name)).transpose()?;
    let is_read = operation.mutation().is_none();
    if is_read && answer.is_none() {
        let hint = "a read needs `answer`: the filter that makes what the port answers";
        return Err(MapError::new(place, "it says what is called and not what the answer is", hint));
    }
    let made = filter("made", made)?;
    let answer = filter("answer", answer)?;
    Ok(HowTo { steps, then, made, answer, lacks, note })
}

type Parts = (TransportMap, Option<Filter>, Option<Filter>, Option<Filter>);

fn transport(
    file: TransportFile,
    filter: &impl Fn(&str, Option<String>) -> Result<Option<Filter>, MapError>,
) -> Result<Parts, MapError> {
    let kind = file.kind;
    let missing = |what: &str| {
        MapError::new("transport", format!("`{what}` is missing"), format!("add `{what} = ...` under [transport]"))
    };
    let stray = |what: &str, given: bool, fits: bool| {
        if given && !fits {
            let what = format!("`{what}` is nothing for this kind of transport");
            return Err(MapError::new("transport", what, "leave it out"));
        }
        Ok(())
    };
    let is_udp = matches!(kind, Kind::UdpJson);
    stray("framing", file.framing.is_some(), matches!(kind, Kind::TcpJson))?;
    stray("answer-port", file.answer_port.is_some(), is_udp || matches!(kind, Kind::Osc))?;
    stray("zlib-chunks", file.zlib_chunks.is_some(), is_udp)?;
    stray("hello", file.hello.is_some(), is_udp)?;
    stray("matches", file.matches.is_some(), is_udp)?;
    stray("command", file.command.is_some(), matches!(kind, Kind::Mcp))?;
    stray("request", file.request.is_some(), !matches!(kind, Kind::Osc | Kind::Mcp))?;
    let request = filter("transport.request", file.request)?;
    let answer = filter("transport.answer", file.answer)?;
    let refusal = filter("transport.refusal", file.refusal)?;
    if request.is_none() && !matches!(kind, Kind::Osc | Kind::Mcp) {
        return Err(missing("request"));
    }
    let address = file.address;
    let transport = match kind {
        Kind::TcpJson => TransportMap::TcpJson {
            address: address.ok_or_else(|| missing("address"))?,
            framing: match file.framing.ok_or_else(|| missing("framing"))? {
                FramingFile::Json => Framing::Json,
                FramingFile::Lines => Framing::Lines,
                FramingFile::Length => Framing::Length,
            },
        },
        Kind::Http => TransportMap::Http { address: address.ok_or_else(|| missing("address"))? },
        Kind::UdpJson => TransportMap::UdpJson {
            address: address.ok_or_else(|| missing("address"))?,
            zlib_chunks: file.zlib_chunks.unwrap_or(false),
            answer_port: file.answer_port,
            hello: filter("transport.hello", file.hello)?.map(Box::new),
            matches: filter("transport.matches", file.matches)?.map(Box::new),
        },
        Kind::Osc => TransportMap::Osc {
            address: address.ok_or_else(|| missing("address"))?,
            answer_port: file.answer_port.ok_or_else(|| missing("answer-port"))?,
        },
        Kind::Mcp => match (file.command.unwrap_or_default(), address) {
            (command, None) if command.is_empty() => return Err(missing("command` or `address")),
            (command, address) => TransportMap::Mcp { command, address },
        },
    };
    Ok((transport, request, answer, refusal))
}

/// Names that filters may use, in an order in which each uses those before it alone: so none comes back to itself.
fn in_order(mut define: BTreeMap<String, String>) -> Result<Vec<(String, String)>, MapError> {
    let mentions = |body: &str, name: &str| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        body.match_indices(name).any(|(at, _)| {
            let before = body[..at].chars().next_back();
            let after = body[at + name.len()..].chars().next();
            // `name:` is a key, or the beginning of an id in a text; `"name` begins a text.
            !before.is_some_and(|c| is_part(c) || matches!(c, '.' | '$' | '"'))
                && !after.is_some_and(|c| is_part(c) || c == ':')
        })
    };
    let mut ordered = Vec::new();
    while !define.is_empty() {
        let ready = define.iter().find(|(_, body)| !define.keys().any(|other| mentions(body, other)));
        let Some(name) = ready.map(|(name, _)| name.clone()) else {
            let names = define.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            let what = format!("{names}: each of them uses one that comes back to it");
            return Err(MapError::new("define", what, "a filter must end: take one of them apart"));
        };
        if !name.chars().all(|c| c.is_ascii_lowercase() || c == '_') || name.is_empty() {
            let hint = "use small letters and `_`";
            return Err(MapError::new(format!("define.{name}"), "it is no name for a filter", hint));
        }
        if let Some(body) = define.remove(&name) {
            Filter::new(&format!("define.{name}"), &body, &ordered)?;
            ordered.push((name, body));
        }
    }
    Ok(ordered)
}
