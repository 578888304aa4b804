//! The golden vectors of `analyzeLoudness`, read as a caller in another language gives them: JSON in, JSON out.
//!
//! What JSON can say and samples cannot be (null, a string, a number beyond f32) is refused by the decoder of a target,
//! here by `samples`. Each case is also run through the streaming meter.

use livebridge_loudness::{LevelMeter, Levels, analyze_loudness};
use serde_json::Value;

/// The samples of an input, or nothing where it has something that is no sample.
fn samples(input: &Value) -> Option<Vec<Vec<f32>>> {
    let sample = |value: &Value| {
        let sample = value.as_f64()? as f32;
        sample.is_finite().then_some(sample)
    };
    let channel = |value: &Value| value.as_array()?.iter().map(sample).collect();
    input.get("channels")?.as_array()?.iter().map(channel).collect()
}

/// The same through the streaming meter, one frame at a time; it takes channels of equal length only.
fn streamed(channels: &[Vec<f32>]) -> Option<Levels> {
    let frames = channels.first().map_or(0, Vec::len);
    if channels.iter().any(|channel| channel.len() != frames) {
        return None;
    }
    let mut meter = LevelMeter::new(channels.len());
    for frame in 0..frames {
        let block: Vec<&[f32]> = channels.iter().map(|channel| &channel[frame..=frame]).collect();
        meter.push(&block).unwrap();
    }
    Some(meter.levels())
}

#[test]
fn golden_vectors() {
    let path = [env!("CARGO_MANIFEST_DIR"), "..", "..", "golden", "vectors", "loudness.json"];
    let text = std::fs::read_to_string(path.iter().collect::<std::path::PathBuf>()).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    let tolerance = file["tolerance"].as_f64().unwrap();
    assert_eq!((&file["transform"], tolerance), (&Value::from("analyzeLoudness"), 1e-9));
    let (mut answered, mut refused) = (0, 0);
    for case in file["cases"].as_array().unwrap() {
        let name = &case["name"];
        let Some(channels) = samples(&case["input"]) else {
            assert_eq!(case["error"]["code"], "BAD_INPUT", "{name}");
            refused += 1;
            continue;
        };
        let levels = analyze_loudness(&channels).unwrap();
        let seen = serde_json::to_value(levels).unwrap();
        let expected = case["output"].as_object().unwrap_or_else(|| panic!("{name} should have been refused"));
        assert_eq!(seen.as_object().unwrap().len(), expected.len(), "{name}");
        for (key, value) in expected {
            let (seen, expected) = (seen[key].as_f64().unwrap(), value.as_f64().unwrap());
            assert!((seen - expected).abs() <= tolerance, "{name}: {key} is {seen}, should be {expected}");
        }
        if let Some(streamed) = streamed(&channels) {
            assert_eq!(streamed, levels, "{name}");
        }
        answered += 1;
    }
    assert!(answered >= 50 && refused >= 6, "{answered} cases answered, {refused} refused");
}
