//! TapTap and the session service of Phigros.

mod code;
mod profile;
mod saves;
mod session;
mod token;
