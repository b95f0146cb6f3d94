//! The logout of the web login (spec 2.7).

use http::uri::PathAndQuery;
use serde::{Deserialize, Serialize};

use super::super::envelope::{self, Content};
use super::calls;
use crate::provider::{Context, Next, Policy, Provider};
use crate::tasks::{Checked, LoggedOut, NoTask, Task};
use crate::toolkit::{reply, request};
use crate::{Call, Cookie, Error, Response, bilibili::WebCredential};

static EXIT: PathAndQuery = PathAndQuery::from_static("/login/exit/v2");

/// Ends a web login at the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebLogout {
    cookies: Vec<Cookie>,
}

impl WebLogout {
    /// The logout of these credentials.
    pub fn new(credential: &WebCredential) -> Self {
        let cookies = credential.cookies.clone();
        Self { cookies }
    }
}

/// Where the task stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub enum Stage {
    /// The login has to be ended.
    Exit,
    /// A web page came instead of the response: the cookies are checked.
    Check,
}

impl Provider for WebLogout {
    const ID: &'static str = "bilibili-web.logout";

    type Stage = Stage;
    type Credential = LoggedOut;

    fn start(&self) -> Stage {
        Stage::Exit
    }

    fn request(&self, stage: &Stage, _: &Context<'_>) -> Result<Call, Error> {
        match stage {
            Stage::Exit => {
                let form = request::query([("biliCSRF", calls::csrf(&self.cookies))]);
                calls::post("exit", &EXIT, form, &self.cookies)
            }
            Stage::Check => calls::nav(&self.cookies),
        }
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        _: &Context<'_>,
    ) -> Result<Next<Stage, LoggedOut>, Error> {
        match stage {
            // The login page comes if the cookies are invalid already. A firewall or a network
            // that wants a sign-in responds with a page too, so that the check decides.
            Stage::Exit if reply::is_html(reply) && reply.status().is_success() => {
                Ok(Next::Go(Stage::Check))
            }
            Stage::Exit => match envelope::open(reply, "exit")? {
                Content::Data(_) => Ok(Next::Done(LoggedOut::Now)),
                Content::Busy(error) => Ok(Next::Busy(Stage::Exit, error)),
                Content::Code(calls::NOT_LOGGED_IN, _) => Ok(Next::Done(LoggedOut::Already)),
                Content::Code(code, message) => Err(calls::refused(code, &message)),
            },
            Stage::Check => match calls::checked(reply, stage)? {
                Next::Done(Checked::Refused { .. }) => Ok(Next::Done(LoggedOut::Already)),
                Next::Done(_) => Err(Error::intercepted(200)),
                Next::Busy(stage, error) => Ok(Next::Busy(stage, error)),
                _ => Err(Error::malformed("nav: no outcome")),
            },
        }
    }

    fn policy(&self, _: &Stage) -> Policy {
        Policy::default()
    }
}

impl Task for WebLogout {
    type Of = WebCredential;

    fn of(credential: WebCredential) -> Result<Self, NoTask> {
        Ok(Self::new(&credential))
    }
}
