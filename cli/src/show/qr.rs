//! Drawing a QR code as text.

use qrcode::{Color, EcLevel, QrCode};

/// Modules of white around the code, without which scanners do not find it.
const QUIET_ZONE: usize = 4;

/// The modules of a code, quiet zone included.
pub(crate) struct Matrix {
    side: usize,
    dark: Vec<bool>,
}

impl Matrix {
    /// The code of a text; `None` if the text is too long for one.
    pub(crate) fn new(text: &str) -> Option<Self> {
        // The lowest level of error correction: a screen is not scratched, but it is small.
        let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
        let (inner, colors) = (code.width(), code.to_colors());
        let side = inner + 2 * QUIET_ZONE;
        let is_dark = |at: usize| {
            let column = (at % side).checked_sub(QUIET_ZONE).filter(|x| *x < inner)?;
            let row = (at / side).checked_sub(QUIET_ZONE)?;
            colors.get(row * inner + column).copied()
        };
        let dark = (0..side * side)
            .map(|at| is_dark(at) == Some(Color::Dark))
            .collect();
        Some(Self { side, dark })
    }

    /// Modules in a row or a column.
    pub(crate) fn side(&self) -> usize {
        self.side
    }

    /// The rows from the top, `true` for dark.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.dark.chunks(self.side)
    }

    /// Half blocks, two rows of modules a line.
    ///
    /// Both colours are set, to black and white of the fixed part of the palette: a theme can change all
    /// others, and many scanners refuse a code with dark and light swapped.
    pub(crate) fn ansi(&self, invert: bool) -> String {
        let colours = if invert {
            "\x1b[38;5;231;48;5;16m"
        } else {
            "\x1b[38;5;16;48;5;231m"
        };
        let mut text = String::new();
        for pair in self.dark.chunks(2 * self.side) {
            let (upper, lower) = pair.split_at(self.side.min(pair.len()));
            text.push_str(colours);
            for (column, upper) in upper.iter().enumerate() {
                let lower = lower.get(column).copied().unwrap_or(false);
                text.push(match (*upper, lower) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                });
            }
            text.push_str("\x1b[0m\n");
        }
        text
    }

    /// Lines that [`ansi`](Self::ansi) takes.
    pub(crate) fn ansi_lines(&self) -> usize {
        self.side.div_ceil(2)
    }

    /// Two characters a module: `##` for dark, or for light if inverted.
    pub(crate) fn ascii(&self, invert: bool) -> String {
        let mut text = String::new();
        for row in self.rows() {
            for dark in row {
                text.push_str(if *dark == invert { "  " } else { "##" });
            }
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_has_its_quiet_zone_and_its_finder_patterns() {
        let code = Matrix::new("https://example.com/").unwrap();
        assert_eq!(code.side(), 25 + 8);
        let rows: Vec<&[bool]> = code.rows().collect();
        assert_eq!(rows.len(), 33);
        for zone in [0, 1, 2, 3, 29, 30, 31, 32] {
            assert!(rows[zone].iter().all(|dark| !dark));
            assert!(rows.iter().all(|row| !row[zone]));
        }
        let finder = [true, true, true, true, true, true, true, false];
        assert_eq!(rows[4][4..12], finder);
        assert_eq!(rows[28][4..12], finder);
    }

    #[test]
    fn both_colours_are_set_on_every_line_and_reset_at_its_end() {
        let code = Matrix::new("x").unwrap();
        let text = code.ansi(false);
        assert_eq!(text.lines().count(), code.ansi_lines());
        for line in text.lines() {
            assert!(line.starts_with("\x1b[38;5;16;48;5;231m"));
            assert!(line.ends_with("\x1b[0m"));
            assert_eq!(
                line.chars().filter(|c| "█▀▄ ".contains(*c)).count(),
                code.side()
            );
        }
    }

    #[test]
    fn ascii_has_no_colours_and_can_be_inverted() {
        let code = Matrix::new("x").unwrap();
        let (plain, inverted) = (code.ascii(false), code.ascii(true));
        assert!(plain.chars().all(|c| "# \n".contains(c)));
        assert_eq!(plain.lines().next().unwrap(), " ".repeat(2 * code.side()));
        assert_eq!(
            inverted.lines().next().unwrap(),
            "#".repeat(2 * code.side())
        );
    }

    #[test]
    fn a_text_too_long_for_a_code_is_no_panic() {
        assert!(Matrix::new(&"x".repeat(5000)).is_none());
    }
}
