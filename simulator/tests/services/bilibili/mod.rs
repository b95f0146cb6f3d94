//! Bilibili.

mod account;
mod tv;
mod web;
