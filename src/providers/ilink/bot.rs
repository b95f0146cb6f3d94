//! The bot's login (spec 3 to 5).
//!
//! ```text
//! Start ──get_bot_qrcode──▶ Wait ──get_qrcode_status──▶ Done, AlreadyBound
//!   ▲                       │ ▲ └──need_verifycode──▶ the user types ──┐
//!   └──── expired ──────────┘ └────────────────────────────────────────┘
//! ```

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::BotCredential;
use super::hosts;
use super::reply::{self as replies, Code, Content, Status};
use super::settings::{self, Bot};
use crate::Listed;
use crate::provider::{Context, Next, Policy, Provider};
use crate::toolkit::reply;
use crate::{Advice, Call, Error, InputWanted, QrCode, Response, Scanner, Secret};
use crate::{SettingInfo, Settings};

/// How long a code is valid (spec 3).
const LIFETIME: Duration = Duration::from_secs(300);
/// How long the confirmation may take after the scan (spec 3).
const AFTER_SCAN: Duration = Duration::from_secs(180);
/// The pause between two polls; the service itself holds each (spec 4.1).
const INTERVAL: Duration = Duration::from_secs(1);
/// How often the service may name another host (spec 4.4).
const MOST_MOVES: u8 = 3;
/// The longest text of a code (spec 3).
const LONGEST_TEXT: usize = 1024;

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
    pub(super) qrcode: Secret,
    /// The host that the service has named for the polls of this code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) host: Option<String>,
    /// How often it has named one.
    #[serde(default)]
    moves: u8,
    /// What the user has typed; sent until the service has accepted or refused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) number: Option<Secret>,
    /// The last state that the specification does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unknown: Option<String>,
}

impl Provider for Bot {
    const ID: &'static str = "wechat-ilink";

    type Stage = Stage;
    type Credential = BotCredential;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, cx: &Context<'_>) -> Result<Call, Error> {
        // Checked when it was made, but a snapshot may come from anywhere.
        self.base_url.as_ref().map_or(Ok(()), hosts::check_base)?;
        match stage {
            Stage::Start => self.code_call(cx),
            Stage::Wait(waiting) => self.poll_call(waiting),
        }
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, BotCredential>, Error> {
        match stage {
            Stage::Start => self.started(reply, cx),
            Stage::Wait(waiting) => self.polled(waiting, reply),
        }
    }

    fn policy(&self, stage: &Stage) -> Policy {
        let policy = Policy::new(INTERVAL).time_after_scan(AFTER_SCAN);
        match stage {
            Stage::Start => policy,
            Stage::Wait(_) => policy.long_poll().poll_returns_credentials(),
        }
    }

    fn answered(&self, stage: &Stage, input: &Secret) -> Stage {
        match stage {
            Stage::Start => Stage::Start,
            Stage::Wait(waiting) => Stage::Wait(Waiting {
                number: Some(input.clone()),
                ..waiting.clone()
            }),
        }
    }

    fn expired_error(&self, stage: &Stage) -> Error {
        match stage {
            Stage::Wait(Waiting {
                unknown: Some(state),
                ..
            }) => Error::rejected(state, "", Advice::REPORT_CHANGE),
            _ => Error::Expired,
        }
    }
}

impl Listed for Bot {
    const SCAN_WITH: &'static str = "WeChat";
    const YIELDS: &'static str = "bot token, bot ID, user ID, base URL";
    const COOKIES: bool = false;
    const SETTINGS: &'static [SettingInfo] = settings::SETTINGS;

    fn configure(settings: &Settings) -> Result<Self, Error> {
        settings::configure(settings)
    }
}

/// The replies (spec 3, 4.2, 5).
impl Bot {
    fn started(
        &self,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, BotCredential>, Error> {
        let code: Code<'_> = match replies::open(reply, "get_bot_qrcode")? {
            Content::Fields(code) => code,
            Content::Busy(error) => return Ok(Next::Busy(Stage::Start, error)),
        };
        if code.qrcode.is_empty() || code.qrcode_img_content.is_empty() {
            return Err(Error::malformed("get_bot_qrcode: no code"));
        }
        let text = code.qrcode_img_content.as_ref();
        if text.len() > LONGEST_TEXT {
            return Err(Error::malformed(
                "get_bot_qrcode: the code's text is too long",
            ));
        }
        hosts::check_address(text)?;
        let shown = QrCode::new(text.into(), Self::SCAN_WITH, cx.now() + LIFETIME);
        let waiting = Waiting {
            qrcode: code.qrcode.as_ref().into(),
            host: None,
            moves: 0,
            number: None,
            unknown: None,
        };
        Ok(Next::Show(shown, Stage::Wait(waiting)))
    }

    fn polled(
        &self,
        waiting: &Waiting,
        reply: &Response,
    ) -> Result<Next<Stage, BotCredential>, Error> {
        let status: Status<'_> = match replies::open(reply, "get_qrcode_status")? {
            Content::Fields(status) => status,
            Content::Busy(error) => return Ok(Next::Busy(Stage::Wait(waiting.clone()), error)),
        };
        let known = Waiting {
            unknown: None,
            ..waiting.clone()
        };
        let forgotten = |waiting| Waiting {
            number: None,
            ..waiting
        };
        let scanned = Some(Scanner::default());
        Ok(match status.status.as_ref() {
            "wait" => Next::Pending(Stage::Wait(known), None),
            // The service's own spelling, and the right one.
            "scaned" | "scanned" => Next::Pending(Stage::Wait(forgotten(known)), scanned),
            "scaned_but_redirect" => {
                Next::Pending(Stage::Wait(moved(known, &status.redirect_host)?), scanned)
            }
            "need_verifycode" => {
                let wanted = InputWanted::new("the number shown on the phone");
                let wanted = match waiting.number {
                    // It was sent with this poll.
                    Some(_) => wanted.again(),
                    None => wanted,
                };
                Next::Input(wanted, Stage::Wait(forgotten(known)))
            }
            // Too many wrong numbers: the code is of no use any more (spec 4.3).
            "expired" | "verify_code_blocked" => return Err(Error::Expired),
            "binded_redirect" => return Err(Error::AlreadyBound),
            "confirmed" => Next::Done(self.credential(&status)?),
            "" => return Err(Error::malformed("get_qrcode_status: no status")),
            state => {
                let unknown = Some(state.chars().take(40).collect());
                Next::Pending(Stage::Wait(Waiting { unknown, ..known }), None)
            }
        })
    }

    fn credential(&self, status: &Status<'_>) -> Result<BotCredential, Error> {
        reply::require(&[
            ("bot_token", !status.bot_token.is_empty()),
            ("ilink_bot_id", !status.ilink_bot_id.is_empty()),
        ])?;
        let baseurl = match status.baseurl.trim_end_matches('/') {
            "" => self.at_base(""),
            url if self.is_own(url) => url.to_owned(),
            url => {
                hosts::check_address(url)?;
                url.to_owned()
            }
        };
        let user = Some(status.ilink_user_id.as_ref()).filter(|user| !user.is_empty());
        Ok(BotCredential {
            bot_token: status.bot_token.as_ref().into(),
            ilink_bot_id: status.ilink_bot_id.as_ref().into(),
            baseurl: baseurl.trim_end_matches('/').to_owned(),
            ilink_user_id: user.map(Secret::from),
        })
    }

    /// Whether this is the address of the own server.
    fn is_own(&self, url: &str) -> bool {
        let own = self.base_url.as_ref();
        own.is_some_and(|own| own.join("").trim_end_matches('/') == url)
    }
}

/// The code at the host that the service names; the same host without one (spec 4.4).
fn moved(waiting: Waiting, host: &str) -> Result<Waiting, Error> {
    if host.is_empty() {
        return Ok(waiting);
    }
    hosts::check(host)?;
    if waiting.host.as_deref() == Some(host) {
        return Ok(waiting);
    }
    if waiting.moves >= MOST_MOVES {
        return Err(Error::untrusted(&format!(
            "{host}, after {MOST_MOVES} other hosts"
        )));
    }
    Ok(Waiting {
        host: Some(host.to_owned()),
        moves: waiting.moves + 1,
        ..waiting
    })
}
