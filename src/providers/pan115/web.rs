//! The direct login as one of 115's apps (spec 3).
//!
//! ```text
//! Start ──token──▶ Wait ──status 2──▶ Redeem ──login──▶ Done
//!                  ▲ └─ none, 0, 1, time-out ─┐
//!                  └──────────────────────────┘
//! ```
//!
//! # A lost reply
//!
//! A code can be redeemed once, and the reply to that holds the cookies: the call is made after
//! status 2 only, and every response of the service itself ends it. It is repeated when no response
//! of the service came (no connection, a time-out, a firewall's page, a 5xx): then the code is
//! either still good, and the repeat succeeds, or it was spent on the lost reply, and the repeat is
//! refused as expired. Nothing is lost in either case, and [`Error::Expired`] leads to a new code.

use serde::{Deserialize, Serialize};

use super::envelope::{self, Content};
use super::shown_code::{INTERVAL, ShownCode, Stage};
use super::user_agent::{self, UserAgent};
use super::web_response;
use super::{App, SCAN_WITH, STATUS_TIMEOUT, TIMEOUT, WebCredential, hosts};
use crate::Listed;
use crate::provider::{Context, Next, Policy, Provider};
use crate::toolkit::{reply, request};
use crate::{Advice, Call, Error, Response};
use crate::{SettingInfo, Settings};

/// The login as one of 115's apps, without a gateway. It yields the cookies of that app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Web {
    app: App,
    user_agent: Option<UserAgent>,
}

impl Default for Web {
    fn default() -> Self {
        Self::new()
    }
}

impl Web {
    /// The login as [`App::AlipayMini`], which few people use otherwise.
    pub fn new() -> Self {
        Self {
            app: App::AlipayMini,
            user_agent: None,
        }
    }

    /// Logs in as this app instead. It logs out the account's other login as that app.
    #[must_use]
    pub fn app(mut self, app: App) -> Self {
        self.app = app;
        self
    }

    /// Sends this `user-agent` instead of the app's own. The cookies are said to be good for the
    /// one that they were got with only, so [`WebCredential::user_agent`] keeps it.
    ///
    /// # Errors
    /// [`Error::Setting`] for an empty text and for one that cannot be the value of a header.
    pub fn user_agent(mut self, user_agent: &str) -> Result<Self, Error> {
        self.user_agent = Some(UserAgent::parse(user_agent)?);
        Ok(self)
    }

    fn agent(&self) -> &str {
        let own = || self.app.user_agent();
        self.user_agent.as_ref().map_or_else(own, UserAgent::as_str)
    }

    /// Requests a code. The path says `web` for every app (spec 3.1).
    fn token(&self, cx: &Context<'_>) -> Result<Call, Error> {
        let (_, host) = hosts::CODE.after(0, cx.attempt());
        let request = request::get(&format!("https://{host}/api/1.0/web/1.0/token/"))?;
        let request = user_agent::apply(request, self.agent())?;
        Ok(Call::new("token", request, TIMEOUT))
    }

    /// Redeems the login (spec 3.4).
    fn login(&self, shown: &ShownCode, cx: &Context<'_>) -> Result<Call, Error> {
        let (_, host) = hosts::LOGIN.after(0, cx.attempt());
        let app = self.app.path();
        let url = format!("https://{host}/app/1.0/{app}/1.0/login/qrcode");
        let form = request::query([("account", shown.uid()), ("app", app)]);
        let request = user_agent::apply(request::post_form(&url, form)?, self.agent())?;
        // Its reply comes once, so the time-out is longer.
        Ok(Call::new("login", request, STATUS_TIMEOUT))
    }

    /// What the user should know before scanning (spec 3.5).
    fn notice(&self) -> String {
        format!(
            "this signs you out of {}, if you are signed in there",
            self.app.title()
        )
    }
}

impl Provider for Web {
    const ID: &'static str = "115";

    type Stage = Stage;
    type Credential = WebCredential;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, cx: &Context<'_>) -> Result<Call, Error> {
        match stage {
            Stage::Start => self.token(cx),
            Stage::Wait(shown) => shown.status_call(self.agent(), cx),
            Stage::Redeem(shown) => self.login(shown, cx),
        }
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, WebCredential>, Error> {
        match stage {
            Stage::Start => match envelope::open(reply, "token")? {
                Content::Yes(data) => {
                    let (host, _) = hosts::CODE.after(0, cx.attempt());
                    ShownCode::show(data.json, "token", host, Some(self.notice()), cx)
                }
                Content::No(refusal) => refusal.before_confirmation(Stage::Start),
                Content::Blocked(error) => Ok(Next::Retry(Stage::Start, error)),
            },
            Stage::Wait(shown) => shown.polled(reply, cx),
            Stage::Redeem(_) => match envelope::open(reply, "login")? {
                Content::Yes(data) => web_response::credential(data.json, self.app, self.agent())
                    .map(Next::Done)
                    .map_err(|error| {
                        reply::explain_incomplete(error, 0, &data.complaint, Advice::SEE_MESSAGE)
                    }),
                Content::No(refusal) => web_response::refused(refusal, stage),
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

impl Listed for Web {
    const SCAN_WITH: &'static str = SCAN_WITH;
    const YIELDS: &'static str = "cookies UID, CID, SEID, KID";
    const COOKIES: bool = true;
    const SETTINGS: &'static [SettingInfo] = &[
        SettingInfo::one_of(
            "app",
            &App::NAMES,
            "alipaymini",
            "115 app to log in as; this signs the account out of that app elsewhere",
        )
        .retired(&App::RETIRED),
        SettingInfo::text(
            "user_agent",
            "the app's own",
            "User-Agent to send; use the cookies with the same one",
        ),
    ];

    fn configure(settings: &Settings) -> Result<Self, Error> {
        let mut web = Self::new();
        if let Some(name) = settings.get("app") {
            let app = App::from_name(name);
            web = web.app(app.ok_or_else(|| Error::setting("app", "unknown or retired app"))?);
        }
        match settings.get("user_agent") {
            Some(user_agent) => web.user_agent(user_agent),
            None => Ok(web),
        }
    }
}
