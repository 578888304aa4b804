//! Time signatures and the number that Live gives each: `(numerator - 1) + 99 * log2(denominator)`.

use super::model::Set;

impl Set {
    /// The time signature at the beginning of the Arrangement: numerator and denominator.
    pub fn signature_at_start(&self) -> Option<(u32, u32)> {
        #[expect(clippy::cast_possible_truncation, reason = "beyond the range it is no signature as an integer either")]
        self.signature.at_start().and_then(|number| from_number(number as i64))
    }
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
    is_one(numerator, denominator).then(|| numerator - 1 + 99 * denominator.ilog2())
}

/// Whether Live has such a signature.
pub(super) fn is_one(numerator: u32, denominator: u32) -> bool {
    (1..=99).contains(&numerator) && [1, 2, 4, 8, 16].contains(&denominator)
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
