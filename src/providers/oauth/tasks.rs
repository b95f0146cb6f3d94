//! The tasks of the device flow (spec 5).

use serde::{Deserialize, Serialize};

use super::DeviceCredential;
use crate::provider::{Context, Next, Policy, Provider};
use crate::tasks::{NoTask, Refreshed, Task};
use crate::{Call, Error, Response};

const NO_TOKEN: NoTask = NoTask::Lacks("refresh_token");

/// Requests new tokens for those of a device flow: [`DeviceCredential::refresh`] as a flow.
///
/// The call is made once. After a lost response it is not known whether the old tokens still work:
/// a later refresh finds it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRefresh {
    old: DeviceCredential,
}

impl DeviceRefresh {
    /// The refresh of these credentials.
    ///
    /// # Errors
    /// [`NoTask::Lacks`] without a refresh token.
    pub fn new(credential: &DeviceCredential) -> Result<Self, NoTask> {
        credential.refresh().ok_or(NO_TOKEN)?;
        Ok(Self {
            old: credential.clone(),
        })
    }
}

impl Provider for DeviceRefresh {
    const ID: &'static str = "device.refresh";

    type Stage = ();
    type Credential = Refreshed<DeviceCredential>;

    fn start(&self) {}

    fn request(&self, (): &(), _: &Context<'_>) -> Result<Call, Error> {
        // A snapshot without the token cannot come from `new`.
        let call = self.old.refresh();
        call.ok_or_else(|| Error::setting("refresh_token", "is required"))
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

impl Task for DeviceRefresh {
    type Of = DeviceCredential;

    fn of(credential: DeviceCredential) -> Result<Self, NoTask> {
        Self::new(&credential)
    }
}
