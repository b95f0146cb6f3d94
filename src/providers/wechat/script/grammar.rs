//! The grammar of the script responses (spec 4, tolerant form) as nom parsers over bytes.
//!
//! ```text
//! js-body   = *ws statement *( ";" *ws statement ) [ ";" ] *ws
//! ```
//!
//! The scan for the end of a string is a search for its closing quote, not a test of every byte:
//! the avatar alone can be 192 KiB long.

use std::borrow::Cow;

use nom::branch::alt;
use nom::bytes::complete::{tag, take_until, take_while, take_while_m_n, take_while1};
use nom::character::complete::one_of;
use nom::combinator::{cut, eof, map, map_opt, opt, recognize, value, verify};
use nom::error::{ContextError, ErrorKind, ParseError, context};
use nom::multi::{fold_many0, many1_count, separated_list1};
use nom::sequence::{delimited, pair, preceded, separated_pair, terminated};
use nom::{FindToken, IResult, Parser};

use super::Value;

/// What was expected, and how many bytes were left there; never any of the bytes themselves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fault {
    pub(super) left: usize,
    pub(super) expected: Option<&'static str>,
}

impl ParseError<&[u8]> for Fault {
    fn from_error_kind(input: &[u8], _: ErrorKind) -> Self {
        Self {
            left: input.len(),
            expected: None,
        }
    }

    fn append(_: &[u8], _: ErrorKind, other: Self) -> Self {
        other
    }
}

impl ContextError<&[u8]> for Fault {
    fn add_context(_: &[u8], expected: &'static str, other: Self) -> Self {
        Self {
            expected: other.expected.or(Some(expected)),
            ..other
        }
    }
}

type Parsed<'a, T> = IResult<&'a [u8], T, Fault>;

/// One statement with the separator behind it. [`blank`] has to be skipped before the first one.
///
/// ```text
/// statement = path *ws "=" *ws value *ws
/// ```
pub(super) fn statement(input: &[u8]) -> Parsed<'_, (&str, Value<'_>)> {
    let equals = context("`=`", delimited(blank, tag("="), blank));
    let separator = alt((terminated(tag(";"), blank), eof));
    terminated(
        separated_pair(path, equals, context("a value", any_value)),
        preceded(blank, context("`;` or the end", separator)),
    )
    .parse(input)
}

/// ```text
/// ws        = SP / HTAB / CR / LF
/// ```
pub(super) fn blank(input: &[u8]) -> Parsed<'_, &[u8]> {
    take_while(|b: u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n')).parse(input)
}

/// ```text
/// path      = %s"window" 1*( "." ident )
/// ```
fn path(input: &[u8]) -> Parsed<'_, &str> {
    let path = recognize((tag("window"), many1_count((tag("."), ident))));
    context("a path such as window.code", map_opt(path, ascii)).parse(input)
}

/// ```text
/// ident     = ( ALPHA / "_" / "$" ) *( ALPHA / DIGIT / "_" / "$" )
/// ```
///
/// Except `__proto__`, which is no name of its own in JavaScript.
fn ident(input: &[u8]) -> Parsed<'_, &[u8]> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$');
    verify(take_while1(allowed), |ident: &[u8]| {
        !ident.first().is_some_and(u8::is_ascii_digit) && ident != b"__proto__"
    })
    .parse(input)
}

/// ```text
/// value     = integer / dq-string / sq-string / object
/// ```
fn any_value(input: &[u8]) -> Parsed<'_, Value<'_>> {
    alt((
        map(integer, Value::Integer),
        map(string(b"\""), Value::Text),
        map(string(b"'"), Value::Text),
        map(object, Value::Object),
    ))
    .parse(input)
}

/// ```text
/// integer   = [ "-" ] ( "0" / %x31-39 *9DIGIT )
/// ```
///
/// No zero leads: JavaScript would read `010` as 8.
pub(super) fn integer(input: &[u8]) -> Parsed<'_, i64> {
    let digits = take_while_m_n(1, 10, |b: u8| b.is_ascii_digit());
    let decimal = verify(digits, |digits: &[u8]| {
        digits.len() == 1 || !digits.starts_with(b"0")
    });
    let number = recognize(pair(opt(tag("-")), decimal));
    map_opt(number, |number| ascii(number)?.parse().ok()).parse(input)
}

/// ```text
/// object    = "{" ident ":" dq-string *( "," ident ":" dq-string ) "}"
/// ```
fn object(input: &[u8]) -> Parsed<'_, Vec<(&str, Cow<'_, str>)>> {
    let member = separated_pair(map_opt(ident, ascii), tag(":"), string(b"\""));
    let members = separated_list1(tag(","), member);
    let rest = context(
        "the members of an object and its `}`",
        cut(terminated(members, tag("}"))),
    );
    preceded(tag("{"), rest).parse(input)
}

/// ```text
/// dq-string = DQUOTE *( dq-char / escape ) DQUOTE
/// sq-string = "'" *( sq-char / escape ) "'"
/// dq-char   = %x20-21 / %x23-5B / %x5D-7E / UTF8-non-ascii
/// sq-char   = %x20-26 / %x28-5B / %x5D-7E / UTF8-non-ascii
/// ```
fn string<'a>(quote: &'static [u8; 1]) -> impl Fn(&'a [u8]) -> Parsed<'a, Cow<'a, str>> {
    move |input| {
        let (body, _) = tag(&quote[..]).parse(input)?;
        let closing = || context("the closing quote", cut(tag(&quote[..])));
        let to_quote = context("the closing quote", cut(take_until(&quote[..])));
        let (rest, text) = terminated(to_quote, closing()).parse(body)?;
        if !text.find_token(b'\\') {
            return Ok((rest, Cow::Borrowed(plain(text, body.len())?)));
        }
        // A quote that was found may be an escaped one, so begin again.
        let piece = alt((
            map(|run| plain_run(run, quote), Piece::Run),
            map(escape, Piece::Char),
        ));
        let text = fold_many0(piece, String::new, |mut text, piece| {
            match piece {
                Piece::Run(run) => text.push_str(run),
                Piece::Char(c) => text.push(c),
            }
            text
        });
        terminated(map(text, Cow::Owned), closing()).parse(body)
    }
}

enum Piece<'a> {
    Run(&'a str),
    Char(char),
}

/// Characters up to an escape or the closing quote, at least one.
fn plain_run<'a>(input: &'a [u8], quote: &[u8; 1]) -> Parsed<'a, &'a str> {
    let (rest, run) = take_while1(|b| b != b'\\' && [b] != *quote).parse(input)?;
    Ok((rest, plain(run, input.len())?))
}

/// The text of a string without escapes: no control characters (line breaks among them), and UTF-8.
/// `left` is how many bytes were left at its beginning.
fn plain(text: &[u8], left: usize) -> Result<&str, nom::Err<Fault>> {
    let is_control = |b: u8| b < b' ' || b == 0x7f;
    let fault = |at: usize, expected| {
        nom::Err::Failure(Fault {
            left: left.saturating_sub(at),
            expected: Some(expected),
        })
    };
    // Without an early exit the compiler can look at many bytes at once.
    if text.iter().fold(false, |found, &b| found | is_control(b)) {
        let at = text.iter().position(|&b| is_control(b)).unwrap_or_default();
        return Err(fault(at, "no control character in a string"));
    }
    std::str::from_utf8(text).map_err(|error| fault(error.valid_up_to(), "UTF-8"))
}

/// ```text
/// escape    = "\" ( DQUOTE / "'" / "\" / "/" / %s"n" / %s"r" / %s"t"
///           / %s"x" 2HEXDIG / %s"u" 4HEXDIG )
/// ```
fn escape(input: &[u8]) -> Parsed<'_, char> {
    let escaped = alt((
        one_of("\"'\\/"),
        value('\n', tag("n")),
        value('\r', tag("r")),
        value('\t', tag("t")),
        map(preceded(tag("x"), hex(2)), scalar),
        preceded(tag("u"), utf16),
    ));
    preceded(tag("\\"), context("a known escape", cut(escaped))).parse(input)
}

/// The character of a `\u` escape: one code unit, or two that are a surrogate pair. A surrogate
/// alone is no character; it becomes U+FFFD, as when a browser writes such a string as UTF-8.
fn utf16(input: &[u8]) -> Parsed<'_, char> {
    let (rest, unit) = hex(4).parse(input)?;
    if !(0xd800..0xdc00).contains(&unit) {
        return Ok((rest, scalar(unit)));
    }
    let low = verify(preceded(tag("\\u"), hex(4)), |unit| {
        (0xdc00..0xe000).contains(unit)
    });
    let pair = map(low, |low| {
        scalar(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))
    });
    map(opt(pair), |pair| {
        pair.unwrap_or(char::REPLACEMENT_CHARACTER)
    })
    .parse(rest)
}

fn scalar(number: u32) -> char {
    char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// So many hexadecimal digits.
fn hex<'a>(digits: usize) -> impl Parser<&'a [u8], Output = u32, Error = Fault> {
    let digits = take_while_m_n(digits, digits, |b: u8| b.is_ascii_hexdigit());
    map_opt(digits, |digits| {
        u32::from_str_radix(ascii(digits)?, 16).ok()
    })
}

fn ascii(text: &[u8]) -> Option<&str> {
    std::str::from_utf8(text).ok()
}
