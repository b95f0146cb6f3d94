//! A reply that repeats the one before.

use http::StatusCode;
use http::header::SET_COOKIE;

use crate::Response;

/// A longer body is not kept: those of "not confirmed yet" have 16 to 200 bytes.
const LONGEST: usize = 512;

/// The last reply, if the provider stayed at its stage after it and there was nothing to report.
///
/// Until the user acts, a service gives the same reply to poll after poll. To compare it costs far
/// less than to read it.
#[derive(Default)]
pub(super) struct LastReply(Option<(StatusCode, Box<[u8]>)>);

impl LastReply {
    pub(super) fn keep(reply: Response) -> Self {
        let status = reply.status();
        let kept = Some(reply.into_body()).filter(|body| body.len() <= LONGEST);
        Self(kept.map(|body| (status, body.into_boxed_slice())))
    }

    /// Whether this one says the same. A cookie is news.
    pub(super) fn is_repeated_by(&self, reply: &Response) -> bool {
        self.0.as_ref().is_some_and(|(status, body)| {
            *status == reply.status()
                && **body == **reply.body()
                && !reply.headers().contains_key(SET_COOKIE)
        })
    }
}
