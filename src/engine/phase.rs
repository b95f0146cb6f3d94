//! The engine's state: all of it, and nothing that can be derived.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::retry::RetryState;
use super::snapshot::{SavedCode, is_default};
use super::time::{Clock, LoginTime};
use crate::{Error, Event, InputWanted, QrCode, Seed};

/// The grace period after the confirmation in which failed calls do not consume the retry budget.
/// It is shorter than the time for which any service keeps the result.
const GRACE_PERIOD: Duration = Duration::from_secs(60);

/// Everything that a snapshot holds besides the provider.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct State<S, C> {
    #[serde(with = "super::snapshot::seed")]
    pub(super) seed: Seed,
    /// How long the caller waits for the confirmation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) give_up_after_ms: Option<u64>,
    #[serde(rename = "now")]
    pub(super) clock: Clock,
    /// When that ends; set by the first poll.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) limit: Option<LoginTime>,
    #[serde(rename = "at")]
    pub(super) phase: Phase<S, C>,
    /// Events that were not returned yet.
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    pub(super) events: VecDeque<Event>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) retries: RetryState,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) renewals_left: u32,
    /// Whether the last renewal followed an unreadable reply.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) renewed_unread: bool,
}

/// Where a login stands; the names are those of the diagram on the module's page.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Phase<S, C> {
    /// No code is shown yet.
    Start(Pending<S>),
    /// A code is shown, and the user has to scan and confirm it.
    #[serde(rename = "wait")]
    Waiting(Pending<S>, Shown),
    /// The user has confirmed; the credentials are being fetched.
    Confirmed(Pending<S>, Shown),
    /// The outcome, until it is returned.
    Ended(Option<Result<C, Error>>),
}

/// The next call.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Pending<S> {
    pub(super) stage: S,
    pub(super) due: LoginTime,
    /// When the outstanding call was first emitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sent: Option<LoginTime>,
    /// What the user has to type before the call is emitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) input: Option<InputWanted>,
}

/// The code that is shown.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Shown {
    #[serde(with = "SavedCode")]
    pub(super) code: QrCode,
    /// The end of the code, or the caller's deadline if that is sooner.
    #[serde(rename = "until")]
    pub(super) deadline: LoginTime,
    /// Whether [`Event::Scanned`] was queued.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) scanned: bool,
    /// When [`Event::Confirmed`] was queued. A service can go back to "not confirmed yet"
    /// afterwards (115's gateway does): then it is set in [`Phase::Waiting`] as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) confirmed_at: Option<LoginTime>,
}

impl<S> Pending<S> {
    pub(super) fn new(stage: S, due: LoginTime) -> Self {
        Self {
            stage,
            due,
            sent: None,
            input: None,
        }
    }
}

impl<S: Clone, C> Phase<S, C> {
    /// From [`Phase::Confirmed`] back to [`Phase::Waiting`].
    pub(super) fn wait(&mut self) {
        if let Self::Confirmed(pending, shown) = self {
            *self = Self::Waiting(pending.clone(), shown.clone());
        }
    }
}

impl<S, C> Phase<S, C> {
    pub(super) fn pending(&self) -> Option<&Pending<S>> {
        match self {
            Self::Start(pending) | Self::Waiting(pending, _) | Self::Confirmed(pending, _) => {
                Some(pending)
            }
            Self::Ended(_) => None,
        }
    }

    pub(super) fn pending_mut(&mut self) -> Option<&mut Pending<S>> {
        match self {
            Self::Start(pending) | Self::Waiting(pending, _) | Self::Confirmed(pending, _) => {
                Some(pending)
            }
            Self::Ended(_) => None,
        }
    }

    pub(super) fn shown(&self) -> Option<&Shown> {
        match self {
            Self::Waiting(_, shown) | Self::Confirmed(_, shown) => Some(shown),
            Self::Start(_) | Self::Ended(_) => None,
        }
    }

    pub(super) fn shown_mut(&mut self) -> Option<&mut Shown> {
        match self {
            Self::Waiting(_, shown) | Self::Confirmed(_, shown) => Some(shown),
            Self::Start(_) | Self::Ended(_) => None,
        }
    }

    /// The next call, in the same phase: at a new stage, or at the present one.
    pub(super) fn schedule(&mut self, next: Option<S>, due: LoginTime) {
        if let Some(pending) = self.pending_mut() {
            if let Some(stage) = next {
                pending.stage = stage;
            }
            pending.due = due;
            pending.sent = None;
            pending.input = None;
        }
    }

    /// To [`Phase::Confirmed`], if a code is shown.
    pub(super) fn fetch(&mut self, pending: Pending<S>, now: LoginTime) {
        *self = match self.shown() {
            None => Self::Start(pending),
            Some(shown) => {
                let mut shown = shown.clone();
                shown.confirmed_at.get_or_insert(now);
                Self::Confirmed(pending, shown)
            }
        };
    }

    /// The code that the user has to act on.
    pub(super) fn waiting(&self) -> Option<&Shown> {
        match self {
            Self::Waiting(_, shown) => Some(shown),
            _ => None,
        }
    }

    /// Whether the user has confirmed at any time.
    pub(super) fn has_confirmed(&self) -> bool {
        self.shown()
            .is_some_and(|shown| shown.confirmed_at.is_some())
    }

    /// Whether the grace period after the confirmation lasts.
    pub(super) fn in_grace_period(&self, now: LoginTime) -> bool {
        let confirmed_at = self.shown().and_then(|shown| shown.confirmed_at);
        confirmed_at.is_some_and(|at| now < at + GRACE_PERIOD)
    }
}

impl Shown {
    /// A new code; of one that it replaces (`rotated`), what the user has done stays done.
    pub(super) fn new(code: QrCode, deadline: LoginTime, rotated: Option<&Self>) -> Self {
        Self {
            code,
            deadline,
            scanned: rotated.is_some_and(|before| before.scanned),
            confirmed_at: rotated.and_then(|before| before.confirmed_at),
        }
    }

    pub(super) fn is_over(&self, now: LoginTime) -> bool {
        now >= self.deadline
    }
}

impl<S, C> State<S, C> {
    pub(super) fn limit_passed(&self, now: LoginTime) -> bool {
        self.limit.is_some_and(|limit| now >= limit)
    }

    /// The earlier one of this moment and the caller's deadline.
    pub(super) fn within_limit(&self, moment: LoginTime) -> LoginTime {
        self.limit.map_or(moment, |limit| moment.min(limit))
    }
}
