//! QQ: a bot of the open platform, whose secret comes encrypted with a key of ours (spec 5).
//!
//! ```text
//! Start ──create_bind_task──▶ Wait ──poll_bind_result──▶ Done
//!                                             └──▶ Unreadable: the secret cannot be opened
//! ```

mod credential;

use std::borrow::Cow;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, HeaderValue};
use serde::{Deserialize, Serialize};

pub use credential::QqBotCredential;
use credential::{KEY, opened};

use super::envelope;
use crate::provider::{Context, Next, Policy, Provider};
use crate::toolkit::{json_lenient, reply, request};
use crate::{Advice, Call, Error, Listed, QrCode, Response, Secret};
use crate::{SettingInfo, Settings};

const HOST: &str = "https://q.qq.com";
/// The page that the app opens (spec 5.2).
const PAGE: &str = "https://q.qq.com/qqbot/openclaw/connect.html";
/// The name of the program by default.
const SOURCE: &str = "qrlogin";
/// The longest name of a program.
const LONGEST_SOURCE: usize = 64;
/// The longest ID of a task, so that the code's text stays short enough to be scanned.
const LONGEST_TASK: usize = 512;
/// How long a code is valid; the service may end it earlier (spec 5.3).
const LIFETIME: Duration = Duration::from_secs(600);
/// The pause between two polls (spec 5.3).
const INTERVAL: Duration = Duration::from_secs(2);
const TIMEOUT: Duration = Duration::from_secs(15);

/// The registration of a bot at QQ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QqBot {
    source: String,
}

impl Default for QqBot {
    fn default() -> Self {
        Self::new()
    }
}

impl QqBot {
    /// The registration for a program named `qrlogin`.
    pub fn new() -> Self {
        Self {
            source: SOURCE.to_owned(),
        }
    }

    /// Names the program that the bot is for.
    ///
    /// # Errors
    /// [`Error::Setting`] unless the name is 1 to 64 letters, digits, `_`, `-` and `.` of ASCII.
    pub fn source(mut self, source: &str) -> Result<Self, Error> {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        if !(1..=LONGEST_SOURCE).contains(&source.len()) || !source.bytes().all(is_plain) {
            let problem = "must be 1 to 64 letters, digits, `_`, `-` and `.`";
            return Err(Error::setting("source", problem));
        }
        self.source = source.to_owned();
        Ok(self)
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
    /// The user has confirmed, and the secret cannot be opened. The service would send the same
    /// again, so the login ends without another poll.
    Unreadable,
}

/// A code that is shown.
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct Waiting {
    task_id: Secret,
    /// The key of the secret. Kept, though it comes from the seed: without it a confirmed bot is
    /// lost, also where a later version draws keys in another way.
    key: Secret,
    /// The last state that the specification does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unknown: Option<String>,
}

impl Provider for QqBot {
    const ID: &'static str = "qq-bot";

    type Stage = Stage;
    type Credential = QqBotCredential;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, cx: &Context<'_>) -> Result<Call, Error> {
        #[derive(Serialize)]
        struct Create<'a> {
            key: &'a Secret,
        }
        #[derive(Serialize)]
        struct Poll<'a> {
            task_id: &'a Secret,
        }
        match stage {
            // It depends on the seed.
            Stage::Start => {
                Ok(call("create_bind_task", &Create { key: &key(cx) })?.volatile(&["key"]))
            }
            Stage::Wait(Waiting { task_id, .. }) => call("poll_bind_result", &Poll { task_id }),
            Stage::Unreadable => Err(Error::malformed(
                "poll_bind_result: the secret cannot be decrypted",
            )),
        }
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, QqBotCredential>, Error> {
        match stage {
            Stage::Start => self.started(reply, cx),
            Stage::Wait(waiting) => polled(waiting, reply),
            // No call is made at this stage.
            Stage::Unreadable => Ok(Next::Go(Stage::Unreadable)),
        }
    }

    fn policy(&self, stage: &Stage) -> Policy {
        match stage {
            Stage::Wait(_) => Policy::new(INTERVAL).poll_returns_credentials(),
            _ => Policy::new(INTERVAL),
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

impl Listed for QqBot {
    const SCAN_WITH: &'static str = "QQ";
    const YIELDS: &'static str = "bot ID, bot secret, owner";
    const COOKIES: bool = false;
    const SETTINGS: &'static [SettingInfo] = &[SettingInfo::text(
        "source",
        SOURCE,
        "name of the program that the bot is for",
    )];

    fn configure(settings: &Settings) -> Result<Self, Error> {
        match settings.get("source") {
            Some(source) => Self::new().source(source),
            None => Ok(Self::new()),
        }
    }
}

/// The key of a login, in base64: 32 bytes from its seed. A renewed code has the same.
fn key(cx: &Context<'_>) -> Secret {
    let mut key = [0; KEY];
    let halves = ["qq-bot key 1", "qq-bot key 2"].map(|label| cx.random(label));
    for (byte, random) in key.iter_mut().zip(halves.as_flattened()) {
        *byte = *random;
    }
    STANDARD.encode(key).into()
}

fn call(name: &'static str, body: &impl Serialize) -> Result<Call, Error> {
    let body = serde_json::to_string(body).map_err(|_| Error::malformed("no JSON"))?;
    let request = request::post_json(&format!("{HOST}/lite/{name}"), body)?;
    let json = HeaderValue::from_static("application/json");
    let request = request::with_header(request, ACCEPT, json);
    Ok(Call::new(name, request, TIMEOUT))
}

/// The data of a reply to either call.
#[derive(Default, Deserialize)]
struct Data<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    task_id: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    status: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    bot_appid: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    bot_encrypt_secret: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    user_openid: Cow<'a, str>,
}

impl QqBot {
    /// The reply with the task, of which the code's text is made here (spec 5.1, 5.2).
    fn started(
        &self,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, QqBotCredential>, Error> {
        let data = envelope::open::<Data<'_>>(reply, "create_bind_task")?;
        if !(1..=LONGEST_TASK).contains(&data.task_id.len()) {
            let problem = "create_bind_task: no ID of a task, or one that is too long";
            return Err(Error::malformed(problem));
        }
        let query = request::query([
            ("task_id", data.task_id.as_ref()),
            ("source", &self.source),
            ("_wv", "2"),
        ]);
        let text = format!("{PAGE}?{query}");
        let shown = QrCode::new(text.into(), Self::SCAN_WITH, cx.now() + LIFETIME);
        let waiting = Waiting {
            task_id: data.task_id.as_ref().into(),
            key: key(cx),
            unknown: None,
        };
        Ok(Next::Show(shown, Stage::Wait(waiting)))
    }
}

/// The reply to a poll (spec 5.3).
fn polled(waiting: &Waiting, reply: &Response) -> Result<Next<Stage, QqBotCredential>, Error> {
    let data = envelope::open::<Data<'_>>(reply, "poll_bind_result")?;
    let still = |unknown| {
        Stage::Wait(Waiting {
            unknown,
            ..waiting.clone()
        })
    };
    Ok(match data.status.trim() {
        // Clients disagree on whether 1 means a scan, so it is none.
        "" | "0" | "1" => Next::Pending(still(None), None),
        "2" => {
            reply::require(&[
                ("bot_appid", !data.bot_appid.is_empty()),
                ("bot_encrypt_secret", !data.bot_encrypt_secret.is_empty()),
            ])?;
            match opened(&data.bot_encrypt_secret, &waiting.key) {
                Some(app_secret) => Next::Done(QqBotCredential {
                    app_id: data.bot_appid.as_ref().into(),
                    app_secret,
                    owner: Some(data.user_openid.as_ref())
                        .filter(|owner| !owner.is_empty())
                        .map(Secret::from),
                }),
                None => Next::Go(Stage::Unreadable),
            }
        }
        "3" => return Err(Error::Expired),
        state => Next::Pending(still(Some(state.chars().take(40).collect())), None),
    })
}
