//! Standard error: lines of text, and on a terminal a status that is rewritten in place.

use std::io::{self, IsTerminal as _, Stderr, Write};

use super::line::Line;
use super::panel::{LEAVE, Panel};
use crate::exit::{CliError, Exit};
use crate::messages::{self, Text};
use crate::shutdown::TerminalReset;

/// Writes text to standard error. Errors are dropped: a closed standard error must not fail a
/// login.
pub(crate) struct Screen<W: Write> {
    out: W,
    /// Whether text may be coloured.
    colour: bool,
    /// Whether a line can be rewritten.
    live: bool,
    status: String,
    /// Whether the last line is not terminated, which saves a line below the code.
    unended: bool,
    /// The alternate screen, while it is used.
    beside: Option<Beside>,
}

struct Beside {
    panel: Panel,
    /// Lines that are printed after the return to the main screen.
    later: Vec<Line>,
    /// Resets the terminal at a forced exit.
    _restore: TerminalReset,
}

impl Screen<Stderr> {
    /// Standard error, with the capabilities of its terminal.
    pub(crate) fn stderr() -> Self {
        let terminal = io::stderr().is_terminal() && !is_dumb();
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self::new(io::stderr(), terminal && !no_color, terminal)
    }
}

impl<W: Write> Screen<W> {
    fn new(out: W, colour: bool, live: bool) -> Self {
        Self {
            out,
            colour,
            live,
            status: String::new(),
            unended: false,
            beside: None,
        }
    }

    /// Prints a line.
    pub(crate) fn line(&mut self, text: &str) {
        self.print(&Line::plain(text));
    }

    /// Prints a dimmed line.
    pub(crate) fn aside(&mut self, text: &str) {
        self.print(&Line::aside(text));
    }

    /// Prints a warning.
    pub(crate) fn warning(&mut self, text: &str) {
        self.print(&Line::warning(text));
    }

    /// Prints a hint.
    pub(crate) fn hint(&mut self, text: &str) {
        self.print(&Line::labelled("1", &messages::hint_line(text)));
    }

    /// Prints a failure; its last line is the hint.
    pub(crate) fn failure(&mut self, failure: &CliError) {
        self.leave();
        let (_, places, _) = failure.shown();
        self.failure_with(failure, places);
    }

    /// The same with these lines before the hint.
    pub(crate) fn failure_with(&mut self, failure: &CliError, lines: &[Text]) {
        let style = match failure.exit {
            Exit::Interrupted => "1",
            _ => "1;31",
        };
        let (message, _, hint) = failure.shown();
        self.print(&Line::labelled(style, &messages::error_line(message)));
        for line in lines {
            self.aside(&format!("  {line}"));
        }
        if let Some(hint) = hint {
            self.print(&Line::labelled("1", &messages::hint_line(hint)));
        }
    }

    /// Prints a line on the main screen; until the return to it, the line is shown beside the code.
    pub(super) fn print(&mut self, line: &Line) {
        if let Some(beside) = &mut self.beside {
            beside.later.push(line.clone());
            self.status.clear();
            let text = beside.panel.message(line);
            self.put(&text);
        } else {
            let text = line.painted(self.colour);
            self.block(&format!("{text}\n"));
        }
    }

    /// Prints a code below the lines so far.
    pub(super) fn below(&mut self, code: &[String]) {
        self.block(&code.join("\n"));
        self.unended = true;
    }

    /// Writes a sequence that shows nothing.
    pub(super) fn unseen(&mut self, sequence: &str) {
        self.put(sequence);
    }

    /// Asks for a line of input, which is typed behind the text where that is possible.
    pub(crate) fn prompt(&mut self, text: &str) {
        if !self.live {
            return self.line(text);
        }
        let text = Line::heading(text).painted(self.colour);
        self.block(&format!("{text} "));
        self.unended = true;
    }

    /// The line was typed; if it is visible, it has ended the line of the prompt.
    pub(crate) fn typed(&mut self, is_visible: bool) {
        if is_visible {
            self.unended = false;
        }
    }

    /// Prints lines unchanged on this screen.
    fn block(&mut self, text: &str) {
        let clear = if self.status.is_empty() { "" } else { CLEAR };
        let end = if self.unended { "\n" } else { "" };
        self.unended = false;
        self.status.clear();
        self.put(&format!("{end}{clear}{text}"));
    }

    /// Shows a code on the alternate screen with its text beside it, until [`leave`](Self::leave).
    pub(super) fn beside(
        &mut self,
        code: &[String],
        column: usize,
        size: (usize, usize),
        text: &[Line],
    ) {
        self.clear();
        let (panel, out) = Panel::new(code, column, size, text, self.colour);
        let later = self
            .beside
            .take()
            .map_or_else(Vec::new, |beside| beside.later);
        self.beside = Some(Beside {
            panel,
            later,
            _restore: TerminalReset::with_text(LEAVE),
        });
        self.put(&out);
    }

    /// Whether a code is shown with its text beside it.
    pub(super) fn is_beside(&self) -> bool {
        self.beside.is_some()
    }

    /// Returns to the main screen and prints the lines since.
    pub(crate) fn leave(&mut self) {
        self.clear();
        let Some(beside) = self.beside.take() else {
            return;
        };
        self.status.clear();
        self.put(LEAVE);
        for line in &beside.later {
            self.print(line);
        }
    }

    /// Removes the status.
    pub(crate) fn clear(&mut self) {
        if self.beside.is_none() {
            self.block("");
        }
    }

    /// Rewrites the status, where that is possible. It is cut to one line of these columns, so that
    /// it can be rewritten.
    pub(crate) fn status(&mut self, text: &str, columns: usize) {
        if !self.live || self.status == text {
            return;
        }
        let shown = match &mut self.beside {
            Some(beside) => beside.panel.status(text),
            None => {
                let end = if self.unended { "\n" } else { "" };
                self.unended = false;
                let line = Line::aside(text).cut(columns.saturating_sub(1));
                format!("{end}{CLEAR}{}", line.painted(self.colour))
            }
        };
        self.put(&shown);
        text.clone_into(&mut self.status);
    }

    fn put(&mut self, text: &str) {
        let _ = self.out.write_all(text.as_bytes());
        let _ = self.out.flush();
    }
}

impl<W: Write> Drop for Screen<W> {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Returns to the start of the line and clears it.
const CLEAR: &str = "\r\x1b[2K";

/// Whether the terminal declares that it supports no control sequences.
fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(colour: bool, live: bool, act: impl Fn(&mut Screen<&mut Vec<u8>>)) -> String {
        let mut out = Vec::new();
        let mut screen = Screen::new(&mut out, colour, live);
        act(&mut screen);
        drop(screen);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_next_line_clears_the_status() {
        let text = shown(false, true, |screen| {
            screen.status("2 s left", 80);
            screen.status("2 s left", 80);
            screen.status("1 s left", 80);
            screen.line("done");
            screen.line("really");
        });
        assert_eq!(
            text,
            "\r\x1b[2K2 s left\r\x1b[2K1 s left\r\x1b[2Kdone\nreally\n"
        );
    }

    #[test]
    fn the_next_output_ends_the_line_below_a_code() {
        let code = ["one".to_owned(), "two".to_owned()];
        let text = |live| {
            shown(false, live, |screen| {
                screen.below(&code);
                screen.status("2 s left", 80);
                screen.line("done");
            })
        };
        assert_eq!(text(false), "one\ntwo\ndone\n");
        assert_eq!(text(true), "one\ntwo\n\r\x1b[2K2 s left\r\x1b[2Kdone\n");
    }

    #[test]
    fn a_status_wider_than_the_terminal_is_cut() {
        let text = shown(false, true, |screen| screen.status("2:59 left", 5));
        assert_eq!(text, "\r\x1b[2K2:59\r\x1b[2K");
    }

    #[test]
    fn without_a_terminal_there_is_no_status_and_no_colour() {
        let text = shown(false, false, |screen| {
            screen.status("2 s left", 80);
            screen.aside("so what");
            screen.warning("careful");
        });
        assert_eq!(text, "so what\nwarning: careful\n");
    }

    #[test]
    fn a_warning_is_bold_without_a_colour() {
        let text = shown(true, false, |screen| screen.warning("careful"));
        assert_eq!(text, "\x1b[1mwarning:\x1b[0m careful\n");
    }

    #[test]
    fn messages_beside_a_code_are_repeated_on_the_main_screen() {
        let text = shown(false, true, |screen| {
            screen.beside(&["code".to_owned()], 5, (80, 24), &[Line::plain("text")]);
            screen.line("Scanned.");
            screen.status("2 s left", 80);
            screen.leave();
        });
        let (during, after) = text.split_once("\x1b[?1049l").unwrap();
        assert!(during.starts_with("\x1b[?1049h"));
        assert!(during.contains("\x1b[1;1Hcode") && during.contains("\x1b[1;6H\x1b[Ktext"));
        assert!(during.contains("\x1b[3;6H\x1b[KScanned."));
        assert!(during.contains("\x1b[4;6H\x1b[K2 s left"));
        assert_eq!(after, "Scanned.\n");
    }

    #[test]
    fn dropping_a_screen_restores_the_main_screen() {
        let text = shown(false, true, |screen| {
            screen.beside(&["code".to_owned()], 5, (80, 24), &[]);
        });
        assert!(text.ends_with(LEAVE));
    }

    #[test]
    fn the_last_line_of_a_failure_is_the_hint() {
        let failure = CliError::login(qrlogin::Error::Expired);
        let text = shown(true, false, |screen| screen.failure(&failure));
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("\x1b[1;31merror:\x1b[0m the QR code expired"));
        assert!(lines[1].starts_with("\x1b[1mhint:\x1b[0m run the command again"));
    }
}
