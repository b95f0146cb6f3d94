//! What happens in a login, as it is stored and sealed.

use qrlogin::{Error, Event, InputWanted, QrCode, Scanner};
use serde::{Deserialize, Serialize};

/// An event of a login. After one of the last three there is no other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum LoginEvent {
    /// Show this code. It replaces an earlier one.
    Code(QrCode),
    /// The code was scanned.
    Scanned(Scanner),
    /// The user has to type something.
    InputWanted(InputWanted),
    /// The user confirmed; the credentials are being fetched.
    Confirmed,
    /// The login has succeeded; the result can be redeemed.
    Done,
    /// The login has ended with an error.
    Failed { error: Error },
    /// The login was cancelled by its owner.
    Cancelled,
}

impl LoginEvent {
    /// Whether [`LoginEvent::of`] stores this event.
    pub(crate) fn is_stored(event: &Event) -> bool {
        matches!(
            event,
            Event::Code(_) | Event::Scanned(_) | Event::InputWanted(_) | Event::Confirmed
        )
    }

    /// What is stored of a flow's event: not that a call is repeated, since a successor would
    /// find out by itself.
    pub(crate) fn of(event: Event) -> Option<Self> {
        match event {
            Event::Code(code) => Some(Self::Code(code)),
            Event::Scanned(scanner) => Some(Self::Scanned(scanner)),
            Event::InputWanted(wanted) => Some(Self::InputWanted(wanted)),
            Event::Confirmed => Some(Self::Confirmed),
            _ => None,
        }
    }
}
