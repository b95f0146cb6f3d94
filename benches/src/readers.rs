//! How other programs read WeChat's scripts.

use std::hint::black_box;

use memchr::memchr2;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_until, take_while, take_while1};
use nom::character::complete::i64 as integer;
use nom::combinator::{map, opt};
use nom::multi::fold_many0;
use nom::sequence::{delimited, terminated};
use nom::{IResult, Parser};
use regex::Regex;
use rquickjs::{Context, Runtime};

/// The patterns that clients in several languages share: fixed spaces, one pattern a value.
pub struct Patterns {
    started: Regex,
    code: Regex,
    redirect: Regex,
    avatar: Regex,
}

impl Patterns {
    pub fn new() -> Self {
        let regex = |pattern| Regex::new(pattern).unwrap();
        Self {
            started: regex(r#"window.QRLogin.code = (\d+); window.QRLogin.uuid = "(\S+?)""#),
            code: regex(r"window.code=(\d+)"),
            redirect: regex(r#"window.redirect_uri="(\S+?)""#),
            avatar: regex(r"window.userAvatar = '(.*)'"),
        }
    }

    /// As such a client does: the code, and then what belongs to it.
    pub fn read(&self, body: &str, is_poll: bool) -> bool {
        let text = |regex: &Regex, group| {
            let found = regex.captures(body)?;
            Some(found.get(group)?.as_str().to_owned())
        };
        if !is_poll {
            let Some(found) = self.started.captures(body) else {
                return false;
            };
            return black_box(&found[1]) == "200" && !black_box(found[2].to_owned()).is_empty();
        }
        match text(&self.code, 1).as_deref() {
            Some("200") => black_box(text(&self.redirect, 1)).is_some(),
            Some("201") => black_box(text(&self.avatar, 1)).is_some(),
            code => code.is_some(),
        }
    }
}

/// A grammar of a few lines: no escapes, no checks of the bytes, no errors with a place.
pub fn plain_grammar(body: &str) -> bool {
    let last = fold_many0(statement, || None, |_, (_, value)| Some(value));
    let mut script = terminated(last, opt(blank));
    script
        .parse(body.as_bytes())
        .is_ok_and(|(rest, last)| rest.is_empty() && black_box(last).is_some())
}

#[allow(dead_code, reason = "the values are what a reader returns")]
enum Value<'a> {
    Integer(i64),
    Text(&'a [u8]),
}

fn blank(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while(|b: u8| b.is_ascii_whitespace()).parse(input)
}

fn statement(input: &[u8]) -> IResult<&[u8], (&[u8], Value<'_>)> {
    let name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_');
    let value = alt((
        map(integer, Value::Integer),
        map(
            delimited(tag("\""), take_until("\""), tag("\"")),
            Value::Text,
        ),
        map(delimited(tag("'"), take_until("'"), tag("'")), Value::Text),
    ));
    let equals = (blank, tag("="), blank);
    let (rest, (_, name, _, value, _)) =
        (blank, take_while1(name), equals, value, opt(tag(";"))).parse(input)?;
    Ok((rest, (name, value)))
}

/// All quotes and escapes of the body: the least that a reader of strings looks at.
pub fn scan(body: &str) -> usize {
    let (mut rest, mut found) = (body.as_bytes(), 0);
    while let Some(at) = memchr2(b'\'', b'"', rest) {
        found += 1;
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    black_box(found)
}

/// A JavaScript engine that is kept.
pub struct Engine(Context);

impl Engine {
    pub fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        Self(Context::full(&runtime).unwrap())
    }

    pub fn read(&self, body: &str, is_poll: bool) -> bool {
        self.0.with(|context| {
            let code = if is_poll {
                "window.code"
            } else {
                "window.QRLogin.code"
            };
            let script = format!("var window = {{QRLogin: {{}}}}; {body}; {code}");
            let code: i64 = context.eval(script).unwrap();
            code > 0
        })
    }
}
