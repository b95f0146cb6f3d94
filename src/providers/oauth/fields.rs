//! The fields of a response: JSON, or a form (spec 3.1).

use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::Response;
use crate::toolkit::reply;

const FORM: &str = "application/x-www-form-urlencoded";
/// What a body without a type begins with if it is a form.
const BEGINNINGS: [&str; 4] = ["access_token=", "device_code=", "deviceCode=", "error="];

/// The fields of a response.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// The fields of a JSON object or of a form; `None` if the body is neither.
    pub(super) fn read(reply: &Response) -> Option<Self> {
        let text = reply::text(reply, "oauth").ok()?.trim_ascii_start();
        match text.starts_with('{') {
            true => serde_json::from_str(text).ok().map(Self),
            false => is_form(reply, text).then(|| Self::of_form(text)),
        }
    }

    fn of_form(text: &str) -> Self {
        let pairs = form_urlencoded::parse(text.trim().as_bytes());
        Self(
            pairs
                .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
                .collect(),
        )
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The text of the first of these that has one.
    pub(super) fn text(&self, names: &[&str]) -> Option<&str> {
        let mut found = names.iter().filter_map(|name| self.0.get(*name)?.as_str());
        found.find(|text| !text.is_empty())
    }

    /// The whole number of the first of these, also in quotes.
    pub(super) fn number(&self, names: &[&str]) -> Option<u64> {
        let number = |value: &Value| match value {
            Value::String(text) => text.trim().parse().ok(),
            value => value.as_u64(),
        };
        names.iter().find_map(|name| number(self.0.get(*name)?))
    }

    /// All of them.
    pub(super) fn into_pairs(self) -> impl Iterator<Item = (String, Value)> {
        self.0.into_iter()
    }
}

fn is_form(reply: &Response, text: &str) -> bool {
    let content_type = reply.headers().get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let is_declared = content_type.is_some_and(|value| {
        let media_type = value.split(';').next().unwrap_or_default().trim();
        media_type.eq_ignore_ascii_case(FORM)
    });
    let begins = || {
        let all = text.split('&');
        all.take(16)
            .any(|pair| BEGINNINGS.iter().any(|name| pair.starts_with(name)))
    };
    !text.starts_with('<') && text.contains('=') && (is_declared || begins())
}
