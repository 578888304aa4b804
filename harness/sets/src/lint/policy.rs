//! Rules that say nothing until they are configured: what a team or a venue expects of its Sets.

use livebridge_als::model::SongScale;
use livebridge_text::phrasing as words;
use livebridge_text::phrasing::count;

use super::config::Version;
use super::context::Context;

pub(super) fn tempo(context: &mut Context<'_>) {
    let (min, max) =
        (context.number("min").unwrap_or(f64::NEG_INFINITY), context.number("max").unwrap_or(f64::INFINITY));
    let set = context.set;
    if min.is_infinite() && max.is_infinite() {
        return;
    }
    let own = (None, set.tempo.at_start());
    let scenes = set.scenes.iter().enumerate().map(|(i, scene)| (Some((i + 1, &scene.name)), scene.tempo));
    for (scene, tempo) in std::iter::once(own).chain(scenes) {
        let Some(tempo) = tempo.filter(|tempo| !(min..=max).contains(tempo)) else { continue };
        let what = if tempo < min { format!("below {min}") } else { format!("above {max}") };
        match scene {
            None => context.tell(None, None, format!("the tempo is {tempo} BPM, {what}")),
            Some((number, name)) => {
                context.tell(None, Some(name), format!("scene {number} {:?} has {tempo} BPM, {what}", &**name));
            }
        }
    }
}

pub(super) fn signature(context: &mut Context<'_>) {
    let Some(allowed) = context.patterns("allowed") else { return };
    let Some(signature) = context.set.signature_at_start().map(|signature| signature.to_string()) else { return };
    if !allowed.iter().any(|pattern| pattern.matches(&signature)) {
        context.tell(None, None, format!("the time signature is {signature}, which is not on the list"));
    }
}

pub(super) fn scale(context: &mut Context<'_>) {
    let Some(allowed) = context.patterns("allowed") else { return };
    let name = context.set.scale.as_ref().and_then(scale_name);
    if !name.as_ref().is_some_and(|name| allowed.iter().any(|pattern| pattern.matches(name))) {
        let name = name.unwrap_or_else(|| "not set".to_owned());
        context.tell(None, None, format!("the scale is {name}, which is not on the list"));
    }
}

/// `A Minor`; nothing where none was ever chosen.
fn scale_name(scale: &SongScale) -> Option<String> {
    let root = u8::try_from(scale.root?).ok()?;
    let (name, _) = scale.name_and_notes();
    (!name.is_empty()).then(|| words::scale(root, &name))
}

pub(super) fn live_version(context: &mut Context<'_>) {
    let (min, max) = (context.version("min"), context.version("max"));
    let set = context.set;
    if (min, max) == (None, None) {
        return;
    }
    let creator = &*set.creator;
    let Some(version) = creator.split_whitespace().next_back().and_then(Version::of_creator) else {
        context.tell(None, None, format!("it was saved by {creator:?}, which is no version of Live"));
        return;
    };
    if let Some(min) = min.filter(|min| version.is_before(min)) {
        context.tell(None, None, format!("it was saved by {creator}, before {min}"));
    }
    if let Some(max) = max.filter(|max| version.is_after(max)) {
        context.tell(None, None, format!("it was saved by {creator}, after {max}"));
    }
}

pub(super) fn budget(context: &mut Context<'_>) {
    let (set, counts) = (context.set, context.set.counts());
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let things = [
        ("tracks", set.tracks.len() as f64, count(set.tracks.len(), "track")),
        ("scenes", set.scenes.len() as f64, count(set.scenes.len(), "scene")),
        ("clips", (counts.session_clips + counts.arrangement_clips) as f64, {
            count(counts.session_clips + counts.arrangement_clips, "clip")
        }),
        ("notes", counts.notes as f64, count(counts.notes, "note")),
        ("devices", counts.devices as f64, count(counts.devices, "device")),
        ("plug-ins", counts.plugins as f64, count(counts.plugins, "plug-in")),
        ("samples", counts.sample_files as f64, count(counts.sample_files, "sample")),
        ("megabytes", set.xml_bytes as f64 / 1e6, format!("{:.1} MB of XML", set.xml_bytes as f64 / 1e6)),
    ];
    for (option, value, words) in things {
        if let Some(most) = context.number(option).filter(|most| value > *most) {
            context.tell(None, None, format!("it holds {words}, and at most {most} are in the budget"));
        }
    }
}
