//! The alternate screen: the code at the left, the text beside it.

use std::fmt::Write as _;

use super::line::Line;

/// To the alternate screen, without a cursor. Where there is none, the screen is cleared instead.
const ENTER: &str = "\x1b[?1049h\x1b[?25l\x1b[0m\x1b[2J";

/// Back again; the code is a key, so it is not left behind where there is only one screen.
pub(crate) const LEAVE: &str = "\x1b[0m\x1b[2J\x1b[H\x1b[?25h\x1b[?1049l";

/// The text beside a code.
#[derive(Debug)]
pub(super) struct Panel {
    /// Where it begins, from 1, and how wide it is.
    column: usize,
    width: usize,
    /// The lines of the screen, and how many of them are taken by what does not change.
    lines: usize,
    taken: usize,
    colour: bool,
    message: Option<Line>,
    status: Option<Line>,
}

impl Panel {
    /// Beside a code of `column` columns on a screen of this size, and what to write for it.
    pub(super) fn new(
        code: &[String],
        column: usize,
        (columns, lines): (usize, usize),
        text: &[Line],
        colour: bool,
    ) -> (Self, String) {
        let width = columns.saturating_sub(column);
        let text: Vec<Line> = text.iter().flat_map(|line| line.wrapped(width)).collect();
        let panel = Self {
            column: column + 1,
            width,
            lines,
            taken: text.len(),
            colour,
            message: None,
            status: None,
        };
        let mut out = ENTER.to_owned();
        for (row, line) in code.iter().enumerate() {
            // Writing to a string cannot fail, so the result is dropped.
            let _ = write!(out, "\x1b[{};1H{line}", row + 1);
        }
        panel.write(&mut out, 0, &text);
        (panel, out)
    }

    /// What to write for a message in place of an earlier one.
    pub(super) fn message(&mut self, message: &Line) -> String {
        self.message = Some(message.clone());
        self.status = None;
        self.happening()
    }

    /// What to write for another status.
    pub(super) fn status(&mut self, status: &str) -> String {
        self.status = Some(Line::aside(status));
        self.happening()
    }

    fn happening(&self) -> String {
        let lines = self.message.iter().chain(&self.status);
        let mut lines: Vec<Line> = lines.flat_map(|line| line.wrapped(self.width)).collect();
        let first = self.taken + 1;
        let room = self.lines.saturating_sub(first);
        // The status is the last of it.
        lines.drain(..lines.len().saturating_sub(room));
        lines.resize(room, Line::plain(""));
        let mut out = String::new();
        self.write(&mut out, first, &lines);
        out
    }

    fn write(&self, out: &mut String, first: usize, lines: &[Line]) {
        for (row, line) in (first + 1..).zip(lines) {
            let _ = write!(
                out,
                "\x1b[{row};{}H\x1b[K{}",
                self.column,
                line.painted(self.colour)
            );
        }
    }
}
