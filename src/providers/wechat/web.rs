//! The web login: request a uuid, poll, exchange (spec 2 and 6).
//!
//! ```text
//! Start ──jslogin──▶ Wait ──poll──▶ Exchange ──redirect_uri──▶ Done
//!                    │ ▲ │
//!                    └─┘ └──▶ Expired, Denied
//! ```

use std::sync::LazyLock;
use std::time::Duration;

use http::header::{HeaderMap, HeaderName, HeaderValue, REFERER};
use http::uri::Authority;
use serde::{Deserialize, Serialize};

use super::script::{JsLogin, Poll, ScriptError};
use super::settings::{self, Mode, Web};
use super::{WebCredential, exchange, hosts};
use crate::Listed;
use crate::Timestamp;
use crate::provider::{Context, Next, Policy, Provider};
use crate::toolkit::digits::Decimal;
use crate::toolkit::request::with_header;
use crate::toolkit::{reply, request};
use crate::{Advice, Call, Error, QrCode, Request, Response, Scanner, Secret};
use crate::{SettingInfo, Settings};

/// How long a code is valid (spec 6).
const LIFETIME: Duration = Duration::from_secs(300);
/// The pause between two polls; the service itself holds each for about 25 s (spec 2.3).
const INTERVAL: Duration = Duration::from_millis(500);
/// How many replies without a code in a row are taken for damage in transit.
const MOST_WITHOUT_CODE: u8 = 2;

/// The identifier of the web client: the same for every user.
const APPID: &str = "wx782c26e4c19acffb";
/// The one of the File Transfer app (spec 2.6).
pub(super) const FILE_TRANSFER_APP: &str = "wx_webfilehelper";

/// The page host unless another one is requested.
const DEFAULT_HOST: &str = "wx.qq.com";
static DEFAULT_LOGIN_HOST: Authority = Authority::from_static("login.wx.qq.com");
/// The headers of the requests with that host.
static HEADERS: LazyLock<HeaderMap> = LazyLock::new(|| {
    let page = HeaderValue::from_static("https://wx.qq.com/");
    request::headers([(REFERER, page)])
});

/// Where the login stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub enum Stage {
    /// A uuid has to be requested.
    Start,
    /// The code is shown.
    Wait(Waiting),
    /// The login is confirmed: the address of the credentials, without our own parameters.
    Exchange(Secret),
}

/// A code that is shown.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Waiting {
    uuid: Secret,
    /// Whether any poll got a reply.
    answered: bool,
    /// How many responses in a row set no code.
    without_code: u8,
}

impl Provider for Web {
    const ID: &'static str = "wechat-web";

    type Stage = Stage;
    type Credential = WebCredential;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, cx: &Context<'_>) -> Result<Call, Error> {
        match stage {
            Stage::Start => self.jslogin(cx),
            Stage::Wait(waiting) => self.poll(waiting, cx),
            Stage::Exchange(redirect_uri) => self.exchange(redirect_uri.expose()),
        }
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, WebCredential>, Error> {
        match stage {
            Stage::Start => begun(reply, cx),
            Stage::Wait(waiting) => polled(waiting, reply),
            Stage::Exchange(redirect_uri) => {
                if reply.status().is_client_error() {
                    return Err(reply::status_error(reply));
                }
                let answer = exchange::read(reply)?;
                let host = hosts::check_redirect(redirect_uri.expose())?;
                WebCredential::collect(host, answer, reply, cx).map(Next::Done)
            }
        }
    }

    fn policy(&self, stage: &Stage) -> Policy {
        // No limit between scan and confirmation is known (spec 6); the service ends it.
        let policy = Policy::new(INTERVAL).retries(5).time_after_scan(LIFETIME);
        match stage {
            Stage::Wait(_) => policy.long_poll(),
            _ => policy,
        }
    }
}

impl Listed for Web {
    const SCAN_WITH: &'static str = "WeChat";
    const YIELDS: &'static str = "wxuin, wxsid, skey, pass_ticket, cookies, host";
    const COOKIES: bool = true;
    const SETTINGS: &'static [SettingInfo] = settings::SETTINGS;

    fn configure(settings: &Settings) -> Result<Self, Error> {
        settings::configure(settings)
    }
}

impl Web {
    fn appid(&self) -> &'static str {
        match self.mode {
            Mode::Web | Mode::Desktop => APPID,
            Mode::FileTransfer => FILE_TRANSFER_APP,
        }
    }

    /// Requests a uuid (spec 2.1).
    fn jslogin(&self, cx: &Context<'_>) -> Result<Call, Error> {
        let page = format!("https://{}{}", self.host, hosts::LOGIN_PAGE);
        let redirect_uri = match self.mode {
            Mode::Web => page,
            Mode::Desktop => page + "?mod=desktop",
            // The official form is encoded twice (spec 2.6).
            Mode::FileTransfer => {
                url::form_urlencoded::byte_serialize(page.as_bytes()).collect::<String>()
            }
        };
        let query = request::query([
            ("appid", self.appid()),
            ("redirect_uri", &redirect_uri),
            ("fun", "new"),
            ("lang", &self.lang),
            ("_", &cx.now().as_millis().to_string()),
        ]);
        let url = format!("https://{}/jslogin?{query}", hosts::of(&self.host).login);
        self.get("jslogin", &url, Duration::from_secs(10))
    }

    /// Polls whether the code was scanned or confirmed (spec 2.3).
    ///
    /// `tip=1` has the state reported as it is now, `tip=0` only what changes; with `tip=1` alone
    /// the reply about a scanned code would come at once, every time. So it is for the first poll,
    /// and for one after a failure that may have lost a change.
    fn poll(&self, waiting: &Waiting, cx: &Context<'_>) -> Result<Call, Error> {
        let lost = cx.attempt() > 0;
        let tip = if !waiting.answered || lost { "1" } else { "0" };
        let r = Decimal::from(inverted(cx.now()));
        let ms = Decimal::from(cx.now().as_millis());
        let parameters = [
            ("loginicon", "true"),
            ("uuid", waiting.uuid.expose()),
            ("tip", tip),
            ("r", r.as_str()),
            ("_", ms.as_str()),
            ("appid", self.appid()),
        ];
        let count = match self.mode {
            Mode::FileTransfer => 6,
            Mode::Web | Mode::Desktop => 5,
        };
        let (parameters, _) = parameters.split_at(count);
        let target = request::with_query("/cgi-bin/mmwebwx-bin/login?", parameters);
        let host = match self.host.as_str() {
            DEFAULT_HOST => DEFAULT_LOGIN_HOST.clone(),
            other => Authority::from_static(hosts::of(other).login),
        };
        let request = request::get_at(&host, target, self.headers()?)?;
        Ok(call("poll", request, Duration::from_secs(40)))
    }

    /// Fetches the credentials (spec 2.4).
    fn exchange(&self, redirect_uri: &str) -> Result<Call, Error> {
        hosts::check_redirect(redirect_uri)?;
        let redirect_uri = redirect_uri.split('#').next().unwrap_or_default();
        let start = if redirect_uri.contains('?') { '&' } else { '?' };
        let url = format!("{redirect_uri}{start}fun=new&version=v2");
        let mut call = self.get("exchange", &url, Duration::from_secs(15))?;
        if self.mode == Mode::FileTransfer {
            let name = HeaderName::from_static("mmweb_appid");
            let appid = HeaderValue::from_static(self.appid());
            call.request = with_header(call.request, name, appid);
        }
        if let Some(headers) = &self.headers {
            call.request = headers.apply(call.request)?;
        }
        Ok(call)
    }

    fn get(&self, name: &'static str, url: &str, timeout: Duration) -> Result<Call, Error> {
        let mut request = request::get(url)?;
        *request.headers_mut() = self.headers()?;
        Ok(call(name, request, timeout))
    }

    /// The headers of every request: the page host refers.
    fn headers(&self) -> Result<HeaderMap, Error> {
        let mut headers = HEADERS.clone();
        if self.host != DEFAULT_HOST {
            let page = HeaderValue::try_from(format!("https://{}/", self.host))
                .map_err(|_| Error::setting("host", "is no host"))?;
            headers.insert(REFERER, page);
        }
        Ok(headers)
    }
}

fn call(name: &'static str, request: Request, timeout: Duration) -> Call {
    Call::new(name, request, timeout).volatile(&["_", "r"])
}

/// The page's `~new Date`: the bitwise NOT of the clock in ms, which JavaScript cuts to 32 bits
/// first.
pub(super) fn inverted(now: Timestamp) -> i32 {
    !(now.as_millis() as i32)
}

fn begun(reply: &Response, cx: &Context<'_>) -> Result<Next<Stage, WebCredential>, Error> {
    if reply.status().is_redirection() {
        return Ok(Next::Retry(Stage::Start, reply::status_error(reply)));
    }
    check_status("jslogin", reply)?;
    match JsLogin::read(reply.body()).map_err(|error| unreadable("jslogin", error, reply))? {
        JsLogin::Uuid(uuid) => {
            let payload = format!("https://login.weixin.qq.com/l/{uuid}");
            let image = format!("https://login.weixin.qq.com/qrcode/{uuid}");
            let mut code = QrCode::new(payload.into(), Web::SCAN_WITH, cx.now() + LIFETIME);
            code.image_url = Some(image.into());
            Ok(Next::Show(
                code,
                Stage::Wait(Waiting {
                    uuid: uuid.as_ref().into(),
                    answered: false,
                    without_code: 0,
                }),
            ))
        }
        JsLogin::Refused { code: 0, .. } => Err(Error::malformed("jslogin: no code")),
        JsLogin::Refused { code, error } => {
            let error = Error::rejected(code, &error, Advice::TRY_LATER);
            Ok(Next::Retry(Stage::Start, error))
        }
    }
}

fn polled(waiting: &Waiting, reply: &Response) -> Result<Next<Stage, WebCredential>, Error> {
    if reply.status().is_redirection() {
        let stage = Stage::Wait(waiting.clone());
        return Ok(Next::Retry(stage, reply::status_error(reply)));
    }
    check_status("poll", reply)?;
    let answer = Poll::read(reply.body()).map_err(|error| unreadable("poll", error, reply))?;
    if waiting.answered && waiting.without_code == 0 && answer == Poll::Waiting {
        return Ok(Next::Unchanged(None));
    }
    let mut waiting = waiting.clone();
    waiting.answered = true;
    let in_a_row = std::mem::take(&mut waiting.without_code);
    match answer {
        // Also while a scanned code waits for the tap, and after a cancel on the phone (spec 3).
        Poll::Waiting => Ok(Next::Pending(Stage::Wait(waiting), None)),
        Poll::Scanned { avatar } => Ok(Next::Pending(
            Stage::Wait(waiting),
            Some(Scanner::new(avatar.and_then(|avatar| avatar.decode()))),
        )),
        Poll::Confirmed { redirect_uri } => {
            hosts::check_redirect(&redirect_uri)?;
            Ok(Next::Go(Stage::Exchange(redirect_uri.as_ref().into())))
        }
        // The page takes it for an expired uuid (spec 3), but it may be a single reply that was
        // cut.
        Poll::NoCode if in_a_row < MOST_WITHOUT_CODE => {
            waiting.without_code = in_a_row + 1;
            let error = Error::malformed("poll: no code");
            Ok(Next::Retry(Stage::Wait(waiting), error))
        }
        Poll::Dead | Poll::NoCode => Err(Error::Expired),
        Poll::Cancelled => Err(Error::Denied),
        // It may be the beginning of a known one: `window.code=40` of a `400` that was cut.
        Poll::Unknown(code) => {
            let error = Error::rejected(code, "", Advice::REPORT_CHANGE);
            Ok(Next::Retry(Stage::Wait(waiting), error))
        }
    }
}

/// Refuses a response that is no script, by its status.
fn check_status(call: &str, reply: &Response) -> Result<(), Error> {
    let status = reply.status();
    if reply.status().is_client_error() {
        return Err(reply::status_error(reply));
    }
    if !status.is_success() {
        let status = status.as_u16();
        return Err(Error::malformed(format!("{call}: HTTP status {status}")));
    }
    Ok(())
}

fn unreadable(call: &str, error: ScriptError, reply: &Response) -> Error {
    match error {
        ScriptError::Html => reply::status_error(reply),
        error => Error::malformed(format!("{call}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_login_host_is_that_of_the_table() {
        assert_eq!(DEFAULT_LOGIN_HOST, hosts::of(DEFAULT_HOST).login);
    }

    /// The vectors of spec 9; the first is from a capture.
    #[test]
    fn r_is_the_inverted_clock_cut_to_32_bits() {
        for (ms, r) in [
            (1_551_166_567_746, -683_373_891),
            (0, -1),
            (2_147_483_647, -2_147_483_648),
            (2_147_483_648, 2_147_483_647),
            (4_294_967_295, 0),
            (4_294_967_296, -1),
            (1_700_000_000_000, 807_049_215),
            (1_649_926_568_000, -659_126_337),
        ] {
            assert_eq!(inverted(Timestamp::from_millis(ms)), r, "{ms}");
        }
    }
}
