//! Who may use a gateway, from where, and how much.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    missing_docs
)]

mod connections;
mod destinations;
mod documented;
mod keys;
mod limits;
mod observed;
mod origins;
mod rig;
