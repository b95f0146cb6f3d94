//! What the user has to type, where a service wants that.

use serde::{Deserialize, Serialize};

/// A step in which the user has to type something, such as the number that the phone shows.
///
/// [`Flow::answer`](crate::Flow::answer) hands the input in. Until then the login sends nothing;
/// the code's end still counts.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputWanted {
    /// What to type, as a noun phrase such as "the number shown on the phone".
    pub what: String,
    /// Whether the service has refused an earlier input and wants another one.
    pub again: bool,
}

impl InputWanted {
    /// A first input.
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            again: false,
        }
    }

    /// The same after an input that the service has refused.
    #[must_use]
    pub fn again(mut self) -> Self {
        self.again = true;
        self
    }
}
