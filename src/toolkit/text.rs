//! Text that came from outside: which characters of it must not reach a terminal, and JSON without
//! them.

/// Whether a character has no shape of its own: it could steer a terminal, reorder the text around
/// it, or hide in it.
///
/// These are the general categories Cc (control characters, C0 and C1), Cf (format characters: the
/// bidirectional controls, zero-width characters, tags), Zl and Zp (line and paragraph separators),
/// and all other characters that a renderer ignores by default (Default_Ignorable_Code_Point) but
/// combining marks. Variation selectors are such marks, so emoji stay whole but for their joiner,
/// U+200D.
///
/// ```
/// use qrlogin::text::is_unprintable;
///
/// assert!(is_unprintable('\u{9b}')); // CSI: to a terminal the same as ESC [
/// assert!(is_unprintable('\u{202e}')); // right-to-left override
/// assert!(is_unprintable('\u{200b}')); // zero-width space
/// assert!(!"é 你好 ❤\u{fe0f}".chars().any(is_unprintable));
/// ```
pub fn is_unprintable(c: char) -> bool {
    let at = UNPRINTABLE.partition_point(|(_, last)| *last < c);
    UNPRINTABLE.get(at).is_some_and(|(first, _)| *first <= c)
}

/// The same JSON with every [unprintable](is_unprintable) character as `\uXXXX`, those beyond
/// U+FFFF as two. Parsed, it gives the same values.
///
/// In valid JSON such characters are only in texts, where `\uXXXX` may stand for any of them (RFC
/// 8259, section 7). What is below U+0020 is escaped there already; elsewhere it is the layout, and
/// stays.
///
/// ```
/// use qrlogin::text::escape_json;
///
/// assert_eq!(escape_json("{\"token\":\"a\u{9b}b\"}"), r#"{"token":"a\u009bb"}"#);
/// ```
pub fn escape_json(json: &str) -> String {
    use std::fmt::Write as _;

    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c < ' ' || !is_unprintable(c) {
            text.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\u{unit:04x}");
        }
    }
    text
}

/// The first and last of every run of unprintable characters, in order (Unicode 17).
const UNPRINTABLE: &[(char, char)] = &[
    ('\0', '\u{1f}'),
    ('\u{7f}', '\u{9f}'),
    ('\u{ad}', '\u{ad}'),
    ('\u{600}', '\u{605}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{6dd}', '\u{6dd}'),
    ('\u{70f}', '\u{70f}'),
    ('\u{890}', '\u{891}'),
    ('\u{8e2}', '\u{8e2}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{180e}', '\u{180e}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{110bd}', '\u{110bd}'),
    ('\u{110cd}', '\u{110cd}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e00ff}'),
    ('\u{e01f0}', '\u{e0fff}'),
];
