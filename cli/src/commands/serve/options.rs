//! The configuration file.

use std::path::Path;

use crate::args::ServeOptions;
use crate::exit::CliError;
use crate::messages::{self, Text};
use crate::read_file;

/// The options and, for what they leave out, those of the file.
///
/// # Errors
/// The file cannot be read, or has an option that there is not or a value that cannot be used.
pub(in crate::commands) fn with_file(
    options: ServeOptions,
    file: Option<&Path>,
) -> Result<ServeOptions, CliError> {
    let Some(path) = file else {
        return Ok(options);
    };
    let text = read_file::text(path, read_file::SMALL).map_err(|error| {
        let message = messages::option_unreadable("--config", path.display());
        CliError::usage(message, messages::config_form()).because(Some(&error))
    })?;
    let parsed = toml::from_str(&text).map_err(|error: toml::de::Error| {
        // The parser's whole message quotes the line, which may hold a password.
        let at = error.span().map_or(0, |span| span.start);
        let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        let reason = error
            .message()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        let message = messages::config_refused(path.display(), line, quoted_names_only(&reason));
        CliError::usage(message, messages::config_form())
    })?;
    Ok(options.or(parsed))
}

/// The parser's message. One about a value may quote it: then only what was expected is kept.
fn quoted_names_only(reason: &str) -> Text {
    match reason.rsplit_once("expected ") {
        Some((before, expected)) if !before.starts_with("unknown field") => {
            messages::expected_value(expected)
        }
        _ if reason.starts_with("unknown field") => reason.into(),
        _ => messages::unusable_value(),
    }
}
