//! The simulated services: a folder each, and a line each in the one list.

pub(crate) mod bilibili;
pub(crate) mod dingtalk;
pub(crate) mod feishu;
pub(crate) mod gateway115;
pub(crate) mod ilink;
pub(crate) mod oauth;
pub(crate) mod pan115;
pub(crate) mod phi_api;
pub(crate) mod qq_bot;
pub(crate) mod steam;
pub(crate) mod taptap;
pub(crate) mod wechat;
pub(crate) mod wecom;

/// The name of the call of a path that a service does not have.
pub(crate) const UNKNOWN: &str = "unknown";

/// Hands the list of services to the macro `$with`. [`ServiceId`](crate::ServiceId),
/// [`Scenario`](crate::Scenario) and the registry are made from it.
///
/// Each line: the id, which is also the type of the settings in the folder's `scenario`; the name
/// of the flow, which is also the prefix of the settings; the scenario's field; the type that
/// implements `Service` and `Handler`; the names of its calls in the folder's `calls`.
macro_rules! services {
    ($with:ident) => {
        $with! {
            /// Bilibili's web login.
            BilibiliWeb "bilibili-web" bilibili_web: bilibili::Web, WEB;
            /// Bilibili's TV login.
            BilibiliTv "bilibili-tv" bilibili_tv: bilibili::Tv, TV;
            /// WeChat's web login.
            WechatWeb "wechat-web" wechat_web: wechat::Web, WEB;
            /// The 115 gateway.
            Gateway115 "115-gateway" gateway_115: gateway115::Gateway, GATEWAY;
            /// 115 itself.
            Pan115 "115" pan_115: pan115::Pan, PAN;
            /// 115's open platform.
            Open115 "115-open" open_115: pan115::Open, OPEN;
            /// phiApi.
            PhiApi "phi-api" phi_api: phi_api::PhiApi, PHI_API;
            /// TapTap, and the session service of Phigros.
            TapTap "taptap" taptap: taptap::TapTap, TAPTAP;
            /// Steam.
            Steam "steam" steam: steam::Steam, STEAM;
            /// WeChat's iLink API.
            WechatIlink "wechat-ilink" wechat_ilink: ilink::Ilink, ILINK;
            /// Services of the OAuth 2.0 device flow.
            Device "device" device: oauth::Device, DEVICE;
            /// Feishu and Lark.
            Feishu "feishu" feishu: feishu::Feishu, FEISHU_CALLS;
            /// DingTalk.
            DingTalk "dingtalk" dingtalk: dingtalk::DingTalk, DINGTALK;
            /// WeCom's bots.
            WeCom "wecom" wecom: wecom::WeCom, WECOM;
            /// QQ's bots.
            QqBot "qq-bot" qq_bot: qq_bot::QqBot, QQ_BOT;
        }
    };
}

pub(crate) use services;
