//! Headers: kept if they are public, taken apart if they hold cookies or URLs, otherwise secret.

use super::{Redactor, public};

impl Redactor {
    pub(super) fn header(&mut self, name: &str, value: &str) -> String {
        if self.is_skipped(name) {
            return value.to_owned();
        }
        let value = match name.to_ascii_lowercase().as_str() {
            "set-cookie" => self.set_cookie(value),
            "cookie" => self.cookies(value),
            "location" | "content-location" | "referer" | "origin" => self.address(value, true),
            "authorization" | "proxy-authorization" => match value.split_once(' ') {
                Some((scheme, rest)) => format!("{scheme} {}", self.secret(rest)),
                None => self.secret(value),
            },
            name if public::has_header(name) || self.declared.has_header(name) => value.to_owned(),
            _ => self.secret(value),
        };
        self.placeholders.scrub(&value)
    }

    fn cookies(&mut self, line: &str) -> String {
        let cookies: Vec<_> = line.split(';').map(|pair| self.cookie(pair)).collect();
        cookies.join(";")
    }

    fn set_cookie(&mut self, line: &str) -> String {
        let mut parts = line.split(';');
        let cookie = self.cookie(parts.next().unwrap_or_default());
        let attributes = parts.map(|part| match part.split_once('=') {
            Some((name, value)) => match name.trim().to_ascii_lowercase().as_str() {
                "domain" | "expires" | "max-age" | "samesite" | "priority" => part.to_owned(),
                "path" => format!("{name}={}", self.address(value, true)),
                _ => format!("{name}={}", self.secret(value)),
            },
            None => part.to_owned(),
        });
        let attributes: Vec<_> = attributes.map(|part| format!(";{part}")).collect();
        cookie + &attributes.concat()
    }

    /// `name=value`; the name is kept.
    fn cookie(&mut self, pair: &str) -> String {
        match pair.split_once('=') {
            Some((name, value)) if self.is_public("cookie", name.trim()) => {
                format!("{name}={}", self.message_or_number(value))
            }
            Some((name, value)) => format!("{name}={}", self.secret(value)),
            None => self.secret(pair),
        }
    }

    fn message_or_number(&mut self, value: &str) -> String {
        if super::is_number(value) && !self.is_input(value) {
            value.to_owned()
        } else {
            self.message(value)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PublicNames;

    fn header(name: &str, value: &str) -> String {
        Redactor::new(PublicNames::new(&["mm_lang"])).header(name, value)
    }

    #[test]
    fn a_cookie_keeps_its_name_and_its_attributes() {
        let line = "SESSDATA=0a1b2c3d%2C1893456000%2Cf; Path=/; Domain=.bilibili.com; Expires=Fri, 15 Jan 2027 08:00:00 GMT; HttpOnly; Secure";
        let redacted = header("Set-Cookie", line);
        assert!(redacted.starts_with("SESSDATA=") && !redacted.contains("0a1b2c3d"));
        let attributes = |line: &str| line.split_once(';').unwrap().1.to_owned();
        assert_eq!(attributes(&redacted), attributes(line));
        assert!(!header("set-cookie", "a=b; x-user=jo1234").contains("jo1234"));
    }

    #[test]
    fn sent_cookies_and_authorizations_are_replaced() {
        assert_eq!(header("cookie", "mm_lang=zh_CN"), "mm_lang=zh_CN");
        assert!(!header("cookie", "a=s3cr3t1; b=s3cr3t2").contains("s3cr3t"));
        let basic = header("authorization", "Basic am86cGFzcw==");
        assert!(basic.starts_with("Basic ") && !basic.contains("am86cGFzcw"));
    }

    #[test]
    fn a_declared_header_is_kept() {
        let mut redactor = Redactor::new(PublicNames::new(&[]).headers(&["x-lc-id"]));
        assert_eq!(redactor.header("X-LC-Id", "a1b2c3d4e5"), "a1b2c3d4e5");
        assert_ne!(redactor.header("x-lc-key", "f6g7h8i9j0"), "f6g7h8i9j0");
    }

    #[test]
    fn an_unknown_header_is_secret_and_a_known_one_kept() {
        for name in [":path", "sec-websocket-protocol"] {
            assert!(!header(name, "/poll?token=zhangsan").contains("zhangsan"));
        }
        assert_eq!(header("sec-fetch-mode", "cors"), "cors");
        assert!(!header("x-bili-trace-id", "0123456789abcdef").contains("0123456789abcdef"));
        assert_eq!(
            header("user-agent", "Mozilla/5.0 Gecko/20100101"),
            "Mozilla/5.0 Gecko/20100101"
        );
    }
}
