//! Placeholders: of the same length and alphabet as the secret, and otherwise independent of it.
//!
//! A placeholder depends on the number of secrets before it: a digit becomes a digit, a lower-case
//! letter a lower-case letter, hex stays hex; punctuation and percent-encoded punctuation are kept.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use url::form_urlencoded::byte_serialize;

use super::NOT_UTF8;
use super::generate::generate;

/// Bounds the work on hostile input: a login has a few dozen secrets. Secrets beyond the bound are
/// still replaced in place, but not searched for elsewhere.
const MOST_FORMS: usize = 1000;

#[derive(Default)]
pub(super) struct Placeholders {
    by_secret: BTreeMap<String, String>,
    used: BTreeSet<String>,
    /// The encodings of distinctive secrets and of their placeholders, the longest first.
    forms: Vec<(String, String)>,
}

impl Placeholders {
    /// The placeholder of a secret that may be percent-encoded, encoded in the same way.
    pub(super) fn of_encoded(&mut self, text: &str) -> String {
        let units = units(text);
        let secret: String = units.iter().map(|unit| unit.decoded).collect();
        if !secret
            .chars()
            .any(|c| c.is_ascii_alphanumeric() || !c.is_ascii())
        {
            return text.to_owned();
        }
        let placeholder = self.of(&secret);
        let mut encoded = String::with_capacity(text.len());
        for (unit, new) in units.iter().zip(placeholder.chars()) {
            match unit.raw {
                raw if new == unit.decoded && new != NOT_UTF8 => encoded.push_str(raw),
                raw if !raw.starts_with('%') || raw.len() == 1 => encoded.push(new),
                _ if new == NOT_UTF8 => encoded.push_str("%FF"),
                _ => {
                    let mut bytes = [0; 4];
                    let bytes = new.encode_utf8(&mut bytes).as_bytes();
                    encoded.extend(bytes.iter().map(|byte| format!("%{byte:02X}")));
                }
            }
        }
        encoded
    }

    /// Whether this text, which may be percent-encoded, is a secret that has a placeholder.
    pub(super) fn knows(&self, text: &str) -> bool {
        let secret: String = units(text).iter().map(|unit| unit.decoded).collect();
        self.by_secret.contains_key(&secret)
    }

    /// Sets the placeholder of a text.
    pub(super) fn set(&mut self, text: &str, placeholder: &str) {
        self.by_secret
            .insert(text.to_owned(), placeholder.to_owned());
    }

    /// Sets the placeholder of a secret that is searched for in other values, too.
    pub(super) fn put(&mut self, secret: &str, placeholder: &str) {
        for (form, new) in encodings(secret).into_iter().zip(encodings(placeholder)) {
            self.add_form(form, new);
        }
        self.set(secret, placeholder);
    }

    pub(super) fn get(&self, text: &str) -> Option<&str> {
        self.by_secret.get(text).map(String::as_str)
    }

    fn of(&mut self, secret: &str) -> String {
        if let Some(known) = self.by_secret.get(secret) {
            return known.clone();
        }
        let number = self.by_secret.len();
        let mut fresh = String::new();
        // A short secret may have no unused placeholder.
        for attempt in 0..8 {
            fresh = generate(secret, &format!("{number}/{attempt}"));
            if fresh != secret && !self.used.contains(&fresh) {
                break;
            }
        }
        self.used.insert(fresh.clone());
        if is_distinctive(secret) {
            for (form, new) in encodings(secret).into_iter().zip(encodings(&fresh)) {
                self.add_form(form, new);
            }
        }
        self.by_secret.insert(secret.to_owned(), fresh.clone());
        fresh
    }

    fn add_form(&mut self, form: String, new: String) {
        if self.forms.len() >= MOST_FORMS {
            return;
        }
        let longer = |(known, _): &(String, String)| known.len() > form.len();
        let place = self.forms.partition_point(longer);
        if !self
            .forms
            .iter()
            .skip(place)
            .any(|(known, _)| *known == form)
        {
            self.forms.insert(place, (form, new));
        }
    }

    /// The text with every distinctive secret replaced, in any encoding.
    pub(super) fn scrub(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (form, new) in &self.forms {
            if text.contains(form.as_str()) {
                text = replace(&text, form, new);
            }
        }
        text
    }
}

/// Replaces a secret; a secret of digits only where it is not part of a longer number.
fn replace(text: &str, secret: &str, placeholder: &str) -> String {
    if !secret.bytes().all(|b| b.is_ascii_digit()) {
        return text.replace(secret, placeholder);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(secret) {
        let is_part = out.ends_with(|c: char| c.is_ascii_digit()) && before.is_empty()
            || before.ends_with(|c: char| c.is_ascii_digit())
            || after.starts_with(|c: char| c.is_ascii_digit());
        out.push_str(before);
        out.push_str(if is_part { secret } else { placeholder });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Whether a secret is unlikely to occur by chance.
fn is_distinctive(secret: &str) -> bool {
    let digits = secret.bytes().any(|b| b.is_ascii_digit());
    secret.len() >= 20 || (secret.len() >= 8 && digits) || secret.contains("://")
}

/// The forms in which a secret can occur in a text, in a fixed order.
fn encodings(secret: &str) -> Vec<String> {
    let bytes = secret.as_bytes();
    let json = secret.replace('/', "\\/");
    let dot_net = secret.replace('+', "\\u002B").replace('&', "\\u0026");
    vec![
        secret.to_owned(),
        percent_encode(bytes, NON_ALPHANUMERIC).to_string(),
        byte_serialize(bytes).collect(),
        secret.replace(',', "%2C").replace('*', "%2A"),
        json,
        dot_net,
        STANDARD.encode(bytes),
        STANDARD_NO_PAD.encode(bytes),
        URL_SAFE.encode(bytes),
        URL_SAFE_NO_PAD.encode(bytes),
    ]
}

/// A character of a text that may be percent-encoded.
struct Unit<'a> {
    raw: &'a str,
    decoded: char,
}

fn units(text: &str) -> Vec<Unit<'_>> {
    let mut units = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let escapes = escaped(rest);
        if escapes.is_empty() {
            let (raw, after) = rest
                .split_at_checked(first.len_utf8())
                .unwrap_or((rest, ""));
            units.push(Unit {
                raw,
                decoded: first,
            });
            rest = after;
            continue;
        }
        let mut take = |bytes: usize, decoded| {
            let (raw, after) = rest.split_at_checked(bytes * 3).unwrap_or((rest, ""));
            units.push(Unit { raw, decoded });
            rest = after;
        };
        for chunk in escapes.utf8_chunks() {
            chunk.valid().chars().for_each(|c| take(c.len_utf8(), c));
            chunk.invalid().iter().for_each(|_| take(1, NOT_UTF8));
        }
    }
    units
}

/// The bytes of the percent escapes at the start of the text.
fn escaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(tail) = rest.strip_prefix('%')
        && let Some((digits, after)) = tail.split_at_checked(2)
        && digits.bytes().all(|b| b.is_ascii_hexdigit())
        && let Ok(byte) = u8::from_str_radix(digits, 16)
    {
        bytes.push(byte);
        rest = after;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholder(secret: &str) -> String {
        Placeholders::default().of_encoded(secret)
    }

    #[test]
    fn every_kind_of_character_becomes_another_of_its_kind() {
        for secret in [
            "0123456789abcdef0123456789abcdef",
            "A1b2-C3_d4/=",
            "@crypt_1a_9f",
            "张三x1",
            "x9k2m4n6p8q0r2s4t6u8v0w2y",
        ] {
            let new = placeholder(secret);
            assert_ne!(new, secret);
            assert_eq!(new.len(), secret.len(), "{new}");
            for (old, new) in secret.chars().zip(new.chars()) {
                let kind = |c: char| {
                    (
                        c.is_ascii_digit(),
                        c.is_ascii_lowercase(),
                        c.is_ascii_uppercase(),
                        c.len_utf8(),
                    )
                };
                assert_eq!(kind(old), kind(new));
            }
        }
        assert!(
            placeholder("0123456789abcdef")
                .bytes()
                .all(|b| b.is_ascii_hexdigit())
        );
    }

    #[test]
    fn of_percent_escapes_only_punctuation_is_kept() {
        let new = placeholder("a1b2c3d4%2C1893456000%2Cffee1%2Aa1");
        assert!(
            new.contains("%2C1893456000%2C") && new.contains("%2A"),
            "{new}"
        );
        assert_eq!(placeholder("%E5%BC%A0%E4%B8%89"), "%E6%9F%90%E6%9F%90");
        assert_eq!(placeholder("%D5%C5"), "%FF%FF");
        assert!(!placeholder("%61%62%63%64%31%32%33%34").contains("%61%62%63%64"));
    }

    #[test]
    fn two_encodings_of_a_secret_share_one_placeholder() {
        let mut placeholders = Placeholders::default();
        let raw = placeholders.of_encoded("a1b2c3d4,x9*q7");
        let encoded = placeholders.of_encoded("a1b2c3d4%2Cx9%2Aq7");
        assert_eq!(raw.replace(',', "%2C").replace('*', "%2A"), encoded);
    }

    #[test]
    fn numbers_stay_in_the_range_of_their_type() {
        for number in [
            "7",
            "10",
            "4294967296",
            "18446744073709551615",
            "9223372036854775807",
        ] {
            let new = placeholder(number);
            assert_eq!(new.parse::<u64>().unwrap().to_string().len(), number.len());
        }
        assert!(placeholder("9223372036854775807").parse::<i64>().is_ok());
    }

    #[test]
    fn a_placeholder_does_not_depend_on_the_secret() {
        assert_eq!(placeholder("0a1b2c3d"), placeholder("9f8e7d6c"));
    }

    #[test]
    fn a_secret_is_scrubbed_in_every_encoding() {
        let mut placeholders = Placeholders::default();
        let secret = "1/aB3+x9/Q==";
        placeholders.of_encoded(secret);
        for form in encodings(secret) {
            let scrubbed = placeholders.scrub(&format!("before {form} after"));
            assert!(!scrubbed.contains(&form), "{form}");
            assert!(scrubbed.starts_with("before ") && scrubbed.ends_with(" after"));
        }
    }

    #[test]
    fn a_number_is_scrubbed_only_where_it_stands_alone() {
        let mut placeholders = Placeholders::default();
        placeholders.of_encoded("12345678");
        assert!(
            placeholders
                .scrub("x 912345678 y 123456780")
                .contains("912345678 y 123456780")
        );
        assert!(!placeholders.scrub("uid 12345678;").contains("12345678"));
    }
}
