//! Time signatures and the number that Live gives each: `(numerator - 1) + 99 * log2(denominator)`.

/// The most that the number can be: 99/16 and what comes after.
pub(super) const NUMBERS: std::ops::RangeInclusive<i64> = 0..=494;

/// The signature of a number: 201 is 4/4.
pub(super) fn from_number(number: i64) -> Option<(u32, u32)> {
    let number = u32::try_from(number).ok().filter(|_| NUMBERS.contains(&number))?;
    Some((number % 99 + 1, 1 << (number / 99)))
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
    }
}
