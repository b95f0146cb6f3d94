//! DingTalk (spec 3).
//!
//! ```text
//! Init ──init──▶ Begin ──begin──▶ Wait ──poll──▶ Done
//!                                 ▲ └─ WAITING, or bad news for less than 2 minutes ─┐
//!                                 └──────────────────────────────────────────────────┘
//! ```

mod bad_news;
mod credential;
mod reply;

use std::time::Duration;

use http::header::{ACCEPT, HeaderValue, USER_AGENT};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::shown;
use crate::Listed;
use crate::provider::{Context, Next, Policy, Provider};
use crate::text::is_unprintable;
use crate::toolkit::{reply as replies, request};
use crate::{Call, Error, QrCode, Response, Secret, SettingInfo, Settings};
use bad_news::BadNews;
use reply::{Begun, Content, Initialized, Polled};

pub use credential::DingTalkCredential;

const BASE: &str = "https://oapi.dingtalk.com/app/registration";
/// The domain of the pages.
const DOMAINS: &[&str] = &["dingtalk.com"];
const TIMEOUT: Duration = Duration::from_secs(10);
/// Of a poll: its reply can carry the secret, which comes once.
const POLL_TIMEOUT: Duration = Duration::from_secs(30);
/// The lifetime of a code, in s, where the service states none (spec 3.2).
const LIFETIME: u64 = 7_200;
/// The longest word that names a program.
const LONGEST_SOURCE: usize = 64;

type Then = Result<Next<Stage, DingTalkCredential>, Error>;

/// The login of a bot at DingTalk.
///
/// ```
/// use qrlogin::bots::DingTalk;
///
/// let login = DingTalk::new("MY_PROGRAM")?;
/// # Ok::<(), qrlogin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DingTalk {
    source: String,
}

impl DingTalk {
    /// The login as the program with this word, which DingTalk has registered. Use one of your own:
    /// that of another program can be revoked at any time.
    ///
    /// # Errors
    /// [`Error::Setting`] for an empty word, and for one that is longer than 64 bytes or has
    /// unprintable characters.
    pub fn new(source: &str) -> Result<Self, Error> {
        let source = source.trim();
        if source.is_empty() || source.len() > LONGEST_SOURCE || source.contains(is_unprintable) {
            let problem = "must be the word that DingTalk has registered for your program";
            return Err(Error::setting("source", problem));
        }
        Ok(Self {
            source: source.to_owned(),
        })
    }
}

/// Where the login stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub enum Stage {
    /// The program has to be named.
    Init,
    /// A code has to be requested with this nonce.
    Begin(Secret),
    /// The code is shown.
    Wait(Waiting),
}

/// A code that is shown.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Waiting {
    device_code: Secret,
    interval_secs: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bad_news: Option<BadNews>,
}

impl Provider for DingTalk {
    const ID: &'static str = "dingtalk";

    type Stage = Stage;
    type Credential = DingTalkCredential;

    fn start(&self) -> Stage {
        Stage::Init
    }

    fn request(&self, stage: &Stage, _: &Context<'_>) -> Result<Call, Error> {
        let (name, body, timeout) = match stage {
            Stage::Init => ("init", json!({ "source": self.source }), TIMEOUT),
            Stage::Begin(nonce) => ("begin", json!({ "nonce": nonce }), TIMEOUT),
            Stage::Wait(waiting) => {
                let body = json!({ "device_code": waiting.device_code });
                ("poll", body, POLL_TIMEOUT)
            }
        };
        let request = request::post_json(&format!("{BASE}/{name}"), body.to_string())?;
        let agent = HeaderValue::from_static("qrlogin");
        let request = request::with_header(request, USER_AGENT, agent);
        let json = HeaderValue::from_static("application/json");
        let request = request::with_header(request, ACCEPT, json);
        Ok(Call::new(name, request, timeout))
    }

    fn response(&self, stage: &Stage, reply: &Response, cx: &Context<'_>) -> Then {
        match stage {
            Stage::Init => initialized(reply),
            Stage::Begin(_) => begun(reply, cx),
            Stage::Wait(waiting) => polled(waiting, reply, cx),
        }
    }

    fn policy(&self, stage: &Stage) -> Policy {
        match stage {
            Stage::Init | Stage::Begin(_) => Policy::default(),
            Stage::Wait(waiting) => Policy::new(Duration::from_secs(waiting.interval_secs.into()))
                .poll_returns_credentials(),
        }
    }

    fn expired_error(&self, stage: &Stage) -> Error {
        match stage {
            Stage::Wait(Waiting {
                bad_news: Some(news),
                ..
            }) => news.state().cloned().unwrap_or(Error::Expired),
            _ => Error::Expired,
        }
    }
}

impl Listed for DingTalk {
    const SCAN_WITH: &'static str = "DingTalk";
    const YIELDS: &'static str = "a bot's app ID and app secret";
    const COOKIES: bool = false;
    const SETTINGS: &'static [SettingInfo] = &[SettingInfo::required(
        "source",
        "word that DingTalk has registered for your program",
    )];

    fn configure(settings: &Settings) -> Result<Self, Error> {
        Self::new(settings.get("source").unwrap_or_default())
    }
}

fn initialized(reply: &Response) -> Then {
    let fields: Initialized<'_> = match reply::open(reply, "init")? {
        Content::Fields(fields) => fields,
        Content::Refused(error) | Content::Foreign(error) => return Err(error),
    };
    match fields.nonce.is_empty() {
        true => Err(Error::malformed("init: no nonce")),
        false => Ok(Next::Go(Stage::Begin(fields.nonce.as_ref().into()))),
    }
}

fn begun(reply: &Response, cx: &Context<'_>) -> Then {
    let begun: Begun<'_> = match reply::open(reply, "begin")? {
        Content::Fields(fields) => fields,
        Content::Refused(error) | Content::Foreign(error) => return Err(error),
    };
    if begun.device_code.is_empty() {
        return Err(Error::malformed("begin: no device_code"));
    }
    let link = begun.verification_uri_complete.as_ref();
    if link.is_empty() {
        return Err(Error::malformed("begin: no verification_uri_complete"));
    }
    shown::check_link(link, DOMAINS)?;
    let expires_at = cx.now() + shown::lifetime(begun.expires_in, LIFETIME);
    let mut code = QrCode::new(link.into(), DingTalk::SCAN_WITH, expires_at);
    code.user_code = shown::user_code(&begun.user_code)?;
    if !begun.verification_uri.is_empty() {
        shown::check_link(&begun.verification_uri, DOMAINS)?;
        code.verification_uri = Some(begun.verification_uri.to_string());
    }
    code.notice = Some(shown::NOTICE.to_owned());
    let waiting = Waiting {
        device_code: begun.device_code.as_ref().into(),
        interval_secs: shown::interval(Some(begun.interval()), 0),
        bad_news: None,
    };
    Ok(Next::Show(code, Stage::Wait(waiting)))
}

fn polled(waiting: &Waiting, reply: &Response, cx: &Context<'_>) -> Then {
    let with = |bad_news| {
        Stage::Wait(Waiting {
            bad_news,
            ..waiting.clone()
        })
    };
    let before = waiting.bad_news.as_ref();
    let polled: Polled<'_> = match reply::open(reply, "poll")? {
        Content::Fields(polled) => polled,
        Content::Refused(error) => {
            let news = BadNews::of_refusal(before, error, cx.now())?;
            return Ok(Next::Pending(with(Some(news)), None));
        }
        // From a network in between.
        Content::Foreign(error) => return Ok(Next::Retry(Stage::Wait(waiting.clone()), error)),
    };
    match polled.status.trim().to_ascii_uppercase().as_str() {
        "WAITING" if before.is_none() => Ok(Next::Unchanged(None)),
        "WAITING" => Ok(Next::Pending(with(None), None)),
        "SUCCESS" => {
            replies::require(&[
                ("client_id", !polled.client_id.is_empty()),
                ("client_secret", !polled.client_secret.is_empty()),
            ])?;
            Ok(Next::Done(DingTalkCredential {
                app_id: polled.client_id.as_ref().into(),
                app_secret: polled.client_secret.as_ref().into(),
            }))
        }
        state => {
            let meaning = bad_news::meaning(state, &polled);
            let news = BadNews::of_state(before, meaning, cx.now())?;
            Ok(Next::Pending(with(Some(news)), None))
        }
    }
}
