//! The check of 115's cookies (spec 3.7). A logout is not documented, and `check/sso` can log other
//! devices out.

use http::header::{COOKIE, HeaderValue};
use serde::{Deserialize, Serialize};

use super::envelope::{self, Content};
use super::refusal::Refusal;
use super::{GatewayCredential, TIMEOUT, WebCredential, app, user_agent};
use crate::export::cookie_header;
use crate::provider::{Context, Next, Policy, Provider};
use crate::tasks::{Checked, NoTask, Task};
use crate::toolkit::request;
use crate::{Account, Call, Cookie, Error, Response};

const STATUS: &str = "https://my.115.com/?ct=guide&ac=status";

/// What the check needs of the credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Cookies {
    cookies: Vec<Cookie>,
    user_agent: String,
    user_id: Option<u64>,
}

impl Cookies {
    fn request(&self) -> Result<Call, Error> {
        let request = user_agent::apply(request::get(STATUS)?, &self.user_agent)?;
        let mut value = HeaderValue::from_str(cookie_header(&self.cookies).expose())
            .map_err(|_| Error::malformed("the cookies cannot be sent"))?;
        value.set_sensitive(true);
        let request = request::with_header(request, COOKIE, value);
        Ok(Call::new("guide-status", request, TIMEOUT))
    }

    fn response(&self, reply: &Response) -> Result<Next<(), Checked>, Error> {
        match envelope::open(reply, "guide-status")? {
            Content::Yes(_) => {
                let account = self.user_id.and_then(Account::of_number);
                Ok(Next::Done(Checked::valid(account)))
            }
            Content::No(refusal) if is_about_the_login(&refusal) => {
                let code = match refusal.code.as_str() {
                    "" => "none",
                    code => code,
                };
                Ok(Next::Done(Checked::refused(code, &refusal.message)))
            }
            Content::No(refusal) => Err(refusal.into_error()),
            Content::Blocked(error) => Err(error),
        }
    }
}

/// Whether a refusal says that the cookies are invalid: without a code, or by those for it. Others
/// are of the firewall or of an overload (spec 5.3).
fn is_about_the_login(refusal: &Refusal) -> bool {
    let code = refusal.code.as_str();
    matches!(code, "" | "0" | "99" | "990001" | "40101032" | "40101033")
        || matches!(code, "40101035" | "40101037" | "40101038")
}

/// Defines the check of one kind of credentials.
macro_rules! check {
    ($(#[$about:meta])* $name:ident, $id:literal, $credential:ty, |$own:ident| $agent:expr) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Cookies);

        impl $name {
            /// The check of these credentials.
            pub fn new($own: &$credential) -> Self {
                Self(Cookies {
                    cookies: $own.cookies(),
                    user_agent: $agent,
                    user_id: $own.user_id(),
                })
            }
        }

        impl Provider for $name {
            const ID: &'static str = $id;

            type Stage = ();
            type Credential = Checked;

            fn start(&self) {}

            fn request(&self, (): &(), _: &Context<'_>) -> Result<Call, Error> {
                self.0.request()
            }

            fn response(
                &self,
                (): &(),
                reply: &Response,
                _: &Context<'_>,
            ) -> Result<Next<(), Checked>, Error> {
                self.0.response(reply)
            }

            fn policy(&self, (): &()) -> Policy {
                Policy::default()
            }
        }

        impl Task for $name {
            type Of = $credential;

            fn of(credential: $credential) -> Result<Self, NoTask> {
                Ok(Self::new(&credential))
            }
        }
    };
}

check! {
    /// Asks 115 whether it accepts the cookies of a login, with the `user-agent` of the login.
    WebCheck, "115.check", WebCredential, |own| own.user_agent.clone()
}

check! {
    /// Asks 115 whether it accepts the cookies that a gateway has passed on.
    GatewayCheck, "115-gateway.check", GatewayCredential, |own| app::PLAIN.to_owned()
}
