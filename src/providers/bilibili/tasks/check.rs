//! The check of the web login's cookies (spec 6.1).

use serde::{Deserialize, Serialize};

use super::calls;
use crate::provider::{Context, Next, Policy, Provider};
use crate::tasks::{Checked, NoTask, Task};
use crate::{Call, Cookie, Error, Response, bilibili::WebCredential};

/// Asks the service whether it accepts the cookies of a web login; the account comes with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebCheck {
    cookies: Vec<Cookie>,
}

impl WebCheck {
    /// The check of these credentials.
    pub fn new(credential: &WebCredential) -> Self {
        let cookies = credential.cookies.clone();
        Self { cookies }
    }
}

impl Provider for WebCheck {
    const ID: &'static str = "bilibili-web.check";

    type Stage = ();
    type Credential = Checked;

    fn start(&self) {}

    fn request(&self, (): &(), _: &Context<'_>) -> Result<Call, Error> {
        calls::nav(&self.cookies)
    }

    fn response(
        &self,
        stage: &(),
        reply: &Response,
        _: &Context<'_>,
    ) -> Result<Next<(), Checked>, Error> {
        calls::checked(reply, stage)
    }

    fn policy(&self, (): &()) -> Policy {
        Policy::default()
    }
}

impl Task for WebCheck {
    type Of = WebCredential;

    fn of(credential: WebCredential) -> Result<Self, NoTask> {
        Ok(Self::new(&credential))
    }
}
