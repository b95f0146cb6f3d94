//! The website's login: generate, poll, and if need be follow the ticket (spec 2).
//!
//! ```text
//! Start ──generate──▶ Wait ──poll──▶ Done            cookies with the answer or in its url
//!                     │ ▲ │
//!                     └─┘ └──────▶ Hop ──▶ Hop … ▶ Done    cookies on the way of the ticket
//! ```

use std::borrow::Cow;

use http::header::SET_COOKIE;
use serde::{Deserialize, Serialize};

use super::answer::{self, Answer, InsteadOfCredentials, State};
use super::web_cookies::{self, Hop};
use super::{INTERVAL, LIFETIME, PASSPORT, REQUIRED, TIMEOUT, as_page, check_code_url};
use crate::Listed;
use crate::credential::Parts;
use crate::provider::{Cx, Next, Policy, Provider};
use crate::{Call, Cookie, Error, QrCode, Response, Scanner, Secret, Settings, Warning};
use crate::{cookie, lenient, reply, request};

const POLL: &str = "https://passport.bilibili.com/x/passport-login/web/qrcode/poll?";

/// The login of `www.bilibili.com`. It has no settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Web {}

impl Web {
    /// The login.
    pub fn new() -> Self {
        Self::default()
    }
}

/// What the web login yields.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebCredential {
    /// All cookies set for `bilibili.com`, values unchanged; `SESSDATA`, `bili_jct` and
    /// `DedeUserID` are always among them, `DedeUserID__ckMd5` and `sid` as a rule.
    pub cookies: Vec<Cookie>,
    /// The web refresh token (`ac_time_value` in a browser's local storage), if the service gave
    /// one. Keep it with the cookies: it fits no others. Without it there is a
    /// [`Warning::MissingRefreshToken`].
    pub refresh_token: Option<Secret>,
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
}

/// Where the login stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// A code has to be generated.
    Start,
    /// The code is on show.
    Wait(Waiting),
    /// The login is confirmed, and the cookies are on the way of the ticket.
    Hop(Hop),
}

/// A code on show.
#[derive(Clone, Serialize, Deserialize)]
pub struct Waiting {
    /// Built once, with the key of the code in it.
    poll_url: Secret,
    /// The last inner code that the specification does not know, and its message.
    unknown: Option<(i64, String)>,
}

impl Waiting {
    /// What follows from a code other than 0, be it the inner one or the outer one.
    fn go_on(&self, code: i64, message: &str) -> Result<Next<Stage, WebCredential>, Error> {
        let mut waiting = self.clone();
        waiting.unknown = None;
        let scanner = match answer::state(code) {
            State::Waiting => None,
            State::Scanned => Some(Scanner::default()),
            State::Expired => return Err(Error::Expired),
            State::Refused => return Err(answer::rejected(code, message)),
            State::Unknown => {
                waiting.unknown = Some((code, message.to_owned()));
                None
            }
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

    fn request(&self, stage: &Stage, _: &Cx<'_>) -> Result<Call, Error> {
        let (name, url) = match stage {
            Stage::Start => (
                "generate",
                Cow::Owned(format!(
                    "{PASSPORT}/x/passport-login/web/qrcode/generate?source=main-fe-header"
                )),
            ),
            // A snapshot may come from anywhere.
            Stage::Wait(waiting) if waiting.poll_url.expose().starts_with(POLL) => {
                ("poll", Cow::Borrowed(waiting.poll_url.expose()))
            }
            Stage::Wait(_) => {
                return Err(Error::untrusted("another address than that of the poll"));
            }
            Stage::Hop(hop) => ("ticket", Cow::Owned(web_cookies::checked(hop)?)),
        };
        Ok(Call::new(name, as_page(request::get(&url)?), TIMEOUT))
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Cx<'_>,
    ) -> Result<Next<Stage, WebCredential>, Error> {
        match stage {
            Stage::Start => generated(reply, cx),
            Stage::Wait(waiting) => polled(waiting, reply, cx),
            Stage::Hop(hop) => match web_cookies::hopped(hop, reply, cx)? {
                Some(next) => Ok(Next::Go(Stage::Hop(next))),
                None => collected(hop, reply, cx),
            },
        }
    }

    fn policy(&self, _: &Stage) -> Policy {
        Policy::new(INTERVAL).retries(2).poll_returns_credentials()
    }

    fn expired_error(&self, stage: &Stage) -> Error {
        match stage {
            Stage::Wait(Waiting {
                unknown: Some((code, message)),
                ..
            }) => answer::rejected(*code, message),
            _ => Error::Expired,
        }
    }
}

impl Listed for Web {
    const SCAN_WITH: &'static str = super::SCAN_WITH;
    const YIELDS: &'static str = "cookies (SESSDATA, bili_jct, DedeUserID), refresh token";
    const COOKIES: bool = true;

    fn configure(_: &Settings) -> Result<Self, Error> {
        Ok(Self::new())
    }
}

fn generated(reply: &Response, cx: &Cx<'_>) -> Result<Next<Stage, WebCredential>, Error> {
    #[derive(Deserialize)]
    struct Generated<'a> {
        #[serde(borrow)]
        url: Cow<'a, str>,
        #[serde(borrow)]
        qrcode_key: Cow<'a, str>,
    }
    let data = match answer::open(reply, "generate")? {
        Answer::Data(data) => data,
        Answer::Busy(error) => return Ok(Next::Busy(Stage::Start, error)),
        Answer::Code(code, message) => return Err(answer::rejected(code, &message)),
    };
    let data: Generated<'_> = reply::parse(data, "generate")?;
    if data.qrcode_key.is_empty() {
        return Err(Error::malformed("generate: empty qrcode_key"));
    }
    check_code_url(&data.url)?;
    let payload = Secret::from(data.url.as_ref());
    let code = QrCode::new(payload, Web::SCAN_WITH, cx.now() + LIFETIME);
    let query = request::query([
        ("qrcode_key", data.qrcode_key.as_ref()),
        ("source", "main-fe-header"),
    ]);
    let poll_url = format!("{POLL}{query}");
    let waiting = Waiting {
        poll_url: poll_url.into(),
        unknown: None,
    };
    Ok(Next::Show(code, Stage::Wait(waiting)))
}

/// The answer to a poll. The login's state is the inner code; the outer one only tells whether the
/// call itself went well (spec 4.1).
fn polled(
    waiting: &Waiting,
    reply: &Response,
    cx: &Cx<'_>,
) -> Result<Next<Stage, WebCredential>, Error> {
    #[derive(Deserialize)]
    struct Polled<'a> {
        #[serde(deserialize_with = "lenient::integer")]
        code: i64,
        #[serde(borrow, default, deserialize_with = "lenient::text")]
        message: Cow<'a, str>,
        #[serde(borrow, default, deserialize_with = "lenient::text")]
        url: Cow<'a, str>,
        #[serde(borrow, default, deserialize_with = "lenient::text")]
        refresh_token: Cow<'a, str>,
    }
    let data = match answer::open(reply, "poll")? {
        Answer::Data(data) => data,
        Answer::Busy(error) => {
            return Ok(Next::Busy(Stage::Wait(waiting.clone()), error));
        }
        Answer::Code(code, message) => return waiting.go_on(code, &message),
    };
    let data: Polled<'_> = reply::parse(data, "poll")?;
    if data.code != 0 {
        return waiting.go_on(data.code, &data.message);
    }
    let refresh_token = Secret::from(data.refresh_token.as_ref());
    let hop = web_cookies::confirmed(reply, &data.url, refresh_token, cx);
    if web_cookies::is_complete(&hop.jar) {
        return finish(hop.jar, hop.refresh_token);
    }
    let instead = InsteadOfCredentials::read(reply);
    if let Some(refusal) = instead.proof() {
        return Err(refusal);
    }
    if data.url.is_empty() {
        return finish(hop.jar, hop.refresh_token).map_err(|error| instead.explain(error));
    }
    Ok(Next::Go(Stage::Hop(web_cookies::first_hop(hop)?)))
}

/// The last answer on the way of the ticket.
fn collected(
    hop: &Hop,
    reply: &Response,
    cx: &Cx<'_>,
) -> Result<Next<Stage, WebCredential>, Error> {
    let jar = web_cookies::collect(hop, reply, cx);
    match finish(jar, hop.refresh_token.clone()) {
        Err(missing) if says_nothing(reply) => Ok(Next::Retry(Stage::Hop(hop.clone()), missing)),
        finished => finished,
    }
}

/// An empty response without cookies: not from the service, so it is retried.
fn says_nothing(reply: &Response) -> bool {
    let leads_on = reply.status().is_redirection();
    !leads_on && reply.headers().get(SET_COOKIE).is_none() && reply.body().is_empty()
}

/// The credentials, if they are complete.
fn finish(
    cookies: Vec<Cookie>,
    refresh_token: Secret,
) -> Result<Next<Stage, WebCredential>, Error> {
    reply::missing(&REQUIRED.map(|name| (name, cookie::value(&cookies, name).is_some())))?;
    Ok(Next::Done(WebCredential {
        cookies,
        refresh_token: Some(refresh_token).filter(|token| !token.is_empty()),
    }))
}
