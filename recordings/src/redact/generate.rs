//! Generating a placeholder: every character becomes another one of its kind, at random.

use md5::{Digest, Md5};

use super::NOT_UTF8;

/// A text of the same shape as the secret. Besides the shape it depends on `label` alone.
pub(super) fn generate(secret: &str, label: &str) -> String {
    let all = |allowed: fn(&u8) -> bool| {
        let mut alnum = secret.bytes().filter(u8::is_ascii_alphanumeric);
        secret.len() >= 8 && alnum.all(|b| allowed(&b))
    };
    let lower_hex = all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let upper_hex = all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F'));
    let decimal = secret.bytes().all(|b| b.is_ascii_digit());
    let times = times(secret);
    let mut random = random(label);
    let mut next = |alphabet: &[u8]| {
        let at = usize::from(random.next().unwrap_or_default()) % alphabet.len().max(1);
        alphabet.get(at).map_or('x', |byte| char::from(*byte))
    };
    let placeholder = |(index, c): (usize, char)| match c {
        _ if times.iter().any(|range| range.contains(&index)) => c,
        // The same number of digits, and within the range of a number of 64 bits.
        '1'..='9' if decimal && index == 0 && secret.len() >= 19 => '1',
        '1'..='9' if decimal && index == 0 => next(b"123456789"),
        '0'..='9' if decimal && index == 1 && secret.len() == 20 => next(b"01234567"),
        '0'..='9' => next(b"0123456789"),
        'a'..='f' if lower_hex => next(b"abcdef"),
        'A'..='F' if upper_hex => next(b"ABCDEF"),
        'a'..='z' => next(b"abcdefghijklmnopqrstuvwxyz"),
        'A'..='Z' => next(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        NOT_UTF8 => NOT_UTF8,
        c if c.is_ascii() => c,
        c if c.len_utf8() == 2 => 'é',
        c if c.len_utf8() == 3 => '某',
        _ => '𠮷',
    };
    secret.char_indices().map(placeholder).collect()
}

/// The ranges of times in seconds between two commas, such as the expiry in `SESSDATA`: the
/// cookie's attributes hold the same time in clear.
fn times(secret: &str) -> Vec<std::ops::Range<usize>> {
    let mut start = 0;
    let parts: Vec<_> = secret.split(',').collect();
    let last = parts.len().saturating_sub(1);
    let mut times = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let is_time = part.len() == 10 && part.bytes().all(|b| b.is_ascii_digit());
        if is_time && index > 0 && index < last {
            times.push(start..start + part.len());
        }
        start += part.len() + 1;
    }
    times
}

/// An endless stream of bytes.
fn random(label: &str) -> impl Iterator<Item = u8> {
    (0_u32..).flat_map(move |block| {
        let digest = Md5::digest(format!("qrlogin stand-in {label} {block}"));
        <[u8; 16]>::from(digest)
    })
}
