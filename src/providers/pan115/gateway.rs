//! The login through the documented gateway API `/api/v1/115/qrcode/*` (spec 2).
//!
//! ```text
//! Start ──start──▶ [Image ──image──▶] Wait ──status 2──▶ Redeem ──login──▶ Done
//!                                     ▲ └─ 0, 1, time-out ─┐  │
//!                                     └────────────────────┴──┘ "not ready"
//! ```
//!
//! The real server and its document differ in many places; both are understood without a setting.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::gateway_response as response;
use super::gateway_stage::{GatewayCode, Stage};
use super::{App, GatewayCredential, SCAN_WITH, STATUS_TIMEOUT, TIMEOUT};
use crate::Listed;
use crate::provider::{Context, Next, Policy, Provider};
use crate::toolkit::request;
use crate::{BaseUrl, Call, Error, Image, ImageKind, QrCode, Response};
use crate::{SettingInfo, Settings};

const INTERVAL: Duration = Duration::from_secs(2);
/// The apps that a gateway server knows (spec 2.2).
const APPS: [&str; 7] = [
    "web",
    "android",
    "ios",
    "tv",
    "alipaymini",
    "wechatmini",
    "qandroid",
];

/// The login through a gateway server.
///
/// The operator of that server sees the credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

    /// Logs in as this app instead. Gateway servers know [`App::Web`], [`App::Android`],
    /// [`App::Ios`], [`App::Tv`], [`App::AlipayMini`], [`App::WechatMini`] and
    /// [`App::QAndroid`]; the login with any other ends with [`Error::Setting`] before anything
    /// is sent.
    #[must_use]
    pub fn app(mut self, app: App) -> Self {
        self.app = app;
        self
    }

    /// Also fetches the server's own picture of the code ([`QrCode::image`]). If that fails, the
    /// code is shown without it.
    #[must_use]
    pub fn fetch_image(mut self, fetch: bool) -> Self {
        self.fetch_image = fetch;
        self
    }

    /// What the user should know before scanning (spec 7).
    fn notice(&self) -> Option<String> {
        let server = self.base_url.operator()?;
        let listeners = match self.base_url.is_private() {
            true => "",
            false => "; the connection is not encrypted, so others on the network may see them too",
        };
        Some(format!(
            "the operator of {server} sees your credentials{listeners}"
        ))
    }

    fn show(&self, code: GatewayCode, image: Option<Image>) -> Next<Stage, GatewayCredential> {
        let mut shown = QrCode::new(code.content.clone(), SCAN_WITH, code.expires_at);
        shown.image = image;
        shown.notice = self.notice();
        Next::Show(shown, Stage::Wait(code))
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

impl Provider for Gateway {
    const ID: &'static str = "115-gateway";

    type Stage = Stage;
    type Credential = GatewayCredential;

    fn start(&self) -> Stage {
        Stage::Start
    }

    fn request(&self, stage: &Stage, _: &Context<'_>) -> Result<Call, Error> {
        #[derive(Serialize)]
        struct Empty {}
        #[derive(Serialize)]
        struct Uid<'a> {
            uid: &'a str,
        }
        // The server would refuse it only after the confirmation.
        if !APPS.contains(&self.app.name()) {
            return Err(Error::setting("app", "gateway servers refuse this app"));
        }
        match stage {
            Stage::Start => self.post("start", &Empty {}, TIMEOUT),
            Stage::Image(code) => {
                let uid = code.uid.expose();
                self.post("image", &Uid { uid }, TIMEOUT)
            }
            Stage::Wait(code) => self.post("status", &code.key(None), STATUS_TIMEOUT),
            // The defaults of server and document differ, so the app is always named (spec 2.6).
            Stage::Redeem(code) => self.post("login", &code.key(Some(self.app)), TIMEOUT),
        }
    }

    fn response(
        &self,
        stage: &Stage,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, GatewayCredential>, Error> {
        match stage {
            Stage::Start => response::started(reply, cx, |code| match self.fetch_image {
                true => Next::Go(Stage::Image(code)),
                false => self.show(code, None),
            }),
            Stage::Image(code) => {
                // A firewall's page can come as `image/png` with status 200 (spec 2.4).
                let image = Image::new(reply.body().clone());
                let usable = reply.status() == 200 && image.kind() == ImageKind::Png;
                Ok(self.show(code.clone(), usable.then_some(image)))
            }
            Stage::Wait(code) => response::status(code, reply),
            Stage::Redeem(code) => response::redeemed(code, reply, self.app),
        }
    }

    fn policy(&self, stage: &Stage) -> Policy {
        let policy = Policy::new(INTERVAL);
        match stage {
            Stage::Wait(_) => policy.long_poll(),
            // The login goes on without the picture.
            Stage::Image(_) => policy.retries(0),
            _ => policy,
        }
    }

    fn is_transient(&self, stage: &Stage, reply: &Response) -> bool {
        // A 500 says in its text what is wrong; a picture that does not come is done without.
        let status = reply.status().as_u16();
        !matches!(stage, Stage::Image(_)) && matches!(status, 408 | 429 | 501..=599)
    }

    fn fallback(&self, stage: &Stage, _: &Error) -> Option<Next<Stage, GatewayCredential>> {
        match stage {
            Stage::Image(code) => Some(self.show(code.clone(), None)),
            _ => None,
        }
    }
}

impl Listed for Gateway {
    const SCAN_WITH: &'static str = SCAN_WITH;
    const YIELDS: &'static str = "uid, cid, seid, kid (cookies of 115.com)";
    const COOKIES: bool = true;
    const SETTINGS: &'static [SettingInfo] = &[
        SettingInfo::text(
            "base_url",
            "http://localhost:8080",
            "address of the gateway server",
        ),
        SettingInfo::one_of(
            "app",
            &APPS,
            "web",
            "115 app to log in as; this signs the account out of that app elsewhere",
        ),
        SettingInfo::one_of(
            "image",
            &["true", "false"],
            "false",
            "also fetch the server's picture of the code",
        ),
    ];

    fn configure(settings: &Settings) -> Result<Self, Error> {
        let base_url = settings.get("base_url").unwrap_or("http://localhost:8080");
        let app = settings.get("app").unwrap_or("web");
        let app = App::from_name(app).filter(|app| APPS.contains(&app.name()));
        let app = app.ok_or_else(|| Error::setting("app", "unknown app"))?;
        Ok(Self::new(BaseUrl::parse(base_url)?)
            .app(app)
            .fetch_image(settings.flag("image")?))
    }
}
