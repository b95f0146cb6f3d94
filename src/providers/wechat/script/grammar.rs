//! The grammar of the script responses (spec 4, tolerant form) as nom parsers over bytes.
//!
//! ```text
//! js-body   = *ws statement *( ";" *ws statement ) [ ";" ] *ws
//! ```
//!
//! A poll is read every few seconds and its avatar can be 192 KiB long. So the end of a string is
//! found by a search for its quote, a text is checked when it is used ([`Text::read`]), and the
//! first byte of a value says which kind it is.

use std::borrow::Cow;

use memchr::{memchr, memchr2};
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while_m_n, take_while1};
use nom::character::complete::one_of;
use nom::combinator::{cut, map, map_opt, opt, recognize, value, verify};
use nom::error::{ContextError, ErrorKind, ParseError, context};
use nom::multi::{fold_many0, many1_count, separated_list1};
use nom::sequence::{delimited, preceded, separated_pair, terminated};
use nom::{IResult, Parser};

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

/// A value as it stands in the script.
pub(super) enum Raw<'a> {
    Integer(i64),
    Text(Text<'a>),
    Object(Vec<(&'a str, Cow<'a, str>)>),
}

/// A string without its quotes.
pub(super) enum Text<'a> {
    /// Without escapes and line breaks, and not checked further; `left` is how many bytes were left
    /// at its beginning.
    Plain { bytes: &'a [u8], left: usize },
    /// With its escapes decoded.
    Decoded(String),
}

impl<'a> Text<'a> {
    /// The text, if it is UTF-8 without control characters.
    pub(super) fn read(self) -> Result<Cow<'a, str>, nom::Err<Fault>> {
        match self {
            Self::Plain { bytes, left } => plain(bytes, left).map(Cow::Borrowed),
            Self::Decoded(text) => Ok(Cow::Owned(text)),
        }
    }
}

/// One statement with the separator behind it. [`blank`] has to be skipped before the first one.
///
/// ```text
/// statement = path *ws "=" *ws value *ws
/// ```
#[inline]
pub(super) fn statement(input: &[u8]) -> Parsed<'_, (&[u8], Raw<'_>)> {
    let equals = context("`=`", delimited(blank, tag("="), blank));
    let separator = context("`;` or the end", separator);
    let (rest, path) = path(input)?;
    let (rest, value) = preceded(equals, context("a value", any_value)).parse(rest)?;
    let (rest, _) = preceded(blank, separator).parse(rest)?;
    Ok((rest, (path, value)))
}

/// ```text
/// separator = ( ";" *ws ) / end
/// ```
#[inline]
fn separator(input: &[u8]) -> Parsed<'_, ()> {
    match input.split_first() {
        None => Ok((input, ())),
        Some((b';', rest)) => Ok((blank(rest)?.0, ())),
        Some(_) => Err(error(input)),
    }
}

/// ```text
/// ws        = SP / HTAB / CR / LF
/// ```
#[inline]
pub(super) fn blank(input: &[u8]) -> Parsed<'_, &[u8]> {
    match input.first() {
        Some(&b) if is(BLANK, b) => take_while(|b| is(BLANK, b)).parse(input),
        _ => Ok((input, &[])),
    }
}

/// ```text
/// path      = %s"window" 1*( "." ident )
/// ```
#[inline]
fn path(input: &[u8]) -> Parsed<'_, &[u8]> {
    let path = recognize((tag("window"), many1_count((tag("."), ident))));
    context("a path such as window.code", path).parse(input)
}

/// ```text
/// ident     = ( ALPHA / "_" / "$" ) *( ALPHA / DIGIT / "_" / "$" )
/// ```
///
/// Except `__proto__`, which is no name of its own in JavaScript.
#[inline]
fn ident(input: &[u8]) -> Parsed<'_, &[u8]> {
    let count = input.iter().take_while(|&&b| is(NAME, b)).count();
    match input.split_at_checked(count) {
        Some((name @ [first, ..], rest)) if !first.is_ascii_digit() && name != b"__proto__" => {
            Ok((rest, name))
        }
        _ => Err(error(input)),
    }
}

/// ```text
/// value     = integer / dq-string / sq-string / object
/// ```
fn any_value(input: &[u8]) -> Parsed<'_, Raw<'_>> {
    match input.first() {
        Some(b'"' | b'\'') => map(string, Raw::Text).parse(input),
        Some(b'{') => map(object, Raw::Object).parse(input),
        _ => match integer(input) {
            Ok((rest, number)) => Ok((rest, Raw::Integer(number))),
            Err(_) => Err(error(input)),
        },
    }
}

/// ```text
/// integer   = [ "-" ] ( "0" / %x31-39 *9DIGIT )
/// ```
///
/// No zero leads: JavaScript would read `010` as 8.
#[inline]
pub(super) fn integer(input: &[u8]) -> Parsed<'_, i64> {
    let (rest, sign) = match input.split_first() {
        Some((b'-', rest)) => (rest, -1),
        _ => (input, 1),
    };
    let is_digit = |b: &u8| b.is_ascii_digit();
    let count = rest
        .iter()
        .take(MOST_DIGITS)
        .take_while(|b| is_digit(b))
        .count();
    let (digits, rest) = rest.split_at_checked(count).unwrap_or_default();
    if digits.is_empty() || (digits.len() > 1 && digits.starts_with(b"0")) {
        return Err(error(input));
    }
    let add = |number, digit: &u8| number * 10 + i64::from(digit - b'0');
    Ok((rest, sign * digits.iter().fold(0, add)))
}

/// ```text
/// object    = "{" ident ":" dq-string *( "," ident ":" dq-string ) "}"
/// ```
fn object(input: &[u8]) -> Parsed<'_, Vec<(&str, Cow<'_, str>)>> {
    let member = separated_pair(map_opt(ident, ascii), tag(":"), member_text);
    let members = separated_list1(tag(","), member);
    let rest = context(
        "the members of an object and its `}`",
        cut(terminated(members, tag("}"))),
    );
    preceded(tag("{"), rest).parse(input)
}

fn member_text(input: &[u8]) -> Parsed<'_, Cow<'_, str>> {
    let (_, _) = tag("\"").parse(input)?;
    let (rest, text) = string(input)?;
    Ok((rest, text.read()?))
}

/// ```text
/// dq-string = DQUOTE *( dq-char / escape ) DQUOTE
/// sq-string = "'" *( sq-char / escape ) "'"
/// dq-char   = %x20-21 / %x23-5B / %x5D-7E / UTF8-non-ascii
/// sq-char   = %x20-26 / %x28-5B / %x5D-7E / UTF8-non-ascii
/// ```
fn string(input: &[u8]) -> Parsed<'_, Text<'_>> {
    let (body, quote) = one_of("\"'").parse(input)?;
    let quote = quote as u8;
    let open = || failure(body.len(), "the closing quote");
    // Most strings are short.
    let is_end = |&b: &u8| b == quote || b == b'\\';
    let end = match body.iter().take(NEAR).position(is_end) {
        Some(end) => end,
        None => {
            let far = body.get(NEAR..).ok_or_else(open)?;
            NEAR + memchr2(quote, b'\\', far).ok_or_else(open)?
        }
    };
    let (text, rest) = body.split_at_checked(end).ok_or_else(open)?;
    if let Some((b'\\', _)) = rest.split_first() {
        // Without any quote behind it, the place of the fault is the beginning of the string.
        memchr(quote, rest).ok_or_else(open)?;
        return escaped(body, quote);
    }
    // JavaScript refuses a line break in a string; it is the sign of a quote that was lost.
    let line_break = match end {
        ..=NEAR => text.iter().position(|&b| b == b'\n' || b == b'\r'),
        _ => memchr2(b'\n', b'\r', text),
    };
    if let Some(at) = line_break {
        return Err(failure(body.len() - at, CONTROL));
    }
    let left = body.len();
    Ok((
        rest.get(1..).unwrap_or_default(),
        Text::Plain { bytes: text, left },
    ))
}

/// The length up to which bytes are read one by one: a search by vectors costs more.
const NEAR: usize = 16;

/// The rest of a string with escapes, behind its opening quote.
fn escaped(body: &[u8], quote: u8) -> Parsed<'_, Text<'_>> {
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
    let closing = [quote];
    let closing = context("the closing quote", cut(tag(closing.as_slice())));
    terminated(map(text, Text::Decoded), closing).parse(body)
}

/// The kinds of bytes.
const NAME: u8 = 1;
const BLANK: u8 = 2;

/// The kind of each byte.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut b = 0;
    while b < 256 {
        kinds[b] = match b as u8 {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'$' => NAME,
            b' ' | b'\t' | b'\r' | b'\n' => BLANK,
            _ => 0,
        };
        b += 1;
    }
    kinds
};

#[inline]
fn is(kind: u8, b: u8) -> bool {
    KINDS.get(usize::from(b)) == Some(&kind)
}

/// The most digits of a number.
const MOST_DIGITS: usize = 10;

const CONTROL: &str = "no control character in a string";

fn error(input: &[u8]) -> nom::Err<Fault> {
    nom::Err::Error(Fault {
        left: input.len(),
        expected: None,
    })
}

fn failure(left: usize, expected: &'static str) -> nom::Err<Fault> {
    nom::Err::Failure(Fault {
        left,
        expected: Some(expected),
    })
}

enum Piece<'a> {
    Run(&'a str),
    Char(char),
}

/// Characters up to an escape or the closing quote, at least one.
fn plain_run(input: &[u8], quote: u8) -> Parsed<'_, &str> {
    let (rest, run) = take_while1(|b| b != b'\\' && b != quote).parse(input)?;
    Ok((rest, plain(run, input.len())?))
}

/// The text of a string without escapes: no control characters (line breaks among them), and UTF-8.
/// `left` is how many bytes were left at its beginning.
fn plain(text: &[u8], left: usize) -> Result<&str, nom::Err<Fault>> {
    let is_control = |b: u8| b < b' ' || b == 0x7f;
    // Without an early exit the compiler can look at many bytes at once.
    if text.iter().fold(false, |found, &b| found | is_control(b)) {
        let at = text.iter().position(|&b| is_control(b)).unwrap_or_default();
        return Err(failure(left.saturating_sub(at), CONTROL));
    }
    std::str::from_utf8(text)
        .map_err(|error| failure(left.saturating_sub(error.valid_up_to()), "UTF-8"))
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
