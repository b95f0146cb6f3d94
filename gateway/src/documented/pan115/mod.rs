//! 115driver's gateway API (spec 2), on the direct login of 115.
//!
//! Shapes and statuses are those of the document. What the document leaves open, or what is
//! otherwise than in the original server:
//!
//! | topic | here |
//! |---|---|
//! | `start` | a fifth member, `qrcode_image`: the picture as a `data:` URL, for an `<img>`. The document's `<img src="…/image">` is a GET without a uid, and a URL with the uid would put a secret into logs |
//! | `image` | drawn here from the uid, without a request to the service |
//! | `status` | a call takes up to 8 s: the original's 30 s are more than some clients wait. `version` is always `1.0`. After 1 there can be 0 again, as in the original: the service reports a scan once, and nothing is kept here |
//! | `login` | the status is checked first, for up to 2 s; only a confirmed code is redeemed. Without a KID, `kid` is empty |
//! | 400 | `details` beside `message`: a list of broken rules, or a text |
//! | 500 | the core's own text, never a body of the service |
//!
//! [`Pan115Style::Observed`] answers as the original server where that differs from the document.

mod binding;
mod reply;

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{MethodRouter, any, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use qrlogin::pan115::{App, CodeKey, Web, WebCredential};
use qrlogin::{Error, Next, Provider, Seed};
use serde::Serialize;

use self::binding::{Fields, Invalid, Sent};
use self::reply::During;
use crate::Upstream;
use crate::picture;

/// How long a call for the status waits for news. Some HTTP clients give up after 10 s.
const STATUS_WAIT: Duration = Duration::from_secs(8);
/// The same as the original, which passes the service's own wait on.
const OBSERVED_WAIT: Duration = Duration::from_secs(30);
/// The same before a login: a confirmed code is reported at once.
const CHECK_WAIT: Duration = Duration::from_secs(2);

/// What is escaped in the path of a URL.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

type Stage = <Web as Provider>::Stage;

/// What the answers of 115driver's API look like where the document and the original server differ.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pan115Style {
    /// As documented.
    #[default]
    Documented,
    /// As the original server. A request that breaks a rule gets `details` and `error` without
    /// `message`; an expired code, and a login before the confirmation, are 500. `version` is
    /// empty, `app` is `tv` by default, `start` has four members, `status` takes up to 30 s.
    /// Unlike the original, it quotes no body of the service, and redeems only a confirmed code.
    Observed,
}

/// What the calls need.
#[derive(Clone, Debug)]
struct Pan115 {
    upstream: Upstream,
    style: Pan115Style,
}

pub(crate) fn routes(upstream: Upstream, style: Pan115Style) -> Router {
    let only = |call: MethodRouter<Pan115>| call.fallback(other_method);
    Router::new()
        .route("/api/v1/115/qrcode/start", only(post(start)))
        .route("/api/v1/115/qrcode/image", only(post(image)))
        .route("/api/v1/115/qrcode/status", only(post(status)))
        .route("/api/v1/115/qrcode/login", only(post(login)))
        .route("/api/v1/115/{*path}", any(unknown))
        .with_state(Pan115 { upstream, style })
}

async fn unknown() -> Response {
    reply::message(StatusCode::NOT_FOUND, "Not Found")
}

/// The router adds `Allow`.
async fn other_method() -> Response {
    reply::message(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
}

async fn start(State(api): State<Pan115>, _: Sent) -> Response {
    api.answer(api.start().await, During::Start)
}

async fn image(State(api): State<Pan115>, sent: Sent) -> Response {
    api.answer(draw(&sent), During::Image)
}

async fn status(State(api): State<Pan115>, sent: Sent) -> Response {
    api.answer(api.status(&sent).await, During::Status)
}

async fn login(State(api): State<Pan115>, sent: Sent) -> Response {
    api.answer(api.login(&sent).await, During::Login)
}

impl Pan115 {
    fn answer(&self, answered: Result<Response, Failed>, during: During) -> Response {
        answered.unwrap_or_else(|failed| match failed {
            Failed::Request(invalid) => invalid.answer(self.style),
            Failed::Service(error) => reply::failure(&error, self.style, during),
        })
    }

    /// A new code.
    async fn start(&self) -> Result<Response, Failed> {
        #[derive(Serialize)]
        struct Started<'a> {
            uid: &'a str,
            sign: &'a str,
            time: i64,
            qrcode_content: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            qrcode_image: Option<String>,
        }
        let web = Web::new().app(App::Web);
        let next = self.upstream.exchange(&web, &web.start(), &seed()?).await;
        let (code, stage) = match next.map_err(|refusal| refusal.error)? {
            Next::Show(code, stage) => (code, stage),
            other => return Err(unexpected(other).into()),
        };
        let key = Web::key_of(&stage).ok_or_else(|| Error::malformed("token: no code"))?;
        let no_integer = |_| Error::malformed("token: `time` is not an integer");
        let content = code.payload.expose();
        let too_long = |_| Error::malformed("token: the text is too long for a QR code");
        let png = picture::png(content).map_err(too_long)?;
        Ok(reply::json(
            StatusCode::OK,
            &Started {
                uid: key.uid.expose(),
                sign: key.sign.expose(),
                time: key.time.parse().map_err(no_integer)?,
                qrcode_content: content,
                qrcode_image: (self.style == Pan115Style::Documented)
                    .then(|| format!("data:image/png;base64,{}", STANDARD.encode(png))),
            },
        ))
    }

    /// What the user has done with the code.
    async fn status(&self, sent: &Sent) -> Result<Response, Failed> {
        #[derive(Serialize)]
        struct Status {
            status: i8,
            message: &'static str,
            version: &'static str,
        }
        let fields = sent.code()?;
        let web = Web::new().app(fields.app);
        let (wait, version) = match self.style {
            Pan115Style::Documented => (STATUS_WAIT, "1.0"),
            Pan115Style::Observed => (OBSERVED_WAIT, ""),
        };
        let seen = look(&self.upstream.within(wait), &web, &fields).await?;
        let (status, message) = match seen {
            Seen::Waiting => (0, "Waiting for scan"),
            Seen::Scanned => (1, "QR code scanned, waiting for confirmation"),
            Seen::Confirmed(_) => (2, "Login confirmed, ready to complete"),
            Seen::Expired if self.style == Pan115Style::Observed => {
                return Err(Error::Expired.into());
            }
            Seen::Expired => (-1, "QR code expired"),
            Seen::Canceled => (-2, "Login canceled"),
        };
        let body = Status {
            status,
            message,
            version,
        };
        Ok(reply::json(StatusCode::OK, &body))
    }

    /// Redeems the code for the credentials. A code is good for one such call to the service, so it
    /// is made for a confirmed one only.
    async fn login(&self, sent: &Sent) -> Result<Response, Failed> {
        let is_observed = self.style == Pan115Style::Observed;
        let fields = sent.login(if is_observed { App::Tv } else { App::Web })?;
        let web = Web::new().app(fields.app);
        let stage = match look(&self.upstream.within(CHECK_WAIT), &web, &fields).await? {
            Seen::Confirmed(stage) => stage,
            Seen::Expired if is_observed => return Err(Error::Expired.into()),
            _ if is_observed => return Ok(reply::refused()),
            Seen::Waiting => return Ok(not_ready("waiting for scan")),
            Seen::Scanned => return Ok(not_ready("scanned, waiting for confirmation")),
            Seen::Expired => return Ok(not_ready("expired")),
            Seen::Canceled => return Ok(not_ready("canceled")),
        };
        match self.upstream.exchange(&web, &stage, &seed()?).await {
            Ok(Next::Done(credential)) => Ok(logged_in(&credential)),
            Ok(other) => Err(unexpected(other).into()),
            Err(refusal) => match refusal.error {
                // Redeemed before: by another call, or by one whose reply was lost.
                Error::Expired if !is_observed => Ok(not_ready("expired")),
                error => Err(error.into()),
            },
        }
    }
}

/// The picture of a code. Its text follows from the uid (spec 3.1).
fn draw(sent: &Sent) -> Result<Response, Failed> {
    let uid = sent.uid()?;
    let uid = utf8_percent_encode(uid.expose(), IN_PATH);
    let png = picture::png(&format!("https://115.com/scan/dg-{uid}"));
    let too_long = |_| Invalid::Format("uid is too long for a QR code").into();
    png.map(reply::png).map_err(too_long)
}

#[derive(Serialize)]
struct LoggedIn<'a> {
    credentials: Credentials<'a>,
    success: bool,
    message: &'a str,
}

#[derive(Default, Serialize)]
struct Credentials<'a> {
    uid: &'a str,
    cid: &'a str,
    seid: &'a str,
    kid: &'a str,
}

fn logged_in(credential: &WebCredential) -> Response {
    let body = LoggedIn {
        credentials: Credentials {
            uid: credential.uid.expose(),
            cid: credential.cid.expose(),
            seid: credential.seid.expose(),
            kid: credential.kid.as_ref().map_or("", |kid| kid.expose()),
        },
        success: true,
        message: "Login successful",
    };
    reply::json(StatusCode::OK, &body)
}

fn not_ready(current: &str) -> Response {
    let body = LoggedIn {
        credentials: Credentials::default(),
        success: false,
        message: &format!("QR code not ready for login. Current status: {current}"),
    };
    reply::json(StatusCode::BAD_REQUEST, &body)
}

/// What the service says of a code.
enum Seen {
    Waiting,
    Scanned,
    /// With the stage that redeems it.
    Confirmed(Stage),
    Expired,
    Canceled,
}

/// Asks the service for the status of a code.
async fn look(upstream: &Upstream, web: &Web, fields: &Fields) -> Result<Seen, Error> {
    let stage = Web::shown(&CodeKey {
        uid: fields.uid.clone(),
        sign: fields.sign.clone(),
        time: fields.time.to_string(),
    });
    match upstream.exchange(web, &stage, &seed()?).await {
        Ok(Next::Go(stage)) => Ok(Seen::Confirmed(stage)),
        Ok(Next::Pending(_, None) | Next::Unchanged(None)) => Ok(Seen::Waiting),
        Ok(Next::Pending(_, Some(_)) | Next::Unchanged(Some(_))) => Ok(Seen::Scanned),
        Ok(other) => Err(unexpected(other)),
        Err(refusal) => match refusal.error {
            Error::Expired => Ok(Seen::Expired),
            Error::Denied => Ok(Seen::Canceled),
            error => Err(error),
        },
    }
}

/// The error of a call that is no success.
fn unexpected<S, C>(next: Next<S, C>) -> Error {
    match next {
        Next::Retry(_, error) | Next::Busy(_, error) => error,
        _ => Error::malformed("another reply than that of this call"),
    }
}

/// The direct login uses no randomness, but a context has to have a seed.
fn seed() -> Result<Seed, Error> {
    qrlogin_tokio::seed().map_err(|error| qrlogin::Failure::from(error).into())
}

/// Why a call has no success.
enum Failed {
    Request(Invalid),
    Service(Error),
}

impl From<Invalid> for Failed {
    fn from(invalid: Invalid) -> Self {
        Self::Request(invalid)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Service(error)
    }
}
