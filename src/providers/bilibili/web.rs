//! The website's login: generate, poll, and where necessary follow the ticket (spec 2).
//!
//! ```text
//! Start ──generate──▶ Wait ──poll──▶ Done      cookies of the response or in its url
//!                     │ ▲ │
//!                     └─┘ └──▶ Redirect ──▶ Redirect … ──▶ Done    cookies of the redirects
//! ```

use std::borrow::Cow;
use std::sync::LazyLock;

use http::header::{HeaderMap, HeaderValue, ORIGIN, REFERER, SET_COOKIE};
use http::uri::PathAndQuery;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::envelope::{self, Content, InsteadOfCredentials, State};
use super::waiting::{self, POLICY, UnknownCode};
use super::web_cookies::{self, Confirmed, Redirect};
use super::{HOST, REQUIRED, TIMEOUT, fingerprints};
use crate::Listed;
use crate::provider::{Context, Next, Policy, Provider};
use crate::registry::Parts;
use crate::toolkit::once::Once;
use crate::toolkit::{cookie, json_lenient, reply, request};
use crate::{Account, Call, Cookie, Error, Response, Scanner, Secret, Warning};
use crate::{SettingInfo, Settings};

const GENERATE: &str = "/x/passport-login/web/qrcode/generate?source=main-fe-header";
const POLL: &str = "/x/passport-login/web/qrcode/poll?";
/// What the website's pages send; requests without meet the firewall (spec 2.3).
pub(super) static AS_PAGE: LazyLock<HeaderMap> = LazyLock::new(|| {
    let page = HeaderValue::from_static("https://www.bilibili.com/");
    let origin = HeaderValue::from_static("https://www.bilibili.com");
    request::headers([(REFERER, page), (ORIGIN, origin)])
});

/// The login of `www.bilibili.com`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Web {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    buvid: bool,
}

impl Web {
    /// The login.
    pub fn new() -> Self {
        Self::default()
    }

    /// Also requests the cookies `buvid3` and `buvid4` after the login: pages of the website
    /// refuse requests without them. If that call fails, the credentials come without.
    #[must_use]
    pub fn with_buvid(mut self) -> Self {
        self.buvid = true;
        self
    }

    /// The next step of the login, with the request for the extra cookies before its end.
    fn then(&self, next: Next<Stage, WebCredential>) -> Next<Stage, WebCredential> {
        match next {
            Next::Done(credential) if self.buvid => Next::Go(Stage::Fingerprints(credential)),
            next => next,
        }
    }
}

/// What the web login yields.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebCredential {
    /// All cookies set for `bilibili.com`, values unchanged; `SESSDATA`, `bili_jct` and
    /// `DedeUserID` are always among them, usually `DedeUserID__ckMd5` and `sid`.
    pub cookies: Vec<Cookie>,
    /// The web refresh token (`ac_time_value` in a browser's local storage), if the service gave
    /// one. Keep it with the cookies: it fits no others. Without it there is a
    /// [`Warning::MissingRefreshToken`].
    pub refresh_token: Option<Secret>,
    /// The refresh token before the last refresh, until that is confirmed by [`WebConfirm`]: so
    /// long the service keeps the old cookies valid.
    ///
    /// [`WebConfirm`]: super::WebConfirm
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unconfirmed: Option<Secret>,
}

impl WebCredential {
    /// A cookie's value by its name, such as `SESSDATA`.
    pub fn cookie(&self, name: &str) -> Option<&Secret> {
        cookie::value(&self.cookies, name)
    }
}

impl Parts for WebCredential {
    fn cookies(&self) -> Vec<Cookie> {
        self.cookies.clone()
    }

    fn warnings(&self) -> Vec<Warning> {
        let is_missing = self.refresh_token.is_none();
        let missing = is_missing.then_some(Warning::MissingRefreshToken);
        missing.into_iter().collect()
    }

    fn account(&self) -> Option<Account> {
        Account::new(self.cookie("DedeUserID")?.clone())
    }
}

/// Where the login stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub enum Stage {
    /// A code has to be generated.
    Start,
    /// The code is shown.
    Wait(Waiting),
    /// The login is confirmed; the redirects of the ticket set the cookies.
    #[serde(rename = "hop")]
    Redirect(Redirect),
    /// The credentials are complete; the extra cookies are next.
    Fingerprints(WebCredential),
}

/// A code that is shown.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Waiting {
    key: Secret,
    /// What polls request.
    #[serde(skip)]
    target: Once<PathAndQuery>,
    #[serde(default, skip_serializing_if = "UnknownCode::is_none")]
    unknown: UnknownCode,
}

impl Waiting {
    /// What follows from a code other than 0, be it the inner one or the outer one.
    fn go_on(&self, code: i64, message: &str) -> Result<Next<Stage, WebCredential>, Error> {
        let (scanner, unknown) = UnknownCode::read(code, message)?;
        if unknown == self.unknown {
            return Ok(Next::Unchanged(scanner));
        }
        let waiting = Self {
            unknown,
            ..self.clone()
        };
        Ok(Next::Pending(Stage::Wait(waiting), scanner))
    }
}

impl Provider for Web {
    const ID: &'static str = "bilibili-web";

    type Stage = Stage;
    type Credential = WebCredential;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, _: &Context<'_>) -> Result<Call, Error> {
        let (name, request) = match stage {
            Stage::Start => (
                "generate",
                request::get_at(&HOST, GENERATE, AS_PAGE.clone())?,
            ),
            Stage::Wait(waiting) => {
                let parameters = [
                    ("qrcode_key", waiting.key.expose()),
                    ("source", "main-fe-header"),
                ];
                let target = || request::target(request::with_query(POLL, &parameters));
                let target = waiting.target.get(target)?;
                ("poll", request::get_at(&HOST, target, AS_PAGE.clone())?)
            }
            Stage::Redirect(redirect) => {
                let mut request = request::get(&web_cookies::checked(redirect)?)?;
                request.headers_mut().clone_from(&AS_PAGE);
                ("ticket", request)
            }
            Stage::Fingerprints(_) => return fingerprints::call(),
        };
        Ok(Call::new(name, request, TIMEOUT))
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, WebCredential>, Error> {
        match stage {
            Stage::Start => {
                waiting::start(reply, "generate", Stage::Start, |data| generated(data, cx))
            }
            Stage::Wait(waiting) => polled(waiting, reply, cx).map(|next| self.then(next)),
            Stage::Redirect(redirect) => match web_cookies::follow(redirect, reply, cx)? {
                Some(next) => Ok(Next::Go(Stage::Redirect(next))),
                None => collected(redirect, reply, cx).map(|next| self.then(next)),
            },
            Stage::Fingerprints(credential) => {
                fingerprints::added(credential.clone(), reply).map(Next::Done)
            }
        }
    }

    fn policy(&self, stage: &Stage) -> Policy {
        match stage {
            // The credentials do not wait for what is not part of them.
            Stage::Fingerprints(_) => POLICY.once(),
            _ => POLICY,
        }
    }

    fn fallback(&self, stage: &Stage, _: &Error) -> Option<Next<Stage, WebCredential>> {
        match stage {
            Stage::Fingerprints(credential) => Some(Next::Done(credential.clone())),
            _ => None,
        }
    }

    fn expired_error(&self, stage: &Stage) -> Error {
        match stage {
            Stage::Wait(waiting) => waiting.unknown.expired_error(),
            _ => Error::Expired,
        }
    }
}

impl Listed for Web {
    const SCAN_WITH: &'static str = super::SCAN_WITH;
    const YIELDS: &'static str = "cookies (SESSDATA, bili_jct, DedeUserID), refresh token";
    const COOKIES: bool = true;
    const SETTINGS: &'static [SettingInfo] = &[SettingInfo::one_of(
        "buvid",
        &["true", "false"],
        "false",
        "also get the cookies buvid3 and buvid4, which pages of the website want",
    )];

    fn configure(settings: &Settings) -> Result<Self, Error> {
        let buvid = settings.flag("buvid")?;
        Ok(Self { buvid })
    }
}

fn generated(data: &str, cx: &Context<'_>) -> Result<Next<Stage, WebCredential>, Error> {
    #[derive(Deserialize)]
    struct Generated<'a> {
        #[serde(borrow)]
        url: Cow<'a, str>,
        #[serde(borrow)]
        qrcode_key: Cow<'a, str>,
    }
    let data: Generated<'_> = reply::parse_json(data, "generate")?;
    if data.qrcode_key.is_empty() {
        return Err(Error::malformed("generate: empty qrcode_key"));
    }
    let code = waiting::qr_code(&data.url, cx)?;
    let waiting = Waiting {
        key: data.qrcode_key.as_ref().into(),
        target: Once::default(),
        unknown: UnknownCode::default(),
    };
    Ok(Next::Show(code, Stage::Wait(waiting)))
}

/// The response to a poll. The login's state is the inner code; the outer one only says whether the
/// call itself succeeded (spec 4.1).
fn polled(
    waiting: &Waiting,
    reply: &Response,
    cx: &Context<'_>,
) -> Result<Next<Stage, WebCredential>, Error> {
    #[derive(Deserialize)]
    struct Polled<'a> {
        #[serde(deserialize_with = "json_lenient::integer")]
        code: i64,
        #[serde(borrow, default, deserialize_with = "json_lenient::text")]
        message: Cow<'a, str>,
        #[serde(borrow, default, deserialize_with = "json_lenient::text")]
        url: Cow<'a, str>,
        #[serde(borrow, default, deserialize_with = "json_lenient::text")]
        refresh_token: Cow<'a, str>,
    }
    if waiting.unknown == UnknownCode::default()
        && let Some(scanner) = not_confirmed(reply)
    {
        return Ok(Next::Unchanged(scanner));
    }
    let data = match envelope::open(reply, "poll")? {
        Content::Data(data) => data,
        Content::Busy(error) => {
            return Ok(Next::Busy(Stage::Wait(waiting.clone()), error));
        }
        Content::Code(code, message) => return waiting.go_on(code, &message),
    };
    let data: Polled<'_> = reply::parse_json(data, "poll")?;
    if data.code != 0 {
        return waiting.go_on(data.code, &data.message);
    }
    let refresh_token = Secret::from(data.refresh_token.as_ref());
    let jar = match web_cookies::confirmed(reply, &data.url, cx) {
        Confirmed::Complete(jar) => return finish(jar, refresh_token),
        Confirmed::Partial(jar) => jar,
    };
    let instead = InsteadOfCredentials::read(reply);
    if let Some(refusal) = instead.verification() {
        return Err(refusal);
    }
    if data.url.is_empty() {
        return finish(jar, refresh_token).map_err(|error| instead.explain(error));
    }
    let redirect = Redirect::first(&data.url, jar, refresh_token)?;
    Ok(Next::Go(Stage::Redirect(redirect)))
}

/// Whether the response only says "waiting" or "scanned", as nearly all do; the latter with the
/// scanner. Read in one pass, without the texts.
fn not_confirmed(reply: &Response) -> Option<Option<Scanner>> {
    #[derive(Deserialize)]
    struct Envelope {
        code: i64,
        data: Data,
    }
    #[derive(Deserialize)]
    struct Data {
        code: i64,
        v_voucher: Option<IgnoredAny>,
    }
    let text = reply::text(reply, "poll").ok();
    let text = text.filter(|_| reply.status().is_success() && reply::is_json_object(reply))?;
    let Envelope { code: 0, data } = serde_json::from_str(text).ok()? else {
        return None;
    };
    match envelope::state(data.code) {
        _ if data.v_voucher.is_some() => None,
        State::Waiting => Some(None),
        State::Scanned => Some(Some(Scanner::default())),
        _ => None,
    }
}

/// The last response to the requests of the ticket.
fn collected(
    redirect: &Redirect,
    reply: &Response,
    cx: &Context<'_>,
) -> Result<Next<Stage, WebCredential>, Error> {
    let jar = web_cookies::collect(redirect, reply, cx);
    match finish(jar, redirect.refresh_token.clone()) {
        Err(missing) if is_empty(reply) => {
            Ok(Next::Retry(Stage::Redirect(redirect.clone()), missing))
        }
        finished => finished,
    }
}

/// An empty response without cookies: not from the service, so it is retried.
fn is_empty(reply: &Response) -> bool {
    let redirects = reply.status().is_redirection();
    !redirects && reply.headers().get(SET_COOKIE).is_none() && reply.body().is_empty()
}

/// The credentials, if they are complete.
fn finish(
    cookies: Vec<Cookie>,
    refresh_token: Secret,
) -> Result<Next<Stage, WebCredential>, Error> {
    reply::require(&REQUIRED.map(|name| (name, cookie::value(&cookies, name).is_some())))?;
    Ok(Next::Done(WebCredential {
        cookies,
        refresh_token: Some(refresh_token).filter(|token| !token.is_empty()),
        unconfirmed: None,
    }))
}
