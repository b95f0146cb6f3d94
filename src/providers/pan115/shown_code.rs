//! A code and its status: the same for the login of an app and for that of the open platform (spec
//! 3.1 to 3.3, 4).

use std::borrow::Cow;
use std::time::Duration;

use http::uri::PathAndQuery;
use serde::{Deserialize, Serialize};

use super::code_key::CodeKey;
use super::envelope::{self, Content};
use super::{LIFETIME, SCAN_WITH, STATUS_TIMEOUT, hosts, user_agent};
use crate::provider::{Context, Next};
use crate::toolkit::once::Once;
use crate::toolkit::{json_lenient, reply, request};
use crate::{Call, Error, QrCode, Response, Scanner, Secret};

/// The pause between two polls. The service holds each until something changes, but replies at once
/// while the code is scanned (spec 3.3, 6).
pub(super) const INTERVAL: Duration = Duration::from_secs(1);

/// Where a login stands.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub enum Stage {
    /// A code has to be requested.
    Start,
    /// The code is shown.
    Wait(ShownCode),
    /// The user has confirmed.
    Redeem(ShownCode),
}

/// A code that is shown. The uid alone redeems it (spec 7).
#[derive(Clone, Serialize, Deserialize)]
#[expect(unnameable_types, reason = "a stage is opaque to users")]
pub struct ShownCode {
    uid: Secret,
    sign: Secret,
    /// Sent back as it came.
    time: String,
    /// The host of the last reply.
    host: u8,
    /// What polls request.
    #[serde(skip)]
    target: Once<PathAndQuery>,
}

impl ShownCode {
    /// Reads a new code from the data of a response of `host`, and shows it.
    pub(super) fn show<C>(
        data: &str,
        call: &str,
        host: u8,
        notice: Option<String>,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, C>, Error> {
        let token: Token<'_> = reply::parse_json(data, call)?;
        if token.uid.is_empty() || token.sign.is_empty() || token.time.is_empty() {
            return Err(Error::malformed(format!("{call}: no uid, time or sign")));
        }
        let mut code = QrCode::new(token.payload()?, SCAN_WITH, cx.now() + LIFETIME);
        code.image_url = Some(token.image_url());
        code.notice = notice;
        let shown = Self {
            uid: token.uid.as_ref().into(),
            sign: token.sign.as_ref().into(),
            time: token.time.into_owned(),
            host,
            target: Once::default(),
        };
        Ok(Next::Show(code, Stage::Wait(shown)))
    }

    /// The code that this identifies, at the usual host.
    pub(super) fn of(key: &CodeKey) -> Self {
        Self {
            uid: key.uid.clone(),
            sign: key.sign.clone(),
            time: key.time.clone(),
            host: 0,
            target: Once::default(),
        }
    }

    /// What identifies it.
    pub(super) fn key(&self) -> CodeKey {
        CodeKey {
            uid: self.uid.clone(),
            sign: self.sign.clone(),
            time: self.time.clone(),
        }
    }

    /// What redeems the login.
    pub(super) fn uid(&self) -> &str {
        self.uid.expose()
    }

    /// Requests the status. Without the slash before the parameters it is a 404 (spec 3.3).
    pub(super) fn status_call(&self, user_agent: &str, cx: &Context<'_>) -> Result<Call, Error> {
        let target = self.target.get(|| {
            let parameters = [
                ("uid", self.uid.expose()),
                ("time", &self.time),
                ("sign", self.sign.expose()),
            ];
            request::target(request::with_query("/get/status/?", &parameters))
        })?;
        let (_, host) = hosts::CODE.after(self.host, cx.attempt());
        let request = request::get_at(host, target, user_agent::headers(user_agent)?)?;
        Ok(Call::new("status", request, STATUS_TIMEOUT))
    }

    /// What the response to that means (spec 5.1).
    pub(super) fn polled<C>(
        &self,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, C>, Error> {
        #[derive(Deserialize)]
        struct Status<'a> {
            #[serde(borrow, default, deserialize_with = "json_lenient::text")]
            status: Cow<'a, str>,
        }
        if is_waiting(reply) {
            return Ok(self.pending(cx, None));
        }
        let data = match envelope::open(reply, "status")? {
            Content::Yes(data) => data,
            Content::No(refusal) => {
                return match refusal.code.as_str() {
                    // How another endpoint says "waiting" and "scanned" (spec 5.2).
                    "90038" => Ok(self.pending(cx, None)),
                    "90039" => Ok(self.pending(cx, Some(Scanner::default()))),
                    _ => refusal.before_confirmation(Stage::Wait(self.clone())),
                };
            }
            Content::Blocked(error) => return Ok(Next::Retry(Stage::Wait(self.clone()), error)),
        };
        let Status { status } = reply::parse_json(data.json, "status")?;
        match status.trim() {
            "1" => Ok(self.pending(cx, Some(Scanner::default()))),
            "2" => Ok(Next::Go(Stage::Redeem(self.answered(cx)))),
            "-1" => Err(Error::Expired),
            "-2" => Err(Error::Denied),
            // None is the end of a long poll, 0 is waiting, and any other value may be a new kind
            // of it.
            _ => Ok(self.pending(cx, None)),
        }
    }

    fn pending<C>(&self, cx: &Context<'_>, scanner: Option<Scanner>) -> Next<Stage, C> {
        // Only a failure moves the login to another host.
        match cx.attempt() {
            0 => Next::Unchanged(scanner),
            _ => Next::Pending(Stage::Wait(self.answered(cx)), scanner),
        }
    }

    /// The same with the host of this reply.
    fn answered(&self, cx: &Context<'_>) -> Self {
        let (host, _) = hosts::CODE.after(self.host, cx.attempt());
        Self {
            host,
            ..self.clone()
        }
    }
}

/// Whether the response only says "waiting", as nearly all do. Read in one pass, without the texts.
fn is_waiting(reply: &Response) -> bool {
    #[derive(Deserialize)]
    struct Envelope {
        state: u8,
        data: Data,
    }
    #[derive(Deserialize)]
    struct Data {
        #[serde(default)]
        status: i64,
    }
    let text = reply::text(reply, "status").ok();
    let text = text.filter(|_| reply.status().is_success() && reply::is_json_object(reply));
    let envelope = text.and_then(|text| serde_json::from_str(text).ok());
    matches!(
        envelope,
        Some(Envelope {
            state: 1,
            data: Data { status: 0 }
        })
    )
}

/// The data of a response with a new code.
#[derive(Deserialize)]
struct Token<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    uid: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    time: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    sign: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    qrcode: Cow<'a, str>,
}

impl Token<'_> {
    /// The text of the code. It may be missing, or the older form without TLS: then it is made of
    /// the uid (spec 3.1).
    fn payload(&self) -> Result<Secret, Error> {
        if self.qrcode.is_empty() || self.qrcode.starts_with("http://115.com/scan/") {
            return Ok(format!("https://115.com/scan/dg-{}", self.uid).into());
        }
        let host = reply::plain_https_host(&self.qrcode)?;
        if hosts::is_own(&host) {
            Ok(self.qrcode.as_ref().into())
        } else {
            Err(Error::untrusted(&host))
        }
    }

    /// Where the service has a picture of it (spec 3.2).
    fn image_url(&self) -> Secret {
        let query = request::query([("uid", self.uid.as_ref())]);
        format!("https://qrcodeapi.115.com/api/1.0/web/1.0/qrcode?{query}").into()
    }
}
