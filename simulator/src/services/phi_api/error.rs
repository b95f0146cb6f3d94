//! How TapTap refuses.

use crate::json::{Escapes, Json};
use crate::scenario::ErrorStyle;
use crate::service::Cx;

/// A refusal of TapTap.
pub(super) enum UpstreamError {
    Named(String),
    RegionMismatch,
}

impl UpstreamError {
    /// The refusal with this error name; `invalid_request` is the one for a wrong region.
    pub(super) fn named(name: &str) -> Self {
        if name == "invalid_request" {
            Self::RegionMismatch
        } else {
            Self::Named(name.to_owned())
        }
    }

    /// Whether phiApi takes it for "not done".
    pub(super) fn means_not_done(&self) -> bool {
        let Self::Named(name) = self else {
            return false;
        };
        matches!(
            name.as_str(),
            "authorization_pending" | "authorization_waiting" | "access_denied"
        )
    }

    /// TapTap's JSON.
    pub(super) fn body(&self, cx: &Cx<'_>) -> String {
        let (message, error, description) = match self {
            Self::RegionMismatch => {
                let text = "client store [cn] do not match: InvalidArgument".to_owned();
                (text.clone(), "invalid_request".to_owned(), text)
            }
            Self::Named(name) => {
                let upper = format!("oauth2.tapapis.com.{}", name.to_ascii_uppercase());
                let description = format!("{upper}: InvalidArgument: {}", explanation(name));
                let prefixed = cx.scenario.phi_api.error_style == ErrorStyle::Prefixed;
                (
                    "请求错误".to_owned(),
                    if prefixed { upper } else { name.clone() },
                    description,
                )
            }
        };
        let data = Json::object([
            ("code", (-1_i64).into()),
            ("msg", message.into()),
            ("error", error.into()),
            ("error_description", description.into()),
        ]);
        let now = cx.clock() / 1000;
        Json::object([
            ("data", data),
            ("now", now.into()),
            ("success", false.into()),
        ])
        .write(Escapes::Plain)
    }
}

fn explanation(error: &str) -> &'static str {
    match error {
        "authorization_pending" => "the end-user authorization is pending",
        "authorization_waiting" => "the end-user authorization is waiting",
        "access_denied" => "the end-user denied the authorization",
        "slow_down" => "exchange too frequent",
        "invalid_grant_code" | "invalid_grant" => {
            "the provided access grant is invalid, expired, or revoked"
        }
        "expired_token" => "the device code has expired",
        "too_many_login_attempts" => "too many login attempts",
        "server_error" => "the server met an unexpected condition",
        _ => "the request was refused",
    }
}
