//! JSON and WeChat's script responses, literal by literal.
//!
//! Parsing is tolerant, since a recorded response can be cut off or damaged: strings and numbers
//! are found, each with the name of its member, and all other characters are copied.

use super::Redactor;
use super::escapes::{escape, unescape};

/// The texts and numbers of JSON or a script, redacted in place.
pub(super) fn rewrite(redactor: &mut Redactor, text: &str) -> String {
    let mut rewriter = Rewriter {
        redactor,
        rest: text,
        out: String::with_capacity(text.len()),
        scopes: vec![Scope::default()],
    };
    while rewriter.step() {}
    rewriter.out
}

/// Whether a text is JSON inside another value.
pub(super) fn looks_like_json(text: &str) -> bool {
    let mut characters = text.chars().filter(|c| !c.is_whitespace());
    match characters.next() {
        Some('{') => matches!(characters.next(), Some('"' | '}')),
        Some('[') => matches!(characters.next(), Some('"' | '{' | '[' | ']')),
        _ => false,
    }
}

struct Rewriter<'r, 't> {
    redactor: &'r mut Redactor,
    rest: &'t str,
    out: String,
    scopes: Vec<Scope>,
}

/// An object, an array, or the script itself.
#[derive(Default)]
struct Scope {
    /// The name of its member.
    parent: String,
    /// The name of the next value.
    name: String,
}

impl<'t> Rewriter<'_, 't> {
    /// Copies or rewrites one token; `false` at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else {
            return false;
        };
        match first {
            '"' | '\'' => self.string(first),
            '{' | '[' => {
                let parent = self.name();
                let name = if first == '[' {
                    parent.clone()
                } else {
                    String::new()
                };
                self.scopes.push(Scope { parent, name });
                self.copy(1);
            }
            '}' | ']' => {
                if self.scopes.len() > 1 {
                    self.scopes.pop();
                }
                self.copy(1);
            }
            '-' | '0'..='9' => self.number(),
            c if c.is_alphabetic() || matches!(c, '_' | '$') => self.word(),
            c => self.copy(c.len_utf8()),
        }
        true
    }

    fn string(&mut self, quote: char) {
        let body = self.rest.get(1..).unwrap_or_default();
        let mut escaped = false;
        let end = body.find(|c: char| {
            let is_end = c == quote && !escaped;
            escaped = c == '\\' && !escaped;
            is_end
        });
        let raw = body.get(..end.unwrap_or(body.len())).unwrap_or_default();
        let after = body.get(raw.len()..).unwrap_or_default();
        self.out.push(quote);
        let decoded = unescape(raw);
        let follows = after.get(1..).unwrap_or_default().trim_start();
        if end.is_some() && follows.starts_with(':') {
            let key = self.redactor.placeholders.scrub(raw);
            self.out.push_str(&key);
            self.set_name(decoded);
        } else {
            let (parent, name) = self.names();
            let redacted = self.redactor.value(&parent, &name, &decoded);
            if redacted == decoded {
                self.out.push_str(raw);
            } else {
                escape(&redacted, raw, &mut self.out);
            }
        }
        if end.is_some() {
            self.out.push(quote);
        }
        self.rest = after.get(1..).unwrap_or_default();
    }

    fn number(&mut self) {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.');
        let number = self.take_while(allowed);
        let (parent, name) = self.names();
        let is_number =
            !number.contains(|c: char| c.is_ascii_alphabetic() && !matches!(c, 'e' | 'E'));
        let redacted = match is_number {
            true => self.redactor.number(&parent, &name, number),
            false => self.redactor.secret(number),
        };
        self.out.push_str(&redacted);
    }

    /// A name such as `window.code`, or `true`, `false`, `null`; any other word is secret.
    fn word(&mut self) {
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.');
        let word = self.take_while(allowed);
        let is_path = word.starts_with("window.");
        if is_path || self.rest.trim_start().starts_with([':', '=']) {
            let name = word.rsplit('.').next().unwrap_or(word);
            self.set_name(name.to_owned());
        }
        if is_path || matches!(word, "true" | "false" | "null") {
            self.out.push_str(&self.redactor.placeholders.scrub(word));
        } else {
            self.out.push_str(&self.redactor.secret(word));
        }
    }

    fn take_while(&mut self, allowed: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !allowed(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn copy(&mut self, bytes: usize) {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.out.push_str(taken);
        self.rest = rest;
    }

    fn set_name(&mut self, name: String) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.name = name;
        }
    }

    fn name(&self) -> String {
        self.names().1
    }

    fn names(&self) -> (String, String) {
        let scope = self.scopes.last();
        scope.map_or_else(Default::default, |scope| {
            (scope.parent.clone(), scope.name.clone())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PublicNames;

    fn redacted(text: &str) -> String {
        rewrite(
            &mut Redactor::new(PublicNames::new(&[]).members(&[("cookies", "name")])),
            text,
        )
    }

    #[test]
    fn names_public_values_and_layout_are_kept() {
        for text in [
            r#"{"code":0,"message":"未扫码","ttl":1,"data":null}"#,
            "{ \"code\" : -3 ,\r\n\t\"is_new\": false, \"empty\": \"\" }",
            r#"{"url":"https://account.bilibili.com/h5?navhide"}"#
                .replace("?navhide", "")
                .as_str(),
            "window.QRLogin.code = 200;",
            "window.code=408;",
            r#"{"cookies":[{"name":"SESSDATA","http_only":1}]}"#,
        ] {
            assert_eq!(redacted(text), text);
        }
    }

    #[test]
    fn values_under_other_names_are_replaced() {
        for text in [
            r#"{"token":"s3cr3t"}"#,
            r#"{"data":{"list":["s3cr3t",{"name":"s3cr3t"}]}}"#,
            r#"window.QRLogin.uuid = "s3cr3t";"#,
            "window.x = 's3cr3t';",
            r#"{"msg":"{\"data\":{\"uid\":\"s3cr3t\"}}"}"#,
            r#"{"token":"s3cr3t"#,
            "[s3cr3t, 's3cr3t']",
        ] {
            let redacted = redacted(text);
            assert!(!redacted.contains("s3cr3t"), "{redacted}");
            assert_eq!(redacted.len(), text.len());
        }
    }

    #[test]
    fn of_other_numbers_only_small_ones_are_kept() {
        assert_eq!(
            redacted(r#"{"flag":1,"vip":-20}"#),
            r#"{"flag":1,"vip":-20}"#
        );
        let text = redacted(r#"{"mid":1234567890,"DedeUserID":"1234567890","x":1.5e300}"#);
        assert!(!text.contains("1234567890"), "{text}");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            value["mid"].to_string(),
            value["DedeUserID"].as_str().unwrap()
        );
    }

    #[test]
    fn a_literal_is_escaped_as_it_was() {
        let text = redacted(
            r#"{"url":"https:\/\/x.example\/p?k=aaaa1111\u0026l=bbbb2222","n":"\u5f20\u4e09","kid":"1/a1\u002Bb2"}"#,
        );
        assert!(text.contains(r"https:\/\/x.example\/p?k="), "{text}");
        assert!(
            text.contains(r"\u0026l=") && !text.contains("bbbb2222"),
            "{text}"
        );
        assert!(text.contains(r#""n":"\u67d0\u67d0""#), "{text}");
        assert!(text.contains(r"\u002B") && !text.contains("a1"), "{text}");
    }

    #[test]
    fn a_damaged_escape_is_tolerated() {
        for text in [
            r#"{"a":"\u12"}"#,
            r#"{"a":"\"#,
            r#"{"a":"\ud800x"}"#,
            "\"",
            "'",
            "{\"\\u00\":",
        ] {
            let _ = redacted(text);
        }
    }
}
