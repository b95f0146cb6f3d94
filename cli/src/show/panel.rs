//! The alternate screen: the code on the left, the text beside it.

use std::fmt::Write as _;

use super::line::Line;

/// Enters the alternate screen and hides the cursor. A terminal without one clears the screen.
const ENTER: &str = "\x1b[?1049h\x1b[?25l\x1b[0m\x1b[2J";

/// Leaves it. A terminal without one clears the screen, so that the code, which is a key, does not
/// stay.
pub(crate) const LEAVE: &str = "\x1b[0m\x1b[2J\x1b[H\x1b[?25h\x1b[?1049l";

/// The text beside a code.
#[derive(Debug)]
pub(super) struct Panel {
    /// Its first column, from 1, and its width.
    column: usize,
    width: usize,
    /// The lines of the screen, and the number taken by the fixed text.
    lines: usize,
    taken: usize,
    colour: bool,
    message: Option<Line>,
    status: Option<Line>,
}

impl Panel {
    /// A panel beside a code of `column` columns on a screen of this size, and the text to write.
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
            // The result is dropped, since writing to a string cannot fail.
            let _ = write!(out, "\x1b[{};1H{line}", row + 1);
        }
        panel.write(&mut out, 0, &text);
        (panel, out)
    }

    /// The text to write for a message, which replaces an earlier one.
    pub(super) fn message(&mut self, message: &Line) -> String {
        self.message = Some(message.clone());
        self.status = None;
        self.changed()
    }

    /// The text to write for a new status.
    pub(super) fn status(&mut self, status: &str) -> String {
        self.status = Some(Line::aside(status));
        self.changed()
    }

    fn changed(&self) -> String {
        let lines = self.message.iter().chain(&self.status);
        let mut lines: Vec<Line> = lines.flat_map(|line| line.wrapped(self.width)).collect();
        let first = self.taken + 1;
        let room = self.lines.saturating_sub(first);
        // If there is too little space, the status at the end stays.
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
