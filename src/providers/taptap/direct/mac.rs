//! The signature of the profile request (spec 2.8): an HMAC over time, nonce and the request's own
//! line.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::HeaderValue;
use sha1::Sha1;
use sha2::Sha256;
use sha2::digest::Digest;
use sha2::digest::block_api::BlockSizeUser;

use crate::providers::taptap::TapTapToken;
use crate::{Error, Request, Timestamp};

/// The header `Authorization` for this request, signed with the token.
pub(super) fn authorization(
    token: &TapTapToken,
    request: &Request,
    at: Timestamp,
    nonce: &str,
) -> Result<HeaderValue, Error> {
    let kid = token.kid.expose();
    if !fits(kid) {
        return Err(Error::malformed("token: a kid that fits into no header"));
    }
    let ts = at.as_secs();
    let text = signed_text(request, ts, nonce);
    let (key, text) = (token.mac_key.expose().as_bytes(), text.as_bytes());
    let mac = match token.mac_algorithm.as_str() {
        "hmac-sha-1" => STANDARD.encode(hmac::<Sha1>(key, text)),
        "hmac-sha-256" => STANDARD.encode(hmac::<Sha256>(key, text)),
        _ => return Err(Error::malformed("token: an unknown mac_algorithm")),
    };
    let line = format!(r#"MAC id="{kid}",ts="{ts}",nonce="{nonce}",mac="{mac}""#);
    let mut value = HeaderValue::from_str(&line)
        .map_err(|_| Error::malformed("token: a kid that fits into no header"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Whether a text can stand between quotation marks in a header.
pub(super) fn fits(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
    !text.is_empty() && text.bytes().all(is_plain)
}

/// Every line ends with a line feed; the last one is the empty `ext`.
fn signed_text(request: &Request, ts: u64, nonce: &str) -> String {
    let uri = request.uri();
    let method = request.method();
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let host = uri.host().unwrap_or_default().to_ascii_lowercase();
    let standard = if uri.scheme_str() == Some("http") {
        80
    } else {
        443
    };
    let port = uri.port_u16().unwrap_or(standard);
    format!("{ts}\n{nonce}\n{method}\n{target}\n{host}\n{port}\n\n")
}

/// HMAC (RFC 2104). The key is used as it is, not base64-decoded. These lines save three packages
/// in the tree of every user.
fn hmac<H: Digest + BlockSizeUser>(key: &[u8], text: &[u8]) -> Vec<u8> {
    let key = match key.len() > H::block_size() {
        true => H::digest(key).to_vec(),
        false => key.to_vec(),
    };
    let zeros = std::iter::repeat(0);
    let block: Vec<u8> = key.into_iter().chain(zeros).take(H::block_size()).collect();
    let padded = |pad: u8| block.iter().map(|byte| byte ^ pad).collect::<Vec<u8>>();
    let inner = H::new().chain_update(padded(0x36)).chain_update(text);
    let outer = H::new()
        .chain_update(padded(0x5c))
        .chain_update(inner.finalize());
    outer.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toolkit::request;

    const KID: &str = "1/FAKEkid0123456789abcdef_-";
    const KEY: &str = "FAKEmackey0123456789abcdefghijABCDEFGHIJ";

    /// The header for a GET of this URL.
    fn header(url: &str, key: &str, algorithm: &str, ts: u64, nonce: &str) -> String {
        let token = TapTapToken {
            kid: KID.into(),
            access_token: KID.into(),
            mac_key: key.into(),
            mac_algorithm: algorithm.to_owned(),
            token_type: "mac".to_owned(),
            scope: String::new(),
        };
        let request = request::get(url).unwrap();
        let value = authorization(&token, &request, Timestamp::from_secs(ts), nonce).unwrap();
        assert!(value.is_sensitive());
        value.to_str().unwrap().to_owned()
    }

    fn mac_of(header: &str) -> &str {
        let (_, mac) = header.split_once(",mac=\"").unwrap();
        mac.strip_suffix('"').unwrap()
    }

    /// The vectors of spec 7.1: URL, MAC with SHA-1, MAC with SHA-256.
    const VECTORS: [(&str, &str, &str); 4] = [
        (
            "https://open.tapapis.cn/account/profile/v1?client_id=rAK3FfdieFob2Nn8Am",
            "vuWdfo9cbJEj+J1VbYKY7CTYcZg=",
            "QPSoEjI1c0JSkg/sFZHvy1HchpHE8pCFt3KrQF77D/A=",
        ),
        (
            "https://open.tapapis.cn/account/basic-info/v1?client_id=rAK3FfdieFob2Nn8Am",
            "nAsV8jUL0qtRNOTlB8+7/87KhV0=",
            "5Uu57sumjgZGGioUyTHRrI6kyLZiz0IRc2ZJPS1294o=",
        ),
        (
            "https://open.tapapis.com/account/profile/v1?client_id=kviehleldgxsagpozb",
            "rbrt0R1kgX4VwcLjGEU5FFZ+jZA=",
            "ix+4dF6sP9UifxraF8nOokM/ccTNQGkBm5cRniM8QQM=",
        ),
        (
            "https://open.tapapis.com/account/basic-info/v1?client_id=kviehleldgxsagpozb",
            "kOuniQ8cjNzsq058TEESNokcF98=",
            "DnIWQSXtxluYgvcK4f2SNEAAFNMeKNow1Ld0dRp/fZ8=",
        ),
    ];

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// RFC 2202, section 3, and RFC 4231, section 4: a short key, and one longer than a block.
    #[test]
    fn hmac_is_that_of_the_rfcs() {
        let long = b"Test Using Larger Than Block-Size Key - Hash Key First";
        let sha1 = |key: &[u8], text: &[u8]| hex(&hmac::<Sha1>(key, text));
        let sha256 = |key: &[u8], text: &[u8]| hex(&hmac::<Sha256>(key, text));
        assert_eq!(
            sha1(b"Jefe", b"what do ya want for nothing?"),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
        );
        assert_eq!(
            sha1(&[0xaa; 80], long),
            "aa4ae5e15272d00e95705637ce8a3b55ed402112"
        );
        assert_eq!(
            sha256(b"Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            sha256(&[0xaa; 131], long),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    #[test]
    fn every_request_of_both_regions_is_signed_as_in_the_vectors() {
        for (url, sha1, sha256) in VECTORS {
            for (algorithm, mac) in [("hmac-sha-1", sha1), ("hmac-sha-256", sha256)] {
                let header = header(url, KEY, algorithm, 1_700_000_000, "1234567890");
                assert_eq!(mac_of(&header), mac, "{url} {algorithm}");
            }
        }
    }

    #[test]
    fn the_header_is_that_of_the_vector_byte_for_byte() {
        let [(url, ..), ..] = VECTORS;
        assert_eq!(
            header(url, KEY, "hmac-sha-1", 1_700_000_000, "1234567890"),
            r#"MAC id="1/FAKEkid0123456789abcdef_-",ts="1700000000",nonce="1234567890",mac="vuWdfo9cbJEj+J1VbYKY7CTYcZg=""#
        );
    }

    #[test]
    fn the_signed_text_is_that_of_the_vector_byte_for_byte() {
        let [(url, ..), ..] = VECTORS;
        let request = request::get(url).unwrap();
        let text = signed_text(&request, 1_700_000_000, "1234567890");
        assert_eq!(
            text,
            "1700000000\n1234567890\nGET\n/account/profile/v1?client_id=rAK3FfdieFob2Nn8Am\nopen.tapapis.cn\n443\n\n"
        );
        assert_eq!(text.len(), 96);
    }

    #[test]
    fn published_signatures_of_others_come_out_alike() {
        for (url, key, ts, nonce, mac) in [
            (
                "https://example.com/account/basic-info/v1?client_id=abc",
                "secret",
                1000,
                "42",
                "XQlxTJmviWdRzq1Xb3qpM8pfZJI=",
            ),
            (
                "http://127.0.0.1:8080/path",
                "secret",
                1,
                "2",
                "uZ9wr3/EpVPBZtfil5lKx4rlYss=",
            ),
            (
                "https://open.tapapis.cn/account/profile/v1?client_id=0RiAlMny7jiz086FaU",
                "mSUQNYUGRBPXyRyW",
                1_618_221_750,
                "8IBTHwOdqNKAWeKl7plt8g==",
                "t9Hgdir4mZp9QChXZgyJqygf7pQ=",
            ),
        ] {
            let header = header(url, key, "hmac-sha-1", ts, nonce);
            assert_eq!(mac_of(&header), mac, "{url}");
        }
    }

    #[test]
    fn the_host_is_signed_in_lower_case_and_the_port_as_it_is_meant() {
        for (url, end) in [
            ("https://Open.TapApis.cn/a", "/a\nopen.tapapis.cn\n443\n\n"),
            ("http://localhost/a", "/a\nlocalhost\n80\n\n"),
            ("https://h.example:8443/a", "/a\nh.example\n8443\n\n"),
        ] {
            let text = signed_text(&request::get(url).unwrap(), 1, "2");
            assert!(text.ends_with(end), "{text:?}");
        }
    }

    #[test]
    fn what_would_break_out_of_the_header_does_not_fit() {
        for text in ["", "a\"b", "a\rb", "a\nb", "a\\b", "a b", "é", "a\0"] {
            assert!(!fits(text), "{text:?}");
        }
        assert!(fits(KID));
    }
}
