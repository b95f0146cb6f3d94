//! One request and what comes back: the vocabulary between a simulator and whoever carries its
//! bytes.

use std::fmt;

/// An HTTP request.
pub type Request = http::Request<Vec<u8>>;
/// An HTTP response.
pub type Response = http::Response<Vec<u8>>;

/// The ticket of a request that was begun.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exchange(pub(crate) u64);

/// What has become of a request.
#[derive(Debug)]
#[must_use]
pub enum Progress {
    /// This is to be delivered now. It is given once.
    Ready(Delivery),
    /// Nothing yet: ask again at `until_ms`, or when another request or a control call came.
    Held {
        /// The next moment at which something can happen by itself.
        until_ms: u64,
    },
    /// The delivery has been given before, or the exchange was abandoned.
    Gone,
}

/// What happens on the wire.
pub enum Delivery {
    /// This response, whole.
    Respond(Response),
    /// The connection is closed before a byte.
    Cut,
    /// The head and so many bytes of the body, then the connection is closed.
    CutBody {
        /// The response that is cut.
        response: Response,
        /// Bytes of the body that arrive.
        after: usize,
    },
    /// The body trickles.
    SlowBody {
        /// The response.
        response: Response,
        /// Bytes at a time.
        chunk: usize,
        /// Milliseconds between them.
        every_ms: u64,
    },
    /// Nothing, ever; the connection stays open.
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

    /// What a client receives that gives up at `give_up_ms`, and when.
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
    /// It gave up waiting.
    #[error("timed out")]
    TimedOut,
    /// The connection was closed before a byte.
    #[error("connection closed")]
    Cut,
    /// The connection was closed within the body.
    #[error("connection closed within the body")]
    CutBody,
}
