//! Credentials that `qrlogin login --out` has saved.

use std::path::Path;

use qrlogin::tasks::{self, Kind, NoTask};
use qrlogin::{Credential, flows};
use serde_json::Value;

use super::super::credential_text;
use crate::exit::CliError;
use crate::messages;
use crate::profiles::{Problem, Profile, forget};
use crate::read_file;
use crate::text::printable;

/// The content of a file.
pub(super) struct Stored {
    pub(super) text: String,
    pub(super) credential: Credential,
    /// The profile around the credentials, if it is one.
    profile: Option<Profile>,
}

impl Stored {
    /// The same with new credentials, in the same form.
    ///
    /// # Errors
    /// They cannot be serialized.
    pub(super) fn renewed(&self, new: &Credential) -> Result<Self, CliError> {
        let profile = self.profile.as_ref();
        let profile = profile.map(|profile| profile.refreshed(new.clone()));
        Ok(Self {
            text: match &profile {
                Some(profile) => profile.text()?,
                None => credential_text::json_text(new)?,
            },
            credential: new.clone(),
            profile,
        })
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
    if !has_refresh(flow) {
        let problem = messages::not_refreshable(&name, flow, refreshable().join(", "));
        return Err(CliError::usage(
            problem,
            messages::log_in_when_expired(flow),
        ));
    }
    let found = match &profile {
        Some(profile) => Some(profile.credential.clone()),
        None => serde_json::from_str(&text).ok(),
    };
    let Some(credential) = found else {
        let problem = messages::damaged(&name, flow);
        return Err(CliError::usage(problem, messages::restore_or_log_in()));
    };
    Ok(Stored {
        text,
        credential,
        profile,
    })
}

/// The error of credentials that have no refresh.
pub(super) fn no_task(path: &Path, credential: &Credential, why: NoTask) -> CliError {
    let name = printable(&path.display().to_string());
    let flow = credential.flow();
    match why {
        NoTask::Lacks(field) => CliError::usage(
            messages::refresh_lacks(name, field, flow),
            messages::restore_or_log_in(),
        ),
        why => CliError::usage(why.to_string(), messages::log_in_when_expired(flow)),
    }
}

fn has_refresh(flow: &str) -> bool {
    tasks::of(flow).is_some_and(|tasks| tasks.has(Kind::Refresh))
}

/// The flows with a refresh.
fn refreshable() -> Vec<&'static str> {
    let tasks = tasks::ALL.iter();
    let tasks = tasks.filter(|tasks| tasks.has(Kind::Refresh));
    tasks.map(|tasks| tasks.flow).collect()
}

/// The flow that the text names.
pub(super) fn flow(text: &str) -> Option<&'static str> {
    let value: Value = serde_json::from_str(text).ok()?;
    let info = flows::find(value.get("flow")?.as_str()?)?;
    Some(info.id)
}
