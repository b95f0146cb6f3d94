//! Every login, answer by answer: what a service may say, and what follows. One file or folder a
//! flow; the specification's sections are named in each.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    missing_docs
)]

mod bilibili_tv;
mod bilibili_web;
mod device;
mod dingtalk;
mod feishu;
mod pan115;
mod pan115_gateway;
mod pan115_open;
mod phi_api;
mod qq_bot;
mod steam;
mod taptap;
mod wechat_grammar;
mod wechat_ilink;
mod wechat_script;
mod wechat_web;
mod wecom;
