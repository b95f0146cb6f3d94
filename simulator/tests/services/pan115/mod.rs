//! 115 and its open platform.

mod login;
mod open;
mod open_tokens;
mod person;
mod status;
