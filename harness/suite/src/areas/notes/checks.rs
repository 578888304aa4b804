//! Notes: what `setNotes` writes and what it refuses. Contract, section 5.

use livebridge_port::ErrorCode::{BadInput, WrongType};
use livebridge_port::capabilities::NoteKeeping;
use livebridge_port::rules::MAX_BEAT;
use livebridge_port::{Mutation, Note};

use crate::check::{Check, Checked, refused, require};
use crate::checks::written_notes::{KEPT, listed, write, written_is_read};
use crate::stage::Stage;

pub(in crate::areas) fn checks() -> Vec<Check> {
    vec![
        Check::new("notes/replaced-and-read-back", "LB-NOTES-001", replaced_and_read_back),
        Check::new("notes/pitch-is-rounded-and-clamped", "LB-NOTES-002", pitches),
        Check::new("notes/velocity-is-clamped", "LB-NOTES-003", velocities),
        Check::new("notes/negative-duration", "LB-NOTES-004", |stage| {
            refuse(stage, &[Note::new(60.0, 0.0, -0.25)], "a note of duration -0.25")
        }),
        Check::new("notes/probability-range", "LB-NOTES-005", |stage| {
            for probability in [-0.1, 1.1] {
                let note = Note::new(60.0, 0.0, 1.0).with_probability(probability);
                refuse(stage, &[note], &format!("a note of probability {probability}"))?;
            }
            Ok(())
        }),
        Check::new("notes/velocity-deviation-range", "LB-NOTES-006", |stage| {
            for deviation in [-127.5, 128.0] {
                let note = Note::new(60.0, 0.0, 1.0).with_velocity_deviation(deviation);
                refuse(stage, &[note], &format!("a note of velocity deviation {deviation}"))?;
            }
            Ok(())
        }),
        Check::new("notes/negative-start", "LB-NOTES-007", |stage| {
            let notes = [Note::new(60.0, -2.0, 1.0), Note::new(62.0, 0.0, 1.0)];
            written_is_read(stage, &notes, &notes)
        }),
        Check::new("notes/of-an-audio-clip", "LB-NOTES-008", |stage| {
            let clip_id = stage.audio_clip()?;
            let notes = [Note::new(60.0, 0.0, 1.0)];
            let answer = stage.call(Mutation::SetNotes { clip_id, notes: notes.into() });
            refused(answer, &[WrongType], "writing notes to an audio clip").map(drop)
        }),
        Check::new("notes/beyond-the-last-beat", "LB-NOTES-009", |stage| {
            for note in [Note::new(60.0, MAX_BEAT + 1.0, 1.0), Note::new(60.0, 0.0, MAX_BEAT + 1.0)] {
                refuse(stage, &[note], "a note beyond beat 1576800")?;
            }
            Ok(())
        }),
        Check::new("notes/each-clip-by-its-own-id", "LB-NOTES-001", each_by_its_own_id)
            .calling(&[livebridge_port::Operation::ListTracks, livebridge_port::Operation::ListClips]),
        Check::new("notes/of-one-pitch", "LB-NOTES-013", |stage| {
            let (note, short) = (Note::new(60.0, 1.0, 1.0), Note::new(60.0, 1.0, 0.5).with_velocity(33.0));
            let [early, late] = [Note::new(60.0, 0.0, 4.0), Note::new(60.0, 3.0, 2.0)];
            for written in [vec![note, note, short], vec![early, note, late], vec![late, note, early]] {
                let kept = match stage.capabilities().notes {
                    NoteKeeping::AsWritten => written.clone(),
                    NoteKeeping::Live => Note::as_live_keeps(&written),
                };
                written_is_read(stage, &written, &kept)?;
            }
            Ok(())
        }),
        Check::new("notes/optional-fields", "LB-NOTES-010", optional_fields),
        Check::new("notes/at-the-ends-of-ranges", "LB-NOTES-011", ends_of_ranges),
        Check::new("notes/many", "LB-NOTES-012", many),
    ]
}

/// The last values that each field takes.
fn ends_of_ranges(stage: &mut Stage) -> Checked {
    let plain = Note::new(60.0, 0.0, 1.0);
    let notes = [
        plain.with_probability(0.0),
        plain.with_probability(1.0),
        plain.with_velocity_deviation(-127.0),
        plain.with_velocity_deviation(127.0),
        plain.with_velocity(127.0).with_release_velocity(127.0),
        plain.with_velocity(0.0).with_release_velocity(0.0),
        Note::new(0.0, MAX_BEAT, 1.0),
        Note::new(127.0, 0.0, MAX_BEAT),
    ];
    for note in notes {
        written_is_read(stage, &[note], &[note])?;
    }
    Ok(())
}

/// More notes than a host takes in one page.
fn many(stage: &mut Stage) -> Checked {
    let notes: Vec<Note> = (0..10_001_i32).map(|i| Note::new(f64::from(i % 128), f64::from(i) / 4.0, 0.25)).collect();
    let clip_id = stage.midi_clip(&[])?;
    stage.call(Mutation::SetNotes { clip_id: clip_id.clone(), notes: notes.clone().into() })?;
    let mut read = stage.notes(&clip_id)?;
    require(read.len() == notes.len(), || format!("{} notes", notes.len()), || format!("{} notes", read.len()))?;
    // No two begin together, so that sorting makes a list of the multiset.
    read.sort_by(|a, b| a.start_time.total_cmp(&b.start_time));
    for (written, read) in notes.iter().zip(&read) {
        require(
            stage.same_notes(&[*written], &[*read]),
            || format!("a note of pitch {} at {}", written.pitch, written.start_time),
            || format!("pitch {} at {}", read.pitch, read.start_time),
        )?;
    }
    Ok(())
}

/// Every MIDI clip of the Set gets a note of its own, and has it when all are written.
fn each_by_its_own_id(stage: &mut Stage) -> Checked {
    stage.fresh("seeded")?;
    let clips: Vec<_> = stage.all_clips(None)?.into_iter().filter(|clip| clip.is_midi).map(|clip| clip.id).collect();
    let note = |at: usize| [Note::new(f64::from(u32::try_from(at % 128).unwrap_or_default()), 0.0, 1.0)];
    for (at, clip_id) in clips.iter().enumerate() {
        stage.call(Mutation::SetNotes { clip_id: clip_id.clone(), notes: note(at).into() })?;
    }
    for (at, clip) in clips.iter().enumerate() {
        let read = stage.notes(clip)?;
        require(
            stage.same_notes(&note(at), &read),
            || format!("each of {} clips has its own note: `{clip}` has {}", clips.len(), listed(&note(at))),
            || format!("it has {}", listed(&read)),
        )?;
    }
    Ok(())
}

/// Each optional field alone, and none: what is absent means its default.
fn optional_fields(stage: &mut Stage) -> Checked {
    let plain = Note::new(60.0, 0.0, 1.0);
    for note in [
        plain,
        plain.with_velocity(0.0),
        plain.with_muted(true),
        plain.with_muted(false),
        plain.with_probability(0.25),
        plain.with_velocity_deviation(-127.0),
        plain.with_release_velocity(0.0),
        plain.with_selected(true),
    ] {
        written_is_read(stage, &[note], &[note])?;
    }
    Ok(())
}

/// The notes are refused in every way of sending them.
fn refuse(stage: &mut Stage, notes: &[Note], what: &str) -> Checked {
    let clip = stage.midi_clip(&[KEPT])?;
    for via in stage.ways() {
        refused(write(stage, via, &clip, notes), &[BadInput], what)?;
    }
    Ok(())
}

fn replaced_and_read_back(stage: &mut Stage) -> Checked {
    let full = Note::new(64.0, 1.5, 0.25)
        .with_velocity(1.0)
        .with_muted(true)
        .with_probability(0.5)
        .with_velocity_deviation(-12.0)
        .with_release_velocity(10.0)
        .with_selected(true);
    let notes = [full, Note::new(60.0, 0.0, 1.0).with_velocity(100.0), Note::new(67.0, 3.0, 0.0)];
    written_is_read(stage, &notes, &notes)?;
    written_is_read(stage, &[], &[])
}

fn pitches(stage: &mut Stage) -> Checked {
    for (written, kept) in
        [(60.5, 61.0), (60.4, 60.0), (59.5, 60.0), (-3.0, 0.0), (-0.5, 0.0), (130.0, 127.0), (127.4, 127.0)]
    {
        written_is_read(stage, &[Note::new(written, 0.0, 1.0)], &[Note::new(kept, 0.0, 1.0)])?;
    }
    Ok(())
}

fn velocities(stage: &mut Stage) -> Checked {
    let base = Note::new(60.0, 0.0, 1.0);
    for (written, kept) in [(200.0, 127.0), (-5.0, 0.0), (90.5, 90.5), (0.25, 0.25)] {
        written_is_read(stage, &[base.with_velocity(written)], &[base.with_velocity(kept)])?;
        written_is_read(stage, &[base.with_release_velocity(written)], &[base.with_release_velocity(kept)])?;
    }
    Ok(())
}
