//! One request and its delivery: the types between a simulator and its transport.

use std::fmt;

/// An HTTP request.
pub type Request = http::Request<Vec<u8>>;
/// An HTTP response.
pub type Response = http::Response<Vec<u8>>;

/// Identifies a request that was begun.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exchange(pub(crate) u64);

/// The state of a request.
#[derive(Debug)]
#[must_use]
pub enum Progress {
    /// Deliver this now. It is returned once.
    Ready(Delivery),
    /// Held: poll again at `until_ms`, or after another request or a control call.
    #[non_exhaustive]
    Held {
        /// The time of the next scheduled event, in Unix milliseconds.
        until_ms: u64,
    },
    /// The delivery was returned before, or the exchange was abandoned.
    Gone,
}

/// What happens on the wire.
pub enum Delivery {
    /// The whole response.
    Respond(Response),
    /// The connection is closed before the first byte.
    Cut,
    /// The head and `after` bytes of the body; then the connection is closed.
    CutBody {
        /// The response that is cut.
        response: Response,
        /// Bytes of the body that are sent.
        after: usize,
    },
    /// The body is sent slowly.
    SlowBody {
        /// The response.
        response: Response,
        /// Bytes per piece.
        chunk: usize,
        /// Milliseconds between pieces.
        every_ms: u64,
    },
    /// Nothing is sent; the connection stays open.
    Hang,
}

impl Delivery {
    /// The status on the wire, if there is one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Respond(response)
            | Self::CutBody { response, .. }
            | Self::SlowBody { response, .. } => Some(response.status().as_u16()),
            Self::Cut | Self::Hang => None,
        }
    }

    /// What a client receives whose time-out ends at `give_up_ms`, and when, in Unix milliseconds.
    ///
    /// # Errors
    /// The [`Failure`] that the client sees instead of a response.
    pub fn received(self, now_ms: u64, give_up_ms: u64) -> (u64, Result<Response, Failure>) {
        match self {
            Self::Respond(response) => (now_ms, Ok(response)),
            Self::Cut => (now_ms, Err(Failure::Cut)),
            Self::CutBody { response, after } if after >= response.body().len() => {
                (now_ms, Ok(response))
            }
            Self::CutBody { .. } => (now_ms, Err(Failure::CutBody)),
            Self::SlowBody {
                response,
                chunk,
                every_ms,
            } => {
                let pauses = response
                    .body()
                    .len()
                    .div_ceil(chunk.max(1))
                    .saturating_sub(1);
                let end = now_ms.saturating_add(every_ms.saturating_mul(pauses as u64));
                if end > give_up_ms {
                    (give_up_ms, Err(Failure::TimedOut))
                } else {
                    (end, Ok(response))
                }
            }
            Self::Hang => (give_up_ms, Err(Failure::TimedOut)),
        }
    }
}

/// Status and size only: bodies and headers hold stand-ins for secrets.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, response) = match self {
            Self::Respond(response) => ("Respond", response),
            Self::CutBody { response, .. } => ("CutBody", response),
            Self::SlowBody { response, .. } => ("SlowBody", response),
            Self::Cut => return f.write_str("Cut"),
            Self::Hang => return f.write_str("Hang"),
        };
        f.debug_struct(name)
            .field("status", &response.status().as_u16())
            .field("body_bytes", &response.body().len())
            .finish_non_exhaustive()
    }
}

/// Why a client got no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// The client's time-out ended.
    #[error("timed out")]
    TimedOut,
    /// The connection was closed before the first byte.
    #[error("connection closed")]
    Cut,
    /// The connection was closed within the body.
    #[error("connection closed within the body")]
    CutBody,
}
