//! The code as a picture in a file, which is removed at the end of the login.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::qr::Matrix;
use crate::exit::CliError;
use crate::messages;
use crate::save::{self, Target};
use crate::shutdown::TempFileGuard;

/// Pixels per module.
pub(super) const SCALE: usize = 8;

/// The file; dropping this value and a forced exit remove it.
#[derive(Debug)]
pub(crate) struct Picture {
    target: Target,
    kind: Kind,
    written: Option<TempFileGuard>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Png,
    Svg,
}

impl Picture {
    /// Checks that there can be a picture at this path.
    ///
    /// # Errors
    /// The ending is not .png or .svg, or the file cannot be created.
    pub(crate) fn check(path: &Path) -> Result<Self, CliError> {
        let extension = path.extension().and_then(|extension| extension.to_str());
        let kind = match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("png") => Kind::Png,
            Some("svg") => Kind::Svg,
            _ => {
                let message = messages::picture_is_png_or_svg();
                return Err(CliError::usage(message, messages::use_that_ending()));
            }
        };
        // An existing file is refused, since it would be removed at the end.
        Target::check(&save::QR_FILE, path, false).map(|target| Self {
            target,
            kind,
            written: None,
        })
    }

    /// A picture with a new name in the folder for temporary files.
    ///
    /// # Errors
    /// There is no random name, or the file cannot be created.
    pub(crate) fn temporary() -> Result<Self, CliError> {
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(|error| {
            CliError::output(messages::no_random(), messages::check_limits()).because(Some(&error))
        })?;
        let name = format!("qrlogin-{:016x}.png", u64::from_be_bytes(random));
        Self::check(&std::env::temp_dir().join(name))
    }

    /// Writes the picture of a code, in place of an earlier one.
    ///
    /// # Errors
    /// Those of the system.
    pub(crate) fn draw(&mut self, code: &Matrix) -> io::Result<()> {
        let content = match self.kind {
            Kind::Png => png(code, SCALE)?,
            Kind::Svg => svg(code).into_bytes(),
        };
        if self.written.is_some() {
            self.remove();
        }
        self.written = Some(self.target.write_temporary(&content)?);
        Ok(())
    }

    /// The path.
    pub(crate) fn path(&self) -> &Path {
        self.target.path()
    }

    fn remove(&mut self) {
        // The guard is dropped after the removal.
        if let Some(_guard) = self.written.take() {
            // Fails if the file is already removed.
            let _ = std::fs::remove_file(self.target.path());
        }
    }
}

impl Drop for Picture {
    fn drop(&mut self) {
        self.remove();
    }
}

/// The picture as a PNG in a `data:` URL.
///
/// # Errors
/// The picture would be too large.
pub(super) fn data_url(code: &Matrix) -> io::Result<String> {
    let picture = STANDARD.encode(png(code, SCALE)?);
    Ok(format!("data:image/png;base64,{picture}"))
}

/// A PNG with this many pixels a module.
///
/// # Errors
/// It would be too large.
pub(super) fn png(code: &Matrix, scale: usize) -> io::Result<Vec<u8>> {
    let mut pixels = Vec::new();
    for row in code.rows() {
        for _ in 0..scale {
            for dark in row {
                let shade = if *dark { 0 } else { 0xff };
                pixels.extend(std::iter::repeat_n(shade, scale));
            }
        }
    }
    let side = u32::try_from(code.side() * scale).map_err(io::Error::other)?;
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(file)
}

/// The results are dropped, since writing to a string cannot fail.
pub(super) fn svg(code: &Matrix) -> String {
    let side = code.side();
    let pixels = side * SCALE;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{pixels}\" height=\"{pixels}\" \
         viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path fill=\"#000\" d=\""
    );
    for (y, row) in code.rows().enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
            let _ = write!(text, "M{x} {y}h1v1h-1z");
        }
    }
    text.push_str("\"/></svg>\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_drawn_replaced_and_removed() {
        let directory = tempfile::tempdir().unwrap();
        for (name, start) in [("code.PNG", b"\x89PNG"), ("code.svg", b"<svg")] {
            let path = directory.path().join(name);
            let mut picture = Picture::check(&path).unwrap();
            assert!(!path.exists());
            for text in ["first", "second"] {
                picture.draw(&Matrix::new(text).unwrap()).unwrap();
                assert!(std::fs::read(&path).unwrap().starts_with(start));
            }
            drop(picture);
            assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
        }
    }

    #[test]
    fn the_png_has_eight_pixels_a_module() {
        let code = Matrix::new("x").unwrap();
        let file = png(&code, SCALE).unwrap();
        let mut reader = png::Decoder::new(io::Cursor::new(file))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(info.width as usize, code.side() * 8);
        assert!(pixels.iter().all(|shade| matches!(shade, 0 | 0xff)));
        // The upper left finder pattern begins after the quiet zone.
        assert_eq!(pixels[32 * info.line_size + 31..][..2], [0xff, 0]);
    }

    #[test]
    fn a_file_created_after_the_check_is_kept() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("code.svg");
        let mut picture = Picture::check(&path).unwrap();
        std::fs::write(&path, "another file").unwrap();
        assert!(picture.draw(&Matrix::new("x").unwrap()).is_err());
        drop(picture);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "another file");
    }

    #[test]
    fn other_kinds_of_picture_are_refused() {
        let failure = Picture::check(Path::new("code.jpg")).unwrap_err();
        assert!(failure.message.contains(".png or .svg"));
    }
}
