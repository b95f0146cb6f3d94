//! The settings of DingTalk's registration of apps.

use crate::scenario::section::Idle;
use crate::scenario::values::{Millis, choices, section};

choices! {
    /// The response to `init`.
    pub enum DingTalkInit {
        /// A nonce.
        Ok = "ok",
        /// `errcode` 40035.
        Refused = "40035",
        /// No nonce.
        NoNonce = "no-nonce",
        /// A page.
        Html = "html",
    }
}

choices! {
    /// The response to `begin`.
    pub enum DingTalkBegin {
        /// A code.
        Ok = "ok",
        /// `errcode` 40035.
        Refused = "40035",
        /// No `device_code`.
        NoCode = "no-device_code",
        /// No `verification_uri_complete`.
        NoLink = "no-link",
        /// A page.
        Html = "html",
    }
}

choices! {
    /// What polls get for a time in place of the real state.
    pub enum DingTalkNews {
        /// Nothing: they get the real state.
        None = "none",
        /// `FAIL` with the reason `system busy`.
        Fail = "fail",
        /// `EXPIRED`.
        Expired = "expired",
        /// A state that no client knows.
        Unknown = "unknown",
        /// No state.
        Absent = "absent",
        /// `errcode` -1.
        Refused = "-1",
        /// HTTP 502 and a page.
        Down = "502",
        /// HTTP 404 and a page.
        Missing = "404",
        /// `SUCCESS`, without credentials.
        Empty = "empty-success",
    }
}

choices! {
    /// How states are written.
    pub enum DingTalkSpelling {
        /// In upper case.
        Upper = "upper",
        /// In lower case.
        Lower = "lower",
        /// With blanks around.
        Blanks = "blanks",
    }
}

choices! {
    /// A part of the credentials that is left out.
    pub enum DingTalkLacks {
        /// None of them.
        None = "none",
        /// `client_id`.
        Id = "client_id",
        /// `client_secret`.
        Secret = "client_secret",
    }
}

section! {
    /// DingTalk: the registration of apps.
    pub struct DingTalk("dingtalk") {
        /// The response to `init`.
        pub init: DingTalkInit = DingTalkInit::Ok,
        /// The response to `begin`.
        pub begin: DingTalkBegin = DingTalkBegin::Ok,
        /// The only word of a program that is known; empty: every one.
        pub source: String = String::new(),
        /// What polls get for a time in place of the real state.
        pub bad_news: DingTalkNews = DingTalkNews::None,
        /// When that begins, after the code was issued.
        pub bad_news_from: Millis = Millis(0),
        /// How long it lasts.
        pub bad_news_for: Millis = Millis::seconds(60),
        /// The reason that is given for a login that was declined.
        pub fail_reason: String = "user denied".to_owned(),
        /// How states are written.
        pub spelling: DingTalkSpelling = DingTalkSpelling::Upper,
        /// Whether a success has `errcode`.
        pub errcode: bool = true,
        /// A part of the credentials that is left out.
        pub lacks: DingTalkLacks = DingTalkLacks::None,
        /// The link of the code that is sent instead of the service's own. Empty: its own.
        pub link: String = String::new(),
        /// Whether `verification_uri` is sent.
        pub uri: bool = true,
        /// The interval that is stated, in seconds.
        pub interval: u32 = 3,
        /// What is sent as `interval` instead: a number, any text, or `absent`.
        pub stated_interval: String = String::new(),
        /// How long a code is valid.
        pub lifetime: Millis = Millis::seconds(7_200),
        /// Whether the lifetime is stated.
        pub states_lifetime: bool = true,
        /// How long a confirmed login can be collected after the code's expiry.
        pub collectable: Millis = Millis::seconds(60),
    } idle |settings| {
        let names = &["bad-news-from", "bad-news-for"];
        let is_idle = settings.bad_news == DingTalkNews::None;
        is_idle.then(|| Idle::only(names, "dingtalk.bad-news is none"))
    }
}
