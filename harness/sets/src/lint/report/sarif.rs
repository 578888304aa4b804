//! SARIF 2.1.0, the form that code-scanning services read. Only what we have to say of the standard is here.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crc::{CRC_64_XZ, Crc};
use serde::Serialize;

use super::LintReport;
use crate::lint::rule::{LintRule, Severity};
use crate::lint::{LintFinding, rules};

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    invocations: [Invocation<'a>; 1],
    results: Vec<SarifResult<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Message<'static>,
    help: Message<'static>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    enabled: bool,
    level: &'static str,
}

#[derive(Serialize)]
struct Message<'a> {
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: Message<'a>,
    locations: [Location<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message<'a>,
    locations: [Location<'a>; 1],
    partial_fingerprints: Fingerprints,
}

/// By which services know a finding again in the next run.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fingerprints {
    primary_location_line_hash: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

/// A Set has no lines, but services show nothing without one.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
struct Logical<'a> {
    name: &'a str,
}

impl LintReport {
    /// A SARIF log of one run.
    pub fn to_sarif(&self) -> serde_json::Result<String> {
        let places: BTreeMap<_, _> = rules::all().enumerate().map(|(place, rule)| (rule.id, place)).collect();
        let mut seen = BTreeMap::new();
        let results = self.findings().map(|(path, finding)| SarifResult {
            partial_fingerprints: Fingerprints { primary_location_line_hash: fingerprint(path, finding, &mut seen) },
            rule_id: finding.rule.id,
            rule_index: places.get(finding.rule.id).copied().unwrap_or_default(),
            level: level(finding.severity),
            message: Message { text: &finding.message },
            locations: [location(path, Some(finding))],
        });
        let notifications = self.unreadable.iter().map(|file| Notification {
            level: "error",
            message: Message { text: &file.error },
            locations: [location(&file.path, None)],
        });
        let run = Run {
            tool: Tool {
                driver: Driver {
                    name: "livebridge",
                    version: env!("CARGO_PKG_VERSION"),
                    rules: rules::all().map(descriptor).collect(),
                },
            },
            invocations: [Invocation {
                execution_successful: self.unreadable.is_empty(),
                tool_execution_notifications: notifications.collect(),
            }],
            results: results.collect(),
        };
        let schema = "https://json.schemastore.org/sarif-2.1.0.json";
        livebridge_port::json::to_string(&Log { schema, version: "2.1.0", runs: [run] })
    }
}

/// The same for the same rule, file, track and name, whatever else changes in the Set; those that agree in all of them
/// are numbered.
fn fingerprint(path: &str, finding: &LintFinding, seen: &mut BTreeMap<u64, usize>) -> String {
    let (track, name) = (finding.track.as_deref().unwrap_or_default(), finding.name.as_deref().unwrap_or_default());
    let text = [finding.rule.id, path, track, name].join("\0");
    let hash = Crc::<u64>::new(&CRC_64_XZ).checksum(text.as_bytes());
    let uses = seen.entry(hash).or_insert(0);
    *uses += 1;
    format!("{hash:016x}:{uses}")
}

fn descriptor(rule: &'static LintRule) -> Descriptor {
    Descriptor {
        id: rule.id,
        short_description: Message { text: rule.why },
        help: Message { text: rule.fix },
        default_configuration: Configuration { enabled: rule.severity != Severity::Off, level: level(rule.severity) },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Off => "none",
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn location<'a>(path: &str, finding: Option<&'a LintFinding>) -> Location<'a> {
    let track = finding.and_then(|finding| finding.track.as_deref());
    Location {
        physical_location: Physical {
            artifact_location: Artifact { uri: uri(path) },
            region: Region { start_line: 1 },
        },
        logical_locations: track.map(|name| Logical { name }).into_iter().collect(),
    }
}

/// A path as a URI reference: what is neither letter, digit nor one of `-._~/` is written as its bytes.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing into a text cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri("Sets/My song (ü).als"), "Sets/My%20song%20%28%C3%BC%29.als");
    }
}
