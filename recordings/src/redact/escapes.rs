//! The escapes of string literals in JSON and scripts.

use std::collections::BTreeSet;

use super::NOT_UTF8;

/// The text of a string literal. An invalid escape is kept.
pub(super) fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut units: Vec<u16> = Vec::new();
    let mut rest = raw;
    let flush = |units: &mut Vec<u16>, text: &mut String| {
        text.extend(char::decode_utf16(units.drain(..)).map(|unit| unit.unwrap_or(NOT_UTF8)));
    };
    while let Some(c) = rest.chars().next() {
        if let Some((unit, after)) = utf16_escape(rest) {
            units.push(unit);
            rest = after;
            continue;
        }
        flush(&mut units, &mut text);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        let escaped = rest.chars().next().filter(|_| c == '\\');
        text.push(match escaped {
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some(other) => other,
            None => c,
        });
        rest = rest
            .get(escaped.map_or(0, char::len_utf8)..)
            .unwrap_or_default();
    }
    flush(&mut units, &mut text);
    text
}

/// `\uXXXX` or `\xXX` at the start.
fn utf16_escape(text: &str) -> Option<(u16, &str)> {
    let (digits, rest) = match text.get(..2)? {
        "\\u" => text.get(2..)?.split_at_checked(4)?,
        "\\x" => text.get(2..)?.split_at_checked(2)?,
        _ => return None,
    };
    let all_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    let unit = u16::from_str_radix(digits, 16).ok().filter(|_| all_hex)?;
    Some((unit, rest))
}

/// Writes a text as a literal, escaping what must be escaped and what the old literal escaped.
pub(super) fn escape(text: &str, raw: &str, out: &mut String) {
    let codes: Vec<&str> = raw
        .match_indices("\\u")
        .filter_map(|(at, _)| raw.get(at + 2..at + 6))
        .collect();
    let is_upper = |code: &&str| code.bytes().any(|b| b.is_ascii_uppercase());
    let upper = codes.iter().any(is_upper);
    let escaped: BTreeSet<_> = codes
        .iter()
        .filter_map(|code| u32::from_str_radix(code, 16).ok())
        .collect();
    let ascii_only = raw.is_ascii() && !codes.is_empty();
    let (slash, apostrophe) = (raw.contains("\\/"), raw.contains("\\'"));
    for c in text.chars() {
        match c {
            c if escaped.contains(&u32::from(c)) || (!c.is_ascii() && ascii_only) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let code = format!("\\u{unit:04x}");
                    out.push_str(&if upper {
                        code.to_ascii_uppercase().replace("\\U", "\\u")
                    } else {
                        code
                    });
                }
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            '"' | '\\' => out.extend(['\\', c]),
            '/' if slash => out.push_str("\\/"),
            '\'' if apostrophe => out.push_str("\\'"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaping_and_unescaping_gives_the_same_text() {
        for text in ["", "a\"b\\c", "\n\r\t\u{1}", "/'&+", "张三 𠮷", "\u{feff}"] {
            for raw in ["", "\\/ \\' \\u0026", "\\u002B\\u5F20", "张"] {
                let mut escaped = String::new();
                escape(text, raw, &mut escaped);
                assert_eq!(unescape(&escaped), text, "{escaped}");
            }
        }
    }

    #[test]
    fn an_invalid_escape_is_kept() {
        assert_eq!(unescape("\\u12"), "u12");
        assert_eq!(unescape("\\"), "\\");
        assert_eq!(unescape("\\ud800x"), "\u{fffd}x");
        assert_eq!(unescape("\\x41\\u5f20"), "A张");
    }
}
