//! The engine's state: all of it, and nothing that could be derived.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::clock::Clock;
use crate::{Error, Event, QrCode, Timestamp};

/// How long failed connections after the confirmation are borne: the person has done their part, and
/// what the service holds ready for them lives longer than this.
const AFTER_CONFIRMATION: Duration = Duration::from_secs(60);

/// Where a login stands. All times are own times (see [`Clock`]).
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct State<S, C> {
    pub(super) clock: Clock,
    /// When the caller's patience ends; set by the first poll.
    pub(super) limit: Option<Timestamp>,
    pub(super) at: At<S, C>,
    /// Not yet told to the caller.
    pub(super) events: VecDeque<Event>,
    /// The code on show.
    pub(super) shown: Option<Shown>,
    pub(super) trouble: Trouble,
    pub(super) renewals_left: u32,
    /// Whether the last renewal was of a code that may have been spent on an unreadable answer.
    #[serde(default)]
    pub(super) renewed_unread: bool,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum At<S, C> {
    /// Ask from `due` on; `sent` is when the outstanding call was first handed out.
    Asking {
        stage: S,
        due: Timestamp,
        sent: Option<Timestamp>,
    },
    Succeeded(C),
    Failed(Error),
    /// The outcome has been told.
    Finished,
}

/// A code on show.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Shown {
    pub(super) code: QrCode,
    /// The code's end, or the caller's limit if that comes first.
    pub(super) deadline: Timestamp,
    /// Whether the person has still to act.
    pub(super) waiting: bool,
    pub(super) scanned: bool,
    pub(super) confirmed_at: Option<Timestamp>,
}

/// What has gone wrong lately.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Trouble {
    /// Failed calls in a row.
    pub(super) failures: u32,
    /// How many of them count against the budget.
    pub(super) counted: u32,
    /// How many of them were unreadable answers.
    pub(super) malformed: u32,
    /// What was wrong with the last of those.
    #[serde(default)]
    pub(super) unreadable: Option<Error>,
    /// Whether the time is over in which failed connections cost nothing.
    pub(super) late: bool,
    /// What `slow_down` answers have added to the interval, in ms.
    pub(super) slower_ms: u64,
}

impl<S, C> State<S, C> {
    /// Whether the code is on show and the person has still to act.
    pub(super) fn is_waiting(&self) -> bool {
        self.shown.as_ref().is_some_and(|code| code.waiting)
    }

    pub(super) fn is_confirmed(&self) -> bool {
        self.shown
            .as_ref()
            .is_some_and(|code| code.confirmed_at.is_some())
    }

    /// Whether the confirmation is so fresh that it must not be lost by a bad moment.
    pub(super) fn is_fresh(&self, own: Timestamp) -> bool {
        let confirmed_at = self.shown.as_ref().and_then(|code| code.confirmed_at);
        confirmed_at.is_some_and(|at| own < at + AFTER_CONFIRMATION)
    }

    pub(super) fn deadline_passed(&self, own: Timestamp) -> bool {
        self.shown.as_ref().is_some_and(|code| own >= code.deadline)
    }

    pub(super) fn limit_passed(&self, own: Timestamp) -> bool {
        self.limit.is_some_and(|limit| own >= limit)
    }
}

impl Trouble {
    pub(super) fn slower(&self) -> Duration {
        Duration::from_millis(self.slower_ms)
    }

    /// Asks 5 s less often from now on (RFC 8628, 3.5), up to a minute.
    pub(super) fn slow_down(&mut self) {
        self.slower_ms = self.slower_ms.saturating_add(5_000).min(60_000);
    }

    pub(super) fn clear_failures(&mut self) {
        *self = Self {
            slower_ms: self.slower_ms,
            ..Self::default()
        };
    }
}
