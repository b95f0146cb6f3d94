//! Showing a code: which drawing fits where, and the link that is always there.

use std::io::{self, IsTerminal as _};

use qrlogin::{QrCode, Timestamp};
use terminal_size::terminal_size_of;

use super::qr::Matrix;
use super::screen::is_dumb;
use crate::args::{CodeArgs, QrMode};
use crate::output::printable;

/// How a code is drawn, and what to say below it.
pub(crate) struct Drawing {
    /// The lines of the code; empty if it is not drawn.
    pub(crate) text: String,
    pub(crate) hint: Option<String>,
}

/// Columns and lines of the terminal, if standard error is one. One that does not tell its size is taken
/// for large.
pub(crate) fn terminal() -> Option<(usize, usize)> {
    if !io::stderr().is_terminal() {
        return None;
    }
    let size = terminal_size_of(io::stderr());
    Some(size.map_or((usize::MAX, usize::MAX), |(columns, lines)| {
        (usize::from(columns.0), usize::from(lines.0))
    }))
}

/// Draws a code as the options and the terminal allow.
pub(crate) fn draw(
    matrix: Option<&Matrix>,
    args: &CodeArgs,
    terminal: Option<(usize, usize)>,
) -> Drawing {
    let nothing = |hint: Option<String>| Drawing {
        text: String::new(),
        hint,
    };
    let Some(matrix) = matrix else {
        return nothing(Some(
            "the text is too long to be drawn as a code".to_owned(),
        ));
    };
    let mode = match (args.qr, terminal) {
        // A log, a pipe, a container's output: somebody may look at it all the same.
        (QrMode::Auto, None) => QrMode::Ascii,
        (QrMode::Auto, Some(_)) if is_dumb() => QrMode::Ascii,
        (QrMode::Auto, Some(_)) => QrMode::Ansi,
        (mode, _) => mode,
    };
    let (text, columns, lines) = match mode {
        QrMode::None => return nothing(None),
        QrMode::Ascii => (matrix.ascii(args.invert), 2 * matrix.side(), matrix.side()),
        QrMode::Ansi | QrMode::Auto => {
            (matrix.ansi(args.invert), matrix.side(), matrix.ansi_lines())
        }
    };
    let (wide, high) = terminal.unwrap_or((usize::MAX, usize::MAX));
    if args.qr == QrMode::Auto && columns > wide {
        return nothing(Some(format!(
            "the terminal is too narrow for the code ({wide} columns instead of {columns}): widen it and start again, or use --qr-file"
        )));
    }
    let mut hint = (lines >= high).then(|| {
        format!("the code takes {lines} lines: make the terminal higher or the font smaller to see all of it")
    });
    if args.qr == QrMode::Auto && terminal.is_none() {
        let help = "if it does not scan, try --invert (dark background), --qr ansi, or --qr-file";
        hint = Some(help.to_owned());
    }
    Drawing { text, hint }
}

/// The lines below the drawing: the link in it, and the service's own picture if nothing was drawn.
pub(crate) fn links(code: &QrCode, drawn: bool) -> Vec<String> {
    let mut lines = vec![format!(
        "Link in the code: {}",
        printable(code.payload.expose())
    )];
    if let (false, Some(url)) = (drawn, &code.image_url) {
        lines.push(format!(
            "The service's own picture of it: {}",
            printable(url.expose())
        ));
    }
    lines
}

/// Minutes and seconds that are left, such as `2:59`.
pub(crate) fn time_left(until: Timestamp, now: Timestamp) -> String {
    let seconds = (until - now).as_millis().div_ceil(1000);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(qr: QrMode) -> CodeArgs {
        CodeArgs {
            qr,
            invert: false,
            qr_file: None,
            timeout: None,
            renew: 0,
        }
    }

    fn drawn(qr: QrMode, terminal: Option<(usize, usize)>) -> Drawing {
        draw(
            Matrix::new("https://example.com/").as_ref(),
            &args(qr),
            terminal,
        )
    }

    #[test]
    fn without_a_terminal_the_code_is_drawn_without_colours_unless_told_otherwise() {
        let auto = drawn(QrMode::Auto, None);
        assert!(auto.text.contains("##") && !auto.text.contains('\x1b'));
        assert!(auto.hint.unwrap().contains("--invert"));
        assert!(drawn(QrMode::Ansi, None).text.contains("\x1b[38;5;16"));
        assert!(drawn(QrMode::Ascii, None).text.contains("##"));
    }

    #[test]
    fn a_terminal_too_narrow_gets_the_link_only_unless_told_otherwise() {
        let auto = drawn(QrMode::Auto, Some((32, 50)));
        assert!(auto.text.is_empty());
        assert!(auto.hint.unwrap().contains("32 columns instead of 33"));
        assert!(!drawn(QrMode::Auto, Some((33, 50))).text.is_empty());
        assert!(!drawn(QrMode::Ansi, Some((10, 50))).text.is_empty());
    }

    #[test]
    fn a_terminal_too_low_gets_the_code_and_a_hint() {
        let low = drawn(QrMode::Auto, Some((80, 17)));
        assert!(!low.text.is_empty());
        assert!(low.hint.unwrap().contains("17 lines"));
        assert!(drawn(QrMode::Auto, Some((80, 18))).hint.is_none());
    }

    #[test]
    fn a_link_cannot_steer_the_terminal() {
        let code = QrCode::new(
            "https://a/\u{1b}]0;x\u{7}".into(),
            "it",
            Timestamp::default(),
        );
        assert_eq!(
            links(&code, true),
            ["Link in the code: https://a/\u{fffd}]0;x\u{fffd}"]
        );
    }

    #[test]
    fn the_time_left_is_in_minutes_and_seconds() {
        let at = Timestamp::from_secs;
        assert_eq!(time_left(at(180), at(0)), "3:00");
        assert_eq!(time_left(at(69), at(0)), "1:09");
        assert_eq!(time_left(at(5), at(9)), "0:00");
    }
}
