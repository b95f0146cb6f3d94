//! What a request says, or the problem with it.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::header::{ACCEPT, CONTENT_TYPE, HeaderMap};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;
use url::form_urlencoded;

use super::Owner;
use super::problem::{Kind, Problem};
use crate::store::LoginId;

impl<S: Sync> FromRequestParts<S> for Owner {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get().cloned().unwrap_or_default())
    }
}

/// The login that the address names.
pub(super) struct Id(pub(super) LoginId);

impl<S: Sync + Send> FromRequestParts<S> for Id {
    type Rejection = Problem;

    /// What cannot be an id is answered like an id that is not there.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let text = Path::<String>::from_request_parts(parts, state).await;
        let id = text.ok().and_then(|text| LoginId::parse(&text));
        id.map(Self).ok_or_else(Problem::no_login)
    }
}

/// A body of JSON.
pub(super) struct Sent<T>(pub(super) T);

impl<S: Sync + Send, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let is_json = is_json(request.headers());
        let body = body(request, state).await?;
        if !is_json {
            return Err(not_json());
        }
        parse(&body).map(Self)
    }
}

/// A body of JSON, or none.
pub(super) struct MaybeSent<T>(pub(super) T);

impl<S: Sync + Send, T: DeserializeOwned + Default> FromRequest<S> for MaybeSent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let is_json = is_json(request.headers());
        let body = body(request, state).await?;
        match (body.is_empty(), is_json) {
            (true, _) => Ok(Self(T::default())),
            (false, false) => Err(not_json()),
            (false, true) => parse(&body).map(Self),
        }
    }
}

fn not_json() -> Problem {
    let detail = "the body has to be JSON, with the header Content-Type: application/json";
    Problem::new(Kind::MediaType, detail)
}

async fn body<S: Sync + Send>(request: Request, state: &S) -> Result<Bytes, Problem> {
    let body = Bytes::from_request(request, state).await;
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(Kind::TooLarge, "the body is larger than this gateway takes")
        }
        _ => Problem::new(Kind::BadRequest, "the body did not arrive completely"),
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).map(|value| value.to_str());
    let Some(Ok(value)) = value else {
        return false;
    };
    let (essence, _) = value.split_once(';').unwrap_or((value, ""));
    let essence = essence.trim().to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    // An array would be read as the fields in order.
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(match serde_json::from_slice::<IgnoredAny>(body) {
            Ok(_) => Problem::new(Kind::InvalidField, "the body has to be an object"),
            Err(error) => unreadable("", &error),
        });
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        unreadable(&path, error.inner())
    })?;
    json.end().map_err(|error| unreadable("", &error))?;
    Ok(value)
}

/// What is wrong with a body. The parser's own text quotes values, which can be secrets: it is
/// used from its word "expected" on, or where it names fields only.
fn unreadable(path: &str, error: &serde_json::Error) -> Problem {
    if error.classify() != Category::Data {
        let (line, column) = (error.line(), error.column());
        let detail = format!("the body is not JSON: see line {line}, column {column}");
        return Problem::new(Kind::BadRequest, detail);
    }
    let text = error.to_string();
    let (text, _) = text.rsplit_once(" at line ").unwrap_or((&text, ""));
    let named = |prefix: &str| {
        let (name, rest) = text.strip_prefix(prefix)?.split_once('`')?;
        Some((name, rest.trim_start_matches(", ")))
    };
    let within = |name: &str| match path.strip_suffix(name) {
        Some(parent) if parent.is_empty() || parent.ends_with('.') => path.to_owned(),
        _ if path.is_empty() || path == "." => name.to_owned(),
        _ => format!("{path}.{name}"),
    };
    if let Some((name, expected)) = named("unknown field `") {
        let field: String = within(name).chars().take(100).collect();
        return Problem::invalid(&field, format!("is not a field here; {expected}"));
    }
    if let Some((name, _)) = named("missing field `") {
        return Problem::invalid(&within(name), "is required");
    }
    if let Some((name, _)) = named("duplicate field `") {
        return Problem::invalid(&within(name), "is there twice");
    }
    let expected = text.rsplit_once("expected ").map(|(_, expected)| expected);
    let expected = expected.unwrap_or("another value");
    match path {
        "" | "." => {
            let detail = format!("the body has to be {expected}");
            Problem::new(Kind::InvalidField, detail)
        }
        path => Problem::invalid(path, format!("has to be {expected}")),
    }
}

/// The parameters of a URL by name, each at most once.
///
/// # Errors
/// One of another name than these, or one twice.
pub(super) fn query<const N: usize>(
    uri: &Uri,
    names: [&str; N],
) -> Result<[Option<String>; N], Problem> {
    let mut values = [const { None }; N];
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        let mut known = names.iter().zip(&mut values);
        let Some((_, slot)) = known.find(|(known, _)| **known == name) else {
            let name: String = name.chars().take(100).collect();
            let problem = format!("is not a parameter here; there are {}", names.join(", "));
            return Err(Problem::parameter(&name, problem));
        };
        if slot.replace(value.into_owned()).is_some() {
            return Err(Problem::parameter(&name, "is there twice"));
        }
    }
    Ok(values)
}

/// Whether the client accepts this media type by name. Ranges such as `*/*` are not meant: what
/// they get is the default.
pub(super) fn accepts(headers: &HeaderMap, media_type: &str) -> bool {
    let values = headers.get_all(ACCEPT).iter();
    let ranges = values.filter_map(|value| value.to_str().ok());
    ranges.flat_map(|value| value.split(',')).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let is_named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(media_type));
        let is_refused = |part: &str| {
            let weight = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="));
            weight.is_some_and(|weight| weight.parse::<f32>() == Ok(0.0))
        };
        is_named && !parts.any(is_refused)
    })
}
