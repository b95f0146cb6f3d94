//! Feishu, and Lark (spec 2).
//!
//! ```text
//! Start ──begin──▶ Wait ──poll──▶ Done
//!                  ▲ │ └── credentials and tenant_brand lark ──▶ Collect ──poll──▶ Done
//!                  └─┴ pending, slow_down; tenant_brand lark: the polls go on at Lark's host
//! ```

mod credential;
mod link;
mod reply;
mod settings;

use std::time::Duration;

use http::StatusCode;
use http::header::{ACCEPT, HeaderValue, RETRY_AFTER, USER_AGENT};
use serde::{Deserialize, Serialize};

use super::shown;
use crate::Listed;
use crate::provider::{Context, Next, Policy, Provider};
use crate::toolkit::{reply as replies, request};
use crate::{Advice, BaseUrl, Call, Error, QrCode, Response, Scanner, Secret};
use crate::{SettingInfo, Settings, Timestamp};
use reply::{Begun, Polled, Refusal};

pub use credential::{Brand, FeishuCredential};
pub use settings::Feishu;

const PATH: &str = "/oauth/v1/app/registration";
const TIMEOUT: Duration = Duration::from_secs(10);
/// Of a poll: its reply can carry the secret, which comes once.
const POLL_TIMEOUT: Duration = Duration::from_secs(30);
/// The lifetime and the interval of a code, in s, where the service states none (spec 2.2).
const LIFETIME: u64 = 600;
const INTERVAL: u64 = 5;
/// How long a code lives at least when the host changes, so that the new one is polled (spec 2.4).
const AFTER_MOVE: Duration = Duration::from_secs(10);
/// How long Lark's host may say that it is not ready. It is shorter than the engine's grace period
/// after the confirmation, which ends the login without credentials.
const PATIENCE: Duration = Duration::from_secs(40);

type Then = Result<Next<Stage, FeishuCredential>, Error>;

/// Where the login stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub enum Stage {
    /// A code has to be requested.
    Start,
    /// The code is shown.
    Wait(Waiting),
    /// Feishu's host has issued credentials to a user of Lark: Lark's host is polled for its
    /// own (spec 2.4).
    Collect(Box<Collecting>),
}

/// A code that is shown.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Waiting {
    device_code: Secret,
    interval_secs: u8,
    /// At whose host the polls are made.
    brand: Brand,
    /// Whether the host has just changed: the next poll comes at once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    has_moved: bool,
}

/// Credentials that Feishu's host has issued to a user of Lark.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Collecting {
    waiting: Waiting,
    seen: FeishuCredential,
    seen_at: Timestamp,
    /// Whether Lark's host was not ready once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    was_early: bool,
}

impl Provider for Feishu {
    const ID: &'static str = "feishu";

    type Stage = Stage;
    type Credential = FeishuCredential;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, _: &Context<'_>) -> Result<Call, Error> {
        let (brand, name, form, timeout) = match stage {
            Stage::Start => {
                let form = request::query([
                    ("action", "begin"),
                    ("archetype", "PersonalAgent"),
                    ("auth_method", "client_secret"),
                    ("request_user_info", "open_id"),
                ]);
                (self.brand, "begin", form, TIMEOUT)
            }
            Stage::Wait(waiting) => (waiting.brand, "poll", waiting.form(), POLL_TIMEOUT),
            Stage::Collect(it) => (Brand::Lark, "poll", it.waiting.form(), POLL_TIMEOUT),
        };
        let server = self.server(brand)?;
        let request = request::post_form(&server.join(PATH), form)?;
        let agent = HeaderValue::from_static("qrlogin");
        let request = request::with_header(request, USER_AGENT, agent);
        let json = HeaderValue::from_static("application/json");
        let request = request::with_header(request, ACCEPT, json);
        Ok(Call::new(name, server.authorize(request), timeout))
    }

    fn response(&self, stage: &Stage, reply: &Response, cx: &Context<'_>) -> Then {
        match stage {
            Stage::Start => self.begun(reply, cx),
            Stage::Wait(waiting) => self.polled(waiting, reply, cx),
            Stage::Collect(collecting) => self.collected(collecting, reply, cx),
        }
    }

    fn policy(&self, stage: &Stage) -> Policy {
        match stage {
            Stage::Start => Policy::default(),
            Stage::Wait(waiting) => Policy::new(waiting.interval())
                .time_after_scan(AFTER_MOVE)
                .poll_returns_credentials(),
            Stage::Collect(it) => Policy::new(it.waiting.interval()).poll_returns_credentials(),
        }
    }

    /// A poll's reply with status 429 is read: it is `slow_down` (spec 2.4).
    fn is_transient(&self, stage: &Stage, reply: &Response) -> bool {
        match reply.status() {
            StatusCode::TOO_MANY_REQUESTS => {
                let states_a_pause = reply.headers().contains_key(RETRY_AFTER);
                states_a_pause || matches!(stage, Stage::Start)
            }
            StatusCode::REQUEST_TIMEOUT => true,
            status => status.is_server_error(),
        }
    }

    /// What Feishu's host has issued is used if Lark's host fails (spec 2.4).
    fn fallback(&self, stage: &Stage, _: &Error) -> Option<Next<Stage, FeishuCredential>> {
        match stage {
            Stage::Collect(it) => Some(Next::Done(it.seen.clone())),
            Stage::Start | Stage::Wait(_) => None,
        }
    }
}

impl Listed for Feishu {
    const SCAN_WITH: &'static str = "Feishu or Lark";
    const YIELDS: &'static str = "a bot's app ID and app secret, the user's open ID, the brand";
    const COOKIES: bool = false;
    const SETTINGS: &'static [SettingInfo] = settings::SETTINGS;

    fn configure(settings: &Settings) -> Result<Self, Error> {
        settings::configure(settings)
    }
}

impl Waiting {
    fn form(&self) -> String {
        let code = self.device_code.expose();
        request::query([("action", "poll"), ("device_code", code)])
    }

    fn interval(&self) -> Duration {
        match self.has_moved {
            true => Duration::ZERO,
            false => Duration::from_secs(self.interval_secs.into()),
        }
    }

    /// The same code after a poll at the host of this brand.
    fn at(&self, brand: Brand, has_moved: bool) -> Self {
        Self {
            brand,
            has_moved,
            ..self.clone()
        }
    }
}

/// The replies (spec 2.2, 2.4).
impl Feishu {
    fn begun(&self, reply: &Response, cx: &Context<'_>) -> Then {
        if !replies::is_json_object(reply) && !reply.status().is_success()
            || replies::is_html(reply)
        {
            return Err(replies::status_error(reply));
        }
        let refusal: Refusal<'_> = replies::json(reply, "begin")?;
        match refusal.error.trim() {
            "" if reply.status().is_success() => {}
            "" => return Err(replies::status_error(reply)),
            "slow_down" => {
                return Ok(Next::Busy(
                    Stage::Start,
                    refusal.rejected(Advice::TRY_LATER),
                ));
            }
            _ => return Err(refusal.rejected(Advice::SEE_MESSAGE)),
        }
        let begun: Begun<'_> = replies::json(reply, "begin")?;
        if begun.device_code.is_empty() {
            return Err(Error::malformed("begin: no device_code"));
        }
        if begun.verification_uri_complete.is_empty() {
            return Err(Error::malformed("begin: no verification_uri_complete"));
        }
        let payload = link::payload(self, &begun.verification_uri_complete)?;
        let lifetime = shown::lifetime(begun.expires_in.or(begun.expire_in), LIFETIME);
        let mut code = QrCode::new(payload.into(), Self::SCAN_WITH, cx.now() + lifetime);
        code.user_code = shown::user_code(&begun.user_code)?;
        if !begun.verification_uri.is_empty() {
            link::check(self, &begun.verification_uri)?;
            code.verification_uri = Some(begun.verification_uri.into_owned());
        }
        code.notice = Some(shown::NOTICE.to_owned());
        let waiting = Waiting {
            device_code: begun.device_code.as_ref().into(),
            interval_secs: shown::interval(begun.interval.filter(|secs| *secs > 0), INTERVAL),
            brand: self.brand,
            has_moved: false,
        };
        Ok(Next::Show(code, Stage::Wait(waiting)))
    }

    fn polled(&self, waiting: &Waiting, reply: &Response, cx: &Context<'_>) -> Then {
        let here = || Stage::Wait(waiting.at(waiting.brand, false));
        let status = reply.status();
        let polled: Polled<'_> = match replies::is_json_object(reply) {
            true => replies::json(reply, "poll")?,
            false if status == StatusCode::TOO_MANY_REQUESTS => {
                return Ok(Next::SlowDown(here(), None));
            }
            false if status.is_success() && !replies::is_html(reply) => {
                return Err(Error::malformed("poll: no JSON object"));
            }
            // From a network in between, or a server that is being replaced.
            false => return Ok(Next::Retry(here(), replies::status_error(reply))),
        };
        let is_lark = polled.user_info.tenant_brand == "lark" && waiting.brand == Brand::Feishu;
        let has_credentials = !polled.client_id.is_empty() || !polled.client_secret.is_empty();
        match (is_lark, has_credentials) {
            (true, true) => {
                let collecting = Collecting {
                    waiting: waiting.at(Brand::Lark, false),
                    seen: self.credential(waiting, &polled)?,
                    seen_at: cx.now(),
                    was_early: false,
                };
                Ok(Next::Go(Stage::Collect(Box::new(collecting))))
            }
            // The brand is known from the scan on.
            (true, false) => Ok(Next::Pending(
                Stage::Wait(waiting.at(Brand::Lark, true)),
                Some(Scanner::default()),
            )),
            (false, true) => self.credential(waiting, &polled).map(Next::Done),
            (false, false) => refused(waiting, here(), reply),
        }
    }

    /// The reply of Lark's host when Feishu's has issued credentials already.
    fn collected(&self, it: &Collecting, reply: &Response, cx: &Context<'_>) -> Then {
        let word = match replies::is_json_object(reply) {
            true => {
                let polled: Polled<'_> = replies::json(reply, "poll")?;
                if !polled.client_id.is_empty() && !polled.client_secret.is_empty() {
                    return self.credential(&it.waiting, &polled).map(Next::Done);
                }
                replies::json::<Refusal<'_>>(reply, "poll")?
            }
            false if reply.status() == StatusCode::TOO_MANY_REQUESTS => Refusal::slow_down(),
            false => return Err(replies::status_error(reply)),
        };
        let is_late = it.was_early || cx.now() - it.seen_at >= PATIENCE;
        let again = || {
            let was_early = true;
            Stage::Collect(Box::new(Collecting {
                was_early,
                ..it.clone()
            }))
        };
        match word.error.trim() {
            "authorization_pending" | "" if !is_late => Ok(Next::Pending(again(), None)),
            "slow_down" if !is_late => Ok(Next::SlowDown(again(), None)),
            _ => Err(word.rejected(Advice::SEE_MESSAGE)),
        }
    }

    fn credential(
        &self,
        waiting: &Waiting,
        polled: &Polled<'_>,
    ) -> Result<FeishuCredential, Error> {
        replies::require(&[
            ("client_id", !polled.client_id.is_empty()),
            ("client_secret", !polled.client_secret.is_empty()),
        ])?;
        let user = &polled.user_info;
        let open_id = Some(user.open_id.as_ref()).filter(|id| !id.is_empty());
        let brand = match user.tenant_brand.as_ref() {
            "lark" => Brand::Lark,
            "feishu" => Brand::Feishu,
            // Not stated, or a brand that no client knows.
            _ => waiting.brand,
        };
        Ok(FeishuCredential {
            app_id: polled.client_id.as_ref().into(),
            app_secret: polled.client_secret.as_ref().into(),
            open_id: open_id.map(Secret::from),
            brand,
            host: host(&self.server(waiting.brand)?),
        })
    }
}

/// A reply without credentials.
fn refused(waiting: &Waiting, here: Stage, reply: &Response) -> Then {
    let refusal: Refusal<'_> = replies::json(reply, "poll")?;
    match refusal.error.trim() {
        "slow_down" => Ok(Next::SlowDown(here, None)),
        "access_denied" => Err(Error::Denied),
        "expired_token" => Err(Error::Expired),
        "" if reply.status() == StatusCode::TOO_MANY_REQUESTS => Ok(Next::SlowDown(here, None)),
        "" if !matches!(reply.status().as_u16(), 200..=299 | 400) => {
            Ok(Next::Retry(here, replies::status_error(reply)))
        }
        "" | "authorization_pending" if waiting.has_moved => Ok(Next::Pending(here, None)),
        "" | "authorization_pending" => Ok(Next::Unchanged(None)),
        _ => Err(refusal.rejected(Advice::SEE_MESSAGE)),
    }
}

/// The host of a server.
fn host(server: &BaseUrl) -> String {
    let url = url::Url::parse(&server.join("")).ok();
    let host = url.as_ref().and_then(|url| url.host_str());
    host.unwrap_or_default().to_owned()
}
