//! Credentials that `qrlogin login --out` has saved.

use std::path::Path;

use qrlogin::flows;
use serde_json::Value;

use super::tokens::{self, Tokens};
use crate::exit::CliError;
use crate::messages;
use crate::read_file;
use crate::text::printable;

/// The text of the file, and the tokens in it.
///
/// The messages contain nothing of the file, not even the parser's error.
///
/// # Errors
/// The file cannot be read, or holds no credentials that can be refreshed.
pub(super) fn read(path: &Path) -> Result<(String, Tokens), CliError> {
    let name = printable(&path.display().to_string());
    let refuse = |problem| CliError::usage(problem, messages::name_saved_file());
    let unreadable = |error| refuse(messages::cannot_read(&name)).because(Some(&error));
    let text = read_file::text(path, read_file::SMALL).map_err(unreadable)?;
    let Some(flow) = flow(&text) else {
        return Err(refuse(messages::not_credentials(&name)));
    };
    if !tokens::FLOWS.contains(&flow) {
        let problem = messages::not_refreshable(&name, flow, tokens::FLOWS.join(", "));
        return Err(CliError::usage(
            problem,
            messages::log_in_when_expired(flow),
        ));
    }
    let found = serde_json::from_str(&text).ok();
    match found.and_then(Tokens::of) {
        Some(found) => Ok((text, found)),
        None => Err(CliError::usage(
            messages::damaged(&name, flow),
            messages::restore_or_log_in(),
        )),
    }
}

/// The flow that the text names.
pub(super) fn flow(text: &str) -> Option<&'static str> {
    let value: Value = serde_json::from_str(text).ok()?;
    let info = flows::find(value.get("flow")?.as_str()?)?;
    Some(info.id)
}
