//! Colours: the numbers of Live's palette through its versions, and the 24-bit RGB of each.

use livebridge_transforms::LIVE_PALETTE;

use super::model::Color;

/// A colour of Live 11 and later, or of a clip or scene before: 0..69, and -1 for none.
pub(super) fn color(number: Option<i64>) -> Color {
    match number {
        None | Some(..0) => Color::Absent,
        Some(number) => place(number).map_or(Color::Legacy(number), Color::Palette),
    }
}

/// A colour of a track of Live 8 to 10: the palette of today begins at 140 and, for its last ten, at 278.
pub(super) fn track_color_index(number: Option<i64>) -> Color {
    match number {
        None | Some(..0) => Color::Absent,
        Some(number @ 140..=199) => color(Some(number - 140)),
        Some(number @ 278..=287) => color(Some(number - 218)),
        Some(number) => Color::Legacy(number),
    }
}

fn place(number: i64) -> Option<u8> {
    u8::try_from(number).ok().filter(|&place| usize::from(place) < LIVE_PALETTE.len())
}

impl Color {
    /// As 24-bit RGB; 0, "no colour set", where there is none or it is not known.
    pub fn rgb(self) -> u32 {
        match self {
            Self::Palette(place) => LIVE_PALETTE.get(usize::from(place)).copied().unwrap_or_default(),
            Self::Absent | Self::Legacy(_) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_all_versions_are_places_in_one_palette() {
        assert_eq!(color(Some(12)).rgb(), 0xE5_53A0);
        assert_eq!(color(Some(69)).rgb(), 0x3C_3C3C);
        assert_eq!([color(Some(-1)), color(None)], [Color::Absent; 2]);
        assert_eq!(color(Some(70)), Color::Legacy(70));
        assert_eq!(track_color_index(Some(142)), color(Some(2)));
        assert_eq!(track_color_index(Some(199)), color(Some(59)));
        assert_eq!(track_color_index(Some(284)), color(Some(66)));
        assert_eq!(track_color_index(Some(17)).rgb(), 0);
    }
}
