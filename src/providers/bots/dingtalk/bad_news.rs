//! Bad news, which the service may take back (spec 3.3).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::reply::Polled;
use crate::toolkit::reply::before_quotation;
use crate::{Advice, Error, Timestamp};

/// How long bad news is not believed.
const PATIENCE: Duration = Duration::from_secs(120);
/// How many refused polls in a row are believed at least: a clock that is set forward ends no
/// login.
const FEWEST_REFUSALS: u8 = 3;
/// Parts of a reason that say that the user has declined.
const DECLINED: [&str; 8] = [
    "denied",
    "deny",
    "cancel",
    "declin",
    "reject",
    "拒绝",
    "取消",
    "不同意",
];

/// Bad news, since the last good one.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct BadNews {
    /// When the first came.
    since: Timestamp,
    /// What the last state means, if the last reply had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<Error>,
    /// How many refused polls came in a row.
    #[serde(default)]
    refusals: u8,
}

impl BadNews {
    /// After a reply with a bad state.
    ///
    /// # Errors
    /// The state's, if it is believed now.
    pub(super) fn of_state(
        before: Option<&Self>,
        state: Error,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let since = before.map_or(now, |before| before.since);
        match now - since >= PATIENCE {
            true => Err(state),
            false => Ok(Self {
                since,
                state: Some(state),
                refusals: 0,
            }),
        }
    }

    /// After a poll that was refused.
    ///
    /// # Errors
    /// The refusal, if it is believed now.
    pub(super) fn of_refusal(
        before: Option<&Self>,
        refusal: Error,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let since = before.map_or(now, |before| before.since);
        let refusals = before.map_or(0, |before| before.refusals).saturating_add(1);
        match now - since >= PATIENCE && refusals >= FEWEST_REFUSALS {
            true => Err(refusal),
            false => Ok(Self {
                since,
                state: None,
                refusals,
            }),
        }
    }

    /// What the last state means, if the last reply had one.
    pub(super) fn state(&self) -> Option<&Error> {
        self.state.as_ref()
    }
}

/// What a state means that is neither good nor "not yet".
pub(super) fn meaning(state: &str, polled: &Polled<'_>) -> Error {
    match state {
        "EXPIRED" => Error::Expired,
        "FAIL" => {
            let reason = polled.fail_reason.to_lowercase();
            match DECLINED.iter().any(|part| reason.contains(part)) {
                true => Error::Denied,
                false => {
                    let reason = before_quotation(&polled.fail_reason);
                    Error::rejected(state, reason, Advice::START_AGAIN)
                }
            }
        }
        "" => Error::rejected("no status", "", Advice::REPORT_CHANGE),
        _ => Error::rejected(state, "", Advice::REPORT_CHANGE),
    }
}
