//! The program against the simulated services.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "tests"
)]

mod code;
mod config;
mod demo;
mod failures;
mod flows;
mod foreign;
mod formats;
mod hooks;
mod hostile_text;
mod input;
mod interrupt;
mod interrupt_guarded;
mod json;
mod logins;
mod messages;
mod network;
mod piped;
mod place;
mod profiles;
mod profiles_changed;
mod profiles_exported;
mod profiles_kept;
mod profiles_refreshed;
mod read_file;
mod record;
mod record_interrupted;
mod refresh;
mod refresh_failures;
mod refresh_twice;
mod rescue;
mod save;
mod schema;
mod serve;
#[cfg(unix)]
mod serve_keys;
#[cfg(unix)]
mod serve_options;
mod session;
mod simulate;
mod simulate_tls;
mod support;
mod terminal;
mod tls;
mod usage;
mod version;
mod webhooks;
