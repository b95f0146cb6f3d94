//! The code as a picture inside the terminal: the escape sequences of three protocols.
//!
//! All three are for terminals that are known to support them. The user names the protocol: a
//! terminal's answer to a query would be mixed with what is typed.

mod kitty;
mod sixel;

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::picture;
use super::plan::Caption;
use super::qr::Matrix;
use super::terminal::Terminal;
use crate::args::ImageProtocol;

/// Pixels of a cell, columns and lines, if the terminal does not report them.
const USUAL_CELL: (usize, usize) = (8, 16);

/// The fewest pixels of a module that cameras read on a screen.
const SMALLEST_SCALE: usize = 3;

/// The quiet zone of a picture: the standard requires four modules.
const ZONE: usize = 4;

/// A picture of a code, ready to be written.
#[derive(Clone, Debug)]
pub(crate) struct Image {
    text: String,
}

impl Image {
    /// The picture for a terminal, as large as modules of one column would be; `None` if there is
    /// no room for it below these lines, or if the terminal has no pictures.
    ///
    /// # Errors
    /// The picture cannot be made.
    pub(super) fn for_terminal(
        protocol: ImageProtocol,
        code: &Matrix,
        terminal: &Terminal,
        caption: &Caption,
    ) -> Option<io::Result<Self>> {
        if !terminal.live() || (protocol == ImageProtocol::Kitty && is_in_tmux()) {
            return None;
        }
        let code = code.with_quiet_zone(ZONE);
        let cell = terminal.cell.unwrap_or(USUAL_CELL);
        let scale = scale(&code, cell, terminal, caption.height(terminal.columns))?;
        Some(Self::new(protocol, &code, scale, is_in_tmux()))
    }

    fn new(
        protocol: ImageProtocol,
        code: &Matrix,
        scale: usize,
        in_tmux: bool,
    ) -> io::Result<Self> {
        let text = match protocol {
            ImageProtocol::Kitty => kitty::sequences(&picture::png(code, scale)?),
            // tmux with sixel takes the sequence as its own, and drops it otherwise.
            ImageProtocol::Sixel => sixel::sequence(code, scale),
            ImageProtocol::Iterm => {
                let text = iterm(&picture::png(code, scale)?);
                if in_tmux { passed_through(&text) } else { text }
            }
        };
        Ok(Self { text })
    }

    /// The text to write.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// Pixels a module: about a column, fewer where the picture has to be smaller to be visible whole.
fn scale(code: &Matrix, cell: (usize, usize), terminal: &Terminal, above: usize) -> Option<usize> {
    let side = code.side();
    // The status has a line, and the picture may end within one.
    let lines = terminal.lines.map(|lines| lines.saturating_sub(above + 2));
    let high = lines.map_or(usize::MAX, |lines| lines * cell.1);
    let room = high.min(terminal.columns * cell.0);
    let scale = (room / side).min(cell.0.max(SMALLEST_SCALE));
    (scale >= SMALLEST_SCALE).then_some(scale)
}

/// The inline image of iTerm2, in its own size.
fn iterm(png: &[u8]) -> String {
    format!(
        "\x1b]1337;File=inline=1;size={};preserveAspectRatio=1:{}\x07",
        png.len(),
        STANDARD.encode(png)
    )
}

/// A sequence that tmux passes to its own terminal, if `allow-passthrough` is on. iTerm2 documents
/// this for its images.
fn passed_through(text: &str) -> String {
    format!("\x1bPtmux;{}\x1b\\", text.replace('\x1b', "\x1b\x1b"))
}

/// Whether the terminal is one of tmux.
pub(crate) fn is_in_tmux() -> bool {
    std::env::var_os("TMUX").is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terminal(columns: usize, lines: usize) -> Terminal {
        Terminal {
            columns,
            lines: Some(lines),
            cell: Some((8, 16)),
            ..Terminal::plain()
        }
    }

    #[test]
    fn a_module_has_at_most_a_column_in_small_windows() {
        let code = Matrix::new("https://example.com/").unwrap();
        let scale = |columns, lines| scale(&code, (8, 16), &terminal(columns, lines), 2);
        assert_eq!(scale(80, 40), Some(8));
        assert_eq!(scale(80, 20), Some(7));
        assert_eq!(scale(20, 40), Some(4));
        assert_eq!(scale(12, 40), None);
        assert_eq!(scale(80, 8), None);
    }

    #[test]
    fn escapes_are_doubled_for_tmux() {
        assert_eq!(
            passed_through("\x1b]1\x07"),
            "\x1bPtmux;\x1b\x1b]1\x07\x1b\\"
        );
    }
}
