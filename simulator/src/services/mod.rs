//! The services, one module each.

mod bilibili;
mod gateway115;
mod phi_api;
pub(crate) mod taptap;
mod wechat;

use crate::record::ServiceId;
use crate::service::Service;

/// All of them, with their states.
#[derive(Debug, Default)]
pub(crate) struct Services {
    bilibili_web: bilibili::Web,
    bilibili_tv: bilibili::Tv,
    wechat_web: wechat::Web,
    gateway_115: gateway115::Gateway,
    /// Stands before TapTap, and holds it.
    phi_api: phi_api::PhiApi,
}

impl Services {
    pub(crate) fn get(&mut self, service: ServiceId) -> &mut dyn Service {
        match service {
            ServiceId::BilibiliWeb => &mut self.bilibili_web,
            ServiceId::BilibiliTv => &mut self.bilibili_tv,
            ServiceId::WechatWeb => &mut self.wechat_web,
            ServiceId::Gateway115 => &mut self.gateway_115,
            ServiceId::PhiApi => &mut self.phi_api,
            ServiceId::TapTap => self.phi_api.behind(),
        }
    }
}
