//! The services, one module each.

mod bilibili;
mod gateway115;
pub(crate) mod pan115;
mod phi_api;
pub(crate) mod taptap;
mod wechat;

use crate::ask::Ask;
use crate::record::ServiceId;
use crate::service::{Cx, Service, Verdict};

/// All of them, with their states.
#[derive(Debug, Default)]
pub(crate) struct Services {
    bilibili_web: bilibili::Web,
    bilibili_tv: bilibili::Tv,
    wechat_web: wechat::Web,
    gateway_115: gateway115::Gateway,
    pan_115: pan115::Pan,
    open_115: pan115::Open,
    /// Stands before TapTap, and holds it.
    phi_api: phi_api::PhiApi,
}

impl Services {
    /// What the service of a request says to it.
    pub(crate) fn answer(&mut self, call: &'static str, ask: &Ask, cx: &mut Cx<'_>) -> Verdict {
        if cx.service == ServiceId::Gateway115 && cx.scenario.gateway_115.upstream {
            return self.gateway_115.relay(call, ask, &mut self.pan_115, cx);
        }
        self.get(cx.service).answer(call, ask, cx)
    }

    pub(crate) fn get(&mut self, service: ServiceId) -> &mut dyn Service {
        match service {
            ServiceId::BilibiliWeb => &mut self.bilibili_web,
            ServiceId::BilibiliTv => &mut self.bilibili_tv,
            ServiceId::WechatWeb => &mut self.wechat_web,
            ServiceId::Gateway115 => &mut self.gateway_115,
            ServiceId::Pan115 => &mut self.pan_115,
            ServiceId::Open115 => &mut self.open_115,
            ServiceId::PhiApi => &mut self.phi_api,
            ServiceId::TapTap => self.phi_api.behind(),
        }
    }
}
