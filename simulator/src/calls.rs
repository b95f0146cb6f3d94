//! The names of all calls: those of the log, which a fault can name.

use crate::record::ServiceId;
use crate::route::UNKNOWN;

impl ServiceId {
    /// The calls of this service by the names that the log has, and that a [`Fault`](crate::Fault)
    /// can name. `unknown` is every path that it does not have.
    pub const fn calls(self) -> &'static [&'static str] {
        match self {
            Self::BilibiliWeb => &[
                "generate",
                "poll",
                "cross-domain",
                "landing",
                "nav",
                "nav-stat",
                "myinfo",
                "spi",
                "getbuvid",
                "activate",
                "web-ticket",
                "cookie-info",
                "logout",
                "scan-page",
                "picture",
                "retired",
                UNKNOWN,
            ],
            Self::BilibiliTv => &[
                "auth_code",
                "poll",
                "scan-page",
                "confirm",
                "token-info",
                "account",
            ],
            Self::WechatWeb => &[
                "jslogin",
                "qrcode",
                "scan-page",
                "login",
                "exchange",
                "pushlogin",
                "page",
                "init",
                "status-notify",
                "contacts",
                "batch-contacts",
                "synccheck",
                "sync",
                "send",
                "oplog",
                "report",
                "icon",
                "logout",
                UNKNOWN,
            ],
            Self::Gateway115 => &["start", "image", "status", "login", UNKNOWN],
            Self::Pan115 => &[
                "token",
                "image",
                "status",
                "quick-status",
                "login",
                "prompt",
                "slogin",
                "cancel",
                "check",
                "guide-status",
                "user-nav",
                "browser-version",
                "scan-page",
                "picture",
                UNKNOWN,
            ],
            Self::Open115 => &[
                "authDeviceCode",
                "image",
                "status",
                "quick-status",
                "deviceCodeToToken",
                "refreshToken",
                "user-info",
                "api",
                "prompt",
                "slogin",
                "cancel",
                UNKNOWN,
            ],
            Self::PhiApi => &[
                "GetNewQRCode",
                "CheckQRCode",
                "GetTapTapProfile",
                "GetPhigrosToken",
                UNKNOWN,
            ],
            Self::TapTap => &[
                "code",
                "page",
                "token",
                "profile",
                "basic-info",
                "users",
                "me",
                "saves",
                "saves-class",
                "save-file",
                "picture",
                UNKNOWN,
            ],
        }
    }

    /// Whether it has a call of this name, in whatever case.
    pub(crate) fn has_call(self, call: &str) -> bool {
        let mut calls = self.calls().iter();
        calls.any(|known| known.eq_ignore_ascii_case(call))
    }
}
