//! What a session tells its caller.

use std::fmt;

use qrlogin::Event;

/// What the next step of a session came to.
#[must_use = "the credentials are told once"]
pub enum Progress<C> {
    /// Something to show; go on with `Session::next`.
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
