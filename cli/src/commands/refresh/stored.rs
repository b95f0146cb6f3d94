//! Credentials that `qrlogin login --out` has saved.

use std::path::Path;

use qrlogin::{Credential, flows};
use serde_json::Value;

use super::super::deliver;
use super::tokens::{self, Tokens};
use crate::exit::CliError;
use crate::messages;
use crate::profiles::{Problem, Profile, forget};
use crate::read_file;
use crate::text::printable;

/// The content of a file.
pub(super) struct Stored {
    pub(super) text: String,
    pub(super) tokens: Tokens,
    /// The profile around the credentials, if it is one.
    profile: Option<Profile>,
}

impl Stored {
    /// The content with new credentials, in the same form.
    ///
    /// # Errors
    /// They cannot be serialized.
    pub(super) fn renewed(&self, new: &Credential) -> Result<String, CliError> {
        match &self.profile {
            Some(profile) => profile.refreshed(new.clone()).text(),
            None => deliver::json_text(new),
        }
    }
}

impl Stored {
    /// Deletes the credentials from the keyring that new ones have replaced, if they are there.
    pub(super) fn forget(&self) {
        if let Some(profile) = &self.profile {
            forget(profile);
        }
    }
}

/// Reads a file.
///
/// The messages contain nothing of the file, not even the parser's error.
///
/// # Errors
/// The file cannot be read, or holds no credentials that can be refreshed.
pub(super) fn read(path: &Path) -> Result<Stored, CliError> {
    let name = printable(&path.display().to_string());
    let refuse = |problem| CliError::usage(problem, messages::name_saved_file());
    let unreadable = |error| refuse(messages::cannot_read(&name)).because(Some(&error));
    let text = read_file::text(path, read_file::SMALL).map_err(unreadable)?;
    let profile = match Profile::parse(&text) {
        Ok(profile) => Some(profile),
        Err(Problem::NoProfile) => None,
        Err(problem) => return Err(problem.refuse(&name)),
    };
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
    let found = match &profile {
        Some(profile) => Some(profile.credential.clone()),
        None => serde_json::from_str(&text).ok(),
    };
    match found.and_then(Tokens::of) {
        Some(tokens) => Ok(Stored {
            text,
            tokens,
            profile,
        }),
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
