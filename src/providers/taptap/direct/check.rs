//! The checks: of the game's session token where there is one (spec 2.9), else of TapTap's token by
//! the profile (spec 2.8).

use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::calls;
use super::clock::ServerClock;
use super::stage::Stage as LoginStage;
use super::{App, Direct, DirectCredential, Goal, leancloud};
use crate::provider::{Context, Next, Policy, Provider};
use crate::providers::taptap::upstream::CloudRefusal;
use crate::providers::taptap::{PhiApiCredential, Region};
use crate::tasks::{Checked, NoTask, Task};
use crate::toolkit::reply;
use crate::{Account, Call, Error, Response, Secret};

/// The check of a session token at the game's LeanCloud.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Session {
    app: App,
    token: Secret,
    account: Option<Account>,
}

/// How the app is named in the request: by a signature, or by the key itself if that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub enum Signed {
    /// By a signature.
    Signature,
    /// By the key.
    Key,
}

impl Session {
    fn new(region: Region, token: &Secret, account: Option<Account>) -> Self {
        Self {
            app: App::phigros(region),
            token: token.clone(),
            account,
        }
    }

    /// The same in the other region.
    fn elsewhere(&self) -> Self {
        let other = match self.app.region {
            Region::China => Region::International,
            Region::International => Region::China,
        };
        Self {
            app: App::phigros(other),
            ..self.clone()
        }
    }

    fn request(&self, signed: Signed, cx: &Context<'_>) -> Result<Call, Error> {
        calls::me(&self.app, &self.token, signed == Signed::Key, cx.now())
    }

    fn response(&self, signed: Signed, reply: &Response) -> Result<Next<Signed, Checked>, Error> {
        #[derive(Deserialize)]
        struct User {
            #[serde(rename = "objectId")]
            _object_id: String,
        }
        let status = reply.status();
        if status == StatusCode::UNAUTHORIZED && signed == Signed::Signature {
            return Ok(Next::Go(Signed::Key));
        }
        if let Some(refusal) = leancloud::refusal(reply) {
            let is_of_session =
                refusal.code == CloudRefusal::NO_SUCH_USER || status == StatusCode::FORBIDDEN;
            return match is_of_session {
                true => Ok(Next::Done(Checked::refused(refusal.code, &refusal.text))),
                false => Err(refusal.error()),
            };
        }
        if !status.is_success() || reply::is_html(reply) {
            return Err(reply::status_error(reply));
        }
        let _: User = reply::json(reply, "me")?;
        Ok(Next::Done(Checked::valid(self.account.clone())))
    }
}

/// Asks whether the game still accepts the session token of a login, or, without one, whether
/// TapTap accepts the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectCheck {
    credential: DirectCredential,
    login: Direct,
}

/// Where the task stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub enum Stage {
    /// The check of the session token.
    Session(Signed),
    /// The check of TapTap's token.
    Token(Box<LoginStage>),
}

impl DirectCheck {
    /// The check of these credentials, which are of the game Phigros.
    ///
    /// # Errors
    /// [`NoTask::Lacks`] if the token cannot sign.
    pub fn new(credential: &DirectCredential) -> Result<Self, NoTask> {
        let login = Direct::new(credential.region, Goal::Profile);
        login
            .tokens(credential.token.clone(), ServerClock::default())
            .map_err(|_| NoTask::Lacks("token"))?;
        Ok(Self {
            credential: credential.clone(),
            login,
        })
    }

    fn session(&self) -> Option<Session> {
        let own = &self.credential;
        let account = own.profile.as_ref().and_then(|profile| profile.account());
        let token = own.session_token.as_ref()?;
        Some(Session::new(own.region, token, account))
    }
}

impl Provider for DirectCheck {
    const ID: &'static str = "taptap.check";

    type Stage = Stage;
    type Credential = Checked;

    fn start(&self) -> Stage {
        let token = self.credential.token.clone();
        match self.login.tokens(token, ServerClock::default()) {
            Ok(tokens) if self.credential.session_token.is_none() => {
                Stage::Token(Box::new(LoginStage::Profile(tokens)))
            }
            _ => Stage::Session(Signed::Signature),
        }
    }

    fn request(&self, stage: &Stage, cx: &Context<'_>) -> Result<Call, Error> {
        match (stage, self.session()) {
            (Stage::Token(stage), _) => self.login.request(stage, cx),
            (Stage::Session(signed), Some(session)) => session.request(*signed, cx),
            (Stage::Session(_), None) => Err(Error::setting("session_token", "is required")),
        }
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, Checked>, Error> {
        match (stage, self.session()) {
            (Stage::Session(signed), Some(session)) => {
                Ok(session.response(*signed, reply)?.at(Stage::Session))
            }
            (Stage::Session(_), None) => Err(Error::setting("session_token", "is required")),
            (Stage::Token(stage), _) => match self.login.response(stage, reply, cx) {
                Err(Error::Rejected { code, message, .. }) if code == "access_denied" => {
                    Ok(Next::Done(Checked::refused(code, &message)))
                }
                next => Ok(next?
                    .at(|stage| Stage::Token(Box::new(stage)))
                    .map(|credential| {
                        let profile = credential.profile;
                        Checked::valid(profile.and_then(|profile| profile.account()))
                    })),
            },
        }
    }

    fn policy(&self, _: &Stage) -> Policy {
        Policy::default()
    }

    fn is_transient(&self, stage: &Stage, reply: &Response) -> bool {
        match stage {
            Stage::Token(stage) => self.login.is_transient(stage, reply),
            Stage::Session(_) => is_overload(reply),
        }
    }
}

fn is_overload(reply: &Response) -> bool {
    let status = reply.status();
    status.is_server_error() || matches!(status.as_u16(), 408 | 429)
}

impl Task for DirectCheck {
    type Of = DirectCredential;

    fn of(credential: DirectCredential) -> Result<Self, NoTask> {
        Self::new(&credential)
    }
}

/// Asks whether the game still accepts the session token of a login through phiApi.
///
/// An old server of phiApi ignores the region of the login (spec 1.3), so a token that is unknown
/// there is looked for in the other region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhiApiCheck(Session);

impl PhiApiCheck {
    /// The check of these credentials.
    pub fn new(credential: &PhiApiCredential) -> Self {
        let account = credential.profile.as_ref();
        let account = account.and_then(|profile| profile.account());
        Self(Session::new(
            credential.region,
            &credential.session_token,
            account,
        ))
    }

    /// The session in the region of this stage.
    fn session(&self, stage: &PhiApiStage) -> Session {
        match stage {
            PhiApiStage::Own(_) => self.0.clone(),
            PhiApiStage::Other(_) => self.0.elsewhere(),
        }
    }
}

/// In which region the token is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub enum PhiApiStage {
    /// In that of the credentials.
    Own(Signed),
    /// In the other one.
    Other(Signed),
}

impl Provider for PhiApiCheck {
    const ID: &'static str = "phi-api.check";

    type Stage = PhiApiStage;
    type Credential = Checked;

    fn start(&self) -> PhiApiStage {
        PhiApiStage::Own(Signed::Signature)
    }

    fn request(&self, stage: &PhiApiStage, cx: &Context<'_>) -> Result<Call, Error> {
        let (PhiApiStage::Own(signed) | PhiApiStage::Other(signed)) = stage;
        self.session(stage).request(*signed, cx)
    }

    fn response(
        &self,
        stage: &PhiApiStage,
        reply: &Response,
        _: &Context<'_>,
    ) -> Result<Next<PhiApiStage, Checked>, Error> {
        let session = self.session(stage);
        match stage {
            PhiApiStage::Own(signed) => match session.response(*signed, reply)? {
                Next::Done(Checked::Refused { code, .. })
                    if code.parse() == Ok(CloudRefusal::NO_SUCH_USER) =>
                {
                    Ok(Next::Go(PhiApiStage::Other(Signed::Signature)))
                }
                next => Ok(next.at(PhiApiStage::Own)),
            },
            PhiApiStage::Other(signed) => {
                Ok(session.response(*signed, reply)?.at(PhiApiStage::Other))
            }
        }
    }

    fn policy(&self, _: &PhiApiStage) -> Policy {
        Policy::default()
    }
}

impl Task for PhiApiCheck {
    type Of = PhiApiCredential;

    fn of(credential: PhiApiCredential) -> Result<Self, NoTask> {
        Ok(Self::new(&credential))
    }
}
