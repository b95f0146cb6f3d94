//! The errors of a refresh, and what they mean for the tokens in the file.

use std::path::Path;

use qrlogin::{Credential, Error, Failure, flows};

use super::{Job, stored};
use crate::exit::CliError;
use crate::messages::{self, Text};
use crate::text::printable;
use crate::{read_file, save};

/// The error of a refresh without new tokens; the file is unchanged.
pub(super) fn explain(failure: CliError, job: &Job<'_>, old: &str) -> CliError {
    let Some(error) = failure.detail.as_deref() else {
        return failure;
    };
    let is_refused = matches!(error, Error::Rejected { .. } | Error::Expired);
    if is_refused && is_changed(&job.file, old) {
        let name = printable(&job.file.display().to_string());
        return CliError {
            message: messages::rejected_but_changed(name),
            advice: messages::refresh_others(),
            ..failure
        };
    }
    let message = match error {
        Error::Rejected { code, message, .. } => {
            messages::refresh_rejected(code, messages::refusal(message))
        }
        Error::Expired => messages::credentials_unknown(),
        _ => failure.message.clone(),
    };
    let given = error.advice();
    let advice = match (error, given.key()) {
        (Error::Transport(Failure::Connect), _) if job.args.network.reroute.is_some() => {
            messages::start_simulator()
        }
        // The request has not reached the service.
        (Error::Transport(Failure::Connect | Failure::Tls | Failure::Proxy), _) => {
            failure.advice.clone()
        }
        (Error::Transport(_) | Error::Malformed { .. } | Error::Incomplete { .. }, _) => {
            messages::and(messages::hint(&given, None), messages::if_rejected_then())
        }
        (_, "start_again" | "new_code") => {
            let flow = stored::flow(old).map(with_required).unwrap_or_default();
            match &job.args.profile {
                Some(name) => messages::refresh_profile_again(flow, name),
                None => messages::log_in_again_to(flow, printable(&job.file.display().to_string())),
            }
        }
        (Error::Rejected { .. }, "try_later") => messages::still_valid(),
        (_, "fix_setting") => messages::see_message(),
        _ => messages::hint(&given, None),
    };
    CliError {
        message,
        advice,
        ..failure
    }
}

/// The flow with the option of its required setting.
fn with_required(flow: &str) -> String {
    let settings = flows::find(flow).map_or(&[][..], |info| info.settings);
    let required = settings.iter().find(|setting| setting.required);
    match required {
        Some(_) => format!("{flow} --set client_id=APPID"),
        None => flow.to_owned(),
    }
}

/// Whether the file has another content than before.
pub(super) fn is_changed(file: &Path, old: &str) -> bool {
    read_file::bytes(file, read_file::SMALL).is_ok_and(|found| found != old.as_bytes())
}

/// The user has interrupted before the call.
pub(super) fn not_begun() -> CliError {
    CliError {
        message: messages::refresh_not_begun(),
        advice: messages::run_again(),
        ..CliError::interrupted()
    }
}

/// The user has interrupted the wait for the response.
pub(super) fn given_up() -> CliError {
    CliError {
        message: messages::refresh_given_up(),
        advice: messages::and(messages::run_again(), messages::if_rejected_then()),
        ..CliError::interrupted()
    }
}

/// The new tokens could not be saved.
pub(super) fn unsaved(problem: &Text) -> CliError {
    CliError::output(
        messages::refreshed_but(problem),
        messages::new_ones_on_stdout(),
    )
}

/// Neither the file nor standard output accepts the new credentials: writes them to another file,
/// if that is possible.
pub(super) fn rescued(failure: CliError, new: &Credential, file: &Path) -> CliError {
    match save::rescued(failure, new, Some(file)) {
        Ok(failure) => failure,
        Err(failure) => CliError {
            message: messages::refreshed_but_lost(),
            advice: messages::old_ones_invalid(),
            quiet: false,
            ..failure
        },
    }
}
