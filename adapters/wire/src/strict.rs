//! JSON as the contract means it: where an object is wanted an array is wrong, and `2.0` is the whole number 2.
//!
//! A struct that derives `Deserialize` takes an array as well, field by field. On the wire that would let a note
//! `[60, 0, 1]` pass for `{ "pitch": 60, .. }`; and an error would speak of `struct Note` and `u32`. [`Strict`] stands
//! between such a struct and the text, however deep the struct lies, and hands on everything else as it is.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};

/// Reads a whole text.
pub(super) fn from_str<'de, T: Deserialize<'de>>(text: &'de str) -> serde_json::Result<T> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = T::deserialize(Strict(&mut deserializer))?;
    deserializer.end()?;
    Ok(value)
}

/// Reads a text that is one JSON value and nothing else; `None` when it is not, or does not fit.
pub(super) fn whole_text<'de, S: DeserializeSeed<'de>>(text: &'de str, seed: S) -> Option<S::Value> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = seed.deserialize(Strict(&mut deserializer)).ok()?;
    deserializer.end().ok().map(|()| value)
}

/// Reads a part of a text that is JSON. Only an error is worth to keep track of the place, by reading it again.
pub(super) fn read<'de, S: DeserializeSeed<'de> + Copy>(text: &'de str, seed: S) -> Result<S::Value, Misfit> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    if let Ok(value) = seed.deserialize(Strict(&mut deserializer)) {
        return Ok(value);
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(Strict(&mut deserializer), &mut track);
    seed.deserialize(tracked).map_err(|error| Misfit::new(track.path(), error))
}

/// Why JSON is not what it should be, and where.
pub(super) type Misfit = serde_path_to_error::Error<serde_json::Error>;

/// A deserializer, or a part of one, that is strict about objects.
pub(super) struct Strict<T>(pub(super) T);

/// What the strict deserializer calls back.
struct Wanted<V> {
    visitor: V,
    kind: Kind,
}

/// What is wanted, in the words of JSON: what the visitor would say names types of Rust.
#[derive(Clone, Copy)]
enum Kind {
    /// Whatever the visitor takes.
    Anything,
    Object,
    Array,
    Number,
    /// A whole number of some range. `2.0` is one: JSON has one type of numbers.
    Whole(&'static str),
}

impl Kind {
    const fn wanted<V>(self, visitor: V) -> Wanted<V> {
        Wanted { visitor, kind: self }
    }
}

const UNSIGNED: Kind = Kind::Whole("a whole number, not negative");

macro_rules! hand_on {
    ($($method:ident($($argument:ident: $type:ty),*) as $kind:expr;)+) => {$(
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method($($argument,)* $kind.wanted(visitor))
        }
    )+};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    hand_on! {
        deserialize_any() as Kind::Anything;
        deserialize_bool() as Kind::Anything;
        deserialize_i8() as Kind::Whole("a whole number");
        deserialize_i16() as Kind::Whole("a whole number");
        deserialize_i32() as Kind::Whole("a whole number");
        deserialize_i64() as Kind::Whole("a whole number");
        deserialize_u8() as Kind::Whole("a whole number from 0 to 255");
        deserialize_u16() as UNSIGNED;
        deserialize_u32() as UNSIGNED;
        deserialize_u64() as UNSIGNED;
        deserialize_f32() as Kind::Number;
        deserialize_f64() as Kind::Number;
        deserialize_char() as Kind::Anything;
        deserialize_str() as Kind::Anything;
        deserialize_string() as Kind::Anything;
        deserialize_bytes() as Kind::Anything;
        deserialize_byte_buf() as Kind::Anything;
        deserialize_option() as Kind::Anything;
        deserialize_unit() as Kind::Anything;
        deserialize_unit_struct(name: &'static str) as Kind::Anything;
        deserialize_newtype_struct(name: &'static str) as Kind::Anything;
        deserialize_seq() as Kind::Array;
        deserialize_tuple(len: usize) as Kind::Anything;
        deserialize_tuple_struct(name: &'static str, len: usize) as Kind::Anything;
        deserialize_map() as Kind::Object;
        deserialize_struct(name: &'static str, fields: &'static [&'static str]) as Kind::Object;
        deserialize_identifier() as Kind::Anything;
        deserialize_ignored_any() as Kind::Anything;
    }

    /// The enums of the wire are words. Where there is none, the JSON parser would speak of "some value".
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        visitor.visit_enum(self.0.deserialize_str(Word(variants))?.into_deserializer())
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

/// A word out of a few.
struct Word(&'static [&'static str]);

impl<'de> Visitor<'de> for Word {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, word) in self.0.iter().enumerate() {
            write!(f, "{}`{word}`", if i == 0 { "" } else { " or " })?;
        }
        Ok(())
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(word.to_owned()))
    }

    fn visit_borrowed_str<E: Error>(self, word: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(word))
    }
}

macro_rules! visit {
    ($($method:ident($type:ty);)+) => {$(
        fn $method<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.visitor.$method(value)
        }
    )+};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Wanted<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Anything => self.visitor.expecting(f),
            Kind::Object => f.write_str("an object"),
            Kind::Array => f.write_str("an array"),
            Kind::Number => f.write_str("a number"),
            Kind::Whole(range) => f.write_str(range),
        }
    }

    visit! {
        visit_bool(bool);
        visit_i8(i8);
        visit_i16(i16);
        visit_i32(i32);
        visit_u8(u8);
        visit_u16(u16);
        visit_u32(u32);
        visit_f32(f32);
        visit_char(char);
        visit_str(&str);
        visit_borrowed_str(&'de str);
        visit_string(String);
        visit_bytes(&[u8]);
        visit_borrowed_bytes(&'de [u8]);
        visit_byte_buf(Vec<u8>);
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<V::Value, E> {
        let kind = self.kind;
        self.visitor.visit_u64(value).map_err(|error| outside(kind, Unexpected::Unsigned(value), error))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<V::Value, E> {
        let kind = self.kind;
        self.visitor.visit_i64(value).map_err(|error| outside(kind, Unexpected::Signed(value), error))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<V::Value, E> {
        match self.kind {
            Kind::Whole(range) => match whole(value) {
                Some(value) => match u64::try_from(value) {
                    Ok(value) => self.visit_u64(value),
                    Err(_) => self.visit_i64(value),
                },
                None => Err(E::invalid_value(Unexpected::Float(value), &range)),
            },
            _ => self.visitor.visit_f64(value),
        }
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.visitor.visit_some(Strict(inner))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.visitor.visit_newtype_struct(Strict(inner))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        if matches!(self.kind, Kind::Object) {
            return Err(A::Error::invalid_type(Unexpected::Other("an array"), &self));
        }
        self.visitor.visit_seq(Strict(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(Strict(fields))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variants: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_enum(Strict(variants))
    }
}

/// The error of a whole number that does not fit its type: the visitor's own would name that type.
fn outside<E: Error>(kind: Kind, seen: Unexpected<'_>, error: E) -> E {
    match kind {
        Kind::Whole(range) => E::invalid_value(seen, &range),
        _ => error,
    }
}

/// The whole number that a float is, where it says exactly which.
#[expect(clippy::cast_possible_truncation, reason = "only whole numbers below 2^53 are cast")]
pub(super) fn whole(value: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (value.fract() == 0.0 && value.abs() < EXACT).then_some(value as i64)
}

/// What is wrong with some JSON, without a line and column: messages are one line, and the column counts from the
/// beginning of a part of it.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).map_or_else(|| text.clone(), str::to_owned)
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Strict<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Strict(deserializer))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Strict(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(Strict(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: EnumAccess<'de>> EnumAccess<'de> for Strict<A> {
    type Error = A::Error;
    type Variant = Strict<A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self::Variant), A::Error> {
        let (value, variant) = self.0.variant_seed(seed)?;
        Ok((value, Strict(variant)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.0.unit_variant()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        self.0.newtype_variant_seed(Strict(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.0.tuple_variant(len, Kind::Anything.wanted(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.0.struct_variant(fields, Kind::Object.wanted(visitor))
    }
}

#[cfg(test)]
mod tests {
    use livebridge_port::{Note, SongOverview, TrackPropsPatch};
    use serde_json::value::RawValue;

    use super::*;

    #[test]
    fn an_array_is_no_struct_at_any_depth() {
        let note = r#"{"pitch":60,"startTime":0,"duration":1}"#;
        assert!(from_str::<Note>(note).is_ok());
        assert!(from_str::<Vec<Note>>(&format!("[{note}]")).is_ok());
        for text in ["[[60,0,1]]", &format!("[{note},[60,0,1]]")] {
            assert!(serde_json::from_str::<Vec<Note>>(text).is_ok(), "serde alone takes it");
            let error = from_str::<Vec<Note>>(text).unwrap_err().to_string();
            assert!(error.starts_with("invalid type: an array, expected an object"), "{error}");
        }
        assert!(from_str::<TrackPropsPatch>(r#"["x"]"#).is_err());
        assert!(from_str::<Option<Box<Note>>>("[60,0,1]").is_err());
    }

    #[test]
    fn a_whole_number_may_be_written_with_a_fraction_that_is_zero() {
        assert_eq!(from_str::<(u8, i64, usize)>("[2.0, -3e2, 1e15]").unwrap(), (2, -300, 1_000_000_000_000_000));
        for (text, seen) in [
            ("2.5", "floating point `2.5`"),
            ("-0.5", "floating point `-0.5`"),
            ("1e16", "floating point `1e+16`"),
            ("-2.0", "integer `-2`"),
            ("-2", "integer `-2`"),
        ] {
            let error = reason(&from_str::<u32>(text).unwrap_err());
            assert_eq!(error, format!("invalid value: {seen}, expected a whole number, not negative"));
        }
        let error = reason(&from_str::<u8>("256.0").unwrap_err());
        assert_eq!(error, "invalid value: integer `256`, expected a whole number from 0 to 255");
    }

    #[test]
    fn errors_speak_of_json_and_not_of_rust() {
        let overview = |field: &str, value: &str| {
            let fake = livebridge_fake::FakeLiveBridge::seeded();
            let mut json =
                serde_json::to_value(livebridge_port::LiveBridge::get_song_overview(&fake).unwrap()).unwrap();
            *json.pointer_mut(field).unwrap() = serde_json::from_str(value).unwrap();
            reason(&from_str::<SongOverview>(&json.to_string()).unwrap_err())
        };
        for (field, value, expected) in [
            ("/tempo", "\"98\"", "a number"),
            ("/trackCount", "\"3\"", "a whole number, not negative"),
            ("/trackCount", "null", "a whole number, not negative"),
            ("/tracks", "{}", "an array"),
            ("/tracks/0", "\"Keys\"", "an object"),
            ("/tracks/0/type", "3", "`midi` or `audio`"),
            ("/tracks/0/type", "{\"midi\":null}", "`midi` or `audio`"),
            ("/tracks/0/type", "\"group\"", "`midi` or `audio`"),
            ("/tracks/0/name", "3", "a string"),
            ("/scaleMode", "1", "a boolean"),
        ] {
            let error = overview(field, value);
            assert!(error.ends_with(&format!(", expected {expected}")), "{field} = {value}: {error}");
        }
    }

    #[test]
    fn everything_else_is_handed_on() {
        let fake = livebridge_fake::FakeLiveBridge::seeded();
        let overview = livebridge_port::LiveBridge::get_song_overview(&fake).unwrap();
        let text = livebridge_port::json::to_string(&overview).unwrap();
        assert_eq!(from_str::<SongOverview>(&text).unwrap(), overview);
        let raw: Vec<&RawValue> = from_str(r#"[ {"a": [1]} , null]"#).unwrap();
        assert_eq!(raw[0].get(), r#"{"a": [1]}"#);
        assert!(from_str::<Note>(r#"{"pitch":60,"startTime":0,"duration":1} 2"#).is_err());
        assert_eq!(from_str::<(u8, String)>(r#"[1,"a"]"#).unwrap(), (1, "a".to_owned()));
    }
}
