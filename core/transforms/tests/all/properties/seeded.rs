//! The seeded generator of draws: its bytes, and that they are good ones.

use livebridge_port::Note;
use livebridge_transforms::{DrawKind, Draws, Grid, HumanizeOpts, NoteRng, humanize};

/// A source with only what must be written tells notes and kinds apart, and ours gives it the same numbers one by one as
/// it fills whole blocks with.
#[test]
fn a_source_of_ones_own_is_asked_note_by_note_and_kind_by_kind() {
    struct OneByOne(NoteRng, Vec<(usize, DrawKind)>);

    impl Draws for OneByOne {
        fn draw(&mut self, note: usize, kind: DrawKind) -> f64 {
            self.1.push((note, kind));
            self.0.draw(note, kind)
        }
    }

    let notes = vec![Note::new(60.0, 1.0, 1.0); 200];
    let opts = HumanizeOpts { do_timing: true, do_velocity: true, ..HumanizeOpts::new(0.5) };
    let mut source = OneByOne(NoteRng::new(3), Vec::new());
    let one_by_one = humanize(&notes, &opts, Grid::new("1/16", false), &mut source).unwrap();
    assert_eq!(one_by_one, humanize(&notes, &opts, Grid::new("1/16", false), &mut NoteRng::new(3)).unwrap());
    let wanted = (0..200).flat_map(|note| [(note, DrawKind::Timing), (note, DrawKind::Velocity)]);
    assert!(source.1.into_iter().eq(wanted));
}

/// The bytes of the seeded generator, which never change.
#[test]
fn the_seeded_generator_gives_the_same_draws_for_ever() {
    let halves = |rng: NoteRng, kind| [0, 1, 2, 1_000_001].map(|note| rng.get(note, kind) * 4_294_967_296.0);
    let seen = [
        halves(NoteRng::new(0), DrawKind::Timing),
        halves(NoteRng::new(7), DrawKind::Velocity),
        halves(NoteRng::new(u64::MAX).for_clip(3), DrawKind::VelocityDeviation),
    ];
    // By another program, from the description of the generator.
    let written = [
        [1_293_516_399.0, 2_802_244_911.0, 4_097_920_862.0, 3_311_389_261.0],
        [554_818_788.0, 2_186_607_963.0, 226_435_936.0, 105_890_149.0],
        [1_782_194_559.0, 583_180_092.0, 1_708_839_533.0, 3_965_421_625.0],
    ];
    assert_eq!(seen, written);
}

/// Draws are spread evenly, and neither neighbours, kinds, clips nor seeds go together.
#[test]
fn the_seeded_generator_is_a_good_one() {
    let count = 100_000_u32;
    let draws =
        |rng: NoteRng, kind| -> Vec<f64> { (0..count).map(|note| rng.get(note as usize, kind) - 0.5).collect() };
    let correlation = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y * 12.0).sum::<f64>() / f64::from(count);
    let first = draws(NoteRng::new(1), DrawKind::Timing);
    // Five standard deviations of each estimate.
    let limit = 5.0 / f64::from(count).sqrt();
    let mean = first.iter().sum::<f64>() / f64::from(count);
    assert!(mean.abs() < limit && (correlation(&first, &first) - 1.0).abs() < limit, "{mean}");
    for lag in 1..9 {
        assert!(correlation(&first[lag..], &first).abs() < limit, "lag {lag}");
    }
    for other in [
        draws(NoteRng::new(2), DrawKind::Timing),
        draws(NoteRng::new(1).for_clip(1), DrawKind::Timing),
        draws(NoteRng::new(1), DrawKind::Velocity),
    ] {
        assert!(correlation(&first, &other).abs() < limit);
    }
    let mut sorted = first.clone();
    sorted.sort_by(f64::total_cmp);
    let bounds = (0..=64).map(|i| f64::from(i) / 64.0 - 0.5).map(|bound| sorted.partition_point(|draw| *draw < bound));
    let bounds: Vec<usize> = bounds.collect();
    let expected = f64::from(count) / 64.0;
    let off = |pair: &[usize]| f64::from(u32::try_from(pair[1] - pair[0]).unwrap()) - expected;
    let chi_squared: f64 = bounds.windows(2).map(|pair| off(pair).powi(2) / expected).sum();
    assert!(chi_squared < 120.0, "{chi_squared} with 63 degrees of freedom");
}
