//! Bots by QR code: the user scans with the service's app and creates or picks a bot, and the
//! program receives the bot's ID and its secret.
//!
//! Four services, one file or folder each. None has a signature, cookies or a refresh; the secret
//! comes with the response of a poll, once.

mod dingtalk;
mod envelope;
mod feishu;
#[cfg(feature = "qq-bot")]
mod qq_bot;
mod shown;
mod wecom;

pub use dingtalk::{DingTalk, DingTalkCredential};
pub use feishu::{Brand, Feishu, FeishuCredential};
#[cfg(feature = "qq-bot")]
pub use qq_bot::{QqBot, QqBotCredential};
pub use wecom::{WeCom, WeComCredential};
