//! What a program needs that lets a user choose: all flows by name with their settings, all
//! credentials as one type, their export and import.

mod account;
mod credential;
pub mod export;
pub mod flows;
pub mod import;
mod listed;
mod settings;
mod warning;

pub use account::Account;
pub use credential::Credential;
pub(crate) use credential::Parts;
pub use listed::Listed;
pub use settings::{SettingInfo, Settings};
pub use warning::Warning;
