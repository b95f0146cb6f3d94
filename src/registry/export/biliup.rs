//! `cookies.json` of biliup.

use serde::Serialize;

use super::{ExportError, Format, Options, SESSION_END, json_file};
use crate::{Cookie, Credential, Secret, bilibili};

/// The fields with a place of their own. The end of the tokens is a life there, of which the file
/// does not say when it began.
pub(super) const FIELDS: [&str; 4] = ["mid", "access_token", "refresh_token", "appkey"];
/// biliup's name of the app with [`bilibili::TV_APPKEY`].
pub(in super::super) const PLATFORM: &str = "BiliTV";

#[derive(Serialize)]
struct File<'a> {
    cookie_info: CookieInfo<'a>,
    sso: [&'a str; 0],
    token_info: TokenInfo<'a>,
    platform: &'static str,
}

#[derive(Serialize)]
struct CookieInfo<'a> {
    cookies: Vec<FileCookie<'a>>,
    domains: Vec<String>,
}

#[derive(Serialize)]
struct FileCookie<'a> {
    name: &'a str,
    value: &'a Secret,
    http_only: u8,
    expires: u64,
    secure: u8,
}

#[derive(Serialize)]
struct TokenInfo<'a> {
    access_token: &'a Secret,
    /// In seconds; biliup reads an unsigned number of 32 bits.
    expires_in: u32,
    mid: u64,
    refresh_token: &'a Secret,
}

pub(super) fn write(credential: &Credential, options: Options) -> Result<Secret, ExportError> {
    let format = Format::Biliup;
    let Credential::BilibiliTv(tv) = credential else {
        let (flow, flows) = (credential.flow(), format.flows());
        return Err(ExportError::Flow {
            format,
            flow,
            flows,
        });
    };
    if tv.appkey != bilibili::TV_APPKEY {
        return Err(ExportError::Value {
            format,
            part: "appkey".to_owned(),
            problem: "biliup has no secret for it, and knows 4409e2ce8ffd12b8 as that of the TV app",
        });
    }
    let life = tv.expires_at.zip(options.now);
    let life = life.map_or(0, |(end, now)| end.as_secs().saturating_sub(now.as_secs()));
    let mut domains: Vec<_> = tv
        .cookies
        .iter()
        .map(|it| format!(".{}", it.domain))
        .collect();
    domains.dedup();
    let file = File {
        cookie_info: CookieInfo {
            cookies: tv.cookies.iter().map(FileCookie::of).collect(),
            domains,
        },
        sso: [],
        token_info: TokenInfo {
            access_token: &tv.access_token,
            expires_in: u32::try_from(life).unwrap_or(u32::MAX),
            mid: tv.mid,
            refresh_token: &tv.refresh_token,
        },
        platform: PLATFORM,
    };
    json_file(format, &file)
}

impl<'a> FileCookie<'a> {
    fn of(cookie: &'a Cookie) -> Self {
        Self {
            name: &cookie.name,
            value: &cookie.value,
            http_only: cookie.http_only.into(),
            expires: cookie.expires.unwrap_or(SESSION_END).as_secs(),
            secure: cookie.secure.into(),
        }
    }
}
