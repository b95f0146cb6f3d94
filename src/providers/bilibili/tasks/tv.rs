//! The tasks of the TV login: signed calls of the app (spec 6.3).

use http::uri::PathAndQuery;
use serde::{Deserialize, Serialize};

use super::super::envelope::{self, Content};
use super::super::sign::signed_form;
use super::super::{HOST, KeyPair, TIMEOUT};
use super::calls::{NOT_LOGGED_IN, refused};
use crate::provider::{Context, Next, Policy, Provider};
use crate::tasks::{Checked, NoTask, Refreshed, Task};
use crate::toolkit::digits::Decimal;
use crate::toolkit::{json_lenient, reply, request};
use crate::{Account, Call, Error, Response, bilibili::TvCredential};

const INFO: &str = "/x/passport-login/oauth2/info";
static REFRESH: PathAndQuery = PathAndQuery::from_static("/x/passport-login/oauth2/refresh_token");

/// What both tasks need: the credentials, and the key pair of their login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Signed {
    credential: TvCredential,
    keys: KeyPair,
}

impl Signed {
    /// With the key pair of the login, if it is one that the crate knows.
    fn new(credential: TvCredential) -> Result<Self, NoTask> {
        let known = [KeyPair::tv(), KeyPair::things()];
        let keys = known
            .into_iter()
            .find(|keys| keys.appkey == credential.appkey);
        let keys = keys.ok_or(NoTask::Lacks("appsec"))?;
        Ok(Self { credential, keys })
    }

    /// With this key pair, which must be that of the login.
    fn with_keys(credential: &TvCredential, keys: KeyPair) -> Result<Self, Error> {
        if keys.appkey != credential.appkey {
            let problem = "is not the one of the login, and the tokens work with no other";
            return Err(Error::setting("appkey", problem));
        }
        let credential = credential.clone();
        Ok(Self { credential, keys })
    }

    fn form(&self, extra: Option<(&str, &str)>, cx: &Context<'_>) -> String {
        let ts = Decimal::from(cx.now().as_secs());
        let mut parameters = vec![
            ("access_key", self.credential.access_token.expose()),
            ("actionKey", "appkey"),
            ("appkey", self.keys.appkey.as_str()),
            ("ts", ts.as_str()),
        ];
        parameters.extend(extra);
        signed_form(&mut parameters, &self.keys.appsec)
    }

    fn info(&self, cx: &Context<'_>) -> Result<Call, Error> {
        let target = format!("{INFO}?{}", self.form(None, cx));
        let request = request::get_at(&HOST, target, request::headers([]))?;
        Ok(Call::new("token-info", request, TIMEOUT).volatile(&["ts", "sign"]))
    }

    fn refresh(&self, cx: &Context<'_>) -> Result<Call, Error> {
        let token = ("refresh_token", self.credential.refresh_token.expose());
        let form = self.form(Some(token), cx);
        let request = request::post_form_at(&HOST, &REFRESH, form, request::FORM_HEADERS.clone())?;
        Ok(Call::new("refresh-token", request, TIMEOUT).volatile(&["ts", "sign"]))
    }
}

/// What the service says of an access token.
#[derive(Deserialize)]
struct Info {
    #[serde(default, deserialize_with = "json_lenient::number")]
    mid: Option<u64>,
    #[serde(default)]
    refresh: bool,
}

/// Asks the service whether it accepts the access token of a TV login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TvCheck(Signed);

impl TvCheck {
    /// The check of these credentials.
    ///
    /// # Errors
    /// [`NoTask::Lacks`] if the key pair of the login is none that the crate knows.
    pub fn new(credential: &TvCredential) -> Result<Self, NoTask> {
        Signed::new(credential.clone()).map(Self)
    }

    /// The check with the key pair of the login.
    ///
    /// # Errors
    /// [`Error::Setting`] for another pair.
    pub fn with_keys(credential: &TvCredential, keys: KeyPair) -> Result<Self, Error> {
        Signed::with_keys(credential, keys).map(Self)
    }
}

impl Provider for TvCheck {
    const ID: &'static str = "bilibili-tv.check";

    type Stage = ();
    type Credential = Checked;

    fn start(&self) {}

    fn request(&self, (): &(), cx: &Context<'_>) -> Result<Call, Error> {
        self.0.info(cx)
    }

    fn response(
        &self,
        (): &(),
        reply: &Response,
        _: &Context<'_>,
    ) -> Result<Next<(), Checked>, Error> {
        match envelope::open(reply, "token-info")? {
            Content::Data(data) => {
                let info: Info = reply::parse_json(data, "token-info")?;
                let mid = info.mid.filter(|mid| *mid != 0);
                let mid = mid.ok_or_else(|| Error::malformed("token-info: no mid"))?;
                Ok(Next::Done(Checked::valid(Account::of_number(mid))))
            }
            Content::Busy(error) => Ok(Next::Busy((), error)),
            Content::Code(code @ NOT_LOGGED_IN, message) => {
                Ok(Next::Done(Checked::refused(code, &message)))
            }
            Content::Code(code, message) => Err(refused(code, &message)),
        }
    }

    fn policy(&self, (): &()) -> Policy {
        Policy::default()
    }
}

impl Task for TvCheck {
    type Of = TvCredential;

    fn of(credential: TvCredential) -> Result<Self, NoTask> {
        Self::new(&credential)
    }
}

/// Requests new tokens and cookies for those of a TV login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TvRefresh {
    signed: Signed,
    force: bool,
}

impl TvRefresh {
    /// The refresh of these credentials, if the service says that it is due.
    ///
    /// # Errors
    /// [`NoTask::Lacks`] if the key pair of the login is none that the crate knows.
    pub fn new(credential: &TvCredential) -> Result<Self, NoTask> {
        Signed::new(credential.clone()).map(|signed| Self {
            signed,
            force: false,
        })
    }

    /// The refresh with the key pair of the login.
    ///
    /// # Errors
    /// [`Error::Setting`] for another pair.
    pub fn with_keys(credential: &TvCredential, keys: KeyPair) -> Result<Self, Error> {
        Signed::with_keys(credential, keys).map(|signed| Self {
            signed,
            force: false,
        })
    }

    /// The same, also if the service says that it is not due.
    #[must_use]
    pub fn force(mut self) -> Self {
        self.force = true;
        self
    }
}

/// Where the task stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub enum Stage {
    /// Whether a refresh is due.
    Info,
    /// The new tokens.
    Exchange,
}

impl Provider for TvRefresh {
    const ID: &'static str = "bilibili-tv.refresh";

    type Stage = Stage;
    type Credential = Refreshed<TvCredential>;

    fn start(&self) -> Stage {
        match self.force {
            true => Stage::Exchange,
            false => Stage::Info,
        }
    }

    fn request(&self, stage: &Stage, cx: &Context<'_>) -> Result<Call, Error> {
        match stage {
            Stage::Info => self.signed.info(cx),
            Stage::Exchange => self.signed.refresh(cx),
        }
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, Self::Credential>, Error> {
        let (data, is_info) = match (stage, envelope::open(reply, "refresh")?) {
            (Stage::Info, Content::Data(data)) => (data, true),
            (Stage::Exchange, Content::Data(data)) => (data, false),
            (_, Content::Busy(error)) => return Ok(Next::Busy(stage.clone(), error)),
            (_, Content::Code(code, message)) => return Err(refused(code, &message)),
        };
        if is_info {
            let info: Info = reply::parse_json(data, "token-info")?;
            return Ok(match info.refresh {
                true => Next::Go(Stage::Exchange),
                false => Next::Done(Refreshed::NotDue),
            });
        }
        let old = &self.signed.credential;
        let new = TvCredential::read(data, &old.appkey, cx)?;
        match new.mid == old.mid {
            true => Ok(Next::Done(Refreshed::New(new))),
            false => Err(Error::malformed("refresh: the tokens of another account")),
        }
    }

    fn policy(&self, stage: &Stage) -> Policy {
        match stage {
            // The response may have been lost after it ended the old tokens.
            Stage::Exchange => Policy::default().spends(),
            Stage::Info => Policy::default(),
        }
    }
}

impl Task for TvRefresh {
    type Of = TvCredential;

    fn of(credential: TvCredential) -> Result<Self, NoTask> {
        Self::new(&credential)
    }

    fn forced(self) -> Self {
        self.force()
    }
}
