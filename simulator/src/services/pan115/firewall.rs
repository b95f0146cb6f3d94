//! The firewall in front of 115's hosts.

use std::collections::{BTreeMap, VecDeque};

use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::reply::{ALIYUN_BLOCK_PAGE, html};
use crate::scenario::PanBlock;
use crate::service::Cx;

/// The length of the window in which requests count as a burst, in ms.
const WINDOW: u64 = 10_000;

/// The state of each host.
#[derive(Debug, Default)]
pub(super) struct Firewall {
    hosts: BTreeMap<String, Host>,
}

#[derive(Debug, Default)]
struct Host {
    recent: VecDeque<u64>,
    blocked_until: u64,
}

impl Firewall {
    /// The block page, if this request meets the firewall.
    pub(super) fn stops(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Option<Response> {
        if !cx.first {
            return None;
        }
        let settings = &cx.scenario.pan_115;
        let note = if !incoming.has_user_agent() {
            "no User-Agent"
        } else if settings
            .blocked_hosts
            .split(',')
            .any(|host| host.trim() == incoming.host)
        {
            "host blocked"
        } else if self.in_burst(incoming, cx) {
            "burst blocked"
        } else {
            return None;
        };
        cx.note(note);
        Some(page(cx))
    }

    fn in_burst(&mut self, incoming: &Incoming, cx: &Cx<'_>) -> bool {
        let settings = &cx.scenario.pan_115;
        if settings.burst == 0 {
            return false;
        }
        let host = self.hosts.entry(incoming.host.clone()).or_default();
        host.recent.push_back(cx.now);
        let begin = cx.now.saturating_sub(WINDOW);
        host.recent.retain(|at| *at > begin);
        if host.recent.len() > settings.burst as usize {
            host.recent.clear();
            host.blocked_until = cx.now.saturating_add(settings.burst_block.0);
        }
        cx.now < host.blocked_until
    }
}

/// The firewall's page.
pub(super) fn page(cx: &Cx<'_>) -> Response {
    let status = match cx.scenario.pan_115.block_status {
        PanBlock::Status405 => 405,
        PanBlock::Status418 => 418,
        PanBlock::Status200 => 200,
    };
    html(status, ALIYUN_BLOCK_PAGE)
}
