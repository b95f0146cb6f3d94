//! What the bundled transport says when a call fails.

use std::error::Error as StdError;
use std::fmt;

use qrlogin::Failure;

use crate::TransportError;

/// Why a call of [`UreqTransport`](crate::UreqTransport) got no answer; what exactly went wrong is its source.
///
/// That is an error of ureq, in whichever version this crate uses: print it, but do not rely on its type.
#[derive(Debug)]
pub struct UreqError {
    host: Option<String>,
    source: ureq::Error,
}

impl UreqError {
    pub(crate) fn new(host: Option<String>, source: ureq::Error) -> Self {
        Self { host, source }
    }
}

impl TransportError for UreqError {
    fn failure(&self) -> Failure {
        self.source.failure()
    }

    fn as_error(&self) -> &(dyn StdError + 'static) {
        self
    }
}

impl fmt::Display for UreqError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Some(host) => write!(f, "the call to {host} failed"),
            None => f.write_str("the call failed"),
        }
    }
}

impl StdError for UreqError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}
