//! Which failed calls are repeated, how often, and when.
//!
//! | situation | no reply, 408, 429, 5xx, "busy" | "try again" | malformed reply |
//! |---|---|---|---|
//! | [`Start`](Situation::Start): no code yet | counts; `retries` | counts; `retries` | 2 |
//! | [`Waiting`](Situation::Waiting): before the deadline | free | counts; 6 | 2 |
//! | [`Overdue`](Situation::Overdue): after the deadline | counts; `retries` | counts; `retries` | 2 |
//! | [`Grace`](Situation::Grace): confirmed less than 60 s ago | free | counts; `retries` | 2 |
//! | [`Late`](Situation::Late): confirmed longer ago | counts; `retries` | counts; `retries` | 2 |
//!
//! "counts; N": the call is repeated up to N times in a row, `retries` being
//! [`Policy::retries`](crate::Policy::retries). "free": repeated as long as the situation lasts,
//! which the deadline or the grace period bounds. Malformed replies are counted apart. A reply that
//! is none of these ends the row. A call of a stage with [`Policy::once`](crate::Policy::once) is
//! never repeated.
//!
//! The pause doubles with every failure in the row; where failures count, with every one that
//! counts, since the row that came before cost nothing.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Error;

/// Consecutive "try again" replies that are retried before the deadline.
const WAITING_RETRIES: u32 = 6;
/// Consecutive malformed replies that are retried.
const MALFORMED_RETRIES: u32 = 2;

/// The rows of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Situation {
    Start,
    Waiting,
    Overdue,
    Grace,
    Late,
}

/// The columns of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// No reply, a transient status, or a reply that says no more than "busy".
    Unavailable,
    /// The service wants the call to be repeated.
    TryAgain,
    /// The reply cannot be read.
    Malformed,
}

/// A cell of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Repeated without a count.
    Free,
    /// Repeated this many times in a row.
    Counts(u32),
}

impl Situation {
    /// The rule for a cause; `retries` is what the provider allows at this stage.
    pub(super) fn rule(self, cause: Cause, retries: u32) -> Rule {
        match (self, cause) {
            (_, Cause::Malformed) => Rule::Counts(MALFORMED_RETRIES),
            (Self::Waiting | Self::Grace, Cause::Unavailable) => Rule::Free,
            (Self::Waiting, Cause::TryAgain) => Rule::Counts(WAITING_RETRIES),
            (_, Cause::Unavailable | Cause::TryAgain) => Rule::Counts(retries),
        }
    }

    /// Whether a bound of time stands in for the count of failures.
    fn is_bounded_by_time(self) -> bool {
        matches!(self, Self::Waiting | Self::Grace)
    }
}

/// The failures of the present row, and what `slow_down` has added to the interval.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct RetryState {
    /// Failed calls.
    pub(super) failures: u32,
    /// Those of them that count.
    pub(super) counted: u32,
    /// Those of them that were malformed replies.
    pub(super) malformed: u32,
    /// The last malformed reply's error.
    pub(super) unreadable: Option<Error>,
    /// Whether the situation has changed to one that time does not bound: the count begins there.
    pub(super) counting: bool,
    /// What `slow_down` replies have added to the interval, in ms.
    pub(super) slower_ms: u64,
}

impl RetryState {
    /// The row with one failure more, and whether the call is repeated.
    pub(super) fn after(
        &self,
        error: &Error,
        cause: Cause,
        situation: Situation,
        retries: u32,
    ) -> (Self, bool) {
        let mut row = self.clone();
        if !situation.is_bounded_by_time() && !row.counting {
            row.counting = true;
            row.counted = 0;
        }
        row.failures = row.failures.saturating_add(1);
        match (situation.rule(cause, retries), cause) {
            (Rule::Free, _) => {}
            (Rule::Counts(_), Cause::Malformed) => {
                row.malformed = row.malformed.saturating_add(1);
                row.unreadable = Some(error.clone());
            }
            (Rule::Counts(_), _) => row.counted = row.counted.saturating_add(1),
        }
        let holds = |cause, count| match situation.rule(cause, retries) {
            Rule::Free => true,
            Rule::Counts(budget) => count <= budget,
        };
        let repeated =
            holds(Cause::TryAgain, row.counted) && holds(Cause::Malformed, row.malformed);
        (row, repeated)
    }

    /// How many failures the pause grows by.
    pub(super) fn step(&self, situation: Situation) -> u32 {
        if situation.is_bounded_by_time() {
            self.failures
        } else {
            self.counted.max(self.malformed)
        }
    }

    /// The state after a reply that ends the row.
    pub(super) fn cleared(&self) -> Self {
        Self {
            slower_ms: self.slower_ms,
            ..Self::default()
        }
    }

    pub(super) fn slower(&self) -> Duration {
        Duration::from_millis(self.slower_ms)
    }

    /// Makes the interval 5 s longer for the rest of the login (RFC 8628, 3.5), or as long as the
    /// service states if that is longer still; by a minute at most.
    pub(super) fn slowed_down(mut self, interval: Duration, stated: Option<Duration>) -> Self {
        let stated = stated.unwrap_or_default().saturating_sub(interval);
        let stated = u64::try_from(stated.as_millis()).unwrap_or(u64::MAX);
        self.slower_ms = self.slower_ms.saturating_add(5_000).max(stated).min(60_000);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_as_documented() {
        use Rule::{Counts, Free};
        let retries = 3;
        for (situation, unavailable, try_again) in [
            (Situation::Start, Counts(3), Counts(3)),
            (Situation::Waiting, Free, Counts(6)),
            (Situation::Overdue, Counts(3), Counts(3)),
            (Situation::Grace, Free, Counts(3)),
            (Situation::Late, Counts(3), Counts(3)),
        ] {
            let rule = |cause| situation.rule(cause, retries);
            assert_eq!(rule(Cause::Unavailable), unavailable, "{situation:?}");
            assert_eq!(rule(Cause::TryAgain), try_again, "{situation:?}");
            assert_eq!(rule(Cause::Malformed), Counts(2), "{situation:?}");
        }
    }
}
