//! The options of `qrlogin qr`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use qrlogin::Secret;

use super::{ImageProtocol, Level, QrFormat, QrMode, secret};
use crate::help::QR_HELP;

/// Draw a text as a QR code, in the terminal or to a file
#[derive(Debug, Args)]
#[command(after_help = QR_HELP)]
pub(crate) struct QrArgs {
    /// The text, such as a link; `-` reads standard input, without the line feed at its end
    #[arg(value_name = "TEXT", value_parser = secret())]
    pub(crate) text: Secret,

    /// Write the code to this file instead; `-` is standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,

    /// The kind of file [default: by its ending, .png, .svg or .txt; txt for `-`]
    #[arg(long, value_name = "FORMAT", requires = "out")]
    pub(crate) format: Option<QrFormat>,

    /// Let --out replace an existing file
    #[arg(long, requires = "out")]
    pub(crate) force: bool,

    /// How much of the code may be damaged, for codes on paper
    #[arg(long, value_name = "LEVEL", default_value = "l", ignore_case = true)]
    pub(crate) level: Level,

    /// How to draw the code
    #[arg(
        long,
        value_name = "HOW",
        default_value = "auto",
        conflicts_with = "out"
    )]
    pub(crate) qr: QrMode,

    /// Draw the code as a picture in the terminal; where that is not possible, as --qr says
    #[arg(long, value_name = "PROTOCOL", conflicts_with = "out")]
    pub(crate) image: Option<ImageProtocol>,

    /// Swap dark and light, for text without colours on a light background
    #[arg(long)]
    pub(crate) invert: bool,
}

impl QrArgs {
    /// The file of `--out`, unless it is `-`.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.out.as_deref().filter(|path| *path != Path::new("-"))
    }
}
