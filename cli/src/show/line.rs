//! A line of text on standard error: its style, and the space that it takes.

use textwrap::core::display_width;

use super::wrap::wrap;
use crate::messages;

/// What ends a label, in any language.
const COLONS: [char; 2] = [':', '：'];

/// A line, without its line feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    weight: Weight,
    pub(crate) text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    Plain,
    Heading,
    Aside,
    /// The label before the colon is bold, without a colour: yellow cannot be read on white.
    Labelled(&'static str),
}

impl Line {
    /// A line without emphasis.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self::new(Weight::Plain, text.into())
    }

    /// A bold line.
    pub(crate) fn heading(text: impl Into<String>) -> Self {
        Self::new(Weight::Heading, text.into())
    }

    /// A dimmed line.
    pub(crate) fn aside(text: impl Into<String>) -> Self {
        Self::new(Weight::Aside, text.into())
    }

    /// A warning.
    pub(crate) fn warning(text: &str) -> Self {
        Self::labelled("1", &messages::warning_line(text))
    }

    /// A line that begins with a label and a colon; the label has this style.
    pub(crate) fn labelled(style: &'static str, text: &str) -> Self {
        Self::new(Weight::Labelled(style), text.to_owned())
    }

    fn new(weight: Weight, text: String) -> Self {
        Self { weight, text }
    }

    /// The most lines of a terminal that it takes.
    pub(crate) fn height(&self, columns: usize) -> usize {
        display_width(&self.text).div_ceil(columns.max(1)).max(1)
    }

    /// The line, wrapped between words to this width.
    pub(crate) fn wrapped(&self, columns: usize) -> Vec<Self> {
        let mut weight = self.weight;
        let lines = wrap(&self.text, columns).into_iter();
        lines
            .map(|text| {
                let line = Self::new(weight, text);
                if let Weight::Labelled(_) = weight {
                    weight = Weight::Plain;
                }
                line
            })
            .collect()
    }

    /// Its beginning that fits these columns.
    pub(crate) fn cut(mut self, columns: usize) -> Self {
        while display_width(&self.text) > columns {
            self.text.pop();
        }
        self
    }

    /// The line for a terminal, with or without its style.
    pub(crate) fn painted(&self, colour: bool) -> String {
        let (style, styled, rest) = match self.weight {
            _ if !colour || self.text.is_empty() => return self.text.clone(),
            Weight::Plain => return self.text.clone(),
            Weight::Heading => ("1", self.text.as_str(), ""),
            Weight::Aside => ("2", self.text.as_str(), ""),
            Weight::Labelled(style) => {
                let label = self.text.find(COLONS).map_or(0, |start| {
                    let colon = self.text.get(start..).and_then(|rest| rest.chars().next());
                    start + colon.map_or(0, char::len_utf8)
                });
                let (label, rest) = self.text.split_at(label);
                (style, label, rest)
            }
        };
        format!("\x1b[{style}m{styled}\x1b[0m{rest}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_as_high_as_its_wrapped_text() {
        let height = |length: usize| Line::plain("x".repeat(length)).height(80);
        assert_eq!([0, 1, 80, 81, 160, 161].map(height), [1, 1, 1, 2, 2, 3]);
        assert_eq!(Line::plain("二维码".repeat(14)).height(80), 2);
    }

    #[test]
    fn lines_wrap_between_words_and_long_words_anywhere() {
        let texts = |text: &str| -> Vec<String> {
            let lines = Line::plain(text).wrapped(10);
            lines.into_iter().map(|line| line.text).collect()
        };
        assert_eq!(texts("the code is long"), ["the code", "is long"]);
        assert_eq!(texts("https://a-example"), ["https://a-", "example"]);
        assert_eq!(texts("https://b/a-example"), ["https://b/", "a-example"]);
        assert_eq!(texts("a-hyphen-ate"), ["a-hyphen-a", "te"]);
    }

    #[test]
    fn only_the_label_of_a_wrapped_warning_is_styled() {
        let lines = Line::warning("so: take care").wrapped(14);
        let painted: Vec<String> = lines.iter().map(|line| line.painted(true)).collect();
        assert_eq!(painted, ["\x1b[1mwarning:\x1b[0m so:", "take care"]);
        assert_eq!(lines[0].painted(false), "warning: so:");
    }
}
