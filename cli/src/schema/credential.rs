//! The credentials of all flows.

use std::collections::BTreeMap;

use schemars::JsonSchema;

/// Credentials, by the flow that yielded them. All texts may be secrets.
#[derive(JsonSchema)]
#[serde(tag = "flow", rename_all = "kebab-case")]
pub(super) enum Credential {
    /// Cookies of bilibili.com.
    BilibiliWeb {
        cookies: Vec<Cookie>,
        /// The web refresh token, if the service gave one.
        refresh_token: Option<String>,
    },
    /// Tokens of Bilibili's TV app, with cookies.
    BilibiliTv {
        /// The number of the account.
        mid: u64,
        access_token: String,
        refresh_token: String,
        /// When the access token expires, as Unix time in ms.
        expires_at: Option<u64>,
        cookies: Vec<Cookie>,
        /// The `appkey` that the tokens belong to.
        appkey: String,
    },
    /// A session of WeChat's web client.
    WechatWeb {
        /// The host of the page.
        host: String,
        /// The number of the account (`wxuin`).
        uin: u64,
        /// `wxsid`.
        sid: String,
        skey: String,
        pass_ticket: String,
        cookies: Vec<Cookie>,
    },
    /// Cookies of 115.
    #[serde(rename = "115")]
    Pan115 {
        uid: String,
        cid: String,
        seid: String,
        kid: Option<String>,
        /// The app that was logged in as.
        app: String,
        /// Use the cookies with the same `User-Agent`.
        user_agent: String,
    },
    /// Tokens of 115's open platform.
    #[serde(rename = "115-open")]
    Pan115Open {
        access_token: String,
        refresh_token: String,
        /// When the access token expires, as Unix time in ms.
        expires_at: Option<u64>,
        /// Refresh with the same `User-Agent`.
        user_agent: String,
    },
    /// Cookies of 115, by a gateway.
    #[serde(rename = "115-gateway")]
    Pan115Gateway {
        uid: String,
        cid: String,
        seid: String,
        kid: Option<String>,
        /// The app that was logged in as.
        app: String,
    },
    /// A session of Phigros, by a phiApi server.
    PhiApi {
        session_token: String,
        token: TapTapToken,
        profile: Option<Profile>,
        region: Region,
    },
    /// A TapTap token, and a session of Phigros.
    #[serde(rename = "taptap")]
    TapTap {
        token: TapTapToken,
        profile: Option<Profile>,
        session_token: Option<String>,
        region: Region,
    },
    /// Tokens and cookies of Steam.
    Steam {
        platform: Platform,
        /// 17 digits.
        steam_id: String,
        account_name: Option<String>,
        refresh_token: String,
        /// When the refresh token expires, as Unix time in ms.
        expires_at: Option<u64>,
        access_token: Option<String>,
        guard_data: Option<String>,
        cookies: Vec<Cookie>,
        /// The hosts that set no cookie `steamLoginSecure`.
        without_session: Vec<String>,
    },
    /// A bot of WeChat.
    WechatIlink {
        bot_token: String,
        ilink_bot_id: String,
        /// Where later calls go.
        baseurl: String,
        ilink_user_id: Option<String>,
    },
    /// Tokens of a service with the OAuth 2.0 device flow.
    Device {
        access_token: String,
        /// How the token is used, such as `bearer`.
        token_type: String,
        /// When the access token expires, as Unix time in ms.
        expires_at: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        refresh_token: Option<String>,
        /// The ID token; its signature was not checked.
        #[serde(skip_serializing_if = "Option::is_none")]
        unverified_id_token: Option<String>,
        scope: Vec<String>,
        /// Other fields of the response.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        extra: BTreeMap<String, String>,
        /// Where the refresh token is used.
        token_endpoint: String,
        client_id: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        client_secret: Option<String>,
    },
    /// An app of Feishu or Lark.
    Feishu {
        app_id: String,
        app_secret: String,
        open_id: Option<String>,
        brand: Brand,
        /// The host that issued them.
        host: String,
    },
    /// An app of DingTalk.
    #[serde(rename = "dingtalk")]
    DingTalk { app_id: String, app_secret: String },
    /// A bot of WeCom.
    #[serde(rename = "wecom")]
    WeCom { app_id: String, app_secret: String },
    /// A bot of QQ.
    QqBot {
        app_id: String,
        app_secret: String,
        /// Who scanned.
        owner: Option<String>,
    },
}

/// A cookie.
#[derive(JsonSchema)]
pub(super) struct Cookie {
    name: String,
    /// As the service sent it: `%2C` stays `%2C`.
    value: String,
    /// In lower case, without a leading dot.
    domain: String,
    /// Whether it is for this host only, and not for the hosts below it.
    host_only: bool,
    path: String,
    /// Unix time in ms; null for a cookie of the session.
    expires: Option<u64>,
    /// Whether it is for https only.
    secure: bool,
    http_only: bool,
}

/// A token of TapTap.
#[derive(JsonSchema)]
pub(super) struct TapTapToken {
    kid: String,
    access_token: String,
    mac_key: String,
    mac_algorithm: String,
    token_type: String,
    scope: String,
}

/// A profile of TapTap.
#[derive(JsonSchema)]
pub(super) struct Profile {
    openid: String,
    unionid: String,
    name: String,
    gender: String,
    avatar: String,
}

/// The region of the saves.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Region {
    China,
    International,
}

/// What the tokens of Steam are for.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Platform {
    Web,
    Client,
    Mobile,
}

/// Whose app it is.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Brand {
    Feishu,
    Lark,
}
