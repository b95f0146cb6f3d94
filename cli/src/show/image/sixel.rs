//! Sixel: bands of six lines of pixels, in two colours.

use std::fmt::Write as _;

use super::super::qr::Matrix;

/// The lines of pixels in a band.
const BAND: usize = 6;

/// The sequence. Both colours are drawn, so that no pixel shows the terminal's background.
// The results are dropped, since writing to a string cannot fail.
pub(super) fn sequence(code: &Matrix, scale: usize) -> String {
    let (width, height) = (code.side() * scale, code.height() * scale);
    let mut text = format!("\x1bP0;1q\"1;1;{width};{height}#0;2;0;0;0#1;2;100;100;100");
    let rows: Vec<&[bool]> = code.rows().collect();
    for top in (0..height).step_by(BAND) {
        if top > 0 {
            text.push('-');
        }
        let lines = (top..height.min(top + BAND)).filter_map(|y| rows.get(y / scale).copied());
        let lines: Vec<&[bool]> = lines.collect();
        for (colour, is_dark) in [(0, true), (1, false)] {
            let _ = write!(text, "#{colour}");
            band(&mut text, &lines, code.side(), scale, is_dark);
            if is_dark {
                text.push('$');
            }
        }
    }
    text.push_str("\x1b\\");
    text
}

/// The pixels of one colour in a band, with equal neighbours as one run.
fn band(text: &mut String, lines: &[&[bool]], side: usize, scale: usize, is_dark: bool) {
    let mut run: Option<(char, usize)> = None;
    for column in 0..side {
        let pixels = lines.iter().enumerate().map(|(bit, line)| {
            let is_set = line.get(column) == Some(&is_dark);
            u8::from(is_set) << bit
        });
        let glyph = char::from(b'?' + pixels.sum::<u8>());
        match &mut run {
            Some((known, length)) if *known == glyph => *length += scale,
            _ => {
                put(text, run);
                run = Some((glyph, scale));
            }
        }
    }
    put(text, run);
}

fn put(text: &mut String, run: Option<(char, usize)>) {
    if let Some((glyph, length)) = run {
        let _ = write!(text, "!{length}{glyph}");
    }
}
