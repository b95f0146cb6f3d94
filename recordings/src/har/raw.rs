//! JSON as exporters write it, member by member: what has another type is named, and does no harm
//! to what stands beside it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde_json::value::RawValue;

/// A member that may be missing or null.
pub(super) type Raw<'a> = Option<&'a RawValue>;
/// The path of a field in its entry, and what is wrong with it.
pub(super) type Problem = (&'static str, &'static str);

/// A text or a list or an object; `None` if it is another type.
pub(super) fn read<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    serde_json::from_str(raw.get()).ok()
}

/// An object whose members are looked at one by one.
pub(super) fn object<'a, T: Deserialize<'a>>(
    raw: Raw<'a>,
    field: &'static str,
) -> Result<T, Problem> {
    let raw = raw.ok_or((field, "is missing"))?;
    read(raw).ok_or((field, "is no object"))
}

/// A text, if it is there.
pub(super) fn text<'a>(
    raw: Raw<'a>,
    field: &'static str,
) -> Result<Option<Cow<'a, [u8]>>, Problem> {
    let Some(raw) = raw else { return Ok(None) };
    let bytes: Option<Bytes<'a>> = read(raw);
    let Bytes(bytes) = bytes.ok_or((field, "is no text"))?;
    Ok(Some(bytes))
}

/// A text that must be there and say something.
pub(super) fn required(raw: Raw<'_>, field: &'static str) -> Result<String, Problem> {
    let text = text(raw, field)?.unwrap_or_default();
    match text.is_empty() {
        true => Err((field, "is missing")),
        false => Ok(lossy(&text)),
    }
}

/// A text that can be done without: empty if it is none.
pub(super) fn optional(raw: Raw<'_>) -> String {
    let text = text(raw, "").ok().flatten();
    lossy(&text.unwrap_or_default())
}

pub(super) fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

/// The bytes of a text. A text of JSON can hold half of a surrogate pair alone. Programs that keep
/// what is not UTF-8 write the bytes 80 to ff as U+DC80 to U+DCFF (Python's `surrogateescape`, PEP
/// 383), so these are the bytes again. Any other half is no character.
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

/// The text with the halves of surrogate pairs, which stand in it encoded as other characters are
/// (WTF-8), replaced.
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
