//! The login through the documented phiApi server (spec 2.1 to 2.5).
//!
//! ```text
//! Start ──GetNewQRCode──▶ Wait ──CheckQRCode──▶ [Profile ──GetTapTapProfile──▶] Session ──▶ Done
//!                         ▲ └┘                                            GetPhigrosToken
//! ```
//!
//! The server hides two states: a scanned and a declined code look like one nobody has scanned.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::phi_answer::{self, Answer};
use super::token::{self, TapTapToken};
use super::upstream::Meaning;
use super::{Profile, TapTapToken as Token};
use crate::provider::{Cx, Next, Provider};
use crate::settings::{SettingInfo, Settings};
use crate::{BaseUrl, Call, Error, QrCode, Response, Scanner, Secret, lenient, reply, request};

const SCAN_WITH: &str = "the TapTap app, or any camera";
const TIMEOUT: Duration = Duration::from_secs(30);
const DEFAULT_SERVER: &str = "http://localhost:5015/phiApi";

/// On which side the player's saves are.
///
/// Google Play and TapTap.io are international; TapTap.cn and Apple's App Store are China.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Region {
    /// TapTap.cn, Apple's App Store.
    China,
    /// Google Play, TapTap.io.
    International,
}

/// The login through a phiApi server.
///
/// Whoever runs that server sees the tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PhiApi {
    base_url: BaseUrl,
    region: Region,
    fetch_profile: bool,
}

impl PhiApi {
    /// The login through the server at this base URL, which includes the prefix (`…/phiApi`, the default
    /// for a URL without a path; `…/api` for servers before May 2025).
    ///
    /// # Errors
    /// [`Error::Setting`] if the tokens would go over the network in the clear: http is for a server on
    /// the same machine only.
    pub fn new(base_url: BaseUrl, region: Region) -> Result<Self, Error> {
        if !base_url.is_private() {
            return Err(Error::setting(
                "base_url",
                "must be https unless the server is on this machine: the tokens pass through it",
            ));
        }
        Ok(Self {
            base_url: base_url.or_prefix("/phiApi"),
            region,
            fetch_profile: true,
        })
    }

    /// Leaves the profile out, which saves one call.
    #[must_use]
    pub fn without_profile(mut self) -> Self {
        self.fetch_profile = false;
        self
    }

    /// The URL of a call. The region goes in both spellings, since the document and the server differ;
    /// each ignores the other (spec 2.1).
    fn url(&self, call: &str) -> String {
        let query = match self.region {
            Region::China => "isInternational=false&useChinaEndpoint=true",
            Region::International => "isInternational=true&useChinaEndpoint=false",
        };
        self.base_url.join(&format!("/LoginQrCode/{call}?{query}"))
    }

    /// What the person should know before scanning.
    fn notice(&self, host: &str) -> Option<String> {
        let answered = if host.ends_with(".cn") {
            Region::China
        } else {
            Region::International
        };
        let mut notices = Vec::new();
        if !matches!(host, "accounts.taptap.cn" | "accounts.taptap.io") {
            let host: String = host.chars().take(100).collect();
            notices.push(format!("the code leads to {host}, not to TapTap"));
        } else if answered != self.region {
            notices.push("the server chose the other region than was asked for".to_owned());
        }
        let server = self.base_url.host();
        if server != "localhost" && !server.starts_with("127.") && server != "[::1]" {
            notices.push(format!("whoever runs {server} sees your tokens"));
        }
        (!notices.is_empty()).then(|| notices.join("; "))
    }
}

/// What the phiApi login yields.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhiApiCredential {
    /// The Phigros session token: 25 lower-case letters and digits. It opens the save data.
    pub session_token: Secret,
    /// The TapTap token.
    pub token: TapTapToken,
    /// The TapTap profile, unless it was left out or could not be had.
    pub profile: Option<Profile>,
    /// The region that was asked for.
    pub region: Region,
}

/// Where the login stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// A code has to be asked for.
    Start,
    /// The code is on show.
    Wait(Waiting),
    /// The token is there; the profile is next.
    Profile(Tokens),
    /// The session token is next.
    Session(Tokens, Option<Profile>),
}

/// A code on show.
#[derive(Clone, Serialize, Deserialize)]
pub struct Waiting {
    /// The server's own object, to be sent back as it came.
    code: Secret,
    interval_secs: u8,
    /// The last refusal that was no answer of TapTap's: perhaps the reason if nobody seems to confirm.
    odd: Option<Error>,
}

/// A token.
#[derive(Clone, Serialize, Deserialize)]
pub struct Tokens {
    /// The server's own object, in both spellings.
    body: Secret,
    token: Token,
}

impl Provider for PhiApi {
    const ID: &'static str = "phi-api";
    const SCAN_WITH: &'static str = SCAN_WITH;
    const YIELDS: &'static str = "Phigros session token, TapTap token, profile";
    const COOKIES: bool = false;
    const SETTINGS: &'static [SettingInfo] = &[
        SettingInfo::text("base_url", DEFAULT_SERVER, "where the phiApi server is"),
        SettingInfo::one_of(
            "region",
            &["china", "international"],
            "international",
            "where the saves are: TapTap.cn and App Store are china, Google Play and TapTap.io international",
        ),
        SettingInfo::one_of(
            "profile",
            &["true", "false"],
            "true",
            "also fetch the profile",
        ),
    ];
    const PUBLIC: &'static [&'static str] = &[
        "codeName",
        "expiresInSeconds",
        "isInternational",
        "mac_algorithm",
        "macAlgorithm",
        "oauth2",
        "qrcode",
        "scope",
        "token_type",
        "tokenType",
        "useChinaEndpoint",
    ];

    type Stage = Stage;
    type Credential = PhiApiCredential;

    fn configure(settings: &Settings) -> Result<Self, Error> {
        let base_url = BaseUrl::parse(settings.get("base_url").unwrap_or(DEFAULT_SERVER))?;
        let region = match settings.get("region") {
            Some("china") => Region::China,
            Some("international") | None => Region::International,
            Some(_) => return Err(Error::setting("region", "must be china or international")),
        };
        let login = Self::new(base_url, region)?;
        Ok(match settings.get("profile") {
            Some("false") => login.without_profile(),
            _ => login,
        })
    }

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, _: &Cx<'_>) -> Result<Call, Error> {
        // Checked by `new`, but a snapshot may come from anywhere.
        if !self.base_url.is_private() {
            return Err(Error::setting("base_url", "must be https"));
        }
        let (call, body) = match stage {
            Stage::Start => ("GetNewQRCode", None),
            Stage::Wait(waiting) => ("CheckQRCode", Some(&waiting.code)),
            Stage::Profile(tokens) => ("GetTapTapProfile", Some(&tokens.body)),
            Stage::Session(tokens, _) => ("GetPhigrosToken", Some(&tokens.body)),
        };
        let url = self.url(call);
        let request = match body {
            None => request::get(&url)?,
            Some(body) => request::post_json(&url, body.expose().to_owned())?,
        };
        Ok(Call::new(call, self.base_url.authorize(request), TIMEOUT))
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Cx<'_>,
    ) -> Result<Next<Stage, PhiApiCredential>, Error> {
        match stage {
            Stage::Start => match phi_answer::open(reply, "GetNewQRCode")? {
                Answer::Payload(payload) => self.show(payload, cx),
                Answer::Failure { code, message } => {
                    again_or_end(stage, phi_answer::of_start(code, &message))
                }
                Answer::Trouble(error) => Ok(Next::Busy(stage.clone(), error)),
            },
            Stage::Wait(waiting) => match phi_answer::open(reply, "CheckQRCode")? {
                Answer::Payload(payload) => self.confirmed(payload),
                Answer::Failure { code, message } => refused(waiting, code, &message),
                Answer::Trouble(error) => Ok(Next::Busy(stage.clone(), error)),
            },
            Stage::Profile(tokens) => match phi_answer::open(reply, "GetTapTapProfile")? {
                Answer::Payload(payload) => {
                    let profile = Profile::read(payload, "GetTapTapProfile")?;
                    Ok(Next::Go(Stage::Session(tokens.clone(), Some(profile))))
                }
                Answer::Failure { code, message } => {
                    again_or_end(stage, phi_answer::of_exchange(code, &message))
                }
                Answer::Trouble(error) => Ok(Next::Busy(stage.clone(), error)),
            },
            Stage::Session(tokens, profile) => match phi_answer::open(reply, "GetPhigrosToken")? {
                Answer::Payload(payload) => self.done(payload, tokens, profile.as_ref()),
                Answer::Failure { code, message } => {
                    again_or_end(stage, phi_answer::of_exchange(code, &message))
                }
                Answer::Trouble(error) => Ok(Next::Busy(stage.clone(), error)),
            },
        }
    }

    fn interval(&self, stage: &Stage) -> Duration {
        match stage {
            Stage::Wait(waiting) => Duration::from_secs(waiting.interval_secs.into()),
            _ => Duration::ZERO,
        }
    }

    fn is_transient(&self, _: &Stage, reply: &Response) -> bool {
        // The server's own failures have a status of 500 and say in JSON what is wrong.
        let status = reply.status();
        let speaks = reply.body().trim_ascii_start().first() == Some(&b'{');
        (status.is_server_error() && !speaks) || matches!(status.as_u16(), 408 | 429)
    }

    /// The session token can be had without the profile; only a dead token is the end.
    fn without(&self, stage: &Stage, error: &Error) -> Option<Next<Stage, PhiApiCredential>> {
        let dead = matches!(error, Error::Rejected { code, .. } if code == "access_denied");
        match stage {
            Stage::Profile(tokens) if !dead => Some(Next::Go(Stage::Session(tokens.clone(), None))),
            _ => None,
        }
    }

    fn unconfirmed(&self, stage: &Stage) -> Error {
        match stage {
            Stage::Wait(Waiting {
                odd: Some(error), ..
            }) => error.clone(),
            _ => Error::Expired,
        }
    }
}

impl PhiApi {
    fn show(&self, payload: &str, cx: &Cx<'_>) -> Result<Next<Stage, PhiApiCredential>, Error> {
        #[derive(Deserialize)]
        struct Code<'a> {
            #[serde(borrow, rename = "deviceCode")]
            device_code: Cow<'a, str>,
            #[serde(borrow)]
            url: Cow<'a, str>,
            #[serde(
                default,
                rename = "expiresInSeconds",
                deserialize_with = "lenient::number"
            )]
            expires_in: Option<u64>,
            #[serde(default, deserialize_with = "lenient::number")]
            interval: Option<u64>,
        }
        let code: Code<'_> = reply::parse(payload, "GetNewQRCode")?;
        if code.device_code.is_empty() {
            return Err(Error::malformed("GetNewQRCode: empty deviceCode"));
        }
        let host = reply::plain_https_host(&code.url)?;
        // Below 3 s the service complains (spec 2.2); the rest are bounds of good sense.
        let interval_secs = code.interval.unwrap_or(3).clamp(3, 60);
        let expires_in = Duration::from_secs(code.expires_in.unwrap_or(300).clamp(30, 1800));
        let mut shown = QrCode::new(code.url.as_ref().into(), SCAN_WITH, cx.now() + expires_in);
        shown.notice = self.notice(&host);
        let waiting = Waiting {
            code: payload.into(),
            interval_secs: u8::try_from(interval_secs).unwrap_or(60),
            odd: None,
        };
        Ok(Next::Show(shown, Stage::Wait(waiting)))
    }

    /// The token is there: it is sent on as it came, with the other spelling of its keys added.
    fn confirmed(&self, payload: &str) -> Result<Next<Stage, PhiApiCredential>, Error> {
        #[derive(Deserialize)]
        struct Payload {
            data: Map<String, Value>,
        }
        let Payload { mut data } = reply::parse(payload, "CheckQRCode")?;
        let token = Token::read(&data)?;
        token::spell_both(&mut data);
        let body = serde_json::json!({ "data": data }).to_string();
        let tokens = Tokens {
            body: body.into(),
            token,
        };
        Ok(Next::Go(if self.fetch_profile {
            Stage::Profile(tokens)
        } else {
            Stage::Session(tokens, None)
        }))
    }

    /// The session token, as bare text or as a JSON string.
    fn done(
        &self,
        payload: &str,
        tokens: &Tokens,
        profile: Option<&Profile>,
    ) -> Result<Next<Stage, PhiApiCredential>, Error> {
        let token = payload.trim().trim_matches('"');
        reply::missing(&[("session token", !matches!(token, "" | "null"))])?;
        let is_token = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
        if token.len() != 25 || !token.bytes().all(is_token) {
            let what = "GetPhigrosToken: a session token is 25 lower-case letters and digits";
            return Err(Error::malformed(what));
        }
        Ok(Next::Done(PhiApiCredential {
            session_token: token.into(),
            token: tokens.token.clone(),
            profile: profile.cloned(),
            region: self.region,
        }))
    }
}

fn refused(
    waiting: &Waiting,
    code: i64,
    message: &str,
) -> Result<Next<Stage, PhiApiCredential>, Error> {
    let mut waiting = waiting.clone();
    let odd = waiting.odd.take();
    match phi_answer::of_poll(code, message) {
        Meaning::Waiting => Ok(Next::Pending(Stage::Wait(waiting), None)),
        Meaning::Scanned => {
            let scanner = Some(Scanner::default());
            Ok(Next::Pending(Stage::Wait(waiting), scanner))
        }
        Meaning::SlowDown => Ok(Next::SlowDown(Stage::Wait(waiting))),
        Meaning::Denied => Err(Error::Denied),
        Meaning::Expired => Err(Error::Expired),
        Meaning::Final(error) => Err(error),
        Meaning::Busy(error) => {
            waiting.odd = odd;
            Ok(Next::Busy(Stage::Wait(waiting), error))
        }
        Meaning::Passing(error) => {
            waiting.odd = Some(error.clone());
            Ok(Next::Retry(Stage::Wait(waiting), error))
        }
    }
}

fn again_or_end(
    stage: &Stage,
    (passing, error): (bool, Error),
) -> Result<Next<Stage, PhiApiCredential>, Error> {
    if passing {
        Ok(Next::Retry(stage.clone(), error))
    } else {
        Err(error)
    }
}
