//! The user's deadline: the end of the code, or that of `--timeout` if it is earlier.

use std::time::Duration;

use qrlogin::{Error, QrCode, Timestamp};

use super::code::time_left;
use crate::exit::CliError;
use crate::messages::{self, Text};

/// The deadlines of a login.
#[derive(Debug, Default)]
pub(super) struct Deadline {
    /// `--timeout`, and when it ends.
    limit: Option<(Duration, Timestamp)>,
    /// The end of the current code.
    code: Option<Timestamp>,
}

impl Deadline {
    /// Starts the time of `--timeout`.
    pub(super) fn begin(&mut self, timeout: Option<Duration>, now: Timestamp) {
        self.limit = timeout.map(|timeout| (timeout, now + timeout));
    }

    /// Sets the end of a new code.
    pub(super) fn shown(&mut self, code: &QrCode) {
        self.code = Some(code.expires_at);
    }

    /// The time left, such as `2:59`.
    pub(super) fn left(&self, now: Timestamp) -> String {
        time_left(self.nearer_end().unwrap_or(now), now)
    }

    /// Whether the deadline has passed.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.nearer_end().is_none_or(|end| end <= now)
    }

    fn nearer_end(&self) -> Option<Timestamp> {
        let limit = self.limit.map(|(_, limit)| limit);
        self.code.into_iter().chain(limit).min()
    }

    /// The time left as a sentence that says which deadline it is.
    pub(super) fn end(&self, now: Timestamp) -> Text {
        let left = self.left(now);
        match self.limit_is_first() {
            Some(_) => messages::timeout_leaves(left),
            None => messages::valid_for(left),
        }
    }

    /// The failure, reported as that of `--timeout` if that has ended.
    pub(super) fn explain(&self, failure: CliError, now: Timestamp) -> CliError {
        let over = self.limit_is_first().filter(|(_, limit)| now >= *limit);
        match (failure.detail.as_deref(), over) {
            (Some(Error::Expired), Some((timeout, _))) => CliError {
                message: messages::timed_out(humantime::format_duration(timeout)),
                advice: messages::longer_timeout(),
                ..failure
            },
            _ => failure,
        }
    }

    /// `--timeout`, if it ends before the current code, or there is no code.
    fn limit_is_first(&self) -> Option<(Duration, Timestamp)> {
        self.limit
            .filter(|(_, limit)| self.code.is_none_or(|end| *limit < end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(second: u64) -> Timestamp {
        Timestamp::from_secs(second)
    }

    /// A login that started at second 0 and has a code for three minutes.
    fn deadline(timeout: Option<u64>) -> Deadline {
        let mut deadline = Deadline::default();
        deadline.begin(timeout.map(Duration::from_secs), at(0));
        deadline.shown(&QrCode::new("x".into(), "it", at(180)));
        deadline
    }

    #[test]
    fn the_earlier_deadline_counts_and_is_named() {
        let end = |timeout| deadline(timeout).end(at(1));
        assert_eq!(end(None), messages::valid_for("2:59"));
        assert_eq!(end(Some(200)), messages::valid_for("2:59"));
        assert_eq!(end(Some(31)), messages::timeout_leaves("0:30"));
        assert_eq!(deadline(Some(31)).left(at(40)), "0:00");
    }

    #[test]
    fn the_end_of_the_timeout_is_not_reported_as_expired() {
        let explained = |timeout, second| {
            let failure = CliError::login(Error::Expired);
            deadline(timeout).explain(failure, at(second))
        };
        let over = explained(Some(3), 3);
        assert_eq!(over.message, messages::timed_out("3s"));
        assert_eq!(over.advice, messages::longer_timeout());
        assert_eq!((over.kind, over.exit as u8), ("expired", 10));
        // The service may let the code expire before its time.
        for (timeout, second) in [(Some(100), 50), (Some(200), 201), (None, 180)] {
            assert_eq!(explained(timeout, second).message, messages::expired());
        }
        let denied = deadline(Some(3)).explain(CliError::login(Error::Denied), at(3));
        assert_eq!(denied.message, messages::denied());
    }

    #[test]
    fn a_timeout_before_the_first_code_is_reported_alike() {
        let mut deadline = Deadline::default();
        deadline.begin(Some(Duration::from_secs(3)), at(0));
        let over = deadline.explain(CliError::login(Error::Expired), at(4));
        assert_eq!(over.message, messages::timed_out("3s"));
    }
}
