//! Credentials from the files of other programs: the formats of [`export`](crate::export), read
//! back. Pure functions, as the export.
//!
//! ```
//! use qrlogin::import::{Options, import};
//!
//! let file = "UID=1_R2_17; CID=c1d; SEID=s31d; KID=k1d\n";
//! let imported = import(file, Options::new())?;
//! assert_eq!(imported.credential.flow(), "115");
//! # Ok::<(), qrlogin::import::ImportError>(())
//! ```
//!
//! What a format does not say is not invented: a cookie of a header has the domain of its service,
//! the path `/`, no end, and is for https only. The app of 115's cookies is that of the slot in
//! `UID`, and the `user-agent` is that app's.

mod assemble;
mod detect;
mod error;
mod found;
mod json;
mod lines;
mod tokens;

pub use error::ImportError;

use crate::Credential;
use crate::export::Format;
use crate::flows;

/// What is known of a text beforehand.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Its format; it is detected otherwise.
    pub format: Option<Format>,
    /// The flow that its credentials are for; the text says that otherwise.
    pub flow: Option<&'static str>,
}

impl Options {
    /// Nothing is known.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with this format.
    #[must_use]
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// The same with this flow: the `id` of one of [`FLOWS`](crate::flows::FLOWS).
    #[must_use]
    pub fn flow(mut self, flow: &'static str) -> Self {
        self.flow = Some(flow);
        self
    }
}

/// Credentials that were imported.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The credentials, complete for their flow.
    pub credential: Credential,
    /// The format of the text.
    pub format: Format,
    /// The names of cookies of the service which cannot be those of a request and were left out.
    pub left_out: Vec<String>,
}

/// Reads credentials from a text.
///
/// # Errors
/// [`ImportError`]: another format, a line or a field that is wrong, missing parts, or several
/// flows that it could be for.
pub fn import(text: &str, options: Options) -> Result<Imported, ImportError> {
    // Some editors of Windows write it; no format has a meaning for it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let format = match options.format {
        Some(format) => format,
        None => detect::format(text)?,
    };
    let flow = options.flow.and_then(flows::find).map(|info| info.id);
    if flow.is_none() && options.flow.is_some() {
        return Err(ImportError::Nothing {
            format,
            flow: options.flow,
        });
    }
    if format == Format::Json {
        return json::own(text, flow);
    }
    let found = match format {
        Format::Netscape => lines::netscape(text)?,
        Format::Curl => lines::curl(text)?,
        Format::Env => lines::env(text, flow)?,
        Format::BbdownTv => lines::bbdown_tv(text),
        Format::Yutto => lines::yutto(text),
        Format::Header | Format::Bbdown | Format::P115client => lines::header(format, text)?,
        _ => json::foreign(format, text)?,
    };
    assemble::credential(format, found, flow)
}
