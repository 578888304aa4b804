//! Time signatures and the number that Live gives each: `(numerator - 1) + 99 * log2(denominator)`.

use livebridge_port::snapshot::Signature;

use super::model::Set;

impl Set {
    /// The time signature at the beginning of the Arrangement.
    pub fn signature_at_start(&self) -> Option<Signature> {
        self.signature.at_start().and_then(from_value)
    }

    /// The beats after the beginning at which another time signature begins, and which.
    pub fn signature_changes(&self) -> Vec<(f64, Signature)> {
        let mut changes: Vec<_> = self.signature.envelope.steps.iter().copied().filter(|(at, _)| *at > 0.0).collect();
        changes.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let mut now = self.signature_at_start();
        let known = changes.into_iter().filter_map(|(at, number)| Some((at, from_value(number)?)));
        known.filter(|(_, signature)| now.replace(*signature) != Some(*signature)).collect()
    }
}

fn from_value(number: f64) -> Option<Signature> {
    #[expect(clippy::cast_possible_truncation, reason = "beyond the range it is no signature as an integer either")]
    from_number(number as i64)
}

/// The most that the number can be: 99/16 and what comes after.
pub(super) const NUMBERS: std::ops::RangeInclusive<i64> = 0..=494;

/// The signature of a number: 201 is 4/4.
pub(super) fn from_number(number: i64) -> Option<Signature> {
    let number = u32::try_from(number).ok().filter(|_| NUMBERS.contains(&number))?;
    Signature::new(number % 99 + 1, 1 << (number / 99))
}

/// The number of a signature.
pub(super) fn to_number(signature: Signature) -> u32 {
    signature.numerator() - 1 + 99 * signature.denominator().ilog2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_signatures() {
        assert_eq!(
            [200, 201, 202, 304, 0, 494].map(from_number),
            [(3, 4), (4, 4), (5, 4), (8, 8), (1, 1), (99, 16)].map(|(counts, part)| Signature::new(counts, part))
        );
        assert_eq!([-1, 495].map(from_number), [None, None]);
        for number in NUMBERS {
            assert_eq!(i64::from(to_number(from_number(number).unwrap())), number);
        }
        assert_eq!(Signature::new(4, 3), None);
    }
}
