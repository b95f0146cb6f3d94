//! `POST /v1/logins`: a new login.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, HeaderValue, LOCATION};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qrlogin::flows::{self, FlowInfo, Options};
use qrlogin::{Secret, Seed, Settings};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use url::Url;

use super::super::problem::{Kind, Problem};
use super::super::request::Sent;
use super::super::view::View;
use super::super::{Api, Owner};
use super::flows::names_host;
use super::{POST, Routes, json as json_answer};
use crate::seal::{Purpose, hash};
use crate::store::{Created, Idempotency, LoginId, NewLogin, Record};

/// The header by which a repeated request is recognised.
const KEY: &str = "Idempotency-Key";
/// The most bytes of its value.
const LONGEST_KEY: usize = 255;

/// A login to start.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewLogin")]
struct Wanted {
    /// The flow's name.
    #[schemars(schema_with = "flow_schema")]
    flow: String,
    /// The flow's settings by name, as texts.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    settings: BTreeMap<String, Secret>,
    /// How many times a new code is requested when one has expired.
    #[serde(default)]
    renewals: u32,
    /// The longest time to wait for the user's confirmation, in seconds; by default the lifetime of
    /// the code.
    #[serde(default)]
    #[schemars(range(min = 1))]
    patience: Option<u64>,
    /// Where the end of the login is reported: an http or https URL that the operator allows.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "uri"))]
    webhook: Option<Secret>,
}

fn flow_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let ids: Vec<_> = flows::FLOWS.iter().map(|info| info.id).collect();
    schemars::json_schema!({"type": "string", "enum": ids})
}

/// A login that was started.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CreatedLogin")]
struct Started {
    /// Its id.
    id: String,
    /// The secret that redeems the credential: keep it.
    #[schemars(with = "String")]
    secret: Secret,
    /// The login.
    login: View,
}

pub(super) fn add(routes: &mut Routes) {
    let location = json!({"Location": {
        "description": "The address of the login.", "required": true,
        "schema": {"type": "string", "format": "uri-reference"},
    }});
    let key = json!({"type": "string", "minLength": 1, "maxLength": LONGEST_KEY,
        "pattern": "^[!-~]+$"});
    let described = routes
        .operation("createLogin", "Starts a login")
        .description(
            "The answer has the secret that redeems the credential. With the same \
            `Idempotency-Key` and content, the same login and secret are returned, as long as the \
            login is kept.",
        )
        .parameter(
            "header",
            KEY,
            key,
            "A text of the client's own, unique for this login.",
        )
        .body::<Wanted>(true)
        .json::<Started>(201, "The login is started.")
        .with(201, "headers", location.clone())
        .with(201, "links", links())
        .json::<Started>(200, "The login of an earlier request with this key.")
        .with(200, "headers", location)
        .problems(&[
            Kind::Conflict,
            Kind::Setting,
            Kind::Destination,
            Kind::Unreachable,
        ])
        .finish();
    routes.add(POST, "/v1/logins", create, described);
}

/// What can be done with a login that was started.
fn links() -> serde_json::Value {
    let id = json!({"id": "$response.body#/id"});
    let secret = json!({"secret": "$response.body#/secret"});
    let of_login = [
        "getLogin",
        "cancelLogin",
        "getEvents",
        "answerLogin",
        "getCodePng",
        "getCodeSvg",
        "getCodeText",
    ];
    let of_secret = ["redeemCredential", "removeCredential"];
    let of_login = of_login.map(|to| (to, json!({"operationId": to, "parameters": id})));
    let of_secret = of_secret.map(|to| {
        let link = json!({"operationId": to, "parameters": id, "requestBody": secret});
        (to, link)
    });
    let links = of_login.into_iter().chain(of_secret);
    let links = links.map(|(name, link)| (name.to_owned(), link));
    links.collect::<serde_json::Map<_, _>>().into()
}

async fn create(
    State(api): State<Api>,
    owner: Owner,
    headers: HeaderMap,
    sent: Result<Sent<Wanted>, Problem>,
) -> Result<Response, Problem> {
    let key = idempotency_key(&headers)?;
    let Sent(wanted) = sent?;
    let info = flows::find(&wanted.flow).ok_or_else(unknown_flow)?;
    check(&api, info, &wanted)?;
    let settings: Settings = wanted
        .settings
        .iter()
        .map(|(n, v)| (n, v.clone()))
        .collect();
    let mut options = Options::new().renewals(wanted.renewals);
    if let Some(seconds) = wanted.patience {
        options = options.give_up_after(Duration::from_secs(seconds));
    }
    let login = info.login(&settings, Seed::new(random()?), &options)?;
    let id = LoginId::new(random()?);
    let secret = secrets(&api, &id).next();
    let secret = secret.ok_or_else(|| Problem::internal("the secret cannot be made"))?;
    let webhook = wanted.webhook.as_ref();
    let webhook = webhook.map(|url| api.keys.seal(Purpose::Webhook, &id, url));
    let new = NewLogin {
        owner: owner.0.clone(),
        flow: info.id.to_owned(),
        snapshot: api.keys.seal(Purpose::Snapshot, &id, &login.snapshot()?)?,
        secret: hash(secret.expose().as_bytes()),
        idempotency: key.map(|key| idempotency(&key, &wanted)).transpose()?,
        webhook: webhook.transpose()?,
        keep: api.keep,
        id,
    };
    match api.store.create(new).await? {
        Created::New(record) => {
            api.counts().count_start(&record.flow);
            started(&api, StatusCode::CREATED, &record, secret).await
        }
        Created::Repeated(record) => {
            let mut known = secrets(&api, &record.id);
            let secret = known.find(|it| hash(it.expose().as_bytes()) == record.secret);
            // The key that it follows from is not among the earlier ones any more.
            let lost = || Problem::internal("the secret of that login is not known any more");
            started(&api, StatusCode::OK, &record, secret.ok_or_else(lost)?).await
        }
        Created::Conflict => {
            let detail = "the key was used before, with another content";
            Err(Problem::new(Kind::Conflict, detail).field(KEY))
        }
    }
}

async fn started(
    api: &Api,
    status: StatusCode,
    record: &Record,
    secret: Secret,
) -> Result<Response, Problem> {
    let id = record.id.to_string();
    let location = HeaderValue::try_from(format!("/v1/logins/{id}"));
    let location = location.map_err(|_| Problem::internal("the id is no address"))?;
    let login = api.view(record).await?;
    let mut answer = json_answer(status, &Started { id, secret, login });
    answer.headers_mut().insert(LOCATION, location);
    Ok(answer)
}

fn unknown_flow() -> Problem {
    let ids: Vec<_> = flows::FLOWS.iter().map(|info| info.id).collect();
    Problem::invalid("flow", format!("has to be one of {}", ids.join(", ")))
}

/// Refuses what this gateway does not do for others. The rest of the settings is checked by the
/// flow.
fn check(api: &Api, info: &FlowInfo, wanted: &Wanted) -> Result<(), Problem> {
    if wanted.renewals > api.max_renewals {
        let problem = format!("has to be at most {}", api.max_renewals);
        return Err(Problem::invalid("renewals", problem));
    }
    let most = api.max_patience.as_secs();
    if wanted
        .patience
        .is_some_and(|seconds| seconds == 0 || seconds > most)
    {
        let problem = format!("has to be a number of seconds from 1 to {most}");
        return Err(Problem::invalid("patience", problem));
    }
    let hosts = info.settings.iter().filter(|info| names_host(info));
    for setting in hosts {
        let value = wanted.settings.get(setting.name);
        if value.is_some_and(|value| !(api.allow)(value.expose())) {
            return Err(not_allowed(format!("settings.{}", setting.name)));
        }
    }
    let Some(webhook) = &wanted.webhook else {
        return Ok(());
    };
    let url = Url::parse(webhook.expose()).ok();
    let is_http = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    if !url.as_ref().is_some_and(is_http) {
        return Err(Problem::invalid(
            "webhook",
            "has to be an http or https URL",
        ));
    }
    match api.sends_webhooks && (api.allow)(webhook.expose()) {
        true => Ok(()),
        false => Err(not_allowed("webhook".to_owned())),
    }
}

fn not_allowed(field: String) -> Problem {
    let detail = format!("the operator of this gateway has not allowed the host in `{field}`");
    Problem::new(Kind::Destination, detail).field(field)
}

fn random() -> Result<[u8; 16], Problem> {
    let mut bytes = [0; 16];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(_) => Err(Problem::internal("the system has no randomness")),
    }
}

/// The secrets that this login can have, 43 characters of base64url.
fn secrets(api: &Api, id: &LoginId) -> impl Iterator<Item = Secret> {
    let secrets = api.keys.redemption_secrets(id);
    secrets.map(|bytes| URL_SAFE_NO_PAD.encode(bytes).into())
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<Vec<u8>>, Problem> {
    let mut values = headers.get_all(KEY).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let value = value.as_bytes();
    let is_visible = value.iter().all(u8::is_ascii_graphic);
    if values.next().is_some() || !is_visible || !(1..=LONGEST_KEY).contains(&value.len()) {
        let problem = format!("has to be 1 to {LONGEST_KEY} visible characters of ASCII, once");
        return Err(Problem::parameter(KEY, problem));
    }
    Ok(Some(value.to_owned()))
}

/// How a repeated request is recognised. The hash of the content covers the key, which is not
/// stored: the hash alone does not allow to try values of the settings.
fn idempotency(key: &[u8], wanted: &Wanted) -> Result<Idempotency, Problem> {
    // Settings are sorted by name, defaults are written out.
    let content = serde_json::to_vec(wanted);
    let content = content.map_err(|_| Problem::internal("the request cannot be written"))?;
    let request = Sha256::new()
        .chain_update(hash(key))
        .chain_update(key)
        .chain_update(&content);
    Ok(Idempotency {
        key: hash(key),
        request: request.finalize().into(),
    })
}
