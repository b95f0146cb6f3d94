//! Pictures: QR codes and avatars.

use jpeg_encoder::{ColorType, Encoder};
use qrcode::{Color, EcLevel, QrCode};

/// Pixels of a module, and modules of white around the code.
const SCALE: usize = 6;
const MARGIN: usize = 4;

/// A picture in shades of grey.
struct Grey {
    side: usize,
    pixels: Vec<u8>,
}

/// The QR code of a text as PNG; empty if the text is too long for one.
pub(crate) fn qr_png(text: &str) -> Vec<u8> {
    draw(text).map(|picture| picture.png()).unwrap_or_default()
}

/// The QR code of a text as JPEG; empty if the text is too long for one.
pub(crate) fn qr_jpeg(text: &str) -> Vec<u8> {
    draw(text).map(|picture| picture.jpeg()).unwrap_or_default()
}

/// An avatar of 132 by 132 pixels, as JPEG.
pub(crate) fn avatar_jpeg() -> Vec<u8> {
    let side = 132;
    let pixels = (0..side * side)
        .map(|index| ((index / side + index % side) / 2) as u8)
        .collect();
    Grey { side, pixels }.jpeg()
}

/// A plain picture of 40 by 40 pixels, as PNG.
pub(crate) fn avatar_png() -> Vec<u8> {
    Grey {
        side: 40,
        pixels: vec![0xcc; 1600],
    }
    .png()
}

fn draw(text: &str) -> Option<Grey> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let modules = code.to_colors();
    let side = (width + 2 * MARGIN) * SCALE;
    let dark = |x: usize, y: usize| -> Option<bool> {
        let column = (x / SCALE)
            .checked_sub(MARGIN)
            .filter(|column| *column < width)?;
        let row = (y / SCALE).checked_sub(MARGIN)?;
        modules
            .get(row * width + column)
            .map(|module| *module == Color::Dark)
    };
    let pixels = (0..side * side)
        .map(|index| {
            if dark(index % side, index / side).unwrap_or(false) {
                0
            } else {
                0xff
            }
        })
        .collect();
    Some(Grey { side, pixels })
}

impl Grey {
    fn png(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, self.side as u32, self.side as u32);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let written = encoder.write_header().and_then(|mut writer| {
            writer.write_image_data(&self.pixels)?;
            writer.finish()
        });
        if written.is_ok() { out } else { Vec::new() }
    }

    fn jpeg(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let encoder = Encoder::new(&mut out, 80);
        let side = self.side as u16;
        let written = encoder.encode(&self.pixels, side, side, ColorType::Luma);
        if written.is_ok() { out } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_have_their_signatures() {
        assert!(qr_png("https://115.com/scan/dg-1").starts_with(b"\x89PNG\r\n\x1a\n"));
        assert!(qr_jpeg("https://login.weixin.qq.com/l/x==").starts_with(&[0xff, 0xd8, 0xff]));
        assert!(avatar_png().starts_with(b"\x89PNG\r\n\x1a\n"));
        assert!(avatar_jpeg().ends_with(&[0xff, 0xd9]));
    }

    #[test]
    fn a_code_has_a_white_border_and_a_dark_corner() {
        let picture = draw("x").unwrap();
        let at = |x: usize, y: usize| picture.pixels[y * picture.side + x];
        assert_eq!(at(MARGIN * SCALE - 1, MARGIN * SCALE - 1), 0xff);
        assert_eq!(at(MARGIN * SCALE, MARGIN * SCALE), 0);
    }
}
