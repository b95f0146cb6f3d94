//! The pause before a failed call is repeated.

use std::time::Duration;

use http::header::RETRY_AFTER;

use crate::toolkit::date;
use crate::{Response, Seed, Timestamp};

/// The first pause; it doubles with every further failure.
const FIRST: Duration = Duration::from_secs(1);
/// The longest pause of back-off.
const LONGEST: Duration = Duration::from_secs(16);
/// The longest pause that `Retry-After` is honoured for.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60);

/// The pause after the `failures`-th failure in a row: 1, 2, 4, 8, 16, 16 … seconds and up to a
/// quarter more (jitter), so that many logins that failed together do not retry together.
pub(super) fn pause(failures: u32, seed: &Seed) -> Duration {
    let pause = FIRST
        .saturating_mul(1 << failures.saturating_sub(1).min(8))
        .min(LONGEST);
    let [random, ..] = seed.derive(&format!("back-off {failures}"));
    pause + pause * u32::from(random) / 1024
}

/// The pause that `Retry-After` states (RFC 9110, 10.2.3), in seconds or as a date; at most a
/// minute.
pub(super) fn retry_after(reply: &Response, now: Timestamp) -> Option<Duration> {
    let value = reply.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
    let pause = match value.parse() {
        Ok(secs) => Duration::from_secs(secs),
        Err(_) => date::parse(value)? - now,
    };
    Some(pause.min(LONGEST_RETRY_AFTER))
}
