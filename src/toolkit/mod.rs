//! What a [`Provider`](crate::Provider) is written with: requests, responses, JSON, cookies.
//!
//! The flows of this crate use the same functions. Nothing here has state, and no input panics;
//! errors never quote a body.
//!
//! | for | there is |
//! |---|---|
//! | a request: form, query, JSON, headers | [`request`] |
//! | a response: JSON, web pages, required fields, OAuth 2 tokens | [`reply`] |
//! | fields whose type varies: a number in quotes, `null` for nothing | [`json_lenient`] |
//! | cookies | [`cookie`], [`Cookie`] |
//! | the address of a self-hosted server | [`BaseUrl`] |
//! | pictures | [`Image`] |
//! | text from outside | [`text`] |
//!
//! ```
//! use qrlogin::toolkit::{json_lenient, reply, request};
//! use qrlogin::{Error, Response, Secret};
//! use serde::Deserialize;
//!
//! #[derive(Deserialize)]
//! struct Issued {
//!     #[serde(default, deserialize_with = "json_lenient::secret")]
//!     token: Secret,
//!     #[serde(default, deserialize_with = "json_lenient::number")]
//!     lifetime: Option<u64>,
//! }
//!
//! fn read(response: &Response) -> Result<Issued, Error> {
//!     let issued: Issued = reply::json(response, "poll")?;
//!     reply::require(&[("token", !issued.token.is_empty())])?;
//!     Ok(issued)
//! }
//!
//! let form = request::query([("ticket", "t 1"), ("device", "phone")]);
//! assert_eq!(form, "ticket=t+1&device=phone");
//! let call = request::post_form("https://door.example/poll", form)?;
//! assert_eq!(call.headers()["content-type"], "application/x-www-form-urlencoded");
//!
//! let issued = read(&Response::new(br#"{"token": 17, "lifetime": "300"}"#.to_vec()))?;
//! assert_eq!((issued.token.expose(), issued.lifetime), ("17", Some(300)));
//! let lacking = read(&Response::new(br#"{"token": null}"#.to_vec()));
//! assert_eq!(lacking.err(), Some(Error::incomplete(["token"])));
//! # Ok::<(), Error>(())
//! ```

mod base_url;
pub mod cookie;
pub(crate) mod date;
pub(crate) mod digits;
mod image;
pub mod json_lenient;
pub(crate) mod once;
pub mod reply;
pub mod request;
pub mod text;

pub use base_url::BaseUrl;
pub use cookie::Cookie;
pub use image::{Image, ImageKind};
