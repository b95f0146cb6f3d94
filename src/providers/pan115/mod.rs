//! 115: the login through a gateway server that somebody hosts ([`Gateway`]).

mod gateway;
mod gateway_answer;

pub use gateway::{App, Gateway, GatewayCredential};
