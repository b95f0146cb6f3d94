//! The tasks of the login at the open platform (spec 4).

use serde::{Deserialize, Serialize};

use super::OpenCredential;
use crate::provider::{Context, Next, Policy, Provider};
use crate::tasks::{NoTask, Refreshed, Task};
use crate::{Call, Error, Response};

/// Requests new tokens for those of the open platform: [`OpenCredential::refresh`] as a flow.
///
/// The call is made once. After a lost response it is not known whether the old tokens still work:
/// a later refresh finds it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRefresh {
    old: OpenCredential,
}

impl OpenRefresh {
    /// The refresh of these credentials.
    ///
    /// # Errors
    /// [`NoTask::Lacks`] without a refresh token.
    pub fn new(credential: &OpenCredential) -> Result<Self, NoTask> {
        match credential.refresh_token.is_empty() {
            false => Ok(Self {
                old: credential.clone(),
            }),
            true => Err(NoTask::Lacks("refresh_token")),
        }
    }
}

impl Provider for OpenRefresh {
    const ID: &'static str = "115-open.refresh";

    type Stage = ();
    type Credential = Refreshed<OpenCredential>;

    fn start(&self) {}

    fn request(&self, (): &(), _: &Context<'_>) -> Result<Call, Error> {
        Ok(self.old.refresh())
    }

    fn response(
        &self,
        (): &(),
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<(), Self::Credential>, Error> {
        let new = self.old.refreshed(reply, cx.now())?;
        Ok(Next::Done(Refreshed::New(new)))
    }

    fn policy(&self, (): &()) -> Policy {
        Policy::default().spends()
    }
}

impl Task for OpenRefresh {
    type Of = OpenCredential;

    fn of(credential: OpenCredential) -> Result<Self, NoTask> {
        Self::new(&credential)
    }
}
