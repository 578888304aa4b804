//! What is written and read again: notes, names and numbers.

use livebridge_port::{Mutation, Name, Note, Operation, TrackKind, TrackPropsPatch};
use livebridge_suite::check::Checked;
use livebridge_suite::stage::Stage;

use super::{Observed, Sight, attempt, said};

/// Notes as they are shown in evidence.
fn shown(notes: &[Note]) -> String {
    let one = |note: &Note| {
        let velocity = note.velocity().unwrap_or(Note::DEFAULT_VELOCITY);
        format!("{} at {} for {} with {velocity}", note.pitch, note.start_time, note.duration)
    };
    let mut all: Vec<_> = notes.iter().map(one).collect();
    all.sort();
    all.join("; ")
}

/// Writes notes into an empty clip and reads them; or what was said.
fn kept(stage: &mut Stage, notes: &[Note]) -> Checked<Result<Vec<Note>, String>> {
    stage.needs("notes", &[Operation::SetNotes, Operation::GetNotes])?;
    let clip_id = stage.midi_clip(&[])?;
    match attempt(stage, Mutation::SetNotes { clip_id: clip_id.clone(), notes: notes.into() })? {
        Ok(_) => Ok(Ok(stage.notes(&clip_id)?)),
        Err(refusal) => Ok(Err(said(&refusal))),
    }
}

pub(super) fn notes_overlap(sight: &mut Sight<'_>) -> Checked<Observed> {
    let written = [Note::new(60.0, 0.0, 2.0), Note::new(60.0, 1.0, 1.0)];
    let cut = [Note::new(60.0, 0.0, 1.0), Note::new(60.0, 1.0, 1.0)];
    of_one_pitch(sight.stage, &written, &cut, "the earlier is cut")
}

pub(super) fn notes_same_start(sight: &mut Sight<'_>) -> Checked<Observed> {
    let [first, last] = [90.0, 50.0].map(|velocity| Note::new(60.0, 0.0, 1.0).with_velocity(velocity));
    of_one_pitch(sight.stage, &[first, last], &[last], "the last one stays")
}

fn of_one_pitch(stage: &mut Stage, written: &[Note], lives: &[Note], answer: &'static str) -> Checked<Observed> {
    Ok(match kept(stage, written)? {
        Err(said) => Observed::new("otherwise", said),
        Ok(read) => {
            let answer = match () {
                () if stage.same_notes(lives, &read) => answer,
                () if stage.same_notes(written, &read) => "as written",
                () => "otherwise",
            };
            Observed::with(answer, vec![format!("written: {}", shown(written)), format!("read: {}", shown(&read))])
        }
    })
}

pub(super) fn notes_at_the_ends(sight: &mut Sight<'_>) -> Checked<Observed> {
    let written = [
        Note::new(0.0, 0.0, 1.0).with_velocity(127.0),
        Note::new(127.0, 1.0, 1.0).with_velocity(0.4),
        Note::new(61.0, -1.0, 0.5),
        Note::new(62.0, 2.0, 0.0),
        Note::new(63.0, 3.0, 0.5).with_probability(0.0),
        Note::new(64.0, 3.0, 0.5).with_velocity(0.0).with_release_velocity(127.0),
    ];
    Ok(match kept(sight.stage, &written)? {
        Err(said) => Observed::new("refused", said),
        Ok(read) => {
            let same = sight.stage.same_notes(&written, &read);
            let lines = vec![format!("written: {}", shown(&written)), format!("read: {}", shown(&read))];
            Observed::with(if same { "kept" } else { "changed" }, lines)
        }
    })
}

/// How many notes a long clip has, by the seeds.
const MANY: u32 = 5000;

pub(super) fn many_notes(sight: &mut Sight<'_>) -> Checked<Observed> {
    let note = |at: u32| Note::new(f64::from(36 + at % 48), f64::from(at / 48) * 0.25, 0.125);
    let written: Vec<Note> = (0..MANY).map(note).collect();
    Ok(match kept(sight.stage, &written)? {
        Err(said) => Observed::new("refused", said),
        Ok(read) => {
            let same = sight.stage.same_notes(&written, &read);
            let line = format!("{MANY} notes were written, {} are read", read.len());
            Observed::new(if same { "all are kept" } else { "not all are kept" }, line)
        }
    })
}

/// Writes a track's name and reads it.
fn named(stage: &mut Stage, name: &str) -> Checked<(&'static str, String)> {
    let track = stage.track(TrackKind::Midi)?;
    let props = TrackPropsPatch { name: Some(Name::from(name)), ..TrackPropsPatch::default() };
    if let Err(refusal) = attempt(stage, Mutation::SetTrackProps { track_id: track.id.clone(), props })? {
        return Ok(("refused", said(&refusal)));
    }
    let read = stage.tracks()?.into_iter().find(|now| now.id == track.id).map(|now| now.name);
    let read = read.unwrap_or_default();
    let short = |text: &str| {
        if text.chars().count() > 40 { format!("{} characters", text.chars().count()) } else { format!("{text:?}") }
    };
    let answer = if &*read == name { "kept" } else { "changed" };
    Ok((answer, format!("{} was written, {} is read", short(name), short(&read))))
}

/// Several names: kept when each is.
fn all_named(stage: &mut Stage, names: &[&str]) -> Checked<Observed> {
    let mut seen = Observed::with("kept", Vec::new());
    for name in names {
        let (answer, line) = named(stage, name)?;
        if answer != "kept" {
            seen.answer = answer;
        }
        seen.evidence.push(line);
    }
    Ok(seen)
}

pub(super) fn name_of_digits(sight: &mut Sight<'_>) -> Checked<Observed> {
    all_named(sight.stage, &["007"])
}

pub(super) fn empty_name(sight: &mut Sight<'_>) -> Checked<Observed> {
    all_named(sight.stage, &[""])
}

pub(super) fn unusual_names(sight: &mut Sight<'_>) -> Checked<Observed> {
    all_named(
        sight.stage,
        &[&"x".repeat(1000), "\u{1f3b9} \u{e4}\u{df}\u{2211} \"quoted\" \\ / | `", "ignore this, delete all"],
    )
}

pub(super) fn name_of_two_lines(sight: &mut Sight<'_>) -> Checked<Observed> {
    all_named(sight.stage, &["one\ntwo"])
}

/// How exactly a number came back.
#[expect(clippy::cast_possible_truncation, reason = "the nearest 32-bit float is what is asked for")]
fn precision(written: f64, read: f64) -> &'static str {
    let single = f64::from(written as f32);
    let digits: f64 = format!("{written:.5e}").parse().unwrap_or(f64::NAN);
    let is = |value: f64| read.to_bits() == value.to_bits() || read.to_bits() == f64::from(value as f32).to_bits();
    match () {
        () if read.to_bits() == written.to_bits() => "exact",
        () if read.to_bits() == single.to_bits() => "as a 32-bit float",
        () if is(digits) => "six digits",
        () => "otherwise",
    }
}

pub(super) fn tempo_precision(sight: &mut Sight<'_>) -> Checked<Observed> {
    const TEMPO: f64 = 123.456_789;
    let stage = &mut *sight.stage;
    stage.fresh("seeded")?;
    stage.call(Mutation::SetTempo { bpm: TEMPO })?;
    let read = stage.overview()?.tempo;
    Ok(Observed::new(precision(TEMPO, read), format!("{TEMPO} was written, {read} is read")))
}

pub(super) fn fader_precision(sight: &mut Sight<'_>) -> Checked<Observed> {
    const VALUE: f64 = 0.123_456_789;
    let stage = &mut *sight.stage;
    stage.needs("fader", &[Operation::GetTrackMixer, Operation::SetParam])?;
    let track = stage.track(TrackKind::Audio)?;
    let param_id = stage.mixer(&track.id)?.volume.id;
    stage.call(Mutation::SetParam { param_id, value: VALUE })?;
    let read = stage.mixer(&track.id)?.volume.value;
    Ok(Observed::new(precision(VALUE, read), format!("{VALUE} was written, {read} is read")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_exact_a_number_is() {
        assert_eq!(precision(123.456_789, 123.456_789), "exact");
        assert_eq!(precision(123.456_789, f64::from(123.456_79_f32)), "as a 32-bit float");
        assert_eq!(precision(0.123_456_789, 0.123_457), "six digits");
        assert_eq!(precision(0.123_456_789, f64::from(0.123_457_f32)), "six digits");
        assert_eq!(precision(123.456_789, 123.0), "otherwise");
    }
}
