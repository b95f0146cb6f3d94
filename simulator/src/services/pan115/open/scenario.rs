//! The settings of 115's open platform.

use crate::scenario::values::{Millis, Value, section};

/// A code that a call is refused with; `None`: it is not refused. Code 0 is a failure, too: only
/// `state` and `error` differ from a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Refusal(pub Option<u32>);

impl Value for Refusal {
    fn parse(text: &str) -> Option<Self> {
        if text == "none" {
            Some(Self(None))
        } else {
            text.parse().ok().map(|code| Self(Some(code)))
        }
    }

    fn show(&self) -> String {
        self.0
            .map_or_else(|| "none".to_owned(), |code| code.to_string())
    }

    fn allowed() -> String {
        "none, or a code such as 40140116, 40110000 or 0".to_owned()
    }
}

section! {
    /// 115's open platform. Hosts, codes and status calls follow the settings of 115 itself.
    pub struct Open115("115-open") {
        /// The only application that is known; empty: every one.
        pub client_id: String = String::new(),
        /// The code that authDeviceCode is refused with.
        pub refuse_auth: Refusal = Refusal(None),
        /// The code that deviceCodeToToken is refused with.
        pub refuse_token: Refusal = Refusal(None),
        /// The code that refreshToken is refused with.
        pub refuse_refresh: Refusal = Refusal(None),
        /// The code that the calls with an access token are refused with.
        pub refuse_api: Refusal = Refusal(None),
        /// Whether the calls with an access token are refused with HTTP 429 and
        /// `X-RateLimit-Reset`.
        pub rate_limited: bool = false,
        /// `expires_in` of a login, in seconds.
        pub expires_in: u32 = 7200,
        /// `expires_in` of a refresh, in seconds.
        pub refreshed_expires_in: u32 = 2_592_000,
        /// How long a login can be refreshed; a refresh does not prolong it.
        pub refreshable: Millis = Millis::seconds(365 * 24 * 3600),
        /// A refresh within this time of the last one is refused.
        pub refresh_gap: Millis = Millis::seconds(60),
        /// How many logins of one application are valid at a time; one more ends the first.
        pub grants: u32 = 2,
        /// Whether a token response lacks `refresh_token`.
        pub without_refresh_token: bool = false,
        /// Whether a token response lacks `access_token`.
        pub without_access_token: bool = false,
    }
}
