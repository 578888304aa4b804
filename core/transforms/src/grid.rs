//! The grid: from its label to the length of a cell. Transforms, section 2.

use livebridge_port::SongOverview;
use serde::{Deserialize, Serialize};

/// A grid, by the length of its cells.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Grid {
    /// Length of a cell in beats, above 0.
    pub beats_per_cell: f64,
}

impl Grid {
    /// The grid with this label, see [`beats_per_cell`].
    pub fn new(label: &str, triplet: bool) -> Self {
        Self { beats_per_cell: beats_per_cell(label, triplet) }
    }
}

impl From<&SongOverview> for Grid {
    fn from(song: &SongOverview) -> Self {
        Self::new(&song.grid_quantization, song.grid_is_triplet)
    }
}

/// The length in beats of a cell: `(4 / N) * (2 / 3 if triplet)` for a label `1/N`, and 1 for any other label
/// (`None`, `1 Bar`), triplet or not.
///
/// N is a decimal number without sign or leading zero, at most 4294967295.
///
/// ```
/// use livebridge_transforms::beats_per_cell;
///
/// assert_eq!(beats_per_cell("1/16", false), 0.25);
/// assert_eq!(beats_per_cell("None", true), 1.0);
/// ```
pub fn beats_per_cell(label: &str, triplet: bool) -> f64 {
    match label.strip_prefix("1/").and_then(denominator) {
        Some(n) => 4.0 / f64::from(n) * if triplet { 2.0 / 3.0 } else { 1.0 },
        None => 1.0,
    }
}

/// A plain decimal number from 1: no sign (which `parse` would take), no leading zero.
fn denominator(digits: &str) -> Option<u32> {
    let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|_| plain)
}
