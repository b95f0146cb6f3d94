//! TapTap and the session service of Phigros.

mod code;
mod profile;
mod session;
mod token;
