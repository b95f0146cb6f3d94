//! The result of one step of a session.

use std::fmt;

use qrlogin::Event;

/// The result of one step of a session.
#[must_use = "events and credentials are returned once"]
pub enum Progress<C> {
    /// An event to show; call `Session::next` again.
    Event(Event),
    /// The login succeeded.
    Done(C),
}

impl<C> fmt::Debug for Progress<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(event) => f.debug_tuple("Event").field(event).finish(),
            Self::Done(_) => f.write_str("Done(..)"),
        }
    }
}
