//! A code without a login: `qrlogin qr`.

use std::io;

use qrcode::EcLevel;

use super::form::Form;
use super::image::Image;
use super::picture;
use super::plan::{Caption, Request};
use super::qr::Matrix;
use super::terminal::Terminal;
use crate::args::{Level, QrArgs, QrFormat, QrMode};

/// The code of a text.
pub(crate) struct Standalone(Matrix);

/// Why a code is not drawn: the columns and lines that the window has, and needs.
pub(crate) struct TooSmall {
    pub(crate) has: (usize, usize),
    pub(crate) needs: (usize, usize),
}

impl Standalone {
    /// The code; `None` if the text is too long for this level.
    pub(crate) fn new(text: &str, level: Level) -> Option<Self> {
        let level = match level {
            Level::L => EcLevel::L,
            Level::M => EcLevel::M,
            Level::Q => EcLevel::Q,
            Level::H => EcLevel::H,
        };
        Matrix::with_level(text, level).map(Self)
    }

    /// The content of a file.
    ///
    /// # Errors
    /// The picture cannot be made.
    pub(crate) fn file(&self, format: QrFormat, invert: bool) -> io::Result<Vec<u8>> {
        Ok(match format {
            QrFormat::Png => picture::png(&self.0, picture::SCALE)?,
            QrFormat::Svg => picture::svg(&self.0).into_bytes(),
            QrFormat::Txt => {
                let lines = Form::PlainHalf.lines(&self.0, invert);
                (lines.join("\n") + "\n").into_bytes()
            }
        })
    }

    /// The text for standard output: a drawing for its terminal, or blocks for a file or a pipe.
    ///
    /// # Errors
    /// The window is too small.
    pub(crate) fn drawing(&self, args: &QrArgs) -> Result<String, TooSmall> {
        let terminal = Terminal::stdout();
        let none = Caption::default();
        let image = args
            .image
            .and_then(|protocol| Image::for_terminal(protocol, &self.0, &terminal, &none)?.ok());
        if let Some(image) = image {
            return Ok(format!("{}\n", image.text()));
        }
        let mode = match args.qr {
            QrMode::Auto if !terminal.is_terminal => QrMode::Utf8,
            mode => mode,
        };
        let caption = |_| Caption::default();
        let request = Request {
            code: &self.0,
            mode,
            terminal: if terminal.is_terminal {
                terminal
            } else {
                terminal.endless()
            },
            caption: &caption,
        };
        let Some(plan) = request.plan() else {
            let needs = request.smallest().map(|form| request.needs(form));
            return Err(TooSmall {
                has: (terminal.columns, terminal.lines.unwrap_or_default()),
                needs: needs.unwrap_or_default(),
            });
        };
        let lines = plan.form.lines(&plan.quiet.around(&self.0), args.invert);
        Ok(lines.join("\n") + "\n")
    }
}
