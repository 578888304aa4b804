//! Where the clips of the Arrangement stand.

use livebridge_port::{ClipInfo, Mutation};

use crate::check::{Checked, require};
use crate::stage::{Region, Stage};

/// Starts and lengths from the base of a region.
pub(crate) type Places = [(f64, f64)];

/// The clips of the region stand at these places.
pub(crate) fn stand_at(stage: &Stage, region: &Region, wanted: &Places, expected: &str) -> Checked<Vec<ClipInfo>> {
    let clips = stage.clips_in(region)?;
    let seen: Vec<_> = clips.iter().map(|clip| (clip.start_time - region.base, clip.duration)).collect();
    let same = seen.len() == wanted.len()
        && seen.iter().zip(wanted).all(|(seen, wanted)| {
            stage.same_beats(wanted.0 + region.base, seen.0 + region.base) && stage.same_beats(wanted.1, seen.1)
        });
    let shown = |places: &Places| {
        let base = region.base;
        let ends: Vec<_> =
            places.iter().map(|(at, length)| format!("[{}, {})", base + at, base + at + length)).collect();
        if ends.is_empty() { "no clips".to_owned() } else { format!("clips over {}", ends.join(" ")) }
    };
    require(same, || format!("{expected}: {}", shown(wanted)), || shown(&seen))?;
    Ok(clips)
}

pub(crate) fn clear(stage: &mut Stage, region: &Region, range: (f64, f64)) -> Checked {
    let (start_beat, end_beat) = (region.base + range.0, region.base + range.1);
    stage.call(Mutation::ClearClipsInRange { track_id: region.track.clone(), start_beat, end_beat })?;
    Ok(())
}
