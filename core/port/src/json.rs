//! How our values become JSON text: whole numbers without a fraction, finite numbers only, `null` never optional.

use std::io;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::ser::Formatter;

/// For `deserialize_with` on an optional field: a missing key is `None` (with `default`), `null` is an error.
pub fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// The text of `value` in one line, whole numbers without a fraction (`60`, not `60.0`).
///
/// Other numbers are printed in the shortest form that reads back as the same 64-bit float. A value that holds
/// NaN or an infinity must be refused before: JSON has neither, and they would become `null`.
///
/// ```
/// assert_eq!(livebridge_port::json::to_string(&[60.0, 0.25]).unwrap(), "[60,0.25]");
/// ```
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    let bytes = to_vec(value)?;
    String::from_utf8(bytes).map_err(serde::ser::Error::custom)
}

/// Like [`to_string`], as bytes.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(128);
    append(&mut bytes, value)?;
    Ok(bytes)
}

/// Like [`to_string`], at the end of `bytes`. An error leaves a part of the text there.
///
/// ```
/// let mut line = b"tempo: ".to_vec();
/// livebridge_port::json::append(&mut line, &98.0).unwrap();
/// assert_eq!(line, b"tempo: 98");
/// ```
pub fn append<T: Serialize + ?Sized>(bytes: &mut Vec<u8>, value: &T) -> serde_json::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(bytes, WholeNumbers))
}

/// `serde_json`'s compact form, but whole floats as integers.
struct WholeNumbers;

impl Formatter for WholeNumbers {
    #[expect(clippy::cast_possible_truncation, reason = "only whole numbers below 2^53 are cast")]
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if value.fract() == 0.0 && value.abs() < EXACT {
            self.write_i64(writer, value as i64)
        } else {
            serde_json::ser::CompactFormatter.write_f64(writer, value)
        }
    }
}
