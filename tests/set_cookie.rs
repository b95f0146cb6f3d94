//! The reader of `Set-Cookie` beside the crate `cookie`, on lines that both accept.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

use std::time::Duration;

use cookie::Cookie as Theirs;
use proptest::prelude::*;
use qrlogin::http::HeaderValue;
use qrlogin::http::header::SET_COOKIE;
use qrlogin::{Cookie, Response, Timestamp};

const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

/// Dates in the forms that the other reader knows.
fn date() -> impl Strategy<Value = String> {
    let parts = (
        2001..2069_u32,
        1..=12_usize,
        1..=28_u32,
        0..24_u32,
        0..60_u32,
        0..4_usize,
    );
    parts.prop_map(|(year, month, day, hour, minute, form)| {
        let month = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ][month - 1];
        let time = format!("{hour:02}:{minute:02}:07");
        match form {
            0 => format!("{day:02} {month} {year} {time} GMT"),
            1 => format!("{day:02}-{month}-{:02} {time} GMT", year % 100),
            2 => format!("{day:02}-{month}-{year} {time} GMT"),
            _ => format!("{month} {day:2} {time} {year}"),
        }
    })
}

fn attribute() -> impl Strategy<Value = String> {
    prop_oneof![
        date().prop_map(|date| format!("Expires={date}")),
        date().prop_map(|date| format!(" expires = {date} ")),
        "(Max-Age|max-age)=(-?[0-9]{1,12}|x|1x)",
        "[ ]?(Domain|DOMAIN)=[.]?[a-z]{1,3}([.][a-z]{1,3}){0,2}",
        "Domain=",
        " Path=/?[a-z/]{0,5}",
        "(Secure|secure=x| HttpOnly |httponly)",
        "SameSite=(Lax|None|x)",
        "[a-z]{0,4}=?[a-z0-9]{0,3}",
    ]
}

fn line() -> impl Strategy<Value = String> {
    let pair = "[ ]?[A-Za-z_]{1,8}[ ]?=[ ]?[!#-+.-:<-~]{1,12}[ ]?";
    (pair, prop::collection::vec(attribute(), 0..6))
        .prop_map(|(pair, attributes)| [vec![pair], attributes].concat().join(";"))
}

/// What a reader says of a line.
#[derive(Debug, PartialEq)]
struct Read {
    name: String,
    value: String,
    domain: String,
    host_only: bool,
    path: String,
    expires: Option<Timestamp>,
    secure: bool,
    http_only: bool,
}

/// What the other reader says, in our terms; `None` for a deletion.
fn expected(line: &str) -> Option<Read> {
    let theirs = Theirs::parse(line.to_owned()).expect("a cookie");
    let max_age = theirs
        .max_age()
        .map(|age| NOW + Duration::from_secs(age.whole_seconds() as u64));
    let date = theirs
        .expires_datetime()
        .map(|at| Timestamp::from_secs(at.unix_timestamp() as u64));
    let deleted = match (max_age, date) {
        (Some(end), _) => end <= NOW,
        (None, end) => end.is_some_and(|end| end <= Timestamp::from_secs(946_684_800)),
    };
    let path = theirs
        .path()
        .filter(|path| path.starts_with('/'))
        .unwrap_or("/");
    let domain = theirs.domain().filter(|domain| !domain.is_empty());
    (!deleted).then(|| Read {
        name: theirs.name().to_owned(),
        value: theirs.value().to_owned(),
        domain: domain.unwrap_or("host.example").to_owned(),
        host_only: domain.is_none(),
        path: path.to_owned(),
        expires: max_age.or(date),
        secure: theirs.secure().unwrap_or(false),
        http_only: theirs.http_only().unwrap_or(false),
    })
}

proptest! {
    #[test]
    fn a_line_is_read_as_by_the_crate_cookie(line in line()) {
        let mut reply = Response::new(Vec::new());
        reply.headers_mut().insert(SET_COOKIE, HeaderValue::from_str(&line).unwrap());
        let ours = Cookie::set_by(&reply, "host.example", NOW).next().map(|cookie| Read {
            name: cookie.name,
            value: cookie.value.expose().to_owned(),
            domain: cookie.domain,
            host_only: cookie.host_only,
            path: cookie.path,
            expires: cookie.expires,
            secure: cookie.secure,
            http_only: cookie.http_only,
        });
        prop_assert_eq!(ours, expected(&line), "{}", line);
    }
}

#[test]
fn an_attribute_with_a_useless_value_is_ignored() {
    let mut reply = Response::new(Vec::new());
    let line = HeaderValue::from_static("a=b; Max-Age=60; Max-Age=; Expires=never; Domain=");
    reply.headers_mut().insert(SET_COOKIE, line);
    let cookie = Cookie::set_by(&reply, "host.example", NOW).next().unwrap();
    assert_eq!(cookie.expires, Some(NOW + Duration::from_secs(60)));
    assert!(cookie.host_only);
}
