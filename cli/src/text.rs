//! Text from other sources.

use qrlogin::text::is_unprintable;

/// Replaces all characters that could control a terminal.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if is_unprintable(c) { '\u{fffd}' } else { c })
        .collect()
}

/// A message of the system without its error number.
pub(crate) fn without_number(cause: &str) -> &str {
    cause
        .split_once(" (os error ")
        .map_or(cause, |(text, _)| text)
}

/// Removes addresses, which may hold a password or a ticket, from an error of another library.
pub(crate) fn without_addresses(text: &str) -> String {
    let words = text.split(' ').map(|word| match word.contains("://") {
        true => "[address]",
        false => word,
    });
    printable(&words.collect::<Vec<_>>().join(" "))
}
