//! 115: directly ([`Web`]), through the open platform ([`Open`]), and through a self-hosted gateway
//! server ([`Gateway`]).

use std::time::Duration;

pub mod advice;
mod app;
mod code_key;
mod cookie_tasks;
mod credential;
mod envelope;
mod gateway;
mod gateway_error;
mod gateway_response;
mod gateway_stage;
mod hosts;
mod open;
mod open_credential;
mod open_tasks;
mod pkce;
mod refusal;
mod shown_code;
mod user_agent;
mod web;
mod web_response;

pub use app::App;
pub use code_key::CodeKey;
pub use cookie_tasks::{GatewayCheck, WebCheck};
pub use credential::{GatewayCredential, WebCredential};
pub use gateway::Gateway;
pub use open::Open;
pub use open_credential::OpenCredential;
pub use open_tasks::OpenRefresh;
pub use web::Web;

const SCAN_WITH: &str = "the 115 app";
/// No response states when a code expires; 120 to 300 s were seen. The server may end it earlier
/// (spec 6).
const LIFETIME: Duration = Duration::from_secs(300);
/// The service holds a request for the status for about 30 s at most (spec 2.5, 3.3).
const STATUS_TIMEOUT: Duration = Duration::from_secs(40);
const TIMEOUT: Duration = Duration::from_secs(15);
