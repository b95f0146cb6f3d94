//! The 115 gateway.

mod login;
mod requests;
mod upstream;
