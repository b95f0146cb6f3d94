//! The settings of WeCom's bots.

use crate::scenario::values::{Millis, choices, section};

choices! {
    /// The response to the request of a code.
    pub enum WeComStart {
        /// A code.
        Ok = "ok",
        /// `errcode` with a message.
        Refused = "errcode",
        /// HTTP 403 and nothing else.
        Forbidden = "403",
        /// No `scode`.
        NoCode = "no-scode",
        /// No `auth_url`.
        NoLink = "no-link",
        /// A page.
        Html = "html",
    }
}

choices! {
    /// Where the link in the code leads.
    pub enum WeComLink {
        /// To the page of the code.
        Good = "good",
        /// To `evil.example`.
        Evil = "evil.example",
        /// To a host that only begins like the service's.
        Lookalike = "lookalike",
        /// To the host without TLS.
        Plain = "http",
        /// To a port.
        Port = "port",
        /// With a user.
        User = "user",
        /// To another page.
        Path = "path",
        /// Without a query.
        Bare = "no-query",
        /// With a control character.
        Control = "control",
        /// It is a script.
        Script = "javascript",
        /// It has 10 KB.
        Long = "10KB",
    }
}

choices! {
    /// The response of the poll instead of the real state.
    pub enum WeComPoll {
        /// Its real state.
        Real = "real",
        /// A state that no client knows.
        Unknown = "unknown",
        /// `errcode` with a message.
        Refused = "errcode",
        /// HTTP 403 and nothing else.
        Forbidden = "403",
        /// A page.
        Html = "html",
    }
}

choices! {
    /// What is said of a code that is not scanned.
    pub enum WeComPending {
        /// `waiting`.
        Waiting = "waiting",
        /// An empty text.
        Empty = "empty",
        /// Nothing.
        Missing = "missing",
    }
}

choices! {
    /// What is said of a code that was scanned.
    pub enum WeComScanned {
        /// `scanned`.
        Scanned = "scanned",
        /// `confirmed`.
        Confirmed = "confirmed",
        /// The same as before.
        Pending = "pending",
    }
}

choices! {
    /// What is said of a bot that was declined.
    pub enum WeComDenied {
        /// `fail`.
        Fail = "fail",
        /// `rejected`.
        Rejected = "rejected",
        /// `cancel`.
        Cancel = "cancel",
        /// `cancelled`.
        Cancelled = "cancelled",
    }
}

choices! {
    /// What is said of a code that has expired.
    pub enum WeComExpired {
        /// `expired`.
        Expired = "expired",
        /// `timeout`.
        Timeout = "timeout",
        /// `errcode` with a message.
        Refused = "errcode",
        /// The same as of one that is not scanned.
        Pending = "pending",
    }
}

choices! {
    /// The name of the bot's ID.
    pub enum WeComId {
        /// `botid`.
        Usual = "botid",
        /// `bot_id`.
        Underscore = "bot_id",
    }
}

choices! {
    /// A part of the credentials that is left out.
    pub enum WeComLacks {
        /// None of them.
        None = "none",
        /// `bot_info`, and with it both.
        Both = "bot_info",
        /// `botid`.
        Id = "botid",
        /// `secret`.
        Secret = "secret",
    }
}

section! {
    /// The AI bots of WeCom.
    pub struct WeCom("wecom") {
        /// The response to the request of a code.
        pub start: WeComStart = WeComStart::Ok,
        /// Where the link in the code leads.
        pub link: WeComLink = WeComLink::Good,
        /// How long a code is valid.
        pub lifetime: Millis = Millis::seconds(300),
        /// How long a confirmed login can be collected after the code's expiry.
        pub collectable: Millis = Millis::seconds(60),
        /// The response of the poll instead of the real state.
        pub poll: WeComPoll = WeComPoll::Real,
        /// Whether responses have `errcode`.
        pub errcode: bool = true,
        /// What is said of a code that is not scanned.
        pub pending: WeComPending = WeComPending::Waiting,
        /// What is said of a code that was scanned.
        pub scanned: WeComScanned = WeComScanned::Scanned,
        /// What is said of a bot that was declined.
        pub denied: WeComDenied = WeComDenied::Fail,
        /// What is said of a code that has expired.
        pub expired: WeComExpired = WeComExpired::Expired,
        /// The name of the bot's ID.
        pub id: WeComId = WeComId::Usual,
        /// A part of the credentials that is left out.
        pub lacks: WeComLacks = WeComLacks::None,
    }
}
