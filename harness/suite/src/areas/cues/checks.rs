//! Cue points. Contract, sections 5 and 8.

use livebridge_port::ErrorCode::{BadInput, SdkRejected};
use livebridge_port::Mutation;

use crate::check::{Check, Checked, Stop, require, told};
use crate::checks::names::names;
use crate::checks::refusals::refuse_each;
use crate::stage::Stage;

pub(in crate::areas) fn checks() -> Vec<Check> {
    vec![
        Check::new("cues/beat-from-zero", "LB-CUE-001", |stage| {
            stage.fresh("seeded")?;
            refuse_each(stage, [cue(-0.5, "before"), cue(-100.0, "far before")], &[BadInput])
        }),
        Check::new("cues/occupied-beat", "LB-CUE-002", |stage| {
            stage.fresh("seeded")?;
            let beat = stage.free_cue_beat();
            stage.call(cue(beat, "first"))?;
            let near = [cue(beat, "again"), cue(beat + 5e-7, "near"), cue(beat - 5e-7, "before")];
            refuse_each(stage, near, &[BadInput, SdkRejected])
        }),
        Check::new("cues/next-to-another", "LB-CUE-004", |stage| {
            stage.fresh("seeded")?;
            if !stage.tolerance().is_exact() {
                return Err(Stop::Missing("64-bit floats (capability precision: f64)".to_owned()));
            }
            let beat = stage.free_cue_beat();
            for beat in [beat, beat + 2e-6, beat - 2e-6] {
                stage.call(cue(beat, "next to another"))?;
            }
            Ok(())
        }),
        Check::new("cues/listed-in-time-order", "LB-CUE-003", cues_in_order),
        Check::new("cues/names-are-kept", "LB-CUE-003", cue_names),
    ]
}

fn cue(beat: f64, name: &str) -> Mutation {
    Mutation::CreateCuePoint { beat, name: name.into() }
}

fn cues_in_order(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let base = stage.free_cue_beat();
    // Some on beats that no short decimal holds, one after the other in every way.
    let made = [(base + 50.0 / 7.0, "Third"), (base + 3.1, "Ä first"), (base + 5.5, ""), (0.0, "Start")];
    let ways = stage.ways();
    for ((beat, name), via) in made.into_iter().zip(ways.into_iter().cycle()) {
        if beat > 0.0 || stage.cue_points()?.iter().all(|cue| cue.time > 1e-6) {
            stage.send(via, cue(beat, name))?;
        }
    }
    let listed = stage.cue_points()?;
    let sorted = listed.windows(2).all(|pair| pair[0].time < pair[1].time);
    let beats = || listed.iter().map(|cue| cue.time.to_string()).collect::<Vec<_>>().join(", ");
    require(sorted, || "cue points are listed in time order".to_owned(), beats)?;
    for (beat, name) in made {
        let found = listed.iter().find(|cue| stage.same_beats(beat, cue.time));
        require(
            found.is_some_and(|found| beat <= 0.0 || &*found.name == name),
            || format!("a cue point `{name}` at beat {beat}"),
            || found.map_or_else(|| "none is there".to_owned(), |found| format!("it is named `{}`", found.name)),
        )?;
    }
    Ok(())
}

/// Each name on a cue point of its own: none is taken away again.
fn cue_names(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let first = stage.free_cue_beat();
    let beats = (0..16).map(|i| first + f64::from(i) / 4.0);
    for (name, beat) in names().into_iter().zip(beats) {
        stage.call(Mutation::CreateCuePoint { beat, name: name.as_str().into() })?;
        let seen = stage.cue_points()?.into_iter().find(|cue| stage.same_beats(beat, cue.time)).map(|cue| cue.name);
        require(
            seen.as_deref() == Some(&name),
            || format!("the cue point at beat {beat} is named {name:?}"),
            || told(&seen),
        )?;
    }
    Ok(())
}
