//! phiApi.

mod backend;
mod failures;
mod login;
