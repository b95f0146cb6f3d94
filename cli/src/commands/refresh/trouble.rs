//! What goes wrong with a refresh, and what it means to the tokens in the file.

use qrlogin::{Advice, Error, Failure as Broken};

use super::super::network;
use crate::args::RefreshArgs;
use crate::exit::Failure;
use crate::output::printable;

const IF_REFUSED: &str =
    "if it is refused then, the old tokens were spent on the lost answer: log in again";

/// No new tokens came: the file is as it was.
pub(super) fn explain(failure: Failure, args: &RefreshArgs) -> Failure {
    let Some(error) = failure.detail.as_deref() else {
        return failure;
    };
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

/// Neither the file nor standard output could be written.
pub(super) fn lost(failure: Failure) -> Failure {
    Failure {
        message: "refreshed, but the new credentials are lost: neither the file nor standard output can be written".into(),
        advice: "the old ones are void: log in again".into(),
        quiet: false,
        ..failure
    }
}
