//! Time signatures and the number that Live gives each: `(numerator - 1) + 99 * log2(denominator)`.

use livebridge_core::snapshot::Signature;

use super::model::Set;

impl Set {
    /// The time signature at the beginning of the Arrangement: numerator and denominator.
    pub fn signature_at_start(&self) -> Option<(u32, u32)> {
        self.signature.at_start().and_then(from_value)
    }

    /// The beats after the beginning at which another time signature begins, and which: numerator and denominator.
    pub fn signature_changes(&self) -> Vec<(f64, (u32, u32))> {
        let mut changes: Vec<_> = self.signature.envelope.steps.iter().copied().filter(|(at, _)| *at > 0.0).collect();
        changes.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let mut now = self.signature_at_start();
        let known = changes.into_iter().filter_map(|(at, number)| Some((at, from_value(number)?)));
        known.filter(|(_, signature)| now.replace(*signature) != Some(*signature)).collect()
    }
}

fn from_value(number: f64) -> Option<(u32, u32)> {
    #[expect(clippy::cast_possible_truncation, reason = "beyond the range it is no signature as an integer either")]
    from_number(number as i64)
}

/// The most that the number can be: 99/16 and what comes after.
pub(super) const NUMBERS: std::ops::RangeInclusive<i64> = 0..=494;

/// The signature of a number: 201 is 4/4.
pub(super) fn from_number(number: i64) -> Option<(u32, u32)> {
    let number = u32::try_from(number).ok().filter(|_| NUMBERS.contains(&number))?;
    Some((number % 99 + 1, 1 << (number / 99)))
}

/// The number of a signature.
pub(super) fn to_number(numerator: u32, denominator: u32) -> Option<u32> {
    Signature::new(numerator, denominator).map(|_| numerator - 1 + 99 * denominator.ilog2())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_signatures() {
        assert_eq!(
            [200, 201, 202, 304, 0, 494].map(from_number),
            [Some((3, 4)), Some((4, 4)), Some((5, 4)), Some((8, 8)), Some((1, 1)), Some((99, 16))]
        );
        assert_eq!([-1, 495].map(from_number), [None, None]);
        for number in NUMBERS {
            let (numerator, denominator) = from_number(number).unwrap();
            assert_eq!(to_number(numerator, denominator).map(i64::from), Some(number));
        }
        assert_eq!(to_number(4, 3), None);
    }
}
