//! What goes wrong with a refresh, and what it means to the tokens in the file.

use qrlogin::{Advice, Error, Failure as Broken};

use crate::args::RefreshArgs;
use crate::exit::Failure;
use crate::messages;
use crate::output::printable;

/// No new tokens came: the file is as it was.
pub(super) fn explain(failure: Failure, args: &RefreshArgs) -> Failure {
    let Some(error) = failure.detail.as_deref() else {
        return failure;
    };
    let message = match error {
        Error::Rejected { code, message, .. } => messages::refresh_rejected(code, message),
        Error::Expired => messages::credentials_unknown(),
        _ => failure.message.clone(),
    };
    let advice = match (error, error.advice()) {
        (Error::Transport(Broken::Connect), _) if args.network.reroute.is_some() => {
            messages::start_simulator()
        }
        (Error::Transport(Broken::Connect | Broken::Proxy | Broken::Tls), advice) => {
            messages::hint(advice, None)
        }
        (Error::Transport(_) | Error::Malformed { .. } | Error::Incomplete { .. }, advice) => {
            messages::and(messages::hint(advice, None), messages::if_rejected_then())
        }
        (_, Advice::StartAgain | Advice::NewCode) => {
            messages::log_in_again_to(printable(&args.file.display().to_string()))
        }
        (Error::Rejected { .. }, Advice::TryLater) => messages::still_valid(),
        (_, Advice::FixSetting) => messages::see_message(),
        (_, advice) => messages::hint(advice, None),
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

/// Neither the file nor standard output could be written.
pub(super) fn lost(failure: Failure) -> Failure {
    Failure {
        message: messages::refreshed_but_lost(),
        advice: messages::old_ones_invalid(),
        quiet: false,
        ..failure
    }
}
