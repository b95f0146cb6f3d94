//! The settings of Bilibili's two logins.

use crate::scenario::section::Idle;
use crate::scenario::values::{Millis, choices, section};

choices! {
    /// Where a confirmed web login has its cookies.
    pub enum WebEra {
        /// 2026: `data.url` holds a one-time ticket, the cookies are in the poll response's
        /// `Set-Cookie`.
        Ticket2026 = "ticket-2026",
        /// 2026: as before, but the poll response has no `Set-Cookie`; each of the three redirects
        /// behind `data.url` has them.
        Ticket2026Hops = "ticket-2026-hops",
        /// 2024: the cookies are also in the query of `data.url`
        /// (`/x/passport-login/web/crossDomain`).
        UrlCookies2024 = "url-cookies-2024",
        /// 2022: the cookies are also in the query of `data.url` (`/crossDomain`).
        UrlCookies2022 = "url-cookies-2022",
    }
}

choices! {
    /// A choice that is either left to the era or fixed.
    pub enum ByEra {
        /// As the era has it.
        Era = "era",
        /// Always.
        Yes = "yes",
        /// Never.
        No = "no",
    }
}

choices! {
    /// The `message` of a success.
    pub enum OkMessage {
        /// `"0"`.
        Zero = "0",
        /// `"OK"`.
        Ok = "OK",
    }
}

choices! {
    /// The JSON type of `timestamp`.
    pub enum TimestampType {
        /// A number.
        Number = "number",
        /// A string.
        String = "string",
    }
}

choices! {
    /// The form of the QR code's url.
    pub enum WebQr {
        /// As the era has it.
        Era = "era",
        /// `passport.bilibili.com/h5-app/passport/login/scan`.
        H5In2022 = "qr-h5-2022",
        /// `account.bilibili.com/h5/account-h5/auth/scan-web`.
        AccountIn2026 = "qr-account-2026",
    }
}

choices! {
    /// The spelling of the header name of cookies.
    pub enum HeaderCase {
        /// `set-cookie`, as under HTTP/2.
        Lower = "lower",
        /// `Set-Cookie`.
        Mixed = "mixed",
    }
}

choices! {
    /// One of the five cookies.
    pub enum WebCookie {
        /// None of them.
        None = "none",
        /// `SESSDATA`.
        Sessdata = "SESSDATA",
        /// `bili_jct`.
        BiliJct = "bili_jct",
        /// `DedeUserID`.
        DedeUserId = "DedeUserID",
        /// `DedeUserID__ckMd5`.
        CkMd5 = "DedeUserID__ckMd5",
        /// `sid`.
        Sid = "sid",
    }
}

choices! {
    /// The encoding of commas and stars of `SESSDATA` in a url.
    pub enum UrlSessdata {
        /// `,` and `*`.
        Raw = "raw",
        /// `%2C` and `%2A`.
        Encoded = "encoded",
    }
}

choices! {
    /// Whose key the time of a refresh is encrypted for.
    pub enum CorrespondKey {
        /// Anyone's: only the form is checked, since the service's private key is not known.
        Any = "any",
        /// The simulator's own, whose modulus is `CORRESPOND_MODULUS`: the time is checked.
        Own = "own",
    }
}

section! {
    /// Bilibili web.
    pub struct BilibiliWeb("bilibili-web") {
        /// Where a confirmed login has its cookies.
        pub era: WebEra = WebEra::Ticket2026,
        /// Whether the poll response has `Set-Cookie`.
        pub poll_cookies: ByEra = ByEra::Era,
        /// The form of the QR code's url.
        pub qr: WebQr = WebQr::Era,
        /// How long a code is valid.
        pub lifetime: Millis = Millis::seconds(180),
        /// How long a confirmed login can be collected after the code's expiry.
        pub collectable: Millis = Millis::seconds(60),
        /// The `message` of a success.
        pub message: OkMessage = OkMessage::Zero,
        /// The JSON type of `timestamp`.
        pub timestamp: TimestampType = TimestampType::Number,
        /// Whether `refresh_token` is filled on success.
        pub refresh_token: bool = true,
        /// Whether `&` is written as `\u0026` in JSON.
        pub escape_ampersand: bool = true,
        /// Whether "scanned" (86090) is reported.
        pub report_scanned: bool = true,
        /// Whether the cookies' Domain starts with a dot.
        pub domain_dot: bool = false,
        /// Days until the cookies expire (180 and 30 were seen).
        pub expires_days: u32 = 180,
        /// Whether `SESSDATA` is marked Secure.
        pub sessdata_secure: bool = true,
        /// The spelling of the header name of cookies (over HTTP only).
        pub header_case: HeaderCase = HeaderCase::Lower,
        /// Whether each cookie is first set with an empty value.
        pub empty_first: bool = false,
        /// Whether the cookie `i-wanna-go-back` is set too.
        pub wanna_go_back: bool = false,
        /// A cookie that is left out.
        pub lacks: WebCookie = WebCookie::None,
        /// The encoding of `SESSDATA` in the url of the url-cookies eras.
        pub url_sessdata: UrlSessdata = UrlSessdata::Raw,
        /// Whether the login check has `data` without a login (-101).
        pub nav_data: bool = true,
        /// Whether the cookies need a refresh.
        pub refresh_due: bool = false,
        /// Whose key the time of a refresh is encrypted for.
        pub correspond_key: CorrespondKey = CorrespondKey::Any,
        /// Whether a request without User-Agent is refused with 412.
        pub wants_user_agent: bool = true,
        /// Whether a confirmed login gets the address of a verification (`status` 2), no cookies.
        pub verification: bool = false,
    } idle |settings| {
        let in_url = matches!(settings.era, WebEra::UrlCookies2022 | WebEra::UrlCookies2024);
        let why = "this bilibili-web.era has no cookies in the address";
        (!in_url).then(|| Idle::only(&["url-sessdata"], why))
    }
}

choices! {
    /// How the TV login reports "not scanned" and "scanned".
    pub enum TvEra {
        /// 86039 for both.
        Silent = "tv-silent",
        /// 86039, then 86090.
        Scanned = "tv-scanned",
        /// 86101, then 86090.
        Documents2022 = "tv-documents-2022",
    }
}

choices! {
    /// Where a TV login has its tokens.
    pub enum TvTokens {
        /// At the top level and in `token_info`.
        Both = "both",
        /// In `token_info` only.
        TokenInfo = "token-info",
        /// At the top level only.
        TopLevel = "top-level",
    }
}

section! {
    /// Bilibili TV.
    pub struct BilibiliTv("bilibili-tv") {
        /// How "not scanned" and "scanned" are reported.
        pub era: TvEra = TvEra::Silent,
        /// Where the response has the tokens.
        pub tokens: TvTokens = TvTokens::Both,
        /// How long a code is valid.
        pub lifetime: Millis = Millis::seconds(180),
        /// How long a confirmed login can be collected after the code's expiry.
        pub collectable: Millis = Millis::seconds(60),
        /// A cookie that is left out.
        pub lacks: WebCookie = WebCookie::None,
        /// A further accepted appkey (beside the two published ones).
        pub appkey: String = String::new(),
        /// The secret of `appkey`.
        pub appsec: String = String::new(),
        /// Whether `mobi_app` must fit a published appkey (86853 if not).
        pub checks_mobi_app: bool = true,
        /// Whether refusals carry `"data":null` instead of no `data`.
        pub null_data: bool = false,
        /// Whether the tokens need a refresh.
        pub refresh_due: bool = false,
        /// Whether `&` is written as `\u0026` in JSON.
        pub escape_ampersand: bool = true,
        /// Whether a request without User-Agent is refused with 412.
        pub wants_user_agent: bool = true,
        /// Whether a confirmed login gets the address of a verification (`status` 2), no tokens.
        pub verification: bool = false,
    } idle |settings| {
        let why = "bilibili-tv.appkey is empty";
        settings.appkey.is_empty().then(|| Idle::only(&["appsec"], why))
    }
}
