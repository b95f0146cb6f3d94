//! Standard error: lines for the person, and on a terminal one line that changes in place.

use std::io::{self, IsTerminal as _, Stderr, Write};

use crate::exit::{Exit, Failure};

/// Where text for the person goes. Errors in writing it are dropped: that nobody can read along is no
/// reason to lose a login.
pub(crate) struct Screen<W: Write> {
    out: W,
    /// Whether text may be coloured.
    colour: bool,
    /// Whether a line can be rewritten.
    live: bool,
    status: String,
}

impl Screen<Stderr> {
    /// Standard error, as far as it can do things.
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
        }
    }

    /// A line.
    pub(crate) fn line(&mut self, text: &str) {
        self.block(&format!("{text}\n"));
    }

    /// A line to be seen first.
    pub(crate) fn heading(&mut self, text: &str) {
        let text = self.styled("1", text);
        self.line(&text);
    }

    /// A line of little weight.
    pub(crate) fn aside(&mut self, text: &str) {
        let text = self.styled("2", text);
        self.line(&text);
    }

    /// A line that must not be missed.
    pub(crate) fn warning(&mut self, text: &str) {
        let label = self.styled("1;33", "warning:");
        self.line(&format!("{label} {text}"));
    }

    /// Why the program ends; the last line says what to do.
    pub(crate) fn failure(&mut self, failure: &Failure) {
        let (_, places, _) = failure.shown();
        self.failure_with(failure, places);
    }

    /// The same with these lines before the last.
    pub(crate) fn failure_with(&mut self, failure: &Failure, lines: &[String]) {
        let style = match failure.exit {
            Exit::Interrupted => "1",
            _ => "1;31",
        };
        let label = self.styled(style, "error:");
        let (message, _, hint) = failure.shown();
        self.line(&format!("{label} {message}"));
        for line in lines {
            self.aside(&format!("  {line}"));
        }
        if let Some(hint) = hint {
            let label = self.styled("1", "hint:");
            self.line(&format!("{label} {hint}"));
        }
    }

    /// Lines that are shown as they are.
    pub(crate) fn block(&mut self, text: &str) {
        let clear = if self.status.is_empty() { "" } else { CLEAR };
        self.status.clear();
        self.put(&format!("{clear}{text}"));
    }

    /// Removes the line that changes in place.
    pub(crate) fn clear(&mut self) {
        self.block("");
    }

    /// The line that changes in place, where that is possible.
    pub(crate) fn status(&mut self, text: &str) {
        if self.live && self.status != text {
            let shown = self.styled("2", text);
            self.put(&format!("{CLEAR}{shown}"));
            text.clone_into(&mut self.status);
        }
    }

    fn styled(&self, style: &str, text: &str) -> String {
        if self.colour {
            format!("\x1b[{style}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    fn put(&mut self, text: &str) {
        let _ = self.out.write_all(text.as_bytes());
        let _ = self.out.flush();
    }
}

impl<W: Write> Drop for Screen<W> {
    fn drop(&mut self) {
        self.clear();
    }
}

/// To the start of the line, and empty it.
const CLEAR: &str = "\r\x1b[2K";

/// Whether the terminal says of itself that it understands no control sequences.
pub(crate) fn is_dumb() -> bool {
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
    fn the_status_is_rewritten_in_place_and_cleared_by_the_next_line() {
        let text = shown(false, true, |screen| {
            screen.status("2 s left");
            screen.status("2 s left");
            screen.status("1 s left");
            screen.line("done");
            screen.line("really");
        });
        assert_eq!(
            text,
            "\r\x1b[2K2 s left\r\x1b[2K1 s left\r\x1b[2Kdone\nreally\n"
        );
    }

    #[test]
    fn without_a_terminal_there_is_no_status_and_no_colour() {
        let text = shown(false, false, |screen| {
            screen.status("2 s left");
            screen.aside("so what");
            screen.warning("careful");
        });
        assert_eq!(text, "so what\nwarning: careful\n");
    }

    #[test]
    fn the_last_line_of_a_failure_says_what_to_do() {
        let failure = Failure::login(qrlogin::Error::Expired);
        let text = shown(true, false, |screen| screen.failure(&failure));
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("\x1b[1;31merror:\x1b[0m the QR code expired"));
        assert!(lines[1].starts_with("\x1b[1mhint:\x1b[0m run the command again"));
    }
}
