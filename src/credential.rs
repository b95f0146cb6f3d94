//! The credentials of all flows as one type.

use serde::{Deserialize, Serialize};

use crate::providers::{bilibili, pan115, taptap, wechat};
use crate::{Cookie, Provider};

/// What a finished login yields, whichever flow of this crate it was. For flows of your own besides, an enum of your
/// own takes its place: see [`FlowInfo`](crate::flows::FlowInfo) and [`BoxFlow`](crate::BoxFlow).
///
/// Serialised, it is the flow's own credential with one more field `flow`, such as
/// `{"flow":"bilibili-web","cookies":[…],"refresh_token":"…"}`.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "flow")]
pub enum Credential {
    /// Of `bilibili-web`.
    #[serde(rename = "bilibili-web")]
    BilibiliWeb(bilibili::WebCredential),
    /// Of `bilibili-tv`.
    #[serde(rename = "bilibili-tv")]
    BilibiliTv(bilibili::TvCredential),
    /// Of `wechat-web`.
    #[serde(rename = "wechat-web")]
    WechatWeb(wechat::WebCredential),
    /// Of `115`.
    #[serde(rename = "115")]
    Pan115(pan115::WebCredential),
    /// Of `115-open`.
    #[serde(rename = "115-open")]
    Pan115Open(pan115::OpenCredential),
    /// Of `115-gateway`.
    #[serde(rename = "115-gateway")]
    Pan115Gateway(pan115::GatewayCredential),
    /// Of `phi-api`.
    #[serde(rename = "phi-api")]
    PhiApi(taptap::PhiApiCredential),
    /// Of `taptap`.
    #[serde(rename = "taptap")]
    TapTap(taptap::DirectCredential),
}

impl Credential {
    /// The name of the flow that yielded it.
    pub fn flow(&self) -> &'static str {
        match self {
            Self::BilibiliWeb(_) => bilibili::Web::ID,
            Self::BilibiliTv(_) => bilibili::Tv::ID,
            Self::WechatWeb(_) => wechat::Web::ID,
            Self::Pan115(_) => pan115::Web::ID,
            Self::Pan115Open(_) => pan115::Open::ID,
            Self::Pan115Gateway(_) => pan115::Gateway::ID,
            Self::PhiApi(_) => taptap::PhiApi::ID,
            Self::TapTap(_) => taptap::Direct::ID,
        }
    }

    /// The cookies among the credentials; empty for a flow that yields tokens only.
    pub fn cookies(&self) -> Vec<Cookie> {
        match self {
            Self::BilibiliWeb(credential) => credential.cookies.clone(),
            Self::BilibiliTv(credential) => credential.cookies.clone(),
            Self::WechatWeb(credential) => credential.cookies.clone(),
            Self::Pan115(credential) => credential.cookies(),
            Self::Pan115Open(_) => Vec::new(),
            Self::Pan115Gateway(credential) => credential.cookies(),
            Self::PhiApi(_) | Self::TapTap(_) => Vec::new(),
        }
    }
}

impl From<bilibili::WebCredential> for Credential {
    fn from(credential: bilibili::WebCredential) -> Self {
        Self::BilibiliWeb(credential)
    }
}

impl From<bilibili::TvCredential> for Credential {
    fn from(credential: bilibili::TvCredential) -> Self {
        Self::BilibiliTv(credential)
    }
}

impl From<wechat::WebCredential> for Credential {
    fn from(credential: wechat::WebCredential) -> Self {
        Self::WechatWeb(credential)
    }
}

impl From<pan115::WebCredential> for Credential {
    fn from(credential: pan115::WebCredential) -> Self {
        Self::Pan115(credential)
    }
}

impl From<pan115::OpenCredential> for Credential {
    fn from(credential: pan115::OpenCredential) -> Self {
        Self::Pan115Open(credential)
    }
}

impl From<pan115::GatewayCredential> for Credential {
    fn from(credential: pan115::GatewayCredential) -> Self {
        Self::Pan115Gateway(credential)
    }
}

impl From<taptap::PhiApiCredential> for Credential {
    fn from(credential: taptap::PhiApiCredential) -> Self {
        Self::PhiApi(credential)
    }
}

impl From<taptap::DirectCredential> for Credential {
    fn from(credential: taptap::DirectCredential) -> Self {
        Self::TapTap(credential)
    }
}
