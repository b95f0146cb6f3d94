//! The TV app's login: signed requests, state in the outer code, credentials in the body (spec 3).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::answer::{self, Answer, InsteadOfCredentials, State};
use super::sign::signed_form;
use super::{INTERVAL, LIFETIME, PASSPORT, TIMEOUT, TvCredential, check_code_url};
use crate::Listed;
use crate::provider::{Cx, Next, Policy, Provider};
use crate::settings::{SettingInfo, Settings};
use crate::{Call, Error, QrCode, Response, Scanner, Secret};
use crate::{reply, request};

/// The number of the television's app: the same for every person.
const APPKEY: &str = "4409e2ce8ffd12b8";

/// An app's identifier and its signing secret. They name an application, not a person; whether the
/// service goes on accepting a pair is not known, so it is a parameter.
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
        path: &str,
        extra: Option<(&str, &str)>,
        cx: &Cx<'_>,
    ) -> Result<Call, Error> {
        let ts = cx.now().as_secs().to_string();
        let mut parameters = vec![
            ("appkey", self.keys.appkey.as_str()),
            ("local_id", "0"),
            ("ts", &ts),
        ];
        parameters.extend(extra);
        let form = signed_form(&mut parameters, &self.keys.appsec);
        let request = request::post_form(&format!("{PASSPORT}{path}"), form)?;
        Ok(Call::new(name, request, TIMEOUT).volatile(&["ts", "sign"]))
    }
}

/// Where the login stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// A code has to be asked for.
    Start,
    /// The code is on show.
    Wait(Waiting),
}

/// A code on show.
#[derive(Clone, Serialize, Deserialize)]
pub struct Waiting {
    auth_code: Secret,
    /// The last code that the specification does not know, and its message.
    unknown: Option<(i64, String)>,
}

impl Provider for Tv {
    const ID: &'static str = "bilibili-tv";

    type Stage = Stage;
    type Credential = TvCredential;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, cx: &Cx<'_>) -> Result<Call, Error> {
        match stage {
            Stage::Start => {
                let path = "/x/passport-tv-login/qrcode/auth_code";
                let mobi_app = self.keys.mobi_app.as_deref();
                self.call("auth_code", path, mobi_app.map(|app| ("mobi_app", app)), cx)
            }
            Stage::Wait(waiting) => {
                let path = "/x/passport-tv-login/qrcode/poll";
                let code = ("auth_code", waiting.auth_code.expose());
                self.call("poll", path, Some(code), cx)
            }
        }
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Cx<'_>,
    ) -> Result<Next<Stage, TvCredential>, Error> {
        match stage {
            Stage::Start => started(reply, cx),
            Stage::Wait(waiting) => self.polled(waiting, reply, cx),
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

fn started(reply: &Response, cx: &Cx<'_>) -> Result<Next<Stage, TvCredential>, Error> {
    #[derive(Deserialize)]
    struct Started<'a> {
        #[serde(borrow)]
        url: Cow<'a, str>,
        #[serde(borrow)]
        auth_code: Cow<'a, str>,
    }
    let data = match answer::open(reply, "auth_code")? {
        Answer::Data(data) => data,
        Answer::Busy(error) => return Ok(Next::Busy(Stage::Start, error)),
        Answer::Code(code, message) => {
            return Err(answer::rejected(code, &message));
        }
    };
    let data: Started<'_> = reply::parse(data, "auth_code")?;
    if data.auth_code.is_empty() {
        return Err(Error::malformed("auth_code: empty auth_code"));
    }
    check_code_url(&data.url)?;
    let payload = Secret::from(data.url.as_ref());
    let code = QrCode::new(payload, Tv::SCAN_WITH, cx.now() + LIFETIME);
    let waiting = Waiting {
        auth_code: data.auth_code.as_ref().into(),
        unknown: None,
    };
    Ok(Next::Show(code, Stage::Wait(waiting)))
}

impl Tv {
    /// The answer to a poll. `data` is `null` in every state but success, so it is not touched
    /// before (spec 4.2).
    fn polled(
        &self,
        waiting: &Waiting,
        reply: &Response,
        cx: &Cx<'_>,
    ) -> Result<Next<Stage, TvCredential>, Error> {
        let (code, message) = match answer::open(reply, "poll")? {
            Answer::Data(data) => {
                return TvCredential::read(data, &self.keys.appkey, cx)
                    .map(Next::Done)
                    .map_err(|error| InsteadOfCredentials::read(reply).explain(error));
            }
            Answer::Busy(error) => {
                return Ok(Next::Busy(Stage::Wait(waiting.clone()), error));
            }
            Answer::Code(code, message) => (code, message),
        };
        let mut waiting = waiting.clone();
        waiting.unknown = None;
        let scanner = match answer::state(code) {
            State::Waiting => None,
            State::Scanned => Some(Scanner::default()),
            State::Expired => return Err(Error::Expired),
            State::Refused => return Err(answer::rejected(code, &message)),
            State::Unknown => {
                waiting.unknown = Some((code, message.into_owned()));
                None
            }
        };
        Ok(Next::Pending(Stage::Wait(waiting), scanner))
    }
}
