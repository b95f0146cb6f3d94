//! Functions for serde's `deserialize_with`, for fields that services spell in more than one way: a
//! number in quotes, `null` for nothing.
//!
//! A service often sends credentials once only, so a field that is not required must not make the
//! response unreadable.
//!
//! ```
//! use qrlogin::toolkit::json_lenient;
//! use serde::Deserialize;
//!
//! #[derive(Deserialize)]
//! struct Status<'a> {
//!     #[serde(borrow, default, deserialize_with = "json_lenient::text")]
//!     message: std::borrow::Cow<'a, str>,
//!     #[serde(default, deserialize_with = "json_lenient::number")]
//!     interval: Option<u64>,
//!     #[serde(deserialize_with = "json_lenient::integer")]
//!     code: i64,
//! }
//!
//! let json = r#"{"message": null, "interval": "2", "code": "-3"}"#;
//! let status: Status = serde_json::from_str(json)?;
//! assert_eq!((&*status.message, status.interval, status.code), ("", Some(2), -3));
//! # Ok::<(), serde_json::Error>(())
//! ```

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::Secret;

/// A text; a number or a boolean as its text; `null`, an array or an object as the empty text.
///
/// # Errors
/// For malformed JSON only, as all functions here but [`integer`].
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'de, str>, D::Error> {
    deserializer
        .deserialize_any(Any)
        .map(|scalar| match scalar {
            Scalar::Text(text) => text,
            // The states and codes of most replies.
            Scalar::Unsigned(0) => Cow::Borrowed("0"),
            Scalar::Unsigned(1) => Cow::Borrowed("1"),
            Scalar::Unsigned(number) => Cow::Owned(number.to_string()),
            Scalar::Negative(number) => Cow::Owned(number.to_string()),
        })
}

/// As [`text`], as a secret.
///
/// # Errors
/// For malformed JSON only.
pub fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    text(deserializer).map(|text| text.into_owned().into())
}

/// A whole number that is not negative, also in quotes, with a fraction of zero or as a boolean;
/// `None` for anything else.
///
/// # Errors
/// For malformed JSON only.
pub fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    deserializer
        .deserialize_any(Any)
        .map(|scalar| match scalar {
            Scalar::Unsigned(number) => Some(number),
            Scalar::Negative(_) => None,
            Scalar::Text(text) => match text.trim() {
                "true" => Some(1),
                "false" => Some(0),
                digits => digits.strip_suffix(".0").unwrap_or(digits).parse().ok(),
            },
        })
}

/// A whole number, also in quotes.
///
/// # Errors
/// For anything else: this is for codes that decide what follows.
pub fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    match deserializer.deserialize_any(Any)? {
        Scalar::Unsigned(number) => number.try_into().map_err(D::Error::custom),
        Scalar::Negative(number) => Ok(number),
        Scalar::Text(text) => text.trim().parse().map_err(D::Error::custom),
    }
}

/// A value of this shape; the default for anything else. With `serde_json` alone.
///
/// # Errors
/// For malformed JSON only.
pub fn object<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Deserialize<'de> + Default,
    D: Deserializer<'de>,
{
    let json = <&RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(json.get()).unwrap_or_default())
}

/// The elements of an array that are of this shape; empty for anything else. With `serde_json`
/// alone.
///
/// # Errors
/// For malformed JSON only.
pub fn list<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let items: Vec<&RawValue> = object(deserializer)?;
    let of_shape = |json: &&'de RawValue| serde_json::from_str(json.get()).ok();
    Ok(items.iter().filter_map(of_shape).collect())
}

/// A value as it stands: a whole number does not become a text before it is a number.
enum Scalar<'de> {
    Text(Cow<'de, str>),
    Unsigned(u64),
    Negative(i64),
}

/// Reads any value; `null`, an array or an object as the empty text.
struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a number")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(match number.try_into() {
            Ok(number) => Scalar::Unsigned(number),
            Err(_) => Scalar::Negative(number),
        })
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Scalar::Unsigned(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(number.to_string())))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed(if value {
            "true"
        } else {
            "false"
        })))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed("")))
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(
        self,
        mut items: A,
    ) -> Result<Self::Value, A::Error> {
        while items.next_element::<serde::de::IgnoredAny>()?.is_some() {}
        Ok(Scalar::Text(Cow::Borrowed("")))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(
        self,
        mut items: A,
    ) -> Result<Self::Value, A::Error> {
        use serde::de::IgnoredAny;
        while items.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Text(Cow::Borrowed("")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_may_be_spelt_in_many_ways() {
        #[derive(Deserialize)]
        struct Spelt(#[serde(deserialize_with = "number")] Option<u64>);
        for (json, expected) in [
            ("7", Some(7)),
            ("7.0", Some(7)),
            (r#"" 7 ""#, Some(7)),
            (r#""7.0""#, Some(7)),
            ("true", Some(1)),
            ("false", Some(0)),
            ("7.5", None),
            ("-7", None),
            ("null", None),
            ("[7]", None),
            (r#"{"a":7}"#, None),
        ] {
            let Spelt(read) = serde_json::from_str(json).unwrap();
            assert_eq!(read, expected, "{json}");
        }
    }
}
