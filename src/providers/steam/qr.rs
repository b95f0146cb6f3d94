//! The login: begin, poll, and what the platform needs besides (spec 2 to 6).
//!
//! ```text
//! Start ──begin──▶ Wait ──poll──▶ Finalize ──▶ Transfer ──▶ Transfer … ──▶ Done    web
//!                  │ ▲ │                                                          client, mobile
//!                  └─┘ ├──▶ Done               the response has an access token
//!             rotation └──▶ Access ──▶ Done    it has none
//! ```

use std::borrow::Cow;
use std::sync::LazyLock;

use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, ORIGIN, REFERER};
use http::uri::{Authority, PathAndQuery};
use serde::{Deserialize, Serialize};

use super::cookies::{self, Finalized, Transfers};
use super::envelope::{self, Content, Meaning};
use super::poll::{self, POLL, Polled, Tokens, Waiting};
use super::{Platform, QrCredential, SCAN_WITH, TIMEOUT, hosts};
use crate::Listed;
use crate::provider::{Context, Next, Policy, Provider};
use crate::toolkit::digits::push_hex;
use crate::toolkit::{json_lenient, reply, request};
use crate::{Call, Error, Request, Response, Secret};
use crate::{SettingInfo, Settings};

static BEGIN: PathAndQuery =
    PathAndQuery::from_static("/IAuthenticationService/BeginAuthSessionViaQR/v1/");
static ACCESS: PathAndQuery =
    PathAndQuery::from_static("/IAuthenticationService/GenerateAccessTokenForApp/v1/");
static FINALIZE: PathAndQuery = PathAndQuery::from_static("/jwt/finalizelogin");
/// Where a browser would go on after the login (spec 6.1).
const HOME: &str = "https://steamcommunity.com/login/home/?goto=";
const DEVICE: &str = "qrlogin";
/// The longest name of a device that is sent.
const LONGEST_NAME: usize = 100;

/// What the web sites' pages send (spec 1.1).
static AS_PAGE: LazyLock<HeaderMap> = LazyLock::new(|| {
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    let page = HeaderValue::from_static("https://steamcommunity.com/");
    let origin = HeaderValue::from_static("https://steamcommunity.com");
    request::headers([(CONTENT_TYPE, form), (REFERER, page), (ORIGIN, origin)])
});

/// Steam's login by QR code.
///
/// The service replaces the code about every 30 s: [`QrCode::rotated`](crate::QrCode::rotated) is
/// set on the new one, which is no renewal. An old code cannot be scanned any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    platform: Platform,
    device_name: String,
}

impl Default for Qr {
    fn default() -> Self {
        Self::new()
    }
}

impl Qr {
    /// The login at the web sites, as a device named `qrlogin`.
    pub fn new() -> Self {
        Self {
            platform: Platform::default(),
            device_name: DEVICE.to_owned(),
        }
    }

    /// The login for this platform.
    #[must_use]
    pub fn platform(mut self, platform: Platform) -> Self {
        self.platform = platform;
        self
    }

    /// The login as a device of this name, which the phone and the account's list of devices show.
    ///
    /// # Errors
    /// [`Error::Setting`] for a name that is blank, longer than 100 characters or holds control
    /// characters.
    pub fn device_name(mut self, name: &str) -> Result<Self, Error> {
        let name = name.trim();
        if name.is_empty() {
            return Err(Error::setting("device_name", "must not be blank"));
        }
        if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            let problem = "must be at most 100 characters, without control characters";
            return Err(Error::setting("device_name", problem));
        }
        self.device_name = name.to_owned();
        Ok(self)
    }

    fn headers(&self) -> HeaderMap {
        match self.platform {
            Platform::Web => AS_PAGE.clone(),
            _ => request::FORM_HEADERS.clone(),
        }
    }

    fn post(&self, host: &Authority, path: &PathAndQuery, form: String) -> Result<Request, Error> {
        request::post_form_at(host, path, form, self.headers())
    }

    fn begin_form(&self) -> String {
        request::query([
            ("device_friendly_name", self.device_name.as_str()),
            ("platform_type", self.platform.number()),
        ])
    }

    /// What follows from the tokens of a confirmed login.
    fn confirmed(&self, tokens: Tokens) -> Result<Next<Stage, QrCredential>, Error> {
        match (self.platform, &tokens.access_token) {
            (Platform::Web, _) => Ok(Next::Go(Stage::Finalize(tokens))),
            (_, None) => Ok(Next::Go(Stage::Access(tokens))),
            (_, Some(access_token)) => {
                let access_token = access_token.clone();
                self.done(tokens, access_token)
            }
        }
    }

    fn done(
        &self,
        tokens: Tokens,
        access_token: Secret,
    ) -> Result<Next<Stage, QrCredential>, Error> {
        let credential = QrCredential::with_access(tokens, self.platform, access_token);
        let missing = || Error::incomplete(["access_token"]);
        credential.map(Next::Done).ok_or_else(missing)
    }

    /// The response to the request for an access token (spec 6.3).
    fn accessed(
        &self,
        tokens: &Tokens,
        reply: &Response,
    ) -> Result<Next<Stage, QrCredential>, Error> {
        #[derive(Deserialize)]
        struct Access<'a> {
            #[serde(borrow, default, deserialize_with = "json_lenient::text")]
            access_token: Cow<'a, str>,
            #[serde(borrow, default, deserialize_with = "json_lenient::text")]
            refresh_token: Cow<'a, str>,
        }
        let again = || Stage::Access(tokens.clone());
        let data = match envelope::open(reply, "access")? {
            Content::Data(data) => data,
            Content::Result(failed) => return after_failure(failed.meaning(), again),
        };
        let access: Access<'_> = reply::parse_json(data, "access")?;
        reply::require(&[("access_token", !access.access_token.is_empty())])?;
        let mut tokens = tokens.clone();
        if !access.refresh_token.is_empty() {
            tokens.refresh_token = access.refresh_token.as_ref().into();
        }
        self.done(tokens, access.access_token.as_ref().into())
    }
}

/// Where the login stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub enum Stage {
    /// A code has to be requested.
    Start,
    /// The code is shown.
    Wait(Waiting),
    /// The tokens are there; the list of transfers is next.
    Finalize(Tokens),
    /// A site's cookie is next.
    Transfer(Transfers),
    /// The access token is next.
    Access(Tokens),
}

impl Provider for Qr {
    const ID: &'static str = "steam";

    type Stage = Stage;
    type Credential = QrCredential;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, cx: &Context<'_>) -> Result<Call, Error> {
        let (name, request) = match stage {
            Stage::Start => ("begin", self.post(&hosts::API, &BEGIN, self.begin_form())?),
            Stage::Wait(waiting) => ("poll", self.post(&hosts::API, &POLL, waiting.form())?),
            Stage::Finalize(tokens) => {
                let mut session_id = String::with_capacity(24);
                let random = cx.random("sessionid");
                push_hex(
                    &mut session_id,
                    random.first_chunk::<12>().unwrap_or(&[0; 12]),
                );
                let form = request::query([
                    ("nonce", tokens.refresh_token.expose()),
                    ("sessionid", &session_id),
                    ("redir", HOME),
                ]);
                // It depends on the seed.
                let volatile = &["sessionid"];
                let request = self.post(&hosts::LOGIN, &FINALIZE, form)?;
                return Ok(Call::new("finalize", request, TIMEOUT).volatile(volatile));
            }
            Stage::Transfer(transfers) => {
                let (url, form) = transfers.request()?;
                let mut request = request::post_form(url.as_str(), form)?;
                request.headers_mut().clone_from(&AS_PAGE);
                ("transfer", request)
            }
            Stage::Access(tokens) => {
                let form = request::query([
                    ("refresh_token", tokens.refresh_token.expose()),
                    ("steamid", tokens.steam_id.expose()),
                ]);
                ("access", self.post(&hosts::API, &ACCESS, form)?)
            }
        };
        Ok(Call::new(name, request, TIMEOUT))
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, QrCredential>, Error> {
        match stage {
            Stage::Start => match envelope::open(reply, "begin")? {
                Content::Data(data) => poll::started(data, Stage::Wait, cx),
                Content::Result(failed) => after_failure(failed.meaning(), || Stage::Start),
            },
            Stage::Wait(waiting) => match waiting.polled(reply, cx)? {
                Polled::Unchanged(scanner) => Ok(Next::Unchanged(scanner)),
                Polled::Waiting(next, scanner) => Ok(Next::Pending(Stage::Wait(next), scanner)),
                Polled::Rotated(code, next) => Ok(Next::Show(code, Stage::Wait(next))),
                Polled::Busy(error) => Ok(Next::Busy(stage.clone(), error)),
                Polled::TryAgain(error) => Ok(Next::Retry(stage.clone(), error)),
                Polled::Confirmed(tokens) => self.confirmed(tokens),
            },
            Stage::Finalize(tokens) => match cookies::finalized(tokens, reply)? {
                Finalized::Transfers(transfers) => Ok(Next::Go(Stage::Transfer(transfers))),
                Finalized::Busy(error) => Ok(Next::Busy(stage.clone(), error)),
                Finalized::TryAgain(error) => Ok(Next::Retry(stage.clone(), error)),
            },
            Stage::Transfer(transfers) => match transfers.after(reply, cx) {
                Ok(rest) => Ok(after_transfer(rest)),
                // Without a reason of the site it is not the site's own response.
                Err(error @ Error::Incomplete { .. }) => Ok(Next::Retry(stage.clone(), error)),
                Err(error) => Err(error),
            },
            Stage::Access(tokens) => self.accessed(tokens, reply),
        }
    }

    fn policy(&self, stage: &Stage) -> Policy {
        match stage {
            // The result is in a header (spec 1.2).
            Stage::Wait(waiting) => Policy::new(waiting.interval())
                .poll_returns_credentials()
                .reads_headers(),
            _ => Policy::default(),
        }
    }

    /// A site that fails does not end the login, unless it was the last hope.
    fn fallback(&self, stage: &Stage, _: &Error) -> Option<Next<Stage, QrCredential>> {
        match stage {
            Stage::Transfer(transfers) => transfers.skipped().map(after_transfer),
            _ => None,
        }
    }
}

fn after_transfer(transfers: Transfers) -> Next<Stage, QrCredential> {
    if !transfers.is_finished() {
        return Next::Go(Stage::Transfer(transfers));
    }
    let (tokens, collected) = transfers.finish();
    Next::Done(QrCredential::of_web(tokens, collected))
}

fn after_failure(
    meaning: Meaning,
    stage: impl FnOnce() -> Stage,
) -> Result<Next<Stage, QrCredential>, Error> {
    match meaning {
        Meaning::Busy(error) => Ok(Next::Busy(stage(), error)),
        Meaning::TryAgain(error) => Ok(Next::Retry(stage(), error)),
        Meaning::Refused(error) => Err(error),
    }
}

impl Listed for Qr {
    const SCAN_WITH: &'static str = SCAN_WITH;
    const YIELDS: &'static str = "cookies (steamLoginSecure of each site), refresh token";
    const COOKIES: bool = true;
    const SETTINGS: &'static [SettingInfo] = &[
        SettingInfo::one_of(
            "platform",
            &Platform::NAMES,
            "web",
            "what the tokens are for: the web sites, the desktop client or the mobile app",
        ),
        SettingInfo::text("device_name", DEVICE, "name of this device on the phone"),
    ];

    fn configure(settings: &Settings) -> Result<Self, Error> {
        let platform = Platform::named(settings.get("platform"));
        let names = Platform::NAMES.join(", ");
        let unknown = || Error::setting("platform", format!("must be one of {names}"));
        let qr = Self::new().platform(platform.ok_or_else(unknown)?);
        match settings.get("device_name") {
            Some(name) => qr.device_name(name),
            None => Ok(qr),
        }
    }
}
