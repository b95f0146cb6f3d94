//! The forms of a code as text.

use std::fmt::Write as _;

use super::qr::Matrix;

/// How modules become characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// This many coloured spaces a module: independent of font and locale, without gaps.
    Full(usize),
    /// A coloured half block for two modules, one above the other.
    Half,
    /// Two full blocks for a light module, without colours.
    PlainFull,
    /// A half block for two modules, without colours.
    PlainHalf,
    /// `##` for a light module.
    Ascii,
}

/// Black and white of the fixed part of the palette. Themes change all other colours, and many
/// decoders refuse a code with dark and light swapped.
const BLACK: u8 = 16;
const WHITE: u8 = 231;

impl Form {
    /// Columns and lines of the drawing.
    pub(crate) fn size(self, code: &Matrix) -> (usize, usize) {
        let (side, height) = (code.side(), code.height());
        match self {
            Self::Full(columns) => (columns * side, height),
            Self::PlainFull | Self::Ascii => (2 * side, height),
            Self::Half | Self::PlainHalf => (side, height.div_ceil(2)),
        }
    }

    /// The lines of the drawing; `invert` swaps dark and light.
    pub(crate) fn lines(self, code: &Matrix, invert: bool) -> Vec<String> {
        match self {
            Self::Full(columns) => full(code, columns, invert),
            Self::Half => half(code, invert),
            Self::PlainFull => doubled(code, "██", invert),
            Self::PlainHalf => plain_half(code, invert),
            Self::Ascii => doubled(code, "##", invert),
        }
    }
}

fn shade(dark: bool, invert: bool) -> u8 {
    if dark == invert { WHITE } else { BLACK }
}

fn full(code: &Matrix, columns: usize, invert: bool) -> Vec<String> {
    let module = " ".repeat(columns);
    let line = |row: &[bool]| {
        let mut pen = Pen::default();
        for dark in row {
            pen.background(shade(*dark, invert));
            pen.line.push_str(&module);
        }
        pen.end()
    };
    code.rows().map(line).collect()
}

/// Two equal modules are a coloured space, since the glyph of a half block leaves gaps in fonts
/// that do not fill the cell.
fn half(code: &Matrix, invert: bool) -> Vec<String> {
    let line = |row: &mut dyn Iterator<Item = (bool, bool)>| {
        let mut pen = Pen::default();
        for (upper, lower) in row {
            pen.background(shade(lower, invert));
            if upper == lower {
                pen.line.push(' ');
            } else {
                pen.foreground(shade(upper, invert));
                pen.line.push('▀');
            }
        }
        pen.end()
    };
    code.pairs().map(|mut row| line(&mut row)).collect()
}

/// Without colours, draws the light modules, for the usual dark background; inverted, the dark
/// ones.
fn doubled(code: &Matrix, ink: &str, invert: bool) -> Vec<String> {
    let line = |row: &[bool]| {
        let module = |dark: &bool| if *dark == invert { ink } else { "  " };
        row.iter().map(module).collect()
    };
    code.rows().map(line).collect()
}

fn plain_half(code: &Matrix, invert: bool) -> Vec<String> {
    let glyph = |(upper, lower): (bool, bool)| match (upper == invert, lower == invert) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    };
    code.pairs().map(|row| row.map(glyph).collect()).collect()
}

/// A line with the current colours. Each colour has its own escape sequence: some programs that
/// convert terminal output to HTML misread a sequence with two colours.
#[derive(Default)]
struct Pen {
    line: String,
    foreground: Option<u8>,
    background: Option<u8>,
}

// The results are dropped, since writing to a string cannot fail.
impl Pen {
    fn foreground(&mut self, colour: u8) {
        if self.foreground.replace(colour) != Some(colour) {
            let _ = write!(self.line, "\x1b[38;5;{colour}m");
        }
    }

    fn background(&mut self, colour: u8) {
        if self.background.replace(colour) != Some(colour) {
            let _ = write!(self.line, "\x1b[48;5;{colour}m");
        }
    }

    fn end(self) -> String {
        self.line + "\x1b[0m"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMS: [Form; 6] = [
        Form::Full(2),
        Form::Full(3),
        Form::Half,
        Form::PlainFull,
        Form::PlainHalf,
        Form::Ascii,
    ];

    /// The characters of a line without its escape sequences.
    fn characters(line: &str) -> String {
        let mut pieces = line.split("\x1b[");
        let first = pieces.next().unwrap().to_owned();
        pieces.fold(first, |text, piece| text + piece.split_once('m').unwrap().1)
    }

    #[test]
    fn every_line_is_as_wide_as_the_form_says() {
        let code = Matrix::new("x").unwrap();
        for form in FORMS {
            let lines = form.lines(&code, false);
            let (columns, height) = form.size(&code);
            assert_eq!(lines.len(), height, "{form:?}");
            for line in lines {
                assert_eq!(characters(&line).chars().count(), columns, "{form:?}");
            }
        }
    }

    #[test]
    fn full_is_ascii_and_sets_backgrounds_only() {
        let lines = Form::Full(2).lines(&Matrix::new("x").unwrap(), false);
        for line in lines {
            assert!(line.is_ascii() && line.ends_with("\x1b[0m"));
            assert!(!line.contains("\x1b[38"));
            assert!(characters(&line).chars().all(|c| c == ' '));
        }
    }

    #[test]
    fn half_has_upper_blocks_only_and_one_colour_a_sequence() {
        let lines = Form::Half.lines(&Matrix::new("x").unwrap(), false);
        for line in lines {
            assert!(characters(&line).chars().all(|c| " ▀".contains(c)));
            assert!(line.split("\x1b[").all(|piece| {
                let parameters = piece.split('m').next().unwrap_or_default();
                parameters.matches(';').count() <= 2
            }));
        }
    }

    #[test]
    fn without_colours_light_modules_are_drawn_unless_inverted() {
        let code = Matrix::new("x").unwrap();
        for (form, ink) in [
            (Form::Ascii, '#'),
            (Form::PlainFull, '█'),
            (Form::PlainHalf, '█'),
        ] {
            let first = |invert| form.lines(&code, invert).swap_remove(0);
            assert!(first(false).chars().all(|c| c == ink), "{form:?}");
            assert!(first(true).chars().all(|c| c == ' '), "{form:?}");
        }
    }
}
