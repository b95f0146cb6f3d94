//! The status: what the login waits for, and for how long.

use std::time::Duration;

use qrlogin::Timestamp;

use super::{Reporter, now};
use crate::messages::{self, Text};

/// The interval of the status while the user may have scrolled up: many terminals jump back to the
/// end at each output.
pub(super) const SLOW: Duration = Duration::from_secs(30);

/// What a login waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Waiting {
    Code,
    Scan,
    Confirmation,
    /// What the user has to type.
    Input,
    Credentials,
}

impl Reporter<'_> {
    /// Reports a retry and how long retries continue. While a code is shown, the retry is a part of
    /// the status, which has the time left.
    pub(super) fn retrying(&mut self, attempt: u32, cause: &Text) {
        let now = now();
        let is_shown = matches!(self.waiting, Waiting::Scan | Waiting::Confirmation);
        if is_shown && self.drawn.0.live() && !self.screen.is_beside() {
            self.note = Some(messages::retrying_now(attempt, cause));
            self.status_from = Timestamp::default();
            return;
        }
        let text = match self.waiting {
            Waiting::Scan | Waiting::Confirmation if !self.deadline.is_over(now) => {
                messages::retrying_for(attempt, self.deadline.left(now), cause)
            }
            Waiting::Credentials => messages::retrying_last(attempt, cause),
            _ => messages::retrying(attempt, cause),
        };
        self.screen.aside(&text);
    }

    /// Updates the status and the drawing.
    pub(crate) fn tick(&mut self) {
        self.warn_of_receivers();
        self.redraw();
        let now = now();
        if self.args.credentials.quiet || now < self.status_from {
            return;
        }
        let left = self.deadline.left(now);
        let text = match self.waiting {
            Waiting::Scan => messages::waiting_for_scan(left),
            Waiting::Confirmation => messages::waiting_for_confirmation(left),
            Waiting::Code | Waiting::Input | Waiting::Credentials => return,
        };
        let text = match &self.note {
            Some(note) => messages::status_and(text, note),
            None => text,
        };
        self.screen.status(&text, self.drawn.0.columns);
        self.status_from = now + self.interval;
    }
}
