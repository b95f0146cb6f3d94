//! The tasks of the web login: the first call of a session as its check (spec 2.4), and the logout
//! (spec 2.7).

use std::borrow::Cow;

use http::header::{CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, REFERER};
use serde::{Deserialize, Serialize};

use super::web::{FILE_TRANSFER_APP, inverted};
use super::{WebCredential, hosts};
use crate::export::cookie_header;
use crate::provider::{Context, Next, Policy, Provider};
use crate::tasks::{Checked, LoggedOut, NoTask, Task};
use crate::toolkit::{json_lenient, reply, request};
use crate::{Advice, Call, Error, Request, Response};

const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(15);

/// The calls of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Session {
    credential: WebCredential,
}

impl Session {
    fn new(credential: &WebCredential) -> Self {
        Self {
            credential: credential.clone(),
        }
    }

    /// The address of a call. A snapshot may come from anywhere, so the host is checked.
    fn url(&self, call: &str, parameters: &[(&str, &str)]) -> Result<String, Error> {
        let host = self.credential.host.as_str();
        if !hosts::WEB.contains(&host) && !hosts::FILE_TRANSFER.contains(&host) {
            return Err(Error::untrusted(host));
        }
        let start = format!("https://{host}/cgi-bin/mmwebwx-bin/{call}?");
        Ok(request::with_query(&start, parameters))
    }

    /// With the cookies, the page that refers, and the app of the File Transfer hosts (spec 2.6).
    fn with_headers(&self, request: Request) -> Result<Request, Error> {
        let own = &self.credential;
        let mut cookies = HeaderValue::from_str(cookie_header(&own.cookies).expose())
            .map_err(|_| Error::malformed("the cookies cannot be sent"))?;
        cookies.set_sensitive(true);
        let page = HeaderValue::try_from(format!("https://{}/", own.host))
            .map_err(|_| Error::untrusted(&own.host))?;
        let request = request::with_header(request, COOKIE, cookies);
        let request = request::with_header(request, REFERER, page);
        if !hosts::FILE_TRANSFER.contains(&own.host.as_str()) {
            return Ok(request);
        }
        let name = HeaderName::from_static("mmweb_appid");
        let appid = HeaderValue::from_static(FILE_TRANSFER_APP);
        Ok(request::with_header(request, name, appid))
    }

    /// `webwxinit` (spec 2.4). The ticket is percent-encoded already.
    fn init(&self, cx: &Context<'_>) -> Result<Call, Error> {
        let own = &self.credential;
        let r = inverted(cx.now()).to_string();
        let url = format!(
            "{}&pass_ticket={}",
            self.url("webwxinit", &[("r", &r)])?,
            own.pass_ticket.expose()
        );
        let number = u128::from_be_bytes(cx.random("device")) % 1_000_000_000_000_000;
        let body = serde_json::json!({
            "BaseRequest": {
                "Uin": own.uin.to_string(),
                "Sid": own.sid,
                "Skey": own.skey,
                "DeviceID": format!("e{number:015}"),
            },
        });
        let request = request::post_json(&url, body.to_string())?;
        let json = HeaderValue::from_static("application/json;charset=UTF-8");
        let request = request::with_header(request, CONTENT_TYPE, json);
        let request = self.with_headers(request)?;
        Ok(Call::new("webwxinit", request, TIMEOUT).volatile(&["r", "DeviceID"]))
    }

    /// `webwxlogout`, as the page calls it: a form with `type=0` (spec 2.7).
    fn exit(&self) -> Result<Call, Error> {
        let own = &self.credential;
        let parameters = [
            ("redirect", "1"),
            ("type", "0"),
            ("skey", own.skey.expose()),
        ];
        let url = self.url("webwxlogout", &parameters)?;
        let uin = own.uin.to_string();
        let form = request::query([("sid", own.sid.expose()), ("uin", &uin)]);
        let request = self.with_headers(request::post_form(&url, form)?)?;
        Ok(Call::new("webwxlogout", request, TIMEOUT))
    }
}

/// The response to `webwxinit`: 0, or one of the results that a session is over (spec 3).
fn checked(reply: &Response, session: &Session) -> Result<Checked, Error> {
    #[derive(Deserialize)]
    struct Init<'a> {
        #[serde(borrow, rename = "BaseResponse")]
        base: Base<'a>,
    }
    #[derive(Deserialize)]
    struct Base<'a> {
        #[serde(rename = "Ret", deserialize_with = "json_lenient::integer")]
        ret: i64,
        #[serde(
            borrow,
            rename = "ErrMsg",
            default,
            deserialize_with = "json_lenient::text"
        )]
        message: Cow<'a, str>,
    }
    if reply::is_html(reply) || !reply.status().is_success() {
        return Err(reply::status_error(reply));
    }
    let Init { base }: Init<'_> = reply::json(reply, "webwxinit")?;
    match base.ret {
        0 => {
            let uin = session.credential.uin;
            Ok(Checked::valid(crate::Account::of_number(uin)))
        }
        ret @ 1100..=1102 => Ok(Checked::refused(ret, &base.message)),
        ret => Err(Error::rejected(ret, &base.message, Advice::SEE_MESSAGE)),
    }
}

/// Asks the service whether it accepts the session of a web login. It is the call that the page
/// begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebCheck(Session);

impl WebCheck {
    /// The check of these credentials.
    pub fn new(credential: &WebCredential) -> Self {
        Self(Session::new(credential))
    }
}

impl Provider for WebCheck {
    const ID: &'static str = "wechat-web.check";

    type Stage = ();
    type Credential = Checked;

    fn start(&self) {}

    fn request(&self, (): &(), cx: &Context<'_>) -> Result<Call, Error> {
        self.0.init(cx)
    }

    fn response(
        &self,
        (): &(),
        reply: &Response,
        _: &Context<'_>,
    ) -> Result<Next<(), Checked>, Error> {
        checked(reply, &self.0).map(Next::Done)
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

/// How often the logout is sent again while the session is still valid.
const MOST_REPEATS: u32 = 2;

/// Ends the session of a web login. The service's response to the logout does not say whether the
/// session has ended, so the session is checked before and after it: another server's response is
/// no logout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebLogout(Session);

impl WebLogout {
    /// The logout of these credentials.
    pub fn new(credential: &WebCredential) -> Self {
        Self(Session::new(credential))
    }
}

fn still_valid() -> Error {
    let message = "the session is still valid after the logout";
    Error::rejected("none", message, Advice::TRY_LATER)
}

/// Where the task stands.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub enum Stage {
    /// Whether there is a session.
    Before,
    /// Its end, which was requested so many times before.
    Exit(u32),
    /// Whether it is over.
    After(u32),
}

impl Provider for WebLogout {
    const ID: &'static str = "wechat-web.logout";

    type Stage = Stage;
    type Credential = LoggedOut;

    fn start(&self) -> Stage {
        Stage::Before
    }

    fn request(&self, stage: &Stage, cx: &Context<'_>) -> Result<Call, Error> {
        match stage {
            Stage::Before | Stage::After(_) => self.0.init(cx),
            Stage::Exit(_) => self.0.exit(),
        }
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        _: &Context<'_>,
    ) -> Result<Next<Stage, LoggedOut>, Error> {
        if let Stage::Exit(repeats) = stage {
            // 301 to a page, or 200. Neither says whether there was a session to end, and the page
            // behind the redirect does not either, so it is not fetched (spec 2.7).
            let status = reply.status();
            return match status.is_success() || status.is_redirection() {
                true => Ok(Next::Go(Stage::After(*repeats))),
                false => Err(reply::status_error(reply)),
            };
        }
        let is_valid = checked(reply, &self.0)?.is_valid();
        match (stage, is_valid) {
            (Stage::Before, true) => Ok(Next::Go(Stage::Exit(0))),
            (Stage::Before, false) => Ok(Next::Done(LoggedOut::Already)),
            (_, false) => Ok(Next::Done(LoggedOut::Now)),
            (Stage::After(repeats), true) if *repeats < MOST_REPEATS => {
                let again = Stage::Exit(repeats.saturating_add(1));
                Ok(Next::Retry(again, still_valid()))
            }
            // A repetition of the check would say the same.
            (_, true) => Err(still_valid()),
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
