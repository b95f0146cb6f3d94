//! The login at TapTap itself (spec 2.6 to 2.9).
//!
//! ```text
//! Start ──device/code──▶ Wait ──token──▶ Profile ──profile/v1──▶ Session ──/1.1/users──▶ Done
//!                        ▲ └┘    └─▶ Done    └─▶ Done
//!                                goal=token  goal=profile
//! ```
//!
//! The token is issued once, so later transient failures are retried: for 60 s without limit, then
//! three times a call. A login that does not reach its goal is an error, never a credential that
//! lacks a part. For the token alone there is [`Goal::Token`].

mod app;
mod calls;
mod check;
mod clock;
mod envelope;
mod hand_over;
mod leancloud;
mod mac;
mod settings;
mod stage;
mod steps;

use std::time::Duration;

use http::header::RETRY_AFTER;

pub use app::App;
pub use check::{DirectCheck, PhiApiCheck};
pub use settings::{Direct, Goal, Scope};
pub use stage::DirectCredential;
use stage::Stage;

use super::code::SCAN_WITH;
use super::upstream::Refusal;
use crate::Listed;
use crate::provider::{Context, Next, Policy, Provider};
use crate::{Call, Error, Response, SettingInfo, Settings};

impl Provider for Direct {
    const ID: &'static str = "taptap";

    type Stage = Stage;
    type Credential = DirectCredential;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, cx: &Context<'_>) -> Result<Call, Error> {
        // Checked when it was made, but a snapshot may come from anywhere.
        self.app.check(self.goal)?;
        self.call(stage, cx)
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, DirectCredential>, Error> {
        match stage {
            Stage::Start => self.started(reply, cx),
            Stage::Wait(waiting) => self.polled(waiting, reply, cx),
            Stage::Profile(tokens) => self.profiled(tokens, reply, cx),
            Stage::Session(tokens, profile) => self.entered(tokens, profile, reply),
        }
    }

    fn policy(&self, stage: &Stage) -> Policy {
        let interval = match stage {
            Stage::Wait(waiting) => Duration::from_secs(waiting.interval_secs.into()),
            _ => Duration::ZERO,
        };
        Policy::new(interval).poll_returns_credentials()
    }

    /// The message decides, not the status, unless it is an overload with a `Retry-After`.
    fn is_transient(&self, stage: &Stage, reply: &Response) -> bool {
        let status = reply.status();
        if !status.is_server_error() && !matches!(status.as_u16(), 408 | 429) {
            return false;
        }
        let states_pause = reply.headers().contains_key(RETRY_AFTER);
        match stage {
            Stage::Session(..) => states_pause || leancloud::refusal(reply).is_none(),
            _ => std::str::from_utf8(reply.body())
                .ok()
                .and_then(Refusal::parse)
                .is_none_or(|refusal| states_pause && refusal.with(status).is_overload()),
        }
    }
}

impl Listed for Direct {
    const SCAN_WITH: &'static str = SCAN_WITH;
    const YIELDS: &'static str = "TapTap token, profile, Phigros session token";
    const COOKIES: bool = false;
    const SETTINGS: &'static [SettingInfo] = Self::SETTINGS;

    fn configure(settings: &Settings) -> Result<Self, Error> {
        Self::configured(settings)
    }
}
