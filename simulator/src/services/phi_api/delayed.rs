//! Responses that are delivered later.

use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::service::{Cx, Outcome};

/// A response that is delivered when the request to the backend would have ended.
struct Delayed {
    began: u64,
    body: Vec<u8>,
    due: u64,
    response: Response,
}

/// The responses that wait for their time.
#[derive(Default)]
pub(super) struct DelayedResponses(Vec<Delayed>);

impl DelayedResponses {
    /// The outcome of a request that was handled before; `None` for a new one.
    pub(super) fn again(&mut self, incoming: &Incoming, cx: &Cx<'_>) -> Option<Outcome> {
        if cx.first {
            return None;
        }
        let same = |delayed: &Delayed| delayed.began == cx.began && delayed.body == incoming.body;
        let index = self.0.iter().position(same)?;
        let due = self.0.get(index)?.due;
        if due > cx.now {
            return Some(Outcome::Hold(due));
        }
        Some(self.0.remove(index).response.into())
    }

    /// The outcome of a new request: the response, held until it is due.
    pub(super) fn reply(
        &mut self,
        due: u64,
        response: Response,
        incoming: &Incoming,
        cx: &Cx<'_>,
    ) -> Outcome {
        if due <= cx.now {
            return response.into();
        }
        // Clients that disconnected do not fetch theirs.
        let surplus = self.0.len().saturating_sub(cx.scenario.remember as usize);
        self.0.drain(..surplus);
        self.0.push(Delayed {
            began: cx.began,
            body: incoming.body.clone(),
            due,
            response,
        });
        Outcome::Hold(due)
    }
}

/// The count only: the responses hold stand-ins for secrets.
impl std::fmt::Debug for DelayedResponses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DelayedResponses({})", self.0.len())
    }
}
