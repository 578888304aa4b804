//! How a section becomes JSON and is read again: written only where it says something, read without ever failing.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::Value;

/// A value that is not written where it says nothing.
pub(super) trait Blank {
    /// Whether it says nothing.
    fn is_blank(&self) -> bool;
}

impl Blank for bool {
    fn is_blank(&self) -> bool {
        !*self
    }
}

impl Blank for usize {
    fn is_blank(&self) -> bool {
        *self == 0
    }
}

impl<T> Blank for Option<T> {
    fn is_blank(&self) -> bool {
        self.is_none()
    }
}

impl<T> Blank for Vec<T> {
    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

impl<K, V> Blank for BTreeMap<K, V> {
    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

/// Takes a field out of what was read. One of another form stays there, and one that would not be written again.
pub(super) fn take<T: Blank + Default + DeserializeOwned>(rest: &mut BTreeMap<String, Value>, key: &str) -> T {
    let field = rest.get(key).and_then(|value| T::deserialize(value).ok()).filter(|field| !field.is_blank());
    if field.is_some() {
        rest.remove(key);
    }
    field.unwrap_or_default()
}

/// Declares a section once: the struct with its JSON, and an enum that names its fields, by which a reader that goes
/// through the raw JSON finds out what a key means. A `match` over that enum is how the compiler shows every place that
/// has to know of a new field.
///
/// (`serde`'s `flatten` would fail as a whole where one field has another form, and not keep what was there.)
macro_rules! section {
    ($(#[$about:meta])* $name:ident, $fields:ident {
        $($(#[$doc:meta])* $key:literal $variant:ident $field:ident: $type:ty,)*
    }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $name {
            $($(#[$doc])* pub $field: $type,)*
            /// What else stands there, by key: what is not known, and what has another form than its field.
            pub rest: std::collections::BTreeMap<String, serde_json::Value>,
        }

        #[doc = concat!("The fields of a [`", stringify!($name), "`].")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $fields {
            $($(#[$doc])* $variant,)*
        }

        impl $fields {
            /// Every field, in the order of the definition.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its key in JSON.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)*
                }
            }

            /// The field that has this key.
            pub fn of_key(key: &str) -> Option<Self> {
                match key {
                    $($key => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                use $crate::snapshot::als::section::Blank;

                let is_said = |key: &str| match key {
                    $($key => !self.$field.is_blank(),)*
                    _ => false,
                };
                let mut map = serializer.serialize_map(None)?;
                $(if !self.$field.is_blank() {
                    map.serialize_entry($key, &self.$field)?;
                })*
                for (key, value) in self.rest.iter().filter(|(key, _)| !is_said(key)) {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut rest = std::collections::BTreeMap::deserialize(deserializer)?;
                Ok(Self { $($field: $crate::snapshot::als::section::take(&mut rest, $key),)* rest })
            }
        }
    };
}

pub(super) use section;
