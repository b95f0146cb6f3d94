//! Credentials that `qrlogin login --out` has saved.

use std::path::Path;

use qrlogin::pan115::{self, OpenCredential};
use qrlogin::{Credential, Provider as _, flows};
use serde_json::Value;

use crate::exit::Failure;
use crate::output::printable;
use crate::read_file;

const NAME_ONE: &str = "name the file that `qrlogin login 115-open --out FILE` wrote";

/// The text of the file, and the credentials in it, if they are of the flow that can be refreshed.
///
/// The messages quote nothing of the file, not even what the parser says of it.
///
/// # Errors
/// It cannot be read, or holds something else.
pub(super) fn read(path: &Path) -> Result<(String, OpenCredential), Failure> {
    let name = printable(&path.display().to_string());
    let refuse = |problem: &str, advice: &str| Failure::usage(format!("{name} {problem}"), advice);
    let unreadable = |error| refuse("cannot be read", NAME_ONE).because(Some(&error));
    let text = read_file::text(path, read_file::SMALL).map_err(unreadable)?;
    let Some(flow) = flow(&text) else {
        return Err(refuse("holds no credentials in JSON", NAME_ONE));
    };
    if flow != pan115::Open::ID {
        let problem = format!(
            "holds credentials of {flow}, and only those of {} can be refreshed",
            pan115::Open::ID
        );
        let advice = format!("log in again when they have ended: qrlogin login {flow}");
        return Err(refuse(&problem, &advice));
    }
    match serde_json::from_str(&text) {
        Ok(Credential::Pan115Open(found)) if !found.refresh_token.is_empty() => Ok((text, found)),
        _ => Err(refuse(
            "holds damaged credentials of 115-open",
            "restore the file, or log in again",
        )),
    }
}

/// The flow that a text says to be the credentials of.
fn flow(text: &str) -> Option<&'static str> {
    let value: Value = serde_json::from_str(text).ok()?;
    let info = flows::find(value.get("flow")?.as_str()?)?;
    Some(info.id)
}
