//! What the device flow yields, and how it is kept alive (spec 5).

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::device::post;
use super::fields::Fields;
use super::word::Word;
use super::{Device, Endpoint, TOKEN_TIMEOUT};
use crate::registry::Parts;
use crate::toolkit::reply;
use crate::toolkit::request::query;
use crate::{Call, Error, Response, Secret, Timestamp};

/// How long before its end an access token should be refreshed.
const EARLY: Duration = Duration::from_secs(300);
/// The most fields that are kept in `extra`.
const MOST_EXTRA: usize = 64;

/// What the device flow yields.
///
/// # Refreshing
///
/// If there is a refresh token, [`DeviceCredential::refresh`] is the call for new tokens, and
/// [`DeviceCredential::refreshed`] reads its response. Save the result at once: many services void
/// the old refresh token.
///
/// ```
/// use qrlogin::oauth::DeviceCredential;
/// use qrlogin::{Response, Timestamp};
///
/// # let stored = r#"{"access_token":"a","token_type":"bearer","expires_at":null,"refresh_token":"r","scope":[],"token_endpoint":"https://id.example/token","client_id":"c1"}"#;
/// # let credential: DeviceCredential = serde_json::from_str(stored)?;
/// # let http = |_: qrlogin::Call| Response::new(br#"{"access_token":"b"}"#.to_vec());
/// let now = Timestamp::from_secs(1_700_000_000);
/// if let Some(call) = credential.refresh().filter(|_| credential.is_due(now)) {
///     let new = credential.refreshed(&http(call), now)?;
///     assert_eq!(new.refresh_token, credential.refresh_token); // none came: the old one holds
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceCredential {
    /// The access token.
    pub access_token: Secret,
    /// How it is used, as the service spells it; `bearer` if it does not say.
    pub token_type: String,
    /// When the access token ends, if the service said.
    pub expires_at: Option<Timestamp>,
    /// The refresh token, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Secret>,
    /// The ID token as it came, if there is one. Its signature was not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unverified_id_token: Option<Secret>,
    /// The scopes that were granted: those requested, if the service does not say.
    pub scope: Vec<String>,
    /// The other fields of the response that are texts, numbers or booleans, as texts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, Secret>,
    /// Where the refresh token is used.
    pub token_endpoint: Endpoint,
    /// The app of the login.
    pub client_id: String,
    /// The secret of the app, if it has one: a refresh needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<Secret>,
}

impl Parts for DeviceCredential {
    fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }

    fn is_due(&self, now: Timestamp) -> Option<bool> {
        Some(Self::is_due(self, now))
    }
}

impl DeviceCredential {
    /// Whether it is time for a refresh: 300 s before the end of the access token, or if that is
    /// not known.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now + EARLY >= end)
    }

    /// The call that requests new tokens; `None` without a refresh token.
    pub fn refresh(&self) -> Option<Call> {
        let token = self.refresh_token.as_ref().filter(|it| !it.is_empty())?;
        let mut form = vec![
            ("grant_type", "refresh_token"),
            ("refresh_token", token.expose()),
            ("client_id", self.client_id.as_str()),
        ];
        if let Some(secret) = &self.client_secret {
            form.push(("client_secret", secret.expose()));
        }
        let request = post(&self.token_endpoint, query(form));
        Some(Call::new("refresh", request, TOKEN_TIMEOUT))
    }

    /// The new credentials in the response to [`DeviceCredential::refresh`], which came at `now`.
    /// What the response leaves out stays as it was: refresh token, ID token and scope.
    ///
    /// # Errors
    /// With the advice [`START_AGAIN`](crate::Advice::START_AGAIN): the refresh token is void, the
    /// user has to log in again. With [`TRY_LATER`](crate::Advice::TRY_LATER): these credentials
    /// still hold. With [`CHECK_CLIENT`](super::advice::CHECK_CLIENT): the service does not know
    /// the app or its secret. [`Error::Incomplete`] if there is no access token.
    pub fn refreshed(&self, reply: &Response, now: Timestamp) -> Result<Self, Error> {
        let status = reply.status();
        let Some(fields) = Fields::read(reply) else {
            return Err(match status.is_success() && !reply::is_html(reply) {
                true => Error::malformed("refresh: neither JSON nor a form"),
                false => reply::status_error(reply),
            });
        };
        if let Some(word) = Word::of(&fields, !status.is_success()) {
            let secrets = self.refresh_token.iter().chain(&self.client_secret);
            let error = word.rejected(&secrets.collect::<Vec<_>>());
            return Err(match status.is_server_error() {
                true => reply::status_error(reply),
                false => error,
            });
        }
        if !status.is_success() {
            return Err(reply::status_error(reply));
        }
        let app = App {
            token_endpoint: &self.token_endpoint,
            client_id: &self.client_id,
            client_secret: self.client_secret.as_ref(),
        };
        let new = app.credential(fields, &self.scope, now)?;
        let kept = |new: Option<Secret>, old: &Option<Secret>| new.or_else(|| old.clone());
        Ok(Self {
            refresh_token: kept(new.refresh_token, &self.refresh_token),
            unverified_id_token: kept(new.unverified_id_token, &self.unverified_id_token),
            ..new
        })
    }

    /// The tokens of a success response to a poll.
    pub(super) fn read(
        fields: Fields,
        login: &Device,
        token_endpoint: &Endpoint,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let app = App {
            token_endpoint,
            client_id: &login.client_id,
            client_secret: login.client_secret.as_ref(),
        };
        app.credential(fields, &words(&login.scope), now)
    }
}

/// Whom the tokens are for.
struct App<'a> {
    token_endpoint: &'a Endpoint,
    client_id: &'a str,
    client_secret: Option<&'a Secret>,
}

impl App<'_> {
    /// The credentials in a success response; without `scope` it is the one that was `requested`
    /// (RFC 6749, 5.1).
    fn credential(
        &self,
        fields: Fields,
        requested: &[String],
        now: Timestamp,
    ) -> Result<DeviceCredential, Error> {
        let secret = |name: &str| fields.text(&[name]).map(Secret::from);
        let access_token =
            secret("access_token").ok_or_else(|| Error::incomplete(["access_token"]))?;
        let lifetime = fields.number(&["expires_in"]).map(Duration::from_secs);
        Ok(DeviceCredential {
            access_token,
            token_type: fields.text(&["token_type"]).unwrap_or("bearer").to_owned(),
            expires_at: lifetime.map(|lifetime| now + lifetime),
            refresh_token: secret("refresh_token"),
            unverified_id_token: secret("id_token"),
            scope: fields
                .get("scope")
                .and_then(scope)
                .unwrap_or_else(|| requested.to_vec()),
            token_endpoint: self.token_endpoint.clone(),
            client_id: self.client_id.to_owned(),
            client_secret: self.client_secret.cloned(),
            extra: extra(fields),
        })
    }
}

/// Scopes: GitHub separates them by commas, Twitch has a list.
fn scope(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(words(text)),
        Value::Array(list) => {
            let texts = list.iter().filter_map(Value::as_str);
            Some(texts.map(str::to_owned).collect())
        }
        _ => None,
    }
}

fn words(text: &str) -> Vec<String> {
    let words = text.split([' ', ',']).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

const READ: [&str; 6] = [
    "access_token",
    "expires_in",
    "id_token",
    "refresh_token",
    "scope",
    "token_type",
];

fn extra(fields: Fields) -> BTreeMap<String, Secret> {
    let text = |value: Value| match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let others = fields
        .into_pairs()
        .filter(|(name, _)| !READ.contains(&name.as_str()));
    let texts = others.filter_map(|(name, value)| Some((name, text(value)?.into())));
    texts.take(MOST_EXTRA).collect()
}
