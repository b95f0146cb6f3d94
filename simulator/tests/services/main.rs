//! The simulated services on virtual time.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

mod bilibili;
mod by_path;
mod calls;
mod faults;
mod gateway_115;
mod memory;
mod pan115;
mod person;
mod phi_api;
mod scenario;
mod simulator;
mod support;
mod taptap;
mod wechat;
