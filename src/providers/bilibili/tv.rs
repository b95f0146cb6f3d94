//! The TV app's login: signed requests, state in the outer code, credentials in the body (spec 3).

use std::borrow::Cow;

use http::uri::PathAndQuery;
use serde::{Deserialize, Serialize};

use super::envelope::{self, Content, InsteadOfCredentials};
use super::sign::signed_form;
use super::waiting::{self, POLICY, UnknownCode};
use super::{HOST, TIMEOUT, TvCredential};
use crate::Listed;
use crate::provider::{Context, Next, Policy, Provider};
use crate::toolkit::digits::Decimal;
use crate::toolkit::{reply, request};
use crate::{Call, Error, Response, Secret};
use crate::{SettingInfo, Settings};

/// The key of the TV app: the same for every user.
pub(crate) const APPKEY: &str = "4409e2ce8ffd12b8";

static AUTH_CODE: PathAndQuery = PathAndQuery::from_static("/x/passport-tv-login/qrcode/auth_code");
static POLL: PathAndQuery = PathAndQuery::from_static("/x/passport-tv-login/qrcode/poll");

/// An app's identifier and its signing secret. They name an application, not a user. A service can
/// withdraw a pair, so it is a parameter.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPair {
    /// The `appkey`.
    pub appkey: String,
    /// The `appsec`.
    pub appsec: Secret,
    /// The `mobi_app` to send along, if any; it must fit the key.
    pub mobi_app: Option<String>,
}

impl KeyPair {
    /// A pair of one's own.
    pub fn new(appkey: impl Into<String>, appsec: impl Into<Secret>) -> Self {
        Self {
            appkey: appkey.into(),
            appsec: appsec.into(),
            mobi_app: None,
        }
    }

    /// The pair of the TV app (`android_tv_yst`), used by most programs: the default.
    pub fn tv() -> Self {
        Self {
            appkey: APPKEY.to_owned(),
            appsec: "59b43e04ad6965f34319062b478f83dd".into(),
            mobi_app: None,
        }
    }

    /// The pair of the document's examples (`android_bilithings`).
    pub fn things() -> Self {
        Self {
            appkey: "8d23902c1688a798".to_owned(),
            appsec: "710f0212e62bd499b8d3ac6e1db9302a".into(),
            mobi_app: Some("android_bilithings".to_owned()),
        }
    }
}

/// The login of the TV app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tv {
    keys: KeyPair,
}

impl Default for Tv {
    fn default() -> Self {
        Self::new()
    }
}

impl Tv {
    /// The login with [`KeyPair::tv`].
    pub fn new() -> Self {
        Self::with_keys(KeyPair::tv())
    }

    /// The login with this key pair. The tokens can be refreshed with the same pair only.
    pub fn with_keys(keys: KeyPair) -> Self {
        Self { keys }
    }

    fn call(
        &self,
        name: &'static str,
        path: &PathAndQuery,
        extra: Option<(&str, &str)>,
        cx: &Context<'_>,
    ) -> Result<Call, Error> {
        let ts = Decimal::from(cx.now().as_secs());
        let mut parameters = [
            ("appkey", self.keys.appkey.as_str()),
            ("local_id", "0"),
            ("ts", ts.as_str()),
            extra.unwrap_or_default(),
        ];
        let count = if extra.is_some() { 4 } else { 3 };
        let (parameters, _) = parameters.split_at_mut(count);
        let form = signed_form(parameters, &self.keys.appsec);
        let request = request::post_form_at(&HOST, path, form, request::FORM_HEADERS.clone())?;
        Ok(Call::new(name, request, TIMEOUT).volatile(&["ts", "sign"]))
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
}

/// A code that is shown.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Waiting {
    auth_code: Secret,
    #[serde(default, skip_serializing_if = "UnknownCode::is_none")]
    unknown: UnknownCode,
}

impl Provider for Tv {
    const ID: &'static str = "bilibili-tv";

    type Stage = Stage;
    type Credential = TvCredential;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, cx: &Context<'_>) -> Result<Call, Error> {
        match stage {
            Stage::Start => {
                let mobi_app = self.keys.mobi_app.as_deref();
                let mobi_app = mobi_app.map(|app| ("mobi_app", app));
                self.call("auth_code", &AUTH_CODE, mobi_app, cx)
            }
            Stage::Wait(waiting) => {
                let code = ("auth_code", waiting.auth_code.expose());
                self.call("poll", &POLL, Some(code), cx)
            }
        }
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, TvCredential>, Error> {
        match stage {
            Stage::Start => {
                waiting::start(reply, "auth_code", Stage::Start, |data| started(data, cx))
            }
            Stage::Wait(waiting) => self.polled(waiting, reply, cx),
        }
    }

    fn policy(&self, _: &Stage) -> Policy {
        POLICY
    }

    fn expired_error(&self, stage: &Stage) -> Error {
        match stage {
            Stage::Wait(waiting) => waiting.unknown.expired_error(),
            _ => Error::Expired,
        }
    }
}

impl Listed for Tv {
    const SCAN_WITH: &'static str = super::SCAN_WITH;
    const YIELDS: &'static str = "access and refresh token, cookies";
    const COOKIES: bool = true;
    const SETTINGS: &'static [SettingInfo] = &[
        SettingInfo::text("appkey", APPKEY, "the app's key"),
        SettingInfo::text(
            "appsec",
            "the default key's",
            "the secret that signs for `appkey`; both or neither",
        ),
        SettingInfo::text("mobi_app", "not sent", "the app's name; must fit the key"),
    ];

    fn configure(settings: &Settings) -> Result<Self, Error> {
        let mut keys = match (settings.get("appkey"), settings.get("appsec")) {
            (None, None) => KeyPair::tv(),
            (Some(appkey), Some(appsec)) if !appkey.is_empty() && !appsec.is_empty() => {
                KeyPair::new(appkey, appsec)
            }
            _ => {
                return Err(Error::setting(
                    "appkey",
                    "give `appkey` and `appsec` together",
                ));
            }
        };
        keys.mobi_app = settings.get("mobi_app").map(str::to_owned);
        Ok(Self::with_keys(keys))
    }
}

fn started(data: &str, cx: &Context<'_>) -> Result<Next<Stage, TvCredential>, Error> {
    #[derive(Deserialize)]
    struct Started<'a> {
        #[serde(borrow)]
        url: Cow<'a, str>,
        #[serde(borrow)]
        auth_code: Cow<'a, str>,
    }
    let data: Started<'_> = reply::parse_json(data, "auth_code")?;
    if data.auth_code.is_empty() {
        return Err(Error::malformed("auth_code: empty auth_code"));
    }
    let code = waiting::qr_code(&data.url, cx)?;
    let waiting = Waiting {
        auth_code: data.auth_code.as_ref().into(),
        unknown: UnknownCode::default(),
    };
    Ok(Next::Show(code, Stage::Wait(waiting)))
}

impl Tv {
    /// The response to a poll. `data` is `null` in every state but success, so it is read for
    /// success alone (spec 4.2).
    fn polled(
        &self,
        waiting: &Waiting,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, TvCredential>, Error> {
        let (code, message) = match envelope::open(reply, "poll")? {
            Content::Data(data) => {
                return TvCredential::read(data, &self.keys.appkey, cx)
                    .map(Next::Done)
                    .map_err(|error| InsteadOfCredentials::read(reply).explain(error));
            }
            Content::Busy(error) => {
                return Ok(Next::Busy(Stage::Wait(waiting.clone()), error));
            }
            Content::Code(code, message) => (code, message),
        };
        let (scanner, unknown) = UnknownCode::read(code, &message)?;
        if unknown == waiting.unknown {
            return Ok(Next::Unchanged(scanner));
        }
        let waiting = Waiting {
            unknown,
            ..waiting.clone()
        };
        Ok(Next::Pending(Stage::Wait(waiting), scanner))
    }
}
