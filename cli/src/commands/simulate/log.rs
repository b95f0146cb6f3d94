//! The log of requests, of all sessions.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::PoisonError;

use qrlogin_simulator::{LogEntry, Server};

/// How long a pending request is not logged, in ms: longer than any long poll.
const PENDING_MS: u64 = 60_000;
/// The session whose lines have no name before them.
const DEFAULT: &str = "default";

/// What was written so far, by session.
#[derive(Default)]
pub(super) struct Log(BTreeMap<String, Written>);

impl Log {
    /// The lines for requests that have their response, or have failed, since the last call.
    pub(super) fn news(&mut self, server: &Server) -> String {
        let sessions = server.sessions();
        // A later session of the same name has numbers of its own.
        self.0
            .retain(|name, _| sessions.iter().any(|(open, _)| open == name));
        let mut text = String::new();
        for (name, simulator) in sessions {
            let simulator = simulator.lock().unwrap_or_else(PoisonError::into_inner);
            let prefix = match name.as_str() {
                DEFAULT => String::new(),
                name => format!("{name}: "),
            };
            let written = self.0.entry(name).or_default();
            written.news(&prefix, simulator.log(), &mut text);
        }
        text
    }
}

/// Writes each request once, when it has its response.
#[derive(Default)]
struct Written {
    /// The number of the first request that has not been read.
    next: u64,
    /// The requests without a response.
    pending: Vec<u64>,
}

impl Written {
    /// Adds the lines for requests that have their response, or have failed, since the last call.
    fn news(&mut self, prefix: &str, entries: &[LogEntry], text: &mut String) {
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
            return;
        };
        // Requests that the simulator has forgotten are skipped.
        self.pending
            .extend(self.next.max(first.number)..=last.number);
        self.next = last.number + 1;
        self.pending.retain(|number| {
            let place = number.checked_sub(first.number);
            let Some(entry) = place.and_then(|place| entries.get(place as usize)) else {
                return false;
            };
            let cut = entry
                .notes
                .iter()
                .any(|note| note.starts_with("cut") || *note == "hang");
            let done = entry.answered.is_some() || cut || last.at_ms > entry.at_ms + PENDING_MS;
            if done {
                let _ = writeln!(text, "{prefix}{entry}");
            }
            !done
        });
    }
}
