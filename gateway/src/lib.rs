//! Logins by QR code over HTTP: the documented APIs of two gateways, served on direct logins.
//!
//! - phiApi: `/phiApi/LoginQrCode/…`, on the direct login of TapTap;
//! - 115driver's gateway: `/api/v1/115/qrcode/…`, on the direct login of 115.
//!
//! Both keep no state: the client holds what a login has learnt, as with the originals.
//!
//! ```no_run
//! use qrlogin_gateway::{Gateway, Upstream};
//! use qrlogin_tokio::{Config, HyperTransport};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let upstream = Upstream::new(HyperTransport::new(Config::new())?);
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8116").await?;
//! Gateway::new(upstream).serve(listener, std::future::pending()).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Who may use it
//!
//! By default programs of this machine: see [`access`]. A request whose `Host` is another name than
//! the allowed ones, or that a page of another site has caused, is refused.

pub mod access;
mod documented;
mod event;
mod gateway;
mod page;
mod picture;
pub mod seal;
mod server;
pub mod store;
mod upstream;
mod v1;
mod webhook;
mod worker;

pub use documented::pan115::Pan115Style;
pub use documented::phi_api::PhiApiStyle;
pub use gateway::Gateway;
pub use upstream::Upstream;
pub use v1::{Logins, Owner};
pub use webhook::{NotASecret, WebhookSecret, Webhooks};
pub use worker::{Ended, Stats, Worker};
