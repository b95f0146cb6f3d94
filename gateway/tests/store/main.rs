//! One suite for every store: the same tests run on SQLite and on PostgreSQL, on virtual time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    missing_docs
)]

/// Makes a test of each function for each store.
macro_rules! on_each_store {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { crate::world::on_sqlite(super::$name); })*
        }
        mod postgres {
            $(#[test] fn $name() { crate::world::on_postgres(super::$name); })*
        }
    };
}

mod answers;
mod cancels;
mod changes;
mod claims;
mod creation;
mod database;
mod expiry;
mod file;
mod keys;
#[path = "../postgres/mod.rs"]
mod postgres;
mod redemption;
mod saves;
mod secrets;
mod webhooks;
mod world;
