//! Bilibili: the web login and the TV login, which share a host, an envelope, an account and the
//! five cookies.

mod account;
pub(crate) mod calls;
mod cookies;
mod correspond;
mod hops;
mod refresh;
mod responses;
pub(crate) mod scenario;
mod sign;
mod tokens;
mod tv;
mod web;

pub use correspond::CORRESPOND_MODULUS;
pub(crate) use tv::Tv;
pub(crate) use web::Web;
