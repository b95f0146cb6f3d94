//! Converts errors of ureq to [`CallError`].

use std::time::Duration;

use qrlogin::Failure;

use crate::{CallError, TransportError};

/// Why a call with this time-out failed.
pub(crate) fn of(error: ureq::Error, timeout: Duration) -> CallError {
    match error {
        // An error of the connector.
        ureq::Error::Other(error) => match error.downcast::<CallError>() {
            Ok(error) => *error,
            Err(error) => CallError::of(Failure::Other, error),
        },
        ureq::Error::Timeout(_) => CallError::timed_out(Failure::Timeout, timeout),
        ureq::Error::BodyExceedsLimit(_) => CallError::too_large(),
        error => match error.failure() {
            // Invalid requests fail before there is a connection; any other unknown error is one
            // of the response.
            Failure::Other if !of_request(&error) => CallError::exactly(Failure::Io, error),
            failure => CallError::exactly(failure, error),
        },
    }
}

fn of_request(error: &ureq::Error) -> bool {
    matches!(
        error,
        ureq::Error::Http(_) | ureq::Error::BadUri(_) | ureq::Error::RequireHttpsOnly(_)
    )
}
