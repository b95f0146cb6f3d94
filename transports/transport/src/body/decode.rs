//! Decoding of compressed bodies, also of those sent without `Accept-Encoding`.

use std::io::{self, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use qrlogin::Response;
use qrlogin::http::header::{CONTENT_ENCODING, CONTENT_LENGTH};

use crate::MAX_BODY;

/// Decodes the body of a response; `None` if the decoded body is longer than [`MAX_BODY`]. A
/// response in another encoding than gzip or deflate is returned unchanged.
///
/// # Errors
/// The body is damaged.
pub fn decoded(reply: Response) -> io::Result<Option<Response>> {
    let encoding = match reply.headers().get(CONTENT_ENCODING) {
        Some(value) if !reply.body().is_empty() => value.as_bytes().to_ascii_lowercase(),
        _ => return Ok(Some(reply)),
    };
    let body = reply.body().as_slice();
    let expected = body.len().saturating_mul(4);
    let decoded = match encoding.as_slice() {
        b"gzip" | b"x-gzip" => read_capped(MultiGzDecoder::new(body), expected)?,
        // RFC 9110, 8.4.1.2: zlib. Some servers send the bare deflate stream.
        b"deflate" if is_zlib(body) => read_capped(ZlibDecoder::new(body), expected)?,
        b"deflate" => read_capped(DeflateDecoder::new(body), expected)?,
        _ => return Ok(Some(reply)),
    };
    let Some(decoded) = decoded else {
        return Ok(None);
    };
    let mut reply = reply;
    reply.headers_mut().remove(CONTENT_ENCODING);
    reply.headers_mut().remove(CONTENT_LENGTH);
    *reply.body_mut() = decoded;
    Ok(Some(reply))
}

/// Reads to the end; `None` if there is more than [`MAX_BODY`]. `expected` is the initial capacity,
/// in bytes.
///
/// # Errors
/// Those of the reader.
pub fn read_capped(reader: impl Read, expected: usize) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::with_capacity(expected.min(MAX_BODY));
    reader
        .take(MAX_BODY as u64 + 1)
        .read_to_end(&mut bytes)
        .map(|_| (bytes.len() <= MAX_BODY).then_some(bytes))
}

/// Whether the body begins with a zlib header (RFC 1950): method 8 and a check sum over two bytes.
fn is_zlib(body: &[u8]) -> bool {
    match body {
        [first, second, ..] => {
            first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0
        }
        _ => false,
    }
}
