//! WeChat's iLink API: a bot for a program ([`Bot`]).
//!
//! The user who scans gets a contact to write to, and the program a token for its messages; it is
//! no login of the WeChat account.
//!
//! A code is requested and shown; a long poll reports the scan and the confirmation, and with that
//! the token. For some accounts the phone shows a number, which has to be typed here
//! ([`Event::InputWanted`](crate::Event::InputWanted)).

mod bot;
mod calls;
mod credential;
mod hosts;
mod reply;
mod settings;

pub use credential::BotCredential;
pub use settings::Bot;
