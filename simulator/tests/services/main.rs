//! The simulated services on virtual time.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

mod account;
mod bilibili;
mod by_path;
mod calls;
mod dingtalk;
mod faults;
mod feishu;
mod gateway_115;
mod ilink;
mod memory;
mod oauth;
mod pan115;
mod person;
mod phi_api;
mod qq_bot;
mod scenario;
mod simulator;
mod steam;
mod support;
mod taptap;
mod wechat;
mod wecom;

use qrlogin_simulator::ServiceId;
use support::Subject;

/// Every service.
const SUBJECTS: [Subject; ServiceId::ALL.len()] = [
    bilibili::WEB,
    bilibili::TV,
    wechat::WEB,
    gateway_115::GATEWAY,
    pan115::PAN,
    pan115::OPEN,
    phi_api::PHI_API,
    taptap::TAPTAP,
    steam::STEAM,
    ilink::ILINK,
    oauth::DEVICE,
    feishu::FEISHU,
    dingtalk::DINGTALK,
    wecom::WECOM,
    qq_bot::QQ_BOT,
];
