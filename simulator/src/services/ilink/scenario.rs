//! The settings of the iLink API.

use crate::scenario::section::Idle;
use crate::scenario::values::{Millis, choices, section};

choices! {
    /// The response to the request of a code.
    pub enum IlinkStart {
        /// A code.
        Ok = "ok",
        /// `ret` -2: too fast.
        TooFast = "-2",
        /// `ret` -1 with a message.
        Refused = "-1",
        /// No `qrcode`.
        NoKey = "no-qrcode",
        /// No `qrcode_img_content`.
        NoText = "no-text",
        /// A text of the code that is a script.
        Script = "javascript",
        /// A text of the code with a control character.
        Control = "control",
        /// A text of the code of 10 KB.
        Long = "10KB",
        /// A text of the code that leads to another site.
        Foreign = "foreign",
        /// A page.
        Html = "html",
    }
}

choices! {
    /// The response of the poll instead of the real state.
    pub enum IlinkPoll {
        /// Its real state.
        Real = "real",
        /// A state that no client knows.
        Unknown = "unknown",
        /// A number in place of the state.
        Number = "number",
        /// No state.
        None = "none",
        /// `ret` -1 with a message.
        Refused = "-1",
        /// A page.
        Html = "html",
    }
}

choices! {
    /// Where a scanned code goes on (until it is confirmed).
    pub enum IlinkRedirect {
        /// At the same host.
        None = "none",
        /// At another data centre.
        Other = "other",
        /// At a data centre that is not named.
        Unnamed = "unnamed",
        /// `evil.example`, to which no client may follow.
        Evil = "evil.example",
        /// A name that only begins like the service's.
        Lookalike = "weixin.qq.com.evil.example",
        /// A host with a port.
        Port = "port",
    }
}

impl IlinkRedirect {
    /// Whether no client may follow.
    pub(super) fn is_hostile(self) -> bool {
        !matches!(self, Self::None | Self::Other | Self::Unnamed)
    }
}

choices! {
    /// The spelling of "scanned".
    pub enum IlinkScanned {
        /// `scaned`.
        Usual = "scaned",
        /// `scanned`.
        Right = "scanned",
    }
}

choices! {
    /// The address for later calls.
    pub enum IlinkBase {
        /// That of the first call.
        Base = "base",
        /// Another data centre.
        Other = "other",
        /// `evil.example`.
        Evil = "evil.example",
        /// None.
        None = "none",
    }
}

choices! {
    /// A part of the credentials that is left out.
    pub enum IlinkLacks {
        /// None of them.
        None = "none",
        /// `bot_token`.
        Token = "bot_token",
        /// `ilink_bot_id`.
        Bot = "ilink_bot_id",
        /// `ilink_user_id`.
        User = "ilink_user_id",
    }
}

section! {
    /// The iLink API of WeChat.
    pub struct WechatIlink("wechat-ilink") {
        /// The response to the request of a code.
        pub start: IlinkStart = IlinkStart::Ok,
        /// How long the request of a code is held.
        pub start_hold: Millis = Millis(0),
        /// How long a code is valid.
        pub lifetime: Millis = Millis::seconds(300),
        /// How long a confirmed login can be collected after the code's expiry.
        pub collectable: Millis = Millis::seconds(60),
        /// How long a poll is held while nothing changes.
        pub hold: Millis = Millis::seconds(30),
        /// The number that the phone shows after the scan, to be typed; empty: none.
        pub number: String = String::new(),
        /// How many typed numbers are refused, though right.
        pub refused_numbers: u32 = 0,
        /// How many refused numbers end the code.
        pub number_tries: u32 = 3,
        /// Whether every poll without a number asks for it; otherwise only the first one.
        pub asks_again: bool = true,
        /// Where a scanned code goes on.
        pub redirect: IlinkRedirect = IlinkRedirect::None,
        /// Whether the account is bound to this client already, with any list of tokens.
        pub bound: bool = false,
        /// The oldest version of a client that the phone accepts, as in its header (2.0.0).
        pub oldest_version: u32 = 131_072,
        /// The response of the poll instead of the real state.
        pub poll: IlinkPoll = IlinkPoll::Real,
        /// Whether responses have `ret`.
        pub ret: bool = true,
        /// The spelling of "scanned".
        pub scanned: IlinkScanned = IlinkScanned::Usual,
        /// The address for later calls.
        pub base: IlinkBase = IlinkBase::Base,
        /// A part of the credentials that is left out.
        pub lacks: IlinkLacks = IlinkLacks::None,
    } idle |settings| {
        let why = "wechat-ilink.number is empty";
        let names = &["refused-numbers", "number-tries", "asks-again"];
        settings.number.is_empty().then(|| Idle::only(names, why))
    }
}
