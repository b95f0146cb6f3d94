//! URLs and parameters, taken apart and put together again byte for byte.

use percent_encoding::percent_decode_str;
use url::form_urlencoded::byte_serialize;

use super::Redactor;
use super::messages::pieces;

/// The shortest part of a path with digits among its letters that is no word.
const MIN_MIXED: usize = 8;
/// The shortest part of a path of letters alone that is no word.
const MIN_LETTERS: usize = 24;
/// The name of a self-hosted server in a recording.
const SERVER: &str = "server.example";

impl Redactor {
    /// A URL, also one without scheme and host. The host stays, except for that of a self-hosted
    /// server; parameters are judged by their names. A path is kept if it is the service's and not
    /// a user's.
    pub(super) fn address(&mut self, address: &str, keep_path: bool) -> String {
        let (rest, fragment) = split(address, '#');
        let (rest, query) = split(rest, '?');
        let (scheme, rest) = match rest.split_once("://") {
            Some((scheme, rest)) => (format!("{scheme}://"), rest),
            None => (String::new(), rest),
        };
        let end = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = match scheme.is_empty() {
            true => ("", rest),
            false => rest.split_at_checked(end).unwrap_or((rest, "")),
        };
        let authority = self.authority(authority);
        let path = pieces(
            path,
            |c| c != '/',
            |segment| self.segment(segment, keep_path),
        );
        let query = query.map(|query| format!("?{}", self.parameters(query)));
        let fragment = fragment.map(|fragment| format!("#{}", self.parameters(fragment)));
        let address = format!(
            "{scheme}{authority}{path}{}{}",
            query.unwrap_or_default(),
            fragment.unwrap_or_default()
        );
        self.placeholders.scrub(&address)
    }

    /// `name=value&…`. A part without a name is a secret.
    pub(super) fn parameters(&mut self, text: &str) -> String {
        pieces(
            text,
            |c| c != '&',
            |pair| match pair.split_once('=') {
                Some((name, value)) => format!("{name}={}", self.parameter(name, value)),
                None if self.is_public("", pair) => pair.to_owned(),
                None => self.secret(pair),
            },
        )
    }

    fn parameter(&mut self, name: &str, value: &str) -> String {
        if self.is_skipped(name) {
            return value.to_owned();
        }
        let decoded = decode(value);
        if !self.is_public("", name) && !is_address(&decoded) {
            return self.secret(value);
        }
        let redacted = self.value("", name, &decoded);
        if redacted == decoded {
            value.to_owned()
        } else if value.contains('%') {
            encode(&redacted)
        } else {
            redacted
        }
    }

    /// Replaces the host of a self-hosted server everywhere; that of this machine stays.
    pub(super) fn hide_server(&mut self, base_url: &str) {
        let (_, rest) = base_url.split_once("://").unwrap_or_default();
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, _) = host(rest.get(..end).unwrap_or_default());
        let is_local = host.is_empty()
            || host == "localhost"
            || host.ends_with(".localhost")
            || host.starts_with("127.")
            || host == "[::1]";
        if !is_local {
            self.placeholders.set(host, SERVER);
        }
    }

    fn authority(&mut self, authority: &str) -> String {
        let (user, authority) = match authority.rsplit_once('@') {
            Some((user, authority)) => (Some(user), authority),
            None => (None, authority),
        };
        let (host, port) = host(authority);
        let host = self.placeholders.get(host).unwrap_or(host).to_owned();
        let user = user.map(|user| {
            let parts: Vec<_> = user.split(':').map(|part| self.secret(part)).collect();
            parts.join(":") + "@"
        });
        format!("{}{host}{port}", user.unwrap_or_default())
    }

    fn segment(&mut self, segment: &str, keep: bool) -> String {
        if !keep || !self.declared.keeps_paths() || self.is_input(&decode(segment)) {
            return self.secret(segment);
        }
        pieces(
            segment,
            |c| c.is_alphanumeric() || c == '%',
            |piece| {
                let digits = piece.bytes().any(|b| b.is_ascii_digit());
                let limit = if digits { MIN_MIXED } else { MIN_LETTERS };
                let is_word = piece.is_ascii() && piece.len() < limit && !self.is_input(piece);
                if is_word {
                    piece.to_owned()
                } else {
                    self.secret(piece)
                }
            },
        )
    }
}

/// Whether the text is a URL of HTTP.
pub(super) fn is_address(text: &str) -> bool {
    let start = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    start.starts_with("http://") || start.starts_with("https://")
}

/// The percent-encoded URL in the text.
pub(super) fn encoded(text: &str) -> Option<String> {
    let is_encoded = text.contains('%') && !is_address(text);
    is_encoded
        .then(|| decode(text))
        .filter(|inner| is_address(inner))
}

pub(super) fn encode(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Host and port, which begins with a colon.
fn host(authority: &str) -> (&str, &str) {
    let authority = authority.rsplit('@').next().unwrap_or_default();
    let end = match authority.rfind(']') {
        Some(bracket) => bracket + 1,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    authority.split_at_checked(end).unwrap_or((authority, ""))
}

fn split(text: &str, separator: char) -> (&str, Option<&str>) {
    match text.split_once(separator) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn decode(value: &str) -> String {
    let spaces = value.replace('+', " ");
    percent_decode_str(&spaces).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PublicNames;

    fn redactor() -> Redactor {
        Redactor::new(PublicNames::new(&["source"]))
    }

    #[test]
    fn a_url_keeps_its_path_and_public_parameters() {
        let redacted = redactor().address("https://passport.bilibili.com/x/passport-login/web/poll?qrcode_key=0a1b2c3d&source=main-fe-header", true);
        let (before, rest) = redacted.split_once("qrcode_key=").unwrap();
        assert_eq!(
            before,
            "https://passport.bilibili.com/x/passport-login/web/poll?"
        );
        assert!(rest.ends_with("&source=main-fe-header") && !rest.contains("0a1b2c3d"));
    }

    #[test]
    fn a_url_in_a_parameter_is_redacted() {
        let text =
            "/go?gourl=https%3A%2F%2Fx.example%2Fp%3Fticket%3Ds3cr3t&gourl=https%3A%2F%2Fx.example";
        let redacted = redactor().address(text, true);
        assert!(!redacted.contains("s3cr3t"), "{redacted}");
        assert!(
            redacted.starts_with("/go?gourl=https%3A%2F%2Fx.example%2Fp%3Fticket%3D"),
            "{redacted}"
        );
        assert!(redacted.ends_with("&gourl=https%3A%2F%2Fx.example"));
    }

    #[test]
    fn a_path_segment_like_a_secret_is_replaced() {
        let redacted = redactor().address("https://115.com/scan/dg-0123456789abcdef0123#x", true);
        assert!(redacted.starts_with("https://115.com/scan/dg-"));
        assert!(!redacted.contains("0123456789abcdef") && !redacted.ends_with("#x"));
        let redacted = redactor().address("https://img.example/people/jo/doe.jpg?auto", false);
        assert!(redacted.starts_with("https://img.example/") && !redacted.contains("doe"));
        assert!(!redacted.contains("auto"));
    }

    #[test]
    fn a_self_hosted_server_and_its_password_are_replaced() {
        let mut redactor = redactor();
        let base = "https://jo:pass@home.example.net:8443/phiApi";
        redactor.hide_server(base);
        let redacted = redactor.address(base, true);
        assert!(
            redacted.ends_with("@server.example:8443/phiApi"),
            "{redacted}"
        );
        assert!(!redacted.contains("jo:pass"), "{redacted}");
        redactor.hide_server("http://127.0.0.1:8080/");
        assert_eq!(
            redactor.address("http://127.0.0.1:8080/x", true),
            "http://127.0.0.1:8080/x"
        );
    }
}
