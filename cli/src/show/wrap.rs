//! Wraps text, also Chinese, which has no spaces between its words.

use textwrap::core::{Word, display_width};
use textwrap::{Options, WordSeparator, WordSplitter};

/// Characters that must not begin a line, and those that must not end one.
const NOT_FIRST: &str = "，。：；！？、）》」』】”’…·,.;:!?)]}%";
const NOT_LAST: &str = "（《「『【“‘([{";

/// The lines of a text with at most this many columns. A longer word is broken anywhere.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    // Not at hyphens, which are frequent in links.
    let options = Options::new(columns.max(1))
        .word_splitter(WordSplitter::NoHyphenation)
        .word_separator(WordSeparator::Custom(words));
    let lines = textwrap::wrap(text, options).into_iter();
    lines.map(std::borrow::Cow::into_owned).collect()
}

/// The pieces of a line between which it may be broken.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut pieces = Vec::new();
    let (mut rest, mut length, mut last) = (line, 0, None);
    for c in line.chars() {
        if last.is_some_and(|last| is_break(last, c)) {
            let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            pieces.push(Word::from(piece));
            (rest, length) = (after, 0);
        }
        length += c.len_utf8();
        last = Some(c);
    }
    pieces.push(Word::from(rest));
    Box::new(pieces.into_iter())
}

/// Whether a line may be broken between these characters.
fn is_break(before: char, after: char) -> bool {
    if before == ' ' || after == ' ' {
        return before == ' ' && after != ' ';
    }
    let is_wide = |c: char| !c.is_ascii() && display_width(c.encode_utf8(&mut [0; 4])) == 2;
    (is_wide(before) || is_wide(after)) && !NOT_LAST.contains(before) && !NOT_FIRST.contains(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_wraps_between_characters() {
        assert_eq!(
            wrap("请在手机上确认登录", 8),
            ["请在手机", "上确认登", "录"]
        );
        assert_eq!(
            wrap("请用 --qr-file 文件", 11),
            ["请用", "--qr-file", "文件"]
        );
    }

    #[test]
    fn punctuation_neither_begins_nor_ends_a_line_wrongly() {
        assert_eq!(wrap("请用手机，扫码", 8), ["请用手", "机，扫码"]);
        assert_eq!(wrap("二维码（图片）", 8), ["二维码", "（图片）"]);
    }

    #[test]
    fn no_line_is_wider_than_the_columns() {
        let text = "如果扫不出来，请将窗口放大到 57x33 或使用 --qr-file FILE（图片）。";
        for columns in 12..60 {
            for line in wrap(text, columns) {
                assert!(display_width(&line) <= columns, "{columns}: {line}");
            }
        }
    }

    #[test]
    fn english_wraps_between_words_only() {
        assert_eq!(wrap("(a-b) c, d.", 7), ["(a-b)", "c, d."]);
        assert_eq!(wrap("", 5), [""]);
    }
}
