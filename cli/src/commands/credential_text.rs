//! Credentials as a text, and the warnings about them as JSON.

use std::io::{self, IsTerminal as _};

use qrlogin::export::{ExportError, Format};
use qrlogin::{Credential, Warning};
use serde_json::{Value, json};

use crate::args::FormArgs;
use crate::exit::CliError;
use crate::messages;

/// The text for standard output.
pub(super) fn ended(text: &str) -> String {
    let is_open = io::stdout().is_terminal() && !text.ends_with('\n');
    format!("{text}{}", if is_open { "\n" } else { "" })
}

/// The credentials in their format. A header and a file of one line have no final line feed.
///
/// # Errors
/// There are no cookies for this format.
pub(super) fn text(credential: &Credential, form: &FormArgs) -> Result<String, CliError> {
    if form.format == Format::Json {
        return json_text(credential);
    }
    let text = credential.export_with(form.format, form.options());
    let text = text.map_err(|error| {
        let message = match error {
            ExportError::Flow { .. } => messages::no_cookies_to_format(),
            error => messages::logged_in_no_format(messages::export_problem(&error)),
        };
        CliError::output(message, messages::on_stdout_as_json())
    })?;
    Ok(text.expose().to_owned())
}

/// The credentials as JSON with a final line feed.
///
/// # Errors
/// They cannot be serialized.
pub(super) fn json_text(credential: &Credential) -> Result<String, CliError> {
    let text = credential
        .export(Format::Json)
        .map_err(|_| CliError::output(messages::not_json(), messages::report_internal()))?;
    Ok(format!("{}\n", text.expose()))
}

/// The warnings about these credentials for the JSON line: kind, message and the kind's fields.
pub(super) fn warnings(credential: &Credential) -> Vec<Value> {
    let line = |warning: &Warning| {
        let mut line = json!(warning);
        if let Some(line) = line.as_object_mut() {
            line.insert("message".to_owned(), messages::lacking(warning).into());
        }
        line
    };
    credential.warnings().iter().map(line).collect()
}
