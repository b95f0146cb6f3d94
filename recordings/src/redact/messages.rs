//! Messages for users: they are kept, except for what can identify a user.

use super::{Redactor, address, literals};

/// The shortest run of digits that is no code or year.
const DIGITS: usize = 5;
/// The shortest run of letters and digits that is no word.
const MIXED: usize = 6;
/// The shortest run of letters that is no word and no identifier of a program.
const LETTERS: usize = 32;

impl Redactor {
    /// A message, or another text that is public as such. JSON and URLs in it are taken apart;
    /// numbers of five and more digits, mixtures of letters and digits, mail and IP addresses are
    /// replaced.
    pub(super) fn message(&mut self, text: &str) -> String {
        if let (Some(start), Some(end)) = (text.find("{\""), text.rfind('}'))
            && let (Some(before), Some(json), Some(after)) = (
                text.get(..start),
                text.get(start..=end),
                text.get(end + 1..),
            )
        {
            let (before, after) = (self.message(before), self.message(after));
            return format!("{before}{}{after}", literals::rewrite(self, json));
        }
        let is_graphic = |c: char| c.is_ascii_graphic();
        pieces(text, is_graphic, |chunk| self.chunk(chunk))
    }

    /// A chunk without white space.
    fn chunk(&mut self, chunk: &str) -> String {
        if let Some(at) = chunk.find("http://").or_else(|| chunk.find("https://")) {
            let (before, rest) = chunk.split_at_checked(at).unwrap_or(("", chunk));
            let end = rest
                .find(['"', '\'', '<', '>', ')', '\\'])
                .unwrap_or(rest.len());
            let (url, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            let (before, after) = (self.runs(before), self.runs(after));
            return format!("{before}{}{after}", self.address(url, true));
        }
        let is_ip = chunk
            .split('.')
            .filter(|part| address::is_digits(part))
            .count()
            >= 3;
        let bare = chunk.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        if bare.contains('@') || is_ip {
            return self.secret(chunk);
        }
        self.runs(chunk)
    }

    fn runs(&mut self, text: &str) -> String {
        pieces(
            text,
            |c| c.is_ascii_alphanumeric(),
            |run| {
                if self.is_suspicious(run) || self.is_input(run) {
                    self.secret(run)
                } else {
                    run.to_owned()
                }
            },
        )
    }

    /// Whether a run of letters and digits can identify a user.
    pub(super) fn is_suspicious(&self, run: &str) -> bool {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        let shortest = match digits {
            0 => LETTERS,
            digits if digits == run.len() => DIGITS,
            _ => MIXED,
        };
        run.len() >= shortest && !self.declared.has_word(run)
    }
}

/// The text with every longest run of these characters rewritten.
pub(super) fn pieces(
    text: &str,
    belongs: impl Fn(char) -> bool,
    mut rewrite: impl FnMut(&str) -> String,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(&belongs).unwrap_or(rest.len());
        let (between, run) = rest.split_at_checked(end).unwrap_or((rest, ""));
        out.push_str(between);
        let end = run.find(|c| !belongs(c)).unwrap_or(run.len());
        let (run, after) = run.split_at_checked(end).unwrap_or((run, ""));
        if !run.is_empty() {
            out.push_str(&rewrite(run));
        }
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PublicNames;

    fn words(text: &str) -> String {
        Redactor::new(PublicNames::new(&[]).words(&["40101004"])).message(text)
    }

    #[test]
    fn general_messages_are_kept() {
        for text in [
            "",
            "二维码已扫码未确认",
            "client store [cn] do not match: InvalidArgument",
            "the end-user authorization is pending",
            "code 40101004, see https://pc.weixin.qq.com",
            "ArgumentOutOfRangeException at 2026-11-21 10:11:12",
        ] {
            assert_eq!(words(text), text);
        }
    }

    #[test]
    fn what_can_identify_a_user_is_replaced() {
        for (text, secret) in [
            ("user 123456789 is banned", "123456789"),
            ("token a1b2c3d4 is dead", "a1b2c3d4"),
            ("write to jo.doe@example.org", "jo.doe"),
            ("your address 10.1.22.33 is flagged", "10.1.22.33"),
            ("see https://x.example/p?ticket=abcdef", "abcdef"),
            (r#"failed: {"state":0,"uid":"s3cr3t"}: no"#, "s3cr3t"),
        ] {
            let redacted = words(text);
            assert!(!redacted.contains(secret), "{redacted}");
        }
        assert!(words("user 123456789 is banned").ends_with(" is banned"));
    }
}
