//! What services say in place of tokens (spec 4).

use serde_json::Value;

use super::advice::CHECK_CLIENT;
use super::fields::Fields;
use crate::toolkit::reply::before_quotation;
use crate::{Advice, Error, Secret};

/// A word with its meaning.
pub(super) struct Word<'a> {
    text: String,
    description: &'a str,
}

/// What a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Pending,
    SlowDown,
    Denied,
    Expired,
    /// The code is not valid: not yet, not any more, or it is spent.
    NoCode,
    /// The app or its settings are wrong.
    Client,
    Busy,
    Unknown,
}

impl<'a> Word<'a> {
    /// The word of a response; `None` if it has none. `has_failed`: whether the status says so.
    pub(super) fn of(fields: &'a Fields, has_failed: bool) -> Option<Self> {
        let error = fields.get("error").unwrap_or(&Value::Null);
        let description = fields.text(&["error_description", "message", "error_message"]);
        let inner = |name: &str| error.get(name).and_then(Value::as_str);
        let own = match error {
            Value::String(text) => Some(text.as_str()),
            Value::Object(_) => facebook(error)
                .or_else(|| inner("code"))
                .or_else(|| inner("message"))
                .or(Some("error")),
            Value::Null | Value::Bool(false) => None,
            _ => Some("error"),
        };
        let word = own.filter(|text| !text.trim().is_empty());
        // Twitch has the word here, and a number in `status`.
        let message = || {
            fields.text(&["message"]).filter(|text| {
                fields.get("access_token").is_none()
                    && (has_failed || meaning(&normal(text)) != Meaning::Unknown)
            })
        };
        let text = normal(word.or_else(message)?);
        // Microsoft's code of a login that waits.
        let is_70016 = |codes: &Vec<Value>| codes.iter().any(|code| code.as_u64() == Some(70_016));
        let is_pending = fields.get("error_codes").and_then(Value::as_array);
        let text = match is_pending.is_some_and(is_70016) {
            true => "authorization_pending".to_owned(),
            false => text,
        };
        let description = description.or_else(|| inner("message")).unwrap_or_default();
        Some(Self { text, description })
    }

    pub(super) fn meaning(&self) -> Meaning {
        meaning(&self.text)
    }

    /// The refusal with this word. A description that repeats a secret of the request is left out.
    pub(super) fn rejected(&self, secrets: &[&Secret]) -> Error {
        let repeats =
            |secret: &&Secret| !secret.is_empty() && self.description.contains(secret.expose());
        let description = match secrets.iter().any(repeats) {
            true => "",
            false => before_quotation(self.description),
        };
        Error::rejected(&self.text, description, advice(self.meaning()))
    }
}

fn advice(meaning: Meaning) -> Advice {
    match meaning {
        Meaning::Client => CHECK_CLIENT,
        Meaning::NoCode | Meaning::Denied | Meaning::Expired => Advice::START_AGAIN,
        Meaning::Busy | Meaning::SlowDown => Advice::TRY_LATER,
        Meaning::Pending | Meaning::Unknown => Advice::SEE_MESSAGE,
    }
}

/// Services differ in case, and write blanks.
fn normal(text: &str) -> String {
    text.trim().to_ascii_lowercase().replace(' ', "_")
}

fn facebook(error: &Value) -> Option<&'static str> {
    match error.get("error_subcode").and_then(Value::as_u64)? {
        1_349_174 => Some("authorization_pending"),
        1_349_172 => Some("slow_down"),
        1_349_173 => Some("access_denied"),
        1_349_152 => Some("expired_token"),
        _ => None,
    }
}

fn meaning(word: &str) -> Meaning {
    match word {
        "authorization_pending" => Meaning::Pending,
        "slow_down" => Meaning::SlowDown,
        "access_denied" | "authorization_declined" => Meaning::Denied,
        "expired_token" | "code_expired" => Meaning::Expired,
        "bad_verification_code"
        | "device_not_found"
        | "incorrect_device_code"
        | "invalid_device_code"
        | "invalid_grant" => Meaning::NoCode,
        "invalid_client"
        | "incorrect_client_credentials"
        | "unauthorized_client"
        | "unsupported_grant_type"
        | "device_flow_disabled"
        | "invalid_scope"
        | "invalid_request" => Meaning::Client,
        "temporarily_unavailable" | "server_error" => Meaning::Busy,
        _ => Meaning::Unknown,
    }
}
