//! What a musician did to a Set, and how it is said: pairs of one small Set, whose second was written by hand.

use livebridge_als::{Limits, import};
use livebridge_diff::DiffExt;
use livebridge_fake::FakeLiveBridge;
use livebridge_port::{ControlPlane, SetView, Snapshot};

/// The lowest value of a send.
const NOTHING: &str = "0.0003162277571";

fn mixer() -> String {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/als/pairs/mixer.als");
    std::fs::read_to_string(file).unwrap()
}

fn snapshot(text: &str) -> Snapshot {
    import(text.as_bytes(), Limits::default()).unwrap().to_snapshot()
}

/// The text with each of `edits` made wherever it applies, which is somewhere.
fn edited(text: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "there is no {from}");
        text.replace(from, to)
    })
}

/// The facts of the difference that the edits make, and that both snapshots are the same from text and in the fake.
fn facts(edits: &[(&str, &str)]) -> Vec<String> {
    between(&mixer(), &edited(&mixer(), edits))
}

fn between(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (snapshot(old), snapshot(new));
    for set in [&old, &new] {
        assert!(set.diff(set).is_empty());
        assert_eq!(Snapshot::from_canonical(&set.to_canonical()).unwrap(), *set);
        let fake = FakeLiveBridge::from_snapshot(set).unwrap();
        assert_eq!(fake.snapshot().unwrap(), SetView::Canonical(Box::new(set.clone())));
    }
    let diff = old.diff(&new);
    assert_eq!(diff.is_empty(), old == new);
    diff.to_string().lines().skip(1).map(str::to_owned).collect()
}

/// One track or other element of the Set, whole.
fn element<'a>(text: &'a str, tag: &str, id: u32) -> &'a str {
    let start = text.find(&format!("<{tag} Id=\"{id}\"")).unwrap();
    let end = format!("</{tag}>\n");
    &text[start..start + text[start..].find(&end).unwrap() + end.len()]
}

#[test]
fn ids_are_no_part_of_the_music() {
    let ids = [
        ("Track Id=\"2", "Track Id=\"72"),
        ("Track Id=\"3", "Track Id=\"83"),
        ("TrackGroupId Value=\"20\"", "TrackGroupId Value=\"720\""),
        ("Track.24/", "Track.724/"),
    ];
    assert!(facts(&ids).is_empty());
    assert!(!snapshot(&mixer()).to_canonical().contains("24/"));
}

#[test]
fn a_routing_names_the_track() {
    let text = |edits: &[(&str, &str)]| snapshot(&edited(&mixer(), edits)).to_canonical();
    let says = |edits: &[(&str, &str)], output: &str| {
        let text = text(edits);
        assert!(text.contains(&format!("\"output\":{output},")), "{text}");
    };
    says(&[], r#""track \"FX Bus\"""#);
    says(&[("\"FX Bus\"", "\"\"")], r#""track (5)""#);
    says(&[("\"FX Bus\"", "\"Lead\"")], r#""track \"Lead\" (2)""#);
    says(&[("Track.24/TrackIn", "Track.24/DeviceIn.4.R0")], r#""device on track \"FX Bus\"""#);
    says(&[("Track.24/", "Track.99/")], r#""track that is not there""#);
    assert_eq!(
        facts(&[("Track.24/TrackIn", "Track.22/TrackIn")]),
        [r#"~ track "Vox": output track "FX Bus" -> track "Lead""#]
    );
    assert_eq!(facts(&[("Track.24/TrackIn", "Main")]), [r#"~ track "Vox": output track "FX Bus" -> main"#]);
    // What plays into a track does so still when that is called otherwise.
    assert_eq!(facts(&[("\"FX Bus\"", "\"Dirt\"")]), [r#"~ track "Dirt": renamed from "FX Bus""#]);
}

#[test]
fn a_return_track_comes_alone() {
    let old = mixer();
    let more = old.replace(
        "\n\t\t\t\t\t\t</Sends>",
        &format!(
            "<TrackSendHolder Id=\"2\"><Send><Manual Value=\"{NOTHING}\" /></Send></TrackSendHolder>\n\t\t\t\t\t\t</Sends>"
        ),
    );
    let added = element(&more, "ReturnTrack", 32);
    let third = added.replace("Id=\"32\"", "Id=\"33\"").replace("B-Reverb", "C-Echo").replace("Reverb", "Chorus");
    let new = more.replace(added, &format!("{added}{third}"));
    assert_eq!(between(&old, &new), ["~ Set: return tracks 2 -> 3", r#"+ Set: return track "C-Echo""#]);
    assert_eq!(between(&new, &old), ["~ Set: return tracks 3 -> 2", r#"- Set: return track "C-Echo""#]);
    // One that is used at once says so, and only there.
    let child = element(&new, "MidiTrack", 21);
    let at = child.rfind(NOTHING).unwrap();
    let louder = [&child[..at], "0.5011872336", &child[at + NOTHING.len()..]].concat();
    assert_eq!(
        between(&old, &new.replace(child, &louder)),
        [
            "~ Set: return tracks 2 -> 3",
            r#"~ track "Child": send C-Echo -inf -> -6.0 dB"#,
            r#"+ Set: return track "C-Echo""#
        ]
    );
    // In front of the others: each send goes on to its return track.
    let holder = format!("<TrackSendHolder Id=\"9\"><Send><Manual Value=\"{NOTHING}\" /></Send></TrackSendHolder>");
    let first = element(&old, "ReturnTrack", 31);
    let third = first.replace("Id=\"31\"", "Id=\"33\"").replace("A-Delay", "C-Chorus").replace("Echo", "Chorus");
    let new = old.replace(first, &format!("{third}{first}")).replace("<Sends>\n", &format!("<Sends>{holder}\n"));
    assert_eq!(between(&old, &new), ["~ Set: return tracks 2 -> 3", r#"+ Set: return track "C-Chorus""#]);
}

#[test]
fn levels_are_in_decibels_and_panning_as_live_shows_it() {
    assert_eq!(
        facts(&[("\"0.1258925412\"", "\"1\""), ("\"0.5011872336\"", "\"0.7\""), ("\"0.6\"", "\"-0.5\"")]),
        [
            r#"~ track "Child": pan 30R -> 25L"#,
            r#"~ track "Child": send A-Delay -18.0 -> 0.0 dB"#,
            r#"~ Set: return track "A-Delay" gain -6.0 -> -3.1 dB"#
        ]
    );
    assert_eq!(
        facts(&[("\"0.1258925412\"", "\"0.0003162277571\"")]),
        [r#"~ track "Child": send A-Delay -18.0 -> -inf dB"#]
    );
    // What rounding would hide is said in full.
    assert_eq!(
        facts(&[("\"0.1258925412\"", "\"0.1258925413\""), ("\"0.6\"", "\"0.601\"")]),
        [r#"~ track "Child": pan 0.6 -> 0.601"#, r#"~ track "Child": send A-Delay 0.1258925412 -> 0.1258925413"#]
    );
    assert_eq!(
        facts(&[("<Pan><Manual Value=\"0\" />", "<Pan><Manual Value=\"0.02\" />")]).last().map(String::as_str),
        Some(r#"~ Set: return track "B-Reverb" pan C -> 1R"#)
    );
}

#[test]
fn a_scene_without_a_signature_of_its_own_has_none() {
    let set = ("<TimeSignature><Manual Value=\"201\" />", "<TimeSignature><Manual Value=\"200\" />");
    assert_eq!(facts(&[set]), ["~ Set: signature 4/4 -> 3/4"]);
    let own = ("\"200\" /><IsTimeSignatureEnabled Value=\"true\"", "\"202\" /><IsTimeSignatureEnabled Value=\"true\"");
    assert_eq!(facts(&[own]), [r#"~ scene "Waltz": signature 3/4 -> 5/4"#]);
    let scene = element(&mixer(), "Scene", 1).to_owned();
    assert_eq!(facts(&[(&scene, "")])[0], r#"- scene "Verse": 2nd"#);
}

#[test]
fn a_signature_that_changes_is_told_in_its_own_bars() {
    let steady = "<TimeSignature><Manual Value=\"201\" />";
    let changing = |events: &str| format!("{steady}<ArrangerAutomation><Events>{events}</Events></ArrangerAutomation>");
    let event = |time: &str, value: &str| format!("<EnumEvent Id=\"0\" Time=\"{time}\" Value=\"{value}\" />");
    let start = event("-63072000", "201");
    let waltz = changing(&[start.clone(), event("16", "200"), event("22", "200"), event("28", "202")].concat());
    assert_eq!(
        facts(&[(steady, &waltz)]),
        ["+ Set: signature 3/4 at 5|1", "+ Set: signature 5/4 at 9|1"],
        "what says the same again says nothing"
    );
    let set = snapshot(&edited(&mixer(), &[(steady, &waltz)]));
    assert_eq!(set.extra.section("als").unwrap()["signatures"], serde_json::json!([[16, "3/4"], [28, "5/4"]]));

    // Since Live 10 the envelope stands with the others of the main track, and the beginning counts, not the playhead.
    let by_id = format!("{steady}<AutomationTarget Id=\"910\" />");
    let envelope = format!(
        "<MainTrack><AutomationEnvelopes><Envelopes><AutomationEnvelope Id=\"0\">\
         <EnvelopeTarget><PointeeId Value=\"910\" /></EnvelopeTarget>\
         <Automation><Events>{}</Events></Automation></AutomationEnvelope></Envelopes></AutomationEnvelopes>",
        [event("-63072000", "200"), event("12", "9999"), event("6", "304")].concat()
    );
    assert_eq!(
        facts(&[(steady, &by_id), ("<MainTrack>", &envelope)]),
        ["~ Set: signature 4/4 -> 3/4", "+ Set: signature 8/8 at 3|1"]
    );
}

#[test]
fn a_group_is_known_by_any_name() {
    assert_eq!(facts(&[("\"Parent\"", "\"Kids\"")]), [r#"~ Set: group "Kids" renamed from "Parent""#]);
    let out = ("TrackGroupId Value=\"20\"", "TrackGroupId Value=\"-1\"");
    assert_eq!(facts(&[out]), [r#"~ track "Child": group "Parent" -> none"#]);
    let new = edited(&mixer(), &[out]);
    assert_eq!(between(&new, &mixer()), [r#"~ track "Child": group none -> "Parent""#]);
}

#[test]
fn small_things_are_said_plainly() {
    assert_eq!(
        facts(&[("IsWarped Value=\"true\"", "IsWarped Value=\"false\"")]),
        [
            r#"~ track "Vox" clip "Hook": audio loop unit none -> "seconds""#,
            r#"~ track "Vox" clip "Hook": audio warp "beats" -> off"#,
            r#"~ track "Vox" clip "Hook": audio warp markers 2 points -> none"#
        ]
    );
    assert_eq!(
        facts(&[("SecTime=\"1\"", "SecTime=\"1.5\"")]),
        [r#"~ track "Vox" clip "Hook": audio warp markers edited"#]
    );
    let third = ("BeatTime=\"2\" />", "BeatTime=\"2\" /><WarpMarker Id=\"2\" SecTime=\"2\" BeatTime=\"4\" />");
    assert_eq!(facts(&[third]), [r#"~ track "Vox" clip "Hook": audio warp markers 2 points -> 3 points"#]);
    let on = |device: &str| format!("{device}><On><Manual Value=\"true\"");
    let off = |device: &str| format!("{device}><On><Manual Value=\"false\"");
    assert_eq!(
        facts(&[
            (&on("Saturator Id=\"1\""), &off("Saturator Id=\"1\"")),
            (&on("Echo Id=\"2\""), &off("Echo Id=\"2\""))
        ]),
        [
            r#"~ track "Child" device "Saturator": switched off"#,
            r#"~ Set: return track "A-Delay" device "Echo" switched off"#
        ]
    );
    assert_eq!(
        facts(&[("\"1.588754995004995\"", "\"2\"")]),
        [
            r#"~ track "Vox" clip "Hook": length 1.589 beats -> 2 beats"#,
            r#"~ track "Vox" clip "Hook": loop 1|1..1|2|3.355 -> 1|1..1|3"#,
            r#"~ track "Vox" clip "Hook": end marker 1|2|3.355 -> 1|3"#
        ]
    );
    assert_eq!(
        facts(&[("\"1.588754995004995\"", "\"1.588754995\"")])[0],
        r#"~ track "Vox" clip "Hook": length 1.588754995004995 beats -> 1.588754995 beats"#
    );
    let monitor = ("<MainSequencer><ClipSlotList>", "<MainSequencer><MonitoringEnum Value=\"0\" /><ClipSlotList>");
    assert_eq!(facts(&[monitor])[0], r#"~ track "Child": monitor "auto" -> "in""#);
    let quiet = ("<WarpMode Value=\"0\" />", "<WarpMode Value=\"0\" /><SampleVolume Value=\"0.5011872336\" />");
    assert_eq!(facts(&[quiet]), [r#"~ track "Vox" clip "Hook": audio gain 0.0 -> -6.0 dB"#]);
    let text = mixer();
    let riff = element(&text, "MidiClip", 0);
    let new = text.replace(riff, "");
    let lead = element(&new, "MidiTrack", 22);
    let new = new.replace(lead, &lead.replacen("<Value />", &format!("<Value>{riff}</Value>"), 1));
    assert_eq!(
        between(&text, &new),
        [r#"> track "Lead" clip "Riff": moved from track "Child" 1st scene "Intro" to track "Lead" 1st scene "Intro""#]
    );
}
