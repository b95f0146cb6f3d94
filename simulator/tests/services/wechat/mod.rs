//! WeChat web.

mod exchange;
mod jslogin;
mod poll;
mod session;
