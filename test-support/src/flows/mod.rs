//! The list of flows. One file a flow has the rest.
//!
//! The order is that of the numbers in the fuzzers' inputs and of the choices in random worlds. A
//! new flow comes last.

pub mod bilibili_tv;
pub mod bilibili_web;
pub mod device;
pub mod dingtalk;
pub mod feishu;
pub mod pan115;
pub mod pan115_gateway;
pub mod pan115_open;
pub mod phi_api;
pub mod qq_bot;
pub mod steam;
pub mod taptap;
pub mod wechat_ilink;
pub mod wechat_web;
pub mod wecom;

use crate::{FlowUnderTest, Variant};

/// Calls a macro with the one list of flows, each with names and settings of its variants.
///
/// A name of a flow is that of its file here, so that tests can be made from the list: see
/// `tests/contract.rs`.
#[macro_export]
macro_rules! with_every_flow {
    ($then:ident) => {
        $then! {
            bilibili_web { default "" }
            bilibili_tv { default "" }
            wechat_web {
                default "",
                desktop "mode=desktop",
                file_transfer "mode=filehelper",
            }
            pan115_gateway { default "", image "image=true" }
            phi_api { default "", without_profile "profile=false" }
            pan115 { default "", other_app "app=qipad" }
            pan115_open { default "" }
            taptap {
                default "",
                token "goal=token",
                token_of_china "goal=token region=china",
                basic_profile "goal=profile scope=basic_info",
                basic_profile_of_china "goal=profile region=china scope=basic_info",
            }
            steam { default "", client "platform=client", mobile "platform=mobile" }
            wechat_ilink { default "" }
            device {
                default "",
                google "preset=google client_secret=FAKEsecret scope=openid",
                microsoft "preset=microsoft",
                twitch "preset=twitch scope=user:read:email",
                discovered "issuer=https://id.example scope=openid pkce=true",
            }
            feishu { default "", from_lark "brand=lark" }
            dingtalk { default "" }
            wecom { default "" }
            qq_bot { default "" }
        }
    };
}

macro_rules! table {
    ($($flow:ident { $($variant:ident $settings:literal),+ $(,)? })+) => {
        /// All flows under test.
        pub static FLOWS: &[&FlowUnderTest] = &[$(&$flow::FLOW),+];

        /// All flows with all settings that tests run them with.
        pub static VARIANTS: &[Variant] =
            &[$($(Variant { flow: &$flow::FLOW, settings: $settings }),+),+];
    };
}

with_every_flow!(table);
