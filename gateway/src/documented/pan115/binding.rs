//! What a request says, and the rules that it has to keep (spec 2.2).

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use axum::response::{IntoResponse, Response};
use qrlogin::Secret;
use qrlogin::pan115::App;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Pan115, Pan115Style, reply};

/// The apps that the API knows, in the document's order.
const APPS: [App; 7] = [
    App::Web,
    App::Android,
    App::Ios,
    App::Tv,
    App::AlipayMini,
    App::WechatMini,
    App::QAndroid,
];

/// The members of a request's body; none if it has no body.
pub(super) struct Sent(Map<String, Value>);

/// The fields of a call. A field that the call does not have, or that was not sent, is empty.
pub(super) struct Fields {
    pub(super) uid: Secret,
    pub(super) sign: Secret,
    pub(super) time: i64,
    /// The app to log in as.
    pub(super) app: App,
}

/// A request that breaks a rule.
#[derive(Debug)]
pub(super) enum Invalid {
    /// The body could not be received: it is too long, or the connection broke.
    Body(StatusCode),
    /// The body cannot be read; why.
    Format(&'static str),
    /// Fields break rules.
    Rules(Vec<Broken>),
}

/// A rule that a field breaks. The members have the order of the original.
#[derive(Debug, Serialize)]
pub(super) struct Broken {
    field: &'static str,
    tag: &'static str,
    value: String,
    message: String,
}

impl FromRequest<Pan115> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, api: &Pan115) -> Result<Self, Response> {
        let received = Self::receive(request).await;
        received.map_err(|invalid| invalid.answer(api.style))
    }
}

impl Sent {
    async fn receive(request: Request) -> Result<Self, Invalid> {
        let kind = kind(request.headers());
        let body = Bytes::from_request(request, &()).await;
        let body = body.map_err(|error| Invalid::Body(error.into_response().status()))?;
        if body.is_empty() {
            return Ok(Self(Map::new()));
        }
        match kind {
            Kind::Json => Self::of_json(&body),
            Kind::BindsNothing => Ok(Self(Map::new())),
            Kind::Other => Err(Invalid::Format("the content type is not application/json")),
        }
    }

    /// The members of a JSON object. What follows it is ignored, as by the original.
    fn of_json(body: &[u8]) -> Result<Self, Invalid> {
        let mut json = serde_json::Deserializer::from_slice(body);
        // The parser's own text could quote a secret.
        match Value::deserialize(&mut json) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(Value::Null) => Ok(Self(Map::new())),
            Ok(_) => Err(Invalid::Format("the body is not a JSON object")),
            Err(_) => Err(Invalid::Format("the body is not valid JSON")),
        }
    }

    /// The field `uid`.
    pub(super) fn uid(&self) -> Result<Secret, Invalid> {
        let uid = self.text("uid", "uid must be a string")?;
        keep(required("uid", uid.is_empty(), ""))?;
        Ok(uid.into())
    }

    /// The fields that identify a code.
    pub(super) fn code(&self) -> Result<Fields, Invalid> {
        self.fields("", App::Web)
    }

    /// The same with `app`, by default this one (spec 2.6).
    pub(super) fn login(&self, default: App) -> Result<Fields, Invalid> {
        self.fields(self.text("app", "app must be a string")?, default)
    }

    fn fields(&self, app: &str, default: App) -> Result<Fields, Invalid> {
        let uid = self.text("uid", "uid must be a string")?;
        let sign = self.text("sign", "sign must be a string")?;
        let time = match self.get("time") {
            None => 0,
            Some(time) => time
                .as_i64()
                .ok_or(Invalid::Format("time must be an integer of 64 bits"))?,
        };
        let known = match app {
            "" => Some(default),
            name => APPS.into_iter().find(|app| app.name() == name),
        };
        let broken = [
            required("uid", uid.is_empty(), ""),
            required("sign", sign.is_empty(), ""),
            required("time", time == 0, "0"),
            known.is_none().then(|| one_of(app)),
        ];
        keep(broken.into_iter().flatten())?;
        Ok(Fields {
            uid: uid.into(),
            sign: sign.into(),
            time,
            app: known.unwrap_or(default),
        })
    }

    fn text(&self, name: &str, problem: &'static str) -> Result<&str, Invalid> {
        match self.get(name) {
            None => Ok(""),
            Some(value) => value.as_str().ok_or(Invalid::Format(problem)),
        }
    }

    /// A member that is not null. Names have any case, as in the original.
    fn get(&self, name: &str) -> Option<&Value> {
        let mut members = self.0.iter();
        let found = members.find(|(sent, _)| sent.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value).filter(|it| !it.is_null())
    }
}

fn keep(broken: impl IntoIterator<Item = Broken>) -> Result<(), Invalid> {
    let broken: Vec<Broken> = broken.into_iter().collect();
    match broken.is_empty() {
        true => Ok(()),
        false => Err(Invalid::Rules(broken)),
    }
}

fn required(field: &'static str, is_missing: bool, value: &str) -> Option<Broken> {
    is_missing.then(|| Broken {
        field,
        tag: "required",
        value: value.to_owned(),
        message: format!("{field} is required"),
    })
}

fn one_of(app: &str) -> Broken {
    let names = APPS.map(App::name).join(" ");
    Broken {
        field: "app",
        tag: "oneof",
        value: app.to_owned(),
        message: format!("app must be one of: {names}"),
    }
}

/// How a body is read, by its content type.
enum Kind {
    Json,
    /// A form or XML: the original accepts it and takes nothing from it.
    BindsNothing,
    Other,
}

fn kind(headers: &HeaderMap) -> Kind {
    let value = headers.get(CONTENT_TYPE).map(|value| value.as_bytes());
    let media = value.and_then(|value| value.split(|byte| *byte == b';').next());
    let media = media.unwrap_or_default().trim_ascii().to_ascii_lowercase();
    match media.as_slice() {
        b"application/json" => Kind::Json,
        b"application/x-www-form-urlencoded"
        | b"multipart/form-data"
        | b"application/xml"
        | b"text/xml" => Kind::BindsNothing,
        _ => Kind::Other,
    }
}

impl Invalid {
    /// The document's `message`, and the original's `details` beside it; or as the original.
    pub(super) fn answer(self, style: Pan115Style) -> Response {
        let is_observed = style == Pan115Style::Observed;
        match self {
            Self::Format(details) if is_observed => {
                Observed::answer("Invalid request format", details)
            }
            Self::Rules(details) if is_observed => Observed::answer("Validation failed", details),
            Self::Body(status) => {
                let text = status.canonical_reason().unwrap_or("Bad Request");
                reply::message(status, text)
            }
            Self::Format(details) => {
                let message = "Invalid request format";
                reply::json(StatusCode::BAD_REQUEST, &Body { message, details })
            }
            Self::Rules(details) => {
                let messages: Vec<&str> = details.iter().map(|it| it.message.as_str()).collect();
                let message = messages.join("; ");
                reply::json(StatusCode::BAD_REQUEST, &Body { message, details })
            }
        }
    }
}

/// The body of the original.
#[derive(Serialize)]
struct Observed<D> {
    details: D,
    error: &'static str,
}

impl<D: Serialize> Observed<D> {
    fn answer(error: &'static str, details: D) -> Response {
        reply::json(StatusCode::BAD_REQUEST, &Self { details, error })
    }
}

#[derive(Serialize)]
struct Body<M, D> {
    message: M,
    details: D,
}
