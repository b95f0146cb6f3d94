//! The bot's login (spec 3 to 5).
//!
//! ```text
//! Start ──get_bot_qrcode──▶ Wait ──get_qrcode_status──▶ Done, AlreadyBound
//!   ▲                       │ ▲ └──need_verifycode──▶ the user types ──┐
//!   └──── expired ──────────┘ └────────────────────────────────────────┘
//! ```

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

use super::BotCredential;
use super::hosts;
use super::reply::{self as replies, Code, Content, Status};
use super::settings::{self, Bot};
use crate::Listed;
use crate::provider::{Context, Next, Policy, Provider};
use crate::toolkit::{reply, request};
use crate::{Advice, Call, Error, InputWanted, QrCode, Request, Response, Scanner, Secret};
use crate::{SettingInfo, Settings};

/// How long a code is valid (spec 3).
const LIFETIME: Duration = Duration::from_secs(300);
/// How long the confirmation may take after the scan (spec 3).
const AFTER_SCAN: Duration = Duration::from_secs(180);
/// The pause between two polls; the service itself holds each (spec 4.1).
const INTERVAL: Duration = Duration::from_secs(1);
/// The first call may be slow (spec 3).
const START_TIMEOUT: Duration = Duration::from_secs(60);
/// The time-out of a poll that is held (spec 4.1).
const POLL_TIMEOUT: Duration = Duration::from_secs(35);
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
    qrcode: Secret,
    /// The host that the service has named for the polls of this code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    /// How often it has named one.
    #[serde(default)]
    moves: u8,
    /// What the user has typed; sent until the service has accepted or refused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<Secret>,
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

/// The requests (spec 2.2, 3, 4.1).
impl Bot {
    fn code_call(&self, cx: &Context<'_>) -> Result<Call, Error> {
        #[derive(Serialize)]
        struct Body<'a> {
            local_token_list: &'a [Secret],
        }
        let body = Body {
            local_token_list: &self.tokens,
        };
        let body = serde_json::to_string(&body).map_err(|_| Error::malformed("no JSON"))?;
        let query = request::query([("bot_type", self.bot_type.as_str())]);
        let url = self.at_base(&format!("/ilink/bot/get_bot_qrcode?{query}"));
        let request = self.with_headers(request::post_json(&url, body)?)?;
        let kind = HeaderValue::from_static("ilink_bot_token");
        let request = request::with_header(request, name("authorizationtype"), kind);
        let uin = settings::header("x-wechat-uin", &uin(cx))?;
        let request = request::with_header(request, name("x-wechat-uin"), uin);
        let call = Call::new("get_bot_qrcode", self.authorized(request), START_TIMEOUT);
        Ok(call.volatile(&["x-wechat-uin"]))
    }

    fn poll_call(&self, waiting: &Waiting) -> Result<Call, Error> {
        let code = ("qrcode", waiting.qrcode.expose());
        let number = waiting.number.as_ref();
        let number = number.map(|number| ("verify_code", number.expose()));
        let query = request::query([code].into_iter().chain(number));
        let path = format!("/ilink/bot/get_qrcode_status?{query}");
        let request = match &waiting.host {
            Some(host) => {
                hosts::check(host)?;
                self.with_headers(request::get(&format!("https://{host}{path}"))?)?
            }
            None => self.authorized(self.with_headers(request::get(&self.at_base(&path))?)?),
        };
        Ok(Call::new("get_qrcode_status", request, POLL_TIMEOUT))
    }

    fn at_base(&self, path: &str) -> String {
        match &self.base_url {
            Some(own) => own.join(path),
            None => format!("{}{path}", hosts::BASE),
        }
    }

    /// With the user name and password of the own server.
    fn authorized(&self, request: Request) -> Request {
        match &self.base_url {
            Some(own) => own.authorize(request),
            None => request,
        }
    }

    /// With the headers of every request.
    fn with_headers(&self, request: Request) -> Result<Request, Error> {
        let app = HeaderValue::from_static("bot");
        let request = request::with_header(request, name("ilink-app-id"), app);
        let version = name("ilink-app-clientversion");
        let request = request::with_header(request, version, self.version);
        let Some(tag) = &self.route_tag else {
            return Ok(request);
        };
        let tag = settings::header("route_tag", tag)?;
        Ok(request::with_header(request, name("skroutetag"), tag))
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

/// A number that is new in each call, as base64 of its decimal digits (spec 2.2).
fn uin(cx: &Context<'_>) -> String {
    let (now, attempt) = (cx.now().as_millis(), cx.attempt());
    let [a, b, c, d, ..] = cx.random(&format!("ilink uin {now} {attempt}"));
    encoded_uin(u32::from_be_bytes([a, b, c, d]))
}

fn encoded_uin(number: u32) -> String {
    STANDARD.encode(number.to_string())
}

fn name(name: &'static str) -> HeaderName {
    HeaderName::from_static(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of spec 7.
    #[test]
    fn the_number_of_a_call_is_its_digits_in_base64() {
        for (number, encoded) in [
            (0, "MA=="),
            (1, "MQ=="),
            (305_419_896, "MzA1NDE5ODk2"),
            (2_864_434_397, "Mjg2NDQzNDM5Nw=="),
            (4_294_967_295, "NDI5NDk2NzI5NQ=="),
        ] {
            assert_eq!(encoded_uin(number), encoded, "{number}");
        }
    }
}
