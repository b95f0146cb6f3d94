//! The settings of WeChat's web login.

use crate::scenario::section::Idle;
use crate::scenario::values::{Millis, choices, section};

choices! {
    /// The response of `jslogin`.
    pub enum JsLogin {
        /// Code 200 and a uuid.
        Ok = "ok",
        /// Code 400 with an empty error.
        Refused400 = "400",
        /// Code 500 with an empty error.
        Refused500 = "500",
        /// Code 500 although there is a uuid.
        Uuid500 = "500-with-uuid",
        /// Code 200 with an empty uuid.
        EmptyUuid = "empty-uuid",
        /// An empty body with status 404.
        NotFound = "404",
    }
}

choices! {
    /// The shape of a uuid.
    pub enum UuidShape {
        /// Twelve characters, ten of base64url and `==`.
        Padded = "padded",
        /// Fourteen characters, as in 2013.
        Old = "old",
    }
}

choices! {
    /// The host of `redirect_uri`.
    pub enum PageHost {
        /// The requested one.
        Asked = "asked",
        /// `wx.qq.com`.
        Wx = "wx.qq.com",
        /// `wx2.qq.com`.
        Wx2 = "wx2.qq.com",
        /// `wx8.qq.com`.
        Wx8 = "wx8.qq.com",
        /// `web.wechat.com`.
        Wechat = "web.wechat.com",
        /// `web2.wechat.com`.
        Wechat2 = "web2.wechat.com",
        /// `evil.example`, to which no client may follow.
        Evil = "evil.example",
    }
}

choices! {
    /// The separator of the two statements of a confirmed poll.
    pub enum Separator {
        /// A line feed.
        Lf = "LF",
        /// Nothing.
        None = "none",
        /// A space.
        Space = "space",
    }
}

choices! {
    /// The picture that comes with "scanned".
    pub enum Avatar {
        /// A JPEG of 132 by 132 pixels.
        Jpeg = "jpeg",
        /// No picture at all.
        None = "none",
        /// A small PNG under the label `img/jpg`.
        PngUnderJpg = "png-under-jpg",
        /// The same JPEG, padded to 192 KiB of base64.
        Large = "192KiB",
        /// An `https` address instead of data.
        Hostile = "hostile-url",
        /// An empty string.
        Empty = "empty",
    }
}

choices! {
    /// The response of the poll instead of the real state.
    pub enum PollAnswer {
        /// Its real state.
        Real = "real",
        /// `window.code=500;`.
        Code500 = "500",
        /// `window.code=202;`.
        Code202 = "202",
        /// `window.code=999;`.
        Unknown = "unknown",
        /// An empty body.
        Empty = "empty",
        /// A page.
        Html = "html",
        /// Code 200 without an address.
        NoRedirect = "no-redirect",
    }
}

choices! {
    /// How a login that was cancelled on the phone is reported.
    pub enum CancelAs {
        /// As waiting; the code can be scanned again.
        Code408 = "408",
        /// `window.code=202;`, and the code has ended.
        Code202 = "202",
    }
}

choices! {
    /// The response of the exchange.
    pub enum ExchangeAnswer {
        /// Success.
        Ok = "ok",
        /// 1203: the environment is abnormal (phone or Windows).
        Environment = "1203-environment",
        /// 1203: the environment is abnormal (Windows, Mac or phone).
        EnvironmentMac = "1203-environment-mac",
        /// 1203: the account is no longer allowed, with download addresses.
        NotAllowed = "1203-not-allowed",
        /// 1203: the account cannot log in.
        Cannot = "1203-cannot",
        /// 1203: newly registered accounts cannot log in.
        New = "1203-new",
        /// 1203: the same in English.
        NewEnglish = "1203-new-english",
        /// 1203: WeChat Pay is needed.
        Pay = "1203-pay",
        /// 1203: `check ticket failed`.
        Ticket = "1203-ticket",
        /// A page.
        Html = "html",
        /// An empty body.
        Empty = "empty",
        /// Bytes that are no UTF-8 in the middle of the XML.
        InvalidUtf8 = "invalid-utf8",
        /// An element `redirecturl` instead of the credentials.
        RedirectUrl = "redirecturl",
        /// A document type declaration with an entity in front of the XML.
        Dtd = "dtd",
    }
}

choices! {
    /// A part of the exchange's success that is left out.
    pub enum ExchangeLacks {
        /// Nothing.
        None = "none",
        /// The element `skey`.
        Skey = "skey",
        /// The element `wxsid`.
        Wxsid = "wxsid",
        /// The element `wxuin`.
        Wxuin = "wxuin",
        /// The element `pass_ticket`.
        PassTicket = "pass_ticket",
        /// The cookie `wxuin`.
        CookieWxuin = "cookie:wxuin",
        /// The cookie `wxsid`.
        CookieWxsid = "cookie:wxsid",
        /// The cookie `wxloadtime`.
        CookieLoadTime = "cookie:wxloadtime",
        /// The cookie `mm_lang`.
        CookieLang = "cookie:mm_lang",
        /// The cookie `webwx_data_ticket`.
        CookieDataTicket = "cookie:webwx_data_ticket",
        /// The cookie `webwxuvid`.
        CookieUvid = "cookie:webwxuvid",
        /// The cookie `webwx_auth_ticket`.
        CookieAuthTicket = "cookie:webwx_auth_ticket",
        /// Every cookie.
        Cookies = "cookies",
    }
}

choices! {
    /// The `message` element of a success.
    pub enum ExchangeMessage {
        /// Empty.
        Empty = "empty",
        /// `OK`.
        Ok = "OK",
    }
}

choices! {
    /// When the exchange is compressed.
    pub enum Gzip {
        /// When the client accepts it.
        Negotiated = "negotiated",
        /// Always.
        Always = "always",
        /// Never.
        Never = "never",
    }
}

choices! {
    /// Whether a ticket can be used twice.
    pub enum TicketUse {
        /// Any number of times during its lifetime.
        Reusable = "reusable",
        /// Once.
        Single = "single-use",
    }
}

choices! {
    /// The exchange without `fun=new`.
    pub enum WithoutFun {
        /// The form without `version=v2`.
        Moved = "301",
        /// An empty body.
        Empty = "empty",
    }
}

choices! {
    /// The exchange without the headers of the UOS client.
    pub enum Uos {
        /// Succeeds.
        Optional = "optional",
        /// Is refused with 1203.
        Refuse = "1203",
        /// Gets the page.
        Html = "html",
    }
}

choices! {
    /// The code of calls to another page host than the account's.
    pub enum WrongHost {
        /// 1100.
        Warn = "1100",
        /// 1102.
        Invalid = "1102",
    }
}

choices! {
    /// Whether the calls after the login check `Skey`.
    pub enum SkeyCheck {
        /// One that is sent has to be right; clients that receive it from `webwxinit` send it
        /// empty.
        IfSent = "if-sent",
        /// It has to be sent.
        Always = "always",
    }
}

choices! {
    /// The response of push login.
    pub enum PushAnswer {
        /// By the cookies.
        Real = "real",
        /// `antispam`.
        Antispam = "antispam",
    }
}

section! {
    /// WeChat web.
    pub struct WechatWeb("wechat-web") {
        /// The response of `jslogin`.
        pub jslogin: JsLogin = JsLogin::Ok,
        /// The shape of uuids.
        pub uuid: UuidShape = UuidShape::Padded,
        /// The host of `redirect_uri`.
        pub page_host: PageHost = PageHost::Asked,
        /// How long a code is valid.
        pub lifetime: Millis = Millis::seconds(300),
        /// How long a poll is held.
        pub hold: Millis = Millis::seconds(25),
        /// The separator of the statements of a confirmed poll.
        pub separator: Separator = Separator::Lf,
        /// The picture that comes with "scanned".
        pub avatar: Avatar = Avatar::Jpeg,
        /// Whether "scanned" is reported.
        pub report_scanned: bool = true,
        /// The response of polls instead of the real state.
        pub poll: PollAnswer = PollAnswer::Real,
        /// How a cancelled login is reported.
        pub cancel: CancelAs = CancelAs::Code408,
        /// How long a ticket is valid after the scan.
        pub ticket_lifetime: Millis = Millis::seconds(300),
        /// Whether a ticket can be used twice.
        pub ticket: TicketUse = TicketUse::Reusable,
        /// The response of the exchange.
        pub exchange: ExchangeAnswer = ExchangeAnswer::Ok,
        /// What the exchange's success lacks.
        pub lacks: ExchangeLacks = ExchangeLacks::None,
        /// The `message` element of a success.
        pub message: ExchangeMessage = ExchangeMessage::Empty,
        /// Whether a success has the element `isgrayscale`.
        pub isgrayscale: bool = true,
        /// When the exchange is compressed.
        pub gzip: Gzip = Gzip::Negotiated,
        /// The exchange without `fun=new`.
        pub without_fun: WithoutFun = WithoutFun::Moved,
        /// The exchange without the headers of the UOS client.
        pub uos: Uos = Uos::Optional,
        /// The code of calls to another page host than the account's.
        pub wrong_host: WrongHost = WrongHost::Warn,
        /// Whether the calls after the login check `Skey`.
        pub skey: SkeyCheck = SkeyCheck::IfSent,
        /// The response of push login.
        pub push: PushAnswer = PushAnswer::Real,
    } idle |settings| {
        let why = "wechat-web.report-scanned is off";
        (!settings.report_scanned).then(|| Idle::only(&["avatar"], why))
    }
}
