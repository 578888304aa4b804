//! Sound: audio clips beside the files that they play, and renders.

use std::path::Path;

use livebridge_audio::{Recording, read_whole};
use livebridge_loudness::R128Report;
use livebridge_port::capabilities::Files;
use livebridge_port::{CallError, CreateAudioClipArgs, Mutation, Operation, Outcome, TrackKind};
use livebridge_suite::check::{Checked, Stop};
use livebridge_suite::stage::{Region, Stage};

use super::{Observed, Sight, attempt, said};

/// Places the tone of the stage in the Arrangement, so many beats from the base of a region.
fn place(stage: &mut Stage, region: &Region, start: f64, duration: f64) -> Checked<Result<(), String>> {
    stage.needs("audio clip", &[Operation::CreateArrangementAudioClip])?;
    let file_path = stage.audio_file()?;
    let args = CreateAudioClipArgs { file_path, start_time: region.base + start, duration };
    let mutation = Mutation::CreateArrangementAudioClip { track_id: region.track.clone(), args };
    Ok(attempt(stage, mutation)?.map(drop).map_err(|refusal| said(&refusal)))
}

/// Where the clips of a region are, from its base.
fn places(stage: &Stage, region: &Region) -> Checked<Vec<(f64, f64)>> {
    let clips = stage.clips_in(region)?;
    Ok(clips.iter().map(|clip| (clip.start_time - region.base, clip.end_time - region.base)).collect())
}

fn shown(places: &[(f64, f64)]) -> String {
    let one = |(start, end): &(f64, f64)| format!("{start:.3}..{end:.3}");
    format!("clips at {}", places.iter().map(one).collect::<Vec<_>>().join(", "))
}

pub(super) fn audio_over(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    let region = stage.free_region(TrackKind::Audio)?;
    for start in [0.0, 0.5] {
        if let Err(said) = place(stage, &region, start, 1.0)? {
            return Ok(Observed::new("refused", said));
        }
    }
    let seen = places(stage, &region)?;
    let fits = |at: usize, start: f64, end: f64| {
        seen.get(at).is_some_and(|seen| stage.same_beats(start, seen.0) && stage.same_beats(end, seen.1))
    };
    let right = seen.len() == 2 && fits(0, 0.0, 0.5) && fits(1, 0.5, 1.5);
    Ok(Observed::new(if right { "takes its place" } else { "otherwise" }, shown(&seen)))
}

/// Much longer than the tone.
const TOO_LONG: f64 = 64.0;

pub(super) fn audio_too_long(sight: &mut Sight<'_>) -> Checked<Observed> {
    let stage = &mut *sight.stage;
    let region = stage.free_region(TrackKind::Audio)?;
    let tempo = stage.overview()?.tempo;
    if let Err(said) = place(stage, &region, 0.0, TOO_LONG)? {
        return Ok(Observed::new("refused", said));
    }
    let seen = places(stage, &region)?;
    // The tone lasts a second.
    let of_the_file = tempo / 60.0;
    let answer = match seen.first() {
        Some((_, end)) if (end - of_the_file).abs() < 0.01 => "as long as the file",
        Some((_, end)) if (end - TOO_LONG).abs() < 0.01 => "as long as asked",
        Some(_) | None => "otherwise",
    };
    Ok(Observed::new(answer, format!("{}; the file lasts {of_the_file:.3} beats", shown(&seen))))
}

/// The beats that are rendered, from the base of the region: no whole number of them.
const RENDERED: f64 = 1.4;

/// The tone, and a render of it.
struct Rendered {
    tone: Recording,
    render: Recording,
    tempo: f64,
}

/// Renders the tone; or what was said.
fn rendered(stage: &mut Stage) -> Checked<Result<Rendered, String>> {
    stage.needs("render", &[Operation::RenderTrack])?;
    if stage.capabilities().files == Files::Remote {
        return stage.missing("render that can be read here (capability files: shared)", &[]);
    }
    // A track beside others: a bridge may render another one.
    stage.needs("new track", &[Operation::CreateTrack])?;
    stage.fresh("seeded")?;
    let Some(Outcome::Track(track)) = stage.prepare(Mutation::CreateTrack { kind: TrackKind::Audio })? else {
        return Err(Stop::Untestable("createTrack answered with no track".to_owned()));
    };
    let region = Region { track: track.id, base: 16.0 };
    if let Err(said) = place(stage, &region, 0.0, RENDERED + 0.2)? {
        return Err(Stop::Missing(format!("audio clip to render ({said})")));
    }
    let tempo = stage.overview()?.tempo;
    let result = match stage.render(&region.track, region.base, region.base + RENDERED) {
        Ok(result) => result,
        Err(CallError::Refused(refusal)) => return Ok(Err(said(&refusal))),
        Err(CallError::Fault(fault)) => return Err(Stop::Fault(fault)),
    };
    let tone = read(&stage.audio_file()?)?;
    Ok(Ok(Rendered { tone, render: read(&result.path)?, tempo }))
}

fn read(path: &str) -> Checked<Recording> {
    read_whole(Path::new(path)).map_err(|error| Stop::Untestable(format!("a sound file is not read: {error}")))
}

pub(super) fn render_length(sight: &mut Sight<'_>) -> Checked<Observed> {
    let Rendered { render, tempo, .. } = match rendered(sight.stage)? {
        Ok(rendered) => rendered,
        Err(said) => return Ok(Observed::new("refused", said)),
    };
    let frames = render.channels.first().map_or(0, Vec::len);
    let rate = f64::from(render.sample_rate);
    let expected = RENDERED * 60.0 / tempo * rate;
    #[expect(clippy::cast_precision_loss, reason = "a render of a second has no 2^52 frames")]
    let within = (frames as f64 - expected).abs() <= 1.0;
    let line = format!("{RENDERED} beats at {tempo} are {expected:.1} frames at {rate} Hz, and the file has {frames}");
    Ok(Observed::new(if within { "within a frame" } else { "otherwise" }, line))
}

pub(super) fn render_channels(sight: &mut Sight<'_>) -> Checked<Observed> {
    Ok(match rendered(sight.stage)? {
        Ok(Rendered { tone, render, .. }) => {
            let answer = match render.channels.len() {
                1 => "mono",
                2 => "stereo",
                _ => "otherwise",
            };
            Observed::new(
                answer,
                format!("channels of the file: {}; of its render: {}", tone.channels.len(), render.channels.len()),
            )
        }
        Err(said) => Observed::new("refused", said),
    })
}

/// How far two levels may be apart that are the same, in dB and LU.
const SAME_LEVEL: f64 = 0.2;

pub(super) fn render_level(sight: &mut Sight<'_>) -> Checked<Observed> {
    let Rendered { tone, render, .. } = match rendered(sight.stage)? {
        Ok(rendered) => rendered,
        Err(said) => return Ok(Observed::new("refused", said)),
    };
    // The first channel alone: how many there are is another question.
    let measured = |recording: &Recording| {
        let first = recording.channels.first().map_or(&[][..], Vec::as_slice);
        livebridge_loudness::measure_r128(&[first], recording.sample_rate)
            .map_err(|error| Stop::Untestable(format!("a sound file is not measured: {error}")))
    };
    let (tone, render) = (measured(&tone)?, measured(&render)?);
    let loudness = |report: &R128Report| report.integrated_lufs.unwrap_or(f64::NEG_INFINITY);
    let same = |one: f64, other: f64| (one - other).abs() <= SAME_LEVEL;
    let is_same = same(tone.sample_peak_db, render.sample_peak_db) && same(loudness(&tone), loudness(&render));
    let line = |what: &str, report: &R128Report| {
        format!("{what}: peak {:.1} dBFS, loudness {:.1} LUFS", report.sample_peak_db, loudness(report))
    };
    let evidence = vec![line("the file", &tone), line("its render", &render)];
    Ok(Observed::with(if is_same { "as loud as the file" } else { "otherwise" }, evidence))
}
