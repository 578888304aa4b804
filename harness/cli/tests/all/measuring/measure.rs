//! `livebridge measure`.

use serde_json::Value;

use super::sound_folder::{SoundFolder, sine};
use crate::support::{BINARY, Ran};

/// Files of every kind that a folder of renders may hold.
fn renders() -> SoundFolder {
    let folder = SoundFolder::new();
    folder.sound("tone.wav", 48_000, 2, 4.0, sine(-23.0, 1_000.0));
    folder.sound("quiet peaks.wav", 8_000, 1, 3.5, |t, _| if (t * 1_000.0) % 500.0 < 2.0 { 0.9 } else { 0.0 });
    folder.sound("hit.wav", 8_000, 1, 0.25, sine(-6.0, 200.0));
    folder.sound("silence.wav", 8_000, 2, 1.0, |_, _| 0.0);
    folder.sound("empty.wav", 8_000, 2, 0.0, |_, _| 0.0);
    folder
}

/// Files that cannot be measured.
const BROKEN: [&str; 6] = ["nan.wav", "cut.wav", "quad.wav", "slow.wav", "text.wav", "missing.wav"];

fn broken(folder: &SoundFolder) {
    folder.sound("nan.wav", 8_000, 2, 1.0, |t, c| if t >= 0.5 && c == 1 { f64::NAN } else { 0.1 });
    folder.sound("quad.wav", 8_000, 4, 0.5, sine(-6.0, 100.0));
    folder.sound("slow.wav", 4_000, 1, 0.5, sine(-6.0, 100.0));
    let whole = std::fs::read(folder.path("tone.wav")).unwrap();
    folder.write("cut.wav", &whole[..10_000]);
    folder.write("text.wav", "This is no sound at all.");
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}\n{ran}"))
}

#[test]
fn exit_code_0_and_a_table() {
    let files = ["tone.wav", "quiet peaks.wav", "hit.wav", "silence.wav", "empty.wav"];
    insta::assert_snapshot!("measure_table", renders().run(&[&["measure"], &files[..]].concat()));
}

#[test]
fn a_target_of_ones_own() {
    let ran = renders().run(&["measure", "--target", "-23", "tone.wav"]);
    insta::assert_snapshot!("measure_target", ran);
}

#[test]
fn exit_code_1_when_some_files_failed() {
    let folder = renders();
    broken(&folder);
    let ran = folder.run(&[&["measure", "tone.wav"], &BROKEN[..5]].concat());
    if cfg!(feature = "audio-formats") {
        assert_eq!(ran.code, Some(1), "{ran}");
        assert!(ran.stderr.contains("text.wav: no audio format that is known here"), "{ran}");
    } else {
        insta::assert_snapshot!("measure_failures", ran);
    }
    // What the system says of a missing file is not ours.
    let ran = folder.run(&["measure", "missing.wav"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{ran}");
    assert!(ran.stderr.starts_with("error: failed to measure missing.wav: ") && !ran.stderr.contains("byte"), "{ran}");
    ran.expect(1, &["hint: give an audio file that is there and can be read\n"]);
    std::fs::create_dir(folder.path("folder.wav")).unwrap();
    let ran = folder.run(&["measure", "folder.wav"]);
    assert!(ran.code == Some(1) && !ran.stderr.contains("byte"), "{ran}");
}

#[test]
fn exit_code_2_for_wrong_usage() {
    let folder = renders();
    insta::assert_snapshot!("measure_nothing", folder.run(&["measure"]));
    insta::assert_snapshot!("measure_loud_target", folder.run(&["measure", "--target", "3", "tone.wav"]));
    insta::assert_snapshot!("measure_two_into_one", folder.run(&["measure", "--svg", "x.svg", "tone.wav", "hit.wav"]));
    let both = ["measure", "--svg", "x.svg", "--svg-dir", "y", "tone.wav"];
    assert_eq!(folder.run(&both).code, Some(2));
    assert_eq!(folder.run(&["measure", "--threads", "0", "tone.wav"]).code, Some(2));
}

#[test]
fn json_holds_every_number_and_every_error() {
    let folder = renders();
    broken(&folder);
    let ran = folder.run(&["measure", "--json", "tone.wav", "hit.wav", "nan.wav"]);
    assert_eq!(ran.code, Some(1), "{ran}");
    let report = json(&ran);
    assert_eq!(report["targetLufs"], -14.0);
    let [tone, hit, nan] = &report["files"].as_array().unwrap()[..] else { panic!("{ran}") };
    let near = |value: &Value, expected: f64| (value.as_f64().unwrap() - expected).abs() < 0.1;
    assert!(near(&tone["loudness"]["integratedLufs"], -23.0) && near(&tone["loudness"]["truePeakDbtp"], -23.0));
    assert!(near(&tone["trimDb"], 9.0) && near(&tone["trimmedTruePeakDbtp"], -14.0));
    assert!(near(&tone["levels"]["rmsDb"], -26.01) && near(&tone["levels"]["crest"], 3.01));
    assert!(hit.get("trimDb").is_none() && hit["loudness"].get("integratedLufs").is_none());
    assert_eq!(nan["error"], "nan.wav: channel 1 holds NaN at frame 4000 (at byte 32072)");
    assert!(nan.get("levels").is_none() && tone.get("error").is_none());
}

#[cfg(unix)]
#[test]
fn a_name_is_told_as_text_and_given_to_programs_as_it_is() {
    let folder = SoundFolder::new();
    let name = "a\u{1b}[2J\n.wav";
    folder.sound(name, 8_000, 1, 0.5, sine(-6.0, 200.0));
    let ran = folder.run(&["measure", name]);
    assert!(ran.code == Some(0) && ran.stdout.contains(r"  a\u001b[2J\n.wav"), "{ran}");
    assert_eq!(json(&folder.run(&["measure", "--json", name]))["files"][0]["file"], *name);
    folder.write(name, "no sound");
    let ran = folder.run(&["measure", name]);
    ran.expect(1, &[r"failed to measure a\u001b[2J\n.wav: "]);
    let report = json(&folder.run(&["measure", "--json", name]));
    assert!(report["files"][0]["error"].as_str().unwrap().starts_with(&format!("{name}: ")), "{report}");
}

/// The offset that is told is that of the sample: it is looked up in the file.
#[test]
fn an_error_names_the_byte_of_the_sample() {
    let folder = renders();
    broken(&folder);
    let bytes = std::fs::read(folder.path("nan.wav")).unwrap();
    let error = json(&folder.run(&["measure", "--json", "nan.wav"]))["files"][0]["error"].as_str().unwrap().to_owned();
    let offset: usize = error.rsplit_once("byte ").unwrap().1.trim_end_matches(')').parse().unwrap();
    assert!(f32::from_le_bytes(bytes[offset..offset + 4].try_into().unwrap()).is_nan(), "{error}");
    assert!(!f32::from_le_bytes(bytes[offset - 4..offset].try_into().unwrap()).is_nan(), "{error}");
}

/// Long enough for several segments, and files of different lengths: no thread count changes a digit.
#[test]
fn threads_change_no_digit() {
    let folder = renders();
    folder.sound("long.wav", 8_000, 2, 80.0, |t, c| (t / 7.0).sin() * (f64::from(c + 3) * 700.0 * t).sin());
    let run = |threads: &str| {
        let files = ["long.wav", "tone.wav", "hit.wav"];
        let ran = folder.run(&[&["measure", "--json", "--threads", threads], &files[..]].concat());
        assert_eq!(ran.code, Some(0), "{ran}");
        ran.stdout
    };
    let one = run("1");
    for threads in ["2", "3", "7", "64"] {
        assert_eq!(run(threads), one, "{threads} threads");
    }
}

#[test]
fn pictures() {
    let folder = renders();
    let ran = folder.run(&["measure", "--svg", "tone.svg", "tone.wav"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran}");
    let svg = folder.read("tone.svg");
    for part in ["<svg xmlns=", "prefers-color-scheme: dark", "Loudness of tone.wav", "integrated -23.0", "target -14"]
    {
        assert!(svg.contains(part), "{part} is missing in\n{svg}");
    }
    assert!(!svg.contains("href") && !svg.contains("<script") && svg.matches("http").count() == 1, "{svg}");
    // What has no loudness has a picture all the same; names are told apart, and cannot break out of the markup.
    folder.sound("a&b<c>.wav", 8_000, 1, 0.2, |_, _| 0.0);
    let ran = folder.run(&["measure", "--svg-dir", "pictures", "hit.wav", "./hit.wav", "empty.wav", "a&b<c>.wav"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    assert_eq!(folder.read("pictures/hit.wav.svg"), folder.read("pictures/hit.wav-2.svg"));
    assert!(folder.read("pictures/empty.wav.svg").contains("no integrated"));
    assert!(folder.read("pictures/a&b<c>.wav.svg").contains("<title>Loudness of a&amp;b&lt;c&gt;.wav</title>"));
}

#[test]
fn a_picture_that_cannot_be_written_is_known_before() {
    let folder = renders();
    let refused = |arguments: &[&str], why: &str| {
        let ran = folder.run(&[&["measure"], arguments].concat());
        ran.expect(2, &[why, "hint: nothing was run"]);
        assert_eq!(ran.stdout, "", "nothing was measured: {ran}");
    };
    refused(&["--svg", "no/such/directory.svg", "tone.wav"], "error: --svg no/such/directory.svg: cannot be written: ");
    refused(&["--svg", "hit.wav", "tone.wav"], "it is a recording, which is never written over");
    std::fs::copy(folder.path("tone.wav"), folder.path("tone")).unwrap();
    refused(&["--svg", "./tone", "tone"], "it is what is read, and would be lost");
    std::fs::create_dir_all(folder.path("pictures/hit.wav.svg")).unwrap();
    refused(&["--svg-dir", "pictures", "tone.wav", "hit.wav"], "hit.wav.svg: cannot be written: it is a directory");
    folder.run(&["measure", "--svg", "-", "tone.wav"]).expect(2, &["`-` is no file"]);
}

/// A file of 32-bit floats at 48 kHz with a speaker mask.
fn masked(folder: &SoundFolder, name: &str, mask: u32, channels: u16, at: impl Fn(f64, u16) -> f64) {
    let frames = 48_000 * 4_u32;
    #[expect(clippy::cast_possible_truncation, reason = "samples are f32")]
    let sample = |frame: u32, channel: u16| (at(f64::from(frame) / 48_000.0, channel) as f32).to_le_bytes();
    let data: Vec<u8> =
        (0..frames).flat_map(|frame| (0..channels).flat_map(move |channel| sample(frame, channel))).collect();
    let mut format = [0xfffe_u16, channels].map(u16::to_le_bytes).concat();
    format.extend([48_000, 48_000 * u32::from(channels) * 4].map(u32::to_le_bytes).concat());
    format.extend([channels * 4, 32, 22, 32].map(u16::to_le_bytes).concat());
    format.extend(mask.to_le_bytes());
    format.extend([3, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]);
    let chunk = |id: &[u8], body: &[u8]| [id, &u32::try_from(body.len()).unwrap().to_le_bytes(), body].concat();
    let body = [b"WAVE", &chunk(b"fmt ", &format)[..], &chunk(b"data", &data)].concat();
    folder.write(name, chunk(b"RIFF", &body));
}

fn integrated(folder: &SoundFolder, arguments: &[&str]) -> f64 {
    let ran = folder.run(&[&["measure", "--json"], arguments].concat());
    assert_eq!(ran.code, Some(0), "{ran}");
    json(&ran)["files"][0]["loudness"]["integratedLufs"].as_f64().unwrap()
}

/// The LFE is not counted, wherever it stands, however loud it is; others by their positions. BS.1770-5, Annex 3.
#[test]
fn channels_count_by_their_loudspeakers() {
    let folder = SoundFolder::new();
    // A tone of -23.9 LUFS in front, and rumble in the LFE.
    let (front, rumble) = (sine(-23.9, 1_000.0), sine(-3.0, 60.0));
    let with_lfe = |lfe: u16| {
        let (front, rumble) = (&front, &rumble);
        move |t: f64, channel: u16| match channel {
            0 | 1 => front(t, channel),
            channel if channel == lfe => rumble(t, channel),
            _ => 0.0,
        }
    };
    // FL FR FC LFE BC, and FL FR LFE BL BR.
    for (mask, lfe) in [(0x10f, 3), (0x3b, 2)] {
        masked(&folder, "five.wav", mask, 5, with_lfe(lfe));
        let lufs = integrated(&folder, &["five.wav"]);
        assert!((lufs - -23.9).abs() < 0.1, "{mask:#x}: {lufs}");
    }
    // One at the side counts 1.5 dB more than one behind, where there are both.
    let alone =
        |at: u16| move |t: f64, channel: u16| if channel == at { sine(-20.0, 1_000.0)(t, channel) } else { 0.0 };
    masked(&folder, "behind.wav", 0x63f, 8, alone(4));
    masked(&folder, "side.wav", 0x63f, 8, alone(6));
    let (behind, side) = (integrated(&folder, &["behind.wav"]), integrated(&folder, &["side.wav"]));
    assert!((side - behind - 1.49).abs() < 0.05, "{side} {behind}");
    // What has no weight is refused by name.
    masked(&folder, "three.wav", 0x3, 3, alone(0));
    folder
        .run(&["measure", "three.wav"])
        .expect(1, &["three.wav: channel 2 is without a position, and has no loudness weight"]);
}

#[test]
fn mono_may_count_for_both_sides() {
    let folder = SoundFolder::new();
    folder.sound("mono.wav", 48_000, 1, 4.0, sine(-23.0, 1_000.0));
    folder.sound("both.wav", 48_000, 2, 4.0, sine(-23.0, 1_000.0));
    let (mono, dual) = (integrated(&folder, &["mono.wav"]), integrated(&folder, &["--dual-mono", "mono.wav"]));
    assert!((mono - -26.01).abs() < 0.1 && (dual - integrated(&folder, &["both.wav"])).abs() < 0.01, "{mono} {dual}");
    folder
        .run(&["measure", "mono.wav"])
        .expect(0, &["note: 1 file has one channel; `--dual-mono` measures it as both"]);
    let ran = folder.run(&["measure", "--dual-mono", "mono.wav", "both.wav"]);
    assert_eq!(ran.stderr, "", "{ran}");
}

/// As `sox` writes it into a pipe, which does not know how long it will be.
#[test]
fn a_pipe_is_read_to_its_end() {
    let folder = SoundFolder::new();
    folder.sound("tone.wav", 48_000, 2, 4.0, sine(-23.0, 1_000.0));
    let mut piped = std::fs::read(folder.path("tone.wav")).unwrap();
    let data = piped.windows(4).position(|window| window == b"data").unwrap();
    piped[4..8].copy_from_slice(&0x7fff_f024_u32.to_le_bytes());
    piped[data + 4..data + 8].copy_from_slice(&0x7fff_f000_u32.to_le_bytes());
    folder.write("piped.wav", &piped);
    assert!((integrated(&folder, &["piped.wav"]) - integrated(&folder, &["tone.wav"])).abs() < 1e-9);
    folder
        .run(&["measure", "piped.wav"])
        .expect(0, &["note: piped.wav: it does not say how long it is, and was read to its end"]);

    let from_stdin = |name: &str| {
        let output = std::process::Command::new(BINARY)
            .args(["measure", "--json", "-"])
            .stdin(std::fs::File::open(folder.path(name)).unwrap())
            .output()
            .unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap()["files"][0].clone()
    };
    for name in ["tone.wav", "piped.wav"] {
        let file = from_stdin(name);
        assert!((file["loudness"]["integratedLufs"].as_f64().unwrap() - -23.0).abs() < 0.1, "{file}");
        assert_eq!(file.get("notes").is_some(), name == "piped.wav", "{file}");
    }
    folder.run(&["measure", "-", "-"]).expect(2, &["`-` is given more than once"]);
}

/// The same samples as AIFF and as WAV, 16-bit stereo: not a digit differs.
#[cfg(feature = "audio-formats")]
#[test]
fn aiff_is_measured_like_wav() {
    let folder = SoundFolder::new();
    let samples: Vec<i16> =
        (0..2 * 8_000 * 5_u32).map(|i| i16::try_from((i % 211) * (i % 97)).unwrap() - 10_000).collect();
    let frames = u32::try_from(samples.len() / 2).unwrap();
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: 8_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(folder.path("same.wav"), spec).unwrap();
    for sample in &samples {
        wav.write_sample(*sample).unwrap();
    }
    wav.finalize().unwrap();
    let data: Vec<u8> = samples.iter().flat_map(|sample| sample.to_be_bytes()).collect();
    // 8000 Hz as an 80-bit float: 2^12 times 1.953125.
    let rate = [0x40, 0x0b, 0xfa, 0, 0, 0, 0, 0, 0, 0];
    let common = [&2_u16.to_be_bytes()[..], &frames.to_be_bytes(), &16_u16.to_be_bytes(), &rate].concat();
    let chunk = |id: &[u8], body: &[u8]| [id, &u32::try_from(body.len()).unwrap().to_be_bytes(), body].concat();
    let sound = chunk(b"SSND", &[&[0; 8], &data[..]].concat());
    let aiff = chunk(b"FORM", &[b"AIFF", &chunk(b"COMM", &common)[..], &sound].concat());
    folder.write("same.aif", &aiff);
    // The name does not matter, the bytes do.
    folder.write("aiff.wav", &aiff);
    let ran = folder.run(&["measure", "--json", "same.wav", "same.aif", "aiff.wav"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    let files = json(&ran)["files"].clone();
    for other in [1, 2] {
        assert_eq!((&files[0]["loudness"], &files[0]["levels"]), (&files[other]["loudness"], &files[other]["levels"]));
    }
    folder.write("cut.aif", &aiff[..aiff.len() / 2]);
    let ran = folder.run(&["measure", "cut.aif"]);
    assert!(ran.code == Some(1) && ran.stderr.contains("cut.aif: "), "{ran}");
}
