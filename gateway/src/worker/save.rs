//! Writes to the store, as soon as it can be reached.

use tokio::time::sleep;

use super::run::{FIRST_PAUSE, LONGEST_PAUSE};
use crate::store::{Store, StoreError, WorkerId, Write, Written};

/// Stores a batch, as soon as the store can be reached. A repeated write is recognised by the
/// store. If the store refuses the batch, each write is stored by itself; `None` for one that is
/// refused.
pub(super) async fn save(
    store: &dyn Store,
    worker: WorkerId,
    writes: &[Write],
) -> Vec<Option<Written>> {
    if let Some(written) = save_once(store, worker, writes.to_vec()).await {
        return written.into_iter().map(Some).collect();
    }
    let mut all = Vec::with_capacity(writes.len());
    for write in writes {
        let one = save_once(store, worker, vec![write.clone()]).await;
        all.push(one.and_then(|written| written.first().copied()));
    }
    all
}

async fn save_once(
    store: &dyn Store,
    worker: WorkerId,
    writes: Vec<Write>,
) -> Option<Vec<Written>> {
    let mut pause = FIRST_PAUSE;
    loop {
        match store.save(worker, writes.clone()).await {
            Ok(written) => return Some(written),
            Err(StoreError::Refused(_)) => return None,
            Err(StoreError::Unreachable(_)) => sleep(pause).await,
        }
        pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
    }
}
