//! The confirmation of a refresh: it ends the old cookies (spec 6.2).

use http::uri::PathAndQuery;
use serde::{Deserialize, Serialize};

use super::super::envelope::{self, Content};
use super::calls;
use crate::provider::{Context, Next, Policy, Provider};
use crate::tasks::{NoTask, Task};
use crate::toolkit::request;
use crate::{Call, Error, Response, Secret, bilibili::WebCredential};

static CONFIRM: PathAndQuery = PathAndQuery::from_static("/x/passport-login/web/confirm/refresh");

/// The code for a refresh token that waits for no confirmation (spec 6.2).
const NOTHING_TO_CONFIRM: i64 = -400;

/// Confirms a refresh whose new credentials are saved: the service then ends the old cookies. It
/// yields the same credentials without [`unconfirmed`](WebCredential::unconfirmed).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebConfirm {
    new: WebCredential,
}

impl WebConfirm {
    /// The confirmation of the refresh that yielded these credentials.
    ///
    /// # Errors
    /// [`NoTask::Lacks`] if there is nothing to confirm.
    pub fn new(credential: &WebCredential) -> Result<Self, NoTask> {
        match &credential.unconfirmed {
            Some(_) => Ok(Self {
                new: credential.clone(),
            }),
            None => Err(NoTask::Lacks("unconfirmed")),
        }
    }
}

impl Provider for WebConfirm {
    const ID: &'static str = "bilibili-web.confirm";

    type Stage = ();
    type Credential = WebCredential;

    fn start(&self) {}

    fn request(&self, (): &(), _: &Context<'_>) -> Result<Call, Error> {
        let old = self.new.unconfirmed.as_ref().map_or("", Secret::expose);
        let form = request::query([
            ("csrf", calls::csrf(&self.new.cookies)),
            ("refresh_token", old),
        ]);
        calls::post("confirm", &CONFIRM, form, &self.new.cookies)
    }

    fn response(
        &self,
        (): &(),
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<(), WebCredential>, Error> {
        let confirmed = || WebCredential {
            unconfirmed: None,
            ..self.new.clone()
        };
        match envelope::open(reply, "confirm")? {
            Content::Data(_) => Ok(Next::Done(confirmed())),
            // The call before it had arrived, and its response was lost.
            Content::Code(NOTHING_TO_CONFIRM, _) if cx.attempt() > 0 => Ok(Next::Done(confirmed())),
            Content::Busy(error) => Ok(Next::Busy((), error)),
            Content::Code(code, message) => Err(calls::refused(code, &message)),
        }
    }

    fn policy(&self, (): &()) -> Policy {
        Policy::default()
    }
}

impl Task for WebConfirm {
    type Of = WebCredential;

    fn of(credential: WebCredential) -> Result<Self, NoTask> {
        Self::new(&credential)
    }
}
