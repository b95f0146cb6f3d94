//! The refresh: new cookies or a new access token for the refresh token (spec 6).

use serde::{Deserialize, Serialize};

use super::qr::Stage;
use super::{Platform, Qr, QrCredential, SESSION};
use crate::provider::{Context, Next, Policy, Provider};
use crate::tasks::{NoTask, Refreshed, Task};
use crate::{Advice, Call, Error, Response};

/// Requests new cookies for the sites, or a new access token for the client and the mobile app,
/// whose old ones end after a day. The refresh token stays, unless the service replaces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrRefresh {
    login: Qr,
    old: QrCredential,
}

impl QrRefresh {
    /// The refresh of these credentials.
    ///
    /// # Errors
    /// [`NoTask::Lacks`] without a refresh token.
    pub fn new(credential: &QrCredential) -> Result<Self, NoTask> {
        if credential.refresh_token.is_empty() {
            return Err(NoTask::Lacks("refresh_token"));
        }
        Ok(Self {
            login: Qr::new().platform(credential.platform),
            old: credential.clone(),
        })
    }

    /// The new credentials, if no site is without a cookie that had one before.
    fn whole(&self, new: QrCredential) -> Result<Refreshed<QrCredential>, Error> {
        let had = |host: &&String| !self.old.without_session.contains(host);
        let lost: Vec<_> = new.without_session.iter().filter(had).collect();
        match lost.is_empty() {
            true => Ok(Refreshed::New(new)),
            false => {
                let names = lost.iter().map(|host| format!("{SESSION} of {host}"));
                Err(Error::incomplete(names))
            }
        }
    }
}

impl Provider for QrRefresh {
    const ID: &'static str = "steam.refresh";

    type Stage = Stage;
    type Credential = Refreshed<QrCredential>;

    fn start(&self) -> Stage {
        let tokens = self.old.tokens();
        match self.old.platform {
            Platform::Web => Stage::Finalize(tokens),
            _ => Stage::Access(tokens),
        }
    }

    fn request(&self, stage: &Stage, cx: &Context<'_>) -> Result<Call, Error> {
        self.login.request(stage, cx)
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, Self::Credential>, Error> {
        match self.login.response(stage, reply, cx) {
            // An empty response is how the service refuses the refresh token (spec 6.3).
            Err(Error::Incomplete { .. }) if matches!(stage, Stage::Access(_)) => {
                Err(Error::rejected(
                    "none",
                    "the refresh token is not accepted",
                    Advice::START_AGAIN,
                ))
            }
            // The token is revoked or expired (spec 6.1).
            Err(Error::Rejected { code, message, .. }) if matches!(&*code, "26" | "27") => {
                Err(Error::rejected(code, &message, Advice::START_AGAIN))
            }
            Ok(Next::Done(new)) => self.whole(new).map(Next::Done),
            next => next.map(|next| next.map(Refreshed::New)),
        }
    }

    fn policy(&self, stage: &Stage) -> Policy {
        self.login.policy(stage)
    }

    fn fallback(&self, stage: &Stage, error: &Error) -> Option<Next<Stage, Self::Credential>> {
        let next = self.login.fallback(stage, error)?;
        match next {
            // The old cookies of this site are better than none: the refresh can be repeated.
            Next::Done(new) if self.whole(new.clone()).is_err() => None,
            next => Some(next.map(Refreshed::New)),
        }
    }
}

impl Task for QrRefresh {
    type Of = QrCredential;

    fn of(credential: QrCredential) -> Result<Self, NoTask> {
        Self::new(&credential)
    }
}
