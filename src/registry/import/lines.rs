//! Readers of formats that are lines.

use super::ImportError;
use super::found::{Found, FoundCookie};
use crate::Timestamp;
use crate::export::{Format, SESSION_END};
use crate::flows;
use crate::registry::export::env::{self, Kind};

/// The options of curl that are read; others are none of ours.
pub(super) const CURL_OPTIONS: [&str; 9] = [
    "cookie",
    "--cookie",
    "-b",
    "user-agent",
    "--user-agent",
    "-A",
    "header",
    "--header",
    "-H",
];

/// `name=value` pairs with `;` between them, after `Cookie:` or alone. BBDown's file has parameters
/// of an address beside the cookies.
pub(super) fn header(format: Format, text: &str) -> Result<Found, ImportError> {
    let mut found = Found::default();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        let is_named = line
            .get(..7)
            .is_some_and(|it| it.eq_ignore_ascii_case("cookie:"));
        let line = if is_named {
            line.get(7..).unwrap_or("")
        } else {
            line
        };
        let pairs = line.split(';').map(str::trim);
        for pair in pairs.filter(|pair| !pair.is_empty()) {
            let Some((name, value)) = pair.split_once('=') else {
                return Err(ImportError::syntax(format, index + 1, "a pair has no `=`"));
            };
            if !matches!(name, "Expires" | "gourl" | "first_domain") {
                let place = format!("line {}", index + 1);
                found.cookies.push(FoundCookie::bare(name, value, place));
            }
        }
    }
    if format == Format::P115client {
        found.flow = Some("115");
    }
    Ok(found)
}

/// The eighth field of libsoup.
const SAME_SITE: [&str; 3] = ["None", "Lax", "Strict"];

pub(super) fn netscape(text: &str) -> Result<Found, ImportError> {
    let mut found = Found::default();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let wrong = |problem| ImportError::syntax(Format::Netscape, number, problem);
        let prefixed = line.strip_prefix("#HttpOnly_");
        let line = prefixed.unwrap_or(line);
        if line.trim().is_empty() || prefixed.is_none() && line.starts_with('#') {
            continue;
        }
        let fields: Vec<_> = line.split('\t').collect();
        // libsoup writes the SameSite of the cookie behind the seven fields.
        let fields = match fields.as_slice() {
            [fields @ .., last] if fields.len() == 7 && SAME_SITE.contains(last) => fields,
            fields => fields,
        };
        let [domain, below, path, secure, end, name, value] = fields else {
            return Err(wrong("it has not seven fields with tabs between them"));
        };
        let flag = |text: &str| match text {
            _ if text.eq_ignore_ascii_case("TRUE") => Ok(true),
            _ if text.eq_ignore_ascii_case("FALSE") => Ok(false),
            _ => Err(wrong("a flag is neither TRUE nor FALSE")),
        };
        // yt-dlp writes an empty field for a session cookie, some extensions a fraction.
        let seconds = end.split('.').next().unwrap_or_default();
        let expires = match seconds {
            "" => None,
            seconds => Some(
                seconds
                    .parse::<i64>()
                    .map_err(|_| wrong("its end is no number"))?,
            ),
        };
        found.cookies.push(FoundCookie {
            name: (*name).to_owned(),
            value: (*value).into(),
            domain: Some(domain.trim_start_matches('.').to_ascii_lowercase()),
            host_only: !flag(below)?,
            path: Some((*path).to_owned()),
            expires: expires.and_then(end_of),
            secure: flag(secure)?,
            http_only: prefixed.is_some(),
            place: format!("line {number}"),
        });
    }
    Ok(found)
}

/// The end that this number of seconds means: none for 0, -1 and the one that an export writes.
pub(super) fn end_of(seconds: i64) -> Option<Timestamp> {
    let seconds = u64::try_from(seconds)
        .ok()
        .filter(|seconds| *seconds != 0)?;
    let end = Timestamp::from_secs(seconds);
    (end != SESSION_END).then_some(end)
}

pub(super) fn curl(text: &str) -> Result<Found, ImportError> {
    let mut found = Found::default();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let end = line.find([' ', '\t', '=', ':', '"']).unwrap_or(line.len());
        let (option, rest) = line.split_at_checked(end).unwrap_or((line, ""));
        let rest = rest.trim_start_matches([' ', '\t', '=', ':']);
        if !CURL_OPTIONS.contains(&option) {
            continue;
        }
        let Some(value) = unquoted(rest) else {
            let problem = "its quotes do not end";
            return Err(ImportError::syntax(Format::Curl, index + 1, problem));
        };
        let name = option.trim_start_matches('-');
        match (name, value.split_once(':')) {
            ("cookie" | "b", _) => found.cookies.extend(header(Format::Curl, &value)?.cookies),
            ("user-agent" | "A", _) => found.set("user_agent", Some(&value)),
            (_, Some((name, value))) if name.eq_ignore_ascii_case("cookie") => {
                found.cookies.extend(header(Format::Curl, value)?.cookies);
            }
            (_, Some((name, value))) if name.eq_ignore_ascii_case("user-agent") => {
                found.set("user_agent", Some(value.trim()));
            }
            (_, Some((_, value))) if value.trim_start().starts_with("Bearer ") => {
                found.set("access_token", value.trim_start().strip_prefix("Bearer "));
            }
            _ => {}
        }
    }
    Ok(found)
}

/// A value as curl reads it: in double quotes with escapes, or up to a space.
fn unquoted(text: &str) -> Option<String> {
    let Some(quoted) = text.strip_prefix('"') else {
        return Some(
            text.split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned(),
        );
    };
    let (mut value, mut is_escaped) = (String::new(), false);
    for c in quoted.chars() {
        match c {
            '"' if !is_escaped => return Some(value),
            '\\' if !is_escaped => is_escaped = true,
            c => {
                value.push(match c {
                    't' if is_escaped => '\t',
                    'n' if is_escaped => '\n',
                    'r' if is_escaped => '\r',
                    c => c,
                });
                is_escaped = false;
            }
        }
    }
    None
}

/// Environment lines. Of several flows that the names fit, the one with the most of them counts.
pub(super) fn env(text: &str, flow: Option<&'static str>) -> Result<Found, ImportError> {
    let mut set = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, value)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim();
        if !line.starts_with('#') && env::is_known(name) {
            let problem = "its quotes do not end, or text follows them";
            let value = of_shell(value.trim());
            let value = value.ok_or(ImportError::syntax(Format::Env, index + 1, problem))?;
            set.push((name, value));
        }
    }
    let flow = match flow {
        Some(flow) => flow,
        None => flow_of(&set.iter().map(|(name, _)| *name).collect::<Vec<_>>())?,
    };
    let mut found = Found {
        flow: Some(flow),
        ..Found::default()
    };
    for variable in env::table(flow).unwrap_or_default() {
        // The last one counts, as in a shell.
        let last = set.iter().rev().find(|(name, _)| *name == variable.name);
        let Some((_, value)) = last.filter(|(_, value)| !value.is_empty()) else {
            continue;
        };
        let number = || {
            let problem = "it is no whole number";
            let number = value.parse::<u64>().ok();
            number.ok_or(ImportError::field(Format::Env, variable.name, problem))
        };
        let value = match variable.kind {
            Kind::Text => value.as_str().into(),
            Kind::Number => number()?.into(),
            Kind::Time => number()?.saturating_mul(1000).into(),
            Kind::Words => value.split_whitespace().collect::<Vec<_>>().into(),
            Kind::Cookies => {
                let pairs = header(Format::Env, value)?;
                for mut cookie in pairs.cookies {
                    variable.name.clone_into(&mut cookie.place);
                    found.cookies.push(cookie);
                }
                continue;
            }
        };
        found.values.insert(variable.field.to_owned(), value);
    }
    Ok(found)
}

/// The flow whose variables these are.
fn flow_of(names: &[&str]) -> Result<&'static str, ImportError> {
    let of = |variables: &[env::Variable]| {
        let known = |name: &&&str| variables.iter().any(|it| it.name == **name);
        names.iter().filter(known).copied().collect::<Vec<_>>()
    };
    let known = env::tables().filter(|(flow, _)| flows::find(flow).is_some());
    let all: Vec<_> = known.map(|(flow, it)| (flow, of(it))).collect();
    let mut fitting: Vec<&'static str> = Vec::new();
    for (index, (flow, own)) in all.iter().enumerate() {
        let is_within = |(other, (_, theirs)): (usize, &(&str, Vec<&str>))| {
            let covered = own.iter().all(|name| theirs.contains(name));
            // Of two that fit alike the first counts: the common one.
            let is_more = theirs.len() > own.len() || other < index && theirs.len() == own.len();
            covered && is_more && *flow != "taptap"
        };
        if !own.is_empty() && !all.iter().enumerate().any(is_within) {
            fitting.push(flow);
        }
    }
    let format = Format::Env;
    match fitting.as_slice() {
        [] => Err(ImportError::Nothing { format, flow: None }),
        [flow] => Ok(flow),
        _ => Err(ImportError::WhichFlow {
            format,
            flows: fitting,
        }),
    }
}

/// A value as shells and dotenv read it.
fn of_shell(text: &str) -> Option<String> {
    if let Some(rest) = text.strip_prefix('\'') {
        let (value, rest) = rest.split_once('\'')?;
        return is_end(rest).then(|| value.to_owned());
    }
    let Some(rest) = text.strip_prefix('"') else {
        let end = text.find(" #").unwrap_or(text.len());
        return text.get(..end).map(|value| value.trim_end().to_owned());
    };
    let (mut value, mut is_escaped) = (String::new(), false);
    for (at, c) in rest.char_indices() {
        match c {
            '"' if !is_escaped => return is_end(rest.get(at + 1..)?).then_some(value),
            '\\' if !is_escaped => is_escaped = true,
            c => {
                if is_escaped && !matches!(c, '"' | '\\' | '$' | '`') {
                    value.push('\\');
                }
                value.push(c);
                is_escaped = false;
            }
        }
    }
    None
}

fn is_end(rest: &str) -> bool {
    let rest = rest.trim();
    rest.is_empty() || rest.starts_with('#')
}

/// `BBDownTV.data`: of what the flow requires it has the access token alone.
pub(super) fn bbdown_tv(text: &str) -> Found {
    let mut found = Found {
        flow: Some("bilibili-tv"),
        ..Found::default()
    };
    found.set("access_token", text.trim().strip_prefix("access_token="));
    found
}

/// `auth.toml`: it never has the account's number, so no value of it is read.
pub(super) fn yutto(text: &str) -> Found {
    let has = |name: &str| text.lines().any(|line| line.trim_start().starts_with(name));
    let mut found = Found {
        flow: Some("bilibili-web"),
        ..Found::default()
    };
    for (key, name) in [
        ("sessdata", "SESSDATA"),
        ("SESSDATA", "SESSDATA"),
        ("bili_jct", "bili_jct"),
    ] {
        if has(key) {
            found
                .cookies
                .push(FoundCookie::bare(name, "unread", key.to_owned()));
        }
    }
    found
}
