//! What goes wrong with a refresh, and what it means to the tokens in the file.

use std::path::Path;

use qrlogin::{Advice, Credential, Error, Failure as Broken};

use super::super::network;
use crate::args::RefreshArgs;
use crate::exit::Failure;
use crate::output::printable;
use crate::{read_file, save};

const IF_REFUSED: &str =
    "if it is refused then, the old tokens were spent on the lost answer: log in again";

/// No new tokens came: the file is as it was.
pub(super) fn explain(failure: Failure, args: &RefreshArgs, old: &str) -> Failure {
    let Some(error) = failure.detail.as_deref() else {
        return failure;
    };
    let is_refused = matches!(error, Error::Rejected { .. } | Error::Expired);
    if is_refused && is_changed(&args.file, old) {
        let name = printable(&args.file.display().to_string());
        return Failure {
            message: format!(
                "the service refused the old credentials, and {name} holds others by now"
            ),
            advice: "run it again: it takes those that are there now".to_owned(),
            ..failure
        };
    }
    let message = match error {
        Error::Rejected { code, message, .. } => {
            format!("the service refused the refresh (code {code}): {message}")
        }
        Error::Expired => "the service does not know these credentials any more".to_owned(),
        error => error.to_string(),
    };
    let advice = match (error, error.advice()) {
        (Error::Transport(Broken::Connect), _) if args.network.reroute.is_some() => {
            network::NO_SIMULATOR.to_owned()
        }
        // Nothing has reached the service.
        (Error::Transport(Broken::Connect | Broken::Tls | Broken::Proxy), _) => {
            failure.advice.clone()
        }
        (Error::Transport(_) | Error::Malformed { .. } | Error::Incomplete { .. }, advice) => {
            format!("{advice}; {IF_REFUSED}")
        }
        (_, Advice::StartAgain | Advice::NewCode) => format!(
            "log in again: qrlogin login 115-open --set client_id=APPID --force --out {}",
            printable(&args.file.display().to_string())
        ),
        (Error::Rejected { .. }, Advice::TryLater) => {
            "the credentials in the file still hold: try again in a few minutes".to_owned()
        }
        (_, Advice::FixSetting) => Advice::SeeMessage.to_string(),
        (_, advice) => advice.to_string(),
    };
    Failure {
        message,
        advice,
        ..failure
    }
}

/// Whether a file holds something else than it did.
pub(super) fn is_changed(file: &Path, old: &str) -> bool {
    read_file::bytes(file, read_file::SMALL).is_ok_and(|found| found != old.as_bytes())
}

/// The person has thought better of it before the call.
pub(super) fn not_begun() -> Failure {
    Failure {
        message: "interrupted, nothing was sent".into(),
        advice: "run it again when you are ready".into(),
        ..Failure::interrupted()
    }
}

/// The person does not wait for the answer.
pub(super) fn given_up() -> Failure {
    Failure {
        message: "interrupted, the file is as it was".into(),
        advice: format!("run it again; {IF_REFUSED}"),
        ..Failure::interrupted()
    }
}

/// The new tokens came, but the file does not have them.
pub(super) fn unsaved(problem: &str) -> Failure {
    let advice =
        "the new credentials are on standard output instead: keep them, the old ones are void";
    Failure::output(format!("refreshed, but {problem}"), advice)
}

/// Neither the file nor standard output takes the new credentials: another file does, unless there
/// is no place at all.
pub(super) fn rescued(failure: Failure, new: &Credential, file: &Path) -> Failure {
    match save::rescued(failure, new, Some(file)) {
        Ok(failure) => failure,
        Err(failure) => Failure {
            message: "refreshed, but the new credentials are lost: neither a file nor standard \
                      output can be written"
                .into(),
            advice: "the old ones are void: log in again".into(),
            quiet: false,
            ..failure
        },
    }
}
