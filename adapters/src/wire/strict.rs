//! JSON as the contract means it: where an object is wanted, an array is wrong.
//!
//! A struct that derives `Deserialize` takes an array as well, field by field. On the wire that would let a note
//! `[60, 0, 1]` pass for `{ "pitch": 60, .. }`. [`Strict`] stands between such a struct and the text, however deep
//! the struct lies, and hands on everything else as it is.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Unexpected, VariantAccess,
    Visitor,
};

/// Reads a whole text.
pub(super) fn from_str<'de, T: Deserialize<'de>>(text: &'de str) -> serde_json::Result<T> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = T::deserialize(Strict(&mut deserializer))?;
    deserializer.end()?;
    Ok(value)
}

/// A deserializer, or a part of one, that is strict about objects.
pub(super) struct Strict<T>(pub(super) T);

/// What the strict deserializer calls back; `object` says that an array is wrong here.
struct Wanted<V> {
    visitor: V,
    object: bool,
}

const fn anything<V>(visitor: V) -> Wanted<V> {
    Wanted { visitor, object: false }
}

const fn object<V>(visitor: V) -> Wanted<V> {
    Wanted { visitor, object: true }
}

macro_rules! hand_on {
    ($($method:ident($($argument:ident: $type:ty),*) as $wanted:ident;)+) => {$(
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method($($argument,)* $wanted(visitor))
        }
    )+};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    hand_on! {
        deserialize_any() as anything;
        deserialize_bool() as anything;
        deserialize_i8() as anything;
        deserialize_i16() as anything;
        deserialize_i32() as anything;
        deserialize_i64() as anything;
        deserialize_u8() as anything;
        deserialize_u16() as anything;
        deserialize_u32() as anything;
        deserialize_u64() as anything;
        deserialize_f32() as anything;
        deserialize_f64() as anything;
        deserialize_char() as anything;
        deserialize_str() as anything;
        deserialize_string() as anything;
        deserialize_bytes() as anything;
        deserialize_byte_buf() as anything;
        deserialize_option() as anything;
        deserialize_unit() as anything;
        deserialize_unit_struct(name: &'static str) as anything;
        deserialize_newtype_struct(name: &'static str) as anything;
        deserialize_seq() as anything;
        deserialize_tuple(len: usize) as anything;
        deserialize_tuple_struct(name: &'static str, len: usize) as anything;
        deserialize_map() as anything;
        deserialize_struct(name: &'static str, fields: &'static [&'static str]) as object;
        deserialize_enum(name: &'static str, variants: &'static [&'static str]) as anything;
        deserialize_identifier() as anything;
        deserialize_ignored_any() as anything;
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
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
        self.visitor.expecting(f)
    }

    visit! {
        visit_bool(bool);
        visit_i8(i8);
        visit_i16(i16);
        visit_i32(i32);
        visit_i64(i64);
        visit_u8(u8);
        visit_u16(u16);
        visit_u32(u32);
        visit_u64(u64);
        visit_f32(f32);
        visit_f64(f64);
        visit_char(char);
        visit_str(&str);
        visit_borrowed_str(&'de str);
        visit_string(String);
        visit_bytes(&[u8]);
        visit_borrowed_bytes(&'de [u8]);
        visit_byte_buf(Vec<u8>);
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
        if self.object {
            return Err(A::Error::invalid_type(Unexpected::Other("an array"), &"an object"));
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
        self.0.tuple_variant(len, anything(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.0.struct_variant(fields, object(visitor))
    }
}

#[cfg(test)]
mod tests {
    use livebridge_core::{Note, SongOverview, TrackPropsPatch};
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
    fn everything_else_is_handed_on() {
        let fake = livebridge_core::FakeLiveBridge::seeded();
        let overview = livebridge_core::LiveBridge::get_song_overview(&fake).unwrap();
        let text = livebridge_core::json::to_string(&overview).unwrap();
        assert_eq!(from_str::<SongOverview>(&text).unwrap(), overview);
        let raw: Vec<&RawValue> = from_str(r#"[ {"a": [1]} , null]"#).unwrap();
        assert_eq!(raw[0].get(), r#"{"a": [1]}"#);
        assert!(from_str::<Note>(r#"{"pitch":60,"startTime":0,"duration":1} 2"#).is_err());
        assert_eq!(from_str::<(u8, String)>(r#"[1,"a"]"#).unwrap(), (1, "a".to_owned()));
    }
}
