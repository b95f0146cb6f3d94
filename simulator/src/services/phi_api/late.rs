//! Replies that wait for their time.

use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::service::{Cx, Outcome};

/// A reply that comes later than the request behind it was sent, because that request took its
/// time.
struct Late {
    began: u64,
    body: Vec<u8>,
    due: u64,
    response: Response,
}

/// The replies of a service that wait for their time.
#[derive(Default)]
pub(super) struct LateReplies(Vec<Late>);

impl LateReplies {
    /// The verdict on a request that was looked at before; `None` if it is a new one.
    pub(super) fn again(&mut self, incoming: &Incoming, cx: &Cx<'_>) -> Option<Outcome> {
        if cx.first {
            return None;
        }
        let same = |late: &Late| late.began == cx.began && late.body == incoming.body;
        let index = self.0.iter().position(same)?;
        let due = self.0.get(index)?.due;
        if due > cx.now {
            return Some(Outcome::Hold(due));
        }
        Some(self.0.remove(index).response.into())
    }

    /// The verdict on a new request: its reply, when it is due.
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
        // Clients that went away never fetch theirs.
        let surplus = self.0.len().saturating_sub(cx.scenario.remember as usize);
        self.0.drain(..surplus);
        self.0.push(Late {
            began: cx.began,
            body: incoming.body.clone(),
            due,
            response,
        });
        Outcome::Hold(due)
    }
}

/// How many only: they hold stand-ins for secrets.
impl std::fmt::Debug for LateReplies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LateReplies({})", self.0.len())
    }
}
