//! The refresh of the web login's cookies (spec 6.2).
//!
//! ```text
//! Info ──refresh: false──▶ Done(NotDue)
//!  │ ▲
//!  │ └──404── Page ──refresh_csrf──▶ Exchange ──▶ Done(New)
//!  └──timestamp─▶┘
//! ```
//!
//! The old cookies stay valid until the confirmation, a task of its own for the new credentials:
//! so no crash and no lost response costs the login.

use std::time::Duration;

use http::StatusCode;
use http::uri::{Authority, PathAndQuery};
use serde::{Deserialize, Serialize};

use super::super::envelope::{self, Content};
use super::super::{HOST, REQUIRED, TIMEOUT, web_cookies};
use super::{calls, correspond};
use crate::provider::{Context, Next, Policy, Provider};
use crate::tasks::{NoTask, Refreshed, Task};
use crate::toolkit::{cookie, json_lenient, reply, request};
use crate::{Advice, Call, Error, Response, Secret, bilibili::WebCredential};

static SITE: Authority = Authority::from_static("www.bilibili.com");
static EXCHANGE: PathAndQuery = PathAndQuery::from_static("/x/passport-login/web/cookie/refresh");
const INFO: &str = "/x/passport-login/web/cookie/info?";
/// The page of an encrypted time, which follows.
const PAGE: &str = "/correspond/1/";
/// How far the caller's clock is set back where the service states no time: a time of the future is
/// refused (spec 6.2).
const CLOCK_MARGIN: Duration = Duration::from_secs(20);
/// How often another time is requested after a refused one.
const MOST_REFUSALS: u32 = 2;
/// The page's element with the `refresh_csrf`.
const ELEMENT: &str = "id=\"1-name\"";

/// Requests new cookies and a new refresh token for those of a web login.
///
/// The new credentials carry the old refresh token in
/// [`unconfirmed`](WebCredential::unconfirmed): save them first, then run [`WebConfirm`] for them.
/// Until that, the old ones stay valid.
///
/// [`WebConfirm`]: super::WebConfirm
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebRefresh {
    credential: WebCredential,
    force: bool,
    /// That of another key than the service's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    modulus: Option<String>,
}

impl WebRefresh {
    /// The refresh of these credentials, if the service says that it is due.
    ///
    /// # Errors
    /// [`NoTask::Lacks`] without a refresh token.
    pub fn new(credential: &WebCredential) -> Result<Self, NoTask> {
        let has_token = credential.refresh_token.as_ref();
        match has_token.is_some_and(|token| !token.is_empty()) {
            true => Ok(Self {
                credential: credential.clone(),
                force: false,
                modulus: None,
            }),
            false => Err(NoTask::Lacks("refresh_token")),
        }
    }

    /// The same, also if the service says that it is not due.
    #[must_use]
    pub fn force(mut self) -> Self {
        self.force = true;
        self
    }

    /// The same with the public key of this modulus, in hex, with the exponent 65537: for a
    /// simulated service, which cannot have the service's private key.
    ///
    /// # Errors
    /// [`Error::Setting`] for a text that is not that of a key.
    pub fn modulus(mut self, modulus: &str) -> Result<Self, Error> {
        correspond::key(modulus)?;
        self.modulus = Some(modulus.to_owned());
        Ok(self)
    }

    fn exchange(&self, refresh_csrf: &Secret) -> Result<Call, Error> {
        let old = &self.credential;
        let token = old.refresh_token.as_ref().map_or("", Secret::expose);
        let form = request::query([
            ("csrf", calls::csrf(&old.cookies)),
            ("refresh_csrf", refresh_csrf.expose()),
            ("source", "main_web"),
            ("refresh_token", token),
        ]);
        calls::post("refresh", &EXCHANGE, form, &old.cookies)
    }

    /// The new credentials, if they are complete.
    fn renewed(
        &self,
        data: &str,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<WebCredential, Error> {
        #[derive(Deserialize)]
        struct Data {
            #[serde(default, deserialize_with = "json_lenient::secret")]
            refresh_token: Secret,
        }
        let token = reply::parse_json::<Option<Data>>(data, "refresh")?;
        let token = token.map(|data| data.refresh_token).unwrap_or_default();
        let mut cookies = web_cookies::set_by_passport(reply, cx.now());
        let mut required = vec![("refresh_token", !token.is_empty())];
        required.extend(REQUIRED.map(|name| (name, cookie::value(&cookies, name).is_some())));
        reply::require(&required)?;
        let user = |cookies| cookie::value(cookies, "DedeUserID").map(Secret::expose);
        let old = &self.credential;
        if user(&cookies) != user(&old.cookies) {
            return Err(Error::malformed("refresh: the cookies of another account"));
        }
        // As in a browser, what the response does not replace stays.
        for cookie in &old.cookies {
            if cookie::value(&cookies, &cookie.name).is_none() {
                cookies.push(cookie.clone());
            }
        }
        Ok(WebCredential {
            cookies,
            refresh_token: Some(token),
            unconfirmed: old.refresh_token.clone(),
        })
    }
}

/// Where the task stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub enum Stage {
    /// Whether a refresh is due, and the service's time; after so many refusals of a time.
    Info(u32),
    /// The page for this time, in ms.
    Page(u64, u32),
    /// The new cookies for this `refresh_csrf`.
    Exchange(Secret),
}

impl Provider for WebRefresh {
    const ID: &'static str = "bilibili-web.refresh";

    type Stage = Stage;
    type Credential = Refreshed<WebCredential>;

    fn start(&self) -> Stage {
        Stage::Info(0)
    }

    fn request(&self, stage: &Stage, cx: &Context<'_>) -> Result<Call, Error> {
        let cookies = &self.credential.cookies;
        match stage {
            Stage::Info(_) => {
                let target = request::with_query(INFO, &[("csrf", calls::csrf(cookies))]);
                let request = request::get_at(&HOST, target, calls::headers(cookies)?)?;
                Ok(Call::new("cookie-info", request, TIMEOUT))
            }
            Stage::Page(time, _) => {
                let path = correspond::path(self.modulus.as_deref(), *time, cx)?;
                let target = format!("{PAGE}{path}");
                let request = request::get_at(&SITE, target, calls::headers(cookies)?)?;
                Ok(Call::new("correspond", request, TIMEOUT).volatile(&[PAGE]))
            }
            Stage::Exchange(refresh_csrf) => self.exchange(refresh_csrf),
        }
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, Self::Credential>, Error> {
        match stage {
            Stage::Info(refused) => match envelope::open(reply, "cookie-info")? {
                Content::Data(data) => self.informed(data, *refused, cx),
                Content::Busy(error) => Ok(Next::Busy(stage.clone(), error)),
                Content::Code(code, message) => Err(calls::refused(code, &message)),
            },
            Stage::Page(_, refused) => page(reply, *refused),
            Stage::Exchange(_) => match envelope::open(reply, "refresh")? {
                Content::Data(data) => {
                    let new = self.renewed(data, reply, cx)?;
                    Ok(Next::Done(Refreshed::New(new)))
                }
                Content::Busy(error) => Ok(Next::Busy(stage.clone(), error)),
                Content::Code(code, message) => Err(calls::refused(code, &message)),
            },
        }
    }

    fn policy(&self, stage: &Stage) -> Policy {
        match stage {
            // Whether a token can be exchanged twice is not known. The old credentials hold, so
            // that a later refresh can begin anew.
            Stage::Exchange(_) => Policy::default().spends(),
            _ => Policy::default(),
        }
    }
}

impl WebRefresh {
    /// The data of the first response.
    fn informed(
        &self,
        data: &str,
        refused: u32,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, Refreshed<WebCredential>>, Error> {
        #[derive(Deserialize)]
        struct Info {
            refresh: bool,
            #[serde(default, deserialize_with = "json_lenient::number")]
            timestamp: Option<u64>,
        }
        let info: Info = reply::parse_json(data, "cookie-info")?;
        if !info.refresh && !self.force {
            return Ok(Next::Done(Refreshed::NotDue));
        }
        let theirs = info.timestamp.filter(|time| *time != 0);
        let margin = u64::try_from(CLOCK_MARGIN.as_millis()).unwrap_or_default();
        let ours = || cx.now().as_millis().saturating_sub(margin);
        Ok(Next::Go(Stage::Page(theirs.unwrap_or_else(ours), refused)))
    }
}

/// The page with the `refresh_csrf`.
fn page(reply: &Response, refused: u32) -> Result<Next<Stage, Refreshed<WebCredential>>, Error> {
    let status = reply.status();
    if status == StatusCode::NOT_FOUND {
        // The time was refused (spec 6.2); the next attempt asks for it again.
        let error = Error::rejected(
            404,
            "the time of the request was refused",
            Advice::TRY_LATER,
        );
        return match refused < MOST_REFUSALS {
            true => Ok(Next::Retry(Stage::Info(refused.saturating_add(1)), error)),
            false => Err(error),
        };
    }
    if !status.is_success() {
        return Err(reply::status_error(reply));
    }
    let text = reply::text(reply, "correspond")?;
    match element(text) {
        Some(refresh_csrf) => Ok(Next::Go(Stage::Exchange(refresh_csrf.into()))),
        None => Err(Error::malformed("correspond: no refresh_csrf in the page")),
    }
}

/// The text of the element with the `refresh_csrf`.
fn element(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once(ELEMENT)?;
    let (_, rest) = rest.split_once('>')?;
    let (text, _) = rest.split_once('<')?;
    let text = text.trim();
    let is_token = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_token.then_some(text)
}

impl Task for WebRefresh {
    type Of = WebCredential;

    fn of(credential: WebCredential) -> Result<Self, NoTask> {
        Self::new(&credential)
    }

    fn forced(self) -> Self {
        self.force()
    }
}
