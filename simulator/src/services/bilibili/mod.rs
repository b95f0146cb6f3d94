//! Bilibili: the web login and the TV login, which share a host, an envelope, an account and the
//! five cookies.

mod account;
pub(crate) mod calls;
mod cookies;
mod hops;
mod responses;
pub(crate) mod scenario;
mod sign;
mod tv;
mod web;

pub(crate) use tv::Tv;
pub(crate) use web::Web;
