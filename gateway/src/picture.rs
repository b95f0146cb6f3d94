//! A code as a picture.

use std::io;

use png::{BitDepth, ColorType, Encoder};
use qrcode::render::{svg, unicode};
use qrcode::{Color, EcLevel, QrCode};

/// Pixels of a module's side.
const SCALE: usize = 8;
/// Modules of the border (ISO/IEC 18004, 9.1).
const BORDER: usize = 4;

/// A PNG of a code with this text, in black and white.
///
/// # Errors
/// The text is too long for a code: over 2,331 bytes.
pub(crate) fn png(text: &str) -> io::Result<Vec<u8>> {
    let code = encode(text)?;
    let (width, modules) = (code.width(), code.to_colors());
    let side = (width + 2 * BORDER) * SCALE;
    let module = |pixel: usize| (pixel / SCALE).checked_sub(BORDER).filter(|at| *at < width);
    let is_dark = |x: usize, y: usize| match (module(x), module(y)) {
        (Some(x), Some(y)) => modules.get(y * width + x) == Some(&Color::Dark),
        _ => false,
    };
    let bytes = side.div_ceil(8);
    let mut rows = vec![0_u8; side * bytes];
    for (y, row) in rows.chunks_mut(bytes).enumerate() {
        for (at, byte) in row.iter_mut().enumerate() {
            let pixels = (0..8).map(|bit| u8::from(!is_dark(at * 8 + bit, y)) << (7 - bit));
            *byte = pixels.sum();
        }
    }
    let mut png = Vec::new();
    let side = u32::try_from(side).map_err(io::Error::other)?;
    let mut encoder = Encoder::new(&mut png, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    let mut writer = encoder.write_header().map_err(io::Error::other)?;
    writer.write_image_data(&rows).map_err(io::Error::other)?;
    writer.finish().map_err(io::Error::other)?;
    Ok(png)
}

/// An SVG of a code with this text, in black and white.
///
/// # Errors
/// As [`png`].
pub(crate) fn svg(text: &str) -> io::Result<String> {
    let code = encode(text)?;
    let mut drawing = code.render::<svg::Color<'_>>();
    let side = u32::try_from(SCALE).map_err(io::Error::other)?;
    Ok(drawing.module_dimensions(side, side).build())
}

/// A drawing of a code with this text in half blocks, lines of text. The light modules are blocks,
/// as on a dark terminal.
///
/// # Errors
/// As [`png`].
pub(crate) fn text(text: &str) -> io::Result<String> {
    let code = encode(text)?;
    let mut drawing = code.render::<unicode::Dense1x2>();
    let drawing = drawing
        .dark_color(unicode::Dense1x2::Light)
        .light_color(unicode::Dense1x2::Dark);
    Ok(format!("{}\n", drawing.build()))
}

fn encode(text: &str) -> io::Result<QrCode> {
    QrCode::with_error_correction_level(text, EcLevel::M).map_err(io::Error::other)
}
