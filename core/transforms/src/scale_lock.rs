//! Scale Lock: moves notes onto a scale. Transforms, section 1.
//!
//! A pitch is rounded half up, the scale is searched outward from it, and the result is clamped to 0..127, which
//! never turns the search round. Nothing but the pitch changes.

use livebridge_port::rules::round_half_up;
use livebridge_port::{BridgeError, Note, SongOverview};
use serde::{Deserialize, Serialize};

use super::numbers::{Whole, finite_notes};

/// Which way a note outside of the scale goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SnapMode {
    /// To the closer member of the scale, up on a tie.
    Nearest,
    /// To the first member above.
    Up,
    /// To the first member below.
    Down,
}

impl SnapMode {
    /// The directions to look in at each distance, in their order.
    const fn directions(self) -> &'static [i32] {
        match self {
            Self::Nearest => &[1, -1],
            Self::Up => &[1],
            Self::Down => &[-1],
        }
    }
}

/// A scale as the set of its pitch classes: `(root + interval) mod 12`. In JSON `{ root, intervals }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "ScaleFields")]
pub struct Scale {
    /// Bit p is set when pitch class p is a member.
    members: u16,
}

#[derive(Deserialize)]
struct ScaleFields {
    #[serde(deserialize_with = "super::numbers::whole")]
    root: i64,
    intervals: Vec<Whole>,
}

impl TryFrom<ScaleFields> for Scale {
    type Error = String;

    fn try_from(fields: ScaleFields) -> Result<Self, String> {
        let root = u8::try_from(fields.root).ok().filter(|root| *root < 12);
        let root = root.ok_or_else(|| format!("root must be 0 to 11, not {}", fields.root))?;
        Ok(Self::new(root, fields.intervals.into_iter().map(|interval| interval.0)))
    }
}

impl From<&SongOverview> for Scale {
    fn from(song: &SongOverview) -> Self {
        Self::new(song.root_note, song.scale_intervals.iter().copied())
    }
}

impl Scale {
    /// The scale on a root (pitch class 0..11) with these semitone offsets from it, of any sign and size.
    pub fn new<I: Into<i64>>(root: u8, intervals: impl IntoIterator<Item = I>) -> Self {
        let member = |interval: I| 1 << (i64::from(root) + interval.into().rem_euclid(12)).rem_euclid(12);
        Self { members: intervals.into_iter().map(member).fold(0, |members, member: u16| members | member) }
    }

    /// Whether the scale has no member at all: then nothing is moved.
    pub const fn is_empty(self) -> bool {
        self.members == 0
    }

    /// Whether a whole pitch belongs to the scale, in any octave.
    pub const fn contains(self, pitch: i32) -> bool {
        self.members & (1 << pitch.rem_euclid(12)) != 0
    }

    /// How far a whole pitch of this class moves. The scale is not empty, so a member is at most 11 away.
    fn shift(self, class: i32, mode: SnapMode) -> i32 {
        let outward = (0..12).flat_map(|distance| mode.directions().iter().map(move |way| way * distance));
        outward.into_iter().find(|shift| self.contains(class + shift)).unwrap_or_default()
    }
}

/// Where every pitch goes: looked up, as a million notes move at memory speed.
struct SnapTable {
    /// What whole pitches 0..127 become.
    whole: [f64; 128],
    /// How far a pitch of each class moves.
    shifts: [f64; 12],
}

impl SnapTable {
    fn new(scale: Scale, mode: SnapMode) -> Self {
        let mut table = Self { whole: [0.0; 128], shifts: [0.0; 12] };
        for (class, shift) in (0..).zip(&mut table.shifts) {
            *shift = f64::from(scale.shift(class, mode));
        }
        for pitch in 0..128_u8 {
            table.whole[usize::from(pitch)] = table.search(f64::from(pitch));
        }
        table
    }

    /// What a pitch becomes; NaN when it is not finite.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates and is checked")]
    #[expect(clippy::float_cmp, reason = "asks whether the pitch is that whole number exactly")]
    #[inline]
    fn snap(&self, pitch: f64) -> f64 {
        let whole = pitch as u8;
        match self.whole.get(usize::from(whole)) {
            Some(snapped) if f64::from(whole) == pitch => *snapped,
            _ => self.search(pitch),
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number from 0 to 11")]
    #[cold]
    fn search(&self, pitch: f64) -> f64 {
        if !pitch.is_finite() {
            return f64::NAN;
        }
        let rounded = round_half_up(pitch);
        (rounded + self.shifts[rounded.rem_euclid(12.0) as usize]).clamp(0.0, 127.0)
    }

    /// Moves one note; gives whether its pitch is another one now.
    #[expect(clippy::float_cmp, reason = "a pitch that differs at all has moved")]
    #[inline]
    fn apply(&self, note: &mut Note) -> bool {
        let before = note.pitch;
        note.pitch = self.snap(before);
        note.pitch != before
    }
}

/// What [`snap_to_scale`] gives.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapped {
    /// The notes in their order.
    pub notes: Vec<Note>,
    /// How many have another pitch than before, also by rounding or clamping alone: 0 means nothing to write.
    pub moved_count: usize,
}

/// The notes moved onto a scale. Transforms, section 1.
///
/// A scale without members gives a copy. Pitches of 0..127 are where they belong after one run, so that a second one
/// moves nothing. `BAD_INPUT` when a pitch is not finite.
///
/// ```
/// use livebridge_port::Note;
/// use livebridge_transforms::{Scale, SnapMode, snap_to_scale};
///
/// let c_major = Scale::new(0, [0, 2, 4, 5, 7, 9, 11]);
/// let snapped = snap_to_scale(&[Note::new(61.0, 0.0, 1.0), Note::new(64.0, 1.0, 1.0)], c_major, SnapMode::Nearest)?;
/// assert_eq!([snapped.notes[0].pitch, snapped.notes[1].pitch], [62.0, 64.0]);
/// assert_eq!(snapped.moved_count, 1);
/// # Ok::<(), livebridge_port::BridgeError>(())
/// ```
pub fn snap_to_scale(notes: &[Note], scale: Scale, mode: SnapMode) -> Result<Snapped, BridgeError> {
    let mut snapped = Vec::new();
    let moved_count = snap_to_scale_into(notes, scale, mode, &mut snapped)?;
    Ok(Snapped { notes: snapped, moved_count })
}

/// [`snap_to_scale`] into a buffer that is emptied first and keeps its memory. Gives how many notes moved.
///
/// When it is refused, the buffer is left empty.
pub fn snap_to_scale_into(
    notes: &[Note],
    scale: Scale,
    mode: SnapMode,
    out: &mut Vec<Note>,
) -> Result<usize, BridgeError> {
    out.clear();
    if scale.is_empty() {
        out.extend_from_slice(notes);
        return Ok(0);
    }
    let table = SnapTable::new(scale, mode);
    let (mut moved, mut finite) = (0, true);
    out.extend(notes.iter().map(|note| {
        let mut note = *note;
        moved += usize::from(table.apply(&mut note));
        finite &= !note.pitch.is_nan();
        note
    }));
    if !finite {
        out.clear();
        finite_pitches(notes)?;
    }
    Ok(moved)
}

/// [`snap_to_scale`] in the place of the notes; they are left alone when it is refused. Gives how many moved.
pub fn snap_to_scale_in_place(notes: &mut [Note], scale: Scale, mode: SnapMode) -> Result<usize, BridgeError> {
    if scale.is_empty() {
        return Ok(0);
    }
    finite_pitches(notes)?;
    let table = SnapTable::new(scale, mode);
    Ok(notes.iter_mut().map(|note| usize::from(table.apply(note))).sum())
}

fn finite_pitches(notes: &[Note]) -> Result<(), BridgeError> {
    finite_notes(0, notes, |note| [("pitch", note.pitch)])
}
