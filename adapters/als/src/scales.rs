//! Live's scales: their names, which Live 12.1 and later write as numbers, and their notes.

use super::model::SongScale;

/// Names and semitones from the root, by number.
///
/// The order is Live's; of the notes, only those of Major and Minor were seen in Sets. The others are what music theory
/// means by the names, and the tests hold them to how the scales follow from each other. Theory does not settle the two
/// Pelogs, which no twelve equal steps render, nor 8-Tone Spanish, Hirajoshi, Kumoi and Bhairav, of which there is more
/// than one reading: there, Live's own may be another.
const SCALES: [(&str, &[u8]); 35] = [
    ("Major", &[0, 2, 4, 5, 7, 9, 11]),
    ("Minor", &[0, 2, 3, 5, 7, 8, 10]),
    ("Dorian", &[0, 2, 3, 5, 7, 9, 10]),
    ("Mixolydian", &[0, 2, 4, 5, 7, 9, 10]),
    ("Lydian", &[0, 2, 4, 6, 7, 9, 11]),
    ("Phrygian", &[0, 1, 3, 5, 7, 8, 10]),
    ("Locrian", &[0, 1, 3, 5, 6, 8, 10]),
    ("Whole Tone", &[0, 2, 4, 6, 8, 10]),
    ("Half-whole Dim.", &[0, 1, 3, 4, 6, 7, 9, 10]),
    ("Whole-half Dim.", &[0, 2, 3, 5, 6, 8, 9, 11]),
    ("Minor Blues", &[0, 3, 5, 6, 7, 10]),
    ("Minor Pentatonic", &[0, 3, 5, 7, 10]),
    ("Major Pentatonic", &[0, 2, 4, 7, 9]),
    ("Harmonic Minor", &[0, 2, 3, 5, 7, 8, 11]),
    ("Harmonic Major", &[0, 2, 4, 5, 7, 8, 11]),
    ("Dorian #4", &[0, 2, 3, 6, 7, 9, 10]),
    ("Phrygian Dominant", &[0, 1, 4, 5, 7, 8, 10]),
    ("Melodic Minor", &[0, 2, 3, 5, 7, 9, 11]),
    ("Lydian Augmented", &[0, 2, 4, 6, 8, 9, 11]),
    ("Lydian Dominant", &[0, 2, 4, 6, 7, 9, 10]),
    ("Super Locrian", &[0, 1, 3, 4, 6, 8, 10]),
    ("8-Tone Spanish", &[0, 1, 3, 4, 5, 6, 8, 10]),
    ("Bhairav", &[0, 1, 4, 5, 7, 8, 11]),
    ("Hungarian Minor", &[0, 2, 3, 6, 7, 8, 11]),
    ("Hirajoshi", &[0, 2, 3, 7, 8]),
    ("In-Sen", &[0, 1, 5, 7, 10]),
    ("Iwato", &[0, 1, 5, 6, 10]),
    ("Kumoi", &[0, 2, 3, 7, 9]),
    ("Pelog Selisir", &[0, 1, 3, 7, 8]),
    ("Pelog Tembung", &[0, 1, 5, 7, 8]),
    ("Messiaen 3", &[0, 2, 3, 4, 6, 7, 8, 10, 11]),
    ("Messiaen 4", &[0, 1, 2, 5, 6, 7, 8, 11]),
    ("Messiaen 5", &[0, 1, 5, 6, 7, 11]),
    ("Messiaen 6", &[0, 2, 4, 5, 6, 8, 10, 11]),
    ("Messiaen 7", &[0, 1, 2, 3, 5, 6, 7, 8, 9, 11]),
];

impl SongScale {
    /// Its name, and its notes as semitones from the root. One that is not known keeps what is written, with `#` before
    /// a number, and has no notes; where none was ever chosen both are empty.
    pub fn name_and_notes(&self) -> (String, Vec<u8>) {
        if let Some(notes) = &self.notes {
            return (self.name.to_string(), notes.clone());
        }
        let number = self.name.parse::<usize>().ok();
        let found = match number {
            Some(number) => SCALES.get(number),
            None => SCALES.iter().find(|(name, _)| **name == *self.name),
        };
        match (found, number) {
            (Some((name, notes)), _) => ((*name).to_owned(), notes.to_vec()),
            (None, Some(number)) => (format!("#{number}"), Vec::new()),
            (None, None) => (self.name.to_string(), Vec::new()),
        }
    }
}

/// Whether the scale is one that is not in the list; an empty name says that none was ever chosen.
pub(super) fn is_unknown(scale: &SongScale) -> bool {
    !scale.name.is_empty() && scale.name_and_notes().1.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> (String, Vec<u8>) {
        SongScale { root: Some(9), name: name.into(), notes: None }.name_and_notes()
    }

    #[test]
    fn numbers_and_names_are_the_same_scales() {
        assert_eq!(named("1"), named("Minor"));
        assert_eq!(named("34").0, "Messiaen 7");
        assert_eq!(named("35"), ("#35".to_owned(), Vec::new()));
        assert_eq!(named("Maqam"), ("Maqam".to_owned(), Vec::new()));
        assert!(is_unknown(&SongScale { root: None, name: "35".into(), notes: None }));
        assert!(!is_unknown(&SongScale { root: None, name: "".into(), notes: None }));
    }

    fn notes(name: &str) -> Vec<u8> {
        named(name).1
    }

    /// The mode of a scale that begins on its n-th note.
    fn mode(name: &str, nth: usize) -> Vec<u8> {
        let notes = notes(name);
        let mut mode: Vec<_> = notes.iter().map(|note| (note + 12 - notes[nth - 1]) % 12).collect();
        mode.sort_unstable();
        mode
    }

    #[test]
    fn modes_are_modes_of_their_scales() {
        for (scale, nth, of) in [
            ("Dorian", 2, "Major"),
            ("Phrygian", 3, "Major"),
            ("Lydian", 4, "Major"),
            ("Mixolydian", 5, "Major"),
            ("Minor", 6, "Major"),
            ("Locrian", 7, "Major"),
            ("Minor Pentatonic", 5, "Major Pentatonic"),
            ("Whole-half Dim.", 2, "Half-whole Dim."),
            ("Dorian #4", 4, "Harmonic Minor"),
            ("Phrygian Dominant", 5, "Harmonic Minor"),
            ("Lydian Augmented", 3, "Melodic Minor"),
            ("Lydian Dominant", 4, "Melodic Minor"),
            ("Super Locrian", 7, "Melodic Minor"),
            ("Hungarian Minor", 4, "Bhairav"),
            ("Iwato", 2, "Hirajoshi"),
            ("In-Sen", 2, "Kumoi"),
        ] {
            assert_eq!(notes(scale), mode(of, nth), "{scale} is mode {nth} of {of}");
        }
    }

    #[test]
    fn scales_follow_from_each_other() {
        let with = |name: &str, from: u8, to: u8| {
            let raised = notes(name).into_iter().map(|note| if note == from { to } else { note });
            raised.collect::<Vec<_>>()
        };
        assert_eq!(notes("Harmonic Minor"), with("Minor", 10, 11));
        assert_eq!(notes("Harmonic Major"), with("Major", 9, 8));
        assert_eq!(notes("Melodic Minor"), with("Major", 4, 3));
        assert_eq!(notes("Hungarian Minor"), with("Harmonic Minor", 5, 6));
        assert_eq!(notes("Bhairav"), with("Harmonic Major", 2, 1));
        let mut blues = notes("Minor Pentatonic");
        blues.insert(3, 6);
        assert_eq!(notes("Minor Blues"), blues);
        assert!(notes("Major Pentatonic").iter().all(|note| notes("Major").contains(note)));
    }

    #[test]
    fn scales_of_limited_transposition_repeat() {
        let repeats = [("Whole Tone", 2), ("Half-whole Dim.", 3), ("Messiaen 3", 4)];
        let by_tritone = ["Messiaen 4", "Messiaen 5", "Messiaen 6", "Messiaen 7"].map(|name| (name, 6));
        for (name, by) in repeats.into_iter().chain(by_tritone) {
            let mut moved: Vec<_> = notes(name).iter().map(|note| (note + by) % 12).collect();
            moved.sort_unstable();
            assert_eq!(moved, notes(name), "{name} repeats every {by} semitones");
        }
        assert_eq!(
            ["Messiaen 3", "Messiaen 4", "Messiaen 5", "Messiaen 6", "Messiaen 7"].map(|name| notes(name).len()),
            [9, 8, 6, 8, 10]
        );
    }

    #[test]
    fn scales_rise_from_the_root() {
        for (name, notes) in SCALES {
            assert!(notes.is_sorted_by(|a, b| a < b) && notes[0] == 0 && notes[notes.len() - 1] < 12, "{name}");
        }
    }
}
