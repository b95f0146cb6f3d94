//! The limit on the length of bodies, and their decoding.

use qrlogin::{Failure, Response};

#[cfg(feature = "decode")]
pub use decode::{decoded, read_capped};

use crate::MAX_BODY;

#[cfg(feature = "decode")]
mod decode;

/// Returns the response unless its body is longer than [`MAX_BODY`].
///
/// # Errors
/// [`Failure::BodyTooLarge`].
pub fn capped(reply: Response) -> Result<Response, Failure> {
    if reply.body().len() > MAX_BODY {
        Err(Failure::BodyTooLarge)
    } else {
        Ok(reply)
    }
}
