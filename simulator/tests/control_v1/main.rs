//! The control API over HTTP, each answer against its description.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod access;
mod codes;
mod description;
mod refusals;
mod requests;
mod rig;
mod scenario;
mod sessions;
mod validate;
