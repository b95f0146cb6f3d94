//! The replies to both calls (spec 2.2, 2.4).

use std::borrow::Cow;

use serde::Deserialize;

use crate::toolkit::json_lenient;
use crate::toolkit::reply::before_quotation;
use crate::{Advice, Error};

/// The reply to the request of a code.
#[derive(Deserialize)]
pub(super) struct Begun<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) device_code: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) user_code: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) verification_uri: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) verification_uri_complete: Cow<'a, str>,
    #[serde(default, deserialize_with = "json_lenient::number")]
    pub(super) interval: Option<u64>,
    #[serde(default, deserialize_with = "json_lenient::number")]
    pub(super) expires_in: Option<u64>,
    /// The same, as some clients read it.
    #[serde(default, deserialize_with = "json_lenient::number")]
    pub(super) expire_in: Option<u64>,
}

/// The reply to a poll.
#[derive(Deserialize)]
pub(super) struct Polled<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) client_id: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) client_secret: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::object")]
    pub(super) user_info: UserInfo<'a>,
}

/// Who scanned.
#[derive(Default, Deserialize)]
pub(super) struct UserInfo<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) open_id: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) tenant_brand: Cow<'a, str>,
}

/// The part of both that says why there is nothing.
#[derive(Deserialize)]
pub(super) struct Refusal<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    pub(super) error: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    error_description: Cow<'a, str>,
}

impl Refusal<'_> {
    /// What a bare status 429 means.
    pub(super) fn slow_down() -> Self {
        Self {
            error: "slow_down".into(),
            error_description: "".into(),
        }
    }

    /// The error with the service's own word.
    pub(super) fn rejected(&self, advice: Advice) -> Error {
        let description = before_quotation(&self.error_description);
        Error::rejected(self.error.trim(), description, advice)
    }
}
