//! Bilibili.

mod account;
pub(crate) mod tv;
mod web;
