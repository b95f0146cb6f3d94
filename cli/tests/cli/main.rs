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
mod doctor;
mod exchange;
mod failures;
mod flows;
mod foreign;
mod formats;
mod hooks;
mod hostile_text;
mod if_invalid;
mod input;
mod interrupt;
mod interrupt_guarded;
mod json;
#[cfg(all(feature = "keyring", target_os = "linux"))]
mod keyring;
#[cfg(all(feature = "keyring", target_os = "linux"))]
mod keyring_lost;
mod logins;
mod logout;
mod messages;
mod network;
mod piped;
mod place;
mod profiles;
mod profiles_changed;
mod profiles_exported;
mod profiles_kept;
mod profiles_places;
mod profiles_refreshed;
mod qr;
mod read_file;
mod record;
mod record_interrupted;
mod refresh;
mod refresh_cookies;
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
mod shells;
mod simulate;
mod simulate_listen;
mod simulate_tls;
mod status;
mod support;
mod terminal;
mod tls;
mod usage;
mod version;
mod webhooks;
