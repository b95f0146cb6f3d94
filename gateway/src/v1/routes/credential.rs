//! `POST` and `DELETE /v1/logins/{id}/credential`: the result, for the holder of the secret.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use qrlogin::export::{Format, Options};
use qrlogin::{Credential, Error, Secret, flows};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;

use super::super::problem::{Kind, Problem};
use super::super::request::{Id, MaybeSent, accepts};
use super::super::{Api, Owner, REPEAT};
use super::{DELETE, POST, Routes, json as json_answer};
use crate::seal::{Purpose, hash};
use crate::store::{Hash, Record, Redeemed, State as LoginState};

/// The header that has the secret, if the body has none.
const HEADER: &str = "Redemption-Secret";

/// How to hand out the credential.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Redemption {
    /// The secret that the login was created with; needed here or in the header
    /// `Redemption-Secret`.
    #[schemars(with = "Option<String>")]
    secret: Option<Secret>,
    /// The format: `json` (every field, the default), or one of the flow's `formats`, such as
    /// `header` (the value of a `Cookie` header) and `netscape` (a `cookies.txt`).
    #[schemars(schema_with = "format_schema")]
    format: Option<String>,
    /// For `netscape`: HttpOnly cookies begin with `#HttpOnly_`.
    httponly_prefix: bool,
    /// For `netscape`: session cookies have the end 0.
    session_zero: bool,
    /// For `netscape`: domains have no dot before them.
    bare_domain: bool,
}

fn format_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let names = Format::ALL.into_iter().map(|format| json!(format.name()));
    let names: Vec<_> = names.chain([json!(null)]).collect();
    schemars::json_schema!({ "enum": names })
}

/// Which result to remove.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Removal {
    /// The secret that the login was created with; needed here or in the header
    /// `Redemption-Secret`.
    #[schemars(with = "Option<String>")]
    secret: Option<Secret>,
}

/// A credential in the format that was wanted.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Redeemed")]
struct Exported {
    /// The flow's name.
    flow: &'static str,
    /// The format.
    format: String,
    /// In the format `json`: the credential, an object with all its fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    credential: Option<Box<RawValue>>,
    /// In the other formats: the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    text: Option<Secret>,
    /// The fields that the format has no place for, such as `access_token`.
    left_out: Vec<String>,
    /// What the credential lacks that will be missed later.
    warnings: Vec<Warned>,
}

/// What a credential lacks.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Warning")]
struct Warned {
    /// Its name, stable.
    kind: &'static str,
    /// What is lacking, in one sentence.
    message: String,
}

pub(super) fn add(routes: &mut Routes) {
    let secret = json!({"type": "string", "pattern": "^[!-~]+$"});
    let about = "The secret, if it is not in the body.";
    let path = "/v1/logins/{id}/credential";
    let problems = &[
        Kind::LoginNotFound,
        Kind::WrongSecret,
        Kind::Pending,
        Kind::LoginFailed,
        Kind::LoginCancelled,
        Kind::Unreachable,
        Kind::Gone,
    ];
    let described = routes
        .operation("redeemCredential", "Hands out the credential of a login")
        .description(
            "The first time binds the credential to the secret. The same secret gets it again for \
            120 seconds, or until it is removed. With `Accept: text/plain` the answer is the text \
            of the format alone.",
        )
        .parameter("header", HEADER, secret.clone(), about)
        .body::<Redemption>(false)
        .json::<Exported>(200, "The credential.")
        .text(200, "text/plain", "The credential.")
        .problems(problems)
        .finish();
    routes.add(POST, path, redeem, described);
    let described = routes
        .operation("removeCredential", "Removes a credential that has arrived")
        .description("Can be repeated.")
        .parameter("header", HEADER, secret, about)
        .body::<Removal>(false)
        .empty(204, "The credential is not here any more.")
        .problems(problems)
        .problems(&[Kind::NotRedeemed])
        .finish();
    routes.add(DELETE, path, remove, described);
}

async fn redeem(
    State(api): State<Api>,
    owner: Owner,
    Id(id): Id,
    headers: HeaderMap,
    MaybeSent(wanted): MaybeSent<Redemption>,
) -> Result<Response, Problem> {
    let record = api.record(&owner, &id).await?;
    let secret = secret(&headers, wanted.secret)?;
    let format = wanted.format.as_deref().unwrap_or("json");
    let format: Format = format.parse().map_err(|error| unusable(&error))?;
    check_format(&record, format)?;
    let options = Options::new()
        .httponly_prefix(wanted.httponly_prefix)
        .session_zero(wanted.session_zero)
        .bare_domain(wanted.bare_domain)
        .at(api.store.now().await?);
    let sealed = match api.store.redeem(&id, &secret, REPEAT).await? {
        Redeemed::Result(sealed) => sealed,
        Redeemed::Pending(state) => return Err(pending(state)),
        Redeemed::WrongSecret => return Err(wrong_secret()),
        Redeemed::Gone => return Err(gone()),
        Redeemed::Unknown => return Err(Problem::no_login()),
    };
    let credential: Credential = api.keys.open(Purpose::Result, &id, &sealed)?;
    let text = credential.export_with(format, options);
    let text = text.map_err(|error| unusable(&error.into()))?;
    if accepts(&headers, "text/plain") && !accepts(&headers, "application/json") {
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        return Ok(([(CONTENT_TYPE, plain)], text.expose().to_owned()).into_response());
    }
    exported(&credential, format, text)
}

/// The answer of JSON.
fn exported(credential: &Credential, format: Format, text: Secret) -> Result<Response, Problem> {
    let unwritten = |_| Problem::internal("the credential cannot be written");
    let (object, text) = match format {
        Format::Json => (
            Some(RawValue::from_string(text.into()).map_err(unwritten)?),
            None,
        ),
        _ => (None, Some(text)),
    };
    let warnings = credential.warnings().into_iter().map(|warning| Warned {
        kind: warning.kind(),
        message: warning.to_string(),
    });
    let exported = Exported {
        flow: credential.flow(),
        format: format.to_string(),
        credential: object,
        text,
        left_out: credential.left_out(format),
        warnings: warnings.collect(),
    };
    Ok(json_answer(StatusCode::OK, &exported))
}

async fn remove(
    State(api): State<Api>,
    owner: Owner,
    Id(id): Id,
    headers: HeaderMap,
    MaybeSent(wanted): MaybeSent<Removal>,
) -> Result<StatusCode, Problem> {
    let record = api.record(&owner, &id).await?;
    let secret = secret(&headers, wanted.secret)?;
    check(&record, &secret)?;
    if record.state != LoginState::Done {
        return Err(pending(record.state));
    }
    if api.store.confirm(&id, &secret).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    // Not removed: it was before, or it was never handed out.
    match api.record(&owner, &id).await?.redeemed_at {
        Some(_) => Ok(StatusCode::NO_CONTENT),
        None => {
            let detail = "the credential was not handed out yet, so it is kept";
            Err(Problem::new(Kind::NotRedeemed, detail))
        }
    }
}

/// The hash of the secret in the header or in the body.
fn secret(headers: &HeaderMap, sent: Option<Secret>) -> Result<Hash, Problem> {
    let mut values = headers.get_all(HEADER).iter();
    let header = values.next().map(|value| hash(value.as_bytes()));
    let body = sent.map(|secret| hash(secret.expose().as_bytes()));
    match (header, body) {
        _ if values.next().is_some() => Err(Problem::parameter(HEADER, "is there twice")),
        (Some(header), Some(body)) if header != body => Err(Problem::invalid(
            "secret",
            "is another one than that in the header",
        )),
        (Some(secret), _) | (None, Some(secret)) => Ok(secret),
        (None, None) => Err(Problem::invalid(
            "secret",
            format!("is required, here or in the header {HEADER}"),
        )),
    }
}

/// As the store does for a redemption, before the state: others learn nothing by guessing. Hashes
/// are compared, so the time that it takes says nothing about the secret.
fn check(record: &Record, secret: &Hash) -> Result<(), Problem> {
    match record.secret == *secret {
        true => Ok(()),
        false => Err(wrong_secret()),
    }
}

/// Before the redemption: a format that cannot be had does not start its time.
fn check_format(record: &Record, format: Format) -> Result<(), Problem> {
    let Some(info) = flows::find(&record.flow) else {
        return Ok(());
    };
    match format.fits(info) {
        true => Ok(()),
        false => {
            let formats: Vec<_> = Format::of(info).map(Format::name).collect();
            let formats = formats.join(", ");
            let problem = format!("has to be one of those of {}: {formats}", record.flow);
            Err(Problem::invalid("format", problem))
        }
    }
}

fn wrong_secret() -> Problem {
    let detail = "the secret is not that of this login";
    Problem::new(Kind::WrongSecret, detail)
}

fn gone() -> Problem {
    let detail = "the credential was removed, or the time to fetch it again is over";
    Problem::new(Kind::Gone, detail)
}

fn pending(state: LoginState) -> Problem {
    let (kind, detail) = match state {
        LoginState::Running => (Kind::Pending, "the user has not confirmed yet"),
        LoginState::Failed => (Kind::LoginFailed, "a failed login has no credential"),
        LoginState::Cancelled => (Kind::LoginCancelled, "a cancelled login has no credential"),
        LoginState::Done => (Kind::Pending, "the credential is being stored"),
    };
    Problem::new(kind, detail)
}

/// A format that does not exist, or that these credentials do not have.
fn unusable(error: &Error) -> Problem {
    match error {
        Error::Setting { problem, .. } => Problem::invalid("format", problem),
        _ => Problem::internal("the credential cannot be written"),
    }
}
