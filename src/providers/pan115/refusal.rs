//! What the codes of a refusal mean (spec 5.3, 5.5).

use super::advice::CHECK_APP;
use crate::provider::Next;
use crate::{Advice, Error};

/// A response whose `state` says no.
pub(super) struct Refusal {
    /// The service's code, as text; empty if it gave none.
    pub(super) code: String,
    /// Its message; may be empty.
    pub(super) message: String,
}

/// What follows from a refusal.
enum Meaning {
    /// The code has expired.
    Expired,
    /// It will not pass.
    Final(Advice),
    /// It may pass.
    Passing,
    /// The specification does not know it.
    Unknown,
}

impl Refusal {
    /// What follows before the confirmation. An unknown code may be a new kind of waiting, so it is
    /// retried as often as any other failure (spec 6, 8).
    ///
    /// # Errors
    /// What ends the login.
    pub(super) fn before_confirmation<S, C>(self, stage: S) -> Result<Next<S, C>, Error> {
        match self.meaning() {
            Meaning::Expired => Err(Error::Expired),
            Meaning::Final(advice) => Err(self.with(advice)),
            Meaning::Passing => Ok(Next::Retry(stage, self.with(Advice::TRY_LATER))),
            Meaning::Unknown => Ok(Next::Retry(stage, self.with(Advice::SEE_MESSAGE))),
        }
    }

    /// What follows when the code was to be redeemed. The code is spent with the first response of
    /// the service (spec 3.4): only what is known to pass is retried.
    ///
    /// # Errors
    /// What ends the login.
    pub(super) fn after_confirmation<S, C>(self, stage: S) -> Result<Next<S, C>, Error> {
        match self.meaning() {
            Meaning::Passing => Ok(Next::Retry(stage, self.with(Advice::TRY_LATER))),
            _ => Err(self.into_error()),
        }
    }

    /// Whether it is, or may be, one that passes.
    pub(super) fn may_pass(&self) -> bool {
        matches!(self.meaning(), Meaning::Passing | Meaning::Unknown)
    }

    /// The refusal as the end.
    pub(super) fn into_error(self) -> Error {
        match self.meaning() {
            Meaning::Expired => Error::Expired,
            Meaning::Final(advice) => self.with(advice),
            Meaning::Passing => self.with(Advice::TRY_LATER),
            Meaning::Unknown => self.with(Advice::SEE_MESSAGE),
        }
    }

    /// The refusal as an error with this advice.
    pub(super) fn with(&self, advice: Advice) -> Error {
        let code = match self.code.as_str() {
            "" => "none",
            code => code,
        };
        Error::rejected(code, &self.message, advice)
    }

    fn meaning(&self) -> Meaning {
        match self.code.as_str() {
            "40199002" => Meaning::Expired,
            // The address is flagged, until midnight: every further try makes it worse.
            "40101004" => Meaning::Final(Advice::WAIT_FOR_UNBLOCK),
            "40101010" => Meaning::Final(Advice::ACCOUNT_RESTRICTED),
            "40101025" => Meaning::Final(Advice::NEW_CODE),
            "40101017" => Meaning::Final(Advice::SEE_MESSAGE),
            "40101032" | "40101033" | "40101035" | "40101037" | "40101038" | "99" | "990001" => {
                Meaning::Final(Advice::START_AGAIN)
            }
            // A parameter of ours is not what the service wants: the call, the challenge, the
            // verifier.
            "40100000" | "40140101" | "40140102" | "40140103" | "40140104" | "40140112"
            | "40140113" => Meaning::Final(Advice::REPORT_CHANGE),
            // The AppID is missing, malformed or unknown.
            "40140100" | "40140106" | "40140107" => Meaning::Final(Advice::FIX_SETTING),
            // The AppID is right, but the app is not approved, stopped or expired, or its developer
            // is.
            "40140108" | "40140109" | "40140110" | "40140118" => Meaning::Final(CHECK_APP),
            "40140105" | "40140121" => Meaning::Final(Advice::TRY_LATER),
            // The refresh token is void, of another kind, or at its end: scan again.
            "40140114" | "40140115" | "40140116" | "40140119" | "40140120" => {
                Meaning::Final(Advice::START_AGAIN)
            }
            "40140111" | "40140122" => Meaning::Final(Advice::SEE_MESSAGE),
            "50199004" | "40110000" | "40140117" => Meaning::Passing,
            _ => Meaning::Unknown,
        }
    }
}
