//! Readers of formats that are JSON.

use serde_json::Value;

use super::assemble::{self, checked};
use super::found::{Found, FoundCookie};
use super::lines::{end_of, header};
use super::{ImportError, Imported};
use crate::export::Format;
use crate::registry::export::{BILIBILI_ORIGIN, BILIBILI_TOKEN, PLATFORM};
use crate::{Credential, bilibili};

/// A JSON text.
///
/// # Errors
/// It is none; the message of the parser is left out, since it may hold a part of the text.
pub(super) fn parse(format: Format, text: &str) -> Result<Value, ImportError> {
    serde_json::from_str(text)
        .map_err(|error| ImportError::syntax(format, error.line(), "it is not JSON"))
}

/// The JSON of an export of this crate.
pub(super) fn own(text: &str, flow: Option<&'static str>) -> Result<Imported, ImportError> {
    let format = Format::Json;
    let value = parse(format, text)?;
    let named = value.get("flow").and_then(Value::as_str);
    let named = named.and_then(crate::flows::find).map(|info| info.id);
    let Some(named) = named else {
        return Err(ImportError::Nothing { format, flow });
    };
    if flow.is_some_and(|flow| flow != named) {
        return Err(ImportError::Nothing { format, flow });
    }
    let read = Credential::read(named, text);
    let read = read.ok_or(ImportError::Nothing { format, flow })?;
    let credential = read.map_err(|error| {
        // Of the parser's message only the name of a field is taken: the rest may hold values.
        let message = error.to_string();
        let name = message.strip_prefix("missing field `");
        match name.and_then(|rest| rest.split('`').next()) {
            Some(name) => ImportError::Incomplete {
                format,
                flow: named,
                missing: vec![name.to_owned()],
            },
            None => ImportError::syntax(format, error.line(), "a value has another type"),
        }
    })?;
    checked(format, credential, Vec::new())
}

/// The JSON of another program.
pub(super) fn foreign(format: Format, text: &str) -> Result<Found, ImportError> {
    let value = parse(format, text)?;
    match format {
        Format::Biliup => biliup(&value),
        Format::BilibiliApi => bilibili_api(&value),
        Format::OpenList => openlist(&value),
        Format::Wechat4u => wechat4u(&value),
        _ => browser(format, &value),
    }
}

/// An array of cookies, or an object with one and the local storage.
fn browser(format: Format, value: &Value) -> Result<Found, ImportError> {
    let (cookies, place) = match value {
        Value::Array(cookies) => (cookies, ""),
        value => {
            let cookies = value.get("cookies").and_then(Value::as_array);
            let problem = "it is no array of cookies";
            (
                cookies.ok_or(ImportError::field(format, "cookies", problem))?,
                "cookies",
            )
        }
    };
    let mut found = Found::default();
    for (index, cookie) in cookies.iter().enumerate() {
        let place = format!("{place}[{index}]");
        let text = |key: &str| {
            let text = cookie.get(key).and_then(Value::as_str);
            text.ok_or(ImportError::field(
                format,
                format!("{place}.{key}"),
                "it is no text",
            ))
        };
        let flag = |key: &str| cookie.get(key).and_then(Value::as_bool).unwrap_or(false);
        let domain = text("domain")?;
        let bare = domain.trim_start_matches('.');
        // Playwright says it by the dot, the extensions by a field.
        let host_only = cookie.get("hostOnly").and_then(Value::as_bool);
        let end = cookie
            .get("expirationDate")
            .or_else(|| cookie.get("expires"));
        found.cookies.push(FoundCookie {
            name: text("name")?.to_owned(),
            value: text("value")?.into(),
            host_only: host_only.unwrap_or(bare.len() == domain.len()),
            domain: Some(bare.to_ascii_lowercase()),
            path: cookie
                .get("path")
                .and_then(Value::as_str)
                .map(str::to_owned),
            expires: end.and_then(whole).and_then(end_of),
            secure: flag("secure"),
            http_only: flag("httpOnly"),
            place,
        });
    }
    found.set("refresh_token", stored_token(value));
    Ok(found)
}

/// The number without its fraction.
fn whole(value: &Value) -> Option<i64> {
    let text = value.as_number()?.to_string();
    text.split('.').next()?.parse().ok()
}

/// Bilibili's web refresh token in a storage state.
fn stored_token(state: &Value) -> Option<&str> {
    let mut origins = state.get("origins")?.as_array()?.iter();
    let site = origins.find(|it| it.get("origin").is_some_and(|it| *it == BILIBILI_ORIGIN))?;
    let mut items = site.get("localStorage")?.as_array()?.iter();
    let item = items.find(|it| it.get("name").is_some_and(|it| *it == BILIBILI_TOKEN))?;
    item.get("value")?.as_str()
}

fn biliup(value: &Value) -> Result<Found, ImportError> {
    let format = Format::Biliup;
    let at = |path: &str| value.pointer(path);
    let cookies = at("/cookie_info/cookies").and_then(Value::as_array);
    let problem = "it is no array of cookies";
    let cookies = cookies.ok_or(ImportError::field(format, "cookie_info.cookies", problem))?;
    let mut found = Found {
        flow: Some("bilibili-tv"),
        ..Found::default()
    };
    for (index, cookie) in cookies.iter().enumerate() {
        let place = format!("cookie_info.cookies[{index}]");
        let text = |key: &str| {
            let text = cookie.get(key).and_then(Value::as_str);
            text.ok_or(ImportError::field(
                format,
                format!("{place}.{key}"),
                "it is no text",
            ))
        };
        let flag = |key: &str| cookie.get(key).and_then(Value::as_u64) == Some(1);
        let (name, value) = (text("name")?, text("value")?);
        let bare = FoundCookie::bare(name, value, String::new());
        found.cookies.push(FoundCookie {
            expires: cookie.get("expires").and_then(whole).and_then(end_of),
            secure: flag("secure"),
            http_only: flag("http_only"),
            place,
            ..bare
        });
    }
    for field in ["access_token", "refresh_token"] {
        found.set(
            field,
            at(&format!("/token_info/{field}")).and_then(Value::as_str),
        );
    }
    if let Some(mid) = at("/token_info/mid").filter(|mid| mid.is_u64()) {
        found.values.insert("mid".to_owned(), mid.clone());
    }
    // Without a platform biliup itself signs as another app.
    if at("/platform").is_some_and(|platform| *platform == PLATFORM) {
        found.set("appkey", Some(bilibili::TV_APPKEY));
    }
    Ok(found)
}

fn bilibili_api(value: &Value) -> Result<Found, ImportError> {
    let mut found = Found {
        flow: Some("bilibili-web"),
        ..Found::default()
    };
    for (key, name) in [
        ("sessdata", "SESSDATA"),
        ("bili_jct", "bili_jct"),
        ("dedeuserid", "DedeUserID"),
        ("buvid3", "buvid3"),
        ("buvid4", "buvid4"),
    ] {
        match value.get(key) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) => {
                found
                    .cookies
                    .push(FoundCookie::bare(name, text, key.to_owned()));
            }
            Some(_) => {
                return Err(ImportError::field(
                    Format::BilibiliApi,
                    key,
                    "it is no text",
                ));
            }
        }
    }
    found.set(
        "refresh_token",
        value.get("ac_time_value").and_then(Value::as_str),
    );
    Ok(found)
}

/// The `addition` itself, or a storage in which it is a text.
fn openlist(value: &Value) -> Result<Found, ImportError> {
    let format = Format::OpenList;
    let addition = match value.get("addition").and_then(Value::as_str) {
        Some(text) => &parse(format, text)?,
        None => value.get("addition").unwrap_or(value),
    };
    let cookie = addition.get("cookie").and_then(Value::as_str);
    let cookie = cookie.ok_or(ImportError::field(format, "cookie", "it is no text"))?;
    let mut found = header(format, cookie)?;
    for cookie in &mut found.cookies {
        "cookie".clone_into(&mut cookie.place);
    }
    found.flow = Some("115");
    Ok(found)
}

fn wechat4u(value: &Value) -> Result<Found, ImportError> {
    let format = Format::Wechat4u;
    let origin = value.pointer("/CONF/origin").and_then(Value::as_str);
    let host = origin.and_then(|origin| origin.strip_prefix("https://"));
    let mut found = Found {
        flow: Some("wechat-web"),
        ..Found::default()
    };
    found.set("host", Some(host.unwrap_or("wx.qq.com")));
    for (key, field) in [
        ("sid", "sid"),
        ("skey", "skey"),
        ("passTicket", "pass_ticket"),
    ] {
        let text = value
            .pointer(&format!("/PROP/{key}"))
            .and_then(Value::as_str);
        found.set(field, text);
    }
    // It is a text there, and in older files a number.
    let uin = value.pointer("/PROP/uin");
    let uin = uin.and_then(|uin| uin.as_u64().or_else(|| uin.as_str()?.parse().ok()));
    if let Some(uin) = uin {
        found.values.insert("uin".to_owned(), uin.into());
    }
    let cookies = value.get("COOKIE").and_then(Value::as_object);
    let problem = "it is no object";
    let cookies = cookies.ok_or(ImportError::field(format, "COOKIE", problem))?;
    for (index, (name, value)) in cookies.iter().enumerate() {
        let place = format!("COOKIE[{index}]");
        let text = value.as_str().map(str::to_owned);
        let text = text.or_else(|| value.as_number().map(ToString::to_string));
        let text = text.ok_or(ImportError::field(format, place.as_str(), "it is no text"))?;
        // The client's own, made anew at every start.
        if !matches!(name.as_str(), "pgv_pvi" | "pgv_si") {
            let mut cookie = FoundCookie::bare(name, &text, place);
            // The service sets this one for the domain above the page hosts.
            if name == "webwx_data_ticket" {
                cookie.domain = host.map(assemble::above);
            }
            found.cookies.push(cookie);
        }
    }
    Ok(found)
}
