//! Live's scales: their names, which Live 12.1 and later write as numbers, and their notes.

use super::model::Scale;

/// Names and semitones from the root, by number.
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

impl Scale {
    /// Its name, and its notes as semitones from the root. One that is not known keeps what is written, with `#` before
    /// a number, and has no notes; where none was ever chosen both are empty.
    pub fn name_and_notes(&self) -> (String, Vec<u8>) {
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
pub(super) fn is_unknown(scale: &Scale) -> bool {
    !scale.name.is_empty() && scale.name_and_notes().1.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> (String, Vec<u8>) {
        Scale { root: Some(9), name: name.into() }.name_and_notes()
    }

    #[test]
    fn numbers_and_names_are_the_same_scales() {
        assert_eq!(named("1"), named("Minor"));
        assert_eq!(named("34").0, "Messiaen 7");
        assert_eq!(named("35"), ("#35".to_owned(), Vec::new()));
        assert_eq!(named("Maqam"), ("Maqam".to_owned(), Vec::new()));
        assert!(is_unknown(&Scale { root: None, name: "35".into() }));
        assert!(!is_unknown(&Scale { root: None, name: "".into() }));
    }

    #[test]
    fn scales_rise_from_the_root() {
        for (name, notes) in SCALES {
            assert!(notes.is_sorted_by(|a, b| a < b) && notes[0] == 0 && notes[notes.len() - 1] < 12, "{name}");
        }
    }
}
