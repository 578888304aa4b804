//! Every rule of the linter on a Set that breaks it and on one that does not.
//!
//! There is one clean Set, that of [`Project::clean`], of which no rule says anything; each row of the table below is an edit of it.

mod linted;
mod samples;

use std::collections::BTreeSet;
use std::path::Path;

use livebridge_als::{Limits, Set, import};
use livebridge_port::Snapshot;
use livebridge_sets::lint::config::Config;
use livebridge_sets::lint::media::Media;
use livebridge_sets::lint::{LintFinding, lint, rules};
use livebridge_testkit::Project;
use proptest::prelude::*;

use self::linted::Linted;

/// A rule, an edit that breaks it, and what other rules then have to say too.
type Row = (&'static str, fn(&mut Project) -> &mut Project, &'static [&'static str]);

const PLUGIN: &str = r#"<PluginDevice Id="1"><PluginDesc><Vst3PluginInfo Id="0"><Name Value="NAME" /></Vst3PluginInfo></PluginDesc></PluginDevice>
        </Devices>"#;

/// The switch of the one send that is open.
const SEND_ON: &str = r#"AutomationTarget Id="501" /></Send><EnabledByUser Value="true" />"#;

/// The bounds of the Arrangement clip, of which there is one.
const ARRANGED: &str = r#"<AudioClip Id="1" Time="8">"#;

const ROWS: &[Row] = &[
    ("missing-sample", Project::without_files, &[]),
    ("changed-sample", |set| set.file("Samples/Recorded/verse.wav", b"123456788"), &[]),
    (
        "audio-outside-project",
        |set| {
            set.edit(r#"Type Value="3""#, r#"Type Value="0""#)
                .edit(r#"Path Value="""#, r#"Path Value="/audio/verse.wav""#)
        },
        &[],
    ),
    ("solo-left-on", |set| set.edit_last(r#"SoloSink Value="false""#, r#"SoloSink Value="true""#), &[]),
    ("required-locators", |set| set.edit(r#"Name Value="Intro""#, r#"Name Value="intro""#), &[]),
    ("tempo", |set| set.edit(r#"<Tempo><Manual Value="120""#, r#"<Tempo><Manual Value="141""#), &[]),
    ("signature", |set| set.edit(r#"Manual Value="201""#, r#"Manual Value="200""#), &[]),
    ("scale", |set| set.edit_last(r#"Root Value="9""#, r#"Root Value="8""#), &[]),
    ("live-version", |set| set.edit("Ableton Live 12.3.2", "Ableton Live 12.4"), &[]),
    (
        "budget",
        |set| {
            set.edit(
                r#"MidiNoteEvent Time="0""#,
                r#"MidiNoteEvent Time="2" Duration="1" Velocity="100" /><MidiNoteEvent Time="0""#,
            )
        },
        &[],
    ),
    (
        "plug-in-not-allowed",
        |set| set.edit("</Devices>", &PLUGIN.replace("NAME", "Steel Verb")),
        &["budget", "plug-in"],
    ),
    ("armed-track", |set| set.edit(r#"IsArmed Value="false""#, r#"IsArmed Value="true""#), &[]),
    ("empty-track", |set| set.cut("<Sample>", "</Sample>"), &[]),
    ("empty-midi-clip", |set| set.cut("<MidiNoteEvent", "/>"), &[]),
    ("fader-above-unity", |set| set.edit(r#"<Volume><Manual Value="0.5""#, r#"<Volume><Manual Value="1.2""#), &[]),
    ("main-above-unity", |set| set.edit(r#"<Volume><Manual Value="1.0""#, r#"<Volume><Manual Value="1.2""#), &[]),
    (
        "duplicate-track-name",
        |set| set.edit(r#"Value="Vox" /><UserName Value="Vox""#, r#"Value="Keys" /><UserName Value="Keys""#),
        &[],
    ),
    ("deactivated-note", |set| set.edit(r#"NoteId="1""#, r#"NoteId="1" IsEnabled="false""#), &[]),
    ("zero-length-note", |set| set.edit(r#"Duration="1""#, r#"Duration="0""#), &["W_ZERO_NOTE"]),
    (
        "overlapping-notes",
        |set| {
            set.edit(
                r#"MidiNoteEvent Time="0""#,
                r#"MidiNoteEvent Time="0.5" Duration="1" Velocity="100" /><MidiNoteEvent Time="0""#,
            )
        },
        &["budget"],
    ),
    ("unnamed-track", |set| set.edit(r#"UserName Value="Vox""#, r#"UserName Value="""#), &[]),
    ("muted-track", |set| set.edit(r#"<Speaker><Manual Value="true""#, r#"<Speaker><Manual Value="false""#), &[]),
    ("frozen-track", |set| set.edit_last(r#"Freeze Value="false""#, r#"Freeze Value="true""#), &[]),
    ("unused-return", |set| set.edit(r#"<Send><Manual Value="0.5""#, r#"<Send><Manual Value="0.0003162277571""#), &[]),
    ("no-locators", |set| set.cut("<Locators><Locators>", "</Locators></Locators>"), &["required-locators"]),
    ("unwarped-clip", |set| set.edit(r#"IsWarped Value="true""#, r#"IsWarped Value="false""#), &[]),
    ("device-off", |set| set.edit(r#"<On><Manual Value="true""#, r#"<On><Manual Value="false""#), &[]),
    ("plug-in", |set| set.cut("<Eq8", "</Eq8>").edit("</Devices>", &PLUGIN.replace("NAME", "Glass Verb")), &[]),
    ("user-name-in-path", |set| set.edit(r#"Path Value="""#, r#"Path Value="/Users/ada/verse.wav""#), &[]),
    ("out-of-scale", |set| set.edit(r#"MidiKey Value="57""#, r#"MidiKey Value="58""#), &[]),
    ("W_TRAILING_BYTES", Project::trailing, &[]),
    ("W_PLAIN_XML", Project::plain, &[]),
    ("W_SCHEMA_NEWER", |set| set.edit(r#"MajorVersion="5""#, r#"MajorVersion="6""#), &[]),
    ("W_UNKNOWN_TRACK_KIND", |set| set.edit("</Tracks>", r#"<VideoTrack Id="99" /></Tracks>"#), &["budget"]),
    ("W_UNKNOWN", |set| set.edit_last(r#"<Name Value="1" />"#, r#"<Name Value="99" />"#), &["scale"]),
    ("W_MISSING_FIELD", |set| set.edit(r#"<CurrentEnd Value="4" />"#, ""), &[]),
    (
        "W_BAD_NUMBER",
        |set| set.edit(r#"<CurrentEnd Value="4" />"#, r#"<CurrentEnd Value="4,5" />"#),
        &["W_MISSING_FIELD"],
    ),
    ("W_RANGE", |set| set.edit(r#"MidiKey Value="57""#, r#"MidiKey Value="157""#), &["empty-midi-clip"]),
    ("W_DUP_ID", |set| set.edit(r#"AudioTrack Id="12""#, r#"AudioTrack Id="11""#), &[]),
    (
        "W_DUP_LOCATOR",
        |set| {
            set.edit(
                "</Locators></Locators>",
                r#"<Locator Id="1"><Time Value="0" /><Name Value="Two" /></Locator></Locators></Locators>"#,
            )
        },
        &[],
    ),
    ("W_DANGLING_GROUP", |set| set.edit(r#"TrackGroupId Value="9""#, r#"TrackGroupId Value="77""#), &[]),
    ("W_DANGLING_POINTEE", |set| set.edit("<AutomationEnvelopes><Envelopes />", DANGLING), &[]),
    ("W_GROUP_CYCLE", |set| set.edit(r#"TrackGroupId Value="-1""#, r#"TrackGroupId Value="9""#), &[]),
    (
        "W_SLOTS_NE_SCENES",
        |set| set.edit("</Scenes>", r#"<Scene Id="1"><Name Value="" /></Scene></Scenes>"#),
        &["budget"],
    ),
    (
        "W_SENDS_NE_RETURNS",
        |set| set.edit(SEND_ON, r#"AutomationTarget Id="501" /></Send></TrackSendHolder><TrackSendHolder Id="1">"#),
        &[],
    ),
    ("W_CLIP_OVERLAP", |set| set.repeat_clip(12.0), &["budget"]),
    ("W_TIME_NE_START", |set| set.edit(ARRANGED, r#"<AudioClip Id="1" Time="9">"#), &[]),
    ("W_LOOP_INVERTED", |set| set.edit(r#"<LoopEnd Value="4" />"#, r#"<LoopEnd Value="-4" />"#), &[]),
    ("W_ZERO_NOTE", |set| set.edit(r#"Duration="1""#, r#"Duration="0""#), &["zero-length-note"]),
    ("W_FRACTIONAL_VELOCITY", |set| set.edit(r#"Velocity="100""#, r#"Velocity="99.5""#), &[]),
];

/// An envelope of something that is not in the Set.
const DANGLING: &str = r#"<AutomationEnvelopes><Envelopes><AutomationEnvelope Id="0"><EnvelopeTarget><PointeeId Value="7777" /></EnvelopeTarget><Automation><Events /></Automation></AutomationEnvelope></Envelopes>"#;

fn messages(findings: &[LintFinding]) -> String {
    let lines: Vec<_> = findings.iter().map(|finding| format!("{}: {}", finding.rule.id, finding.message)).collect();
    lines.join("\n")
}

fn strict() -> Config {
    Config::parse(include_str!("lint/strict.toml"), "strict.toml").unwrap()
}

#[test]
fn a_clean_set_is_clean() {
    let findings = Project::clean().lint(&strict());
    assert!(findings.is_empty(), "{}", messages(&findings));
}

#[test]
fn every_rule_has_a_set_that_breaks_it() {
    let mut broken = BTreeSet::new();
    for (rule, edit, others) in ROWS {
        let mut project = Project::clean();
        edit(&mut project);
        let findings = project.lint(&strict());
        let told: BTreeSet<_> = findings.iter().map(|finding| finding.rule.id).collect();
        let expected: BTreeSet<_> = others.iter().copied().chain([*rule]).collect();
        assert_eq!(told, expected, "{rule}: {}", messages(&findings));
        broken.insert(*rule);
    }
    assert_eq!(broken, rules::all().map(|rule| rule.id).collect());
}

#[test]
fn off_is_off_and_severities_are_as_configured() {
    for (rule, edit, _) in ROWS {
        let mut project = Project::clean();
        edit(&mut project);
        let with = |severity: &str| {
            let text = include_str!("lint/strict.toml");
            // A rule that has options there gets its severity among them.
            let (plain, table) = (format!("\n{rule} = \""), format!("\n{rule} = {{"));
            let text = if text.contains(&plain) {
                text.lines().filter(|line| !line.starts_with(&plain[1..])).collect::<Vec<_>>().join("\n")
                    + &format!("\n{rule} = \"{severity}\"\n")
            } else if text.contains(&table) {
                text.replace(&table, &format!("{table} severity = \"{severity}\","))
            } else {
                format!("{text}\n{rule} = \"{severity}\"\n")
            };
            let config = Config::parse(&text, "c").unwrap();
            project.lint(&config).into_iter().find(|finding| finding.rule.id == *rule)
        };
        assert!(with("off").is_none(), "{rule}");
        assert_eq!(with("error").unwrap().severity.as_str(), "error", "{rule}");
        assert_eq!(with("info").unwrap().severity.as_str(), "info", "{rule}");
    }
}

/// A bridge tells the notes of a scale beside its name, and the name may be anything.
#[test]
fn a_snapshot_is_judged_by_its_intervals() {
    let mut snapshot = livebridge_port::fixtures::seeded();
    (snapshot.root_note, snapshot.scale_mode) = (0, true);
    snapshot.tracks[0].devices.clear();
    let mut told = |name: &str, intervals: &[u8]| {
        (snapshot.scale_name, snapshot.scale_intervals) = (name.into(), intervals.to_vec());
        let findings = lint(&Set::from(&snapshot), "song.set.json", None, &strict());
        findings.iter().filter(|finding| finding.rule.id == "out-of-scale").count()
    };
    // The notes of the fixture are C, D and G.
    assert_eq!(told("Major", &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), 0);
    assert!(told("Major", &[1]) > 0, "the name alone would let all of them pass");
    assert!(told("Of my own", &[1]) > 0);
    assert_eq!(told("Of my own", &[]), 0, "nothing is told of it");
}

/// What a snapshot tells, the rules see in it too: all but samples, the file, and what it has no word for.
#[test]
fn a_snapshot_is_judged_as_its_set() {
    let not_told = ["missing-sample", "changed-sample", "audio-outside-project", "user-name-in-path"];
    let mut seen = 0;
    for (rule, edit, _) in ROWS.iter().filter(|(rule, ..)| !rule.starts_with("W_") && !not_told.contains(rule)) {
        let mut project = Project::clean();
        edit(&mut project);
        let text = project.import().to_snapshot().to_canonical();
        let set = Set::from(&Snapshot::from_canonical(&text).unwrap());
        let findings = lint(&set, "song.set.json", None, &strict());
        assert!(findings.iter().any(|finding| finding.rule.id == *rule), "{rule}: {}", messages(&findings));
        seen += 1;
    }
    assert!(seen > 20);
    let clean = Project::clean().import().to_snapshot();
    let findings = lint(&Set::from(&clean), "song.set.json", None, &strict());
    assert!(findings.is_empty(), "{}", messages(&findings));
}

#[test]
fn what_is_allowed_is_not_told() {
    let mut project = Project::clean();
    project
        .edit(r#"IsArmed Value="false""#, r#"IsArmed Value="true""#)
        .edit_last(r#"IsArmed Value="false""#, r#"IsArmed Value="true""#);
    let told = |allow: &str| {
        let config = Config::parse(&format!("[[allow]]\nrule = \"armed-track\"\n{allow}"), "c").unwrap();
        let findings = project.lint(&config);
        findings.into_iter().filter_map(|finding| finding.track).collect::<Vec<_>>()
    };
    assert_eq!(told("file = \"other/*\""), ["Keys", "Vox"]);
    assert_eq!(told("track = \"V*\""), ["Keys"]);
    assert_eq!(told("track = \"V*\"\nfile = \"*.als\"\nreason = \"the singer's\""), ["Keys"]);
    assert_eq!(told("name = \"Vox\""), ["Keys", "Vox"]);
    assert!(told("").is_empty());
}

#[test]
fn a_rule_of_sends_knows_automation_and_switches() {
    const OPEN: &str = r#"<Send><Manual Value="0.5""#;
    const CLOSED: &str = r#"<Send><Manual Value="0.0003162277571""#;
    let told = |edits: &[(&str, &str)]| {
        let mut project = Project::clean();
        for (from, to) in edits {
            project.edit(from, to);
        }
        project.lint(&strict()).iter().filter(|finding| finding.rule.id == "unused-return").count()
    };
    assert_eq!(told(&[]), 0);
    assert_eq!(told(&[(OPEN, CLOSED)]), 1);
    let envelope = r#"<AutomationEnvelopes><Envelopes><AutomationEnvelope Id="0"><EnvelopeTarget><PointeeId Value="501" /></EnvelopeTarget>
        <Automation><Events><FloatEvent Time="-63072000" Value="0.0003162277571" /><FloatEvent Time="8" Value="0.7" /></Events></Automation>
        </AutomationEnvelope></Envelopes>"#;
    assert_eq!(told(&[(OPEN, CLOSED), ("<AutomationEnvelopes><Envelopes />", envelope)]), 0);
    assert_eq!(told(&[(SEND_ON, r#"AutomationTarget Id="501" /></Send><EnabledByUser Value="false" />"#)]), 1);
    // What a return track sends to itself is nothing.
    let own = (r#"<EnabledByUser Value="false" />"#, r#"<Active Value="true" />"#);
    let own_gain =
        (r#"<Send><Manual Value="0.0003162277571" /></Send><Active"#, r#"<Send><Manual Value="0.5" /></Send><Active"#);
    assert_eq!(told(&[(OPEN, CLOSED), own, own_gain]), 1);
}

#[test]
fn drums_have_no_scale() {
    let mut project = Project::clean();
    project
        .edit(r#"MidiKey Value="57""#, r#"MidiKey Value="58""#)
        .edit("<Eq8 ", "<DrumGroupDevice ")
        .edit("</Eq8>", "</DrumGroupDevice>");
    assert!(project.lint(&strict()).is_empty());
    let mut project = Project::clean();
    project
        .edit(r#"MidiKey Value="57""#, r#"MidiKey Value="58""#)
        .edit(r#"IsInKey Value="true""#, r#"IsInKey Value="false""#);
    assert!(project.lint(&strict()).is_empty());
}

#[test]
fn the_file_is_a_set_to_begin_with() {
    let bytes = include_bytes!("../../../testkit/src/project/clean.als");
    assert!(import(&bytes[..], Limits::default()).unwrap().unknown.is_empty());
}

/// What is done to the bytes: at which place, how many go, what comes.
type Edit = (prop::sample::Index, usize, Vec<u8>);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let words = ["", "\"", "<", "/>", "-1", "1e999", "999999999999", "../../..", "/dev/zero", "true", "\u{1f3b9}", "*"];
    let piece = prop::sample::select(words.map(str::as_bytes).map(<[u8]>::to_vec).to_vec());
    prop::collection::vec((any::<prop::sample::Index>(), 0..20_usize, piece), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Whatever can be imported can be looked at, and again in the form of its snapshot.
    #[test]
    fn an_edited_set_never_panics(edits in edits()) {
        let mut bytes = include_bytes!("../../../testkit/src/project/clean.als").to_vec();
        for (place, gone, new) in edits {
            let at = place.index(bytes.len());
            drop(bytes.splice(at..(at + gone).min(bytes.len()), new));
        }
        if let Ok(set) = import(&bytes[..], Limits::default()) {
            let media = Media::of(Path::new("song.als")).unwrap();
            let findings = lint(&set, "song.als", Some(&media), &strict());
            prop_assert!(findings.iter().all(|finding| !finding.message.contains('\n')), "{}", messages(&findings));
            lint(&Set::from(&set.to_snapshot()), "song.set.json", None, &strict());
        }
    }

    /// A configuration is refused by line or means something; it never panics.
    #[test]
    fn an_edited_configuration_never_panics(edits in edits()) {
        let mut bytes = include_bytes!("lint/strict.toml").to_vec();
        for (place, gone, new) in edits {
            let at = place.index(bytes.len());
            drop(bytes.splice(at..(at + gone).min(bytes.len()), new));
        }
        if let Err(error) = Config::parse(&String::from_utf8_lossy(&bytes), "c") {
            prop_assert!(error.to_string().lines().all(|line| line.starts_with("c:")), "{error}");
        }
    }
}
