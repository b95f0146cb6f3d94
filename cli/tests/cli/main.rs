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
mod demo;
mod doctor;
mod failures;
mod flows;
mod foreign;
mod formats;
mod hostile_text;
mod input;
mod interrupt;
mod interrupt_guarded;
mod json;
#[cfg(all(feature = "keyring", target_os = "linux"))]
mod keyring;
#[cfg(all(feature = "keyring", target_os = "linux"))]
mod keyring_lost;
mod logins;
mod messages;
mod network;
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
mod refresh_failures;
mod refresh_twice;
mod rescue;
mod save;
mod serve;
#[cfg(unix)]
mod serve_keys;
#[cfg(unix)]
mod serve_options;
mod shells;
mod simulate;
mod simulate_tls;
mod support;
mod terminal;
mod tls;
mod usage;
