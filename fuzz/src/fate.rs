//! What can become of a call, and of the clock meanwhile.

use arbitrary::Arbitrary;
use qrlogin::http::{HeaderName, HeaderValue, StatusCode};
use qrlogin::{Failure, Response, Timestamp};

/// What becomes of a call that the simulated service has answered.
#[derive(Arbitrary, Debug)]
pub enum Fate<'a> {
    /// The answer arrives.
    Genuine,
    /// Nothing arrives.
    Failed(u8),
    /// The answer has another status.
    Status(u16),
    /// The body ends here.
    Cut(u16),
    /// A piece of the body is replaced.
    Edited { at: u16, length: u8, by: Piece<'a> },
    /// One more header.
    Header { name: u8, value: Piece<'a> },
    /// Anything at all arrives.
    Invented {
        status: u16,
        header: Option<(u8, Piece<'a>)>,
        body: Vec<Piece<'a>>,
    },
}

/// A piece of text.
#[derive(Arbitrary, Debug)]
pub enum Piece<'a> {
    /// One of [`WORDS`].
    Word(u8),
    Bytes(&'a [u8]),
    /// The same byte so many times.
    Run(u8, u16),
}

impl Piece<'_> {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Word(index) => WORDS[usize::from(*index) % WORDS.len()].into(),
            Self::Bytes(bytes) => bytes.to_vec(),
            Self::Run(byte, times) => vec![*byte; usize::from(*times)],
        }
    }
}

impl Fate<'_> {
    /// What arrives instead of this outcome.
    pub fn apply(&self, genuine: Result<Response, Failure>) -> Result<Response, Failure> {
        let mut response = match self {
            Self::Failed(failure) => return Err(FAILURES[usize::from(*failure) % FAILURES.len()]),
            Self::Invented { .. } => Response::default(),
            _ => genuine?,
        };
        let length = response.body().len();
        match self {
            Self::Genuine | Self::Failed(_) => {}
            Self::Status(code) => *response.status_mut() = status(*code),
            Self::Cut(at) => response.body_mut().truncate(usize::from(*at)),
            Self::Edited {
                at,
                length: cut,
                by,
            } => {
                let start = usize::from(*at) % (length + 1);
                let end = (start + usize::from(*cut)).min(length);
                response.body_mut().splice(start..end, by.bytes());
            }
            Self::Header { name, value } => put(&mut response, *name, value),
            Self::Invented {
                status: code,
                header,
                body,
            } => {
                *response.status_mut() = status(*code);
                *response.body_mut() = body.iter().map(Piece::bytes).collect::<Vec<_>>().concat();
                if let Some((name, value)) = header {
                    put(&mut response, *name, value);
                }
            }
        }
        Ok(response)
    }
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(100 + code % 900).expect("three digits")
}

fn put(response: &mut Response, name: u8, value: &Piece<'_>) {
    let name = HeaderName::from_static(HEADERS[usize::from(name) % HEADERS.len()]);
    if let Ok(value) = HeaderValue::from_bytes(&value.bytes()) {
        response.headers_mut().append(name, value);
    }
}

/// How the caller's clock moves against the true time while a call is under way.
#[derive(Arbitrary, Debug)]
pub enum Clock {
    /// It goes on as it should; the call took so many ms longer.
    Steady(u16),
    /// It is set by so many seconds.
    Jump(i32),
    /// It is set to this time, in ms.
    Set(u64),
}

impl Clock {
    /// The difference of the clock to the true time from now on.
    pub fn skew(&self, now: Timestamp, skew: i128) -> i128 {
        let now = i128::from(now.as_millis());
        let skew = match self {
            Self::Steady(_) => skew,
            Self::Jump(seconds) => skew + i128::from(*seconds) * 1000,
            Self::Set(ms) => i128::from(*ms) - now,
        };
        // A clock before the epoch would stand still.
        skew.max(-now)
    }
}

const FAILURES: [Failure; 6] = [
    Failure::Timeout,
    Failure::Connect,
    Failure::Tls,
    Failure::Io,
    Failure::BodyTooLarge,
    Failure::Other,
];

const HEADERS: [&str; 6] = [
    "set-cookie",
    "location",
    "retry-after",
    "date",
    "content-type",
    "x-any",
];

/// Texts that lead parsers further than random bytes do.
const WORDS: [&str; 46] = [
    r#"{"code":0,"data":"#,
    r#"{"code":0,"data":{"code":0,"url":"https://passport.biligame.com/?ticket=x"}}"#,
    r#"{"code":0,"data":{"code":86090,"message":""}}"#,
    r#"{"code":86038}"#,
    r#"{"success":true,"data":"#,
    r#"{"success":false,"data":{"code":11,"codeName":"N","message":"{}"}}"#,
    r#"{"status":2,"message":"","version":""}"#,
    r#"{"success":true,"credentials":{"uid":"u","cid":"c","seid":"s","kid":""}}"#,
    r#","interval":18446744073709551615"#,
    r#","expiresInSeconds":0"#,
    "window.code=201;window.userAvatar = 'data:img/jpg;base64,",
    "window.code=408;",
    "window.code=400;",
    r#"window.QRLogin.code = 200; window.QRLogin.uuid = ""#,
    "window.code=200;\nwindow.redirect_uri=\"https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=x\";",
    "<error><ret>0</ret><skey>@crypt</skey>",
    "<error><ret>1203</ret><message>no</message></error>",
    "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><error>&a;</error>",
    "<!DOCTYPE html><html>",
    r#"{"state":1,"code":0,"data":"#,
    r#"{"state":true,"data":{"status":2}}"#,
    r#"{"state":0,"errno":0,"code":0,"message":"","error":"x"}"#,
    r#"{"data":{"error":"invalid_time"},"now":99999999999,"success":false}"#,
    r#"{"data":{"error":"oauth2.tapapis.com.AUTHORIZATION_WAITING"},"success":false}"#,
    r#"{"code":211,"error":""}"#,
    "slow_down",
    "authorization_pending",
    "access_denied",
    "expired_token",
    "-9223372036854775808",
    "18446744073709551615",
    "1e999",
    "0",
    "null",
    r"\ud800",
    "\u{202e}\u{0}",
    "}",
    "]",
    "[[[[[[[[",
    "\"",
    "';",
    "%",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "SESSDATA=; Max-Age=99999999999999999999; Domain=.bilibili.com",
    "SESSDATA=x; Domain=bilibili.com",
    "https://passport.bilibili.com/x?y#z",
];
