//! Tools beside any other server: what a bridge itself should not do. They read files of this machine and change nothing.
//!
//! Only files are read here, by their paths: a client cannot make this program start or reach anything.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use livebridge_als::Set;
use livebridge_diff::DiffExt;
use livebridge_mcp::{ContentBlock, Object, ToolAnnotations, ToolInfo, ToolResult, ToolService};
use livebridge_port::Snapshot;
use livebridge_sets::lint::config::Config;
use livebridge_sets::lint::lint;
use livebridge_sets::lint::media::Media;
use livebridge_sets::measure::{self, Settings};
use livebridge_sets::picture::Picture;
use livebridge_text::phrasing::{count, shown};
use livebridge_transforms::by_name;
use serde_json::{Value, json};

use crate::problem::parts;
use crate::set::{self, FileSet};

/// The most findings and changes of an answer.
const SHOWN: usize = 100;

/// The largest picture, in bytes.
const LARGEST_PICTURE: usize = 1 << 20;

/// The tools.
pub(super) struct Companion {
    tools: Vec<ToolInfo>,
}

/// Why a tool failed: what, and what to do.
struct Failure {
    what: String,
    hint: String,
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        let (what, hint) = parts(&error);
        Self { what, hint: hint.unwrap_or_else(|| "give the path of another file".to_owned()) }
    }
}

impl Companion {
    pub(super) fn new() -> Self {
        let path = |words: &str| json!({ "type": "string", "description": words, "minLength": 1, "maxLength": 4096 });
        let a_set = || path("Path of a Live Set (.als) or of a snapshot of one.");
        let transforms: Vec<&str> = by_name::names().collect();
        let tools = vec![
            tool(
                "measure_loudness",
                "Measure loudness",
                "Integrated loudness (LUFS), range, true peak and the gain to a target, for audio files of this machine.",
                json!({
                    "files": { "type": "array", "description": "Paths of audio files.", "items": path("A path."),
                               "minItems": 1, "maxItems": 32 },
                    "targetLufs": { "type": "number", "description": "The loudness that the gain leads to; -14 when left out.",
                                    "minimum": -70, "maximum": 0 },
                }),
                &["files"],
            ),
            tool(
                "diff_sets",
                "Compare two Sets",
                "What differs between two Live Sets or snapshots, in the words of a musician.",
                json!({ "old": a_set(), "new": a_set() }),
                &["old", "new"],
            ),
            tool(
                "lint_set",
                "Lint a Set",
                "What is wrong or untidy in a Live Set: missing samples, silent tracks, clashing names and more.",
                json!({ "set": a_set() }),
                &["set"],
            ),
            tool(
                "picture_set",
                "Picture a Set",
                "A Set as an image (SVG): Session, mixer and Arrangement with the notes of its clips.",
                json!({ "set": a_set() }),
                &["set"],
            ),
            tool(
                "changed_since_golden",
                "What changed since a golden",
                "Compares a Set with the snapshot that was kept of it, and says whether it is still the same.",
                json!({ "golden": path("Path of the snapshot that was kept."), "set": a_set() }),
                &["golden", "set"],
            ),
            tool(
                "run_transform",
                "Run a transform on notes",
                "Runs a pure transform on data: notes onto a scale, transposed or humanized, a song planned from sections, \
                 levels and faders. Nothing but its answer comes of it.",
                json!({
                    "transform": { "type": "string", "description": "Which one.", "enum": transforms },
                    "input": { "type": "object", "description": "Its input, such as \
                               {\"notes\": [{\"pitch\": 60, \"startTime\": 0, \"duration\": 1}], \"semitones\": 12} for \
                               transpose. An error says what is missing." },
                }),
                &["transform", "input"],
            ),
        ];
        Self { tools }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is made where it is given")]
fn tool(name: &str, title: &str, description: &str, properties: Value, required: &[&str]) -> ToolInfo {
    ToolInfo {
        name: name.to_owned(),
        title: Some(title.to_owned()),
        description: description.to_owned(),
        input_schema: json!({
            "type": "object", "properties": properties, "required": required, "additionalProperties": false,
        }),
        annotations: ToolAnnotations { read_only: true, destructive: false, idempotent: true, open_world: false },
        is_annotated: true,
    }
}

impl ToolService for Companion {
    fn name_and_version(&self) -> (&str, &str) {
        ("livebridge-companion", env!("CARGO_PKG_VERSION"))
    }

    fn instructions(&self) -> &'static str {
        "Tools that read files of this machine and change nothing: loudness of recordings, differences, faults and \
         pictures of Live Sets, and transforms of notes given as data. For the Live Set that is open, use the tools of \
         its own server."
    }

    fn tools(&self) -> &[ToolInfo] {
        &self.tools
    }

    fn call(&self, tool: &ToolInfo, arguments: &Object) -> ToolResult {
        let text = |name: &str| arguments.get(name).and_then(Value::as_str).unwrap_or_default();
        let path = |name: &str| PathBuf::from(text(name));
        let done = match tool.name.as_str() {
            "measure_loudness" => return measured(arguments),
            "diff_sets" => differs(&path("old"), &path("new"), "The Sets are the same."),
            "lint_set" => linted(&path("set")),
            "picture_set" => pictured(&path("set")),
            "changed_since_golden" => differs(&path("golden"), &path("set"), "Nothing changed since the golden."),
            _ => return transformed(text("transform"), arguments.get("input").unwrap_or(&Value::Null)),
        };
        done.unwrap_or_else(|Failure { what, hint }| ToolResult::failed("BAD_INPUT", &what, &hint))
    }
}

fn measured(arguments: &Object) -> ToolResult {
    let paths = arguments.get("files").and_then(Value::as_array).into_iter().flatten();
    let files: Vec<PathBuf> = paths.filter_map(Value::as_str).map(PathBuf::from).collect();
    let target_lufs = arguments.get("targetLufs").and_then(Value::as_f64).unwrap_or(-14.0);
    if files.iter().any(|file| file == Path::new(measure::STANDARD_INPUT)) {
        return ToolResult::failed("BAD_INPUT", "`files` holds `-`, which is no file here", "give paths of files");
    }
    let settings = Settings { target_lufs, threads: NonZeroUsize::MIN, series: false, dual_mono: false };
    let measured = measure::measure_all(&files, &settings, &|_| {});
    let mut failed = 0;
    let rows = files.iter().zip(measured).map(|(file, measured)| match measured {
        Ok(measured) => json!({
            "file": shown(file), "integratedLufs": measured.report.integrated_lufs,
            "truePeakDbtp": measured.report.true_peak_dbtp, "trimDb": measured.trim_db,
            "trimIsTooLoud": measured.trim_is_too_loud(), "seconds": measured.seconds(),
            "channels": measured.report.channels,
        }),
        Err(error) => {
            failed += 1;
            json!({ "file": shown(file), "error": error.to_string() })
        }
    });
    let rows: Vec<Value> = rows.collect();
    let summary = format!("{} measured against {target_lufs} LUFS.", count(rows.len() - failed, "file"));
    let mut result = ToolResult::done(summary, json!({ "targetLufs": target_lufs, "files": rows }));
    if failed == files.len() {
        let hint = "give paths of audio files, such as WAV, that are there";
        result =
            ToolResult::failed("BAD_INPUT", &format!("none of the files could be measured: {}", result.text()), hint);
    }
    result
}

/// The Set of a file.
fn read(path: &Path) -> anyhow::Result<Snapshot> {
    Ok(match set::open(path)? {
        FileSet::Live(set) => set.to_snapshot(),
        FileSet::Snapshot(set) => *set,
    })
}

fn differs(old: &Path, new: &Path, same: &str) -> Result<ToolResult, Failure> {
    let diff = read(old)?.diff(&read(new)?);
    let changes = diff.changes.len();
    let words: Vec<String> = diff.to_string().lines().take(SHOWN).map(str::to_owned).collect();
    let summary = if changes == 0 { same.to_owned() } else { format!("{}.", count(changes, "change")) };
    let mut structured = json!({ "same": changes == 0, "count": changes, "changes": words });
    if changes > SHOWN {
        structured["more"] = json!(format!("the first {SHOWN} lines; `livebridge diff` tells all"));
    }
    Ok(ToolResult::done(summary, structured))
}

fn linted(path: &Path) -> Result<ToolResult, Failure> {
    let (set, media) = match set::open(path)? {
        FileSet::Live(set) => {
            let around = |error| anyhow::anyhow!("failed to look around `{}`: {error}", shown(path));
            (*set, Some(Media::of(path).map_err(around)?))
        }
        FileSet::Snapshot(snapshot) => (Set::from(&*snapshot), None),
    };
    let findings = lint(&set, &shown(path), media.as_ref(), &Config::default());
    let rows: Vec<Value> = findings
        .iter()
        .take(SHOWN)
        .map(|finding| {
            json!({
                "rule": finding.rule.id, "severity": finding.severity.as_str(), "message": finding.message,
                "fix": finding.rule.fix,
            })
        })
        .collect();
    let mut structured = json!({ "count": findings.len(), "findings": rows });
    if findings.len() > SHOWN {
        structured["more"] = json!(format!("the first {SHOWN}; `livebridge lint` tells all"));
    }
    Ok(ToolResult::done(format!("{}.", count(findings.len(), "finding")), structured))
}

fn pictured(path: &Path) -> Result<ToolResult, Failure> {
    let set = read(path)?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let svg = Picture::of(&name, &set).svg();
    if svg.len() > LARGEST_PICTURE {
        return Err(Failure {
            what: format!("the picture has {} bytes, more than a client shows", svg.len()),
            hint: format!("draw it into a file: `livebridge picture {} -o picture.html`", shown(path)),
        });
    }
    let mut result = ToolResult::done(
        format!("{} as a picture.", shown(path)),
        json!({ "tracks": set.tracks.len(), "bytes": svg.len() }),
    );
    result.content.push(ContentBlock::image(svg.as_bytes(), "image/svg+xml"));
    Ok(result)
}

fn transformed(name: &str, input: &Value) -> ToolResult {
    match by_name::call(name, input) {
        Ok(answer) => ToolResult::done(format!("{name} answered."), json!({ "result": answer })),
        Err(refusal) => ToolResult::failed(refusal.code.name(), &refusal.message, &refusal.hint),
    }
}
