//! The settings of Feishu's registration of apps.

use crate::scenario::section::Idle;
use crate::scenario::values::{Millis, choices, section};

choices! {
    /// The response to the request of a code.
    pub enum FeishuStart {
        /// A code.
        Ok = "ok",
        /// `slow_down`.
        SlowDown = "slow_down",
        /// A refusal with a description.
        Refused = "invalid_request",
        /// No `device_code`.
        NoCode = "no-device_code",
        /// No `verification_uri_complete`.
        NoLink = "no-link",
        /// HTTP 404 and nothing else.
        Missing = "404",
        /// A page.
        Html = "html",
    }
}

choices! {
    /// The response to a poll.
    pub enum FeishuPoll {
        /// The real state.
        Real = "real",
        /// HTTP 429 and an empty body.
        TooMany = "429",
        /// An error that no table has.
        Unknown = "brand_new_error",
        /// HTTP 404 and nothing else.
        Missing = "404",
        /// A page.
        Html = "html",
    }
}

choices! {
    /// How a login is said to wait.
    pub enum FeishuPending {
        /// `authorization_pending` with HTTP 400 and `code`.
        Usual = "400",
        /// The same with HTTP 200.
        Success = "200",
        /// No word at all, with HTTP 200.
        Silent = "silent",
        /// No word at all, with HTTP 400.
        SilentError = "silent-400",
    }
}

choices! {
    /// Whose account the user has.
    pub enum FeishuBrand {
        /// Feishu's.
        Feishu = "feishu",
        /// Lark's: Feishu's host says so after the scan, and has no credentials.
        Lark = "lark",
        /// Lark's: Feishu's host says so together with credentials.
        Late = "lark-late",
        /// It is not said.
        Absent = "absent",
        /// A brand that no client knows.
        Other = "other",
    }
}

choices! {
    /// What Lark's host says of credentials that Feishu's host has issued already.
    pub enum FeishuLark {
        /// The same credentials.
        Same = "same",
        /// `authorization_pending`.
        Pending = "pending",
        /// `slow_down`.
        SlowDown = "slow_down",
        /// `access_denied`.
        Denied = "access_denied",
        /// `expired_token`.
        Expired = "expired_token",
        /// An error that no table has.
        Unknown = "invalid_device_code",
        /// HTTP 404 and nothing else.
        Missing = "404",
        /// HTTP 502 and a page.
        Down = "502",
    }
}

choices! {
    /// A part of the credentials that is left out.
    pub enum FeishuLacks {
        /// None of them.
        None = "none",
        /// `client_id`.
        Id = "client_id",
        /// `client_secret`.
        Secret = "client_secret",
        /// `open_id`.
        OpenId = "open_id",
        /// `user_info`.
        User = "user_info",
    }
}

section! {
    /// Feishu and Lark: the registration of apps.
    pub struct Feishu("feishu") {
        /// The response to the request of a code.
        pub start: FeishuStart = FeishuStart::Ok,
        /// The response to a poll.
        pub poll: FeishuPoll = FeishuPoll::Real,
        /// How a login is said to wait.
        pub pending: FeishuPending = FeishuPending::Usual,
        /// Whose account the user has.
        pub brand: FeishuBrand = FeishuBrand::Feishu,
        /// What Lark's host says of credentials that Feishu's host has issued already.
        pub lark: FeishuLark = FeishuLark::Same,
        /// A part of the credentials that is left out.
        pub lacks: FeishuLacks = FeishuLacks::None,
        /// The link of the code that is sent instead of the service's own. Empty: its own.
        pub link: String = String::new(),
        /// Whether `verification_uri` is sent.
        pub uri: bool = true,
        /// The interval that is kept and, unless it is 0, sent, in seconds.
        pub interval: u32 = 5,
        /// What is sent as `interval` instead: a number, or any text. Empty: the true one.
        pub stated_interval: String = String::new(),
        /// How long a code is valid.
        pub lifetime: Millis = Millis::seconds(600),
        /// The name of the lifetime: `expires_in`, `expire_in`, or any other.
        pub lifetime_name: String = "expires_in".to_owned(),
        /// How long a confirmed login can be collected after the code's expiry.
        pub collectable: Millis = Millis::seconds(60),
        /// By how much a poll may be too early.
        pub tolerance: Millis = Millis(250),
        /// Whether each `slow_down` makes the interval 5 s longer.
        pub grows: bool = true,
        /// `slow_down` for this many first polls of a code, at any pace.
        pub slow_polls: u32 = 0,
    } idle |settings| {
        let why = "feishu.brand is not lark-late";
        let is_idle = settings.brand != FeishuBrand::Late;
        is_idle.then(|| Idle::only(&["lark"], why))
    }
}
