//! The settings of 115 itself. Those of codes and hosts apply to its open platform, too.

pub use super::open::scenario::*;
use crate::scenario::section::Idle;
use crate::scenario::values::{Millis, choices, section};

choices! {
    /// Which of its two descriptions 115 follows.
    pub enum PanVariant {
        /// As observed of the live service.
        Observed = "observed",
        /// As the published status lists say.
        Documented = "documented",
    }
}

choices! {
    /// The media type of the JSON responses.
    pub enum PanContentType {
        /// `text/html` (observed) or `application/json` (documented).
        Variant = "variant",
        /// `text/html`, although the body is JSON.
        Html = "text/html",
        /// `application/json`.
        Json = "application/json",
    }
}

choices! {
    /// The type of `state`.
    pub enum PanState {
        /// 1 and 0.
        Number = "number",
        /// `true` and `false`.
        Boolean = "boolean",
    }
}

choices! {
    /// The status of a waiting code.
    pub enum PanWaiting {
        /// No status (observed) or 0 (documented).
        Variant = "variant",
        /// `data` is `{}`.
        Empty = "empty",
        /// Status 0.
        Zero = "0",
        /// `data` is `null`.
        Null = "null",
        /// No `data`.
        Absent = "absent",
        /// `data` is `[]`.
        List = "list",
        /// Status 99, which is not in any list.
        Unknown99 = "99",
    }
}

choices! {
    /// The member `qrcode` of the token.
    pub enum PanQr {
        /// `https://115.com/scan/dg-<uid>`.
        Https = "https",
        /// The older form, `http://…`.
        Http = "http",
        /// Empty.
        Empty = "empty",
        /// Left out.
        Absent = "absent",
    }
}

choices! {
    /// The response of the image call.
    pub enum PanImage {
        /// The QR code as PNG.
        Png = "png",
        /// A page, labelled `image/png`.
        HtmlAsPng = "html-as-png",
        /// The PNG with `Referer: https://115.com/`, else a page.
        WantsReferer = "wants-referer",
    }
}

choices! {
    /// The HTTP status of the firewall's page.
    pub enum PanBlock {
        /// 405.
        Status405 = "405",
        /// 418.
        Status418 = "418",
        /// 200.
        Status200 = "200",
    }
}

choices! {
    /// The response to a login call before the confirmation.
    pub enum PanEarly {
        /// It is refused.
        Refused = "refused",
        /// It is held for up to 20 s.
        Held = "held",
    }
}

choices! {
    /// The response of the login call after the confirmation.
    pub enum PanLogin {
        /// The cookies.
        Ok = "ok",
        /// The cookies, directly in `data`.
        InData = "in-data",
        /// Success without cookies.
        NoCookies = "without-cookies",
        /// Success with four empty cookies.
        Empty = "empty",
        /// The cookies without UID.
        NoUid = "without-uid",
        /// The cookies without CID.
        NoCid = "without-cid",
        /// The cookies without SEID.
        NoSeid = "without-seid",
        /// The cookies without KID.
        NoKid = "without-kid",
        /// Code 0: the app is retired.
        Retired = "retired",
        /// The firewall's page.
        Waf = "waf",
        /// Expired.
        Expired = "40199002",
        /// The address is flagged.
        Flagged = "40101004",
        /// Verification failed.
        Failed = "40101017",
        /// Wrong parameters.
        Parameters = "40100000",
        /// Log in again.
        Credential = "40101032",
        /// Without a text.
        Silent = "40101025",
        /// `get failed`.
        GetFailed = "50199004",
        /// Two-step verification.
        TwoStep = "40101010",
        /// Repeated login.
        Repeated33 = "40101033",
        /// Kicked out by the multi-device management.
        KickedOut = "40101035",
        /// The session has ended.
        Exited = "40101037",
        /// Repeated login.
        Repeated38 = "40101038",
        /// Not logged in.
        NotLoggedIn = "99",
        /// Not logged in.
        NotLoggedIn990001 = "990001",
    }
}

choices! {
    /// The unit of `time`.
    pub enum TimeDigits {
        /// Ten digits (observed) or thirteen (documented).
        Variant = "variant",
        /// Seconds.
        Ten = "10",
        /// Milliseconds.
        Thirteen = "13",
    }
}

choices! {
    /// How status calls report an expired code.
    pub enum ExpiredAs {
        /// 500 around 40199002 (observed) or status -1 (documented).
        Variant = "variant",
        /// Status -1.
        MinusOne = "-1",
        /// 500 around 40199002.
        Code40199002 = "40199002",
    }
}

section! {
    /// 115 itself.
    pub struct Pan115("115") {
        /// Which of its two descriptions it follows.
        pub variant: PanVariant = PanVariant::Observed,
        /// How long a code is valid.
        pub lifetime: Millis = Millis::seconds(300),
        /// How long a confirmed login can be collected after the code's expiry.
        pub collectable: Millis = Millis::seconds(60),
        /// How long a status call is held (`variant`: 30 s if observed, not at all if documented).
        pub hold: Option<Millis> = None,
        /// The media type of the JSON responses.
        pub content_type: PanContentType = PanContentType::Variant,
        /// The type of `state`.
        pub state: PanState = PanState::Number,
        /// Whether everything outside ASCII is escaped in JSON.
        pub escape_unicode: bool = false,
        /// The digits of `time` (`variant`: 10).
        pub time: TimeDigits = TimeDigits::Variant,
        /// The member `qrcode` of the token.
        pub qrcode: PanQr = PanQr::Https,
        /// Whether the token call sets the firewall's cookie `acw_tc`.
        pub acw_tc: bool = false,
        /// The response of the image call.
        pub image: PanImage = PanImage::Png,
        /// The status of a waiting code.
        pub waiting: PanWaiting = PanWaiting::Variant,
        /// How status calls report an expired code.
        pub expired: ExpiredAs = ExpiredAs::Variant,
        /// Whether "scanned" (1) is reported.
        pub report_scanned: bool = true,
        /// Whether "scanned" is reported at once to every poll instead of held.
        pub scanned_at_once: bool = false,
        /// Whether the second status endpoint reports the confirmation.
        pub quick_status_confirms: bool = true,
        /// The response to a login call before the confirmation.
        pub early_login: PanEarly = PanEarly::Refused,
        /// The response of the login call after the confirmation.
        pub login: PanLogin = PanLogin::Ok,
        /// The apps that can no longer log in.
        pub retired: String = "windows,mac,linux,desktop,bipad".to_owned(),
        /// Whether unimportant members of the login response have other types, and more cookies are
        /// set.
        pub wobble: bool = false,
        /// The hosts whose requests meet the firewall, such as
        /// `qrcodeapi.115.com,passportapi.115.com`.
        pub blocked_hosts: String = String::new(),
        /// The HTTP status of the firewall's page.
        pub block_status: PanBlock = PanBlock::Status405,
        /// More requests than this to one host within 10 s meet the firewall (0: never).
        pub burst: u32 = 0,
        /// How long the firewall blocks after such a burst.
        pub burst_block: Millis = Millis::seconds(120),
    } idle |settings| {
        (settings.burst == 0).then(|| Idle::only(&["burst-block"], "115.burst is 0"))
    }
}
