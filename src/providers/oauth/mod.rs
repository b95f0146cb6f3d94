//! OAuth 2.0: the device authorization grant (RFC 8628) of any service that has it ([`Device`]).

use std::time::Duration;

pub mod advice;
mod code;
mod credential;
mod device;
mod discovery;
mod endpoint;
mod fields;
mod link;
mod pkce;
mod presets;
mod server;
mod settings;
mod stage;
mod tasks;
mod token;
mod word;

pub use credential::DeviceCredential;
pub use endpoint::Endpoint;
pub use server::Server;
pub use settings::Device;
pub use tasks::DeviceRefresh;

const SCAN_WITH: &str = "a phone's camera";
const TIMEOUT: Duration = Duration::from_secs(10);
/// Of calls whose reply comes once.
const TOKEN_TIMEOUT: Duration = Duration::from_secs(40);
