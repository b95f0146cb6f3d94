//! How many logins were started and cancelled through this process, by flow.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use qrlogin::flows;

type ByFlow = Mutex<BTreeMap<&'static str, u64>>;

/// Since the start of the process.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    started: ByFlow,
    cancelled: ByFlow,
}

impl Counts {
    pub(super) fn count_start(&self, flow: &str) {
        count(&self.started, flow);
    }

    pub(super) fn count_cancel(&self, flow: &str) {
        count(&self.cancelled, flow);
    }

    pub(crate) fn started(&self) -> BTreeMap<&'static str, u64> {
        read(&self.started)
    }

    pub(crate) fn cancelled(&self) -> BTreeMap<&'static str, u64> {
        read(&self.cancelled)
    }
}

fn count(counts: &ByFlow, flow: &str) {
    // A login of a newer version of the gateway may be of a flow that this one does not know.
    let flow = flows::find(flow).map_or("unknown", |info| info.id);
    let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
    let count = counts.entry(flow).or_default();
    *count = count.saturating_add(1);
}

fn read(counts: &ByFlow) -> BTreeMap<&'static str, u64> {
    let counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
    counts.clone()
}
