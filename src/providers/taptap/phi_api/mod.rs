//! The login through the documented phiApi server (spec 2.1 to 2.5).
//!
//! ```text
//! Start ──GetNewQRCode──▶ Wait ──CheckQRCode──▶ [Profile ──GetTapTapProfile──▶] Session ──▶ Done
//!                         ▲ └┘                                            GetPhigrosToken
//! ```
//!
//! The server hides two states: a scanned and a declined code look like one that was not scanned.

mod envelope;
mod stage;
mod steps;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use envelope::Content;
pub use stage::PhiApiCredential;
use stage::{Stage, Waiting};
use steps::again_or_end;

use super::code::SCAN_WITH;
use super::{Profile, Region};
use crate::Listed;
use crate::provider::{Context, Next, Policy, Provider};
use crate::toolkit::{reply, request};
use crate::{BaseUrl, Call, Error, Response};
use crate::{SettingInfo, Settings};

const TIMEOUT: Duration = Duration::from_secs(30);
const DEFAULT_SERVER: &str = "http://localhost:5015/phiApi";

/// The login through a phiApi server.
///
/// The operator of that server sees the tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhiApi {
    base_url: BaseUrl,
    region: Region,
    fetch_profile: bool,
}

impl PhiApi {
    /// The login through the server at this base URL, which includes the prefix (`…/phiApi`, the
    /// default for a URL without a path; `…/api` for servers before May 2025).
    ///
    /// # Errors
    /// [`Error::Setting`] if the tokens would go over the network in the clear: http is for a
    /// server on the same machine only.
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

    /// The URL of a call. The region goes in both spellings, since the document and the server
    /// differ; each ignores the other (spec 2.1).
    fn url(&self, call: &str) -> String {
        let query = match self.region {
            Region::China => "isInternational=false&useChinaEndpoint=true",
            Region::International => "isInternational=true&useChinaEndpoint=false",
        };
        self.base_url.join(&format!("/LoginQrCode/{call}?{query}"))
    }
}

impl Provider for PhiApi {
    const ID: &'static str = "phi-api";

    type Stage = Stage;
    type Credential = PhiApiCredential;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, _: &Context<'_>) -> Result<Call, Error> {
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
        cx: &Context<'_>,
    ) -> Result<Next<Stage, PhiApiCredential>, Error> {
        match stage {
            Stage::Start => match envelope::open(reply, "GetNewQRCode")? {
                Content::Payload(payload) => self.show(payload, cx),
                Content::Failure { code, message } => {
                    again_or_end(stage, envelope::of_start(code, &message))
                }
                Content::Unavailable(error) => Ok(Next::Busy(stage.clone(), error)),
            },
            Stage::Wait(waiting) => match envelope::open(reply, "CheckQRCode")? {
                Content::Payload(payload) => self.confirmed(payload),
                Content::Failure { code, message } => steps::refused(waiting, code, &message),
                Content::Unavailable(error) => Ok(Next::Busy(stage.clone(), error)),
            },
            Stage::Profile(tokens) => match envelope::open(reply, "GetTapTapProfile")? {
                Content::Payload(payload) => {
                    let profile = Profile::read(payload, "GetTapTapProfile")?;
                    Ok(Next::Go(Stage::Session(tokens.clone(), Some(profile))))
                }
                Content::Failure { code, message } => {
                    again_or_end(stage, envelope::of_exchange(code, &message))
                }
                Content::Unavailable(error) => Ok(Next::Busy(stage.clone(), error)),
            },
            Stage::Session(tokens, profile) => match envelope::open(reply, "GetPhigrosToken")? {
                Content::Payload(payload) => self.done(payload, tokens, profile.as_ref()),
                Content::Failure { code, message } => {
                    again_or_end(stage, envelope::of_exchange(code, &message))
                }
                Content::Unavailable(error) => Ok(Next::Busy(stage.clone(), error)),
            },
        }
    }

    fn policy(&self, stage: &Stage) -> Policy {
        let interval = match stage {
            Stage::Wait(waiting) => Duration::from_secs(waiting.interval_secs.into()),
            _ => Duration::ZERO,
        };
        Policy::new(interval).poll_returns_credentials()
    }

    fn is_transient(&self, _: &Stage, reply: &Response) -> bool {
        // The server's own failures have a status of 500 and say in JSON what is wrong.
        let status = reply.status();
        (status.is_server_error() && !reply::is_json_object(reply))
            || matches!(status.as_u16(), 408 | 429)
    }

    /// The session token can be had without the profile; only an expired token ends the login.
    fn fallback(&self, stage: &Stage, error: &Error) -> Option<Next<Stage, PhiApiCredential>> {
        let is_void = matches!(error, Error::Rejected { code, .. } if code == "access_denied");
        match stage {
            Stage::Profile(tokens) if !is_void => {
                Some(Next::Go(Stage::Session(tokens.clone(), None)))
            }
            _ => None,
        }
    }

    fn expired_error(&self, stage: &Stage) -> Error {
        match stage {
            Stage::Wait(Waiting {
                failure: Some(error),
                ..
            }) => error.clone(),
            _ => Error::Expired,
        }
    }
}

impl Listed for PhiApi {
    const SCAN_WITH: &'static str = SCAN_WITH;
    const YIELDS: &'static str = "Phigros session token, TapTap token, profile";
    const COOKIES: bool = false;
    const SETTINGS: &'static [SettingInfo] = &[
        SettingInfo::text("base_url", DEFAULT_SERVER, "address of the phiApi server"),
        SettingInfo::one_of("region", Region::NAMES, "international", Region::HELP),
        SettingInfo::one_of(
            "profile",
            &["true", "false"],
            "true",
            "also fetch the profile",
        ),
    ];

    fn configure(settings: &Settings) -> Result<Self, Error> {
        let base_url = BaseUrl::parse(settings.get("base_url").unwrap_or(DEFAULT_SERVER))?;
        let region = Region::configured(settings)?;
        let login = Self::new(base_url, region)?;
        Ok(match settings.get("profile") {
            Some("false") => login.without_profile(),
            _ => login,
        })
    }
}
