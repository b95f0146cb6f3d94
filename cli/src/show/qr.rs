//! The modules of a QR code.

use qrcode::{Color, EcLevel, QrCode};

/// The modules of a code, quiet zone included.
#[derive(Clone)]
pub(crate) struct Matrix {
    side: usize,
    quiet: usize,
    dark: Vec<bool>,
}

impl Matrix {
    /// The code of a text, with a quiet zone of four; `None` if the text is too long for one.
    pub(crate) fn new(text: &str) -> Option<Self> {
        // The lowest level of error correction gives the smallest code; a screen has no scratches.
        Self::with_level(text, EcLevel::L)
    }

    /// The same with a level of error correction.
    pub(crate) fn with_level(text: &str, level: EcLevel) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, level).ok()?;
        let dark = code.to_colors().into_iter();
        let bare = Self {
            side: code.width(),
            quiet: 0,
            dark: dark.map(|color| color == Color::Dark).collect(),
        };
        Some(bare.with_quiet_zone(4))
    }

    /// The same code with another quiet zone.
    pub(crate) fn with_quiet_zone(&self, quiet: usize) -> Self {
        let side = self.side - 2 * self.quiet + 2 * quiet;
        // The position in this matrix, which may be outside of it.
        let place = |at: usize| (at + self.quiet).checked_sub(quiet);
        let is_dark = |at: usize| {
            let column = place(at % side).filter(|column| *column < self.side)?;
            let row = place(at / side)?;
            self.dark.get(row * self.side + column).copied()
        };
        Self {
            side,
            quiet,
            dark: (0..side * side)
                .map(|at| is_dark(at) == Some(true))
                .collect(),
        }
    }

    /// The same code without its lowest row, which saves a line. In tests, most decoders read a
    /// code whose quiet zone is open on one side.
    pub(crate) fn open_below(mut self) -> Self {
        self.dark.truncate(self.side * self.side.saturating_sub(1));
        self
    }

    /// The number of rows: the side, or one less.
    pub(crate) fn height(&self) -> usize {
        self.dark.len() / self.side
    }

    /// Modules in a row.
    pub(crate) fn side(&self) -> usize {
        self.side
    }

    /// The rows from the top, `true` for dark.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.dark.chunks(self.side)
    }

    /// The rows in pairs. An odd last row is paired with one more of the quiet zone.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = impl Iterator<Item = (bool, bool)>> {
        self.dark.chunks(2 * self.side).map(|pair| {
            let (upper, lower) = pair.split_at(self.side.min(pair.len()));
            let lower = lower.iter().copied().chain(std::iter::repeat(false));
            upper.iter().copied().zip(lower)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_has_its_quiet_zone_and_its_finder_patterns() {
        let code = Matrix::new("https://example.com/").unwrap();
        for quiet in [4, 2, 1] {
            let code = code.with_quiet_zone(quiet);
            let side = 25 + 2 * quiet;
            assert_eq!(code.side(), side);
            let rows: Vec<&[bool]> = code.rows().collect();
            assert_eq!(rows.len(), side);
            for zone in (0..quiet).chain(side - quiet..side) {
                assert!(rows[zone].iter().all(|dark| !dark));
                assert!(rows.iter().all(|row| !row[zone]));
            }
            let finder = [true, true, true, true, true, true, true, false];
            assert_eq!(rows[quiet][quiet..quiet + 8], finder);
            assert_eq!(rows[side - quiet - 1][quiet..quiet + 8], finder);
        }
    }

    #[test]
    fn an_odd_last_row_is_paired_with_a_light_one() {
        let code = Matrix::new("x").unwrap();
        let pairs: Vec<Vec<(bool, bool)>> = code.pairs().map(Iterator::collect).collect();
        assert_eq!(pairs.len(), code.side().div_ceil(2));
        assert!(pairs.iter().all(|row| row.len() == code.side()));
        assert!(pairs.last().unwrap().iter().all(|pair| !pair.1));
    }

    #[test]
    fn a_text_too_long_for_a_code_returns_none() {
        assert!(Matrix::new(&"x".repeat(5000)).is_none());
    }
}
