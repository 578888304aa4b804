//! `livebridge run`: the five handlers through the built binary, on the fake and on the complete examples over the
//! wire, and that one undo takes back what each of them wrote.
//!
//! A target of the command line ends with the command. So the effect is seen in the snapshot that it saves; and the plan
//! that it prints is written into a target of this process, where it must give that same Set, and one undo must give
//! the Set before it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use livebridge_diff::DiffExt;
use livebridge_port::{Mutation, Note, Reset, Snapshot, fixtures};
use livebridge_suite::handlers::Handler;
use livebridge_suite::target::{FakeTarget, ProgramTarget, Target};
use livebridge_transforms::handlers::Plan;
use livebridge_wire::block_on;
use livebridge_wire::{Command, Timeouts};
use serde_json::Value;

use crate::support::{BINARY, LIVEBRIDGE, Ran, is_here, livebridge, python_is_here, run, workspace};

/// A Set where every handler finds something to do: notes off the scale, a placeholder name, two scenes, a take.
fn workable() -> Snapshot {
    let mut set = fixtures::seeded();
    set.tracks[0].session[0].notes =
        Some([Note::new(36.0, 0.0, 0.25), Note::new(37.0, 1.0, 0.25), Note::new(40.0, 2.0, 0.25)].into());
    set.tracks[1].name = "2-MIDI".into();
    set
}

/// The handlers with the options of these tests.
const HANDLERS: [&[&str]; 5] = [
    &["scale-lock", "--clip", "Drums/*"],
    &["humanize", "--timing", "--velocity", "--duration", "--living", "--swing", "0.3", "--seed", "7"],
    &["gain-stage", "--track", "Vocals", "--target-db", "-30"],
    &["session-to-song", "--section", "Intro:0:4", "--section", "Gap:7:1", "--section", "Verse:verse:2"],
    &["janitor", "--fix-all-renames"],
];

/// How a target is named on the command line: the words for it, and the program where it is one.
struct Named {
    before: &'static [&'static str],
    program: Vec<String>,
}

/// The fake in process and over the wire, and the complete examples as far as their interpreters are here.
fn targets() -> Vec<Named> {
    let program = |words: &[&str]| Named { before: &[], program: words.iter().map(|&word| word.to_owned()).collect() };
    let example = |path: &str| workspace().join("examples").join(path).display().to_string();
    let mut targets = vec![Named { before: &["fake"], program: Vec::new() }, program(&[BINARY, "serve", "fake"])];
    if python_is_here() {
        targets.push(program(&["python3", &example("python/complete.py")]));
    }
    if is_here("node") {
        targets.push(program(&["node", &example("javascript/complete.mjs")]));
    }
    targets
}

impl Named {
    fn target(&self) -> Box<dyn Target> {
        match self.program.split_first() {
            Some((program, args)) => Box::new(ProgramTarget(Command { program: program.into(), args: args.to_vec() })),
            None => Box::new(FakeTarget),
        }
    }

    /// Runs a handler on it, which begins with the Set in a file.
    fn run(&self, handler: &[&str], set: &Path, more: &[&str]) -> Ran {
        let mut process = LIVEBRIDGE.command();
        process.arg("run").args(handler).args(self.before).arg("--reset").arg(set).args(more);
        if !self.program.is_empty() {
            process.arg("--").args(&self.program);
        }
        run(&mut process)
    }
}

fn set_in(file: &Path) -> Snapshot {
    Snapshot::from_canonical(&fs::read_to_string(file).unwrap()).unwrap()
}

#[test]
fn every_handler_does_on_every_target_what_one_undo_takes_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let (start, saved) = (file("start.json"), file("saved.json"));
    fs::write(&start, workable().to_canonical()).unwrap();
    for target in targets() {
        for handler in HANDLERS {
            // A fresh one for each: ids that the target chooses go on counting over a reset.
            let running = target.target().start(Timeouts::default()).unwrap();
            let control = running.bridge.control();
            // The plan, which changes nothing.
            let planned = target.run(handler, &start, &["--dry-run", "--json", "--save", saved.to_str().unwrap()]);
            assert_eq!((planned.code, planned.stderr.as_str()), (Some(0), ""), "{handler:?}: {planned}");
            let plan: Value = serde_json::from_str(&planned.stdout).unwrap();
            assert!(plan["undoSteps"].is_null() && plan["dryRun"] == true, "{planned}");
            assert_eq!(set_in(&saved), workable(), "a dry run of {handler:?} changed something");

            // The run: one undo step by the target's own count, and the Set is another one.
            let done = target.run(handler, &start, &["--json", "--diff", "--save", saved.to_str().unwrap()]);
            assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""), "{handler:?}: {done}");
            let report: Value = serde_json::from_str(&done.stdout).unwrap();
            assert_eq!(report["undoSteps"], 1, "{done}");
            assert_eq!(report["report"], plan["report"], "what was planned is what was done");
            assert!(!report["changes"].as_array().unwrap().is_empty(), "{done}");
            assert_eq!(workable().diff(&set_in(&saved)).changes.len(), report["changes"].as_array().unwrap().len());

            // What it writes is what is asked for before.
            let known = Handler::ALL.into_iter().find(|known| known.name() == handler[0]).unwrap();
            for op in plan["plan"].as_array().unwrap() {
                assert!(known.writes().iter().any(|operation| operation.name() == op["method"]), "{handler:?}: {op}");
            }

            // The same plan here: the same Set, one undo, the Set before it, and nothing else to undo.
            control.reset(&Reset::Snapshot(Box::new(workable()))).unwrap();
            let mutations: Vec<Mutation> = serde_json::from_value(plan["plan"].clone()).unwrap();
            block_on(Plan { report: (), mutations }.apply(running.bridge.as_ref())).unwrap();
            let after = running.set().unwrap();
            assert!(after == set_in(&saved), "{handler:?}: {}", set_in(&saved).diff(&after));
            assert!(control.undo().unwrap());
            let undone = running.set().unwrap();
            assert!(undone == workable(), "{handler:?}: {}", workable().diff(&undone));
            assert!(!control.undo().unwrap(), "{handler:?} left a second step");
            assert!(control.redo().unwrap());
            assert!(running.set().unwrap() == after, "{handler:?}: redo gives something else");
            running.shut_down();
        }
    }
}

#[test]
fn a_target_that_ends_in_the_middle_is_told_with_its_last_words() {
    if !python_is_here() {
        return;
    }
    let program = "import json, sys\nrequest = json.loads(input())\nprint(json.dumps({'jsonrpc': '2.0', 'id': \
                   request['id'], 'result': {'protocolVersion': 1, 'implementation': {'name': 'x', 'version': '1', \
                   'language': 'Python'}, 'capabilities': {}, 'operations': ['listTracks', 'listClips']}}), flush=True)\n\
                   input()\nsys.exit('the host is gone')";
    let ran = livebridge(&["run", "janitor", "--", "python3", "-c", program]);
    ran.expect(6, &["error: the target exited with code 1\nit said on stderr:\nthe host is gone\n"]);
}

#[test]
fn a_second_run_finds_nothing_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (start, once) = (folder.path().join("start.json"), folder.path().join("once.json"));
    fs::write(&start, workable().to_canonical()).unwrap();
    let fake = &targets()[0];
    for handler in [HANDLERS[0], HANDLERS[2], HANDLERS[4]] {
        fake.run(handler, &start, &["--save", once.to_str().unwrap()]).expect(0, &[]);
        let again = fake.run(handler, &once, &["--diff"]);
        assert!(again.code == Some(0) && again.stdout.ends_with("new undo step\nno difference\n"), "{again}");
    }
}

#[test]
fn what_is_said() {
    let run = |words: &str| livebridge(&words.split(' ').collect::<Vec<_>>());
    insta::assert_snapshot!("run_janitor_list", run("run janitor --reset seeded_messy_set"));
    insta::assert_snapshot!(
        "run_janitor_dry_run",
        run("run janitor --reset seeded_messy_set --fix-all-renames --dry-run")
    );
    insta::assert_snapshot!(
        "run_janitor_fix",
        run("run janitor --reset seeded_messy_set --fix-all-colors --fix emptyTrack:track:2@835a --diff")
    );
    insta::assert_snapshot!(
        "run_janitor_ignored",
        run("run janitor --reset seeded_messy_set --fix gone --fix loopOverrun:track:0/clipslot:1/clip")
    );
    insta::assert_snapshot!("run_scale_lock_nothing", run("run scale-lock"));
    insta::assert_snapshot!(
        "run_humanize",
        run("run humanize --clip Bass/* --timing --velocity --strength 0.25 --seed 7 --diff")
    );
    insta::assert_snapshot!("run_gain_stage_falls_short", run("run gain-stage --reset seeded_audio_track"));
    insta::assert_snapshot!("run_gain_stage", run("run gain-stage --target-db -20 --measure lufs --diff"));
    insta::assert_snapshot!(
        "run_session_to_song",
        run(
            "run session-to-song --reset seeded_session --section Intro:0:2 --section Gap:9:1 --section End:verse:1 --dry-run"
        )
    );
    insta::assert_snapshot!(
        "run_session_to_song_there_already",
        run("run session-to-song --reset seeded_devices --section Start:0:8 --signature 3/4 --no-fill")
    );
    insta::assert_snapshot!("run_json", run("run scale-lock --clip Drums/Beat --json --diff"));
}

#[test]
fn scale_lock_tells_what_moves() {
    let folder = tempfile::tempdir().unwrap();
    let start = folder.path().join("start.json");
    fs::write(&start, workable().to_canonical()).unwrap();
    insta::assert_snapshot!("run_scale_lock", targets()[0].run(&["scale-lock"], &start, &["--mode", "down", "--diff"]));
}

#[test]
fn what_cannot_be_done_is_said_with_its_exit_code() {
    let run = |words: &str| livebridge(&words.split(' ').collect::<Vec<_>>());
    let refused = ["; nothing was written\n", "hint: "];
    run("run scale-lock --clip track:0/clipslot:1/clip").expect(1, &["error: STALE_REFERENCE", refused[0], refused[1]]);
    run("run scale-lock --clip track:2/clip:0").expect(1, &["error: WRONG_TYPE", refused[0]]);
    run("run gain-stage --track Drums").expect(1, &["error: WRONG_TYPE", refused[0]]);
    run("run janitor --reset seeded_messy_set --fix emptyTrack:track:2@0000").expect(1, &["error: STALE_REFERENCE"]);
    run("run humanize").expect(2, &["error: nothing is switched on\nhint: give --timing"]);
    run("run humanize --timing --strength 1.5").expect(2, &["1.5 is not between 0 and 1"]);
    run("run gain-stage --target-db 99").expect(2, &["99 dB is not between -120 and 24"]);
    run("run session-to-song").expect(2, &["--section"]);
    run("run session-to-song --section Intro:0").expect(2, &["a section is NAME:SCENE:BARS"]);
    run("run janitor --list --fix-all-renames").expect(2, &["cannot be used with"]);
    run("run scale-lock --reset nowhere").expect(2, &["--reset (fixtures are seeded, ", "hint: "]);
    run("run scale-lock live").expect(2, &["there is no target `live`"]);
    run("run scale-lock -- no-such-program-anywhere").expect(6, &["could not be started or greeted", "hint: "]);
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("no/folder.json").display().to_string();
    let save = |place: &str, more: &[&str]| livebridge(&[&["run", "janitor", "--save", place], more].concat());
    save(&nowhere, &[]).expect(2, &[&format!("error: --save {nowhere}: cannot be written: "), "hint: nothing was run"]);
    save("-", &[]).expect(2, &["`-` is no file"]);
    // What is read is kept: the Set that is loaded first, and the file of sections.
    let set = folder.path().join("set.json").display().to_string();
    fs::write(&set, fixtures::seeded().to_canonical()).unwrap();
    save(&set, &["--reset", &set]).expect(2, &["cannot be written: it is what is read, and would be lost"]);
    let song = folder.path().join("song.toml").display().to_string();
    fs::write(&song, "[[section]]\nname = \"A\"\nscene = 0\nbars = 1\n").unwrap();
    livebridge(&["run", "session-to-song", "--sections", &song, "--save", &song]).expect(2, &["it is what is read"]);
}

#[test]
fn a_name_that_fits_nothing_or_too_much_lists_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let start = folder.path().join("start.json");
    let mut set = fixtures::seeded();
    set.tracks[1].arrangement[0].name = "Bassline".into();
    fs::write(&start, set.to_canonical()).unwrap();
    let fake = &targets()[0];
    let ambiguous = fake.run(&["scale-lock", "--clip", "Bass/Bassline"], &start, &[]);
    insta::assert_snapshot!("run_ambiguous", ambiguous);
    insta::assert_snapshot!("run_unknown_clip", fake.run(&["scale-lock", "--clip", "Beat"], &start, &[]));
    let scene = fake.run(&["session-to-song", "--section", "Intro:Bridge:8"], &start, &[]);
    insta::assert_snapshot!("run_unknown_scene", scene);
}

#[test]
fn sections_in_a_file_and_where_they_are_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("song.toml");
    let sections = |text: &str| {
        fs::write(&file, text).unwrap();
        let words = ["run", "session-to-song", "--reset", "seeded_session", "--sections", file.to_str().unwrap()];
        livebridge(&words)
    };
    let good = "signature = '3/4'\n[[section]]\nname = 'Intro'\nscene = 0\nbars = 2\ncolor = 0xFF0000\n\
                [[section]]\nname = 'Verse'\nscene = 'Verse'\nbars = 4\n";
    let ran = sections(good);
    assert!(ran.code == Some(0) && ran.stdout.contains("\n6     Verse    1 Verse "), "{ran}");
    sections(&good.replace("bars = 4", "bars = -4")).expect(2, &["song.toml:10: bars must be above 0, not -4"]);
    sections(&good.replace("'Verse'\nbars", "'Bridge'\nbars")).expect(2, &["song.toml:9): there is no scene `Bridge`"]);
    sections(&good.replace("name = 'Verse'", "nmae = 'Verse'")).expect(2, &["song.toml:8: ", "`nmae`"]);
    fs::remove_file(&file).unwrap();
    livebridge(&["run", "session-to-song", "--sections", file.to_str().unwrap()])
        .expect(2, &["failed to read ", "song.toml"]);
}

#[test]
fn what_a_target_lacks_is_said_by_name() {
    if !python_is_here() {
        return;
    }
    let example = workspace().join("examples/python/minimal.py").display().to_string();
    let on_minimal = |handler: &[&str]| livebridge(&[&["run"], handler, &["--", "python3", &example]].concat());
    on_minimal(&["gain-stage"])
        .expect(1, &["does not offer getTrackMixer, renderTrack, files that can be read here", "hint: "]);
    on_minimal(&["session-to-song", "--section", "A:0:4"]).expect(1, &["does not offer listScenes, which"]);
    on_minimal(&["scale-lock", "--reset", "seeded"]).expect(1, &["does not offer control/reset, which --reset needs"]);
    // It has what Humanize needs, and does not count its undo steps.
    let ran = on_minimal(&["humanize", "--velocity"]);
    assert!(ran.code == Some(0) && ran.stdout.contains("does not count its undo steps"), "{ran}");
}

/// A WAV file of square waves at half of full scale, which is -6.02 dB, in every channel.
fn square(tag: u16, bits: u16, channels: u16, is_extensible: bool) -> Vec<u8> {
    let frame = channels * bits / 8;
    let data: Vec<u8> = (0..4_800_u32)
        .flat_map(|i| {
            let is_high = i / 24 % 2 == 0;
            let sample = if tag == 3 {
                if is_high { 0.5_f32 } else { -0.5 }.to_le_bytes().to_vec()
            } else {
                let half = 1_i32 << (bits - 2);
                if is_high { half } else { -half }.to_le_bytes()[..usize::from(bits / 8)].to_vec()
            };
            sample.repeat(usize::from(channels))
        })
        .collect();
    let mut format = Vec::new();
    format.extend(if is_extensible { 0xFFFE_u16 } else { tag }.to_le_bytes());
    format.extend(channels.to_le_bytes());
    format.extend(48_000_u32.to_le_bytes());
    format.extend((48_000 * u32::from(frame)).to_le_bytes());
    format.extend(frame.to_le_bytes());
    format.extend(bits.to_le_bytes());
    if is_extensible {
        format.extend([22, 0]);
        format.extend(bits.to_le_bytes());
        format.extend([0; 4]);
        format.extend(tag.to_le_bytes());
        format.extend(b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71");
    }
    let mut file = b"RIFF\xff\xff\xff\xffWAVEfmt ".to_vec();
    file.extend(u32::try_from(format.len()).unwrap().to_le_bytes());
    file.extend(format);
    file.extend(b"data");
    file.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
    file.extend(data);
    let size = u32::try_from(file.len() - 8).unwrap();
    file[4..8].copy_from_slice(&size.to_le_bytes());
    file
}

#[test]
fn renders_are_read_in_every_form_and_broken_ones_are_told_by_name_and_byte() {
    if !python_is_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let wav = folder.path().join("take.wav").display().to_string();
    let bridge = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/run_commands/renders.py").display().to_string();
    let rendered = |bytes: &[u8], more: &[&str]| {
        fs::write(&wav, bytes).unwrap();
        livebridge(&[&["run", "gain-stage", "--dry-run"], more, &["--", "python3", &bridge, &wav]].concat())
    };
    for (tag, bits, channels, is_extensible) in
        [(1, 16, 2, false), (1, 24, 2, true), (1, 32, 1, false), (3, 32, 2, false), (3, 32, 6, true), (1, 24, 7, true)]
    {
        let ran = rendered(&square(tag, bits, channels, is_extensible), &[]);
        let row = "Take   track:0  -6.0  -6.0  0.0    -     -12.0 dB  0.850 -> 0.551\n";
        assert!(ran.code == Some(0) && ran.stdout.contains(row), "{tag} {bits} {channels}: {ran}");
        ran.expect(0, &["note: the plan cannot be written: the target does not offer setParam, transaction\n"]);
    }
    let whole = square(3, 32, 2, false);
    let cut = &whole[..whole.len() - 6];
    rendered(cut, &[])
        .expect(1, &["take.wav: the file ends ", "(at byte ", "; nothing was written\n", "hint: look at the file"]);
    let mut poisoned = whole.clone();
    poisoned[44 + 16..44 + 20].copy_from_slice(&f32::NAN.to_le_bytes());
    rendered(&poisoned, &[]).expect(1, &["take.wav: channel 0 holds NaN at frame 2 (at byte 60)"]);
    rendered(b"<html>no such page</html>", &[])
        .expect(1, &["take.wav: no audio format that is known here: it begins with \"<htm\" (at byte 0)"]);
    let seven = rendered(&square(1, 24, 7, true), &["--measure", "lufs"]);
    seven.expect(1, &["7 channels without loudspeaker positions have no loudness weights"]);
    let gone = folder.path().join("gone.wav").display().to_string();
    livebridge(&["run", "gain-stage", "--", "python3", &bridge, &gone]).expect(1, &["gone.wav: "]);
}

#[test]
fn real_sets_can_be_looked_at() {
    let folder = workspace().join("../shared/als-corpus");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("SKIPPED: 0 Sets looked at, there is no ../shared/als-corpus beside the workspace");
        return;
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| {
        file.extension().is_some_and(|ending| ending == "als") && fs::metadata(file).unwrap().len() > 64
    });
    files.sort();
    assert!(files.len() > 40, "{} Sets", files.len());
    // Each fourth: the corpus is read whole elsewhere.
    for file in files.iter().step_by(4) {
        let target = format!("als:{}", file.display());
        let listed = livebridge(&["run", "janitor", &target, "--list", "--palette", "live"]);
        assert!(
            listed.code == Some(0) && listed.stdout.ends_with(" issues\n") || listed.stdout.ends_with("1 issue\n"),
            "{target}: {listed}"
        );
        let planned = livebridge(&["run", "scale-lock", &target, "--dry-run", "--diff"]);
        assert!(planned.code == Some(0) && planned.stdout.ends_with("\nno difference\n"), "{target}: {planned}");
    }
}

#[test]
fn offline_media_is_told_and_silent() {
    let set = concat!(env!("CARGO_MANIFEST_DIR"), "/../../adapters/als/tests/als/sets/live12.als");
    let ran = livebridge(&["run", "gain-stage", "--dry-run", &format!("als:{set}")]);
    ran.expect(0, &["note: 1 audio file is not there, and so silent: `verse.wav`\n"]);
    assert!(ran.stdout.contains("silent: left alone"), "{ran}");
    let janitor = livebridge(&["run", "janitor", "--dry-run", &format!("als:{set}")]);
    assert!(!janitor.stderr.contains("not there"), "{janitor}");
}

/// `live12.als` in a folder of its own, with one recording, and its text edited.
fn with_recording(edits: &[[&str; 2]], recording: &[u8]) -> (tempfile::TempDir, String) {
    let set = concat!(env!("CARGO_MANIFEST_DIR"), "/../../adapters/als/tests/als/sets/live12.als");
    let mut text = fs::read_to_string(set).unwrap();
    for [from, to] in edits {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("Samples/Recorded")).unwrap();
    fs::write(folder.path().join("Samples/Recorded/verse.wav"), recording).unwrap();
    fs::write(folder.path().join("song.als"), text).unwrap();
    let target = format!("als:{}", folder.path().join("song.als").display());
    (folder, target)
}

/// Eight seconds of a stereo sine of this peak, in 32-bit floats.
fn loud(peak: f64) -> Vec<u8> {
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: 48_000,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
    for frame in 0..8 * 48_000_u32 {
        #[expect(clippy::cast_possible_truncation, reason = "samples are f32")]
        let sample = (peak * (std::f64::consts::TAU * 1_000.0 * f64::from(frame) / 48_000.0).sin()) as f32;
        (0..2).for_each(|_| writer.write_sample(sample).unwrap());
    }
    writer.finalize().unwrap();
    bytes.into_inner()
}

/// The level of the one track with sound, by Gain Stage Doctor.
fn staged(target: &str) -> Value {
    let ran = livebridge(&["run", "gain-stage", "--dry-run", "--json", "--measure", "lufs", target]);
    assert_eq!(ran.code, Some(0), "{ran}");
    let plan: Value = serde_json::from_str(&ran.stdout).unwrap();
    let rows = plan["report"]["rows"].as_array().unwrap().clone();
    rows.into_iter().find(|row| row["peakDb"].as_f64().unwrap() > -100.0).unwrap()
}

#[test]
fn gain_stage_hears_what_measure_hears() {
    let recording = loud(2.0);
    let (folder, target) = with_recording(&[], &recording);
    let file = folder.path().join("Samples/Recorded/verse.wav").display().to_string();
    let measured: Value = serde_json::from_str(&livebridge(&["measure", "--json", &file]).stdout).unwrap();
    let row = staged(&target);
    let near = |a: &Value, b: f64| (a.as_f64().unwrap() - b).abs() < 0.05;
    // Six decibels above full scale are neither clipped nor refused.
    assert!(near(&row["peakDb"], 6.02) && near(&measured["files"][0]["levels"]["peakDb"], 6.02), "{row}");
    assert!(near(&row["lufs"], measured["files"][0]["loudness"]["integratedLufs"].as_f64().unwrap()), "{row}");

    // The gain of the clip counts: 0.25 is 12 dB less.
    let quiet = [["<SampleVolume Value=\"1\" />", "<SampleVolume Value=\"0.25\" />"]];
    let (_folder, target) = with_recording(&quiet, &recording);
    assert!(near(&staged(&target)["peakDb"], -6.02));
}

#[test]
fn a_clip_that_cannot_be_read_is_told_and_the_rest_goes_on() {
    let (_folder, target) = with_recording(&[], b"RIFF\x10\0\0\0AVI , and no sound at all");
    let ran = livebridge(&["run", "gain-stage", "--dry-run", &target]);
    ran.expect(0, &["Verse` is silent: ", "AVI"]);
    assert!(ran.stdout.contains("silent: left alone"), "{ran}");
}

#[test]
fn any_text_is_a_seed() {
    let varied = |seed: &str| {
        let ran = livebridge(&["run", "humanize", "--timing", "--dry-run", "--json", "--seed", seed]);
        assert_eq!(ran.code, Some(0), "{ran}");
        ran.stdout
    };
    assert_eq!(varied("90dcb53"), varied("90dcb53"));
    assert_ne!(varied("90dcb53"), varied("90dcb54"));
}

#[test]
fn scale_lock_says_where_notes_really_end() {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = |notes: &[Note]| {
        let mut set = fixtures::seeded();
        (set.root_note, set.scale_name, set.scale_intervals) = (8, "Tonic".into(), vec![0]);
        set.tracks[0].session[0].notes = Some(notes.into());
        let file = folder.path().join("set.json");
        fs::write(&file, set.to_canonical()).unwrap();
        file.display().to_string()
    };
    let locked = |notes: &[Note]| {
        let set = snapshot(notes);
        livebridge(&["run", "scale-lock", "--clip", "Drums/Beat", "--dry-run", "--reset", &set])
    };
    let ran = locked(&[Note::new(122.0, 0.0, 1.0), Note::new(116.0, 1.0, 1.0)]);
    ran.expect(0, &[]);
    assert!(ran.stdout.contains("0 of 2 notes in 1 clip move onto G# Tonic"), "{ran}");
    assert!(ran.stdout.contains(", 1 to the end of the range"), "{ran}");
    let ran = locked(&[Note::new(67.0, 0.0, 1.0), Note::new(69.0, 0.0, 1.0)]);
    ran.expect(0, &["note: 1 note comes upon another of the same pitch and time"]);
}

#[test]
fn help() {
    insta::assert_snapshot!("help_run", livebridge(&["run", "--help"]));
    for handler in ["scale-lock", "humanize", "gain-stage", "session-to-song", "janitor"] {
        insta::assert_snapshot!(format!("help_run_{handler}"), livebridge(&["run", handler, "--help"]));
    }
}

#[test]
fn the_documentation_shows_what_is_said() {
    assert_eq!(LIVEBRIDGE.shows("docs/run.md", "adapters/als/tests/als/sets"), 9);
}

/// The page has a program that shows the undo; it says what it is shown to say.
#[test]
fn the_program_of_the_documentation_shows_the_undo() {
    if !python_is_here() {
        return;
    }
    let page = fs::read_to_string(workspace().join("docs/run.md")).unwrap();
    let block = |kind: &str| {
        let rest = page.split_once(&format!("```{kind}\n")).unwrap().1;
        rest.split_once("```").unwrap().0.to_owned()
    };
    let folder = Path::new(BINARY).parent().unwrap().display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    let separator = if cfg!(windows) { ";" } else { ":" };
    let mut python = Process::new("python3");
    let ran = run(python.env("PATH", format!("{folder}{separator}{path}")).arg("-c").arg(block("python")));
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), block("text").as_str()), "{ran}");
}
