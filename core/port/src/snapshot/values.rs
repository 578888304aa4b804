//! Whether the numbers of a snapshot can be those of a Set. What contradicts in its structure is not looked at here.
//!
//! A snapshot comes from outside: from a file, or over a wire.

use super::{ClipSnapshot, ParamSnapshot, Snapshot, TrackSnapshot};

type Rule = Result<(), String>;

const LARGEST: f64 = Snapshot::LARGEST;

/// How many slots a Set may have: tracks times scenes.
const MOST_SLOTS: usize = 10_000_000;

impl Snapshot {
    /// No tempo, beat, content time or value of a note lies above this, so that sums of them stay exact enough.
    pub const LARGEST: f64 = 1e9;

    /// Says which number cannot be, and where: a tempo of 0, a value outside of its range, NaN anywhere.
    pub fn check_values(&self) -> Rule {
        let slots = self.tracks.len().saturating_mul(self.scenes.len());
        require(slots <= MOST_SLOTS, || format!("{slots} slots (tracks times scenes) are more than {MOST_SLOTS}"))?;
        above_zero("tempo", self.tempo)?;
        require(self.root_note < 12, || format!("rootNote is {}, and there are 12 pitch classes", self.root_note))?;
        for (i, scene) in self.scenes.iter().enumerate() {
            scene.tempo.map_or(Ok(()), |tempo| above_zero(&format!("scenes[{i}].tempo"), tempo))?;
        }
        for (i, cue_point) in self.cue_points.iter().flatten().enumerate() {
            from_zero(&format!("cuePoints[{i}].time"), cue_point.time)?;
        }
        self.tracks.iter().enumerate().try_for_each(|(i, track)| check_track(&format!("tracks[{i}]"), track))
    }
}

fn check_track(place: &str, track: &TrackSnapshot) -> Rule {
    check_param(&format!("{place}.volume"), &track.volume)?;
    require((-1.0..=1.0).contains(&track.panning), || format!("{place}.panning is {}, not -1 to 1", track.panning))?;
    for (d, device) in track.devices.iter().enumerate() {
        for (p, param) in device.parameters.iter().enumerate() {
            check_param(&format!("{place}.devices[{d}].parameters[{p}]"), param)?;
        }
    }
    for (list, clips) in [("session", &track.session), ("arrangement", &track.arrangement)] {
        for (i, clip) in clips.iter().enumerate() {
            clip.check_values(&format!("{place}.{list}[{i}]"))?;
        }
    }
    Ok(())
}

fn check_param(place: &str, param: &ParamSnapshot) -> Rule {
    let (min, max) = (param.min, param.max);
    require((max - min).is_finite() && min <= max, || format!("{place} runs from {min} to {max}"))?;
    for (name, value) in [("value", param.value), ("defaultValue", param.default_value)] {
        require((min..=max).contains(&value), || format!("{place}.{name} is {value}, not {min} to {max}"))?;
    }
    Ok(())
}

impl ClipSnapshot {
    /// Says which number cannot be that of a clip in a Set; `place` is where it stands.
    pub fn check_values(&self, place: &str) -> Result<(), String> {
        from_zero(&format!("{place}.duration"), self.duration)?;
        self.start_time.map_or(Ok(()), |start| from_zero(&format!("{place}.startTime"), start))?;
        let marks = [Some(self.loop_start), Some(self.loop_end), Some(self.end_marker), self.start_marker];
        let near = marks.into_iter().flatten().all(|mark| mark.abs() <= LARGEST);
        require(near, || format!("{place} has a loop or marker that is no number up to {LARGEST}"))?;
        for (i, note) in self.notes.iter().flat_map(|notes| notes.iter()).enumerate() {
            // A start has no lower end in the contract: what `setNotes` accepted must be read again.
            require(note.numbers().all(|(_, number)| number.is_finite() && number <= LARGEST), || {
                format!("{place}.notes[{i}] has a number that is not finite or above {LARGEST}")
            })?;
        }
        Ok(())
    }
}

fn above_zero(place: &str, value: f64) -> Rule {
    require(value > 0.0 && value <= LARGEST, || format!("{place} is {value}, and must be above 0"))
}

fn from_zero(place: &str, value: f64) -> Rule {
    require((0.0..=LARGEST).contains(&value), || format!("{place} is {value}, and must be from 0 to {LARGEST}"))
}

fn require(holds: bool, otherwise: impl FnOnce() -> String) -> Rule {
    if holds { Ok(()) } else { Err(otherwise()) }
}

#[cfg(test)]
mod tests {
    use crate::fixtures;

    #[test]
    fn fixtures_are_sets() {
        for name in fixtures::NAMES {
            assert_eq!(fixtures::by_name(name).unwrap().check_values(), Ok(()), "{name}");
        }
    }

    #[test]
    fn what_cannot_be_is_named() {
        let refused = |change: fn(&mut crate::Snapshot)| {
            let mut set = fixtures::seeded();
            change(&mut set);
            set.check_values().unwrap_err()
        };
        assert_eq!(refused(|set| set.tempo = 0.0), "tempo is 0, and must be above 0");
        assert_eq!(refused(|set| set.tempo = f64::NAN), "tempo is NaN, and must be above 0");
        assert_eq!(refused(|set| set.root_note = 12), "rootNote is 12, and there are 12 pitch classes");
        assert_eq!(refused(|set| set.tracks[1].volume.value = 1.5), "tracks[1].volume.value is 1.5, not 0 to 1");
        assert_eq!(refused(|set| set.tracks[0].panning = 2.0), "tracks[0].panning is 2, not -1 to 1");
        assert_eq!(
            refused(|set| set.tracks[2].devices[1].parameters[0].min = f64::INFINITY),
            "tracks[2].devices[1].parameters[0] runs from inf to 0"
        );
        assert_eq!(
            refused(|set| set.tracks[1].arrangement[0].start_time = Some(-1.0)),
            "tracks[1].arrangement[0].startTime is -1, and must be from 0 to 1000000000"
        );
        assert!(refused(|set| set.tracks[1].arrangement[0].loop_end = f64::NAN).contains("loop or marker"));
        assert!(
            refused(
                |set| set.cue_points = Some(vec![crate::snapshot::CuePointSnapshot { time: -4.0, name: "".into() }])
            )
            .starts_with("cuePoints[0].time is -4")
        );
        assert!(refused(|set| set.scenes = vec![set.scenes[0].clone(); 4_000_000]).contains("12000000 slots"));
        assert!(
            refused(|set| (set.tracks[1].volume.min, set.tracks[1].volume.max) = (-1.7e308, 1.7e308))
                .contains("runs from")
        );
        assert!(refused(|set| set.scenes[1].tempo = Some(-1.0)).starts_with("scenes[1].tempo is -1"));
        let nan = [crate::Note::new(60.0, f64::NAN, 1.0)];
        assert!(fixtures::with_one_midi_clip(&nan).check_values().unwrap_err().contains("notes[0]"));
        let early = [crate::Note::new(60.0, f64::MIN, 1.0)];
        assert_eq!(fixtures::with_one_midi_clip(&early).check_values(), Ok(()));
    }
}
