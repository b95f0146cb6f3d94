//! The login through the documented gateway API `/api/v1/115/qrcode/*` (spec 2).
//!
//! ```text
//! Start ──start──▶ [Image ──image──▶] Wait ──status 2──▶ Redeem ──login──▶ Done
//!                                     ▲ └─ 0, 1, time-out ─┐  │
//!                                     └────────────────────┴──┘ "not ready"
//! ```
//!
//! The real server and its document differ in many places; both are understood without being told which.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::gateway_answer::{Trouble, trouble};
use super::{App, GatewayCredential};
use crate::provider::{Cx, Next, Provider};
use crate::settings::{SettingInfo, Settings};
use crate::{Advice, Scanner, Secret, lenient, reply, request};
use crate::{BaseUrl, Call, Cookie, Error, Image, ImageKind, QrCode, Response};

const SCAN_WITH: &str = "the 115 app";
/// No answer tells when a code ends; 120 to 300 s were seen. The server's own word comes first (spec 6).
const LIFETIME: Duration = Duration::from_secs(300);
/// The server passes a long poll of about 30 s through (spec 2.5).
const STATUS_TIMEOUT: Duration = Duration::from_secs(40);
const TIMEOUT: Duration = Duration::from_secs(15);
const INTERVAL: Duration = Duration::from_secs(2);
/// How often the server may say "confirmed" and then "not ready".
const NOT_READY: u8 = 5;

/// The login through a gateway server.
///
/// Whoever runs that server sees the credentials.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Gateway {
    base_url: BaseUrl,
    app: App,
    fetch_image: bool,
}

impl Gateway {
    /// The login through the server at this base URL, as [`App::Web`].
    pub fn new(base_url: BaseUrl) -> Self {
        Self {
            base_url,
            app: App::Web,
            fetch_image: false,
        }
    }

    /// Logs in as this app instead.
    #[must_use]
    pub fn app(mut self, app: App) -> Self {
        self.app = app;
        self
    }

    /// Also fetches the server's own picture of the code ([`QrCode::image`]). If that fails, the code is
    /// shown without it.
    #[must_use]
    pub fn fetch_image(mut self, fetch: bool) -> Self {
        self.fetch_image = fetch;
        self
    }

    fn post(
        &self,
        name: &'static str,
        body: &impl Serialize,
        timeout: Duration,
    ) -> Result<Call, Error> {
        let url = self.base_url.join(&format!("/api/v1/115/qrcode/{name}"));
        let body = serde_json::to_string(body).map_err(|_| Error::malformed("no JSON"))?;
        let request = self.base_url.authorize(request::post_json(&url, body)?);
        Ok(Call::new(name, request, timeout))
    }
}

/// Where the login stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// A session has to be started.
    Start,
    /// The picture has to be fetched.
    Image(Session),
    /// The code is on show.
    Wait(Session),
    /// The person has confirmed.
    Redeem(Session),
}

/// A session of the gateway.
#[derive(Clone, Serialize, Deserialize)]
pub struct Session {
    uid: Secret,
    sign: Secret,
    time: i64,
    content: Secret,
    expires_at: crate::Timestamp,
    /// How often redeeming was too early.
    not_ready: u8,
}

#[derive(Serialize)]
struct Key<'a> {
    uid: &'a str,
    sign: &'a str,
    time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    app: Option<App>,
}

impl Session {
    fn key(&self, app: Option<App>) -> Key<'_> {
        Key {
            uid: self.uid.expose(),
            sign: self.sign.expose(),
            time: self.time,
            app,
        }
    }

    fn show(self, image: Option<Image>) -> Next<Stage, GatewayCredential> {
        let mut code = QrCode::new(self.content.clone(), SCAN_WITH, self.expires_at);
        code.image = image;
        Next::Show(code, Stage::Wait(self))
    }
}

impl Provider for Gateway {
    const ID: &'static str = "115-gateway";
    const SCAN_WITH: &'static str = SCAN_WITH;
    const YIELDS: &'static str = "uid, cid, seid, kid (cookies of 115.com)";
    const COOKIES: bool = true;
    const SETTINGS: &'static [SettingInfo] = &[
        SettingInfo::text(
            "base_url",
            "http://localhost:8080",
            "where the gateway server is",
        ),
        SettingInfo::one_of(
            "app",
            &[
                "web",
                "android",
                "ios",
                "tv",
                "alipaymini",
                "wechatmini",
                "qandroid",
            ],
            "web",
            "which app to log in as; it logs out that app's other login",
        ),
        SettingInfo::one_of(
            "image",
            &["true", "false"],
            "false",
            "also fetch the server's picture of the code",
        ),
    ];
    const PUBLIC: &'static [&'static str] = &[
        "app",
        "details",
        "field",
        "qrcode_content",
        "state",
        "tag",
        "time",
        // The codes of 115 that its messages quote.
        "40100000",
        "40101004",
        "40101010",
        "40101017",
        "40101032",
        "40101033",
        "40101035",
        "40101037",
        "40101038",
        "40199002",
        "50199004",
    ];

    type Stage = Stage;
    type Credential = GatewayCredential;

    fn configure(settings: &Settings) -> Result<Self, Error> {
        let base_url = settings.get("base_url").unwrap_or("http://localhost:8080");
        let app = settings.get("app").unwrap_or("web");
        let app = App::from_name(app).ok_or_else(|| Error::setting("app", "unknown app"))?;
        Ok(Self::new(BaseUrl::parse(base_url)?)
            .app(app)
            .fetch_image(settings.flag("image")?))
    }

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, _: &Cx<'_>) -> Result<Call, Error> {
        #[derive(Serialize)]
        struct Empty {}
        #[derive(Serialize)]
        struct Uid<'a> {
            uid: &'a str,
        }
        match stage {
            Stage::Start => self.post("start", &Empty {}, TIMEOUT),
            Stage::Image(session) => {
                let uid = session.uid.expose();
                self.post("image", &Uid { uid }, TIMEOUT)
            }
            Stage::Wait(session) => self.post("status", &session.key(None), STATUS_TIMEOUT),
            // The defaults of server and document differ, so the app is always named (spec 2.6).
            Stage::Redeem(session) => self.post("login", &session.key(Some(self.app)), TIMEOUT),
        }
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Cx<'_>,
    ) -> Result<Next<Stage, GatewayCredential>, Error> {
        match stage {
            Stage::Start => self.started(reply, cx),
            Stage::Image(session) => {
                // A firewall's page can come as `image/png` with status 200 (spec 2.4).
                let image = Image::new(reply.body().clone());
                let usable = reply.status() == 200 && image.kind() == ImageKind::Png;
                Ok(session.clone().show(usable.then_some(image)))
            }
            Stage::Wait(session) => status(session, reply),
            Stage::Redeem(session) => self.redeemed(session, reply),
        }
    }

    fn interval(&self, _: &Stage) -> Duration {
        INTERVAL
    }

    fn timed_out(&self, stage: &Stage) -> bool {
        matches!(stage, Stage::Wait(_))
    }

    fn is_transient(&self, stage: &Stage, reply: &Response) -> bool {
        // A 500 says in its text what is wrong; a picture that does not come is done without.
        let status = reply.status().as_u16();
        !matches!(stage, Stage::Image(_)) && matches!(status, 408 | 429 | 501..=599)
    }

    fn retries(&self, stage: &Stage) -> u32 {
        match stage {
            Stage::Image(_) => 0,
            _ => 3,
        }
    }

    fn without(&self, stage: &Stage, _: &Error) -> Option<Next<Stage, GatewayCredential>> {
        match stage {
            Stage::Image(session) => Some(session.clone().show(None)),
            _ => None,
        }
    }
}

impl Gateway {
    fn started(
        &self,
        reply: &Response,
        cx: &Cx<'_>,
    ) -> Result<Next<Stage, GatewayCredential>, Error> {
        #[derive(Deserialize)]
        struct Started<'a> {
            #[serde(borrow)]
            uid: Cow<'a, str>,
            #[serde(borrow)]
            sign: Cow<'a, str>,
            time: i64,
            #[serde(borrow)]
            qrcode_content: Cow<'a, str>,
        }
        if reply.status() != 200 {
            return match trouble(reply) {
                Trouble::Expired => Err(Error::Expired),
                Trouble::Final(error) => Err(error),
                Trouble::Passing(error) => Ok(Next::Retry(Stage::Start, error)),
            };
        }
        if reply::is_html(reply) {
            return Ok(Next::Retry(Stage::Start, reply::blocked(reply)));
        }
        let started: Started<'_> = reply::json(reply, "start")?;
        if started.uid.is_empty() || started.sign.is_empty() || started.qrcode_content.is_empty() {
            return Err(Error::malformed("start: empty uid, sign or qrcode_content"));
        }
        let session = Session {
            uid: started.uid.as_ref().into(),
            sign: started.sign.as_ref().into(),
            time: started.time,
            content: started.qrcode_content.as_ref().into(),
            expires_at: cx.now() + LIFETIME,
            not_ready: 0,
        };
        Ok(if self.fetch_image {
            Next::Go(Stage::Image(session))
        } else {
            session.show(None)
        })
    }

    fn redeemed(
        &self,
        session: &Session,
        reply: &Response,
    ) -> Result<Next<Stage, GatewayCredential>, Error> {
        let answer: Option<Redeemed<'_>> = serde_json::from_slice(reply.body()).ok();
        let refused = answer.as_ref().and_then(|answer| answer.success) == Some(false);
        let status = reply.status().as_u16();
        match (status, answer) {
            (200, Some(answer)) if !refused => self.credential(answer).map(Next::Done),
            (200 | 400, Some(answer)) if refused => {
                if session.not_ready >= NOT_READY {
                    return Err(Error::rejected(status, &answer.message, Advice::SeeMessage));
                }
                let mut session = session.clone();
                session.not_ready += 1;
                Ok(Next::Pending(Stage::Wait(session), None))
            }
            (200, _) if reply::is_html(reply) => Err(reply::blocked(reply)),
            (200, _) => Err(Error::malformed("login: not the documented JSON")),
            // The code is spent after the first try: nothing is gained by another (spec 2.6).
            _ => match trouble(reply) {
                Trouble::Expired => Err(Error::Expired),
                Trouble::Final(error) | Trouble::Passing(error) => Err(error),
            },
        }
    }

    fn credential(&self, answer: Redeemed<'_>) -> Result<GatewayCredential, Error> {
        let Values {
            uid,
            cid,
            seid,
            kid,
        } = answer.credentials;
        // What cannot be a cookie is no credential.
        let usable = |value: &Secret| Cookie::new("X", value.expose(), "115.com").is_some();
        reply::missing(&[
            ("uid", usable(&uid)),
            ("cid", usable(&cid)),
            ("seid", usable(&seid)),
        ])?;
        if answer.success != Some(true) {
            return Err(Error::malformed("login: `success` is missing"));
        }
        Ok(GatewayCredential {
            uid,
            cid,
            seid,
            kid: Some(kid).filter(usable),
            app: self.app,
        })
    }
}

#[derive(Deserialize)]
struct Redeemed<'a> {
    success: Option<bool>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    message: Cow<'a, str>,
    #[serde(default, deserialize_with = "lenient::object")]
    credentials: Values,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Values {
    #[serde(deserialize_with = "lenient::secret")]
    uid: Secret,
    #[serde(deserialize_with = "lenient::secret")]
    cid: Secret,
    #[serde(deserialize_with = "lenient::secret")]
    seid: Secret,
    #[serde(deserialize_with = "lenient::secret")]
    kid: Secret,
}

fn status(session: &Session, reply: &Response) -> Result<Next<Stage, GatewayCredential>, Error> {
    #[derive(Deserialize)]
    struct Status {
        #[serde(deserialize_with = "lenient::integer")]
        status: i64,
    }
    let wait = || Stage::Wait(session.clone());
    if reply.status() != 200 {
        return match trouble(reply) {
            Trouble::Expired => Err(Error::Expired),
            Trouble::Final(error) => Err(error),
            Trouble::Passing(error) => Ok(Next::Retry(wait(), error)),
        };
    }
    if reply::is_html(reply) {
        return Ok(Next::Retry(wait(), reply::blocked(reply)));
    }
    let Status { status } = reply::json(reply, "status")?;
    match status {
        1 => Ok(Next::Pending(wait(), Some(Scanner::default()))),
        2 => Ok(Next::Go(Stage::Redeem(session.clone()))),
        -1 => Err(Error::Expired),
        -2 => Err(Error::Denied),
        // 0 is waiting; any other value may be a new kind of waiting (spec 5.1).
        _ => Ok(Next::Pending(wait(), None)),
    }
}
