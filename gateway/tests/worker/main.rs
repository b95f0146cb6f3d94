//! The worker: logins of the table against the simulated services, on virtual time.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod answers;
mod changes;
mod crashes;
mod database;
mod lease;
mod logins;
mod process;
mod rig;
mod shares;
mod store;
mod typed;
mod writes;
