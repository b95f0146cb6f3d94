//! Which tasks each flow has.

use std::fmt;

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use super::{Checked, Kind, LoggedOut, NoTask, Refreshed, flow, refresh_flow};
use crate::providers::{bilibili, oauth, pan115, steam, taptap, wechat};
use crate::{BoxFlow, Credential, Seed};

type Make<C> = fn(&Credential, Seed) -> Result<BoxFlow<C>, NoTask>;
type MakeRefresh = fn(&Credential, bool, Seed) -> Result<BoxFlow<Refreshed<Credential>>, NoTask>;

/// The tasks of one flow.
///
/// Serialised, it is `{"flow":"115","check":true,"refresh":false,"logout":true}`.
pub struct FlowTasks {
    /// The name of the flow.
    pub flow: &'static str,
    pub(super) check: Result<Make<Checked>, NoTask>,
    pub(super) refresh: Result<MakeRefresh, NoTask>,
    pub(super) confirm: Option<Make<Credential>>,
    pub(super) logout: Result<Make<LoggedOut>, NoTask>,
}

impl FlowTasks {
    /// Whether the flow has this task.
    pub fn has(&self, kind: Kind) -> bool {
        self.reason(kind).is_none()
    }

    /// Why the flow does not have this task: a sentence without a full stop.
    pub fn reason(&self, kind: Kind) -> Option<NoTask> {
        match kind {
            Kind::Check => self.check.err(),
            Kind::Refresh => self.refresh.err(),
            Kind::Logout => self.logout.err(),
        }
    }
}

impl fmt::Debug for FlowTasks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("FlowTasks");
        debug.field("flow", &self.flow);
        for kind in Kind::ALL {
            debug.field(kind.name(), &self.has(kind));
        }
        debug.finish_non_exhaustive()
    }
}

impl Serialize for FlowTasks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("FlowTasks", 1 + Kind::ALL.len())?;
        fields.serialize_field("flow", self.flow)?;
        for kind in Kind::ALL {
            fields.serialize_field(kind.name(), &self.has(kind))?;
        }
        fields.end()
    }
}

/// The tasks of the flow of this name.
pub fn of(flow: &str) -> Option<&'static FlowTasks> {
    ALL.iter().find(|tasks| tasks.flow == flow)
}

const UNDOCUMENTED: NoTask = NoTask::None("the service has no such call that is documented");
#[cfg(not(feature = "bilibili-refresh"))]
const NOT_BUILT: NoTask = NoTask::None("this build is without the feature `bilibili-refresh`");

/// A flow without any task.
const fn none(flow: &'static str, why: NoTask) -> FlowTasks {
    FlowTasks {
        flow,
        check: Err(why),
        refresh: Err(why),
        confirm: None,
        logout: Err(why),
    }
}

/// The tasks of every flow that comes with this crate, in the order of
/// [`flows::FLOWS`](crate::flows::FLOWS). This is the only list of them.
pub static ALL: &[FlowTasks] = &[
    FlowTasks {
        check: Ok(flow::<bilibili::WebCheck, _>),
        #[cfg(feature = "bilibili-refresh")]
        refresh: Ok(refresh_flow::<bilibili::WebRefresh, _>),
        #[cfg(not(feature = "bilibili-refresh"))]
        refresh: Err(NOT_BUILT),
        confirm: Some(flow::<bilibili::WebConfirm, _>),
        logout: Ok(flow::<bilibili::WebLogout, _>),
        ..none("bilibili-web", UNDOCUMENTED)
    },
    FlowTasks {
        check: Ok(flow::<bilibili::TvCheck, _>),
        refresh: Ok(refresh_flow::<bilibili::TvRefresh, _>),
        ..none("bilibili-tv", UNDOCUMENTED)
    },
    FlowTasks {
        check: Ok(flow::<wechat::WebCheck, _>),
        logout: Ok(flow::<wechat::WebLogout, _>),
        ..none("wechat-web", UNDOCUMENTED)
    },
    FlowTasks {
        check: Ok(flow::<pan115::WebCheck, _>),
        ..none("115", UNDOCUMENTED)
    },
    FlowTasks {
        refresh: Ok(refresh_flow::<pan115::OpenRefresh, _>),
        ..none("115-open", UNDOCUMENTED)
    },
    FlowTasks {
        check: Ok(flow::<pan115::GatewayCheck, _>),
        ..none("115-gateway", UNDOCUMENTED)
    },
    FlowTasks {
        check: Ok(flow::<taptap::PhiApiCheck, _>),
        ..none("phi-api", UNDOCUMENTED)
    },
    FlowTasks {
        check: Ok(flow::<taptap::DirectCheck, _>),
        ..none("taptap", UNDOCUMENTED)
    },
    FlowTasks {
        refresh: Ok(refresh_flow::<steam::QrRefresh, _>),
        ..none("steam", UNDOCUMENTED)
    },
    none("wechat-ilink", UNDOCUMENTED),
    FlowTasks {
        refresh: Ok(refresh_flow::<oauth::DeviceRefresh, _>),
        ..none("device", UNDOCUMENTED)
    },
    none("feishu", UNDOCUMENTED),
    none("dingtalk", UNDOCUMENTED),
    none("wecom", UNDOCUMENTED),
    #[cfg(feature = "qq-bot")]
    none("qq-bot", UNDOCUMENTED),
];
