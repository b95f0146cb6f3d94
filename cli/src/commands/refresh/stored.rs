//! Credentials that `qrlogin login --out` has saved.

use std::path::Path;

use qrlogin::pan115::{self, OpenCredential};
use qrlogin::{Credential, Provider as _, flows};
use serde_json::Value;

use crate::exit::CliError;
use crate::messages;
use crate::read_file;
use crate::text::printable;

/// The text of the file, and the credentials in it, if they are of the flow that can be refreshed.
///
/// The messages quote nothing of the file, not even what the parser says of it.
///
/// # Errors
/// It cannot be read, or holds something else.
pub(super) fn read(path: &Path) -> Result<(String, OpenCredential), CliError> {
    let name = printable(&path.display().to_string());
    let refuse = |problem| CliError::usage(problem, messages::name_saved_file());
    let unreadable = |error| refuse(messages::cannot_read(&name)).because(Some(&error));
    let text = read_file::text(path, read_file::SMALL).map_err(unreadable)?;
    let Some(flow) = flow(&text) else {
        return Err(refuse(messages::not_credentials(&name)));
    };
    if flow != pan115::Open::ID {
        let problem = messages::not_refreshable(&name, flow, pan115::Open::ID);
        return Err(CliError::usage(
            problem,
            messages::log_in_when_expired(flow),
        ));
    }
    match serde_json::from_str(&text) {
        Ok(Credential::Pan115Open(found)) if !found.refresh_token.is_empty() => Ok((text, found)),
        _ => Err(CliError::usage(
            messages::damaged(&name, flow),
            messages::restore_or_log_in(),
        )),
    }
}

/// The flow that a text says to be the credentials of.
fn flow(text: &str) -> Option<&'static str> {
    let value: Value = serde_json::from_str(text).ok()?;
    let info = flows::find(value.get("flow")?.as_str()?)?;
    Some(info.id)
}
