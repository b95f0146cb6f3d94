//! The login at the open platform: a device code with PKCE (spec 4).
//!
//! ```text
//! Start ──authDeviceCode──▶ Wait ──status 2──▶ Redeem ──deviceCodeToToken──▶ Done
//!                           ▲ └─ none, 0, 1, time-out ─┐
//!                           └──────────────────────────┘
//! ```
//!
//! For a lost reply of the last call see the direct login.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::envelope::{self, Content};
use super::shown_code::{INTERVAL, ShownCode, Stage};
use super::user_agent::{self, UserAgent};
use super::{OpenCredential, SCAN_WITH, STATUS_TIMEOUT, TIMEOUT, app, hosts, pkce};
use crate::Listed;
use crate::provider::{Context, Next, Policy, Provider};
use crate::toolkit::request;
use crate::{Call, Error, Response};
use crate::{SettingInfo, Settings};

const NO_APP_ID: &str = "is required: the AppID of your own app, from https://open.115.com; AppIDs of other programs \
     get blocked";

/// The login at 115's open platform, as an app of the caller's own. It yields an access token and a
/// refresh token.
///
/// An account has two or three logins of an app at a time: one more ends the oldest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    client_id: String,
    user_agent: Option<UserAgent>,
}

impl Open {
    /// The login as the app with this AppID, which [open.115.com](https://open.115.com) gives to developers.
    /// It is no secret, and no other secret is needed.
    ///
    /// # Errors
    /// [`Error::Setting`] for an empty one and for one with anything but ASCII letters, digits, `-`
    /// and `_` in it.
    pub fn new(client_id: &str) -> Result<Self, Error> {
        let client_id = client_id.trim();
        if client_id.is_empty() {
            return Err(Error::setting("client_id", NO_APP_ID));
        }
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if client_id.len() > 64 || !client_id.bytes().all(allowed) {
            return Err(Error::setting("client_id", "is no AppID: it is a number"));
        }
        Ok(Self {
            client_id: client_id.to_owned(),
            user_agent: None,
        })
    }

    /// Sends this `user-agent` instead of `Mozilla/5.0`.
    ///
    /// # Errors
    /// [`Error::Setting`] for an empty text and for one that cannot be the value of a header.
    pub fn user_agent(mut self, user_agent: &str) -> Result<Self, Error> {
        self.user_agent = Some(UserAgent::parse(user_agent)?);
        Ok(self)
    }

    fn agent(&self) -> &str {
        let own = self.user_agent.as_ref();
        own.map_or(app::PLAIN, UserAgent::as_str)
    }

    fn post(
        &self,
        name: &'static str,
        form: String,
        timeout: Duration,
        cx: &Context<'_>,
    ) -> Result<Call, Error> {
        let (_, host) = hosts::OPEN.after(0, cx.attempt());
        let request = request::post_form(&format!("https://{host}/open/{name}"), form)?;
        let request = user_agent::apply(request, self.agent())?;
        // They depend on the seed.
        let volatile = &["code_challenge", "code_verifier"];
        Ok(Call::new(name, request, timeout).volatile(volatile))
    }
}

impl Provider for Open {
    const ID: &'static str = "115-open";

    type Stage = Stage;
    type Credential = OpenCredential;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, cx: &Context<'_>) -> Result<Call, Error> {
        let verifier = pkce::verifier(cx);
        match stage {
            Stage::Start => {
                let form = request::query([
                    ("client_id", self.client_id.as_str()),
                    ("code_challenge", &pkce::challenge(&verifier)),
                    ("code_challenge_method", pkce::METHOD),
                ]);
                self.post("authDeviceCode", form, TIMEOUT, cx)
            }
            Stage::Wait(shown) => shown.status_call(self.agent(), cx),
            Stage::Redeem(shown) => {
                let form =
                    request::query([("uid", shown.uid()), ("code_verifier", verifier.expose())]);
                // Its reply comes once, so the time-out is longer.
                self.post("deviceCodeToToken", form, STATUS_TIMEOUT, cx)
            }
        }
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, OpenCredential>, Error> {
        match stage {
            Stage::Start => match envelope::open(reply, "authDeviceCode")? {
                Content::Yes(data) => ShownCode::show(data.json, "authDeviceCode", 0, None, cx),
                Content::No(refusal) => refusal.before_confirmation(Stage::Start),
                Content::Blocked(error) => Ok(Next::Retry(Stage::Start, error)),
            },
            Stage::Wait(shown) => shown.polled(reply, cx),
            Stage::Redeem(_) => match envelope::open(reply, "deviceCodeToToken")? {
                Content::Yes(data) => {
                    OpenCredential::read(data, "deviceCodeToToken", self.agent(), cx.now())
                        .map(Next::Done)
                }
                Content::No(refusal) => refusal.after_confirmation(stage.clone()),
                Content::Blocked(error) => Ok(Next::Retry(stage.clone(), error)),
            },
        }
    }

    fn policy(&self, stage: &Stage) -> Policy {
        let policy = Policy::new(INTERVAL);
        match stage {
            Stage::Wait(_) => policy.long_poll(),
            _ => policy,
        }
    }
}

impl Listed for Open {
    const SCAN_WITH: &'static str = SCAN_WITH;
    const YIELDS: &'static str = "access and refresh token of the open platform";
    const COOKIES: bool = false;
    const SETTINGS: &'static [SettingInfo] = &[
        SettingInfo::required(
            "client_id",
            "AppID of your own app, from https://open.115.com",
        ),
        SettingInfo::text("user_agent", app::PLAIN, "User-Agent to send"),
    ];

    fn configure(settings: &Settings) -> Result<Self, Error> {
        let open = Self::new(settings.get("client_id").unwrap_or_default())?;
        match settings.get("user_agent") {
            Some(user_agent) => open.user_agent(user_agent),
            None => Ok(open),
        }
    }
}
