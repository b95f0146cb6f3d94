//! The settings of the 115 gateway.

use crate::scenario::section::Idle;
use crate::scenario::values::{Millis, choices, section};
use crate::services::pan115::scenario::{ExpiredAs, TimeDigits};

choices! {
    /// Which of its two descriptions the gateway follows.
    pub enum GatewayVariant {
        /// As its server code behaves.
        Observed = "observed",
        /// As its document says.
        Documented = "documented",
    }
}

choices! {
    /// The content of `version`.
    pub enum VersionText {
        /// Empty when nothing changed (observed), else `1.0`.
        Variant = "variant",
        /// Left out.
        Absent = "absent",
    }
}

choices! {
    /// The response of status calls instead of the real state.
    pub enum GatewayStatus {
        /// The real state.
        Real = "real",
        /// 99 while waiting.
        Unknown99 = "99",
        /// 500 around a firewall page that came with status 200.
        Waf = "waf",
        /// 500 around a firewall page that came with status 405.
        Waf405 = "waf-405",
    }
}

choices! {
    /// The response of the image call.
    pub enum GatewayImage {
        /// The QR code as PNG.
        Png = "png",
        /// A firewall page labelled `image/png`.
        HtmlAsPng = "html-as-png",
        /// 500.
        Fails = "500",
    }
}

choices! {
    /// The response of the login call after the confirmation.
    pub enum GatewayLogin {
        /// The credentials.
        Ok = "ok",
        /// `success` with four empty strings.
        Empty = "empty",
        /// The credentials without `uid`.
        NoUid = "without-uid",
        /// The credentials without `cid`.
        NoCid = "without-cid",
        /// The credentials without `seid`.
        NoSeid = "without-seid",
        /// The credentials without `kid`.
        NoKid = "without-kid",
        /// Not ready, although the person has confirmed.
        NotReady = "not-ready",
        /// 500 around 40199002: expired.
        Expired = "40199002",
        /// 500 around 40101004: the address is flagged.
        Flagged = "40101004",
        /// 500 around 40101017: verification failed.
        Failed = "40101017",
        /// 500 around 40100000: wrong parameters.
        Parameters = "40100000",
        /// 500 around 40101032: log in again.
        Credential = "40101032",
        /// 500 around 40101010: two-step verification.
        TwoStep = "40101010",
        /// 500 around a failure with code 0: the app is retired.
        Retired = "retired",
        /// 500 around a firewall page.
        Waf = "waf",
    }
}

section! {
    /// The 115 gateway.
    pub struct Gateway115("115-gateway") {
        /// Whether it forwards to the simulated 115 (settings `115.…`); only its `variant`,
        /// `expired` and `version` then matter.
        pub upstream: bool = false,
        /// Which of its two descriptions it follows.
        pub variant: GatewayVariant = GatewayVariant::Observed,
        /// How long a code is valid.
        pub lifetime: Millis = Millis::seconds(300),
        /// How long a confirmed login can be collected after the code's expiry.
        pub collectable: Millis = Millis::seconds(60),
        /// The digits of `time`.
        pub time: TimeDigits = TimeDigits::Variant,
        /// How long a status call is held (`variant`: 30 s if observed, not at all if documented).
        pub hold: Option<Millis> = None,
        /// How status calls report an expired code.
        pub expired: ExpiredAs = ExpiredAs::Variant,
        /// The content of `version`.
        pub version: VersionText = VersionText::Variant,
        /// Whether the start call fails with 500.
        pub start_fails: bool = false,
        /// Whether "scanned" (1) is reported.
        pub report_scanned: bool = true,
        /// Whether "scanned" is reported at once to every poll instead of held.
        pub scanned_at_once: bool = false,
        /// The response of status calls instead of the real state.
        pub status: GatewayStatus = GatewayStatus::Real,
        /// The response of the image call.
        pub image: GatewayImage = GatewayImage::Png,
        /// The response of the login call after the confirmation.
        pub login: GatewayLogin = GatewayLogin::Ok,
        /// The apps that can log in; others are retired (after the gateway's own validation).
        pub apps: String = "web,android,ios,tv,alipaymini,wechatmini,qandroid".to_owned(),
    } idle |settings| {
        let names = &["upstream", "variant", "expired", "version"];
        let why = "115-gateway.upstream is on, so those of 115 count";
        settings.upstream.then(|| Idle::all_but(names, why))
    }
}
