//! 115: the login through a gateway server that somebody hosts ([`Gateway`]).

mod app;
mod credential;
mod gateway;
mod gateway_answer;

pub use app::App;
pub use credential::GatewayCredential;
pub use gateway::Gateway;
