//! Text from other sources.

use qrlogin::text::is_unprintable;

/// Replaces all characters that could control a terminal.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if is_unprintable(c) { '\u{fffd}' } else { c })
        .collect()
}
