//! What goes wrong with a refresh, and what it means to the tokens in the file.

use std::path::Path;

use qrlogin::{Credential, Error, Failure as Broken};

use crate::args::RefreshArgs;
use crate::exit::Failure;
use crate::messages;
use crate::output::printable;
use crate::{read_file, save};

/// No new tokens came: the file is as it was.
pub(super) fn explain(failure: Failure, args: &RefreshArgs, old: &str) -> Failure {
    let Some(error) = failure.detail.as_deref() else {
        return failure;
    };
    let is_refused = matches!(error, Error::Rejected { .. } | Error::Expired);
    if is_refused && is_changed(&args.file, old) {
        let name = printable(&args.file.display().to_string());
        return Failure {
            message: messages::rejected_but_changed(name),
            advice: messages::refresh_others(),
            ..failure
        };
    }
    let message = match error {
        Error::Rejected { code, message, .. } => messages::refresh_rejected(code, message),
        Error::Expired => messages::credentials_unknown(),
        _ => failure.message.clone(),
    };
    let given = error.advice();
    let advice = match (error, given.key()) {
        (Error::Transport(Broken::Connect), _) if args.network.reroute.is_some() => {
            messages::start_simulator()
        }
        // Nothing has reached the service.
        (Error::Transport(Broken::Connect | Broken::Tls | Broken::Proxy), _) => {
            failure.advice.clone()
        }
        (Error::Transport(_) | Error::Malformed { .. } | Error::Incomplete { .. }, _) => {
            messages::and(messages::hint(&given, None), messages::if_rejected_then())
        }
        (_, "start_again" | "new_code") => {
            messages::log_in_again_to(printable(&args.file.display().to_string()))
        }
        (Error::Rejected { .. }, "try_later") => messages::still_valid(),
        (_, "fix_setting") => messages::see_message(),
        _ => messages::hint(&given, None),
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
        message: messages::refresh_not_begun(),
        advice: messages::run_again(),
        ..Failure::interrupted()
    }
}

/// The person does not wait for the answer.
pub(super) fn given_up() -> Failure {
    Failure {
        message: messages::refresh_given_up(),
        advice: messages::and(messages::run_again(), messages::if_rejected_then()),
        ..Failure::interrupted()
    }
}

/// The new tokens came, but the file does not have them.
pub(super) fn unsaved(problem: &str) -> Failure {
    Failure::output(
        messages::refreshed_but(problem),
        messages::new_ones_on_stdout(),
    )
}

/// Neither the file nor standard output takes the new credentials: another file does, unless there
/// is no place at all.
pub(super) fn rescued(failure: Failure, new: &Credential, file: &Path) -> Failure {
    match save::rescued(failure, new, Some(file)) {
        Ok(failure) => failure,
        Err(failure) => Failure {
            message: messages::refreshed_but_lost(),
            advice: messages::old_ones_invalid(),
            quiet: false,
            ..failure
        },
    }
}
