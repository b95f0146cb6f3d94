//! JSON as exporters write it, read member by member, so that a member of another type is named and
//! does not spoil the others.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde_json::value::RawValue;

/// A member that may be missing or null.
pub(super) type Raw<'a> = Option<&'a RawValue>;
/// The path of a field in its entry, and the problem with it.
pub(super) type Problem = (&'static str, &'static str);

/// A value of this type; `None` if it is of another one.
pub(super) fn read<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    serde_json::from_str(raw.get()).ok()
}

/// An object whose members are read one by one.
pub(super) fn object<'a, T: Deserialize<'a>>(
    raw: Raw<'a>,
    field: &'static str,
) -> Result<T, Problem> {
    let raw = raw.ok_or((field, "is missing"))?;
    read(raw).ok_or((field, "is no object"))
}

/// A text, if it is present.
pub(super) fn text<'a>(
    raw: Raw<'a>,
    field: &'static str,
) -> Result<Option<Cow<'a, [u8]>>, Problem> {
    let Some(raw) = raw else { return Ok(None) };
    let bytes: Option<Bytes<'a>> = read(raw);
    let Bytes(bytes) = bytes.ok_or((field, "is no text"))?;
    Ok(Some(bytes))
}

/// A text that must be present and not empty.
pub(super) fn required(raw: Raw<'_>, field: &'static str) -> Result<String, Problem> {
    let text = text(raw, field)?.unwrap_or_default();
    match text.is_empty() {
        true => Err((field, "is missing")),
        false => Ok(lossy(&text)),
    }
}

/// An optional text: empty if it is missing or of another type.
pub(super) fn optional(raw: Raw<'_>) -> String {
    let text = text(raw, "").ok().flatten();
    lossy(&text.unwrap_or_default())
}

pub(super) fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

/// The bytes of a text. A text of JSON can hold a lone surrogate. Programs that keep bytes that are
/// not UTF-8 write 80 to ff as U+DC80 to U+DCFF (Python's `surrogateescape`, PEP 383), so these
/// become the bytes again. Any other lone surrogate becomes U+FFFD.
struct Bytes<'a>(Cow<'a, [u8]>);

impl<'de: 'a, 'a> Deserialize<'de> for Bytes<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Cow<'de, [u8]>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(bytes))
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
                Ok(Cow::Owned(unescaped(bytes)))
            }
        }
        deserializer.deserialize_bytes(Text).map(Self)
    }
}

/// The text, in which lone surrogates are encoded like other characters (WTF-8), with these
/// replaced.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        rest = match rest {
            [0xed, 0xb2, low, after @ ..] => {
                out.push(*low);
                after
            }
            [0xed, 0xb3, low, after @ ..] => {
                out.push(low | 0x40);
                after
            }
            [0xed, 0xa0..=0xbf, _, after @ ..] => {
                out.extend_from_slice("\u{fffd}".as_bytes());
                after
            }
            _ => {
                out.push(*first);
                after
            }
        };
    }
    out
}
