//! The MAC authorization of profile calls (spec 2.8).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::Sha256;

use crate::incoming::{Incoming, is_loopback};
use crate::scenario::MacAlgorithm;

/// The request that is signed.
pub(crate) struct Signed<'a> {
    pub(crate) method: &'a str,
    /// The path and the query, exactly as sent.
    pub(crate) target: &'a str,
    pub(crate) host: &'a str,
    pub(crate) port: &'a str,
}

impl Signed<'_> {
    /// Its MAC: base64 of the HMAC under the ASCII bytes of the key.
    pub(crate) fn mac(&self, key: &str, algorithm: MacAlgorithm, ts: &str, nonce: &str) -> String {
        let Self {
            method,
            target,
            host,
            port,
        } = self;
        let text = format!("{ts}\n{nonce}\n{method}\n{target}\n{host}\n{port}\n\n");
        match algorithm {
            MacAlgorithm::HmacSha1 => {
                Hmac::<Sha1>::new_from_slice(key.as_bytes()).map(|mut hmac| {
                    hmac.update(text.as_bytes());
                    STANDARD.encode(hmac.finalize().into_bytes())
                })
            }
            MacAlgorithm::HmacSha256 => {
                Hmac::<Sha256>::new_from_slice(key.as_bytes()).map(|mut hmac| {
                    hmac.update(text.as_bytes());
                    STANDARD.encode(hmac.finalize().into_bytes())
                })
            }
        }
        .unwrap_or_default()
    }
}

/// What an `Authorization` header claims.
pub(super) struct Claim {
    pub(super) kid: String,
    pub(super) ts: String,
    pub(super) nonce: String,
    mac: String,
}

impl Claim {
    /// Reads `MAC id="…",ts="…",nonce="…",mac="…"`, with or without a space after a comma.
    pub(super) fn read(header: &str) -> Option<Self> {
        let mut rest = header.strip_prefix("MAC ")?;
        let [mut kid, mut ts, mut nonce, mut mac] = [None, None, None, None];
        loop {
            let (name, after) = rest.split_once("=\"")?;
            let (value, after) = after.split_once('"')?;
            let field = match name {
                "id" => &mut kid,
                "ts" => &mut ts,
                "nonce" => &mut nonce,
                "mac" => &mut mac,
                _ => return None,
            };
            if field.replace(value.to_owned()).is_some() {
                return None;
            }
            if after.is_empty() {
                break;
            }
            let after = after.strip_prefix(',')?;
            rest = after.strip_prefix(' ').unwrap_or(after);
        }
        Some(Self {
            kid: kid?,
            ts: ts?,
            nonce: nonce.filter(|nonce| !nonce.is_empty())?,
            mac: mac?,
        })
    }

    /// Whether the MAC is that of this request.
    pub(super) fn verifies(&self, incoming: &Incoming, key: &str, algorithm: MacAlgorithm) -> bool {
        let query = if incoming.query.is_empty() {
            String::new()
        } else {
            format!("?{}", incoming.query)
        };
        let target = format!("{}{query}", incoming.path);
        let right = |target: &str, host: &str, port: &str| {
            let method = incoming.method.as_str();
            let signed = Signed {
                method,
                target,
                host,
                port,
            };
            signed.mac(key, algorithm, &self.ts, &self.nonce) == self.mac
        };
        let sent = incoming.header(http::header::HOST).to_ascii_lowercase();
        let (sent_host, sent_port) = match sent.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, port),
            _ => (sent.as_str(), "443"),
        };
        if sent.is_empty() || !is_loopback(sent_host) {
            return right(&target, &incoming.host, sent_port);
        }
        // A client of the loopback address may sign the service's address or the one it uses.
        right(&target, &incoming.host, "443")
            || right(&format!("/{}{target}", incoming.host), sent_host, sent_port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors of spec 7.1 whose keys or hosts are not Phigros' own.
    #[test]
    fn the_mac_is_that_of_other_implementations() {
        for (key, ts, nonce, target, host, port, mac) in [
            (
                "secret",
                "1000",
                "42",
                "/account/basic-info/v1?client_id=abc",
                "example.com",
                "443",
                "XQlxTJmviWdRzq1Xb3qpM8pfZJI=",
            ),
            (
                "secret",
                "1",
                "2",
                "/path",
                "127.0.0.1",
                "8080",
                "uZ9wr3/EpVPBZtfil5lKx4rlYss=",
            ),
            (
                "mSUQNYUGRBPXyRyW",
                "1618221750",
                "8IBTHwOdqNKAWeKl7plt8g==",
                "/account/profile/v1?client_id=0RiAlMny7jiz086FaU",
                "open.tapapis.cn",
                "443",
                "t9Hgdir4mZp9QChXZgyJqygf7pQ=",
            ),
        ] {
            let signed = Signed {
                method: "GET",
                target,
                host,
                port,
            };
            assert_eq!(signed.mac(key, MacAlgorithm::HmacSha1, ts, nonce), mac);
        }
    }

    #[test]
    fn a_nonce_may_hold_commas_and_fields_occur_once() {
        let claim = Claim::read(r#"MAC id="a", ts="1", nonce="b, c",mac="d=""#);
        let claim = claim.expect("a claim");
        assert_eq!((&*claim.nonce, &*claim.mac), ("b, c", "d="));
        for wrong in [
            r#"MAC id="a",ts="1",nonce="b""#,
            r#"MAC id="a",ts="1",nonce="b",mac="c",mac="d""#,
            r#"MAC id="a" ts="1" nonce="b" mac="c""#,
            r#"Bearer id="a",ts="1",nonce="b",mac="c""#,
            r#"MAC id=a,ts=1,nonce=b,mac=c"#,
        ] {
            assert!(Claim::read(wrong).is_none(), "{wrong}");
        }
    }
}
